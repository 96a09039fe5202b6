# SPDX-License-Identifier: MIT
"""`posminder simulate`: the real firmware in a simulated shop, in virtual or real time."""

from __future__ import annotations

import time
from contextlib import suppress

import typer

from posminder import output
from posminder.cli import simulate_beside, simulate_demo
from posminder.cli.simulate_common import EXAMPLE, SeedOption, teller
from posminder.simulator.bridge import Bridge
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Timeline

app = typer.Typer(help="Run the real firmware in a simulated shop.", no_args_is_help=True)
app.command("demo")(simulate_demo.command)
app.command("beside")(simulate_beside.command)


@app.command()
def serve(seed: SeedOption = 1) -> None:
    """A fresh board in real time behind a pseudo terminal, for any serial program. Ctrl-C ends."""
    with Shop(int(time.time()), seed) as shop, Bridge(shop.world) as bridge:
        Timeline(shop, teller())
        if shop.register is not None:
            shop.register.start()
        output.say(f"The board's host line is {bridge.path}")
        output.say(f"Try: posminder apply {EXAMPLE} --commission --port {bridge.path}")
        with suppress(KeyboardInterrupt):
            bridge.serve(until=lambda: False)
