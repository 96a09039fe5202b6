# SPDX-License-Identifier: MIT
"""Who was signed in when something was sold: the terminal by its status, its operator by somebody's
word (R40, R72, R74). Two different things, kept apart. Facts only.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from posminder.report.batches import net
from posminder.report.facts import moment
from posminder.report.placing import Placed
from posminder.report.site import within
from posminder.report.spans import Span
from posminder.report.whole import Whole, is_approved
from posminder_formats import records as r

ATTESTED: Final = "attested"
GRADES: Final = {  # of what is known of the terminal; of anything else nothing is known
    **dict.fromkeys(("signed_in", "due", "needed", "failed", "refused", "signing_in"), "B"),
    ATTESTED: "C",
}
SIGNED_IN: Final = ("signed_in", "due", ATTESTED)
_SILENT: Final = "silent"


class SignIns:
    """Whether the terminal was signed in when a record was written."""

    def __init__(self, whole: Whole) -> None:
        self._spans = whole.sign_ins
        self._began = [each.began.seq for each in self._spans]

    def span(self, each: Placed) -> Span | None:
        """Return the state that stood then; None where nothing had been written of it."""
        place = bisect_right(self._began, each.seq) - 1
        return self._spans[place] if place >= 0 else None

    def at(self, each: Placed) -> bool | None:
        """Return the answer, None where the terminal had not been asked."""
        span = self.span(each)
        if span is None or span.state == "unknown":
            return None
        return span.state in SIGNED_IN


@dataclass(frozen=True, slots=True)
class Shift:
    """From one word of an operator's sign-in to the next, at most to the business day's end.

    `said` is that word, None before the first of a day or after the board or the terminal was
    away: then nobody has said who works there. `ended` is the record that ended it.
    """

    date: date
    said: Placed | None
    began: Placed
    ended: Placed | None
    sold: tuple[Placed, ...]

    @property
    def person(self) -> str | None:
        """Who put his name to it; None for a press of the button, and for nobody."""
        return None if self.said is None else self.said.record.fields.get("person")

    @property
    def by(self) -> str | None:
        """How it was said: `person` or `button`."""
        return None if self.said is None else str(self.said.record.words().get("by"))

    @property
    def books(self) -> tuple[int, int]:
        """Count and sum of what was approved in it."""
        return net(self.sold)


@dataclass(frozen=True, slots=True)
class SignInDay:
    """One business day. `sold`: what was approved, and whether the terminal was signed in."""

    date: date
    placed: tuple[Placed, ...]
    sold: tuple[tuple[Placed, bool | None], ...]
    sessions: tuple[Span, ...]
    shifts: tuple[Shift, ...]

    @property
    def unsigned(self) -> tuple[Placed, ...]:
        """What was sold while the terminal was not signed in."""
        return tuple(each for each, signed in self.sold if signed is False)

    @property
    def unknown(self) -> tuple[Placed, ...]:
        """What was sold while nothing was known of it."""
        return tuple(each for each, signed in self.sold if signed is None)


def sign_in_days(
    whole: Whole, first: date | None = None, last: date | None = None
) -> tuple[SignInDay, ...]:
    """Return the business days with a record from `first` to `last`."""
    signs = SignIns(whole)
    return tuple(
        _day(day, placed, whole, signs)
        for day, placed in whole.days.items()
        if within(day, first, last)
    )


def _day(day: date, placed: tuple[Placed, ...], whole: Whole, signs: SignIns) -> SignInDay:
    first, last = placed[0].seq, placed[-1].seq
    approved = [each for each in placed if is_approved(each)]
    return SignInDay(
        day,
        placed,
        tuple((each, signs.at(each)) for each in approved),
        tuple(
            span
            for span in whole.sign_ins
            if span.began.seq <= last and (span.ended is None or span.ended.seq >= first)
        ),
        tuple(_shifts(day, placed)),
    )


def _shifts(day: date, placed: Sequence[Placed]) -> Iterator[Shift]:
    """Yield a day's shifts; one in which nobody had said anything only where it sold."""
    said: Placed | None = None
    began, sold = placed[0], list[Placed]()
    for each in placed:
        if each.kind == r.R_OPERATOR or (said is not None and _was_away(each)):
            if said is not None or sold:
                yield Shift(day, said, began, each, tuple(sold))
            said, began, sold = each if each.kind == r.R_OPERATOR else None, each, []
        elif is_approved(each):
            sold.append(each)
    if said is not None or sold:
        yield Shift(day, said, began, None, tuple(sold))


def _was_away(each: Placed) -> bool:
    """Tell whether board or terminal was away: then another may stand there."""
    if each.kind == r.R_LINE:
        words = each.record.words()
        return words.get("line") == "terminal" and words.get("state") == _SILENT
    return each.kind in (r.R_BOOT, r.R_TERMINAL_CHANGED)


def to_json(day: SignInDay, whole: Whole) -> dict[str, Any]:
    """Return a day as `report sign-in --json` prints it. Keys are only ever added."""
    site = whole.site
    return {
        "board": site.board_id,
        "site": site.site_id,
        "day": day.date.isoformat(),
        "sold": len(day.sold),
        "not_signed_in": [each.seq for each in day.unsigned],
        "unknown": [each.seq for each in day.unknown],
        "terminal": [
            {
                "state": span.state,
                "grade": GRADES.get(span.state),
                "began": moment(span.began, site),
                "ended": moment(span.ended, site),
            }
            for span in day.sessions
        ],
        "operator": [
            {
                "person": shift.person,
                "by": shift.by,
                "grade": None if shift.said is None else "C",
                "began": moment(shift.began, site),
                "ended": moment(shift.ended, site),
                "count": shift.books[0],
                "total_minor": shift.books[1],
            }
            for shift in day.shifts
        ],
    }
