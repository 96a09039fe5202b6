# SPDX-License-Identifier: MIT
"""Elements of an SVG with the page's own classes and shapes. Integers only."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

WIDTH: Final = 1120  # of every drawing that has an axis; the page scales it


class Drawing:
    """Collects elements; every text and every attribute is escaped here and nowhere else."""

    def __init__(self) -> None:
        self.parts: list[Markup] = []

    def add(self, tag: str, css: str, title: str = "", **attributes: int | str) -> None:
        """Add an element; `title` is shown when the pointer rests on it."""
        told = Markup("").join(
            Markup(' {}="{}"').format(name.replace("_", "-"), value)
            for name, value in attributes.items()
        )
        inner = Markup("<title>{}</title>").format(title) if title else Markup("")
        self.parts.append(
            Markup('<{0} class="{1}"{2}>{3}</{0}>').format(Markup(tag), css, told, inner)
        )

    def text(self, x: int, y: int, text: str, css: str = "", anchor: str = "start") -> None:
        """Add a line of text."""
        shape = Markup('<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>')
        self.parts.append(shape.format(x, y, css, anchor, text))

    def use(self, shape: str, x: int, y: int, title: str = "") -> None:
        """Put one of the page's shapes (templates/shapes.svg.j2) at a point."""
        self.add("use", f"mark mark-{shape}", title, href=f"#shape-{shape}", x=x, y=y)

    def line(self, x1: int, y1: int, x2: int, y2: int, css: str) -> None:
        """Add a straight line."""
        self.add("line", css, x1=x1, y1=y1, x2=x2, y2=y2)

    def bar(self, x1: int, x2: int, y: int, height: int, css: str, title: str = "") -> None:
        """Add a span, at least two pixels wide so that it is seen."""
        self.add("rect", css, title, x=x1, y=y, width=max(2, x2 - x1), height=height, rx=2)


def svg(ink: Drawing, height: int, label: str, width: int = WIDTH, css: str = "timeline") -> Markup:
    """Return a whole drawing, named `label`. It needs the page's shapes and styles."""
    head = Markup('<svg class="{}" viewBox="0 0 {} {}" role="img" aria-label="{}">').format(
        css, width, height, label
    )
    return Markup("\n").join([head, *ink.parts, Markup("</svg>")])
