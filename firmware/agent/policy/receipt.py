# SPDX-License-Identifier: MIT
"""Duty: every approved sale leaves a receipt while the customer is still at the counter (R57, R58).

The proof of a receipt is what the register answered to the terminal's print lines, copy by copy:
one copy refused is a receipt not delivered. A refusal reminds at once; a copy that does not come
reminds after the profile's seconds, counted from the last line printed: a slow printer is no
missing receipt. A duplicate printed later ends the reminder, and the journal says that it was a
duplicate: weaker evidence. What is left at closing is counted on the panel until the shop sells
again: nobody can hand it over any more.
"""

from agent import effects, events, limits
from agent.policy import outcome, slips
from agent.policy.duty import STAY, Duty, find
from agent.policy.slip_texts import SlipTexts
from agent.policy.slips import Owed
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Effect, Event, Plan
    from agent.profile import Profile

# States of one receipt
OWED = const(1)
REMINDED = const(2)
PRINTED = const(4)  # every required copy, and none refused: no longer owed

# Inputs
DELIVERED = const(1)  # the last copy that was owed
REFUSED = const(2)
LATE = const(4)
NOT_VISIBLE = const(8)  # this wiring cannot see the print path
DROPPED = const(16)  # more receipts owed than we can hold
CLOSED = const(32)  # the shop has closed its batch, or left it open on purpose
COPY = const(64)  # one copy, and another is still owed
REPEATED = const(128)  # as DELIVERED, by a duplicate
EXCUSED = const(256)  # it does not come, and nobody wants or needs it
IMPOSSIBLE = const(512)  # the terminal prints itself, and its printer was not ready

_STATES = const(OWED | REMINDED | PRINTED)
_INPUTS = const(
    DELIVERED
    | REFUSED
    | LATE
    | NOT_VISIBLE
    | DROPPED
    | CLOSED
    | COPY
    | REPEATED
    | EXCUSED
    | IMPOSSIBLE
)
_FAILS = const(REFUSED | LATE | DROPPED | IMPOSSIBLE)


