# SPDX-License-Identifier: MIT
"""A NOR region in RAM for tests that run on both Pythons: no faults, only the AND of NOR."""

_SECTOR_BYTES = 4096


class RamRegion:
    """`sector_count` erased sectors of 4096 bytes, programmed within pages of 256.

    Sectors are separate buffers: a small heap has no room for a whole region in one piece.
    """

    def __init__(self, sector_count: int) -> None:
        self.sector_size = _SECTOR_BYTES
        self.sector_count = sector_count
        self.page_size = 256
        self.programs = 0
        self.erases = 0
        self.reads = 0
        self._sectors = [bytearray(_SECTOR_BYTES) for _ in range(sector_count)]
        for sector in range(sector_count):
            self._blank(sector)

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from `offset`, within one sector."""
        self.reads += 1
        start = offset % _SECTOR_BYTES
        if start + len(buffer) > _SECTOR_BYTES:
            raise ValueError
        buffer[:] = memoryview(self._sectors[offset // _SECTOR_BYTES])[start : start + len(buffer)]

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """AND `data` into flash; crossing a page is an error of the caller."""
        if offset // 256 != (offset + len(data) - 1) // 256:
            raise ValueError
        self.programs += 1
        sector = self._sectors[offset // _SECTOR_BYTES]
        for position in range(len(data)):
            sector[offset % _SECTOR_BYTES + position] &= data[position]

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`."""
        self.erases += 1
        self._blank(sector)

    def flip(self, offset: int, mask: int) -> None:
        """Invert the bits of `mask` in the byte at `offset`."""
        self._sectors[offset // _SECTOR_BYTES][offset % _SECTOR_BYTES] ^= mask

    def _blank(self, sector: int) -> None:
        buffer = self._sectors[sector]
        for position in range(_SECTOR_BYTES):
            buffer[position] = 0xFF
