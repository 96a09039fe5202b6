# SPDX-License-Identifier: MIT
"""One YAML file (1.2) as plain values with the place of each: broken, hostile or huge files
become findings, never exceptions. Knows nothing of layers and settings.
"""

from __future__ import annotations

import io
import math
import re
from dataclasses import replace
from hashlib import sha256
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent, ScalarEvent

from posminder.profile.card_numbers import WHOLE_NUMBER, blot
from posminder.profile.findings import Finding, KeyPath, Spot, dotted
from posminder.profile.layer import Layer, Place

DEPTH_MAX: Final = 8
FILE_BYTES_MAX: Final = 65_536
_CONTROL: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_PASSWORD: Final = re.compile(r"(\bpassword[\"']?[ \t]*:\s*[\"']?)(?!env:)([^\s\"',}#]+)")
_NEXT: Final = "a profile begins with: posminder init; layouts: posminder statements layouts"
_MERGE_KEY: Final = "<<"


class _Constructor(RoundTripConstructor):
    """Leaves dates as they were written, and says where a value stands that Python cannot hold."""

    def construct_object(self, node: Any, deep: bool = False) -> Any:
        """Return the node's value. Raises ConstructorError, which has its place."""
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, OverflowError):
            problem = "a value that is far too large, or not what it looks like"
            raise ConstructorError(None, None, problem, node.start_mark) from None


_Constructor.add_constructor(
    "tag:yaml.org,2002:timestamp", lambda constructor, node: constructor.construct_scalar(node)
)


def read(path: Path | Traversable, name: str) -> Layer:
    """Return the layer in the file at `path`, called `name` in messages."""
    try:
        with path.open("rb") as file:
            raw = file.read(FILE_BYTES_MAX + 1)  # enough to see that it is too large
    except OSError as error:
        problem = f"cannot be read: {error.strerror}; {_NEXT}"
        return Layer(name, findings=[Finding(Spot(name, 1, 1), "", problem)])
    return parse(raw, name)


def parse(raw: bytes, name: str) -> Layer:
    """Return the layer that `raw` is the text of."""
    layer = Layer(name)
    if len(raw) > FILE_BYTES_MAX:  # before anything that costs time
        problem = f"is larger than {FILE_BYTES_MAX} bytes"
        layer.findings.append(Finding(Spot(name, 1, 1), "", problem))
        return layer
    try:
        text, numbers = blot(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        problem = "is not UTF-8 text: save the file as UTF-8"
        layer.findings.append(Finding(Spot(name, line, 1), "", problem))
        return layer
    lines = _PASSWORD.sub(lambda match: match[1] + "*" * len(match[2]), text).splitlines()
    root = _build(text, name, lines)
    if isinstance(root, Finding):
        layer.findings.append(root)
    elif isinstance(root, CommentedMap):
        layer.values = _Walk(layer, lines).map(root, ())
        if "sheet" in layer.values:
            layer.sheet_sha256 = sha256(raw).digest()
    else:
        layer.findings.append(Finding(Spot(name, 1, 1), "", f"holds no settings; {_NEXT}"))
    for offset in numbers:
        line = text.count("\n", 0, offset)
        column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        setting = dotted(layer.setting_at(line + 1, column))
        spot = Spot(name, line + 1, column, lines[line] if line < len(lines) else "")
        layer.findings.append(Finding(spot, setting, WHOLE_NUMBER))
    return layer


def _build(text: str, name: str, lines: list[str]) -> Any:
    """Return the document, or a Finding for text that is broken or hostile."""
    if (control := _CONTROL.search(text)) is not None:
        row = text.count("\n", 0, control.start())
        column = control.start() - text.rfind("\n", 0, control.start())
        problem = f"is not YAML: unacceptable character U+{ord(control[0]):04X}"
        return Finding(Spot(name, row + 1, column), "", problem)  # its line is not to be printed
    try:
        if (refused := _refused_event(text, name, lines)) is not None:
            return refused
        yaml = YAML(typ="rt")
        yaml.Constructor = _Constructor
        return yaml.load(io.StringIO(text))
    except MarkedYAMLError as error:
        spot = _spot(name, lines, error.problem_mark or error.context_mark)
        return Finding(spot, "", f"is not YAML: {blot(str(error.problem or error.context))[0]}")
    except (YAMLError, ValueError) as error:
        return Finding(Spot(name, 1, 1), "", f"is not YAML: {str(error).splitlines()[0]}")


def _refused_event(text: str, name: str, lines: list[str]) -> Finding | None:
    """Return the first thing that no profile needs, or a whole number hidden by escapes or folds.

    Events cost no recursion, and an alias could stand for a million values.
    """
    depth = 0
    before = ""
    for event in YAML(typ="rt").parse(io.StringIO(text)):
        depth += isinstance(event, CollectionStartEvent)
        depth -= isinstance(event, CollectionEndEvent)
        scalar = event if isinstance(event, ScalarEvent) else None
        if scalar is not None and blot(scalar.value.replace("\n", " "), before)[1]:
            spot = _spot(name, [], event.start_mark)  # without its line, which says it
            return Finding(spot, "", WHOLE_NUMBER)
        before = "" if scalar is None else scalar.value
        if (what := _unwanted(event, depth)) is not None:
            return Finding(_spot(name, lines, event.start_mark), "", f"{what} is not accepted")
    return None


def _unwanted(event: Any, depth: int) -> str | None:
    if isinstance(event, AliasEvent):
        return "an alias (*name)"
    if depth > DEPTH_MAX:
        return "nesting this deep"
    if isinstance(event, CollectionStartEvent | ScalarEvent) and event.tag is not None:
        return "a tag (!name)"
    if isinstance(event, ScalarEvent) and event.value == _MERGE_KEY and event.style is None:
        return f"a merge key ({_MERGE_KEY})"
    return None


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
                    Finding(
                        here,
                        dotted(path),
                        f"the key {blot(str(key))[0]} must be a word: put it in quotes",
                    )
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
        # ruamel's own scalars (quoted text, padded numbers) are not what pydantic calls strict.
        for kind in (str, bool, int, float):
            if isinstance(value, kind):
                return self._scalar(kind(value), path)
        return value

    def _scalar(self, value: str | bool | int | float, path: KeyPath) -> Any:
        """Refuse numbers that are none, or that say a whole one in another base."""
        if isinstance(value, float) and not math.isfinite(value):
            spot = self._layer.places[path].value
            self._layer.findings.append(Finding(spot, dotted(path), "must be a finite number"))
            return None
        if isinstance(value, int | float) and (hidden := blot(str(value)))[1]:
            spot = replace(self._layer.places[path].value, source="")
            self._layer.findings.append(Finding(spot, dotted(path), WHOLE_NUMBER))
            return hidden[0]
        return value
