# SPDX-License-Identifier: MIT
"""What was to be seen and heard at the counter: lamp, sounds and panel, each with its time.

All that a cashier knows of the board; a scenario's cashier is told of each change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from posminder.simulator.world import World

# Lamp patterns as a person sees them; the numbers are those of the board's parts.
LAMP_NAMES: Final = ("off", "green", "green_blink", "yellow", "yellow_blink", "red", "blue")
CALLING: Final = ("yellow_blink", "red")
"""The lamp calls somebody who has not come yet."""


@dataclass(slots=True)
class Counter:
    """Histories as (virtual time in us, what). `watch` takes over the world's three hooks."""

    lamps: list[tuple[int, str]] = field(default_factory=list)
    sounds: list[tuple[int, int]] = field(default_factory=list)
    panels: list[tuple[int, tuple[str, ...]]] = field(default_factory=list)
    on_change: Callable[[], None] = lambda: None

    def watch(self, world: World) -> None:
        """Note every change from now on, and pass it on to whoever watched before."""
        scheduler = world.scheduler
        on_lamp, on_buzzer, on_panel = world.on_lamp, world.on_buzzer, world.on_panel

        def lamp(pattern: int) -> None:
            on_lamp(pattern)
            self.lamps.append((scheduler.now_us, LAMP_NAMES[pattern]))
            self.on_change()

        def buzzer(pattern: int) -> None:
            on_buzzer(pattern)
            self.sounds.append((scheduler.now_us, pattern))
            self.on_change()

        def panel(lines: tuple[str, ...]) -> None:
            on_panel(lines)
            self.panels.append((scheduler.now_us, lines))
            self.on_change()

        world.on_lamp, world.on_buzzer, world.on_panel = lamp, buzzer, panel

    @property
    def lamp(self) -> str:
        """What the lamp shows now."""
        return self.lamps[-1][1] if self.lamps else "off"

    @property
    def panel(self) -> tuple[str, ...]:
        """What the panel shows now."""
        return self.panels[-1][1] if self.panels else ()
