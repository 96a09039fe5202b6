# SPDX-License-Identifier: MIT
"""Where this computer keeps what it must not lose: the boards' keys and the store.

POSMINDER_HOME, else the user's data folder. A key file is readable by its owner only and is
written before the board learns the key: a board with a key nobody has would be lost.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path
from typing import Final

import platformdirs

from posminder.errors import EXIT_HELD, PosminderError, UsageError
from posminder_formats.commands import KEY_BYTES

BOARD_ID_BYTES: Final = 8
_BOARD_ID: Final = re.compile(rf"[0-9a-f]{{{2 * BOARD_ID_BYTES}}}")


class KeyDamaged(PosminderError):
    """{} does not hold a key of 64 hexadecimal digits."""

    exit_code = EXIT_HELD


def home() -> Path:
    """Return the folder of keys and store; it need not exist yet."""
    named = os.environ.get("POSMINDER_HOME")
    return Path(named) if named else platformdirs.user_data_path("posminder", appauthor=False)


def store_path() -> Path:
    """Return the path of the SQLite store."""
    return home() / "store.sqlite3"


def watch_lock_path() -> Path:
    """Return the file that a watch keeps locked. Whoever closes it lets go all his process locked:
    only who takes the lock may open it."""
    return home() / "watch.lock"


def is_board_id(text: str) -> bool:
    """Return whether `text` has the form of a board's id: 8 bytes in hexadecimal."""
    return _BOARD_ID.fullmatch(text) is not None


def key_path(board_id: str) -> Path:
    """Return where the key of `board_id` lies. Raises UsageError for what is no board id."""
    if not is_board_id(board_id):
        raise UsageError(f"{board_id!r} is not a board id")
    return home() / "keys" / f"{board_id}.key"


def load_key(board_id: str) -> bytes:
    """Return the key of `board_id`, whose file is there. Raises KeyDamaged."""
    path = key_path(board_id)
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError as error:
        raise KeyDamaged(path) from error
    if len(key) != KEY_BYTES:
        raise KeyDamaged(path)
    return key


def write_private(path: Path, text: str) -> None:
    """Write the whole file or none, readable by its owner only."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(".new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def load_or_make_key(board_id: str) -> bytes:
    """Return the key of `board_id`, made and stored with mode 0600 if there is none."""
    path = key_path(board_id)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return load_key(board_id)
    key = secrets.token_bytes(KEY_BYTES)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key
