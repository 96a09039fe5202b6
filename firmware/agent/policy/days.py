# SPDX-License-Identifier: MIT
"""Which business days have their settlement, and when the next one is due at the latest."""

from agent.policy import calendar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.profile import Profile


class Days:
    """`handled` is the last business day (days since 1970) that is done, None on a fresh board."""

    def __init__(self, profile: "Profile") -> None:
        self._profile = profile
        self.handled: int | None = None

    def begin(self, local_s: int) -> None:
        """Begin with the day a fresh board finds: what was before is not its to judge."""
        if self.handled is None:
            self.handled = self._last_due(local_s)

    def done(self, local_s: int, closed: bool) -> None:
        """Mark what is done by now: today if it was closed or is past its latest time."""
        today = calendar.business_day(self._profile, local_s)
        self.handled = today if closed else max(self._last_due(local_s), self.handled or 0)

    def sold(self, local_s: int) -> None:
        """Open the business day of a sale again: it is not done while that is not settled."""
        last_due = self._last_due(local_s)
        if self.handled is None or self.handled > last_due:
            self.handled = last_due

    def next_latest_s(self, local_s: int) -> int:
        """Return the local second by which the first open day must be settled; it may be past."""
        self.begin(local_s)
        return calendar.latest_settlement_s(self._profile, (self.handled or 0) + 1)

    def _last_due(self, local_s: int) -> int:
        today = calendar.business_day(self._profile, local_s)
        due = local_s >= calendar.latest_settlement_s(self._profile, today)
        return today if due else today - 1
