# SPDX-License-Identifier: MIT
"""A slice of the RP2040's own flash as a region, through `rp2.Flash`.

For a board build of our own only: stock MicroPython gives the whole of that flash to its file
system. Every operation stops the processor's interrupts (facts: 45 ms an erase, 0.6 ms a page),
so lines must be received by DMA. The port programs whole pages of 256 bytes; what is less is
filled up with FF, which a NOR part leaves as it is.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from rp2 import Flash

_SECTOR_BYTES = const(4096)
_PAGE_BYTES = const(256)
_ERASE_BLOCK = const(6)  # ioctl of the block protocol
_EIO = const(5)


class InternalFlash:
    """A Region (agent.contracts): sectors of `flash` from `first_sector` on.

    `flash` is `rp2.Flash(start=..., len=...)`, already outside the file system's part.
    """

    sector_size = _SECTOR_BYTES
    page_size = _PAGE_BYTES

    def __init__(self, flash: "Flash", first_sector: int, sector_count: int) -> None:
        self.sector_count = sector_count
        self._flash = flash
        self._first = first_sector
        self._page = bytearray(_PAGE_BYTES)

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from byte `offset`. Raises ValueError outside the region."""
        self._check(offset, len(buffer))
        block, within = divmod(offset, _SECTOR_BYTES)
        self._flash.readblocks(self._first + block, buffer, within)

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """Clear bits. Raises ValueError across a page's end or outside the region."""
        count = len(data)
        self._check(offset, count)
        start = offset % _PAGE_BYTES
        if start + count > _PAGE_BYTES:
            raise ValueError("a program across the end of a page")
        page = self._page
        for index in range(_PAGE_BYTES):
            page[index] = data[index - start] if start <= index < start + count else 0xFF
        block, within = divmod(offset - start, _SECTOR_BYTES)
        self._flash.writeblocks(self._first + block, page, within)

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`. Raises ValueError outside the region, OSError."""
        self._check(sector * _SECTOR_BYTES, _SECTOR_BYTES)
        if self._flash.ioctl(_ERASE_BLOCK, self._first + sector):
            raise OSError(_EIO, sector * _SECTOR_BYTES)

    def _check(self, offset: int, count: int) -> None:
        if offset < 0 or offset + count > self.sector_count * _SECTOR_BYTES:
            raise ValueError("outside the region")
