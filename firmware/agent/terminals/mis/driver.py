# SPDX-License-Identifier: MIT
"""The MIS driver: in line between a register and its terminal, or alone at the terminal.

What differs between acquirers is their dialect, which the profile brings: no line of code.
Fulfils agent.terminals.link.TerminalDriver.
"""

from agent import events, limits
from agent.terminals.exchange.dialog import Times
from agent.terminals.exchange.driver import ExchangeDriver
from agent.terminals.exchange.held import Held
from agent.terminals.mis import framing, messages
from agent.terminals.mis.framing import Framer
from agent.terminals.mis.messages import Dialect
from agent.terminals.mis.own import OwnCommand
from agent.terminals.mis.watch import Watch
from agent.terminals.side import Side
from posminder_formats import mis_dialect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.exchange.framing import Framer as AnyFramer
    from agent.terminals.exchange.gate import Gate as AnyGate
    from agent.terminals.link import Report, Said, Sink


class MisDriver(ExchangeDriver):
    """One terminal that speaks `dialect`, as posminder_formats.mis_dialect has its bytes.

    `currency`: ISO 4217 number of its amounts. Raises mis_dialect.DialectError.
    """

    def __init__(
        self,
        dialect: bytes,
        currency: int,
        idle_before_ms: int,
        to_terminal: "Sink",
        to_register: "Sink",
        report: "Report",
    ) -> None:
        self._dialect = Dialect(mis_dialect.check(dialect))
        speaks = self._dialect
        wait_ms = limits.MIS_IDLE_WAIT_MS + idle_before_ms
        times = Times(wait_ms, speaks.ack_ms, speaks.reply_ms, speaks.sends_max)
        # Where nothing is acknowledged nobody repeats a frame.
        repeat_ms = limits.MIS_REPEAT_MS if speaks.ack_ms else -1
        terminal = Side(to_terminal, Framer(speaks.byte_ms, repeat_ms), speaks.byte_ms)
        register = Side(to_register, Framer(speaks.byte_ms, repeat_ms), speaks.byte_ms)
        super().__init__(idle_before_ms, limits.MIS_LATE_MS, times, terminal, register, report)
        self._watch: Watch = Watch(speaks, currency, self._tell)
        self._held = Held(terminal.send, framing.encode, limits.MIS_HELD_BYTES_MAX, times)
        self._own: OwnCommand = OwnCommand(
            speaks, currency, times, terminal.send, self._tell, self._watch.note_terminal
        )

    def request(self, command: int, now_ms: int, said: "Said" = None) -> bool:
        """Queue an own command; False: busy, or the dialect has none like it."""
        self._own.void_trace = self._watch.void_trace
        return super().request(command, now_ms)

    def _make_gate(self) -> "AnyGate":
        # Imported here: few shops want it.
        from agent.terminals.mis.gate import Gate

        return Gate(self._terminal, self._register, self._times, self._report, self._dialect)

    def _tell(self, event: "tuple[object, ...]") -> None:
        if event == (events.TERMINAL_STATUS, events.STATUS_PRINTER):
            self._own.unprinted = True
        super()._tell(event)

    def _for_watch_too(self, framer: "AnyFramer") -> bool:
        """A payment's reply is a register's that gave up, unless we ask for the last one."""
        if self._own.asks_last():
            return False
        function = self._dialect.function(framer.buffer, framer.count)
        return messages.transaction_type(function) is not None
