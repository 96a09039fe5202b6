# SPDX-License-Identifier: MIT
"""Which of some amounts add up to a sum: the fewest, by a search that ends at a bound."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

_LEAST: Final = 2  # one alone is no sum


@dataclass(slots=True)
class Budget:
    """How many steps all searches together may take, and one at most. `exhausted`: one ended so."""

    total: int
    share: int
    exhausted: bool = False
    _left: int = 0

    def begin(self) -> None:
        """Begin a search with its share of what is left."""
        self._left = min(self.share, self.total)

    def step(self) -> bool:
        """Take one step; return False when there is none left."""
        if self._left <= 0:
            self.exhausted = True
            return False
        self._left -= 1
        self.total -= 1
        return True

    @property
    def spent(self) -> bool:
        """Whether this search has no step left."""
        return self._left <= 0


@dataclass(frozen=True, slots=True)
class Sum:
    """Places of amounts, ascending. `several`: as many others add up to the same."""

    places: tuple[int, ...]
    several: bool


@dataclass(slots=True)
class _Search:
    amounts: Sequence[int]
    budget: Budget
    highest: list[int] = field(default_factory=list)  # what amounts from a place on add at most
    lowest: list[int] = field(default_factory=list)
    found: list[tuple[int, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.highest, self.lowest = [0], [0]
        for amount in reversed(self.amounts):
            self.highest.append(self.highest[-1] + max(amount, 0))
            self.lowest.append(self.lowest[-1] + min(amount, 0))
        self.highest.reverse()
        self.lowest.reverse()

    def of_size(self, size: int, left: int, at: int, taken: tuple[int, ...]) -> None:
        """Collect up to two sets of `size` more amounts from `at` on that add up to `left`."""
        if len(self.found) > 1 or not self.budget.step():
            return
        if size == 0:
            if left == 0:
                self.found.append(taken)
            return
        if not self.lowest[at] <= left <= self.highest[at]:
            return
        for place in range(at, len(self.amounts) - size + 1):
            self.of_size(size - 1, left - self.amounts[place], place + 1, (*taken, place))


def subset(amounts: Sequence[int], total: int, budget: Budget) -> Sum | None:
    """Return the fewest of `amounts`, two or more, that add up to `total`.

    None where none do, or where the search ended at its bound.
    """
    budget.begin()
    search = _Search(amounts, budget)
    for size in range(_LEAST, len(amounts) + 1):
        search.of_size(size, total, 0, ())
        if search.found:
            return Sum(search.found[0], len(search.found) > 1)
        if budget.spent:
            break
    return None
