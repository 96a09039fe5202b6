# SPDX-License-Identifier: MIT
"""What the marks on a day's timeline mean: only those that this day has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.messages import sentence, word
from posminder.report.day import Day
from posminder.report.sales import DELIVERED, DUPLICATE, NONE_OWED, NOT_VISIBLE
from posminder.report.spans import PowerGap
from posminder.report.words import receipt_word, settlement_word, try_shape

_GAP_SHOWN_S: Final = 60


def legend(day: Day, language: str) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) rows for the marks that `day` has."""
    back = ("refund", "reversal")
    receipts = {each.receipt.state for each in day.transactions}
    late = any(
        each.receipt.state not in (NONE_OWED, NOT_VISIBLE) and not each.receipt.at_first_print
        for each in day.transactions
    )
    sign_ins = {span.state for span in day.sign_ins}
    rows = (
        (day.site.opening(day.date), "open", sentence(language, "chart.open")),
        ("signed_in" in sign_ins, "good", word(language, "sign_in", "signed_in")),
        (sign_ins & {"needed", "failed"}, "bad", word(language, "sign_in", "needed")),
        (day.approved, "tick", sentence(language, "sales.approved")),
        (
            any(each.words["transaction"] in back for each in day.approved),
            "back",
            sentence(language, "figure.taken_back"),
        ),
        (
            len(day.approved) < len(day.transactions),
            "declined",
            sentence(language, "chart.not_approved"),
        ),
        (DELIVERED in receipts, "dot", receipt_word(language, DELIVERED)),
        (late, "missing", sentence(language, "alert.receipt_missing")),
        (DUPLICATE in receipts, "ring", receipt_word(language, DUPLICATE)),
        (any(a.seen for a in day.alerts), "eye", sentence(language, "chart.seen")),
        (any(a.escalated for a in day.alerts), "bang", sentence(language, "chart.escalated")),
        (day.power, "boot", sentence(language, "chart.boot")),
        (
            any(_gap_s(each) >= _GAP_SHOWN_S for each in day.power),
            "off",
            sentence(language, "chart.off"),
        ),
    )
    return (
        *((shape, text) for wanted, shape, text in rows if wanted),
        *_tries(day, language),
    )


def _tries(day: Day, language: str) -> Iterator[tuple[str, str]]:
    """Yield each mark of a try to settle once, with all that it stands for here."""
    states: dict[str, list[str]] = {}
    for state in dict.fromkeys(each.state for each in day.tries):
        states.setdefault(try_shape(state), []).append(settlement_word(language, state))
    for shape, told in states.items():
        yield shape, sentence(language, "report.comma").join(told)


def _gap_s(gap: PowerGap) -> int:
    return 0 if gap.last_before is None else gap.boot.at_s - gap.last_before.at_s
