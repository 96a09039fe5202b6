# SPDX-License-Identifier: MIT
"""The driver for a terminal that speaks nothing: it opens nothing, asks nothing, reports nothing.

A board that stands in a line all the same is a wire: each byte goes on, and nobody looks at it.
Fulfils agent.terminals.link.TerminalDriver.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.link import Counts, Said, Sink

_NOTHING = (0, 0, 0, 0, 0, 0)


class AttendedDriver:
    """See agent.terminals.link for what each method owes its caller."""

    def __init__(self, to_terminal: "Sink", to_register: "Sink") -> None:
        self._to_terminal = to_terminal
        self._to_register = to_register
        self.counters: tuple[Counts, Counts] = (_NOTHING, _NOTHING)

    def from_terminal(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
        """Pass on what no terminal of this kind says."""
        self._to_register(buffer, count)

    def from_register(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
        """Pass on what is not for us."""
        self._to_terminal(buffer, count)

    def deadline_ms(self) -> int | None:
        """Return None: nothing is ever due."""
        return None

    def on_deadline(self, now_ms: int) -> None:
        """Do nothing."""

    def request(self, command: int, now_ms: int, said: "Said" = None) -> bool:
        """Return False: this terminal takes no command."""
        return False

    def cancel(self) -> None:
        """Do nothing: nothing waits."""

    def busy(self) -> bool:
        """Return False: no command ever runs."""
        return False

    def idle(self, now_ms: int) -> bool:
        """Return True: there is no dialogue that one could disturb."""
        return True

    def recall(self, wanted: int | None) -> None:
        """Do nothing: no register speaks here."""

    def refuse_sales(self, cause: int, until_ms: int) -> None:
        """Do nothing: nobody sells over a line here."""

    def let_go(self) -> None:
        """Do nothing: nothing is ever held."""

    def reset(self, now_ms: int) -> None:
        """Do nothing: nothing is remembered."""
