# SPDX-License-Identifier: MIT
"""Beside a terminal that speaks nothing: what people were asked, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final, cast

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import profile_fields as f

_DAY_S: Final = 86_400
_MONDAY: Final = 3  # 1970-01-01 was a Thursday
_GRACE_S: Final = 60
_EARLY_S: Final = 3_600  # a hold this long before closing has ended the day
_AGAIN_S: Final = 600  # before the latest time it asks once more
_ASKED: Final = {"sign_in_due": "sign_in_asked", "closing_due": "closing_asked"}
_OF_A_LINE: Final = ("intent", "outcome", "totals", "sale_started", "sale", "terminal", "line")


def line_is_dead(evidence: Evidence) -> Iterator[Violation]:
    """Nothing is sent to such a terminal, and nothing is said to have been seen there."""
    for record in evidence.records:
        if record.name in _OF_A_LINE:
            yield Violation("line_is_dead", f"a record of {record.name}", record.seq)
    if evidence.truth.commands:
        yield Violation("line_is_dead", "the terminal got a command")


def attested_only(evidence: Evidence) -> Iterator[Violation]:
    """A settlement or sign-in is attested or missing, never verified."""
    for record in evidence.of("settlement"):
        if record.words()["state"] not in ("attested", "given_up"):
            yield Violation("attested_only", str(record.words()["state"]), record.seq)
    for record in evidence.of("sign_in"):
        if record.words()["state"] not in ("attested", "unknown"):
            yield Violation("attested_only", str(record.words()["state"]), record.seq)


def attested_by_a_press(evidence: Evidence) -> Iterator[Violation]:
    """What is attested was answered by a press just before, the settlement by a held one."""
    press: Record | None = None
    for record in evidence.records:
        if record.name == "button":
            press = record
        if record.name != "attested":
            continue
        wanted = "held" if record.words()["what"] == "settlement" else "short"
        at_once = press is not None and evidence.at_ms(record) - evidence.at_ms(press) <= 1_000
        if press is None or press.words()["press"] != wanted or not at_once:
            yield Violation("attested_by_a_press", "nobody pressed", record.seq)
        press = None  # one press, one answer


def sign_in_asked(evidence: Evidence) -> Iterator[Violation]:
    """Before each opening it asks for the sign-in, or as soon as it runs with a clock that is set.

    The day on which a board got its first profile after opening asks for nothing any more.
    """
    before_s = evidence.profile.get(f.P_SIGN_IN_BEFORE_MIN, 0) * 60
    log = _Log(evidence)
    for day in _open_days(evidence):
        asks_s = day.opens_s - before_s
        if log.began_s < day.opens_s:
            yield from log.asked("sign_in_due", day.number, asks_s, day.closes_s)


def closing_asked(evidence: Evidence) -> Iterator[Violation]:
    """At each closing time it asks, and once more before the latest, unless it has its answer."""
    log = _Log(evidence)
    for day in _open_days(evidence):
        for asks_s, until_s in (
            (day.closes_s, day.latest_s),
            (max(day.closes_s, day.latest_s - _AGAIN_S), day.latest_s),
        ):
            if not log.answered(day, asks_s, until_s):
                yield from log.asked("closing_due", day.number, asks_s, until_s)


def open_days_ended(evidence: Evidence) -> Iterator[Violation]:
    """Every day of business is attested as settled, or the journal says why it is not.

    A board whose clock is not set knows no day; it catches up once it is.
    """
    ended = {
        record.words()["business_day"]
        for record in evidence.of("settlement")
        if record.words()["state"] == "attested" or record.words()["cause"] != "none"
    }
    log = _Log(evidence)
    for day in _open_days(evidence):
        if day.number not in ended and log.runs(day.latest_s, log.ended_s) is not None:
            sentence = f"day {day.number} has neither settlement nor cause"
            yield Violation("open_days_ended", sentence)


@dataclass(frozen=True, slots=True)
class _OpenDay:
    """A day of business, its number and its times in true local seconds."""

    number: int
    opens_s: int
    closes_s: int
    latest_s: int


def _open_days(evidence: Evidence) -> Iterator[_OpenDay]:
    """Yield every day of business that the board was to mind to its end."""
    if not evidence.profile or not evidence.of("profile"):
        return
    starts = evidence.profile[f.P_DAY_STARTS_MIN]
    latest = evidence.profile[f.P_SETTLE_LATEST_MIN]
    log = _Log(evidence)
    for day in range((log.began_s - starts * 60) // _DAY_S, log.ended_s // _DAY_S + 1):
        spans = _hours(evidence.profile, day)
        if not spans:
            continue
        opens_s, closes_s, latest_s = (
            (day + (minute < starts)) * _DAY_S + minute * 60
            for minute in (spans[0][0], spans[-1][1], latest)
        )
        if log.began_s < latest_s:
            yield _OpenDay(day, opens_s, closes_s, latest_s)


def _hours(profile: Mapping[int, Any], day: int) -> Sequence[Sequence[int]]:
    """Return a day's spans of local minutes: single days before the week's."""
    for first, last, spans in profile.get(f.P_SPECIAL_DAYS, ()):
        if first <= day <= last:
            return cast(Sequence[Sequence[int]], spans)
    return cast(Sequence[Sequence[int]], profile[f.P_HOURS][(day + _MONDAY) % 7])


class _Log:
    """A journal in true local seconds, whatever the board's clock said."""

    def __init__(self, evidence: Evidence) -> None:
        self._at = [(_local_s(evidence, record), record) for record in evidence.records]
        profiles = [at_s for at_s, record in self._at if record.name == "profile"]
        self.began_s = profiles[0] if profiles else 0
        self.ended_s = self._at[-1][0] if self._at else 0

    def runs(self, from_s: int, until_s: int) -> int | None:
        """Return from when on, in this span, it surely ran for a while with its clock set.

        Surely: there is a record of the same boot before and after. None: not at all.
        """
        for (at_s, record), (next_s, after) in pairwise(self._at):
            first_s = max(at_s, from_s, self.began_s)
            is_set = record.wall_s is not None and record.boot == after.boot
            if is_set and first_s + _GRACE_S < min(next_s, until_s):
                return first_s
        return None

    def asked(self, alert: str, day: int, asks_s: int, until_s: int) -> Iterator[Violation]:
        """Yield a violation if it ran in this span, and did not ask as soon as it did."""
        ran_s = self.runs(asks_s, until_s)
        if ran_s is None or any(
            asks_s <= at_s <= ran_s + _GRACE_S
            for at_s, record in self._at
            if record.words().get("alert") == alert and record.words()["state"] == "raised"
        ):
            return
        yield Violation(_ASKED[alert], f"day {day}: nobody was asked")

    def answered(self, day: _OpenDay, asks_s: int, until_s: int) -> bool:
        """Tell whether somebody said that it is settled before it would have had to ask."""
        ran_s = self.runs(asks_s, until_s)
        return ran_s is not None and any(
            day.closes_s - _EARLY_S <= at_s <= ran_s + _GRACE_S
            for at_s, record in self._at
            if record.name == "settlement" and record.words()["state"] == "attested"
        )


def _local_s(evidence: Evidence, record: Record) -> int:
    """Return the true local second of `record`, whatever the board's clock said."""
    wall_s = evidence.epoch_s + evidence.at_ms(record) // 1_000
    rows = evidence.profile[f.P_UTC_OFFSETS]
    return wall_s + int(max((row for row in rows if row[0] <= wall_s), default=rows[0])[1])
