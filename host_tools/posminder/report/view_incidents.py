# SPDX-License-Identifier: MIT
"""The tables of what happened beside money: incidents, alerts, sign-in, notes."""

from __future__ import annotations

from collections.abc import Iterator

from posminder.messages import word
from posminder.report import words as coded
from posminder.report.day import Day
from posminder.report.placing import Placed
from posminder.report.spans import AlertSpan, PowerGap, Span
from posminder.report.view_tables import Cell, Column, Say, Table
from posminder.wall_time import local_text, span_text
from posminder_formats import records as r

_DASH = "–"
_HASH_SHOWN = 16
_BY_TECHNICIAN = (r.R_CLOCK, r.R_PROFILE)

Row = tuple[Cell, ...]


def incidents(day: Day, say: Say) -> Table | None:
    """Return alerts and everything else that is no part of a plain day, by time."""
    rows = sorted(_rows(day, say), key=lambda each: each[0])
    names = ("from", "what", "seen", "escalated", "until")
    columns = tuple(Column(say(f"incidents.{name}")) for name in names)
    return Table(columns, tuple(row for _, row in rows)) if rows else None


def _rows(day: Day, say: Say) -> Iterator[tuple[int, Row]]:
    came = day.commissioned
    before = 0 if came is None else came.seq  # until then everything is the technician's work
    if came is not None:
        yield before, _commissioned(came, day, say)
    for alert in day.alarms:
        yield alert.raised.seq, _alert(alert, say)
    for gap in day.power:
        if gap.boot.seq > before:
            yield gap.boot.seq, _boot(gap, say)
    for span in day.silences:
        until = say("incidents.stands") if span.ended is None else say.time(span.ended)
        yield span.began.seq, _row(say.time(span.began), say("incidents.silent"), until=until)
    for each in day.incidents:
        technician = each.kind in _BY_TECHNICIAN and each.seq <= before
        if not technician and not _says_nothing(each):
            yield each.seq, _row(say.time(each), _told(each, say))
    for first, last in day.missing:
        yield first, _row(_DASH, say("incidents.gap", first=first, last=last), shape="cross")


def _commissioned(first: Placed, day: Day, say: Say) -> Row:
    words = first.record.words()
    told = say(
        "incidents.commissioned",
        hash=str(words.get("new_hash") or _DASH)[:_HASH_SHOWN],
        role=word(say.language, "role", str(words.get("role"))),
    )
    return _row(say.time(day.placed[0]), told, until=say.time(first))


def _says_nothing(each: Placed) -> bool:
    """Tell whether it is a clock that was set to the time it had."""
    words = each.record.words()
    return each.kind == r.R_CLOCK and words.get("old_wall_s") == words.get("new_wall_s")


def _row(start: str, what: str, below: str = "", until: str = "", shape: str = "") -> Row:
    return Cell(start), Cell(what, below, shape), Cell(_DASH), Cell(_DASH), Cell(until or _DASH)


def _alert(alert: AlertSpan, say: Say) -> Row:
    text = coded.alert_text(say.language, alert.alert, alert.subject)
    stands = alert.ended is None
    until = Cell(say("incidents.stands"))
    if alert.ended is not None:
        lasted = span_text(max(0, alert.ended.at_s - alert.raised.at_s), say.language)
        until = Cell(say.time(alert.ended), lasted)
    return (
        Cell(say.time(alert.raised)),
        Cell(text, shape="alert-open" if stands else "alert"),
        Cell(_DASH) if alert.seen is None else Cell(say.time(alert.seen), _by(alert)),
        Cell(_DASH if alert.escalated is None else say.time(alert.escalated)),
        until,
    )


def _by(alert: AlertSpan) -> str:
    return "" if alert.seen_by is None else str(alert.seen_by.record.words()["person"])


def _boot(gap: PowerGap, say: Say) -> Row:
    reason = word(say.language, "boot", str(gap.boot.record.words().get("reason")))
    below = ""
    if gap.last_before is not None:
        below = say("incidents.last_before", time=say.time(gap.last_before))
    told = say("incidents.boot", reason=reason)
    return _row(say.time(gap.boot), told, below, shape="boot")


def _told(each: Placed, say: Say) -> str:
    words = each.record.words()
    if each.kind == r.R_CLOCK:
        return _clock(words, say)
    if each.kind == r.R_LOSS:
        return say("incidents.loss", first=words.get("first_seq"), last=words.get("last_seq"))
    if each.kind == r.R_LEFT_OUT:
        left, count = say.word("left", words["left"]), words["count"]
        total = say.money(words["total_minor"])
        return say("record.left_out", left=left, count=count, total_minor=total)
    if each.kind == r.R_DAMAGE:
        return say("incidents.damage", sector=words.get("sector"), count=words.get("records"))
    if each.kind in (r.R_OFFLINE, r.R_UNSEEN):
        books = say.books(each.record.fields["count"], each.record.fields["total_minor"])
        if each.kind == r.R_UNSEEN:
            return say("record.unseen", books=books)
        return say("record.offline", state=say.word("offline", words["state"]), books=books)
    shown = str(words.get("new_hash") or _DASH)[:_HASH_SHOWN]
    role = word(say.language, "role", str(words.get("role")))
    return say("incidents.profile", hash=shown, role=role)


def _clock(words: dict[str, object], say: Say) -> str:
    offsets = say.day.site.utc_offsets
    old, new = (words.get(name) for name in ("old_wall_s", "new_wall_s"))
    source = word(say.language, "clock", str(words.get("source")))
    told = local_text(new if isinstance(new, int) else None, offsets)
    if not isinstance(old, int):
        return say("incidents.clock_first", new=told, source=source)
    return say("incidents.clock", old=local_text(old, offsets), new=told, source=source)


def sign_ins(day: Day, say: Say) -> Table | None:
    """Return the terminal's sign-in states of the day."""
    names = ("from", "until", "state", "lasted")
    columns = tuple(Column(say(f"sign_in.{name}")) for name in names)
    rows = tuple(_sign_in(span, day, say) for span in day.sign_ins)
    return Table(columns, rows) if rows else None


def _sign_in(span: Span, day: Day, say: Say) -> Row:
    shape = {"signed_in": "check", "needed": "cross", "failed": "cross"}.get(span.state, "question")
    before = span.began.seq < day.placed[0].seq
    ended = day.placed[-1] if span.ended is None else span.ended
    ends = say("sign_in.to_end") if span.ended is None else say.time(span.ended)
    return (
        Cell(say.time(span.began), say("sign_in.since_before") if before else ""),
        Cell(ends),
        Cell(word(say.language, "sign_in", span.state), shape=shape),
        Cell(span_text(max(0, ended.at_s - span.began.at_s), say.language)),
    )


def notes(day: Day, say: Say) -> Table | None:
    """Return what people wrote, newest last; a corrected note stays, and says so."""
    rows = tuple(
        (
            Cell(local_text(each.at_s, day.site.utc_offsets)),
            Cell(each.by),
            Cell(each.text, _standing(each.corrected_by, say)),
        )
        for each in day.notes
    )
    names = ("sales.time", "notes.who", "notes.text")
    return Table(tuple(Column(say(name)) for name in names), rows) if rows else None


def _standing(corrected_by: int | None, say: Say) -> str:
    return "" if corrected_by is None else say("notes.corrected", id=corrected_by)
