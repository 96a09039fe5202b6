# SPDX-License-Identifier: MIT
"""README's command table is `posminder --help`: the same commands, sentences and order."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from posminder.cli.root import app

_README = Path(__file__).resolve().parents[2] / "README.md"
_BEGIN, _END = "<!-- commands -->", "<!-- /commands -->"


def _commands(command: Any, name: str) -> Iterator[tuple[str, str]]:
    """Yield (whole name, the line `--help` shows for it) of every command below `command`."""
    if not hasattr(command, "commands") or command.invoke_without_command:
        yield name, command.help.split("\n\n")[0].replace("\n", " ")
    for word, below in getattr(command, "commands", {}).items():
        yield from _commands(below, f"{name} {word}")


def test_readme_names_every_command_with_its_help() -> None:
    _, begin, rest = _README.read_text(encoding="utf-8").partition(_BEGIN)
    table, end, _ = rest.partition(_END)
    assert begin, f"README.md has no {_BEGIN}"
    assert end, f"README.md has no {_END} behind {_BEGIN}"
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    tree = typer.main.get_command(app)
    assert rows == [f"| `{name}` | {help_} |" for name, help_ in _commands(tree, "posminder")]