class Receipts(Duty):
    """All receipts owed; each goes through ROWS by itself, so `state` of the duty is not used."""

    RULE = "receipts"
    STATES = _STATES
    INPUTS = _INPUTS
    ROWS = (
        (OWED, DELIVERED, PRINTED, "_delivered"),
        (OWED, REPEATED, PRINTED, "_repeated"),
        (OWED, REFUSED, REMINDED, "_refused"),
        (OWED, LATE, REMINDED, "_missing"),
        (OWED, NOT_VISIBLE, PRINTED, "_not_visible"),
        (OWED, EXCUSED, PRINTED, "_excused"),
        (OWED, DROPPED, PRINTED, "_lost"),
        (OWED, CLOSED, STAY, ""),  # sold while we settled: the customer is still there
        (REMINDED, DELIVERED, PRINTED, "_delivered"),  # new paper in time, or a very slow printer
        (REMINDED, REPEATED, PRINTED, "_repeated"),
        (REMINDED, REFUSED | LATE | NOT_VISIBLE | EXCUSED | IMPOSSIBLE, STAY, ""),
        (REMINDED, DROPPED | CLOSED, PRINTED, "_dropped_or_closed"),
        (PRINTED, REFUSED, REMINDED, "_refused"),  # another copy
        (OWED | PRINTED, IMPOSSIBLE, REMINDED, "_impossible"),
        (PRINTED, DELIVERED | REPEATED | LATE | NOT_VISIBLE, STAY, ""),
        (PRINTED, DROPPED | CLOSED | EXCUSED, STAY, ""),
        (_STATES, COPY, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, OWED)
        self.owed: list[Owed] = []
        self.unprinted = 0  # of those that the last closing ended: the alert that tells stands
        self._newest: Owed | None = None
        self.wanted: int | None = None  # copies, as the register said when it registered
        self._terms: tuple[Any, ...] = slips.UNTOLD  # of the sale that is approved next
        self._dropped = 0  # since the last closing
        self.texts = SlipTexts(profile)
        self._unseen = NOT_VISIBLE  # what a slip is that nobody sees, by the terminal's last status

    def step(self, event: "Event", now: "Now", out: "list[Effect]") -> None:
        """Take one event; append the effects it calls for to `out`."""
        self._out = out
        kind = event[0]
        if kind == events.SALE_STARTED:
            self._sells_again()
        elif kind == events.RECEIPT_TERMS:
            self._terms = event[1:]
        elif kind == events.RECEIPT_WISHES:
            self.wanted = event[1]
            self._record(r.R_WISHES, self.wanted)
        elif kind in (events.SALE_ENDED, events.SALE_FOUND) and slips.takes_back(event[1]):
            self._forget(event[1][events.T_TRACE], None)
        elif kind == events.SALE_REVERSED:
            self._forget(None, event[1])
        elif kind in (events.SALE_ENDED, events.SALE_FOUND) and slips.owes(event[1]):
            self._approved(event[1], now)
            if kind == events.SALE_FOUND:
                self._move(self.owed[-1], self._unseen)
        elif kind == events.TERMINAL_STATUS:
            self._unseen = IMPOSSIBLE if event[1] == events.STATUS_PRINTER else NOT_VISIBLE
        elif kind == events.SLIP_TEXT:
            self._keep(event, now)
        elif kind in (events.RECEIPT_PRINTING, events.RECEIPT_ENDED):
            owed = self._find(event[-1])
            if owed is not None:
                owed.due_ms = now.mono_ms + self.profile.receipt_missing_s * 1000
                self._printed(owed, event)
        elif kind == events.BOOTED:
            self._say_again()
        elif kind == events.BATCH_CLOSED:
            self._close()
        elif kind == events.DEADLINE and self._due(now):
            for owed in list(self.owed):
                if owed.state == OWED and now.mono_ms >= owed.due_ms:
                    self._move(owed, LATE)
        self._plan()

    def _approved(self, transaction: "tuple[Any, ...]", now: "Now") -> None:
        if len(self.owed) == limits.RECEIPTS_OPEN_MAX:
            self._dropped += 1
            self._move(self.owed[0], DROPPED)
        trace, number = transaction[events.T_TRACE], transaction[events.T_RECEIPT_NO]
        self._owe(trace, number, OWED, now.mono_ms)
        self.owed[-1].excused(self._terms, transaction, self.profile)
        self._terms = slips.UNTOLD

    def _owe(self, trace: int | None, number: int | None, state: int, now_ms: int) -> None:
        due_ms = now_ms + self.profile.receipt_missing_s * 1000
        self._newest = Owed(trace, number, state, due_ms, self.profile.receipt_copies)
        self.owed.append(self._newest)

    def _find(self, receipt_no: int | None) -> Owed | None:
        """Return whose slip it is: the newest sale's, unless a receipt number says otherwise."""
        if receipt_no is None or (self._newest and self._newest.is_of(None, receipt_no)):
            return self._newest
        for owed in self.owed:
            if owed.is_of(None, receipt_no):
                return owed
        return None

    def _forget(self, trace: int | None, receipt_no: int | None) -> None:
        """A sale that was taken back owes no receipt, and what still comes of its slip is none."""
        for owed in list(self.owed):
            if owed.is_of(trace, receipt_no):
                self.owed.remove(owed)
                self._alert(effects.A_RECEIPT_MISSING, effects.CLEARED, owed.trace)
        if self._newest is not None and self._newest.is_of(trace, receipt_no):
            self._newest = None

    def _printed(self, owed: Owed, event: "Event") -> None:
        """A slip goes on, or has ended."""
        if event[0] == events.RECEIPT_PRINTING:
            owed.begun = event[1]
            return
        _, state, lines, duplicate, copies, _ = event
        owed.lines += lines
        owed.begun = 0
        if state == events.RECEIPT_NOT_VISIBLE:
            self._move(owed, self._unseen)
        elif state == events.RECEIPT_IMPOSSIBLE:
            self._move(owed, IMPOSSIBLE)
        elif state == events.RECEIPT_DELIVERED:
            owed.delivered(copies)
            whole = REPEATED if duplicate else DELIVERED
            self._move(owed, COPY if owed.owing else whole)
        elif not copies or copies & owed.required:
            owed.refused(copies)
            self._move(owed, REFUSED)

    def _keep(self, event: "Event", now: "Now") -> None:
        """Keep the text of a slip; that of a sale that was taken back or forgotten is nobody's."""
        copies, charset = event[1], self.profile.slip_charset
        owed = self._find(event[2])
        if copies == events.COPY_SETTLEMENT:
            owed = Owed(None, None, PRINTED, 0, 0)
        if owed is not None:
            pieces = self.texts.pieces(event, owed.parts, now.local_s)
            for part, (piece, state) in enumerate(pieces):
                numbers = (owed.trace, owed.receipt_no, copies, part)
                self._record(r.R_SLIP, *numbers, piece, state, charset)
            owed.parts += len(pieces)

    def _move(self, owed: Owed, reading: int) -> None:
        before = owed.state
        if owed.excuse and reading & _FAILS:
            reading = EXCUSED
        elif owed.excuse not in (0, events.RECEIPT_NOT_NEEDED) and reading == NOT_VISIBLE:
            reading = EXCUSED  # who wants no paper has nothing to see
        owed.state, action = find(self.ROWS, before, reading)
        if action:
            getattr(self, action)(owed, before)
        if before == PRINTED and owed.state == REMINDED:
            self.owed.append(owed)
        elif before != PRINTED and owed.state == PRINTED:
            self.owed.remove(owed)

    # What is said of it -------------------------------------------------------------------------

    def _note(self, owed: Owed, state: int, copies: int) -> None:
        self._record(r.R_RECEIPT, owed.trace, owed.receipt_no, state, owed.lines, copies)
        owed.lines = owed.copies = 0

    def _remind(self, owed: Owed, state: int) -> None:
        owed.lines += owed.begun
        self._note(owed, state, owed.owing)
        self._alert(effects.A_RECEIPT_MISSING, effects.RAISED, owed.trace)

    def _end(self, owed: Owed, state: int, before: int) -> None:
        self._note(owed, state, owed.copies)
        if before == REMINDED:
            self._alert(effects.A_RECEIPT_MISSING, effects.CLEARED, owed.trace)

    def _delivered(self, owed: Owed, before: int) -> None:
        self._end(owed, events.RECEIPT_DELIVERED, before)

    def _repeated(self, owed: Owed, before: int) -> None:
        self._end(owed, events.RECEIPT_DUPLICATE, before)

    def _refused(self, owed: Owed, before: int) -> None:
        self._remind(owed, events.RECEIPT_REFUSED)

    def _impossible(self, owed: Owed, before: int) -> None:
        self._remind(owed, events.RECEIPT_IMPOSSIBLE)

    def _missing(self, owed: Owed, before: int) -> None:
        """It never began, or it began and stopped."""
        self._remind(owed, events.RECEIPT_STOPPED if owed.begun else events.RECEIPT_MISSING)

    def _lost(self, owed: Owed, before: int) -> None:
        """It is said once, and counted at closing: nobody can follow it until then."""
        self._missing(owed, before)
        self._dropped_or_closed(owed, before)

    def _not_visible(self, owed: Owed, before: int) -> None:
        self._note(owed, events.RECEIPT_NOT_VISIBLE, 0)

    def _excused(self, owed: Owed, before: int) -> None:
        self._note(owed, owed.excuse, owed.owing)

    def _dropped_or_closed(self, owed: Owed, before: int) -> None:
        """Nobody can follow it any more: the journal keeps that it was missing."""
        self._alert(effects.A_RECEIPT_MISSING, effects.CLEARED, owed.trace)

    # The day ------------------------------------------------------------------------------------

    def _close(self) -> None:
        """End all reminders: nobody stands at the counter any more. Their number remains."""
        reminded = [owed for owed in self.owed if owed.state == REMINDED]
        for owed in list(self.owed):
            self._move(owed, CLOSED)
        earlier = self.unprinted
        if self._count_unprinted(len(reminded)):
            if earlier:
                self._alert(effects.A_RECEIPTS_UNPRINTED, effects.CLEARED)
            self._alert(effects.A_RECEIPTS_UNPRINTED, effects.RAISED, self.unprinted)

    def _count_unprinted(self, reminded: int) -> bool:
        """Take the number of receipts that a closing ends; tell whether there are any."""
        count, self._dropped = reminded + self._dropped, 0
        self.unprinted += count  # since the shop sold last
        return count > 0

    def _sells_again(self) -> None:
        self._terms = slips.UNTOLD
        if self.unprinted:
            self._alert(effects.A_RECEIPTS_UNPRINTED, effects.CLEARED)
            self.unprinted = 0

    def _say_again(self) -> None:
        """What stood before the power went must be said again."""
        for owed in list(self.owed):
            if owed.state == REMINDED:
                self._alert(effects.A_RECEIPT_MISSING, effects.RAISED, owed.trace)
            elif owed.state == OWED and not self.profile.can & c.RECEIPTS:
                self._move(owed, self._unseen)  # the power went before it was said
        if self.unprinted:
            self._alert(effects.A_RECEIPTS_UNPRINTED, effects.RAISED, self.unprinted)

    def _plan(self) -> None:
        self.deadline_ms = None
        for owed in self.owed:
            if owed.state == OWED and (self.deadline_ms is None or owed.due_ms < self.deadline_ms):
                self.deadline_ms = owed.due_ms

    def plans(self) -> "Plan":
        """Return what it does next; the reason is in its name."""
        return (None if self.deadline_ms is None else "remind"), 0

    # Over a restart -----------------------------------------------------------------------------

    def snapshot(self) -> "list[int | None]":
        """Return the counts, the register's wishes, the day's slip text, the newest sale's numbers,
        and of every receipt its numbers, state, copies owed and required, and excuse."""
        newest: list[int | None] = [None, None]
        if self._newest is not None:
            newest = [self._newest.trace, self._newest.receipt_no]
        values = [self.unprinted, self._dropped, self.wanted, self.texts.day, self.texts.used]
        values += newest
        for owed in self.owed:
            values += [owed.trace, owed.receipt_no, owed.state]
            values += [owed.owing, owed.required, owed.excuse]
        return values

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave. The time to remind begins anew with the restart."""
        self.unprinted, self._dropped, self.wanted = values[:3]
        self.texts.day, self.texts.used, newest_trace, newest_no = values[3:7]
        newest = Owed(newest_trace, newest_no, PRINTED, 0, self.profile.receipt_copies)
        for start in range(7, len(values), 6):
            trace, number, state, owing, required, excuse = values[start : start + 6]
            self._owe(trace, number, state, 0)
            owed = self.owed[-1]
            owed.owing, owed.required, owed.excuse = owing, required, excuse
            if (trace, number) == (newest_trace, newest_no):
                newest = self.owed[-1]
        self._newest = None if newest_trace is None and newest_no is None else newest
        self._plan()

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot.

        What a register or terminal told of one sale is in none: that sale is judged by the profile
        and by what the register said when it registered.
        """
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_SALE_STARTED:
            self.unprinted = 0
        elif kind == r.R_SALE and slips.owes(fields):
            if len(self.owed) == limits.RECEIPTS_OPEN_MAX:
                self._dropped += 1
                del self.owed[0]
            self._owe(fields[events.T_TRACE], fields[events.T_RECEIPT_NO], OWED, 0)
            self.owed[-1].excused((slips.copies(self.wanted), None, None), fields, self.profile)
        elif kind == r.R_SALE and slips.takes_back(fields):
            self._forget(fields[events.T_TRACE], None)
        elif kind == r.R_ALERT and tuple(fields[:2]) == _CLEARED:
            self._forget(fields[2], None)  # a reversal's record does not name what it reversed
        elif kind == r.R_SLIP:
            self.texts.replay(record)
        elif kind == r.R_WISHES:
            self.wanted = fields[0]
        elif kind == r.R_RECEIPT:
            self._replay_receipt(fields)
        elif kind == r.R_SETTLEMENT and outcome.closes(fields[0]):
            fresh = [owed for owed in self.owed if owed.state == OWED]
            self._count_unprinted(len(self.owed) - len(fresh))
            self.owed = fresh
        self._plan()

    def _replay_receipt(self, fields: "list[Any]") -> None:
        trace, number, state = fields[:3]
        found = None
        for owed in self.owed:
            if owed.trace == trace and owed.receipt_no == number:
                found = owed
        if state not in _REMINDING:
            if found is not None:
                found.state = PRINTED
                self.owed.remove(found)
            return
        newest = self._newest
        if found is None:
            if state not in (events.RECEIPT_REFUSED, events.RECEIPT_IMPOSSIBLE):
                return  # dropped
            self._owe(trace, number, REMINDED, 0)
            found = self.owed[-1]
            if newest is not None and (newest.trace, newest.receipt_no) != (trace, number):
                self._newest = newest
        found.state = REMINDED
        if len(fields) > 4:  # an older firmware's record does not say which copies
            found.owing = fields[4]


_REMINDING = (
    events.RECEIPT_REFUSED,
    events.RECEIPT_MISSING,
    events.RECEIPT_STOPPED,
    events.RECEIPT_IMPOSSIBLE,
)
_CLEARED = (effects.A_RECEIPT_MISSING, effects.CLEARED)
