# SPDX-License-Identifier: MIT
"""Frames of Transbank POS Integrado: 02, text, 03, LRC; single ACK and NAK bytes between them.

The LRC of `0500||` is an ACK's byte. No text holds an STX or ETX.
"""

from agent import limits
from agent.terminals.exchange import framing
from posminder_formats._const import const

_STX = const(0x02)
_ETX = const(0x03)


class Framer(framing.Framer):
    """Reads one direction of a line, byte by byte, without allocating."""

    def __init__(self) -> None:
        super().__init__(
            limits.TRANSBANK_TEXT_BYTES_MAX,
            limits.TRANSBANK_BYTE_MS,
            limits.TRANSBANK_REPEAT_MS,
        )

    def feed(self, byte: int) -> int:
        """Take one byte, 0..255; return MORE, or what it ended."""
        state = self._state
        if state == framing.OUTSIDE:
            return self._outside(byte)
        if state == framing.CHECK:
            return self._check(byte)
        if byte == _STX:  # the end of the last frame was lost
            self._break_off()
            self._begin()
            return framing.BROKEN
        self._lrc ^= byte
        if byte == _ETX:
            self._state = framing.CHECK
            return framing.MORE
        self._keep(byte)
        return framing.MORE


def encode(text: "bytes | bytearray | memoryview", out: bytearray) -> int:
    """Write the frame around `text` into `out`; return its length, three more than the text's.

    Raises IndexError if `out` is too short.
    """
    lrc = _ETX
    out[0] = _STX
    at = 1
    for byte in text:
        out[at] = byte
        lrc ^= byte
        at += 1
    out[at] = _ETX
    out[at + 1] = lrc
    return at + 2
