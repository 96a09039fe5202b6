# SPDX-License-Identifier: MIT
"""A 25-series NOR chip on an SPI bus, byte for byte as its data sheet has it.

Shares nothing with the driver. What the part forgives nobody is enforced: while it is busy it
answers only a status read; without the write enable latch it programs and erases nothing; a program
wraps within its page; bits are only cleared; a command counts when the chip is deselected. What
lies in it is a `storage` (RamRegion, or tests.support.nor's with its torn operations), in a part of
16 MB that is blank elsewhere.
"""

from fake_time import FakeTime

_BYTE_US = 1  # at 10 MHz, with what lies between two bytes


class NorPart:
    """The chip; `mounts` is [(first sector, storage)]."""

    def __init__(self, clock: FakeTime, mounts: "list", jedec: bytes = b"\xef\x40\x18") -> None:
        self.clock = clock
        self.mounts = mounts
        self.jedec = jedec
        self.present = True
        self.floating = 0xFF  # what a line nobody drives reads as
        self.protection = 0  # BP bits of the status register
        self.stuck_busy = False
        self.deaf = False  # takes no command that changes anything
        self.program_us = 400
        self.erase_us = 45000
        self.ignored = 0  # commands sent while it was busy
        self.asleep = False
        self.knows_suspend = True
        self.suspends = 0
        self._left_us = 0  # of an erase that is suspended
        self._erasing = -1  # byte address of the sector
        self._enabled = False
        self._busy_until_us = 0
        self._input = bytearray(4 + 256)
        self._count = 0

    # The bus ---------------------------------------------------------------------------

    def select(self) -> None:
        self._count = 0

    def exchange(self, byte: int) -> int:
        """Clock one byte in and one out."""
        self.clock.now_us += _BYTE_US
        at = self._count
        self._count += 1
        if at < 4:
            self._input[at] = byte
        else:
            self._input[4 + (at - 4) % 256] = byte  # only the last 256 of a program count
        if not self.present:
            return self.floating
        command = self._input[0]
        if at == 0:
            return self.floating
        if command == 0x05:
            return self._status()
        if self._busy() or self.asleep:
            return self.floating
        if command == 0x9F:
            return self.jedec[at - 1] if at <= 3 else self.floating
        if command == 0x03 and at >= 4:
            return self._read(self._address() + at - 4)
        return self.floating

    def deselect(self) -> None:
        """Carry out what was sent."""
        count, self._count = self._count, 0
        if not count or not self.present:
            return
        command = self._input[0]
        if command == 0x05:
            return
        if command == 0x75 and self._busy():
            self._suspend()
            return
        if self._busy():
            self.ignored += 1
            return
        if command == 0x7A and self._left_us:
            self._busy_until_us, self._left_us = self.clock.now_us + self._left_us, 0
        elif command == 0xAB:
            self.asleep = False
        elif self.asleep or self.deaf:
            return
        elif command == 0x06 and count == 1:
            self._enabled = True
        elif command == 0x04 and count == 1:
            self._enabled = False
        elif command == 0x01 and count >= 2 and self._enabled:
            self.protection = self._input[1] & 0x3C
            self._start(10000)
        elif command == 0x02 and count > 4 and self._enabled:
            self._program(count - 4)
        elif command == 0x20 and count == 4 and self._enabled and not self._left_us:
            self._erase()

    # The part --------------------------------------------------------------------------

    def _busy(self) -> bool:
        return self.stuck_busy or self.clock.now_us < self._busy_until_us

    def _suspend(self) -> None:
        """Stop an erase within 20 us; what is left of it goes on when the part is told to."""
        if self.knows_suspend and self._erasing >= 0 and not self._left_us:
            self.suspends += 1
            self._left_us = max(1, self._busy_until_us - self.clock.now_us)
            self._busy_until_us = self.clock.now_us + 20

    def _look(self, address: int, count: int) -> None:
        """Refuse a test whose driver goes into a sector that is only half erased."""
        first = self._erasing
        if self._left_us and first - count < address < first + 4096:
            raise ValueError("into the sector whose erase is suspended")

    def _start(self, takes_us: int) -> None:
        self._enabled = False
        self._busy_until_us = self.clock.now_us + takes_us

    def _status(self) -> int:
        busy = self._busy()
        return int(busy) | (2 if self._enabled else 0) | self.protection

    def _address(self) -> int:
        return self._input[1] << 16 | self._input[2] << 8 | self._input[3]

    def _mount(self, address: int):
        for first, storage in self.mounts:
            offset = address - first * 4096
            if 0 <= offset < storage.sector_count * 4096:
                return storage, offset
        return None, 0

    def _read(self, address: int) -> int:
        self._look(address, 1)
        storage, offset = self._mount(address % (1 << self.jedec[2]))
        if storage is None:
            return 0xFF
        one = bytearray(1)
        storage.read(offset, one)
        return one[0]

    def _program(self, count: int) -> None:
        address = self._address()
        page, start = address - address % 256, address % 256
        self._look(page, 256)
        self._start(self.program_us)
        if self.protection:
            return
        # Which bytes of the page follow: it wraps, and the last 256 of what was sent count.
        latch = memoryview(self._input)[4:]
        if count >= 256:
            latch = bytes(latch[(position - start) % 256] for position in range(256))
            start, count = 0, 256
        first = min(count, 256 - start)
        self._put(page + start, latch[:first])
        if count > first:
            self._put(page, latch[first:count])

    def _put(self, address: int, data) -> None:
        storage, offset = self._mount(address)
        if storage is not None:
            storage.program(offset, data)

    def _erase(self) -> None:
        self._erasing = self._address()
        self._start(self.erase_us)
        storage, offset = self._mount(self._address())
        if storage is not None and not self.protection:
            storage.erase(offset // 4096)


class FakeSpi:
    """machine.SPI with one part on it, while its select pin is low."""

    def __init__(self, part: NorPart) -> None:
        self.part = part
        self.selected = False

    def write(self, data) -> None:
        for byte in data:
            if self.selected:
                self.part.exchange(byte)

    def readinto(self, buffer, write: int = 0) -> None:
        for index in range(len(buffer)):
            buffer[index] = self.part.exchange(write) if self.selected else 0xFF

    def select(self, level: int) -> None:
        """Be the select pin, called as machine.Pin is."""
        if bool(level) == self.selected:
            self.selected = not level
            if self.selected:
                self.part.select()
            else:
                self.part.deselect()
