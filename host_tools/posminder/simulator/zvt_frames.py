# SPDX-License-Identifier: MIT
"""ZVT over a serial line: DLE/STX frames, CRC, ACK and NAK, repeats, duplicates.

The RS-232 transport of PA00P015. `FrameReader` is free of time and line;
`SerialLink` is one side of one line and asks the scheduler for its timers. Neither knows what an
APDU means, nor which side is the terminal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from posminder.simulator.scheduler import US_PER_MS, US_PER_S, LineEnd, Scheduler, Timer

DLE: Final = 0x10
STX: Final = 0x02
ETX: Final = 0x03
ACK: Final = 0x06
NAK: Final = 0x15

T1_US: Final = 200 * US_PER_MS  # longest gap between two bytes of a frame
T2_US: Final = 5 * US_PER_S  # from a frame's last byte to its ACK
SENDS_MAX: Final = 3
# The last of three sends may be the first to be heard again: two T2, and the frames themselves.
REPEAT_WITHIN_US: Final = (SENDS_MAX - 1) * T2_US + 2 * US_PER_S
BITS_PER_BYTE: Final = 11  # start, 8 data, no parity, 2 stop
BAUD: Final = 9600
FRAME_MAX: Final = 0xFFFF + 5  # the longest APDU there is


def crc16(data: bytes) -> int:
    """CRC-16/KERMIT: reflected, polynomial 8408h, from 0, so that "123456789" gives 2189h."""
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x8408 if crc & 1 else 0)
    return crc


def encode_frame(apdu: bytes) -> bytes:
    """Return `apdu` framed. A 10h inside is doubled; the CRC covers neither that nor itself."""
    doubled = apdu.replace(bytes((DLE,)), bytes((DLE, DLE)))
    crc = crc16(apdu + bytes((ETX,)))
    return bytes((DLE, STX)) + doubled + bytes((DLE, ETX)) + crc.to_bytes(2, "little")


class Control(Enum):
    """What a line says besides APDUs."""

    ACK = auto()
    NAK = auto()
    BAD_FRAME = auto()


class FrameReader:
    """Bytes in, APDUs and `Control`s out. Resynchronises at the next DLE STX or gap."""

    def __init__(self) -> None:
        self._apdu = bytearray()
        self._crc_low = 0
        self._state: Callable[[int], bytes | Control | None] = self._outside

    @property
    def idle(self) -> bool:
        """True between frames: a gap now means nothing."""
        return self._state == self._outside

    def feed(self, data: bytes) -> list[bytes | Control]:
        """Take bytes in chunks of any size; return what they completed, in order."""
        events = (self._state(byte) for byte in data)
        return [event for event in events if event is not None]

    def gap(self) -> Control | None:
        """Say that T1 passed without a byte. A frame left open is a bad one."""
        if self.idle:
            return None
        self._state = self._outside
        return Control.BAD_FRAME

    def _outside(self, byte: int) -> Control | None:
        if byte == ACK:
            return Control.ACK
        if byte == NAK:
            return Control.NAK
        # Anything but DLE is the middle of a frame whose start was lost: a 06 in there is data.
        self._state = self._skipping_after_dle if byte == DLE else self._skipping
        return None

    def _skipping(self, byte: int) -> None:
        if byte == DLE:
            self._state = self._skipping_after_dle

    def _skipping_after_dle(self, byte: int) -> None:
        if byte == STX:
            self._apdu.clear()
            self._state = self._inside
        else:
            self._state = self._skipping

    def _inside(self, byte: int) -> None:
        if byte == DLE:
            self._state = self._inside_after_dle
        else:
            self._keep(byte)

    def _inside_after_dle(self, byte: int) -> None:
        self._state = self._inside
        if byte == DLE:
            self._keep(byte)
        elif byte == ETX:
            self._state = self._at_crc_low
        else:
            self._skipping_after_dle(byte)

    def _keep(self, byte: int) -> None:
        if len(self._apdu) == FRAME_MAX:
            self._state = self._skipping
        else:
            self._apdu.append(byte)

    def _at_crc_low(self, byte: int) -> None:
        self._crc_low = byte
        self._state = self._at_crc_high

    def _at_crc_high(self, byte: int) -> bytes | Control:
        self._state = self._outside
        apdu = bytes(self._apdu)
        good = crc16(apdu + bytes((ETX,))) == byte << 8 | self._crc_low
        return apdu if good else Control.BAD_FRAME


@dataclass(slots=True)
class LinkCounters:
    """What a link saw go wrong."""

    repeats_sent: int = 0
    naks_sent: int = 0
    duplicates_dropped: int = 0
    frames_given_up: int = 0


@dataclass(slots=True)
class _Outgoing:
    apdu: bytes
    on_settled: Callable[[bool], None] | None
    sends: int = field(default=0)


class SerialLink:
    """One side of a serial line: delivers APDUs once, in order, or says that it could not.

    `on_apdu` is called with each new APDU, after its ACK. Frames carry no number, and two equal
    print lines in a row are two lines: a frame is a duplicate if it equals the one before, the
    other side has acknowledged nothing of ours in between, and it may still be a repeat in time.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        line: LineEnd,
        on_apdu: Callable[[bytes], None],
        *,
        baud: int = BAUD,
    ) -> None:
        self.counters = LinkCounters()
        self._scheduler = scheduler
        self._line = line
        self._on_apdu = on_apdu
        self._byte_us = BITS_PER_BYTE * US_PER_S // baud
        self._closed = False
        self._forget()
        line.received = self._received

    def _forget(self) -> None:
        self._reader = FrameReader()
        self._t1: Timer | None = None
        self._t2: Timer | None = None
        self._queue: deque[_Outgoing] = deque()
        self._last_apdu: bytes | None = None
        self._last_heard_us = 0
        self._acknowledged_since = False
        self._receiving_since_us = 0
        self._sending_until_us = 0

    def send(self, apdu: bytes, on_settled: Callable[[bool], None] | None = None) -> None:
        """Send `apdu` behind those still waiting.

        `on_settled(True)` is called once it is acknowledged, `on_settled(False)` after three
        sends in vain. A closed link takes and forgets it.
        """
        if self._closed:
            return
        self._queue.append(_Outgoing(apdu, on_settled))
        if len(self._queue) == 1:
            self._transmit()

    def close(self) -> None:
        """Go deaf and dumb, as at a power cut, in the middle of a byte. Nothing that waited is
        settled.
        """
        self._closed = True
        self._line.lost_power()
        _cancel(self._t1)
        _cancel(self._t2)

    def open(self) -> None:
        """Come back, with no memory of what was before."""
        self.close()
        self._forget()
        self._closed = False

    def _transmit(self) -> None:
        outgoing = self._queue[0]
        outgoing.sends += 1
        frame = encode_frame(outgoing.apdu)
        wire_us = len(frame) * self._byte_us
        self._sending_until_us = self._scheduler.now_us + wire_us
        self._t2 = self._scheduler.after(wire_us + T2_US, self._send_again)
        self._line.send(frame)

    def _send_again(self) -> None:
        _cancel(self._t2)
        if self._queue[0].sends == SENDS_MAX:
            self.counters.frames_given_up += 1
            self._settle(False)
        else:
            self.counters.repeats_sent += 1
            self._transmit()

    def _settle(self, delivered: bool) -> None:
        _cancel(self._t2)
        outgoing = self._queue.popleft()
        self._acknowledged_since = self._acknowledged_since or delivered
        if self._queue:
            self._transmit()
        if outgoing.on_settled is not None:
            outgoing.on_settled(delivered)

    def _received(self, data: bytes) -> None:
        if self._closed:
            return
        _cancel(self._t1)
        if self._reader.idle:
            self._receiving_since_us = self._scheduler.now_us
        for event in self._reader.feed(data):
            self._handle(event)
        if not self._reader.idle:
            self._t1 = self._scheduler.after(T1_US, self._gap)

    def _gap(self) -> None:
        event = self._reader.gap()
        if event is not None:
            self._handle(event)

    def _handle(self, event: bytes | Control) -> None:
        if isinstance(event, bytes):
            self._take(event)
        elif event is Control.BAD_FRAME:
            self.counters.naks_sent += 1
            self._line.send(bytes((NAK,)))
        elif self._queue:
            if event is Control.ACK:
                self._settle(True)
            else:
                self._send_again()

    def _take(self, apdu: bytes) -> None:
        self._line.send(bytes((ACK,)))
        elapsed_us = self._receiving_since_us - self._last_heard_us
        self._last_heard_us = self._scheduler.now_us
        repeated = apdu == self._last_apdu and elapsed_us <= REPEAT_WITHIN_US
        if repeated and not self._acknowledged_since:
            self.counters.duplicates_dropped += 1
            return
        self._last_apdu = apdu
        # Whoever speaks anew after our frame has heard it: its ACK was lost, repeating it would
        # only bring the other side a duplicate. A frame begun before ours ended proves nothing.
        if self._queue and self._receiving_since_us >= self._sending_until_us:
            self._settle(True)
        self._acknowledged_since = False
        self._on_apdu(apdu)


def _cancel(timer: Timer | None) -> None:
    if timer is not None:
        timer.cancel()
