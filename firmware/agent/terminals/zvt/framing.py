# SPDX-License-Identifier: MIT
"""ZVT's serial frame: DLE STX, the APDU with every DLE doubled, DLE ETX, CRC low, CRC high.

One Framer reads one direction. It knows bytes, checksums and repeats; it refuses to know what an
APDU means and has no clock: whoever feeds it says how long the line was silent (`gap`).

The checksum is CRC-16/KERMIT over the un-doubled APDU and the ETX; its own two bytes are never
doubled (specification, chapter 2; check value of "123456789" is 2189h).
"""

from agent import limits
from posminder_formats._const import const

# What feed() says of a byte.
MORE = const(0)
FRAME = const(1)  # `buffer[:count]` holds a new APDU, until the next byte is fed
REPEAT = const(2)  # the same APDU again, because its sender saw no ACK
ACK = const(3)
NAK = const(4)
BAD = const(5)  # wrong checksum
BROKEN = const(6)  # bad form: the frame under way is given up
NOISE = const(7)  # a byte that belongs to nothing

_STX = const(0x02)
_ETX = const(0x03)
_ACK = const(0x06)
_DLE = const(0x10)
_NAK = const(0x15)

ACK_BYTES = b"\x06"
NAK_BYTES = b"\x15"
DLE = const(0x10)

_OUTSIDE = const(0)
_OUTSIDE_DLE = const(1)
_INSIDE = const(2)
_INSIDE_DLE = const(3)
_CRC_LOW = const(4)
_CRC_HIGH = const(5)

_NOTHING = const(-1)

# Half a byte at a time: 12 % slower than a table of 256 words, and 16 entries instead of 512
# bytes of heap; bit by bit it is three times slower and could not follow 115,200 bit/s.
# fmt: off
_NIBBLES = (
    0x0000, 0x1081, 0x2102, 0x3183, 0x4204, 0x5285, 0x6306, 0x7387,
    0x8408, 0x9489, 0xA50A, 0xB58B, 0xC60C, 0xD68D, 0xE70E, 0xF78F,
)
# fmt: on


def crc_step(crc: int, byte: int) -> int:
    """Return `crc` (16 bits, 0 at the start) continued by one byte."""
    crc ^= byte
    crc = (crc >> 4) ^ _NIBBLES[crc & 15]
    return (crc >> 4) ^ _NIBBLES[crc & 15]


