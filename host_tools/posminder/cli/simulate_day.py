# SPDX-License-Identifier: MIT
"""`posminder simulate day`: days of a random shop, and what must hold of them."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from posminder import output
from posminder.cli.profile_file import LangOption
from posminder.cli.simulate_view import (
    Currency,
    CurrencyOption,
    invariants_table,
    language_of,
    progress,
    teller,
)
from posminder.errors import EXIT_FINDING
from posminder.messages import sentence
from posminder.scenarios import invariants
from posminder.scenarios.dump import dump
from posminder.scenarios.play import play
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.seeded import DAYS_MAX, seeded_day


def command(
    seed: Annotated[int, typer.Option(help="The same seed gives the same shop and its days.")],
    currency: CurrencyOption = Currency.EUR,
    days: Annotated[int, typer.Option(min=1, max=DAYS_MAX, help="So many, one after another.")] = 1,
    save: Annotated[
        Path | None, typer.Option(help="Only write it down as a scenario, to be cut by hand.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Days of a random shop, everything drawn from one seed, told live and judged.

    Exit 1: an invariant does not hold; how to play the same again is printed.
    """
    scenario = seeded_day(seed, currency=currency, days=days)
    if save is not None:
        output.write_file(save, dump(scenario))
        output.note(f"Written to {save}. Play it: posminder simulate play {save}")
        return
    profile = profile_of(scenario)
    tongue = language_of(profile, lang)
    with progress(sentence(tongue, "demo.playing")) as update:
        tell = teller(profile, tongue, silent=as_json)
        played = play(scenario, tell=tell, progress=update)
    violations = invariants.check(played.evidence())
    if as_json:
        found = [asdict(each) for each in violations]
        output.json_line({"seed": seed, "records": len(played.records), "violations": found})
    else:
        invariants_table(violations, lambda name: sentence(tongue, name))
    if violations:
        again = f"posminder simulate day --seed {seed} --currency {currency} --days {days}"
        output.note(sentence(tongue, "demo.again", command=again))
        output.note(sentence(tongue, "demo.cut", command=f"{again} --save day.yaml"))
        raise typer.Exit(EXIT_FINDING)
