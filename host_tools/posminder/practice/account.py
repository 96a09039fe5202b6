# SPDX-License-Identifier: MIT
"""What is read of a practice when it is over: the pulled journal and the terminal's books.

Nothing of what was typed: an act that changed nothing is worth nothing, in either direction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from posminder.journal_file import Record
from posminder.scenarios.play import Played
from posminder.simulator.terminal_truth import SaleState
from posminder.transaction import batch_ends
from posminder_formats import records as r

APPROVED: Final = 0
_DOUBT: Final = "sale_unknown"


@dataclass(frozen=True)
class Account:
    """A practice that is over. `since_seq`: the last record before the trainee took over.

    `boots`: how many starts of the board the incident itself brings; `price_minor`: what the
    customer pays.
    """

    played: Played
    since_seq: int
    boots: int
    price_minor: int

    @property
    def records(self) -> tuple[Record, ...]:
        """What was written since the trainee took over."""
        return tuple(each for each in self.played.records if each.seq > self.since_seq)

    def first(self, name: str, *, after: Record | None = None, **words: Any) -> Record | None:
        """Return the first record called `name` with these words, since then or `after` one."""
        begin = self.since_seq if after is None else after.seq
        for each in self.played.records:
            if each.seq > begin and each.name == name and words.items() <= each.words().items():
                return each
        return None

    def sold(self, amount_minor: int) -> int:
        """Return how many sales of this amount the terminal holds for good."""
        return sum(
            each.amount_minor == amount_minor and each.state is SaleState.APPROVED
            for each in self.played.truth.sales
        )

    def stands(self, alert: str) -> bool:
        """Return whether an alert of this name stands in the end."""
        return any(each[0] == alert for each in self.played.pulled.standing)


# Harms ------------------------------------------------------------------------------------------


def _off_with_open_batch(it: Account) -> Iterator[Record]:
    """Switched off before the batch was settled."""
    ends = batch_ends(it.played.records)
    for boot in [each for each in it.played.records if each.kind == r.R_BOOT][it.boots :]:
        for sale in it.played.records:
            approved = sale.kind == r.R_SALE and sale.fields.get("result") == APPROVED
            end = ends.get(sale.seq)
            if approved and sale.seq < boot.seq and (end is None or end.seq > boot.seq):
                yield boot
                break


def _sold_not_signed_in(it: Account) -> Iterator[Record]:
    """Sold although the terminal was not signed in."""
    for each in it.records:
        words = each.words()
        if words.get("alert") == "sale_not_signed_in" and words.get("state") == "raised":
            yield each


def _sold_in_doubt(it: Account) -> Iterator[Record]:
    """Took money while it was not known whether the sale before had gone through."""
    doubt = False
    for each in it.played.records:
        words = each.words()
        if each.kind == r.R_ALERT and words.get("alert") == _DOUBT:
            doubt = words.get("state") not in ("cleared",)
        elif each.kind == r.R_SALE_STARTED and doubt and each.seq > it.since_seq:
            yield each


def _no_receipt(it: Account) -> Iterator[Record]:
    """Sold on without paper: a sale since then that left no receipt."""
    for each in it.records:
        if each.kind != r.R_RECEIPT or each.words().get("state") not in ("refused", "missing"):
            continue
        trace = each.fields.get("trace")
        sold = it.first("sale", trace=trace)
        printed = it.first("receipt", after=each, trace=trace)
        if sold is not None and printed is None:
            yield each


def _paid_twice(it: Account) -> Iterator[Record]:
    """Took from one customer twice."""
    price = it.price_minor
    first = it.first("sale", result=APPROVED, amount_minor=price)
    if first is not None:
        again = it.first("sale", after=first, result=APPROVED, amount_minor=price)
        yield from () if again is None else (again,)


HARMS: Final[dict[str, Callable[[Account], Iterator[Record]]]] = {
    "off_with_open_batch": _off_with_open_batch,
    "sold_not_signed_in": _sold_not_signed_in,
    "sold_in_doubt": _sold_in_doubt,
    "no_receipt": _no_receipt,
    "paid_twice": _paid_twice,
}
"""By name, what finds the records that show it."""
COMMON_HARMS: Final = tuple(name for name in HARMS if name != "paid_twice")
"""Those that may be done anywhere; a second customer may well pay the same."""
