# SPDX-License-Identifier: MIT
"""What the commands share that people put their names to: --as, the language, how a no is said."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from posminder import home
from posminder.cli.profile_file import language_of
from posminder.errors import EXIT_HELD, PosminderError, Refused
from posminder.messages import sentence
from posminder.store.store import Store

AsOption = Annotated[
    str, typer.Option("--as", metavar="ID", help="Who says so: an id from posminder people list.")
]


class Said(PosminderError):
    """{}"""

    exit_code = EXIT_HELD


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Say a board's refusal in the language spoken, with the same exit code."""
    try:
        yield
    except Refused as refused:
        raise Said(sentence(language, f"refused.{refused.word}")) from refused


def spoken_language(board_id: str, lang: str | None) -> str:
    """Return the language asked for, else the shop's where its profile was seen, else English."""
    asked = language_of(None, lang)
    if lang is not None or not home.store_path().is_file():
        return asked
    with Store(home.store_path()) as store:
        site = store.site(board_id)
    return asked if site is None else site.language
