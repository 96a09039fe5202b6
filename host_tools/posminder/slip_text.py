# SPDX-License-Identifier: MIT
"""The text of slips as a board kept it: captured on the line, cut, no signed original (grade B).

Its pieces are joined and its characters decoded here, with the set that the profile declared. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from posminder.journal_file import Record
from posminder_formats import records as r

GRADE: Final = "B"  # the board saw the protocol
MISSING_PIECE: Final = "incomplete"  # a piece of it is not in the store
_ZVT: Final = str.maketrans("[\\]{|}~", "ÄÖÜäöüß")
_ENDS: Final = ("whole", "cut", "day_full")


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip's text. `state` is the last piece's word, or MISSING_PIECE."""

    records: tuple[Record, ...]
    copy: str
    state: str
    text: str

    @property
    def lines(self) -> list[str]:
        """The text line by line, without what only made room at its end."""
        return self.text.rstrip("\n ").split("\n") if self.text.strip() else []


def decoded(text: bytes, charset: object) -> str:
    """Return a terminal's characters as text; `charset` is the record's word.

    Without a declared set CP437 where a byte is above 7F, else the 7-bit set of ZVT.
    """
    if charset == "iso8859_15":
        return text.decode("iso8859-15")
    if charset == "cp437" or (charset != "zvt" and not text.isascii()):
        return text.decode("cp437")
    return text.decode("ascii", "replace").translate(_ZVT)


def slip_line(record: Record) -> str:
    """Return one piece of a slip as one line, its line ends as strokes."""
    text = decoded(record.fields["text"], record.words()["charset"])
    return " / ".join(" ".join(line.split()) for line in text.split("\n") if line.strip())


def slips(found: Iterable[Record]) -> list[Slip]:
    """Return the slips whose pieces are among `found`, ascending; other records are passed over."""
    told: list[Slip] = []
    pieces: list[Record] = []
    for record in found:
        if record.kind != r.R_SLIP:
            continue
        if record.fields["part"] == 0 and pieces:
            told.append(_joined(pieces))
            pieces = []
        pieces.append(record)
        if record.words()["state"] in _ENDS:
            told.append(_joined(pieces))
            pieces = []
    return [*told, _joined(pieces)] if pieces else told


def _joined(pieces: list[Record]) -> Slip:
    words = pieces[-1].words()
    whole = [each.fields["part"] for each in pieces] == list(range(len(pieces)))
    state = str(words["state"]) if whole and words["state"] in _ENDS else MISSING_PIECE
    text = b"".join(each.fields["text"] for each in pieces)
    return Slip(tuple(pieces), str(words["copy"]), state, decoded(text, words["charset"]))
