# SPDX-License-Identifier: MIT
"""How `learn` and `dialect check` show a dialect held against a record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from posminder import output
from posminder.learning.replay import Held
from posminder.messages import sentence


def show_held(held: Iterable[Held], language: str) -> None:
    """Print a line for each exchange."""
    for each in held:
        outcome = sentence(language, "learn.as_done")
        if each.wrong:
            wrong = ", ".join(sentence(language, f"learn.wrong.{name}") for name in each.wrong)
            outcome = sentence(language, "learn.otherwise", wrong=wrong)
        step = sentence(language, f"learn.step.{each.step}")
        output.say(sentence(language, "learn.held", step=step, outcome=outcome))


def held_to_json(held: Held) -> dict[str, Any]:
    """Return an exchange as `--json` prints it."""
    return {"step": held.step, "wrong": list(held.wrong)}
