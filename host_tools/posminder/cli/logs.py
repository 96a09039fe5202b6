# SPDX-License-Identifier: MIT
"""`posminder logs`: pull what the store lacks from a board or a file, then print records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.connect import connect, remember_site, unlock
from posminder.cli.shop import BoardOption, choose, view_of
from posminder.errors import EXIT_FINDING, UsageError
from posminder.home import is_board_id, store_path
from posminder.journal_file import Record
from posminder.record_view import View, kind_number
from posminder.store.ingest import Gap, Ingested, find_gaps, ingest, pull
from posminder.store.store import Store


def command(
    port: output.PortOption = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="Import a journal export, not a board.")
    ] = None,
    board: BoardOption = None,
    since: Annotated[int, typer.Option(min=0, help="Only records after this number.")] = 0,
    kind: Annotated[
        str | None, typer.Option(help="Only records of this kind, such as sale or settlement.")
    ] = None,
    no_pull: Annotated[
        bool, typer.Option("--no-pull", help="Only print what the store holds.")
    ] = False,
    as_json: output.JsonOption = False,
) -> None:
    """Pull new journal records into the store and print them. Exit 1: records are missing."""
    number = None if kind is None else _kind(kind)
    with Store(store_path()) as store:
        if no_pull:
            board_id = choose(store, board)
        elif file is not None:
            board_id = _writer(store, board)
            _tell(ingest(store, board_id, _read(file), str(file)))
        else:
            board_id = _pull(store, port, board)
        view = view_of(store, board_id)
        gaps = [gap for gap in find_gaps(store, board_id) if gap.last > since]
        found = store.records(board_id, since, number)
        items = found if number is not None else _with_gaps(found, gaps)
        _print(items, view, as_json=as_json)
    _warn(gaps)
    if any(not gap.admitted for gap in gaps):
        raise typer.Exit(EXIT_FINDING)


def _kind(name: str) -> int:
    number = kind_number(name)
    if number is None:
        raise typer.BadParameter(f"no such kind: {name}", param_hint="--kind")
    return number


def _writer(store: Store, board: str | None) -> str:
    """Return the board a file is imported for; an id that is new to the store is taken."""
    if board is not None and is_board_id(board):
        return board
    if not store.boards():
        raise UsageError("A file does not say which board wrote it; name it with --board ID")
    return choose(store, board)


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}") from error


def _pull(store: Store, port: str | None, board: str | None) -> str:
    with connect(port) as (session, status):
        if board not in (None, status.id, status.site):
            raise UsageError(
                f"The board on this port is {status.id} ({status.site or 'no profile'}), "
                f"not {board}; leave out --board, or add --no-pull"
            )
        unlock(session, status)
        remember_site(session, store, status)
        with output.progress("journal") as progress:

            def download(path: str, received: bytearray) -> bytes:
                return session.download(path, progress, received=received)

            _tell(pull(store, status.id, download))
        return status.id


def _tell(done: Ingested) -> None:
    output.note(f"{done.new} new records, {done.known} known; the newest is {done.last_seq}.")


def _with_gaps(found: Iterable[Record], gaps: Iterable[Gap]) -> Iterator[Record | Gap]:
    """Put each gap where its records would be."""
    waiting = list(gaps)
    for record in found:
        while waiting and waiting[0].last < record.seq:
            yield waiting.pop(0)
        yield record


def _print(items: Iterable[Record | Gap], view: View, *, as_json: bool) -> None:
    if as_json:
        for item in items:
            output.json_line(view.gap_json(item) if isinstance(item, Gap) else view.to_json(item))
        return
    rows = [view.gap_row(item) if isinstance(item, Gap) else view.row(item) for item in items]
    output.table((">seq", "time", "clock", "kind", "details"), rows)


def _warn(gaps: Iterable[Gap]) -> None:
    for gap in gaps:
        why = "the board says they were overwritten" if gap.admitted else "nothing says why"
        output.note(f"Records {gap.first} to {gap.last} are missing: {why}.", style="yellow")
