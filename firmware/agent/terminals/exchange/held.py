# SPDX-License-Identifier: MIT
"""One command of the register, kept while the line is ours and sent to the terminal afterwards.

We have acknowledged it, so from then on it is ours to deliver: repeated like any command. What the
terminal never takes is given up, and the register's own wait for the reply ends its dialog. Where
the protocol acknowledges nothing it is sent once.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.terminals.exchange.dialog import Times
    from agent.terminals.exchange.framing import Framer

    Bytes = bytes | bytearray | memoryview
    Encode = Callable[[Bytes, bytearray], int]

FRAME_BYTES = const(5)


class Held:
    """`buffer` and `count` are the command's text, as a framer would show it.

    `encode` frames a text, adding at most FRAME_BYTES to it.
    """

    def __init__(
        self,
        to_terminal: "Callable[[Bytes, int], None]",
        encode: "Encode",
        bytes_max: int,
        times: "Times",
    ) -> None:
        self.buffer = bytearray(bytes_max)
        self.count = 0
        self.deadline_ms: int | None = None  # the terminal has not acknowledged it
        self._frame = bytearray(bytes_max + FRAME_BYTES)
        self._to_terminal = to_terminal
        self._encode = encode
        self._times = times
        self._sends = 0

    def open(self) -> bool:
        """Tell whether a command waits here or is on its way."""
        return self.count > 0

    def waits(self) -> bool:
        """Tell whether a command is kept that has not been sent."""
        return self.count > 0 and self._sends == 0

    def keep(self, framer: "Framer") -> bool:
        """Keep a command; False if one is kept already, or it is longer than any we know."""
        if self.count or not 0 < framer.length <= len(self.buffer):
            return False
        self.count = framer.length
        self.buffer[: self.count] = framer.buffer[: self.count]
        return True

    def send(self, now_ms: int) -> None:
        """Send it to the terminal."""
        self._sends += 1
        self.deadline_ms = now_ms + self._times.ack_ms
        size = self._encode(memoryview(self.buffer)[: self.count], self._frame)
        self._to_terminal(self._frame, size)
        if not self._times.ack_ms:
            self.end()

    def again(self, now_ms: int) -> None:
        """The terminal has not understood it: send it once more, or give it up."""
        if self._sends >= self._times.sends_max:
            self.end()
        elif self._sends:
            self.send(now_ms)

    def on_deadline(self, now_ms: int) -> None:
        """Repeat it if its acknowledgement is overdue."""
        if self.deadline_ms is not None and now_ms >= self.deadline_ms:
            self.again(now_ms)

    def end(self) -> None:
        """It was taken, or is given up."""
        self.count = self._sends = 0
        self.deadline_ms = None
