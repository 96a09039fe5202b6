# SPDX-License-Identifier: MIT
"""HMAC-SHA256, which MicroPython lacks: proofs of keys, people's deeds and seals need it."""

from hashlib import sha256

from posminder_formats._const import const

_BLOCK_BYTES = const(64)  # of SHA-256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeAlias

    Buffer: TypeAlias = bytes | bytearray | memoryview


def hmac_sha256(key: bytes, message: "Buffer") -> bytes:
    """Return HMAC-SHA256 (RFC 2104). `key` of at most 64 bytes."""
    padded = key + bytes(_BLOCK_BYTES - len(key))
    inner = sha256(bytes(byte ^ 0x36 for byte in padded))
    inner.update(message)
    outer = sha256(bytes(byte ^ 0x5C for byte in padded))
    outer.update(inner.digest())
    return outer.digest()
