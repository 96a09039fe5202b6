# SPDX-License-Identifier: MIT
"""How a played shop looks on the screen: its live timeline, how far its day is, what held."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Final

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

from posminder import output
from posminder.cli import profile_file
from posminder.messages import LANGUAGES
from posminder.scenarios import telling
from posminder.scenarios.invariants import INVARIANTS, Violation
from posminder.scenarios.profiles import SiteProfile
from posminder.simulator.timeline import Moment, Who
from posminder.wall_time import offset_at
from posminder_formats import profile_fields as f

_COLOURS: Final = {
    Who.TECHNICIAN: "magenta",
    Who.CASHIER: "cyan",
    Who.REGISTER: "white",
    Who.TERMINAL: "green",
    Who.ACQUIRER: "blue",
    Who.BOARD: "bold yellow",
    Who.SHOP: "red",
}
_ACTOR_COLUMNS: Final = 11
_UNTOLD: Final = ("sell", "sell_by_hand", "refund", "reverse")  # what becomes of them is told


class Currency(StrEnum):
    """What the trades of the simulated shops are paid in."""

    EUR = "EUR"
    CNY = "CNY"
    CLP = "CLP"


SeedOption = Annotated[int, typer.Option(help="The same seed gives the same day.")]
CurrencyOption = Annotated[
    Currency,
    typer.Option(
        help="EUR: a kiosk, in line; CNY: a store, terminal by hand; CLP: Transbank, in line."
    ),
]


def language_of(profile: SiteProfile, lang: str | None) -> str:
    """Return the language to speak: the one asked for, else that of the shop's counter."""
    if lang is not None:
        return profile_file.language_of(None, lang)
    return LANGUAGES[profile.values.get(f.P_LANGUAGE) == f.LANGUAGE_ZH_CN]


def teller(
    profile: SiteProfile, language: str, *, silent: bool = False
) -> Callable[[Moment], None]:
    """Return what prints a moment; `silent` for a script, which reads the summary only."""
    console = Console(highlight=False, soft_wrap=True, quiet=silent)
    told: date | None = None

    def tell(moment: Moment) -> None:
        nonlocal told
        if moment.what in _UNTOLD:
            return
        local = local_time(profile, moment.at_s)
        if local.date() != told:
            told = local.date()
            console.print(Text(telling.day(local, language), style="bold"))
        actor = telling.actor(moment, language)
        line = Text(f"{local:%H:%M:%S}  ", style="dim")
        line.append(actor + " " * (_ACTOR_COLUMNS - cell_len(actor)), style=_COLOURS[moment.who])
        line.append(output.clean(telling.words(moment, language, profile.values[f.P_CURRENCY])))
        console.print(line)

    return tell


def local_time(profile: SiteProfile, wall_s: int) -> datetime:
    """Return the shop's local time, without its zone."""
    return datetime.fromtimestamp(wall_s + offset_at(wall_s, profile.offsets), UTC)


def invariants_table(violations: Sequence[Violation], say: Callable[..., str]) -> None:
    """Print each invariant and whether it holds, then what is wrong with those that do not."""
    broken = {each.name for each in violations}
    names = [each.__name__ for each in INVARIANTS]
    output.table(
        (say("invariant.title"), ""),
        [
            (say(f"invariant.{name}"), say(f"invariant.{'broken' if name in broken else 'holds'}"))
            for name in names
        ],
    )
    for each in violations:
        record = "" if each.seq is None else f" (record {each.seq})"
        output.say(f"{each.name}: {each.sentence}{record}", "bold red")


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show on stderr how far the virtual day has come: call what it gives with seconds."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[clock]}"),
        TimeElapsedColumn(),
    )
    # The timeline scrolls above the bar only if it goes through it; piped, it must not.
    through = sys.stdout.isatty()
    with Progress(
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
        redirect_stdout=through,
    ) as bar:
        task = bar.add_task(what, total=None, clock="")

        def update(done_s: int, total_s: int) -> None:
            clock = f"{done_s / 3600:.1f} h / {total_s / 3600:.1f} h"
            bar.update(task, completed=done_s, total=total_s, clock=clock)

        yield update
