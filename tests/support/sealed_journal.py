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
NEW: Final = sha256(b"another first key of the vectors").digest()
OTHER: Final = sha256(b"another blinding of the vectors").digest()[:16]
SEAL: Final = 50
REKEY: Final = 54
PLANNED, LOST, BEGUN = 1, 2, 3
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


def leaf(seq: int, body: bytes, blinding: bytes = BLINDING) -> bytes:
    salt = sha256(blinding + struct.pack("<I", seq)).digest()[:16]
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


def rekey(state: int, epoch: int, first: bytes = NEW, link: bytes | None = None) -> bytes:
    return cbor2.dumps([REKEY, 1, 2000, None, state, epoch, sha256(first).digest(), link])


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
    blinding: bytes = BLINDING

    def numbered(self) -> dict[int, bytes]:
        found = {self.first + at: each for at, each in enumerate(self.bodies) if each is not None}
        return found | {self.first + len(self.bodies): self.seal()}

    def leaves(self) -> list[bytes]:
        return [
            bytes(32) if body is None else leaf(self.first + at, body, self.blinding)
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
    links: dict[int, bytes] = field(default_factory=dict)  # of seals that checkpoints name
    chains: list[tuple[bytes, bytes]] = field(default_factory=list)  # later: blinding, first key


def cases() -> list[Case]:
    segments = chained(honest_groups())
    good = records_of(segments)
    last = max(good)
    asked = {last: NONCE}
    honest = Case("good", "as the board sealed it", export(good), "VERIFIED", [], asked)
    lists = (_lacking(honest, good), _edited(honest, good), _resealed(honest, segments))
    return [honest, *(each for some in lists for each in some), *_rekeyed(honest)]


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
    back = Segment(2, 10, [press(6)], kept[1].next_link(), NONCE)
    seen = {9: kept[1].next_link(), 11: segments[2].next_link()}
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
        _but(
            honest,
            "rolled-back",
            "flash put back behind segment 1, keys too, and used on; a checkpoint names seal 2",
            "TAMPERED",
            ["checkpoint", None, 11, 11],
            export=export(records_of([*kept, back])),
            nonces={11: NONCE},
            links=seen,
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


def _rekeyed(honest: Case) -> list[Case]:
    """Another chain of keys: as ordered, and as somebody would like it who has today's key."""
    kept = [(BLINDING, NEW)]

    def segments(
        order: bytes | None = None,
        begun: bytes | None = None,
        new: bytes = NEW,
        gap: list[bytes] | None = None,
        blinding: bytes = BLINDING,
    ) -> dict[int, bytes]:
        """Return three segments, the last two under `new`; `gap` lies unsealed before them."""
        old = chained([[press(1), sale(11, 1250)], [press(2), order or press(3)]])
        old[-1].nonce = None
        link, first = old[-1].next_link(), old[-1].first + 3
        records = records_of(old)
        for body in gap or []:
            records[first], first = body, first + 1
        begins = rekey(BEGUN, 2, link=link) if begun is None else begun
        one = Segment(2, first, [begins, sale(31, 700)], link, key=new, blinding=blinding)
        key = hmac.digest(new, b"next", "sha256")
        two = Segment(3, first + 3, [press(4)], one.next_link(), NONCE, key, blinding=blinding)
        return records | records_of([one, two])

    def case(
        name: str, what: str, records: dict[int, bytes], verdict: str, *found: list[Any], **new: Any
    ) -> Case:
        all_new = {"export": export(records), "nonces": {max(records): NONCE}, "chains": kept}
        return _but(honest, name, what, verdict, *found, **all_new | new)

    order = rekey(PLANNED, 2)
    planned = segments(order)
    lost = segments(gap=[press(7), rekey(LOST, 2)])
    end = max(planned)
    stays = [[press(1), sale(11, 1250)], [press(2), order], [press(5)]]
    part = {seq: body for seq, body in planned.items() if seq > 9}
    no_order = {seq: body for seq, body in planned.items() if seq != 5}
    return [
        case("rekeyed", "other keys, ordered under the old", planned, "VERIFIED"),
        case(
            "rekey-cut-short",
            "ordered, but power was cut and the old keys go on",
            records_of(chained(stays)),
            "VERIFIED",
        ),
        case(
            "rekeyed-part",
            "the part behind the first segment under other keys",
            part,
            "INCOMPLETE",
            ["segments_missing", 3, 1, 9],
        ),
        case(
            "rekeyed-order-lost",
            "the order cannot be read any more",
            no_order,
            "INCOMPLETE",
            ["record_missing", 1, 5, 5],
            ["rekey_lost", 2, 9, 9],
        ),
        case(
            "rekey-lost",
            "the old keys were lost; two records lie between",
            lost,
            "INCOMPLETE",
            ["unsealed", 2, 7, 8],
            ["rekey_lost", 2, 11, 11],
        ),
        case(
            "rekey-lost-with-blinding",
            "and the blinding secret with them",
            segments(gap=[rekey(LOST, 2)], blinding=OTHER),
            "INCOMPLETE",
            ["unsealed", 2, 7, 7],
            ["rekey_lost", 2, 10, 10],
            chains=[(OTHER, NEW)],
        ),
        case(
            "rekey-unknown",
            "ordered by who has today's key; nobody here keeps the new one",
            planned,
            "INCOMPLETE",
            ["rekey_unknown", 2, 9, 9],
            chains=[],
        ),
        case(
            "rekey-forged-key",
            "names a key that is kept, sealed with another",
            segments(order, new=bytes(32)),
            "TAMPERED",
            ["mac", 2, 9, 9],
            ["mac", 3, 11, 11],
        ),
        case(
            "rekey-unordered",
            "other keys in the middle of a whole journal, ordered by nobody",
            segments(),
            "TAMPERED",
            ["rekey_unordered", 2, 9, 9],
        ),
        case(
            "rekey-other-link",
            "names another seal before it",
            segments(order, begun=rekey(BEGUN, 2, link=bytes(32))),
            "TAMPERED",
            ["rekey_misplaced", 2, 9, 9],
            ["mac", 2, 9, 9],
            ["mac", 3, 11, 11],
        ),
        case(
            "rekey-without-a-word",
            "other keys, and no record begins them",
            segments(order, begun=press(6)),
            "TAMPERED",
            ["mac", 2, 9, 9],
            ["mac", 3, 11, 11],
        ),
        case(
            "rekey-to-cut-off",
            "the seals from 2 on are cut off, a loss is claimed, and a nonce knew better",
            lost,
            "TAMPERED",
            ["unsealed", 2, 7, 8],
            ["rekey_unknown", 2, 11, 11],
            ["nonce", None, 9, 9],
            nonces={9: NONCE, max(lost): NONCE},
            chains=[],
        ),
        case(
            "rekeyed-because-never-kept",
            "nobody kept the first key; the later one is",
            planned,
            "INCOMPLETE",
            ["no_key", None, None, None],
            key=None,
            nonces={end: NONCE},
        ),
    ]


def as_json(case: Case) -> dict[str, Any]:
    return {
        "name": case.name,
        "what": case.what,
        "board": case.board.hex(),
        "blinding": None if case.blinding is None else case.blinding.hex(),
        "key": None if case.key is None else case.key.hex(),
        "links": {str(seq): link.hex() for seq, link in case.links.items()},
        "chains": [[blinding.hex(), key.hex()] for blinding, key in case.chains],
        "nonces": {str(seq): nonce.hex() for seq, nonce in case.nonces.items()},
        "verdict": case.verdict,
        "findings": case.findings,
        "export": case.export.hex(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps([as_json(each) for each in cases()], indent=1) + "\n")
