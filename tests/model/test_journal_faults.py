# SPDX-License-Identifier: MIT
"""A part that errs, misreads, sticks or lets a bit fall costs a record at most, and never a start.

A seeded sample of tests/model/journal_faults.py; all of it in `make soak`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import chain

import cbor2
import pytest

from agent.errors import StorageFault
from agent.journal.flash import Flash
from agent.journal.key_slots import KeySlots
from agent.journal.ring import Ring
from agent.journal.sealer import Sealer
from posminder_formats import records
from tests.model import journal_faults
from tests.model.journal_cuts import FIRST_RECORDS, SEED
from tests.model.journal_faults import KEY_BITS, Resumed, lived
from tests.model.journal_model import SECTORS, Flashes, Kept, Life, exported, verify

STRIKES = 400
FLIPS = 250
KEY_FLIPS = 300
DOWNLOADS = 150
NUMBER_MAX = 2**32 - 2


def test_an_error_at_any_call_costs_nothing_that_was_acknowledged() -> None:
    every = list(journal_faults.strikes())
    misreads = [strike for strike in every if strike.kind == "flipped_reads"]
    for strike in misreads + random.Random(SEED).sample(every, STRIKES):
        try:
            strike.play()
        except AssertionError as error:
            pytest.fail(f"{strike}, seed {SEED}: {error}")


def test_places_that_never_program_are_passed_over() -> None:
    chance = random.Random(SEED)
    for _ in range(60):
        flashes, kept = Flashes(), Kept()
        flashes.journal.stuck_high = frozenset(chance.sample(range(SECTORS * 4096), 12))
        life = Life(flashes, kept)
        life.open()
        life.write(60, 1)
        found, _damage = exported(life.journal)
        assert {seq: kept[seq] for seq in found} == found
        assert sorted(found) == list(range(life.journal.first_seq, life.journal.last_seq + 1))


def test_a_sector_that_does_not_erase_is_passed_over_and_named() -> None:
    for place in (1 * 4096 + 9, 2 * 4096 + 4095):
        flashes, kept = Flashes(), Kept()
        flashes.journal.stuck_low = frozenset([place])
        life = Life(flashes, kept)
        life.open()
        life.write(100, 1)
        found, damage = exported(life.journal)
        assert sorted(found) == list(range(life.journal.first_seq, life.journal.last_seq + 1))
        bodies = [cbor2.loads(frame[8 : 8 + frame[2]]) for frame in kept.values()]
        named = [body[4:] for body in bodies if body[0] == records.R_DAMAGE]
        assert named[0] == [place // 4096, 0]
        again = Life(flashes.again(), kept)
        again.flashes.journal.stuck_low = flashes.journal.stuck_low
        again.open()
        assert exported(again.journal) == (found, damage)


@pytest.mark.parametrize("count", [3, 75, FIRST_RECORDS])
def test_flipped_bits_cost_a_record_each_at_most(count: int) -> None:
    flashes, kept = lived(count)
    life = Life(flashes.again(), kept.copy())
    life.open()
    verify(life)
    before, _damage = exported(life.journal)
    chance = random.Random(SEED)
    headers = list(journal_faults.header_flips())
    anywhere = [tuple(chance.sample(range(journal_faults.BITS), n % 2 + 1)) for n in range(FLIPS)]
    both = [one + other for one, other in zip(headers, chance.sample(headers, 512), strict=True)]
    for bits in chain(headers, anywhere, both[::5]):
        if len(set(bits)) == len(bits):
            journal_faults.flip(flashes, before, bits)


def test_a_flipped_bit_in_the_keys_brings_no_old_one_back() -> None:
    flashes, kept = lived(FIRST_RECORDS)
    for bit in random.Random(SEED).sample(KEY_BITS, KEY_FLIPS):
        journal_faults.flip_key(flashes, kept, bit)


def test_a_download_that_is_cut_goes_on_while_records_are_added() -> None:
    flashes, kept = lived(FIRST_RECORDS)
    life = Life(flashes.again(), kept.copy())
    life.open()
    whole = life.journal.export(0).size
    for size in random.Random(SEED).sample(range(whole + 1), DOWNLOADS):
        for count in (1, 30, FIRST_RECORDS):
            Resumed(size, count).play(flashes, kept)


def test_numbers_near_their_end_are_like_others_and_none_comes_twice() -> None:
    flashes, kept = Flashes(), Kept()
    life = Life(flashes, kept)
    life.journal.open()
    ring = life.journal.ring
    ring.last_seq, ring.number, life.journal.boot = NUMBER_MAX - 150, 2**32 - 21, 2**32 - 21
    ring.first_seq, ring.oldest = ring.last_seq + 1, ring.number + 1
    life.have_key()
    for tag in range(12):
        life.write(5, tag)
        verify(life)
        life = Life(life.flashes.again(), kept)
        life.open()
        verify(life)
    with pytest.raises(StorageFault):
        life.write(FIRST_RECORDS, 13)
    for _ in range(2):
        verify(life)
        assert max(kept) == NUMBER_MAX
        life = Life(life.flashes.again(), kept)
        life.open()
        with pytest.raises(StorageFault):
            life.write(1, 14)


def no_read_back(self: Flash, offset: int, view: memoryview) -> bool:
    return True


def program_over_it(self: Ring) -> None:
    """Try again where bytes may already be."""
    self._doubtful = 0


def is_blank_and_never_a_key_again(self: KeySlots, slot: int) -> bool:
    """Show a page's bytes once only: what was misread stays so."""
    seen = vars(self).setdefault("seen", {})
    if self.key is not None or slot not in seen:
        whole_is_blank(self, slot)
        seen[slot] = bytes(self._flash.window)
    self._flash.window[:] = seen[slot]
    return bytes(seen[slot]) == b"\xff" * 256


def read_the_open_segment_once(self: Sealer, ring: Ring, number: int) -> int:
    """Leave a record unreadable that was misread once."""
    return min(0, whole_survey(self, ring, number))


whole_is_blank, whole_survey = KeySlots._is_blank, Sealer._survey


@pytest.mark.parametrize(
    ("owner", "name", "replacement", "test"),
    [
        pytest.param(
            Flash,
            "_reads_back",
            no_read_back,
            test_places_that_never_program_are_passed_over,
            id="no-read-back",
        ),
        pytest.param(
            Ring,
            "_pass_over_doubtful",
            program_over_it,
            test_an_error_at_any_call_costs_nothing_that_was_acknowledged,
            id="tried-again-in-the-same-place",
        ),
        pytest.param(
            KeySlots,
            "_is_blank",
            is_blank_and_never_a_key_again,
            test_an_error_at_any_call_costs_nothing_that_was_acknowledged,
            id="a-key-read-once",
        ),
        pytest.param(
            Sealer,
            "_survey",
            read_the_open_segment_once,
            test_an_error_at_any_call_costs_nothing_that_was_acknowledged,
            id="a-segment-read-once",
        ),
    ],
)
def test_a_broken_board_is_caught(
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    replacement: Callable[..., object],
    test: Callable[[], None],
) -> None:
    monkeypatch.setattr(owner, name, replacement)
    with pytest.raises((AssertionError, pytest.fail.Exception, StorageFault)):
        test()
