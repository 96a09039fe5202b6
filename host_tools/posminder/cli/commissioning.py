# SPDX-License-Identifier: MIT
"""A board's key, who signs what it runs, and what its seals are checked with: once in its life.

Every step may be done again: what broke off with a pulled cable goes on where it was.
"""

from __future__ import annotations

from posminder import home, seal_keys
from posminder.board_status import BoardStatus
from posminder.cli import office_release
from posminder.cli.connect import tell_waits
from posminder.errors import CommandNotSupported, NoRoomForUpdate, RequestRefused
from posminder.home import load_key, load_or_make_key
from posminder.office_store import Office
from posminder.seal_keys import Kept
from posminder.session import Session


def key_here(board_id: str, office: Office | None) -> bytes | None:
    """Return the board's own key, of the office's store or plain; None: it is not here."""
    if office is not None:
        return office.key_of(board_id) if board_id in office.boards else None
    return load_key(board_id) if home.key_path(board_id).is_file() else None


def commission(
    session: Session, status: BoardStatus, office: Office | None, language: str, *, plain: bool
) -> Kept | None:
    """Give a board its key if it has none, and all that only this key's holder may; take the lease.

    A board that has a key must have the one that is here. Returns its seal keys while it still has
    the first: None if it has none.
    """
    if status.commissioned:
        key = load_key(status.id) if office is None else office.key_of(status.id)
    else:
        key = load_or_make_key(status.id) if office is None else office.new_key(status.id)
        session.commission(key)
    session.unlock(key)
    signer = office_release.modulus_here(office)
    if signer is not None:
        try:
            session.give_release_key(signer, tell_waits(language))
        except (CommandNotSupported, NoRoomForUpdate):
            pass  # such a board takes no update
    try:
        told = session.seal_keys()
    except (CommandNotSupported, RequestRefused):
        return None
    return seal_keys.keep(status.id, told.blinding, told.first, plain=plain)
