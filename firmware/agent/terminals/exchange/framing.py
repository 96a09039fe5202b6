# SPDX-License-Identifier: MIT
"""What frames between STX and ETX have in common: one buffer, a check byte, counters, repeats.

The check byte is the XOR of what follows STX up to and including ETX, and may be any byte, an
ACK's too. So a byte is read by where it stands, never searched for.
"""

from posminder_formats._const import const

STX = const(0x02)
ETX = const(0x03)
_ACK = const(0x06)
_NAK = const(0x15)
ACK_BYTES = b"\x06"
NAK_BYTES = b"\x15"

# What a byte ended
MORE = const(0)
FRAME = const(1)
REPEAT = const(2)  # of the frame before it: our acknowledgement was lost
BAD = const(3)  # wrong check byte
BROKEN = const(4)  # the next frame began in it
ACK = const(5)
NAK = const(6)
NOISE = const(7)

OUTSIDE = const(0)
INSIDE = const(1)
CHECK = const(2)  # the check byte comes next

_NOTHING = const(-1)
_MIX_MASK = const(0xFFFFFF)  # keeps a text's mark a small integer on every board


class Framer:
    """Reads one direction of a line, byte by byte, without allocating; `feed` is a protocol's.

    `length` is the text's on the line; `count` of its bytes are held, which is less for a frame
    longer than the buffer. A pause over `byte_ms` breaks a frame off; an equal frame later than
    `repeat_ms` is a new one, -1: every frame is.
    """

    def __init__(self, bytes_max: int, byte_ms: int, repeat_ms: int) -> None:
        self.buffer = bytearray(bytes_max)
        self.length = 0
        self.good = 0
        self.bad = 0
        self.repeats = 0
        self.lost = 0
        self.oversize = 0
        self._byte_ms = byte_ms
        self._repeat_ms = repeat_ms
        self._bytes_max = bytes_max
        self._state = OUTSIDE
        self._lrc = 0
        self._mark = 0  # a check byte does not tell two texts apart; this does
        self._last_mark = _NOTHING

    @property
    def count(self) -> int:
        """How many bytes of the text the buffer holds."""
        return min(self.length, self._bytes_max)

    @property
    def mid_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._state != OUTSIDE

    def wipe(self) -> None:
        """Forget the bytes of a frame that has ended."""
        for i in range(min(self.length, self._bytes_max)):
            self.buffer[i] = 0

    def gap(self, silence_ms: int) -> bool:
        """The line was silent for `silence_ms`; tell whether a frame broke off by that."""
        if silence_ms > self._repeat_ms:
            self._last_mark = _NOTHING
        if silence_ms <= self._byte_ms or self._state == OUTSIDE:
            return False
        self._break_off()
        return True

    def reset(self) -> None:
        """Forget the frame under way and the one before; counters go on."""
        self._state = OUTSIDE
        self._last_mark = _NOTHING
        self.wipe()

    def _begin(self) -> None:
        self._state = INSIDE
        self.length = self._lrc = self._mark = 0

    def _break_off(self) -> None:
        self._state = OUTSIDE
        self.lost += 1
        self.wipe()

    def _keep(self, byte: int) -> None:
        """Take one byte of the text, as far as there is room."""
        length = self.length
        if length < self._bytes_max:
            self.buffer[length] = byte
        self.length = length + 1
        self._mark = (self._mark * 31 + byte) & _MIX_MASK

    def _outside(self, byte: int) -> int:
        if byte == STX:
            self._begin()
            return MORE
        if byte == _ACK:
            # It took an answer, so its last frame is done with: an equal one is a new one.
            self._last_mark = _NOTHING
            return ACK
        return NAK if byte == _NAK else NOISE

    def _check(self, byte: int) -> int:
        self._state = OUTSIDE
        if byte != self._lrc:
            self.bad += 1
            return BAD
        mark = (self._mark * 31 + self.length) & _MIX_MASK
        if mark == self._last_mark:
            self.repeats += 1
            return REPEAT
        self._last_mark = mark
        self.good += 1
        if self.length > self._bytes_max:
            self.oversize += 1
        return FRAME
