# SPDX-License-Identifier: MIT
"""How every command speaks: results on stdout as text or JSON, everything else on stderr.

Text that came from a board or a file is shown without markup and without control characters, so
that a hostile journal cannot drive the technician's terminal. NO_COLOR is respected by rich.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, Final, NoReturn, TextIO, cast

import typer
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
)
from rich.table import Table
from rich.text import Text

from posminder.errors import UsageError

JsonOption = Annotated[
    bool, typer.Option("--json", help="Print JSON: one object, or one a line where it is a list.")
]
PortOption = Annotated[
    str | None,
    typer.Option(
        "--port", "-p", help="Serial port or socket://host:port. Default: the only board there is."
    ),
]

EXIT_READER_LEFT: Final = 141  # 128 and SIGPIPE, as a shell reports it of other programs

_NARROWEST: Final = 20  # columns of text beside a head, on however small a screen
_UNFOLDED: Final = 1_000_000  # columns: what is piped is not read on a screen, nothing folds it


class _Stdout:
    """Stdout that ends the program when nobody reads it any more, whatever prints.

    Not by the signal itself: it would also end a program whose simulated board went away.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write as a stream does. Raises SystemExit when nobody reads."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._leave()

    def flush(self) -> None:
        """Flush as a stream does. Raises SystemExit when nobody reads."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._leave()

    def _leave(self) -> NoReturn:
        # What is still buffered must go somewhere, or the interpreter complains of it at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
        raise SystemExit(EXIT_READER_LEFT)


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """End the program quietly with EXIT_READER_LEFT when stdout is a pipe nobody reads."""
    stdout = sys.stdout
    sys.stdout = cast(TextIO, _Stdout(stdout))
    try:
        yield
    finally:
        try:
            sys.stdout.flush()
        finally:
            sys.stdout = stdout


def _console(*, stderr: bool) -> Console:
    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def clean(text: object) -> str:
    """Return `text` with every character that is not printable shown as its escape."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in str(text)
    )


def say(text: str, style: str = "") -> None:
    """Print one sentence to stdout."""
    _console(stderr=False).print(Text(clean(text), style=style))


def note(text: str, style: str = "") -> None:
    """Print one sentence to stderr: progress, warnings, what to do next."""
    _console(stderr=True).print(Text(clean(text), style=style))


def row(head: str, text: str) -> None:
    """Print `head`, and `text` beside it: on a screen folded, the rest under its beginning."""
    console = _console(stderr=False)
    shown = Text(clean(text))
    if not console.is_terminal:
        console.print(Text(clean(head)) + shown)
        return
    indent = cell_len(head)
    for line in shown.wrap(console, max(console.width - indent, _NARROWEST)) or [Text()]:
        line.rstrip()
        console.print(Text(clean(head)) + line)
        head = " " * indent


def block(text: str, *, stderr: bool = False) -> None:
    """Print several lines, each cleaned."""
    for line in text.split("\n"):
        _console(stderr=stderr).print(Text(clean(line)))


def json_line(value: Any) -> None:
    """Print one JSON value on one line. Keys stay in the order they were given."""
    sys.stdout.write(json_text(value) + "\n")


def flush() -> None:
    """Hand what was printed to whoever reads it now."""
    sys.stdout.flush()


def json_text(value: Any) -> str:
    """Return one JSON value as text on one line."""
    return json.dumps(value, ensure_ascii=False)


def write_file(path: Path, content: str | bytes) -> None:
    """Write a whole file, and its folder: text as UTF-8 with LF. Raises UsageError if it cannot."""
    data = content.encode() if isinstance(content, str) else content
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error


def write_lines(path: Path | None, lines: Iterable[str]) -> None:
    """Write text as it comes: to stdout, or to a file that has its name once it is whole.

    Raises UsageError if it cannot.
    """
    if path is None:
        for line in lines:
            sys.stdout.write(line)
        return
    part = path.with_name(f"{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(lines)
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)


def table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table; a column whose name begins with `>` is set flush right.

    Piped, a row is a line, however long, without rules and without blanks at its end.
    """
    console = _console(stderr=False)
    view = Table(box=SIMPLE_HEAD if console.is_terminal else None, pad_edge=False)
    for column in columns:
        right = column.startswith(">")
        view.add_column(column.lstrip(">"), justify="right" if right else "left", overflow="fold")
    for row in rows:
        view.add_row(*(Text(clean(cell)) for cell in row))
    if console.is_terminal:
        console.print(view)
        return
    console.width = _UNFOLDED
    with console.capture() as captured:
        console.print(view)
    sys.stdout.writelines(f"{line.rstrip()}\n" for line in captured.get().splitlines())


@contextmanager
def progress(
    what: str, *, counts: str | None = None
) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar on stderr while in the context; call what it gives with (done, total).

    Of bytes, or of what `counts` names.
    """
    console = _console(stderr=True)
    amount: ProgressColumn = DownloadColumn() if counts is None else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), amount, TextColumn(counts or ""))
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(what, total=None)

        def update(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield update
