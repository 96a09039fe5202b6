# SPDX-License-Identifier: MIT
"""One YAML file (1.2) as plain values with the place of each: broken, hostile or huge files
become findings, never exceptions. Knows nothing of layers and settings.
"""

from __future__ import annotations

import io
import re
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

from posminder.profile.card_numbers import blot
from posminder.profile.findings import Finding, KeyPath, Spot, dotted
from posminder.profile.layer import Layer, Place

DEPTH_MAX: Final = 8
FILE_BYTES_MAX: Final = 65_536
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NEXT: Final = "start one with: posminder init"
_WHOLE_NUMBER: Final = (
    "holds a whole card or account number: keep the first six and the last four digits, such as "
    "622202******1234, and nothing else anywhere"
)


def read(path: Path | Traversable, name: str) -> Layer:
    """Return the layer in the file at `path`, called `name` in messages."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; {_NEXT}"
        return Layer(name, findings=[Finding(Spot(name, 1, 1), "", problem)])
    return parse(raw, name)


def parse(raw: bytes, name: str) -> Layer:
    """Return the layer that `raw` is the text of."""
    layer = Layer(name)
    try:
        text, numbers = blot(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = "is not UTF-8 text: save the file as UTF-8"
        layer.findings.append(Finding(Spot(name, line, 1), "", problem))
        return layer
    lines = text.splitlines()
    root = _build(text, name, lines)
    if isinstance(root, Finding):
        layer.findings.append(root)
    elif isinstance(root, CommentedMap):
        layer.values = _Walk(layer, lines).map(root, ())
    else:
        layer.findings.append(Finding(Spot(name, 1, 1), "", f"holds no settings; {_NEXT}"))
    for offset in numbers:
        line = text.count("\n", 0, offset)
        column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        setting = dotted(layer.setting_at(line + 1, column))
        spot = Spot(name, line + 1, column, lines[line] if line < len(lines) else "")
        layer.findings.append(Finding(spot, setting, _WHOLE_NUMBER))
    return layer


def _build(text: str, name: str, lines: list[str]) -> Any:
    """Return the document, or a Finding for text that is broken, hostile or far too large."""
    if len(text) > FILE_BYTES_MAX:
        return Finding(Spot(name, 1, 1), "", f"is larger than {FILE_BYTES_MAX} characters")
    depth = 0
    try:
        # Events first: they cost no recursion, and an alias could stand for a million values.
        for event in YAML(typ="rt").parse(io.StringIO(text)):
            depth += isinstance(event, CollectionStartEvent)
            depth -= isinstance(event, CollectionEndEvent)
            if isinstance(event, AliasEvent) or depth > DEPTH_MAX:
                what = "an alias (*name)" if isinstance(event, AliasEvent) else "nesting this deep"
                return Finding(_spot(name, lines, event.start_mark), "", f"{what} is not accepted")
            if isinstance(event, ScalarEvent) and _is_impossible_day(event.value):
                problem = f"{event.value} is no day of the calendar"
                return Finding(_spot(name, lines, event.start_mark), "", problem)
        return YAML(typ="rt").load(io.StringIO(text))
    except MarkedYAMLError as error:
        spot = _spot(name, lines, error.problem_mark or error.context_mark)
        return Finding(spot, "", f"is not YAML: {error.problem or error.context}")
    except (YAMLError, ValueError) as error:
        return Finding(Spot(name, 1, 1), "", f"is not YAML: {str(error).splitlines()[0]}")


def _is_impossible_day(text: str) -> bool:
    """Return whether `text` has a date's form and is none: ruamel would not say where it stands."""
    try:
        return _DATE.fullmatch(text) is not None and not date.fromisoformat(text)
    except ValueError:
        return True


def _spot(name: str, lines: list[str], mark: Any) -> Spot:
    line = 0 if mark is None else mark.line
    column = 0 if mark is None else mark.column
    return Spot(name, line + 1, column + 1, lines[line] if line < len(lines) else "")


class _Walk:
    """From ruamel's objects to plain ones, writing down every place on the way."""

    def __init__(self, layer: Layer, lines: list[str]) -> None:
        self._layer = layer
        self._lines = lines

    def _at(self, position: tuple[int, int]) -> Spot:
        line, column = position
        source = self._lines[line] if line < len(self._lines) else ""
        return Spot(self._layer.name, line + 1, column + 1, source)

    def map(self, node: CommentedMap, path: KeyPath) -> dict[str, Any]:
        """Return a mapping as plain values, and remember where each stands."""
        values: dict[str, Any] = {}
        for key, value in node.items():
            here = self._at(node.lc.key(key))
            if not isinstance(key, str):
                self._layer.findings.append(
                    Finding(here, dotted(path), f"the key {key!r} must be a word: put it in quotes")
                )
                continue
            self._layer.places[*path, str(key)] = Place(here, self._at(node.lc.value(key)))
            values[str(key)] = self._plain(value, (*path, str(key)))
        return values

    def _plain(self, value: Any, path: KeyPath) -> Any:
        if isinstance(value, CommentedMap):
            return self.map(value, path)
        if isinstance(value, CommentedSeq):
            items = []
            for index, item in enumerate(value):
                here = self._at(value.lc.item(index))
                self._layer.places[*path, index] = Place(here, here)
                items.append(self._plain(item, (*path, index)))
            return items
        if isinstance(value, date):
            return value.isoformat()  # as it was written, like every other small language here
        # ruamel's own scalars (quoted text, padded numbers) are not what pydantic calls strict.
        for kind in (str, bool, int, float):
            if isinstance(value, kind):
                return kind(value)
        return value
