# SPDX-License-Identifier: MIT
"""Settlements as the journal tells them: every try from its beginning to its result, and which
transactions each batch took with it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from posminder import transaction
from posminder.report.placing import Placed
from posminder_formats import records as r

Totals = tuple[int | None, int | None]  # count, minor units

UNDER_WAY: Final = "begun"
MISSED: Final = "missed"  # of a business day that is over: no try
OBSERVED: Final = "observed"  # mode observe: what would have been done
_LOWER_THE_SUM: Final = ("refund", "reversal")
_BUTTON_BEFORE_S: Final = 10


@dataclass(slots=True)
class Try:
    """One try to settle. `reason`: what began it, None where the journal does not say."""

    begun: Placed
    reason: str | None = None
    ended: Placed | None = None
    state: str = UNDER_WAY
    cause: str | None = None
    outcome: str | None = None  # what became of the command to settle
    code: int | None = None  # the terminal's, where it refused
    totals: dict[str, Totals] = field(default_factory=dict)
    counted: Totals = (None, None)  # what the result record says of the batch
    given_up: bool = False


class _Tries:
    """Collects tries while it is shown the records in order."""

    def __init__(self) -> None:
        self.found: list[Try] = []
        self._open: Try | None = None
        self._button: Placed | None = None

    def take(self, each: Placed) -> None:
        """Look at one record."""
        words = each.record.words()
        if each.kind == r.R_BUTTON and words.get("press") == "held":
            self._button = each
        elif each.kind == r.R_SETTLEMENT:
            self._settlement(each, words)
        elif each.kind == r.R_TOTALS:
            self._at(each).totals[str(words.get("source"))] = (
                words.get("count"),
                words.get("total_minor"),
            )
        elif words.get("command") == "settle" and each.kind == r.R_INTENT:
            self._at(each).reason = str(words.get("reason"))
        elif words.get("command") == "settle" and each.kind == r.R_OUTCOME:
            self._outcome(each, words)

    def _at(self, each: Placed) -> Try:
        """Return the try under way; a retry begins without a record of its own."""
        if self._open is None:
            self._open = Try(each)
            self.found.append(self._open)
        return self._open

    def _outcome(self, each: Placed, words: dict[str, object]) -> None:
        now = self._at(each)
        now.outcome = str(words.get("outcome"))
        code = words.get("code")
        now.code = code if isinstance(code, int) else None
        if now.outcome == "not_sent" and now.begun.kind == r.R_INTENT:
            now.state, now.ended, self._open = OBSERVED, each, None

    def _settlement(self, each: Placed, words: dict[str, object]) -> None:
        state = str(words.get("state"))
        if state == MISSED:
            return
        if state == "begun":
            self._open = None
            self._at(each).reason = self._pressed(each)
            return
        if state == "given_up" and self._open is None and self._refused:
            self.found[-1].given_up = True
            return
        now = self._at(each)
        now.state, now.ended, self._open = state, each, None
        cause = words.get("cause")
        now.cause = None if cause in (None, "none") else str(cause)
        now.counted = (_number(words.get("count")), _number(words.get("total_minor")))

    @property
    def _refused(self) -> bool:
        """Whether the last try was refused: giving up then is its end, and else one of its own."""
        return bool(self.found) and self.found[-1].state == "refused"

    def _pressed(self, each: Placed) -> str | None:
        button = self._button
        if button is None or abs(each.at_s - button.at_s) > _BUTTON_BEFORE_S:
            return None
        return "closing_button"


def tries(placed: Iterable[Placed]) -> list[Try]:
    """Return every try to settle in `placed`, ascending."""
    collector = _Tries()
    for each in placed:
        collector.take(each)
    return collector.found


def batch_ends(placed: Sequence[Placed]) -> dict[int, Placed]:
    """Return, by a transaction's sequence number, the SETTLEMENT record that took its batch.

    An approved transaction that is not among the keys is still open.
    """
    at = {each.seq: each for each in placed}
    ends = transaction.batch_ends(each.record for each in placed)
    return {seq: at[end.seq] for seq, end in ends.items()}


def net(sales: Iterable[Placed]) -> tuple[int, int]:
    """Return (count, sum) of approved transactions as a terminal counts its batch.

    A refund lowers the sum and counts; a reversal takes one away.
    """
    signs = list(_signs(sales))
    return sum(count for count, _ in signs), sum(minor for _, minor in signs)


def amounts_unknown(sales: Iterable[Placed]) -> int:
    """Return how many transactions came without an amount: `net` has nought for each."""
    return sum(_number(each.record.fields.get("amount_minor")) is None for each in sales)


def lowers_the_sum(sale: Placed) -> bool:
    """Tell whether a transaction takes back: a refund or a reversal."""
    return sale.record.words().get("transaction") in _LOWER_THE_SUM


def _signs(sales: Iterable[Placed]) -> Iterator[tuple[int, int]]:
    for each in sales:
        kind, minor = each.record.words().get("transaction"), each.record.fields["amount_minor"]
        amount_minor = _number(minor) or 0
        count = -1 if kind == "reversal" else 1
        yield count, -amount_minor if kind in _LOWER_THE_SUM else amount_minor


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None
