# SPDX-License-Identifier: MIT
"""A day as the page shows it: every fact already a text in one language, nothing left to decide.

The template only lays out; it sees no record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from posminder import runbook_sentences
from posminder.messages import word
from posminder.messages.runbook import RUNBOOK
from posminder.money import amount_text
from posminder.report import acquirer, timeline_svg, verdict, view_incidents, view_tables
from posminder.report.day import Day
from posminder.report.frame import Figure, Page, Section
from posminder.report.legend import legend
from posminder.report.sales import DELIVERED, DUPLICATE, NONE_OWED, NOT_VISIBLE, OWED
from posminder.report.verdict import Verdict
from posminder.report.view_tables import Say, Table
from posminder.report.words import alert_text, weekday
from posminder.wall_time import local_text


def page(day: Day, language: str) -> Page:
    """Return everything the day's page says, in `language`."""
    say = Say(language, day)
    judged = verdict.judge(day)
    return Page(
        language=language,
        title=say("report.title"),
        site=day.site.name,
        date=say("report.date", weekday=weekday(language, day.date), date=day.date.isoformat()),
        facts=tuple(_facts(day, say)),
        good=judged.settled and not day.missing,
        verdict=verdict_text(judged, say),
        grade=judged.grade,
        more=tuple(_more(day, judged, say)),
        figures=tuple(_figures(day, say)) if day.placed and not day.site.attended else (),
        sections=tuple(_sections(day, say)) if day.placed else (),
        proof=tuple(_proof(day, say)),
    )


def _facts(day: Day, say: Say) -> Iterator[tuple[str, str]]:
    site = day.site
    unknown = say("report.not_known")
    yield say("report.business_day"), day.date.isoformat()
    yield say("report.site"), site.site_id
    yield say("report.terminal"), day.terminal_id or unknown
    yield say("report.board"), site.board_id
    yield say("report.mode"), word(say.language, "mode", site.mode) if site.mode else unknown
    yield say("report.profile"), day.profile_hash[:16] + " …" if day.profile_hash else unknown
    yield say("report.journal"), _journal(day, say)


def _journal(day: Day, say: Say) -> str:
    if not day.placed:
        return say("report.no_records")
    count = missing_count(day)
    missing = say("report.missing", count=count) if count else say("report.none_missing")
    held = say("report.records", first=day.placed[0].seq, last=day.placed[-1].seq)
    return say("report.comma").join((held, missing))


def missing_count(day: Day) -> int:
    """Return how many records of the day may be missing."""
    return sum(last - first + 1 for first, last in day.missing)


def verdict_text(judged: Verdict, say: Say) -> str:
    """Return the verdict as one sentence, and one more where the board saw other sales."""
    if judged.state == verdict.OPEN and judged.count is None:
        return say("verdict.unattested" if say.site.attended else "verdict.open_unknown")
    name = f"verdict.{judged.state}"
    if judged.state == verdict.NOTHING_SOLD and judged.at is not None:
        name = "verdict.nothing_sold_at"
    at = "" if judged.at is None else say.minute(judged.at)
    told = say(name, time=at, books=say.books(judged.count, judged.total_minor))
    if judged.saw is None:
        return told
    saw = "verdict.saw_none" if judged.saw == (0, 0) else "verdict.saw"
    return say("report.sentences", first=told, second=say(saw, books=say.books(*judged.saw)))


def _more(day: Day, judged: Verdict, say: Say) -> Iterator[str]:
    if judged.state == verdict.OPEN:
        yield from _why(day, judged, say)
    if day.site.attended:
        yield acquirer.sentence(day, say) or say("verdict.unseen")
    if day.missing:
        yield say("verdict.missing", count=missing_count(day))
    owed = sum(each.receipt.state == OWED for each in day.transactions)
    if owed:
        yield say("verdict.receipts", count=owed)
    standing = sum(each.ended is None for each in day.alerts)
    if standing:
        yield say("verdict.alerts", count=standing)


def _why(day: Day, judged: Verdict, say: Say) -> Iterator[str]:
    if judged.why is not None:
        yield say(
            "verdict.why",
            time=say.minute(judged.why.ended or judged.why.begun),
            state=say.settlement(judged.why.state),
            cause=say.bracketed(judged.why.cause),
        )
    elif day.placed:
        yield say("verdict.no_try", time=say.minute(day.placed[-1]))
    if day.open_before:
        yield say("verdict.open_before", count=len(day.open_before))


def _figures(day: Day, say: Say) -> Iterator[Figure]:
    sold = [each for each in day.approved if each.words["transaction"] == "sale"]
    back = [each for each in day.approved if each.words["transaction"] in ("refund", "reversal")]
    yield Figure(say("figure.sales"), str(len(sold)), _sum(sold, say))
    yield Figure(say("figure.taken_back"), str(len(back)), _sum(back, say))
    declined = len(day.transactions) - len(day.approved)
    yield Figure(say("figure.declined"), str(declined), "")
    yield _receipts(day, say)
    standing = sum(each.ended is None for each in day.alarms)
    below = say("figure.standing", count=standing) if standing else say("figure.all_cleared")
    yield Figure(say("figure.alerts"), str(len(day.alarms)), below if day.alarms else "")


