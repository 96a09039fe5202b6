# SPDX-License-Identifier: MIT
"""The evidence key: who vouches for a pack. Ed25519 over the manifest's bytes.

The private half is the office's and lies in its store only. Public halves that this computer
knows lie in POSMINDER_HOME/signers, the former ones too: a pack of last year is still ours.
The fingerprint is the SHA-256 of the key's DER form, which openssl and sha256sum tell as well.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from posminder.errors import EXIT_USAGE, PosminderError
from posminder.home import home, write_private

FINGERPRINT_SHOWN: Final = 16  # digits: enough to tell keys apart, read aloud
_PEM_BYTES_MAX: Final = 4096


class NoSigner(PosminderError):
    """{} is no evidence key: an Ed25519 public key in PEM. Next: have whoever signed the pack
    write it: posminder office evidence-key --out FILE"""

    exit_code = EXIT_USAGE


def private_pem(key: Ed25519PrivateKey) -> str:
    """Return the private half as the office's store keeps it."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode("ascii")


def of_private_pem(pem: str) -> Ed25519PrivateKey:
    """Return the key of `private_pem`. Raises ValueError."""
    key = load_pem_private_key(pem.encode("ascii"), None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError
    return key


def public_pem(key: Ed25519PublicKey) -> bytes:
    """Return the public half as it is handed out."""
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def of_public_pem(data: bytes, name: str) -> Ed25519PublicKey:
    """Return the key of a file named `name`. Raises NoSigner."""
    try:
        key = load_pem_public_key(data) if len(data) <= _PEM_BYTES_MAX else None
    except (ValueError, UnsupportedAlgorithm) as error:
        raise NoSigner(name) from error
    if not isinstance(key, Ed25519PublicKey):
        raise NoSigner(name)
    return key


def read(file: Path) -> Ed25519PublicKey:
    """Return the public key in a file. Raises NoSigner."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NoSigner(file) from error
    return of_public_pem(data, str(file))


def fingerprint(key: Ed25519PublicKey) -> str:
    """Return what people compare, in hexadecimal."""
    der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def signers() -> Path:
    """Return the folder of the public keys that this computer knows; it need not be there."""
    return home() / "signers"


def keep(key: Ed25519PublicKey) -> Path:
    """Know a public key on this computer from now on; return its file."""
    path = signers() / f"{fingerprint(key)[:FINGERPRINT_SHOWN]}.pem"
    write_private(path, public_pem(key).decode("ascii"))
    return path


def known() -> dict[str, Path]:
    """Return the file of each key that this computer knows, by fingerprint. Raises NoSigner."""
    return {fingerprint(read(path)): path for path in sorted(signers().glob("*.pem"))}


def holds(key: Ed25519PublicKey, signature: bytes, manifest: bytes) -> bool:
    """Tell whether `signature` is this key's over the manifest's bytes."""
    try:
        key.verify(signature, manifest)
    except InvalidSignature:
        return False
    return True
