# SPDX-License-Identifier: MIT
"""The cashier's card: one sheet of A4 beside the terminal, in both languages, with no computer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from posminder.messages import languages_from, sentence
from posminder.report.frame import render
from posminder.report.handbook import LAMPS, PRESSES, SOUNDS

_DOES: Final = ("pilot", "red", "closing", "unplug")


@dataclass(frozen=True, slots=True)
class Card:
    """A shop's. `call`: whom the cashiers call, empty: a line to write it on.

    `people`: role and name of those who decide. `language` stands first.
    """

    shop: str
    site: str
    tid: str
    language: str
    call: str
    people: tuple[tuple[str, str], ...]


def card_html(card: Card) -> str:
    """Return the card as one self-contained page."""
    languages = languages_from(card.language)

    def both(name: str) -> tuple[str, ...]:
        return tuple(sentence(language, name) for language in languages)

    def group(what: str, names: tuple[str, ...]) -> tuple[object, ...]:
        rows = [(f"{what}-{each}", both(f"{what}.{each}"), both(f"means.{each}")) for each in names]
        return both(f"handbook.{what}"), rows

    groups = (("lamp", LAMPS), ("sound", SOUNDS), ("button", PRESSES))
    return render(
        "card.html.j2",
        language=card.language,
        languages=languages,
        card=card,
        title=both("card.title"),
        whom=both("card.whom"),
        people=[(both(f"card.{role}"), name) for role, name in card.people],
        groups=[group(what, names) for what, names in groups],
        does=[both(f"card.does.{name}") for name in _DOES],
    )
