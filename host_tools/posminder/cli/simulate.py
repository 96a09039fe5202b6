# SPDX-License-Identifier: MIT
"""`posminder simulate`: the real firmware in a simulated shop, in virtual or real time."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli import simulate_day, simulate_demo, simulate_play
from posminder.cli.simulate_view import Currency, CurrencyOption, language_of, teller
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.scenario import Scenario
from posminder.scenarios.trade import TRADES
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Timeline

PROFILES: Final = Path(__file__).parents[1] / "profiles"

app = typer.Typer(help="Run the real firmware in a simulated shop.", no_args_is_help=True)
app.command("demo")(simulate_demo.command)
app.command("day")(simulate_day.command)
app.command("list")(simulate_play.list_command)
app.command("play")(simulate_play.play_command)


@app.command()
def serve(
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same board. Default: a new one.")
    ] = None,
    currency: CurrencyOption = Currency.EUR,
) -> None:
    """A fresh board in real time behind a pseudo terminal, for any serial program. Ctrl-C ends."""
    # A second board of one id would contradict the journal that the store holds of the first.
    chosen = secrets.randbits(32) if seed is None else seed
    name = TRADES[currency].profile
    profile = profile_of(Scenario("serve", "", "", (), profile=name))
    with (
        Shop(
            int(time.time()),
            chosen,
            in_line=profile.in_line,
            currency=profile.currency,
            tid=profile.terminal_id,
            transbank_baud=profile.transbank_baud,
        ) as shop,
        shop.world.bridge() as bridge,
    ):
        Timeline(shop, teller(profile, language_of(profile, None)))
        if shop.register is not None:
            shop.register.start()
        output.say(f"The board's host line is {bridge.path}")
        example = PROFILES / f"{name}.yaml"
        output.say(f"Try: posminder apply {example} --commission --port {bridge.path}")
        with suppress(KeyboardInterrupt):
            bridge.serve(until=lambda: False)
