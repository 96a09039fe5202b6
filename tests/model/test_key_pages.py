# SPDX-License-Identifier: MIT
"""A step of the sealing keys, torn in any part of what it programs, not only from one end on.

The parts are the old key and the new link; from page to page, head, keys and link of the new page,
then of the old one, which gets zeros. Each part is left as it was, as it should be, or with a
random half of its bits, in every combination.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, product
from typing import Final, NamedTuple

import pytest

from agent.errors import StorageFault
from agent.journal.key_slots import KeySlots
from agent.journal.new_keys import exchange
from posminder_formats import records
from tests.model.journal_cuts import SEED, live_on
from tests.model.journal_model import Flashes, Kept, Life
from tests.support.nor import PowerCut

KEY_SECTORS: Final = 6 * 4096
PAGE, HEAD, KEYS, KEY, LINKS, LINK = 256, 28, 3, 36, 136, 40
"""FORMAT.md, "Key pages"."""
STEPS: Final = range(1, 5)  # of a new board: to each place of a page
SAMPLE: Final = 40  # of the ways in which a page is torn; `make soak` has all of them
TRIES: Final = 5  # to begin a page, all cut
OLD, HALF, NEW = range(3)

Parts = Sequence[tuple[int, int]]
"""Each (offset, size)."""


class Step(NamedTuple):
    """Flash on both sides of an operation that programs these parts."""

    journal: bytes
    before: bytes
    after: bytes
    parts: Parts
    kept: Kept

    def torn(self, ways: Sequence[int]) -> Flashes:
        """Return flash with each part left in its way."""
        chance = random.Random(f"{SEED}/{ways}")
        image = bytearray(self.before)
        for (start, size), way in zip(self.parts, ways, strict=True):
            masks = {OLD: bytes(size), HALF: chance.randbytes(size), NEW: b"\xff" * size}[way]
            for at, mask in enumerate(masks, start):
                image[at] ^= (image[at] ^ self.after[at]) & mask
        return Flashes(self.journal, bytes(image))


def operations(count: int) -> Iterator[Step]:
    """Yield what is programmed behind the seal number `count` of a board, from 1 on."""
    flashes, kept = Flashes(), Kept()
    life = Life(flashes, kept)
    life.open()
    before = b""
    for at in range(count):
        life.journal.record(records.R_BUTTON, (1,), 1000 * at, None)
        before = flashes.images()[1]
        life.journal.seal(1000 * at, None)
    journal, after = flashes.images()
    page, place = divmod(count, KEYS)
    base = KEY_SECTORS + page * PAGE
    if place:
        key = (base + HEAD + (place - 1) * KEY, KEY)
        yield Step(journal, before, after, (key, (base + LINKS + place * LINK, LINK)), kept)
        return
    between = before[:base] + after[base : base + PAGE] + before[base + PAGE :]
    yield Step(journal, before, between, parts_of_page(base), kept)
    yield Step(journal, between, after, parts_of_page(base - PAGE), kept)


def parts_of_page(base: int) -> Parts:
    keys = [(base + HEAD + place * KEY, KEY) for place in range(KEYS)]
    return [(base, HEAD), *keys, (base + LINKS, KEYS * LINK)]


def ways_of(step: Step) -> list[tuple[int, ...]]:
    return list(product((OLD, HALF, NEW), repeat=len(step.parts)))


def begun_again() -> Iterator[Step]:
    """Yield the new page that a start writes behind a step that left neither key nor link."""
    for count in (1, 2):
        (step,) = operations(count)
        flashes = step.torn((HALF, HALF))
        journal, before = flashes.images()
        Life(flashes, step.kept.copy()).open()
        base = KEY_SECTORS + PAGE
        after = before[:base] + flashes.images()[1][base : base + PAGE] + before[base + PAGE :]
        assert after != before, "the key is not begun again"
        yield Step(journal, before, after, parts_of_page(base), step.kept)


@pytest.mark.parametrize("count", STEPS)
def test_whatever_a_step_left_the_next_key_seals_and_no_old_one_is_there(count: int) -> None:
    tear(count)


def test_a_start_that_begins_a_page_is_torn_itself() -> None:
    tear()


def test_a_start_is_cut_in_the_same_page_again_and_again() -> None:
    (step,) = operations(1)
    flashes = step.torn((HALF, HALF))
    for tried in range(TRIES):
        flashes = flashes.again()
        flashes.set(torn_variant=1, cut_at=min(tried, 1))  # behind zeros over what was torn before
        with pytest.raises(PowerCut):
            Life(flashes, step.kept.copy()).open()
    live_on(flashes.again(), step.kept.copy(), 2)


def test_keys_of_another_format_are_a_loss_that_is_told_and_that_a_rekey_ends() -> None:
    (step,) = operations(2)
    slot = b"PMK2" + step.before[KEY_SECTORS + 4 : KEY_SECTORS + 100]
    before = step.before[:KEY_SECTORS] + slot.ljust(2 * 4096, b"\xff")
    life = Life(Flashes(step.journal, before), step.kept.copy())
    life.journal.open()
    assert life.journal.unsealed is None, "status calls it sealed"
    with pytest.raises(StorageFault):
        life.have_key()  # a first key would be a second chain that nothing tells of
    assert life.journal.record(records.R_BUTTON, (1,), 9000, None)
    epoch = exchange(life.journal, bytes(32), bytes(16), 9000, None)
    assert epoch == 2
    assert life.journal.unsealed is not None
    life.journal.record(records.R_BUTTON, (1,), 9000, None)
    assert life.journal.seal(9000, None)


def tear(*counts: int) -> None:
    for step in chain(chain.from_iterable(map(operations, counts)), begun_again()):
        every = ways_of(step)
        for ways in random.Random(SEED).sample(every, min(len(every), SAMPLE)):
            live_on(step.torn(ways), step.kept.copy(), 2)


def never_half(self: KeySlots, slot: int, whole: bool) -> bool:
    """Know only keys that were not struck."""
    return whole and whole_take(self, slot, whole)


def half_before_whole(self: KeySlots, slot: int, whole: bool) -> bool:
    """Believe the newest link, even of a page that is not finished."""
    key = self.key
    if not whole:
        self.key = None
    if whole_take(self, slot, whole):
        return True
    self.key = key
    return False


def newest_half(self: KeySlots, slot: int, whole: bool) -> bool:
    """Believe the newer of two pages that have no key for their newest link."""
    following = self.next_key
    if not whole and following is not None:
        self.next_key = None
        if whole_take(self, slot, whole):
            return True
        self.next_key = following
        return False
    return whole_take(self, slot, whole)


def only_pages(self: KeySlots, offset: int, size: int) -> None:
    """Leave what is left of an old key beside the one in use."""
    if size == PAGE:
        whole_zero(self, offset, size)


whole_take, whole_zero = KeySlots._take, KeySlots._zero


@pytest.mark.parametrize(
    ("name", "replacement"),
    [
        ("_take", never_half),
        ("_take", half_before_whole),
        ("_take", newest_half),
        ("_zero", only_pages),
    ],
)
def test_a_broken_board_is_caught(
    monkeypatch: pytest.MonkeyPatch, name: str, replacement: Callable[..., object]
) -> None:
    monkeypatch.setattr(KeySlots, name, replacement)
    with pytest.raises((AssertionError, StorageFault)):
        tear(*STEPS)
