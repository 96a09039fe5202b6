# SPDX-License-Identifier: MIT
"""The arithmetic of seals: leaves, tree, chain and MAC (FORMAT.md, "Seals").

Bytes in, hashes out; knows no flash, no records and no clock. Every hash is a new object: one that
has given its digest does not behave on MicroPython as it does on CPython.
"""

from hashlib import sha256

from posminder_formats._const import const
from posminder_formats.macs import hmac_sha256

LEAVES_MAX = const(64)  # of one segment
HASH_BYTES = const(32)
SALT_BYTES = const(16)
BLINDING_BYTES = const(16)
UNREADABLE = bytes(HASH_BYTES)  # the leaf of a record that its own board could not read any more
MAC_FIELD_BYTES = const(34)  # a seal's last field, with its CBOR head: the core is what is before

_LEAF = b"\x00"
_NODE = b"\x01"
_CORE = b"\x02"
_FIRST = b"posminder seal 1"
_NEXT = b"next"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Buffer: TypeAlias = bytes | bytearray | memoryview


def salt(blinding: bytes, seq: int) -> bytes:
    """Return the salt of record `seq`: without it nobody can guess a record from its leaf."""
    return sha256(blinding + seq.to_bytes(4, "little")).digest()[:SALT_BYTES]


def leaf(salt: bytes, stored: "Buffer") -> bytes:
    """Return the leaf of a record: `stored` is its frame's head and body as they lie in flash."""
    hashed = sha256(_LEAF + salt)
    hashed.update(stored)
    return hashed.digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of two neighbours (RFC 6962, 2.1)."""
    return sha256(_NODE + left + right).digest()


def xor(one: bytes, other: bytes) -> bytes:
    """Return the bits in which two hashes differ."""
    return bytes(one[index] ^ other[index] for index in range(HASH_BYTES))


def first_link(board_id: bytes) -> bytes:
    """Return what a board's first seal names in place of a seal before it."""
    return sha256(_FIRST + board_id).digest()


def link(core: "Buffer") -> bytes:
    """Return the hash of a seal's core, which the next seal names."""
    hashed = sha256(_CORE)
    hashed.update(core)
    return hashed.digest()


def mac(key: bytes, board_id: bytes, core: "Buffer") -> bytes:
    """Return the seal's MAC. The board is in it, so that no other board's seal fits."""
    return hmac_sha256(key, board_id + bytes(core))


def next_key(key: bytes) -> bytes:
    """Return the key of the next segment; there is no way back."""
    return hmac_sha256(key, _NEXT)


class Tree:
    """An RFC 6962 tree that grows leaf by leaf and holds one hash a level."""

    def __init__(self) -> None:
        self.count = 0
        self.xor = UNREADABLE  # of all leaves
        self._peaks: list[bytes] = []

    def add(self, hashed: bytes) -> None:
        """Add a leaf, as `leaf` returns it."""
        self.xor = xor(self.xor, hashed)
        merges = self.count
        while merges & 1:
            hashed = node(self._peaks.pop(), hashed)
            merges >>= 1
        self._peaks.append(hashed)
        self.count += 1

    def root(self) -> bytes:
        """Return the root; of no leaves, the hash of nothing (RFC 6962, 2.1)."""
        if not self._peaks:
            return sha256(b"").digest()
        root = self._peaks[-1]
        for index in range(len(self._peaks) - 2, -1, -1):
            root = node(self._peaks[index], root)
        return root
