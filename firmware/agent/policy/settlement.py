# SPDX-License-Identifier: MIT
"""Duty: every business day's batch is settled, once, and proved settled.

Begins at the closing button or at a time, whichever comes first. Asks for the terminal's totals,
settles, and asks again. No answer is a state of its own: query first, retry second, never settle
twice. Whether a batch may go is bounds.ORDER's to say; when one begins, settlement_plan.py's.

A batch is verified by two witnesses: the settlement's own totals equal those asked before, and it
is empty afterwards but for sales made since. A printed slip proves nothing.
"""

from agent import effects, events, limits
from agent.policy import bounds, cause, outcome, totals
from agent.policy.books import (
    AFTER,
    ALL_STATES,
    ASKING,
    AT_REST,
    BEFORE,
    COUNTING,
    DEFERRED,
    DOUBT,
    HELD,
    LULL,
    PAUSED,
    PROVING,
    QUIET,
    RENEWING,
    ROOM,
    SETTLING,
    UNDER_WAY,
)
from agent.policy.duty import STAY
from agent.policy.settlement_plan import Planned
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.events import Now
    from agent.policy.doubt import Doubt
    from agent.policy.duty import Event, Plan
    from agent.profile import Profile

# Inputs
BEGIN = const(1)  # closing button, latest time, max_defer, or the terminal demands it
WOULD_BEGIN = const(2)  # the same in mode observe: nothing is sent
EMPTY = const(4)  # totals read: nothing in the batch but sales made since
SAME = const(8)  # totals read: what was there before settling, and sales made since
OTHER = const(16)  # totals read: anything else; before settling: a batch that may go
SETTLED = const(32)
FAILED = const(64)  # refused, or never sent: nothing has changed at the terminal
LOST = const(128)  # sent, and no answer
RETRY = const(256)
SEEN = const(512)  # somebody else settled: the register, or the terminal by itself
BOOT = const(1024)  # power is back, or the profile is new
OBSERVING = const(2048)  # the same in mode observe, or it is another terminal: no doubt is ours
LOW = const(4096)  # totals read before settling: too low, and it may wait
HIGH = const(8192)  # too high, and a person must decide
SIGNED_OFF = const(32768)  # settled, and that has signed the terminal off
READY = const(65536)  # the terminal is signed in
UNTOLD = const(131072)  # asked, and the terminal tells no totals: nothing is proved
MUST_WAIT = const(16384)  # totals read before settling: something is stronger than any reason to

_BEGINNINGS = const(BEGIN | WOULD_BEGIN | RETRY | SEEN | BOOT | OBSERVING)
_TOTALS = const(EMPTY | SAME | OTHER | LOW | HIGH | MUST_WAIT)
_ANSWERS = const(_TOTALS | UNTOLD | READY | SIGNED_OFF | SETTLED | FAILED | LOST)

_RETRY_MS = const(60000)
_RENEW_MS = const(300000)  # a sign-in and its retry fit


