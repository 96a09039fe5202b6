# SPDX-License-Identifier: MIT
"""`posminder evidence zip`: one file to send, the same bytes for the same pack."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, language_of
from posminder.evidence import contents, manifest
from posminder.evidence.contents import NoPack
from posminder.messages import sentence


def command(
    pack: Annotated[Path, typer.Argument(metavar="PACK", help="A pack's folder.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Default: PACK.zip beside the folder.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Put a pack into one zip: the same pack gives the same bytes."""
    language = language_of(None, lang)
    files = contents.read(pack)
    if manifest.NAME not in files:
        raise NoPack(pack, f"{manifest.NAME} is not in it")
    folder = pack.resolve()
    path = out or folder.with_name(f"{folder.name}.zip")
    output.write_file(path, contents.zipped(files))
    if as_json:
        output.json_line({"file": str(path), "files": len(files)})
    else:
        output.say(sentence(language, "pack.zipped", path=path, files=len(files)))
