# SPDX-License-Identifier: MIT
"""The arithmetic of seals: leaves, tree, chain and MAC (FORMAT.md, "Seals").

Bytes in, hashes out; knows no flash, no records and no clock. Every hash is a new object: one that
has given its digest does not behave on MicroPython as it does on CPython. Every record needs three
of them, so what they are fed with is put together in one buffer for good, and nothing else is made.
"""

import struct
from hashlib import sha256

from posminder_formats._const import const
from posminder_formats.macs import hmac_sha256

LEAVES_MAX = const(64)  # of one segment
HASH_BYTES = const(32)
SALT_BYTES = const(16)
BLINDING_BYTES = const(16)
UNREADABLE = bytes(HASH_BYTES)  # the leaf of a record that its own board could not read any more
MAC_FIELD_BYTES = const(34)  # a seal's last field, with its CBOR head: the core is what is before

_LEAF = const(0)
_NODE = const(1)
_NODE_BYTES = const(65)
_CORE = b"\x02"
_FIRST = b"posminder seal 1"
_NEXT = b"next"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Buffer: TypeAlias = bytes | bytearray | memoryview


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
    """An RFC 6962 tree of salted leaves that grows leaf by leaf and holds one hash a level."""

    def __init__(self) -> None:
        self.count = 0
        self.xor = bytearray(HASH_BYTES)  # of all leaves
        self._peaks: list[bytes] = []
        self._hashed = bytearray(_NODE_BYTES)  # the longest of what is hashed in one go
        self._named = memoryview(self._hashed)[: BLINDING_BYTES + 4]
        self._salted = memoryview(self._hashed)[: 1 + SALT_BYTES]

    def restart(self) -> None:
        """Begin to grow anew."""
        self.count = 0
        self.xor[:] = UNREADABLE
        self._peaks.clear()

    def take(self, blinding: bytes, seq: int, stored: "Buffer") -> None:
        """Add the leaf of record `seq`; `stored` is its frame's head and body as in flash.

        It is salted with what nobody knows: else a record could be guessed from its leaf.
        """
        struct.pack_into("<16sI", self._hashed, 0, blinding, seq)
        struct.pack_into("<B32s", self._hashed, 0, _LEAF, sha256(self._named).digest())
        hashed = sha256(self._salted)
        hashed.update(stored)
        self.add(hashed.digest())

    def add(self, leaf: bytes) -> None:
        """Add a leaf that is known already, as that of a record that nobody can read."""
        xor = self.xor
        for index in range(HASH_BYTES):
            xor[index] ^= leaf[index]
        merges = self.count
        while merges & 1:
            leaf = self._node(self._peaks.pop(), leaf)
            merges >>= 1
        self._peaks.append(leaf)
        self.count += 1

    def root(self) -> bytes:
        """Return the root; of no leaves, the hash of nothing (RFC 6962, 2.1)."""
        if not self._peaks:
            return sha256(b"").digest()
        root = self._peaks[-1]
        for index in range(len(self._peaks) - 2, -1, -1):
            root = self._node(self._peaks[index], root)
        return root

    def _node(self, left: bytes, right: bytes) -> bytes:
        """Return the hash of two neighbours (RFC 6962, 2.1)."""
        struct.pack_into("<B32s32s", self._hashed, 0, _NODE, left, right)
        return sha256(self._hashed).digest()
