# SPDX-License-Identifier: MIT
"""What happens in a shop, told as it happens: who, when, and in words.

Listens to the board's lamp, buzzer and panel and looks at the terminal's own books; decides
nothing. Whoever wants to tell more calls `say`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from posminder.simulator.shop import Shop

_SOUNDS: Final = {1: "reminds: two short tones", 2: "alarms: one long tone"}


class Who(StrEnum):
    """Who did something."""

    TECHNICIAN = "technician"
    CASHIER = "cashier"
    REGISTER = "register"
    TERMINAL = "terminal"
    BOARD = "board"


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline; `at_s` is wall time, seconds since 1970 UTC."""

    at_s: int
    who: Who
    text: str


class Timeline:
    """Calls `tell` with each moment, in order of time."""

    def __init__(self, shop: Shop, tell: Callable[[Moment], None]) -> None:
        self._shop = shop
        self._tell = tell
        self._sign_ins = 0
        self._batches = 0
        self._panel: tuple[str, ...] = ()
        shop.world.on_panel = self._panel_shows
        shop.world.on_buzzer = self._buzzer_sounds

    def say(self, who: Who, text: str) -> None:
        """Tell something that happens now."""
        self.catch_up()
        self._tell(Moment(self._shop.scheduler.wall_s, who, text))

    def catch_up(self) -> None:
        """Tell what the terminal's own books say and was not told yet."""
        truth = self._shop.terminal.truth
        for at_s in truth.sign_ins[self._sign_ins :]:
            self._tell(Moment(at_s, Who.TERMINAL, "is signed in by its acquirer"))
        for batch in truth.batches[self._batches :]:
            text = f"settles its batch: {batch.count} sales, {amount(batch.total_minor)}"
            self._tell(Moment(batch.at_s, Who.TERMINAL, text))
        self._sign_ins = len(truth.sign_ins)
        self._batches = len(truth.batches)

    def _panel_shows(self, lines: tuple[str, ...]) -> None:
        if lines != self._panel:
            self._panel = lines
            self.say(Who.BOARD, "shows: " + " / ".join(lines))

    def _buzzer_sounds(self, pattern: int) -> None:
        self.say(Who.BOARD, _SOUNDS.get(pattern, f"plays sound {pattern}"))


def amount(minor: int) -> str:
    """Return 1250 as 12.50; the simulated shops sell in currencies of two digits."""
    return f"{minor // 100}.{minor % 100:02}"
