# SPDX-License-Identifier: MIT
"""Picks one business day out of a board's records: facts, no words, for page, chart and JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Final

from posminder.journal_file import Record, gaps
from posminder.report.placing import Placed
from posminder.report.sales import Transaction, transactions
from posminder.report.site import DAY_S, ReportSite
from posminder.report.spans import AlertSpan, PowerGap, Span
from posminder.report.whole import Closing, Whole
from posminder.store.notes import Note
from posminder_formats import records as r

# Kinds that are told as they are, one line each, among the incidents.
_INCIDENTS: Final = (
    *(r.R_CLOCK, r.R_LOSS, r.R_LEFT_OUT, r.R_DAMAGE, r.R_PROFILE),
    *(r.R_OFFLINE, r.R_UNSEEN),
)
_OF_COMMISSIONING: Final = ("no_profile", "uncommissioned")
PROFILE_FIELDS: Final = {r.R_BOOT: "profile_hash", r.R_PROFILE: "new_hash"}


@dataclass(frozen=True, slots=True)
class Day(Closing):
    """One business day of one board. Spans may begin before the day or end after it."""

    site: ReportSite
    begins_s: int  # local seconds
    ends_s: int
    missing: tuple[tuple[int, int], ...]
    profile_hash: str | None  # in force at the day's end, by the records; else the site's
    terminal_id: str | None
    transactions: tuple[Transaction, ...]
    alerts: tuple[AlertSpan, ...]
    sign_ins: tuple[Span, ...]
    silences: tuple[Span, ...]
    power: tuple[PowerGap, ...]
    incidents: tuple[Placed, ...]
    clock_sources: tuple[str, ...]
    notes: tuple[Note, ...]

    @property
    def approved(self) -> tuple[Transaction, ...]:
        """The day's approved transactions."""
        return tuple(each for each in self.transactions if each.approved)

    @property
    def commissioned(self) -> Placed | None:
        """The record of the board's first profile, where it came on this day."""
        profiles = (each for each in self.incidents if each.kind == r.R_PROFILE)
        return next((each for each in profiles if not each.record.words().get("old_hash")), None)

    @property
    def alarms(self) -> tuple[AlertSpan, ...]:
        """The day's alerts, less those that every new board raises until it is commissioned."""
        first = self.commissioned
        return tuple(
            each
            for each in self.alerts
            if first is None
            or each.alert not in _OF_COMMISSIONING
            or each.ended is None
            or each.raised.seq > first.seq
        )

    @property
    def inferred(self) -> int:
        """How many records have no wall time of the board's."""
        return sum(not each.exact for each in self.placed)


def newest(found: Iterable[Record], site: ReportSite) -> date | None:
    """Return the newest business day with a record, None for no record. Raises NoBusinessDay."""
    return max(Whole.of(found, site).days, default=None)


def pick(found: Iterable[Record], site: ReportSite, day: date, notes: Iterable[Note] = ()) -> Day:
    """Return `day` out of `found`: all records of one board, ascending, the more the better.

    What came before tells how the day began, what came after how its batch and receipts ended.
    Raises NoBusinessDay.
    """
    return day_of(Whole.of(found, site), day, notes)


def day_of(whole: Whole, day: date, notes: Iterable[Note] = ()) -> Day:
    """Return `day` out of a board's whole journal."""
    site, placed, closing = whole.site, whole.placed, whole.closing(day)
    of_day, first, last = closing.placed, closing.first_seq, closing.last_seq
    until = [each for each in placed if each.seq <= last]
    sales = [each for each in of_day if each.kind == r.R_SALE]
    begins_s = site.at_minute(day, site.day_starts_min)

    def touches(began: Placed, ended: Placed | None) -> bool:
        return began.seq <= last and (ended is None or ended.seq >= first)

    return Day(
        **{each.name: getattr(closing, each.name) for each in fields(closing)},
        site=site,
        begins_s=begins_s,
        ends_s=begins_s + DAY_S,
        missing=missing_runs(placed, of_day),
        profile_hash=newest_value(until, PROFILE_FIELDS) or site.profile_hash,
        terminal_id=newest_value(until, {r.R_TERMINAL: "tid"}) or site.terminal_id,
        transactions=transactions(sales, placed, whole.ends),
        alerts=tuple(a for a in whole.alerts if touches(a.raised, a.ended)),
        sign_ins=tuple(s for s in whole.sign_ins if touches(s.began, s.ended)),
        silences=tuple(s for s in whole.silences if touches(s.began, s.ended)),
        power=tuple(p for p in whole.power if first <= p.boot.seq <= last),
        incidents=tuple(each for each in of_day if each.kind in _INCIDENTS),
        clock_sources=_clock_sources(until, first),
        notes=tuple(note for note in notes if is_of(note, site, day, of_day)),
    )


def newest_value(until: Sequence[Placed], fields: Mapping[int, str]) -> str | None:
    """Return the newest value of a record's field, by its kind; None where none was written."""
    for each in reversed(until):
        value = each.record.words().get(fields.get(each.kind, ""))
        if value:
            return str(value)
    return None


def missing_runs(placed: Sequence[Placed], of_day: Sequence[Placed]) -> tuple[tuple[int, int], ...]:
    """Return runs of missing numbers in which a record of the day could have stood."""
    if not of_day:
        return ()
    first, last = of_day[0].seq, of_day[-1].seq
    start = max((each.seq for each in placed if each.seq < first), default=0) + 1
    end = min((each.seq for each in placed if each.seq > last), default=last)
    numbers = (each.seq for each in placed if start <= each.seq <= end)
    return tuple(gaps(numbers, first=start))


def _clock_sources(until: Sequence[Placed], first_seq: int) -> tuple[str, ...]:
    """Return where the day's time came from, each source once, in order."""
    found: list[str] = []
    source, boot = "rtc", None
    for each in until:
        if each.record.boot != boot:
            source, boot = "rtc", each.record.boot
        if each.kind == r.R_CLOCK:
            source = str(each.record.words().get("source"))
        told = source if each.exact else "unset"
        if each.seq >= first_seq and told not in found:
            found.append(told)
    return tuple(found)


def is_of(note: Note, site: ReportSite, day: date, of_day: Sequence[Placed]) -> bool:
    """Tell whether `note` is about the day or one of its records, or about the board and of it."""
    if note.subject.seq is not None:
        return any(each.seq == note.subject.seq for each in of_day)
    if note.subject.day is not None:
        return note.subject.day == day.isoformat()
    local_s = site.local_s(note.at_s)
    return local_s is not None and site.business_day(local_s) == day
