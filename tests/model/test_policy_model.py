# SPDX-License-Identifier: MIT
"""The duties against a model terminal that answers as badly as a real one can.

The model knows the truth (what is in its batch, what was settled when) and may refuse, stay
silent before or after acting, or never get the command. Power is cut at random; the engine then
comes back from its snapshot and the records written since, as the journal gives them back. One
shop settles whatever the total, another has a minimum and a maximum.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent import effects, events
from agent.events import Now
from agent.policy import books, outcome
from agent.policy.engine import Engine
from posminder_formats import records as r

_CHANGING = (events.SIGN_IN, events.SETTLE, events.REGISTER, events.REPEAT_RECEIPT)
_FREE = shop.profile()
_BOUND = shop.profile(settle_min_minor=300_000, settle_max_minor=700_000)
_AMOUNTS = st.sampled_from([1, 1_250, 150_000, 299_999, 300_000, 400_001, 700_000, 700_001])
_ANSWERS = ("done", "done", "done", "refused", "silent_after", "silent_before", "not_sent")


class ShopDay(RuleBasedStateMachine):
    """Sales, closings, answers of every kind, time, and power cuts."""

    profile = _FREE

    def __init__(self) -> None:
        super().__init__()
        self.now_s = 0
        self.boot_s = 0
        self.trace = 0
        self.batch: list[int] = []
        self.settled: list[tuple[int, int]] = []
        self.settles_since_totals = 0
        self.pending: tuple[int, int] | None = None
        self.sector_is_full = False
        self.demanded = False
        self.held_once = False  # the open batch was held, and a closing may decide
        self.first_s: int | None = None
        self.start(Engine(self.profile), ([r.R_PROFILE, 1, 0, self.now().wall_s, None, b"", 1],))

    def start(self, engine: Engine, records: Iterable[list[Any]] = ()) -> None:
        self.engine = engine
        self.boot_s = self.now_s
        self.state: list[Any] = list(engine.snapshot())
        self.records: list[list[Any]] = list(records)
        self.pending = None
        self.say((events.BOOTED,))

    def now(self) -> Now:
        local_s = shop.DAY * 86400 + 6 * 3600 + self.now_s
        return Now((self.now_s - self.boot_s) * 1000, local_s, local_s, True)

    def say(self, event: tuple[Any, ...]) -> None:
        """Feed one event and carry out its effects in the conductor's order.

        A sector that begins during the step gets its state when the step has ended.
        """
        out = self.engine.step(event, self.now())
        for effect in out:
            if effect[0] == effects.RECORD:
                self.record(effect[1], effect[2])
        for effect in out:
            if effect[0] == effects.COMMAND:
                if effect[1] in _CHANGING:
                    self.record(r.R_INTENT, (effect[1], effect[2]))
                assert self.pending is None, "two commands at once"
                self.pending = (effect[1], effect[2])
                if effect[1] == events.SETTLE:
                    self.settles_since_totals += 1
                    self.may_settle(effect[2])
        if self.sector_is_full and any(effect[0] == effects.RECORD for effect in out):
            self.state, self.records, self.sector_is_full = list(self.engine.snapshot()), [], False

    def may_settle(self, reason: int) -> None:
        """A batch goes out of bounds only for a reason that is stronger than they are."""
        profile, total = self.profile, sum(self.batch)
        if profile.settle_min_minor <= total <= profile.settle_max_minor:
            return
        if reason == effects.WHY_TERMINAL_DEMANDS:
            assert self.demanded
        elif reason == effects.WHY_MAX_DEFER:
            wall_s = self.now().wall_s
            assert self.first_s is not None
            assert wall_s is not None
            assert wall_s - self.first_s >= profile.max_defer_s
        else:
            assert reason == effects.WHY_CLOSING_BUTTON
            assert self.held_once

    def record(self, kind: int, fields: tuple[Any, ...]) -> None:
        assert len(fields) == r.FIELD_COUNTS[kind]
        if kind == r.R_SETTLEMENT:
            if fields[0] == outcome.HELD:
                self.held_once = True
            elif fields[0] in outcome.SETTLED:
                self.held_once = False
        self.records.append([kind, 1, 0, self.now().wall_s, *fields])

    @rule(amount=_AMOUNTS, receipt=st.sampled_from([1, 2, None]))
    @precondition(lambda self: self.pending is None)
    def sell(self, amount: int, receipt: int | None) -> None:
        self.trace += 1
        self.batch.append(amount)
        self.first_s = self.now().wall_s if self.first_s is None else self.first_s
        self.demanded = False
        self.say(shop.sale(self.trace, amount))
        if receipt is not None:
            self.say((events.RECEIPT_ENDED, receipt, 20, 0, 0, None))

    @rule(amount=_AMOUNTS)
    @precondition(lambda self: self.pending is None and self.batch)
    def refund(self, amount: int) -> None:
        self.trace += 1
        self.batch.append(-amount)
        self.demanded = False
        self.say(shop.sale(self.trace, amount, kind=events.TYPE_REFUND))
        self.say((events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0, 0, None))

    @rule(code=st.sampled_from([0xF0, 0xB1, 0x6A]))
    @precondition(lambda self: self.pending is None and self.batch)
    def demand(self, code: int) -> None:
        self.demanded = True
        self.say(shop.sale(self.trace + 1, 100, result=code))

    @rule()
    def close(self) -> None:
        self.say((events.BUTTON_HELD,))

    @rule(hours=st.integers(8, 30))
    def be_shut(self, hours: int) -> None:
        self.wait(hours * 3600)

    @rule(seconds=st.integers(1, 8 * 3600))
    def wait(self, seconds: int) -> None:
        self.now_s += seconds
        self.say((events.DEADLINE,))

    @rule(answer=st.sampled_from(_ANSWERS), status=st.sampled_from([0, 0, 0x51, 0xCC]))
    @precondition(lambda self: self.pending is not None)
    def answer(self, answer: str, status: int) -> None:
        assert self.pending is not None
        command = self.pending[0]
        self.pending = None
        detail: tuple[int, int] | None = None
        if command in (events.READ_TOTALS, events.SETTLE):
            detail = (len(self.batch), sum(self.batch))
        if command == events.SETTLE and answer in ("done", "silent_after"):
            self.settled.append((len(self.batch), sum(self.batch)))
            self.batch = []
            self.first_s = None
            self.demanded = False
        code = status if command == events.CHECK_STATUS else 0
        outcome = {"done": events.DONE, "refused": events.REFUSED, "not_sent": events.NOT_SENT}.get(
            answer, events.UNKNOWN
        )
        if outcome == events.REFUSED:
            code = 0xA3
        if command in _CHANGING:
            self.record(r.R_OUTCOME, (command, outcome, code))
        if command == events.READ_TOTALS and outcome == events.DONE:
            self.settles_since_totals = 0
        told = detail if answer == "done" else None
        self.say((events.COMMAND_ENDED, command, outcome, code, told))

    @rule(amounts=st.lists(_AMOUNTS, min_size=1, max_size=3))
    def sell_without_a_hitch(self, amounts: list[int]) -> None:
        self.answer_all()
        for amount in amounts:
            self.sell(amount, events.RECEIPT_DELIVERED)

    @rule()
    def close_without_a_hitch(self) -> None:
        self.answer_all()
        self.close()
        self.answer_all()

    def answer_all(self) -> None:
        while self.pending is not None:
            self.answer("done", 0)

    @rule()
    def fill_sector(self) -> None:
        self.sector_is_full = True

    @rule()
    def power_cut(self) -> None:
        owed = [(o.trace, o.state) for o in self.engine.receipts.owed]
        batch = self.engine.settlement.batch
        counted = (batch.count, batch.total_minor)
        engine = Engine(self.profile)
        engine.restore(self.state)
        for record in self.records:
            engine.replay(record)
        assert [(o.trace, o.state) for o in engine.receipts.owed] == owed
        assert (engine.settlement.batch.count, engine.settlement.batch.total_minor) == counted
        sent = self.pending is not None and self.pending[0] == events.SETTLE
        was = self.engine.settlement.state
        doubtful = sent or was in (books.PROVING, books.DOUBT, books.ASKING)
        now_doubtful = engine.settlement.state in (books.SETTLING, books.DOUBT)
        # A SETTLE that still waits behind another command counts as sent: it is asked about first.
        assert now_doubtful == doubtful or (now_doubtful and was == books.SETTLING)
        if was in (books.DEFERRED, books.HELD, books.QUIET):
            assert engine.settlement.state == was
        left, back = self.engine.settlement, engine.settlement
        assert (back.outcome, back.cause, back.last_s) == (left.outcome, left.cause, left.last_s)
        assert back.batch.since_s == left.batch.since_s
        if self.batch or self.settled:  # a board that saw nothing has no day to make up for
            assert engine.settlement.days.handled == self.engine.settlement.days.handled
        self.start(engine)

    @invariant()
    def never_settles_twice_without_asking(self) -> None:
        assert self.settles_since_totals <= 1

    @invariant()
    def the_batch_is_the_terminals_own(self) -> None:
        duty = self.engine.settlement
        if duty.state & books.AT_REST:
            assert (duty.batch.count, duty.batch.total_minor) == (len(self.batch), sum(self.batch))

    @invariant()
    def what_waits_has_a_time_at_which_it_ends(self) -> None:
        duty = self.engine.settlement
        if duty.state & books.WAITING:
            assert self.first_s is not None
            assert duty.deadline_ms is not None
            ends_s = self.first_s + self.profile.max_defer_s - (self.now().wall_s or 0)
            assert duty.deadline_ms <= self.now().mono_ms + max(0, ends_s) * 1000

    @invariant()
    def verified_means_settled(self) -> None:
        for record in self.records:
            if record[0] == r.R_SETTLEMENT and record[r.HEAD] == 2:
                assert (record[r.HEAD + 2], record[r.HEAD + 3]) in self.settled


class BoundShopDay(ShopDay):
    """The same where totals must lie between a minimum and a maximum."""

    profile = _BOUND


_SETTINGS = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestShopDay = ShopDay.TestCase
TestShopDay.settings = _SETTINGS
TestBoundShopDay = BoundShopDay.TestCase
TestBoundShopDay.settings = _SETTINGS
