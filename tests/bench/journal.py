# SPDX-License-Identifier: MIT
"""What the journal costs: flash operations, flash time, heap, processor time, reads of a start.

    python -m tests.bench.journal

A burst and a shop's day of 40 sales over 14 hours, its records played from the whole firmware;
LittleFS under the same records. Everything is counted on the real MicroPython
(tests/support/micropython/measure_journal.py), flash time by a model: 0.6 ms a page programmed,
45 ms a sector erased. Writes section `journal` of build/bench.json.

A program is one place written in one go, as facts about parts count it; a page more where a frame
crosses a page's end is in `pages_per_record`, in write amplification and in flash time. A record
is one that somebody asked for: the seals, STATE and sector headers between are cost.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from random import Random
from typing import Any, Final

from posminder import output
from posminder.journal_file import Record
from posminder.scenarios.play import play
from posminder.scenarios.scenario import Scenario
from posminder.scenarios.seeded import day_of
from posminder.scenarios.trade import HOUR_S, TRADES
from tests.bench.soak import keep
from tests.model.journal_cuts import Tally, double, first_track, single

SEED: Final = 1
SALES: Final = 40
SECOND_CUTS: Final = 500
OPENS_S: Final = 7 * HOUR_S
CLOSES_S: Final = 21 * HOUR_S
PROGRAM_MS: Final = 0.6
ERASE_MS: Final = 45
PAGE_BYTES: Final = 256
_HEAP: Final = "heapsize=16m"  # the parts are in it
_PARTS: Final = 3  # of a STATE's fields
_ROOT: Final = Path(__file__).resolve().parents[2]
_SCRIPT: Final = _ROOT / "tests/support/micropython/measure_journal.py"


@dataclass(frozen=True, slots=True)
class Spent:
    """Per record that was asked for."""

    programs: float
    pages: float
    erases: float
    flash_ms: float

    @classmethod
    def of(cls, counted: dict[str, int]) -> Spent:
        """Divide what was counted."""
        records = counted["records"]
        flash_ms = counted["pages"] * PROGRAM_MS + counted["erases"] * ERASE_MS
        return cls(
            programs=round(counted["runs"] / records, 3),
            pages=round(counted["pages"] / records, 3),
            erases=round(counted["erases"] / records, 4),
            flash_ms=round(flash_ms / records, 2),
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """Section `journal`. Times in us are the processor's, unix MicroPython."""

    record_bytes: int  # on flash, in the burst
    programs_per_record: float
    pages_per_record: float
    erases_per_record: float
    write_amplification: float  # bytes of the pages programmed, to a byte of a record
    flash_ms_per_record: float
    full_ring_programs_per_record: float  # LOSS records are in it
    littlefs_flash_ms_per_record: float
    littlefs_times_flash_ms: float
    shop_programs_per_record: float
    shop_pages_per_record: float
    shop_erases_per_record: float
    shop_flash_ms_per_record: float
    shop_records: int
    append_us: int
    append_with_seal_us: int
    append_alloc_bytes: int  # 64-bit words
    boot_recovery_reads: dict[str, int]  # by percent of the ring filled
    cuts: int  # at each operation of a life, in five ways, and seeded second ones
    acknowledged_lost: int
    mount_failures: int


def shop_day() -> tuple[Record, ...]:
    """Play the day; return its journal."""
    trade = replace(TRADES["EUR"], opens_s=OPENS_S, closes_s=CLOSES_S)
    drawn = (day_of(Random(f"journal/{n}"), trade, OPENS_S, (), SALES) for n in count())
    steps = next(each for each in drawn if len(each) == SALES)
    scenario = Scenario(
        name="journal",
        title="Forty sales in fourteen hours",
        title_zh="十四小时四十笔",
        steps=steps,
        profile=trade.profile,
        settings={"hours": {"mon-fri": "07:00-21:00"}, "settle": {"latest": "21:30"}},
        begins_s=OPENS_S - HOUR_S,
        ends_s=CLOSES_S + HOUR_S,
        seed=SEED,
    )
    played = play(scenario)
    return played.records


def measured(day: tuple[Record, ...]) -> dict[str, Any]:
    """Let MicroPython count and time; the day's own seals and STATE are written there anew."""
    own = [each for each in day if each.name not in ("state", "seal")]
    parts = [each.values for each in day if each.name == "state"]
    newest = parts[-parts[-1][3] :]
    given = {
        "state": [value for part in newest for value in part[0]],
        "bodies": [each.body.hex() for each in own],
    }
    ran = subprocess.run(
        [Path(sys.executable).with_name("micropython"), "-X", _HEAP, _SCRIPT],
        input=json.dumps(given),
        env={"MICROPYPATH": os.pathsep.join([".frozen", str(_ROOT / "firmware")])},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


def cut() -> Tally:
    """Cut the power everywhere once, and at some places twice: `make soak` has all of them."""
    track = first_track()
    tally = single(track, track.cuts())
    chance = Random(SEED)
    for first in chance.sample(list(track.cuts()), SECOND_CUTS):
        tally.add(double(track, first, chance))
    return tally


def figures() -> Figures:
    """Measure."""
    tally = cut()
    found = measured(shop_day())
    burst, full = Spent.of(found["burst"]), Spent.of(found["burst_full"])
    shop, littlefs = Spent.of(found["shop"]), Spent.of(found["littlefs"])
    size = found["record_bytes"]
    return Figures(
        record_bytes=size,
        programs_per_record=burst.programs,
        pages_per_record=burst.pages,
        erases_per_record=burst.erases,
        write_amplification=round(burst.pages * PAGE_BYTES / size, 2),
        flash_ms_per_record=burst.flash_ms,
        full_ring_programs_per_record=full.programs,
        littlefs_flash_ms_per_record=littlefs.flash_ms,
        littlefs_times_flash_ms=round(littlefs.flash_ms / burst.flash_ms, 1),
        shop_programs_per_record=shop.programs,
        shop_pages_per_record=shop.pages,
        shop_erases_per_record=shop.erases,
        shop_flash_ms_per_record=shop.flash_ms,
        shop_records=found["shop"]["records"],
        boot_recovery_reads=found["boot_reads"],
        cuts=tally.cuts,
        acknowledged_lost=tally.acknowledged_lost,
        mount_failures=tally.mount_failures,
        **found["append"],
    )


def main() -> None:
    """Measure, print, and write build/bench.json."""
    found = asdict(figures())
    output.table(("journal", "value"), list(found.items()))
    keep("bench.json", "journal", found)


if __name__ == "__main__":
    main()
