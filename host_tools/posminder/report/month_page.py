# SPDX-License-Identifier: MIT
"""The month of one board, or of several shops together, as one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from posminder.report import alert_times_svg, frame, month_svg, month_tables, times_svg
from posminder.report import words as coded
from posminder.report.alert_times_svg import Kind, median
from posminder.report.frame import Figure, Page, Section
from posminder.report.month import Month, MonthDay, Rate, Rates
from posminder.report.settlements import GAP, MISSED
from posminder.report.site import days_text
from posminder.report.speech import Speech
from posminder.report.verdict import MISMATCH
from posminder.report.view_tables import Cell, Column, Table
from posminder.store.maintenance import Work
from posminder.wall_time import span_text

RATES: Final = ("settled", "signed_in", "printed", "resolved")
_DASH: Final = "–"
_ALERTS: Final = ("alert", "raised", "seen", "resolved", "standing", "unknown")
_TIMES: Final = ("to_seen", "to_resolved", "longest")
_DAYS_NAMED: Final = 5


def month_html(
    month: Month,
    trend: Sequence[tuple[date, Rates]],
    language: str,
    maintenance: Sequence[Work] = (),
) -> str:
    """Return the page of one board's month. `trend`: the rates of months before, ascending.

    `maintenance`: the board's, of whatever month.
    """
    say = Speech(language, month.whole.site)
    site = month.whole.site
    page = Page(
        language=language,
        title=say("month.title"),
        site=site.name,
        date=_dates(month, say),
        good=month.good,
        verdict=verdict_text(month.rates.settled, say),
        facts=say.shop(),
        more=tuple(_more([month], say)),
        figures=(*_figures(month.rates, say), _total([month], say)),
        sections=(*_sections(month, trend, say), *_maintenance(month, maintenance, say)),
        proof=_proof(say),
    )
    return frame.html(page)


def shops_html(months: Sequence[Month], language: str) -> str:
    """Return the page of several shops' same month; `months` are one or more."""
    say = Speech(language, months[0].whole.site)
    rates = Rates.together(each.rates for each in months)
    page = Page(
        language=language,
        title=say("month.title"),
        site=say("month.all"),
        date=_dates(months[0], say),
        good=all(each.good for each in months),
        verdict=verdict_text(rates.settled, say),
        more=tuple(_more(months, say)),
        figures=tuple(_figures(rates, say)),
        sections=(
            Section(
                "days",
                say("month.shops.days"),
                chart=month_svg.strip(tuple(months), say),
                legend=month_svg.legend(tuple(months), say),
            ),
            Section("shops", say("month.shops"), table=_shops(months, rates, say)),
            Section("journal", say("month.journal"), tuple(_journals(months, say))),
        ),
        proof=_proof(say),
    )
    return frame.html(page)


def verdict_text(settled: Rate, say: Speech) -> str:
    """Return in one sentence how many days were settled on time."""
    if settled.of == 0:
        return say("month.none")
    name = "month.good" if settled.good == settled.of else "month.mixed"
    return say(name, good=settled.good, of=settled.of)


def _dates(month: Month, say: Speech) -> str:
    return say("month.date", first=month.first, last=month.last)


def _more(months: Sequence[Month], say: Speech) -> Iterator[str]:
    named: dict[str, list[str]] = {"missed": [], "mismatch": [], "unknown": []}
    for month in months:
        found = zip(
            named.values(), (month.of(MISSED, GAP), month.of(MISMATCH), month.unknown), strict=True
        )
        for days, of in found:
            days += [_named(day, month, len(months) > 1) for day in of]
    for kind, days in named.items():
        if days:
            yield say(f"month.more.{kind}", days=_listed(days, say))
    gaps = [(gap, month) for month in months for gap in month.gaps]
    if gaps:
        count = sum(gap.last - gap.first + 1 for gap, _ in gaps)
        days = [days_text((gap.after, gap.before)) for gap, _ in gaps]
        yield say("month.more.gaps", count=count, days=_listed(list(dict.fromkeys(days)), say))
    amounts = sum(line.amounts_unknown for month in months for line in month.lines)
    if amounts:
        yield say("month.more.amounts", count=amounts)
    standing = sum(each.ended is None for month in months for each in month.alerts)
    if standing:
        yield say("month.more.standing", count=standing)


