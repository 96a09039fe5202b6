# SPDX-License-Identifier: MIT
"""A large archive, verified by all processors: cut behind seals, walked part by part, joined.

A part begins with the seal that the one before ends with, so that links, numbers and epochs are
held against each other over every cut, as in one walk. Where records come from is an argument.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Final

from posminder.verify.finding import Outcome
from posminder.verify.ratchet import Ratchet
from posminder.verify.stored import Seal, Stored, seal_of
from posminder.verify.walk import Known, Start, Walk

Read = Callable[[int, int], Iterable[Stored]]
"""Returns the records of these numbers, both included, ascending. Other processes call it too."""

PART_RECORDS: Final = 25_000  # a second's work at the most; a bar moves once a part
LAST: Final = 2**32 - 1  # a record's greatest number


def verify_all(
    read: Read,
    seals: Sequence[int],
    known: Known,
    progress: Callable[[int, int | None], None] | None = None,
    processes: int | None = None,
) -> Outcome:
    """Verify what `read` returns, as walk.verify does; `seals` are the numbers of its seals.

    `progress` is told (parts done, parts). One process at the most where there is little to do.
    """
    cuts = _cuts(read, seals)
    starts = _starts(cuts, known)
    ends = [*(each.seq for each in cuts), LAST]
    jobs = [(read, known, start, end) for start, end in zip(starts, ends, strict=True)]
    walk = Walk(known)
    count = min(processes or os.cpu_count() or 1, len(jobs))
    if count == 1:
        _join(walk, map(_walked, jobs), len(jobs), progress)
    else:
        with ProcessPoolExecutor(count, get_context("spawn")) as pool:
            _join(walk, pool.map(_walked, jobs), len(jobs), progress)
    walk.end()
    return walk.outcome


def _join(
    walk: Walk,
    parts: Iterable[Walk],
    count: int,
    progress: Callable[[int, int | None], None] | None,
) -> None:
    for done, part in enumerate(parts, 1):
        walk.join(part)
        if progress is not None:
            progress(done, count)


def _walked(job: tuple[Read, Known, Start, int]) -> Walk:
    read, known, start, end = job
    walk = Walk(known, start)
    walk.take_all(read(1 if start.last is None else start.last.seq + 1, end))
    return walk


def _cuts(read: Read, seals: Sequence[int]) -> list[Seal]:
    """Return the seals that parts end with: whole ones, PART_RECORDS or a little more apart."""
    found: list[Seal] = []
    at = 0
    for seq in seals[:-1]:
        if seq - at < PART_RECORDS:
            continue
        seal = next((seal_of(each) for each in read(seq, seq)), None)
        if seal is not None:
            found.append(seal)
            at = seq
    return found


def _starts(cuts: Iterable[Seal], known: Known) -> list[Start]:
    """Return where each part begins, its key with it: what a seal says of its epoch may be a lie.

    A key that cannot be had is None, as in one walk, which does not go back either.
    """
    ratchet = Ratchet(known.first_key)
    found = [Start()]
    for seal in cuts:
        key = ratchet.at(seal.epoch)
        found.append(Start(seal, Ratchet(key, seal.epoch)))
    return found
