# SPDX-License-Identifier: MIT
"""SMP v2 frames and their two framings, both directions; no port, no clock, no commands.

Console framing (Zephyr, smp_transport): the packet `length:16 | frame | crc:16`, big-endian, where
length counts frame and CRC, is cut into pieces of 93 bytes. Each piece is a line of 06 09 (the
first) or 04 14 (the others), its base64 and a line feed: at most 127 bytes, never a 03 (Ctrl-C).
A frame is the header `res:3 ver:2 op:3 | flags | length:16 | group:16 | sequence | command` and
one CBOR map.

COBS framing (smpclient's `Cobs`) is the fast wire: frame and CRC without a zero byte, then 00. A
version 2 frame begins with a byte that is not zero and one that is, so its COBS begins with 02 and
an operation, and never as a line does: which framing a request has is seen by its first two bytes.

A packet lives in a buffer with room around the frame, so that nothing is copied on its way:
HEAD bytes for the length, the frame, TAIL bytes for the CRC.
"""

from binascii import b2a_base64

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    Buffer: TypeAlias = bytes | bytearray | memoryview

HEAD = const(2)
TAIL = const(2)
HEADER_BYTES = const(8)
LINE_BYTES_MAX = const(127)

VERSION_1 = const(0)
VERSION_2 = const(1)

_LINE_CHARS = const(124)  # base64 in one line
_LINE_DATA = const(93)  # the bytes behind them

_COBS_FULL = const(0xFF)  # a block of 254 bytes, behind which no zero was
_ZERO = b"\x00"

_FIRST = b"\x06\x09"
_NEXT = b"\x04\x14"

# What the assembler waits for.
_LINE = const(0)  # the begin of a line; everything else is skipped
_FIRST_MARK = const(1)  # 09 after 06
_NEXT_MARK = const(2)  # 14 after 04
_TEXT = const(3)  # base64 or the end of the line
_COBS_MARK = const(4)  # an operation after 02
_COBS = const(5)  # a block's code, its bytes, or the zero at the end

_NOT_BASE64 = const(64)


def crc16(data: "Buffer", start: int, end: int) -> int:
    """Return the CRC-16/XMODEM of `data[start:end]`: polynomial 0x1021, initial value 0.

    Without a table: a third slower than with one, and 512 bytes smaller.
    """
    crc = 0
    for index in range(start, end):
        mixed = (crc >> 8) ^ data[index]
        mixed ^= mixed >> 4
        crc = ((crc << 8) ^ (mixed << 12) ^ (mixed << 5) ^ mixed) & 0xFFFF
    return crc


def pack_header(
    buffer: bytearray, first: int, length: int, group: int, sequence: int, command: int
) -> None:
    """Write a header at the frame's place in `buffer`; `first` is its first byte (`first_byte`)."""
    buffer[HEAD] = first
    buffer[HEAD + 1] = 0
    _put_u16(buffer, HEAD + 2, length)
    _put_u16(buffer, HEAD + 4, group)
    buffer[HEAD + 6] = sequence
    buffer[HEAD + 7] = command


def first_byte(version: int, operation: int) -> int:
    """Return a header's first byte. `version` is VERSION_1 or VERSION_2, `operation` 0..3."""
    return version << 3 | operation


def version_of(buffer: "Buffer") -> int:
    """Return the version of the frame in `buffer`, 0..3."""
    return buffer[HEAD] >> 3 & 3


def operation_of(buffer: "Buffer") -> int:
    """Return the operation of the frame in `buffer`, 0..7."""
    return buffer[HEAD] & 7


def length_of(buffer: "Buffer") -> int:
    """Return how many bytes of CBOR the frame's header announces."""
    return get_u16(buffer, HEAD + 2)


def group_of(buffer: "Buffer") -> int:
    """Return the group of the frame in `buffer`."""
    return get_u16(buffer, HEAD + 4)


def sequence_of(buffer: "Buffer") -> int:
    """Return the sequence number of the frame in `buffer`."""
    return buffer[HEAD + 6]


def command_of(buffer: "Buffer") -> int:
    """Return the command of the frame in `buffer`."""
    return buffer[HEAD + 7]


