# SPDX-License-Identifier: MIT
"""The head of a bundle, which is one version of a board's code in one file (BUNDLE.md).

Bytes in, numbers out; knows no flash, no key and no file.
"""

import struct
from binascii import crc32

from posminder_formats._const import const

SECTOR_BYTES = const(4096)
HEAD_BYTES = const(68)  # what is signed: everything up to and with the CRC
SIGNATURE_AT = const(256)  # a page of its own: the head is programmed in one go
SIGNATURE_BYTES = const(384)
IMAGE_AT = const(4096)
EXPONENT = const(65537)  # of every release key

_MAGIC = b"PMB1"
_KEY_CONTEXT = b"posminder release key 1"
_FIELDS = "<4sHHHH16sI32s"
_CRC_AT = const(64)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NamedTuple

    Version = tuple[int, int, int]

    class Head(NamedTuple):
        """What a head says."""

        version: Version
        abi: int
        board: bytes
        image_bytes: int
        image_sha256: bytes


def encode(version: "Version", abi: int, board: bytes, image_bytes: int, sha256: bytes) -> bytes:
    """Return the head, HEAD_BYTES bytes. `board`: its name, at most 16 bytes."""
    fields = (_MAGIC, version[0], version[1], version[2], abi, board, image_bytes, sha256)
    data = struct.pack(_FIELDS, *fields)
    return data + struct.pack("<I", crc32(data))


def decode(data: "bytes | bytearray | memoryview") -> "Head | None":
    """Return (version, ABI, board, image bytes, image SHA-256), None where no head is whole."""
    if len(data) < HEAD_BYTES:
        return None
    fields = struct.unpack_from(_FIELDS, data)
    (crc,) = struct.unpack_from("<I", data, _CRC_AT)
    if fields[0] != _MAGIC or crc != crc32(bytes(data[:_CRC_AT])):
        return None
    version = fields[1], fields[2], fields[3]
    return version, fields[4], fields[5].rstrip(b"\0"), fields[6], fields[7]  # type: ignore[return-value] # a plain tuple on a board


def release_key_message(board_id: bytes, nonce: bytes, modulus: bytes) -> bytes:
    """Return what the lease's ticket makes an HMAC-SHA256 of, to give a board its release key."""
    return _KEY_CONTEXT + board_id + nonce + modulus


def text_of(version: "Version") -> str:
    """Return a version as "1.2.3"."""
    return "%d.%d.%d" % (version[0], version[1], version[2])


def version_of(text: str) -> "Version":
    """Return the numbers of a version such as "1.2.3". Raises ValueError."""
    major, minor, patch = [int(part) for part in text.split(".")]
    return major, minor, patch
