# SPDX-License-Identifier: MIT
"""One question to whoever stands at the board: a host asks, a press or a person's PIN answers.

Pure: time is an argument. A yes is good for what was asked about and for nothing else, once, and
only while the question stands; a question about something else takes its place.
"""

from agent import events, limits
from posminder_formats._const import const

UNLOCK = const(1)  # a lease, while no clock says that its ticket is of today
# From 2 on: what of the profile changes, profile_fields.GUARDED, or commands.WAITS_*


class Consent:
    """`what` is 0 while nothing is asked."""

    def __init__(self) -> None:
        self.what = 0
        self._about = b""
        self._ends_ms = 0
        self._given = False
        self.by: str | None = None  # who has said yes with his PIN, None: whoever pressed

    def ask(self, what: int, about: bytes, now_ms: int) -> int:
        """Ask, unless that is asked already; return for how many ms more, 0 for a yes.

        A yes is used up.
        """
        if what != self.what or about != self._about or now_ms >= self._ends_ms:
            self.what, self._about, self._given = what, about, False
            self._ends_ms = now_ms + limits.CONSENT_MS
        if self._given:
            self.what = 0
            return 0
        return self._ends_ms - now_ms

    def about(self, now_ms: int) -> "bytes | None":
        """Return what the question that waits for an answer is about, None without one."""
        waits = self.what and not self._given and now_ms < self._ends_ms
        return self._about if waits else None

    def give(self, by: "str | None" = None) -> None:
        """Take a yes, of the person `by` or of whoever presses."""
        self._given, self.by = True, by

    def takes(self, press: int, now_ms: int) -> bool:
        """Tell whether a press, events.BUTTON_*, answers, and take it if so.

        A lease takes any. A change of the profile takes one so long that nobody who closes the
        shop, or acknowledges an alert, holds it so by mistake.
        """
        if self.about(now_ms) is None or (self.what != UNLOCK and press != events.BUTTON_LONG):
            return False
        self.give()
        return True

    def due_ms(self) -> "int | None":
        """Return when the question lapses, None while nothing is asked."""
        return self._ends_ms if self.what else None

    def lapse(self, now_ms: int) -> bool:
        """Let a question lapse whose time is over; tell whether one did."""
        if not self.what or now_ms < self._ends_ms:
            return False
        self.what = 0
        return True
