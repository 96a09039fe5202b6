# SPDX-License-Identifier: MIT
"""A stream of any length, encrypted piece by piece: whoever takes the file reads nothing of it.

The key is random and locked to the company's public key, as first keys of seals are, or made of a
passphrase, as the office's store's is. ChaCha20-Poly1305 over pieces of 64 KiB; a piece's nonce is
its number and whether it is the last, so that none is cut off, left out or put elsewhere unnoticed.
Not guaranteed: that who locked it to the company is of the company; that key is public.
"""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from posminder import office_store, seal_keys
from posminder.errors import EXIT_HELD, EXIT_USAGE, PosminderError

_FORM: Final = "posminder backup 1"
_PIECE: Final = 65_536
_TAG: Final = 16
_ID_BYTES: Final = 8
_HEAD_MAX: Final = 4_096
_LOCKED: Final = ("company", "ephemeral", "locked")  # what seal_keys.lock makes

KeyOf = Callable[[dict[str, Any]], bytes]
"""Returns the key of a file with this head."""


class NotABackup(PosminderError):
    """{} is no backup of posminder's"""

    exit_code = EXIT_USAGE


class BackupDamaged(PosminderError):
    """{} is damaged: {}. Next: take another copy; posminder backup verify tells which are good"""


class BackupLocked(PosminderError):
    """{} does not open: {}"""

    exit_code = EXIT_HELD


@dataclass(frozen=True, slots=True)
class Key:
    """What encrypts one file, and the head that tells its owner how to get at it again."""

    secret: bytes
    head: dict[str, Any]


def for_company(company: Path) -> Key:
    """Return a new key, locked to the public key in the file. Raises CompanyKeyUnusable."""
    secret, id_ = ChaCha20Poly1305.generate_key(), secrets.token_hex(_ID_BYTES)
    return Key(secret, {"form": _FORM, "id": id_, "locked": seal_keys.lock(secret, id_, company)})


def for_passphrase(passphrase: str) -> Key:
    """Return the key that a passphrase makes with a new salt."""
    salt = secrets.token_bytes(office_store.SALT_BYTES)
    secret = office_store.stretched(passphrase, salt, office_store.SCRYPT_N)
    return Key(secret, {"form": _FORM, "n": office_store.SCRYPT_N, "salt": salt.hex()})


class Sealer:
    """Encrypts what is written to it into `file`, head first. `close` ends it, not the file."""

    def __init__(self, file: BinaryIO, key: Key) -> None:
        head = json.dumps(key.head).encode() + b"\n"
        self._file, self._cipher = file, ChaCha20Poly1305(key.secret)
        self._bound, self._waiting, self._number = sha256(head).digest(), bytearray(), 0
        file.write(head)

    def write(self, data: bytes) -> int:
        """Take any number of bytes."""
        self._waiting += data
        while len(self._waiting) > _PIECE:  # the last piece is known by that nothing follows
            self._seal(_PIECE, last=False)
        return len(data)

    def close(self) -> None:
        """Write what is left, as the last piece."""
        self._seal(len(self._waiting), last=True)

    def _seal(self, size: int, *, last: bool) -> None:
        piece = bytes(self._waiting[:size])
        del self._waiting[:size]
        nonce = _nonce(self._number, last=last)
        self._file.write(self._cipher.encrypt(nonce, piece, self._bound))
        self._number += 1


class Opener(io.RawIOBase):
    """Reads what a Sealer wrote, each piece checked before a byte of it is given away."""

    def __init__(self, file: BinaryIO, name: str, key_of: KeyOf) -> None:
        head = file.readline(_HEAD_MAX)
        self._file, self._name = file, name
        self._cipher = ChaCha20Poly1305(key_of(_parsed(head, name)))
        self._bound, self._number, self._ready = sha256(head).digest(), 0, b""
        self._next = file.read(_PIECE + _TAG)
        self._ended = False

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill `buffer` with what comes next. Raises BackupDamaged."""
        while not self._ready and not self._ended:
            self._open()
        taken = min(len(buffer), len(self._ready))
        buffer[:taken] = self._ready[:taken]
        self._ready = self._ready[taken:]
        return taken

    def _open(self) -> None:
        box, self._next = self._next, self._file.read(_PIECE + _TAG)
        self._ended = not self._next
        nonce = _nonce(self._number, last=self._ended)
        try:
            self._ready = self._cipher.decrypt(nonce, box, self._bound)
        except InvalidTag as error:
            if self._number == 0:
                raise BackupLocked(
                    self._name, "the passphrase is wrong, or it is damaged"
                ) from error
            raise BackupDamaged(self._name, f"piece {self._number} is not as it was") from error
        self._number += 1


def opened_with(name: str, company: Path | None, passphrase: Callable[[], str]) -> KeyOf:
    """Return what makes the key of a file's head, with the company's private key or asking.

    Raises BackupLocked, and what `passphrase` raises.
    """

    def key_of(head: dict[str, Any]) -> bytes:
        if "salt" in head:
            salt = bytes.fromhex(head["salt"])
            return office_store.stretched(passphrase(), salt, head["n"])
        if company is None:
            raise BackupLocked(
                name, "it is locked to the company's key. Next: add --company-key FILE"
            )
        box = {each: head["locked"][each] for each in _LOCKED}
        try:
            return seal_keys.unlocked(box, head["id"], company) or b""
        except seal_keys.FirstKeyLocked as error:
            raise BackupLocked(name, "it is locked to another company key") from error

    return key_of


def _parsed(head: bytes, name: str) -> dict[str, Any]:
    try:
        told = json.loads(head)
        well = told["form"] == _FORM
        if "salt" in told:
            cost = told["n"]
            well &= type(cost) is int and 2 <= cost <= office_store.SCRYPT_N_MAX
            well &= bool(bytes.fromhex(told["salt"])) and cost & (cost - 1) == 0
        else:
            parts = [told["id"], *(told["locked"][each] for each in _LOCKED)]
            well &= all(bytes.fromhex(each) for each in parts)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise NotABackup(name) from error
    if not well:
        raise NotABackup(name)
    return dict(told)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])