def _named(day: MonthDay, month: Month, several: bool) -> str:
    return f"{month.whole.site.name} {day.date}" if several else str(day.date)


def _listed(days: Sequence[str], say: Speech) -> str:
    shown = list(days[:_DAYS_NAMED])
    if len(days) > _DAYS_NAMED:
        shown.append(f"+ {len(days) - _DAYS_NAMED}")
    return say("report.comma").join(shown)


# Rates ---------------------------------------------------------------------------------------


def _figures(rates: Rates, say: Speech) -> Iterator[Figure]:
    for name in RATES:
        rate = getattr(rates, name)
        yield Figure(say(f"month.rate.{name}"), percent(rate, say), of_text(name, rate, say))


def percent(rate: Rate, say: Speech) -> str:
    """Return a rate as people read it, or that nothing is known of it."""
    if rate.permille is None:
        return say("month.not_known") if rate.unknown else _DASH
    return say.percent(rate.permille)


def of_text(name: str, rate: Rate, say: Speech) -> str:
    """Return numerator and denominator in words, and how many more are not known."""
    told = [say(f"month.of.{name}", good=rate.good, of=rate.of)] if rate.of else []
    if rate.unknown:
        told.append(say("month.of.unknown", count=rate.unknown))
    return say("report.comma").join(told) or say("month.of.nothing")


def _total(months: Sequence[Month], say: Speech) -> Figure:
    lines = [line for month in months for line in month.lines]
    if not lines:
        return Figure(say("month.total"), _DASH)
    count, minor = sum(each.count for each in lines), sum(each.total_minor for each in lines)
    return Figure(say("month.total"), say.money(minor), say("month.count", count=count))


def _trend(month: Month, before: Sequence[tuple[date, Rates]], say: Speech) -> Table:
    columns = (
        Column(say("month.trend.month")),
        *(Column(say(f"month.rate.{name}"), "number") for name in RATES),
    )
    every = [*before, (month.first, month.rates)]
    rows = tuple(
        (
            Cell(f"{first:%Y-%m}"),
            *(_rate_cell(name, getattr(rates, name), say) for name in RATES),
        )
        for first, rates in every
    )
    return Table(columns, rows)


def _rate_cell(name: str, rate: Rate, say: Speech) -> Cell:
    return Cell(percent(rate, say), of_text(name, rate, say))


def _shops(months: Sequence[Month], together: Rates, say: Speech) -> Table:
    columns = (
        Column(say("month.shops.shop")),
        *(Column(say(f"month.rate.{name}"), "number") for name in RATES),
        Column(say("month.column.total"), "number"),
    )
    rows = []
    for month in months:
        own = Speech(say.language, month.whole.site)
        total = _total([month], own)
        rates = (_rate_cell(name, getattr(month.rates, name), own) for name in RATES)
        site = month.whole.site
        rows.append((Cell(site.name, site.board_id), *rates, Cell(total.value, total.below)))
    foot = (
        Cell(say("month.sum")),
        *(_rate_cell(name, getattr(together, name), say) for name in RATES),
        Cell(""),
    )
    return Table(columns, tuple(rows), foot)


# Sections ------------------------------------------------------------------------------------


