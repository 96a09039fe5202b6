# SPDX-License-Identifier: MIT
"""Power cuts in a journal's life: at which operation, torn how, and what a board then makes of it.

A life is lived once and flash noted before each of its operations: a cut is then an image away, and
so is a second one in the life that follows it. A cut is named by (operation, torn variant).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Final, NamedTuple

from agent.errors import StorageFault
from tests.model.journal_model import Flashes, Kept, Life, Shared, exported, verify
from tests.support.nor import TORN_VARIANTS

SEED: Final = 20241129
FIRST_RECORDS: Final = 230  # with their seals they go round the ring and through both key sectors
LATER_RECORDS: Final = 5

Cut = tuple[int, int]


class Moment(NamedTuple):
    """Flash just before one operation, what that would do, and what was acknowledged by then."""

    images: tuple[bytes, bytes]
    in_config: bool
    offset: int
    old: bytes
    new: bytes
    acknowledged: int
    in_doubt: bytes | None


class Track:
    """A life lived without faults, to be cut afterwards wherever one likes."""

    def __init__(self, flashes: Flashes, kept: Kept, count: int, tag: int) -> None:
        self.moments: list[Moment] = []
        self.flashes, self.kept = flashes, kept
        flashes.set(watch=self._note)
        life = Life(flashes, kept)
        life.open()
        verify(life)
        life.write(count, tag)
        flashes.set(watch=None)

    def _note(self, region: Shared, offset: int, old: bytes, new: bytes) -> None:
        flashes, kept = self.flashes, self.kept
        in_config = region is flashes.config
        images = flashes.images()
        moment = Moment(images, in_config, offset, old, new, len(kept), kept.in_doubt)
        self.moments.append(moment)

    def cut(self, at: int, variant: int) -> tuple[Flashes, Kept]:
        """Return flash as a cut at operation `at` leaves it, and what was acknowledged before."""
        moment = self.moments[at]
        flashes = Flashes(*moment.images)
        region = flashes.config if moment.in_config else flashes.journal
        region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
        torn = region.torn(moment.old, moment.new)
        region.memory[moment.offset : moment.offset + len(torn)] = torn
        kept = Kept(islice(self.kept.items(), moment.acknowledged))
        kept.in_doubt = moment.in_doubt
        return flashes.again(), kept

    def cuts(self) -> Iterator[Cut]:
        """Yield every cut there is."""
        for at in range(len(self.moments)):
            for variant in range(TORN_VARIANTS):
                yield at, variant


def first_track() -> Track:
    """Return the life of a new board."""
    return Track(Flashes(), Kept(), FIRST_RECORDS, 1)


def live_on(flashes: Flashes, kept: Kept, tag: int) -> None:
    """Restart, append other bytes than the ones that were cut, restart again."""
    life = Life(flashes, kept)
    life.open()
    verify(life)
    life.write(LATER_RECORDS, tag)
    verify(life)
    again = Life(flashes.again(), kept)
    again.open()
    verify(again)


@dataclass
class Tally:
    """What came of many cuts."""

    cuts: int = 0
    states: int = 0
    """Of flash, different ones, that the cuts left: what torn bytes were is gone once they are
    void."""
    acknowledged_lost: int = 0
    mount_failures: int = 0
    failed: list[str] = field(default_factory=list)

    def live_on(
        self, flashes: Flashes, kept: Kept, tag: int, *cuts: Cut, lived: set[bytes] | None = None
    ) -> None:
        """Live on after `cuts`, and note what must not be.

        The same flash lives on the same way: not again from what `lived` names, where all went
        well.
        """
        self.cuts += 1
        state = b"" if lived is None else _state(flashes, kept, tag)
        if lived is not None and state in lived:
            return
        self.states += 1
        try:
            live_on(flashes, kept, tag)
            if lived is not None:
                lived.add(state)
        except (AssertionError, ValueError, StorageFault) as error:
            self.failed.append(f"cuts {cuts}, seed {SEED}: {type(error).__name__}: {error}")
            self._count(flashes, kept)

    def _count(self, flashes: Flashes, kept: Kept) -> None:
        life = Life(flashes.again(), kept)
        try:
            life.open()
        except (AssertionError, ValueError, StorageFault):
            self.mount_failures += 1
        else:
            found, _damage = exported(life.journal)
            first = life.journal.first_seq
            lost = [seq for seq in kept if seq >= first and found.get(seq) != kept[seq]]
            self.acknowledged_lost += len(lost)

    def add(self, other: Tally) -> None:
        """Take in another part of the campaign."""
        self.cuts += other.cuts
        self.states += other.states
        self.acknowledged_lost += other.acknowledged_lost
        self.mount_failures += other.mount_failures
        self.failed += other.failed


def _state(flashes: Flashes, kept: Kept, tag: int) -> bytes:
    """Return a name for all that the life after a cut depends on."""
    found = sha256(b"".join(flashes.images()))
    for seq in sorted(kept):
        found.update(seq.to_bytes(4) + kept[seq])
    found.update((kept.in_doubt or b"") + bytes([tag]))
    return found.digest()


def single(track: Track, cuts: Iterator[Cut]) -> Tally:
    """Cut the power once."""
    tally = Tally()
    for cut in cuts:
        tally.live_on(*track.cut(*cut), 2, cut)
    return tally


def double(
    track: Track,
    first: Cut,
    sample: random.Random | None = None,
    lived: set[bytes] | None = None,
) -> Tally:
    """Cut the power once, and once more wherever the life after it can be, or once at random."""
    tally = Tally()
    then = Track(*track.cut(*first), LATER_RECORDS, 2)
    every = then.cuts()
    chosen = every if sample is None else iter([sample.choice(list(every))])
    for second in chosen:
        tally.live_on(*then.cut(*second), 3, first, second, lived=lived)
    return tally
