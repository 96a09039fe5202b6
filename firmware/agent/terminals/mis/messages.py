# SPDX-License-Identifier: MIT
"""What a MIS message says, read by a dialect: which command, which result, which fields.

One walk serves both shapes of body, as both are fields of tag, length and data: after a header that
may have no bytes, each with a separator behind it that may be none. A tag that holds others is
stepped into. A message that is cut, or lies about a length, ends there: what lies behind is not
read. Card data is cut here, by fields.py.
"""

from agent import events
from agent.terminals.exchange import fields
from posminder_formats import mis_dialect as m
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    Buffer = bytes | bytearray | memoryview

_DIGITS_MAX = const(12)  # of an amount

# Results the duties act on have one number whatever the terminal's kind: ZVT's, and events'. Others
# of two digits are that number, as ZVT's up to 99 are its acquirers'; longer ones, and letters,
# lie above anything that a duty knows.
NOT_UNDERSTOOD = const(0x9A)
_MEANS = (
    (m.RES_APPROVED, 0),
    (m.RES_NOT_PRINTED, 0),
    (m.RES_SIGN_IN_AGAIN, events.KEY_MISSING),
    (m.RES_SETTLE_FIRST, 0x6A),
    (m.RES_NOT_BALANCED, events.NOT_BALANCED),
    (m.RES_NO_PAPER, events.STATUS_PRINTER),
    (m.RES_ACQUIRER_SILENT, 0xA1),
    (m.RES_BUSY, 0x9C),
    (m.RES_NO_RIGHT, 0x83),
)
_LONG = const(0x10000)

_TYPES = (
    (m.FN_SALE, events.TYPE_SALE),
    (m.FN_VOID, events.TYPE_REVERSAL),
    (m.FN_REFUND, events.TYPE_REFUND),
)


def transaction_type(function: int | None) -> int | None:
    """Return agent.events' TYPE_* of a function that moves money, None of any other."""
    for row in _TYPES:
        if row[0] == function:
            return row[1]
    return None