def _sections(month: Month, trend: Sequence[tuple[date, Rates]], say: Speech) -> Iterator[Section]:
    yield Section(
        "calendar",
        say("month.calendar"),
        chart=month_svg.calendar(month, say),
        legend=month_svg.legend((month,), say),
    )
    rows = tuple(each.row for each in month.days if each.row is not None)
    times = times_svg.draw(rows, say) if rows else None
    yield Section(
        "times",
        say("month.times"),
        () if times else (say("month.times.none"),),
        chart=times,
        legend=times_svg.legend(rows, say) if times else (),
    )
    if trend:
        yield Section("trend", say("month.trend"), table=_trend(month, trend, say))
    yield _alerts(month, say)
    told = (say("month.attended"),) if month.whole.site.attended else ()
    unit = say.unit()
    yield Section(
        "totals",
        say("month.totals"),
        told,
        month_tables.totals(month, say),
        tuple(month_tables.differing(month, say)),
        quiet=unit,
    )
    yield Section(
        "clearing",
        say("month.clearing_sum"),
        table=month_tables.by_clearing(month, say),
        quiet=unit,
    )
    yield Section("journal", say("month.journal"), tuple(_journal(month, say)))


def _maintenance(month: Month, found: Sequence[Work], say: Speech) -> Iterator[Section]:
    """Yield what was done in the month, and what fell due by its end and was not done since."""
    table = month_tables.maintenance(month, found, say)
    if table.rows:
        small = (say("maintenance.small"),)
        yield Section("maintenance", say("maintenance.title"), table=table, small=small)


def _alerts(month: Month, say: Speech) -> Section:
    kinds = alert_times_svg.kinds(month.alerts)
    if not kinds:
        return Section("alert-times", say("month.alerts"), (say("month.alerts.none"),))
    columns = (
        *(Column(say(f"month.alerts.{n}"), "" if n == "alert" else "number") for n in _ALERTS),
        *(Column(say(f"month.alerts.{n}"), "number") for n in _TIMES),
    )
    return Section(
        "alert-times",
        say("month.alerts"),
        table=Table(columns, tuple(_alert_row(each, say) for each in kinds)),
        small=(say("month.alerts.restart"),),
        chart=alert_times_svg.draw(kinds, say),
        legend=alert_times_svg.legend(kinds, say),
    )


def _alert_row(kind: Kind, say: Speech) -> tuple[Cell, ...]:
    counts = (kind.raised, kind.seen, kind.resolved, kind.standing, kind.unknown)
    longest = kind.to_resolved_s[-1] if kind.to_resolved_s else None
    times = (median(kind.to_seen_s), median(kind.to_resolved_s), longest)
    return (
        Cell(coded.alert_text(say.language, kind.alert)),
        *(Cell(str(each) if each else _DASH) for each in counts),
        *(Cell(_DASH if each is None else span_text(each, say.language)) for each in times),
    )


def _journal(month: Month, say: Speech) -> Iterator[str]:
    if month.reaches is None:
        yield say("month.journal.no_reach")
        return
    first, last = month.reaches
    if first > month.first or last < month.last:
        yield say("month.journal.reach", first=first, last=last)
    for gap in month.gaps:
        count = gap.last - gap.first + 1
        yield say(
            "month.journal.gap",
            first=gap.first,
            last=gap.last,
            count=count,
            after=gap.after,
            before=gap.before,
        )
    for each in month.lost:
        day = month.whole.site.business_day(each.at_s)
        yield say("month.journal.lost", day=day, seq=each.seq)
    for each in month.unseen:
        day = month.whole.site.business_day(each.at_s)
        books = say.books(each.record.fields["count"], each.record.fields["total_minor"])
        yield say("month.journal.unseen", day=day, books=books, seq=each.seq)
    if not (month.gaps or month.lost or month.unseen):
        yield say("month.journal.whole")


def _journals(months: Sequence[Month], say: Speech) -> Iterator[str]:
    for month in months:
        for text in _journal(month, say):
            yield say("month.journal.of", name=month.whole.site.name, text=text)


def _proof(say: Speech) -> tuple[str, ...]:
    names = ("settled", "signed_in", "printed", "resolved", "clearing")
    return (*(say(f"month.proof.{name}") for name in names), say("proof.copy"))
