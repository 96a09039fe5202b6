# SPDX-License-Identifier: MIT
"""Who may speak next in a dialog of our own, and how long anyone may think about it.

Knows states, events and timers only: no bytes, no ports. A break is never "failed": once the
terminal has acknowledged a command, only its completion or its refusal says what became of it.
Every (state, event) pair has its row in TABLE; a pair that cannot happen is listed as REFUSED.
(Specification, chapter 2: T1 to T4, repetitions; here T2, T3 and T4.)
"""

from agent import limits
from posminder_formats import tables
from posminder_formats._const import const

# States
FREE = const(0)  # no own command
QUEUED = const(1)  # waits for the line to be idle
OFFERED = const(2)  # command out, not acknowledged
TAKEN = const(3)  # acknowledged, not answered
SERVED = const(4)  # answered 80 00: the terminal is master
ANSWERED = const(5)  # our answer to the terminal out, not acknowledged
LEAVING = const(6)  # the same, and it answers the last message: the outcome is known

# Events
REQUESTED = const(0)
LINE_IDLE = const(1)
WITHDRAWN = const(2)  # by its owner, or because the line was never idle
ACK = const(3)
AGAIN = const(4)  # NAK or T2 while a frame may still be repeated
SPENT = const(5)  # NAK or T2 after the last repetition
EXPIRED = const(6)  # T3 or T4
POSITIVE = const(7)  # 80 00
NEGATIVE = const(8)  # 84 xx
NEWS = const(9)  # any command of the terminal that is not its last
END = const(10)  # 06 0F or 06 1E

# Actions
NOTHING = const(0)
QUEUE = const(1)
SEND = const(2)  # the command
RESEND = const(3)  # whatever was sent last
AWAIT = const(4)  # the answer, T3
SERVE = const(5)  # T4
PROCEED = const(6)  # our answer arrived
ANSWER = const(7)
ANSWER_END = const(8)
PACIFY = const(9)  # answer something late, so that the terminal comes to rest
FINISH = const(10)  # with the outcome that the terminal gave
FINISH_NOT_SENT = const(11)
FINISH_REFUSED = const(12)
FINISH_UNKNOWN = const(13)
REFUSED = const(14)  # cannot happen: counted, and nothing changes

STATES = (FREE, QUEUED, OFFERED, TAKEN, SERVED, ANSWERED, LEAVING)
# fmt: off
EVENTS = (
    REQUESTED, LINE_IDLE, WITHDRAWN, ACK, AGAIN, SPENT,
    EXPIRED, POSITIVE, NEGATIVE, NEWS, END,
)

