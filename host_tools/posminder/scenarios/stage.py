# SPDX-License-Identifier: MIT
"""Where a scenario is played: the shop with its people, as actions and moments see it.

Holds who is there and says what happens; decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from posminder.errors import UsageError
from posminder.profile.compile import Compiled
from posminder.scenarios.counter import Counter
from posminder.scenarios.technician import Technician
from posminder.simulator.register import Register
from posminder.simulator.scheduler import US_PER_MS, Scheduler
from posminder.simulator.shop import Shop
from posminder.simulator.terminal import Terminal
from posminder.simulator.timeline import Timeline, Who
from posminder.simulator.transbank_register import TransbankRegister
from posminder.simulator.transbank_terminal import TransbankTerminal
from posminder.simulator.world import World

SHORT_PRESS_MS: Final = 300
TWICE_GAP_MS: Final = 500  # from the first press of two to the second


class NotThere(UsageError):
    """This shop has no {}."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One shop while it is played. `midnight_s`: the first day's local midnight, UTC seconds."""

    shop: Shop
    timeline: Timeline
    counter: Counter
    technician: Technician
    midnight_s: int
    profile_with: Callable[[dict[str, Any]], Compiled]  # the scenario's, with settings over it

    @property
    def world(self) -> World:
        """The world around the board."""
        return self.shop.world

    @property
    def terminal(self) -> Terminal | TransbankTerminal:
        """The terminal."""
        return self.shop.terminal

    @property
    def zvt(self) -> Terminal:
        """The terminal, where it does what only one that speaks ZVT can. Raises NotThere."""
        if not isinstance(self.shop.terminal, Terminal):
            raise NotThere("terminal that speaks ZVT")
        return self.shop.terminal

    @property
    def scheduler(self) -> Scheduler:
        """The world's clock."""
        return self.shop.scheduler

    @property
    def register(self) -> Register | TransbankRegister:
        """The register. Raises NotThere where the terminal is worked by hand."""
        if self.shop.register is None:
            raise NotThere("register: the terminal is worked by hand")
        return self.shop.register

    @property
    def zvt_register(self) -> Register:
        """The register, where it does what only ZVT lets it. Raises NotThere."""
        if not isinstance(self.register, Register):
            raise NotThere("register that speaks ZVT")
        return self.register

    def say(self, who: Who, what: str, **values: int | str) -> None:
        """Tell what somebody does now: `what` is a name without words, as in `timeline.<what>`.

        A step is told by its action's name and `value` as shown; messages/timeline.py has the
        sentences, in English and Chinese.
        """
        self.timeline.say(who, what, **values)

    def press(self, duration_ms: int = SHORT_PRESS_MS) -> None:
        """Press the board's button."""
        self.world.press_button(duration_ms)

    def press_twice(self) -> None:
        """Press the board's button twice in a row: no sound for a while."""
        self.press()
        self.scheduler.after(TWICE_GAP_MS * US_PER_MS, self.press)
