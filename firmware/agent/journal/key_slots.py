# SPDX-License-Identifier: MIT
"""The key that seals the open segment, and its forerunners destroyed: two sectors of NOR flash.

Keys are written a page ahead: who reads one can work out the next ones anyway. So within a page a
step is one program, which puts zeros over the old key and the link of the new segment beside the
next key, and touches nothing of that. Torn, it may have destroyed the old key without its having
been noted: the next key is there, and the seal, which was in flash before the step began, says
what the segment's link is. From page to page a step programs the new page, reads it back, and only
then puts zeros over the old one.
"""

import struct
from binascii import crc32

from agent import limits
from posminder_formats import seals
from posminder_formats._const import const

# A page: magic, epoch of its first key, epoch that the chain of keys began with, blinding secret;
# then the keys, each with a CRC-32 of head, place and key; then as many links, blank until the key
# in the same place is the open segment's: first record, link to the seal before, CRC-32 of head,
# place, and these. Numbers are little-endian. Formats are bytes: a short text is one name more.
_MAGIC = b"PMK3"
_HEAD = b"<4sII16s"
_HEAD_BYTES = const(28)
_KEY_BYTES = const(36)
_LINK_BYTES = const(40)
_KEYS = const(3)  # in a page
_LINKS_AT = const(136)
_PAGE_BYTES = const(256)
_SECTORS = const(2)
_WIPES_MAX = const(3)  # of one page

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.journal.flash import Flash


