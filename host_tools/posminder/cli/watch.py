# SPDX-License-Identifier: MIT
"""`posminder watch`: boards looked after for ever, and whom it concerns told (R60, R53, R54)."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import home, output
from posminder.cli.profile_file import LangOption, show_findings
from posminder.cli.watch_loop import Loop
from posminder.cli.watch_round import Rounds, shown, words_of
from posminder.cli.watch_unit import unit_text
from posminder.errors import EXIT_FINDING, EXIT_NO_BOARD, EXIT_USAGE, PosminderError, UsageError
from posminder.messages import sentence
from posminder.store.store import Store
from posminder.store.watching import Message, Watched
from posminder.watch import services, settings, times
from posminder.watch.desk import message_on
from posminder.watch.model import Watch
from posminder.watch.settings import Read
from posminder.watch.text import Words

app = typer.Typer(help="Look after boards for ever, and tell whom it concerns.")
ConfigOption = Annotated[
    Path | None,
    typer.Option("--config", "-c", help="Default: watch.yaml where keys and store lie."),
]


class NothingUnseen(PosminderError):
    """Nothing unseen stands under number {}. Next: posminder watch list"""

    exit_code = EXIT_FINDING


class AlreadyWatching(PosminderError):
    """Another watch runs on this computer's folder ({}): two would tell everything twice."""

    exit_code = EXIT_NO_BOARD


@app.callback(invoke_without_command=True)
def command(
    context: typer.Context,
    config: ConfigOption = None,
    once: Annotated[
        bool, typer.Option("--once", help="One round, for cron. Exit 1: something stands unseen.")
    ] = False,
    as_json: output.JsonOption = False,
) -> None:
    """Pull boards when plugged in and on schedule, tell whom it concerns, back up. For ever."""
    if context.invoked_subcommand is not None:
        return
    read = _read(config)
    with Store(home.store_path()) as store, _alone():
        rounds = Rounds(store, read, lambda name, **told: _log(rounds, name, told, as_json=as_json))
        loop = Loop(rounds, lambda: int(time.time()))
        if not once:
            loop.run()
        loop.once()
        if rounds.unseen() or rounds.waiting():
            raise typer.Exit(EXIT_FINDING)


@app.command("check")
def check(
    config: ConfigOption = None,
    send: Annotated[
        bool, typer.Option("--send/--no-send", help="Send a test message on every route.")
    ] = True,
    as_json: output.JsonOption = False,
) -> None:
    """Check the file, and send a test message on every route. Exit 1: one was not taken."""
    read = _read(config)
    watch = _watch(read)
    failed = False
    for route in watch.routes if send else ():
        words = Words(route.language or watch.language, watch.zone, {})
        now_s = int(time.time())
        message = message_on(route, now_s, partial(words.test, route.name, now_s))
        problem = services.send(read.urls[route.name], message)
        failed |= problem is not None
        told = {"route": route.name, "message": message.id, "problem": problem}
        if as_json:
            output.json_line(told)
        else:
            name = "check.sent" if problem is None else "check.failed"
            output.say(_say(watch, name, route=route.name, id=message.id, problem=problem))
    if failed:
        raise typer.Exit(EXIT_FINDING)
    if not as_json:
        output.say(_say(watch, "check.good", file=_path(config), routes=len(watch.routes)))


@app.command("list")
def list_(
    config: ConfigOption = None, lang: LangOption = None, as_json: output.JsonOption = False
) -> None:
    """List what stands, who has seen it, and messages that wait. Exit 1: something is unseen."""
    watch = _watch(_read(config, quietly=True))
    with Store(home.store_path()) as store:
        words = words_of(store, watch, lang)
        standing, unsent = store.watching.standing(), store.watching.unsent()
        if as_json:
            for each in standing:
                output.json_line(_to_json(each, words))
            for message in unsent:
                output.json_line(_message_json(message))
        else:
            _show(standing, unsent, words, watch)
    if any(each.seen_s is None for each in standing):
        raise typer.Exit(EXIT_FINDING)


@app.command("seen")
def seen(
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="As watch list has it.")],
    by: Annotated[str, typer.Option("--by", help="Who has seen it.")],
    config: ConfigOption = None,
) -> None:
    """Say that somebody has seen what stands and sees to it: it is passed on to nobody."""
    watch = _watch(_read(config, quietly=True))
    if not by.strip() or not by.isprintable() or len(by) > 64:
        raise UsageError("--by: write a name")
    with Store(home.store_path()) as store:
        if not store.watching.see(number, by.strip(), int(time.time())):
            raise NothingUnseen(number)
    output.say(_say(watch, "seen.kept", by=by.strip()))


@app.command("unit")
def unit(config: ConfigOption = None) -> None:
    """Print a systemd unit that runs the watch, hardened. How to install it stands in its head."""
    output.block(unit_text(_path(config).resolve()))


@contextmanager
def _alone() -> Iterator[None]:
    """Keep others off while in the context; a crash ends it. Raises AlreadyWatching."""
    path = home.watch_lock_path()
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise AlreadyWatching(path.parent) from error
        yield


def _path(config: Path | None) -> Path:
    return config or home.home() / "watch.yaml"


def _read(config: Path | None, *, quietly: bool = False) -> Read:
    """Return the settings; exit with 2 where they have errors. `quietly`: secrets may lack."""
    read = settings.read(
        _path(config), os.environ, with_secrets=not quietly, judge=services.problem_of
    )
    show_findings(read.findings)
    if read.watch is None:
        raise typer.Exit(EXIT_USAGE)
    return read


def _watch(read: Read) -> Watch:
    if read.watch is None:
        raise ValueError("settings with errors do not come here")
    return read.watch


def _say(watch: Watch, name: str, /, **values: object) -> str:
    return sentence(watch.language, f"watch.{name}", **values)


def _log(rounds: Rounds, name: str, told: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        output.json_line({"event": name, "at_s": int(time.time()), **told})
        output.flush()
    else:
        shown(name, rounds.words(), told)


def _show(standing: list[Watched], unsent: list[Message], words: Words, watch: Watch) -> None:
    names = (">number", "severity", "shop", "what", "since", "seen")
    heads = [
        (">" if name.startswith(">") else "") + words(f"list.column.{name.lstrip('>')}")
        for name in names
    ]
    if standing:
        output.table(heads, [_cells(each, words, watch) for each in standing])
    for message in unsent:
        at = times.text(message.made_s, watch.zone)
        told = {"route": message.route, "tries": message.tries, "title": message.title}
        output.say(words("list.waiting", at=at, **told))
    if not standing and not unsent:
        output.note(words("list.none"))


def _cells(each: Watched, words: Words, watch: Watch) -> tuple[object, ...]:
    since = times.text(each.began_s, watch.zone)
    shop, what, seen = words.shop(each.board_id), words.what(each), words.seen_by(each)
    return each.id, words(f"severity.{each.severity}"), shop, what, since, seen


def _to_json(each: Watched, words: Words) -> dict[str, Any]:
    return {
        "number": each.id,
        "board": each.board_id or None,
        "kind": each.kind,
        "subject": each.subject,
        "severity": each.severity,
        "began_s": each.began_s,
        "seen_s": each.seen_s,
        "seen_by": each.seen_by,
        "text": words.what(each),
    }


def _message_json(each: Message) -> dict[str, Any]:
    return {
        "message": each.id,
        "route": each.route,
        "made_s": each.made_s,
        "tries": each.tries,
        "next_s": each.next_s,
        "problem": each.problem,
        "title": each.title,
    }
