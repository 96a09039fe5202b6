# SPDX-License-Identifier: MIT
"""YAML layers merged into one map of values, each with the place it came from.

`extends: template/kiosk-de` names another layer: looked up as template/kiosk-de.yaml beside the
file, then among the shipped profiles. The file that extends wins; maps are merged key by key,
everything else and `hours` is replaced whole. Knows YAML (1.2) and nothing of the settings.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent

from posminder.profile.findings import Finding, KeyPath, Spot, dotted

LAYERS_MAX: Final = 8
DEPTH_MAX: Final = 8
FILE_BYTES_MAX: Final = 65_536
# One shop's days say nothing about another's: a site that names its hours names all of them.
REPLACED_WHOLE: Final[frozenset[KeyPath]] = frozenset({("hours",)})
_LAYER_NAME: Final = re.compile(r"[a-z0-9-]+(/[a-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a setting's key and its value stand."""

    key: Spot
    value: Spot


@dataclass(slots=True)
class Layer:
    """Values of one file, or of several merged, with the place of each."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: KeyPath) -> Place:
        """Return the place of `path`, or of the nearest map around it that was written."""
        for length in range(len(path), 0, -1):
            if (found := self.places.get(path[:length])) is not None:
                return found
        top = Spot(self.name, 1, 1)
        return Place(top, top)


def load(path: Path) -> Layer:
    """Return the merged layers of the profile at `path`; problems are in its `findings`."""
    merged = _read(path, str(path))
    seen: set[Path | Traversable] = {path.resolve()}
    # A layer's own `extends` is taken out of it before the next layer is put below it.
    while (extends := merged.values.pop("extends", None)) is not None:
        place = merged.places.pop(("extends",))
        found = _find(extends, path.parent)
        problem = _refusal(extends, found, seen)
        if found is None or problem is not None:
            merged.findings.append(Finding(place.value, "extends", problem or ""))
            break
        seen.add(found)
        merged = _merge(_read(found, f"{extends}.yaml"), merged)
    return merged


def _refusal(
    name: object, found: Path | Traversable | None, seen: Collection[object]
) -> str | None:
    if found is None:
        return f"no such layer: {name!r} is neither beside the file nor shipped"
    if found in seen or len(seen) >= LAYERS_MAX:
        return "layers extend each other in a circle, or too many of them"
    return None


def _find(name: object, folder: Path) -> Path | Traversable | None:
    if not isinstance(name, str) or _LAYER_NAME.fullmatch(name) is None:
        return None
    beside = folder.joinpath(f"{name}.yaml")
    if beside.is_file():
        return beside.resolve()
    shipped = files("posminder").joinpath("profiles", f"{name}.yaml")
    return shipped if shipped.is_file() else None


def _merge(base: Layer, over: Layer) -> Layer:
    values = _merge_maps(base.values, over.values, ())
    kept = {
        path: place
        for path, place in base.places.items()
        if not any(path[: len(whole)] == whole and whole in over.places for whole in REPLACED_WHOLE)
    }
    return Layer(over.name, values, kept | over.places, over.findings + base.findings)


def _merge_maps(base: dict[str, Any], over: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        both_maps = isinstance(old, dict) and isinstance(value, dict)
        if both_maps and (*path, key) not in REPLACED_WHOLE:
            merged[key] = _merge_maps(merged[key], value, (*path, key))
        else:
            merged[key] = value
    return merged


def _read(path: Path | Traversable, name: str) -> Layer:
    """Read one file. Never raises for what is in it: the finding says what and where."""
    layer = Layer(name)
    try:
        raw = path.read_bytes()
        text = raw.decode("utf-8-sig")
    except OSError as error:
        layer.findings.append(Finding(Spot(name, 1, 1), "", f"cannot be read: {error.strerror}"))
        return layer
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        layer.findings.append(
            Finding(Spot(name, line, 1), "", "is not UTF-8 text: save the file as UTF-8")
        )
        return layer
    lines = text.splitlines()
    root = _build(text, name, lines)
    if isinstance(root, Finding):
        layer.findings.append(root)
        return layer
    if not isinstance(root, CommentedMap):
        layer.findings.append(Finding(Spot(name, 1, 1), "", "holds no settings"))
        return layer
    layer.values = _Walk(layer, lines).map(root, ())
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
        return YAML(typ="rt").load(io.StringIO(text))
    except MarkedYAMLError as error:
        spot = _spot(name, lines, error.problem_mark or error.context_mark)
        return Finding(spot, "", f"is not YAML: {error.problem or error.context}")
    except (YAMLError, ValueError) as error:
        return Finding(Spot(name, 1, 1), "", f"is not YAML: {str(error).splitlines()[0]}")


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
        # ruamel's own scalars (quoted text, padded numbers) are not what pydantic calls strict.
        for kind in (str, bool, int, float):
            if isinstance(value, kind):
                return kind(value)
        return value
