# SPDX-License-Identifier: MIT
"""Fields of text in which a card's data may stand, rightly or not: cut here, and nowhere later.

Of a number the first six and last four digits stay; a track behind it, expiry and check code do
not. A name keeps no digit: it needs none, and a careless terminal may write any of these there.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    Buffer = bytes | bytearray | memoryview

_TEXT_BYTES_MAX = const(32)
CARD_DIGITS_MIN = const(12)
_STARS = "*" * 19


def masked_pan(buffer: "Buffer", start: int, end: int) -> str | None:
    """Return a card number's first six and last four digits, of a short one the last four.

    What hides a digit counts as one. None for what is none: fewer than 4 digits or more than 19,
    or few with more behind them, as a number written in groups has.
    """
    stop = start
    while stop < end and _of_a_card(buffer[stop]):
        stop += 1  # a track goes on behind it
    count = stop - start
    groups = count < CARD_DIGITS_MIN and bytes(buffer[stop:end]).strip()
    if groups or not 4 <= count <= len(_STARS):
        return None
    last = str(bytes(buffer[stop - 4 : stop]), "ascii")
    if count <= CARD_DIGITS_MIN:
        return "******" + last
    return str(bytes(buffer[start : start + 6]), "ascii") + _STARS[: count - 10] + last


def short_text(buffer: "Buffer", start: int, end: int) -> str | None:
    """Return a name's printable ASCII with its digits hidden, at most 32 characters of it.

    None for nothing, and for one with as many digits as a card: a track tells its holder as well.
    """
    text, digits = "", 0
    for at in range(start, end):
        byte = buffer[at]
        digit = 0x30 <= byte <= 0x39
        digits += digit
        if 0x20 <= byte < 0x7F and len(text) < _TEXT_BYTES_MAX:
            text += "*" if digit else chr(byte)
    return None if digits >= CARD_DIGITS_MIN else text.strip() or None


def authorisation_id(buffer: "Buffer", start: int, end: int) -> str | None:
    """Return letters and digits without blanks around them: an authorisation, a terminal's id.

    None for anything else, and for as many digits as a card has.
    """
    raw = bytes(buffer[start:end]).strip()
    digits = sum(0x30 <= byte <= 0x39 for byte in raw)
    letters = sum(0x41 <= byte & 0xDF <= 0x5A for byte in raw)
    if not 0 < digits + letters == len(raw) <= _TEXT_BYTES_MAX or digits >= CARD_DIGITS_MIN:
        return None
    return str(raw, "ascii")


def _of_a_card(byte: int) -> bool:
    """Tell whether a byte may stand in a card number: a digit, or what hides one."""
    return 0x30 <= byte <= 0x39 or byte in b"*Xx"
