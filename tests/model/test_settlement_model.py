# SPDX-License-Identifier: MIT
"""Settlement as a whole against a shop's own history: when one must begin, and when it must not.

The model knows what was sold when, who pressed what, and the house's rules; from these alone it
says at which instants a settlement must begin, and what must come of the totals that are read. The
terminal answers at once, in the mood it is in. Days begin around changes of summer time, the ends
of months and years, and leap days; power goes for seconds and for days.
"""

from __future__ import annotations

import calendar
import time
from collections.abc import Iterator
from typing import Any, NamedTuple

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from agent import effects, events
from agent.events import Now
from agent.policy import books, doubt, outcome
from agent.profile import local_s
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from tests.model.one_board import OneBoard

_DAY_S, _HOUR_S, _MIN_S = 86_400, 3_600, 60
_LULL_S, _MARGIN_S, _LOOKS_S = 300, 600, 900  # the last: how often a board looks at its clock
_NEVER_S = 1 << 40


def _utc(text: str) -> int:
    return calendar.timegm(time.strptime(text, "%Y-%m-%d %H:%M"))


_OFFSETS = (
    (0, 3_600),
    (_utc("2026-03-29 01:00"), 7_200),
    (_utc("2026-10-25 01:00"), 3_600),
    (_utc("2027-03-28 01:00"), 7_200),
    (_utc("2027-10-31 01:00"), 3_600),
    (_utc("2028-03-26 01:00"), 7_200),
)
_BEGINS = tuple(
    _utc(f"{date} 05:00")
    for date in (
        "2026-03-28",  # the days before a change of summer time
        "2026-10-24",
        "2026-11-30",  # the end of a month, and of a year
        "2026-12-31",
        "2027-02-28",  # no leap year, and one
        "2028-02-28",
    )
)


class House(NamedTuple):
    """A profile's rules; minutes are of the local day."""

    latest: int = 20 * 60 + 45
    at: int = f.NO_MINUTE
    idle: int = 0
    spread: int = 0
    cut_over: int = f.NO_MINUTE
    least: int = -1_000_000_000
    most: int = 1_000_000_000
    holds: bool = True
    defer: int = _DAY_S
    warn: int = 0
    force: int = 0
    opens: int = 8 * 60
    closes: int = 20 * 60
    maintenance: tuple[tuple[int, int], ...] = ()  # hours after the beginning


_HOUSES = (
    House(),
    House(at=1_210, cut_over=1_290, warn=3, force=5, maintenance=((16, 17), (39, 40))),
    House(least=300_000, most=700_000, warn=3, force=5),
    House(least=300_000, most=700_000, holds=False, idle=15, spread=120, maintenance=((14, 18),)),
    House(least=300_000, most=700_000, cut_over=1_380, defer=3 * _DAY_S, at=840),
    House(least=0, most=0, idle=30, defer=30 * _HOUR_S, cut_over=1_260, maintenance=((37, 40),)),
    House(150, opens=1_080, closes=1_560, cut_over=210, least=1, idle=20, warn=2, force=4),
)
_AMOUNTS = st.sampled_from([0, 1, 150_000, 299_999, 300_000, 300_001, 700_000, 700_001])
_GOOD, _REFUSES, _SILENT, _DEAF = "good", "refuses", "silent", "deaf"


