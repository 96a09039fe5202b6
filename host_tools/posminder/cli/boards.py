# SPDX-License-Identifier: MIT
"""`posminder boards`: which serial ports have a board, and which."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import output
from posminder.cli.connect import Answer, probe, usb_ports
from posminder.errors import EXIT_NO_BOARD


def command(
    ports: Annotated[
        list[str] | None,
        typer.Option(
            "--port", "-p", help="Ask this port or socket://host:port only; may be repeated."
        ),
    ] = None,
    as_json: output.JsonOption = False,
) -> None:
    """List the boards that answer on USB serial ports. Exit 3: none does."""
    answers = [probe(port) for port in ports or usb_ports()]
    found = [answer for answer in answers if answer.status is not None]
    if as_json:
        for answer in found:
            output.json_line(dict(zip(_KEYS, _row(answer), strict=True)))
    elif found:
        output.table(_KEYS, [_worded(answer) for answer in found])
    for answer in answers:
        if answer.status is None:
            output.note(f"{answer.port}: {answer.problem}")
    if not found:
        output.note("No board answers. Plug one in, or name its port with --port.")
        raise typer.Exit(EXIT_NO_BOARD)


_KEYS = ("port", "id", "board", "firmware", "site", "commissioned")


def _row(answer: Answer) -> tuple[object, ...]:
    status = answer.status
    if status is None:
        return (answer.port, *[None] * (len(_KEYS) - 1))
    return (
        answer.port,
        status.id,
        status.board,
        status.firmware,
        status.site,
        status.commissioned,
    )


def _worded(answer: Answer) -> tuple[object, ...]:
    *head, site, commissioned = _row(answer)
    return (*head, site or "no profile", "yes" if commissioned else "NO: anyone can take it over")
