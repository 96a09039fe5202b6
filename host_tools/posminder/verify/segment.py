# SPDX-License-Identifier: MIT
"""One segment against its seal: which records are proved, which one is not what was sealed.

The XOR of all leaves makes up for one of them: a single missing or changed record is named, and all
others are proved by the root. Of two or more nobody can say which, and none is proved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from posminder.verify.finding import Finding
from posminder.verify.stored import Seal, Stored, sale_minor
from posminder_formats import seals


def root_of(leaves: list[bytes]) -> bytes:
    """Return the RFC 6962 root over `leaves`."""
    tree = seals.Tree()
    for each in leaves:
        tree.add(each)
    return tree.root()


def leaf_of(blinding: bytes, record: Stored) -> bytes:
    """Return a record's leaf."""
    return seals.leaf(seals.salt(blinding, record.seq), record.data)


def judge(seal: Seal, present: Mapping[int, Stored], blinding: bytes) -> tuple[int, list[Finding]]:
    """Return how many of the records are proved, and what is amiss.

    `present` has the records of the segment by number, as many as there are.
    """
    numbers = range(seal.first_seq, seal.first_seq + seal.count)
    leaves = [
        leaf_of(blinding, present[seq]) if seq in present else seals.UNREADABLE for seq in numbers
    ]
    missing = [seq for seq in numbers if seq not in present]
    if root_of(leaves) == seal.root:
        findings = [Finding("record_unreadable", seal.epoch, seq, seq) for seq in missing]
        if _xor(leaves) != seal.xor:
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
    difference = seals.xor(_xor(leaves), seal.xor)
    places = [seq - seal.first_seq for seq in missing] or range(len(leaves))
    for index in places:
        true_leaf = seals.xor(leaves[index], difference)
        if root_of([*leaves[:index], true_leaf, *leaves[index + 1 :]]) == seal.root:
            return index, true_leaf
    return None


def _xor(leaves: list[bytes]) -> bytes:
    total = seals.UNREADABLE
    for each in leaves:
        total = seals.xor(total, each)
    return total


def _totals(seal: Seal, present: Mapping[int, Stored]) -> list[Finding]:
    amounts = list(_amounts(present))
    if (len(amounts), sum(amounts)) == (seal.sales, seal.total_minor):
        return []
    return [Finding("totals", seal.epoch, seal.first_seq, seal.last_seq)]


def _amounts(present: Mapping[int, Stored]) -> Iterator[int]:
    for record in present.values():
        amount = sale_minor(record)
        if amount is not None:
            yield amount
