# SPDX-License-Identifier: MIT
"""What the fields of a ZVT message mean, and the only place where card data is cut.

A card number leaves this room as its first six and last four digits; tracks (23, 24, 2D), expiry
(0E), PIN blocks and every TLV object that could carry card data are stepped over and never
decoded. Names are cleaned of anything that could be a card number. Texts of the terminal (3C)
are not read at all. What does not decode is None, never a guess.
"""

from agent import events, limits
from agent.terminals.zvt.messages import LLLVAR, LLVAR, TLV, FieldWalk, TlvWalk
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Buffer = bytes | bytearray
    Transaction = tuple[Any, ...]

# Codes we act on (specification, chapter 10): the rest are reported as they came.
RESULT_OK = const(0x00)
PARTIAL_GOODS = const(0x9D)  # the register's answer: part of the goods issued, payment stands
PLEASE_WAIT = const(0x9C)
SYSTEM_ERROR = const(0xFF)
# In the completion of an end-of-day that succeeded: the terminal updates itself now, or restarts.
_LEAVES_NOW = (0xE0, 0xFC)

# Records' numbers for a transaction.
SALE = const(1)
REFUND_GIVEN = const(2)
REVERSED = const(3)
OTHER = const(4)

AMOUNT = const(0x04)
TLV_CONTAINER = const(0x06)
TRACE = const(0x0B)
TIME = const(0x0C)
DATE = const(0x0D)
STATUS_BYTE = const(0x19)
PAN = const(0x22)
RESULT = const(0x27)
TERMINAL_ID = const(0x29)
ORIGINAL_TRACE = const(0x37)
AUTHORISATION_ATTRIBUTE = const(0x3B)
CURRENCY = const(0x49)
SINGLE_TOTALS = const(0x60)
RECEIPT_NO = const(0x87)
CARD_TYPE = const(0x8A)
CARD_NAME = const(0x8B)
YEAR_DATE = const(0xAA)


# bytes of data: the BMP numbers that have so many
_FIXED = (
    (1, b"\x01\x02\x03\x05\x19\x27\x72\x73\x74\x75\x8a\x8c\xa0\xd0\xd2\xd3\xe0\xe9\xea"),
    (1, b"\xf0\xf9\xfa\xfb\xfc\xfd"),
    (2, b"\x0d\x0e\x17\x3a\x49\x87"),
    (3, b"\x0b\x0c\x37\x3d\x88\xaa"),
    (4, b"\x29\x70\x71"),
    (5, b"\xba"),
    (6, b"\x04"),
    (8, b"\x3b\xeb"),
    (15, b"\x2a"),
    (LLVAR, b"\x22\x23\x2d\x4c\x8b\xa7\xd1\xe1\xe2\xe3\xe4\xe5\xe6\xe7\xe8"),
    (LLVAR, b"\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8"),
    (LLLVAR, b"\x24\x2e\x3c\x60\x9a\xaf"),
    (TLV, b"\x06"),
)

_TOTALS_ROWS = const(7)  # girocard, JCB, Mastercard, Amex, VISA, Diners, other
_TOTALS_ROW_BYTES = const(7)  # count 1 binary, sum 6 BCD
_TOTALS_HEAD_BYTES = const(4)  # receipt numbers from, to
CARD_DIGITS_MIN = const(12)  # the shortest card number in use
CARD_DIGITS_FOR_SIX = const(14)  # in a shorter number the first six would give away too much
# Intermediate status, and the event that it is.
_STEPS = (
    (0x05, (events.TERMINAL_STEP, events.STEP_REVERSING)),
    (0x0F, (events.SETTLES_ITSELF,)),
    (0x1A, (events.TERMINAL_STEP, events.STEP_SERVICE)),
    (0xC9, (events.DIAGNOSED,)),  # by itself: what does its status say afterwards?
    (0xCA, (events.SIGN_IN_SEEN,)),  # the same
    (0xCB, (events.TERMINAL_STATUS, 0xB2)),  # merchant journal full
    (0xF1, (events.ACQUIRER_LINE, events.OFF_LINE)),
    (0xF2, (events.ACQUIRER_LINE, events.ON_LINE)),
)
_REMOVE_CARD = const(0x40)  # added to a low one: the same, and take the card out
_MASK = "*"
_FILLER = const(0x0F)


def _lengths() -> bytearray:
    table = bytearray(b"\xff" * 256)
    for length, tags in _FIXED:
        for tag in tags:
            table[tag] = length
    return table


LENGTHS = _lengths()


# Single fields -----------------------------------------------------------------------------


