# SPDX-License-Identifier: MIT
"""What a Transbank POS Integrado terminal is asked and what it says: text, fields apart by `|`.

A message begins with a code of four digits; a reply's second field is its result, 00 for done.
Amounts are whole Chilean pesos: the currency has no minor unit, so minor units are pesos.
"""

from agent import events
from agent.terminals.exchange import fields
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Buffer = bytes | bytearray | memoryview

_SEPARATOR = const(0x7C)
_SPACE = const(0x20)

# Codes, the register's and then the terminal's
POLL = const(100)
SALE = const(200)
SALE_OF_MERCHANT = const(270)  # of one of several merchants at one terminal
NORMAL_MODE = const(300)
CLOSE = const(500)
TOTALS = const(700)  # prints a summary
LOAD_KEYS = const(800)
VOID = const(1200)
PROGRESS = const(900)
SALE_REPLY = const(210)
LAST_SALE_REPLY = const(260)
DETAIL_REPLY = const(261)
SALE_OF_MERCHANT_REPLY = const(271)
CLOSE_REPLY = const(510)
TOTALS_REPLY = const(710)
LOAD_KEYS_REPLY = const(810)
VOID_REPLY = const(1210)
SALES = (SALE, SALE_OF_MERCHANT)
SALE_REPLIES = (SALE_REPLY, SALE_OF_MERCHANT_REPLY, VOID_REPLY)

# Their fields, by place
ASKED_AMOUNT = const(1)
_ASKED_TICKET = const(2)
RESULT = const(1)
_TERMINAL_ID = const(3)
_TICKET = const(4)
_AUTHORISATION = const(5)
_AMOUNT = const(6)
_SALE_CARD = const(9)  # last four digits, operation number and so on begin here
_DETAIL_CARD = const(7)
_SALE_REPLY_REST = const(17)  # separators behind the ticket: two more than a sale's reply needs
_TEXT_BYTES_MAX = const(12)  # of a TID or a ticket in a reply of ours
_VOIDED = const(5)  # the operation number in a void's reply
_COUNT = const(2)
_TOTAL = const(3)

CLP = const(152)

# Results the duties act on have one number whatever the terminal's kind: events.KEY_MISSING and
# ZVT's codes for them. The others are decimal 1 to 99, and ZVT leaves 01h to 63h to its acquirers.
_TURNOVER_FULL = const(0x6A)
NOT_UNDERSTOOD = const(0x9A)  # a reply without a result
NO_CONNECTION = const(0xA3)
_NO_ACQUIRER = (2, 3)  # it is silent, or there is no connection
_NO_SALE = const(11)  # among those that stand
_MUST_CLOSE = (13, 67, 74, 76, 77)
_NO_PAPER = const(24)
MUST_LOAD_KEYS = const(26)

# An own command: what it asks, and which reply ends it. A poll's ACK is its answer.
_OWN = (
    (events.CHECK_STATUS, b"0100", 0),
    (events.SIGN_IN, b"0800", LOAD_KEYS_REPLY),
    (events.READ_TOTALS, b"0700||", TOTALS_REPLY),
    (events.SETTLE, b"0500||", CLOSE_REPLY),
    (events.QUERY_LAST, b"0260|1|", DETAIL_REPLY),  # 0250 would print what nobody asked for
    (events.REPEAT_RECEIPT, b"0250|", LAST_SALE_REPLY),
)


def own_command(command: int) -> "tuple[bytes, int] | None":
    """Return (text, code of the reply that ends it) of a command of agent.events, None: none."""
    for row in _OWN:
        if row[0] == command:
            return row[1], row[2]
    return None


def code(buffer: "Buffer", end: int) -> int:
    """Return the code a message begins with, -1 if it is none."""
    at = _field(buffer, end, 0)
    return -1 if at is None or at[1] - at[0] != 4 else _digits(buffer, at[0], at[1], -1)


def command(buffer: "Buffer", end: int) -> int:
    """Return the code of a command with fields, -1 for none; allocates nothing."""
    return _digits(buffer, 0, 4, -1) if end > 4 and buffer[4] == _SEPARATOR else -1


def number(buffer: "Buffer", end: int, place: int) -> int | None:
    """Return field `place` as an integer, None if it is missing, empty or no number."""
    at = _field(buffer, end, place)
    if at is None or at[0] == at[1] or at[1] - at[0] > 12:
        return None
    value = _digits(buffer, at[0], at[1], -1)
    return None if value < 0 else value


def text(buffer: "Buffer", end: int, place: int) -> str | None:
    """Return field `place` without blanks around it, None if nothing is left of it."""
    at = _field(buffer, end, place)
    if at is None:
        return None
    raw = bytes(buffer[at[0] : at[1]])
    return "".join(chr(byte) for byte in raw if _SPACE <= byte < 0x7F).strip() or None


