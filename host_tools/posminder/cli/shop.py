# SPDX-License-Identifier: MIT
"""Which board in the store a command means, and how its records are shown."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder.errors import UsageError
from posminder.record_view import View
from posminder.store.store import Store
from posminder_formats import records

BoardOption = Annotated[
    str | None,
    typer.Option("--board", help="Board id or site id. Default: the only board in the store."),
]


def choose(store: Store, wanted: str | None) -> str:
    """Return the id of the board in the store that `wanted` names, or of the only one.

    Raises UsageError with the choices when there is none or more than one.
    """
    known = {board_id: store.site(board_id) for board_id in store.boards()}
    names = [f"{board_id} ({site.site_id if site else '?'})" for board_id, site in known.items()]
    if not known:
        raise UsageError("The store holds no records yet. Next: posminder logs --port PORT")
    matching = [
        board_id
        for board_id, site in known.items()
        if wanted is None or wanted == board_id or (site is not None and site.site_id == wanted)
    ]
    if len(matching) != 1:
        problem = "The store has several boards" if wanted is None else f"Not one board is {wanted}"
        raise UsageError(f"{problem}; name one with --board: {', '.join(names)}")
    return matching[0]


def view_of(store: Store, board_id: str) -> View:
    """Return how the board's records are shown, by its site and its clock."""
    clocks = store.records(board_id, kind=records.R_CLOCK)
    return View(board_id, store.site(board_id), clocks)
