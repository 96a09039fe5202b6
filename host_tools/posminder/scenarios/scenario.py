# SPDX-License-Identifier: MIT
"""What a scenario is: a shop, what happens in it and when, and the journal it must leave.

Written as YAML (load.py) or drawn from a seed (seeded.py); played by play.py. Data only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from posminder.profile.findings import Spot

DAY_S: Final = 86_400
EPOCH: Final = date(1970, 1, 1)
MONDAY: Final = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens. `action` is a name of actions.ACTIONS, `value` what it takes.

    Either at a time, `at_s` seconds after the first day's local midnight (beyond 86,400 on later
    days; before the scenario begins: how the technician finds the shop), or `after_ms` milliseconds
    after the moment `when` comes (moments.MOMENTS, such as "receipt_line 3"), counted from where
    the step before this one was done.
    """

    action: str
    value: Any = None
    at_s: int | None = None
    when: str | None = None
    after_ms: int = 0
    # Where it stands in its file, for error messages: two of one meaning are equal.
    spot: Spot | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Cashier:
    """How the person at the counter reacts to the board, seconds after it; None: not at all."""

    sees_after_s: int | None = 30  # presses the button shortly when an alert is shown
    mutes: bool = False  # presses twice instead: no sound for half an hour
    reprints_after_s: int | None = 40  # puts in paper and repeats the receipt the board asks for


@dataclass(frozen=True, slots=True)
class Expected:
    """One record the journal must hold at this place: its name, and words some fields must have."""

    name: str
    words: dict[str, Any] = field(default_factory=dict)
    spot: Spot | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One day or more of one shop, replayable from `seed`.

    `profile` is the name of a shipped example profile, `settings` what is laid over it (the
    profile's own keys). The technician applies it at `begins_s`; at `ends_s` the journal is pulled.
    Times are seconds after local midnight of `date`. `expected` None: nothing but the invariants.
    """

    name: str
    title: str
    title_zh: str
    steps: tuple[Step, ...]
    profile: str = "example/kiosk"
    settings: dict[str, Any] = field(default_factory=dict)
    date: date = MONDAY
    begins_s: int = 7 * 3600
    ends_s: int = 21 * 3600
    seed: int = 1
    cashier: Cashier = field(default_factory=Cashier)
    clock_chip: bool = True
    sets_clock: bool = True
    expected: tuple[Expected, ...] | None = None
