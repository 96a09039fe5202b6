# SPDX-License-Identifier: MIT
"""Everything but a cut that may go wrong with flash: errors, wrong reads, flipped and stuck bits.

Each function plays one case and raises AssertionError if more came of it than may.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import sha256
from typing import Final, NamedTuple

from agent.errors import StorageFault
from posminder import journal_file
from posminder.verify.finding import Verdict
from posminder.verify.stored import Stored, seal_of
from posminder.verify.walk import Known
from posminder.verify.walk import verify as verify_all_of
from posminder_formats import frames
from tests.model.journal_cuts import FIRST_RECORDS, LATER_RECORDS, SEED
from tests.model.journal_model import (
    CONFIG_SECTORS,
    SECTORS,
    Flashes,
    Kept,
    Life,
    exported,
    stored,
    verify,
)
from tests.support.nor import DONE
from tests.support.sealed_journal import BLINDING, BOARD, FIRST

OPEN_RECORDS: Final = 225  # in a full ring too, and some of them are not sealed yet
ROUGH_RECORDS: Final = 45  # written while a fault strikes: into the next sector
BITS: Final = SECTORS * 4096 * 8
KEY_BITS: Final = range(6 * 4096 * 8, CONFIG_SECTORS * 4096 * 8)


class Strike(NamedTuple):
    """`calls` calls of one kind fail in a row, from number `at` of a life behind `records` on."""

    records: int
    kind: str  # NorRegion's error_operations, error_reads or flipped_reads
    at: int
    calls: int
    error: type[Exception]
    torn_variant: int  # of an operation that reports an error; of misread keys, the eighth

    def play(self) -> None:
        """Live through it, then on without faults, then restart."""
        flashes, kept = lived(self.records)
        flashes, kept = flashes.again(), kept.copy()
        flashes.set(
            error=self.error,
            torn_variant=self.torn_variant,
            torn_seed=SEED,
            **{self.kind: frozenset(range(self.at, self.at + self.calls))},
        )
        flashes.config.flipped_eighth = self.torn_variant
        life = Life(flashes, kept)
        opened = False
        try:
            life.open()
            opened = True
            life.write(ROUGH_RECORDS, 2)
        except (MemoryError, StorageFault):
            pass  # that record was not acknowledged; the next ones must be
        flashes.set(error_operations=frozenset(), error_reads=frozenset())
        flashes.set(flipped_reads=frozenset())
        if opened:  # else it starts anew, as the agent does
            life.write(LATER_RECORDS, 3)
            verify(life)
        again = Life(flashes.again(), kept)
        again.open()
        verify(again)


@cache
def lived(count: int) -> tuple[Flashes, Kept]:
    """Return what a board leaves that wrote `count` records in peace: to be copied, not used."""
    flashes, kept = Flashes(), Kept()
    life = Life(flashes, kept)
    life.open()
    life.write(count, 1)
    return flashes, kept


def strikes() -> Iterator[Strike]:
    """Yield every strike there is: any call of a life that goes on in a full ring."""
    for count in (FIRST_RECORDS, OPEN_RECORDS):
        yield from _strikes_behind(count)


def _strikes_behind(count: int) -> Iterator[Strike]:
    flashes, kept = lived(count)
    flashes = flashes.again()
    life = Life(flashes, kept.copy())
    life.open()
    started = flashes.journal.reads
    life.write(ROUGH_RECORDS, 2)
    reads, operations = range(flashes.journal.reads), range(flashes.journal.operations)
    for at in reads:
        yield Strike(count, "error_reads", at, 1, MemoryError, 0)
        for calls in (1, 2, 4):
            yield Strike(count, "error_reads", at, calls, OSError, 0)
    for at in operations:
        for variant in (0, DONE):  # memory ends before the part is asked, or behind it
            yield Strike(count, "error_operations", at, 1, MemoryError, variant)
        for variant in range(DONE + 1):
            for calls in (1, 3):  # one more, and torn bytes stay that nobody could make void
                yield Strike(count, "error_operations", at, calls, OSError, variant)
    for at in reads:
        yield Strike(count, "flipped_reads", at, 1, OSError, 1)  # in the first key of a page
        if at < started:
            yield Strike(count, "flipped_reads", at, 1, OSError, 5)  # in the first link


def flips() -> Iterator[tuple[int, ...]]:
    """Yield every bit of the journal, and as many pairs of bits."""
    chance = random.Random(SEED)
    for bit in range(BITS):
        yield (bit,)
        yield tuple(chance.sample(range(BITS), 2))


def header_flips() -> Iterator[tuple[int, ...]]:
    """Yield every bit of every sector's header."""
    for sector in range(SECTORS):
        for bit in range(frames.HEADER_BYTES * 8):
            yield (sector * 4096 * 8 + bit,)


