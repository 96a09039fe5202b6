# SPDX-License-Identifier: MIT
"""`posminder logs`: pull what the store lacks from a board or a file, then print records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.cli import logs_prove, logs_verify
from posminder.cli.pulling import follow, line_to
from posminder.cli.record_filter import Filter, kinds_of
from posminder.cli.record_list import RecordList
from posminder.cli.shop import BoardOption, choose, view_of
from posminder.errors import EXIT_FINDING, UsageError
from posminder.home import is_board_id, store_path
from posminder.journal_file import Record
from posminder.record_view import View
from posminder.store.ingest import Gap, Ingested, find_gaps, ingest
from posminder.store.store import SEQ_MAX, Store

_TIMES = 'A date, "2026-11-22 14:30", or 14:30 for today, in the shop\'s time'


app = typer.Typer()
app.command("verify")(logs_verify.check)
app.command("prove")(logs_prove.prove)
app.command("checkpoints")(logs_prove.list_checkpoints)


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    port: output.PortOption = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="Import a journal export, not a board.")
    ] = None,
    board: BoardOption = None,
    since: Annotated[
        int, typer.Option(min=0, max=SEQ_MAX, help="Only records after this number.")
    ] = 0,
    begin: Annotated[str | None, typer.Option("--from", help=f"{_TIMES}.")] = None,
    end: Annotated[
        str | None, typer.Option("--to", help=f"{_TIMES}; the whole of that day or minute.")
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(help="Only this kind, such as sale; repeat it or use commas."),
    ] = None,
    tx: Annotated[
        str | None, typer.Option("--tx", help="Only the transaction of this number, as for tx.")
    ] = None,
    no_pull: Annotated[
        bool, typer.Option("--no-pull", help="Only print what the store holds.")
    ] = False,
    follow_: Annotated[
        bool, typer.Option("--follow", "-F", help="Keep asking the board; Ctrl-C ends it.")
    ] = False,
    every_s: Annotated[
        float, typer.Option("--every", min=0.1, help="Seconds between two looks with --follow.")
    ] = 2,
    as_json: output.JsonOption = False,
) -> None:
    """Pull new journal records into the store and print them. Exit 1: records are missing."""
    if context.invoked_subcommand is not None:
        return
    if follow_ and (no_pull or file is not None):
        raise UsageError("--follow asks a board: leave out --file and --no-pull")
    wanted = Filter(kinds_of(kind or ()), begin, end, tx)
    with Store(store_path()) as store:
        shown = _Shown(store, wanted, since, as_json=as_json)
        if follow_:
            follow(store, port, board, every_s, shown.show_new)
        board_id = _board(store, port, file, board, no_pull=no_pull)
        gaps = shown.show(board_id)
    if any(not gap.admitted for gap in gaps):
        raise typer.Exit(EXIT_FINDING)


def _board(
    store: Store, port: str | None, file: Path | None, board: str | None, *, no_pull: bool
) -> str:
    """Bring the store up to date as asked; return the id of the board that is meant."""
    if no_pull:
        return choose(store, board)
    if file is not None:
        board_id = _writer(store, board)
        _tell(ingest(store, board_id, _read(file), str(file)))
        return board_id
    with line_to(store, port, board) as line:
        _tell(line.pull())
        return line.board_id


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
        raise UsageError(
            f"{file} cannot be read: {error.strerror}. Next: name a journal export that you may "
            "read, or leave out --file to ask the board"
        ) from error


def _tell(done: Ingested) -> None:
    output.note(f"{done.new} new records, {done.known} known; the newest is {done.last_seq}.")
    if done.damage_behind is not None:
        output.note(
            f"Damaged bytes behind record {done.damage_behind}: what is whole was imported. "
            "`posminder logs verify` says what is still proved.",
            style="yellow",
        )


class _Shown:
    """Prints what the filter lets through, each record once, and knows how far it has come."""

    def __init__(self, store: Store, wanted: Filter, since: int, *, as_json: bool) -> None:
        self._store = store
        self._filter = wanted
        self._since = since
        self._as_json = as_json
        self._list = RecordList()

    def show(self, board_id: str) -> list[Gap]:
        """Print all there is; return the gaps in it."""
        items, gaps = self._next(board_id)
        view = view_of(self._store, board_id)
        for each in items:
            if self._as_json:
                output.json_line(_to_json(each, view))
            else:
                self._list.show(each, view)
        _warn(gaps)
        return gaps

    def show_new(self, board_id: str) -> None:
        """Do the same at once, if there is anything new since the last call."""
        if self._store.last_seq(board_id) > self._since:
            self.show(board_id)
            output.flush()

    def _next(self, board_id: str) -> tuple[list[Record | Gap], list[Gap]]:
        """Return what is to be shown and every gap there is, and go on behind them."""
        last = self._store.last_seq(board_id)
        gaps = [gap for gap in find_gaps(self._store, board_id) if gap.last > self._since]
        found = self._filter.records(self._store, board_id, self._since)
        shown = list(_with_gaps(found, gaps) if self._filter.shows_all else found)
        self._since = max(self._since, last)
        return shown, gaps


def _with_gaps(found: Iterable[Record], gaps: Iterable[Gap]) -> Iterator[Record | Gap]:
    """Put each gap where its records would be."""
    waiting = list(gaps)
    for record in found:
        while waiting and waiting[0].last < record.seq:
            yield waiting.pop(0)
        yield record


def _to_json(item: Record | Gap, view: View) -> dict[str, Any]:
    return view.gap_json(item) if isinstance(item, Gap) else view.to_json(item)


def _warn(gaps: Iterable[Gap]) -> None:
    for gap in gaps:
        why = "the board says they were overwritten" if gap.admitted else "nothing says why"
        why = "their bytes are damaged in the board's flash" if gap.damaged else why
        output.note(f"Records {gap.first} to {gap.last} are missing: {why}.", style="yellow")
