# SPDX-License-Identifier: MIT
"""The files that a board's profile was compiled from, kept here so that it can be compiled anew.

A copy of the site's file and of the layers beside it lies in POSMINDER_HOME/sites, by board. Where
the file itself is still in its place, that is the one: people go on editing it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from posminder.home import home, is_board_id, write_private
from posminder.profile.load import beside

_SITE: Final = "site.yaml"
_ORIGIN: Final = "origin"


def keep(board_id: str, file: Path) -> None:
    """Remember what was put into force on a board: `file`, or the name of a shipped profile.

    A password that stands in it is kept as well, readable by this computer's user only.
    """
    folder = _folder(board_id)
    write_private(folder / _ORIGIN, str(file.resolve() if file.is_file() else file.as_posix()))
    if not file.is_file():
        (folder / _SITE).unlink(missing_ok=True)
        return
    write_private(folder / _SITE, file.read_text(encoding="utf-8-sig"))
    for name, layer in beside(file).items():
        write_private(folder / f"{name}.yaml", layer.read_text(encoding="utf-8-sig"))


def find(board_id: str) -> Path | None:
    """Return the file of a board's site, or a shipped profile's name; None: none was kept."""
    folder = _folder(board_id)
    origin = folder / _ORIGIN
    if not origin.is_file():
        return None
    named = Path(origin.read_text(encoding="utf-8"))
    copy = folder / _SITE
    return named if named.is_file() or not copy.is_file() else copy


def _folder(board_id: str) -> Path:
    if not is_board_id(board_id):
        raise ValueError(board_id)
    return home() / "sites" / board_id
