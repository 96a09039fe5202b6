# SPDX-License-Identifier: MIT
"""A board's keys of its seals on this computer: one file a board, and the first key in it locked.

Whoever has the first key can make any seal of that board, so it never lies plain on a computer: it
is encrypted to the company's public key (X25519, HKDF-SHA-256, ChaCha20-Poly1305) as soon as it has
come out of the board. Without a company key it is not kept, unless a person wants it plain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from posminder.errors import EXIT_HELD, PosminderError
from posminder.home import home, key_path, write_private
from posminder_formats import seals

_INFO: Final = b"posminder first key 1"
_NONCE: Final = bytes(12)  # every message has a key of its own


class CompanyKeyUnusable(PosminderError):
    """{} holds no X25519 key in PEM. Make one with: openssl genpkey -algorithm X25519"""

    exit_code = EXIT_HELD


class FirstKeyLocked(PosminderError):
    """The first key of board {} is locked to another company key (SHA-256 {})."""

    exit_code = EXIT_HELD


class SealKeysDamaged(PosminderError):
    """{} is no file of a board's seal keys."""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class Kept:
    """What this computer has of a board's seal keys. `first` is plain, locked or absent."""

    board_id: str
    blinding: bytes
    first: dict[str, str] | None

    def first_key(self, company: Path | None) -> bytes | None:
        """Return the first key, unlocked with the company's private key in the file `company`.

        None if it is not kept, or locked and no key is given. Raises CompanyKeyUnusable and
        FirstKeyLocked.
        """
        if self.first is None:
            return None
        if "plain" in self.first:
            return bytes.fromhex(self.first["plain"])
        return None if company is None else _unlock(self.first, self.board_id, company)


def company_path() -> Path:
    """Return where the company's public key is looked for."""
    return home() / "company.pem"


def path_of(board_id: str) -> Path:
    """Return where a board's seal keys lie. Raises UsageError for what is no board id."""
    return key_path(board_id).with_suffix(".seal.json")


def load(path: Path) -> Kept | None:
    """Return what the file has, None if there is none. Raises SealKeysDamaged."""
    try:
        value = json.loads(path.read_text(encoding="ascii"))
        kept = Kept(value["board"], bytes.fromhex(value["blinding"]), value["first"])
        well = kept.first is None or all(isinstance(each, str) for each in kept.first.values())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SealKeysDamaged(path) from error
    if not well or len(kept.blinding) != seals.BLINDING_BYTES:
        raise SealKeysDamaged(path)
    return kept


def keep(board_id: str, blinding: bytes, first: bytes | None, *, plain: bool = False) -> Kept:
    """Write down what a board told; a first key that is kept already stays.

    Raises CompanyKeyUnusable and SealKeysDamaged.
    """
    path = path_of(board_id)
    known = load(path)
    if known is not None and (known.first is not None or first is None):
        return known
    locked: dict[str, str] | None = None
    if first is not None and company_path().is_file():
        locked = lock(first, board_id, company_path())
    elif first is not None and plain:
        locked = {"plain": first.hex()}
    kept = Kept(board_id, blinding, locked)
    told = {"board": board_id, "blinding": blinding.hex(), "first": locked}
    write_private(path, json.dumps(told) + "\n")
    return kept


def lock(first: bytes, board_id: str, company: Path) -> dict[str, str]:
    """Encrypt a first key to the company's public key in PEM. Raises CompanyKeyUnusable."""
    try:
        public = serialization.load_pem_public_key(company.read_bytes())
    except (OSError, ValueError) as error:
        raise CompanyKeyUnusable(company) from error
    if not isinstance(public, X25519PublicKey):
        raise CompanyKeyUnusable(company)
    once = X25519PrivateKey.generate()
    ends = once.public_key().public_bytes_raw(), public.public_bytes_raw()
    cipher = ChaCha20Poly1305(_derive(once.exchange(public), *ends))
    return {
        "company": sha256(ends[1]).hexdigest(),
        "ephemeral": ends[0].hex(),
        "locked": cipher.encrypt(_NONCE, first, bytes.fromhex(board_id)).hex(),
    }


def _unlock(box: dict[str, str], board_id: str, company: Path) -> bytes:
    try:
        private = serialization.load_pem_private_key(company.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        raise CompanyKeyUnusable(company) from error
    if not isinstance(private, X25519PrivateKey):
        raise CompanyKeyUnusable(company)
    try:
        ephemeral, locked = bytes.fromhex(box["ephemeral"]), bytes.fromhex(box["locked"])
        shared = private.exchange(X25519PublicKey.from_public_bytes(ephemeral))
        public = private.public_key().public_bytes_raw()
        cipher = ChaCha20Poly1305(_derive(shared, ephemeral, public))
        return cipher.decrypt(_NONCE, locked, bytes.fromhex(board_id))
    except (InvalidTag, ValueError, KeyError) as error:
        raise FirstKeyLocked(board_id, box.get("company", "")) from error


def _derive(shared: bytes, ephemeral: bytes, public: bytes) -> bytes:
    kdf = HKDF(algorithm=hashes.SHA256(), length=32, salt=ephemeral + public, info=_INFO)
    return kdf.derive(shared)
