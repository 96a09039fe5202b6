# SPDX-License-Identifier: MIT
"""Finds words for the moments of a timeline, in English or Chinese.

Amounts come with the shop's currency; what comes from a board or a terminal is passed on as it is.
"""

from __future__ import annotations

from posminder.messages import sentence
from posminder.money import amount_text
from posminder.simulator.timeline import Moment


def words(moment: Moment, language: str, currency: int) -> str:
    """Return what happened as a sentence without its subject; see `actor` for that."""
    values: dict[str, object] = {}
    for name, value in moment.values.items():
        if name.endswith("_minor") and isinstance(value, int):
            values[name.removesuffix("_minor")] = amount_text(value, currency)
        else:
            values[name] = value
    return sentence(language, f"timeline.{moment.what}", **values)


def actor(moment: Moment, language: str) -> str:
    """Return who did it."""
    return sentence(language, f"who.{moment.who}")
