# SPDX-License-Identifier: MIT
"""An archive cut into parts is judged as in one walk: honest, and attacked at and beside a cut."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest

from posminder.journal_file import decode
from posminder.store.store import Store
from posminder.stored_verdict import stored_between
from posminder.verify import parallel
from posminder.verify.chain import Secrets
from posminder.verify.finding import Outcome, Verdict
from posminder.verify.stored import Stored, rekey_of, stored
from posminder.verify.walk import Known, verify
from posminder_formats import records
from tests.bench.verify import BOARD, archive
from tests.support import sealed_journal as made

COUNT = 1300  # twenty segments
CUT = 325  # the seal that the first part ends with
NEW = [sha256(name).digest() for name in (b"one", b"two")]
CHAINS = {sha256(key).digest(): Secrets(made.BLINDING, key) for key in NEW}
KNOWN = Known(made.BOARD, made.BLINDING, made.FIRST, {COUNT: made.NONCE}, {}, CHAINS)

Whole = dict[int, bytes]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "PART_RECORDS", 300)


@pytest.fixture(scope="module")
def honest() -> Whole:
    return {each.seq: each.body for each in archive(COUNT)}


def rekeyed(turns: tuple[int, ...], lost: int | None = None) -> Whole:
    """Return twenty segments, whose keys are exchanged with each of `turns`; one after a loss."""
    found: Whole = {}
    link, first, key = made.chained([[made.press(1)]])[0].link, 1, made.FIRST
    for epoch in range(20):
        bodies: list[bytes | None] = [made.press(first + at) for at in range(64)]
        if epoch in turns:
            key = NEW[turns.index(epoch)]
            bodies[0] = made.rekey(made.BEGUN, epoch, key, link)
            if epoch == lost:
                found[first], first = made.rekey(made.LOST, epoch, key), first + 1
        if epoch + 1 in turns and epoch + 1 != lost:
            bodies[-1] = made.rekey(made.PLANNED, epoch + 1, NEW[turns.index(epoch + 1)])
        nonce = made.NONCE if epoch == 19 else None
        segment = made.Segment(epoch, first, bodies, link, nonce, key=key)
        found |= segment.numbered()
        link, key, first = segment.next_link(), made.key_of(1, key), first + 65
    return found


@pytest.mark.parametrize("turns", [(5,), (4, 5), (6, 15), (1, 19), (9, 10)])
def test_keys_exchanged_at_and_beside_a_cut(turns: tuple[int, ...]) -> None:
    for lost in (None, turns[-1]):
        whole = rekeyed(turns, lost)
        outcome = in_parts(whole)
        assert outcome == in_one(whole)
        assert outcome.macs == 20
        said = {each.word for each in outcome.findings} - {"nonce", "no_nonce"}
        assert said == (set() if lost is None else {"rekey_lost", "unsealed"})


def in_parts(whole: Whole, processes: int = 1) -> Outcome:
    def read(first: int, last: int) -> Iterable[Stored]:
        return list(stored((seq, 1, whole[seq]) for seq in sorted(whole) if first <= seq <= last))

    stored_ones = list(read(1, parallel.LAST))
    seals = [each.seq for each in stored_ones if each.is_seal]
    rekeys = [each.seq for each in stored_ones if rekey_of(each) is not None]
    return parallel.verify_all(read, seals, KNOWN, processes=processes, rekeys=rekeys)


def in_one(whole: Whole) -> Outcome:
    return verify(stored((seq, 1, whole[seq]) for seq in sorted(whole)), KNOWN)


def test_honest(honest: Whole) -> None:
    outcome = in_parts(honest)
    assert outcome == in_one(honest)
    assert (outcome.verdict, outcome.records, outcome.macs) == (Verdict.VERIFIED, 1280, 20)


def changed(seq: int) -> Callable[[Whole], Whole]:
    return lambda whole: whole | {seq: made.press(999_999)}


def without(*seqs: int) -> Callable[[Whole], Whole]:
    return lambda whole: {seq: body for seq, body in whole.items() if seq not in seqs}


def no_seal(seq: int) -> Callable[[Whole], Whole]:
    """Make it a seal in name only: no part may end with it."""
    return lambda whole: whole | {seq: whole[seq][:3] + bytes(len(whole[seq]) - 3)}


def other_mac(seq: int) -> Callable[[Whole], Whole]:
    return lambda whole: whole | {seq: whole[seq][:-1] + bytes([whole[seq][-1] ^ 1])}


def other_core(seq: int) -> Callable[[Whole], Whole]:
    return lambda whole: whole | {seq: whole[seq][:-40] + b"\x01" + whole[seq][-39:]}


@pytest.mark.parametrize(
    "attack",
    [
        *(changed(seq) for seq in (CUT - 1, CUT + 1, 700)),
        *(without(seq) for seq in (CUT - 1, CUT, CUT + 1, COUNT)),
        without(*range(CUT + 1, CUT + 66)),
        without(*range(CUT - 64, CUT + 1)),
        without(*range(1, CUT + 1)),
        without(*range(CUT + 1, COUNT + 1)),
        *(no_seal(seq) for seq in (CUT - 65, CUT, CUT + 65)),
        *(other_mac(seq) for seq in (CUT, CUT + 65)),
        *(other_core(seq) for seq in (CUT, CUT + 65)),
        lambda whole: {},
    ],
)
def test_attacked(honest: Whole, attack: Callable[[Whole], Whole]) -> None:
    whole = attack(honest)
    outcome = in_parts(whole)
    assert outcome == in_one(whole)
    assert outcome.verdict is not Verdict.VERIFIED


def test_by_several_processes_and_how_far_it_is(honest: Whole, tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    with Store(path) as store:
        store.insert(BOARD, [decode(seq, body) for seq, body in honest.items()])
        seals = store.numbers(BOARD, records.R_SEAL)
    told: list[tuple[int, int | None]] = []
    read = partial(stored_between, path, BOARD)
    outcome = parallel.verify_all(read, seals, KNOWN, lambda *far: told.append(far), 2)
    assert outcome == in_one(honest)
    assert told == [(done, 4) for done in (1, 2, 3, 4)]
