# SPDX-License-Identifier: MIT
"""The release key: who may sign what boards run. RSA-3072, as BUNDLE.md has it.

The private half is the office's and lies in its store only. The public half lies as release.pem in
POSMINDER_HOME, on the office's computer and on laptops, which look at a bundle's signature before
they send it; boards have it from the office. Nothing secret is in that file, and no board believes
it: with another one a laptop merely sends what the board then refuses.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from posminder.bundle import KEY_BITS
from posminder.errors import EXIT_USAGE, PosminderError
from posminder.home import home, write_private
from posminder_formats import bundles

FINGERPRINT_SHOWN: Final = 16  # digits: enough to tell keys apart, read aloud


class NoReleaseKey(PosminderError):
    """{} is no release key: an RSA key of 3072 bits with e = 65537, in PEM. Next: have the office
    write it: posminder office release-key --out FILE"""

    exit_code = EXIT_USAGE


def path() -> Path:
    """Return where the public half lies on this computer; it need not be there."""
    return home() / "release.pem"


def make() -> rsa.RSAPrivateKey:
    """Return a new key. It takes a second."""
    return rsa.generate_private_key(bundles.EXPONENT, KEY_BITS)


def private_pem(key: rsa.RSAPrivateKey) -> str:
    """Return the private half as the office's store keeps it."""
    form = serialization.PrivateFormat.PKCS8
    plain = serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, form, plain).decode("ascii")


def of_private_pem(pem: str) -> rsa.RSAPrivateKey:
    """Return the key of `private_pem`. Raises ValueError."""
    key = serialization.load_pem_private_key(pem.encode("ascii"), None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError
    return key


def public_pem(modulus: bytes) -> str:
    """Return the public half as it is handed out."""
    key = rsa.RSAPublicNumbers(bundles.EXPONENT, int.from_bytes(modulus, "big")).public_key()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_bytes(serialization.Encoding.PEM, form).decode("ascii")


def read(file: Path) -> bytes:
    """Return the modulus of a public key's file, 384 bytes. Raises NoReleaseKey."""
    try:
        key = serialization.load_pem_public_key(file.read_bytes())
    except (OSError, ValueError, UnsupportedAlgorithm) as error:
        raise NoReleaseKey(file) from error
    if not isinstance(key, rsa.RSAPublicKey) or key.key_size != KEY_BITS:
        raise NoReleaseKey(file)
    numbers = key.public_numbers()
    if numbers.e != bundles.EXPONENT:
        raise NoReleaseKey(file)
    return numbers.n.to_bytes(bundles.SIGNATURE_BYTES, "big")


def kept() -> bytes | None:
    """Return the modulus on this computer, None if there is none. Raises NoReleaseKey."""
    return read(path()) if path().is_file() else None


def keep(modulus: bytes) -> None:
    """Keep the public half on this computer, in place of another."""
    write_private(path(), public_pem(modulus))


def fingerprint(modulus: bytes) -> str:
    """Return what people compare: the SHA-256 of the modulus, hexadecimal."""
    return hashlib.sha256(modulus).hexdigest()


def is_public_pem(data: bytes) -> bool:
    """Tell whether a file's bytes say that they are a public key."""
    return data.startswith(b"-----BEGIN PUBLIC KEY-----")
