# SPDX-License-Identifier: MIT
"""A pack as one HTML file: it loads nothing, runs no script, prints to A4 in black and white."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from posminder.evidence.model import Pack
from posminder.messages import LANGUAGES, sentence


def page(pack: Pack) -> str:
    """Return the page."""
    css = Markup(_text("pack.css"))  # ours, and no place for anybody's text
    template = _environment().get_template("pack.html.j2")
    names = [part.id for part in pack.parts] + list(pack.titles)
    places = {name: number for number, name in enumerate(names, 3)} | {"receipt": 2, "timeline": 2}

    def say(name: str, **values: object) -> str:
        return sentence(pack.language, f"evidence.{name}", **values)

    def other(name: str) -> str:
        language = next(each for each in LANGUAGES if each != pack.language)
        return sentence(language, f"evidence.{name}")

    return template.render(pack=pack, css=css, say=say, other=other, places=places) + "\n"


@cache
def _environment() -> Environment:
    return Environment(
        loader=FunctionLoader(_text),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return files("posminder").joinpath("evidence", "templates", name).read_text("utf-8")
