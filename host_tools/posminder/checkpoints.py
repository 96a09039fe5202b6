# SPDX-License-Identifier: MIT
"""Seals that this computer saw, countersigned with Ed25519, to be kept where the store is not.

A checkpoint says: at this time a board showed this seal in answer to a nonce of mine, and before it
I signed that one. Whoever rolls a board back, or writes another store, cannot take back what others
keep. A signing key is made on first use and is the laptop's own word; one that the office has
enrolled, in its list of public keys, is the office's.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from posminder.errors import EXIT_HELD, PosminderError
from posminder.home import home

FORMAT: Final = "posminder checkpoint 1"
NONE_BEFORE: Final = bytes(32)
_PEM_END: Final = "-----END PUBLIC KEY-----\n"
_LINE_BYTES_MAX: Final = 131_072  # nearly all of it a time-stamp token, if there is one


class CheckpointUnreadable(PosminderError):
    """Line {1} of {0} is no checkpoint, or its signature is not of what it says."""


class SigningKeyUnusable(PosminderError):
    """{} holds no Ed25519 keys in PEM."""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A seal as this computer saw it, and who says so.

    `link` is the hash of the seal's core, `previous` the hash of what was signed for this board
    before, `signer` a public key, `signature` over `message`. `token`: a time-stamp authority's
    reply over `message` (timestamps.py), None while there is none.
    """

    board_id: str
    seq: int
    at_s: int
    nonce: bytes
    link: bytes
    previous: bytes
    signer: bytes
    signature: bytes
    token: bytes | None = None

    def message(self) -> bytes:
        """Return the bytes that are signed."""
        rows = (FORMAT, self.board_id, self.seq, self.at_s)
        hashes = (self.nonce.hex(), self.link.hex(), self.previous.hex())
        return "".join(f"{each}\n" for each in (*rows, *hashes)).encode()

    def digest(self) -> bytes:
        """Return what the next checkpoint of this board names as `previous`."""
        return sha256(self.message()).digest()

    def holds(self) -> bool:
        """Tell whether the signature is the signer's, and of this."""
        try:
            Ed25519PublicKey.from_public_bytes(self.signer).verify(self.signature, self.message())
        except (InvalidSignature, ValueError):
            return False
        return True

    def to_json(self) -> dict[str, Any]:
        """Return it as one line of a file of checkpoints."""
        told = {} if self.token is None else {"token": self.token.hex()}
        return {
            "format": FORMAT,
            "board": self.board_id,
            "seq": self.seq,
            "at_s": self.at_s,
            "nonce": self.nonce.hex(),
            "link": self.link.hex(),
            "previous": self.previous.hex(),
            "signer": self.signer.hex(),
            "signature": self.signature.hex(),
            **told,
        }


def sign(
    board_id: str, seq: int, at_s: int, nonce: bytes, link: bytes, previous: bytes
) -> Checkpoint:
    """Sign a checkpoint with this computer's key. Raises SigningKeyUnusable."""
    key = _signing_key()
    signer = key.public_key().public_bytes_raw()
    bare = Checkpoint(board_id, seq, at_s, nonce, link, previous, signer, b"")
    signature = key.sign(bare.message())
    return Checkpoint(board_id, seq, at_s, nonce, link, previous, signer, signature)


def in_file(text: str, name: str) -> Iterator[Checkpoint]:
    """Yield the checkpoints of a file, one a line. Raises CheckpointUnreadable."""
    for number, line in enumerate(text.splitlines(), 1):
        try:
            value: dict[str, Any] = json.loads(line) if len(line) <= _LINE_BYTES_MAX else {}
            names = ("nonce", "link", "previous", "signer", "signature")
            parts = [bytes.fromhex(value[each]) for each in names]
            found = Checkpoint(str(value["board"]), int(value["seq"]), int(value["at_s"]), *parts)
            if "token" in value:
                found = replace(found, token=bytes.fromhex(value["token"]))
            well = value["format"] == FORMAT and found.holds()
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise CheckpointUnreadable(name, number) from error
        if not well:
            raise CheckpointUnreadable(name, number)
        yield found


def office_path() -> Path:
    """Return where the public keys lie that the office has enrolled, PEM behind PEM."""
    return home() / "office.pem"


def enrolled() -> frozenset[bytes]:
    """Return the public keys that the office has enrolled. Raises SigningKeyUnusable."""
    path = office_path()
    if not path.is_file():
        return frozenset()
    found = set()
    try:
        for block in path.read_text(encoding="ascii").split(_PEM_END):
            if block.strip():
                key = serialization.load_pem_public_key((block + _PEM_END).encode())
                if not isinstance(key, Ed25519PublicKey):
                    raise SigningKeyUnusable(path)
                found.add(key.public_bytes_raw())
    except (OSError, ValueError) as error:
        raise SigningKeyUnusable(path) from error
    return frozenset(found)


def _signing_key() -> Ed25519PrivateKey:
    """Return this computer's key; one is made, readable by its owner only, if there is none."""
    path = home() / "checkpoint.key"
    if not path.is_file():
        made = Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
    try:
        key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise SigningKeyUnusable(path) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SigningKeyUnusable(path)
    return key
