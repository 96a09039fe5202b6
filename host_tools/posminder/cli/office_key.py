# SPDX-License-Identifier: MIT
"""How `office` shows a key that signs, whichever it is: its fingerprint, and its public half."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.messages import sentence

NewOption = Annotated[
    bool, typer.Option("--new", help="Make another key in place of the one there is.")
]


@dataclass(frozen=True, slots=True)
class Shown:
    """A key. `name`: how its messages begin; `office`: the file that its private half is in."""

    name: str
    fingerprint: str
    public_pem: str | bytes
    office: Path
    made: bool  # just now

    def tell(self, out: Path | None, language: str, *, replaced: bool, as_json: bool) -> None:
        """Write the public half, if anywhere, and say which key it is."""
        if out is not None:
            output.write_file(out, self.public_pem)
        if as_json:
            told = {"fingerprint": self.fingerprint, "made": self.made}
            output.json_line(told | {"file": None if out is None else str(out)})
            return
        output.say(sentence(language, f"{self.name}.key", fingerprint=self.fingerprint))
        if self.made:
            output.note(sentence(language, f"{self.name}.key_made", path=self.office))
        if replaced:
            output.note(sentence(language, f"{self.name}.key_replaced"), style="yellow")
        if out is not None:
            output.note(sentence(language, f"{self.name}.key_public", path=out))
