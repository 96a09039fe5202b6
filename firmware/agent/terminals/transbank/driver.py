# SPDX-License-Identifier: MIT
"""The Transbank driver: in line between a cash register and its terminal.

A register waits two seconds for an ACK, and minutes for the reply.
Fulfils agent.terminals.link.TerminalDriver.
"""

from agent import events, limits
from agent.terminals.exchange.dialog import Times
from agent.terminals.exchange.driver import ExchangeDriver
from agent.terminals.exchange.held import Held
from agent.terminals.side import Side
from agent.terminals.transbank import framing, messages
from agent.terminals.transbank.framing import Framer
from agent.terminals.transbank.own import OwnCommand
from agent.terminals.transbank.watch import Watch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.exchange.framing import Framer as AnyFramer
    from agent.terminals.exchange.gate import Gate as AnyGate
    from agent.terminals.link import Report, Sink


class TransbankDriver(ExchangeDriver):
    """One terminal; `idle_before_ms` as agent.terminals.exchange.driver has it."""

    def __init__(
        self, idle_before_ms: int, to_terminal: "Sink", to_register: "Sink", report: "Report"
    ) -> None:
        times = Times(
            limits.TRANSBANK_IDLE_WAIT_MS + idle_before_ms,
            limits.TRANSBANK_ACK_MS,
            limits.TRANSBANK_REPLY_MS,
            limits.TRANSBANK_SENDS_MAX,
        )
        terminal = Side(to_terminal, Framer(), limits.TRANSBANK_BYTE_MS)
        register = Side(to_register, Framer(), limits.TRANSBANK_BYTE_MS)
        super().__init__(idle_before_ms, limits.TRANSBANK_ACK_MS, times, terminal, register, report)
        self._watch: Watch = Watch(self._tell)
        held_bytes = limits.TRANSBANK_HELD_BYTES_MAX
        self._held = Held(terminal.send, framing.encode, held_bytes, times)
        self._own = OwnCommand(times, terminal.send, self._tell, self._watch.note_terminal)
        self._paper = True

    def _for_us(self, framer: "AnyFramer") -> bool:
        """A poll asks whether the terminal lives, and it does: it talks with us."""
        return messages.code(framer.buffer, framer.count) == messages.POLL

    def _make_gate(self) -> "AnyGate":
        # Imported here: few shops want it.
        from agent.terminals.transbank.gate import Gate

        return Gate(self._terminal, self._register, self._times, self._report, self._watch)

    def _tell(self, event: "tuple[Any, ...]") -> None:
        """Report an event; a sale that it approved shows that it has its keys, and paper."""
        if event[0] == events.SALE_ENDED and event[1][events.T_TYPE] == events.TYPE_SALE:
            ready = self._has_keys and self._paper
            if event[1][events.T_RESULT] == 0 and not ready:
                self._tell((events.TERMINAL_STATUS, events.STATUS_READY))
        elif event[0] == events.TERMINAL_STATUS:
            self._paper = event[1] != events.STATUS_PRINTER
        super()._tell(event)

    def _for_watch_too(self, framer: "AnyFramer") -> bool:
        """A reply to a sale is never ours: the register has given it up."""
        return messages.code(framer.buffer, framer.count) in messages.SALE_REPLIES
