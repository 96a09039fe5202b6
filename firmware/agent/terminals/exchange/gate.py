# SPDX-License-Identifier: MIT
"""The gate on a line of questions and replies: a sale of the register is refused by the board.

While it is armed a frame of the register is held until it is known whether it is a sale; anything
else goes on at once. So the board acknowledges only what it answers itself. The answer is a reply
of the protocol's that says what must be done first, repeated like any until the register takes it.
Armed for a while only: what the duties do not renew opens by itself. A frame that repeats one which
has passed is no new sale, and passes too. What a sale is, and the reply, is a protocol's.
"""

from agent import events
from agent.terminals.exchange import framing
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.exchange.dialog import Times
    from agent.terminals.link import Report
    from agent.terminals.side import Side

# Where the register's frame stands.
_BEGINNING = const(0)  # between frames, or held until it is known
_PASSING = const(1)
_KEEPING = const(2)  # a sale's: it ends here


class Gate:
    """Takes the register's bytes while it is armed, or has an answer out.

    `held_bytes` is of the longest frame of a sale, `answer_bytes` of an answer: a longer frame
    passes. `deadline_ms`: the register has not acknowledged an answer until then.
    """

    def __init__(
        self,
        terminal: "Side",
        register: "Side",
        times: "Times",
        report: "Report",
        held_bytes: int,
        answer_bytes: int,
    ) -> None:
        self.deadline_ms: int | None = None
        self._terminal = terminal
        self._register = register
        self._framer = register.framer
        self._times = times
        self._report = report
        self._cause = 0
        self._armed_until_ms = 0
        self._held = bytearray(held_bytes)
        self._held_bytes = 0
        self._one = bytearray(1)
        self._frame = _BEGINNING
        self._answer = bytearray(answer_bytes)
        self._answer_bytes = 0
        self._sends = 0
        self._stopped = False  # the last good frame was a sale, and was refused

    # A protocol's

    def _stops(self) -> bool | None:
        """Tell whether the framer's text is a sale that can be refused; None: not known so far."""
        raise NotImplementedError

    def _amount(self) -> int | None:
        """Return the amount of the sale in the framer, in minor units."""
        raise NotImplementedError

    def _write(self, out: bytearray) -> int:
        """Write the frame that refuses the sale in the framer, for `_cause`; return its length."""
        raise NotImplementedError

    # Everybody's

    def arm(self, cause: int, until_ms: int) -> None:
        """Refuse sales for `cause`, events.GATE_*, until then; 0: no more."""
        if self._frame != _KEEPING and not self._held_bytes:  # what has begun to pass goes on
            self._frame = _PASSING if self._framer.mid_frame else _BEGINNING
        if not self._armed_until_ms:
            self._stopped = False  # what came meanwhile has passed
        self._armed_until_ms = until_ms if cause else 0
        if cause:
            self._cause = cause

    def watches(self, now_ms: int) -> bool:
        """Tell whether the register's next byte is to come here."""
        return (
            now_ms < self._armed_until_ms
            or self._held_bytes > 0
            or self._frame == _KEEPING
            or self.deadline_ms is not None
        )

    def take(self, byte: int, kept: bool, now_ms: int) -> int:
        """Take one byte; return what its framer says of it, MORE of what ends here.

        `kept`: no byte passes now, as the line is ours.
        """
        framer = self._framer
        status: int = framer.feed(byte)
        if not framer.mid_frame and status in (framing.ACK, framing.NAK) and self._answers(status):
            if status == framing.NAK:
                self._again(now_ms)
            return framing.MORE
        if kept:
            return self._take_kept(status, now_ms)
        if status == framing.BROKEN and framer.mid_frame:
            if self._frame != _KEEPING:
                self.let_go()  # the end of that one was lost
            self._held_bytes, self._frame = 0, _BEGINNING
        if self._frame == _PASSING:
            self._one[0] = byte
            self._terminal.send(self._one, 1)
            self._stopped = self._stopped and status != framing.FRAME
        else:
            self._held[self._held_bytes] = byte
            self._held_bytes += 1
            status = self._sift(status, now_ms)
        if self._frame != _KEEPING:
            self._frame = _PASSING if framer.mid_frame and not self._held_bytes else _BEGINNING
        return status

    def broke_off(self) -> None:
        """The frame under way broke off.

        What is held of it is asked for again, where the protocol does that, and never sent on: a
        terminal that is more patient would put a sale together out of it and the rest.
        """
        if self._frame == _KEEPING or (self._held_bytes and self._times.ack_ms):
            self._drop()
        self.let_go()
        self._frame = _BEGINNING

    def let_go(self) -> None:
        """Send on what is held."""
        if self._held_bytes:
            self._terminal.send(self._held, self._held_bytes)
        self._held_bytes = 0

    def on_deadline(self, now_ms: int) -> None:
        """Repeat the answer if it is due."""
        if self.deadline_ms is not None and now_ms >= self.deadline_ms:
            self._again(now_ms)

    def reset(self) -> None:
        """Forget the line, and stand open."""
        self._held_bytes = self._armed_until_ms = 0
        self._frame = _BEGINNING
        self.deadline_ms = None

    def _take_kept(self, status: int, now_ms: int) -> int:
        """Take a byte while the line is ours: a sale would wait here, and is refused at once."""
        if not self._framer.mid_frame:
            self._frame = _BEGINNING
        if status == framing.FRAME:
            self.deadline_ms = None  # the register has gone on
            self._stopped = now_ms < self._armed_until_ms and bool(self._stops())
        if status not in (framing.FRAME, framing.REPEAT) or not self._stopped:
            return status
        self._refuse(status, now_ms)
        return framing.MORE

    def _sift(self, status: int, now_ms: int) -> int:
        """Look at what is held after one byte more; return what is left to say of it."""
        framer = self._framer
        more = framer.mid_frame
        if self._frame == _KEEPING:
            if more and self._held_bytes < len(self._held):
                return framing.MORE
            if not more:
                return self._end(status, now_ms)
        elif more or status in (framing.FRAME, framing.REPEAT):
            stops = now_ms < self._armed_until_ms and self._stops()
            if more and stops is None and self._held_bytes < len(self._held):
                return framing.MORE
            if stops:
                self._frame = _KEEPING
                return framing.MORE if more else self._end(status, now_ms)
            self.deadline_ms = None  # the register has gone on
        self._frame = _BEGINNING
        self._stopped = self._stopped and status != framing.FRAME
        self.let_go()
        return status

    def _end(self, status: int, now_ms: int) -> int:
        """A sale's frame has ended."""
        self._frame = _BEGINNING
        if status == framing.REPEAT and not self._stopped:
            self.let_go()
            return status
        if status in (framing.FRAME, framing.REPEAT):
            self._refuse(status, now_ms)
        else:
            self._drop()
        return framing.MORE

    def _drop(self) -> None:
        """A sale's frame was damaged: it is asked for again, where the protocol does that."""
        self._held_bytes = 0
        if self._times.ack_ms:
            self._register.send(framing.NAK_BYTES, 1)
        self._framer.wipe()

    def _refuse(self, status: int, now_ms: int) -> None:
        self._stopped = True
        self._held_bytes = 0
        if self._times.ack_ms:
            self._register.send(framing.ACK_BYTES, 1)
        self._answer_bytes = self._write(self._answer)
        self._sends = 0
        self._send(now_ms)
        if status == framing.FRAME:
            self._report((events.SALE_STOPPED, self._amount()))
        self._framer.wipe()

    def _answers(self, status: int) -> bool:
        """Take an ACK or NAK of the register; tell whether it is for an answer of ours."""
        if self.deadline_ms is None:
            return False
        if status == framing.ACK:
            self.deadline_ms = None
        return True

    def _again(self, now_ms: int) -> None:
        if self._sends >= self._times.sends_max:
            self.deadline_ms = None
        else:
            self._send(now_ms)

    def _send(self, now_ms: int) -> None:
        self._sends += 1
        self._register.send(self._answer, self._answer_bytes)
        self.deadline_ms = now_ms + self._times.ack_ms if self._times.ack_ms else None
