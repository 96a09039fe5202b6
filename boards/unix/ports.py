# SPDX-License-Identifier: MIT
"""Serial ports as the board holds them: a bounded ring in, a transmitter with a bounded buffer out.

The world paces the bytes on the wire; here is only how many may wait. What comes in while the
ring is full is lost and counted, as on the hardware.
"""

from micropython import const

from world_link import link

_TRANSMIT_BYTES = const(256)  # what a write may leave waiting; more is refused


class Port:
    """A BytePort (agent.contracts) on one channel of the world link."""

    def __init__(self, channel: int, baud: int, character_bits: int, receive_bytes: int) -> None:
        self._channel = channel
        self._character_bits = character_bits
        self._ring = bytearray(receive_bytes)
        self._head = 0
        self._waiting = 0
        self._lost = 0
        self._sending_until_us = 0
        self.set_baud(baud)
        link.attach(channel, self)

    def set_baud(self, baud: int) -> None:
        """Send and receive at `baud` bit/s from now on."""
        self._character_ns = self._character_bits * 1000000000 // baud

    def any(self) -> int:
        """Return how many received bytes wait."""
        return self._waiting

    def readable(self) -> bool:
        """Return whether anything waits (for select)."""
        return self._waiting != 0

    def lost(self) -> int:
        """Return how many received bytes found the ring full since the start."""
        return self._lost

    def readinto(self, buffer: "bytearray | memoryview", count: int) -> int:
        """Move at most `count` waiting bytes into `buffer`; return how many."""
        if count > self._waiting:
            count = self._waiting
        ring = self._ring
        head = self._head
        for index in range(count):
            buffer[index] = ring[head]
            head += 1
            if head == len(ring):
                head = 0
        self._head = head
        self._waiting -= count
        return count

    def write(self, data: "bytes | bytearray | memoryview", count: int) -> int:
        """Queue the first `count` bytes of `data`; return how many the transmitter took."""
        count = min(count, self.room())
        if count > 0:
            link.send(self._channel, data, count)
            sending_us = count * self._character_ns // 1000
            self._sending_until_us = max(self._sending_until_us, link.now_us) + sending_us
        return count

    def room(self) -> int:
        """Return how many bytes `write` would take now."""
        waiting_us = max(0, self._sending_until_us - link.now_us)
        return max(0, _TRANSMIT_BYTES - waiting_us * 1000 // self._character_ns)

    def take(self, data: bytearray, start: int, count: int) -> None:
        """Receive `count` bytes of `data` from `start` (called by the link)."""
        ring = self._ring
        for index in range(start, start + count):
            if self._waiting == len(ring):
                self._lost += start + count - index
                return
            ring[(self._head + self._waiting) % len(ring)] = data[index]
            self._waiting += 1
