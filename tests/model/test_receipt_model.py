# SPDX-License-Identifier: MIT
"""The receipt duty against a model of paper: what is on it, who waits for it, and since when.

The model knows of each sale only which copies lack, when something was printed last, and whether
somebody has been told. Power is cut at random; the duty then comes back from its snapshot and the
records written since.
"""

from __future__ import annotations

from typing import Any

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent import effects, events, limits
from agent.events import Now
from agent.policy.receipt import Receipts
from posminder_formats import records as r

_MISSING, _UNPRINTED = effects.A_RECEIPT_MISSING, effects.A_RECEIPTS_UNPRINTED
_COPIES = st.sampled_from([0, 1, 2, 3])


class Paper:
    """One sale in the model. `told`: a reminder stands for it; `over`: nobody waits any more."""

    def __init__(self, trace: int, required: int, at_s: int, *, excused: bool) -> None:
        self.trace = trace
        self.required = self.lacks = required
        self.printed_s = at_s
        self.excused = excused
        self.told = False
        self.over = False


class Counter(RuleBasedStateMachine):
    """Sales, slips, time, closings and power cuts. `require`: the profile's copies."""

    require = 3

    def __init__(self) -> None:
        super().__init__()
        self.now_s = self.boot_s = 0
        self.sales: list[Paper] = []
        self.unprinted = 0
        self.dropped = 0
        self.standing: set[tuple[int, int | None]] = set()
        self.profile = shop.profile(receipt_copies=self.require)
        self.duty = Receipts(self.profile)
        self.keep()

    def keep(self) -> None:
        """Begin a new sector: a snapshot, and the records that follow it."""
        self.state: list[Any] = self.duty.snapshot()
        self.records: list[list[Any]] = []

    def say(self, *event: Any) -> None:
        """Feed one event, keep its records, follow its alerts."""
        out: list[Any] = []
        now = Now((self.now_s - self.boot_s) * 1_000, None, None, True)
        if event[0] == events.SALE_ENDED:
            self.records.append(shop.sale_record(event[1][events.T_TRACE]))
            if event[1][events.T_TYPE] == events.TYPE_REVERSAL:
                self.records[-1][r.HEAD] = events.TYPE_REVERSAL
        elif event[0] == events.SALE_STARTED:
            self.records.append([r.R_SALE_STARTED, 1, 0, 0, 1, 1_000, 978])
        elif event[0] == events.BATCH_CLOSED:
            self.records.append([r.R_SETTLEMENT, 1, 0, 0, 2, shop.DAY, 0, 0, 0])
        self.duty.step(event, now, out)
        for effect in out:
            if effect[0] == effects.RECORD:
                self.records.append([effect[1], 1, 0, 0, *effect[2]])
            else:
                _, alert, state, subject = effect
                self.records.append([r.R_ALERT, 1, 0, 0, alert, state, subject])
                if state == effects.RAISED:
                    self.standing.add((alert, subject))
                else:
                    self.standing = {
                        each
                        for each in self.standing
                        if each[0] != alert or subject not in (None, each[1])
                    }

    def waiting(self) -> list[Paper]:
        return [sale for sale in self.sales if not sale.over]

    @property
    def newest(self) -> Paper | None:
        return self.sales[-1] if self.sales else None

    # What happens

    @rule(wanted=st.sampled_from([None, None, 0, 1, 2, 3]))
    def sell(self, wanted: int | None) -> None:
        trace = len(self.sales) + 1
        self.say(events.SALE_STARTED, 1, 1_000, 978)
        self.unprinted = 0
        if wanted is not None:
            self.say(events.RECEIPT_TERMS, wanted, None, None)
        if len(self.waiting()) == limits.RECEIPTS_OPEN_MAX:
            self.drop(self.order()[0])
        self.say(*shop.sale(trace))
        required = self.require if wanted is None else self.require & wanted
        sale = Paper(trace, required or self.require, self.now_s, excused=not required)
        self.sales.append(sale)

    def order(self) -> list[Paper]:
        """The sales that wait, in the order in which the duty holds them."""
        by_trace = {sale.trace: sale for sale in self.sales}
        return [by_trace[owed.trace or 0] for owed in self.duty.owed]

    def drop(self, sale: Paper) -> None:
        self.dropped += 1
        sale.over, sale.told = True, False

    @rule(copies=_COPIES, duplicate=st.integers(0, 1))
    @precondition(lambda self: self.newest is not None)
    def print_whole(self, copies: int, duplicate: int) -> None:
        sale = self.newest
        assert sale is not None
        self.say(events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 9, duplicate, copies, None)
        if sale.over:
            return
        sale.lacks = sale.lacks & ~copies if copies else 0
        sale.printed_s = self.now_s
        if not sale.lacks:
            sale.over, sale.told = True, False

    @rule(copies=_COPIES)
    @precondition(lambda self: self.newest is not None and not self.newest.over)
    def refuse(self, copies: int) -> None:
        sale = self.newest
        assert sale is not None
        self.say(events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 3, 0, copies, None)
        sale.printed_s = self.now_s
        if not copies or copies & sale.required:
            # Which copy was refused nobody can tell: it may be one that was printed before.
            sale.lacks |= copies & sale.required or sale.required
            sale.told, sale.over = not sale.excused, sale.excused

    @rule()
    @precondition(lambda self: self.newest is not None)
    def print_on(self) -> None:
        assert self.newest is not None
        self.say(events.RECEIPT_PRINTING, 4, None)
        self.newest.printed_s = self.now_s

    @rule(seconds=st.sampled_from([1, 7, 19, 20, 21, 300]))
    def wait(self, seconds: int) -> None:
        self.now_s += seconds
        self.say(events.DEADLINE)
        for sale in self.waiting():
            if self.now_s - sale.printed_s >= self.profile.receipt_missing_s:
                sale.told, sale.over = sale.told or not sale.excused, sale.excused

    @rule()
    @precondition(lambda self: self.newest is not None)
    def take_back(self) -> None:
        sale = self.newest
        assert sale is not None
        self.say(*shop.sale(sale.trace, kind=events.TYPE_REVERSAL))
        self.sales.remove(sale)
        self.sales.append(Paper(0, 0, 0, excused=True))  # what still comes of its slip is nobody's
        self.sales[-1].over = True

    @rule()
    def close(self) -> None:
        told = [sale for sale in self.waiting() if sale.told]
        if told or self.dropped:
            self.unprinted, self.dropped = self.unprinted + len(told) + self.dropped, 0
        for sale in told:
            sale.over, sale.told = True, False
        self.say(events.BATCH_CLOSED)

    @rule()
    def begin_a_sector(self) -> None:
        self.keep()

    @rule()
    def cut_the_power(self) -> None:
        """The time to remind begins anew, and what was told of a sale may be forgotten.

        A copy that was printed may count as lacking again, never the other way round.
        """
        again = Receipts(self.profile)
        again.restore(self.state)
        for record in self.records:
            again.replay(record)
        before = [(owed.trace, owed.state) for owed in self.duty.owed]
        assert [(owed.trace, owed.state) for owed in again.owed] == before
        self.duty, self.boot_s = again, self.now_s
        self.standing.clear()
        self.keep()
        self.say(events.BOOTED)
        for sale, owed in zip(self.order(), self.duty.owed, strict=True):
            assert sale.lacks & ~owed.owing == 0
            assert owed.required in (sale.required, self.require)
            assert sale.excused or not owed.excuse
            sale.required, sale.lacks = owed.required, owed.owing
            sale.printed_s, sale.excused = self.now_s, owed.excuse != 0

    # What must hold

    @invariant()
    def whoever_waits_is_held_by_the_duty(self) -> None:
        held = {owed.trace for owed in self.duty.owed}
        assert held == {sale.trace for sale in self.waiting()}

    @invariant()
    def a_reminder_stands_for_just_those_that_lack_something(self) -> None:
        reminded = {subject for alert, subject in self.standing if alert == _MISSING}
        assert reminded == {sale.trace for sale in self.sales if sale.told}

    @invariant()
    def what_closings_left_is_counted(self) -> None:
        counted = {subject for alert, subject in self.standing if alert == _UNPRINTED}
        assert counted == ({self.unprinted} if self.unprinted else set())


class MerchantsOnly(Counter):
    """The same where only the merchant's copy is required."""

    require = 1


_SETTINGS = settings(max_examples=100, stateful_step_count=40, deadline=None)
TestCounter = Counter.TestCase
TestCounter.settings = _SETTINGS
TestMerchantsOnly = MerchantsOnly.TestCase
TestMerchantsOnly.settings = _SETTINGS
