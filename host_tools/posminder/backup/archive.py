# SPDX-License-Identifier: MIT
"""What a backup holds, how it is made, and what shows that it comes back.

A tar of the home's files, keys and tickets too, the store as SQLite's online backup copies it while
others write, and last a list of every file's SHA-256 and every table's rows. A backup is made only
when it has been read back from the disk it went to, unpacked, and held against that list.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import stat
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Final

from posminder import home
from posminder.backup.envelope import BackupDamaged, Key, KeyOf, Opener, Sealer
from posminder.errors import PosminderError

STORE: Final = "store.sqlite3"
_LIST: Final = "contents.json"
_LEFT_OUT: Final = ("bundles",)  # they come with the program, and from the office
_PAGES: Final = 4_096  # of SQLite's, copied before another writer gets a turn
_LIST_MAX: Final = 16 * 1024 * 1024
_READ: Final = 1024 * 1024


class BackupFailed(PosminderError):
    """No backup was made: {}"""

    exit_code = 2


class NotUnpacked(PosminderError):
    """{} was not unpacked: {}"""

    exit_code = 2


class FolderThere(PosminderError):
    """{} is there already, and nothing is ever written over. Next: name another"""

    exit_code = 2


@dataclass(slots=True)
class Contents:
    """The list at a backup's end. `files`: (bytes, SHA-256) by name; `rows` by table of the store;
    `boards`: (records, newest number) by id."""

    made_s: int
    files: dict[str, tuple[int, str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    boards: dict[str, tuple[int, int]] = field(default_factory=dict)


def make(out: Path, key: Key, now_s: int) -> Contents:
    """Write a backup of the home to `out`, which must not be there, and try that it comes back.

    `out` is whole or not there. Raises BackupFailed, BackupDamaged, FolderThere.
    """
    if out.exists():
        raise FolderThere(out)
    part = out.with_name(out.name + ".part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with _scratch() as folder:
            copied = _copy_of_store(folder)
            contents = Contents(now_s)
            if copied is not None:
                contents.rows, contents.boards = _counted(copied)
            handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                _write(Sealer(file, key), copied, contents)
                file.flush()
                os.fsync(file.fileno())
            if copied is not None:
                copied.unlink()  # room for the copy that comes back
            unpack(part, lambda head: key.secret, folder / "back")
        part.replace(out)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(getattr(error, "strerror", None) or error) from error
    finally:
        part.unlink(missing_ok=True)
    return contents


def unpack(file: Path, key_of: KeyOf, folder: Path) -> Contents:
    """Unpack a backup into `folder`, which is made, and hold all of it against its list.

    Raises NotABackup, BackupLocked, BackupDamaged, NotUnpacked.
    """
    try:
        contents, found = _unpacked(file, key_of, folder)
        if contents is None or contents.files != found:
            raise BackupDamaged(file, "what is in it is not what its list says")
        if STORE in found and _counted(folder / STORE) != (contents.rows, contents.boards):
            raise BackupDamaged(file, "the store in it lacks rows, or has others")
    except OSError as error:
        raise NotUnpacked(file, error.strerror) from error
    except (tarfile.TarError, sqlite3.Error) as error:
        raise BackupDamaged(file, error) from error
    return contents


def _unpacked(
    file: Path, key_of: KeyOf, folder: Path
) -> tuple[Contents | None, dict[str, tuple[int, str]]]:
    contents: Contents | None = None
    found: dict[str, tuple[int, str]] = {}
    folder.mkdir(parents=True, mode=0o700)
    with file.open("rb") as raw:
        opener = Opener(raw, str(file), key_of)
        with tarfile.open(fileobj=opener, mode="r|", bufsize=_READ) as tar:
            for member in tar:
                source = tar.extractfile(member) if member.isfile() else None
                if source is None or contents is not None:
                    raise BackupDamaged(file, f"{member.name!r} does not belong there")
                if member.name == _LIST:
                    contents = _parsed(source.read(_LIST_MAX), file)
                else:
                    found[member.name] = _unpack_one(member.name, source, folder, file)
        while opener.read(_READ):  # to the last piece: what lacks it was cut off
            pass
    return contents, found


def restore(file: Path, key_of: KeyOf, folder: Path) -> Contents:
    """Unpack a backup to `folder`, which must not be there: whole, or not at all.

    Raises FolderThere, and what `unpack` raises.
    """
    if folder.exists():
        raise FolderThere(folder)
    new = folder.with_name(folder.name + ".new")
    try:
        contents = unpack(file, key_of, new)
        new.replace(folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)
    return contents


@contextmanager
def unpacked(file: Path, key_of: KeyOf) -> Iterator[tuple[Contents, Path]]:
    """Unpack a backup into a folder that is gone afterwards. Raises as `unpack`."""
    with _scratch() as folder:
        yield unpack(file, key_of, folder / "back"), folder / "back"


@contextmanager
def _scratch() -> Iterator[Path]:
    """Give a folder in the home: what lies open there lies as open in the home itself."""
    home.home().mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=home.home()) as folder:
        yield Path(folder)


def _copy_of_store(folder: Path) -> Path | None:
    if not home.store_path().is_file():
        return None
    copied = folder / STORE
    with (
        closing(sqlite3.connect(home.store_path())) as source,
        closing(sqlite3.connect(copied)) as target,
    ):
        source.backup(target, pages=_PAGES)
    return copied


def _write(sealer: Sealer, copied: Path | None, contents: Contents) -> None:
    with tarfile.open(fileobj=sealer, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        for name, path in _members(copied):
            handle = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
            with os.fdopen(handle, "rb") as file:
                told = os.fstat(file.fileno())
                info = tarfile.TarInfo(name)
                info.size, info.mtime, info.mode = told.st_size, int(told.st_mtime), 0o600
                hashed = _Hashed(file)
                tar.addfile(info, hashed)
            contents.files[name] = (info.size, hashed.digest.hexdigest())
        listed = json.dumps(asdict(contents)).encode()
        info = tarfile.TarInfo(_LIST)
        info.size, info.mode = len(listed), 0o600
        tar.addfile(info, BytesIO(listed))
    sealer.close()


def _members(copied: Path | None) -> Iterable[tuple[str, Path]]:
    """Yield (name, path) of every file of the home that is kept, by name, then the store's copy."""
    for path in sorted(home.home().rglob("*")):
        name = path.relative_to(home.home())
        hidden = any(each.startswith(".") for each in name.parts)
        if hidden or name.parts[0] in _LEFT_OUT or name.parts[0].startswith(STORE):
            continue
        if path == home.watch_lock_path():  # the watch itself makes backups
            continue
        if stat.S_ISREG(path.lstat().st_mode) and path.suffix != ".new":
            yield name.as_posix(), path
    if copied is not None:
        yield STORE, copied


