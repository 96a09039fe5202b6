# SPDX-License-Identifier: MIT
"""Which of the two code slots runs: the one part of a board that no update ever replaces.

Frozen in a board build of our own, boot.py's companion on stock MicroPython; it runs before any
slot is mounted and imports nothing of ours. So it holds the few offsets of BUNDLE.md and of the
configuration's slots itself: what it was burnt with is what every later version must keep to.

A version is on trial until it calls itself healthy. Each start of a trial costs one of three marks;
without a mark left the other slot runs. A slot that is not whole runs never, and the slot that is
named only with the version that was named: the marks are no other's. No signature is checked: that
was done once, before the slot was named.
"""

import hashlib
import struct
from binascii import crc32

# How the slot that runs came to run.
SETTLED = 0  # healthy, or the one that the board was made with
TRIAL = 1  # named by the pointer, not healthy yet
FELL_BACK = 2  # not the one that the pointer names: that had its tries, or is not whole

_SECTOR = 4096
_BLOCK = 1024  # read at once of an image
_READS = 3  # of one thing, before it counts as wrong

# The pointer: two of the configuration's slots, of which the newer whole one counts.
_POINTER_SECTORS = (8, 9)
_SLOT_MAGIC = b"PMC1"
_SLOT_HEAD = 48  # magic, generation, size, SHA-256 of the payload, CRC-32
_SLOT_DONE = (128, b"DONE")
_PAYLOAD = 256
_NAMED = 13  # in the payload, whose first byte is the slot: the CRC-32 of the head that was named
_MARKS = 512  # three tries, one byte each, then "healthy"; FF: not yet
_TRIES = 3
_HEALTHY = 3

# A bundle.
_MAGIC = b"PMB1"
_HEAD = 68  # magic, version, ABI, board; image bytes at 28, its SHA-256 at 32, CRC-32 at 64


TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.contracts import Region


def choose(config: "Region", code: "Region") -> "tuple[int, int] | None":
    """Return (slot, SETTLED or TRIAL or FELL_BACK), None if neither slot is whole.

    `config` is programmed with at most one mark, or as many as it takes until one is kept.
    """
    place, slot, named = _pointer(config)
    if place < 0:  # no update yet, or both records are gone: whichever is whole
        for slot in (0, 1):
            if _whole(code, slot):
                return slot, SETTLED
        return None
    whole = _whole(code, slot, named)
    marks = _read(config, place + _MARKS, _HEALTHY + 1)
    if whole and marks[_HEALTHY] != 0xFF:
        return slot, SETTLED
    if whole:
        for at in range(_TRIES):
            if marks[at] == 0xFF and _mark(config, place + _MARKS + at):
                return slot, TRIAL
    if _whole(code, 1 - slot):
        return 1 - slot, FELL_BACK
    # One that never got healthy is still better than none.
    return (slot, TRIAL) if whole else None


def _pointer(config: "Region") -> "tuple[int, int, bytes]":
    """Return (offset of the newer whole record, its slot, CRC of a head), (-1, 0, b"") for none."""
    newest, found = 0, (-1, 0, b"")
    for sector in _POINTER_SECTORS:
        base = sector * _SECTOR
        head = _read(config, base, _SLOT_HEAD)
        generation, size = struct.unpack_from("<II", head, 4)
        (crc,) = struct.unpack_from("<I", head, _SLOT_HEAD - 4)
        done_at, done = _SLOT_DONE
        if head[:4] != _SLOT_MAGIC or crc != crc32(head[: _SLOT_HEAD - 4]):
            continue
        if _read(config, base + done_at, len(done)) != done or not 0 < size <= _PAYLOAD:
            continue
        payload = _read(config, base + _PAYLOAD, size)
        if hashlib.sha256(payload).digest() != bytes(head[12:44]) or payload[0] > 1:
            continue
        if generation > newest:
            newest, found = generation, (base, payload[0], bytes(payload[_NAMED : _NAMED + 4]))
    return found


def _whole(code: "Region", slot: int, named: bytes = b"") -> bool:
    """Tell whether a slot holds a bundle, the `named` one, whose every byte is as its head says."""
    slot_bytes = code.sector_count // 2 * _SECTOR
    base = slot * slot_bytes
    head = _read(code, base, _HEAD)
    (size,) = struct.unpack_from("<I", head, 28)
    (crc,) = struct.unpack_from("<I", head, _HEAD - 4)
    if head[:4] != _MAGIC or crc != crc32(head[: _HEAD - 4]):
        return False
    if not 0 < size <= slot_bytes - _SECTOR or (named and head[_HEAD - 4 :] != named):
        return False
    sha256 = bytes(head[32:64])
    return any(_sha256(code, base + _SECTOR, size) == sha256 for _ in range(_READS))


def _sha256(code: "Region", start: int, size: int) -> bytes:
    hashed = hashlib.sha256()
    view = memoryview(bytearray(_BLOCK))
    done = 0
    while done < size:
        part = view[: min(_BLOCK, size - done)]
        try:
            code.read(start + done, part)
        except OSError:
            return b""
        hashed.update(part)
        done += len(part)
    return hashed.digest()


def _read(region: "Region", offset: int, count: int) -> bytearray:
    """Return what two readings in a row agree on; after a few that do not, as if erased."""
    before = bytearray()
    for _ in range(2 * _READS):
        data = bytearray(count)
        try:
            region.read(offset, data)
        except OSError:
            continue
        if data == before:
            return data
        before = data
    return bytearray(b"\xff" * count)


def _mark(config: "Region", offset: int) -> bool:
    """Use up one try; tell whether flash kept that."""
    try:
        config.program(offset, b"\0")
    except OSError:
        return False
    return _read(config, offset, 1)[0] != 0xFF
