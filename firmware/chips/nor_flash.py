# SPDX-License-Identifier: MIT
"""SPI NOR flash of the 25 series (W25Q128 and its kin) as regions of the contract.

Takes an SPI bus and a chip-select pin; knows no board. Commands are those that every maker of the
series has (Winbond W25Q128JV, revision H, chapter 8): 24-bit addresses, so at most 16 MB. Nothing
is allocated after the start, and no wait is without an end. Read-back is the agent's
(journal/flash.py); here it is checked that the part took the command and came back from it.

An erase (45 ms, at worst 400) goes on by itself: whoever reads or programs elsewhere meanwhile has
it suspended for that; a part that knows no suspending is waited for.
"""

import time

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import SPI, Pin

SECTOR_BYTES = const(4096)
PAGE_BYTES = const(256)

_WRITE_STATUS = const(0x01)
_PROGRAM = const(0x02)
_READ = const(0x03)
_READ_STATUS = const(0x05)
_WRITE_ENABLE = const(0x06)
_ERASE_SECTOR = const(0x20)
_JEDEC_ID = const(0x9F)
_WAKE = const(0xAB)
_SUSPEND = const(0x75)  # chapter 8.2.27; it may then be read and programmed in other sectors
_RESUME = const(0x7A)

_BUSY = const(0x01)
_ENABLED = const(0x02)
_PROTECTED = const(0x3C)  # the block protection bits BP0..BP3 of status register 1

# At most, by the data sheet; typical are 0.4 ms and 45 ms.
_PROGRAM_MS = const(5)
_ERASE_MS = const(500)
_STATUS_MS = const(20)
_START_MS = const(500)  # the processor may have been reset within an erase that still goes on

_EIO = const(5)
_ENODEV = const(19)
_ETIMEDOUT = const(110)

_CAPACITY_FIRST = const(0x10)  # 2^16 bytes; what is smaller holds no journal
_CAPACITY_LAST = const(0x18)  # 2^24 bytes, all that 24 bits address