def number(buffer: "Buffer", start: int, end: int) -> int | None:
    """Return the BCD digits buffer[start:end] as an integer; None if one is no digit."""
    value = 0
    for i in range(start, end):
        high = buffer[i] >> 4
        low = buffer[i] & 15
        if high > 9 or low > 9:
            return None
        value = value * 100 + high * 10 + low
    return value


def masked_pan(buffer: "Buffer", start: int, end: int) -> str:
    """Return the card number of BMP 22 with only its first six and last four digits readable.

    Digits that the terminal masked already stay masked. A number of fewer than 14 digits keeps
    its last four only.
    """
    digits = 2 * (end - start)
    while digits and _nibble(buffer, start, digits - 1) == _FILLER:
        digits -= 1
    head = 6 if digits >= CARD_DIGITS_FOR_SIX else 0
    text = ""
    for i in range(digits):
        digit = _nibble(buffer, start, i)
        shown = digit <= 9 and (i < head or i >= digits - 4)
        text += chr(48 + digit) if shown else _MASK
    return text


def _nibble(buffer: "Buffer", start: int, index: int) -> int:
    byte = buffer[start + index // 2]
    return byte & 15 if index % 2 else byte >> 4


def short_text(buffer: "Buffer", start: int, end: int) -> str:
    """Return a short text: ASCII up to the null byte, at most JOURNAL_TEXT_BYTES_MAX long.

    One with twelve or more digits loses all of them, however they are grouped: some terminals
    put the card's number where its name belongs.
    """
    text = ""
    digits = 0
    for i in range(start, end):
        byte = buffer[i]
        if byte == 0:
            break
        text += chr(byte) if 0x20 <= byte <= 0x7E else "?"
        digits += text[-1].isdigit()
    if digits >= CARD_DIGITS_MIN:
        text = "".join(_MASK if c.isdigit() else c for c in text)
    return text[: limits.JOURNAL_TEXT_BYTES_MAX]


def authorisation_id(buffer: "Buffer", start: int, end: int) -> str | None:
    """Return BMP 3B as text, if that is what it holds: 1..8 printable ASCII characters.

    It is padded with null bytes or spaces. Never hex: sixteen digits look like a card number.
    """
    text = bytes(buffer[start:end]).strip(b"\x00 ")
    if not text or min(text) < 0x20 or max(text) > 0x7E:
        return None
    return text.decode()


# Whole messages ----------------------------------------------------------------------------


def field(buffer: "Buffer", start: int, end: int, tag: int) -> "tuple[int, int] | None":
    """Return (start, end) of the data of the first BMP field `tag`, or None."""
    walk = FieldWalk(buffer, start, end, LENGTHS)
    while walk.step():
        if walk.tag == tag:
            return walk.start, walk.end
    return None


def digits(buffer: "Buffer", start: int, end: int, tag: int) -> int | None:
    """Return the BCD number in the first BMP field `tag`, or None."""
    found = field(buffer, start, end, tag)
    return None if found is None else number(buffer, found[0], found[1])


def coded(buffer: "Buffer", start: int, end: int, tag: int) -> int | None:
    """Return the first data byte of the BMP field `tag`, or None."""
    found = field(buffer, start, end, tag)
    return None if found is None else buffer[found[0]]


def transaction(buffer: "Buffer", start: int, end: int, kind: int | None) -> "Transaction | None":
    """Return the Transaction of agent.events in a status information; None without a result.

    `kind` is records' transaction number. When it is None, read back and not watched, a
    reversal shows by its original trace number; a refund cannot be told from a sale.
    """
    result = amount = currency = trace = receipt = card_type = name = masked = date = time = None
    auth_id = None
    seen_kind = SALE
    walk = FieldWalk(buffer, start, end, LENGTHS)
    while walk.step():
        tag = walk.tag
        if tag == RESULT:
            result = buffer[walk.start]
        elif tag == AMOUNT:
            amount = number(buffer, walk.start, walk.end)
        elif tag == CURRENCY:
            currency = number(buffer, walk.start, walk.end)
        elif tag == TRACE:
            trace = number(buffer, walk.start, walk.end)
        elif tag == RECEIPT_NO:
            receipt = number(buffer, walk.start, walk.end)
        elif tag == CARD_TYPE:
            card_type = buffer[walk.start]
        elif tag == CARD_NAME:
            name = short_text(buffer, walk.start, walk.end)
        elif tag == PAN:
            masked = masked_pan(buffer, walk.start, walk.end)
        elif tag == DATE:
            date = number(buffer, walk.start, walk.end)
        elif tag == TIME:
            time = number(buffer, walk.start, walk.end)
        elif tag == AUTHORISATION_ATTRIBUTE:
            auth_id = authorisation_id(buffer, walk.start, walk.end)
        elif tag == ORIGINAL_TRACE:
            seen_kind = REVERSED
    if result is None:
        return None
    if kind is None:
        kind = seen_kind
    head = (kind, result, amount, currency, trace, receipt)
    return head + (card_type, name, masked, date, time, auth_id)


def completed(
    transaction: "Transaction", amount: int | None, currency: int | None
) -> "Transaction":
    """Return `transaction` with what the register ordered where the terminal did not repeat it."""
    kind, result, seen_amount, seen_currency = transaction[: events.T_TRACE]
    return (
        kind,
        result,
        amount if seen_amount is None else seen_amount,
        currency if seen_currency is None else seen_currency,
    ) + transaction[events.T_TRACE :]


def totals(buffer: "Buffer", start: int, end: int) -> "tuple[int | None, int | None]":
    """Return (count, total_minor) of a status information after 06 10 or 06 50.

    The total is BMP 04's, and only without it the sum of BMP 60's rows: a wallet's takings may
    be outside the rows. The count is the rows' sum.
    """
    count = summed = None
    singles = field(buffer, start, end, SINGLE_TOTALS)
    if singles is not None:
        count, summed = _rows(buffer, singles[0], singles[1])
    total = digits(buffer, start, end, AMOUNT)
    return count, summed if total is None else total


def _rows(buffer: "Buffer", start: int, end: int) -> "tuple[int | None, int | None]":
    if end - start != _TOTALS_HEAD_BYTES + _TOTALS_ROWS * _TOTALS_ROW_BYTES:
        return None, None
    count = summed = 0
    for at in range(start + _TOTALS_HEAD_BYTES, end, _TOTALS_ROW_BYTES):
        row = number(buffer, at + 1, at + _TOTALS_ROW_BYTES)
        if row is None:
            return None, None
        count += buffer[at]
        summed += row
    return count, summed


def registration(
    buffer: "Buffer", start: int, end: int
) -> "tuple[int | None, str | None, int | None]":
    """Return (status byte, terminal id of 8 digits, currency) of the completion of 06 00."""
    tid = digits(buffer, start, end, TERMINAL_ID)
    currency = digits(buffer, start, end, CURRENCY)
    known = None if tid is None else f"{tid:08d}"
    return coded(buffer, start, end, STATUS_BYTE), known, currency


def completion_code(buffer: "Buffer", start: int, end: int) -> int:
    """Return the result code in a completion 06 0F; 0 without one."""
    return coded(buffer, start, end, RESULT) or RESULT_OK


def leaves(code: int) -> bool:
    """Tell whether a code says that all went well, and that the terminal is away for a while."""
    return code in _LEAVES_NOW


def told_clock(buffer: "Buffer", start: int, end: int) -> "tuple[int, int, int] | None":
    """Return the event CLOCK_TOLD of a set-clock (04 01), None where one of its fields lacks."""
    date = digits(buffer, start, end, YEAR_DATE)
    clock = digits(buffer, start, end, TIME)
    return None if date is None or clock is None else (events.CLOCK_TOLD, date, clock)


def new_timeout_minutes(buffer: "Buffer", start: int, end: int) -> int | None:
    """Return the new T4, in minutes, of an intermediate status 04 FF, or None without one.

    Some terminals leave it out and go on with TLV, whose 06 would read as six minutes.
    """
    if end - start < 2:
        return None
    tlv_length = buffer[start + 2] if end - start > 2 else 0
    if buffer[start + 1] == TLV_CONTAINER and end - start > 2 and start + 3 + tlv_length == end:
        return None
    return number(buffer, start + 1, start + 2)


def told_step(buffer: "Buffer", start: int, end: int) -> "tuple[int, ...] | None":
    """Return what an intermediate status is as an event, None for one that nobody acts on."""
    status = buffer[start] if start < end else 0
    if status < 2 * _REMOVE_CARD:
        status &= ~_REMOVE_CARD
    for told, step in _STEPS:
        if told == status:
            return step
    return None


def tlv_coded(buffer: "Buffer", start: int, end: int, tag: int) -> int | None:
    """Return the first data byte of the object `tag` in the TLV container, or None."""
    container = field(buffer, start, end, TLV_CONTAINER)
    return None if container is None else tlv_in(buffer, container[0], container[1], tag)


def tlv_in(buffer: "Buffer", start: int, end: int, tag: int) -> int | None:
    """Return the first data byte of the object `tag` among those in buffer[start:end], or None."""
    walk = TlvWalk(buffer, start, end)
    while walk.step():
        if walk.tag == tag and walk.end > walk.start:
            return buffer[walk.start]
    return None
