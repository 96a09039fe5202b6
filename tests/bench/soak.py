# SPDX-License-Identifier: MIT
"""A clumsy shop for a month or a year: the real firmware through everything that goes wrong in one.

    python -m tests.bench.soak [--days N] [--seed N] [--shop EUR|CNY|CLP|attended]

A shop is known by its currency, but for the one whose terminal speaks nothing.

Prints what was sold, what went wrong and whatever did not hold; exits with 1 if anything did not.
Thirty days are the section `soak` of build/bench.json; every run is kept in build/soak.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

from posminder import output
from posminder.scenarios import invariants
from posminder.scenarios.attended import attended_shop
from posminder.scenarios.clumsy import MONTH_DAYS, clumsy_shop
from posminder.scenarios.invariants import Violation
from posminder.scenarios.play import play
from posminder.scenarios.trade import TRADES
from posminder.simulator.romfs import BUILD

SEED: Final = 1
ATTENDED: Final = "attended"
_SHOWN: Final = 20  # violations


@dataclass(frozen=True, slots=True)
class Soak:
    """What came of it. `faults`: incidents that were played; `violations` are to be none."""

    seed: int
    shop: str
    days: int
    sales: int
    faults: int
    records: int
    account_steps: int
    boots: int
    violations: int
    wall_s_per_day: float


def soak(
    seed: int, shop: str, days: int, progress: Callable[[int, int], None] | None = None
) -> tuple[Soak, list[Violation]]:
    """Play `days` of the shop that `seed` draws, and hold its journal against what must be true."""
    began = time.monotonic()
    if shop == ATTENDED:
        drawn = attended_shop(seed, days)
    else:
        drawn = clumsy_shop(seed, currency=shop, days=days)
    played = play(drawn.scenario, progress=progress)
    violations = invariants.check(played.evidence())
    found = Soak(
        seed=seed,
        shop=shop,
        days=days,
        sales=len(played.truth.sales),
        faults=drawn.faults,
        records=len(played.records),
        account_steps=sum(each.words().get("stage") is not None for each in played.records),
        boots=len(played.boots),
        violations=len(violations),
        wall_s_per_day=round((time.monotonic() - began) / days, 2),
    )
    return found, violations


def keep(file: str, section: str, value: dict[str, Any]) -> None:
    """Write `value` as `section` of the JSON object in build/`file`."""
    BUILD.mkdir(exist_ok=True)
    target = BUILD / file
    measured = json.loads(target.read_text()) if target.exists() else {}
    target.write_text(json.dumps({**measured, section: value}, indent=2) + "\n")


def main() -> int:
    """Play, print, keep; return the exit code."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--days", type=int, default=MONTH_DAYS)
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument("--shop", choices=(*sorted(TRADES), ATTENDED), default="EUR")
    given = options.parse_args()
    output.note(f"seed {given.seed}, {given.shop}, {given.days} days")
    last = 0

    def progress(done_s: int, length_s: int) -> None:
        nonlocal last
        tenth = done_s * 10 // length_s
        if tenth != last:
            output.note(f"{tenth * 10} %")
            last = tenth

    found, violations = soak(given.seed, given.shop, given.days, progress)
    output.table(("soak", "value"), list(asdict(found).items()))
    for each in violations[:_SHOWN]:
        output.note(f"{each.name}: {each.sentence} (record {each.seq})")
    keep("soak.json", f"{given.shop}-{given.seed}-{given.days}", asdict(found))
    if given.days == MONTH_DAYS and given.shop != ATTENDED:
        keep("bench.json", "soak", asdict(found))
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main())
