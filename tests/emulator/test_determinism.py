# SPDX-License-Identifier: MIT
"""One seed, one history: to the byte of the flash and the microsecond of every moment."""

from __future__ import annotations

from typing import NamedTuple

from posminder.simulator.flash_fault import FlashFault, Kind, TornProgram
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.timeline import Moment, Timeline
from posminder.simulator.wire import Faults
from tests.emulator.scene import Scene


class History(NamedTuple):
    """All that a run leaves behind."""

    journal: bytes
    config: bytes
    moments: list[Moment]
    commands: list[tuple[int, int]]
    exchanges: int


def an_eventful_evening(seed: int) -> History:
    """Noise, a refused receipt, a kill, a torn record, and a settlement."""
    moments: list[Moment] = []
    with Scene(seed, "20:00") as scene:
        Timeline(scene.shop, moments.append)
        scene.world.terminal_line.faults = Faults(lose=0.001, flip=0.001, double=0.001)
        for _ in range(2):
            scene.sell(scene.shop.rng.randint(150, 9_990))
        scene.world.terminal_line.faults = Faults()
        scene.register.printer.paper = False
        scene.sell()
        scene.register.sell(500)
        scene.run(3.21)
        scene.world.restart()
        scene.run(60)
        fault = FlashFault(Kind.CUT, 2, TornProgram.RANDOM_BITS)
        scene.world.plan_flash_fault(fault)
        scene.shop.close()
        scene.world.run_while(lambda: scene.world.powered, 30 * US_PER_S)
        scene.world.start()
        scene.until("20:47")
        return History(
            scene.world.journal_path.read_bytes(),
            scene.world.config_path.read_bytes(),
            moments,
            scene.truth.commands,
            scene.world.exchanges,
        )


def test_one_seed_gives_one_history_and_another_seed_another() -> None:
    first = an_eventful_evening(101)
    again = an_eventful_evening(101)
    assert first.moments == again.moments
    assert first.commands == again.commands
    assert first.journal == again.journal
    assert first.config == again.config
    assert first.exchanges == again.exchanges
    other = an_eventful_evening(102)
    assert other.journal != first.journal
    assert other.config != first.config
    assert other.moments != first.moments
