# SPDX-License-Identifier: MIT
"""The watch's backups: one when it is due, each tried, so many kept, a failure told."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from posminder import seal_keys
from posminder.backup import archive, envelope
from posminder.errors import PosminderError
from posminder.store.watching import Watching
from posminder.watch.finding import BACKUP, Finding
from posminder.watch.model import Backup

_AGAIN_S: Final = 3_600
_SUFFIX: Final = ".pmbackup"
_NAME: Final = "posminder-"


def back_up(
    watching: Watching, settings: Backup, passphrase: str | None, now_s: int
) -> Path | Finding | None:
    """Make a backup if one is due; return it, or that it failed; None: none is due."""
    made_s, tried_s = watching.done_s("backup"), watching.done_s("backup try")
    if made_s is not None and now_s - made_s < settings.every:
        return None
    if tried_s is not None and (made_s is None or tried_s > made_s) and now_s - tried_s < _AGAIN_S:
        return None
    watching.done("backup try", now_s)
    folder = Path(settings.folder).expanduser()
    out = folder / f"{_NAME}{datetime.fromtimestamp(now_s, UTC):%Y%m%dT%H%M%SZ}{_SUFFIX}"
    try:
        if passphrase is None:
            key = envelope.for_company(seal_keys.company_path())
        else:
            key = envelope.for_passphrase(passphrase)
        archive.make(out, key, now_s)
        watching.done("backup", now_s)  # also where an old one cannot be deleted: it is made
        _thin_out(folder, settings.keep)
    except (PosminderError, OSError) as error:
        return Finding(BACKUP, "", "backup_failed", told={"error": str(error).rstrip(".")})
    return out


def _thin_out(folder: Path, keep: int) -> None:
    """Delete all but the newest `keep` of our own backups."""
    mine = sorted(folder.glob(f"{_NAME}*{_SUFFIX}"))
    for old in mine[:-keep]:
        old.unlink()
