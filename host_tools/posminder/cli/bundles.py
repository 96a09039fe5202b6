# SPDX-License-Identifier: MIT
"""`posminder bundles`: which versions of the boards' code this computer has."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import bundle, bundle_files, output, release_key
from posminder.bundle_files import Found
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import BundleUnsigned, UsageError
from posminder.messages import sentence
from posminder.release_key import FINGERPRINT_SHOWN

app = typer.Typer(help="The versions of the boards' code on this computer.", no_args_is_help=True)
_COLUMNS: Final = ("board", "version", "signature", "file")


@app.command("list")
def list_(lang: LangOption = None, as_json: output.JsonOption = False) -> None:
    """List the bundles on this computer: those it came with, to be signed, and signed ones."""
    language, modulus = language_of(None, lang), release_key.kept()
    found = [*bundle_files.kept(), *bundle_files.shipped()]
    for each in found if as_json else ():
        output.json_line(
            {
                "board": each.bundle.board,
                "version": each.bundle.version,
                "abi": each.bundle.abi,
                "signature": bundle_files.signature_of(each, modulus),
                "sha256": each.bundle.sha256.hex(),
                "file": str(each.path),
            }
        )
    if as_json:
        return
    if not found:
        output.note(sentence(language, "bundles.nothing"))
        return
    columns = [sentence(language, f"bundles.{name}") for name in _COLUMNS]
    output.table(columns, [_row(each, modulus, language) for each in found])


@app.command("take")
def take(
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="Signed bundles, and the office's release.pem."),
    ],
    lang: LangOption = None,
) -> None:
    """Keep what the office has signed, and its public key, on this computer."""
    language = language_of(None, lang)
    keys = [file for file in files if _is_key(file)]
    for file in keys:  # first: what comes with it is held against it
        key = release_key.read(file)
        release_key.keep(key)
        short = release_key.fingerprint(key)[:FINGERPRINT_SHOWN]
        output.say(sentence(language, "bundles.key_taken", fingerprint=short))
    modulus = release_key.kept()
    for file in files:
        if file in keys:
            continue
        found = bundle_files.read(file)
        if modulus is not None:
            bundle.verify(found.bundle.data, modulus)
        elif not found.bundle.signed:
            raise BundleUnsigned(found.bundle.version, "by nobody")
        kept = bundle_files.take(found.bundle.data)
        told = {"board": kept.bundle.board, "version": kept.bundle.version}
        output.say(sentence(language, "bundles.taken", **told, path=file))


def _is_key(file: Path) -> bool:
    try:
        return release_key.is_public_pem(file.read_bytes()[:64])
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from error


def _row(found: Found, modulus: bytes | None, language: str) -> tuple[str, ...]:
    signature = sentence(language, f"bundles.{bundle_files.signature_of(found, modulus)}")
    return found.bundle.board, found.bundle.version, signature, str(found.path)
