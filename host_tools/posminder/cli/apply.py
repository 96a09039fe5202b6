# SPDX-License-Identifier: MIT
"""`posminder apply`: a checked profile onto a board, all of it or nothing (R47)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from posminder import home, output, seal_keys, site_files
from posminder.board_status import BoardStatus
from posminder.cli import commissioning, secrets_typed
from posminder.cli.connect import connect, unlock
from posminder.cli.consent import asked
from posminder.cli.diff import PROFILE, changes_on, is_same, show_changes, to_json
from posminder.cli.profile_file import (
    FileArgument,
    LangOption,
    checked_or_exit,
    compiled,
    language_of,
)
from posminder.errors import (
    EXIT_USAGE,
    HashDiffers,
    PosminderError,
)
from posminder.messages import sentence
from posminder.office_store import is_office, store_path
from posminder.profile.compile import Compiled
from posminder.profile.difference import Change
from posminder.profile.model import Profile
from posminder.profile.sentences import sentences
from posminder.seal_keys import Kept
from posminder.session import Session
from posminder.store.store import Store


class OtherSite(PosminderError):
    """Board {} is at site {}, and this profile is of site {}; nothing was changed. Next: name that
    site's own profile, or add --other-site if the board has moved"""

    exit_code = EXIT_USAGE


def command(
    file: FileArgument,
    port: output.PortOption = None,
    commission: Annotated[
        bool, typer.Option("--commission", help="Give a new board its key first, once.")
    ] = False,
    keep_first_key: Annotated[
        bool,
        typer.Option(
            "--keep-first-key", help="Keep the seals' first key plain where no company key is."
        ),
    ] = False,
    other_site: Annotated[
        bool, typer.Option("--other-site", help="The board moves to the shop of this profile.")
    ] = False,
    approved_by: Annotated[
        str | None,
        typer.Option("--approved-by", metavar="ID", help="Who agrees with his PIN, not by button."),
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Check a profile, set the board's clock, and put the profile into force on the board."""
    checked, site = checked_or_exit(file)
    language, profile, kept = language_of(site, lang), compiled(checked), None
    with connect(port) as (session, status):
        if status.site not in (None, site.site.id) and not other_site:
            raise OtherSite(status.id, status.site, site.site.id)
        if commission and not status.commissioned:
            kept = _commission(session, status, language, plain=keep_first_key)
        else:
            unlock(session, status, language)
        changes = changes_on(session, status, profile, language)
        if status.profile_hash is not None and not as_json:
            show_changes(changes, status, profile, language)
        # The clock goes first, so that the record of a new profile has a time.
        session.set_clock(datetime.now(UTC))
        if not is_same(status, profile):
            put(session, profile, language, approved_by)
        with Store(home.store_path()) as store:
            store.set_site(status.id, profile.data, profile.sha256.hex())
        site_files.keep(status.id, file)
    if kept is not None:
        _tell_first_key(kept, language)
    if as_json:
        output.json_line(_to_json(status, profile, changes))
        return
    _say_in_force(site, status.id, profile, language)
    if not status.commissioned:
        _tell_key(status.id, language)


def _say_in_force(site: Profile, board_id: str, profile: Compiled, language: str) -> None:
    for each in sentences(site, language):
        output.say(each)
    in_force = sentence(language, "apply.in_force", id=board_id, sha256=profile.sha256.hex())
    output.say(in_force, style="bold")


def _commission(
    session: Session, status: BoardStatus, language: str, *, plain: bool
) -> Kept | None:
    office = secrets_typed.office_if_any(language)
    return commissioning.commission(session, status, office, language, plain=plain)


def _tell_key(board_id: str, language: str) -> None:
    """Say where the board's key is now, and what that means."""
    if is_office():
        output.say(sentence(language, "apply.office", path=store_path()))
    else:
        output.note(sentence(language, "apply.key", path=home.key_path(board_id)))


def _tell_first_key(kept: Kept, language: str) -> None:
    """Say what became of the first key: whoever has it can make any seal of this board."""
    path = seal_keys.path_of(kept.board_id)
    if kept.first is None:
        text = sentence(language, "seals.key_not_kept", path=seal_keys.company_path())
        output.note(text, style="yellow")
    elif "plain" in kept.first:
        output.note(sentence(language, "seals.key_plain", path=path), style="yellow")
    else:
        output.note(sentence(language, "seals.key_locked", path=path))


def put(
    session: Session, profile: Compiled, language: str = "en", approved_by: str | None = None
) -> None:
    """Send the profile and put it into force; the hash the board now reports is ours.

    A line or a power supply that breaks on the way leaves the old profile in force, or the new
    one: the board's store replaces it as a whole. What takes a second person's yes takes his press
    on the board, or the PIN of `approved_by`. Needs a lease. Raises HashDiffers, NobodyPressed.
    """

    waiting = asked(session, language, approved_by, profile.sha256)
    with output.progress("profile") as progress:
        session.upload(PROFILE, profile.data, progress)
    if session.commit(PROFILE, profile.data, waiting) != profile.sha256:
        raise HashDiffers


def _to_json(
    status: BoardStatus, profile: Compiled, changes: tuple[Change, ...]
) -> dict[str, object]:
    return {
        "id": status.id,
        "sha256": profile.sha256.hex(),
        "replaced": status.profile_hash,
        "commissioned_now": not status.commissioned,
        "changes": to_json(changes),
    }
