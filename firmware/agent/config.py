# SPDX-License-Identifier: MIT
"""The site's profile, the device key and the people's keys, each in two slots of NOR flash.

Profile and people are replaced as a whole or not at all: the new one goes to the slot that is not
in use and counts only once its valid mark, programmed last, reads back. The device key is written
to both slots, one after the other, so that no single damaged place and no power cut makes a
commissioned board look like a fresh one. Knows bytes and hashes; what a profile says is
profile_check's.
"""

import hashlib
import struct
from binascii import crc32

from agent import errors, limits
from posminder_formats import cbor, profile_check
from posminder_formats._const import const

KEY_BYTES = const(32)

_PROFILE_SECTOR = const(0)  # and the one behind it
_KEY_SECTOR = const(2)  # and the one behind it
_PEOPLE_SECTOR = const(4)  # and the one behind it

# A slot: head (magic, generation, payload size, SHA-256 of the payload, CRC-32 of the head) at 0,
# valid mark at 128, payload from the second page on. Numbers are little-endian.
_MAGIC = b"PMC1"
_MARK = b"DONE"
_HEAD_BYTES = const(48)
_MARK_OFFSET = const(128)
_PAYLOAD_OFFSET = const(256)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.contracts import Region


class ConfigStore:
    """The region's first six sectors: profile, key and people, two each. Call `load` first.

    Behind the journal's keys follow, in the same form and read only when they are wanted, which
    code slot runs and the key that signs what may (agent.update).
    """

    def __init__(self, region: "Region") -> None:
        self.profile_hash: bytes | None = None  # SHA-256, None without a profile
        self.key: bytes | None = None  # KEY_BYTES bytes, None while uncommissioned
        self.people: list[list[Any]] = []  # [id, role, key] of everybody who is enrolled
        self._key_generation = 0
        self._key_sector = _KEY_SECTOR + 1  # that `key` was read from: overwritten last
        self._region = region
        # By the first sector of a pair: the sector in use, and its generation.
        self.used: dict[int, tuple[int, int]] = {}

    def load(self) -> None:
        """Read whatever is whole; a slot that is not counts as empty. Raises StorageFault."""
        profile = self.load_pair(_PROFILE_SECTOR, limits.PROFILE_BYTES_MAX)
        if profile:
            self.profile_hash = hashlib.sha256(profile).digest()
        for sector in (_KEY_SECTOR, _KEY_SECTOR + 1):
            generation, payload = self._read_slot(sector, KEY_BYTES)
            if generation > self._key_generation and len(payload) == KEY_BYTES:
                self._key_generation, self.key, self._key_sector = generation, payload, sector
        data = self.load_pair(_PEOPLE_SECTOR, limits.PEOPLE_BYTES_MAX)
        people = cbor.decode(data) if data else None
        if isinstance(people, list):
            self.people = people

    def profile(self) -> bytes | None:
        """Return the profile in force, None without one. Raises StorageFault.

        Read from flash each time: it is wanted too seldom to be kept in the heap.
        """
        if self.profile_hash is None:
            return None
        sector = self.used[_PROFILE_SECTOR][0]
        for _ in range(limits.CONFIG_READS_MAX):
            generation, profile = self._read_slot(sector, limits.PROFILE_BYTES_MAX)
            if generation:
                return profile
        raise errors.StorageFault

    def spare_sector(self) -> int:
        """Return the sector of the profile's slot that is not in use."""
        return 1 - self.used[_PROFILE_SECTOR][0]

    def save_profile(self, data: bytes) -> None:
        """Replace the profile by `data`, 1..PROFILE_BYTES_MAX bytes that were checked before.

        A power cut at any moment leaves the old profile or the new one. Raises StorageFault if
        flash does not keep the new one; the old one then stays.
        """
        if not 0 < len(data) <= limits.PROFILE_BYTES_MAX:
            raise ValueError
        self.save_pair(_PROFILE_SECTOR, data)
        self.profile_hash = hashlib.sha256(data).digest()

    def save_people(self, people: "list[list[Any]]") -> None:
        """Replace the people by `people`, all of them or none, as save_profile does."""
        data = cbor.encode(people)
        if len(data) > limits.PEOPLE_BYTES_MAX:
            raise ValueError
        self.save_pair(_PEOPLE_SECTOR, data)
        self.people = people

    def save_key(self, key: bytes) -> None:
        """Commission the board with `key`, KEY_BYTES bytes, or put it in place of the key before.

        A power cut at any moment leaves the old key or the new one. Raises ValueError, and
        StorageFault if flash kept it in neither slot, or, of a new key, not in the first it was
        written to: the old one then stays.
        """
        if len(key) != KEY_BYTES:
            raise ValueError
        last, kept = self._key_sector, 0
        for sector in (2 * _KEY_SECTOR + 1 - last, last):
            kept += self._write_slot(sector, self._key_generation + 1, key)
            if not kept and self.key is not None:
                break  # the last one still has the old key
        if not kept:
            raise errors.StorageFault
        self._key_generation += 1
        self.key = bytes(key)

    def load_pair(self, first: int, size_max: int) -> bytes:
        """Return the newest payload of the pair that begins at sector `first`, b"" for none."""
        self.used.setdefault(first, (first + 1, 0))
        newest = b""
        for sector in (first, first + 1):
            generation, payload = self._read_slot(sector, size_max)
            if generation and generation >= self.used[first][1]:
                self.used[first], newest = (sector, generation), payload
        return newest

    def save_pair(self, first: int, data: bytes) -> None:
        """Write `data` to the slot of a pair that is not in use, and use it from now on.

        The pair was loaded before. Raises StorageFault; the old one then stays.
        """
        used, generation = self.used.get(first, (first + 1, 0))
        sector = first + (used == first)
        if not self._write_slot(sector, generation + 1, data):
            raise errors.StorageFault
        self.used[first] = (sector, generation + 1)

    def _read_slot(self, sector: int, size_max: int) -> tuple[int, bytes]:
        """Return (generation, payload) of the slot in `sector`, (0, b"") unless it is whole."""
        base = sector * self._region.sector_size
        head = self.read(base, _HEAD_BYTES)
        generation, size = struct.unpack_from("<II", head, 4)
        (crc,) = struct.unpack_from("<I", head, _HEAD_BYTES - 4)
        if (
            head[:4] != _MAGIC
            or crc != crc32(head[: _HEAD_BYTES - 4])
            or not 0 < size <= size_max
            or self.read(base + _MARK_OFFSET, len(_MARK)) != _MARK
        ):
            return 0, b""
        payload = bytes(self.read(base + _PAYLOAD_OFFSET, size))
        if hashlib.sha256(payload).digest() != bytes(head[12:44]):
            return 0, b""
        return generation, payload

    def _write_slot(self, sector: int, generation: int, payload: bytes) -> bool:
        """Write a whole slot, its mark last; tell whether every step read back."""
        base = sector * self._region.sector_size
        head = _MAGIC + struct.pack("<II", generation, len(payload))
        head += hashlib.sha256(payload).digest()
        head += struct.pack("<I", crc32(head))
        try:
            self._region.erase(sector)
            return (
                self._program(base + _PAYLOAD_OFFSET, payload)
                and self._program(base, head)
                and self._program(base + _MARK_OFFSET, _MARK)
            )
        except (OSError, errors.StorageFault):
            return False

    def _program(self, offset: int, data: bytes) -> bool:
        view = memoryview(data)
        done = 0
        while done < len(data):
            page_rest = self._region.page_size - (offset + done) % self._region.page_size
            count = min(len(data) - done, page_rest)
            self._region.program(offset + done, view[done : done + count])
            done += count
        return self.read(offset, len(data)) == data

    def read(self, offset: int, size: int) -> bytearray:
        """Return `size` bytes from `offset` of the region. Raises StorageFault."""
        buffer = bytearray(size)
        for _ in range(limits.CONFIG_READS_MAX):
            try:
                self._region.read(offset, buffer)
                return buffer
            except OSError:
                continue
        raise errors.StorageFault


def check_profile(data: "bytes | bytearray") -> "dict[int, Any]":
    """Return a profile's checked values, defaults filled in. Raises ProfileRefused(field name)."""
    try:
        return profile_check.check(data)
    except profile_check.ProfileError as error:
        field = error.args[0]
    raise errors.ProfileRefused(field)
