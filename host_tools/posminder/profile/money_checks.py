# SPDX-License-Identifier: MIT
"""Limits of totals and counts, and the acquirer's fees, held against each other (R2, R32, R50)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Final

from posminder.messages import LANGUAGES
from posminder.profile.amounts import money_text
from posminder.profile.compile import HUNDREDTHS, WITHOUT_CENTS
from posminder.profile.findings import Finding
from posminder.profile.model_sheet import Fees
from posminder.profile.settlement_starts import above_max
from posminder.profile.subject import Subject
from posminder.profile.values import clock_text, duration_text

# Authorisations held at the terminal go stale within days; two leave room for a week end.
STALE_AFTER_S: Final = 48 * 3_600


def check_money(subject: Subject) -> Iterator[Finding]:
    """Yield every fault among settle, batch, capture, fees and calendar."""
    return chain(
        _cents(subject),
        _totals(subject),
        _stale(subject),
        _counts(subject),
        _fees(subject),
        _minimum(subject),
        _maintenance(subject),
    )


def _cents(subject: Subject) -> Iterator[Finding]:
    profile = subject.profile
    if profile.site.currency not in WITHOUT_CENTS:
        return
    settle = profile.settle
    for path, value in (
        (("settle", "min"), settle.min),
        (("settle", "max"), settle.max),
        (("settle", "warn", "total"), settle.warn.total),
        (("receipts", "cvm_limit"), profile.receipts.cvm_limit),
    ):
        if value is not None and value % HUNDREDTHS:
            whole = money_text(value - value % HUNDREDTHS)
            sentence = f"{money_text(value)}: {profile.site.currency} has no cents; {whole}?"
            yield subject.finding(path, sentence, against=("site", "currency"))


def _totals(subject: Subject) -> Iterator[Finding]:
    settle = subject.profile.settle
    if settle.min is not None and settle.max is not None and settle.min >= settle.max:
        sentence = (
            f"{money_text(settle.min)} is not below max {money_text(settle.max)}: "
            "no total would be settled in time"
        )
        yield subject.finding(("settle", "min"), sentence, against=("settle", "max"))
    if settle.max is not None and settle.above_max != above_max(subject.profile):
        sentence = (
            "a total above it would be held for a person to decide, and nobody is named: the board "
            "settles and alerts; people: {owner: ..., supervisor: ...}, or "
            "above_max: settle_and_alert"
        )
        yield subject.warning(("settle", "max"), sentence, ("settle", "above_max"))


def _stale(subject: Subject) -> Iterator[Finding]:
    settle = subject.profile.settle
    waits = settle.min is not None or settle.max is not None
    if waits and subject.profile.capture == "terminal" and settle.max_defer > STALE_AFTER_S:
        wait = duration_text(settle.max_defer, LANGUAGES[0])
        sentence = (
            f"{wait} is long where the money waits in the terminal: late "
            "presentment can be charged back; choose 48h or less"
        )
        yield subject.warning(("settle", "max_defer"), sentence, ("capture",))


def _counts(subject: Subject) -> Iterator[Finding]:
    batch = subject.profile.batch
    if batch is None:
        return
    most = batch.max_transactions
    for name, value in (("force_at", batch.force_at), ("warn_at", batch.warn_at)):
        if value is not None and value >= most:
            sentence = f"{value} is not below max_transactions {most}: the terminal refuses first"
            yield subject.finding(("batch", name), sentence, against=("batch", "max_transactions"))
    if batch.force_at and batch.warn_at and batch.force_at <= batch.warn_at < most:
        sentence = f"{batch.warn_at} is not below force_at {batch.force_at}: no warning would come"
        yield subject.warning(("batch", "warn_at"), sentence, ("batch", "force_at"))


def _fees(subject: Subject) -> Iterator[Finding]:
    fees = subject.profile.fees
    if fees is None:
        return
    first: dict[tuple[str, str | None], int] = {}
    for index, row in enumerate(fees.rates):
        same = first.setdefault((row.card, row.mcc), index)
        if same != index:
            sentence = f"{row.card} has two rates; a rate for some days belongs under promos"
            other = ("fees", "rates", same, "card")
            yield subject.finding(("fees", "rates", index, "card"), sentence, against=other)
    for index, promo in enumerate(fees.promos):
        yield from _overlaps(subject, fees, index)
        if promo.to < promo.from_:
            path = ("fees", "promos", index, "to")
            sentence = f"{promo.to} is before from {promo.from_}"
            yield subject.finding(path, sentence, against=("fees", "promos", index, "from"))
    if missing := fees.unpriced():
        sentence = f"no rate for {', '.join(missing)}: will be listed as unpriced"
        yield subject.warning(("fees", "rates"), sentence)


def _minimum(subject: Subject) -> Iterator[Finding]:
    deposit = subject.profile.deposit
    if deposit is not None and deposit.watch and deposit.min_payout:
        sentence = (
            "the board awaits every batch by itself, and will call one overdue that waits for "
            f"{money_text(deposit.min_payout)}"
        )
        yield subject.warning(("deposit", "min_payout"), sentence, ("deposit", "watch"))


def _overlaps(subject: Subject, fees: Fees, index: int) -> Iterator[Finding]:
    """Yield the promotion before `index` that holds on one of its days: which goes first?"""
    promo = fees.promos[index]
    for number, other in enumerate(fees.promos[:index]):
        same = (other.card, other.mcc) == (promo.card, promo.mcc)
        if same and other.from_ <= promo.to and promo.from_ <= other.to:
            sentence = f"{promo.card} has another promotion on some of these days"
            against = ("fees", "promos", number, "from")
            yield subject.finding(("fees", "promos", index, "from"), sentence, against=against)
            return


def _maintenance(subject: Subject) -> Iterator[Finding]:
    calendar = subject.profile.calendar
    latest = subject.profile.settle.latest
    for index, window in enumerate(() if calendar is None else calendar.maintenance):
        if window.span.open_min <= latest < window.span.close_min:
            sentence = (
                f"{clock_text(latest)} falls into the acquirer's maintenance of {window.day} "
                f"({window.span}): settlement waits until it ends"
            )
            against = ("calendar", "maintenance", index)
            yield subject.warning(("settle", "latest"), sentence, against)
