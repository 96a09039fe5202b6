# SPDX-License-Identifier: MIT
"""What is known before anything is judged: the board's /status, a profile, this computer's files.

Reads only; a look makes no store and no key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import cbor2

from posminder import bundle_files, checkpoints, home, seal_keys, ticket_files
from posminder.board_sheet import BoardSheet
from posminder.board_status import BoardStatus
from posminder.errors import PosminderError, ProtocolError
from posminder.store.store import Store
from posminder.ticket import Ticket
from posminder_formats import records

Settings = Mapping[int, Any]
"""A compiled profile: posminder_formats.profile_fields by key. Without a password from the store"""

WATCHDOG: Final = 2  # record boot's field "reason": posminder_formats.record_words
_WATCHDOG_DAYS: Final = 30
_DAY_S: Final = 86_400
_NEWEST: Final = 64  # records among which one with a time is looked for


@dataclass(frozen=True, slots=True)
class Computer:
    """What POSMINDER_HOME holds: of the board that was asked, or of all where none was."""

    plain_keys: tuple[str, ...] = ()  # boards whose device key lies here as it is
    tickets: tuple[Ticket, ...] = ()
    seals: tuple[seal_keys.Kept, ...] = ()
    company: bool = False  # company.pem, to which first keys of seals are locked
    office: bool = False  # office.pem, whose signatures on checkpoints are the office's
    damaged: tuple[str, ...] = ()  # what is said of files that cannot be read
    newest_seq: int = 0  # of the board's records in the store; 0: none
    newest_s: int | None = None  # time of the newest that has one, by the board's clock
    newest_bundle: str | None = None  # version of the newest signed one for the board's kind
    release_key: bool | None = None  # was given, by all its records; None: those here lack some
    watchdog_boots: int | None = None  # pulled, of the last 30 days there; None: no records


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the checks look at. `status` None: no board; `profile` None: not known here."""

    today: date
    status: BoardStatus | None = None
    protocol: int | None = None  # of the host line, as the board's hello has it
    profile: Settings | None = None
    sheet: BoardSheet | None = None  # that the profile in force was compiled from
    file_hash: str | None = None  # of the profile in FILE, SHA-256 in hexadecimal
    computer: Computer = field(default_factory=Computer)


def settings_of(profile: bytes) -> Settings:
    """Return the fields of a compiled profile. Raises ProtocolError when it is none."""
    try:
        return dict(cbor2.loads(profile))
    except (cbor2.CBORError, TypeError, ValueError) as error:
        raise ProtocolError("/profile is not a profile") from error


def known_profile(status: BoardStatus) -> bytes | None:
    """Return the profile in force as compiled, if this computer has seen it on that board."""
    if status.profile_hash is None or not home.store_path().is_file():
        return None
    with Store(home.store_path()) as store:
        known = store.profile(status.id)
    return known[0] if known and known[1] == status.profile_hash else None


def computer_of(board_id: str | None = None, kind: str | None = None) -> Computer:
    """Return what lies here of one board of a `kind`, or with None of every board."""
    damaged: list[str] = []
    folder = home.home() / "keys"
    keys = tuple(sorted(path.stem for path in folder.glob("*.key") if home.is_board_id(path.stem)))
    mine = tuple(each for each in keys if board_id in (None, each))
    newest_seq, newest_s, watchdogs = (0, None, None) if board_id is None else _stored(board_id)
    newest_bundle = _newest_bundle(kind, damaged)
    return Computer(
        mine,
        tuple(_tickets(board_id, damaged)),
        tuple(_seals(board_id, damaged)),
        seal_keys.company_path().is_file(),
        checkpoints.office_path().is_file(),
        tuple(damaged),
        newest_seq,
        newest_s,
        newest_bundle,
        None if board_id is None else _told_release_key(board_id),
        watchdogs,
    )


def _newest_bundle(kind: str | None, damaged: list[str]) -> str | None:
    try:
        found = None if kind is None else bundle_files.newest(kind)
    except PosminderError as error:
        damaged.append(str(error))
        return None
    return None if found is None else found.bundle.version


def _told_release_key(board_id: str) -> bool | None:
    """Tell by its records here whether a board was given a release key; None: some lack."""
    if not home.store_path().is_file():
        return None
    with Store(home.store_path()) as store:
        leases = store.records(board_id, kind=records.R_LEASE)
        given = any(each.words().get("state") == "release_key" for each in leases)
        whole = next(iter(store.records(board_id)), None)
    return True if given else False if whole is not None and whole.seq == 1 else None


def _tickets(board_id: str | None, damaged: list[str]) -> list[Ticket]:
    found: list[Ticket] = []
    for path in sorted((home.home() / "tickets").glob("*.json")):
        if board_id in (None, path.stem):
            try:
                found.extend(ticket_files.read(path))
            except PosminderError as error:
                damaged.append(str(error))
    return found


def _seals(board_id: str | None, damaged: list[str]) -> list[seal_keys.Kept]:
    found: list[seal_keys.Kept] = []
    for each in seal_keys.boards():
        if board_id in (None, each):
            try:
                kept = seal_keys.load(seal_keys.path_of(each))
            except PosminderError as error:
                damaged.append(str(error))
            else:
                found.extend(() if kept is None else (kept,))
    return found


def _stored(board_id: str) -> tuple[int, int | None, int | None]:
    """Return number and time of the newest record in the store, and how many watchdog boots."""
    if not home.store_path().is_file():
        return 0, None, None
    with Store(home.store_path()) as store:
        last = store.last_seq(board_id)
        if not last:
            return 0, None, None
        found = list(store.records(board_id, max(0, last - _NEWEST)))
        boots = list(store.records(board_id, kind=records.R_BOOT))
    now_s = next((each.wall_s for each in reversed(found) if each.wall_s is not None), None)
    bitten = [each for each in boots if each.values and each.values[0] == WATCHDOG]
    since_s = 0 if now_s is None else now_s - _WATCHDOG_DAYS * _DAY_S
    return last, now_s, sum(each.wall_s is None or each.wall_s >= since_s for each in bitten)
