# SPDX-License-Identifier: MIT
"""Alerts and business days: nothing wrong goes unsaid, and nothing said is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import profile_fields as f

_DAY_S: Final = 86_400
_SETTLING_S: Final = 600  # it may begin at the latest time, wait for a quiet line, and take so long
_GRACE_MS: Final = 2_000  # an alert follows its record at once; a deadline may wait for a dialog
# What a record says, and the alert that somebody must get because of it.
_CALLS: Final[dict[tuple[str, str], str]] = {
    ("receipt", "refused"): "receipt_missing",
    ("receipt", "missing"): "receipt_missing",
    ("receipt", "stopped"): "receipt_missing",
    ("receipt", "impossible"): "receipt_missing",
    ("settlement", "given_up"): "settlement_open",
    ("settlement", "unknown"): "settlement_open",
    ("settlement", "mismatch"): "settlement_mismatch",
    ("settlement", "held"): "above_maximum",
    ("sign_in", "failed"): "not_signed_in",
    ("line", "silent"): "terminal_silent",
    ("line", "settling_itself"): "two_settlers",
}
# Alerts that belong to a duty: what stood when the power went stands again, or has an end.
_KEPT: Final = ("receipt_missing", "settlement_mismatch", "receipts_unprinted")
_DAYS_END: Final = ("verified", "seen", "mismatch", "nothing_to_settle")


def alerts_raised(evidence: Evidence) -> Iterator[Violation]:
    """Whatever calls for an alert has one: it stands already, or is raised at once."""
    stands: set[tuple[str, Any]] = set()
    wanted: list[tuple[Record, str, Any]] = []
    for record in evidence.records:
        for each in [
            w for w in wanted if evidence.at_ms(record) - evidence.at_ms(w[0]) > _GRACE_MS
        ]:
            wanted.remove(each)
            yield Violation(
                "alerts_raised", f"calls for {each[1]}, and nobody is told", each[0].seq
            )
        words = record.words()
        if record.name == "boot":
            stands.clear()
            wanted.clear()
        elif record.name == "alert":
            _follow(stands, words)
            wanted = [w for w in wanted if (w[1], w[2]) not in stands]
        alert = _CALLS.get((record.name, str(words.get("state"))))
        subject = words["trace"] if record.name == "receipt" else None
        if alert is not None and (alert, subject) not in stands:
            wanted.append((record, alert, subject))


def alerts_kept(evidence: Evidence) -> Iterator[Violation]:
    """A raised alert stands until it is cleared: over a restart, and in the end."""
    stands: set[tuple[str, Any]] = set()
    before: set[tuple[str, Any]] = set()
    since: Record | None = None
    for record in evidence.records:
        if since is not None and evidence.at_ms(record) - evidence.at_ms(since) > _GRACE_MS:
            yield from _forgotten(before - stands, since)
            since = None
        if record.name == "boot":
            before, since = {each for each in stands if each[0] in _KEPT}, record
            stands = set()
        elif record.name == "alert":
            _follow(stands, record.words())
            before -= {(record.words()["alert"], record.words()["subject"])}
    if evidence.standing is not None and stands != evidence.standing:
        lost, made_up = stands - evidence.standing, evidence.standing - stands
        told = f"raised and gone: {_sorted(lost)}; stands and was never raised: {_sorted(made_up)}"
        yield Violation("alerts_kept", told)


def days_ended(evidence: Evidence) -> Iterator[Violation]:
    """Every business day that sold ends with its settlement, or the journal says why not."""
    if not evidence.profile:
        return
    last_by_day: dict[int, Record] = {}
    for sale in evidence.of("sale", result=0):
        if sale.wall_s is not None:
            last_by_day[business_day(evidence, sale.wall_s)] = sale
    ended_s = max((r.wall_s for r in evidence.records if r.wall_s is not None), default=0)
    for day, sale in last_by_day.items():
        if _local_s(evidence, ended_s) <= _latest_s(evidence, day) + _SETTLING_S:
            continue
        later = [r.words() for r in evidence.of("settlement") if r.seq > sale.seq]
        if not any(each["state"] in _DAYS_END or each["cause"] != "none" for each in later):
            yield Violation("days_ended", f"day {day} sold and has no settlement", sale.seq)


def missed_once(evidence: Evidence) -> Iterator[Violation]:
    """A day that is over and not settled is written down once, with a cause; no other day is."""
    told: set[Any] = set()
    done: set[Any] = set()
    for record in evidence.of("settlement"):
        words = record.words()
        day = words["business_day"]
        if words["state"] == "missed":
            if day in told or day in done or words["cause"] in ("none", "unknown"):
                yield Violation("missed_once", f"day {day} is called missed", record.seq)
            told.add(day)
        elif words["state"] in (*_DAYS_END, "deferred", "held"):
            done.add(day)


def maintenance_sat_out(evidence: Evidence) -> Iterator[Violation]:
    """No settlement is ordered while the acquirer has said that it cannot be reached."""
    for intent in evidence.of("intent", command="settle"):
        wall_s = intent.wall_s
        for begins_s, ends_s in evidence.profile.get(f.P_MAINTENANCE, ()):
            if wall_s is not None and begins_s <= wall_s < ends_s:
                yield Violation("maintenance_sat_out", "settles in maintenance", intent.seq)


def _follow(stands: set[tuple[str, Any]], words: dict[str, Any]) -> None:
    """Let `stands` follow one ALERT record; a clearing without subject clears them all."""
    alert, subject = words["alert"], words["subject"]
    if words["state"] not in ("cleared", "crowded_out"):
        stands.add((alert, subject))
        return
    for each in [e for e in stands if e[0] == alert and subject in (None, e[1])]:
        stands.discard(each)


def _forgotten(alerts: set[tuple[str, Any]], boot: Record) -> Iterator[Violation]:
    for alert, subject in sorted(alerts, key=str):
        about = "" if subject is None else f" about {subject}"
        yield Violation("alerts_kept", f"{alert}{about} stood, and is not said again", boot.seq)


def _sorted(alerts: set[tuple[str, Any]] | frozenset[tuple[str, Any]]) -> list[str]:
    return sorted(f"{alert} {subject or ''}".strip() for alert, subject in alerts)


def _local_s(evidence: Evidence, wall_s: int) -> int:
    rows = evidence.profile[f.P_UTC_OFFSETS]
    offset_s = max((row for row in rows if row[0] <= wall_s), default=rows[0])[1]
    return wall_s + int(offset_s)


def business_day(evidence: Evidence, wall_s: int) -> int:
    """Return the number of the business day that `wall_s` falls into, by the board's profile."""
    starts_s = evidence.profile[f.P_DAY_STARTS_MIN] * 60
    return int((_local_s(evidence, wall_s) - starts_s) // _DAY_S)


def _latest_s(evidence: Evidence, day: int) -> int:
    """Return the local second by which `day` must be settled; small hours are the next date's."""
    minute = evidence.profile[f.P_SETTLE_LATEST_MIN]
    after_midnight = minute < evidence.profile[f.P_DAY_STARTS_MIN]
    spread_s = evidence.profile.get(f.P_SETTLE_SPREAD_S, 0)
    return int((day + after_midnight) * _DAY_S + minute * 60 + spread_s)
