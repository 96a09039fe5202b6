# SPDX-License-Identifier: MIT
"""`posminder status`: what a board says of itself, as sentences."""

from __future__ import annotations

import typer

from posminder import output, status_sentences
from posminder.cli.connect import connect
from posminder.cli.profile_file import LangOption, language_of
from posminder.home import store_path
from posminder.store.site import Site
from posminder.store.store import Store
from posminder.wall_time import UTC_ONLY

EXIT_ALERT = 1


def command(
    port: output.PortOption = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Show terminal, batch, settlement, line counters and alerts. Exit 1: an alert stands."""
    asked = language_of(None, lang)
    with connect(port) as (_, status):
        site = _site(status.id)
        language = asked if lang or site is None else site.language
        offsets = UTC_ONLY if site is None else site.utc_offsets
        if as_json:
            output.json_line(status.model_dump(by_alias=True))
        else:
            for text, bad in status_sentences.sentences(status, language, offsets):
                output.say(text, style="bold red" if bad else "")
    if status.alerts:
        raise typer.Exit(EXIT_ALERT)


def _site(board_id: str) -> Site | None:
    """Return the site when this computer has seen its profile; a look makes no store."""
    if not store_path().is_file():
        return None
    with Store(store_path()) as store:
        return store.site(board_id)
