# SPDX-License-Identifier: MIT
"""The record of which slot is to run, and the marks beside it; loader.py reads both.

Sectors 8 and 9 of the configuration, a pair as the profile is. What begins as FF is programmed
bit by bit and never erased: three tries (the loader's), "healthy", and that a failure was told.
"""

import struct

from posminder_formats._const import const

HEALTHY = const(3)
TOLD = const(4)

_SECTOR = const(8)
_SECTOR_BYTES = const(4096)
_MARKS = const(512)
_FIELDS = "<B6HI"  # slot, the version before, the version in that slot, the CRC-32 of its head

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.config import ConfigStore
    from agent.contracts import Region
    from posminder_formats.bundles import Version


class Pointer:
    """The newest record, if there is one: `versions` is None without. Raises StorageFault."""

    def __init__(self, config: "ConfigStore", region: "Region") -> None:
        self._config = config
        self._region = region
        data = config.load_pair(_SECTOR, struct.calcsize(_FIELDS))
        self.versions: tuple[Version, Version] | None = None
        if data:
            numbers = struct.unpack(_FIELDS, data)
            self.versions = numbers[1:4], numbers[4:7]

    def name(self, slot: int, before: "Version", version: "Version", crc: int) -> None:
        """Have `slot` run from the next start on; a power cut leaves the old record or this one.

        `crc`: of the head that stands there; another one's start is no start of this version.
        """
        data = struct.pack(_FIELDS, slot, *before + version, crc)
        self._config.save_pair(_SECTOR, data)
        self.versions = before, version

    def mark(self, which: int) -> bool:
        """Set a mark; tell whether flash kept it."""
        try:
            self._region.program(self._place(which), b"\0")
        except OSError:
            return False
        return self.marked(which)

    def marked(self, which: int) -> bool:
        """Tell whether a mark is set. Raises StorageFault."""
        return self._config.read(self._place(which), 1)[0] != 0xFF

    def _place(self, which: int) -> int:
        return self._config.used[_SECTOR][0] * _SECTOR_BYTES + _MARKS + which