def result(buffer: "Buffer", end: int) -> int:
    """Return a reply's result: 0 for done, else a number that the duties know or the terminal's."""
    told = number(buffer, end, RESULT)
    if told is None:
        return NOT_UNDERSTOOD
    if told == MUST_LOAD_KEYS:
        return events.KEY_MISSING
    if told == _NO_PAPER:
        return events.STATUS_PRINTER
    if told in _NO_ACQUIRER:
        return NO_CONNECTION
    return _TURNOVER_FULL if told in _MUST_CLOSE else told


def refusal_of_sale(buffer: "Buffer", end: int, why: int, tid: "str | None") -> bytes:
    """Return the reply to a register's sale that says that nothing was sold; `why`: the result."""
    merchant = code(buffer, end) == SALE_OF_MERCHANT
    reply = SALE_OF_MERCHANT_REPLY if merchant else SALE_REPLY
    ticket = (text(buffer, end, _ASKED_TICKET) or "")[:_TEXT_BYTES_MAX]
    head = "%04d|%02d||%s|%s" % (reply, why, (tid or "")[:_TEXT_BYTES_MAX], ticket)
    return (head + "|" * _SALE_REPLY_REST).encode()


def terminal_id(buffer: "Buffer", end: int) -> str | None:
    """Return the TID that every reply but totals' names, None if this one does not."""
    return _cut(buffer, end, _TERMINAL_ID, fields.authorisation_id)


def totals(buffer: "Buffer", end: int) -> "tuple[int | None, int | None]":
    """Return (count, total in pesos) of a reply to 0700."""
    return number(buffer, end, _COUNT), number(buffer, end, _TOTAL)


def refusal_of_details(buffer: "Buffer", end: int) -> int:
    """Return the result of the last reply to 0260: 0 as well if there is no sale to tell of."""
    told = result(buffer, end)
    return 0 if told == _NO_SALE else told


def is_empty_detail(buffer: "Buffer", end: int) -> bool:
    """Tell whether a reply to 0260 names no sale: it is the last one."""
    return text(buffer, end, _AUTHORISATION) is None


def transaction(buffer: "Buffer", end: int, message: int) -> "tuple[Any, ...]":
    """Return agent.events' Transaction of a reply: a sale, a detail of one, or a void.

    Of the card a terminal should tell the last four digits; what it tells more is cut. A void
    names its sale by the operation number and tells no amount.
    """
    came_of_it = result(buffer, end)
    if message == VOID_REPLY:
        trace = number(buffer, end, _VOIDED)
        auth = _cut(buffer, end, _TICKET, fields.authorisation_id)
        return (events.TYPE_REVERSAL, came_of_it, None, CLP, trace) + (None,) * 6 + (auth,)
    first = _DETAIL_CARD if message == DETAIL_REPLY else _SALE_CARD
    name = _cut(buffer, end, first + 5, fields.short_text)
    date, time = number(buffer, end, first + 6), number(buffer, end, first + 7)
    ticket = number(buffer, end, _TICKET)
    return (
        events.TYPE_SALE,
        came_of_it,
        number(buffer, end, _AMOUNT),
        CLP,
        number(buffer, end, first + 1),
        ticket,
        None,
        name or _cut(buffer, end, first + 2, fields.short_text),
        _cut(buffer, end, first, fields.masked_pan),
        None if date is None else _month_and_day(date // 10000),
        time,
        _cut(buffer, end, _AUTHORISATION, fields.authorisation_id),
    )


def _cut(
    buffer: "Buffer", end: int, place: int, read: "Callable[[Buffer, int, int], str | None]"
) -> str | None:
    """Return what `read` leaves of field `place`, None if the message has fewer."""
    at = _field(buffer, end, place)
    return None if at is None else read(buffer, at[0], at[1])


def _month_and_day(day_and_month: int) -> int:
    """Return MMDD of DDMM."""
    return day_and_month % 100 * 100 + day_and_month // 100


def _field(buffer: "Buffer", end: int, place: int) -> "tuple[int, int] | None":
    """Return where field `place` begins and ends, None if the message has fewer."""
    start = 0
    for at in range(end + 1):
        if at == end or buffer[at] == _SEPARATOR:
            if place == 0:
                return start, at
            place -= 1
            start = at + 1
    return None


def _digits(buffer: "Buffer", start: int, end: int, otherwise: int) -> int:
    value = 0
    for at in range(start, end):
        digit = buffer[at] - 0x30
        if not 0 <= digit <= 9:
            return otherwise
        value = value * 10 + digit
    return value
