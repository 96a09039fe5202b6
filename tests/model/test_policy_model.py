# SPDX-License-Identifier: MIT
"""The duties against a model terminal that answers as badly as a real one can.

The model knows the truth (what is in its batch, what was settled when) and may refuse, stay
silent before or after acting, or never get the command. Power is cut at random; the engine then
comes back from its snapshot and the records written since, as the journal gives them back.
"""

from __future__ import annotations

from typing import Any

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent import effects, events
from agent.events import Now
from agent.policy import settlement
from agent.policy.engine import Engine
from posminder_formats import records as r

_CHANGING = (events.SIGN_IN, events.SETTLE, events.REGISTER)
_ANSWERS = ("done", "refused", "silent_after", "silent_before", "not_sent")


class ShopDay(RuleBasedStateMachine):
    """Sales, closings, answers of every kind, time, and power cuts."""

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
        self.start(Engine(shop.profile()))

    def start(self, engine: Engine) -> None:
        self.engine = engine
        self.boot_s = self.now_s
        self.state: list[Any] = engine.snapshot()
        self.records: list[list[Any]] = []
        self.pending = None
        self.say((events.BOOTED,))

    def now(self) -> Now:
        local_s = shop.DAY * 86400 + 6 * 3600 + self.now_s
        return Now((self.now_s - self.boot_s) * 1000, local_s, local_s, True)

    def say(self, event: tuple[Any, ...]) -> None:
        """Feed one event and carry out its effects in the conductor's order.

        A new sector begins with the state before the step; the step's own records follow it.
        """
        before = self.engine.snapshot()
        out = self.engine.step(event, self.now())
        if self.sector_is_full and any(effect[0] == effects.RECORD for effect in out):
            self.state, self.records, self.sector_is_full = before, [], False
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

    def record(self, kind: int, fields: tuple[Any, ...]) -> None:
        assert len(fields) == r.FIELD_COUNTS[kind]
        self.records.append([kind, 1, 0, self.now().wall_s, *fields])

    @rule(amount=st.integers(1, 10**6), receipt=st.sampled_from([1, 2, None]))
    @precondition(lambda self: self.pending is None)
    def sell(self, amount: int, receipt: int | None) -> None:
        self.trace += 1
        self.batch.append(amount)
        self.say(shop.sale(self.trace, amount))
        if receipt is not None:
            self.say((events.RECEIPT_ENDED, receipt, 20, 0))

    @rule()
    def close(self) -> None:
        self.say((events.BUTTON_HELD,))

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

    @rule()
    def fill_sector(self) -> None:
        self.sector_is_full = True

    @rule()
    def power_cut(self) -> None:
        owed = [(o.trace, o.state) for o in self.engine.receipts.owed]
        batch = self.engine.settlement.batch
        counted = (batch.count, batch.total_minor)
        engine = Engine(shop.profile())
        engine.restore(self.state)
        for record in self.records:
            engine.replay(record)
        assert [(o.trace, o.state) for o in engine.receipts.owed] == owed
        assert (engine.settlement.batch.count, engine.settlement.batch.total_minor) == counted
        sent = self.pending is not None and self.pending[0] == events.SETTLE
        was = self.engine.settlement.state
        doubtful = sent or was in (settlement.PROVING, settlement.DOUBT, settlement.ASKING)
        now_doubtful = engine.settlement.state in (settlement.SETTLING, settlement.DOUBT)
        assert now_doubtful == doubtful
        if self.batch or self.settled:  # a board that saw nothing has no day to make up for
            assert engine.settlement.days.handled == self.engine.settlement.days.handled
        self.start(engine)

    @invariant()
    def never_settles_twice_without_asking(self) -> None:
        assert self.settles_since_totals <= 1

    @invariant()
    def the_batch_is_the_terminals_own(self) -> None:
        duty = self.engine.settlement
        if duty.state == settlement.QUIET:
            assert (duty.batch.count, duty.batch.total_minor) == (len(self.batch), sum(self.batch))

    @invariant()
    def verified_means_settled(self) -> None:
        for record in self.records:
            if record[0] == r.R_SETTLEMENT and record[r.HEAD] == 2:
                assert (record[r.HEAD + 2], record[r.HEAD + 3]) in self.settled


TestShopDay = ShopDay.TestCase
TestShopDay.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
