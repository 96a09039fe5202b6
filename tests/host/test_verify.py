# SPDX-License-Identifier: MIT
"""The verifier: every attack of the vectors, flipped bits, and what a proof of one record shows."""

from __future__ import annotations

import json
import random
from hashlib import sha256
from typing import Any

import pytest

from posminder.verify import proof
from posminder.verify.chain import Secrets
from posminder.verify.finding import Finding, Outcome, Verdict
from posminder.verify.stored import Stored, in_export, in_order, seal_of
from posminder.verify.walk import Known, verify
from posminder_formats import frames
from tests.support import sealed_journal

VECTORS = json.loads(sealed_journal.FILE.read_text())


def judged(case: dict[str, Any], data: bytes | None = None) -> Outcome:
    found = list(in_export(bytes.fromhex(case["export"]) if data is None else data))
    whole, twice = in_order(each for each in found if isinstance(each, Stored))
    secrets = [
        None if case[name] is None else bytes.fromhex(case[name]) for name in ("blinding", "key")
    ]
    nonces = {int(seq): bytes.fromhex(each) for seq, each in case["nonces"].items()}
    chains = [[bytes.fromhex(each) for each in row] for row in case["chains"]]
    later = {sha256(key).digest(): Secrets(blinding, key) for blinding, key in chains}
    links = {int(seq): bytes.fromhex(each) for seq, each in case["links"].items()}
    outcome = verify(whole, Known(bytes.fromhex(case["board"]), *secrets, nonces, links, later))
    outcome.findings += [Finding("number_twice", None, seq, seq) for seq in twice]
    outcome.findings += [
        Finding("damage", None, each[0], each[0]) for each in found if not isinstance(each, Stored)
    ]
    return outcome


def test_the_vectors_are_what_their_maker_makes() -> None:
    assert [sealed_journal.as_json(each) for each in sealed_journal.cases()] == VECTORS


@pytest.mark.parametrize("case", VECTORS, ids=[case["name"] for case in VECTORS])
def test_every_vector(case: dict[str, Any]) -> None:
    outcome = judged(case)
    found = [[each.word, each.segment, each.first, each.last] for each in outcome.findings]
    assert sorted(found, key=str) == sorted(case["findings"], key=str)
    assert outcome.verdict.name == case["verdict"]


def checked(data: bytes) -> list[tuple[int, int]]:
    """Return where frames begin, and where their checksums end."""
    found = []
    for kind, offset, _size in frames.scan(data):
        assert kind == frames.FRAME
        found.append((offset, offset + frames.HEAD_BYTES + frames.body_size(data, offset) + 4))
    return found


def test_no_flipped_bit_of_a_good_export_is_verified() -> None:
    """A bit of padding changes nothing; any other is named."""
    case = VECTORS[0]
    data = bytes.fromhex(case["export"])
    chance = random.Random(20261129)
    padding = {at for at in range(len(data)) if not any(a <= at < b for a, b in checked(data))}
    for bit in chance.sample(range(len(data) * 8), 1500):
        if bit // 8 in padding:
            continue
        flipped = bytearray(data)
        flipped[bit // 8] ^= 1 << bit % 8
        outcome = judged(case, bytes(flipped))
        assert outcome.verdict is not Verdict.VERIFIED, f"bit {bit}"
        if outcome.verdict is Verdict.INCOMPLETE:
            lost = [each for each in outcome.findings if each.word == "record_missing"]
            assert len(lost) <= 1


def test_a_damaged_record_costs_itself_alone() -> None:
    case = VECTORS[0]
    data = bytearray.fromhex(case["export"])
    data[data.index(b"VISA")] ^= 1  # in record 2
    outcome = judged(case, bytes(data))
    words = sorted((each.word, each.first) for each in outcome.findings if each.word != "damage")
    assert words == [("record_missing", 2)]
    assert outcome.proved == outcome.records == 9


def proved(seq: int) -> tuple[str, dict[int, Stored]]:
    whole, _ = in_order(
        each for each in in_export(bytes.fromhex(VECTORS[0]["export"])) if isinstance(each, Stored)
    )
    by_seq = {each.seq: each for each in whole}
    sealed = next(each for each in whole if each.is_seal and each.seq > seq)
    seal = seal_of(sealed)
    assert seal is not None
    inside = {each: by_seq[each] for each in range(seal.first_seq, seal.last_seq + 1)}
    leaves = proof.mended_leaves(seal, inside, sealed_journal.BLINDING)
    assert leaves is not None
    board = sealed_journal.BOARD.hex()
    text = proof.make(board, by_seq[seq], sealed, leaves, sealed_journal.BLINDING)
    return text, by_seq


@pytest.mark.parametrize("seq", [1, 2, 3, 5, 6, 7, 8, 10, 12, 13])
def test_a_proof_proves_its_record_and_shows_no_other(seq: int) -> None:
    text, by_seq = proved(seq)
    outcome, record = proof.check(text, "proof", sealed_journal.FIRST)
    assert (outcome.verdict, outcome.proved, outcome.macs) == (Verdict.VERIFIED, 1, 1)
    assert record == by_seq[seq]
    shown = json.loads(text)
    assert set(shown) == {"format", "board", "record", "salt", "path", "seal"}
    for other in by_seq.values():
        if other.seq != seq and not other.is_seal:
            assert other.data[8:].hex() not in text
    without_key, _ = proof.check(text, "proof", None)
    assert without_key.verdict is Verdict.INCOMPLETE
    wrong_key, _ = proof.check(text, "proof", bytes(32))
    assert wrong_key.verdict is Verdict.TAMPERED


def test_a_proof_changed_anywhere_proves_nothing() -> None:
    text, _ = proved(6)
    chance = random.Random(6)
    whole = json.loads(text)
    for _ in range(400):
        key = chance.choice(["board", "record", "salt", "path", "seal"])
        changed = json.loads(text)
        part = chance.randrange(len(whole["path"])) if key == "path" else None
        data = bytearray.fromhex(whole[key] if part is None else whole[key][part])
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        if part is None:
            changed[key] = data.hex()
        else:
            changed[key][part] = data.hex()
        try:
            outcome, _ = proof.check(json.dumps(changed), "proof", sealed_journal.FIRST)
        except proof.ProofUnreadable:
            continue
        assert outcome.verdict is Verdict.TAMPERED, key
    for dropped in ("path", "salt", "seal"):
        less = {key: value for key, value in whole.items() if key != dropped}
        with pytest.raises(proof.ProofUnreadable):
            proof.check(json.dumps(less), "proof", None)
    whole["path"] = whole["path"][:-1]
    assert proof.check(json.dumps(whole), "proof", None)[0].verdict is Verdict.TAMPERED
