# SPDX-License-Identifier: MIT
"""Deposits, rules and what came of them as words, on pages and in the terminal alike."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from posminder.reconcile.books import Books, Impact
from posminder.reconcile.fees import Rule, Sale
from posminder.reconcile.rows import RETURNED, Row
from posminder.report.speech import Speech


def rule_text(rule: Rule, say: Speech) -> str:
    """Return one rule as people read it."""
    dates = ""
    if rule.until is not None:
        dates = say("expected.span", since=rule.since, until=rule.until)
    elif rule.since is not None:
        dates = say("expected.since", since=rule.since)
    return say(
        "expected.rule",
        setting=rule.setting,
        value=rule.value,
        sheet=rule.sheet or say("expected.no_sheet"),
        dates=dates,
        place=rule.place,
    )


def status_text(row: Row, say: Speech) -> str:
    """Return a row's status with how late it is, and the cause that fits or those that do not."""
    more = why_text(row, say)
    return say("report.comma").join(each for each in (say.word("came", row.status), more) if each)


def why_text(row: Row, say: Speech) -> str:
    """Return how late a row is, the cause that fits or those that do not; empty: nothing to say."""
    parts = []
    if row.days is not None and row.days > 0:
        parts.append(say("reconcile.late_by", days=row.days))
    if row.cause and row.status == RETURNED:
        parts.append(say.word("why", row.cause))
    elif row.cause:
        fits = say("report.comma").join(say.word("why", each) for each in (row.cause, *row.also))
        parts.append(say("reconcile.cause", cause=fits))
    elif row.tested:
        names = say("report.comma").join(say.word("why", each) for each in row.tested)
        parts.append(say("reconcile.tested", causes=names))
    if row.several:
        parts.append(say("reconcile.several"))
    return say("report.comma").join(parts)


def totals_text(books: Books, say: Speech) -> str:
    """Return the sums of a reconciliation, which add up."""
    return say(
        "reconcile.totals",
        expected=say.money(books.expected_minor),
        credited=say.money(books.credited_minor),
        open=say.money(books.open_minor),
        difference=say.money(books.difference_minor),
    )


def impact_text(impact: Impact, say: Speech) -> str:
    """Return what is late, for how long, and when the next money comes."""
    return say(
        "reconcile.impact",
        count=impact.count,
        gross=say.money(impact.gross_minor),
        net=say.money(impact.net_minor),
        days=impact.days,
        next=impact.next_due or say("deposits.not_known"),
    )


def waiting_text(waiting: Sequence[Sale], say: Speech) -> str:
    """Return how much no settlement took yet."""
    gross = say.money(sum(each.amount_minor for each in waiting))
    return say("reconcile.waiting", count=len(waiting), gross=gross)


def ways_text(ways: Sequence[str], first: date, last: date, say: Speech) -> str:
    """Return which books were held against each other, and of which days."""
    acquirer, bank = "acquirer" in ways, "bank" in ways
    way = "bank" if not acquirer else "3" if bank else "acquirer"
    return say(f"reconcile.ways.{way}", first=first, last=last)
