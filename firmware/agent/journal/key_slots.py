# SPDX-License-Identifier: MIT
"""The key that seals the open segment, and its forerunners destroyed: two sectors of NOR flash.

A step programs the next key into the next blank slot, reads it back, and only then programs zeros
over the old one: no cut leaves a board without a key, and no old key is left to read. What a slot
keeps beside the key is what the next seal needs, so that a restart need not find the last one.
"""

import struct
from binascii import crc32

from agent import limits
from posminder_formats import seals
from posminder_formats._const import const

# A slot: magic, epoch, first record of the open segment, epoch that the chain of keys began with,
# key, blinding secret, link to the seal before, CRC-32 of all that. Numbers are little-endian.
_MAGIC = b"PMK2"
_FORMAT = "<4sIII32s16s32s"
_USED_BYTES = const(100)  # with the CRC
_SLOT_BYTES = const(128)
_SECTORS = const(2)
_WIPES_MAX = const(3)  # of one slot
_PLACES_MAX = const(3)  # slots tried for one key

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.journal.flash import Flash


class KeySlots:
    """`first_sector` and the one behind it. Call `load` first; `key` is None until `create`."""

    def __init__(self, flash: "Flash", first_sector: int) -> None:
        self.key: bytes | None = None
        self.epoch = 0  # number of the open segment and of its key
        self.chain = 0  # the epoch whose key was the first of those that lead to this one
        self.first_seq = 1  # of the open segment
        self.blinding = b""
        self.link = b""  # to the seal before
        self._flash = flash
        self._base = first_sector * flash.sector_size
        self._per_sector = flash.sector_size // _SLOT_BYTES
        self._count = self._per_sector * _SECTORS
        self._slot = 0
        self._ahead = False  # the other sector was found blank, or erased

    def load(self) -> None:
        """Find the newest key; wipe every other and whatever was torn. Raises StorageFault."""
        self.key = None
        self._ahead = False
        used = []
        for slot in range(self._count):
            if self._is_blank(slot):
                continue
            used.append(slot)
            for _ in range(limits.JOURNAL_READS_MAX):
                if self._take():
                    self._slot = slot
                    break
                if not self._flash.window[0] or self._is_blank(slot):
                    break  # wiped; else read again: for one misread bit a key would be wiped
        for slot in used:
            if self.key is None or slot != self._slot:
                self._wipe(slot)

    def begin(self, epoch: int, key: bytes, blinding: bytes, link: bytes, first_seq: int) -> bool:
        """Keep the first key of a chain, and destroy the one there is; False if flash does not."""
        lost, slot, before = self.key is None, self._slot, (self.chain, self.blinding)
        if lost:
            self._slot, self._ahead = self._count - 1, False
        self.chain, self.blinding = epoch, blinding
        if not self._put(epoch, key, link, first_seq):
            self.chain, self.blinding = before
            return False
        if not lost:
            self._wipe(slot)
        return True

    def step(self, link: bytes, first_seq: int) -> bool:
        """Go on to the next key and destroy this one; False if flash does not keep the next."""
        key, slot = self.key, self._slot
        if key is None or not self._put(self.epoch + 1, seals.next_key(key), link, first_seq):
            return False
        self._wipe(slot)
        return True

    def prepare(self) -> bool:
        """Erase the other sector once this one is half used; tell whether time was spent on it."""
        if self.key is None or self._ahead or self._slot % self._per_sector * 2 < self._per_sector:
            return False
        return self._clear((self._slot // self._per_sector + 1) % _SECTORS)

    def _put(self, epoch: int, key: bytes, link: bytes, first_seq: int) -> bool:
        data = bytearray(_USED_BYTES)
        numbers = (epoch, first_seq, self.chain)
        struct.pack_into(_FORMAT, data, 0, _MAGIC, *numbers, key, self.blinding, link)
        struct.pack_into("<I", data, _USED_BYTES - 4, crc32(memoryview(data)[: _USED_BYTES - 4]))
        slot = self._slot
        for _ in range(_PLACES_MAX):
            slot = (slot + 1) % self._count
            if slot % self._per_sector == 0:
                if not self._ahead:
                    self._clear(slot // self._per_sector)
                self._ahead = False
            if not self._is_blank(slot):
                continue
            if self._flash.program(self._offset(slot), memoryview(data)):
                self.key, self.epoch, self.first_seq, self.link = key, epoch, first_seq, link
                self._slot = slot
                return True
            self._wipe(slot)
        return False

    def _offset(self, slot: int) -> int:
        return self._base + slot * _SLOT_BYTES

    def _is_blank(self, slot: int) -> bool:
        return self._flash.is_blank(self._offset(slot), _SLOT_BYTES)

    def _take(self) -> bool:
        """Take the slot in the window if it is whole and newer than the one in use."""
        window = self._flash.window
        magic, epoch, first_seq, chain, key, blinding, link = struct.unpack_from(_FORMAT, window)
        (crc,) = struct.unpack_from("<I", window, _USED_BYTES - 4)
        if magic != _MAGIC or crc != crc32(memoryview(window)[: _USED_BYTES - 4]):
            return False
        if self.key is not None and epoch <= self.epoch:
            return False
        self.key, self.epoch, self.first_seq = key, epoch, first_seq
        self.chain, self.blinding, self.link = chain, blinding, link
        return True

    def _wipe(self, slot: int) -> None:
        """Program zeros over a slot that does not read as zeros already."""
        for _ in range(_WIPES_MAX):
            if self._flash.is_void(self._offset(slot), _SLOT_BYTES):
                return
            self._flash.void(self._offset(slot), _SLOT_BYTES)

    def _clear(self, sector: int) -> bool:
        """Make a sector blank; tell whether it had to be erased."""
        first = sector * self._per_sector
        self._ahead = True
        if all(self._is_blank(slot) for slot in range(first, first + self._per_sector)):
            return False
        self._flash.erase(self._base // self._flash.sector_size + sector)
        return True
