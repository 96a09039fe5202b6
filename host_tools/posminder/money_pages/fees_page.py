# SPDX-License-Identifier: MIT
"""What the acquirer keeps as one self-contained page, each figure with the row of the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.money_pages import fees_svg
from posminder.money_pages.fees import Basis, Fees, Kept, share_ppm
from posminder.money_pages.texts import rule_text
from posminder.reconcile.expected import Terms
from posminder.reconcile.fees import ppm_text
from posminder.report import frame
from posminder.report.frame import Figure, Page, Section
from posminder.report.site import ReportSite
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table

_DASH: Final = "–"
_COLUMNS: Final = (
    ("card", ""),
    ("rule", ""),
    ("count", "number"),
    ("gross", "number"),
    ("fee", "number"),
    ("effective", "number"),
    ("cap", "number"),
    ("promo", "number"),
)


def fees_html(fees: Fees, terms: Terms, site: ReportSite, language: str) -> str:
    """Return the page."""
    say = Speech(language, site)
    unknown = say("report.not_known")
    sheet = terms.profile.sheet
    page = Page(
        language=language,
        title=say("fees_page.title"),
        site=site.name,
        date=_dates(fees, say),
        good=fees.good,
        verdict=verdict_text(fees, say),
        facts=(
            (say("report.site"), site.site_id),
            (say("report.terminal"), terms.profile.terminal.tid),
            (say("fees_page.mcc"), terms.profile.terminal.mcc or unknown),
            (say("fees_page.sheet"), unknown if sheet is None else f"{sheet.id} {sheet.version}"),
        ),
        more=tuple(_more(fees, say)),
        figures=tuple(_figures(fees, say)),
        sections=tuple(_sections(fees, say)),
        proof=(
            say("fees_page.proof.rate"),
            say("fees_page.proof.day"),
            say("fees_page.proof.unpriced"),
        ),
    )
    rules = dict.fromkeys(rule for each in fees.deposits for rule in each.rules)
    months = dict.fromkeys(rule for _, _, rule in fees.months)
    told = [rule_text(each, say) for each in (*rules, *months)]
    return frame.html(page, told, "money_pages.rules")


def verdict_text(fees: Fees, say: Speech) -> str:
    """Return what is kept, and what share of the amount that is."""
    kept = fees.fee_minor + fees.charges_minor
    ppm = share_ppm(kept, fees.gross_minor)
    if ppm is None:
        return say("fees_page.nothing")
    return say(
        "fees_page.verdict",
        kept=say.money(kept),
        gross=say.money(fees.gross_minor),
        share=ppm_text(ppm),
    )


def _dates(fees: Fees, say: Speech) -> str:
    if fees.first is not None:
        return say("deposits_page.month", month=f"{fees.first:%Y-%m}")
    days = sorted({day for each in fees.deposits for day in each.business_days})
    if not days:
        return _DASH
    return say("month.date", first=days[0], last=days[-1])


def _more(fees: Fees, say: Speech) -> Iterator[str]:
    if fees.unpriced:
        count = sum(each.count for each in fees.unpriced)
        gross = say.money(sum(each.gross_minor for each in fees.unpriced))
        yield say("fees_page.unpriced", count=count, gross=gross)
    if fees.basis is not None and fees.basis.other:
        yield say("fees_page.other_basis", count=fees.basis.other)


def _figures(fees: Fees, say: Speech) -> Iterator[Figure]:
    yield Figure(say("fees_page.gross"), say.money(fees.gross_minor))
    ppm = share_ppm(fees.fee_minor, fees.gross_minor)
    yield Figure(
        say("fees_page.column.fee"),
        say.money(fees.fee_minor),
        "" if ppm is None else say("fees_page.share", share=ppm_text(ppm)),
    )
    yield Figure(say("fees_page.charges"), say.money(fees.charges_minor))
    saved = sum(each.cap_minor for each in fees.kept)
    capped = sum(each.capped for each in fees.kept)
    below = say("fees_page.capped", count=capped) if capped else ""
    yield Figure(say("fees_page.by_cap"), say.money(saved), below)
    unpriced = sum(each.gross_minor for each in fees.unpriced)
    yield Figure(say("fees_page.without"), say.money(unpriced))


def _sections(fees: Fees, say: Speech) -> Iterator[Section]:
    priced = [each for each in fees.kept if each.rule is not None]
    if priced:
        yield Section(
            "classes",
            say("fees_page.classes"),
            chart=fees_svg.draw(priced, say),
            legend=fees_svg.legend(say),
            quiet=say.unit(),
        )
    if fees.kept:
        yield Section("rows", say("fees_page.rows"), table=_table(fees, say), quiet=say.unit())
    if fees.names:
        told = [f"{name} × {count}" for name, count in fees.names.items()]
        yield Section(
            "unpriced",
            say("fees_page.names"),
            (say("fees_page.names.told", names=say("report.comma").join(told)),),
        )
    yield Section("charges", say("fees_page.charges"), tuple(_charges(fees, say)))
    yield Section("rounding", say("fees_page.rounding"), tuple(_rounding(fees, say)))


def _table(fees: Fees, say: Speech) -> Table:
    columns = tuple(Column(say(f"fees_page.column.{name}"), look) for name, look in _COLUMNS)
    ppm = share_ppm(fees.fee_minor, fees.gross_minor)
    foot = (
        Cell(say("month.sum")),
        Cell(""),
        Cell(str(sum(each.count for each in fees.kept))),
        Cell(say.amount(sum(each.gross_minor for each in fees.kept))),
        Cell(say.amount(fees.fee_minor)),
        Cell(_DASH if ppm is None else ppm_text(ppm)),
        Cell(say.amount(sum(each.cap_minor for each in fees.kept))),
        Cell(say.amount(sum(_promo(each) or 0 for each in fees.kept))),
    )
    return Table(columns, tuple(_row(each, say) for each in fees.kept), foot)


def _row(each: Kept, say: Speech) -> tuple[Cell, ...]:
    card = say("expected.no_card") if each.card is None else say.word("card", each.card)
    promo = _promo(each)
    return (
        Cell(card, "", "" if each.rule else "question"),
        _rule(each, say),
        Cell(str(each.count)),
        Cell(say.amount(each.gross_minor)),
        Cell(say.amount(each.fee_minor) if each.rule else say("fees_page.no_rate")),
        Cell(_DASH if each.effective_ppm is None else ppm_text(each.effective_ppm)),
        Cell(say.amount(each.cap_minor), f"× {each.capped}") if each.capped else Cell(_DASH),
        Cell(_DASH if promo is None else say.amount(promo)),
    )


def _rule(each: Kept, say: Speech) -> Cell:
    if each.rule is None:
        return Cell(_DASH)
    dates = ""
    if each.rule.until is not None:
        dates = say("fees_page.dates", since=each.rule.since, until=each.rule.until)
    return Cell(each.rule.value, dates)


def _promo(each: Kept) -> int | None:
    """Return what a promotion saved; None where it is none."""
    return None if each.contract_minor is None else each.contract_minor - each.fee_minor


def _charges(fees: Fees, say: Speech) -> Iterator[str]:
    charged = [each for each in fees.deposits if each.charge_minor]
    if charged:
        total = say.money(sum(each.charge_minor for each in charged))
        yield say("fees_page.per_deposit", count=len(charged), total=total)
    for month, minor, _ in fees.months:
        yield say("expected.monthly", month=month, amount=say.money(minor))
    if not charged and not fees.months:
        yield say("fees_page.no_charges")


def _rounding(fees: Fees, say: Speech) -> Iterator[str]:
    yield say("fees_page.rounding.sheet", basis=say.word("basis", fees.rounding))
    yield _found(fees.basis, say)


def _found(basis: Basis | None, say: Speech) -> str:
    if basis is None:
        return say("fees_page.rounding.no_statement")
    name = "fees_page.rounding.found"
    if not basis.sheet and not basis.other:
        name = "fees_page.rounding.silent"
    return say(name, sheet=basis.sheet, other=basis.other, silent=basis.silent)
