# SPDX-License-Identifier: MIT
"""NOR flash for tests of memory on the real MicroPython: it asks for none itself."""

from posminder_formats._const import const

_SECTOR_BYTES = const(4096)


class QuietPart:
    """The region whose bytes are `image`, a whole number of sectors. `called` comes first."""

    sector_size = _SECTOR_BYTES
    page_size = 256

    def __init__(self, image: "bytearray | memoryview") -> None:
        self.sector_count = len(image) // _SECTOR_BYTES
        self.image = image

    def called(self) -> None:
        """For a test to know of each call of the region."""

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from `offset`."""
        self.called()
        image = self.image
        for at in range(len(buffer)):
            buffer[at] = image[offset + at]

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        """AND `data` into flash."""
        self.called()
        image = self.image
        for at in range(len(data)):
            image[offset + at] &= data[at]

    def erase(self, sector: int) -> None:
        """Set every bit of `sector`."""
        self.called()
        image = self.image
        for at in range(sector * _SECTOR_BYTES, (sector + 1) * _SECTOR_BYTES):
            image[at] = 0xFF
