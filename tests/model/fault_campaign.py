# SPDX-License-Identifier: MIT
"""Which faults there are: every byte of every reference dialogue, on every wire, in every way."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from tests.model import fault_shop_beside, fault_shops
from tests.model.fault_shop_mis import MIS
from tests.model.fault_shops import Shop, play
from tests.model.line_faults import WIRES, Fault

DRIVERS: Final[dict[str, tuple[Callable[[], Shop], tuple[str, ...]]]] = {
    **fault_shops.DRIVERS,
    "zvt_beside": (fault_shop_beside.ZvtBesideShop, fault_shop_beside.DIALOGUES),
    **MIS,
}
"""Each driver's shop and its reference dialogues."""

KINDS: Final = ("lose", "flip", "double", "cut", "delay_250", "delay_5500", "delay_190000")
"""The delays are beyond ZVT's T1, T2 and T3, and T4; a cut lasts five minutes."""


@dataclass(frozen=True, slots=True)
class Case:
    """One run of the campaign; `replay` plays it again."""

    driver: str
    dialogue: str
    fault: Fault

    def replay(self) -> list[str]:
        """Play it; return what went wrong."""
        return play(DRIVERS[self.driver][0], self.dialogue, self.fault)[1]


def cases(driver: str) -> list[Case]:
    """Return all of a driver's cases: the undisturbed dialogues say how many bytes there are."""
    _, dialogues = DRIVERS[driver]
    return [
        Case(driver, dialogue, Fault(wire, byte, kind))
        for dialogue in dialogues
        for wire, count in _counts(driver, dialogue).items()
        for byte in range(count)
        for kind in KINDS
    ]


def sample(driver: str, seed: int, share: float) -> list[Case]:
    """Return a share, 0 to 1, of a driver's bytes, each with one kind of fault."""
    rng = random.Random(f"{driver}/{seed}")
    drawn = [rng.choice(each) for each in _by_byte(cases(driver))]
    return rng.sample(drawn, max(1, round(len(drawn) * share)))


def _by_byte(all_cases: list[Case]) -> Iterator[list[Case]]:
    for first in range(0, len(all_cases), len(KINDS)):
        yield all_cases[first : first + len(KINDS)]


def _counts(driver: str, dialogue: str) -> dict[str, int]:
    counts, found = play(DRIVERS[driver][0], dialogue, None)
    assert not found, f"{driver} {dialogue} without a fault: {found}"
    return {wire: counts[wire] for wire in WIRES}
