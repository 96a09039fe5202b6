# SPDX-License-Identifier: MIT
"""The firmware's honest memory figure: the smallest heap with which the demo's day passes.

`mem_alloc` is a sample and `mem_peak` counts garbage, so the heap is bisected instead. Also how
fast the simulated day runs and what a sale costs in journal flash. Writes build/bench.json.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from typing import Final

from posminder import output
from posminder.cli.simulate_common import (
    AFTER_CLOSING_S,
    MIDNIGHT_S,
    START_S,
    Technician,
    example,
    teller,
)
from posminder.cli.simulate_demo import compare
from posminder.errors import PosminderError
from posminder.simulator.day import CLOSING_S, SALES, DemoDay
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.romfs import BUILD
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Timeline

SEED: Final = 1
STEP_KIB: Final = 4
LOW_KIB: Final = 64  # too small even to import
HIGH_KIB: Final = 512


@dataclass(frozen=True, slots=True)
class Run:
    """What one demo day cost."""

    wall_s: float
    virtual_h: float
    exchanges: int
    journal_bytes_a_sale: int
    records: int


def run_day(heap_kib: int) -> Run | None:
    """Run the demo's day with `heap_kib` of heap; None when it does not pass."""
    began = time.monotonic()
    try:
        with Shop(START_S, SEED, heap_kib=heap_kib) as shop:
            timeline = Timeline(shop, teller(silent=True))
            if shop.register is None:
                raise AssertionError("the demo's shop is in line")
            DemoDay(shop, shop.register, timeline, MIDNIGHT_S)
            technician = Technician(shop, timeline)
            technician.commission(example("in_line"))
            shop.world.run_until_wall(MIDNIGHT_S + 8 * 3600)
            before = _programmed(shop)
            shop.world.run_until_wall(MIDNIGHT_S + CLOSING_S)
            spent = _programmed(shop) - before
            shop.world.run_until_wall(MIDNIGHT_S + CLOSING_S + AFTER_CLOSING_S)
            found = technician.pull()
            if not all(check.agrees for check in compare(found, shop.terminal.truth)):
                return None
            if len(shop.world.boots) > 1:
                return None  # it died on the way and came back
            return Run(
                wall_s=round(time.monotonic() - began, 2),
                virtual_h=round(shop.scheduler.now_us / US_PER_S / 3600, 2),
                exchanges=shop.world.exchanges,
                journal_bytes_a_sale=spent // SALES,
                records=len(found),
            )
    except (BoardCrashed, PosminderError):
        return None


def _programmed(shop: Shop) -> int:
    """Return how many bytes of the journal's flash are not as erased."""
    flash = shop.world.journal_path.read_bytes()
    return len(flash) - flash.count(0xFF)


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
    default = run_day(192)
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
            ("journal flash a sale", f"{default.journal_bytes_a_sale} bytes"),
            ("records of the day", default.records),
            ("exchanges with the board", default.exchanges),
        ],
    )
    BUILD.mkdir(exist_ok=True)
    target = BUILD / "bench.json"
    measured = json.loads(target.read_text()) if target.exists() else {}
    day = {**asdict(default), "hours_a_second": hours_a_second}
    measured |= {"heap": {"least_kib": least_kib}, "demo": day}
    target.write_text(json.dumps(measured, indent=2) + "\n")


if __name__ == "__main__":
    main()
