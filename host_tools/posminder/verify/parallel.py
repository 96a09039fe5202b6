# SPDX-License-Identifier: MIT
"""A large archive, verified by all processors: cut behind seals, walked part by part, joined.

A part begins with the seal that the one before ends with, so that links, numbers and epochs are
held against each other over every cut, as in one walk. Where records come from is an argument.
"""

from __future__ import annotations

import os
from bisect import bisect
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from typing import Final

from posminder.verify.finding import Outcome
from posminder.verify.stored import Seal, Stored, seal_of
from posminder.verify.walk import Known, Start, Walk

Read = Callable[[int, int], Iterable[Stored]]
"""Returns the records of these numbers, both included, ascending. Other processes call it too."""

PART_RECORDS: Final = 25_000  # a second's work at the most; a bar moves once a part
_NEAR: Final = 130  # records: two segments
LAST: Final = 2**32 - 1  # a record's greatest number


def verify_all(
    read: Read,
    seals: Sequence[int],
    known: Known,
    progress: Callable[[int, int | None], None] | None = None,
    processes: int | None = None,
    rekeys: Sequence[int] = (),
) -> Outcome:
    """Verify what `read` returns, as walk.verify does.

    `seals` are the numbers of its seals, `rekeys` those of its re-key records, both ascending.
    `progress` is told (parts done, parts). One process at the most where there is little to do.
    """
    cuts = _cuts(read, seals, rekeys)
    starts = [None, *_starts(read, cuts, known, seals, rekeys)]
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


def _walked(job: tuple[Read, Known, Start | None, int]) -> Walk:
    read, known, start, end = job
    walk = Walk(known, start)
    walk.take_all(read(1 if start is None else start.last.seq + 1, end))
    return walk


def _cuts(read: Read, seals: Sequence[int], rekeys: Sequence[int]) -> list[Seal]:
    """Return the seals that parts end with: whole ones, PART_RECORDS or a little more apart.

    None between an order of other keys and the segment that begins with them.
    """
    found: list[Seal] = []
    at = 0
    for seq, following in pairwise(seals):
        near = bisect(rekeys, following) - bisect(rekeys, seq - _NEAR)
        if seq - at < PART_RECORDS or near:
            continue
        seal = next((seal_of(each) for each in read(seq, seq)), None)
        if seal is not None:
            found.append(seal)
            at = seq
    return found


def _starts(
    read: Read,
    cuts: Iterable[Seal],
    known: Known,
    seals: Sequence[int],
    rekeys: Sequence[int],
) -> Iterator[Start]:
    """Yield where each part begins, with the chain of keys that is in force there.

    The chain is learnt from the first seal and from those around re-key records. A key that cannot
    be had is None, as in one walk, which does not go back either.
    """
    walk = Walk(known)
    turns = {seals[0]} if seals else set()
    for seq in rekeys:
        place = bisect(seals, seq)
        turns |= set(seals[place : place + 2])
    waiting = sorted(turns)
    for cut in cuts:
        while waiting and waiting[0] <= cut.seq:
            end = waiting.pop(0)
            place = bisect(seals, end) - 1
            walk.take_all(read(seals[place - 1] + 1 if place else 1, end))
        yield Start(cut, walk.chain.at(cut))
