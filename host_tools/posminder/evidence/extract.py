# SPDX-License-Identifier: MIT
"""What a customer may have of his own sale, on one page: masked, and nothing of anybody else.

No other sale, no total, no record number, no slip text and nobody's name are in it: what a slip
shows beside the sale, such as its operator, is the shop's. A refund that no number ties to the sale
may be another customer's and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from posminder.evidence import masking
from posminder.evidence.html import render
from posminder.evidence.material import Material, Teller
from posminder.evidence.model import Line
from posminder.evidence.receipt_lines import receipt_line
from posminder.evidence.transaction_lines import counters, merchant_lines, transaction_lines
from posminder.messages import sentence
from posminder.transaction_sentences import settlement_of
from posminder.wall_time import day_text

_FORMAT: Final = "posminder extract 1"
_SHOP: Final = ("mid", "tid")
_SALE: Final = (
    "type",
    "result",
    "amount",
    "sold_at",
    "card",
    "card_name",
    "trace",
    "receipt_no",
    "batch_no",
    "auth_id",
)


def extract(it: Material) -> tuple[str, dict[str, Any]]:
    """Return the page, and the same for programs."""
    tell = Teller(it)
    lines = [each for each in masking.in_lines(_lines(it, tell)) if each.available]
    title = tell.both("extract.title")
    notes = (*tell.both("extract.what"), *tell.both("extract.not"))
    page = render("extract.html.j2", language=it.language, title=title, lines=lines, notes=notes)
    told = [{"key": each.key, "label": each.label[0], "value": each.value} for each in lines]
    return page, {"format": _FORMAT, "language": it.language, "lines": told}


def _lines(it: Material, tell: Teller) -> Iterator[Line]:
    yield Line("merchant", tell.both("evidence.label.merchant"), it.whole.site.name)
    shop = {each.key: each for each in merchant_lines(it, tell)}
    yield from (shop[key] for key in _SHOP)
    sale = {each.key: each for each in transaction_lines(it, tell)}
    sale["sold_at"] = replace(sale["sold_at"], label=tell.both("extract.sold_at"))
    if it.approved:
        approved = sentence(it.language, "extract.approved")
        sale["result"] = replace(sale["result"], value=approved)
    yield from (sale[key] for key in _SALE)
    yield receipt_line(it, tell)
    yield from _taken_back(it, tell)
    yield _settled(it, tell)


def _taken_back(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield each void, refund or reversal that names this sale; that there is none, until when."""
    label = tell.both("evidence.label.counters")
    tied = {each.record.seq for each in it.life.counters if not each.alike}
    yield from (each for each in counters(it, tell) if tied & set(each.records))
    if not tied and it.approved:
        until = tell.when(it.whole.placed[-1])
        yield Line("counters", label, sentence(it.language, "extract.not_taken_back", until=until))


def _settled(it: Material, tell: Teller) -> Line:
    """Return on which business day the sale went to the acquirer, without that day's figures."""
    settled = settlement_of(it.life)
    day = None if settled is None else settled.fields.get("business_day")
    label = tell.both("evidence.label.settled")
    if day is None:
        return Line("settled", label, "", available=False)
    return Line("settled", label, sentence(it.language, "extract.settled", day=day_text(day)))