class Dialect:
    """A dialect that mis_dialect.check has passed; `name` is its own."""

    def __init__(self, rows: "list[Any]") -> None:
        self.name: str = rows[m.NAME]
        self.header_bytes, self._tag_bytes, self._length_bytes, self._length, self._separator = (
            rows[m.BODY]
        )
        self.byte_ms, self.ack_ms, self.reply_ms, self.sends_max = rows[m.TIMES]
        self._fields: list[list[int]] = rows[m.FIELDS]
        self._functions: list[list[Any]] = rows[m.FUNCTIONS]
        self._requests: list[list[Any]] = rows[m.REQUESTS]
        self._results: list[list[Any]] = rows[m.RESULTS]
        self._containers: list[int] = rows[m.CONTAINERS]
        self.refusal: bytes = rows[m.REFUSAL]
        self._refusals: list[list[Any]] = rows[m.SALE_REFUSALS]

    # What is asked

    def request(self, function: int) -> "list[Any] | None":
        """Return [function, body, offset of the echo, its width] of a command, None: it has not."""
        for row in self._requests:
            if row[0] == function:
                return row
        return None

    # What is said

    def function(self, buffer: "Buffer", end: int) -> int | None:
        """Return which command a message is, or answers; None if it does not say, or no known."""
        at = self._find(buffer, end, m.F_TYPE)
        if at is None:
            return None
        code = bytes(buffer[at[0] : at[1]])
        for row in self._functions:
            if code in (row[1], row[2]):
                return int(row[0])
        return None

    def meaning(self, buffer: "Buffer", end: int) -> int | None:
        """Return RES_* of a message's result; -1 for one without a meaning, None for none."""
        at = self._find(buffer, end, m.F_RESULT)
        if at is None:
            return None
        code = bytes(buffer[at[0] : at[1]])
        for row in self._results:
            if row[0] == code:
                return int(row[1])
        return -1

    def result(self, buffer: "Buffer", end: int) -> int:
        """Return a message's result as agent.events has it: 0 approved."""
        meaning = self.meaning(buffer, end)
        for row in _MEANS:
            if row[0] == meaning:
                return row[1]
        at = self._find(buffer, end, m.F_RESULT)
        if at is None or at[0] == at[1]:
            return NOT_UNDERSTOOD
        value, letters = 0, False
        for byte in bytes(buffer[at[0] : at[1]])[-3:]:
            letters = letters or not 0x30 <= byte <= 0x39
            value = value << 8 | byte
        if letters:
            return _LONG + value
        told = _digits(buffer, at[0], at[1])
        return NOT_UNDERSTOOD if told is None or told == 0 else told if told < 100 else _LONG + told

    def number(self, buffer: "Buffer", end: int, meaning: int) -> int | None:
        """Return a field as an integer, None if it is missing or no number."""
        at = self._find(buffer, end, meaning)
        if at is None or at[0] == at[1]:
            return None
        form = self._form(meaning)
        if form == m.FORM_BINARY:
            value = 0
            for byte in buffer[at[0] : min(at[1], at[0] + 4)]:
                value = value << 8 | byte
            return value
        return _digits(buffer, at[0], at[1], form == m.FORM_BCD)

    def card(self, buffer: "Buffer", end: int) -> str | None:
        """Return the card number as agent.events has it: cut."""
        at = self._find(buffer, end, m.F_CARD)
        return None if at is None else fields.masked_pan(buffer, at[0], at[1])

    def text(self, buffer: "Buffer", end: int, meaning: int) -> str | None:
        """Return a field's letters and digits, None if it has others or as many as a card."""
        at = self._find(buffer, end, meaning)
        return None if at is None else fields.authorisation_id(buffer, at[0], at[1])

    def _name(self, buffer: "Buffer", end: int) -> str | None:
        at = self._find(buffer, end, m.F_CARD_NAME)
        return None if at is None else fields.short_text(buffer, at[0], at[1])

    def date(self, buffer: "Buffer", end: int) -> int | None:
        """Return MMDD of the date, however many digits its year has."""
        told = self.number(buffer, end, m.F_DATE)
        if told is None:
            return None
        if self._form(m.F_DATE) != m.FORM_DAY_FIRST:
            return told % 10000
        at = self._find(buffer, end, m.F_DATE)
        digits = 0 if at is None else at[1] - at[0]
        day_month = told // 10 ** max(0, digits - 4)
        return day_month % 100 * 100 + day_month // 100

    def time(self, buffer: "Buffer", end: int) -> int | None:
        """Return HHMMSS of the time; one without seconds has none."""
        at = self._find(buffer, end, m.F_TIME)
        told = self.number(buffer, end, m.F_TIME)
        if at is None or told is None:
            return None
        return told * 100 if at[1] - at[0] == 4 and self._form(m.F_TIME) == 0 else told

    def totals(self, buffer: "Buffer", end: int) -> "tuple[int | None, int | None]":
        """Return (count, total in minor units), each None where it is not told."""
        return self.number(buffer, end, m.F_COUNT), self.number(buffer, end, m.F_TOTAL)

    def terminal_id(self, buffer: "Buffer", end: int) -> str | None:
        """Return the TID, None where it is not told."""
        return self.text(buffer, end, m.F_TERMINAL)

    def transaction(
        self, buffer: "Buffer", end: int, kind: int, amount_minor: int | None, currency: int
    ) -> "tuple[Any, ...]":
        """Return agent.events' Transaction; `amount_minor` stands in for one that is not told."""
        told = self.number(buffer, end, m.F_AMOUNT)
        trace = self.number(buffer, end, m.F_TRACE)
        receipt = self.number(buffer, end, m.F_RECEIPT)
        return (
            kind,
            self.result(buffer, end),
            amount_minor if told is None else told,
            currency,
            trace,
            trace if receipt is None else receipt,
            None,
            self._name(buffer, end),
            self.card(buffer, end),
            self.date(buffer, end),
            self.time(buffer, end),
            self.text(buffer, end, m.F_AUTH),
            self.number(buffer, end, m.F_BATCH),
        )

    def refusal_of_sale(self, buffer: "Buffer", end: int, cause: int) -> bytes | None:
        """Return the reply that refuses a sale, for events.GATE_*; None: it has none."""
        kind = self._find(buffer, end, m.F_TYPE)
        for code, why, body, at, width in self._refusals:
            if kind is None or why != cause or code != bytes(buffer[kind[0] : kind[1]]):
                continue
            told = self._find(buffer, end, m.F_ECHO) if width else None
            if told is None or told[1] - told[0] != width:
                return bytes(body)
            return bytes(body[:at]) + bytes(buffer[told[0] : told[1]]) + bytes(body[at + width :])
        return None

    def echoes(self, buffer: "Buffer", end: int, body: "Buffer", at: int, width: int) -> bool:
        """Tell whether a reply repeats what the request has there; no echo: nothing says no."""
        told = self._find(buffer, end, m.F_ECHO) if width else None
        return told is None or buffer[told[0] : told[1]] == body[at : at + width]

    # Walking

    def _form(self, meaning: int) -> int:
        for row in self._fields:
            if row[0] == meaning:
                return row[4]
        return m.FORM_TEXT

    def _find(self, buffer: "Buffer", end: int, meaning: int) -> "tuple[int, int] | None":
        """Return where the data of a field begins and ends, None if the message has none."""
        for row in self._fields:
            if row[0] == meaning:
                if row[1] == m.PLACE_TAG:
                    return self._find_tag(buffer, end, row[2])
                stop = row[2] + row[3]
                return (row[2], stop) if stop <= end else None
        return None

    def _find_tag(self, buffer: "Buffer", end: int, wanted: int) -> "tuple[int, int] | None":
        at = self._behind_separator(buffer, end, self.header_bytes)
        while at + self._tag_bytes < end:
            tag = _binary(buffer, at, self._tag_bytes)
            at += self._tag_bytes
            size, used = self._size(buffer, end, at)
            at += used
            if size < 0 or at + size > end:
                return None
            if tag == wanted:
                return at, at + size
            if tag not in self._containers:
                at = self._behind_separator(buffer, end, at + size)
        return None

    def _behind_separator(self, buffer: "Buffer", end: int, at: int) -> int:
        return at + 1 if at < end and buffer[at] == self._separator else at

    def _size(self, buffer: "Buffer", end: int, at: int) -> "tuple[int, int]":
        """Return (length of the data, bytes that said so); (-1, 0) for none."""
        count = self._length_bytes
        if self._length == m.LENGTH_BER:
            count = 1 + (buffer[at] & 0x7F if at < end and buffer[at] & 0x80 else 0)
            if count > 3:
                return -1, 0
        if at + count > end:
            return -1, 0
        if self._length == m.LENGTH_BCD:
            told = _digits(buffer, at, at + count, True)
            return (-1 if told is None else told), count
        if self._length == m.LENGTH_BER and count > 1:
            return _binary(buffer, at + 1, count - 1), count
        return _binary(buffer, at, count), count


def _binary(buffer: "Buffer", at: int, count: int) -> int:
    value = 0
    for i in range(at, at + count):
        value = value << 8 | buffer[i]
    return value


def _digits(buffer: "Buffer", start: int, end: int, bcd: bool = False) -> int | None:
    """Return the number that ASCII or BCD digits say, None for anything else."""
    while start < end and not bcd and buffer[start] == 0x20:
        start += 1
    while start < end and not bcd and buffer[end - 1] == 0x20:
        end -= 1
    if not 0 < end - start <= _DIGITS_MAX:
        return None
    value = 0
    for at in range(start, end):
        byte = buffer[at]
        if bcd:
            if byte >> 4 > 9 or byte & 0x0F > 9:
                return None
            value = value * 100 + (byte >> 4) * 10 + (byte & 0x0F)
        elif 0x30 <= byte <= 0x39:
            value = value * 10 + byte - 0x30
        else:
            return None
    return value
