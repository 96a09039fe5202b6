# SPDX-License-Identifier: MIT
"""`posminder keys`: the keys of boards' seals on this computer, other ones for a board (R82)."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output, seal_keys
from posminder.cli import secrets_typed
from posminder.cli.connect import connect, unlock
from posminder.cli.named import spoken, spoken_language
from posminder.cli.people import known_people
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.pulling import Line
from posminder.errors import EXIT_HELD, CommandNotSupported, RequestRefused, UsageError
from posminder.home import store_path
from posminder.messages import sentence
from posminder.person import Person
from posminder.seal_keys import FirstKeyLocked, Kept
from posminder.session import Session
from posminder.store.store import Store
from posminder.verify.stored import rekey_of, seal_of, stored
from posminder_formats import commands, records, seals

app = typer.Typer(help="Keep, exchange and lock anew the keys of seals.", no_args_is_help=True)
_SHOWN = 16  # digits of a fingerprint


@app.command("list")
def list_(lang: LangOption = None, as_json: output.JsonOption = False) -> None:
    """List the seal keys kept here: to whom they are locked, from where on, the newest seal."""
    language = language_of(None, lang)
    found = [kept for each in seal_keys.boards() if (kept := _load(each)) is not None]
    with Store(store_path()) as store:
        rows = [row for kept in found for row in _rows(store, kept)]
    if as_json:
        for row in rows:
            output.json_line(row)
        return
    if not rows:
        output.note(sentence(language, "keys.none"))
        return
    columns = [sentence(language, f"keys.{name}") for name in ("board", "from", "kept", "newest")]
    output.table(columns, [_shown(row, language) for row in rows])
    path = seal_keys.path_of(found[0].board_id).parent
    output.note(sentence(language, "keys.backup", path=path))


@app.command("rekey")
def rekey(
    port: output.PortOption = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="ID", help="The owner who decides, where people are."),
    ] = None,
    keep_first_key: Annotated[
        bool, typer.Option("--keep-first-key", help="Keep it plain where no company key is.")
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Have the board here seal with other keys: they were lost, never kept, or the company's go.

    Pulls before and after. The new first key is kept on this computer before the board learns it.
    """
    with Store(store_path()) as store, connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        unlock(session, status)
        owner = _owner(session, status.id, by, language)
        line = Line(session, store, status)
        line.pull()
        blinding, first = _blinding(session, status.id), secrets.token_bytes(commands.KEY_BYTES)
        seal_keys.keep_later(status.id, blinding, first, plain=keep_first_key)
        with spoken(language):
            epoch = session.rekey(first, blinding, owner)
        line.pull()
    path = seal_keys.path_of(status.id)
    if as_json:
        output.json_line({"board": status.id, "epoch": epoch, "file": str(path)})
    else:
        said = sentence(language, "keys.rekeyed", board=status.id, epoch=epoch, path=path)
        output.say(said, style="bold")


@app.command("rewrap")
def rewrap(
    old: Annotated[Path, typer.Option("--company-key", help="The private key that is to go, PEM.")],
    new: Annotated[
        Path | None, typer.Option("--to", help="The new public key. Default: company.pem.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Lock all first keys kept here to the company's new key. Exit 6: the old one fits not all."""
    language, to = language_of(None, lang), new or seal_keys.company_path()
    company = seal_keys.fingerprint(to)
    done: list[str] = []
    left: dict[str, str] = {}
    for board_id in seal_keys.boards():
        kept = _load(board_id)
        if kept is None:
            continue
        try:
            locked = seal_keys.rewrapped(kept, old, to)
        except FirstKeyLocked as error:
            left[board_id] = str(error)
            continue
        if locked != kept:
            seal_keys.write(locked)
            done.append(board_id)
    if as_json:
        output.json_line({"company": company, "rewrapped": done, "left": sorted(left)})
    else:
        for board_id, why in left.items():
            said = sentence(language, "keys.locked_otherwise", board=board_id, why=why)
            output.note(said, style="yellow")
        told = {"count": len(done), "company": company[:_SHOWN], "old": old}
        output.say(sentence(language, "keys.rewrapped", **told))
    if left:
        raise typer.Exit(EXIT_HELD)


def _load(board_id: str) -> Kept | None:
    return seal_keys.load(seal_keys.path_of(board_id))


def _owner(session: Session, board_id: str, by: str | None, language: str) -> Person | None:
    """Return who decides, his PIN asked for; None on a board where nobody is enrolled."""
    if not any(each.enrolled for each in known_people(session)):
        return None
    if by is None:
        raise UsageError(sentence(language, "keys.by_missing"))
    return secrets_typed.person(by, board_id, language)


def _blinding(session: Session, board_id: str) -> bytes:
    """Return the board's blinding secret: its own, the one kept here, or one made now."""
    try:
        return session.seal_keys().blinding
    except (CommandNotSupported, RequestRefused):  # lost with the keys
        kept = _load(board_id)
    return secrets.token_bytes(seals.BLINDING_BYTES) if kept is None else kept.blinding


def _rows(store: Store, kept: Kept) -> list[dict[str, Any]]:
    """Return a row for each chain of keys, the oldest first."""
    numbers = store.numbers(kept.board_id, records.R_SEAL)[-1:]
    found = [seal_of(each) for n in numbers for each in stored(store.stored(kept.board_id, n, n))]
    newest = next(({"epoch": each.epoch, "seq": each.seq} for each in found if each), None)
    begun = {}
    for n in store.numbers(kept.board_id, records.R_REKEY):
        for record in stored(store.stored(kept.board_id, n, n)):
            said = rekey_of(record)
            if said is not None and said.state == records.REKEY_BEGUN:
                begun[said.key_hash] = said.epoch
    chains = [(0, kept.first), *((begun.get(each.key_hash), each.first) for each in kept.later)]
    in_force = max((start for start, _ in chains if start is not None), default=0)
    return [
        {
            "board": kept.board_id,
            "from_epoch": start,
            "first_key": "not_kept" if box is None else "plain" if "plain" in box else "locked",
            "company": None if box is None else box.get("company"),
            "newest_seal": newest if start == in_force else None,
        }
        for start, box in chains
    ]


def _shown(row: dict[str, Any], language: str) -> tuple[object, ...]:
    start, newest = row["from_epoch"], row["newest_seal"]
    company = (row["company"] or "")[:_SHOWN]
    return (
        row["board"],
        sentence(language, "keys.unused") if start is None else start,
        sentence(language, f"keys.{row['first_key']}", company=company),
        "" if newest is None else sentence(language, "keys.seal", **newest),
    )
