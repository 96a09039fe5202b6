# SPDX-License-Identifier: MIT
"""The hand-over: virtual time, and everything that passes between the board and its world.

One inherited socket, strictly by turns: the board says when it wants to wake and what it put
out, the world answers what time it is, how far that time may run unasked, and what came in.
Knows channels and lengths; what the bytes mean is known to ports.py, parts.py and flash.py.
"""

import struct
from array import array

from micropython import const

from launch import DESCRIPTOR, LAUNCH, LOADED

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn, Protocol

    class Sink(Protocol):
        """Whoever takes what the world sends on one channel."""

        def take(self, data: bytearray, start: int, count: int) -> None:
            """Take `count` bytes from `start`."""


# Channels. The first three carry bytes both ways.
HOST = const(0)
TERMINAL = const(1)
REGISTER = const(2)
LAMP = const(3)
BUZZER = const(4)
PANEL = const(5)
BUTTON = const(6)
RTC = const(7)
BAUD = const(8)
FLASH_FAULT = const(9)
END = const(10)
POWER_CUT = const(11)
HEALTH = const(12)
_CHANNELS = const(13)

RESET = const(75)  # exit status: the board restarted itself
STARVED = const(76)  # exit status: the watchdog bit

FOREVER = const(1 << 60)
LOOKS_MAX = const(200000)  # at a standing clock, before we call it spinning

_HEAD = "<qqq"  # now us, deadline us (world: horizon us), payload bytes
_HEAD_BYTES = const(24)
_ENTRY_HEAD_BYTES = const(3)  # channel, length low, length high
_PAYLOAD_BYTES = const(512)


class Spinning(BaseException):
    """A task runs without ever letting time pass. Not an Exception: no task may survive it."""


class WorldLink:
    """The board's end. Times are microseconds since this start of the board."""

    def __init__(self, descriptor: int) -> None:
        self._from_world = open(descriptor, "rb")  # noqa: SIM115 - for the life of the board
        self._to_world = open(descriptor, "wb")  # noqa: SIM115 - the same
        self._head = array("q", (0, 0, 0))
        self._inbox = bytearray(_PAYLOAD_BYTES)
        self._outbox = bytearray(_HEAD_BYTES + _PAYLOAD_BYTES)
        self._out_end = _HEAD_BYTES
        self._sinks: "list[Sink | None]" = [None] * _CHANNELS
        self._horizon_us = 0
        self._looks = 0
        self._ended = 0
        self.now_us = LAUNCH[LOADED][2]
        self.watchdog_us = FOREVER

    def attach(self, channel: int, sink: "Sink") -> None:
        """Hand everything that comes in on `channel` to `sink`."""
        self._sinks[channel] = sink

    def look(self) -> None:
        """Count a look at the clock; a board that only ever looks would hang the world."""
        self._looks += 1
        if self._looks > LOOKS_MAX:
            self._looks = 0
            raise Spinning("200,000 looks at the clock while no time passed")

    def begin(self, watchdog_us: int) -> None:
        """Greet the world; what has not fed the watchdog by then is started anew."""
        self.watchdog_us = self.now_us + watchdog_us
        self.wait(self.now_us)

    def wait(self, deadline_us: int) -> None:
        """Let time pass until `deadline_us` or until something comes in."""
        if deadline_us > self.watchdog_us:
            deadline_us = self.watchdog_us
        if self._out_end == _HEAD_BYTES and deadline_us < self._horizon_us:
            self._set_now(deadline_us)
        else:
            self._hand_over(deadline_us)
            self._listen()
        if self.now_us >= self.watchdog_us:
            self.end(STARVED)

    def stall(self, duration_us: int) -> None:
        """Let time pass whatever comes in: the processor is busy, the receive rings are not."""
        until_us = self.now_us + duration_us
        while self.now_us < until_us:
            self.wait(until_us)

    def send(self, channel: int, data: "bytes | bytearray | memoryview", count: int) -> None:
        """Put out `count` bytes of `data` at this instant."""
        if self._out_end + _ENTRY_HEAD_BYTES + count > len(self._outbox):
            self.wait(self.now_us)
        end = self._out_end
        outbox = self._outbox
        outbox[end] = channel
        outbox[end + 1] = count & 0xFF
        outbox[end + 2] = count >> 8
        end += _ENTRY_HEAD_BYTES
        for index in range(count):
            outbox[end + index] = data[index]
        self._out_end = end + count

    def end(self, status: int) -> "NoReturn":
        """Stop the processor with exit status `status`."""
        plan = self._sinks[FLASH_FAULT]
        left = (0, 0, 0, 0) if plan is None else plan.snapshot()  # type: ignore[attr-defined] # Faults
        self.send(END, bytes((status,)) + struct.pack("<BIBB", *left), 8)
        self._hand_over(FOREVER)
        self._ended = status
        raise SystemExit(status)

    def lose_power(self) -> None:
        """Tell the world that the planned cut is now, and wait to be killed."""
        self.send(POWER_CUT, b"", 0)
        self._hand_over(FOREVER)
        self._listen()

    def check_running(self) -> None:
        """Raise SystemExit once more if the board has ended.

        A real reset runs no `finally` clause; here they run, but may touch nothing any more.
        """
        if self._ended:
            raise SystemExit(self._ended)

    def _set_now(self, now_us: int) -> None:
        if now_us != self.now_us:
            self._looks = 0
            self.now_us = now_us

    def _hand_over(self, deadline_us: int) -> None:
        self.check_running()
        end = self._out_end
        struct.pack_into(_HEAD, self._outbox, 0, self.now_us, deadline_us, end - _HEAD_BYTES)
        self._out_end = _HEAD_BYTES
        self._to_world.write(self._outbox, end)

    def _listen(self) -> None:
        head = self._head
        if self._from_world.readinto(head) != _HEAD_BYTES:
            raise SystemExit(0)  # the world is gone
        self._set_now(head[0])
        self._horizon_us = head[1]
        if head[2]:
            self._from_world.readinto(self._inbox, head[2])
            self._distribute(head[2])

    def _distribute(self, length: int) -> None:
        inbox = self._inbox
        index = 0
        while index < length:
            count = inbox[index + 1] | inbox[index + 2] << 8
            sink = self._sinks[inbox[index]]
            index += _ENTRY_HEAD_BYTES
            if sink is not None:
                sink.take(inbox, index, count)
            index += count


link = WorldLink(LAUNCH[DESCRIPTOR])
