# SPDX-License-Identifier: MIT
"""What the gate says to a Transbank register: the reply to its sale, with a result that tells why.

26: its keys must be loaded first; 77: it must be closed first. Both SDKs read the reply by places.
"""

from agent import events, limits
from agent.terminals.exchange import gate
from agent.terminals.exchange.held import FRAME_BYTES
from agent.terminals.transbank import framing, messages
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.exchange.dialog import Times
    from agent.terminals.link import Report
    from agent.terminals.side import Side
    from agent.terminals.transbank.watch import Watch

_CODE_BYTES = const(5)  # and the separator


class Gate(gate.Gate):
    """`watch` knows the terminal's id, once a reply has told it."""

    def __init__(
        self, terminal: "Side", register: "Side", times: "Times", report: "Report", watch: "Watch"
    ) -> None:
        held_bytes = limits.TRANSBANK_HELD_BYTES_MAX + FRAME_BYTES
        super().__init__(terminal, register, times, report, held_bytes, held_bytes)
        self._watch = watch

    def _stops(self) -> bool | None:
        framer = self._framer
        if framer.mid_frame and framer.length < _CODE_BYTES:
            return None
        return messages.command(framer.buffer, framer.count) in messages.SALES

    def _amount(self) -> int | None:
        return messages.number(self._framer.buffer, self._framer.count, messages.ASKED_AMOUNT)

    def _write(self, out: bytearray) -> int:
        result = 77 if self._cause == events.GATE_OVERDUE else messages.MUST_LOAD_KEYS
        buffer, end = self._framer.buffer, self._framer.count
        return framing.encode(messages.refusal_of_sale(buffer, end, result, self._watch.tid), out)
