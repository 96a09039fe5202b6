# SPDX-License-Identifier: MIT
"""One segment against its seal: which records are proved, which one is not what was sealed.

The XOR of all leaves makes up for one of them: a single missing or changed record is named, and all
others are proved by the root. Of two or more nobody can say which, and none is proved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final

from posminder.verify.finding import Finding
from posminder.verify.stored import KIND_AT, Seal, Stored, sale_minor
from posminder_formats import records, seals

_NUMBER: Final = slice(4, 8)  # of a frame's head, as a salt is made of it


def root_of(leaves: list[bytes]) -> bytes:
    """Return the RFC 6962 root over `leaves`: level by level, an odd one goes up as it is.

    Not seals.Tree, which makes next to no garbage on a board: this is most of a verifier's work.
    """
    if not leaves:
        return sha256(b"").digest()
    while len(leaves) > 1:
        lone = leaves[-1:] if len(leaves) & 1 else []
        pairs = zip(leaves[::2], leaves[1::2], strict=False)
        leaves = [sha256(b"\1" + left + right).digest() for left, right in pairs] + lone
    return leaves[0]


def salt_of(blinding: bytes, record: Stored) -> bytes:
    """Return a record's salt: without it nobody can guess a record from its leaf."""
    return sha256(blinding + record.data[_NUMBER]).digest()[: seals.SALT_BYTES]


def leaf_of(salt: bytes, record: Stored) -> bytes:
    """Return a record's leaf."""
    return sha256(b"\0" + salt + record.data).digest()


def leaves_of(seal: Seal, present: Mapping[int, Stored], blinding: bytes) -> list[bytes]:
    """Return the leaves of a segment; one whose record is not there is UNREADABLE."""
    known = dict(zip(present, _leaves(blinding, present.values()), strict=True))
    return [known.get(seq, seals.UNREADABLE) for seq in seal.numbers]


def node_of(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours (RFC 6962, 2.1)."""
    return sha256(b"\1" + left + right).digest()


def judge(seal: Seal, present: Mapping[int, Stored], blinding: bytes) -> tuple[int, list[Finding]]:
    """Return how many of the records are proved, and what is amiss.

    `present` has the records of the segment by number, ascending, as many as there are.
    """
    if len(present) == seal.count:  # mostly so: none is missing
        leaves = _leaves(blinding, present.values())
        if root_of(leaves) == seal.root and xor_of(leaves) == seal.xor:
            return seal.count, _totals(seal, present)
    leaves = leaves_of(seal, present, blinding)
    missing = [seq for seq in seal.numbers if seq not in present]
    if root_of(leaves) == seal.root:
        findings = [Finding("record_unreadable", seal.epoch, seq, seq) for seq in missing]
        if xor_of(leaves) != seal.xor:
            findings.append(Finding("records_changed", seal.epoch, seal.first_seq, seal.last_seq))
        return len(present), findings + (_totals(seal, present) if not missing else [])
    if len(missing) > 1:
        return 0, [Finding("records_missing", seal.epoch, missing[0], missing[-1])]
    amiss = _single(seal, leaves, missing)
    if amiss is None:
        return 0, [Finding("records_changed", seal.epoch, seal.first_seq, seal.last_seq)]
    index, true_leaf = amiss
    seq = seal.first_seq + index
    if missing:
        word = "record_missing"
    else:
        word = "record_not_covered" if true_leaf == seals.UNREADABLE else "record_changed"
    return len(present) - (not missing), [Finding(word, seal.epoch, seq, seq)]


def _single(seal: Seal, leaves: list[bytes], missing: list[int]) -> tuple[int, bytes] | None:
    """Return (place, true leaf) of the one record that makes the root differ, if it is one."""
    difference = xor_of((*leaves, seal.xor))
    places = [seq - seal.first_seq for seq in missing] or range(len(leaves))
    for index in places:
        true_leaf = xor_of((leaves[index], difference))
        if root_of([*leaves[:index], true_leaf, *leaves[index + 1 :]]) == seal.root:
            return index, true_leaf
    return None


def _leaves(blinding: bytes, present: Iterable[Stored]) -> list[bytes]:
    """Return leaves as FORMAT.md has them, each salted with its number."""
    size = seals.SALT_BYTES
    return [
        sha256(b"\0" + sha256(blinding + data[_NUMBER]).digest()[:size] + data).digest()
        for _seq, data in present
    ]


def xor_of(leaves: Iterable[bytes]) -> bytes:
    """Return the bits that are set in an odd number of hashes.

    Halves of all of them laid over each other: six operations for 64, in place of one each.
    """
    joined = b"".join(leaves)
    total, count = int.from_bytes(joined, "big"), len(joined) // seals.HASH_BYTES
    while count > 1:
        count -= count // 2
        bits = count * 8 * seals.HASH_BYTES
        total = total >> bits ^ total & (1 << bits) - 1
    return total.to_bytes(seals.HASH_BYTES, "big")


def _totals(seal: Seal, present: Mapping[int, Stored]) -> list[Finding]:
    sales = [each for each in present.values() if each[1][KIND_AT] == records.R_SALE]
    amounts = [each for each in map(sale_minor, sales) if each is not None]
    if (len(amounts), sum(amounts)) == (seal.sales, seal.total_minor):
        return []
    return [Finding("totals", seal.epoch, seal.first_seq, seal.last_seq)]
