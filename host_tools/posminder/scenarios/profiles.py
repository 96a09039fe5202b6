# SPDX-License-Identifier: MIT
"""A scenario's profile: a shipped example with the scenario's settings laid over it, compiled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import cbor2

from posminder.errors import UsageError
from posminder.money import CURRENCIES
from posminder.profile import check as profile_check
from posminder.profile.compile import Compiled, compile_profile
from posminder.profile.findings import Finding, errors_in
from posminder.scenarios.scenario import DAY_S, EPOCH, Scenario
from posminder_formats import profile_fields


@dataclass(frozen=True, slots=True)
class SiteProfile:
    """What the technician applies, and its values by profile_fields key, as the board reads it.

    `terminal_prints`: the terminal prints receipts on its own paper, as it was set up by hand.
    """

    compiled: Compiled
    values: dict[int, Any]
    terminal_prints: bool

    @property
    def in_line(self) -> bool:
        """Whether the board stands between register and terminal."""
        return bool(self.values[profile_fields.P_WIRING] == profile_fields.WIRING_IN_LINE)

    @property
    def attended(self) -> bool:
        """Whether the terminal speaks nothing: no line runs to it."""
        return bool(self.values[profile_fields.P_DRIVER] == profile_fields.DRIVER_ATTENDED)

    @property
    def transbank_baud(self) -> int | None:
        """The lines' speed where the terminal speaks Transbank POS Integrado."""
        if self.values[profile_fields.P_DRIVER] != profile_fields.DRIVER_TRANSBANK:
            return None
        return int(self.values[profile_fields.P_BAUD])

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """Rows of (utc_s, offset_s)."""
        return [(at_s, offset_s) for at_s, offset_s in self.values[profile_fields.P_UTC_OFFSETS]]

    @property
    def currency(self) -> int:
        """ISO 4217 number of the terminal's amounts."""
        return int(self.values[profile_fields.P_CURRENCY])

    @property
    def hundredths(self) -> int:
        """How many hundredths, as amounts are written, make one minor unit: pesos have no cents."""
        return int(10 ** (2 - CURRENCIES[self.currency][1]))

    @property
    def terminal_id(self) -> str:
        """TID on the terminal's slips."""
        return str(self.values[profile_fields.P_TERMINAL_ID])

    def midnight(self, day: date) -> tuple[int, int]:
        """Return the midnight that begins `day`, UTC s, and how far local time is ahead, s."""
        local_s = (day - EPOCH).days * DAY_S
        ahead_s = self.offsets[0][1]
        for at_s, offset_s in self.offsets:
            if at_s <= local_s - offset_s:
                ahead_s = offset_s
        return local_s - ahead_s, ahead_s


def profile_of(scenario: Scenario, over: Mapping[str, Any] | None = None) -> SiteProfile:
    """Return the profile of `scenario`, with the settings `over` laid over it too.

    Raises UsageError with every error the profile would have as a file.
    """
    checked = _checked(scenario, over)
    if checked.profile is None or checked.password is None:
        found = "; ".join(f"{each.path}: {each.sentence}" for each in errors_in(checked.findings))
        raise UsageError(f"The settings of {scenario.name} are no profile: {found}")
    compiled = compile_profile(checked.profile, checked.password, scenario.date.year)
    terminal_prints = checked.profile.terminal.zvt.config == "receipts_on_terminal"
    return SiteProfile(compiled, cbor2.loads(compiled.data), terminal_prints)


def errors_of(scenario: Scenario, over: Mapping[str, Any] | None = None) -> list[Finding]:
    """Return what keeps the profile of `scenario`, with `over` laid over it, from the board."""
    return errors_in(_checked(scenario, over).findings)


def _checked(scenario: Scenario, over: Mapping[str, Any] | None) -> profile_check.Checked:
    layer = {"extends": scenario.profile, **_merged(scenario.settings, over or {})}
    text = json.dumps(layer)  # which is YAML too
    return profile_check.check(Path(scenario.name), {}, scenario.date, text)


def _merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        merged[key] = _merged(old, value) if both and isinstance(old, Mapping) else value
    return merged
