# SPDX-License-Identifier: MIT
"""DMA channels of the RP2040, data sheet chapter 2.5, moving a UART's bytes to memory."""

import machine
from uctypes import addressof

_FIELDS = ("size", "inc_read", "inc_write", "ring_size", "ring_sel", "treq_sel")
_LINES = {0x40034000: (0, 21), 0x40038000: (1, 23)}  # UARTDR: number, request signal


class DMA:
    """A channel. A count given while it runs is taken at the next start; a start while it runs is
    ignored. `count` tells how many transfers are left."""

    def __init__(self) -> None:
        self.count = 0
        self.control = {}
        self.read = 0
        self.buffer = b""
        self.address = 0
        self.running = False
        self._reload = 0
        machine.chip.channels.append(self)

    def pack_ctrl(self, **fields):
        for name in fields:
            if name not in _FIELDS:
                raise ValueError(name)
        control = {"size": 2, "inc_read": True, "inc_write": True, "ring_size": 0}
        control.update(ring_sel=False, treq_sel=0x3F)
        control.update(fields)
        return control

    def config(self, *, read=None, write=None, count=None, ctrl=None, trigger=False) -> None:
        if read is not None:
            self.read = read
        if write is not None:
            self.buffer, self.base = write, addressof(write)
            self.address = self.base
        if ctrl is not None:
            self.control = ctrl
        if count is not None:
            self._reload = count
        if trigger and not self.running:
            self.count = self._reload
            self.running = True
            for line in machine.chip.lines:
                line.serve()

    def active(self, value=None) -> bool:
        if value is not None:
            self.running = bool(value)
        return self.running

    def transfer(self, line: int, byte: int) -> bool:
        """Take a byte of UART `line`; tell whether this channel did."""
        number, request = _LINES.get(self.read, (None, None))
        if not self.running or number != line or self.control["treq_sel"] != request:
            return False
        if self.control["size"] or self.control["inc_read"] or not self.control["inc_write"]:
            raise ValueError("not bytes from one register to a row of them")
        self.buffer[self.address - self.base] = byte  # IndexError: DMA writes over strange memory
        mask = (1 << self.control["ring_size"]) - 1 if self.control["ring_sel"] else -1
        self.address = self.address & ~mask | (self.address + 1) & mask
        self.count -= 1
        self.running = self.count > 0
        return True


class Flash:
    """The part of the processor's own flash behind the program; every object is a slice of it.

    As the port has it: a program takes whole pages, and without an offset erases first.
    """

    storage = None  # a test's, with read, program and erase by byte and sector

    def __init__(self, *, start: int = 0, len: int = 352 * 4096) -> None:
        if start % 4096 or len % 4096 or start + len > 352 * 4096:
            raise ValueError
        self._first = start // 4096
        self._sectors = len // 4096

    def readblocks(self, block: int, buffer, offset: int = 0) -> None:
        self.storage.read(self._at(block) * 4096 + offset, buffer)

    def writeblocks(self, block: int, buffer, offset: "int | None" = None) -> None:
        if offset is None:
            offset = 0
            for number in range(block, block + len(buffer) // 4096):
                self.storage.erase(self._at(number))
        if len(buffer) % 256 or offset % 256:
            raise ValueError
        for place in range(0, len(buffer), 256):
            page = memoryview(buffer)[place : place + 256]
            self.storage.program(self._at(block) * 4096 + offset + place, page)

    def ioctl(self, request: int, argument: int = 0):
        if request == 4:
            return self._sectors
        if request == 5:
            return 4096
        if request == 6:
            self.storage.erase(self._at(argument))
        return 0

    def _at(self, block: int) -> int:
        if not 0 <= block < self._sectors:
            raise ValueError
        return self._first + block
