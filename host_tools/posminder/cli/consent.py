# SPDX-License-Identifier: MIT
"""A second person's yes on the board: by its button, or with name and PIN at this computer."""

from __future__ import annotations

from posminder.cli import secrets_typed
from posminder.cli.connect import tell_waits
from posminder.cli.named import spoken
from posminder.conversation import Waiting
from posminder.session import Session
from posminder_formats import people


def asked(session: Session, language: str, approved_by: str | None, sha256: bytes) -> Waiting:
    """Return what tells that the board waits, or lets `approved_by` agree to what has `sha256`."""

    def waiting(what: int, left_s: int) -> None:
        if approved_by is None:
            tell_waits(language)(what, left_s)
            return
        person = secrets_typed.person(approved_by, session.hello().id.hex(), language)
        with spoken(language):
            session.deed(person, people.CHANGE, what, people.change_text(what, sha256))

    return waiting
