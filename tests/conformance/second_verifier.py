# SPDX-License-Identifier: MIT
"""A second verifier, from FORMAT.md alone: struct, hashlib, hmac and cbor2, no code of ours.

Gives a verdict only. It asks one question per rule of "What a verifier must insist on" and does not
look for what is to blame; where the two verifiers differ, one of them has misread the page.
"""

from __future__ import annotations

import hmac
import struct
from binascii import crc32
from hashlib import sha256
from typing import Any

import cbor2

KEYS = ("key", "blinding")
Frames = dict[int, bytes]
"""By number, a record's head and body."""


def frames_in(export: bytes) -> tuple[Frames, bool, bool]:
    """Return the frames, whether two differ in one number, and whether bytes are left over."""
    found: Frames = {}
    contradiction = damage = False
    at = 0
    while at < len(export):
        word = export[at : at + 4]
        end = at + 8 + struct.unpack("<H", export[at + 2 : at + 4])[0] if len(word) == 4 else 0
        crc = export[end : end + 4]
        if word[0] == 0xA5 and 0 < end - at - 8 <= 244 and word[1] == 1 and len(crc) == 4:
            data = export[at:end]
            if struct.unpack("<I", crc)[0] == crc32(data):
                seq = struct.unpack("<I", data[4:8])[0]
                contradiction |= found.setdefault(seq, data) != data
                at = (end + 4 + 3) & ~3
                continue
        header = export[at : at + 16]
        if word == b"PMJ1" and header[12:] == struct.pack("<I", crc32(header[:12])):
            at += 16
            continue
        damage |= word not in (b"\xff" * 4, b"\0" * 4)
        at += 4
    return found, contradiction, damage


