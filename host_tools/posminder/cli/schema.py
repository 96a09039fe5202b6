# SPDX-License-Identifier: MIT
"""`posminder schema`: a JSON Schema of one kind of profile layer, for editors."""

from __future__ import annotations

import json
import sys
from typing import Annotated

import typer

from posminder.profile.schema import LAYER_KINDS, schema


def command(
    kind: Annotated[
        str, typer.Argument(metavar="[KIND]", help="site, template or sheet.")
    ] = "site",
) -> None:
    """Print the JSON Schema of a site, a template or a sheet, for editors."""
    found = next((each for each in LAYER_KINDS if each == kind), None)
    if found is None:
        raise typer.BadParameter(f"use one of {', '.join(LAYER_KINDS)}", param_hint="KIND")
    sys.stdout.write(json.dumps(schema(found), ensure_ascii=False, indent=2) + "\n")
