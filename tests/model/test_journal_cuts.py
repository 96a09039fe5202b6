# SPDX-License-Identifier: MIT
"""No acknowledged record is lost, no seal breaks and no old key stays, wherever power is cut.

Power goes at every flash operation of a sealed journal's life, and again in the life after it: a
seeded sample here, all of it in `make soak` (tests/bench/journal_faults.py). The last tests break
the board on purpose: a proof that cannot fail would prove nothing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

import cbor2
import pytest

from agent.errors import StorageFault
from agent.journal.flash import Flash
from agent.journal.journal import Journal
from agent.journal.key_slots import KeySlots
from agent.journal.ring import Ring
from agent.journal.sealer import Sealer
from posminder_formats import frames, records
from tests.model.journal_cuts import SEED, Cut, Track, double, first_track, single
from tests.model.journal_model import SECTORS, Flashes, Kept, Life, verify
from tests.support.nor import TORN_VARIANTS, PowerCut

SECOND_CUTS = 500
LIVES = 250
SAMPLE = 400  # of cuts, for a build that is broken on purpose


@pytest.fixture(scope="module")
def track() -> Track:
    return first_track()


def test_the_life_that_is_cut_goes_everywhere(track: Track) -> None:
    places = {(moment.in_config, moment.offset // 4096) for moment in track.moments}
    assert places == {(False, 0), (False, 1), (False, 2), (False, 3), (True, 6), (True, 7)}
    erased = [
        (moment.in_config, moment.offset // 4096)
        for moment in track.moments
        if len(moment.old) == 4096
    ]
    assert erased.count((False, 0)) > 1, "the ring does not go round"
    assert (True, 6) in erased, "the keys do not go round"


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation(track: Track, variant: int) -> None:
    tally = single(track, ((at, variant) for at in range(len(track.moments))))
    assert not tally.failed, tally.failed[:5]


def second_cuts(track: Track, count: int) -> Iterator[tuple[Cut, random.Random]]:
    chance = random.Random(SEED)
    cuts = list(track.cuts())
    for _ in range(count):
        yield chance.choice(cuts), chance


def test_a_second_cut_during_recovery_or_soon_after(track: Track) -> None:
    for first, chance in second_cuts(track, SECOND_CUTS):
        tally = double(track, first, chance)
        assert not tally.failed, tally.failed


def test_many_lives_in_a_row() -> None:
    """Each ends inside an operation, as a part whose power fails again and again would have it."""
    chance = random.Random(SEED)
    kept, flashes = Kept(), Flashes()
    for tag in range(LIVES):
        flashes.set(
            cut_at=chance.randrange(70), torn_variant=chance.randrange(TORN_VARIANTS), torn_seed=tag
        )
        life = Life(flashes, kept)
        try:
            life.open()
            verify(life)
            life.write(40, tag)
        except PowerCut:
            pass
        flashes = flashes.again()
    life = Life(flashes, kept)
    life.open()
    verify(life)
    assert len(kept) > 10 * LIVES


def always_true(self: Flash, offset: int, view: memoryview) -> bool:
    return True


def leave_torn_bytes(self: Ring) -> int:
    return 0


def reuse_torn_page(self: Ring) -> int:
    """Make torn bytes void, and go on in the same place as if an erase had been there."""
    head = self.head
    torn = whole_recover_tail(self)
    self.head = head
    return torn


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


def program_later(
    self: Flash, offset: int, view: memoryview, wanted: memoryview | None = None
) -> bool:
    """No flush: a record stands in memory until the next one."""
    if self.sector_count != SECTORS:
        return whole_program(self, offset, view, wanted)
    waiting = getattr(self, "waiting", None)
    self.waiting = (offset, memoryview(bytes(view)))  # type: ignore[attr-defined]
    return waiting is None or whole_program(self, *waiting)


def step_before_the_seal(
    self: Journal, sealer: Sealer, nonce: object, mono_ms: int, wall_s: int | None
) -> int:
    """The order that loses: the key is gone, and a cut prevents the seal it was to make."""
    ring = self.ring
    if ring.head + 2 * frames.FRAME_BYTES_MAX > ring.flash.sector_size:
        return 0
    end = self._encode(records.R_SEAL, sealer.fields(nonce), mono_ms, wall_s)
    frames.finish_frame(ring.frame, end - frames.HEAD_BYTES, ring.last_seq + 1)
    sealer.sign(ring.frame[:end])
    sealer.step(ring.last_seq + 1, ring.frame[:end])
    return ring.append(end - frames.HEAD_BYTES)


def no_wipe(self: KeySlots, slot: int) -> None:
    """Leave the old key where it is."""


def wipe_first(self: KeySlots, link: bytes, first_seq: int) -> bool:
    """Destroy the old key before the next one is safe."""
    self._wipe(self._slot)
    return whole_step(self, link, first_seq)


def no_step_at_start(self: Sealer, stored: bytes) -> bool:
    """Do not look for a seal whose key is still there."""
    return False


whole_recover_tail, whole_program = Ring._recover_tail, Flash.program
whole_step = KeySlots.step
no_read_back = (Flash, "_reads_back", always_true)
Patch = tuple[object, str, Callable[..., object]]


@pytest.mark.parametrize(
    "patches",
    [
        pytest.param([(Flash, "program", program_later)], id="no-flush"),
        pytest.param([(frames, "_is_frame", frame_without_crc)], id="no-crc"),
        pytest.param(
            [(Ring, "_recover_tail", leave_torn_bytes), no_read_back], id="append-over-torn-bytes"
        ),
        pytest.param(
            [(Ring, "_recover_tail", reuse_torn_page), no_read_back], id="torn-page-reused"
        ),
        pytest.param(
            [(Ring, "_recover_tail", wipe_from_the_first_torn_byte)],
            id="recovery-that-wipes-good-records",
        ),
        pytest.param([(Journal, "_write_seal", step_before_the_seal)], id="step-before-seal"),
        pytest.param([(KeySlots, "_wipe", no_wipe)], id="no-wipe"),
        pytest.param([(KeySlots, "step", wipe_first)], id="wipe-first"),
        pytest.param([(Sealer, "_is_due", no_step_at_start)], id="no-step-at-start"),
    ],
)
def test_a_broken_board_is_caught(monkeypatch: pytest.MonkeyPatch, patches: list[Patch]) -> None:
    for owner, name, replacement in patches:
        monkeypatch.setattr(owner, name, replacement)
    track = first_track()  # as long as power stays, nobody notices
    with pytest.raises((AssertionError, ValueError, StorageFault, cbor2.CBORDecodeError)):
        some_second_cuts(track)


def some_second_cuts(track: Track) -> None:
    for first, chance in second_cuts(track, SAMPLE):
        tally = double(track, first, chance)
        assert not tally.failed
