# SPDX-License-Identifier: MIT
"""The host line on the USB serial port that MicroPython's prompt has too.

`sys.stdin.buffer` and `sys.stdout.buffer` are taken as they are, so no byte is changed. What the
port itself does with 03 (Ctrl-C) ends with Board.close_console; the framing that a host begins
with has no 03 in it. A program that reads nothing holds a write up for as long as the port waits
(half a second), once: then the port drops what nobody takes.
"""

import io
import select

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

_WRITE_BYTES = const(256)  # at once; the port's own buffer is as large

# What the poll of the event loop asks (MicroPython, py/stream.h).
_POLL = const(3)
_POLL_READ = const(1)


class UsbConsole(io.IOBase):
    """A BytePort (agent.contracts), and what select.poll takes."""

    def __init__(self, source: "BinaryIO", sink: "BinaryIO") -> None:
        self._source = source
        self._sink = sink
        self._poll = select.poll()
        self._poll.register(source, select.POLLIN)
        self._one = bytearray(1)

    def any(self) -> int:
        """Return 1 if a byte waits, else 0: the port does not tell how many."""
        return 1 if self._waits() else 0

    def readinto(self, buffer: "bytearray | memoryview", count: int) -> int:
        """Move at most `count` waiting bytes into `buffer`; return how many."""
        taken = 0
        while taken < count and self._waits():
            self._source.readinto(self._one)
            buffer[taken] = self._one[0]
            taken += 1
        return taken

    def write(self, data: "bytes | bytearray | memoryview", count: int) -> int:
        """Send the first `count` bytes of `data`, 256 at most; return how many."""
        count = min(count, _WRITE_BYTES)
        return self._sink.write(memoryview(data)[:count]) or 0

    def room(self) -> int:
        """Return how many bytes `write` would take now."""
        return _WRITE_BYTES

    def lost(self) -> int:
        """Return 0: USB holds the host back while the board is full."""
        return 0

    def ioctl(self, request: int, flags: int) -> int:
        """Answer the event loop's poll."""
        if request != _POLL:
            return -1
        return flags & ~_POLL_READ | (flags & _POLL_READ if self._waits() else 0)

    def _waits(self) -> bool:
        for _thing, _event in self._poll.ipoll(0):
            return True
        return False
