# SPDX-License-Identifier: MIT
"""The firmware's honest memory figure: the smallest heap with which the demo's day passes.

`mem_alloc` is a sample and `mem_peak` counts garbage, so the heap is bisected instead. Also how
fast the simulated day runs and what a sale costs in journal flash. Writes build/bench.json.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Final

from posminder import output
from posminder.errors import PosminderError
from posminder.scenarios import invariants
from posminder.scenarios.demo import demo_day
from posminder.scenarios.play import play
from posminder.scenarios.summary import Verdict, books, bytes_a_sale
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.world import HEAP_KIB, POWER
from tests.bench.soak import keep

SEED: Final = 1
STEP_KIB: Final = 4
LOW_KIB: Final = 96  # too small to start; a day short of heap is slow, it restarts
HIGH_KIB: Final = 320


@dataclass(frozen=True, slots=True)
class Run:
    """What one demo day cost."""

    wall_s: float
    virtual_h: float
    journal_bytes_a_sale: int
    records: int


def run_day(heap_kib: int) -> Run | None:
    """Run the demo's day with `heap_kib` of heap; None when it does not pass."""
    began = time.monotonic()
    try:
        played = play(demo_day(SEED).scenario, heap_kib=heap_kib)
    except (BoardCrashed, PosminderError):
        return None
    if invariants.check(played.evidence()):
        return None
    if any(row.verdict is Verdict.DIFFERS for row in books(played)):
        return None
    if any(boot.reason != POWER for boot in played.boots):
        return None  # it died on the way and came back
    return Run(
        wall_s=round(time.monotonic() - began, 2),
        virtual_h=round(played.ended_us / US_PER_S / 3600, 2),
        journal_bytes_a_sale=bytes_a_sale(played),
        records=len(played.records),
    )


def least_heap_kib() -> int:
    """Return the smallest heap in steps of STEP_KIB with which the day passes."""
    low, high = LOW_KIB // STEP_KIB, HIGH_KIB // STEP_KIB
    while high - low > 1:
        middle = (low + high) // 2
        passed = run_day(middle * STEP_KIB) is not None
        output.note(f"{middle * STEP_KIB} KiB: {'passes' if passed else 'fails'}")
        low, high = (low, middle) if passed else (middle, high)
    return high * STEP_KIB


def main() -> None:
    """Measure, print, and write build/bench.json."""
    default = run_day(HEAP_KIB)
    if default is None:
        raise SystemExit("The demo's day does not pass with the default heap.")
    least_kib = least_heap_kib()
    hours_a_second = round(default.virtual_h / default.wall_s, 2)
    output.table(
        ("", "value"),
        [
            ("least heap for the demo's day", f"{least_kib} KiB"),
            ("demo, wall time", f"{default.wall_s} s"),
            ("virtual hours a second", hours_a_second),
            ("journal a transaction", f"{default.journal_bytes_a_sale} bytes"),
            ("records of the day", default.records),
        ],
    )
    keep("bench.json", "heap", {"least_kib": least_kib})
    keep("bench.json", "demo", {**asdict(default), "hours_a_second": hours_a_second})


if __name__ == "__main__":
    main()
