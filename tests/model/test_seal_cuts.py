# SPDX-License-Identifier: MIT
"""A sealed journal under power cuts: the chain always verifies, and no old key is ever left.

Journal and keys lie in two regions of one board, so a cut is counted over the operations of both.
As in test_journal_cuts, the last tests break the code on purpose.
"""

from __future__ import annotations

import functools
import hmac
import random
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Final

import cbor2
import pytest

from agent.journal.journal import Journal
from agent.journal.key_slots import KeySlots
from agent.journal.sealer import Sealer
from posminder_formats import frames, records
from tests.support.nor import TORN_VARIANTS, NorRegion, PowerCut

SEED: Final = 20261129
BOARD: Final = b"boardid8"
FIRST_KEY: Final = sha256(b"k0").digest()
BLINDING: Final = sha256(b"ks").digest()[:16]
KEY_RUN: Final = 8  # bytes: so many of an old key, from a multiple on, must not be left
SECTORS: Final = 4
ROUNDS: Final = 46  # of a few records and a seal: both key sectors are entered, the ring wraps
SECOND_CUTS: Final = 800
SAMPLE: Final = 300


class Shared(NorRegion):
    """One of two regions whose operations are counted, and cut, together."""

    others: list[Shared]
    before: list[tuple[Flashes, bool, int, bytes, bytes]] | None = None
    """What each operation found, and would do: whether to the keys, where, old bytes, new ones."""

    def _operate(
        self, offset: int, old: bytes, new: bytes, torn: Callable[[bytes, bytes], bytes]
    ) -> None:
        if self.before is not None:
            pair = (self, *self.others) if self.sector_count == SECTORS else (*self.others, self)
            images = Flashes(*(bytes(each.memory) for each in pair))
            self.before.append((images, self.sector_count != SECTORS, offset, old, new))
        super()._operate(offset, old, new, torn)
        for other in self.others:
            other.operations = self.operations

    def cut_both(self, at: int, variant: int, seed: int) -> None:
        for each in (self, *self.others):
            each.cut_at, each.torn_variant, each.torn_seed = at, variant, seed


class Flashes:
    """The flash of one board: journal and configuration."""

    def __init__(self, journal: bytes | None = None, config: bytes | None = None) -> None:
        self.journal, self.config = Shared(SECTORS, journal), Shared(8, config)
        self.journal.others, self.config.others = [self.config], [self.journal]

    def again(self) -> Flashes:
        """Return the same bytes under a new start, without faults."""
        return Flashes(bytes(self.journal.memory), bytes(self.config.memory))


def entropy(count: int) -> bytes:
    return FIRST_KEY if count == 32 else BLINDING


def started(flashes: Flashes) -> Journal:
    journal = Journal(flashes.journal, lambda: [1] * 8, flashes.config, BOARD)
    journal.open()
    journal.keys(entropy)
    return journal


def live(journal: Journal, rounds: int, tag: int) -> None:
    """Write a few records, different ones for each `tag`, and seal; again and again."""
    for turn in range(rounds):
        for count in range(1 + turn % 3):
            name = chr(65 + tag % 26) * 20
            fields = (1, 0, 100 * tag + count, 978, turn, turn, 6, name, None, *[None] * 5)
            journal.record(records.R_SALE, fields, 1000 * turn, 1_700_000_000 + tag)
        nonce = bytes([tag]) * 16 if turn % 5 == 0 else None
        journal.seal(1000 * turn + 900, 1_700_000_000 + tag, nonce)
        journal.prepare()


def cut(flashes: Flashes, rounds: int, tag: int) -> bool:
    try:
        live(started(flashes), rounds, tag)
    except PowerCut:
        return True
    return False


@functools.cache
def keys_up_to(epoch: int) -> tuple[bytes, ...]:
    if epoch == 0:
        return (FIRST_KEY,)
    before = keys_up_to(epoch - 1)
    return (*before, hmac.digest(before[-1], b"next", "sha256"))


