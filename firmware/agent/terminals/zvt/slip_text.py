# SPDX-License-Identifier: MIT
"""The text of a slip, kept while it is printed, and without what a card number would give away.

Beside fields.py the only place where card data is cut, and the harsher one: a slip may say
anything. In a run of twelve or more places, digits and characters that mask one, only the first six
and last four stay, of fewer than fourteen the last four: over blanks, dashes, line ends and blocks.
Digits at a stroke (month/year) and behind a word for an expiry or a check code are hidden. At track
data the slip is dropped. What that takes of numbers which are no card's is lost: too much is better
than too little.
"""

from agent import events
from agent.terminals.zvt import fields
from agent.terminals.zvt.messages import PRINT_LINE, FieldWalk, TlvWalk
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_TAG_LINES = const(0x25)
_TAG_LINE = const(0x07)
_LEVELS = const(2)  # of objects inside the field that holds them

_STAR = const(0x2A)
_STROKE = const(0x2F)
_NEW_LINE = const(0x0A)
_CAPITAL = const(0xDF)  # as a mask: of a letter its capital
_FIRST_SHOWN = const(6)
_LAST_SHOWN = const(4)
_MASKS = b"*#Xx"  # and whatever is not ASCII
_SEPARATORS = b" -\n"
_TRACK_MARKS = b"=Dd^"
_OF_NO_CARD = b".,:/"  # behind a line's first digits: a date, a time, an amount

# Three letters of a word for an expiry, as one number: gueLTIg, VALid, tHRU, veRFAll, eXPIry, and
# "exp" before a blank, a point, a colon, a digit; of a check code: CVC, CVV.
_EXPIRY = (0x4C5449, 0x56414C, 0x485255, 0x524641, 0x585049, 0x435643, 0x435656)
_EXP = const(0x5850)
_NO_LETTER = const(0x20)  # below, masked as a capital


class SlipText:
    """Holds at most `bytes_max`; with 0 it does nothing. Allocates nothing while lines come."""

    def __init__(self, bytes_max: int) -> None:
        self._text = bytearray(bytes_max)
        self._size = 0
        self.clear()

    def clear(self) -> None:
        """Forget the slip."""
        for i in range(self._size):
            self._text[i] = 0
        self._size = self._run_at = 0  # the run under way begins there
        self._places = self._lost = 0  # of the run; and those of them that found no room
        self._whole = True
        self._marked = self._dropped = False  # a track mark right behind a card number; digits too
        self._hiding = 0  # lines in which digits are an expiry

    def event(self, copies: int, receipt_no: int | None) -> "tuple[Any, ...] | None":
        """Return SLIP_TEXT of the slip that is over, lines ended by line feeds; None: no text."""
        if not self._size:
            return None
        self._end_run()
        text = bytes(memoryview(self._text)[: self._size])
        return (events.SLIP_TEXT, copies, receipt_no, text, int(self._whole))

    def take(self, control: int, buffer: bytearray, start: int, end: int, cut: bool) -> None:
        """Take a print line or text block; `cut`: longer than what is held of it."""
        if not self._text:
            return
        self._whole = self._whole and not cut
        if control == PRINT_LINE:
            self._line(buffer, start + 1, end)
        else:
            walk = FieldWalk(buffer, start, end, fields.LENGTHS)
            self._walk(walk, fields.TLV_CONTAINER, _LEVELS, cut)

    def _walk(self, walk: "FieldWalk | TlvWalk", inner: int, levels: int, cut: bool) -> None:
        walk.cut = cut
        while walk.step():
            if walk.tag == inner and levels:
                objects = TlvWalk(walk.buffer, walk.start, walk.end)
                self._walk(objects, _TAG_LINES, levels - 1, cut)
            elif walk.tag == _TAG_LINE and levels < _LEVELS:
                self._line(walk.buffer, walk.start, walk.end)

    def _line(self, buffer: "bytes | bytearray", start: int, end: int) -> None:
        """Take one line. A control character ends it: what some terminals append is no text."""
        at = start
        while at < end and (buffer[at] == 0x20 or _is_digit(buffer[at])):
            at += 1
        if at < end and buffer[at] in _OF_NO_CARD:
            self._end_run()
        word = 0
        strokes = hid = False
        for i in range(start, end):
            byte = buffer[i]
            if byte < 0x20 or self._dropped:
                break
            letter = byte & _CAPITAL
            word = (word << 8 | letter) & 0xFFFFFF
            if word in _EXPIRY or (word >> 8 == _EXP and letter < _NO_LETTER):
                self._hiding = 2
            digit = _is_digit(byte)
            near = digit and i + 2 < end and (buffer[i + 1] == _STROKE or buffer[i + 2] == _STROKE)
            strokes = near or (strokes and (digit or byte == _STROKE))
            if digit and (strokes or self._hiding):
                byte, hid = _STAR, True
            self._take(byte)
        self._take(_NEW_LINE)
        if self._hiding:
            self._hiding = 0 if hid else self._hiding - 1

    def _take(self, byte: int) -> None:
        if _is_place(byte):
            if self._marked and _is_digit(byte):
                self._dropped, self._whole = True, False
                return
            self._places += 1
            self._lost += not self._store(byte)
            if self._places >= fields.CARD_DIGITS_MIN:
                self._hide(_FIRST_SHOWN)
            return
        self._store(byte)
        if byte not in _SEPARATORS:
            self._marked = self._places >= fields.CARD_DIGITS_MIN and byte in _TRACK_MARKS
            self._end_run()

    def _hide(self, first_shown: int) -> None:
        """Leave no digit of the run but those among its first and its last places."""
        places, at = self._lost, self._size
        while at > self._run_at:
            at -= 1
            if _is_place(self._text[at]):
                places += 1
                inside = places > _LAST_SHOWN and self._places - places >= first_shown
                if inside and _is_digit(self._text[at]):
                    self._text[at] = _STAR

    def _end_run(self) -> None:
        if fields.CARD_DIGITS_MIN <= self._places < fields.CARD_DIGITS_FOR_SIX:
            self._hide(0)
        self._places = self._lost = 0
        self._run_at = self._size

    def _store(self, byte: int) -> bool:
        if self._size == len(self._text):
            self._whole = False
            return False
        self._text[self._size] = byte
        self._size += 1
        return True


def _is_digit(byte: int) -> bool:
    return 0x30 <= byte <= 0x39


def _is_place(byte: int) -> bool:
    return _is_digit(byte) or byte in _MASKS or byte >= 0x80
