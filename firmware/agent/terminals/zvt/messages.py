# SPDX-License-Identifier: MIT
"""A ZVT message's parts: header, BMP fields, TLV objects; and our own commands as data.

Walks go over the received buffer by offsets and copy nothing. This room knows how long things
are and refuses to know what they mean: the table of BMP lengths is fields.py's and handed in.
(Specification: APDU in chapter 2, commands in chapter 3, BMP and TLV in chapters 7 and 9.)
"""

from agent import events, limits
from posminder_formats import capabilities, tables, wall_text
from posminder_formats._const import const

# Control fields, class and instruction. From the terminal:
STATUS_INFORMATION = const(0x040F)
INTERMEDIATE_STATUS = const(0x04FF)
COMPLETION = const(0x060F)
ABORT = const(0x061E)
PRINT_LINE = const(0x06D1)
PRINT_BLOCK = const(0x06D3)
SET_CLOCK = const(0x0401)

# Answers, from both sides: 80 00 and, as an exception, 84 00 are positive, 84 xx negative.
POSITIVE_CLASS = const(0x80)
NEGATIVE_CLASS = const(0x84)
POSITIVE_EXCEPTION = const(0x8400)

# From the register:
REGISTRATION = const(0x0600)
AUTHORISATION = const(0x0601)
LOG_OFF = const(0x0602)
REPRINT = const(0x0612)
REPEAT_RECEIPT = const(0x0620)
RESERVATION = const(0x0622)
REVERSAL = const(0x0630)
REFUND = const(0x0631)
END_OF_DAY = const(0x0650)
SEND_OFFLINE = const(0x0651)
INITIALISATION = const(0x0693)
ABORT_REQUEST = const(0x06B0)
STATUS_ENQUIRY = const(0x0501)

POSITIVE = b"\x80\x00\x00"
PLEASE_WAIT = b"\x84\x9c\x00"
NOT_POSSIBLE = b"\x84\x83\x00"

# Commands a terminal may give that only a real cash register can carry out: dial-up and
# transparent data, keyboard input, menus, a maker's own. Promising them would be a lie.
NEEDS_REGISTER = (0x040D, 0x040E, 0x06D8, 0x06D9, 0x06DA, 0x06DB, 0x06DD, 0x0FA1)

# Values in a table of BMP lengths beside the fixed ones, which are all below 16.
LLVAR = const(0xF2)  # two bytes F0..F9 are the length's decimal digits
LLLVAR = const(0xF3)  # three
TLV = const(0xF6)  # a BER length
UNKNOWN = const(0xFF)

_LINES_SHOWN = const(2)
_LONG_LENGTH = const(0xFF)
_UNREADABLE = const(-1)

# Service byte of 05 01: no software version, but more TLV, where the register asked for TLV at all.
# Of 06 20: send status information, do not print.
_ALL_BUT_VERSION = b"\x03\x06"
_SHOW_ONLY = b"\x03\x03"

# What a terminal's dialect says of how it is registered (profile field zvt_registration): the low
# byte is 06 00's config byte, and above it
_TEXT_BLOCKS = const(0x100)  # print by blocks (06 D3) instead of lines, where it prints to us
_NO_TLV = const(0x200)  # it takes no TLV
# The longest APDU that we hold (tag 1A), and that it may send 06 D3 (tag 26).
_LONGEST = b"\x1a\x02" + bytes((limits.ZVT_APDU_BYTES_MAX >> 8, limits.ZVT_APDU_BYTES_MAX & 0xFF))
_SERVED_BLOCKS = b"\x26\x04\x0a\x02\x06\xd3"

# Terminals' own ways as a profile has them: what it lacks (bits of posminder_formats.capabilities),
# how it is registered, which diagnosis (tag 1B) it asks for, 0 for the plain one.
D_LACKS = const(0)
D_REGISTRATION = const(1)
D_DIAGNOSIS = const(2)
PLAIN = (0, 0x08, 0)  # it prints itself, local start allowed, intermediate status wanted

