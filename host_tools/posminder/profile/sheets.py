# SPDX-License-Identifier: MIT
"""Acquirers' sheets on this computer, and which of several of one name is the newest (R91).

A sheet has a day from which it holds and a version; of two the later day is newer, then the
version, numbers in it counted as such. One that does not hold yet is not newer than anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from posminder import home
from posminder.profile import yaml_file

_PARTS: Final = re.compile(r"[0-9]+|[^0-9]+")
Age = tuple[date, tuple[tuple[int, str], ...]]


@dataclass(frozen=True, slots=True)
class SheetFile:
    """A sheet's file and what its head says."""

    file: Path | Traversable
    id: str
    version: str
    valid_from: date
    source: str
    sha256: bytes

    def age(self) -> Age:
        """Return what sheets of one name are ordered by, the newest last."""
        return age(self.valid_from, self.version)


def age(valid_from: date, version: str) -> Age:
    """Return what sheets of one name are ordered by: the day, then the version."""
    parts = _PARTS.findall(version)
    return valid_from, tuple((int(p), "") if p.isdecimal() else (0, p) for p in parts)


def folder() -> Path:
    """Return where sheets lie that the office has handed to this computer."""
    return home.home() / "sheets"


def read(file: Path | Traversable) -> SheetFile | None:
    """Return the sheet in `file`, None where it is none."""
    layer = yaml_file.read(file, file.name)
    head = layer.values.get("sheet")
    if not isinstance(head, dict) or layer.sheet_sha256 is None or layer.findings:
        return None
    try:
        day = date.fromisoformat(str(head["valid_from"]))
        told = [str(head[name]) for name in ("id", "version", "source")]
    except (KeyError, ValueError):
        return None
    return SheetFile(file, told[0], told[1], day, told[2], layer.sheet_sha256)


def here(name: str) -> Iterator[Path | Traversable]:
    """Yield the layer `name` as the office handed it to this computer, and as it is shipped."""
    for file in (
        folder().joinpath(f"{name}.yaml"),
        files("posminder").joinpath("profiles", f"{name}.yaml"),
    ):
        if file.is_file():
            yield file


def newest(found: Sequence[Path | Traversable], today: date) -> Path | Traversable | None:
    """Return the newest of several sheets that holds `today`; of other layers the first."""
    if len(found) < 2:
        return found[0] if found else None
    sheets = [sheet for sheet in map(read, found) if sheet is not None]
    holding = [sheet for sheet in sheets if sheet.valid_from <= today]
    if not holding:
        return found[0]
    return max(holding, key=SheetFile.age).file


def newer(name: str, than: Age, sha256: bytes, today: date) -> SheetFile | None:
    """Return a sheet of that name that is newer, holds `today`, and is another file; or None."""
    found = [sheet for sheet in map(read, here(name)) if sheet is not None]
    fitting = [
        sheet
        for sheet in found
        if sheet.age() > than and sheet.valid_from <= today and sheet.sha256 != sha256
    ]
    return max(fitting, key=SheetFile.age, default=None)
