# SPDX-License-Identifier: MIT
"""A board's keys of its seals on this computer: one file a board, and the first key in it locked.

Whoever has the first key can make any seal of that board, so it never lies plain on a computer: it
is encrypted to the company's public key (X25519, HKDF-SHA-256, ChaCha20-Poly1305) as soon as it has
come out of the board. Without a company key it is not kept, unless a person wants it plain.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from posminder.errors import EXIT_HELD, PosminderError
from posminder.home import home, is_board_id, key_path, write_private
from posminder.verify.chain import Secrets
from posminder_formats import seals

_INFO: Final = b"posminder first key 1"
_NONCE: Final = bytes(12)  # every message has a key of its own


class CompanyKeyUnusable(PosminderError):
    """{} holds no X25519 key in PEM. Make one with: openssl genpkey -algorithm X25519"""

    exit_code = EXIT_HELD


class NoCompanyKey(PosminderError):
    """There is no company key in {}: nobody could ever check the new seals. Nothing was changed.
    Next: put company.pem there, or add --keep-first-key"""

    exit_code = EXIT_HELD


class FirstKeyLocked(PosminderError):
    """The first key of board {} is locked to another company key (SHA-256 {})."""

    exit_code = EXIT_HELD


class SealKeysDamaged(PosminderError):
    """{} is no file of a board's seal keys."""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class Later:
    """A chain of keys that a re-key was to begin; `key_hash` is SHA-256 of its first key."""

    key_hash: bytes
    blinding: bytes
    first: dict[str, str]


@dataclass(frozen=True, slots=True)
class Kept:
    """What this computer has of a board's seal keys. `first` is plain, locked or absent."""

    board_id: str
    blinding: bytes
    first: dict[str, str] | None
    later: tuple[Later, ...] = ()

    def first_key(self, company: Path | None) -> bytes | None:
        """Return the first key, unlocked with the company's private key in the file `company`.

        None if it is not kept, or locked and no key is given. Raises CompanyKeyUnusable and
        FirstKeyLocked.
        """
        return None if self.first is None else unlocked(self.first, self.board_id, company)

    def chains(self, company: Path | None) -> dict[bytes, Secrets]:
        """Return the secrets of later chains by the hash of their first keys. Raises the same."""
        return {
            each.key_hash: Secrets(each.blinding, unlocked(each.first, self.board_id, company))
            for each in self.later
        }


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
        later = tuple(
            Later(bytes.fromhex(each["hash"]), bytes.fromhex(each["blinding"]), each["first"])
            for each in value.get("later", ())
        )
        kept = Kept(value["board"], bytes.fromhex(value["blinding"]), value["first"], later)
        boxes = [each.first for each in later] + ([] if kept.first is None else [kept.first])
        well = all(isinstance(part, str) for box in boxes for part in box.values())
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
    known = load(path_of(board_id))
    if known is not None and (known.first is not None or first is None):
        return known
    locked = None if first is None else _box(first, board_id, plain=plain)
    kept = Kept(board_id, blinding, locked, () if known is None else known.later)
    write(kept)
    return kept


def keep_later(board_id: str, blinding: bytes, first: bytes, *, plain: bool = False) -> Kept:
    """Write down the first key of another chain, before a board learns it.

    Raises NoCompanyKey, CompanyKeyUnusable and SealKeysDamaged.
    """
    box = _box(first, board_id, plain=plain)
    if box is None:
        raise NoCompanyKey(company_path())
    known = load(path_of(board_id)) or Kept(board_id, blinding, None)
    later = Later(sha256(first).digest(), blinding, box)
    kept = replace(known, later=(*known.later, later))
    write(kept)
    return kept


def write(kept: Kept) -> None:
    """Write the file of a board, the whole of it or nothing."""
    later = [
        {"hash": each.key_hash.hex(), "blinding": each.blinding.hex(), "first": each.first}
        for each in kept.later
    ]
    told = {"board": kept.board_id, "blinding": kept.blinding.hex(), "first": kept.first}
    write_private(path_of(kept.board_id), json.dumps(told | {"later": later}) + "\n")


def boards() -> list[str]:
    """Return the ids of the boards whose seal keys are kept here, ascending."""
    names = sorted(each.name for each in (home() / "keys").glob("*.seal.json"))
    return [
        each for each in (name.removesuffix(".seal.json") for name in names) if is_board_id(each)
    ]


def rewrapped(kept: Kept, old: Path, new: Path) -> Kept:
    """Return the same with every locked key unlocked with `old` and locked to `new`, PEM files.

    A key that is locked to `new` already stays as it is, and one that lies plain is locked.
    Raises CompanyKeyUnusable and FirstKeyLocked.
    """
    to = fingerprint(new)

    def again(box: dict[str, str]) -> dict[str, str]:
        if box.get("company") == to:
            return box
        key = unlocked(box, kept.board_id, old)
        return box if key is None else lock(key, kept.board_id, new)

    later = tuple(replace(each, first=again(each.first)) for each in kept.later)
    return replace(kept, first=None if kept.first is None else again(kept.first), later=later)


def fingerprint(company: Path) -> str:
    """Return what names a company's public key, PEM: its SHA-256. Raises CompanyKeyUnusable."""
    return sha256(_public(company).public_bytes_raw()).hexdigest()


def unlocked(box: dict[str, str], board_id: str, company: Path | None) -> bytes | None:
    """Return a key that is kept; None if it is locked and no key of the company's is given.

    Raises CompanyKeyUnusable and FirstKeyLocked.
    """
    if "plain" in box:
        return bytes.fromhex(box["plain"])
    return None if company is None else _unlock(box, board_id, company)


def _box(first: bytes, board_id: str, *, plain: bool) -> dict[str, str] | None:
    """Return a key as it is kept, None if there is no company key and nobody wants it plain."""
    if company_path().is_file():
        return lock(first, board_id, company_path())
    return {"plain": first.hex()} if plain else None


def lock(first: bytes, board_id: str, company: Path) -> dict[str, str]:
    """Encrypt a first key to the company's public key in PEM. Raises CompanyKeyUnusable."""
    public = _public(company)
    once = X25519PrivateKey.generate()
    ends = once.public_key().public_bytes_raw(), public.public_bytes_raw()
    cipher = ChaCha20Poly1305(_derive(once.exchange(public), *ends))
    return {
        "company": sha256(ends[1]).hexdigest(),
        "ephemeral": ends[0].hex(),
        "locked": cipher.encrypt(_NONCE, first, bytes.fromhex(board_id)).hex(),
    }


def _public(company: Path) -> X25519PublicKey:
    try:
        public = serialization.load_pem_public_key(company.read_bytes())
    except (OSError, ValueError) as error:
        raise CompanyKeyUnusable(company) from error
    if not isinstance(public, X25519PublicKey):
        raise CompanyKeyUnusable(company)
    return public


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
