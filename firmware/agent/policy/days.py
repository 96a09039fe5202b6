# SPDX-License-Identifier: MIT
"""Which business days have their settlement, and when the next one begins by itself."""

from agent import limits
from agent.policy import calendar, settlement_times

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.policy.settlement_times import Start
    from agent.profile import Profile


class Days:
    """`handled` is the last business day (days since 1970) that is done, None on a fresh board.

    `sold_s` and `ended_s` are the local seconds of the newest sale and of the last settlement's
    end, 0 for none.
    """

    def __init__(self, profile: "Profile") -> None:
        self._profile = profile
        self.handled: int | None = None
        self.sold_s = 0
        self.ended_s = 0
        self.missed = 0  # the last business day that was written down as over and not settled
        self.reminded = 0  # the last one whose closing was reminded of
        self.heeded = False  # somebody pressed the button after that

    def begin(self, local_s: int) -> None:
        """Begin with the day a fresh board finds: what was before is not its to judge."""
        if self.handled is None:
            self.handled = self._last_due(local_s)

    def done(self, local_s: int, day: int) -> None:
        """Mark what is done by now: up to the last that is due, and `day` (0: no other)."""
        self.handled = max(self._last_due(local_s), self.handled or 0, day)
        self.ended_s = local_s

    def sold(self, local_s: int) -> None:
        """Open the business day of a sale again: it is not done while that is not settled."""
        self.sold_s = local_s
        last_due = self._last_due(local_s)
        if self.handled is None or self.handled > last_due:
            self.handled = last_due

    def first_open(self, local_s: int) -> int:
        """Return the first business day that is not done."""
        self.begin(local_s)
        return (self.handled or 0) + 1

    def newly_missed(self, local_s: int) -> "list[int]":
        """Return the business days that are over, were open and neither done nor written down."""
        today = calendar.business_day(self._profile, local_s)
        told = self.missed if self.missed < today else 0  # later ones are a wrong clock's
        first = max(self.first_open(local_s), told + 1, today - limits.MISSED_DAYS_MAX)
        return [day for day in range(first, today) if calendar.spans(self._profile, day)]

    def next_start(self, local_s: int) -> "Start":
        """Return when the first open day's settlement begins by itself, and why; maybe past."""
        day = self.first_open(local_s)
        return settlement_times.start(self._profile, day, self.sold_s, self.ended_s)

    def next_latest_s(self, local_s: int) -> int:
        """Return the latest time that comes after `local_s`."""
        return settlement_times.latest_s(self._profile, self._last_due(local_s) + 1)

    def _last_due(self, local_s: int) -> int:
        today = calendar.business_day(self._profile, local_s)
        due = local_s >= settlement_times.latest_s(self._profile, today)
        return today if due else today - 1
