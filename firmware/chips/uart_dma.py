# SPDX-License-Identifier: MIT
"""A serial line of the RP2040 whose bytes reach memory without the processor.

An erase of the processor's own flash stops its interrupts for 45 ms and more, and a UART holds 32
bytes: at 115200 baud 518 come meanwhile. So DMA moves each byte from the UART to a ring in RAM,
and the port's own receive interrupts are masked. There is no interrupt for a byte; the agent's
poll asks, each millisecond. The ring is sized in agent/limits.py for the longest stall; whatever is
longer laps it, and that is counted. Registers: RP2040 data sheet, chapters 2.5 (DMA), 4.2 (UART).
"""

import io
import time

from machine import UART, mem32
from rp2 import DMA
from uctypes import addressof

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import Pin

_BASES = (0x40034000, 0x40038000)
_CLEAR = const(0x3000)  # atomic clear alias
_MASK = const(0x38)  # UARTIMSC
_RAW = const(0x3C)  # UARTRIS
_ICR = const(0x44)  # UARTICR
_DMA = const(0x48)  # UARTDMACR
_RECEIVE_INTERRUPTS = const(0x50)
_RECEIVE_BY_DMA = const(1)
_FRAMING = const(0x380)  # framing, parity, break: what a wrong speed or swapped wires look like
_OVERRUN = const(0x400)

_REQUESTS = (21, 23)  # UART0 RX, UART1 RX
_COUNT = const(0x3FFFFFFF)  # fits a small integer: 25 hours at 115200 baud without a pause
_REARM = const(0x1FFFFFFF)

_STOP_BITS = const(2)  # as ZVT has it; who expects one takes the other for a pause
_CHARACTER_BITS = const(11)
_TRANSMIT_BYTES = const(256)
_RECEIVE_BYTES = const(32)  # the port's own ring, unused: its least
_GUARD_BYTES = const(64)  # arrive while the oldest are being taken

# What the poll of the event loop asks (MicroPython, py/stream.h).
_POLL = const(3)
_POLL_READ = const(1)
_POLL_WRITE = const(4)


def rings(count: int, size: int) -> "list[memoryview]":
    """Return `count` rings of `size` bytes (a power of two), each aligned to its size."""
    memory = bytearray((count + 1) * size)
    start = -addressof(memory) % size
    view = memoryview(memory)
    return [view[at : at + size] for at in range(start, start + count * size, size)]


class UartPort(io.IOBase):
    """A BytePort (agent.contracts), and what select.poll takes. `ring` is one of `rings`."""

    def __init__(self, number: int, baud: int, tx: "Pin", rx: "Pin", ring: memoryview) -> None:
        self.line_errors = 0  # looks at which framing, parity or a break had been seen
        self._uart = UART(number)
        self._base = _BASES[number]
        self._pins = tx, rx
        self._ring = ring
        self._size = len(ring)
        self._tail = 0  # the oldest byte not taken
        self._behind = 0  # bytes arrived and not taken
        self._lost = 0
        self._left = _COUNT
        self._sent_us = time.ticks_us()
        self.set_baud(baud)
        self._dma = DMA()
        control = self._dma.pack_ctrl(
            size=0,
            inc_read=False,
            ring_size=_log2(self._size),
            ring_sel=True,
            treq_sel=_REQUESTS[number],
        )
        self._dma.config(read=self._base, write=ring, count=_COUNT, ctrl=control, trigger=True)

    def set_baud(self, baud: int) -> None:
        """Send and receive at `baud` bit/s from now on. What is under way may be lost."""
        tx, rx = self._pins
        self._character_us = _CHARACTER_BITS * 1000000 // baud + 1
        self._uart.init(
            baudrate=baud,
            bits=8,
            parity=None,
            stop=_STOP_BITS,
            tx=tx,
            rx=rx,
            txbuf=_TRANSMIT_BYTES,
            rxbuf=_RECEIVE_BYTES,
            timeout=0,
        )
        # The port has taken its interrupts back: without this it would take the bytes as well.
        mem32[self._base + _CLEAR + _MASK] = _RECEIVE_INTERRUPTS
        mem32[self._base + _DMA] = _RECEIVE_BY_DMA

    def any(self) -> int:
        """Return how many received bytes wait."""
        left: int = self._dma.count  # type: ignore[attr-defined] # the stubs lack it
        self._behind += self._left - left
        self._left = left
        if self._behind > self._size - _GUARD_BYTES:
            self._lapped()
        if left < _REARM:
            self._rearm()
        return self._behind

    def readinto(self, buffer: "bytearray | memoryview", count: int) -> int:
        """Move at most `count` waiting bytes into `buffer`; return how many. The ring forgets."""
        count = min(count, self.any())
        ring, tail, end = self._ring, self._tail, self._size - 1
        for index in range(count):
            buffer[index] = ring[tail]
            ring[tail] = 0  # card data is not left lying
            tail = tail + 1 & end
        self._tail = tail
        self._behind -= count
        return count

    def write(self, data: "bytes | bytearray | memoryview", count: int) -> int:
        """Queue the first `count` bytes of `data`; return how many the transmitter took."""
        count = min(count, self.room())
        if count <= 0:
            return 0
        # MicroPython's streams take a length, so that nobody need cut a slice.
        taken = self._uart.write(data, count) or 0  # type: ignore[call-arg]
        now_us = time.ticks_us()
        waiting_us = max(0, time.ticks_diff(self._sent_us, now_us))
        self._sent_us = time.ticks_add(now_us, waiting_us + taken * self._character_us)
        return taken

    def room(self) -> int:
        """Return how many bytes `write` would take now: by the time that what waits still needs."""
        now_us = time.ticks_us()
        if self._uart.txdone():
            self._sent_us = now_us
            return _TRANSMIT_BYTES
        waiting_us = max(0, time.ticks_diff(self._sent_us, now_us))
        return max(0, _TRANSMIT_BYTES - 1 - waiting_us // self._character_us)

    def lost(self) -> int:
        """Return how many received bytes were lost since the start, one at least for an overrun."""
        raw = mem32[self._base + _RAW] & (_FRAMING | _OVERRUN)
        if raw:
            mem32[self._base + _ICR] = raw
            self._lost += 1 if raw & _OVERRUN else 0
            self.line_errors += 1 if raw & _FRAMING else 0
        return self._lost

    def ioctl(self, request: int, flags: int) -> int:
        """Answer the event loop's poll."""
        if request != _POLL:
            return -1
        ready = flags & _POLL_READ if self.any() else 0
        return ready | (flags & _POLL_WRITE if self.room() else 0)

    def _lapped(self) -> None:
        """More came than the ring holds. Keep the newer half: the rest is being overwritten."""
        kept = self._size // 2
        self._lost += self._behind - kept
        self._tail = self._tail + self._behind - kept & self._size - 1
        self._behind = kept

    def _rearm(self) -> None:
        """Count anew. What comes within these microseconds waits in the UART's 32 bytes."""
        self._dma.active(0)
        self._behind += self._left - self._dma.count  # type: ignore[attr-defined]
        self._left = _COUNT
        self._dma.config(count=_COUNT, trigger=True)


def _log2(size: int) -> int:
    bits = 0
    while 1 << bits < size:
        bits += 1
    return bits
