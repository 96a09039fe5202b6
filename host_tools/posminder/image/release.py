# SPDX-License-Identifier: MIT
"""The unsigned bundles that the program is shipped with: one for each folder under boards/.

Made when the wheel is made (setup.py), never in the field. An office signs them once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from posminder import bundle
from posminder.bundle import SUFFIX
from posminder.image.build import Sources, build
from posminder.image.errors import ImageFailed

_VERSION_FILE: Final = "posminder_formats/version.py"
_VERSION: Final = re.compile(r'^FIRMWARE = "(.+)"$', re.MULTILINE)


def boards(folder: Path) -> Iterator[Path]:
    """Yield the folders of boards that code is built for, by name: those that have a board.py."""
    yield from sorted(path.parent for path in folder.glob("*/board.py"))


def version_of(firmware: Path) -> str:
    """Return the version that `firmware` says it has. Raises ImageFailed."""
    found = _VERSION.search((firmware / _VERSION_FILE).read_text("utf-8"))
    if found is None:
        raise ImageFailed(_VERSION_FILE, "it names no version")
    return found[1]


def packed(image: bytes, firmware: Path, board: Path) -> bytes:
    """Return the unsigned bundle of an image of `firmware` for `board`."""
    return bundle.pack(image, version_of(firmware), board.name)


def write_all(firmware: Path, folder: Path, target: Path) -> list[Path]:
    """Build the bundle of every board under `folder` into `target`, alone; return the files.

    Raises what build.build raises.
    """
    for stale in target.glob(f"*{SUFFIX}"):
        stale.unlink()
    written = []
    for board in boards(folder):
        data = packed(build(Sources.of(firmware, board)).data, firmware, board)
        path = target / f"{board.name}-{version_of(firmware)}{SUFFIX}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written.append(path)
    return written
