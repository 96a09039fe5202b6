# SPDX-License-Identifier: MIT
"""`posminder status`: what a board says of itself, as sentences."""

from __future__ import annotations

import typer

from posminder import output, status_sentences
from posminder.board_sheet import sheet_of
from posminder.cli.connect import connect
from posminder.cli.profile_file import LangOption, language_of
from posminder.cli.shop import rules_of
from posminder.home import store_path
from posminder.messages import sentence
from posminder.store.site import site_of
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
    with connect(port) as (session, status):
        sheet = sheet_of(session)
        known = _known(status.id)
        site = None if known is None else site_of(*known)
        language = asked if lang or site is None else site.language
        offsets = UTC_ONLY if site is None else site.utc_offsets
        if as_json:
            told = None if sheet is None else sheet.model_dump()
            output.json_line(status.model_dump(by_alias=True) | {"sheet": told})
        else:
            for text, bad in status_sentences.sentences(status, language, offsets):
                output.say(text, style="bold red" if bad else "")
            if sheet is not None and sheet.id is not None:
                output.say(sentence(language, "check.sheet", **sheet.words()))
            if status.profile_hash is not None:
                _rules(known, status.profile_hash, language)
    if status.alerts:
        raise typer.Exit(EXIT_ALERT)


def _known(board_id: str) -> tuple[bytes, str] | None:
    """Return the profile that this computer has seen on the board; a look makes no store."""
    if not store_path().is_file():
        return None
    with Store(store_path()) as store:
        return store.profile(board_id)


def _rules(known: tuple[bytes, str] | None, in_force: str, language: str) -> None:
    """Say what each rule does, if what this computer has seen is what is in force."""
    rules = rules_of(known, in_force, language)
    if rules is None:
        output.say(sentence(language, "status.rules_unknown"))
        return
    output.say(sentence(language, "status.rules"), style="bold")
    for rule in rules:
        output.row("  ", rule)
