# SPDX-License-Identifier: MIT
"""`posminder office evidence-key`: who signs evidence packs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli import secrets_typed
from posminder.cli.profile_file import LangOption, language_of
from posminder.evidence import signature
from posminder.messages import sentence


def key(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the public half there, for who verifies.")
    ] = None,
    new: Annotated[
        bool, typer.Option("--new", help="Make another key in place of the one there is.")
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the key that signs evidence packs, made the first time; with --new another one."""
    language = language_of(None, lang)
    office = secrets_typed.office(language)
    made = new or not office.has_evidence_key
    public = (office.make_evidence_key() if made else office.evidence_key()).public_key()
    signature.keep(public)
    if out is not None:
        output.write_file(out, signature.public_pem(public))
    fingerprint = signature.fingerprint(public)
    if as_json:
        file = None if out is None else str(out)
        output.json_line({"fingerprint": fingerprint, "made": made, "file": file})
        return
    output.say(sentence(language, "pack.key", fingerprint=fingerprint))
    if made:
        output.note(sentence(language, "pack.key_made", path=office.path))
    if new:
        output.note(sentence(language, "pack.key_replaced"), style="yellow")
    if out is not None:
        output.note(sentence(language, "pack.key_public", path=out))
