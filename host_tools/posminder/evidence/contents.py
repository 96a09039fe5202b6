# SPDX-License-Identifier: MIT
"""A pack's files as bytes by name: read from a folder or a zip by anybody's hand, within bounds.

Nothing is ever unpacked to disk. A link, a name that leads out of the folder, a file too many or
too big is refused before it is read; a zip's own word about sizes is not believed.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Final

from posminder.errors import EXIT_USAGE, PosminderError
from posminder.evidence import manifest

FILES_MAX: Final = 300
BYTES_MAX: Final = 64 << 20  # all files together

_DIRECTORY_BYTES_MAX: Final = 1 << 20
_END: Final = struct.Struct("<4s4H2LH")  # of a zip, without a comment
_LOCATOR_BYTES: Final = 20  # of ZIP64, before the end
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # a zip knows no earlier time
_READABLE: Final = (stat.S_IFREG | 0o644) << 16
_UNIX: Final = 3


class NoPack(PosminderError):
    """{} is neither a folder nor a zip that can be read: {}."""

    exit_code = EXIT_USAGE


class PackRefused(PosminderError):
    """{} is not read, and nothing of it was unpacked: {}."""


def read(path: Path) -> dict[str, bytes]:
    """Return the files of a pack, a folder or a zip, by name. Raises NoPack, PackRefused."""
    try:
        found = _in_folder(path) if path.is_dir() else _in_zip(path)
        return _gathered(path, found)
    except OSError as error:
        raise NoPack(path, error.strerror or error) from error


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return a zip of the files. The same files give the same bytes, with any zlib: none is used.

    A pack's weight is in images and PDF, which do not shrink.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.external_attr, entry.create_system = _READABLE, _UNIX
            archive.writestr(entry, files[name])
    return out.getvalue()


def _gathered(path: Path, found: Iterator[tuple[str, bytes]]) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for name, data in found:
        total += len(data)
        if total > BYTES_MAX:
            raise PackRefused(path, f"it has more than {BYTES_MAX >> 20} MiB")
        if name in files:
            raise PackRefused(path, f"it has {name!r} twice")
        files[name] = data
        if len(files) > FILES_MAX:
            raise PackRefused(path, f"it has more than {FILES_MAX} files")
    return files


def _in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    most = 2 * FILES_MAX  # folders too; somebody may name a whole disk
    paths = list(islice(folder.rglob("*"), most + 1))
    if len(paths) > most:
        raise PackRefused(folder, f"it has more than {FILES_MAX} files")
    for path in sorted(paths):
        name = path.relative_to(folder).as_posix()
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
            raise PackRefused(folder, f"{name!r} is a link or no file")
        if stat.S_ISREG(mode):
            _must_be_name(folder, name)
            with path.open("rb") as file:
                yield name, file.read(BYTES_MAX + 1)


def _in_zip(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        data = file.read(BYTES_MAX + _DIRECTORY_BYTES_MAX + 1)
    _must_be_small(path, data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = [each for each in archive.infolist() if not each.is_dir()]
            top = _top([each.filename for each in entries])
            for entry in entries:
                if stat.S_ISLNK(entry.external_attr >> 16):
                    raise PackRefused(path, f"{entry.filename!r} is a link")
                _must_be_name(path, entry.filename)
                with archive.open(entry) as inside:
                    yield entry.filename.removeprefix(top), inside.read(BYTES_MAX + 1)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise PackRefused(path, f"it is a damaged or encrypted zip ({error})") from error


def _top(names: list[str]) -> str:
    """Return the one folder that all lies in, with its slash, as a zip made by hand has it."""
    if not names or manifest.NAME in names or "/" not in names[0]:
        return ""
    top = names[0].split("/")[0] + "/"
    return top if all(name.startswith(top) for name in names) else ""


def _must_be_name(path: Path, name: str) -> None:
    if not manifest.is_name(name):
        raise PackRefused(path, f"{name!r} is no name of a file in a pack")


def _must_be_small(path: Path, data: bytes) -> None:
    """Look at a zip's end before the library makes an object of every entry. Raises NoPack."""
    if len(data) > BYTES_MAX + _DIRECTORY_BYTES_MAX:
        raise PackRefused(path, f"it has more than {BYTES_MAX >> 20} MiB")
    if len(data) < _END.size:
        raise NoPack(path, "it is no zip")
    mark, *_, size, _, comment = _END.unpack(data[-_END.size :])
    if mark != b"PK\x05\x06" or comment:
        raise NoPack(path, "it is no zip")
    before = data[-_END.size - _LOCATOR_BYTES : -_END.size]
    if before.startswith(b"PK\x06\x07") or size > _DIRECTORY_BYTES_MAX:
        raise PackRefused(path, "its directory is larger than a pack's")
