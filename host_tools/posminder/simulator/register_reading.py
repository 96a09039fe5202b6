# SPDX-License-Identifier: MIT
"""What the simulated register reads from the terminal's messages: payments, totals, slips.

Knows what was said, and nothing of what the register believes or prints because of it.
"""

from __future__ import annotations

from dataclasses import dataclass

from posminder.simulator import zvt_codes as codes
from posminder.simulator.zvt_messages import (
    Apdu,
    decode_fields,
    decode_print_line,
    decode_text_block,
    ends_slip,
)


@dataclass(frozen=True, slots=True)
class Information:
    """A payment or totals as a status information told them; what it left out is None.

    `original_trace` is there on a reversal only.
    """

    approved: bool
    amount_minor: int | None
    trace: int | None
    original_trace: int | None
    receipt_no: int | None

    @classmethod
    def of(cls, data: bytes) -> Information:
        """Read 04 0F's data. Raises ZvtError."""
        fields = decode_fields(data)
        return cls(
            approved=fields.byte(codes.RESULT) == codes.APPROVED,
            amount_minor=fields.number(codes.AMOUNT),
            trace=fields.number(codes.TRACE),
            original_trace=fields.number(codes.ORIGINAL_TRACE),
            receipt_no=fields.number(codes.RECEIPT_NO),
        )


@dataclass(frozen=True, slots=True)
class Registration:
    """What the completion of a registration tells of the terminal."""

    status: int
    terminal_id: str | None

    @classmethod
    def of(cls, data: bytes) -> Registration:
        """Read 06 0F's data. Raises ZvtError."""
        fields = decode_fields(data)
        tid = fields.get(codes.TERMINAL_ID)
        return cls(fields.byte(codes.STATUS_BYTE) or 0, None if tid is None else tid.hex())


@dataclass(frozen=True, slots=True)
class SlipPiece:
    """Lines to print, by 06 D1 or 06 D3; `last`: the slip ends with them."""

    lines: list[str]
    last: bool

    @classmethod
    def of(cls, apdu: Apdu) -> SlipPiece:
        """Read either. Raises ZvtError."""
        if apdu.command == codes.PRINT_LINE:
            attribute, text = decode_print_line(apdu.data)
            return cls([text], ends_slip(attribute))
        lines, attribute = decode_text_block(apdu.data)
        last = ends_slip(attribute)
        # The mark stands behind the lines: the paper is fed by one and torn off.
        return cls([*lines, ""] if last else lines, last)