def leaf(seq: int, frame: bytes) -> bytes:
    salt = sha256(BLINDING + seq.to_bytes(4, "little")).digest()[:16]
    return sha256(b"\0" + salt + frame).digest()


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def verify(journal: Journal, flashes: Flashes) -> int:
    """Assert that every seal in flash holds and that the key is the next one; return its epoch."""
    export = journal.export(0)
    data = bytearray(export.size)
    assert export.read(0, data) == export.size
    leaves: dict[int, bytes] = {}
    epoch = link = None
    for kind, offset, _size in frames.scan(data):
        if kind != frames.FRAME:
            continue
        seq = frames.seq_at(data, offset)
        stored = bytes(data[offset : offset + 8 + frames.body_size(data, offset)])
        record = cbor2.loads(stored[8:])
        if record[0] != records.R_SEAL:
            leaves[seq] = leaf(seq, stored)
            continue
        number, first, count, said_root, said_link = record[4:9]
        assert epoch is None or number == epoch + 1, f"epoch {number} behind {epoch}"
        assert first + count == seq, f"seal {number} does not end its segment"
        core = stored[:-34]
        key = keys_up_to(number)[number]
        assert record[13] == hmac.digest(key, BOARD + core, "sha256"), f"MAC of {number}"
        assert link is None or said_link == link, f"link of {number}"
        if number == 0:
            assert said_link == sha256(b"posminder seal 1" + BOARD).digest()
        if all(each in leaves for each in range(first, first + count)):
            assert said_root == root([leaves[each] for each in range(first, first + count)])
        else:
            assert first < journal.first_seq, f"records of segment {number} are missing"
        epoch, link = number, sha256(b"\2" + core).digest()
    assert journal.sealer is not None
    now = journal.sealer.slots.epoch
    assert journal.sealer.active, "sealing has ended"
    assert epoch is None or now == epoch + 1, f"seal {epoch}, but the key is {now}"
    assert journal.sealer.slots.key == keys_up_to(now)[now], "a key that nobody can know"
    image = bytes(flashes.config.memory)[6 * 4096 :]
    for old in keys_up_to(now)[:-1]:
        for at in range(0, 32, KEY_RUN):
            assert old[at : at + KEY_RUN] not in image, f"an old key is left before {now}"
    return now


@functools.cache
def first_life() -> list[tuple[Flashes, bool, int, bytes, bytes]]:
    """Live once, and keep what flash was before each operation: a cut is then an image away."""
    flashes = Flashes()
    flashes.journal.before = flashes.config.before = []
    assert not cut(flashes, ROUNDS, 1)
    return flashes.journal.before


def operations() -> int:
    return len(first_life())


def cut_first(at: int, variant: int) -> Flashes:
    """Return flash as a cut at operation `at` of the first life leaves it."""
    images, is_keys, offset, old, new = first_life()[at]
    flashes = images.again()
    region = flashes.config if is_keys else flashes.journal
    region.cut_at, region.torn_variant, region.torn_seed = at, variant, SEED
    torn = region._torn_erase if len(old) == region.sector_size else region._torn_program
    region.memory[offset : offset + len(old)] = torn(old, new)
    return flashes.again()


def live_on(flashes: Flashes, tag: int) -> None:
    journal = started(flashes)
    verify(journal, flashes)
    live(journal, 3, tag)
    verify(journal, flashes)
    again = flashes.again()
    verify(started(again), again)


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
def test_a_cut_at_every_operation(variant: int) -> None:
    for at in range(operations()):
        try:
            live_on(cut_first(at, variant), 2)
        except AssertionError as error:
            pytest.fail(f"cut at operation {at}, variant {variant}, seed {SEED}: {error}")


def second_cuts(count: int) -> Iterator[tuple[int, int, int, int]]:
    chance = random.Random(SEED)
    whole = operations()
    for _ in range(count):
        first = chance.randrange(whole), chance.randrange(TORN_VARIANTS)
        yield *first, chance.randrange(10), chance.randrange(TORN_VARIANTS)


