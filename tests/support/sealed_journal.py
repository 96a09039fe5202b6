# SPDX-License-Identifier: MIT
"""Sealed journals, honest and attacked, made from FORMAT.md with hashlib, hmac and cbor2 alone.

`python -m tests.support.sealed_journal` writes tests/vectors/sealed.json: every attack, and what a
verifier must make of it. No code of the product is used, so the vectors are a second reading.
"""

from __future__ import annotations

import hmac
import json
import struct
from binascii import crc32
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import cbor2

BOARD: Final = bytes.fromhex("e6614103e7452d2f")
BLINDING: Final = sha256(b"blinding of the vectors").digest()[:16]
FIRST: Final = sha256(b"first key of the vectors").digest()
NONCE: Final = bytes(range(16))
SEAL: Final = 50
SALE: Final = 13
FILE: Final = Path(__file__).resolve().parents[1] / "vectors" / "sealed.json"


def key_of(epoch: int, first: bytes = FIRST) -> bytes:
    for _ in range(epoch):
        first = hmac.digest(first, b"next", "sha256")
    return first


def stored(seq: int, body: bytes) -> bytes:
    return struct.pack("<BBHI", 0xA5, 1, len(body), seq) + body


def frame(seq: int, body: bytes) -> bytes:
    raw = stored(seq, body)
    raw += struct.pack("<I", crc32(raw))
    return raw + b"\xff" * (-len(raw) % 4)


def leaf(seq: int, body: bytes) -> bytes:
    salt = sha256(BLINDING + struct.pack("<I", seq)).digest()[:16]
    return sha256(b"\0" + salt + stored(seq, body)).digest()


