# SPDX-License-Identifier: MIT
"""`posminder office evidence-key`: who signs evidence packs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli import secrets_typed
from posminder.cli.office_key import NewOption, Shown
from posminder.cli.profile_file import LangOption, language_of
from posminder.evidence import signature


def key(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the public half there, for who verifies.")
    ] = None,
    new: NewOption = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the key that signs evidence packs, made the first time; with --new another one."""
    language = language_of(None, lang)
    office = secrets_typed.office(language)
    made = new or not office.has_evidence_key
    public = (office.make_evidence_key() if made else office.evidence_key()).public_key()
    signature.keep(public)
    fingerprint, pem = signature.fingerprint(public), signature.public_pem(public)
    shown = Shown("pack", fingerprint, pem, office.path, made)
    shown.tell(out, language, replaced=new, as_json=as_json)
