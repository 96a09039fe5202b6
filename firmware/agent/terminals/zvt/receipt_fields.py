# SPDX-License-Identifier: MIT
"""What a ZVT message says about receipts: whose copy, which ones, the last line, the cardholder.

Fields and their lengths are fields.py's business; the text of a slip is slip_text.py's.
"""

from agent import events
from agent.terminals.zvt.fields import number, tlv_coded
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.zvt.fields import Buffer

_TLV_RECEIPT_KIND = const(0x1F01)
_TLV_RECEIPT_WISHES = const(0x1F04)
_TLV_BLOCK_KIND = const(0x1F07)
_TLV_AUTHENTICATION = const(0x1F10)
_TLV_TECHNOLOGY = const(0x1F12)
ADMIN_BLOCK = const(0x03)  # a text block's kind; 01 and 02 are events.COPY_*
_RECEIPT_KIND_CUSTOMER = const(0x03)  # 01 last, 02 and 03 of a payment; above: slips, journals

# Bits of the receipt wishes (1F04): which copies of an approved payment, and which comes first.
_WANTS_CUSTOMERS = const(0x80)
_WANTS_MERCHANTS = const(0x20)
_CUSTOMERS_FIRST = const(0x08)


def is_last_line(buffer: "Buffer", start: int, end: int) -> bool:
    """Tell whether a print line (06 D1) carries the mark of a receipt's last line."""
    attribute = buffer[start] if start < end else 0
    return attribute > 0x80 and attribute != 0xFF


def is_last_block(buffer: "Buffer", start: int, end: int) -> bool:
    """Tell whether a text block (06 D3) ends with the last-line mark, the object 09 01 1xxxxxxx."""
    return (
        end - start >= 3
        and buffer[end - 3] == 0x09
        and buffer[end - 2] == 1
        and is_last_line(buffer, end - 1, end)
    )


def repeated_copy(buffer: "Buffer", start: int, end: int) -> int | None:
    """Return which copy a repeat-receipt command asks for, 0 for the receipt as such.

    None where it asks for no payment's receipt but for a slip or a journal.
    """
    kind = tlv_coded(buffer, start, end, _TLV_RECEIPT_KIND) or 1
    return None if kind > _RECEIPT_KIND_CUSTOMER else kind - 1


def reprints(buffer: "Buffer", start: int, end: int) -> "tuple[int | None, int | None]":
    """Return the first and last receipt number of a reprint command; None: cannot be read."""
    if end - start < 2:
        return None, None
    first = number(buffer, start, start + 2)
    return first, number(buffer, start + 2, start + 4) if end - start >= 4 else first


def block_kind(buffer: "Buffer", start: int, end: int) -> int:
    """Return whose a text block (06 D3) is: events.COPY_*, ADMIN_BLOCK, 0 if it does not say."""
    kind = tlv_coded(buffer, start, end, _TLV_BLOCK_KIND) or 0
    return kind if kind <= ADMIN_BLOCK else 0


def wanted_copies(buffer: "Buffer", start: int, end: int) -> int | None:
    """Return the copies of an approved payment that a command wishes for (tag 1F04), or None.

    As events.COPY_*, with COPY_CUSTOMERS_FIRST where both come in that order.
    """
    wishes = tlv_coded(buffer, start, end, _TLV_RECEIPT_WISHES)
    if wishes is None:
        return None
    copies = events.COPY_MERCHANT if wishes & _WANTS_MERCHANTS else 0
    copies |= events.COPY_CUSTOMER if wishes & _WANTS_CUSTOMERS else 0
    first = copies == events.COPY_BOTH and wishes & _CUSTOMERS_FIRST
    return copies | events.COPY_CUSTOMERS_FIRST if first else copies


def verification(buffer: "Buffer", start: int, end: int) -> "tuple[int | None, int | None]":
    """Return (cardholder authentication, card technology) of a status information, as told."""
    authentication = tlv_coded(buffer, start, end, _TLV_AUTHENTICATION)
    return authentication, tlv_coded(buffer, start, end, _TLV_TECHNOLOGY)