# command, class and instruction, what follows the password (06 70, 06 E0 have none); the dialect's
# config byte, the currency and TLV follow 06 00's
OWN_COMMANDS = (
    (events.CHECK_STATUS, b"\x05\x01", _ALL_BUT_VERSION),
    (events.SIGN_IN, b"\x06\x93", b""),
    (events.READ_TOTALS, b"\x06\x10", b""),
    (events.SETTLE, b"\x06\x50", b""),
    (events.SEND_OFFLINE, b"\x06\x51", b""),
    (events.QUERY_LAST, b"\x06\x20", _SHOW_ONLY),
    (events.REGISTER, b"\x06\x00", b""),
    (events.REPEAT_RECEIPT, b"\x06\x20", b""),
    (events.DIAGNOSE, b"\x06\x70", b""),
    (events.SET_CLOCK, b"\x06\x91", b""),
    (events.SHOW_TEXT, b"\x06\xe0", b""),
)


_WITHOUT_PASSWORD = (events.DIAGNOSE, events.SHOW_TEXT)

# Which capability a terminal may lack for each command that not every one knows.
_NEEDS = (
    (events.SIGN_IN, capabilities.SIGN_IN),
    (events.READ_TOTALS, capabilities.TOTALS),
    (events.QUERY_LAST, capabilities.NEWEST_SALE),
    (events.SEND_OFFLINE, capabilities.SEND_OFFLINE),
    (events.REPEAT_RECEIPT, capabilities.DUPLICATE),
    (events.DIAGNOSE, capabilities.DIAGNOSE),
    (events.SET_CLOCK, capabilities.SET_CLOCK),
    (events.SHOW_TEXT, capabilities.DISPLAY),
)


def own_command(
    command: int,
    password: bytes,
    currency: int,
    dialect: "tuple[int, int, int]" = PLAIN,
    said: bytes = b"",
) -> bytes | None:
    """Return the APDU of an own command of agent.events, None if this terminal knows none like it.

    `password` is 3 bytes BCD; `currency` an ISO 4217 number, 1..999; `dialect` by D_*; `said` is
    what the command says besides, such as clock_fields().
    """
    needs = tables.keyed(_NEEDS, command)
    own = tables.keyed(OWN_COMMANDS, command)
    if own is None or (needs is not None and dialect[D_LACKS] & needs[1]):
        return None
    data: bytes = own[2] if command in _WITHOUT_PASSWORD else password + own[2]
    if command == events.REGISTER:
        data += _registration(currency, dialect[D_REGISTRATION])
    elif command == events.DIAGNOSE and dialect[D_DIAGNOSIS]:
        data = b"\x06\x03\x1b\x01" + bytes((dialect[D_DIAGNOSIS],))
    data += said
    return bytes(own[1]) + bytes((len(data),)) + data


def clock_fields(local_s: int) -> bytes:
    """Return date (AA) and time (0C) of a local second of this century, as 06 91 has them."""
    text = wall_text.to_text(local_s)
    digits = text[2:4] + text[5:7] + text[8:10] + text[11:13] + text[14:16] + text[17:19]
    coded = bytes.fromhex(digits)
    return b"\xaa" + coded[:3] + b"\x0c" + coded[3:]