class Settling(RuleBasedStateMachine):
    """One shop from its first morning on. Seconds are true ones unless they are called local."""

    def __init__(self) -> None:
        super().__init__()
        self.mood = _GOOD
        self.sales: list[tuple[int, int]] = []  # of the open batch: when, amount
        self.trace = 0
        self.demanded = self.decided = self.pressed = False
        self.lull_sought = self.room_sought = False
        self.owed = False  # an instant at which one must begin has come in maintenance
        self.settles_since_totals = 0
        self.read = 0  # of the journal's records
        self.said: list[int] = []  # by SETTLEMENT records since the last answer
        self.left = 0  # how the batch was left
        self.ended_s = 0  # when
        self.begun: list[int] = []
        self.quiet_s = 0  # without a sale, when the last one was begun
        self.days: set[int] = set()
        self.missed: list[int] = []

    @initialize(begins=st.sampled_from(_BEGINS), house=st.sampled_from(_HOUSES))
    def begin(self, begins: int, house: House) -> None:
        self.house = house
        self.booted_s = self.ended_s = begins
        self.windows = [
            (begins + begin * _HOUR_S, begins + end * _HOUR_S) for begin, end in house.maintenance
        ]
        profile = shop.profile(
            utc_offsets=[list(row) for row in _OFFSETS],
            hours=(((house.opens, house.closes),),) * 7,
            settle_latest_min=house.latest,
            settle_at_min=house.at,
            settle_idle_min=house.idle,
            settle_spread_s=house.spread,
            cut_over_min=house.cut_over,
            settle_min_minor=house.least,
            settle_max_minor=house.most,
            above_max=f.ABOVE_MAX_HOLD if house.holds else f.ABOVE_MAX_SETTLE,
            max_defer_s=house.defer,
            batch_warn_at=house.warn,
            batch_force_at=house.force,
            maintenance=self.windows,
        )
        self.board = OneBoard(profile, self.instant)
        self.first_day = self.day_of(self.local(begins))
        self.done = self.first_day - 1
        self.settle_down()

    # Time

    def instant(self, mono_ms: int) -> Now:
        now_s = self.booted_s + mono_ms // 1000
        return Now(mono_ms, now_s, self.local(now_s), True, True)

    @property
    def now_s(self) -> int:
        return self.booted_s + self.board.mono_ms() // 1000

    def local(self, now_s: int) -> int:
        return local_s(_OFFSETS, now_s)

    def true(self, here_s: int) -> int:
        """The first instant at which the shop's clock shows `here_s` or more."""
        for _, offset_s in _OFFSETS[1:3]:
            if self.local(here_s - offset_s) == here_s:
                return here_s - offset_s
        return next(change_s for change_s, _ in _OFFSETS if self.local(change_s) >= here_s)

    def day_of(self, here_s: int) -> int:
        return (here_s - 4 * _HOUR_S) // _DAY_S

    def latest(self, day: int) -> int:
        return self.at_minute(day, self.house.latest) + self.house.spread

    def last_due(self, here_s: int) -> int:
        """The last business day whose latest time has come."""
        today = self.day_of(here_s)
        return today if here_s >= self.latest(today) else today - 1

    def at_minute(self, day: int, minute: int) -> int:
        """A local minute; what is before four is the business day's, after midnight."""
        return day * _DAY_S + (minute if minute >= 240 else minute + 1_440) * _MIN_S

    def changes_clock(self, at_s: int) -> bool:
        return self.local(at_s + _DAY_S) - self.local(at_s - _DAY_S) != 2 * _DAY_S

    # What the house's rules and the history say

    @property
    def total(self) -> int:
        return sum(amount for _, amount in self.sales)

    def waits(self) -> bool:
        return self.left in outcome.WAITING

    def maintained(self, at_s: int) -> int:
        """When the maintenance that holds at `at_s` ends; 0 outside any."""
        return next((end for begin, end in self.windows if begin <= at_s < end), 0)

    def begins(self) -> Iterator[int]:
        """Instants after now at which a settlement of the open batch must begin by itself."""
        fixed = self.times()
        yield from fixed
        yield from self.overdue()
        house, today = self.house, self.day_of(self.local(self.now_s))
        for day in range(today - 1, today + 3):
            cut_s = self.true(self.at_minute(day, house.cut_over))
            begin_s = cut_s - _MARGIN_S
            if begin_s <= self.now_s or self.changes_clock(cut_s) or not self.sales:
                continue
            if house.cut_over != f.NO_MINUTE and (
                self.last_chance(begin_s)
                if self.waits()
                else not any(begin_s <= each < cut_s for each in fixed)
            ):
                yield begin_s

    def times(self) -> list[int]:
        """The instants that the clock gives: the latest time, a configured one, idle minutes."""
        if not self.sales:
            return []
        house, sold_s, found = self.house, self.local(self.sales[-1][0]), []
        today = self.day_of(self.local(self.now_s))
        for day in range(max(today - 1, self.done + 1), today + 3):
            latest_s = self.latest(day)
            found.append(latest_s)
            if house.at != f.NO_MINUTE:
                found.append(self.at_minute(day, house.at) + house.spread)
            closing_s = max(day * _DAY_S + house.closes * _MIN_S, sold_s)
            idle_s = closing_s + house.idle * _MIN_S + house.spread
            if house.idle and idle_s < latest_s and self.day_of(sold_s) <= day:
                found.append(idle_s)
        return [each for each in map(self.true, found) if each > self.now_s]

    def overdue(self) -> Iterator[int]:
        """The end of waiting, or else the lull that is sought."""
        house = self.house
        if self.sales and self.waits():
            yield self.sales[0][0] + house.defer
        elif house.warn and house.warn <= len(self.sales) <= house.force and not self.lull_sought:
            yield self.sales[-1][0] + _LULL_S

    def last_chance(self, at_s: int) -> bool:
        """Whether max_defer ends before the latest time that comes after the next cut-over."""
        house = self.house
        if house.cut_over == f.NO_MINUTE or not self.sales:
            return False
        here_s, ends_s = (
            self.local(at_s),
            self.local(at_s) + (self.sales[0][0] + house.defer - at_s),
        )
        today = self.day_of(here_s)
        cut_s = min(
            each
            for day in range(today - 1, today + 2)
            if (each := self.at_minute(day, house.cut_over)) > here_s
        )
        next_s = min(
            each for day in range(today - 1, today + 4) if (each := self.latest(day)) > cut_s
        )
        return cut_s - _MARGIN_S <= here_s and ends_s < next_s

    def verdict(self) -> int:
        """What must come of the totals that are read now; 0: it settles."""
        house, now_s = self.house, self.now_s
        if not self.sales and not self.demanded:
            return outcome.NOTHING
        if self.board.engine.doubt.state != doubt.CERTAIN or self.maintained(now_s):
            return outcome.POSTPONED
        stale = self.sales and now_s - self.sales[0][0] >= house.defer
        full = 0 < house.force <= len(self.sales)
        if self.demanded or full or self.decided or stale or self.last_chance(now_s):
            return 0
        if self.total > house.most and house.holds:
            return outcome.HELD
        return outcome.DEFERRED if self.total < house.least else 0

    # The terminal

    def settle_down(self) -> None:
        """Answer until nothing is out, and read what was written."""
        while self.board.out is not None:
            self.answer()
        self.follow()

    def answer(self) -> None:
        self.follow()
        command, came, code = self.board.out, events.DONE, 0
        totals, detail = (len(self.sales), self.total), None
        decides = command == events.READ_TOTALS and (
            self.board.engine.settlement.state == books.COUNTING
        )
        if self.mood == _DEAF:
            came = events.NOT_SENT
        elif self.mood == _SILENT and command != events.CHECK_STATUS:
            came = events.UNKNOWN
        elif self.mood == _REFUSES and command == events.SETTLE:
            came, code = events.REFUSED, 0xA3
        if command == events.SETTLE:
            self.may_settle()
            if came in (events.DONE, events.UNKNOWN):
                self.settled()
        if command == events.CHECK_STATUS and came == events.DONE and self.demanded:
            code = 0xF0
        expected = self.verdict()
        if came == events.DONE:
            if command == events.READ_TOTALS:
                self.settles_since_totals = 0
            if command in (events.READ_TOTALS, events.SETTLE):
                detail = totals
            if command == events.QUERY_LAST:
                detail = self.transaction(self.trace, 1_000)
        self.said = []
        self.board.answer(came, code, detail)
        if decides and came == events.DONE:
            self.follow()
            goes = self.board.engine.settlement.state == books.SETTLING
            assert expected == 0 if goes else expected in self.said, (expected, self.said)

    def settled(self) -> None:
        self.sales, self.demanded = [], False
        self.lull_sought = self.room_sought = self.owed = False

    def may_settle(self) -> None:
        """Right before the terminal settles: with its reason, by the rules, and only once."""
        self.settles_since_totals += 1
        assert self.settles_since_totals == 1
        assert self.sales or self.demanded, "settled twice"
        assert self.verdict() == 0
        house, now_s = self.house, self.now_s
        why = next(
            each[r.HEAD + 1] for each in reversed(self.board.journal) if each[r.KIND] == r.R_INTENT
        )
        count, here_s = len(self.sales), self.local(now_s)
        first_s = self.sales[0][0] if self.sales else now_s
        holds = {
            effects.WHY_CLOSING_BUTTON: self.pressed or self.decided,
            effects.WHY_APPROVED: self.decided,
            effects.WHY_TERMINAL_DEMANDS: self.demanded,
            effects.WHY_BATCH_FULL: 0 < house.force <= count,
            effects.WHY_LULL: house.warn <= count and self.quiet_s >= _LULL_S,
            effects.WHY_MAX_DEFER: now_s - first_s >= house.defer,
            effects.WHY_CUT_OVER: house.cut_over != f.NO_MINUTE,
            effects.WHY_IDLE: house.idle > 0 and self.quiet_s >= house.idle * _MIN_S,
            effects.WHY_SETTLE_AT: self.has_come(house.at, here_s),
            effects.WHY_LATEST_TIME: self.has_come(house.latest, here_s),
        }
        assert holds[why], why

    def has_come(self, minute: int, here_s: int) -> bool:
        """Whether this minute of a business day has come since the last settlement ended."""
        days = range(self.day_of(self.local(self.ended_s)) - 1, self.day_of(here_s) + 1)
        times = (self.at_minute(day, minute) + self.house.spread for day in days)
        return any(self.local(self.ended_s) - _HOUR_S <= each <= here_s for each in times)

    def follow(self) -> None:
        """Take what the journal says came of it."""
        for record in self.board.journal[self.read :]:
            if record[r.KIND] == r.R_SETTLEMENT:
                self.take(record[r.HEAD], record[r.HEAD + 1], record[r.HEAD + 4], record[r.WALL_S])
        self.read = len(self.board.journal)

    def take(self, state: int, day: int, cause: int, wall_s: int) -> None:
        self.said.append(state)
        if state == outcome.BEGUN:
            self.begun.append(wall_s)
            self.quiet_s = wall_s - self.sales[-1][0] if self.sales else _NEVER_S
        elif state == outcome.MISSED:
            assert cause
            assert day not in self.missed
            self.missed.append(day)
            self.days.add(day)
        elif outcome.ends(state):
            self.left, self.ended_s = state, wall_s
            self.done = self.last_due(self.local(wall_s)) if state == outcome.GIVEN_UP else day
            self.days |= {day, self.day_of(self.local(wall_s))}
            self.pressed = False
            if state in outcome.SETTLED:
                self.decided = False

    # Time passes

    def sleep(self, then_s: int) -> None:
        then_ms = (then_s - self.booted_s) * 1000
        while self.board.mono_ms() < then_ms:
            self.board.sleep_until(then_ms)
            self.settle_down()

    def rests(self) -> bool:
        """It can begin: nothing is under way, in doubt, or tried again."""
        duty = self.board.engine.settlement
        certain = self.board.engine.doubt.state == doubt.CERTAIN
        return self.mood == _GOOD and bool(duty.state & books.AT_REST) and certain

    def pass_time(self, then_s: int) -> None:
        """Sleep from one instant at which a settlement must begin to the next."""
        while self.now_s < then_s:
            at_s = min([each for each in self.begins() if each > self.now_s] or [_NEVER_S])
            ends_s = self.maintained(self.now_s)
            if self.owed and ends_s:
                at_s = min(at_s, ends_s)
            if at_s > then_s:
                self.sleep(then_s)
                return
            self.sleep(at_s - 1)
            due = at_s in self.begins() or (self.owed and at_s == ends_s)  # still
            must, begun = due and self.rests() and bool(self.sales), len(self.begun)
            slack_s = _LOOKS_S if self.changes_clock(at_s) else 0
            if self.maintained(at_s):
                self.owed = must
                self.sleep(at_s)
                continue
            self.owed = False
            lull = self.sales and at_s == self.sales[-1][0] + _LULL_S
            self.lull_sought |= bool(lull) and must
            self.sleep(at_s + slack_s)
            if must:
                assert len(self.begun) > begun, (at_s, self.house)

    @rule(seconds=st.sampled_from([1, 299, 300, 900, 3_600, 5 * 3_600]))
    def waits_for(self, seconds: int) -> None:
        self.pass_time(self.now_s + seconds)

    @rule(minute=st.sampled_from([840, 1_199, 1_215, 1_245, 1_275, 1_350, 149, 210, 480]))
    def waits_until(self, minute: int) -> None:
        day = self.day_of(self.local(self.now_s))
        here_s = self.at_minute(day, minute)
        here_s += _DAY_S if here_s <= self.local(self.now_s) else 0
        self.pass_time(self.true(here_s))

    # The shop

    def transaction(self, trace: int, amount: int, kind: int = 1, result: int = 0) -> Any:
        head = (kind, result, amount, 978, trace, trace)
        return (*head, 5, "girocard", None, None, None, None)

    @rule(amount=_AMOUNTS, refund=st.booleans())
    @precondition(lambda self: not self.demanded and self.mood == _GOOD)
    def sells(self, amount: int, refund: bool) -> None:
        self.pass_time(self.now_s + 1)
        self.trace += 1
        kind = events.TYPE_REFUND if refund else events.TYPE_SALE
        self.sales.append((self.now_s, -amount if refund else amount))
        self.done = min(self.done, self.last_due(self.local(self.now_s)))  # it is open again
        must, begun = self.rests(), len(self.begun)
        self.board.say(events.SALE_ENDED, self.transaction(self.trace, amount, kind))
        self.settle_down()
        full = 0 < self.house.force <= len(self.sales)
        self.board.say(events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0, 0, None)
        self.settle_down()
        if full and must and not self.room_sought:
            assert len(self.begun) > begun

    @rule(amounts=st.lists(_AMOUNTS, min_size=2, max_size=5), gap_s=st.sampled_from([60, 299]))
    def sells_in_a_row(self, amounts: list[int], gap_s: int) -> None:
        for amount in amounts:
            if not self.demanded and self.mood == _GOOD:
                self.sells(amount, refund=False)
                self.pass_time(self.now_s + gap_s)

    @rule(over=st.sampled_from([-1, 0, 1]), most=st.booleans())
    @precondition(lambda self: not self.demanded and self.mood == _GOOD)
    def sells_up_to_a_bound(self, over: int, most: bool) -> None:
        amount = (self.house.most if most else self.house.least) + over - self.total
        if abs(amount) < 2_000_000:
            self.sells(abs(amount), refund=amount < 0)

    @rule()
    @precondition(lambda self: self.sales and self.waits())
    def waits_as_long_as_it_may(self) -> None:
        self.pass_time(self.sales[0][0] + self.house.defer + 1)

    @rule()
    @precondition(lambda self: self.mood == _GOOD)
    def demands(self) -> None:
        must, begun = self.rests() and not self.demanded, len(self.begun)
        self.demanded = True
        self.board.say(events.SALE_ENDED, self.transaction(self.trace + 1, 100, result=0xF0))
        self.settle_down()
        assert not must or len(self.begun) > begun

    @rule()
    @precondition(lambda self: self.trace and self.mood == _GOOD)
    def breaks_off(self) -> None:
        """A sale whose end nobody saw; it came to nothing, once the terminal can be asked."""
        self.board.say(events.SALE_STARTED, 1, 500, 978)
        self.mood = _SILENT
        self.board.say(events.SALE_UNKNOWN, None)
        self.settle_down()

    @rule()
    def holds_the_button(self) -> None:
        self.pressed = True
        self.decided |= self.left == outcome.HELD
        self.board.say(events.BUTTON_HELD)
        self.settle_down()

    @rule()
    def is_released(self) -> None:
        held = self.board.engine.settlement.state == books.HELD
        assert not held or self.left == outcome.HELD
        self.decided |= held
        self.board.say(events.RELEASED)
        self.settle_down()

    @rule(mood=st.sampled_from([_GOOD, _GOOD, _GOOD, _REFUSES, _SILENT, _DEAF]))
    def changes_mood(self, mood: str) -> None:
        self.mood = mood

    @rule()
    def sector_fills(self) -> None:
        self.board.sector_is_full = True

    @rule(off_s=st.sampled_from([1, 3_600, 5 * 3_600, 30 * 3_600, 4 * _DAY_S]))
    def power_is_cut(self, off_s: int) -> None:
        """What must have begun meanwhile begins as soon as it is back."""
        due = self.rests() and any(
            each <= self.now_s + off_s for each in (*self.times(), *self.overdue())
        )
        self.booted_s = self.now_s + off_s
        self.decided = self.pressed = False
        begun = len(self.begun)
        self.board.restart()
        self.settle_down()
        self.owed = due and bool(self.maintained(self.booted_s))
        self.sleep(self.booted_s + 2)
        if due and not self.maintained(self.booted_s):
            assert len(self.begun) > begun

    # What must hold

    @invariant()
    def every_business_day_that_is_over_has_a_settlement_or_a_cause(self) -> None:
        if not hasattr(self, "board") or self.board.mono_ms() < _LOOKS_S * 1_000:
            return
        today = self.day_of(self.local(self.now_s - _LOOKS_S))
        assert set(range(self.first_day, today)) <= self.days

    @invariant()
    def a_batch_at_rest_is_the_terminals_own(self) -> None:
        if hasattr(self, "board") and self.rests():
            batch = self.board.engine.settlement.batch
            assert (batch.count, batch.total_minor) == (len(self.sales), self.total)


TestSettling = Settling.TestCase
TestSettling.settings = settings(
    max_examples=100, stateful_step_count=30, deadline=None, report_multiple_bugs=False
)