def flip(flashes: Flashes, before: dict[int, bytes], bits: tuple[int, ...]) -> None:
    """Turn over `bits`: at most a record each is lost, and the board goes on and writes."""
    flashes = flashes.again()
    flashes.journal.flip(bits)
    life = Life(flashes, Kept())
    life.open()
    found, _damage = exported(life.journal)
    missing = [seq for seq in before if found.get(seq) != before[seq]]
    assert len(missing) <= len(bits), f"flipped {bits}: {missing} are lost"
    assert not set(found) - set(before), f"flipped {bits}: records from nowhere"
    _told(life, before, found, bits)
    life.write(2, 2)
    after, _damage = exported(life.journal)
    gone = {seq for seq in found if after.get(seq) != found[seq]}
    assert all(seq < life.journal.first_seq for seq in gone), f"flipped {bits}: then {gone}"
    assert set(life.kept.values()) <= set(after.values()), f"flipped {bits}: new ones lost"


def _told(
    life: Life,
    before: dict[int, bytes],
    found: dict[int, bytes],
    bits: tuple[int, ...],
) -> None:
    """Assert that a host reads what is whole, names what is not, and finds its neighbours proved.

    The very last record before a start is not missed: it looks like a torn write.
    """
    journal = life.journal
    data = bytearray(journal.export(0).size)
    journal.export(0).read(0, data)
    told = journal_file.parse(bytes(data), "the board")
    assert [each.seq for each in told.records] == sorted(found), f"flipped {bits}: others are read"
    lost = [seq for seq in sorted(before) if seq not in found and seq <= journal.last_seq]
    assert [seq for seq in told.damaged if seq in lost] == lost, f"flipped {bits}: {lost} untold"
    records = [Stored(seq, stored(found[seq])) for seq in sorted(found)]
    outcome = verify_all_of(records, Known(BOARD, BLINDING, FIRST, {}))
    assert outcome.verdict is not Verdict.TAMPERED, f"flipped {bits}: taken for a forgery"
    if len(bits) == 1 and lost and _in_whole_segment(lost[0], before):
        named = [each.first for each in outcome.findings if each.word == "record_missing"]
        assert lost[0] in named, f"flipped {bits}: of {lost} {named} are named"
        segment = next(each.segment for each in outcome.findings if each.first == lost[0])
        words = {each.word for each in outcome.findings if each.segment == segment}
        unproved = words & {"records_missing", "records_changed"}
        assert not unproved, f"flipped {bits}: its neighbours are not proved"


def _in_whole_segment(seq: int, before: dict[int, bytes]) -> bool:
    """Tell whether the records that are sealed together with this one were all there."""
    for each in sorted(before):
        seal = seal_of(Stored(each, stored(before[each])))
        if seal is not None and seal.first_seq <= seq <= seal.last_seq:
            return seal.first_seq in before
    return False


def readable(flashes: Flashes, bits: tuple[int, ...]) -> bytes:
    """Return a name for all that can be read of the journal once `bits` are turned over.

    Of a word that is neither blank nor void and begins nothing whole, nobody reads more than that.
    """
    damaged = bytearray(flashes.journal.memory)
    for bit in bits:
        damaged[bit // 8] ^= 1 << bit % 8
    sectors = (bytes(damaged[at : at + 4096]) for at in range(0, len(damaged), 4096))
    return sha256(b"".join(map(_readable, sectors))).digest()


@lru_cache(maxsize=16)
def _readable(sector: bytes) -> bytes:
    found, at = bytearray(), 0
    while at < len(sector):
        kind = frames.kind_at(sector, at, len(sector))
        size = frames.size_at(sector, at, kind)
        found.append(kind)
        if kind in (frames.HEADER, frames.FRAME):
            found += sector[at : at + size]
        at += size
    return bytes(found)


def flip_key(flashes: Flashes, kept: Kept, bit: int) -> None:
    """Turn over a bit of the keys: damage to the one in use ends sealing, no old one comes back."""
    flashes = flashes.again()
    flashes.config.flip([bit])
    life = Life(flashes, kept.copy())
    life.journal.open()
    if life.sealer.slots.key is not None:
        verify(life)


class Resumed(NamedTuple):
    """A download that ends after `size` bytes, and goes on once more records were written."""

    size: int
    records: int

    def play(self, flashes: Flashes, kept: Kept) -> None:
        """Nothing that the host got is wrong, and what it asks for anew is the rest."""
        kept = kept.copy()
        life = Life(flashes.again(), kept)
        life.open()
        export = life.journal.export(0)
        data = bytearray(export.size)
        got = export.read(0, memoryview(data)[: self.size])  # type: ignore[arg-type]
        life.write(self.records, 4)
        got += export.read(got, memoryview(data)[got:])  # type: ignore[arg-type]
        found = _frames(bytes(data[:got]), kept)
        last = max(found, default=0)
        if self.size < export.size:
            assert sorted(found) == list(range(min(found, default=1), last + 1)), "a gap inside"
        rest = life.journal.export(last)
        data = bytearray(rest.size)
        assert rest.read(0, data) == rest.size
        more = _frames(bytes(data), kept)
        first = max(last + 1, life.journal.first_seq)
        assert sorted(more) == list(range(first, life.journal.last_seq + 1))


def _frames(data: bytes, kept: Kept) -> dict[int, bytes]:
    found = {}
    for kind, offset, size in frames.scan(data):
        if kind == frames.FRAME:
            seq = frames.seq_at(data, offset)
            found[seq] = data[offset : offset + size]
            assert found[seq] == kept[seq], f"record {seq} reads differently"
    return found