def get_u16(buffer: "Buffer", offset: int) -> int:
    """Return the big-endian 16-bit number at `offset`."""
    return buffer[offset] << 8 | buffer[offset + 1]


def seal(buffer: bytearray, length: int) -> None:
    """Put length and CRC around the frame of `length` bytes that lies at HEAD in `buffer`."""
    _put_u16(buffer, 0, length + TAIL)
    _put_u16(buffer, HEAD + length, crc16(buffer, HEAD, HEAD + length))


def lines(buffer: "Buffer", length: int) -> "Iterator[bytes]":
    """Yield the lines of a sealed packet whose frame has `length` bytes, one after the other."""
    packet = memoryview(buffer)[: HEAD + length + TAIL]
    for start in range(0, len(packet), _LINE_DATA):
        mark = _NEXT if start else _FIRST
        piece = bytes(packet[start : start + _LINE_DATA])
        yield mark + b2a_base64(piece)  # ends with the line feed


def cobs(buffer: bytearray, length: int) -> "Iterator[Buffer]":
    """Yield a sealed packet whose frame has `length` bytes in COBS, ready to send.

    Each zero in `buffer` becomes the code of the block behind it, so the packet is gone afterwards;
    only where a block has 254 bytes a code is put in between.
    """
    view = memoryview(buffer)
    end = HEAD + length + TAIL
    begin = at = HEAD - 1  # where the block's code stands; the first one has no zero before it
    while True:
        zero = buffer.find(_ZERO, at + 1, end)
        if zero < 0:
            zero = end
        while zero - at >= _COBS_FULL:
            buffer[at] = _COBS_FULL
            yield view[begin : at + _COBS_FULL]
            begin = at = at + _COBS_FULL - 1
            # The next code has no place of its own: it takes that of a byte already sent.
        buffer[at] = zero - at
        if zero == end:
            break
        at = zero
    yield view[begin:end]
    yield _ZERO


def encode(frame: "Buffer", in_cobs: bool = False) -> bytes:
    """Return all lines of `frame`, or its COBS."""
    buffer = bytearray(HEAD + len(frame) + TAIL)
    buffer[HEAD : HEAD + len(frame)] = frame
    seal(buffer, len(frame))
    pieces = cobs if in_cobs else lines
    return b"".join(bytes(piece) for piece in pieces(buffer, len(frame)))


def _put_u16(buffer: bytearray, offset: int, value: int) -> None:
    buffer[offset] = value >> 8 & 0xFF
    buffer[offset + 1] = value & 0xFF


def _base64_values() -> bytes:
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    values = bytearray(_NOT_BASE64 for _ in range(128))
    for value, char in enumerate(alphabet):
        values[char] = value
    return bytes(values)


_VALUES = _base64_values()


