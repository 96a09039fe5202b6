# SPDX-License-Identifier: MIT
"""What the board itself answers a command of the register that is not to reach the terminal.

84 9C (please wait) while the line is ours: the register repeats its command later. Another 84 xx
refuses it. Acknowledged at once, and repeated like any frame: T2, NAK, three sends at most.
"""

from agent import limits
from agent.terminals.zvt import framing, messages
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.side import Side

_FRAME_BYTES = const(16)  # three bytes, each doubled at most, and six around them


class Answer:
    """`side` is the register's line; `apdu` what it is told, at most five bytes."""

    def __init__(self, side: "Side", apdu: bytes) -> None:
        self._side = side
        self._frame = bytearray(_FRAME_BYTES)
        self._sends = 0
        self.deadline_ms: int | None = None  # the register has not acknowledged it
        self.use(apdu)

    def use(self, apdu: bytes) -> None:
        """Answer with `apdu` from now on."""
        self._frame_bytes = framing.encode(apdu, self._frame)

    def take(self, status: int, now_ms: int) -> None:
        """Take what the register's framer said of a byte."""
        if status in (framing.FRAME, framing.REPEAT):
            self._side.send(framing.ACK_BYTES, 1)
            answers = (messages.POSITIVE_CLASS, messages.NEGATIVE_CLASS)
            if self._side.framer.buffer[0] not in answers:
                self._sends = 0
                self._send(now_ms)
        elif status == framing.ACK:
            self.end()
        elif status == framing.NAK:
            self._again(now_ms)
        elif status in (framing.BAD, framing.BROKEN) and not self._side.framer.mid_frame:
            self._side.send(framing.NAK_BYTES, 1)

    def on_deadline(self, now_ms: int) -> None:
        """Repeat the answer if it is due."""
        if self.deadline_ms is not None and now_ms >= self.deadline_ms:
            self._again(now_ms)

    def end(self) -> None:
        """The answer arrived, or is given up."""
        self.deadline_ms = None

    def _again(self, now_ms: int) -> None:
        if self.deadline_ms is None or self._sends >= limits.ZVT_SENDS_MAX:
            self.end()
        else:
            self._send(now_ms)

    def _send(self, now_ms: int) -> None:
        self._sends += 1
        self.deadline_ms = now_ms + limits.ZVT_T2_MS
        self._side.send(self._frame, self._frame_bytes)