class KeySlots:
    """`first_sector` and the one behind it. Call `load` first; `key` is None until `begin`.

    After a torn step `key` is None too, with `epoch` and `first_seq` of the segment that it sealed:
    `step` then goes on from the next key, which is there.
    """

    def __init__(self, flash: "Flash", first_sector: int) -> None:
        self.key: bytes | None = None
        self.epoch = 0  # number of the open segment and of its key
        self.chain = 0  # the epoch whose key was the first of those that lead to this one
        self.first_seq = 1  # of the open segment
        self.blinding = b""
        self.link = b""  # to the seal before
        self.next_key: bytes | None = None  # the next key, when a torn step has left no other
        self._flash = flash
        self._base = first_sector * flash.sector_size
        self._per_sector = flash.sector_size // _PAGE_BYTES
        self._count = self._per_sector * _SECTORS
        self._slot = 0  # the page in use
        self._place = 0  # in it, of the key
        self._ahead = False  # the other sector was found blank, or erased

    def load(self) -> None:
        """Find the newest key; wipe every other and whatever was torn. Raises StorageFault."""
        self.key = self.next_key = None
        self._ahead = False
        used = []
        for slot in range(self._count):
            if self._is_blank(slot):
                continue
            used.append(slot)
            for _ in range(limits.JOURNAL_READS_MAX):
                if self._take(slot, True):
                    break
                if not self._flash.window[0] or self._is_blank(slot):
                    break  # wiped; else read again: for one misread bit a key would be wiped
            else:
                self._take(slot, False)
        if self.key is None and self.next_key is None:
            self._slot = -1
        for slot in used:
            if slot != self._slot:
                self._wipe(slot)
        if self.key is not None and self._place:
            self._zero(self._offset(self._slot) + _HEAD_BYTES, self._place * _KEY_BYTES)

    def begin(self, epoch: int, key: bytes, blinding: bytes, link: bytes, first_seq: int) -> bool:
        """Keep the first key of a chain, and destroy what there is; False if flash does not."""
        slot, before = self._slot, (self.chain, self.blinding)
        if self.key is None:
            self._slot, self._ahead = self._count - 1, False
        self.chain, self.blinding = epoch, blinding
        if not self._put(epoch, key, link, first_seq):
            self.chain, self.blinding = before
            return False
        if 0 <= slot != self._slot:
            self._wipe(slot)
        return True

    def step(self, link: bytes, first_seq: int) -> bool:
        """Go on to the next key and destroy this one; False if flash does not keep the next."""
        key, slot = self.key, self._slot
        following = self.next_key if key is None else seals.next_key(key)
        if following is None:
            return False
        if key is not None and self._step_within(following, link, first_seq):
            return True
        if not self._put(self.epoch + 1, following, link, first_seq):
            return False
        self._wipe(slot)
        return True

    def prepare(self) -> bool:
        """Erase the other sector once this one is half used; tell whether time was spent on it."""
        if self.key is None or self._ahead or self._slot % self._per_sector * 2 < self._per_sector:
            return False
        return self._clear((self._slot // self._per_sector + 1) % _SECTORS)

    def _step_within(self, following: bytes, link: bytes, first_seq: int) -> bool:
        """Step to the next key of the page; False if there is none, or flash did not take it."""
        place, base = self._place, self._offset(self._slot)
        start = _HEAD_BYTES + place * _KEY_BYTES
        at = _LINKS_AT + (place + 1) * _LINK_BYTES
        end = at + _LINK_BYTES
        page = memoryview(bytearray(b"\xff" * _PAGE_BYTES))  # what stays as it is
        wanted = memoryview(bytearray(_PAGE_BYTES))
        self._flash.read(base, wanted)
        if _key_in(wanted, place + 1) != following or wanted[at:end] != page[at:end]:
            return False
        page[:_HEAD_BYTES] = wanted[:_HEAD_BYTES]
        _put_link(page, place + 1, first_seq, link)
        wanted[at:end] = page[at:end]
        page[start : start + _KEY_BYTES] = wanted[start : start + _KEY_BYTES] = bytes(_KEY_BYTES)
        if not self._flash.program(base + start, page[start:end], wanted[start:end]):
            return False
        self._use(self._slot, place + 1, self.epoch + 1, following, first_seq, link)
        return True

    def _put(self, epoch: int, key: bytes, link: bytes, first_seq: int) -> bool:
        """Begin a page with this key: the segment's, and those behind it."""
        page = memoryview(bytearray(b"\xff" * _PAGE_BYTES))
        struct.pack_into(_HEAD, page, 0, _MAGIC, epoch, self.chain, self.blinding)
        following = key
        for place in range(_KEYS):
            at = _HEAD_BYTES + place * _KEY_BYTES
            page[at : at + seals.HASH_BYTES] = following
            struct.pack_into("<I", page, at + seals.HASH_BYTES, _crc(page, at, seals.HASH_BYTES))
            following = seals.next_key(following)
        _put_link(page, 0, first_seq, link)
        slot = self._slot
        for _ in range(self._per_sector):  # the last of them is in a sector that is erased for it
            slot = (slot + 1) % self._count
            if slot % self._per_sector == 0:
                if not self._ahead:
                    self._clear(slot // self._per_sector)
                self._ahead = False
            if not self._is_blank(slot):
                continue
            if self._flash.program(self._offset(slot), page):
                self._use(slot, 0, epoch, key, first_seq, link)
                return True
            self._wipe(slot)
        return False

    def _use(
        self, slot: int, place: int, epoch: int, key: "bytes | None", first_seq: int, link: bytes
    ) -> None:
        self._slot, self._place = slot, place
        self.epoch, self.key, self.first_seq, self.link = epoch, key, first_seq, link
        self.next_key = None

    def _offset(self, slot: int) -> int:
        return self._base + slot * _PAGE_BYTES

    def _is_blank(self, slot: int) -> bool:
        return self._flash.is_blank(self._offset(slot), _PAGE_BYTES)

    def _take(self, slot: int, whole: bool) -> bool:
        """Take the page in the window if it is better than the one in use.

        It is `whole` while it has the key of its newest link; without that, but with the next one,
        it is what a torn step has left, and only good where there is no whole one. Of two such the
        newer page is one that was torn while it was written behind the older.
        """
        page = memoryview(self._flash.window)
        magic, epoch, chain, blinding = struct.unpack_from(_HEAD, page)
        place, at = _KEYS, _PAGE_BYTES
        while place:
            place, at = place - 1, at - _LINK_BYTES
            first_seq, link, crc = struct.unpack_from(b"<I32sI", page, at)
            if crc == _crc(page, at, _LINK_BYTES - 4):
                break
        else:
            return False
        if magic != _MAGIC:
            return False
        epoch += place
        key, following = _key_in(page, place), None
        if whole:
            better = key is not None and (self.key is None or epoch > self.epoch)
        else:
            key, following = None, _key_in(page, place + 1)
            better = following is not None and self.key is None
            better = better and (self.next_key is None or epoch < self.epoch)
        if better:
            self._use(slot, place, epoch, key, first_seq, link)
            self.next_key, self.chain, self.blinding = following, chain, blinding
        return better

    def _wipe(self, slot: int) -> None:
        """Program zeros over a page."""
        self._zero(self._offset(slot), _PAGE_BYTES)

    def _zero(self, offset: int, size: int) -> None:
        """Program zeros over what does not read as zeros already."""
        for _ in range(_WIPES_MAX):
            if self._flash.is_void(offset, size):
                return
            self._flash.void(offset, size)

    def _clear(self, sector: int) -> bool:
        """Make a sector blank; tell whether it had to be erased."""
        first = sector * self._per_sector
        self._ahead = True
        if all(self._is_blank(slot) for slot in range(first, first + self._per_sector)):
            return False
        self._flash.erase(self._base // self._flash.sector_size + sector)
        return True


def _crc(page: memoryview, at: int, size: int) -> int:
    """Return the CRC-32 of the page's head and `size` bytes at `at`."""
    return crc32(page[at : at + size], crc32(page[:_HEAD_BYTES]))


def _key_in(page: memoryview, place: int) -> "bytes | None":
    """Return the key in a place of a page, None where there is none or no more."""
    at = _HEAD_BYTES + place * _KEY_BYTES
    key, crc = struct.unpack_from(b"<32sI", page, at)
    return key if place < _KEYS and crc == _crc(page, at, seals.HASH_BYTES) else None


def _put_link(page: memoryview, place: int, first_seq: int, link: bytes) -> None:
    at = _LINKS_AT + place * _LINK_BYTES
    struct.pack_into(b"<I32s", page, at, first_seq, link)
    struct.pack_into("<I", page, at + _LINK_BYTES - 4, _crc(page, at, _LINK_BYTES - 4))