def tree(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, of leaves that are hashed already."""
    if not leaves:
        return sha256(b"").digest()
    while len(leaves) > 1:  # level by level; an odd one at the end goes up as it is
        pairs = [leaves[at : at + 2] for at in range(0, len(leaves), 2)]
        leaves = [
            sha256(b"\1" + b"".join(each)).digest() if each[1:] else each[0] for each in pairs
        ]
    return leaves[0]


def leaf(blinding: bytes, data: bytes) -> bytes:
    return sha256(b"\0" + sha256(blinding + data[4:8]).digest()[:16] + data).digest()


class Doubt(Exception):
    """Not proved."""


class Lie(Exception):
    """Contradicts."""


def verdict(case: dict[str, Any]) -> str:
    """Return VERIFIED, INCOMPLETE or TAMPERED of a vector."""
    found, contradiction, damage = frames_in(bytes.fromhex(case["export"]))
    worst = ["TAMPERED"] if contradiction else ["INCOMPLETE"] if damage else []
    for question in (_chain, _macs, _contents, _fresh):
        try:
            question(case, found)
        except Lie:
            worst.append("TAMPERED")
        except Doubt:
            worst.append("INCOMPLETE")
    return max(worst, default="VERIFIED", key=("INCOMPLETE", "TAMPERED").index)


def _seals(found: Frames) -> list[tuple[int, bytes, list[Any]]]:
    """Return (number, core, fields) of every seal."""
    decoded = {seq: cbor2.loads(found[seq][8:]) for seq in sorted(found)}
    return [(seq, found[seq][:-34], one[4:]) for seq, one in decoded.items() if one[0] == 50]


def _chain(case: dict[str, Any], found: Frames) -> None:
    """Epochs rise by one; segments follow each other; every link fits."""
    seals = _seals(found)
    if not seals:
        raise Doubt
    start = sha256(b"posminder seal 1" + bytes.fromhex(case["board"])).digest()
    rows = [(-1, 0, start)]  # epoch, number, link behind it
    rows += [(each[0], seq, sha256(b"\2" + core).digest()) for seq, core, each in seals]
    doubt = False
    for (epoch, seq, link), (at, _core, fields) in zip(rows, seals, strict=False):
        missing, gap = fields[0] - epoch - 1, fields[1] - seq - 1
        if missing < 0 or gap < missing or fields[1] + fields[2] != at:
            raise Lie
        if not missing and fields[4] != link:
            raise Lie
        doubt |= bool(missing or gap)
    if doubt or max(found) > seals[-1][0]:
        raise Doubt


Secrets = tuple[int, bytes | None, bytes | None]
"""Of a chain of keys: the epoch of its first segment, its blinding secret and its first key."""


def _chains(case: dict[str, Any], found: Frames) -> list[tuple[Secrets, str]]:
    """Return for each seal the chain of its segment, and what its beginning is worth."""
    first, blinding = (None if case[n] is None else bytes.fromhex(case[n]) for n in KEYS)
    kept = {sha256(bytes.fromhex(key)).digest(): (bytes.fromhex(salt), bytes.fromhex(key))
            for salt, key in case["chains"]}  # fmt: skip
    now: Secrets = (0, blinding, first)
    rows: list[tuple[Secrets, str]] = []
    end, orders, whole = 0, [], False
    for at, core, fields in _seals(found):
        if not rows and fields[0] and kept:  # nothing is before: whose MAC fits
            candidates = [now, *((start, *each) for each in kept.values() for start in range(at))]
            now = next((each for each in candidates if _fits(case, each, core, fields)), now)
        told = [cbor2.loads(found[n][8:]) for n in range(fields[1], at) if n in found]
        said = [each[4:] for each in told if each[0] == 54]
        worth = ""
        for _, epoch, key_hash, link in (each for each in said if each[0] == 3):
            now = (epoch, *kept.get(key_hash, (None, None)))
            worth = "" if [1, epoch, key_hash, None] in orders else "lie" if whole else "doubt"
            if fields[1] != end + 1 and worth == "lie":
                worth = "doubt"
            if key_hash not in kept:
                worth = "doubt"
            if (epoch, link) != (fields[0], fields[4]):
                worth = "lie"
        rows.append((now, worth))
        end, orders, whole = at, said, len(told) == fields[2]
    return rows


def _fits(case: dict[str, Any], chain: Secrets, core: bytes, fields: list[Any]) -> bool:
    """Whether a seal's MAC is this chain's."""
    start, _, key = chain
    if key is None or start > fields[0]:
        return False
    for _ in range(fields[0] - start):
        key = hmac.digest(key, b"next", "sha256")
    return hmac.digest(key, bytes.fromhex(case["board"]) + core, "sha256") == fields[-1]


def _macs(case: dict[str, Any], found: Frames) -> None:
    doubt = case["key"] is None
    for (chain, worth), (_, core, fields) in zip(_chains(case, found), _seals(found), strict=True):
        if worth == "lie" or (chain[2] is not None and not _fits(case, chain, core, fields)):
            raise Lie
        doubt |= bool(worth) or chain[2] is None
    if doubt:
        raise Doubt


def _contents(case: dict[str, Any], found: Frames) -> None:
    """Every root fits, or one leaf alone is missing from it, and the sales add up."""
    doubt = False
    chains = (chain for chain, _ in _chains(case, found))
    for at, _core, (_, first, count, said, _, total, sales, minor, *_) in _seals(found):
        _, blinding, _ = next(chains)
        if blinding is None:
            doubt = True
            continue
        numbers = [seq for seq in range(first, first + count) if seq in found and seq < at]
        missing = [seq for seq in range(first, first + count) if seq not in numbers]
        leaves = {seq: leaf(blinding, found[seq]) for seq in numbers}
        for seq in missing:
            leaves[seq] = bytes(32)
        if len(missing) == 1 and tree([leaves[seq] for seq in sorted(leaves)]) != said:
            for each in (leaves[seq] for seq in numbers):
                total = bytes(a ^ b for a, b in zip(total, each, strict=True))
            leaves[missing[0]] = total
        if tree([leaves[seq] for seq in sorted(leaves)]) != said:
            if len(missing) > 1:
                doubt = True
                continue
            raise Lie
        doubt |= bool(missing)
        decoded = [cbor2.loads(found[seq][8:]) for seq in numbers]
        approved = [each[6] for each in decoded if each[0] == 13 and each[5] == 0]
        if not missing and (len(approved), sum(approved)) != (sales, minor):
            raise Lie
    if doubt:
        raise Doubt


def _fresh(case: dict[str, Any], found: Frames) -> None:
    """The newest seal is over a nonce of one's own, and so is every other that was asked for.

    Every seal that a checkpoint names is the one it was.
    """
    cores = {seq: core for seq, core, _ in _seals(found)}
    for seq, link in case["links"].items():
        if int(seq) not in cores or sha256(b"\2" + cores[int(seq)]).hexdigest() != link:
            raise Lie
    seals = {seq: fields for seq, _core, fields in _seals(found)}
    for seq, nonce in case["nonces"].items():
        if int(seq) not in seals or seals[int(seq)][8] != bytes.fromhex(nonce):
            raise Lie
    if not seals or str(max(seals)) not in case["nonces"]:
        raise Doubt
