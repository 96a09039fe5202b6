# SPDX-License-Identifier: MIT
"""What the gate says to a MIS register: the reply that its dialect has for a sale refused."""

from agent import limits
from agent.terminals.exchange import gate
from agent.terminals.exchange.held import FRAME_BYTES
from agent.terminals.mis import framing
from posminder_formats import mis_dialect as m

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.exchange.dialog import Times
    from agent.terminals.link import Report
    from agent.terminals.mis.messages import Dialect
    from agent.terminals.side import Side


class Gate(gate.Gate):
    """A cause for which the dialect has no reply lets every sale pass."""

    def __init__(
        self,
        terminal: "Side",
        register: "Side",
        times: "Times",
        report: "Report",
        dialect: "Dialect",
    ) -> None:
        held_bytes = limits.MIS_HELD_BYTES_MAX + FRAME_BYTES
        answer_bytes = m.BODY_BYTES_MAX + FRAME_BYTES
        super().__init__(terminal, register, times, report, held_bytes, answer_bytes)
        self._dialect = dialect

    def _stops(self) -> bool | None:
        if self._framer.mid_frame:
            return None  # where its type stands is the dialect's: it may be the last field
        buffer, end = self._framer.buffer, self._framer.count
        sells = self._dialect.function(buffer, end) == m.FN_SALE
        return sells and self._dialect.refusal_of_sale(buffer, end, self._cause) is not None

    def _amount(self) -> int | None:
        return self._dialect.number(self._framer.buffer, self._framer.count, m.F_AMOUNT)

    def _write(self, out: bytearray) -> int:
        body = self._dialect.refusal_of_sale(self._framer.buffer, self._framer.count, self._cause)
        return framing.encode(body or b"", out)
