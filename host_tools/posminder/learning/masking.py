# SPDX-License-Identifier: MIT
"""Card data out of a frame's body, before it is kept, guessed at or shown (R46).

At this point nobody knows how the body is built, so that whatever may be a card number is taken for
one: no check digit is asked for where digits are text. Lengths stay, or no shape would be found.
"""

from __future__ import annotations

import re
from typing import Final

from posminder.profile.card_numbers import is_card_number

_FIRST: Final = 6
_LAST: Final = 4
_RUN: Final = re.compile(rb"[0-9](?:[ -]?[0-9]){12,}")
_TRACK: Final = re.compile(rb"(?<=[0-9]{4})(?:[=D][0-9=D?]{4,}|\^[\x20-\x7e]*)")
_DIGITS: Final = re.compile(rb"[0-9]")
_TEXT_DIGITS: Final = re.compile(rb"[0-9]{6,}")
_PACKED_MIN: Final = 7  # bytes of 13 digits
_PACKED_MAX: Final = 10  # of 19
# Packed digits are as common as lengths and tags: here the first digits must be a card's as well.
_ISSUER: Final = re.compile(r"3|4|5|6|2[2-7]|81|9")
# An amount behind a tag looks like one in ten: with so many zeros it takes a length before it, of
# bytes, of digits or of a track.
_ZEROS: Final = "00000"
_BEFORE: Final = range(7, 0x38)
_GOES_ON: Final = re.compile(r"[0-9f]?d[0-9]{4}")  # a track, from a number's last digit on
_HIDDEN: Final = 0xEE  # no digit, no text
_HEX_SECRET: Final = re.compile(rb"(?:[0-9A-Fa-f]{2}){8,}")


class Masker:
    """Masks the bodies of one line, in the order in which they come.

    A header that is all digits is as long as a card number. The first command, a sign-in, knows no
    card: digits that a body begins with are its header if that command began with as many.
    """

    def __init__(self) -> None:
        self._header: int | None = None

    def mask(self, body: bytes, *, register: bool) -> bytes:
        """Return `body`, as long as it was, with at most 6 + 4 digits of what may be a card."""
        begins = _RUN.match(body)
        count = len(begins[0]) if begins else 0
        if self._header is None and register:
            self._header = count
        kept = body[:count] if count == self._header else b""
        rest = body[len(kept) :]
        packed = _mask_packed(rest)
        # Packed numbers are looked for in what came: a star would hide where they begin.
        text = _RUN.sub(_mask_run, _TRACK.sub(lambda found: b"*" * len(found[0]), rest))
        both = zip(rest, packed, text, strict=True)
        return kept + bytes(p if p != raw else t for raw, p, t in both)


def mask_field(data: bytes) -> bytes:
    """Return a field's data without what may be a PIN block, a key or a check code: zeros then.

    Called as soon as the shape is known: a field of eight bytes and more that is neither text nor
    packed digits, or text that is the hexadecimal form of one.
    """
    text = all(0x20 <= byte < 0x7F or byte == _HIDDEN for byte in data)
    if len(data) >= 8 and not text and not data.replace(b"\xee", b"").hex().isdecimal():
        return bytes(len(data))
    if _HEX_SECRET.fullmatch(data) and not data.isdigit():
        return b"0" * len(data)
    return data


def _mask_run(found: re.Match[bytes]) -> bytes:
    run = bytearray(found[0])
    places = [each.start() for each in _DIGITS.finditer(run)]
    for place in places[_FIRST:-_LAST]:
        run[place] = 0x2A
    return bytes(run)


def _mask_packed(body: bytes) -> bytes:
    """Mask card numbers of two digits a byte: whole bytes, or a 0 before or an F or D behind."""
    out = bytearray(body)
    # Six digits of text or more are no packed number: each would be a 3 and a digit.
    searched = _TEXT_DIGITS.sub(lambda found: b"\xff" * len(found[0]), body)
    digits = searched.hex()
    for start in range(len(body) - _PACKED_MIN + 1):
        for size in range(_PACKED_MAX, _PACKED_MIN - 1, -1):
            number = digits[2 * start : 2 * (start + size)]
            if start + size > len(body) or not _packed(number):
                continue
            if _ZEROS in number and not (start and body[start - 1] in _BEFORE):
                continue
            out[start + 3 : start + size - 2] = bytes((_HIDDEN,)) * (size - 5)
            end = 2 * (start + size)
            if _GOES_ON.match(digits, end - 1 - (digits[end - 2] == "d")):
                _drop_track(out, digits, start + size)
            break
    return bytes(out)


def _packed(digits: str) -> bool:
    number = digits
    if number[-1] in "fd":
        number = number[:-1]
    elif number[-2] == "d":
        number = number[:-2]
    if number[:1] == "0":
        number = number[1:]
    return bool(_ISSUER.match(number)) and number.isdecimal() and is_card_number(number)


def _drop_track(out: bytearray, digits: str, start: int) -> None:
    """Drop what lies behind a packed track's separator, as far as it is digits."""
    at = start
    while at < len(out) and digits[2 * at : 2 * at + 2].strip("0123456789df") == "":
        out[at] = _HIDDEN
        at += 1
