# SPDX-License-Identifier: MIT
"""Which alerts stand, which one is shown, and what changes when one is raised, seen or cleared.

Pure: returns what changed, so that the conductor can journal it before it is shown. One sound for
one raise, and one more if nobody has seen it in time; a repeated raise of a standing alert changes
nothing. Muting silences sounds and nothing else.
"""

from agent import effects, limits
from agent.alerts import patterns

_NONE = (9, patterns.LAMP_OFF, None)  # no alert has this number
# By alert number: rank, lamp, sound or None. A lower rank is shown first.
_MANNERS = (
    _NONE,
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER),  # receipt missing
    (1, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM),  # not signed in
    (2, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM),  # settlement open
    (2, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM),  # settlement mismatch
    (4, patterns.LAMP_YELLOW_BLINK, None),  # terminal silent
    (6, patterns.LAMP_YELLOW, None),  # clock unset
    (7, patterns.LAMP_YELLOW, None),  # no profile
    (8, patterns.LAMP_YELLOW, None),  # uncommissioned
    (1, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM),  # sold, not signed in
    (0, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM),  # journal fault
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER),  # sale unknown
    (2, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM),  # above maximum
    _NONE,  # 13
    _NONE,
    _NONE,
    _NONE,  # 16
    _NONE,
    _NONE,
    _NONE,
    _NONE,  # 20
    _NONE,
    (5, patterns.LAMP_YELLOW, None),  # receipts unprinted
    _NONE,  # 23
    _NONE,
    _NONE,
    (7, patterns.LAMP_YELLOW, None),  # account change
)


class Standing:
    """One alert that stands."""

    def __init__(self, alert: int, subject: "int | None", since_ms: int) -> None:
        self.alert = alert
        self.subject = subject
        self.since_ms = since_ms
        self.seen = False
        self.escalated = False

    def take(self, state: int) -> bool:
        """Be seen or escalated, each once, and not escalated once seen; tell what changed."""
        if self.seen or state not in (effects.SEEN, effects.ESCALATED):
            return False
        if state == effects.SEEN:
            self.seen = True
            return True
        changed = not self.escalated
        self.escalated = True
        return changed

    def rank(self) -> int:
        """Return the order of showing: unseen before seen, then by the table."""
        return _MANNERS[self.alert][0] + (100 if self.seen else 0)


class Desk:
    """All standing alerts, at most limits.ALERTS_MAX: the lowest rank gives way."""

    def __init__(self) -> None:
        self.standing: list[Standing] = []
        self.escalate_ms = limits.ESCALATE_MS
        self._muted_until_ms = 0

    def apply(self, alert: int, state: int, subject: "int | None", now_ms: int) -> bool:
        """Raise, see, escalate or clear an alert; tell whether that changed anything.

        Clearing without a subject clears the alert for every subject.
        """
        if state == effects.CLEARED:
            kept = [a for a in self.standing if not _is(a, alert, subject)]
            changed = len(kept) != len(self.standing)
            self.standing = kept
            return changed
        for standing in self.standing:
            if standing.alert == alert and standing.subject == subject:
                return standing.take(state)
        if state != effects.RAISED:
            return False
        self.standing.append(Standing(alert, subject, now_ms))
        if len(self.standing) > limits.ALERTS_MAX:
            self.standing.remove(max(self.standing, key=Standing.rank))
        return True

    def by_rank(self) -> list[Standing]:
        """Return all standing alerts, the one to show first."""
        return sorted(self.standing, key=Standing.rank)

    def stands(self, alert: int) -> bool:
        """Tell whether `alert` stands, for any subject."""
        return any(standing.alert == alert for standing in self.standing)

    def deadline_ms(self) -> int | None:
        """Return the monotonic instant at which an alert that nobody sees escalates, or None."""
        standing = self._next_to_escalate()
        return None if standing is None else standing.since_ms + self.escalate_ms

    def overdue(self, now_ms: int) -> Standing | None:
        """Return an alert that is to escalate by now, or None."""
        standing = self._next_to_escalate()
        due = standing is not None and standing.since_ms + self.escalate_ms <= now_ms
        return standing if due else None

    def mute(self, now_ms: int) -> None:
        """Let nothing sound for limits.MUTE_MS from now."""
        self._muted_until_ms = now_ms + limits.MUTE_MS

    def sound_of(self, alert: int, state: int, now_ms: int) -> int | None:
        """Return the sound with which `alert` comes into `state`, or None."""
        sound = _MANNERS[alert][2]
        if sound is None or now_ms < self._muted_until_ms:
            return None
        if state == effects.ESCALATED:
            return patterns.SOUND_ALARM
        return sound if state == effects.RAISED else None

    def shown(self) -> Standing | None:
        """Return the alert to show, or None."""
        return min(self.standing, key=Standing.rank) if self.standing else None

    def unseen(self) -> Standing | None:
        """Return the alert that a press of the button acknowledges, or None."""
        top = self.shown()
        return None if top is None or top.seen else top

    def _next_to_escalate(self) -> Standing | None:
        """Return the oldest unseen alert of those that sound, or would have but for muting."""
        for standing in self.standing:  # in the order in which they were raised
            if _MANNERS[standing.alert][2] is not None and not (
                standing.seen or standing.escalated
            ):
                return standing
        return None


def lamp_of(standing: Standing) -> int:
    """Return the lamp pattern of an alert: steady yellow once it was seen."""
    return patterns.LAMP_YELLOW if standing.seen else _MANNERS[standing.alert][1]


def _is(standing: Standing, alert: int, subject: "int | None") -> bool:
    return standing.alert == alert and (subject is None or standing.subject == subject)
