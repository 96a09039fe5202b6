# SPDX-License-Identifier: MIT
"""A room's templates, filled: pages that load nothing and run no script.

A room is a folder of this package with `templates/` in it. Everything that came from a board, a
profile, a statement or a person is escaped here.
"""

from __future__ import annotations

from functools import cache, partial
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup


def render(room: str, stylesheet: str, template: str, /, **values: object) -> str:
    """Return a room's template filled with `values`, all escaped, and with its stylesheet."""
    css = Markup(_text(room, stylesheet))  # ours, and no place for anybody's text
    return _environment(room).get_template(template).render(css=css, **values) + "\n"


@cache
def _environment(room: str) -> Environment:
    return Environment(
        loader=FunctionLoader(partial(_text, room)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(room: str, name: str) -> str:
    return files("posminder").joinpath(room, "templates", name).read_text("utf-8")
