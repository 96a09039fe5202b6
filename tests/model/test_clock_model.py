# SPDX-License-Identifier: MIT
"""Sign-in and trust in the clock against a small model: three clocks, keys, and power cuts.

The true time runs; board and terminal have clocks that are set, jump and forget. Days begin around
new year, leap days and changes of summer time, and a date on the line has no year. The model says
by plain arithmetic on true time who is trusted; the engine has only what is seen on the line.
"""

from __future__ import annotations

import calendar
import time
from typing import Any

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from agent import effects, events
from agent.events import Now
from agent.policy import sign_in
from agent.policy.engine import Engine
from posminder_formats import records as r

_BEGINS = (
    "2026-03-28 22:00",  # the nights of a change of summer time
    "2026-10-24 22:00",
    "2026-12-31 23:55",
    "2028-02-28 23:55",  # before a leap day
    "2027-02-28 23:55",  # before none
    "2028-12-31 23:55",  # the end of a leap year
)
_JUMPS_S = st.sampled_from((60, 121, 3_600, 5_400, 5_401, 7_200, 86_400, 40 * 86_400))
_SKEW_S, _DOUBT_S = 120, 5_400


class Clocks(RuleBasedStateMachine):
    """One shop that sells: who believes whom, and what is sent to the terminal because of it."""

    def __init__(self) -> None:
        super().__init__()
        self.true_s = self.mono_s = self.trace = self.age_s = 0
        self.board_off_s: int | None = 0  # None: unset
        self.terminal_off_s = 0
        self.from_host = True
        self.doubted = False  # these two: what must come out
        self.known_off_s: int | None = None  # a host's word stands against the terminal
        self.keys = True
        self.pending: int | None = None
        self.pressed = False
        self.engine = Engine(shop.profile())
        self.state: list[Any] = list(self.engine.snapshot())
        self.records: list[list[Any]] = []

    @initialize(begins=st.sampled_from(_BEGINS))
    def begin(self, begins: str) -> None:
        self.true_s = calendar.timegm(time.strptime(begins, "%Y-%m-%d %H:%M"))
        self.say((events.BOOTED,))

    def now(self) -> Now:
        if self.board_off_s is None:
            return Now(self.mono_s * 1000, None, None, False)
        here_s = self.true_s + self.board_off_s
        trusted = not self.engine.clock_check.doubts()
        return Now(self.mono_s * 1000, here_s, here_s, trusted, self.from_host)

    def say(self, event: tuple[Any, ...]) -> None:
        """Feed one event as the conductor would; nothing may be sent by an untrusted clock."""
        now = self.now()
        out = self.engine.step(event, now)
        for effect in out:
            if effect[0] == effects.RECORD:
                self.record(effect[1], effect[2], now)
        for effect in out:
            if effect[0] == effects.COMMAND:
                changes = effect[1] in (events.SIGN_IN, events.SETTLE)
                assert now.trusted or self.pressed or not changes, effect
                assert self.pending is None, "two commands at once"
                self.pending = effect[1]
        if self.engine.clock_check.doubts() == now.trusted and now.wall_s is not None:
            self.say((events.CLOCK_CHANGED,))

    def record(self, kind: int, fields: tuple[Any, ...], now: Now) -> None:
        self.records.append([kind, 1, now.mono_ms, now.wall_s, *fields])

    @rule(seconds=st.sampled_from((1, 50, 400, 3_600, 72_000)))
    def time_passes(self, seconds: int) -> None:
        self.true_s += seconds
        self.mono_s += seconds
        self.pressed = False
        self.say((events.DEADLINE,))

    @rule()
    def sells(self) -> None:
        """A sale; the terminal's date on it has no year, so only the nearest one is to be had."""
        self.trace += 1
        told = time.gmtime(self.true_s + self.terminal_off_s)
        clock = told.tm_hour * 10000 + told.tm_min * 100 + told.tm_sec
        result = 0 if self.keys else events.KEY_MISSING
        sale = (1, result, 1000, 978, self.trace, self.trace, 5, "girocard", None)
        if self.board_off_s is not None:
            self.judge(self.terminal_off_s - self.board_off_s)
        self.say((events.SALE_ENDED, (*sale, told.tm_mon * 100 + told.tm_mday, clock, None)))

    def judge(self, off_s: int) -> None:
        """What a sale with this difference must make of the clock."""
        far = abs(off_s) > _DOUBT_S
        was_known = self.known_off_s is not None and abs(off_s - self.known_off_s) <= _DOUBT_S
        if not far:
            self.known_off_s, self.doubted = None, False
        elif self.from_host or was_known:
            moved = self.known_off_s is None or abs(off_s - self.known_off_s) > _SKEW_S
            if self.from_host and moved:
                self.known_off_s = off_s
            self.doubted = False
        else:
            self.known_off_s, self.doubted = None, True

    @rule()
    def loses_its_keys(self) -> None:
        self.keys = False

    @rule(answer=st.sampled_from((0, 0, 0, 0x83, 0xA3)))
    def answers(self, answer: int) -> None:
        command, self.pending = self.pending, None
        if command is None:
            return
        done = not answer or command == events.CHECK_STATUS
        if command == events.SIGN_IN and done:
            self.keys = True
        outcome = events.DONE if done else events.REFUSED
        code = 0 if done else answer
        if command == events.SIGN_IN:
            self.record(r.R_OUTCOME, (command, outcome, code), self.now())
        detail = (0, 0) if command in (events.READ_TOTALS, events.SETTLE) and done else None
        self.say((events.COMMAND_ENDED, command, outcome, code, detail))

    @rule(jump_s=_JUMPS_S, back=st.booleans())
    def terminal_jumps(self, jump_s: int, back: bool) -> None:
        self.terminal_off_s = -jump_s if back else jump_s

    @rule()
    def terminal_is_set_right(self) -> None:
        self.terminal_off_s = 0

    @rule()
    def host_sets_the_clock(self) -> None:
        old_s = self.now().wall_s
        self.board_off_s, self.from_host = 0, True
        self.doubted, self.known_off_s = False, None
        self.record(r.R_CLOCK, (old_s, self.true_s, 2), self.now())
        self.say((events.CLOCK_SET,))
        self.say((events.CLOCK_CHANGED,))

    @rule(jump_s=_JUMPS_S, back=st.booleans(), forgets=st.booleans(), jumps=st.booleans())
    def power_is_cut(self, jump_s: int, back: bool, forgets: bool, jumps: bool) -> None:
        """The chip may jump or forget; snapshot and records bring everything else back."""
        self.mono_s, self.pending, self.pressed = 0, None, False
        self.from_host = False
        if forgets:
            self.board_off_s = None
        elif jumps and self.board_off_s is not None:
            self.board_off_s = -jump_s if back else jump_s
        since_s = self.engine.sign_in.since_s
        clock = self.engine.clock_check.snapshot()
        self.engine = Engine(shop.profile())
        self.engine.restore(self.state)
        for record in self.records:
            self.engine.replay(record)
        # The newest time it knows was written down or lived through, and is none that came after.
        *kept, newest_s = self.engine.clock_check.snapshot()
        assert kept == clock[:-1]
        assert newest_s <= max([clock[-1], *(each[r.WALL_S] or 0 for each in self.records)])
        replayed_s = self.engine.sign_in.since_s
        assert replayed_s is None or since_s is None or replayed_s <= since_s
        self.say((events.BOOTED,))

    @rule()
    def closes(self) -> None:
        self.pressed = True
        self.say((events.BUTTON_HELD,))

    @invariant()
    def trust_is_the_models(self) -> None:
        assert self.engine.clock_check.doubts() == self.doubted

    @invariant()
    def signed_in_is_never_claimed_without_the_status(self) -> None:
        duty = self.engine.sign_in
        if duty.signed_in(self.now()):
            assert duty.state in (sign_in.SIGNED_IN, sign_in.BARRED)
            age_s = duty.age_s(self.now())
            assert age_s is None or age_s < 86_400


TestClocks = Clocks.TestCase
TestClocks.settings = settings(max_examples=150, stateful_step_count=40, deadline=None)
