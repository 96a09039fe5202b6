# SPDX-License-Identifier: MIT
"""`posminder explain`: why something happened or did not, from the records alone (R4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.dates import date_of
from posminder.cli.profile_file import LangOption
from posminder.cli.shop import (
    BoardOption,
    StoredShop,
    TransactionUnknown,
    opened,
    unknown_number,
)
from posminder.errors import EXIT_FINDING, PosminderError
from posminder.explain.alert import explain_alert
from posminder.explain.day import explain_day
from posminder.explain.finding import Finding
from posminder.explain.transaction import explain_transaction
from posminder.messages import sentence
from posminder.report.spans import AlertSpan
from posminder.report.whole import Whole
from posminder.transaction import KINDS, Life, find
from posminder_formats.records import ALERT_WORDS

_SHOWN_MAX: Final = 6  # record numbers behind a sentence


class DayUnknown(PosminderError):
    """The store has no record of {}; it has {} to {}. Next: posminder logs --port PORT"""

    exit_code = EXIT_FINDING


class AlertUnknown(PosminderError):
    """No alert {} was raised{}. Next: posminder logs --no-pull --kind alert"""

    exit_code = EXIT_FINDING


def command(
    what: Annotated[
        str,
        typer.Argument(
            metavar="WHAT",
            help="A business day (2026-11-23), a transaction's number, or an alert's name.",
        ),
    ],
    day: Annotated[
        str | None, typer.Option("--day", help="The one of this day, where it came again.")
    ] = None,
    seq: Annotated[
        int | None, typer.Option("--seq", metavar="N", help="The one of record N.")
    ] = None,
    board: BoardOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Say why a day, a transaction or an alert came out as it did, with records and grades."""
    shop = opened(board, lang)
    wanted = _Wanted(date_of(day, "--day"), seq)
    kind, findings = _explained(what, wanted, shop)
    if as_json:
        output.json_line(
            {
                "board": shop.board_id,
                "what": what,
                "kind": kind,
                "findings": [each.to_json() for each in findings],
            }
        )
        return
    _show(findings, shop.language)


class _Wanted:
    """Which one is meant, where a name or a number came again."""

    def __init__(self, day: date | None, seq: int | None) -> None:
        self.day = day
        self.seq = seq

    def meets(self, day: date, seq: int) -> bool:
        """Return whether that of `day` and record `seq` is meant."""
        return self.day in (None, day) and self.seq in (None, seq)


def _explained(what: str, wanted: _Wanted, shop: StoredShop) -> tuple[str, tuple[Finding, ...]]:
    if "-" in what:
        asked = date_of(what, "WHAT")
        whole = shop.whole(asked, asked)
        if asked is None or asked not in whole.days:
            first, last = min(whole.days, default="?"), max(whole.days, default="?")
            raise DayUnknown(what, first, last)
        return "day", explain_day(whole, asked, shop.notes, shop.language)
    whole = shop.whole()
    if what in ALERT_WORDS[1:]:
        alert = _alert(what, wanted, whole)
        return "alert", explain_alert(whole, alert, shop.language)
    life = _life(what, wanted, whole)
    return "transaction", explain_transaction(whole, life, shop.notes, shop.language)


def _alert(name: str, wanted: _Wanted, whole: Whole) -> AlertSpan:
    """Return the newest alert of this name that is meant. Raises AlertUnknown."""
    for each in reversed(whole.alerts):
        on = whole.site.business_day(each.raised.at_s)
        if each.alert == name and wanted.meets(on, each.raised.seq):
            return each
    raise AlertUnknown(name, f" on {wanted.day}" if wanted.day else "")


def _life(number: str, wanted: _Wanted, whole: Whole) -> Life:
    """Return the newest transaction of this number that is meant. Raises TransactionUnknown."""
    at = {each.seq: each for each in whole.placed}
    lives = find((each.record for each in whole.placed if each.kind in KINDS), number)
    for life in lives:
        if wanted.meets(whole.site.business_day(at[life.sale.seq].at_s), life.sale.seq):
            return life
    raise TransactionUnknown(number) if lives else unknown_number(number)


def _show(findings: Sequence[Finding], language: str) -> None:
    """Print each topic's sentences, with their records and grade behind them."""
    topic = None
    for each in findings:
        if each.topic != topic:
            topic = each.topic
            output.say(sentence(language, f"topic.{topic}"), style="bold")
        proof = [*_few(each.records), *([] if each.grade is None else [each.grade])]
        output.row("  ", f"{each.text} [{' '.join(proof)}]" if proof else each.text)


def _few(records: Sequence[int]) -> list[str]:
    """Return the records' numbers, of more than _SHOWN_MAX the first and the last."""
    numbers = [f"#{seq}" for seq in records]
    return numbers if len(numbers) <= _SHOWN_MAX else [*numbers[:3], "…", *numbers[-2:]]
