# SPDX-License-Identifier: MIT
"""No acknowledged record is ever lost: power cut at every flash operation, then the same twice.

Each failure names its cut as (operation, torn variant, seed) and is repeated by those numbers.
The last tests break the journal on purpose: a proof that cannot fail would prove nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import cbor2
import pytest

from agent.journal.flash import Flash
from agent.journal.ring import Ring
from posminder_formats import frames, records
from tests.model.journal_model import SECTORS, Kept, Life, cut, exported, reopened, verify
from tests.support.nor import TORN_VARIANTS, NorRegion

SEED = 20241119
FIRST_RECORDS = 150  # wraps: 4 sectors hold about 140
LATER_RECORDS = 6
SECOND_CUTS = 800
SAMPLE = 400  # of cuts, for a build that is broken on purpose


def operations_of_first_life() -> int:
    region = NorRegion(SECTORS)
    assert not cut(region, Kept(), FIRST_RECORDS, 1)
    return region.operations


def cut_first_life(at: int, variant: int) -> tuple[NorRegion, Kept]:
    region, kept = NorRegion(SECTORS), Kept()
    region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
    assert cut(region, kept, FIRST_RECORDS, 1)
    return region, kept


def live_on(region: NorRegion, kept: Kept) -> None:
    """Restart, append other bytes than the ones that were cut, restart again."""
    region, life = reopened(region, kept)
    life.write(LATER_RECORDS, 2)
    verify(life)
    reopened(region, kept)


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation(variant: int) -> None:
    count = operations_of_first_life()
    assert count > FIRST_RECORDS
    for at in range(count):
        region, kept = cut_first_life(at, variant)
        try:
            live_on(region, kept)
        except AssertionError as error:
            pytest.fail(f"cut at operation {at}, variant {variant}, seed {SEED}: {error}")


def second_cuts(count: int) -> Iterator[tuple[int, int, int, int]]:
    chance = random.Random(SEED)
    operations = operations_of_first_life()
    for _ in range(count):
        first = chance.randrange(operations), chance.randrange(TORN_VARIANTS)
        yield *first, chance.randrange(12), chance.randrange(TORN_VARIANTS)


def run_second_cut(first: int, first_variant: int, second: int, second_variant: int) -> None:
    region, kept = cut_first_life(first, first_variant)
    region = NorRegion(SECTORS, bytes(region.memory))
    region.cut_at, region.torn_variant, region.torn_seed = second, second_variant, SEED + 1
    cut(region, kept, LATER_RECORDS, 2)
    region, life = reopened(region, kept)
    life.write(LATER_RECORDS, 3)
    verify(life)
    reopened(region, kept)


def test_a_second_cut_during_recovery_or_soon_after() -> None:
    for numbers in second_cuts(SECOND_CUTS):
        try:
            run_second_cut(*numbers)
        except AssertionError as error:
            pytest.fail(f"(first, variant, second, variant) = {numbers}, seed {SEED}: {error}")


def test_many_lives_in_a_row() -> None:
    chance = random.Random(SEED)
    kept, region = Kept(), NorRegion(SECTORS)
    for tag in range(300):
        region = NorRegion(SECTORS, bytes(region.memory))
        region.cut_at, region.torn_variant = chance.randrange(60), chance.randrange(TORN_VARIANTS)
        region.torn_seed = tag
        cut(region, kept, 40, tag)
    reopened(region, kept)
    assert len(kept) > 3000


@pytest.mark.parametrize("error", [OSError, MemoryError])
def test_an_error_at_every_operation_and_read(error: type[Exception]) -> None:
    region, kept = NorRegion(SECTORS), Kept()
    assert not cut(region, kept, FIRST_RECORDS, 1)
    image = bytes(region.memory)
    for name, count in (("error_operations", 16), ("error_reads", 110), ("flipped_reads", 110)):
        for at in range(count):
            life_kept = Kept(kept)
            region = NorRegion(SECTORS, image)
            region.error = error
            setattr(region, name, frozenset([at]))
            life = Life(region, life_kept)
            opened = False
            try:
                life.open()
                opened = True
                life.write(LATER_RECORDS, 2)
            except MemoryError:
                pass  # that record was not acknowledged; the next ones must be
            region.error_operations = region.error_reads = frozenset()
            if opened:  # else it starts anew, as the agent does
                life.write(LATER_RECORDS, 3)
                verify(life)
            reopened(region, life_kept)


def test_places_that_never_program_are_passed_over() -> None:
    chance = random.Random(SEED)
    for _ in range(60):
        region, kept = NorRegion(SECTORS), Kept()
        region.stuck_high = frozenset(chance.sample(range(SECTORS * 4096), 12))
        life = Life(region, kept)
        life.open()
        life.write(60, 1)
        found, _damage = exported(life.journal)
        assert {seq: kept[seq] for seq in found} == found
        assert sorted(found) == list(range(life.journal.first_seq, life.journal.last_seq + 1))


def test_a_sector_that_does_not_erase_is_passed_over_and_named() -> None:
    for place in (1 * 4096 + 9, 2 * 4096 + 4095):
        region, kept = NorRegion(SECTORS), Kept()
        region.stuck_low = frozenset([place])
        life = Life(region, kept)
        life.open()
        life.write(100, 1)
        found, damage = exported(life.journal)
        assert sorted(found) == list(range(life.journal.first_seq, life.journal.last_seq + 1))
        bodies = [cbor2.loads(frame[8 : 8 + frame[2]]) for frame in kept.values()]
        named = [body[4:] for body in bodies if body[0] == records.R_DAMAGE]
        assert named[0] == [place // 4096, 0]
        again = Life(region, kept)
        again.open()
        assert exported(again.journal) == (found, damage)


def flips(image: bytes) -> Iterator[tuple[int, ...]]:
    """Each bit of each header, then single bits and pairs anywhere."""
    chance = random.Random(SEED)
    for sector in range(SECTORS):
        for bit in range(frames.HEADER_BYTES * 8):
            yield (sector * 4096 * 8 + bit,)
    for _ in range(250):
        yield (chance.randrange(len(image) * 8),)
    for _ in range(250):
        yield tuple(chance.sample(range(len(image) * 8), 2))
    for _ in range(100):
        yield tuple(
            sector * 4096 * 8 + chance.randrange(frames.HEADER_BYTES * 8)
            for sector in chance.sample(range(SECTORS), 2)
        )


@pytest.mark.parametrize("count", [3, 75, FIRST_RECORDS])
def test_flipped_bits_cost_a_record_each_at_most(count: int) -> None:
    region, kept = NorRegion(SECTORS), Kept()
    assert not cut(region, kept, count, 1)
    image = bytes(region.memory)
    _region, life = reopened(region, kept)
    before, _damage = exported(life.journal)
    for bits in flips(image):
        region = NorRegion(SECTORS, image)
        region.flip(bits)
        life = Life(region, Kept())
        life.open()
        found, _damage = exported(life.journal)
        missing = [seq for seq in before if found.get(seq) != before[seq]]
        assert len(missing) <= len(bits), f"flipped {bits}: {missing} are lost"
        assert not set(found) - set(before), f"flipped {bits}: records from nowhere"
        life.write(2, 2)
        after, _damage = exported(life.journal)
        gone = {seq for seq in found if after.get(seq) != found[seq]}
        assert all(seq < life.journal.first_seq for seq in gone), f"flipped {bits}: then {gone}"
        assert set(life.kept.values()) <= set(after.values()), f"flipped {bits}: new ones lost"


def always_true(self: Flash, offset: int, view: memoryview) -> bool:
    return True


def leave_torn_bytes(self: Ring) -> int:
    return 0


def wipe_from_the_first_torn_byte(self: Ring) -> int:
    """The bug of a first version: good records between torn bytes go too."""
    base = self.number % self.flash.sector_count * self.flash.sector_size
    offset, end = frames.HEADER_BYTES, self.flash.sector_size
    sector = bytearray(end)
    self.flash.read(base, sector)
    last, torn = self.flash.tail(base + self.head, base + end)
    while offset < self.head and frames.kind_at(sector, offset, end) == frames.FRAME:
        offset += frames.size_at(sector, offset, frames.FRAME)
    if torn:
        self.flash.void(base + offset, last - base - offset)
    self.head = self._page_after(last - base)
    return torn


def frame_without_crc(data: bytes, offset: int, end: int) -> bool:
    size = frames.body_size(data, offset)
    whole = frames.size_at(data, offset, frames.FRAME) <= end - offset
    return 0 < size <= frames.BODY_BYTES_MAX and whole


def a_sample_of_cuts_fails() -> bool:
    for numbers in second_cuts(SAMPLE):
        try:
            run_second_cut(*numbers)
        except (AssertionError, ValueError, cbor2.CBORDecodeError):
            return True
    return False


def stuck_places_fail() -> bool:
    try:
        test_places_that_never_program_are_passed_over()
    except AssertionError:
        return True
    return False


@pytest.mark.parametrize(
    ("patches", "fails"),
    [
        pytest.param([(Flash, "_reads_back", always_true)], stuck_places_fail, id="no-read-back"),
        pytest.param(
            [(frames, "_is_frame", frame_without_crc)], a_sample_of_cuts_fails, id="no-crc"
        ),
        pytest.param(
            [(Ring, "_recover_tail", leave_torn_bytes), (Flash, "_reads_back", always_true)],
            a_sample_of_cuts_fails,
            id="append-over-torn-bytes",
        ),
        pytest.param(
            [(Ring, "_recover_tail", wipe_from_the_first_torn_byte)],
            a_sample_of_cuts_fails,
            id="wipe-from-the-first-torn-byte",
        ),
    ],
)
def test_a_broken_journal_is_caught(
    monkeypatch: pytest.MonkeyPatch,
    patches: list[tuple[object, str, Callable[..., object]]],
    fails: Callable[[], bool],
) -> None:
    for owner, name, replacement in patches:
        monkeypatch.setattr(owner, name, replacement)
    assert fails()
