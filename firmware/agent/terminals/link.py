# SPDX-License-Identifier: MIT
"""The contract that every terminal driver fulfils, and the names of what it counts.

A driver is I/O-free: bytes and time go in, bytes leave through two sinks, events through one
callable. It owns its protocol and refuses to know ports, tasks, policies and the journal.
Time is `now_ms`, monotonic milliseconds that never wrap; a driver keeps no clock of its own.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Protocol

    Sink = Callable[[bytes | bytearray | memoryview, int], int | None]  # BytePort.write
    Report = Callable[[tuple[Any, ...]], None]  # takes one event of agent.events
    Said = int | tuple[str, ...] | None
    Counts = tuple[int, int, int, int, int, int]  # by the indices COUNT_*

    class TerminalDriver(Protocol):
        """One terminal, in line behind a cash register or beside a locally operated terminal.

        After `on_deadline(now_ms)` the next `deadline_ms()` lies after `now_ms`, so a caller that
        sleeps until it never spins. Any call may report events; `report` may call `request`.
        """

        @property
        def counters(self) -> "tuple[Counts, Counts]":
            """What each line did since the start (R34): the terminal's, then the register's."""

        def from_terminal(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
            """Take the first `count` bytes of `buffer`, received from the terminal."""

        def from_register(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
            """Take the first `count` bytes of `buffer`, received from the cash register."""

        def deadline_ms(self) -> int | None:
            """Return when `on_deadline` wants to be called; None: only bytes can change anything.

            Ask again after every other call.
            """

        def on_deadline(self, now_ms: int) -> None:
            """Do what is due at `now_ms`; too early is harmless."""

        def request(self, command: int, now_ms: int, said: "Said" = None) -> bool:
            """Queue one own command of agent.events; False: busy, or not possible here.

            `said`: what it says; of SET_CLOCK the local second at which `now_ms` was 0,
            of SHOW_TEXT its lines.

            True is followed by exactly one COMMAND_ENDED.
            """

        def cancel(self) -> None:
            """Withdraw a command that has not begun; one that has is seen through to its end."""

        def busy(self) -> bool:
            """Tell whether an own command waits or runs."""

        def idle(self, now_ms: int) -> bool:
            """Tell whether an own command could begin now."""

        def recall(self, wanted: int | None) -> None:
            """Take what the register wished before a restart (events.RECEIPT_WISHES)."""

        def reset(self, now_ms: int) -> None:
            """Forget both lines; what was under way ends as unknown. Counters go on."""

        def refuse_sales(self, cause: int, until_ms: int) -> None:
            """Refuse what the register sells, for events.GATE_*, at most until then; 0: no more.

            A driver that cannot lets everything pass: the profile's checks say where that is so.
            """

        def let_go(self) -> None:
            """Pass on what is held of the register's bytes: this driver is not asked again."""


COUNT_GOOD = const(0)  # frames with a right checksum, repeats not counted
COUNT_CHECKSUM = const(1)  # frames with a wrong one
COUNT_REPEATS = const(2)  # frames sent again because the first was not acknowledged
COUNT_LOST = const(3)  # frames that broke off
COUNT_OVERSIZE = const(4)  # good frames longer than the buffer: passed, understood in part
COUNT_DROPPED = const(5)  # bytes towards this line that its port did not take