def run_second_cut(first: int, first_variant: int, second: int, second_variant: int) -> None:
    flashes = cut_first(first, first_variant)
    flashes.journal.cut_both(second, second_variant, SEED + 1)
    cut(flashes, 3, 2)
    live_on(flashes.again(), 3)


def test_a_second_cut_during_recovery_or_soon_after() -> None:
    for numbers in second_cuts(SECOND_CUTS):
        try:
            run_second_cut(*numbers)
        except AssertionError as error:
            pytest.fail(f"(first, variant, second, variant) = {numbers}, seed {SEED}: {error}")


def test_an_error_at_every_operation_and_read_mends_itself() -> None:
    flashes = Flashes()
    assert not cut(flashes, ROUNDS, 1)
    for error in (OSError, MemoryError):
        for name, count in (("error_operations", 12), ("error_reads", 60)):
            for at in range(count):
                again = flashes.again()
                journal = started(again)
                for region in (again.journal, again.config):
                    region.error = error
                    start = region.reads if name == "error_reads" else region.operations
                    setattr(region, name, frozenset([start + at]))
                try:
                    live(journal, 3, 2)
                except MemoryError:
                    pass
                for region in (again.journal, again.config):
                    region.error_operations = region.error_reads = frozenset()
                live(journal, 3, 3)
                verify(journal, again)
                once_more = again.again()
                verify(started(once_more), once_more)


def test_a_flipped_bit_in_the_keys_costs_no_old_one() -> None:
    """Damage to the key in use ends sealing; anything else is wiped, and nothing comes back."""
    flashes = Flashes()
    assert not cut(flashes, ROUNDS, 1)
    chance = random.Random(SEED)
    for _ in range(300):
        again = flashes.again()
        again.config.flip([6 * 4096 * 8 + chance.randrange(2 * 4096 * 8)])
        journal = Journal(again.journal, lambda: [1] * 8, again.config, BOARD)
        journal.open()
        assert journal.sealer is not None
        if journal.sealer.slots.key is not None:
            verify(journal, again)


def step_before_the_seal(self: Journal, sealer: Sealer, *rest: object) -> int:
    """The order that loses: the key is gone, and a cut prevents the seal it was to make."""
    sealer.slots.step(sealer.slots.link, sealer.first_seq)
    return whole_write_seal(self, sealer, *rest)  # type: ignore[arg-type]


def no_wipe(self: KeySlots, slot: int) -> None:
    """Leave the old key where it is."""


def wipe_first(self: KeySlots, link: bytes, first_seq: int) -> bool:
    """Destroy the old key before the next one is safe."""
    self._wipe(self._slot)
    return whole_step(self, link, first_seq)


def no_step_at_start(self: Sealer, stored: bytes) -> bool:
    """Do not look for a seal whose key is still there."""
    return False


whole_write_seal, whole_step = Journal._write_seal, KeySlots.step


@pytest.mark.parametrize(
    ("owner", "name", "replacement"),
    [
        pytest.param(Journal, "_write_seal", step_before_the_seal, id="step-before-seal"),
        pytest.param(KeySlots, "_wipe", no_wipe, id="no-wipe"),
        pytest.param(KeySlots, "step", wipe_first, id="wipe-first"),
        pytest.param(Sealer, "_is_due", no_step_at_start, id="no-step-at-start"),
    ],
)
def test_a_broken_board_is_caught(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, replacement: Callable[..., object]
) -> None:
    monkeypatch.setattr(owner, name, replacement)
    first_life.cache_clear()  # it lives as the broken board does
    try:
        with pytest.raises(AssertionError):
            some_second_cuts()
    finally:
        first_life.cache_clear()


def some_second_cuts() -> None:
    for numbers in second_cuts(SAMPLE):
        run_second_cut(*numbers)
