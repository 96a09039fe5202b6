# SPDX-License-Identifier: MIT
"""`posminder backup`: this computer's home in one encrypted file, and back (R53, R54)."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output, seal_keys
from posminder.backup import archive, envelope
from posminder.backup.archive import Contents
from posminder.cli import secrets_typed
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import EXIT_TAMPERED
from posminder.messages import sentence
from posminder.store.store import Store
from posminder.stored_verdict import known_of, outcome_of
from posminder.verify.finding import Verdict

app = typer.Typer(
    help="Keep all that this computer has in one encrypted file, and prove that it comes back.",
    no_args_is_help=True,
)
FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")]
CompanyOption = Annotated[
    Path | None,
    typer.Option("--company-key", help="The company's private X25519 key, PEM, if it opens it."),
]


@app.command("make")
def make(
    out: Annotated[Path, typer.Option("--out", "-o", metavar="FILE", help="Not there yet.")],
    passphrase: Annotated[
        bool,
        typer.Option("--passphrase", help="Lock it with one, though there is a company.pem."),
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write store, keys, profiles and cases into an encrypted file, and try that it comes back."""
    language = language_of(None, lang)
    company = None if passphrase else seal_keys.company_path()
    if company is not None and company.is_file():
        key = envelope.for_company(company)
        locked = sentence(
            language, "backup.to_company", company=seal_keys.fingerprint(company)[:16]
        )
    else:
        variable = secrets_typed.BACKUP_PASSPHRASE
        phrase = secrets_typed.new_passphrase(language, variable, "backup")
        key = envelope.for_passphrase(phrase)
        locked = sentence(language, "backup.to_passphrase")
    contents = archive.make(out, key, int(time.time()))
    if as_json:
        output.json_line(_to_json(out, contents))
        return
    output.say(sentence(language, "backup.made", file=out, **_counts(contents)))
    output.note(locked)


@app.command("verify")
def verify(
    file: FileArgument,
    company: CompanyOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Restore into a folder that is gone again: all there, and the journals. Exit 8: TAMPERED."""
    language = language_of(None, lang)
    with archive.unpacked(file, _key_of(file, company, language)) as (contents, folder):
        verdicts = {each: _verdict(folder, each, company) for each in contents.boards}
    if as_json:
        told = {each: found.name for each, found in verdicts.items()}
        output.json_line(_to_json(file, contents) | {"verdicts": told})
    else:
        said = _counts(contents) | {"at": _at(contents)}
        output.say(sentence(language, "backup.whole", file=file, **said), style="bold")
        for board, (count, last) in contents.boards.items():
            row = {"board": board, "records": count, "last": last}
            output.say(sentence(language, "backup.board", verdict=verdicts[board].name, **row))
    if Verdict.TAMPERED in verdicts.values():
        raise typer.Exit(EXIT_TAMPERED)


@app.command("restore")
def restore(
    file: FileArgument,
    to: Annotated[Path, typer.Option("--to", metavar="FOLDER", help="Not there yet.")],
    company: CompanyOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Unpack a backup into a new folder, the whole of it or nothing. Never over anything."""
    language = language_of(None, lang)
    contents = archive.restore(file, _key_of(file, company, language), to)
    if as_json:
        output.json_line(_to_json(file, contents) | {"folder": str(to)})
        return
    output.say(sentence(language, "backup.restored", folder=to, at=_at(contents)))


def _key_of(file: Path, company: Path | None, language: str) -> envelope.KeyOf:
    return envelope.opened_with(
        str(file), company, lambda: secrets_typed.backup_passphrase(language)
    )


def _verdict(folder: Path, board_id: str, company: Path | None) -> Verdict:
    """Verify a board's journal as it came back, with what came back beside it."""
    path = folder / archive.STORE
    with Store(path) as store:
        points = store.checkpoints(board_id)
    kept = seal_keys.load(folder / "keys" / seal_keys.path_of(board_id).name)
    return outcome_of(path, board_id, known_of(board_id, kept, company, points)).verdict


def _counts(contents: Contents) -> dict[str, int]:
    records = sum(count for count, _ in contents.boards.values())
    boards, files = len(contents.boards), len(contents.files)
    return {"files": files, "records": records, "boards": boards}


def _at(contents: Contents) -> str:
    return f"{datetime.fromtimestamp(contents.made_s, UTC):%Y-%m-%d %H:%M} UTC"


def _to_json(file: Path, contents: Contents) -> dict[str, Any]:
    boards = {
        board: {"records": count, "last_seq": last}
        for board, (count, last) in contents.boards.items()
    }
    told = {"file": str(file), "made_s": contents.made_s, "files": len(contents.files)}
    return told | {"boards": boards}
