# SPDX-License-Identifier: MIT
"""How one thing stands, as a check of `posminder doctor` says it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal

State = Literal["good", "info", "look", "wrong"]
STATES: Final[tuple[State, ...]] = ("good", "info", "look", "wrong")


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one thing stands; `values` fill the sentence that says it."""

    state: State
    values: dict[str, object] = field(default_factory=dict)


GOOD: Final = Verdict("good")
