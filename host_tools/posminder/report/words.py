# SPDX-License-Identifier: MIT
"""Coded facts of a day as words, where the plain `messages.word` is not enough."""

from __future__ import annotations

from datetime import date
from typing import Final

from posminder.alert_text import alert_name, subject_text
from posminder.messages import MESSAGES, sentence, word

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_TRY_SHAPES: Final = {
    "verified": "check",
    "nothing_to_settle": "check",
    "seen": "square",
    "attested": "square",
    "observed": "square",
    "mismatch": "unequal",
    "unknown": "question",
    "begun": "question",
}


def weekday(language: str, day: date) -> str:
    """Return what a day's weekday is called."""
    return sentence(language, f"day.{WEEKDAYS[day.weekday()]}")


def alert_text(language: str, alert: str, subject: object = None) -> str:
    """Return what an alert is called, with the number it is about, if any."""
    text = alert_name(language, alert)
    if subject is None:
        return text
    if (about := subject_text(language, alert, subject)) is not None:
        return sentence(language, "incidents.dates", text=text, dates=about)
    return sentence(language, "incidents.number", text=text, subject=subject)


def try_shape(state: str) -> str:
    """Return the mark of what became of a try to settle."""
    return _TRY_SHAPES.get(state, "cross")


def settlement_word(language: str, state: str) -> str:
    """Return what became of a try to settle."""
    named = f"word.try.{state}" in MESSAGES
    return word(language, "try" if named else "settlement", state)


def receipt_word(language: str, state: str) -> str:
    """Return how a receipt ended."""
    named = f"word.receipt_end.{state}" in MESSAGES
    return word(language, "receipt_end" if named else "receipt", state)
