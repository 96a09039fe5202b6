# SPDX-License-Identifier: MIT
"""What a board's status, its records, its seals and its silence show. Facts in, findings out.

Business days of the last month are judged: an older one is only too old to be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from posminder.board_status import BoardStatus
from posminder.errors import PosminderError
from posminder.evidence.case import Case
from posminder.excerpt.days import Days, of_days
from posminder.report.cause import NONE
from posminder.report.settlements import RUNNING, Row, rows
from posminder.report.site import ReportSite
from posminder.report.whole import Whole
from posminder.store.ingest import find_gaps
from posminder.store.store import Store
from posminder.store.watching import Watched
from posminder.verify.finding import Outcome, Verdict
from posminder.watch import times
from posminder.watch.finding import BOARD as BY_STATUS
from posminder.watch.finding import CASES, REACH, RECORDS, SEALS, Finding, of_alert

CLOCK_OFF_S: Final = 120
_DAYS: Final = timedelta(days=31)
_CASE_DAYS: Final = 3
_OF_A_DAY: Final = ("day_not_settled", "day_unknown")
_NOT_OURS: Final = ("no_key",)  # MACs are for who has the company's private key


def of_status(status: BoardStatus, now_s: int) -> Iterator[Finding]:
    """Yield what a board says of itself."""
    for each in status.alerts:
        since_s = now_s - each.age_s
        yield of_alert(status.id, each.alert, each.subject, since_s, seen=each.seen)
    if status.wall_s is not None and abs(status.wall_s - now_s) > CLOCK_OFF_S:
        told = {"seconds": status.wall_s - now_s}
        yield Finding(BY_STATUS, status.id, "clock_off", told=told)


def of_records(store: Store, board_id: str, now_s: int) -> Iterator[Finding]:
    """Yield what the records of a board in the store show."""
    for gap in find_gaps(store, board_id):
        if not gap.admitted:
            told = {"first": gap.first, "last": gap.last}
            yield Finding(RECORDS, board_id, "records_missing", f"{gap.first}-{gap.last}", "", told)
    whole = recent(store, board_id, now_s)
    if whole is None:
        return
    newest = max(whole.days)
    for row in rows(whole, first_day(now_s), newest):
        if (found := _of_day(row, board_id, newest, whole.site.currency)) is not None:
            yield found


def of_outcome(board_id: str, outcome: Outcome) -> Iterator[Finding]:
    """Yield what verifying a board's journal showed."""
    real = [each for each in outcome.findings if each.word not in _NOT_OURS]
    for verdict, kind in (
        (Verdict.TAMPERED, "journal_tampered"),
        (Verdict.INCOMPLETE, "journal_incomplete"),
    ):
        words = sorted({each.word for each in real if each.verdict is verdict})
        if words:
            mark = "" if verdict is Verdict.TAMPERED else " ".join(words)
            yield Finding(SEALS, board_id, kind, "", mark)


def of_silence(board_id: str, pulled_s: int, silent_after_s: int, now_s: int) -> Iterator[Finding]:
    """Yield that a board was not pulled for too long."""
    if now_s - pulled_s >= silent_after_s:
        yield Finding(REACH, board_id, "not_pulled", told={"since_s": pulled_s})


def of_cases(cases: Iterable[Case], today: date) -> Iterator[Finding]:
    """Yield the cases whose answer is due within days, or overdue."""
    for case in cases:
        left = case.days_left(today)
        if case.is_waiting and left <= _CASE_DAYS:
            board_id = "" if case.sale is None else case.sale.board
            told = {"number": case.number, "day": case.opened.answer_by.isoformat()}
            mark = "overdue" if left < 0 else ""
            yield Finding(CASES, board_id, "case_due", case.number, mark, told)


def is_lapsed(each: Watched, now_s: int) -> bool:
    """Tell whether something is only too old to be judged still."""
    return each.kind in _OF_A_DAY and date.fromisoformat(each.subject) < first_day(now_s)


def first_day(now_s: int) -> date:
    """Return the first business day that is judged."""
    return times.day(now_s, "UTC") - _DAYS


def recent(store: Store, board_id: str, now_s: int) -> Whole | None:
    """Return a board's journal in its shop's days, None where it has none.

    Only what the days that are judged need, which is told as by all.
    """
    known = store.site(board_id)
    if known is None:
        return None
    site = ReportSite.of(board_id, known)
    found = of_days(store.reader(board_id), Days(site, first_day(now_s), None))
    try:
        whole = Whole.of(found, site, store.totals(board_id), store.gaps(board_id))
        return whole if whole.days else None
    except PosminderError:  # no clock was ever set: its alert stands
        return None


def _of_day(row: Row, board_id: str, newest: date, currency: int | None) -> Finding | None:
    """Return what is wrong with a business day that is over, None for nothing."""
    day = row.date.isoformat()
    if row.state == RUNNING or row.date >= newest:
        return None
    if row.is_gap:
        return Finding(RECORDS, board_id, "day_unknown", day, told={"day": day})
    if row.waiting == (0, 0):
        return None
    count, minor = row.waiting
    cause = None if row.cause is None or row.cause.word == NONE else row.cause.word
    told = {"day": day, "count": count, "total_minor": minor, "currency": currency, "cause": cause}
    return Finding(RECORDS, board_id, "day_not_settled", day, str(count), told)
