# SPDX-License-Identifier: MIT
"""How the store fares at 10,000 and at 1,000,000 records of one board. Writes build/bench.json.

A shop of 100 sales a day: each a SALE and a RECEIPT record, in the evening a settlement's seven,
and a start, a sign-in and a reminder of a receipt. Imported in parts of a few months; then a week
is pulled, one transaction is looked up and a month reported as the commands do it. In one process
and in its processor's time, so that a busy computer counts little; the file is written through to
the disk. Sizes: the wheel, and what each extra adds to an installation.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, Final

import cbor2
from packaging.requirements import Requirement

from posminder import output
from posminder.cli.shop import lives_of
from posminder.excerpt.days import Days, of_days
from posminder.report.settlements import rows
from posminder.report.site import ReportSite
from posminder.report.whole import Whole
from posminder.store.ingest import ingest
from posminder.store.store import Store
from posminder_formats import records as r
from tests.bench.soak import keep
from tests.host.journal_bytes import BOARD, export

SMALL: Final = 10_000
LARGE: Final = 1_000_000
SALES: Final = 100
A_DAY: Final = 2 * SALES + 11
PART_DAYS: Final = 120
PULL_DAYS: Final = 7
BEGINS: Final = date(2020, 9, 14)
BEGINS_S: Final = (BEGINS - date(1970, 1, 1)).days * 86_400
SITE: Final = ReportSite(
    BOARD, "kn-0001", "Kiosk", 978, hours=[((480, 1200),)] * 7, latest_min=1245
)


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds of one processor. The ratio: time a record at the large size against the small."""

    import_records_per_s: int
    import_records_per_s_10k: int
    per_record_ratio_1m: float
    pull_ms_10k: int
    pull_ms_1m: int
    look_up_ms_10k: int
    look_up_ms_1m: int
    look_up_ratio_1m: float
    month_ms_10k: int
    month_ms_1m: int
    month_ratio_1m: float
    peak_mb: int
    file_mb: int
    records: int
    wheel_bytes: int
    extra_evidence_bytes: int
    extra_watch_bytes: int


def wheel_bytes() -> int:
    """Return the size of the wheel, built as `pip` builds it."""
    with tempfile.TemporaryDirectory() as name:
        command = [sys.executable, "-m", "pip", "wheel", "-q", ".", "--no-deps", "-w", name]
        subprocess.run(command, check=True)
        (wheel,) = Path(name).glob("posminder-*.whl")
        return wheel.stat().st_size


def extra_bytes(extra: str) -> int:
    """Return what the distributions take on disk that an extra brings and the rest does not."""
    return sum(map(_installed, _needs("posminder", extra) - _needs("posminder", "")))


def _needs(name: str, extra: str) -> set[str]:
    """Return the names of all that a distribution needs, with one of its extras."""
    found: set[str] = set()
    waiting = [(name, extra)]
    while waiting:
        of, with_ = waiting.pop()
        for each in map(Requirement, metadata.requires(of) or ()):
            wanted = each.marker is None or each.marker.evaluate({"extra": with_})
            if wanted and each.name not in found:
                found.add(each.name)
                waiting += [(each.name, more) for more in each.extras or ("",)]
    return found


def _installed(name: str) -> int:
    paths = (Path(str(each.locate())) for each in metadata.files(name) or ())
    return sum(path.stat().st_size for path in paths if path.is_file())


def days(count: int) -> Iterator[list[bytes]]:
    """Yield the bodies of one business day after the other, `count` in all or a few more."""
    made, number = 0, 0
    while made < count:
        bodies = list(_day(number))
        yield bodies
        made, number = made + len(bodies), number + 1


