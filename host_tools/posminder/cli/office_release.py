# SPDX-License-Identifier: MIT
"""`posminder office release-key` and `sign`: who signs what boards run (R70)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import bundle, bundle_files, output, release_key
from posminder.cli import secrets_typed
from posminder.cli.connect import connect, tell_waits
from posminder.cli.office_key import NewOption, Shown
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import Uncommissioned, UsageError
from posminder.home import load_key
from posminder.messages import sentence
from posminder.office_store import NoReleaseKeyYet, Office
from posminder.release_key import FINGERPRINT_SHOWN


def key(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write the public half there, for laptops.")
    ] = None,
    new: NewOption = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show the key that signs updates, made the first time; with --new another in its place."""
    language = language_of(None, lang)
    office = secrets_typed.office(language)
    made = new or not office.has_release_key
    modulus = bundle.modulus(office.make_release_key() if made else office.release_key())
    release_key.keep(modulus)
    fingerprint, pem = release_key.fingerprint(modulus), release_key.public_pem(modulus)
    shown = Shown("release", fingerprint, pem, office.path, made)
    shown.tell(out, language, replaced=new, as_json=as_json)


def sign(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[BUNDLE]...", help="Default: those this program came with."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="A folder for copies to hand to laptops.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Sign bundles with the release key, and keep them on this computer for posminder update."""
    language = language_of(None, lang)
    found = [bundle_files.read(file) for file in files] if files else bundle_files.shipped()
    if not found:
        raise UsageError(sentence(language, "release.nothing_shipped"))
    private = secrets_typed.office(language).release_key()
    fingerprint = release_key.fingerprint(bundle.modulus(private))
    for each in found:
        signed = bundle_files.take(bundle.sign(private, each.bundle.data))
        copy = None
        if out is not None:
            out.mkdir(parents=True, exist_ok=True)
            copy = out / signed.path.name
            copy.write_bytes(signed.bundle.data)
        told = {"board": signed.bundle.board, "version": signed.bundle.version}
        if as_json:
            row = told | {"sha256": signed.bundle.sha256.hex(), "fingerprint": fingerprint}
            output.json_line(row | {"file": str(copy or signed.path)})
        else:
            short = fingerprint[:FINGERPRINT_SHOWN]
            path = copy or signed.path
            output.say(sentence(language, "release.signed", **told, fingerprint=short, path=path))
    if out is not None and not as_json:
        output.note(sentence(language, "release.take_along"))


def install(
    port: output.PortOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """Give the board here the key that signs updates; instead of another, somebody agrees there."""
    language = language_of(None, lang)
    with connect(port) as (session, status):
        if not status.commissioned:
            raise Uncommissioned
        office = secrets_typed.office_if_any(language)
        modulus = modulus_here(office)
        if modulus is None:
            raise NoReleaseKeyYet
        # Not with a ticket: only who has the key itself says who signs what the board runs.
        session.unlock(load_key(status.id) if office is None else office.key_of(status.id))
        session.give_release_key(modulus, tell_waits(language))
        session.lock()
    fingerprint = release_key.fingerprint(modulus)
    if as_json:
        output.json_line({"board": status.id, "fingerprint": fingerprint})
        return
    short = fingerprint[:FINGERPRINT_SHOWN]
    output.say(sentence(language, "release.installed", board=status.id, fingerprint=short))


def modulus_here(office: Office | None) -> bytes | None:
    """Return the public half to give to boards: the office's, else release.pem's, if any."""
    if office is None:
        return release_key.kept()
    return bundle.modulus(office.release_key()) if office.has_release_key else None
