# SPDX-License-Identifier: MIT
"""Sealing keys exchanged under power cuts: the old chain goes on or the new one, and no other key.

A cut at every operation of the exchange, clean and torn, planned and after a loss; then the board
goes on, exchanges its keys once more, and the verifier looks at the whole.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from typing import Final

import pytest

from agent.journal.journal import Journal
from agent.journal.key_slots import KeySlots
from agent.journal.new_keys import exchange
from agent.journal.sealer import Sealer
from posminder.verify.chain import Secrets
from posminder.verify.finding import Outcome, Verdict
from posminder.verify.stored import Stored, in_export, in_order
from posminder.verify.walk import Known, verify
from posminder_formats import records
from tests.support.nor import TORN_VARIANTS, NorRegion, PowerCut

BOARD: Final = b"boardid8"
FIRST, NEW, LAST = (sha256(name).digest() for name in (b"k0", b"k1", b"k2"))
BLINDING: Final = sha256(b"ks").digest()[:16]
NONCE: Final = bytes(16)
KEY_SECTORS: Final = 6 * 4096  # where they begin
STEPS: Final = 64  # of a ratchet, more than are made here


class Flash:
    """The two regions of a board."""

    def __init__(self, journal: bytes | None = None, config: bytes | None = None) -> None:
        self.journal, self.config = NorRegion(4, journal), NorRegion(8, config)

    def again(self) -> Flash:
        return Flash(bytes(self.journal.memory), bytes(self.config.memory))

    def cut(self, at: int, variant: int, seed: int) -> None:
        """Cut at operation `at` // 2 of the region of keys, or of the journal if `at` is odd."""
        region = self.journal if at % 2 else self.config
        region.cut_at, region.torn_variant, region.torn_seed = at // 2, variant, seed


def started(flash: Flash) -> Journal:
    journal = Journal(flash.journal, lambda: [1] * 8, flash.config, BOARD)
    journal.open()
    return journal


def press(journal: Journal, count: int) -> None:
    for _ in range(count):
        journal.record(records.R_BUTTON, (1,), 1000, None)


def before(*, lost: bool) -> Flash:
    """Return a board that has sealed for a while, its keys gone if `lost`."""
    flash = Flash()
    journal = started(flash)
    journal.keys(lambda count: FIRST if count == 32 else BLINDING)
    for _ in range(46):  # near the end of a key sector
        press(journal, 2)
        journal.seal(1000, None)
    press(journal, 2)
    if lost:
        flash.config.memory[KEY_SECTORS:] = bytes(2 * 4096)
    return flash.again()


def live(flash: Flash, key: bytes) -> None:
    journal = started(flash)
    press(journal, 1)
    exchange(journal, key, BLINDING, 2000, None)
    press(journal, 2)
    journal.seal(3000, None)


def looked_at(journal: Journal) -> Outcome:
    export = journal.export(0)
    data = bytearray(export.size)
    export.read(0, data)
    whole, twice = in_order(each for each in in_export(data) if isinstance(each, Stored))
    assert not twice
    chains = {sha256(key).digest(): Secrets(BLINDING, key) for key in (NEW, LAST)}
    known = Known(BOARD, BLINDING, FIRST, {journal.last_seq: NONCE}, {}, chains)
    return verify(whole, known)


def chain_of(key: bytes) -> list[bytes]:
    found = [key]
    for _ in range(STEPS):
        found.append(hmac.digest(found[-1], b"next", "sha256"))
    return found


CHAINS: Final = {name: chain_of(name) for name in (FIRST, NEW, LAST)}


def go_on(flash: Flash, *, lost: bool) -> None:
    """Start again after a cut: one key or none, exchange once more, everything fits."""
    journal = started(flash)
    assert journal.sealer is not None
    key = journal.sealer.slots.key
    image = bytes(flash.config.memory[KEY_SECTORS:])
    for first, chain in CHAINS.items():
        there = [each for each in chain if each in image]
        now = chain.index(key) if key in chain else len(chain)  # a page has the next keys too
        assert there == chain[now:][: len(there)], f"keys of {first[:2].hex()} are left"
        assert there or key not in chain
    assert key is not None or lost, "no key is left"
    press(journal, 2)
    assert exchange(journal, LAST, BLINDING, 4000, None) is not None
    journal.prepare()
    press(journal, 1)
    assert journal.seal(5000, None, NONCE)
    outcome = looked_at(journal)
    words = {each.word for each in outcome.findings}
    allowed = {"unsealed", "rekey_lost"} if lost else set()
    # The ring is small: what it has overwritten is missing, and said.
    assert words <= {"segments_missing", "records_missing", "record_missing"} | allowed, words
    assert outcome.verdict is not Verdict.TAMPERED


def cuts(flash: Flash) -> int:
    whole = flash.again()
    live(whole, NEW)
    return 2 * max(whole.journal.operations, whole.config.operations)


def run(*, lost: bool, variants: range) -> int:
    flash = before(lost=lost)
    count = cuts(flash)
    hit = 0
    for at in range(count):
        for variant in variants:
            board = flash.again()
            board.cut(at, variant, at * 7 + variant)
            try:
                live(board, NEW)
            except PowerCut:
                hit += 1
            try:
                go_on(board.again(), lost=lost)
            except AssertionError as error:
                error.add_note(f"cut {at}, variant {variant}, lost {lost}")
                raise
    return hit


@pytest.mark.parametrize("lost", [False, True])
def test_a_cut_at_every_operation_of_an_exchange(lost: bool) -> None:
    assert run(lost=lost, variants=range(TORN_VARIANTS)) > 50


def test_an_honest_exchange_is_verified_from_the_first_record_on() -> None:
    flash = Flash()
    journal = started(flash)
    journal.keys(lambda count: FIRST if count == 32 else BLINDING)
    press(journal, 3)
    for key in (NEW, LAST):
        exchange(journal, key, BLINDING, 2000, None)
        press(journal, 70)
    journal.seal(5000, None, NONCE)
    outcome = looked_at(journal)
    assert (outcome.findings, outcome.verdict) == ([], Verdict.VERIFIED)


def two_keys(self: KeySlots, slot: int) -> None:
    """Leave the old chain's key where it is."""


def unsaid(self: Sealer, seq: int, stored: memoryview) -> bool:
    """Take the new key and never say so."""
    done = whole_step(self, seq, stored)
    self.owes_rekey = False
    return done


whole_step = Sealer.step


@pytest.mark.parametrize(
    ("owner", "name", "replacement"), [(KeySlots, "_wipe", two_keys), (Sealer, "step", unsaid)]
)
def test_a_broken_board_is_caught(
    monkeypatch: pytest.MonkeyPatch, owner: object, name: str, replacement: object
) -> None:
    monkeypatch.setattr(owner, name, replacement)
    with pytest.raises(AssertionError):
        run(lost=False, variants=range(1))
