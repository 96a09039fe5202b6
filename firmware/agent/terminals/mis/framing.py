# SPDX-License-Identifier: MIT
"""MIS frames: 02, length of the body as four BCD digits, body, 03, LRC.

The body is binary: STX and ETX may stand in it, so that its length alone says where it ends. The
LRC begins with the length.
"""

from agent import limits
from agent.terminals.exchange import framing
from posminder_formats._const import const

_STX = const(0x02)
_ETX = const(0x03)
_LENGTH_BYTES = const(2)


class Framer(framing.Framer):
    """Reads one direction of a line, byte by byte, without allocating. Repeats: `repeat_ms`."""

    def __init__(self, byte_ms: int, repeat_ms: int) -> None:
        super().__init__(limits.MIS_BODY_BYTES_MAX, byte_ms, repeat_ms)
        self._head = 0  # bytes of the length that are still to come
        self._left = 0  # bytes of the body

    def feed(self, byte: int) -> int:
        """Take one byte, 0..255; return MORE, or what it ended."""
        state = self._state
        if state == framing.OUTSIDE:
            self._head, self._left = _LENGTH_BYTES, 0
            return self._outside(byte)
        if state == framing.CHECK:
            return self._check(byte)
        self._lrc ^= byte
        if self._head:
            return self._take_length(byte)
        if self._left:
            self._left -= 1
            self._keep(byte)
            return framing.MORE
        if byte == _ETX:
            self._state = framing.CHECK
            return framing.MORE
        self._break_off()  # its length was wrong, or bytes were lost
        return framing.BROKEN

    def _take_length(self, byte: int) -> int:
        if byte >> 4 > 9 or byte & 0x0F > 9:
            self._break_off()
            return framing.BROKEN
        self._head -= 1
        self._left = self._left * 100 + (byte >> 4) * 10 + (byte & 0x0F)
        return framing.MORE


def encode(text: "bytes | bytearray | memoryview", out: bytearray) -> int:
    """Write the frame around `text` into `out`; return its length, five more than the text's.

    Raises IndexError if `out` is too short.
    """
    count = len(text)
    out[0] = _STX
    out[1] = _bcd(count // 100)
    out[2] = _bcd(count % 100)
    lrc = out[1] ^ out[2] ^ _ETX
    at = 3
    for byte in text:
        out[at] = byte
        lrc ^= byte
        at += 1
    out[at] = _ETX
    out[at + 1] = lrc
    return at + 2


def _bcd(number: int) -> int:
    return number // 10 << 4 | number % 10
