# SPDX-License-Identifier: MIT
"""`posminder simulate`: the real firmware in a simulated shop, in virtual or real time."""

from __future__ import annotations

import secrets
import time
from contextlib import suppress
from typing import Annotated

import typer

from posminder import output
from posminder.cli import simulate_beside, simulate_demo
from posminder.cli.simulate_common import EXAMPLE, teller
from posminder.simulator.bridge import Bridge
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Timeline

app = typer.Typer(help="Run the real firmware in a simulated shop.", no_args_is_help=True)
app.command("demo")(simulate_demo.command)
app.command("beside")(simulate_beside.command)


@app.command()
def serve(
    seed: Annotated[
        int | None, typer.Option(help="The same seed gives the same board. Default: a new one.")
    ] = None,
) -> None:
    """A fresh board in real time behind a pseudo terminal, for any serial program. Ctrl-C ends."""
    # A second board of one id would contradict the journal that the store holds of the first.
    chosen = secrets.randbits(32) if seed is None else seed
    with Shop(int(time.time()), chosen) as shop, Bridge(shop.world) as bridge:
        Timeline(shop, teller())
        if shop.register is not None:
            shop.register.start()
        output.say(f"The board's host line is {bridge.path}")
        output.say(f"Try: posminder apply {EXAMPLE} --commission --port {bridge.path}")
        with suppress(KeyboardInterrupt):
            bridge.serve(until=lambda: False)
