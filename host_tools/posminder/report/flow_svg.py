# SPDX-License-Identifier: MIT
"""Draws a flow chart from a small list of boxes. Integers only, one unit a CSS pixel.

The way leads down the left column; a question's "no" or "yes" leads to the right, and from there
back up to the box it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from posminder.messages import sentence

_WIDTH: Final = 292
_HEIGHT: Final = 64
_DIAMOND: Final = 84
_GAP: Final = 44
_ASIDE: Final = 400  # from one column to the other
_JOIN: Final = 15  # above a box: where the way back comes in
_LINE: Final = 17
_TEXT_PX: Final = 250
_DIAMOND_PX: Final = 190
_FIRST_WIDE: Final = 0x1100


@dataclass(frozen=True, slots=True)
class Box:
    """One step of the way; `ask` draws it as a question, `end` with round ends.

    `aside` is the step that a question's answer `leads` to; `back` the box that it returns to.
    """

    text: str
    ask: bool = False
    end: bool = False
    aside: str | None = None
    leads: str = "no"
    back: str | None = None


class _Flow:
    def __init__(self, boxes: tuple[Box, ...], language: str) -> None:
        self._language = language
        self._parts: list[Markup] = []
        self._tops: dict[str, int] = {}
        y = 2
        for box in boxes:
            self._tops[box.text] = y
            y += (_DIAMOND if box.ask else _HEIGHT) + _GAP
        self.height = y - _GAP + 2
        self.width = _WIDTH + _ASIDE + 2
        for index, box in enumerate(boxes):
            self._box(box, last=index == len(boxes) - 1)

    def svg(self, label: str) -> Markup:
        """Return the chart."""
        head = Markup('<svg class="flow" viewBox="0 0 {} {}" role="img" aria-label="{}">')
        frame = head.format(self.width, self.height, label)
        return Markup("\n").join([frame, *self._parts, Markup("</svg>")])

    def _box(self, box: Box, *, last: bool) -> None:
        top = self._tops[box.text]
        height = _DIAMOND if box.ask else _HEIGHT
        middle_x, middle_y = 1 + _WIDTH // 2, top + height // 2
        if not last:
            end = top + height + _GAP
            self._arrow(f"M{middle_x} {top + height}V{end}")
        if box.ask:
            right, bottom = 1 + _WIDTH, top + height
            corners = f"M{middle_x} {top}L{right} {middle_y} {middle_x} {bottom} 1 {middle_y}Z"
            self._path(corners, "flow-ask")
            other = "yes" if box.leads == "no" else "no"
            self._label(middle_x + 8, top + height + 15, f"flow.{other}")
        else:
            self._rect(
                1, top, "flow-end" if box.end else "flow-step", height // 2 if box.end else 6
            )
        self._text(box.text, middle_x, middle_y, _DIAMOND_PX if box.ask else _TEXT_PX)
        if box.aside is not None:
            self._aside(box, box.aside, middle_y)

    def _aside(self, box: Box, text: str, middle_y: int) -> None:
        left = 1 + _ASIDE
        self._arrow(f"M{1 + _WIDTH} {middle_y}H{left}")
        self._label(_WIDTH + 10, middle_y - 6, f"flow.{box.leads}")
        self._rect(left, middle_y - _HEIGHT // 2, "flow-step", 6)
        self._text(text, left + _WIDTH // 2, middle_y, _TEXT_PX)
        if box.back is not None:
            into = self._tops[box.back] - _JOIN
            middle_x = left + _WIDTH // 2
            self._arrow(f"M{middle_x} {middle_y - _HEIGHT // 2}V{into}H{1 + _WIDTH // 2}")

    def _rect(self, x: int, y: int, css: str, radius: int) -> None:
        shape = Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>')
        self._parts.append(shape.format(css, x, y, _WIDTH, _HEIGHT, radius))

    def _path(self, path: str, css: str) -> None:
        self._parts.append(Markup('<path class="{}" d="{}"/>').format(css, path))

    def _arrow(self, path: str) -> None:
        shape = Markup('<path class="flow-way" d="{}" marker-end="url(#arrow)"/>')
        self._parts.append(shape.format(path))

    def _label(self, x: int, y: int, name: str) -> None:
        shape = Markup('<text class="small" x="{}" y="{}">{}</text>')
        self._parts.append(shape.format(x, y, sentence(self._language, name)))

    def _text(self, name: str, x: int, middle_y: int, room_px: int) -> None:
        lines = wrap(sentence(self._language, name), room_px)
        y = middle_y - (len(lines) - 1) * _LINE // 2 + 5
        for index, line in enumerate(lines):
            shape = Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>')
            self._parts.append(shape.format(x, y + index * _LINE, line))


def wrap(text: str, room_px: int) -> list[str]:
    """Return `text` in lines of about `room_px`: at spaces, and anywhere between wide letters."""
    lines, width = [""], 0
    for word in _words(text):
        need = sum(13 if ord(each) >= _FIRST_WIDE else 7 for each in word)
        if width and width + need > room_px and word not in "，。：；？、":
            lines.append("")
            width = 0
        lines[-1] += word if lines[-1] else word.lstrip()
        width += need
    return lines


def _words(text: str) -> list[str]:
    """Split into what must not be broken: a Latin word with the space before it, a wide letter."""
    words = [""]
    for each in text:
        wide = ord(each) >= _FIRST_WIDE
        if wide or each == " " or (words[-1] and ord(words[-1][-1]) >= _FIRST_WIDE):
            words.append(each)
        else:
            words[-1] += each
    return [word for word in words if word]


def draw(boxes: tuple[Box, ...], language: str, label: str) -> Markup:
    """Return a flow chart of `boxes`, whose texts are names of messages."""
    return _Flow(boxes, language).svg(label)
