# SPDX-License-Identifier: MIT
"""The office's store: the boards' keys, and who was given which ticket, in one encrypted file.

scrypt makes the file's key of a passphrase, ChaCha20-Poly1305 encrypts and authenticates what is
written, the head included. Every change is written whole, or not at all, before anything else
learns of it: a board whose key nobody has would be lost. Not guaranteed: anything against
whoever reads this computer's memory while the store is open, or guesses the passphrase.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from posminder import release_key
from posminder.errors import EXIT_HELD, EXIT_USAGE, PosminderError
from posminder.evidence import signature
from posminder.home import home, write_private
from posminder.ticket import Ticket
from posminder_formats.commands import KEY_BYTES

_FORM: Final = "posminder office 1"
SCRYPT_N: Final = 1 << 17  # with r 8: 128 MiB and some 0.4 s of a laptop for each guess
SCRYPT_N_MAX: Final = 1 << 20
SALT_BYTES: Final = 16
_NONCE_BYTES: Final = 12
PASSPHRASE_MIN: Final = 12  # characters


class NoOffice(PosminderError):
    """There is no office store on this computer ({}). Next: posminder office init"""

    exit_code = EXIT_USAGE


class OfficeThere(PosminderError):
    """{} is there already, and holds keys: nothing was changed."""

    exit_code = EXIT_USAGE


class OfficeLocked(PosminderError):
    """The passphrase does not open {}, or the file is damaged. Next: try again, or take a copy of
    the file"""

    exit_code = EXIT_HELD


class NoReleaseKeyYet(PosminderError):
    """The office has no release key yet. Next: posminder office release-key"""

    exit_code = EXIT_USAGE


class NoEvidenceKeyYet(PosminderError):
    """The office has no evidence key yet. Next: posminder office evidence-key"""

    exit_code = EXIT_USAGE


class NotInOffice(PosminderError):
    """The office store has no key of board {}. Next: posminder office list"""

    exit_code = EXIT_HELD


@dataclass(slots=True)
class Board:
    """`next` is the key that was sent to a board and not yet seen to work."""

    key: str
    next: str | None = None


@dataclass(slots=True)
class Issued:
    """Who was given a ticket for what. The ticket itself is not kept: it is made again."""

    board: str
    person: str
    role: int
    first_day: int
    last_day: int
    revoked: bool = False


@dataclass(slots=True)
class Office:
    """An open store. Every method that changes something has written it when it returns."""

    path: Path
    _key: bytes = field(repr=False)
    _head: dict[str, Any]
    boards: dict[str, Board] = field(default_factory=dict, repr=False)
    issued: list[Issued] = field(default_factory=list)
    _release: str | None = field(default=None, repr=False)  # the private half, PEM
    _evidence: str | None = field(default=None, repr=False)  # the same

    @classmethod
    def create(cls, passphrase: str, path: Path | None = None) -> Self:
        """Make an empty store. Raises OfficeThere."""
        path = path or store_path()
        if path.exists():
            raise OfficeThere(path)
        salt = secrets.token_bytes(SALT_BYTES)
        head = {"form": _FORM, "n": SCRYPT_N, "salt": salt.hex()}
        office = cls(path, stretched(passphrase, salt, SCRYPT_N), head)
        office._save()
        return office

    @classmethod
    def open(cls, passphrase: str, path: Path | None = None) -> Self:
        """Open the store. Raises NoOffice, OfficeLocked."""
        path = path or store_path()
        try:
            told = json.loads(path.read_text(encoding="ascii"))
            head = {name: told[name] for name in ("form", "n", "salt")}
            salt, cost = bytes.fromhex(head["salt"]), head["n"]
            nonce, box = bytes.fromhex(told["nonce"]), bytes.fromhex(told["box"])
            if head["form"] != _FORM or type(cost) is not int or not 2 <= cost <= SCRYPT_N_MAX:
                raise OfficeLocked(path)
            key = stretched(passphrase, salt, cost)
            plain = json.loads(ChaCha20Poly1305(key).decrypt(nonce, box, _bound(head)))
            boards = {name: Board(**row) for name, row in plain["boards"].items()}
            issued = [Issued(**row) for row in plain["issued"]]
            release, evidence = plain.get("release"), plain.get("evidence")
        except FileNotFoundError as error:
            raise NoOffice(path) from error
        except (OSError, ValueError, KeyError, TypeError, InvalidTag) as error:
            raise OfficeLocked(path) from error
        return cls(path, key, head, boards, issued, release, evidence)

    def new_key(self, board_id: str) -> bytes:
        """Return a board's key, made and written down if there is none."""
        if board_id not in self.boards:
            self.add(board_id, secrets.token_bytes(KEY_BYTES))
        return self.key_of(board_id)

    def add(self, board_id: str, key: bytes) -> None:
        """Keep the key of a board, in place of another."""
        self.boards[board_id] = Board(key.hex())
        self._save()

    def key_of(self, board_id: str) -> bytes:
        """Return the key of a board. Raises NotInOffice."""
        return bytes.fromhex(self._board(board_id).key)

    def keys_of(self, board_id: str) -> tuple[bytes, ...]:
        """Return what a board's key may be: one, or two while it is not known if it took the new.

        Raises NotInOffice.
        """
        board = self._board(board_id)
        return tuple(bytes.fromhex(key) for key in (board.next, board.key) if key is not None)

    def begin_change(self, board_id: str) -> bytes:
        """Write down a new key beside the old one, and return it."""
        board = self._board(board_id)
        board.next = board.next or secrets.token_hex(KEY_BYTES)
        self._save()
        return bytes.fromhex(board.next)

    def end_change(self, board_id: str) -> None:
        """Forget the old key: the board takes the new one. Its tickets are worth nothing now."""
        board = self._board(board_id)
        if board.next is not None:
            board.key, board.next = board.next, None
        self.issued = [each for each in self.issued if each.board != board_id]
        self._save()

    def issue(
        self, boards: Sequence[str], role: int, person: str, first_day: int, last_day: int
    ) -> tuple[Ticket, ...]:
        """Return a ticket for each board, and write down who has it. Raises NotInOffice."""
        keys = [self.key_of(board) for board in boards]
        self.issued += [Issued(board, person, role, first_day, last_day) for board in boards]
        self._save()
        return tuple(
            Ticket.issue(key, bytes.fromhex(board), role, person, first_day, last_day)
            for board, key in zip(boards, keys, strict=True)
        )

    def revoke(self, person: str, today: int) -> tuple[str, ...]:
        """Mark a person's tickets; return the boards on which one still opens something."""
        for each in self.issued:
            each.revoked = each.revoked or each.person == person
        self._save()
        return self.to_change(today)

    def to_change(self, today: int) -> tuple[str, ...]:
        """Return the boards that a revoked ticket opens until their key is changed."""
        live = (each for each in self.issued if each.revoked and each.last_day >= today)
        return tuple(sorted({each.board for each in live}))

    @property
    def has_release_key(self) -> bool:
        """Whether a release key was made."""
        return self._release is not None

    def release_key(self) -> rsa.RSAPrivateKey:
        """Return the key that signs what boards run. Raises NoReleaseKeyYet, OfficeLocked."""
        if self._release is None:
            raise NoReleaseKeyYet
        try:
            return release_key.of_private_pem(self._release)
        except ValueError as error:
            raise OfficeLocked(self.path) from error

    def make_release_key(self) -> rsa.RSAPrivateKey:
        """Make a release key, in place of any before it, and return it."""
        key = release_key.make()
        self._release = release_key.private_pem(key)
        self._save()
        return key

    @property
    def has_evidence_key(self) -> bool:
        """Whether an evidence key was made."""
        return self._evidence is not None

    def evidence_key(self) -> Ed25519PrivateKey:
        """Return the key that signs evidence packs. Raises NoEvidenceKeyYet, OfficeLocked."""
        if self._evidence is None:
            raise NoEvidenceKeyYet
        try:
            return signature.of_private_pem(self._evidence)
        except ValueError as error:
            raise OfficeLocked(self.path) from error

    def make_evidence_key(self) -> Ed25519PrivateKey:
        """Make an evidence key, in place of any before it, and return it."""
        key = Ed25519PrivateKey.generate()
        self._evidence = signature.private_pem(key)
        self._save()
        return key

    def _board(self, board_id: str) -> Board:
        if board_id not in self.boards:
            raise NotInOffice(board_id)
        return self.boards[board_id]

    def _save(self) -> None:
        plain = {
            "boards": {name: asdict(board) for name, board in sorted(self.boards.items())},
            "issued": [asdict(each) for each in self.issued],
            "release": self._release,
            "evidence": self._evidence,
        }
        nonce = secrets.token_bytes(_NONCE_BYTES)
        box = ChaCha20Poly1305(self._key).encrypt(
            nonce, json.dumps(plain).encode(), _bound(self._head)
        )
        told = self._head | {"nonce": nonce.hex(), "box": box.hex()}
        write_private(self.path, json.dumps(told) + "\n")


def store_path() -> Path:
    """Return where the office's store lies."""
    return home() / "office.json"


def is_office() -> bool:
    """Tell whether this computer has an office store."""
    return store_path().is_file()


def stretched(passphrase: str, salt: bytes, cost: int) -> bytes:
    """Return the key of 32 bytes that scrypt makes of a passphrase."""
    return Scrypt(salt=salt, length=32, n=cost, r=8, p=1).derive(passphrase.encode())


def _bound(head: dict[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True).encode()
