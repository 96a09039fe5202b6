# SPDX-License-Identifier: MIT
"""Beside a terminal that speaks nothing: what people were asked, and what may be said of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import profile_fields as f

_DAY_S: Final = 86_400
_MONDAY: Final = 3  # 1970-01-01 was a Thursday
_GRACE_S: Final = 60
_EARLY_S: Final = 3_600  # a hold this long before closing has ended the day
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


def closing_asked(evidence: Evidence) -> Iterator[Violation]:
    """At each closing time that the board was awake for it asks, unless it has its answer."""
    for day, closes_s, _ in _open_days(evidence):
        if not _awake(evidence, closes_s):
            continue
        asked = any(
            closes_s <= _local_s(evidence, record) <= closes_s + _GRACE_S
            for record in evidence.of("alert", alert="closing_due", state="raised")
        )
        answered = any(
            closes_s - _EARLY_S <= _local_s(evidence, record) <= closes_s
            for record in evidence.of("settlement", state="attested")
        )
        if not asked and not answered:
            yield Violation("closing_asked", f"day {day} closed, and nobody was asked")


def open_days_ended(evidence: Evidence) -> Iterator[Violation]:
    """Every day of business is attested as settled, or the journal says why it is not."""
    ended = {
        record.words()["business_day"]
        for record in evidence.of("settlement")
        if record.words()["state"] == "attested" or record.words()["cause"] != "none"
    }
    for day, _, latest_s in _open_days(evidence):
        after = [r for r in evidence.records if _local_s(evidence, r) > latest_s + _GRACE_S]
        if day not in ended and after:
            yield Violation("open_days_ended", f"day {day} has neither settlement nor cause")


def _open_days(evidence: Evidence) -> Iterator[tuple[int, int, int]]:
    """Yield (business day, closing, latest settlement) of every day that the board was to mind."""
    profiles = [r for r in evidence.of("profile") if r.wall_s is not None]
    if not profiles or not evidence.profile:
        return
    starts = evidence.profile[f.P_DAY_STARTS_MIN]
    first_s = _local_s(evidence, profiles[0])
    last_s = max(_local_s(evidence, record) for record in evidence.records)
    for day in range((first_s - starts * 60) // _DAY_S, last_s // _DAY_S + 1):
        spans = evidence.profile[f.P_HOURS][(day + _MONDAY) % 7]
        if not spans:
            continue
        closes_s, latest_s = (
            (day + (minute < starts)) * _DAY_S + minute * 60
            for minute in (spans[-1][1], evidence.profile[f.P_SETTLE_LATEST_MIN])
        )
        if first_s < latest_s:
            yield day, closes_s, latest_s


def _awake(evidence: Evidence, local_s: int) -> bool:
    """Return whether the board has records before and after this moment, and no start between."""
    at = [_local_s(evidence, record) for record in evidence.records]
    before = [r for r, each in zip(evidence.records, at, strict=True) if each < local_s]
    after = [r for r, each in zip(evidence.records, at, strict=True) if each > local_s + _GRACE_S]
    return bool(before and after) and before[-1].boot == after[0].boot


def _local_s(evidence: Evidence, record: Record) -> int:
    """Return the true local second of `record`, whatever the board's clock said."""
    wall_s = evidence.epoch_s + evidence.at_ms(record) // 1_000
    rows = evidence.profile[f.P_UTC_OFFSETS]
    return wall_s + int(max((row for row in rows if row[0] <= wall_s), default=rows[0])[1])
