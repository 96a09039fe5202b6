# SPDX-License-Identifier: MIT
"""`posminder simulate demo`: one seeded day, told live, summed up, judged, and reported."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from posminder import output
from posminder.cli.profile_file import LangOption
from posminder.cli.simulate_view import (
    Currency,
    CurrencyOption,
    SeedOption,
    invariants_table,
    language_of,
    progress,
    teller,
)
from posminder.errors import EXIT_FINDING
from posminder.messages import sentence
from posminder.report.page import day_report
from posminder.report.site import ReportSite
from posminder.scenarios import invariants
from posminder.scenarios.compare import line_of
from posminder.scenarios.demo import demo_day
from posminder.scenarios.invariants import Violation
from posminder.scenarios.play import Played, play
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.scenario import Expected
from posminder.scenarios.summary import Answer, Row, Verdict, answers, books, bytes_a_sale
from posminder.simulator.scheduler import US_PER_S
from posminder.store.site import site_of

_REPORT: Final = Path("posminder-day.html")


def command(
    seed: SeedOption = 1,
    currency: CurrencyOption = Currency.EUR,
    lang: LangOption = None,
    report: Annotated[
        Path, typer.Option(help="Where the day's report goes, one HTML file.")
    ] = _REPORT,
    as_json: output.JsonOption = False,
) -> None:
    """A whole shop day with its incidents, then the journal against the terminal's books.

    Exit 1: they disagree, an incident is not answered, or an invariant does not hold.
    """
    demo = demo_day(seed, currency)
    profile = profile_of(demo.scenario)
    tongue = language_of(profile, lang)
    began_s = time.monotonic()
    with progress(sentence(tongue, "demo.playing")) as update:
        tell = teller(profile, tongue, silent=as_json)
        played = play(demo.scenario, tell=tell, progress=update)
    real_s = time.monotonic() - began_s
    found = _Found(played, answers(played, demo.happens), demo.cannot)
    output.write_file(report, _report(played, tongue))
    if as_json:
        output.json_line({**found.to_json(), "real_s": round(real_s, 2), "report": str(report)})
    else:
        found.show(lambda name, **values: sentence(tongue, name, **values))
        output.say(sentence(tongue, "demo.cost", **found.cost(), seconds=f"{real_s:.1f}"))
        output.say(sentence(tongue, "demo.report", path=report.resolve()))
    if not found.good:
        raise typer.Exit(EXIT_FINDING)


class _Found:
    """What the day came to."""

    def __init__(self, played: Played, answered: list[Answer], cannot: tuple[str, ...]) -> None:
        self._played = played
        self._answers = answered
        self._cannot = cannot
        self._rows: list[Row] = books(played)
        self._violations: list[Violation] = invariants.check(played.evidence())

    @property
    def good(self) -> bool:
        """Whether all of it is as it must be."""
        agreed = all(row.verdict is not Verdict.DIFFERS for row in self._rows)
        answered = not any(each.missing for each in self._answers)
        return agreed and answered and not self._violations and not self._played.unplayed

    def cost(self) -> dict[str, object]:
        """Return the figures of the last line."""
        return {
            "sales": len(self._played.truth.sales),
            "records": len(self._played.records),
            "bytes": bytes_a_sale(self._played),
            "hours": f"{self._played.ended_us / US_PER_S / 3600:.1f}",
        }

    def show(self, say: Callable[..., str]) -> None:
        """Print the three tables."""
        output.table(
            (say("demo.incident"), say("demo.answer")),
            [(say(f"incident.{_name(each)}"), _answer(each, say)) for each in self._answers],
        )
        if self._cannot:
            names = say("demo.and").join(say(f"incident.{name}") for name in self._cannot)
            output.say(say("demo.cannot", incidents=names))
        output.table(
            (say("books.title"), say("books.journal"), say("books.terminal"), ""),
            [
                (say(f"books.{row.what}"), row.journal, row.terminal, _verdict(row, say))
                for row in self._rows
            ],
        )
        invariants_table(self._violations, say)

    def to_json(self) -> dict[str, Any]:
        """Return all of it for a script."""
        return {
            "books": [asdict(row) for row in self._rows],
            "incidents": [
                {"incident": _name(each), "missing": [_sign(sign) for sign in each.missing]}
                for each in self._answers
            ],
            "cannot": list(self._cannot),
            "violations": [asdict(each) for each in self._violations],
            **self.cost(),
        }


def _name(answer: Answer) -> str:
    return answer.happens.incident.name


def _answer(answer: Answer, say: Callable[..., str]) -> str:
    if answer.missing:
        return say("demo.missing", sign=_sign(answer.missing[0]))
    return say(f"answer.{_name(answer)}")


def _verdict(row: Row, say: Callable[..., str]) -> str:
    why = f".{row.why}" if row.why else ""
    return say(f"verdict.{row.verdict}{why}", count=row.count)


def _sign(sign: Expected) -> str:
    return line_of(sign.name, sign.words)


def _report(played: Played, language: str) -> str:
    compiled = played.profile.compiled
    site = ReportSite.of(played.board_id, site_of(compiled.data, compiled.sha256.hex()))
    return day_report(played.records, site, played.scenario.date, (), language)
