# SPDX-License-Identifier: MIT
"""The open batch as the board has seen it: how many approved sales, their sum, since when.

A refund lowers the sum and counts as a transaction; a reversal takes one away.
Sales seen before the board was there are unknown to it: the terminal's own totals are the truth,
this is the witness.
"""

from agent import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any


class Batch:
    """Count, sum in minor units and wall second of the first sale (None: unknown or empty)."""

    def __init__(self) -> None:
        self.count = 0
        self.total_minor = 0
        self.since_s: int | None = None

    def add(self, transaction: "Sequence[Any]", wall_s: int | None) -> None:
        """Count an approved Transaction, or the fields of its record: they begin alike."""
        amount_minor = transaction[events.T_AMOUNT_MINOR] or 0
        reversed_ = transaction[events.T_TYPE] == events.TYPE_REVERSAL
        given = reversed_ or transaction[events.T_TYPE] == events.TYPE_REFUND
        self.began(wall_s)
        self.count += -1 if reversed_ else 1
        self.total_minor += -amount_minor if given else amount_minor

    def began(self, wall_s: int | None) -> None:
        """Take the earliest time at which it is known to be open: from then on it grows old."""
        if self.since_s is None:
            self.since_s = wall_s

    def clear(self) -> None:
        """The batch is settled: a new one begins empty."""
        self.count = 0
        self.total_minor = 0
        self.since_s = None

    def snapshot(self) -> "list[int | None]":
        """Return its three values, for `restore`."""
        return [self.count, self.total_minor, self.since_s]

    def restore(self, values: "Sequence[Any]") -> None:
        """Take back what `snapshot` gave. Raises ValueError if it is of another shape."""
        self.count, self.total_minor, self.since_s = values
