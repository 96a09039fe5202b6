# SPDX-License-Identifier: MIT
"""Whatever may go wrong with a journal's flash, line or memory, all of it: `make soak`.

    python -m tests.bench.journal_faults [--share 0..1] [--seed N] [--only NAME] [--jobs N]

Cuts: at each operation of a sealed journal's life, torn in five ways, and after each again at each
operation of the life that follows, torn in five ways. Further errors and misreads at each call,
flipped bits, downloads broken off at each byte, memory that ends at each call, heaps too small by
any number of the collector's blocks. Prints a table and what went wrong, with how to play it
again; keeps both in build/journal_faults.json.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import cache
from itertools import product
from multiprocessing import Pool
from typing import Any, Final

from rich.progress import track as progress

from agent.errors import StorageFault
from posminder import output
from posminder.simulator.romfs import BUILD
from tests.model import journal_faults
from tests.model.journal_cuts import FIRST_RECORDS, Tally, double, first_track, live_on, single
from tests.model.journal_faults import KEY_BITS, Resumed, Strike, flip, flip_key, lived, readable
from tests.model.journal_model import Flashes, Kept, Life, exported
from tests.model.small_heaps import Size, Small, moments, sizes
from tests.model.test_journal_memory import CALLS, judge, starts
from tests.model.test_key_pages import STEPS, Step, operations, ways_of

_SHOWN: Final = 20
_TRUSTED: Final = 16  # of so many flips that read the same one is played all the same
_CHUNK: Final = 40  # cases: the cuts at eight operations
_APPENDED: Final = (1, 30, FIRST_RECORDS)  # records behind a download that was broken off
_SMALL_VARIANTS: Final = (0, 3)  # how flash was torn before a life in a heap too small
Case = Any
"""What one of CAMPAIGNS yields, and takes."""


@dataclass
class Result:
    """One campaign."""

    name: str
    cases: int
    s: int
    tally: Tally


_track = cache(first_track)
_LIVED: Final[set[bytes]] = set()
"""States of flash that this process lived on from, and all went well."""


@cache
def _lived() -> tuple[Flashes, Kept, dict[int, bytes], int]:
    """Return a full ring, what was acknowledged, what a host would download, and how long that is.

    The life that is asked for it ends at once: flash is as it was.
    """
    flashes, kept = lived(FIRST_RECORDS)
    life = Life(flashes.again(), kept.copy())
    life.open()
    found, _damage = exported(life.journal)
    return flashes, kept, found, life.journal.export(0).size


def _single(case: Case) -> Tally:
    return single(_track(), iter([case]))


def _double(case: Case) -> Tally:
    return double(_track(), case, lived=_LIVED)


def _strike(case: Strike) -> Tally:
    return _played(repr(case), case.play)


def _flip(case: tuple[int, ...]) -> Tally:
    flashes, _kept, found, _size = _lived()
    state = readable(flashes, case)
    if state in _LIVED and sum(case) % _TRUSTED:
        return Tally()
    tally = _played(f"flip {case}", lambda: flip(flashes, found, case))
    if not tally.failed:
        _LIVED.add(state)
    return tally


def _flip_key(case: int) -> Tally:
    flashes, kept, _found, _size = _lived()
    return _played(f"flip_key {case}", lambda: flip_key(flashes, kept, case))


def _step(case: tuple[Step, tuple[int, ...]]) -> Tally:
    step, ways = case
    name = f"step of keys, {len(step.parts)} parts: {ways}"
    return _played(name, lambda: live_on(step.torn(ways), step.kept.copy(), 2))


def _steps() -> Iterator[tuple[Step, tuple[int, ...]]]:
    return ((step, ways) for at in STEPS for step in operations(at) for ways in ways_of(step))


def _resume(case: Resumed) -> Tally:
    flashes, kept, _found, _size = _lived()
    return _played(repr(case), lambda: case.play(flashes, kept))


def _memory(case: int) -> Tally:
    flashes, kept, _found, _size = _lived()
    (told,) = starts(flashes, range(case, case + 1))
    return _played(f"memory ends at call {case}", lambda: judge(told, kept.copy()))


def _small_heap(case: tuple[Small, list[Size]]) -> Tally:
    def play() -> None:
        case[0].play(case[1])

    return _played("heaps too small", play)


def _small_heaps() -> Iterator[tuple[Small, list[Size]]]:
    for at, variant, restarts in product(moments(), _SMALL_VARIANTS, (False, True)):
        for first in range(0, len(sizes()), _CHUNK):
            yield Small((at, variant), restarts), sizes()[first : first + _CHUNK]


def _played(name: str, play: Callable[[], None]) -> Tally:
    tally = Tally(states=1)
    try:
        play()
    except (AssertionError, ValueError, StorageFault) as error:
        tally.failed.append(f"{name}: {type(error).__name__}: {error}")
    return tally


def _downloads() -> Iterator[Resumed]:
    for size in range(_lived()[-1] + 1):
        for count in _APPENDED:
            yield Resumed(size, count)


CAMPAIGNS: Final[dict[str, tuple[Callable[[], Iterator[Case]], Callable[[Case], Tally]]]] = {
    "one cut": (lambda: _track().cuts(), _single),
    "two cuts": (lambda: _track().cuts(), _double),
    "errors": (journal_faults.strikes, _strike),
    "flipped bits": (journal_faults.flips, _flip),
    "flipped bits of keys": (lambda: iter(KEY_BITS), _flip_key),
    "steps of keys torn anywhere": (_steps, _step),
    "downloads broken off": (_downloads, _resume),
    "memory that ends": (lambda: iter(range(CALLS)), _memory),
    "heaps too small": (_small_heaps, _small_heap),
}


def campaign(name: str, share: float, seed: int, jobs: int) -> Result:
    """Play a campaign, or a `share` of it, in `jobs` processes."""
    cases, play = CAMPAIGNS[name]
    every = list(cases())
    chosen = every
    if share < 1:  # else neighbours stay neighbours: much that they leave is the same
        chosen = random.Random(seed).sample(every, max(1, round(len(every) * share)))
    began = time.monotonic()
    total = Tally()
    with Pool(jobs) as pool:
        ran = pool.imap_unordered(play, chosen, chunksize=min(_CHUNK, len(chosen) // jobs + 1))
        for tally in progress(ran, description=name, total=len(chosen)):
            total.add(tally)
    return Result(name, len(chosen), round(time.monotonic() - began), total)


def main() -> int:
    """Run from the command line; exit code 1 if anything went wrong."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=list(CAMPAIGNS))
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    names = [asked.only] if asked.only else list(CAMPAIGNS)
    results = [campaign(name, asked.share, asked.seed, asked.jobs) for name in names]
    BUILD.mkdir(exist_ok=True)
    kept = json.dumps([asdict(each) for each in results], indent=1)
    (BUILD / "journal_faults.json").write_text(kept + "\n")
    output.table(
        (
            "journal",
            "cases",
            "cuts",
            "states",
            "acknowledged lost",
            "mount failures",
            "failed",
            "s",
        ),
        [_row(each) for each in results],
    )
    failed = [line for each in results for line in each.tally.failed]
    for line in failed[:_SHOWN]:
        output.note(line)
    return int(bool(failed))


def _row(result: Result) -> tuple[object, ...]:
    tally = result.tally
    counts = (
        tally.cuts,
        tally.states,
        tally.acknowledged_lost,
        tally.mount_failures,
        len(tally.failed),
    )
    return (result.name, result.cases, *counts, result.s)


if __name__ == "__main__":
    sys.exit(main())