def root(leaves: list[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def sale(trace: int, minor: int, result: int = 0) -> bytes:
    fields = [1, result, minor, 978, trace, trace, 6, "VISA", "476173******0119", *[None] * 5]
    return cbor2.dumps([SALE, 1, trace * 1000, 1_795_330_800 + trace, *fields])


def press(at: int) -> bytes:
    return cbor2.dumps([31, 1, at, None, 1])


@dataclass
class Segment:
    """What goes under one seal. `bodies` by number from `first`; None: the board could not read."""

    epoch: int
    first: int
    bodies: list[bytes | None]
    link: bytes
    nonce: bytes | None = None
    key: bytes | None = None  # another one than the epoch's
    sales: tuple[int, int] | None = None  # what the seal says of them, if not the truth

    def numbered(self) -> dict[int, bytes]:
        found = {self.first + at: each for at, each in enumerate(self.bodies) if each is not None}
        return found | {self.first + len(self.bodies): self.seal()}

    def leaves(self) -> list[bytes]:
        return [
            bytes(32) if body is None else leaf(self.first + at, body)
            for at, body in enumerate(self.bodies)
        ]

    def core(self) -> bytes:
        leaves, total = self.leaves(), bytes(32)
        for each in leaves:
            total = bytes(a ^ b for a, b in zip(total, each, strict=True))
        decoded = [cbor2.loads(body) for body in self.bodies if body is not None]
        minors = [each[6] for each in decoded if each[0] == SALE and each[5] == 0]
        sales, minor = self.sales or (len(minors), sum(minors))
        fields = [self.epoch, self.first, len(leaves), root(leaves), self.link, total]
        whole = [SEAL, 1, 60_000 * self.epoch, None, *fields, sales, minor, self.nonce, bytes(32)]
        return stored(self.first + len(leaves), cbor2.dumps(whole))[:-34]

    def seal(self) -> bytes:
        mac = hmac.digest(self.key or key_of(self.epoch), BOARD + self.core(), "sha256")
        return self.core()[8:] + b"\x58\x20" + mac

    def next_link(self) -> bytes:
        return sha256(b"\2" + self.core()).digest()


def chained(groups: Iterable[list[bytes | None]], key: bytes | None = None) -> list[Segment]:
    """Return one segment a group, in a row; the last is sealed over NONCE."""
    found: list[Segment] = []
    first, link = 1, sha256(b"posminder seal 1" + BOARD).digest()
    for epoch, bodies in enumerate(groups):
        found.append(Segment(epoch, first, bodies, link, key=key))
        first, link = first + len(bodies) + 1, found[-1].next_link()
    found[-1].nonce = NONCE
    return found


def honest_groups() -> list[list[bytes | None]]:
    return [
        [press(1), sale(11, 1250), sale(12, 990, result=5)],
        [sale(21, 2500), press(2), press(3), sale(22, 100)],
        [press(4)],
        [sale(31, 700), press(5)],
    ]


def records_of(segments: Iterable[Segment]) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    for each in segments:
        found |= each.numbered()
    return found


def export(records: dict[int, bytes]) -> bytes:
    return b"".join(frame(seq, records[seq]) for seq in sorted(records))


@dataclass
class Case:
    """One vector: what a verifier gets, and what it must say."""

    name: str
    what: str
    export: bytes
    verdict: str
    findings: list[list[Any]]  # word, segment, first, last
    nonces: dict[int, bytes] = field(default_factory=dict)
    board: bytes = BOARD
    blinding: bytes | None = BLINDING
    key: bytes | None = FIRST


def cases() -> list[Case]:
    segments = chained(honest_groups())
    good = records_of(segments)
    last = max(good)
    asked = {last: NONCE}
    honest = Case("good", "as the board sealed it", export(good), "VERIFIED", [], asked)
    return [honest, *_lacking(honest, good), *_edited(honest, good), *_resealed(honest, segments)]


def _but(case: Case, name: str, what: str, verdict: str, *findings: list[Any], **new: Any) -> Case:
    return replace(case, name=name, what=what, verdict=verdict, findings=[*findings], **new)


def _lacking(honest: Case, good: dict[int, bytes]) -> list[Case]:
    """What is not there, or not known."""
    last = max(good)
    no_key = ["no_key", None, None, None]

    def without(*seqs: int) -> bytes:
        return export({seq: body for seq, body in good.items() if seq not in seqs})

    tail = export(good | {last + 1: press(9)})
    return [
        _but(honest, "no-key", "without the first key", "INCOMPLETE", no_key, key=None),
        _but(
            honest,
            "no-blinding",
            "without the blinding secret",
            "INCOMPLETE",
            ["no_blinding", None, None, None],
            blinding=None,
        ),
        _but(
            honest,
            "no-nonce",
            "nobody asked for the last seal",
            "INCOMPLETE",
            ["no_nonce", 3, last, last],
            nonces={},
        ),
        _but(
            honest,
            "tail",
            "a record behind the last seal",
            "INCOMPLETE",
            ["tail", None, last + 1, last + 1],
            export=tail,
        ),
        _but(
            honest,
            "one-deleted",
            "record 6 is gone",
            "INCOMPLETE",
            ["record_missing", 1, 6, 6],
            export=without(6),
        ),
        _but(
            honest,
            "two-deleted",
            "records 6 and 7 are gone",
            "INCOMPLETE",
            ["records_missing", 1, 6, 7],
            export=without(6, 7),
        ),
        _but(
            honest,
            "first-segment-dropped",
            "records 1 to 4 are gone",
            "INCOMPLETE",
            ["segments_missing", 1, 1, 4],
            export=without(1, 2, 3, 4),
        ),
        _but(
            honest,
            "seal-dropped",
            "seal 1 is gone",
            "INCOMPLETE",
            ["segments_missing", 2, 5, 9],
            export=without(9),
        ),
        _but(
            honest,
            "truncated",
            "the last segment is gone, nobody asked for it",
            "INCOMPLETE",
            ["no_nonce", 2, 11, 11],
            nonces={},
            export=without(12, 13, 14),
        ),
        _but(
            honest,
            "truncated-against-a-nonce",
            "the last segment is gone, and was asked for",
            "TAMPERED",
            ["no_nonce", 2, 11, 11],
            ["nonce", None, 14, 14],
            export=without(12, 13, 14),
        ),
    ]


def _edited(honest: Case, good: dict[int, bytes]) -> list[Case]:
    """Records changed, seals left as they were."""
    other = good | {2: sale(11, 1)}
    both = other | {3: press(8)}
    swapped = good | {5: good[8], 8: good[5]}
    closed_up = {seq - (seq > 6): body for seq, body in good.items() if seq != 6}
    last = max(good)
    seal_edited = good | {9: good[9][:-1] + bytes([good[9][-1] ^ 1])}
    return [
        _but(
            honest,
            "one-changed",
            "record 2 has another amount and a good checksum",
            "TAMPERED",
            ["record_changed", 0, 2, 2],
            export=export(other),
        ),
        _but(
            honest,
            "two-changed",
            "records 2 and 3 are others",
            "TAMPERED",
            ["records_changed", 0, 1, 3],
            export=export(both),
        ),
        _but(
            honest,
            "swapped",
            "records 5 and 8 have changed places",
            "TAMPERED",
            ["records_changed", 1, 5, 8],
            export=export(swapped),
        ),
        _but(
            honest,
            "renumbered",
            "record 6 is gone and all behind it moved up",
            "TAMPERED",
            ["seal_misplaced", 1, 8, 8],
            ["mac", 1, 8, 8],
            ["link", 2, 10, 10],
            ["mac", 2, 10, 10],
            ["link", 3, 13, 13],
            ["mac", 3, 13, 13],
            ["records_changed", 1, 5, 8],
            ["unsealed", 2, 9, 9],
            ["seal_misplaced", 2, 10, 10],
            ["record_missing", 2, 10, 10],
            ["unsealed", 3, 11, 11],
            ["seal_misplaced", 3, 13, 13],
            ["records_changed", 3, 12, 13],
            ["no_nonce", 3, 13, 13],
            ["nonce", None, last, last],
            export=export(closed_up),
        ),
        _but(
            honest,
            "mac-edited",
            "one bit of seal 1's MAC",
            "TAMPERED",
            ["mac", 1, 9, 9],
            export=export(seal_edited),
        ),
        _but(
            honest,
            "number-twice",
            "two records 2",
            "TAMPERED",
            ["number_twice", None, 2, 2],
            export=export(good) + frame(2, sale(11, 1)),
        ),
        _but(
            honest,
            "wrong-board",
            "another board's id",
            "TAMPERED",
            ["first_link", 0, 4, 4],
            *(["mac", at, seq, seq] for at, seq in enumerate((4, 9, 11, 14))),
            board=bytes(8),
        ),
        _but(
            honest,
            "wrong-key",
            "another board's first key",
            "TAMPERED",
            *(["mac", at, seq, seq] for at, seq in enumerate((4, 9, 11, 14))),
            key=bytes(32),
        ),
    ]


def _resealed(honest: Case, segments: list[Segment]) -> list[Case]:
    """What somebody can do who has the flash, and with it the key of epoch 4."""
    now = key_of(4)
    groups = honest_groups()
    groups[0][1] = sale(11, 1)
    anew = records_of(chained(groups, key=now))
    asked = max(anew)
    macs = [["mac", at, seq, seq] for at, seq in enumerate((4, 9, 11, asked))]
    kept = segments[:2]
    goes_on = [*kept, Segment(2, 10, [press(6)], kept[1].next_link(), NONCE, key=now)]
    jumps = [*kept, Segment(4, 10, [], kept[1].next_link(), NONCE)]
    as_next = [*kept, Segment(4, 10, [press(6), press(7)], kept[1].next_link(), NONCE)]
    unread = chained([[press(1), None, sale(11, 5)]])
    lied = chained([[press(1), sale(11, 5)]])
    lied[0].sales = (1, 6)
    twice = [*segments[:2], Segment(1, 10, [press(6)], kept[1].next_link(), NONCE, key=key_of(1))]

    def case(name: str, what: str, which: list[Segment], verdict: str, *found: list[Any]) -> Case:
        records = records_of(which)
        new = {"export": export(records), "nonces": {max(records): NONCE}}
        return _but(honest, name, what, verdict, *found, **new)

    return [
        _but(
            honest,
            "history-resealed",
            "record 2 changed and all sealed anew with today's key",
            "TAMPERED",
            *macs,
            export=export(anew),
            nonces={asked: NONCE},
        ),
        case(
            "continued",
            "segment 2 made anew with today's key",
            goes_on,
            "TAMPERED",
            ["mac", 2, 11, 11],
        ),
        case(
            "continued-in-no-room",
            "segments 2 and 3 cut off, 4 put in their place",
            jumps,
            "TAMPERED",
            ["seal_crowded", 4, 10, 10],
        ),
        case(
            "continued-as-the-next",
            "segments 2 and 3 cut off, 4 far enough behind",
            as_next,
            "TAMPERED",
            ["seal_crowded", 4, 12, 12],
        ),
        case(
            "seal-repeated",
            "a second seal of segment 1 with its own key",
            twice,
            "TAMPERED",
            ["seal_repeated", 1, 11, 11],
        ),
        case(
            "unreadable",
            "the board could not read record 2 when it sealed",
            unread,
            "INCOMPLETE",
            ["record_unreadable", 0, 2, 2],
        ),
        case(
            "totals", "a firmware that counts what it likes", lied, "TAMPERED", ["totals", 0, 1, 2]
        ),
    ]


def as_json(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "what": case.what,
        "board": case.board.hex(),
        "blinding": None if case.blinding is None else case.blinding.hex(),
        "key": None if case.key is None else case.key.hex(),
        "nonces": {str(seq): nonce.hex() for seq, nonce in case.nonces.items()},
        "verdict": case.verdict,
        "findings": case.findings,
        "export": case.export.hex(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps([as_json(each) for each in cases()], indent=1) + "\n")
