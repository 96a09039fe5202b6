# SPDX-License-Identifier: MIT
"""What was prepared so far, in one file beside the site files: nothing is done twice, or half.

Each change is written whole before anything else happens. It holds no secret; whoever loses it
begins anew: boards that have their profile are recognised by what they say themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from posminder.errors import EXIT_USAGE, PosminderError
from posminder.home import write_private
from posminder.preparing.shops import Shop

FILE: Final = "prepared.json"


class LedgerDamaged(PosminderError):
    """{}: {}. Next: take it away; boards that are done say so themselves, and are found again"""

    exit_code = EXIT_USAGE


class FileEdited(PosminderError):
    """{} was not written from line {} of the list as it is now, or was changed by hand, and is
    left as it is. Next: write the change into the list and take the file away"""

    exit_code = EXIT_USAGE


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Board(_Kept):
    """A shop's board. `profile` and `file`, of which it was made: hashes, None until done."""

    id: str
    kind: str
    version: str
    terminal: str
    day: str
    profile: str | None = None
    file: str | None = None


class Entry(_Kept):
    """A shop: what its line answered, what its file held when it was written, its board."""

    answered: str
    file: str
    board: Board | None = None


class _File(_Kept):
    form: str = "posminder prepared 1"
    shops: dict[str, Entry] = {}


@dataclass(slots=True)
class Ledger:
    """The file, open. Every method that changes something has written it when it returns."""

    path: Path
    shops: dict[str, Entry]

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Read the folder's file, or begin with none. Raises LedgerDamaged."""
        path = folder / FILE
        if not path.is_file():
            return cls(path, {})
        try:
            return cls(path, _File.model_validate_json(path.read_bytes()).shops)
        except (OSError, ValidationError) as error:
            raise LedgerDamaged(path, "is no list of prepared boards") from error

    def to_write(self, shop: Shop) -> bool:
        """Tell whether the shop's file is to be written: there is none, or its line has changed.

        A file of the same answers stays as it is, edited or not. Raises FileEdited.
        """
        path, entry = self.file(shop.site), self.shops.get(shop.site)
        if not path.is_file():
            return True
        if entry is not None and entry.answered == shop.answered:
            return False
        if entry is None or entry.file != _sha256(path):
            raise FileEdited(path, shop.line)
        return True

    def write(self, shop: Shop) -> None:
        """Write the shop's file; its board, if it has one, is not done any more."""
        write_private(self.file(shop.site), shop.text)
        known = self.shops.get(shop.site)
        board = None if known is None else known.board
        self.shops[shop.site] = Entry(
            answered=shop.answered, file=_sha256(self.file(shop.site)), board=board
        )
        self._save()

    def file(self, site: str) -> Path:
        """Return where a shop's site file lies."""
        return self.path.with_name(f"{site}.yaml")

    def bind(self, site: str, board: Board) -> None:
        """Write down which board a shop has, and how far it is."""
        done = None if board.profile is None else _sha256(self.file(site))
        self.shops[site].board = board.model_copy(update={"file": done})
        self._save()

    def site_of(self, board_id: str) -> str | None:
        """Return the shop that has this board."""
        has = (site for site, entry in self.shops.items() if _id(entry) == board_id)
        return next(has, None)

    def done(self, site: str) -> Board | None:
        """Return the shop's board if it has all that its file says by now."""
        board = self.shops[site].board
        if board is None or board.profile is None or board.file != _sha256(self.file(site)):
            return None
        return board

    def _save(self) -> None:
        write_private(self.path, _File(shops=self.shops).model_dump_json(indent=1) + "\n")


def _id(entry: Entry) -> str | None:
    return None if entry.board is None else entry.board.id


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