def _day(number: int) -> Iterator[bytes]:
    midnight_s = BEGINS_S + number * 86_400
    total = 0

    def body(at_s: int, kind: int, *fields: Any) -> bytes:
        mono_ms = (number * 86_400 + at_s) * 1_000
        return cbor2.dumps([kind, 1, mono_ms, midnight_s + at_s, *fields])

    yield body(7 * 3_600, r.R_BOOT, 0, "0.3.0", None, 0)
    yield body(7 * 3_600 + 9, r.R_SIGN_IN, 1, 0)
    for sale in range(SALES):
        at_s, minor = 9 * 3_600 + sale * 300, 500 + sale * 7
        trace = (number * SALES + sale) % 999_999 + 1
        card = (6, "VISA", "476173******0119", 914, 90_000, 1, "A1")
        yield body(at_s, r.R_SALE, 1, 0, minor, 978, trace, trace, *card)
        yield body(at_s + 5, r.R_RECEIPT, trace, trace, 2, 3)
        total += minor
    yield body(19 * 3_600, r.R_ALERT, 1, 1, trace)
    yield body(19 * 3_600 + 60, r.R_ALERT, 1, 3, trace)
    end_s = 20 * 3_600 + 300
    day = midnight_s // 86_400
    yield body(end_s, r.R_SETTLEMENT, 1, day, SALES, total, 0)
    yield body(end_s + 1, r.R_TOTALS, SALES, total, 1)
    yield body(end_s + 1, r.R_INTENT, 4, 3)
    yield body(end_s + 8, r.R_OUTCOME, 4, 1, 0)
    yield body(end_s + 8, r.R_TOTALS, SALES, total, 2)
    yield body(end_s + 9, r.R_TOTALS, 0, 0, 3)
    yield body(end_s + 9, r.R_SETTLEMENT, 2, day, SALES, total, 0)


def imported(store: Store, count: int) -> float:
    """Import `count` records in parts; return the seconds that took, without making them."""
    took, seq = 0.0, 1
    part: list[bytes] = []
    for number, bodies in enumerate(days(count), 1):
        part += bodies
        if number % PART_DAYS == 0:
            took += _pulled(store, part, seq)
            seq, part = seq + len(part), []
    return took + (_pulled(store, part, seq) if part else 0.0)


def pulled(store: Store, count: int) -> float:
    """Return the seconds to import one more week."""
    whole = list(days(count))
    week = [body for number in range(PULL_DAYS) for body in _day(len(whole) + number)]
    return _pulled(store, week, sum(len(each) for each in whole) + 1)


def _pulled(store: Store, bodies: list[bytes], seq: int) -> float:
    data = export(*bodies, first_seq=seq)
    return _timed(lambda: ingest(store, BOARD, data, "pull", seq - 1))


def _timed(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def looked_up(store: Store) -> float:
    """Return the seconds to find one transaction by its number."""
    return _timed(lambda: lives_of(store, BOARD, str(SMALL // 4)))


def month(store: Store, count: int) -> float:
    """Return the seconds to list the days of the last month of `count` records."""
    last = date.fromordinal(BEGINS.toordinal() + count // A_DAY - 1)
    first = last - timedelta(days=29)

    def report() -> None:
        needed = of_days(store.reader(BOARD), Days(SITE, first, last))
        whole = Whole.of(needed, SITE, (), store.gaps(BOARD))
        found = list(rows(whole, first, last))
        if len(found) != 30 or not all(each.sold[0] == SALES for each in found):
            raise SystemExit("the month's report is not what was sold")

    return _timed(report)


def main() -> None:
    """Measure, print a table, and write the section `store`."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--large", type=int, default=LARGE)
    large = options.parse_args().large
    found: dict[int, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        for count in (SMALL, large):
            path = Path(name) / f"{count}.sqlite3"
            with Store(path) as store:
                found[count] = [imported(store, count), looked_up(store), month(store, count)]
                found[count].append(pulled(store, count))
        size = path.stat().st_size
    few, many = found[SMALL], found[large]
    ratios = [many[at] / large / (few[at] / SMALL) for at in range(3)]
    speed = Speed(
        import_records_per_s=round(large / many[0]),
        import_records_per_s_10k=round(SMALL / few[0]),
        per_record_ratio_1m=round(ratios[0], 2),
        pull_ms_10k=round(few[3] * 1_000),
        pull_ms_1m=round(many[3] * 1_000),
        look_up_ms_10k=round(few[1] * 1_000),
        look_up_ms_1m=round(many[1] * 1_000),
        look_up_ratio_1m=round(ratios[1], 2),
        month_ms_10k=round(few[2] * 1_000),
        month_ms_1m=round(many[2] * 1_000),
        month_ratio_1m=round(ratios[2], 2),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1_024,
        file_mb=size >> 20,
        records=large,
        wheel_bytes=wheel_bytes(),
        extra_evidence_bytes=extra_bytes("evidence"),
        extra_watch_bytes=extra_bytes("watch"),
    )
    output.table(("the store", ">"), list(asdict(speed).items()))
    keep("bench.json", "store", asdict(speed))


if __name__ == "__main__":
    main()