class Settlement(Planned):
    """Settles the batch; what it knows of it stands in Books, when it begins in Planned."""

    RULE = "settlement"
    STATES = ALL_STATES
    INPUTS = _BEGINNINGS | _ANSWERS
    BUSY = UNDER_WAY
    ROWS = (
        (AT_REST | PAUSED, BEGIN, COUNTING, "_begin"),
        (DOUBT, BEGIN | RETRY, ASKING, "_ask"),
        (PAUSED, RETRY, COUNTING, "_count"),
        (AT_REST | UNDER_WAY, RETRY, STAY, ""),
        (UNDER_WAY | RENEWING, BEGIN, STAY, ""),
        (SETTLING, SIGNED_OFF, RENEWING, "_renew"),
        (COUNTING | PROVING | ASKING, SIGNED_OFF, STAY, ""),
        (UNDER_WAY, READY, STAY, ""),
        (RENEWING, READY | RETRY, PROVING, "_prove"),
        (RENEWING, _ANSWERS & ~READY, STAY, ""),
        (ALL_STATES, WOULD_BEGIN, STAY, "_would_begin"),
        (COUNTING, EMPTY, QUIET, "_nothing_to_settle"),
        (COUNTING, SAME | OTHER, SETTLING, "_settle"),
        (COUNTING, LOW, DEFERRED, "_defer"),
        (COUNTING, HIGH, HELD, "_hold"),
        (COUNTING, MUST_WAIT, PAUSED, "_postpone"),
        (COUNTING, FAILED | LOST, PAUSED, "_pause"),
        (COUNTING | SETTLING, UNTOLD, STAY, ""),
        (COUNTING, SETTLED, STAY, ""),
        (SETTLING, SETTLED, PROVING, "_settled"),
        (SETTLING, FAILED, PAUSED, "_pause"),
        (SETTLING, LOST, DOUBT, "_doubt"),
        (SETTLING, EMPTY | SAME | OTHER | LOW | HIGH | MUST_WAIT, STAY, ""),
        (PROVING, EMPTY, QUIET, "_verified"),
        (PROVING, SAME | OTHER, QUIET, "_not_empty"),
        (PROVING, UNTOLD, QUIET, "_at_its_word"),
        (ASKING, UNTOLD, DOUBT, "_doubt"),
        (PROVING | ASKING, FAILED | LOST, DOUBT, "_doubt"),
        (PROVING | ASKING, SETTLED | LOW | HIGH | MUST_WAIT, STAY, ""),
        (ASKING, EMPTY, QUIET, "_verified"),
        (ASKING, SAME, PAUSED, "_pause"),
        (ASKING, OTHER, QUIET, "_not_empty"),
        (AT_REST | DOUBT | PAUSED, _ANSWERS, STAY, ""),
        (AT_REST | DOUBT | PAUSED, SEEN, QUIET, "_seen"),
        (UNDER_WAY | RENEWING, SEEN, STAY, "_seen"),
        (ALL_STATES, OBSERVING, QUIET, "_replan"),
        (SETTLING | RENEWING | DOUBT, BOOT, ASKING, "_ask"),
        (AT_REST | COUNTING | PROVING | ASKING | PAUSED, BOOT, STAY, "_replan"),
    )

    def __init__(self, profile: "Profile", unclear: "Doubt | None" = None) -> None:
        super().__init__(profile, unclear)
        self._obeyed = False  # the terminal's demand was obeyed, and nothing changed since
        self._above = False  # the maximum, before settling
        self._settles_for = 0  # the reason that won for it

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty; approved sales are counted on the way."""
        kind = event[0]
        if kind in (events.BUTTON_SHORT, events.BUTTON_HELD):
            self.days.heeded = True
        if kind in (events.BOOTED, events.CLOCK_CHANGED, events.DEADLINE):
            self._account_for_days(now)
        if kind in (events.SALE_ENDED, events.SALE_FOUND):
            self._sale(event[1], now)
            self._obeyed = False  # what a sale is refused for is demanded anew
            return self._demands(event[1][events.T_RESULT], now) or self._begin_full(now)
        if kind in (events.SALE_UNKNOWN, events.SETTLES_ITSELF):
            self._unsure = 0 if kind == events.SETTLES_ITSELF else self._unsure + 1
            return None
        if kind == events.TERMINAL_STATUS:
            if self.state == RENEWING:
                return READY if event[1] == events.STATUS_READY else None
            return self._demands(event[1], now)
        if kind == events.BUTTON_HELD:
            self._pressed = True
            self._decided |= bounds.DECIDED if self._left == outcome.HELD else 0
            return self._begin_for(effects.WHY_CLOSING_BUTTON)
        if kind == events.RELEASED and self.state == HELD:
            self._pressed = True
            self._decided |= bounds.APPROVED
            return self._begin_for(effects.WHY_APPROVED)
        if kind == events.SETTLEMENT_SEEN:
            # A refused attempt changes nothing.
            return SEEN if event[3] in (0, events.NOT_BALANCED) else None
        if kind == events.TOTALS_SEEN and self.state & AT_REST:
            self._count_again(event[1:], now)
        if kind == events.COMMAND_ENDED:
            return self._read_answer(event, now)
        if kind == events.DEADLINE:
            return self._read_deadline(now)
        if kind == events.BOOTED:
            self._unsure += 1
            return BOOT if self.profile.enforce else OBSERVING
        if kind == events.TERMINAL_CHANGED:
            self._stranded()
            return OBSERVING
        if kind == events.JOURNAL_FAULTY:
            self._unflushed = bool(event[1])
        return self._take_up(now) if kind == events.CLOCK_CHANGED else None

    def _demands(self, code: int, now: "Now") -> int | None:
        """Take a status or a sale's result: the terminal may sell no more until it is settled."""
        self._demanded = code in events.DEMANDS_SETTLEMENT
        self._obeyed &= self._demanded
        return self._begin_demanded(now)

    def _begin_demanded(self, now: "Now") -> int | None:
        if self._obeyed or not (self._demanded and now.trusted and self.state & AT_REST):
            return None
        self._obeyed = True  # once: a terminal that demands it still, settled or not, is no clock
        return self._begin_for(effects.WHY_TERMINAL_DEMANDS)

    def _begin_full(self, now: "Now") -> int | None:
        """Settle as soon as the line is quiet: a few more sales, and the terminal refuses them."""
        rests = self.state & AT_REST or (self.state == PAUSED and not self.tries_again())
        if not (self.full() and rests and now.trusted) or self._sought & ROOM:
            return None
        self._sought |= ROOM
        return self._begin_for(effects.WHY_BATCH_FULL)

    def _take_up(self, now: "Now") -> int | None:
        """The clock is set: what was held back without it begins at once."""
        if self.tries_again() and self.deadline_ms is None:
            return RETRY
        self.look_again(now)
        return self._begin_demanded(now)

    def _begin_for(self, why: int) -> int:
        self._why = why
        return BEGIN if self.profile.enforce else WOULD_BEGIN

    def _read_deadline(self, now: "Now") -> int | None:
        if self.state in (DOUBT, RENEWING) or self.tries_again():
            return RETRY
        self._plan(now)  # the clock may have been moved meanwhile
        if not self._due(now):
            return None
        self._sought |= LULL if self._planned == effects.WHY_LULL else 0
        return self._begin_for(self._planned)

    def look_again(self, now: "Now") -> None:
        """Plan anew at a wake-up that was not ours."""
        if self.state & AT_REST or (self.state == PAUSED and not self._attempts):
            self._plan(now)

    def _read_answer(self, event: "Event", now: "Now") -> int:
        command, came_of_it, told = event[1], event[2], event[4]
        self._failure = cause.of(came_of_it, event[3])
        if came_of_it == events.UNKNOWN:
            return LOST
        if came_of_it != events.DONE:
            return self._read_refusal(event, now)
        if command == events.SETTLE:
            return SIGNED_OFF if self.profile.auto_sign_off else SETTLED
        if self.state == COUNTING:
            self._believe(told)
            self._look_for_others(told, now)
        if told == totals.UNTOLD:
            return self._without_totals(now)
        since = (self._since.count, self._since.total_minor)
        if totals.equal(told, since) and not (self.state == COUNTING and self._demanded):
            return EMPTY  # an empty batch goes only where the terminal demands it
        if self.state == COUNTING:
            return self._weigh(told[1], now)
        return SAME if totals.equal(told, totals.plus(self._before, *since)) else OTHER

    def _read_refusal(self, event: "Event", now: "Now") -> int:
        """A terminal that must be settled may tell no totals before; and then it is not settled."""
        demanded = event[2] == events.REFUSED and event[3] in events.DEMANDS_SETTLEMENT
        self._demanded |= demanded  # its end-of-day may have been begun and broken off: resumed
        if event[1] == events.READ_TOTALS and event[2] == events.REFUSED:
            if demanded and self.state & (COUNTING | ASKING):
                return self._weigh(None, now) if self.state == COUNTING else SAME
            self.news = (events.TOTALS_REFUSED,)
        return FAILED

    def _without_totals(self, now: "Now") -> int:
        """The terminal tells none: what the line showed stands in for them, and proves nothing."""
        if self.state == COUNTING:
            sold = self.batch.count or self._unsure or self._demanded
            return self._weigh(None, now) if sold else EMPTY
        # What was sold since cannot have gone with a settlement before it: it is settled anew.
        return SAME if self.state == ASKING and self._since.count else UNTOLD

    def _weigh(self, total_minor: int | None, now: "Now") -> int:
        """Ask the law of the house; our own total stands in for one the terminal did not tell."""
        if total_minor is None:
            total_minor = self.batch.total_minor
        facts = self._facts(total_minor, now)
        self._above = bool(facts & bounds.ABOVE)
        verdict, says = bounds.decide(self.profile, facts)
        if verdict == bounds.SETTLE:
            self._settles_for = says
            return OTHER
        self._failure = says
        if verdict == bounds.WAIT:
            return MUST_WAIT
        return HIGH if verdict == bounds.HOLD else LOW

    def _begin(self, event: "Event", now: "Now") -> None:
        self._attempts = 0
        self._alert(effects.A_TWO_SETTLERS, effects.CLEARED)
        self._note(outcome.BEGUN, now, cause.NONE)
        self._count(event, now)

    def _count(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._since.clear()
        self._differs = False
        self._command(events.READ_TOTALS, self._why)

    def _settle(self, event: "Event", now: "Now") -> None:
        self._before = event[4] or totals.UNTOLD
        self._record(r.R_TOTALS, self._before[0], self._before[1], BEFORE)
        self._command(events.SETTLE, self._settles_for or self._why)
        if self._above:
            self._alert(effects.A_ABOVE_MAXIMUM, effects.RAISED)

    def _defer(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_ABOVE_MAXIMUM, effects.CLEARED)
        self._leave(outcome.DEFERRED, event, now)

    def _hold(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_ABOVE_MAXIMUM, effects.RAISED)
        self._leave(outcome.HELD, event, now)

    def _settled(self, event: "Event", now: "Now") -> None:
        self._keep_told(event)
        self._prove(event, now)

    def _renew(self, event: "Event", now: "Now") -> None:
        """Have the terminal signed in before its totals are asked; not for ever."""
        self._keep_told(event)
        self.deadline_ms = now.mono_ms + _RENEW_MS
        self.news = (events.SIGNED_OFF,)

    def _prove(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.READ_TOTALS, effects.WHY_VERIFY)

    def _ask(self, event: "Event", now: "Now") -> None:
        self.deadline_ms = None
        self._command(events.READ_TOTALS, effects.WHY_IN_DOUBT)

    def _verified(self, event: "Event", now: "Now") -> None:
        self._record(r.R_TOTALS, event[4][0], event[4][1], AFTER)
        if self._differs:
            self._mismatch(event, now)
            return
        self._alert(effects.A_SETTLEMENT_MISMATCH, effects.CLEARED)
        self._finish(outcome.VERIFIED, now)

    def _at_its_word(self, event: "Event", now: "Now") -> None:
        """It says that it settled, and tells no totals that could prove it."""
        if self._differs:
            self._mismatch(event, now)
            return
        self._alert(effects.A_SETTLEMENT_MISMATCH, effects.CLEARED)
        self._finish(outcome.SEEN, now)

    def _nothing_to_settle(self, event: "Event", now: "Now") -> None:
        self._before = event[4]
        self._finish(outcome.NOTHING, now)

    def _not_empty(self, event: "Event", now: "Now") -> None:
        """What is in the batch cannot be explained: a person must look, and it stays open."""
        self._record(r.R_TOTALS, event[4][0], event[4][1], AFTER)
        self._since.count = event[4][0] or 0
        self._since.total_minor = event[4][1] or 0
        self._mismatch(event, now)

    def _seen(self, event: "Event", now: "Now") -> None:
        """Somebody at the register settled: whatever we were in doubt about is settled too."""
        self._attempts = 0
        self._before = (event[1], event[2])
        self._since.clear()
        self._why = effects.WHY_CLOSING_BUTTON
        if event[3] == events.NOT_BALANCED:
            self._alert(effects.A_SETTLEMENT_MISMATCH, effects.RAISED)
        self._finish(outcome.SEEN, now)

    def _postpone(self, event: "Event", now: "Now") -> None:
        """Something is stronger than any reason to settle. Maintenance is sat out, once."""
        self._note(outcome.POSTPONED, now, self._failure)
        if self._failure != cause.MAINTENANCE:
            self._again(now)
            return
        self._attempts = max(1, self._attempts)
        self.deadline_ms = now.mono_ms + self._maintenance_s(now, 0) * 1000

    def _pause(self, event: "Event", now: "Now") -> None:
        self._note(outcome.REFUSED, now, self._failure)
        self._again(now)

    def _again(self, now: "Now") -> None:
        """Try once more, later; in the end it is for a person."""
        self._doubts = 0
        self._attempts += 1
        if self._attempts < limits.SETTLE_ATTEMPTS_MAX:
            if now.trusted or self._pressed:
                self._try_later(now, _RETRY_MS, self._attempts)
            return
        self._attempts, self._why = 0, effects.WHY_LATEST_TIME  # the button's tries are spent
        self._handled(now)
        self._note(outcome.GIVEN_UP, now, self._failure)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)

    def _doubt(self, event: "Event", now: "Now") -> None:
        self._note(outcome.UNKNOWN, now, self._failure)
        self._alert(effects.A_SETTLEMENT_OPEN, effects.RAISED)
        self._try_later(now, _RETRY_MS, self._doubts)
        self._doubts += 1

    def plans(self) -> "Plan":
        """Return what it does next, and why."""
        if self.state & (DOUBT | ASKING):
            return "ask_totals", effects.WHY_IN_DOUBT
        if self.state & (RENEWING | PROVING):
            return "ask_totals", effects.WHY_VERIFY
        if self.state & UNDER_WAY:
            return "settle", self._why
        if self.deadline_ms is None:
            return "settle", effects.WHY_CLOSING_BUTTON
        return "settle", effects.WHY_RETRY if self.tries_again() else self._planned
