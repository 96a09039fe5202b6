# SPDX-License-Identifier: MIT
"""`posminder drivers`: what each driver can know and do, and how far that was checked."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import driver_page, output
from posminder.cli.profile_file import LangOption, language_of
from posminder.links import DRIVERS, Link, Port, links, ports
from posminder.messages import LANGUAGES, sentence


def command(
    driver: Annotated[
        str | None, typer.Argument(metavar="[DRIVER]", help="zvt, transbank or attended.")
    ] = None,
    show_ports: Annotated[
        bool,
        typer.Option("--ports", help="Kinds of terminal, their ports, what cannot be attached."),
    ] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """List what each driver can know and do in each place, and what that was checked against."""
    if driver is not None and driver not in DRIVERS:
        raise typer.BadParameter(f"use one of {', '.join(DRIVERS)}", param_hint="DRIVER")
    language = language_of(None, lang)
    chosen = [each for each in links() if driver in (None, each.driver)]
    if as_json:
        _print_json(chosen, show_ports, language)
    elif show_ports:
        output.table(*driver_page.port_table(language))
    elif driver is None:
        output.table(*driver_page.overview(language))
    else:
        for each in chosen:
            output.say(driver_page.link_name(each, language), style="bold")
            output.table(*driver_page.detail(each, language))
    if not as_json:
        output.say(sentence(language, "drivers.never"))


def _print_json(chosen: list[Link], show_ports: bool, language: str) -> None:
    if show_ports:
        for port in ports():
            output.json_line(_port_json(port, language))
        return
    for each in chosen:
        output.json_line(_link_json(each, language))


def _link_json(link: Link, language: str) -> dict[str, object]:
    rows = {
        name: {"state": each.state, "checked": each.checked, "note": each.note(language)}
        for name, each in link.rows.items()
    }
    return {
        "driver": link.driver,
        "place": link.place,
        "tried_on_a_terminal": False,
        "capabilities": rows,
    }


def _port_json(port: Port, language: str) -> dict[str, object]:
    at = LANGUAGES.index(language)
    return {
        "terminal": port.kinds[at],
        "port": port.ports[at],
        "driver": port.driver or None,
        "attach": port.attach,
        "note": port.notes[at],
    }
