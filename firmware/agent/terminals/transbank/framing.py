# SPDX-License-Identifier: MIT
"""Frames of Transbank POS Integrado: 02, text, 03, LRC; single ACK and NAK bytes between them.

The LRC is the XOR of everything after 02 up to and including 03, and may be any byte: that of
`0500||` is an ACK's. So a byte is read by where it stands, never searched for.
"""

from agent import limits
from posminder_formats._const import const

_STX = const(0x02)
_ETX = const(0x03)
_ACK = const(0x06)
_NAK = const(0x15)
ACK_BYTES = b"\x06"
NAK_BYTES = b"\x15"

# What a byte ended
MORE = const(0)
FRAME = const(1)
REPEAT = const(2)  # of the frame before it: our acknowledgement was lost
BAD = const(3)  # wrong LRC
BROKEN = const(4)  # the next frame began in it
ACK = const(5)
NAK = const(6)
NOISE = const(7)

_OUTSIDE = const(0)
_INSIDE = const(1)
_LRC = const(2)

_NOTHING = const(-1)
_MIX_MASK = const(0xFFFFFF)  # keeps a text's mark a small integer on every board


class Framer:
    """Reads one direction of a line, byte by byte, without allocating.

    `length` is the text's on the line; `count` of its bytes are held, which is less for a frame
    longer than limits.TRANSBANK_TEXT_BYTES_MAX.
    """

    def __init__(self) -> None:
        self.buffer = bytearray(limits.TRANSBANK_TEXT_BYTES_MAX)
        self.length = 0
        self.good = 0
        self.bad = 0
        self.repeats = 0
        self.lost = 0
        self.oversize = 0
        self._state = _OUTSIDE
        self._lrc = 0
        self._mark = 0  # an LRC of eight bits does not tell two texts apart; this does
        self._last_mark = _NOTHING

    @property
    def count(self) -> int:
        """How many bytes of the text the buffer holds."""
        return min(self.length, limits.TRANSBANK_TEXT_BYTES_MAX)

    @property
    def mid_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._state != _OUTSIDE

    def feed(self, byte: int) -> int:
        """Take one byte, 0..255; return MORE, or what it ended."""
        state = self._state
        if state == _OUTSIDE:
            return self._outside(byte)
        if state == _LRC:
            return self._check(byte)
        if byte == _STX:  # no text holds one: the end of the last frame was lost
            self.lost += 1
            self._begin()
            return BROKEN
        self._lrc ^= byte
        if byte == _ETX:
            self._state = _LRC
            return MORE
        length = self.length
        if length < limits.TRANSBANK_TEXT_BYTES_MAX:
            self.buffer[length] = byte
        self.length = length + 1
        self._mark = (self._mark * 31 + byte) & _MIX_MASK
        return MORE

    def wipe(self) -> None:
        """Forget the bytes of a frame that has ended."""
        for i in range(len(self.buffer)):
            self.buffer[i] = 0

    def gap(self, silence_ms: int) -> bool:
        """The line was silent for `silence_ms`; tell whether a frame broke off by that."""
        if silence_ms > limits.TRANSBANK_REPEAT_MS:
            self._last_mark = _NOTHING
        if silence_ms <= limits.TRANSBANK_BYTE_MS or self._state == _OUTSIDE:
            return False
        self._state = _OUTSIDE
        self.lost += 1
        return True

    def reset(self) -> None:
        """Forget the frame under way and the one before; counters go on."""
        self._state = _OUTSIDE
        self._last_mark = _NOTHING

    def _begin(self) -> None:
        self._state = _INSIDE
        self.length = self._lrc = self._mark = 0

    def _outside(self, byte: int) -> int:
        if byte == _STX:
            self._begin()
            return MORE
        if byte == _ACK:
            # It took an answer, so its last frame is done with: an equal one is a new one.
            self._last_mark = _NOTHING
            return ACK
        return NAK if byte == _NAK else NOISE

    def _check(self, byte: int) -> int:
        self._state = _OUTSIDE
        if byte != self._lrc:
            self.bad += 1
            return BAD
        mark = (self._mark * 31 + self.length) & _MIX_MASK
        if mark == self._last_mark:
            self.repeats += 1
            return REPEAT
        self._last_mark = mark
        self.good += 1
        if self.length > limits.TRANSBANK_TEXT_BYTES_MAX:
            self.oversize += 1
        return FRAME


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
