# SPDX-License-Identifier: MIT
"""Who may speak next in a dialog of our own: a command, its acknowledgement, its reply.

Knows states, events and timers only. Once the terminal has acknowledged a command only its reply
says what became of it: no answer is never "failed". A command that was never acknowledged may have
been heard all the same. Every (state, event) pair has its row in TABLE.
"""

from posminder_formats import tables
from posminder_formats._const import const

# States
FREE = const(0)  # no own command
QUEUED = const(1)  # waits for the line to be idle
OFFERED = const(2)  # command out, not acknowledged
TAKEN = const(3)  # acknowledged: the terminal works

# Events
REQUESTED = const(0)
LINE_IDLE = const(1)
WITHDRAWN = const(2)  # by its owner, or because the line was never idle
ACK = const(3)
AGAIN = const(4)  # NAK or no ACK, while the command may still be repeated
SPENT = const(5)  # the same after the last repetition
EXPIRED = const(6)  # no reply in time
NEWS = const(7)  # a message that is not the last: the terminal still works
END = const(8)  # the reply

# Actions
NOTHING = const(0)
QUEUE = const(1)
SEND = const(2)
RESEND = const(3)
AWAIT = const(4)
ACKNOWLEDGE = const(5)  # a message of the terminal
FINISH = const(6)  # acknowledge it, and end with the outcome it told
FINISH_NOT_SENT = const(7)
FINISH_UNKNOWN = const(8)
REFUSED = const(9)  # cannot happen: counted, and nothing changes

STATES = (FREE, QUEUED, OFFERED, TAKEN)
EVENTS = (REQUESTED, LINE_IDLE, WITHDRAWN, ACK, AGAIN, SPENT, EXPIRED, NEWS, END)

# In the order of STATES and EVENTS: a pair is found by its place.
# fmt: off
TABLE = (
    # state   event      next state  action
    (FREE,    REQUESTED, QUEUED,     QUEUE),
    (FREE,    LINE_IDLE, FREE,       REFUSED),
    (FREE,    WITHDRAWN, FREE,       NOTHING),
    (FREE,    ACK,       FREE,       NOTHING),
    (FREE,    AGAIN,     FREE,       REFUSED),
    (FREE,    SPENT,     FREE,       REFUSED),
    (FREE,    EXPIRED,   FREE,       REFUSED),
    (FREE,    NEWS,      FREE,       ACKNOWLEDGE),      # late: it shall come to rest
    (FREE,    END,       FREE,       ACKNOWLEDGE),

    (QUEUED,  REQUESTED, QUEUED,     REFUSED),          # one at a time
    (QUEUED,  LINE_IDLE, OFFERED,    SEND),
    (QUEUED,  WITHDRAWN, FREE,       FINISH_NOT_SENT),
    (QUEUED,  ACK,       QUEUED,     NOTHING),
    (QUEUED,  AGAIN,     QUEUED,     REFUSED),
    (QUEUED,  SPENT,     QUEUED,     REFUSED),
    (QUEUED,  EXPIRED,   QUEUED,     REFUSED),
    (QUEUED,  NEWS,      QUEUED,     ACKNOWLEDGE),
    (QUEUED,  END,       QUEUED,     ACKNOWLEDGE),

    (OFFERED, REQUESTED, OFFERED,    REFUSED),
    (OFFERED, LINE_IDLE, OFFERED,    REFUSED),
    (OFFERED, WITHDRAWN, OFFERED,    NOTHING),          # too late to take it back
    (OFFERED, ACK,       TAKEN,      AWAIT),
    (OFFERED, AGAIN,     OFFERED,    RESEND),
    (OFFERED, SPENT,     FREE,       FINISH_UNKNOWN),   # perhaps only its ACKs were lost
    (OFFERED, EXPIRED,   OFFERED,    REFUSED),
    (OFFERED, NEWS,      TAKEN,      ACKNOWLEDGE),      # its ACK was lost
    (OFFERED, END,       FREE,       FINISH),

    (TAKEN,   REQUESTED, TAKEN,      REFUSED),
    (TAKEN,   LINE_IDLE, TAKEN,      REFUSED),
    (TAKEN,   WITHDRAWN, TAKEN,      NOTHING),
    (TAKEN,   ACK,       TAKEN,      NOTHING),
    (TAKEN,   AGAIN,     TAKEN,      NOTHING),          # a NAK to nothing
    (TAKEN,   SPENT,     TAKEN,      NOTHING),
    (TAKEN,   EXPIRED,   FREE,       FINISH_UNKNOWN),   # never "failed": it may have settled
    (TAKEN,   NEWS,      TAKEN,      ACKNOWLEDGE),
    (TAKEN,   END,       FREE,       FINISH),
)
# fmt: on


class Times:
    """How long one kind of terminal may take, milliseconds, and how often it is told.

    `wait_ms` is how long a queued command waits for the line, `ack_ms` a command for its
    acknowledgement, 0 where the protocol has none, `reply_ms` the same for its reply.
    """

    def __init__(self, wait_ms: int, ack_ms: int, reply_ms: int, sends_max: int) -> None:
        self.wait_ms = wait_ms
        self.ack_ms = ack_ms
        self.reply_ms = reply_ms
        self.sends_max = sends_max


class Dialog:
    """State and timers of one own command at a time; `on` returns the action to carry out.

    `once`: the command is not repeated because nobody acknowledged it: it may have been heard.
    """

    def __init__(self, times: Times) -> None:
        self.state = FREE
        self.refused = 0  # pairs that cannot happen and did: a bug of ours
        self.once = False
        self._times = times
        self._sends = 0
        self._due_ms: int | None = None  # the wait, the acknowledgement's time or the reply's ends

    def running(self) -> bool:
        """Tell whether a command is out: the line belongs to this dialog."""
        return self.state > QUEUED

    def deadline_ms(self) -> int | None:
        """Return when the timer ends, or None."""
        return self._due_ms

    def on(self, event: int, now_ms: int) -> int:
        """Take one event; return the action to carry out."""
        row = self.state * len(EVENTS) + event
        self.state, action = tables.cell(TABLE, row, 2), tables.cell(TABLE, row, 3)
        if action == REFUSED:
            self.refused += 1
        elif action == QUEUE:
            self._due_ms = now_ms + self._times.wait_ms
        elif action in (SEND, RESEND):
            self._sends = self._sends + 1 if action == RESEND else 1
            self._due_ms = now_ms + self._times.ack_ms
        elif action == AWAIT or (action == ACKNOWLEDGE and self.state == TAKEN):
            self._due_ms = now_ms + self._times.reply_ms
        elif self.state == FREE:
            self._due_ms = None
        return action

    def expire(self, now_ms: int) -> int:
        """Let the timer speak if it has ended by `now_ms`; return the action to carry out."""
        if self._due_ms is None or now_ms < self._due_ms:
            return NOTHING
        if self.state == OFFERED:
            return self.on(ACK, now_ms) if self.once else self.again(now_ms)
        return self.on(WITHDRAWN if self.state == QUEUED else EXPIRED, now_ms)

    def again(self, now_ms: int) -> int:
        """The command out did not arrive; return the action to carry out."""
        if self.state != OFFERED:
            return NOTHING
        return self.on(SPENT if self._sends >= self._times.sends_max else AGAIN, now_ms)