# In the order of STATES and EVENTS, so that a pair is found by its place: a dict of 77 pairs would
# live in the heap even where the code is frozen.
TABLE = (
    # state    event       next state   action
    (FREE,     REQUESTED,  QUEUED,      QUEUE),
    (FREE,     LINE_IDLE,  FREE,        REFUSED),
    (FREE,     WITHDRAWN,  FREE,        NOTHING),         # cancel with nothing to cancel
    (FREE,     ACK,        FREE,        NOTHING),
    (FREE,     AGAIN,      FREE,        REFUSED),
    (FREE,     SPENT,      FREE,        REFUSED),
    (FREE,     EXPIRED,    FREE,        REFUSED),
    (FREE,     POSITIVE,   FREE,        NOTHING),         # late, after we gave up
    (FREE,     NEGATIVE,   FREE,        NOTHING),
    (FREE,     NEWS,       FREE,        PACIFY),
    (FREE,     END,        FREE,        PACIFY),

    (QUEUED,   REQUESTED,  QUEUED,      REFUSED),         # one at a time
    (QUEUED,   LINE_IDLE,  OFFERED,     SEND),
    (QUEUED,   WITHDRAWN,  FREE,        FINISH_NOT_SENT),
    (QUEUED,   ACK,        QUEUED,      NOTHING),
    (QUEUED,   AGAIN,      QUEUED,      REFUSED),
    (QUEUED,   SPENT,      QUEUED,      REFUSED),
    (QUEUED,   EXPIRED,    QUEUED,      REFUSED),
    (QUEUED,   POSITIVE,   QUEUED,      NOTHING),
    (QUEUED,   NEGATIVE,   QUEUED,      NOTHING),
    (QUEUED,   NEWS,       QUEUED,      PACIFY),
    (QUEUED,   END,        QUEUED,      PACIFY),

    (OFFERED,  REQUESTED,  OFFERED,     REFUSED),
    (OFFERED,  LINE_IDLE,  OFFERED,     REFUSED),
    (OFFERED,  WITHDRAWN,  OFFERED,     NOTHING),         # too late to take it back
    (OFFERED,  ACK,        TAKEN,       AWAIT),
    (OFFERED,  AGAIN,      OFFERED,     RESEND),
    (OFFERED,  SPENT,      FREE,        FINISH_UNKNOWN),  # perhaps only its ACKs were lost
    (OFFERED,  EXPIRED,    OFFERED,     REFUSED),
    (OFFERED,  POSITIVE,   SERVED,      SERVE),           # its ACK was lost
    (OFFERED,  NEGATIVE,   FREE,        FINISH_REFUSED),
    (OFFERED,  NEWS,       TAKEN,       AWAIT),           # about this command or an older one:
    (OFFERED,  END,        TAKEN,       AWAIT),           # not repeated, and not believed

    (TAKEN,    REQUESTED,  TAKEN,       REFUSED),
    (TAKEN,    LINE_IDLE,  TAKEN,       REFUSED),
    (TAKEN,    WITHDRAWN,  TAKEN,       NOTHING),
    (TAKEN,    ACK,        TAKEN,       NOTHING),
    (TAKEN,    AGAIN,      TAKEN,       REFUSED),
    (TAKEN,    SPENT,      TAKEN,       REFUSED),
    (TAKEN,    EXPIRED,    FREE,        FINISH_UNKNOWN),
    (TAKEN,    POSITIVE,   SERVED,      SERVE),
    (TAKEN,    NEGATIVE,   FREE,        FINISH_REFUSED),
    (TAKEN,    NEWS,       ANSWERED,    ANSWER),          # its 80 00 was lost
    (TAKEN,    END,        LEAVING,     ANSWER_END),

    (SERVED,   REQUESTED,  SERVED,      REFUSED),
    (SERVED,   LINE_IDLE,  SERVED,      REFUSED),
    (SERVED,   WITHDRAWN,  SERVED,      NOTHING),
    (SERVED,   ACK,        SERVED,      NOTHING),
    (SERVED,   AGAIN,      SERVED,      REFUSED),
    (SERVED,   SPENT,      SERVED,      REFUSED),
    (SERVED,   EXPIRED,    FREE,        FINISH_UNKNOWN),  # never "failed": it may have settled
    (SERVED,   POSITIVE,   SERVED,      NOTHING),
    (SERVED,   NEGATIVE,   SERVED,      NOTHING),         # it has said 80 00 already
    (SERVED,   NEWS,       ANSWERED,    ANSWER),
    (SERVED,   END,        LEAVING,     ANSWER_END),

    (ANSWERED, REQUESTED,  ANSWERED,    REFUSED),
    (ANSWERED, LINE_IDLE,  ANSWERED,    REFUSED),
    (ANSWERED, WITHDRAWN,  ANSWERED,    NOTHING),
    (ANSWERED, ACK,        SERVED,      PROCEED),
    (ANSWERED, AGAIN,      ANSWERED,    RESEND),
    (ANSWERED, SPENT,      FREE,        FINISH_UNKNOWN),
    (ANSWERED, EXPIRED,    FREE,        FINISH_UNKNOWN),
    (ANSWERED, POSITIVE,   ANSWERED,    NOTHING),
    (ANSWERED, NEGATIVE,   ANSWERED,    NOTHING),
    (ANSWERED, NEWS,       ANSWERED,    ANSWER),          # its ACK was lost
    (ANSWERED, END,        LEAVING,     ANSWER_END),

    (LEAVING,  REQUESTED,  LEAVING,     REFUSED),
    (LEAVING,  LINE_IDLE,  LEAVING,     REFUSED),
    (LEAVING,  WITHDRAWN,  LEAVING,     NOTHING),
    (LEAVING,  ACK,        FREE,        FINISH),
    (LEAVING,  AGAIN,      LEAVING,     RESEND),
    (LEAVING,  SPENT,      FREE,        FINISH),          # the outcome was told before
    (LEAVING,  EXPIRED,    LEAVING,     REFUSED),
    (LEAVING,  POSITIVE,   LEAVING,     NOTHING),
    (LEAVING,  NEGATIVE,   LEAVING,     NOTHING),
    (LEAVING,  NEWS,       LEAVING,     NOTHING),
    (LEAVING,  END,        LEAVING,     NOTHING),
)
# fmt: on


