# SPDX-License-Identifier: MIT
"""`posminder evidence`: packs for a disputed sale, and what is done with them."""

from __future__ import annotations

import typer

from posminder.cli import (
    evidence_check,
    evidence_extract,
    evidence_make,
    evidence_verify,
    evidence_zip,
)

app = typer.Typer(help="Evidence for a disputed sale.", no_args_is_help=True)
app.command("make")(evidence_make.command)
app.command("check")(evidence_check.command)
app.command("zip")(evidence_zip.command)
app.command("verify")(evidence_verify.command)
app.command("extract")(evidence_extract.command)
