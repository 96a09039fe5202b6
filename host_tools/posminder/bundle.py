# SPDX-License-Identifier: MIT
"""A bundle: one signed version of a board's code in one file (posminder_formats/BUNDLE.md).

Packs, signs, reads and checks; knows neither how an image is built nor where keys are kept.
The same image, version and board give the same bytes; so does a signature of the same key.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from posminder.errors import BundleDamaged, BundleUnsigned, UsageError
from posminder_formats import bundles

KEY_BITS: Final = 8 * bundles.SIGNATURE_BYTES
MPY_ABI: Final = 6  # of the .mpy files in the image; sys.implementation._mpy & 0xFF on a board
SUFFIX: Final = ".pmb"  # of a bundle's file

_BOARD_BYTES: Final = 16
_NUMBER_MAX: Final = 0xFFFF
_UNSIGNED: Final = b"\xff" * bundles.SIGNATURE_BYTES


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a whole bundle says; `data` is the file itself."""

    version: str  # "1.2.3"
    abi: int
    board: str
    image_sha256: bytes
    signed: bool  # there is a signature; whose it is, `verify` knows
    data: bytes

    @property
    def image(self) -> bytes:
        """The ROMFS image."""
        return self.data[bundles.IMAGE_AT :]

    @property
    def sha256(self) -> bytes:
        """The SHA-256 of the file, which the board is told when it is to use it."""
        return hashlib.sha256(self.data).digest()


def pack(image: bytes, version: str, board: str, abi: int = MPY_ABI) -> bytes:
    """Return the unsigned bundle. Raises UsageError for what no head can say."""
    try:
        numbers = bundles.version_of(version)
    except ValueError:
        raise UsageError(f"{version!r} is no version such as 1.2.3") from None
    name = board.encode()
    if not 0 < len(name) <= _BOARD_BYTES:
        raise UsageError(f"a board's name has 1 to {_BOARD_BYTES} bytes, not {board!r}")
    if not image or not all(0 <= number <= _NUMBER_MAX for number in (*numbers, abi)):
        raise UsageError(f"an empty image, or a number above {_NUMBER_MAX} in version {version}")
    head = bundles.encode(numbers, abi, name, len(image), hashlib.sha256(image).digest())
    return head.ljust(bundles.IMAGE_AT, b"\xff") + image


def sign(key: rsa.RSAPrivateKey, data: bytes) -> bytes:
    """Return the bundle `data` with the signature of `key` in place of any before.

    Raises BundleDamaged, and UsageError for another kind of key than boards take.
    """
    read(data)
    if key.key_size != KEY_BITS or key.public_key().public_numbers().e != bundles.EXPONENT:
        raise UsageError(f"a release key is RSA with {KEY_BITS} bits and e = {bundles.EXPONENT}")
    signature = key.sign(data[: bundles.HEAD_BYTES], padding.PKCS1v15(), hashes.SHA256())
    end = bundles.SIGNATURE_AT + bundles.SIGNATURE_BYTES
    return data[: bundles.SIGNATURE_AT] + signature + data[end:]


def modulus(key: rsa.RSAPrivateKey) -> bytes:
    """Return the public half as a board keeps it, 384 bytes, the most significant first."""
    return key.public_key().public_numbers().n.to_bytes(bundles.SIGNATURE_BYTES, "big")


def read(data: bytes) -> Bundle:
    """Return what a bundle says. Raises BundleDamaged with the place that is wrong."""
    head = bundles.decode(data)
    if head is None:
        raise BundleDamaged(f"bytes 0 to {bundles.HEAD_BYTES - 1}: no head, or its CRC is wrong")
    version, abi, board, image_bytes, image_sha256 = head
    signature_end = bundles.SIGNATURE_AT + bundles.SIGNATURE_BYTES
    for start, end in (
        (bundles.HEAD_BYTES, bundles.SIGNATURE_AT),
        (signature_end, bundles.IMAGE_AT),
    ):
        blank = data[start : min(end, len(data))]
        if blank.strip(b"\xff"):
            place = start + len(blank) - len(blank.lstrip(b"\xff"))
            raise BundleDamaged(f"byte {place}: it must be FF")
    have = len(data) - bundles.IMAGE_AT
    if have != image_bytes:
        raise BundleDamaged(f"the image has {max(have, 0)} bytes and its head says {image_bytes}")
    if hashlib.sha256(data[bundles.IMAGE_AT :]).digest() != image_sha256:
        raise BundleDamaged(f"bytes {bundles.IMAGE_AT} on: not the image that its head names")
    signature = data[bundles.SIGNATURE_AT : signature_end]
    numbers = ".".join(str(number) for number in version)
    return Bundle(numbers, abi, _name(board), image_sha256, signature != _UNSIGNED, data)


def verify(data: bytes, public: bytes) -> Bundle:
    """Return what a bundle says whose signature is of the key with modulus `public`.

    Raises BundleDamaged and BundleUnsigned.
    """
    bundle = read(data)
    key = rsa.RSAPublicNumbers(bundles.EXPONENT, int.from_bytes(public, "big")).public_key()
    signature = data[bundles.SIGNATURE_AT : bundles.SIGNATURE_AT + bundles.SIGNATURE_BYTES]
    try:
        key.verify(signature, data[: bundles.HEAD_BYTES], padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        how = "by another key" if bundle.signed else "by nobody"
        raise BundleUnsigned(bundle.version, how) from None
    return bundle


def _name(board: bytes) -> str:
    try:
        return board.decode("ascii")
    except UnicodeDecodeError:
        raise BundleDamaged("bytes 12 to 27: no board's name") from None