class _Hashed:
    """A file that remembers the SHA-256 of what was read of it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest = file, sha256()

    def read(self, size: int = -1) -> bytes:
        """Read as a file does."""
        data = self._file.read(size)
        self.digest.update(data)
        return data


def _unpack_one(name: str, source: Any, folder: Path, file: Path) -> tuple[int, str]:
    parts = PurePosixPath(name).parts
    if not parts or any(part in ("..", "/") or "\\" in part or ":" in part for part in parts):
        raise BackupDamaged(file, f"{name!r} does not belong there")
    path = folder.joinpath(*parts)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    size, hashed = 0, _Hashed(source)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        while data := hashed.read(_READ):
            size += target.write(data)
    return size, hashed.digest.hexdigest()


def _counted(path: Path) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """Return how many rows each table has, and (records, newest) of each board.

    Raises BackupDamaged for a store that SQLite finds fault with.
    """
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as db:
        (said,) = db.execute("PRAGMA quick_check(1)").fetchone()
        if said != "ok":
            raise BackupDamaged(path, said)
        tables = db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        names = [name for (name,) in tables.fetchall() if not name.startswith("sqlite_")]
        rows = {each: db.execute(f'SELECT count(*) FROM "{each}"').fetchone()[0] for each in names}
        sql = "SELECT board_id, count(*), max(seq) FROM record GROUP BY board_id"
        boards = {board_id: (count, last) for board_id, count, last in db.execute(sql)}
    return rows, boards


def _parsed(data: bytes, file: Path) -> Contents:
    try:
        told = json.loads(data)
        return Contents(
            int(told["made_s"]),
            {name: (size, digest) for name, (size, digest) in told["files"].items()},
            dict(told["rows"]),
            {name: (count, last) for name, (count, last) in told["boards"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupDamaged(file, "its list cannot be read") from error
