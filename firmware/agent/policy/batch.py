# SPDX-License-Identifier: MIT
"""The open batch as the board has seen it: how many approved sales, their sum, since when.

A refund or reversal lowers the sum and still counts as a transaction, as terminals count it.
Sales seen before the board was there are unknown to it: the terminal's own totals are the truth,
this is the witness.
"""

from agent import events

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

_SALE = 1


class Batch:
    """Count, sum in minor units and wall second of the first sale (None: unknown or empty)."""

    def __init__(self) -> None:
        self.count = 0
        self.total_minor = 0
        self.since_s: int | None = None

    def add(self, transaction: "Sequence[Any]", wall_s: int | None) -> None:
        """Count an approved Transaction, or the fields of its record: they begin alike."""
        amount_minor = transaction[events.T_AMOUNT_MINOR] or 0
        if self.count == 0:
            self.since_s = wall_s
        self.count += 1
        self.total_minor += amount_minor if transaction[events.T_TYPE] == _SALE else -amount_minor

    def clear(self) -> None:
        """The batch is settled: a new one begins empty."""
        self.count = 0
        self.total_minor = 0
        self.since_s = None