class Framer:
    """Reads one direction of a line, byte by byte, without allocating.

    `length` is the APDU's on the line; `count` of its bytes are held, which is less for a frame
    longer than limits.ZVT_APDU_BYTES_MAX. `crc` and `length` together name an APDU.
    """

    def __init__(self) -> None:
        self.buffer = bytearray(limits.ZVT_APDU_BYTES_MAX)
        self.length = 0
        self.crc = 0
        self.good = 0
        self.bad = 0
        self.repeats = 0
        self.lost = 0
        self.oversize = 0
        self._state = _OUTSIDE
        self._crc_low = 0
        self._last_crc = 0
        self._last_length = _NOTHING
        self._left_behind = 0  # bytes in the buffer of frames that broke off

    @property
    def count(self) -> int:
        """How many bytes of the APDU the buffer holds, 0..limits.ZVT_APDU_BYTES_MAX."""
        return min(self.length, limits.ZVT_APDU_BYTES_MAX)

    @property
    def mid_frame(self) -> bool:
        """Whether a frame has begun and not ended."""
        return self._state != _OUTSIDE

    @property
    def command(self) -> int:
        """Class and instruction of the frame under way, once both are in; -1 before and after."""
        if (self._state != _INSIDE and self._state != _INSIDE_DLE) or self.length < 2:
            return _NOTHING
        return self.buffer[0] << 8 | self.buffer[1]

    def feed(self, byte: int) -> int:
        """Take one byte, 0..255; return MORE, or what it ended."""
        state = self._state
        if state == _INSIDE:
            if byte == _DLE:
                self._state = _INSIDE_DLE
                return MORE
        elif state == _INSIDE_DLE:
            if byte != _DLE:
                return self._leave(byte)
            self._state = _INSIDE
        elif state >= _CRC_LOW:
            return self._check(state, byte)
        else:
            return self._outside(state, byte)
        length = self.length
        if length < limits.ZVT_APDU_BYTES_MAX:
            self.buffer[length] = byte
        self.length = length + 1
        # crc_step, written out: a call would cost as much again as the step
        crc = self.crc ^ byte
        crc = (crc >> 4) ^ _NIBBLES[crc & 15]
        self.crc = (crc >> 4) ^ _NIBBLES[crc & 15]
        return MORE

    def wipe(self) -> None:
        """Forget the bytes of a frame that has ended: card data lives no longer than its frame."""
        for i in range(max(self.count, self._left_behind)):
            self.buffer[i] = 0
        self._left_behind = 0

    def gap(self, silence_ms: int) -> bool:
        """The line was silent for `silence_ms`; tell whether a frame broke off by that (T1)."""
        if silence_ms > limits.ZVT_REPEAT_MS:
            self._last_length = _NOTHING
        if silence_ms <= limits.ZVT_T1_MS or self._state == _OUTSIDE:
            return False
        self._give_up()
        return True

    def reset(self) -> None:
        """Forget the frame under way and the one before; counters go on."""
        self._state = _OUTSIDE
        self._last_length = _NOTHING

    def _begin(self) -> None:
        self._state = _INSIDE
        self.length = 0
        self.crc = 0

    def _give_up(self) -> None:
        self._state = _OUTSIDE
        self._left_behind = max(self._left_behind, self.count)
        self.lost += 1

    def _outside(self, state: int, byte: int) -> int:
        if byte == _DLE:
            self._state = _OUTSIDE_DLE
            return MORE
        self._state = _OUTSIDE
        if byte == _STX and state == _OUTSIDE_DLE:
            self._begin()
            return MORE
        if byte == _ACK:
            # It took an answer, so its last frame is done with: an equal one is a new one.
            self._last_length = _NOTHING
            return ACK
        return NAK if byte == _NAK else NOISE

    def _leave(self, byte: int) -> int:
        if byte == _ETX:
            self.crc = crc_step(self.crc, _ETX)
            self._state = _CRC_LOW
            return MORE
        self._give_up()
        if byte == _STX:  # the end of the last frame was lost; this is the next
            self._begin()
        return BROKEN

    def _check(self, state: int, byte: int) -> int:
        if state == _CRC_LOW:
            self._crc_low = byte
            self._state = _CRC_HIGH
            return MORE
        self._state = _OUTSIDE
        if self.crc != byte << 8 | self._crc_low:
            self.bad += 1
            return BAD
        if self.crc == self._last_crc and self.length == self._last_length:
            self.repeats += 1
            return REPEAT
        self._last_crc = self.crc
        self._last_length = self.length
        self.good += 1
        if self.length > limits.ZVT_APDU_BYTES_MAX:
            self.oversize += 1
        return FRAME


def encode(apdu: "bytes | bytearray", out: bytearray) -> int:
    """Write the frame around `apdu` into `out`; return its length.

    `out` must hold 2 * len(apdu) + 6 bytes, the longest a frame can be. Raises IndexError.
    """
    out[0] = _DLE
    out[1] = _STX
    at = 2
    crc = 0
    for byte in apdu:
        crc = crc_step(crc, byte)
        out[at] = byte
        at += 1
        if byte == _DLE:
            out[at] = _DLE
            at += 1
    crc = crc_step(crc, _ETX)
    out[at] = _DLE
    out[at + 1] = _ETX
    out[at + 2] = crc & 0xFF
    out[at + 3] = crc >> 8
    return at + 4
