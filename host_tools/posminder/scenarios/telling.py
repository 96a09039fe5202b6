# SPDX-License-Identifier: MIT
"""Finds words for the moments of a timeline, in English or Chinese, as a shop owner would say it.

Amounts come with the shop's currency; what comes from a board or a terminal is passed on as it is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from posminder.messages import MESSAGES, sentence
from posminder.money import amount_text
from posminder.simulator.timeline import Moment

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS: Final = (("hours", 3_600_000), ("minutes", 60_000))


def words(moment: Moment, language: str, currency: int) -> str:
    """Return what happened as a sentence without its subject; see `actor` for that."""
    values: dict[str, object] = {}
    for name, value in moment.values.items():
        if name.endswith("_minor") and isinstance(value, int):
            values[name.removesuffix("_minor")] = amount_text(value, currency, language)
        elif name.endswith("_ms") and isinstance(value, int):
            values[name.removesuffix("_ms")] = _spell(value, language)
        else:
            values[name] = value
    return sentence(language, _name(moment), **values)


def actor(moment: Moment, language: str) -> str:
    """Return who did it."""
    return sentence(language, f"who.{moment.who}")


def day(local: datetime, language: str) -> str:
    """Return what stands above a day's first moment: `Monday 2026-11-23`."""
    weekday = sentence(language, f"weekday.{_DAYS[local.weekday()]}")
    return sentence(language, "timeline.day", weekday=weekday, date=local.date().isoformat())


def _name(moment: Moment) -> str:
    """Return the message: a value with a sentence of its own, such as `down`, is told by that."""
    plain = f"timeline.{moment.what}"
    if moment.what == "noise":
        quiet = not any(float(v) for name, v in moment.values.items() if name != "line")
        plain += ".over" if quiet else ""
    if "value_ms" in moment.values and f"{plain}.for" in MESSAGES:
        return f"{plain}.for"
    own = (f"{plain}.{value}" for value in moment.values.values())
    return next((name for name in own if name in MESSAGES), plain)


def _spell(duration_ms: int, language: str) -> str:
    """Return a length of time in its largest whole unit, else in seconds: `11 h`, `2.5 s`."""
    unit, length_ms = next(
        (each for each in _UNITS if duration_ms % each[1] == 0), ("seconds", 1_000)
    )
    return sentence(language, f"timeline.{unit}", count=f"{duration_ms / length_ms:g}")
