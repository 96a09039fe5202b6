# SPDX-License-Identifier: MIT
"""The records that the reports of some business days need: theirs, their batches', and what lasts.

A record without wall time is dated by its neighbours, and a start by the record before it, so every
run of numbers that is picked begins and ends where that is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posminder.excerpt import alerts, batch, sale
from posminder.excerpt.numbers import Numbers, Run
from posminder.journal_file import Record
from posminder.report.placing import place
from posminder.report.site import DAY_S, WALL_MAX_S, ReportSite, day_of, within
from posminder.store import mentions as m
from posminder.store.reader import Reader
from posminder_formats import records as r

_TERMINAL_LINE = "terminal"


@dataclass(frozen=True, slots=True)
class Days:
    """Business days of a shop, both ends included; None: no end."""

    site: ReportSite
    first: date | None
    last: date | None

    def has(self, day: date | None) -> bool:
        """Tell whether `day` is one of them."""
        return day is not None and within(day, self.first, self.last)

    def utc_s(self) -> Run:
        """Return a span of UTC seconds that holds them, whatever the zone."""
        site = self.site
        first, last = (
            None if day is None else site.at_minute(day, site.day_starts_min)
            for day in (self.first, self.last)
        )
        return (
            0 if first is None else max(0, first - DAY_S),
            WALL_MAX_S if last is None else min(WALL_MAX_S, last + 2 * DAY_S),
        )


def of_days(reader: Reader, days: Days) -> Iterator[Record]:
    """Yield what is needed, ascending."""
    ends = reader.edges()
    if ends is None:
        return
    wanted = Numbers()
    wanted.add(ends[0])
    wanted.add(batch.back(reader, ends[1] + 1), ends[1])  # what is open, and how far it all goes
    for at_s, newest in ((0, False), (WALL_MAX_S, True)):
        seq = reader.at_time(at_s, last=newest, until_s=WALL_MAX_S)
        if seq is not None:
            wanted.add(seq)
    batch.add_epochs(reader, wanted)
    _add_settlements(reader, days, wanted)
    core = _core(reader, days)
    begins = ends[1] + 1
    if core is not None:
        begins, last = batch.back(reader, core[0]), batch.on(reader, core[1], ends[1])
        wanted.add(begins, last)
        _add_before(reader, begins, wanted)
        _add_behind(reader, last, wanted)
        for each in reader.behind(core[0] - 1, r.R_SALE, core[1] + 1):
            sale.add_later(reader, each, last, wanted)
    for run in _closed(reader, wanted, begins):
        yield from reader.between(*run)


def _core(reader: Reader, days: Days) -> Run | None:
    """Return the first and the last number that any record of the days has, and their neighbours.

    The neighbours in time: between them lies how long the board was off.
    """
    first_s, last_s = days.utc_s()
    found = [
        reader.at_time(first_s, last=True, until_s=WALL_MAX_S),
        reader.at_time(last_s, last=False, until_s=WALL_MAX_S),
        *(reader.of_time(first_s, last_s) or ()),
        *_undated(reader, days),
    ]
    seqs = [each for each in found if each is not None]
    return (min(seqs), max(seqs)) if seqs else None


def _undated(reader: Reader, days: Days) -> Iterator[int]:
    """Yield the numbers of records of the days that have no wall time of their own."""
    runs = Numbers()
    for seq in reader.undated(WALL_MAX_S):
        runs.add(seq)
    for first, last in runs.runs():
        begins = reader.dated_before(first, WALL_MAX_S) or first
        ends = reader.dated_behind(last, WALL_MAX_S) or last
        found = (Record(head[0], b"", *head[1:], ()) for head in reader.heads(begins, ends))
        for each in place(found, days.site):
            if not each.exact and days.has(days.site.business_day(each.at_s)):
                yield each.seq


def _add_settlements(reader: Reader, days: Days, wanted: Numbers) -> None:
    """Want the settlements that name one of the days, with what each took."""
    for number in reader.numbers(m.DAY):
        if days.has(day_of(number)):
            for each in reader.bearing(m.DAY, number):
                wanted.add(batch.back(reader, each.seq), each.seq)


def _add_before(reader: Reader, seq: int, wanted: Numbers) -> None:
    """Want the last words before `seq` on what lasts."""
    wanted.add_first(reader.before(seq, r.R_SIGN_IN))
    wanted.add_first(reader.before(seq, r.R_BOOT))
    wanted.add_first(reader.before(seq, r.R_CLOCK))
    wanted.add_first(e for e in reader.before(seq, r.R_LINE) if _is_of_terminal(e))
    wanted.add_first(e for e in reader.before(seq, r.R_BOOT) if e.fields.get("profile_hash"))
    wanted.add_first(e for e in reader.before(seq, r.R_PROFILE) if e.fields.get("new_hash"))
    wanted.add_first(e for e in reader.before(seq, r.R_TERMINAL) if e.fields.get("tid"))
    alerts.add_standing(reader, seq, wanted)


def _add_behind(reader: Reader, seq: int, wanted: Numbers) -> None:
    """Want the first words behind `seq` on what lasts."""
    wanted.add_first(reader.behind(seq, r.R_SIGN_IN))
    wanted.add_first(reader.behind(seq, r.R_BOOT))
    wanted.add_first(e for e in reader.behind(seq, r.R_LINE) if _is_of_terminal(e))
    alerts.add_standing(reader, seq + 1, wanted)


def _is_of_terminal(record: Record) -> bool:
    return bool(record.words().get("line") == _TERMINAL_LINE)


def _closed(reader: Reader, wanted: Numbers, begins: int) -> list[Run]:
    """Return the runs, each from where its records can be dated; alerts before `begins` ended."""
    known: set[int] = set()
    while True:
        widened = (_widened(reader, *run) for run in wanted.runs())
        runs = Numbers()
        for run in widened:
            if run is not None:
                runs.add(*run)
        early = [each for run in runs.runs() if run[1] < begins for each in _raised(reader, run)]
        new = [each for each in early if each.seq not in known]
        if not new:
            return list(runs.runs())
        for each in new:
            known.add(each.seq)
            alerts.add_life(reader, each, wanted)


def _raised(reader: Reader, run: Run) -> Iterator[Record]:
    for each in reader.behind(run[0] - 1, r.R_ALERT, run[1] + 1):
        if each.words().get("state") == "raised":
            yield each


def _widened(reader: Reader, first: int, last: int) -> Run | None:
    """Return the run as far as it takes to date its ends, None where none of it is there."""
    edges = reader.edges(first, last)
    if edges is None:
        return None
    first, last = edges
    last = reader.dated_behind(last, WALL_MAX_S) or last
    while True:
        seq, kind, *_ = reader.heads(first, first)[0]
        before = reader.neighbour(seq) if kind in (r.R_BOOT, r.R_ALERT) else None
        first = reader.dated_before(seq if before is None else before, WALL_MAX_S) or 1
        if first in (seq, 1):
            return first, last
