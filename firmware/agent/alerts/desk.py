# SPDX-License-Identifier: MIT
"""Which alerts stand, which one is shown, and what changes when one is raised, seen or cleared.

Pure: returns what changed, so that the conductor can journal it before it is shown. One sound for
one raise, and one more when nobody has seen it in time and it becomes the next person's; a repeated
raise of a standing alert changes nothing. Whoever is called is called for all unseen alerts of that
kind, and for those that still come. Muting silences sounds and nothing else.
"""

from agent import effects, limits
from agent.alerts import patterns
from posminder_formats import people, tables
from posminder_formats._const import const

# Whose an unseen alert is next: after so many times the profile's escalate_after, which role's.
# Nobody: it never sounds, or it is nobody else's business.
_STAYS = ()
_TO_SUPERVISOR = ((1, people.SUPERVISOR),)
_TO_OWNER = ((1, people.OWNER),)
_UPWARD = ((1, people.SUPERVISOR), (3, people.OWNER))

# Rank from which an alert is a notice: it gives way to the words of closing.
_NOTICE = const(6)
_SEEN = const(20)  # added to a rank
_BEHIND_SEEN = const(40)

# By alert number: rank, lamp, sound or None, whose it is next. A lower rank is shown first.
_FREE = (9, patterns.LAMP_OFF, None, _STAYS)  # no alert has this number
_MANNERS = (
    _FREE,
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # receipt missing
    (1, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # not signed in
    (2, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # settlement open
    (2, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # settlement mismatch
    (4, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # terminal silent
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # clock unset
    (7, patterns.LAMP_YELLOW, None, _STAYS),  # no profile
    (8, patterns.LAMP_YELLOW, None, _STAYS),  # uncommissioned
    (1, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # sold, not signed in
    (0, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _TO_OWNER),  # journal fault
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # sale unknown
    (2, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _TO_OWNER),  # above maximum
    (5, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # batch filling
    (4, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # offline waiting
    (4, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # two settlers
    (5, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # out of hours
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # clock differs
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # operator missing
    (1, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # sign-in refused
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # sale incomplete
    (4, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # printer fault: a receipt that lacks sounds
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # receipts unprinted
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # sign-in due
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # closing due
    (1, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # terminal changed
    (7, patterns.LAMP_YELLOW, None, _STAYS),  # account change
    (5, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_ALARM, _STAYS),  # drill
    (7, patterns.LAMP_YELLOW, None, _STAYS),  # sounds too often
    (6, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # holiday ahead
    (8, patterns.LAMP_YELLOW, None, _STAYS),  # calendar ending
    (6, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # deposit overdue: the counter cannot hurry it
    (5, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # payout returned
    (0, patterns.LAMP_RED_BLINK, patterns.SOUND_ALARM, _UPWARD),  # sale refused
    (3, patterns.LAMP_YELLOW_BLINK, patterns.SOUND_REMINDER, _TO_SUPERVISOR),  # terminal not ready
    _FREE,
    _FREE,
    _FREE,
    _FREE,
    _FREE,
    (0, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # press wanted: who asks stands beside it
    _FREE,
    _FREE,
    _FREE,
    _FREE,
    (6, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # journal filling
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # journal damaged
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # update failed: the shop sells with the one before
    (5, patterns.LAMP_YELLOW_BLINK, None, _STAYS),  # case opened
    (6, patterns.LAMP_YELLOW, None, _STAYS),  # supply low
)

# Money is at stake while we wait: these may always sound once a day (policy/alarms.py).
_MONEY_NOW = (
    effects.A_SETTLEMENT_OPEN,
    effects.A_SETTLEMENT_MISMATCH,
    effects.A_SOLD_NOT_SIGNED_IN,
    effects.A_CLOSING_DUE,
)


class Standing:
    """One alert that stands."""

    def __init__(self, alert: int, subject: "int | None", since_ms: int) -> None:
        self.alert = alert
        self.subject = subject
        self.since_ms = since_ms
        self.seen = False
        self.steps = 0  # how often it was escalated
        self._unseen_ms = since_ms  # from when on nobody has looked

    def take(self, state: int, now_ms: int) -> bool:
        """Be seen, escalated or shown again; tell whether that changes anything.

        Seen ends escalation; shown again begins it anew.
        """
        if state == effects.SEEN:
            changed = not self.seen
            self.seen = True
        elif state == effects.AGAIN:
            changed = self.seen
            if changed:
                self.seen = False
                self.steps = 0
                self._unseen_ms = now_ms
        else:
            changed = state == effects.ESCALATED and self._next() is not None
            self.steps += changed
        return changed

    def rank(self) -> int:
        """Return the order of showing: unseen before seen, both before notices; then the table's.

        A notice never covers what somebody has seen and is still about.
        """
        rank = tables.row(_MANNERS, self.alert)[0]
        return rank + (_BEHIND_SEEN if rank >= _NOTICE else 0) + (_SEEN if self.seen else 0)

    def notice(self) -> bool:
        """Tell whether this gives way to the words of closing."""
        return tables.row(_MANNERS, self.alert)[0] >= _NOTICE

    def passed_to(self) -> "int | None":
        """Return the role whose it is by now (people.SUPERVISOR, OWNER), None before that."""
        return tables.row(_MANNERS, self.alert)[3][self.steps - 1][1] if self.steps else None

    def due_ms(self, escalate_ms: int) -> "int | None":
        """Return the monotonic instant at which it becomes the next person's, or None."""
        step = self._next()
        return None if step is None else self._unseen_ms + step[0] * escalate_ms

    def _next(self) -> "tuple[int, int] | None":
        chain = tables.row(_MANNERS, self.alert)[3]
        return None if self.seen or self.steps >= len(chain) else chain[self.steps]


class Desk:
    """All standing alerts, at most limits.ALERTS_MAX: the least urgent gives way."""

    def __init__(self) -> None:
        self.standing: list[Standing] = []
        self.escalate_ms = limits.ESCALATE_MS
        self._muted_until_ms = 0

    def apply(self, alert: int, state: int, subject: "int | None", now_ms: int) -> bool:
        """Raise, see, escalate, show again or clear an alert; tell whether that changed anything.

        Clearing without a subject clears the alert for every subject.
        """
        if state == effects.CLEARED:
            kept = [a for a in self.standing if not _is(a, alert, subject)]
            changed = len(kept) != len(self.standing)
            self.standing = kept
            return changed
        standing = self.find(alert, subject)
        changed = False
        if standing is not None:
            changed = standing.take(state, now_ms)
        elif state == effects.RAISED:
            self.standing.append(Standing(alert, subject, now_ms))
            changed = True
        if changed and state in (effects.RAISED, effects.ESCALATED):
            self._call_for_all(alert)
        return changed

    def _call_for_all(self, alert: int) -> None:
        """Twenty sales without sign-in are one person's errand, called for once."""
        unseen = [a for a in self.standing if a.alert == alert and not a.seen]
        steps = max([a.steps for a in unseen] or [0])
        for standing in unseen:
            standing.steps = steps

    def find(self, alert: int, subject: "int | None") -> "Standing | None":
        """Return the alert about `subject` if it stands."""
        for standing in self.standing:
            if standing.alert == alert and standing.subject == subject:
                return standing
        return None

    def crowd_out(self) -> "Standing | None":
        """Let go of the least urgent alert if more stand than the desk holds, and return it."""
        if len(self.standing) <= limits.ALERTS_MAX:
            return None
        least = max(self.standing, key=Standing.rank)
        self.standing.remove(least)
        return least

    def by_rank(self) -> list[Standing]:
        """Return all standing alerts, the one to show first."""
        return sorted(self.standing, key=Standing.rank)

    def stands(self, alert: int) -> bool:
        """Tell whether `alert` stands, for any subject."""
        return any(standing.alert == alert for standing in self.standing)

    def deadline_ms(self) -> int | None:
        """Return the monotonic instant at which an alert that nobody sees escalates, or None."""
        standing = self._next_to_escalate()
        return None if standing is None else standing.due_ms(self.escalate_ms)

    def overdue(self, now_ms: int) -> Standing | None:
        """Return an alert that is to escalate by now, or None."""
        due_ms = self.deadline_ms()
        return None if due_ms is None or due_ms > now_ms else self._next_to_escalate()

    def mute(self, now_ms: int) -> None:
        """Let nothing sound for limits.MUTE_MS from now."""
        self._muted_until_ms = now_ms + limits.MUTE_MS

    def sound_of(self, alert: int, state: int, steps: int, now_ms: int) -> int | None:
        """Return the sound with which `alert` comes into `state`, or None.

        Escalated, it sounds with the first of its `steps`: whoever is called later is not there.
        """
        sound = tables.row(_MANNERS, alert)[2]
        if sound is None or now_ms < self._muted_until_ms:
            return None
        if state == effects.ESCALATED:
            return patterns.SOUND_ALARM if steps == 1 else None
        return sound if state == effects.RAISED else None

    def shown(self) -> Standing | None:
        """Return the alert to show, or None."""
        return min(self.standing, key=Standing.rank) if self.standing else None

    def unseen(self) -> Standing | None:
        """Return the alert that a press of the button acknowledges, or None."""
        top = self.shown()
        return None if top is None or top.seen else top

    def _next_to_escalate(self) -> Standing | None:
        """Return the unseen alert that becomes the next person's first."""
        first, first_ms = None, 0
        for standing in self.standing:  # in the order in which they were raised
            due_ms = standing.due_ms(self.escalate_ms)
            if due_ms is not None and (first is None or due_ms < first_ms):
                first, first_ms = standing, due_ms
        return first


def lamp_of(standing: Standing) -> int:
    """Return the lamp pattern of an alert: steady yellow once it was seen."""
    return patterns.LAMP_YELLOW if standing.seen else tables.row(_MANNERS, standing.alert)[1]


def money_now(alert: int) -> bool:
    """Tell whether money is at stake while nobody hears of `alert`."""
    return alert in _MONEY_NOW


def _is(standing: Standing, alert: int, subject: "int | None") -> bool:
    return standing.alert == alert and (subject is None or standing.subject == subject)