def _receipts(day: Day, say: Say) -> Figure:
    states = [each.receipt.state for each in day.transactions]
    owing = [each for each in day.transactions if each.receipt.state != NONE_OWED]
    if not owing:
        return Figure(say("figure.receipts"), "–", "")
    if all(each.receipt.state == NOT_VISIBLE for each in owing):
        return Figure(say("figure.receipts"), "–", say("figure.unread"))
    first = sum(each.receipt.at_first_print and each.receipt.state == DELIVERED for each in owing)
    below = []
    if states.count(DUPLICATE):
        below.append(say("figure.late", count=states.count(DUPLICATE)))
    if states.count(OWED):
        below.append(say("figure.owing", count=states.count(OWED)))
    value = say("figure.of", part=first, whole=len(owing))
    return Figure(say("figure.receipts"), value, say("report.comma").join(below))


def _sum(sales: Sequence[view_tables.Transaction], say: Say) -> str:
    minor = [each.words["amount_minor"] or 0 for each in sales]
    return amount_text(sum(minor), say.day.site.currency, say.language) if minor else ""


def _sections(day: Day, say: Say) -> Iterator[Section]:
    yield Section(
        "timeline",
        say("chart.title"),
        chart=timeline_svg.draw(day, say.language),
        legend=legend(day, say.language),
        quiet=say("chart.zone", zone=zone_text(day)),
    )
    tables = view_tables
    table = tables.settlement(day, say)
    yield Section(
        "settlement",
        say("settlement.title"),
        tuple(tables.settlement_sentences(day, say)),
        table,
        (say("settlement.how"),) if table else (),
    )
    yield Section("receipts", say("receipts.title"), *_receipt_section(day, say))
    incidents = view_incidents.incidents(day, say)
    told = () if incidents else (say("incidents.none"),)
    yield Section("incidents", say("incidents.title"), told, incidents)
    todo = tuple(_next_steps(day, say))
    if todo:
        yield Section("next", say("next.title"), todo)
    sign_ins = view_incidents.sign_ins(day, say)
    told = () if sign_ins else (say("sign_in.none"),)
    yield Section("sign-in", say("sign_in.title"), told, sign_ins)
    notes = view_incidents.notes(day, say)
    if notes:
        yield Section("notes", say("notes.title"), (), notes, (say("notes.what"),))
    sales = tables.sales(day, say)
    told = () if sales else (say("verdict.unseen" if day.site.attended else "sales.none"),)
    asked = any(each.words["seen"] == "asked" for each in day.transactions)
    yield Section(
        "transactions", say("sales.title"), told, sales, (say("sales.asked"),) if asked else ()
    )


def _next_steps(day: Day, say: Say) -> Iterator[str]:
    """Yield of each alert that still stands whose it is, until when, and what to do in order."""
    for alert in dict.fromkeys(each.alert for each in day.alarms if each.ended is None):
        if alert in RUNBOOK:
            name, whose = (
                alert_text(say.language, alert),
                runbook_sentences.whose(alert, say.language),
            )
            done = say("next.join").join(runbook_sentences.steps(alert, say.language))
            yield say("next.alert", alert=name, whose=whose, steps=done)


def _receipt_section(day: Day, say: Say) -> tuple[tuple[str, ...], Table | None, tuple[str, ...]]:
    table = view_tables.receipts(day, say)
    if table is not None:
        return (), table, (say("receipts.weaker"),)
    states = [each.receipt.state for each in day.transactions]
    owed = [state for state in states if state != NONE_OWED]
    if day.site.attended:
        return (say("verdict.unseen"),), None, ()
    if not owed:
        return (say("receipts.none_owed"),), None, ()
    unseen = owed.count(NOT_VISIBLE)
    if unseen:
        return (say("receipts.not_visible", count=unseen),), None, ()
    return (say("receipts.none"),), None, ()


def _proof(day: Day, say: Say) -> Iterator[str]:
    yield say("proof.copy")
    yield say("proof.grades")
    yield say("proof.line")
    if day.clock_sources:
        sources = [word(say.language, "clock", each) for each in day.clock_sources]
        yield say("proof.clock", sources=say("report.comma").join(sources))
    if day.inferred:
        yield say("proof.inferred", count=day.inferred)
    yield say("proof.card")
    if day.profile_hash:
        yield say("proof.profile", hash=day.profile_hash)


def zone_text(day: Day) -> str:
    """Return the shop's offset from UTC on the day, such as `+01:00`."""
    first = next((each.record.wall_s for each in day.placed if each.exact), None)
    return "" if first is None else local_text(first, day.site.utc_offsets)[20:]