class NorFlash:
    """One chip. Raises OSError(ENODEV, JEDEC id) if none of the series answers.

    Other errors are OSError(ETIMEDOUT or EIO, byte address): the part stayed busy, or did not take
    a command.
    """

    def __init__(self, spi: "SPI", select: "Pin") -> None:
        self._spi = spi
        self._select = select
        self._command = bytearray(4)
        self._one = memoryview(self._command)[:1]
        self._status_byte = bytearray(1)
        self._erasing = -1  # byte address of the sector that is being erased
        self._patience_ms = 0  # for its end
        select(1)
        self.jedec_id = self._identify()  # maker, type, capacity: one byte each
        self.sector_count = (1 << (self.jedec_id & 0xFF)) // SECTOR_BYTES
        if self._status() & _PROTECTED:
            self._unprotect()

    def read(self, address: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from byte `address`."""
        held = self._free(address, len(buffer))
        self._begin(_READ, address)
        self._spi.readinto(buffer)
        self._select(1)
        if held:
            self._send(_RESUME)

    def program(self, address: int, data: "bytes | bytearray | memoryview") -> None:
        """Clear bits from byte `address` on, within one page. Raises OSError."""
        held = self._free(address, len(data))
        try:
            self._enable(address)
            self._begin(_PROGRAM, address)
            self._spi.write(data)
            self._select(1)
            self._wait(_PROGRAM_MS, address)
        finally:
            if held:
                self._send(_RESUME)

    def erase(self, address: int) -> None:
        """Begin to set every bit of the sector that begins at `address`. Raises OSError."""
        if self._erasing >= 0:
            self._free(self._erasing, 1)
        self._enable(address)
        self._begin(_ERASE_SECTOR, address)
        self._select(1)
        if self._status() & (_ENABLED | _BUSY) == _ENABLED:
            raise OSError(_EIO, address)
        self._erasing, self._patience_ms = address, _ERASE_MS

    def _free(self, address: int, count: int) -> bool:
        """Have the part take a command for `count` bytes; tell whether an erase waits for that.

        In the sector that is being erased its end is waited for, and where the part does not stop.
        """
        erasing = self._erasing
        if erasing < 0:
            return False
        elsewhere = not erasing - count < address < erasing + SECTOR_BYTES
        if self._status() & _BUSY:
            if elsewhere:
                self._send(_SUSPEND)
            start = time.ticks_ms()
            while self._status() & _BUSY:
                if time.ticks_diff(time.ticks_ms(), start) > self._patience_ms:
                    self._patience_ms = 0  # a part that hangs costs that once
                    raise OSError(_ETIMEDOUT, erasing)
            if elsewhere:
                return True
        self._erasing = -1
        return False

    def _identify(self) -> int:
        """Return the JEDEC id. A floating line reads as busy for ever, or as no maker."""
        self._send(_WAKE)
        self._send(_RESUME)  # or within one that was suspended
        start = time.ticks_ms()
        while self._status() & _BUSY:
            if time.ticks_diff(time.ticks_ms(), start) > _START_MS:
                raise OSError(_ENODEV, 0)
        identity = bytearray(3)
        self._command[0] = _JEDEC_ID
        self._select(0)
        self._spi.write(self._one)
        self._spi.readinto(identity)
        self._select(1)
        found = identity[0] << 16 | identity[1] << 8 | identity[2]
        if identity[0] in (0x00, 0xFF) or not _CAPACITY_FIRST <= identity[2] <= _CAPACITY_LAST:
            raise OSError(_ENODEV, found)
        return found

    def _unprotect(self) -> None:
        """Take off the protection that some parts come with. Raises OSError if it stays."""
        self._enable(0)
        self._command[0], self._command[1] = _WRITE_STATUS, 0
        self._select(0)
        self._spi.write(memoryview(self._command)[:2])
        self._select(1)
        self._wait(_STATUS_MS, 0)
        if self._status() & _PROTECTED:
            raise OSError(_EIO, 0)

    def _enable(self, address: int) -> None:
        """Set the write enable latch, and see that it is set: a part that is gone has none."""
        self._send(_WRITE_ENABLE)
        if self._status() & (_ENABLED | _BUSY) != _ENABLED:
            raise OSError(_EIO, address)

    def _wait(self, limit_ms: int, address: int) -> None:
        """Wait until the part is idle and, as after each operation, no longer write-enabled."""
        start = time.ticks_ms()
        status = self._status()
        while status & _BUSY:
            if time.ticks_diff(time.ticks_ms(), start) > limit_ms:
                raise OSError(_ETIMEDOUT, address)
            status = self._status()
        if status & _ENABLED:
            raise OSError(_EIO, address)

    def _status(self) -> int:
        self._command[0] = _READ_STATUS
        self._select(0)
        self._spi.write(self._one)
        self._spi.readinto(self._status_byte)
        self._select(1)
        return self._status_byte[0]

    def _send(self, command: int) -> None:
        self._command[0] = command
        self._select(0)
        self._spi.write(self._one)
        self._select(1)

    def _begin(self, command: int, address: int) -> None:
        """Send a command with its address; the chip stays selected."""
        sent = self._command
        sent[0] = command
        sent[1] = address >> 16 & 0xFF
        sent[2] = address >> 8 & 0xFF
        sent[3] = address & 0xFF
        self._select(0)
        self._spi.write(sent)


class NorRegion:
    """A Region (agent.contracts): `sector_count` sectors of `chip` from `first_sector` on."""

    sector_size = SECTOR_BYTES
    page_size = PAGE_BYTES

    def __init__(self, chip: NorFlash, first_sector: int, sector_count: int) -> None:
        if first_sector < 0 or sector_count < 1 or first_sector + sector_count > chip.sector_count:
            raise ValueError("outside the chip")
        self.sector_count = sector_count
        self._chip = chip
        self._base = first_sector * SECTOR_BYTES

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from byte `offset`. Raises ValueError outside the region."""
        self._check(offset, len(buffer))
        self._chip.read(self._base + offset, buffer)

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """Clear bits. Raises ValueError across a page's end, where the part would wrap; OSError."""
        count = len(data)
        self._check(offset, count)
        if offset % PAGE_BYTES + count > PAGE_BYTES:
            raise ValueError("a program across the end of a page")
        if count:  # the part ignores a program without data, and stays enabled
            self._chip.program(self._base + offset, data)

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`. Raises ValueError outside the region, OSError."""
        self._check(sector * SECTOR_BYTES, SECTOR_BYTES)
        self._chip.erase(self._base + sector * SECTOR_BYTES)

    def _check(self, offset: int, count: int) -> None:
        if offset < 0 or offset + count > self.sector_count * SECTOR_BYTES:
            raise ValueError("outside the region")
