# SPDX-License-Identifier: MIT
"""The journal's bytes: sector headers and frames, written and read in place (FORMAT.md).

Knows buffers and offsets only: no flash, no records, no CBOR. Every number is little-endian and
every unit begins at a multiple of four bytes, so a reader that has lost its place tries word by
word. Reading allocates two small objects a unit, writing none that outlive the call.
"""

import struct
from binascii import crc32

from posminder_formats import version
from posminder_formats._const import const

# What stands at a position (kind_at, scan).
HEADER = const(1)
FRAME = const(2)
BLANK = const(3)  # a word never programmed: the padding of a frame, a page or a sector
VOID = const(4)  # a word programmed to zeros: a torn frame that recovery put out of use
DAMAGE = const(5)

HEADER_BYTES = const(16)
HEAD_BYTES = const(8)  # of a frame, before its body
FRAME_BYTES_MAX = const(256)
FRAME_BYTES_MIN = const(16)  # head, a body of 1 to 4 bytes, CRC
BODY_BYTES_MAX = const(244)

_MAGIC = b"PMJ1"
_MARK = const(0xA5)
_CRC_BYTES = const(4)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeAlias

    Buffer: TypeAlias = bytes | bytearray | memoryview


def write_header(buffer: bytearray, number: int, first_seq: int) -> None:
    """Write the header of sector `number`, whose first record is `first_seq`, at 0 of `buffer`."""
    buffer[0:4] = _MAGIC
    struct.pack_into("<II", buffer, 4, number, first_seq)
    struct.pack_into("<I", buffer, 12, _crc(buffer, 0, 12))


def finish_frame(view: "bytearray | memoryview", body_size: int, seq: int) -> int:
    """Complete the frame whose body already stands at HEAD_BYTES of `view`; return its size.

    `body_size` is 1..BODY_BYTES_MAX; the size returned includes the padding to four bytes.
    """
    if not 0 < body_size <= BODY_BYTES_MAX:
        raise ValueError
    struct.pack_into("<BBHI", view, 0, _MARK, version.JOURNAL, body_size, seq)
    end = HEAD_BYTES + body_size
    struct.pack_into("<I", view, end, crc32(view[:end]))
    end += _CRC_BYTES
    while end & 3:
        view[end] = 0xFF
        end += 1
    return end


def kind_at(data: "Buffer", offset: int, end: int) -> int:
    """Return what stands at `offset` of `data[:end]`: HEADER, FRAME, BLANK, VOID or DAMAGE.

    A unit that would reach beyond `end` is DAMAGE.
    """
    if end - offset < 4:
        return DAMAGE
    first = data[offset]
    if first == _MARK:
        return FRAME if _is_frame(data, offset, end) else DAMAGE
    if first == _MAGIC[0]:
        return HEADER if _is_header(data, offset, end) else DAMAGE
    if first in (0x00, 0xFF) and (
        data[offset + 1] == first and data[offset + 2] == first and data[offset + 3] == first
    ):
        return BLANK if first else VOID
    return DAMAGE


def size_at(data: "Buffer", offset: int, kind: int) -> int:
    """Return the size of the unit of `kind` at `offset`: what to add to come to the next."""
    if kind == FRAME:
        return (HEAD_BYTES + body_size(data, offset) + _CRC_BYTES + 3) & ~3
    return HEADER_BYTES if kind == HEADER else 4


def body_size(data: "Buffer", offset: int) -> int:
    """Return the size of the CBOR body, which begins HEAD_BYTES behind the frame's `offset`."""
    return data[offset + 2] | data[offset + 3] << 8


def seq_at(data: "Buffer", offset: int) -> int:
    """Return the sequence number of the frame at `offset`, 1..2^32-1."""
    return _u32(data, offset + 4)


def header_number(data: "Buffer", offset: int) -> int:
    """Return the running number of the sector whose header stands at `offset`."""
    return _u32(data, offset + 4)


def header_first_seq(data: "Buffer", offset: int) -> int:
    """Return the sequence number that the sector whose header stands at `offset` begins with."""
    return _u32(data, offset + 8)


def scan(data: "Buffer") -> "Iterator[tuple[int, int, int]]":
    """Yield (kind, offset, size) for each HEADER, FRAME and run of DAMAGE in `data`, in order.

    `data` begins at a unit, as an export and a sector do. Blank and void words are passed over.
    Never raises, whatever the bytes are.
    """
    offset = 0
    end = len(data)
    damage_from = -1
    while offset < end:
        kind = kind_at(data, offset, end)
        if kind == DAMAGE:
            if damage_from < 0:
                damage_from = offset
        else:
            if damage_from >= 0:
                yield DAMAGE, damage_from, offset - damage_from
                damage_from = -1
            if kind in (HEADER, FRAME):
                yield kind, offset, size_at(data, offset, kind)
        offset += size_at(data, offset, kind)
    if damage_from >= 0:
        yield DAMAGE, damage_from, end - damage_from


def _is_frame(data: "Buffer", offset: int, end: int) -> bool:
    size = body_size(data, offset)
    if not 0 < size <= BODY_BYTES_MAX or not 0 < data[offset + 1] <= version.JOURNAL:
        return False
    tail = offset + HEAD_BYTES + size
    if size_at(data, offset, FRAME) > end - offset:
        return False
    return _u32(data, tail) == _crc(data, offset, tail)


def _is_header(data: "Buffer", offset: int, end: int) -> bool:
    if end - offset < HEADER_BYTES:
        return False
    return data[offset : offset + 4] == _MAGIC and _u32(data, offset + 12) == _crc(
        data, offset, offset + 12
    )


def _u32(data: "Buffer", offset: int) -> int:
    return data[offset] | data[offset + 1] << 8 | data[offset + 2] << 16 | data[offset + 3] << 24


def _crc(data: "Buffer", start: int, end: int) -> int:
    return crc32(memoryview(data)[start:end])
