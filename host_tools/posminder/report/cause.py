# SPDX-License-Identifier: MIT
"""Why a business day has sales that its own settlement did not take: one cause of R5's list, and
the records that show it. Asked of the journal alone, in one order, the best evidence first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from posminder.report import batches
from posminder.report.batches import OBSERVED, UNDER_WAY, Try
from posminder.report.placing import Placed
from posminder.report.site import DAY_S
from posminder.report.spans import AlertSpan
from posminder.report.whole import Closing, Whole
from posminder.transaction import TAKES_THE_BATCH

NONE: Final = "none"
UNKNOWN: Final = "unknown"
_CONCLUDED: Final = ("device_off",)  # the board itself was not there to see it
_CLOCK: Final = "clock_unset"
_PROFILE: Final = "no_profile"


@dataclass(frozen=True, slots=True)
class Cause:
    """`word` of records.CAUSE_WORDS; `how` names the sentence that tells it (`cause.<how>`).

    `began` and `ended` are the records that show it, None where there is none. Graded as all
    evidence: B the board saw it, C a person attested, D inferred.
    """

    word: str
    how: str
    grade: str
    began: Placed | None = None
    ended: Placed | None = None
    state: str | None = None  # of the last try, where there was one

    @property
    def records(self) -> tuple[Placed, ...]:
        """The records it rests on."""
        return tuple(each for each in (self.began, self.ended) if each is not None)


def cause_of(closing: Closing, whole: Whole) -> Cause:
    """Return why sales of the day waited longer than the day's own settlement."""
    return next(_causes(closing, whole))


def due_s(closing: Closing, whole: Whole) -> int:
    """Return when the day's settlement was due at the latest, local seconds; else its end."""
    site = whole.site
    if site.latest_min is None:
        return site.at_minute(closing.date, site.day_starts_min) + DAY_S
    return site.at_minute(closing.date, site.latest_min)


def _causes(closing: Closing, whole: Whole) -> Iterator[Cause]:
    first_open = next((sold.placed for sold in closing.sold if _waits(sold.batch, closing)), None)
    taken = [batch for batch in closing.batches if batch.end.seq <= closing.last_seq]
    after = 0 if first_open is None else first_open.seq
    tries = [each for each in closing.tries if each.begun.seq > after]
    said = whole.missed.get(closing.date)
    if said is not None and said.record.words().get("cause") not in (NONE, UNKNOWN, None):
        word = str(said.record.words()["cause"])
        yield Cause(word, "missed", "D" if word in _CONCLUDED else "B", said, state=batches.MISSED)
    if tries and tries[-1].state not in TAKES_THE_BATCH:
        yield _of_try(tries[-1], whole)
    elif taken and taken[-1].end.seq < after:
        yield Cause(NONE, "sold_after", "B", taken[-1].end, first_open)
    yield from _at(due_s(closing, whole), whole)
    yield Cause(UNKNOWN, "unknown", "D")


def _waits(end: Placed | None, closing: Closing) -> bool:
    return end is None or end.seq > closing.last_seq


def _of_try(last: Try, whole: Whole) -> Cause:
    """Say what the board wrote of its last try; one that never ended was cut off, or is seen."""
    if last.state == OBSERVED:
        return Cause("operator", "observed", "D", last.begun, last.ended, last.state)
    if last.state != UNDER_WAY:
        word = last.cause or UNKNOWN
        how = "asked" if whole.site.attended else "tried"
        return Cause(word, how, "B", last.begun, last.ended, last.state)
    gap = next((each for each in whole.power if each.boot.seq > last.begun.seq), None)
    if gap is not None:
        return Cause("device_off", "broken_off", "D", last.begun, gap.boot, last.state)
    return Cause(UNKNOWN, "under_way", "D", last.begun, None, last.state)


def _at(due: int, whole: Whole) -> Iterator[Cause]:
    """Yield what stood in the way at `due`, when nothing was begun."""
    for gap in whole.power:
        if gap.last_before is not None and gap.last_before.at_s < due <= gap.boot.at_s:
            yield Cause("device_off", "off", "D", gap.last_before, gap.boot)
    for alert in _standing(_CLOCK, due, whole):
        yield Cause("clock_untrusted", "clock", "B", alert.raised, alert.ended)
    for span in whole.silences:
        if span.began.at_s <= due and (span.ended is None or span.ended.at_s > due):
            yield Cause("link_down", "silent", "B", span.began, span.ended)
    for alert in _standing(_PROFILE, due, whole):
        yield Cause("operator", "no_profile", "B", alert.raised, alert.ended)
    if whole.site.mode == "observe":
        yield Cause("operator", "watched", "D")


def _standing(alert: str, at_s: int, whole: Whole) -> Iterator[AlertSpan]:
    for each in whole.alerts:
        over = each.ended is not None and each.ended.at_s <= at_s
        if each.alert == alert and each.raised.at_s <= at_s and not over:
            yield each
