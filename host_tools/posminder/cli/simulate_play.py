# SPDX-License-Identifier: MIT
"""`posminder simulate list` and `play`: any scenario, judged by its journal and the invariants."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.cli.simulate_view import language_of, teller
from posminder.errors import EXIT_FINDING
from posminder.home import BOARD_ID_BYTES, load_or_make_key, store_path
from posminder.profile.compile import Compiled
from posminder.scenarios import invariants
from posminder.scenarios.compare import Comparison, compare
from posminder.scenarios.invariants import Violation
from posminder.scenarios.load import load, shipped
from posminder.scenarios.pace import RealTime
from posminder.scenarios.play import Played, play
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.scenario import Scenario
from posminder.scenarios.technician import Desk
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.timeline import Moment
from posminder.store.store import Store


def _complete(incomplete: str) -> Iterator[str]:
    return (name for name in shipped() if name.startswith(incomplete))


def list_command(as_json: output.JsonOption = False) -> None:
    """The shipped scenarios: incidents of a shop day, each with the journal it must leave."""
    scenarios = [load(name) for name in shipped()]
    if as_json:
        for each in scenarios:
            title = {"en": each.title, "zh-CN": each.title_zh}
            output.json_line({"scenario": each.name, "title": title})
        return
    output.table(("scenario", "what happens"), [(each.name, each.title) for each in scenarios])


def play_command(
    name: Annotated[
        str,
        typer.Argument(
            metavar="SCENARIO", help="A shipped one's name, or a file.", autocompletion=_complete
        ),
    ],
    seed: Annotated[
        int | None, typer.Option(help="Other customers, cards and noise. Default: the scenario's.")
    ] = None,
    real_time: Annotated[
        bool, typer.Option("--real-time", help="Follow the wall clock, to watch.")
    ] = False,
    speed: Annotated[
        float, typer.Option(min=0.1, max=1000, help="With --real-time: so many times as fast.")
    ] = 1.0,
    pty: Annotated[
        bool,
        typer.Option("--pty", help="In real time, with the host line open to any serial program."),
    ] = False,
    journal: Annotated[
        Path | None, typer.Option(help="Keep the journal in this file, as the board exports it.")
    ] = None,
    as_json: output.JsonOption = False,
) -> None:
    """One scenario on the real firmware, told live, then held against what must be true.

    Exit 1: its journal differs from the expected one, or an invariant does not hold.
    """
    scenario = load(name)
    if seed is not None:
        scenario = replace(scenario, seed=seed)
    began_s, profile = time.monotonic(), profile_of(scenario)
    tell = teller(profile, language_of(profile, None), silent=as_json)
    if pty:
        played = _play_with_visitors(scenario, tell, speed)
    else:
        played = play(scenario, tell=tell, pace=RealTime(speed) if real_time else None)
    if journal is not None:
        _keep_journal(journal, played)
    compared = None
    if scenario.expected is not None:
        compared = compare(scenario.expected, played.after_commissioning)
    violations = invariants.check(played.evidence())
    if as_json:
        output.json_line(_json(played, compared, violations))
    else:
        _show(played, compared, violations, time.monotonic() - began_s)
    if violations or played.unplayed or (compared is not None and compared.differences):
        raise typer.Exit(EXIT_FINDING)


def _play_with_visitors(scenario: Scenario, tell: Callable[[Moment], None], speed: float) -> Played:
    """Play in real time, and let other commands talk to the board meanwhile.

    It is a new board each time: what visitors do is in a journal too, so that no two are alike,
    and the store holds the journals of those before.
    """
    board_id = secrets.token_hex(BOARD_ID_BYTES)

    def say_how(path: str) -> None:
        output.note(f"The board's host line is {path}; its key is kept on this computer.")
        output.note(f"Follow it: posminder logs --follow --port {path}")
        output.note(f"Then: posminder tx NUMBER --board {board_id}")
        output.note(f"      posminder report day --board {board_id}")

    desk = Desk(load_or_make_key, _keep_site)
    pace = RealTime(speed, say_how)
    return play(scenario, tell=tell, pace=pace, board_id=board_id, desk=desk)


def _keep_journal(path: Path, played: Played) -> None:
    """Write the export, keep its shop, and say how both come together."""
    output.write_file(path, played.pulled.export)
    _keep_site(played.board_id, played.profile.compiled)
    output.note(f"Import it: posminder logs --file {path} --board {played.board_id}")


def _keep_site(board_id: str, profile: Compiled) -> None:
    """Keep what is needed to read the board's records, as `apply` does."""
    with Store(store_path()) as store:
        store.set_site(board_id, profile.data, profile.sha256.hex())


def _show(
    played: Played, compared: Comparison | None, violations: list[Violation], real_s: float
) -> None:
    if compared is not None and compared.differences:
        output.say(f"{compared.differences} differences. The journal as it was:", "bold red")
        output.block("\n".join(f"  {line}" for line in compared.lines))
    for step in played.unplayed:
        output.say(f"Never came: {step.when}, and so no {step.action}.", "bold red")
    for each in violations:
        record = "" if each.seq is None else f" (record {each.seq})"
        output.say(f"{each.name} does not hold: {each.sentence}{record}", "bold red")
    if compared is None:
        journal = f"{len(played.records)} records, none expected in particular"
    else:
        journal = "journal as expected" if not compared.differences else "journal differs"
    rules = invariants.invariants_of(played.evidence())
    held = len(rules) - len({each.name for each in violations})
    hours = played.ended_us / US_PER_S / 3600
    output.say(
        f"{played.scenario.name}: {journal}; {held} of {len(rules)} invariants "
        f"hold; {hours:.1f} hours of shop in {real_s:.1f} s."
    )


def _json(
    played: Played, compared: Comparison | None, violations: list[Violation]
) -> dict[str, Any]:
    return {
        "scenario": played.scenario.name,
        "seed": played.scenario.seed,
        "records": len(played.records),
        "differences": None if compared is None else compared.differences,
        "journal": None if compared is None else list(compared.lines),
        "unplayed": [{"when": step.when, "action": step.action} for step in played.unplayed],
        "violations": [asdict(each) for each in violations],
    }
