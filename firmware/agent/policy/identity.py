# SPDX-License-Identifier: MIT
"""Duty: it is still the same terminal (R94). A transaction is known by (epoch, batch, trace).

Another TID on the line, or a trace number that goes back without a settlement between, means that
the terminal was exchanged: a new epoch begins. What the old one had not settled is stranded, and
only a person can say what became of it. Until one does, nothing is sent but questions; a further
exchange meanwhile is one more epoch, and the person speaks for all that is stranded. A number that
wraps, leaves a gap, or begins anew with a new batch is no exchange.
"""

from agent import effects, events
from agent.policy import outcome
from agent.policy.books import MAYBE_SETTLED, TERMINAL_NOTICED
from agent.policy.duty import STAY, Duty
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.books import Books
    from agent.policy.duty import Event
    from agent.profile import Profile

# States
KNOWN = const(1)
CHANGED = const(2)  # another terminal; nobody has said yet what became of the old one's batch

# Inputs
SAME = const(1)
OTHER = const(2)
CONFIRMED = const(4)
BOOT = const(8)

# Values of the record terminal_changed's field "state", beside books.TERMINAL_NOTICED.
_CONFIRMED = const(2)

_TRACE_MAX = const(999999)
_WRAP = const(1000)  # so near to its end a number that is small again has wrapped
_TID_MARK = "1"  # before the digits: a number loses no leading zero


class Identity(Duty):
    """Which terminal this is. `books` is the settlement duty: it must wait while we do not know."""

    RULE = "identity"
    STATES = KNOWN | CHANGED
    INPUTS = SAME | OTHER | CONFIRMED | BOOT
    ROWS = (
        (KNOWN | CHANGED, OTHER, CHANGED, "_notice"),
        (CHANGED, CONFIRMED, KNOWN, "_confirm"),
        (CHANGED, BOOT, STAY, "_say_again"),
        (KNOWN, SAME | CONFIRMED | BOOT, STAY, ""),
        (CHANGED, SAME, STAY, ""),
    )

    def __init__(self, profile: "Profile", books: "Books") -> None:
        super().__init__(profile, KNOWN)
        self.epoch = 1
        self.tid: str | None = None  # of this epoch, once heard
        self.stranded: tuple[int, int, int | None] = (0, 0, None)  # count, minor units, since
        self._books = books
        self._last: int | None = None  # the newest trace number
        self._renumbers = False  # a batch was settled since: numbers may begin anew
        self._other: tuple[str | None, int | None] = (None, None)  # what showed the change

    def may_confirm(self, epoch: int) -> bool:
        """Tell whether a person may say now that terminal number `epoch` is the shop's."""
        heard = self.tid is None or self.tid == self.profile.terminal_id
        return self.state == CHANGED and epoch == self.epoch and heard

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is for this duty."""
        kind = event[0]
        if kind == events.REGISTERED:
            return self._read_tid(event[2])
        if kind in (events.SALE_ENDED, events.SALE_FOUND):
            return self._read_trace(event[1])
        if kind == events.BATCH_CLOSED and event[1] in outcome.SETTLED:
            self._renumbers = True
        if kind == events.TERMINAL_CONFIRMED:
            return CONFIRMED
        return BOOT if kind == events.BOOTED else None

    def _read_tid(self, tid: str | None) -> int | None:
        if tid is None or not tid.isdigit():
            return None
        # One that a number gave away has not said yet who it is.
        known = self.tid or (tid if self.state == CHANGED else self.profile.terminal_id)
        if tid != known:
            self._other = (tid, None)
            return OTHER
        self.tid = tid
        return SAME

    def _read_trace(self, transaction: "Any") -> int | None:
        """Compare with the newest number: a reversal bears its sale's, and says nothing."""
        trace = transaction[events.T_TRACE]
        if trace is None or transaction[events.T_TYPE] == events.TYPE_REVERSAL:
            return None
        last = self._last
        renumbers = self._renumbers or self._books.state & MAYBE_SETTLED
        if not renumbers and last is not None and goes_back(last, trace):
            self._other = (None, trace)
            return OTHER
        self._last, self._renumbers = trace, False
        return SAME

    def _notice(self, event: "Event", now: "Now") -> None:
        new_tid, new_trace = self._other
        old_tid, old_trace = self.tid or self.profile.terminal_id, self._last
        batch = self._books.batch.snapshot()
        self._changed(new_tid, new_trace, batch)
        what = [old_tid, new_tid, old_trace, new_trace] + batch
        self._record(r.R_TERMINAL_CHANGED, TERMINAL_NOTICED, self.epoch, *what, 0)
        self._alert(effects.A_TERMINAL_CHANGED, effects.RAISED)
        self.news = (events.TERMINAL_CHANGED,)

    def _changed(self, new_tid: str | None, new_trace: int | None, batch: "list[Any]") -> None:
        count, total_minor, since_s = self.stranded
        earliest_s = batch[2] if since_s is None else since_s
        self.stranded = (count + batch[0], total_minor + batch[1], earliest_s)
        self.epoch += 1
        self.tid, self._last, self._renumbers = new_tid, new_trace, False
        self._books.exchanged = True

    def _confirm(self, event: "Event", now: "Now") -> None:
        what = (None, self.tid, None, self._last) + self.stranded
        self._record(r.R_TERMINAL_CHANGED, _CONFIRMED, self.epoch, *what, event[1])
        self._alert(effects.A_TERMINAL_CHANGED, effects.CLEARED)
        self._settled_fate()

    def _settled_fate(self) -> None:
        self._books.exchanged = False
        self.stranded = (0, 0, None)

    def _say_again(self, event: "Event", now: "Now") -> None:
        self._alert(effects.A_TERMINAL_CHANGED, effects.RAISED)

    def snapshot(self) -> "list[int | None]":
        """Return state, epoch, TID, trace, and what is stranded."""
        tid = None if self.tid is None else int(_TID_MARK + self.tid)
        values: list[int | None] = [self.state, self.epoch, tid, self._last, int(self._renumbers)]
        count, total_minor, since_s = self.stranded
        return values + [count, total_minor, since_s]

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self.state, self.epoch, tid, self._last = values[:4]
        self.tid = None if tid is None else str(tid)[len(_TID_MARK) :]
        self._renumbers = bool(values[4])
        self.stranded = (values[5], values[6], values[7])
        self._books.exchanged = self.state == CHANGED

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        kind, fields = record[r.KIND], record[r.HEAD :]
        if kind == r.R_TERMINAL and fields[1] is not None:
            self.tid = fields[1]
        elif kind == r.R_SALE and fields[events.T_TYPE] != events.TYPE_REVERSAL:
            if fields[events.T_TRACE] is not None:
                self._last, self._renumbers = fields[events.T_TRACE], False
        elif kind == r.R_SETTLEMENT and fields[0] in outcome.SETTLED:
            self._renumbers = True
        elif kind == r.R_TERMINAL_CHANGED and fields[0] == TERMINAL_NOTICED:
            self.state = CHANGED
            self._changed(fields[3], fields[5], fields[6:9])
        elif kind == r.R_TERMINAL_CHANGED:
            self.state = KNOWN
            self._settled_fate()


def goes_back(last: int, trace: int) -> bool:
    """Tell whether `trace` is older than `last`, and has not wrapped after 999999."""
    return trace < last and not (last > _TRACE_MAX - _WRAP and trace <= _WRAP)