class Dialog:
    """State and timers of one own command at a time; `on` returns the action to carry out."""

    def __init__(self, wait_ms: int) -> None:
        self.state = FREE
        self.refused = 0  # pairs that cannot happen and did: a bug of ours
        self.wait_ms = wait_ms  # how long a queued command waits for the line
        self._sends = 0
        self._frame_ms: int | None = None  # T2 ends: the frame out was not acknowledged
        self._phase_ms: int | None = None  # the wait, T3 or T4 ends

    def running(self) -> bool:
        """Tell whether a command is out: the line belongs to this dialog."""
        return self.state > QUEUED

    def unacknowledged(self) -> bool:
        """Tell whether a frame of ours is out and not acknowledged."""
        return self._frame_ms is not None

    def deadline_ms(self) -> int | None:
        """Return when the next timer ends, or None."""
        if self._frame_ms is None or self._phase_ms is None:
            return self._phase_ms if self._frame_ms is None else self._frame_ms
        return min(self._frame_ms, self._phase_ms)

    def on(self, event: int, now_ms: int) -> int:
        """Take one event; return the action to carry out."""
        before = self.state
        row = before * len(EVENTS) + event
        self.state, action = tables.cell(TABLE, row, 2), tables.cell(TABLE, row, 3)
        if action == REFUSED:
            self.refused += 1
        elif action != NOTHING:
            self._arm(action, before, now_ms)
        return action

    def expire(self, now_ms: int) -> int:
        """Let the timers that have ended by `now_ms` speak; return the action to carry out."""
        if self._phase_ms is not None and now_ms >= self._phase_ms:
            return self.on(WITHDRAWN if self.state == QUEUED else EXPIRED, now_ms)
        if self._frame_ms is not None and now_ms >= self._frame_ms:
            return self.again(now_ms)
        return NOTHING

    def again(self, now_ms: int) -> int:
        """The frame out did not arrive; return the action to carry out."""
        if not self.unacknowledged():
            return NOTHING
        return self.on(SPENT if self._sends >= limits.ZVT_SENDS_MAX else AGAIN, now_ms)

    def extend(self, t4_ms: int, now_ms: int) -> None:
        """The terminal asks for patience (04 FF, 04 0F): T4 begins anew."""
        if self.state in (SERVED, ANSWERED):
            self._phase_ms = now_ms + t4_ms

    def _arm(self, action: int, before: int, now_ms: int) -> None:
        if action in (SEND, ANSWER, ANSWER_END):
            self._sends = 1
            self._frame_ms = now_ms + limits.ZVT_T2_MS
        elif action == RESEND:
            self._sends += 1
            self._frame_ms = now_ms + limits.ZVT_T2_MS
        elif action not in (QUEUE, PACIFY):
            self._frame_ms = None
        if action == QUEUE:
            self._phase_ms = now_ms + self.wait_ms
        elif action == AWAIT:
            self._phase_ms = now_ms + limits.ZVT_T3_MS
        elif action == SERVE or (action == ANSWER and before == TAKEN):
            self._phase_ms = now_ms + limits.ZVT_T4_MS
        elif action in (SEND, ANSWER_END) or self.state == FREE:
            self._phase_ms = None
