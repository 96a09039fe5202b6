# SPDX-License-Identifier: MIT
"""What is matched and what comes of it: items that should move, credits that came, rows of both."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from posminder.reconcile.expected import Expected

MATCHED: Final = "matched"
TOLERATED: Final = "matched_tolerance"
EARLY: Final = "early"
LATE: Final = "late"
SHORT: Final = "short"
OVER: Final = "over"
SPLIT: Final = "split"
BUNDLED: Final = "bundled"
WRONG_ACCOUNT: Final = "wrong_account"
RETURNED: Final = "returned"
UNEXPLAINED: Final = "unexplained"
NOT_DUE: Final = "not_due"
OVERDUE: Final = "overdue"
NOT_CHARGED: Final = "not_charged"
GOOD: Final = (MATCHED, TOLERATED, EARLY, SPLIT, BUNDLED, NOT_DUE, NOT_CHARGED)


@dataclass(frozen=True, slots=True)
class Item:
    """Something that should move: a deposit, or a month's charge (then `deposit` is None).

    `net_minor` is negative where money should go; `name` is of no other item.
    """

    name: str
    net_minor: int
    due: date | None
    deposit: Expected | None = field(default=None, compare=False)
    returned: str | None = None  # why its payout came back, as somebody says
    acquirer_net_minor: int | None = field(default=None, compare=False)  # by the acquirer's file


@dataclass(frozen=True, slots=True, order=True)
class Credit:
    """A booking on a statement; `account` a mask, empty where it is not known."""

    day: date
    amount_minor: int
    account: str
    text: str
    nth: int


@dataclass(frozen=True, slots=True)
class Row:
    """What came of some items, or which credit nobody expects. One of the two may be empty.

    `days`: how late, negative for early, None where nothing came or no day was due. `tested`: the
    causes that were computed; `cause` the first that fits to the cent, `also` others that do too.
    `several`: other sums fit too.
    """

    items: tuple[Item, ...]
    credits: tuple[Credit, ...]
    status: str
    days: int | None = None
    cause: str | None = None
    tested: tuple[str, ...] = ()
    several: bool = False
    also: tuple[str, ...] = ()

    @property
    def expected_minor(self) -> int:
        """What should have come."""
        return sum(each.net_minor for each in self.items)

    @property
    def credited_minor(self) -> int:
        """What came."""
        return sum(each.amount_minor for each in self.credits)

    @property
    def open_minor(self) -> int:
        """What is still to come."""
        return 0 if self.credits else self.expected_minor

    @property
    def difference_minor(self) -> int:
        """What should have come and will not, negative for what came too much."""
        return self.expected_minor - self.credited_minor if self.credits else 0

    @property
    def due(self) -> date | None:
        """The first day on which something of it was due."""
        return min((each.due for each in self.items if each.due is not None), default=None)

    @property
    def good(self) -> bool:
        """Whether there is nothing to look after: all of it came, and on time, or is not due."""
        return self.status in GOOD and (self.days or 0) <= 0


def same_account(one: str, other: str) -> bool:
    """Tell whether two masks may be one account: their last four, and the first where both show."""
    heads = [each.partition("*")[0] if "*" in each else "" for each in (one, other)]
    shown = min(len(each) for each in heads)
    return one[-4:] == other[-4:] and heads[0][:shown] == heads[1][:shown]
