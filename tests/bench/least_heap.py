# SPDX-License-Identifier: MIT
"""The firmware's honest memory figure: the smallest heap with which a full day passes.

`mem_alloc` is a sample and `mem_peak` counts garbage, so the heap is bisected instead; with words
of 32 bits too, as chips have them, where such a board can be built. Also what stands in the heap
at four moments, how fast the demo's day runs and what a sale costs in journal flash. Writes
build/bench.json.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import Final

from posminder import output
from posminder.scenarios.demo import demo_day
from posminder.scenarios.play import play
from posminder.scenarios.summary import bytes_a_sale
from posminder.simulator.scheduler import US_PER_S
from tests.bench.board_of_32_bits import NotToBeHad, words_of_32_bits
from tests.bench.full_day import full_day, play_full_day
from tests.bench.heap_samples import asking, samples
from tests.bench.soak import keep

SEED: Final = 1
STEP_KIB: Final = 2
LOW_KIB: Final = 64  # too small to start; a day short of heap is slow, it restarts
HIGH_KIB: Final = 256
HIGH_CODE_IN_HEAP_KIB: Final = 384
_COMMISSIONED: Final = 30  # the watchdog is fed every 4 s: after two minutes


@dataclass(frozen=True, slots=True)
class Heap:
    """KiB for the bisected, bytes for what was in use when garbage was out."""

    least_kib: int
    least_kib_32_bits: int | None  # None where no such board can be built
    least_kib_32_bits_code_in_heap: int | None
    interpreter: int  # asyncio too
    code: int  # that every board loads: modules, functions, classes, names
    shop: int  # the profile's driver, its duties' state, all buffers
    day: int  # and what the fullest moment adds, the journal being pulled
    profile_bytes: int
    deposits: int
    alerts: int
    sales_in_pulls: int


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo's day cost."""

    wall_s: float
    virtual_h: float
    journal_bytes_a_sale: int
    records: int
    hours_a_second: float


def least_heap_kib(high_kib: int = HIGH_KIB) -> int:
    """Return the smallest heap in steps of STEP_KIB with which the day passes."""
    low, high = LOW_KIB // STEP_KIB, high_kib // STEP_KIB
    while high - low > 1:
        middle = (low + high) // 2
        passed = full_day(middle * STEP_KIB) is not None
        output.note(f"{middle * STEP_KIB} KiB: {'passes' if passed else 'fails'}")
        low, high = (low, middle) if passed else (middle, high)
    return high * STEP_KIB


def _least_heap_kib_32_bits(*, code_in_heap: bool) -> int | None:
    try:
        with words_of_32_bits(code_in_heap=code_in_heap):
            return least_heap_kib(HIGH_CODE_IN_HEAP_KIB if code_in_heap else HIGH_KIB)
    except NotToBeHad as reason:
        output.note(f"not measured with words of 32 bits: {reason}")
        return None


def heap() -> Heap:
    """Measure the heap."""
    with asking():
        full = play_full_day()
    said = samples(full.log)
    return Heap(
        least_kib=least_heap_kib(),
        least_kib_32_bits=_least_heap_kib_32_bits(code_in_heap=False),
        least_kib_32_bits_code_in_heap=_least_heap_kib_32_bits(code_in_heap=True),
        interpreter=said.interpreter,
        code=said.loaded - said.interpreter,
        shop=said.fed[_COMMISSIONED] - said.loaded,
        day=max(said.fed) - said.fed[_COMMISSIONED],
        profile_bytes=full.profile_bytes,
        deposits=full.batches,
        alerts=full.alerts,
        sales_in_pulls=full.sales_in_pulls,
    )


def demo() -> Demo:
    """Measure the demo's day."""
    began = time.monotonic()
    played = play(demo_day(SEED).scenario)
    wall_s = round(time.monotonic() - began, 2)
    virtual_h = round(played.ended_us / US_PER_S / 3600, 2)
    return Demo(
        wall_s=wall_s,
        virtual_h=virtual_h,
        journal_bytes_a_sale=bytes_a_sale(played),
        records=len(played.records),
        hours_a_second=round(virtual_h / wall_s, 2),
    )


def _kib(measured: int | None) -> str:
    return "not measured" if measured is None else f"{measured} KiB"


def main() -> None:
    """Measure, print, and write build/bench.json."""
    found, day = heap(), demo()
    output.table(
        ("heap of the full day", "value"),
        [
            ("least heap, words of 64 bits", f"{found.least_kib} KiB"),
            ("least heap, words of 32 bits", _kib(found.least_kib_32_bits)),
            ("the same, code in the heap", _kib(found.least_kib_32_bits_code_in_heap)),
            ("interpreter and asyncio", f"{found.interpreter} bytes"),
            ("code that is loaded", f"{found.code} bytes"),
            ("the shop's driver, state and buffers", f"{found.shop} bytes"),
            ("the fullest moment more", f"{found.day} bytes"),
            ("profile", f"{found.profile_bytes} bytes"),
            ("batches settled, of which 16 are awaited", found.deposits),
            ("alerts that stood", found.alerts),
            ("sales begun while the journal was pulled", found.sales_in_pulls),
        ],
    )
    output.table(
        ("demo's day", "value"),
        [
            ("wall time", f"{day.wall_s} s"),
            ("virtual hours a second", day.hours_a_second),
            ("journal a transaction", f"{day.journal_bytes_a_sale} bytes"),
            ("records", day.records),
        ],
    )
    keep("bench.json", "heap", asdict(found))
    keep("bench.json", "demo", asdict(day))


if __name__ == "__main__":
    main()
