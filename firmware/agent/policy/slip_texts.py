# SPDX-License-Identifier: MIT
"""What is kept of the text of slips: so much of a sale, so much of a business day.

What does not fit is cut, and the last piece says so; a full day says so with each of its slips.
"""

from agent import events, limits
from agent.policy import calendar
from agent.profile import local_s
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.profile import Profile

_TEXT = const(4)  # its place among a record's fields


class SlipTexts:
    """Counts the bytes of one business day; while the clock is unset, they are the last one's."""

    def __init__(self, profile: "Profile") -> None:
        self._profile = profile
        self.day: int | None = None
        self.used = 0

    def pieces(
        self, event: "tuple[Any, ...]", parts_used: int, at_s: int | None
    ) -> "list[tuple[bytes, int]]":
        """Return (piece, events.SLIP_*) for each record of SLIP_TEXT, and count them.

        `parts_used`: of the same sale; where both copies are kept, the first leaves one part.
        """
        _, copies, _, text, whole = event
        keeps = self._profile.keep_slip
        parts = limits.SLIP_PARTS_MAX - parts_used
        if keeps == f.KEEP_ALL and not parts_used and copies < events.COPY_BOTH:
            parts -= 1
        if parts <= 0 or (keeps == f.KEEP_MERCHANT and copies == events.COPY_CUSTOMER):
            return []
        self._begin(at_s)
        room, day_left = parts * limits.SLIP_PART_BYTES, limits.SLIP_DAY_BYTES_MAX - self.used
        ending = events.SLIP_WHOLE if whole else events.SLIP_CUT
        if len(text) > room:
            text, ending = text[:room], events.SLIP_CUT
        if len(text) > day_left:
            text, ending = text[: max(0, day_left)], events.SLIP_DAY_FULL
        self.used += len(text)
        found = []
        for at in range(0, len(text) or 1, limits.SLIP_PART_BYTES):
            found.append((text[at : at + limits.SLIP_PART_BYTES], events.SLIP_GOES_ON))
        found[-1] = (found[-1][0], ending)
        return found

    def replay(self, record: "list[Any]") -> None:
        """Count a record of kind SLIP that was written after the snapshot."""
        wall_s = record[r.WALL_S]
        self._begin(None if wall_s is None else local_s(self._profile.utc_offsets, wall_s))
        self.used += len(record[r.HEAD + _TEXT])

    def _begin(self, at_s: int | None) -> None:
        day = None if at_s is None else calendar.business_day(self._profile, at_s)
        if day is not None and day != self.day:
            self.day, self.used = day, 0
