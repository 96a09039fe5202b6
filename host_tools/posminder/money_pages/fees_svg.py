# SPDX-License-Identifier: MIT
"""Draws fees by class of cards: how much, and what share of the amount that was. Integers only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from markupsafe import Markup

from posminder.money_pages.fees import Kept
from posminder.reconcile.fees import ppm_text
from posminder.report.drawing import Drawing, svg
from posminder.report.speech import Speech

_TOP: Final = 30
_ROW: Final = 44
_FEE: Final = (220, 560)  # from, to
_RATE: Final = (680, 1010)


def draw(kept: Sequence[Kept], say: Speech) -> Markup:
    """Return a row for each class and rule that takes a fee, `kept` at least one."""
    ink = Drawing()
    fees = [each.fee_minor for each in kept]
    rates = [max(each.effective_ppm or 0, each.rate_ppm or 0) for each in kept]
    most, highest = max(1, *fees), max(1, *rates)
    ink.text(_FEE[0], _TOP - 10, say("fees_page.column.fee"), "small")
    ink.text(_RATE[0], _TOP - 10, say("fees_page.column.effective"), "small")
    for index, each in enumerate(kept):
        top = _TOP + index * _ROW
        middle = top + _ROW // 2
        ink.line(0, top, 1096, top, "rule")
        ink.text(0, middle + 5, _name(each, say), "strip")
        end = _FEE[0] + max(0, each.fee_minor) * (_FEE[1] - _FEE[0]) // most
        ink.bar(_FEE[0], end, middle - 9, 18, "flow-fees", say.money(each.fee_minor))
        ink.text(end + 8, middle + 5, say.amount(each.fee_minor), "label")
        if each.effective_ppm is not None:
            end = _RATE[0] + max(0, each.effective_ppm) * (_RATE[1] - _RATE[0]) // highest
            ink.bar(_RATE[0], end, middle - 9, 18, "span-good", ppm_text(each.effective_ppm))
            reach = end
            if each.rate_ppm is not None:
                at = _RATE[0] + each.rate_ppm * (_RATE[1] - _RATE[0]) // highest
                ink.use("ring", at, middle, ppm_text(each.rate_ppm))
                reach = max(reach, at)
            ink.text(reach + 10, middle + 5, ppm_text(each.effective_ppm), "label")
    bottom = _TOP + len(kept) * _ROW
    ink.line(0, bottom, 1096, bottom, "rule")
    return svg(ink, bottom + 6, say("fees_page.chart.label"))


def legend(say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) rows for the marks."""
    return (
        ("took", say("fees_page.column.fee")),
        ("good", say("fees_page.column.effective")),
        ("ring", say("fees_page.chart.rate")),
    )


def _name(each: Kept, say: Speech) -> str:
    name = say.word("card", str(each.card))
    promo = each.rule is not None and each.rule.until is not None
    return say("fees_page.promo_of", card=name) if promo else name