class Assembler:
    """Frames out of a stream of bytes, decoded as they come: `feed` allocates nothing.

    After `feed` has returned a length, the frame lies in `buffer` at HEAD until the next `feed`,
    and `in_cobs` says how it came. Whatever is not part of a frame (text, prompts, noise) is
    counted in `junk`, byte by byte; a frame that was begun and not completed in `broken`.
    """

    def __init__(self, frame_bytes_max: int) -> None:
        self.buffer = bytearray(HEAD + frame_bytes_max + TAIL)
        self.junk = 0
        self.broken = 0
        self.in_cobs = False
        self._state = _LINE
        self._open = False  # a first line has begun, and the frame is not complete
        self._count = 0  # bytes of the packet decoded so far
        self._chars = 0  # of this line
        self._padding = 0
        self._bits = 0  # of the quartet under way
        self._left = 0  # bytes of the COBS block under way
        self._full = False  # that block ends without a zero
        self._end = 0  # of the packet in COBS, as soon as its header has said it

    def feed(self, byte: int) -> int:
        """Take one byte. Return the length of the frame that it completes, else 0."""
        state = self._state
        if state == _TEXT:
            if byte == 0x0A:
                return self._end_line()
            self._take_char(byte)
        elif state == _COBS:
            return self._take_cobs(byte)
        elif state == _LINE:
            self._take_outside(byte)
        elif state == _FIRST_MARK and byte == 0x09:
            self._begin_frame()
        elif state == _NEXT_MARK and byte == 0x14 and self._open:
            self._begin_line()
        elif state == _COBS_MARK and byte and not byte & 0xE4:  # no reserved bit, operation 0..3
            self._begin_cobs(byte)
        else:
            self.junk += 1
            self._take_outside(byte)
        return 0

    def _take_outside(self, byte: int) -> None:
        if byte == 0x06:
            self._state = _FIRST_MARK
        elif byte == 0x04:
            self._state = _NEXT_MARK
        elif byte == 0x02:
            self._state = _COBS_MARK
        else:
            self.junk += 1
            self._state = _LINE

    def drop(self) -> None:
        """Give up a frame in COBS that was begun: its sender has fallen silent.

        Without this the next line would be taken for the rest of it.
        """
        if self._state == _COBS:
            self._give_up()

    def _begin_frame(self) -> None:
        if self._open:
            self.broken += 1
        self._open = True
        self._count = 0
        self._begin_line()

    def _begin_line(self) -> None:
        self._state = _TEXT
        self._chars = 0
        self._padding = 0
        self._bits = 0

    def _take_char(self, byte: int) -> None:
        if byte == 0x3D:  # "="
            value = 0
            self._padding += 1
        else:
            value = _VALUES[byte] if byte < 128 else _NOT_BASE64
            if value == _NOT_BASE64 or self._padding:
                self._give_up()
                self._take_outside(byte)  # it may begin the next frame
                return
        self._bits = self._bits << 6 | value
        self._chars += 1
        if self._chars & 3 == 0:
            self._store_quartet()

    def _store_quartet(self) -> None:
        count = self._count
        bits = self._bits
        taken = 3 - self._padding
        if taken < 1 or self._chars > _LINE_CHARS or count + taken > len(self.buffer):
            self._give_up()
            return
        self.buffer[count] = bits >> 16
        if taken > 1:
            self.buffer[count + 1] = bits >> 8 & 0xFF
        if taken > 2:
            self.buffer[count + 2] = bits & 0xFF
        self._count = count + taken
        self._bits = 0

    def _begin_cobs(self, byte: int) -> None:
        if self._open:
            self.broken += 1
        self._open = False
        self._state = _COBS
        self.buffer[HEAD] = byte
        self._count = HEAD + 1
        self._left = 0
        self._full = False
        self._end = len(self.buffer)

    def _take_cobs(self, byte: int) -> int:
        if self._left:
            self._left -= 1
            if not byte or not self._store_byte(byte):
                self._give_up()
                self._take_outside(byte)
        elif not byte:
            return self._end_cobs()
        elif self._full or self._store_byte(0):
            self._left = byte - 1
            self._full = byte == _COBS_FULL
        else:  # the frame's zero was lost, and this begins the next one
            self._give_up()
            self._take_outside(byte)
        return 0

    def _store_byte(self, byte: int) -> bool:
        """Store a byte unless the packet is complete without it, or too long."""
        count = self._count
        if count >= self._end:
            return False
        self.buffer[count] = byte
        self._count = count = count + 1
        if count == HEAD + 4:
            self._end = HEAD + HEADER_BYTES + length_of(self.buffer) + TAIL
            return self._end <= len(self.buffer)
        return True

    def _end_cobs(self) -> int:
        self._state = _LINE
        count = self._count
        if count != self._end or crc16(self.buffer, HEAD, count):
            self._give_up()
            return 0
        self.in_cobs = True
        return count - HEAD - TAIL

    def _end_line(self) -> int:
        self._state = _LINE
        count = self._count
        if self._chars & 3 or count < HEAD:
            self._give_up()
            return 0
        announced = HEAD + get_u16(self.buffer, 0)
        if announced > len(self.buffer) or count > announced or announced <= HEAD + TAIL:
            self._give_up()
            return 0
        if count < announced:
            return 0
        if crc16(self.buffer, HEAD, count):  # over frame and CRC: 0 if they fit
            self._give_up()
            return 0
        self._open = False
        self.in_cobs = False
        return count - HEAD - TAIL

    def _give_up(self) -> None:
        self.broken += 1
        self._open = False
        self._state = _LINE
