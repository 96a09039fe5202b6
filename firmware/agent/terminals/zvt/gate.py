# SPDX-License-Identifier: MIT
"""The gate on a ZVT line: a sale of the register is refused before a byte of it goes on.

While it is armed the head of each frame is held until its command is known, six bytes at most;
anything but a sale goes on at once, and so does the rest of its frame. So the board acknowledges
only what it answers itself: a frame that it had acknowledged and then lost with its power would be
lost for good. A sale is answered 84 xx, which leaves the register the master: after 80 00 it would
have to wait for a completion, and for minutes if the board ended there. Armed for a while only:
what the duties do not renew opens by itself.
"""

from agent import events
from agent.terminals.zvt import fields, framing, messages
from agent.terminals.zvt.answer import Answer
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.link import Report
    from agent.terminals.side import Side

_BEGINS = b"\x10\x02"  # DLE STX
_HEAD_BYTES_MAX = const(8)  # DLE STX, two bytes that may be doubled, and a DLE or two of noise
# Authorisation and reservation. Reversal, refund and everything else pass.
_SALES = (messages.AUTHORISATION, messages.RESERVATION)
# What a locked terminal says: function not possible; reconciliation required.
_REFUSALS = (b"", b"\x84\x83\x00", b"\x84\xf0\x00")  # by events.GATE_*

# Where the register's frame stands.
_BEGINNING = const(0)  # between frames, or its head is held
_PASSING = const(1)
_KEEPING = const(2)  # a sale's: it ends here


class Gate:
    """Takes the register's bytes while it is armed, or has an answer out."""

    def __init__(self, terminal: "Side", register: "Side", report: "Report") -> None:
        self.answer = Answer(register, messages.NOT_POSSIBLE)
        self._terminal = terminal
        self._framer = register.framer
        self._report = report
        self._head = bytearray(_HEAD_BYTES_MAX)
        self._held = 0
        self._one = bytearray(1)
        self._frame = _BEGINNING
        self._armed_until_ms = 0

    def arm(self, cause: int, until_ms: int) -> None:
        """Refuse sales for `cause`, events.GATE_*, until then; 0: no more."""
        if self._frame != _KEEPING and not self._held:  # what has begun to pass goes on
            self._frame = _PASSING if self._framer.mid_frame else _BEGINNING
        self._armed_until_ms = until_ms if cause else 0
        if cause:
            self.answer.use(_REFUSALS[cause])

    def watches(self, now_ms: int) -> bool:
        """Tell whether the register's next byte is to come here."""
        return (
            now_ms < self._armed_until_ms
            or self._held > 0
            or self._frame == _KEEPING
            or self.answer.deadline_ms is not None
        )

    def take(self, byte: int, now_ms: int) -> int:
        """Take one byte; return what its framer says of it, MORE of what ends here."""
        framer = self._framer
        status: int = framer.feed(byte)
        if self._frame == _KEEPING:
            self._keep(status, now_ms)
            return framing.MORE
        if self._frame == _PASSING:
            self._one[0] = byte
            self._terminal.send(self._one, 1)
        elif (
            not framer.mid_frame
            and status in (framing.ACK, framing.NAK)
            and self._answers(status, now_ms)
        ):
            return framing.MORE
        else:
            self._head[self._held] = byte
            self._held += 1
            command = framer.command
            if framer.mid_frame and command < 0 and self._held < _HEAD_BYTES_MAX:
                return framing.MORE
            if command in _SALES and now_ms < self._armed_until_ms:
                self._held = 0
                self._frame = _KEEPING
                return framing.MORE
            if framer.mid_frame:
                self.answer.end()  # the register has gone on
            self.let_go()
        self._frame = _PASSING if framer.mid_frame else _BEGINNING
        return status

    def broke_off(self) -> None:
        """The frame under way broke off (T1): its sender repeats it when it is told."""
        if self._frame == _KEEPING:
            self.answer.take(framing.BROKEN, 0)
        self.let_go()
        self._frame = _BEGINNING

    def let_go(self) -> None:
        """Send on what is held."""
        if self._held:
            self._terminal.send(self._head, self._held)
        self._held = 0

    def reset(self) -> None:
        """Forget the line, and stand open."""
        self._held = self._armed_until_ms = 0
        self._frame = _BEGINNING
        self.answer.end()

    def _answers(self, status: int, now_ms: int) -> bool:
        """Take an ACK or NAK of the register; tell whether it is for an answer of ours."""
        if self.answer.deadline_ms is None:
            return False
        self.answer.take(status, now_ms)
        return True

    def _keep(self, status: int, now_ms: int) -> None:
        framer = self._framer
        if status == framing.MORE:
            return
        if status == framing.BROKEN and framer.mid_frame:
            # Its end was lost, and the next frame has begun: DLE STX are in, and nothing sent.
            self._held = 2
            self._head[0], self._head[1] = _BEGINS
            self._frame = _BEGINNING
            return
        self.answer.take(status, now_ms)
        if status == framing.FRAME:
            start = messages.body(framer.buffer, framer.length)
            amount = fields.digits(framer.buffer, start, framer.count, fields.AMOUNT)
            self._report((events.SALE_STOPPED, amount))
        framer.wipe()
        self._frame = _BEGINNING
