# SPDX-License-Identifier: MIT
"""Which acquirer's sheet a board holds, as its file /sheet says, and whether a newer is here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from posminder import errors
from posminder.profile import sheets
from posminder.profile.sheets import SheetFile
from posminder.session import Session

SHEET: Final = "/sheet"
_EPOCH: Final = date(1970, 1, 1)


class BoardSheet(BaseModel):
    """The file /sheet. All None: the profile names no sheet."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | None
    version: str | None
    valid_from_day: int | None
    source: str | None
    sha256: str | None

    @property
    def valid_from(self) -> date:
        """The first day it holds; 1970 where none is said."""
        return _EPOCH + timedelta(days=self.valid_from_day or 0)

    def newer_here(self, today: date) -> SheetFile | None:
        """Return a newer sheet of this name on this computer that holds today, or None."""
        if self.id is None:
            return None
        than = sheets.age(self.valid_from, self.version or "")
        return sheets.newer(self.id, than, bytes.fromhex(self.sha256 or ""), today)

    def words(self) -> dict[str, Any]:
        """Return what the sentence check.sheet wants of it."""
        source = (self.source or "").rstrip(".")
        return {"id": self.id, "version": self.version, "day": self.valid_from, "source": source}


def sheet_of(session: Session) -> BoardSheet | None:
    """Return the board's sheet, None without a profile and of firmware that does not tell.

    Needs no lease. Raises ProtocolError when it is none.
    """
    try:
        data = session.download(SHEET)
    except (errors.FileNotFound, errors.AccessDenied):
        return None
    try:
        return BoardSheet.model_validate_json(data)
    except ValidationError as error:
        raise errors.ProtocolError("/sheet is not a sheet") from error
