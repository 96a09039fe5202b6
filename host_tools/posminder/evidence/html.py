# SPDX-License-Identifier: MIT
"""A pack as one HTML file: it loads nothing, runs no script, prints to A4 in black and white."""

from __future__ import annotations

from posminder import templates
from posminder.evidence.model import Pack
from posminder.messages import languages_from, sentence


def page(pack: Pack) -> str:
    """Return the page."""
    names = [part.id for part in pack.parts] + list(pack.titles)
    places = {name: number for number, name in enumerate(names, 3)} | {"receipt": 2, "timeline": 2}

    def say(name: str, **values: object) -> str:
        return sentence(pack.language, f"evidence.{name}", **values)

    def other(name: str) -> str:
        return sentence(languages_from(pack.language)[1], f"evidence.{name}")

    return render("pack.html.j2", pack=pack, say=say, other=other, places=places)


def render(template: str, **values: object) -> str:
    """Return a template of this room filled with `values`."""
    return templates.render("evidence", "pack.css", template, **values)
