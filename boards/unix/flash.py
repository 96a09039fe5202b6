# SPDX-License-Identifier: MIT
"""NOR flash on a file: programming clears bits, erasing a sector sets them, both take time.

The file is written straight through, so what was programmed survives a killed process. No
operation allocates unless a fault strikes: journals are tested with the heap locked.
"""

from micropython import const

import faults
from faults import Faults
from launch import LAUNCH, LOADED
from world_link import link

_SECTOR_BYTES = const(4096)
_PAGE_BYTES = const(256)
_PROGRAM_US = const(600)  # a page, measured on the RP2040's flash
_ERASE_US = const(45000)  # a sector
_EIO = const(5)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_BLANK = b"\xff" * _PAGE_BYTES


class Region:
    """A Region (agent.contracts). `file`: path, sectors (launch.py)."""

    sector_size = _SECTOR_BYTES
    page_size = _PAGE_BYTES

    def __init__(self, file: "list[Any]", plan: Faults) -> None:
        self.sector_count: int = file[1]
        self._file = open(file[0], "r+b")  # noqa: SIM115 - for the life of the board
        self._plan = plan
        self._page = bytearray(_PAGE_BYTES)

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from byte `offset`. Raises ValueError outside the region."""
        self._check(offset, len(buffer))
        self._file.seek(offset)
        self._file.readinto(buffer)
        if self._plan.strikes_read():
            faults.misread(buffer)

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """Clear bits. Raises ValueError across a page's end, OSError as planned by the world."""
        count = len(data)
        self._check(offset, count)
        if offset % _PAGE_BYTES + count > _PAGE_BYTES:
            raise ValueError("a program across the end of a page")
        fault = self._plan.strikes_operation()
        if fault == faults.FAIL:
            raise OSError(_EIO)
        page = self._page
        self._file.seek(offset)
        self._file.readinto(page, count)
        if fault:
            faults.tear_program(self._plan, fault, page, data)
        else:
            for index in range(count):
                page[index] &= data[index]
        self._file.seek(offset)
        self._file.write(page, count)
        if fault == faults.CUT:
            link.lose_power()
        link.stall(_PROGRAM_US)

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`. Raises ValueError, or OSError as planned by the world."""
        offset = sector * _SECTOR_BYTES
        self._check(offset, _SECTOR_BYTES)
        fault = self._plan.strikes_operation()
        if fault == faults.FAIL:
            raise OSError(_EIO)
        if fault:
            self._tear_erase(fault, offset)
        else:
            self._file.seek(offset)
            for _ in range(_SECTOR_BYTES // _PAGE_BYTES):
                self._file.write(_BLANK)
        if fault == faults.CUT:
            link.lose_power()
        link.stall(_ERASE_US)

    def _tear_erase(self, fault: int, offset: int) -> None:
        sector = bytearray(_SECTOR_BYTES)
        self._file.seek(offset)
        self._file.readinto(sector)
        faults.tear_erase(self._plan, fault, sector)
        self._file.seek(offset)
        self._file.write(sector)

    def _check(self, offset: int, count: int) -> None:
        link.check_running()
        if offset < 0 or offset + count > self.sector_count * _SECTOR_BYTES:
            raise ValueError("outside the region")


class CodeSlots(Region):
    """The code slots (agent.contracts): a file that is only made when something is written.

    Until then slot 0 reads as the bundle that the board was made with, and all else as erased, so
    that a thousand boards cost no copy. `running` and `standing` are what the loader said.
    """

    def __init__(self, file: "list[Any]", plan: Faults) -> None:
        self.sector_count = file[1]
        self.running, self.standing = LAUNCH[LOADED][:2]
        self._paths = file[0], file[2]
        self._plan = plan
        self._is_open = self._own = False

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from byte `offset`. Raises ValueError outside the region."""
        self._check(offset, len(buffer))
        self._file.seek(offset)
        count = self._file.readinto(buffer) or 0
        if count < len(buffer):
            memoryview(buffer)[count:] = b"\xff" * (len(buffer) - count)
        if self._plan.strikes_read():
            faults.misread(buffer)

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """Clear bits, as Region.program."""
        self._become_own()
        super().program(offset, data)

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`, as Region.erase."""
        self._become_own()
        super().erase(sector)

    def _check(self, offset: int, count: int) -> None:
        super()._check(offset, count)
        if self._is_open:
            return
        self._is_open = True
        self._page = bytearray(_PAGE_BYTES)
        try:
            self._file = open(self._paths[0], "r+b")  # noqa: SIM115 - for the life of the board
            self._own = True
        except OSError:
            self._file = open(self._paths[1], "rb")  # noqa: SIM115 - the same

    def _become_own(self) -> None:
        """Copy what the board was made with, before the first byte is changed."""
        self._check(0, 0)
        if self._own:
            return
        page = self._page
        self._file.seek(0)
        with open(self._paths[0], "wb") as file:
            for _ in range(self.sector_count * _SECTOR_BYTES // _PAGE_BYTES):
                count = self._file.readinto(page) or 0
                page[count:] = b"\xff" * (_PAGE_BYTES - count)
                file.write(page)
        self._file.close()
        self._is_open = False
