# SPDX-License-Identifier: MIT
"""Records as they lie in flash, which is what leaves are made of, and seals read from them.

Decodes with cbor2, as every reader on the host does. Takes nothing for granted: an export may come
from anybody.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import cbor2

from posminder_formats import frames, record_types, records, seals

SEAL_HEAD: Final = bytes([0x18, records.R_SEAL])
REKEY_HEAD: Final = bytes([0x18, records.R_REKEY])
KIND_AT: Final = frames.HEAD_BYTES + 1  # behind the array's head
_FRAME_HEAD: Final = struct.Struct("<BBHI")
_RESULT: Final = 1
_AMOUNT: Final = 2


class Stored(NamedTuple):
    """One record: `data` is its frame's head and body. A tuple: an archive has a million."""

    seq: int
    data: bytes

    @property
    def is_seal(self) -> bool:
        """Tell by the kind alone: a board writes no other array that begins so."""
        return self.data[KIND_AT : KIND_AT + 2] == SEAL_HEAD

    def values(self) -> list[Any] | None:
        """Return the decoded record, None of what is none."""
        try:
            value = cbor2.loads(self.data[frames.HEAD_BYTES :])
        except (cbor2.CBORError, RecursionError):
            return None
        return value if isinstance(value, list) and len(value) >= records.HEAD else None


class Rekey(NamedTuple):
    """What a re-key record says: another chain of keys is ordered, or begins with its segment."""

    state: int
    epoch: int
    key_hash: bytes
    link: bytes | None


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal's fields (FORMAT.md, "Seals"), its number, and the core its MAC is made over."""

    seq: int
    core: bytes
    epoch: int
    first_seq: int
    count: int
    root: bytes
    link: bytes
    xor: bytes
    sales: int
    total_minor: int
    nonce: bytes | None
    mac: bytes

    @property
    def last_seq(self) -> int:
        """The last record of the segment, first_seq - 1 of an empty one."""
        return self.first_seq + self.count - 1

    @property
    def numbers(self) -> range:
        """The records of the segment."""
        return range(self.first_seq, self.first_seq + self.count)


def stored(rows: Iterable[tuple[int, int, bytes]]) -> Iterator[Stored]:
    """Put a frame's head before each (number, version, body), as the board did.

    Without a call for each, nor Stored's own `__new__`, which is Python: an archive has a million.
    """
    pack, new = _FRAME_HEAD.pack, tuple.__new__
    for seq, version, body in rows:
        yield new(Stored, (seq, pack(0xA5, version, len(body), seq) + body))


def seal_of(record: Stored) -> Seal | None:
    """Return what a record of kind seal says, None if it says nothing that a seal may."""
    value = record.values()
    if value is None or len(value) != records.HEAD + records.FIELD_COUNTS[records.R_SEAL]:
        return None
    fields = value[records.HEAD :]
    if record_types.misfit(records.R_SEAL, fields) is not None:
        return None
    core = record.data[: -seals.MAC_FIELD_BYTES]
    found = Seal(record.seq, core, *fields)
    hashes = (found.root, found.link, found.xor, found.mac)
    numbers = (found.epoch, found.first_seq, found.count, found.sales)
    sized = all(len(each) == seals.HASH_BYTES for each in hashes)
    if not sized or min(numbers) < 0 or found.count > seals.LEAVES_MAX:
        return None
    return found


def rekey_of(record: Stored) -> Rekey | None:
    """Return what a record of kind re-key says, None of any other and of one that says nothing."""
    if record.data[KIND_AT : KIND_AT + 2] != REKEY_HEAD:
        return None
    value = record.values()
    if value is None or len(value) != records.HEAD + records.FIELD_COUNTS[records.R_REKEY]:
        return None
    fields = value[records.HEAD :]
    return None if record_types.misfit(records.R_REKEY, fields) is not None else Rekey(*fields)


def sale_minor(record: Stored) -> int | None:
    """Return what an approved sale adds to its segment's total, None of any other record."""
    value = record.values()
    if value is None or value[records.KIND] != records.R_SALE:
        return None
    fields = value[records.HEAD :]
    if len(fields) <= _AMOUNT or fields[_RESULT] != 0:
        return None
    amount = fields[_AMOUNT]
    return amount if isinstance(amount, int) and not isinstance(amount, bool) else 0


def in_export(data: bytes) -> Iterator[Stored | tuple[int, int]]:
    """Yield each record of an export, and (offset, size) of each damaged stretch."""
    for kind, offset, size in frames.scan(data):
        if kind == frames.DAMAGE:
            yield offset, size
        elif kind == frames.FRAME:
            end = offset + frames.HEAD_BYTES + frames.body_size(data, offset)
            yield Stored(frames.seq_at(data, offset), bytes(data[offset:end]))


def in_order(found: Iterable[Stored]) -> tuple[list[Stored], list[int]]:
    """Return records by number, and the numbers that two different records bear.

    A sector that was passed over may hold old records once more, so order in a file says nothing.
    """
    by_seq: dict[int, Stored] = {}
    twice = set()
    for record in found:
        if by_seq.setdefault(record.seq, record) != record:
            twice.add(record.seq)
    return [by_seq[seq] for seq in sorted(by_seq)], sorted(twice)
