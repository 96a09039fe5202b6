# SPDX-License-Identifier: MIT
"""A journal export or a stored .pmj file, decoded and named.

Two witnesses: frames and their CRCs are found by posminder_formats.frames, the code the board
wrote them with, and their CBOR bodies are decoded by the cbor2 library, which never saw a board.
Damage costs the records in it and no others; where a file came from and where it goes is not known
here.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import cbor2

from posminder.errors import PosminderError
from posminder_formats import frames, record_types, record_words, records

_SECTOR_RECORDS_MAX: Final = 4096  # of 64 KiB
_MAGIC_LINE: Final = "a journal export, as `/journal/since/<n>` gives it"


class JournalForeign(PosminderError):
    """{} is not {}; nothing was imported."""


class JournalDamaged(PosminderError):
    """{}: damaged behind record {}."""


class RecordUnreadable(PosminderError):
    """{}: record {} has a good checksum but is no record ({}); nothing was imported."""


@dataclass(frozen=True)
class Record:
    """One journal record. `body` is its CBOR as the board wrote it, the rest is read from it.

    `mono_ms` counts from the board's boot number `boot`; `wall_s` is None while the clock was
    unset. `values` holds the fields in the order of record_words.KINDS, numbers not yet words.
    """

    seq: int
    body: bytes
    kind: int
    boot: int
    mono_ms: int
    wall_s: int | None
    values: tuple[Any, ...]
    version: int = 1  # of the frame it came in: a seal is over that too

    @property
    def name(self) -> str:
        """The kind's name; `kind_99` when a newer board wrote it."""
        return (
            str(record_words.KINDS[self.kind][0])
            if self.kind in record_words.KINDS
            else _newer(self.kind)
        )

    @cached_property
    def fields(self) -> dict[str, Any]:
        """Field names and raw values. Fields of a newer board are named `field_<position>`."""
        names = record_words.KINDS[self.kind][1] if self.kind in record_words.KINDS else ()
        return {
            names[index] if index < len(names) else f"field_{index}": value
            for index, value in enumerate(self.values)
        }

    def words(self) -> dict[str, Any]:
        """Field names and values with coded numbers as words and bytes as hexadecimal text."""
        return {
            field: record_words.word(self.kind, field, _as_text(value))
            for field, value in self.fields.items()
        }


@dataclass(frozen=True, slots=True)
class Export:
    """What journal bytes hold. `damaged`: numbers of records whose bytes read as nothing any more.

    `damage_behind`: the number before the first damage, None where there is none. Damage that cost
    no record, of a sector's header for example, is in no `damaged`.
    """

    records: tuple[Record, ...]
    damaged: tuple[int, ...]
    damage_behind: int | None


def parse(data: bytes, name: str, since: int = 0) -> Export:
    """Decode every record of `data` that is whole; `name` is for messages.

    `since`: the number that the bytes begin behind. Behind damage a frame counts only with a number
    that fits how many records the damage can have taken: others are the inside of a damaged one.
    Raises JournalForeign, RecordUnreadable. An empty export is no records.
    """
    found: list[Record] = []
    damaged: list[int] = []
    behind: int | None = None
    last, torn, known, anchored = since, 0, not data, False
    for kind, offset, size in frames.scan(data):
        if kind == frames.DAMAGE:
            behind = last if behind is None else behind
            torn += size
        known = known or kind != frames.DAMAGE
        if kind == frames.HEADER and offset == 0:  # of the sector that the export begins in
            last = max(last, frames.header_first_seq(data, offset) - 1)
            anchored = True
        if kind != frames.FRAME:
            continue
        seq = frames.seq_at(data, offset)
        if not found and anchored and 1 < seq - last <= _SECTOR_RECORDS_MAX:
            damaged += range(last + 1, seq)  # the board passes over what it cannot read itself
            behind = last if behind is None else behind
        elif torn and not last < seq <= last + 1 + torn // frames.FRAME_BYTES_MIN:
            if found:
                torn += size
                continue
        elif torn:
            damaged += range(last + 1, seq)
        start = offset + frames.HEAD_BYTES
        body = bytes(data[start : start + frames.body_size(data, offset)])
        found.append(replace(decode(seq, body, name), version=data[offset + 1]))
        last, torn = seq, 0
    if not known:
        raise JournalForeign(name, _MAGIC_LINE)
    return Export(tuple(found), tuple(damaged), behind)


def read(data: bytes, name: str, since: int = 0) -> tuple[Record, ...]:
    """Decode every record of bytes that must be whole, in order; they begin behind number `since`.

    Raises JournalDamaged, and what `parse` raises.
    """
    found = parse(data, name, since)
    if found.damage_behind is not None:
        raise JournalDamaged(name, found.damage_behind)
    return found.records


def decode(seq: int, body: bytes, name: str = "the store") -> Record:
    """Decode one record's CBOR. Raises RecordUnreadable."""
    try:
        stream = io.BytesIO(body)
        value = cbor2.CBORDecoder(stream, read_size=1).decode()
        whole = stream.tell() == len(body)
    except cbor2.CBORError as error:
        raise RecordUnreadable(name, seq, "its CBOR does not parse") from error
    if not whole:
        raise RecordUnreadable(name, seq, "bytes are left over")
    if not isinstance(value, list) or len(value) < records.HEAD or not all(map(_plain, value)):
        raise RecordUnreadable(name, seq, "it is no array of plain values")
    kind, boot, mono_ms, wall_s = value[: records.HEAD]
    if not all(_is_count(each) for each in (kind, boot, mono_ms)):
        raise RecordUnreadable(name, seq, "its head is not made of numbers")
    if wall_s is not None and not _is_count(wall_s):
        raise RecordUnreadable(name, seq, "its wall time is no number")
    odd = record_types.misfit(kind, value[records.HEAD :])
    if odd is not None:
        kind_name, fields = record_words.KINDS[kind]
        raise RecordUnreadable(name, seq, f"{fields[odd]} of {kind_name} is missing or amiss")
    return Record(seq, body, kind, boot, mono_ms, wall_s, tuple(value[records.HEAD :]))


def currency_in(found: Iterable[Record]) -> int | None:
    """Return the first currency (ISO 4217 number) that a record names, None where none does."""
    named = (record.fields.get("currency") for record in found)
    return next((each for each in named if isinstance(each, int)), None)


def gaps(seqs: Iterator[int], first: int) -> Iterator[tuple[int, int]]:
    """Yield (first, last) of every run of numbers from `first` on that ascending `seqs` lack."""
    expected = first
    for seq in seqs:
        if seq > expected:
            yield expected, seq - 1
        expected = seq + 1


def _newer(kind: int) -> str:
    return f"kind_{kind}"


def _as_text(value: Any) -> Any:
    """Return `value` with bytes as hexadecimal text, also those in a newer board's arrays."""
    if isinstance(value, list | tuple):
        return [_as_text(each) for each in value]
    return value.hex() if isinstance(value, bytes) else value


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _plain(value: object) -> bool:
    """Return whether `value` is of a type our CBOR subset has; tags and floats are not."""
    if isinstance(value, list | tuple):
        return all(map(_plain, value))
    if isinstance(value, int) and not isinstance(value, bool):
        return -(2**64) <= value < 2**64  # as CBOR has them; a hash in a STATE needs all 64 bits
    return value is None or isinstance(value, bool | str | bytes)
