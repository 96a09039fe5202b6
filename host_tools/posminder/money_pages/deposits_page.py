# SPDX-License-Identifier: MIT
"""What came of a month's money as one self-contained page, with a call sheet for each finding."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from posminder.messages import languages_from
from posminder.money_pages import credit_days_svg, waterfall_svg
from posminder.money_pages.call_sheet import call_sheet
from posminder.money_pages.deposits import Deposits, Line, days_of, deposits_of, fee_lines
from posminder.money_pages.texts import (
    impact_text,
    rule_text,
    totals_text,
    waiting_text,
    ways_text,
    why_text,
)
from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import ACQUIRER, BANK, BOARD, Reconciliation
from posminder.reconcile.rows import NOT_DUE, OVERDUE, RETURNED, Row
from posminder.reconcile.three_way import AGREES
from posminder.report import frame
from posminder.report.frame import Figure, Page, Section
from posminder.report.site import ReportSite, clock_text, date_of
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table

_DASH: Final = "–"
_BLANK: Final = Cell("")
_COLUMNS: Final = (
    ("days", "code"),
    ("clearing", "code"),
    ("batch", ""),
    ("count", "number"),
    ("gross", "number"),
    ("fee", "number"),
    ("net", "number"),
    ("credited", "number"),
    ("difference", "number"),
    ("status", ""),
)
_SHAPES: Final = {OVERDUE: "cross", RETURNED: "cross", NOT_DUE: "ring"}


def deposits_html(deposits: Deposits, terms: Terms, site: ReportSite, language: str) -> str:
    """Return the page."""
    say = Speech(language, site)
    found = deposits.found
    terminal = terms.profile.terminal
    account = terms.profile.account
    unknown = say("report.not_known")
    page = Page(
        language=language,
        title=say("deposits_page.title"),
        site=site.name,
        date=_dates(deposits, say),
        good=not deposits.findings,
        verdict=verdict_text(deposits, say),
        facts=(
            (say("report.site"), site.site_id),
            (say("deposits_page.mid"), terminal.mid or unknown),
            (say("report.terminal"), terminal.tid),
            (say("deposits_page.account"), unknown if account is None else account.masked),
        ),
        more=tuple(_more(deposits, say)),
        figures=tuple(_figures(deposits, say)),
        sections=(*_sections(deposits, terms, say), *_calls(deposits, terms, site, language)),
        proof=tuple(_proof(found, say)),
    )
    every = (each for row in deposits.rows for each in deposits_of(row))
    rules = dict.fromkeys(rule for each in every for rule in each.rules)
    return frame.html(page, [rule_text(each, say) for each in rules], "money_pages.rules")


def verdict_text(deposits: Deposits, say: Speech) -> str:
    """Return the impact in one sentence, or that nothing is to be looked after."""
    if deposits.impact is None:
        name = "deposits_page.good" if not deposits.findings else "deposits_page.differs"
        return say(name, count=len(deposits.findings))
    return impact_text(deposits.impact, say)


def _dates(deposits: Deposits, say: Speech) -> str:
    if deposits.first is not None:
        return say("deposits_page.month", month=f"{deposits.first:%Y-%m}")
    return say("month.date", first=deposits.found.first, last=deposits.found.last)


def _more(deposits: Deposits, say: Speech) -> Iterator[str]:
    found = deposits.found
    if len(found.ways) < len((BOARD, ACQUIRER, BANK)):
        yield ways_text(found.ways, found.first, found.last, say)
    if found.waiting:
        yield waiting_text(found.waiting, say)
    apart = [each for each in found.compared if each.state != AGREES]
    if apart:
        days = say("report.comma").join(dict.fromkeys(str(each.day) for each in apart))
        yield say("deposits_page.apart", days=days)
    unpriced = sum(each.unpriced_minor for row in deposits.rows for each in deposits_of(row))
    if unpriced:
        yield say("deposits_page.unpriced", gross=say.money(unpriced))
    if found.exhausted:
        yield say("reconcile.exhausted")


def _figures(deposits: Deposits, say: Speech) -> Iterator[Figure]:
    sums = deposits.books
    yield Figure(say("deposits_page.flow.expected"), say.money(sums.expected_minor))
    yield Figure(say("deposits_page.flow.credited"), say.money(sums.credited_minor))
    yield Figure(say("deposits_page.flow.open"), say.money(sums.open_minor))
    yield Figure(say("deposits_page.flow.difference"), say.money(sums.difference_minor))
    late = sum(each.status in (OVERDUE, RETURNED) for each in deposits.rows)
    yield Figure(say("deposits_page.late"), str(late), _longest(deposits, say))


def _longest(deposits: Deposits, say: Speech) -> str:
    return "" if deposits.impact is None else say("reconcile.late_by", days=deposits.impact.days)


# Sections ------------------------------------------------------------------------------------


def _sections(deposits: Deposits, terms: Terms, say: Speech) -> Iterator[Section]:
    found, unit = deposits.found, say.unit()
    yield Section(
        "flow",
        say("deposits_page.flow"),
        chart=waterfall_svg.draw(deposits.flow, say),
        quiet=unit,
        small=(say("deposits_page.flow.cut"),) if waterfall_svg.is_cut(deposits.flow) else (),
    )
    yield Section(
        "statement",
        say("deposits_page.lines"),
        (ways_text(found.ways, found.first, found.last, say),),
        table=_table(deposits, say),
        small=(totals_text(deposits.books, say),),
        quiet=unit,
    )
    if deposits.ages:
        yield Section("ageing", say("deposits_page.ageing"), table=_ageing(deposits, say))
    rows = credit_days_svg.shown(deposits.rows)
    if rows:
        few = len(rows) < sum(bool(deposits_of(each)) for each in deposits.rows)
        yield Section(
            "days",
            say("deposits_page.days"),
            chart=credit_days_svg.draw(rows, terms, deposits.found.last, say),
            legend=credit_days_svg.legend(rows, terms, say),
            small=(say("deposits_page.days.few", count=len(rows)),) if few else (),
        )


def _table(deposits: Deposits, say: Speech) -> Table:
    columns = tuple(
        Column(say("deposits_page.fee" if name == "fee" else f"reconcile.column.{name}"), look)
        for name, look in _COLUMNS
    )
    sums = deposits.books
    foot = (
        Cell(say("month.sum")),
        *[_BLANK] * 5,
        Cell(say.amount(sums.expected_minor)),
        Cell(
            say.amount(sums.credited_minor),
            say("deposits_page.open_sum", open=say.amount(sums.open_minor)),
        ),
        Cell(say.amount(sums.difference_minor)),
        _BLANK,
    )
    return Table(columns, tuple(_cells(each, say) for each in deposits.lines), foot)


def _cells(line: Line, say: Speech) -> tuple[Cell, ...]:
    row, credit = line.row, line.credit
    came = (
        Cell(_DASH) if credit is None else Cell(say.amount(credit.amount_minor), str(credit.day)),
        Cell(say.amount(line.difference_minor) if line.difference_minor else _DASH),
    )
    if not line.leads:
        return (*[Cell(_DASH)] * 7, *came, Cell(say.word("came", row.status)))
    shape = "check" if row.good and row.credits else _SHAPES.get(row.status, "bang")
    status = Cell(say.word("came", row.status), why_text(row, say), shape)
    return (*_expected_cells(row, say), *came, status)


def _expected_cells(row: Row, say: Speech) -> tuple[Cell, ...]:
    deposits = deposits_of(row)
    due = "" if row.due is None else say("deposits_page.due", day=row.due)
    if any(each.waits for each in deposits):
        due = say("expected.waits")
    net = Cell(say.amount(row.expected_minor), due) if row.items else Cell(_DASH)
    if not deposits:
        name = ", ".join(each.name for each in row.items) or _DASH
        return Cell(_DASH), Cell(_DASH), Cell(name), *[Cell(_DASH)] * 3, net
    batches = dict.fromkeys(batch for each in deposits for batch in each.batches)
    settled = max(part.settled_s for each in deposits for part in each.portions)
    clearing = sorted({day for each in deposits for day in each.clearing_days})
    refunds = sum(each.refunds_minor for each in deposits)
    other = sum(each.charge_minor for each in deposits)
    below = say("deposits_page.refunds", amount=say.amount(refunds)) if refunds else ""
    closed = clock_text(settled)[:5]
    if date_of(settled) != days_of(row)[-1]:
        closed = f"{date_of(settled)} {closed}"
    return (
        _span(days_of(row)),
        _span(clearing),
        Cell(", ".join(batches), closed),
        Cell(str(sum(each.count for each in deposits))),
        Cell(say.amount(sum(each.gross_minor for each in deposits)), below),
        Cell(
            say.amount(sum(each.fee_minor for each in fee_lines(row))),
            f"+ {say.amount(other)}" if other else "",
        ),
        net,
    )


def _span(days: Sequence[date]) -> Cell:
    """Return the first of some days, and under it the last, where there are several."""
    return Cell(str(days[0]), f"..{days[-1]}" if len(days) > 1 else "")


def _ageing(deposits: Deposits, say: Speech) -> Table:
    columns = (
        Column(say("deposits_page.age")),
        Column(say("deposits_page.age.count"), "number"),
        Column(say("deposits_page.age.open"), "number"),
    )
    rows = []
    for each in deposits.ages:
        span = f"{each.first}+" if each.last is None else f"{each.first}..{each.last}"
        rows.append((Cell(span), Cell(str(each.count)), Cell(say.money(each.open_minor))))
    return Table(columns, tuple(rows))


def _calls(deposits: Deposits, terms: Terms, site: ReportSite, language: str) -> Iterator[Section]:
    """Yield a sheet of paper for each row to call about, in the page's language and the other."""
    rows = [each for each in deposits.findings if each.items]
    for number, row in enumerate(rows, 1):
        for index, spoken in enumerate(languages_from(language)):
            say = Speech(spoken, site)
            head, *lines = call_sheet(row, terms, say).split("\n")
            yield Section(
                f"call-{number}-{spoken}",
                head,
                (*lines, say("call.notes")),
                quiet=say("deposits_page.call", number=number, of=len(rows)),
                sheet=index == 0,
                language=spoken,
            )


def _proof(found: Reconciliation, say: Speech) -> Iterator[str]:
    yield say("deposits_page.proof.rows")
    yield say("deposits_page.proof.month")
    yield say("deposits_page.proof.cause")
    if BANK not in found.ways:
        yield say("deposits_page.proof.acquirer")
    if found.before:
        yield say("reconcile.before", count=found.before)
    if found.passed_over:
        yield say("reconcile.passed_over", count=found.passed_over)
