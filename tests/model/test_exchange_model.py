# SPDX-License-Identifier: MIT
"""Terminals come and go (R94): which batch a sale is counted in, and what is sent meanwhile.

The model knows which terminal stands at the counter, what it has sold and how its numbers run:
they wrap, leave gaps, and may begin anew with a new batch. What became of a sale is read from the
journal alone. Power is cut at random; a technician confirms, or does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import shop
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from agent import events
from agent.events import Now
from agent.policy import books, outcome
from posminder_formats import records as r
from tests.model.one_board import OneBoard

_QUESTIONS = (events.CHECK_STATUS, events.READ_TOTALS, events.QUERY_LAST, events.REGISTER)
_TIDS = ("29001234", "29009999", "00000017")
_NOTICED = 1
_LAST_TRACE = 999_999
_STARTS = st.sampled_from([0, 1, 40, 999_990])
_AMOUNTS = st.sampled_from([0, 1, 1_250, 700_001])
_MOST = 1_000  # numbers left out at once, or left before the end when they have wrapped


class Terminal:
    """`sales`: of its open batch, and seen by the board: (trace, amount); `trace`: its newest."""

    def __init__(self, tid: str, trace: int) -> None:
        self.tid = tid
        self.trace = trace
        self.sales: list[tuple[int, int]] = []

    def totals(self) -> tuple[int, int]:
        return len(self.sales), sum(amount for _, amount in self.sales)

    def number(self, gap: int = 0) -> int:
        self.trace = (self.trace + gap) % _LAST_TRACE + 1
        return self.trace


class Counter(RuleBasedStateMachine):
    """One shop's counter, with one terminal on it at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.here = Terminal(_TIDS[0], 0)
        self.newest: int | None = None  # the last number that this terminal or one like it showed
        self.begins_anew = False  # a batch was settled since
        self.now_s = self.boot_s = 0
        self.stranded: list[tuple[int, int]] = []
        self.unsaid: list[tuple[int, int]] = []  # of them: nobody has said their fate
        self.fates: list[int] = []
        self.board = OneBoard(shop.profile(), self.instant)
        self.answer_all()

    def instant(self, mono_ms: int) -> Now:
        self.now_s = self.boot_s + mono_ms // 1000
        local_s = shop.DAY * 86400 + 6 * 3600 + self.now_s
        return Now(mono_ms, local_s, local_s, True, True)

    # The terminal

    def settle(self, anew: bool) -> None:
        """The terminal empties its batch; some begin their numbers anew with it."""
        self.here.sales, self.begins_anew = [], True
        self.here.trace = 0 if anew else self.here.trace

    def answer(self, came: int = events.DONE, anew: bool = False) -> None:
        """Answer what is out; a settlement whose answer is lost has happened all the same."""
        command, detail = self.board.out, None
        assert not self.unsaid or command in _QUESTIONS
        if command in (events.READ_TOTALS, events.SETTLE):
            detail = self.here.totals()
            # A batch that is found empty is as good as one that was settled.
            self.begins_anew |= came == events.DONE and not detail[0]
        if command == events.SETTLE and came != events.REFUSED:
            self.settle(anew)
        self.board.answer(came, 0xA3 if came == events.REFUSED else 0, detail)

    def answer_all(self) -> None:
        while self.board.out is not None:
            self.answer()

    @rule(came=st.sampled_from([events.DONE, events.REFUSED, events.UNKNOWN]), anew=st.booleans())
    @precondition(lambda self: self.board.out is not None)
    def answers(self, came: int, anew: bool) -> None:
        self.answer(came, anew)

    @rule(amount=_AMOUNTS, gap=st.sampled_from([0, 0, 0, 1, _MOST - 1]), refund=st.booleans())
    @precondition(lambda self: self.board.out is None)
    def sells(self, amount: int, gap: int, refund: bool) -> None:
        trace = self.here.number(gap)
        self.show(trace)
        self.here.sales.append((trace, -amount if refund else amount))
        self.tell(trace, amount, events.TYPE_REFUND if refund else events.TYPE_SALE)
        self.board.say(events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 20, 0, 0, None)

    def show(self, trace: int) -> None:
        """A number of this terminal is seen: one that has gone back gives an exchange away."""
        maybe_settled = bool(self.board.engine.settlement.state & books.MAYBE_SETTLED)
        newest, anew = self.newest, self.begins_anew or maybe_settled
        self.newest, self.begins_anew = trace, False
        wrapped = newest is not None and newest > _LAST_TRACE - _MOST and trace <= _MOST
        if newest is not None and trace < newest and not anew and not wrapped:
            self.strand()

    def tell(self, trace: int | None, amount: int, kind: int = 1, result: int = 0) -> None:
        seen = (kind, result, amount, 978, trace, trace, 5, "girocard", None, None, None, None)
        self.board.say(events.SALE_ENDED, seen)

    @rule(numbered=st.booleans())
    @precondition(lambda self: self.board.out is None)
    def declines(self, numbered: bool) -> None:
        trace = self.here.number() if numbered else None
        if trace is not None:
            self.show(trace)
        self.tell(trace, 500, result=0x05)

    @rule()
    @precondition(lambda self: self.board.out is None and self.here.sales)
    def takes_back(self) -> None:
        trace, amount = self.here.sales.pop()
        if amount >= 0:
            self.tell(trace, amount, events.TYPE_REVERSAL)
        else:
            self.here.sales.append((trace, amount))

    @rule(anew=st.booleans())
    @precondition(lambda self: self.board.out is None)
    def register_settles(self, anew: bool) -> None:
        totals = self.here.totals()
        self.settle(anew)
        self.board.say(events.SETTLEMENT_SEEN, *totals, 0)

    # People

    @rule(tid=st.sampled_from(_TIDS), trace=_STARTS)
    @precondition(lambda self: self.board.out is None)
    def another_terminal(self, tid: str, trace: int) -> None:
        """It says who it is as soon as the register registers, which is before it sells."""
        if tid == self.here.tid:
            return
        self.register_registers()  # a twin that nobody has heard yet could be this one
        self.strand()
        self.here = Terminal(tid, trace)
        self.newest, self.begins_anew = None, False
        self.board.say(events.REGISTERED, 0, tid, None)

    @rule(back=st.integers(2, 50))
    @precondition(lambda self: self.board.out is None and self.newest is not None and self.at_rest)
    def its_twin(self, back: int) -> None:
        """The repaired one has the old TID and smaller numbers: only a sale gives it away."""
        assert self.newest is not None
        if back < self.newest <= _LAST_TRACE - _MOST:
            old, self.here = self.here, Terminal(self.here.tid, self.newest - back - 1)
            self.here.sales = old.sales  # until then they are one

    @property
    def at_rest(self) -> bool:
        """Nothing is under way and no settlement is in doubt."""
        return bool(self.board.engine.settlement.state & books.AT_REST)

    def strand(self) -> None:
        """What is stranded while it is not known whether it was settled is what the board saw."""
        batch = self.board.engine.settlement.batch
        seen = (batch.count, batch.total_minor)
        self.stranded.append(self.here.totals() if self.at_rest else seen)
        self.unsaid.append(self.stranded[-1])
        self.here.sales = []

    @rule()
    @precondition(lambda self: self.board.out is None)
    def register_registers(self) -> None:
        self.board.say(events.REGISTERED, 0, self.here.tid, None)

    @rule(fate=st.integers(1, 3), names=st.booleans())
    def technician_confirms(self, fate: int, names: bool) -> None:
        """Only while one is unconfirmed, and with a profile that names the terminal."""
        if names and self.unsaid:
            self.answer_all()
            self.board.use(shop.profile(terminal_id=self.here.tid))
        named = self.board.profile.terminal_id == self.here.tid
        tid_known = self.board.engine.identity.tid is not None
        taken = self.board.conductor.confirm_terminal(self.epoch, fate)
        assert not taken or self.unsaid
        assert taken or not self.unsaid or not named
        assert not taken or named or not tid_known
        if taken:
            self.fates.append(fate)
            self.unsaid = []

    @property
    def epoch(self) -> int:
        return 1 + len(self.stranded)

    @rule()
    def closes(self) -> None:
        self.board.say(events.BUTTON_HELD)

    @rule()
    @precondition(lambda self: self.board.out is None)
    def closes_and_the_answer_is_lost(self) -> None:
        self.closes()
        while self.board.out not in (None, events.SETTLE):
            self.answer()
        if self.board.out == events.SETTLE:
            self.answer(events.UNKNOWN, anew=True)

    @rule()
    def closes_without_a_hitch(self) -> None:
        self.answer_all()
        self.closes()
        self.answer_all()

    @rule(hours=st.integers(1, 30))
    def time_passes(self, hours: int) -> None:
        self.board.sleep_until(self.board.mono_ms() + hours * 3_600_000)

    @rule()
    def sector_fills(self) -> None:
        self.board.sector_is_full = True

    @rule(settled=st.booleans(), anew=st.booleans())
    def power_is_cut(self, settled: bool, anew: bool) -> None:
        if settled and self.board.out == events.SETTLE:
            self.settle(anew)
        self.boot_s = self.now_s
        self.board.restart()

    # What must hold

    def changes(self, state: int) -> list[list[Any]]:
        kept = (each for each in self.board.journal if each[r.KIND] == r.R_TERMINAL_CHANGED)
        return [each[r.HEAD :] for each in kept if each[r.HEAD] == state]

    @invariant()
    def every_exchange_is_told_once_with_what_is_stranded(self) -> None:
        told = self.changes(_NOTICED)
        assert [fields[1] for fields in told] == list(range(2, self.epoch + 1))
        assert [(fields[6], fields[7]) for fields in told] == self.stranded

    @invariant()
    def every_fate_is_kept(self) -> None:
        told = self.changes(_NOTICED + 1)
        assert [fields[9] for fields in told] == self.fates

    @invariant()
    def nothing_of_the_old_one_is_in_the_new_batch(self) -> None:
        batch = self.board.engine.settlement.batch
        if self.at_rest:
            assert (batch.count, batch.total_minor) == self.here.totals()

    @invariant()
    def nothing_but_questions_goes_out_unconfirmed(self) -> None:
        assert not self.unsaid or self.board.out in (None, *_QUESTIONS)

    @invariant()
    def a_transaction_is_known_by_epoch_batch_and_trace(self) -> None:
        known = list(self.identities())
        assert len(set(known)) == len(known)

    def identities(self) -> Iterator[tuple[int, int, int]]:
        epoch, batch = 1, 0
        for record in self.board.journal:
            fields = record[r.HEAD :]
            if record[r.KIND] == r.R_TERMINAL_CHANGED:
                epoch = fields[1]
            elif record[r.KIND] == r.R_SETTLEMENT and fields[0] in outcome.SETTLED:
                batch += 1
            elif record[r.KIND] == r.R_INTENT and fields[0] == events.SETTLE:
                batch += 1  # perhaps, if its answer is lost: what is sold after it is told apart
            elif record[r.KIND] == r.R_SALE and self.is_new(fields):
                yield epoch, batch, fields[events.T_TRACE]

    @staticmethod
    def is_new(sale: list[Any]) -> bool:
        """A reversal bears its sale's number; what is declined need not have one."""
        return sale[events.T_RESULT] == 0 and sale[events.T_TYPE] != events.TYPE_REVERSAL


TestCounter = Counter.TestCase
TestCounter.settings = settings(
    max_examples=150, stateful_step_count=40, deadline=None, report_multiple_bugs=False
)
