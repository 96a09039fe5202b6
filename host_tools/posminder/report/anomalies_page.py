# SPDX-License-Identifier: MIT
"""What the rules found, as sentences, as a table and as a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from posminder.report import frame
from posminder.report.anomalies import Finding, Judged, Rule
from posminder.report.counter import HISTORY_MAX, HISTORY_MIN
from posminder.report.frame import Figure, Page, Section
from posminder.report.site import ReportSite, clock_text
from posminder.report.speech import Speech
from posminder.report.view_tables import Cell, Column, Table
from posminder.report.words import weekday
from posminder.wall_time import span_text

_DASH: Final = "–"
_RECORDS_SHOWN: Final = 3


def anomalies_html(
    judged: Sequence[Judged], site: ReportSite, dates: tuple[date, date] | None, language: str
) -> str:
    """Return the page. `dates`: the first and last day that were looked at."""
    say = Speech(language, site)
    first, last = dates or ("?", "?")
    return frame.html(
        Page(
            language=language,
            title=say("anomalies.title"),
            site=site.name,
            date=say("settlements.dates", first=first, last=last),
            good=not findings(judged),
            verdict=verdict_text(judged, say),
            facts=say.shop(),
            figures=() if site.attended else tuple(_figures(judged, say)),
            sections=() if site.attended else tuple(_sections(judged, say)),
            proof=(
                say("anomalies.proof.usual", max=HISTORY_MAX, min=HISTORY_MIN),
                say("anomalies.proof.inferred"),
                say("anomalies.proof.score"),
                say("proof.line"),
            ),
        )
    )


def findings(judged: Sequence[Judged]) -> list[Finding]:
    """Return everything that was found, by day, each day in the rules' order."""
    return sorted((each for of in judged for each in of.findings), key=lambda each: each.date)


def verdict_text(judged: Sequence[Judged], say: Speech) -> str:
    """Return how much was found."""
    found = findings(judged)
    if say.site.attended:
        return say("anomalies.attended")
    if not found:
        return say("anomalies.none", all=_days(judged))
    touched = len({each.date for each in found})
    return say("anomalies.found", count=len(found), days=touched, all=_days(judged))


def _days(judged: Sequence[Judged]) -> int:
    return max((each.days + each.not_judged for each in judged), default=0)


def told(found: Finding, say: Speech) -> str:
    """Return a finding as a sentence with its figures."""
    return say(f"anomaly.{found.rule}", **_shown(found.values, say))


def limit_text(rule: Rule, say: Speech) -> str:
    """Return what a rule finds, with its limits."""
    shown = _shown(rule.limits, say)
    for name, value in rule.limits.items():
        if name.endswith("_s") and isinstance(value, int):
            shown[name.removesuffix("_s")] = say("anomalies.minutes", minutes=value // 60)
    return say(f"limit.{rule.name}", **shown)


def _shown(values: Mapping[str, int | str], say: Speech) -> dict[str, object]:
    """Return figures as texts, by what the end of their name says they are."""
    shown: dict[str, object] = {}
    for name, value in values.items():
        if name == "kind":
            shown[name] = say.word("transaction", value)
        elif isinstance(value, str):
            shown[name] = value or say("report.not_known")
        elif name.endswith("_minor"):
            shown[name.removesuffix("_minor")] = say.money(value)
        elif name.endswith("_at"):
            shown[name.removesuffix("_at")] = clock_text(value)[:5]
        elif name.endswith("_s"):
            shown[name.removesuffix("_s")] = span_text(value, say.language)
        else:
            shown[name] = value
    return shown


def _figures(judged: Sequence[Judged], say: Speech) -> Iterator[Figure]:
    found = findings(judged)
    yield Figure(say("anomalies.figure.days"), str(_days(judged)))
    yield Figure(say("anomalies.figure.found"), str(len(found)))
    yield Figure(say("anomalies.figure.touched"), str(len({each.date for each in found})))
    waiting = max((each.not_judged for each in judged), default=0)
    yield Figure(say("anomalies.figure.not_judged"), str(waiting))


def _sections(judged: Sequence[Judged], say: Speech) -> Iterator[Section]:
    found = findings(judged)
    table = findings_table(found, say) if found else None
    none = () if found else (say("anomalies.none", all=_days(judged)),)
    yield Section("findings", say("anomalies.findings"), none, table)
    yield Section("rules", say("anomalies.rules"), table=rules_table(judged, say))


def findings_table(found: Sequence[Finding], say: Speech) -> Table:
    """Return a row a finding."""
    names = ("day", "rule", "what", "records")
    columns = tuple(Column(say(f"anomalies.{n}"), "code" if n == "day" else "") for n in names)
    return Table(columns, tuple(_finding(each, say) for each in found))


def _finding(each: Finding, say: Speech) -> tuple[Cell, ...]:
    return (
        Cell(each.date.isoformat(), weekday(say.language, each.date)),
        Cell(say.word("anomaly", each.rule), shape="bang"),
        Cell(told(each, say)),
        Cell(_records(each, say)),
    )


def _records(found: Finding, say: Speech) -> str:
    numbers = [each.seq for each in found.records]
    if len(numbers) > _RECORDS_SHOWN:
        return say("anomalies.more", first=numbers[0], last=numbers[-1])
    return say("report.comma").join(map(str, numbers)) or _DASH


def rules_table(judged: Sequence[Judged], say: Speech) -> Table:
    """Return a row a rule: its limits, the days it could judge, how much it found."""
    names = ("rule", "limit", "judged", "not_judged", "count")
    looks = dict.fromkeys(names[2:], "number")
    columns = tuple(Column(say(f"anomalies.{name}"), looks.get(name, "")) for name in names)
    rows = tuple(
        (
            Cell(say.word("anomaly", each.rule.name)),
            Cell(limit_text(each.rule, say)),
            Cell(str(each.days)),
            Cell(str(each.not_judged) if each.not_judged else _DASH),
            Cell(str(len(each.findings)) if each.findings else _DASH),
        )
        for each in judged
    )
    return Table(columns, rows)