def _registration(currency: int, way: int) -> bytes:
    coded = bytes((way & 0xFF, currency // 100, currency // 10 % 10 << 4 | currency % 10))
    if way & _NO_TLV:
        return coded
    tlv = _LONGEST + (_SERVED_BLOCKS if way & _TEXT_BLOCKS else b"")
    return coded + b"\x06" + bytes((len(tlv),)) + tlv


def text_fields(lines: "tuple[str, ...]") -> bytes:
    """Return how long (F0, seconds) and lines (F1, F2) of 06 E0, each cut to the panel's width.

    In the letters that every terminal has: what is no ASCII is a question mark.
    """
    data = b"\xf0" + bytes((limits.ZVT_DISPLAY_S,))
    for index, line in enumerate(lines[:_LINES_SHOWN]):
        text = bytes([ord(c) if " " <= c <= "~" else 0x3F for c in line[: limits.PANEL_COLUMNS]])
        data += bytes((0xF1 + index, 0xF0 | len(text) // 10, 0xF0 | len(text) % 10)) + text
    return data


def control(buffer: "bytes | bytearray", count: int) -> int:
    """Return class and instruction as one number, 0 if the APDU is too short to have them."""
    return buffer[0] << 8 | buffer[1] if count >= 2 else 0


def body(buffer: "bytes | bytearray", length: int) -> int:
    """Return the offset of an APDU's data, or -1 where its length field contradicts `length`.

    The long form is FF, low byte, high byte: the other way round than TLV's.
    """
    if length < 3:
        return _UNREADABLE
    told = buffer[2]
    start = 3
    if told == _LONG_LENGTH:
        if length < 5:
            return _UNREADABLE
        told = buffer[3] | buffer[4] << 8
        start = 5
    return start if start + told == length else _UNREADABLE


class Walk:
    """Where a walk stands: object `tag` has its data at buffer[start:end]."""

    def __init__(self, buffer: "bytes | bytearray", start: int, stop: int) -> None:
        self.buffer = buffer
        self.tag = 0
        self.start = start
        self.end = start  # the next object begins here
        self._stop = stop
        self.cut = False  # the message goes on behind `stop`: its last object is held in part

    def _take(self, at: int, length: int) -> bool:
        """Stand on the object whose data begins at `at`; False ends the walk."""
        if length < 0 or at + length > self._stop:
            self.end = self._stop
            if not self.cut or length < 0 or at >= self._stop:
                return False
            length = self._stop - at
        self.start = at
        self.end = at + length
        return True

    def _digits(self, at: int, count: int) -> int:
        """Return the length written as `count` bytes F0..F9, or -1."""
        length = 0
        if at + count > self._stop:
            return _UNREADABLE
        for i in range(at, at + count):
            digit = self.buffer[i] - 0xF0
            if not 0 <= digit <= 9:
                return _UNREADABLE
            length = 10 * length + digit
        return length

    def _ber(self, at: int) -> int:
        """Return how many bytes the BER length at `at` takes (1..3), or -1."""
        if at >= self._stop:
            return _UNREADABLE
        first = self.buffer[at]
        size = 1 if first < 0x80 else first - 0x7F
        return size if 1 <= size <= 3 and first != 0x80 and at + size <= self._stop else _UNREADABLE

    def _take_ber(self, at: int) -> bool:
        size = self._ber(at)
        if size < 0:
            return self._take(at, _UNREADABLE)
        length = self.buffer[at] if size == 1 else 0
        for i in range(at + 1, at + size):
            length = length << 8 | self.buffer[i]
        return self._take(at + size, length)


class FieldWalk(Walk):
    """Walks BMP fields. A number that `lengths` does not know ends it: nothing is guessed."""

    def __init__(
        self, buffer: "bytes | bytearray", start: int, stop: int, lengths: "bytes | bytearray"
    ) -> None:
        super().__init__(buffer, start, stop)
        self._lengths = lengths  # 256 entries: bytes of data, or LLVAR, LLLVAR, TLV, UNKNOWN

    def step(self) -> bool:
        """Go to the next field; False after the last, or where the rest cannot be read."""
        at = self.end
        if at >= self._stop:
            return False
        self.tag = self.buffer[at]
        at += 1
        length = self._lengths[self.tag]
        if length == TLV:
            return self._take_ber(at)
        if length == LLVAR:
            return self._take(at + 2, self._digits(at, 2))
        if length == LLLVAR:
            return self._take(at + 3, self._digits(at, 3))
        return self._take(at, _UNREADABLE if length == UNKNOWN else length)


class TlvWalk(Walk):
    """Walks the TLV objects of one level; tags of several bytes read as one number (0x1F01)."""

    def step(self) -> bool:
        """Go to the next object; False after the last, or where the rest cannot be read."""
        at = self.end
        if at >= self._stop:
            return False
        self.tag = self.buffer[at]
        at += 1
        if self.tag & 0x1F == 0x1F:
            while at < self._stop:
                byte = self.buffer[at]
                self.tag = (self.tag << 8 | byte) & 0xFFFFFF
                at += 1
                if byte < 0x80:
                    break
        return self._take_ber(at)
