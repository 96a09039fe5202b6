# SPDX-License-Identifier: MIT
"""The values of a profile's layers, each with the place it came from, and how two are merged.

Maps are merged key by key; everything else, and `hours`, is replaced whole by the later layer.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from posminder.profile.findings import Finding, KeyPath, Spot

# One shop's days say nothing about another's: a site that names its hours names all of them.
REPLACED_WHOLE: Final[frozenset[KeyPath]] = frozenset({("hours",)})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a setting's key and its value stand."""

    key: Spot
    value: Spot


@dataclass(frozen=True, slots=True)
class Overridden:
    """A setting that a later layer took from an earlier one."""

    path: KeyPath
    below: Place
    above: Place


@dataclass(slots=True)
class Layer:
    """Values of one file, or of several merged, with the place of each."""

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[KeyPath, Place] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    overridden: list[Overridden] = field(default_factory=list)
    sheet_sha256: bytes | None = None  # of the file that holds the acquirer's sheet

    def place(self, path: KeyPath) -> Place:
        """Return the place of `path`, or of the nearest map around it that was written."""
        for length in range(len(path), 0, -1):
            if (found := self.places.get(path[:length])) is not None:
                return found
        top = Spot(self.name, 1, 1)
        return Place(top, top)

    def setting_at(self, line: int, column: int) -> KeyPath:
        """Return the setting whose value begins in `line` last before `column`, () for none."""
        here = [
            (place.value.column, path)
            for path, place in self.places.items()
            if place.value.line == line and place.value.column <= column
        ]
        return max(here)[1] if here else ()


def merge(base: Layer, over: Layer) -> Layer:
    """Return `over` laid on `base`."""
    merged = Layer(over.name)
    merged.findings = over.findings + base.findings
    merged.overridden = base.overridden + over.overridden
    merged.sheet_sha256 = over.sheet_sha256 or base.sheet_sha256
    taken: list[Overridden] = []
    merged.values = _merge_maps(base, over, base.values, over.values, (), taken)
    merged.overridden += taken
    whole = {each.path for each in taken}  # what stood within a replaced list is gone with it
    merged.places = {
        path: place
        for path, place in base.places.items()
        if not any(path[:length] in whole for length in range(1, len(path) + 1))
    } | over.places
    return merged


def _merge_maps(
    base_layer: Layer,
    over_layer: Layer,
    base: dict[str, Any],
    over: dict[str, Any],
    path: KeyPath,
    overridden: list[Overridden],
) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        here = (*path, key)
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and here not in REPLACED_WHOLE:
            merged[key] = _merge_maps(base_layer, over_layer, old, value, here, overridden)
            continue
        if key in merged:
            overridden.append(Overridden(here, base_layer.place(here), over_layer.place(here)))
        merged[key] = value
    return merged
