# SPDX-License-Identifier: MIT
"""JSON Schemas for editors, from the model: one a layer, because each holds part of a profile.

An editor knows one file only, so what another layer may have set is never required here; `check`
sees them all.
"""

from __future__ import annotations

from typing import Any, Final, Literal, get_args

from posminder.profile.model import Profile
from posminder.profile.model_sheet import SHEET_KEYS

LayerKind = Literal["site", "template", "sheet"]
LAYER_KINDS: Final[tuple[LayerKind, ...]] = get_args(LayerKind)

_TITLES: Final[dict[LayerKind, str]] = {
    "site": "Posminder site: one shop",
    "template": "Posminder template: a kind of shop",
    "sheet": "Posminder sheet: what one acquirer rules",
}
_REQUIRED: Final[dict[LayerKind, list[str]]] = {
    "site": [],
    "template": [],
    "sheet": ["sheet"],
}
# Entries of lists, which a later layer replaces whole; every other map is filled by all layers
# together, and half of one is no mistake in one file.
_WHOLE: Final = ("FeeRate", "FeePromo")
_NAME: Final = {"type": "string", "pattern": "^[a-z0-9-]+(/[a-z0-9-]+)*$"}
_EXTENDS: Final = {
    "description": "the layers below, the lowest first",
    "anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}],
}


def schema(kind: LayerKind) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one kind of layer."""
    whole = Profile.model_json_schema(by_alias=True)
    definitions = whole["$defs"]
    for name, definition in definitions.items():
        if name not in _WHOLE and not (kind == "sheet" and name == "Sheet"):
            definition.pop("required", None)
    properties = whole["properties"]
    if kind == "sheet":
        properties = {key: properties[key] for key in properties if key in SHEET_KEYS | {"schema"}}
    result = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": _TITLES[kind],
        "type": "object",
        "properties": {"extends": _EXTENDS, **properties},
        "required": _REQUIRED[kind],
        "additionalProperties": False,
        "$defs": definitions,
    }
    return result | {"$defs": _used(result, definitions)}


def _used(result: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """Return the definitions that the schema reaches, in their order."""
    reached: set[str] = set()
    waiting = [result["properties"]]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in reached:
                reached.add(name)
                waiting.append(definitions[name])
    return {name: definitions[name] for name in definitions if name in reached}


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        here = [node["$ref"].rpartition("/")[2]] if isinstance(node.get("$ref"), str) else []
        return here + [name for value in node.values() for name in _references(value)]
    if isinstance(node, list):
        return [name for value in node for name in _references(value)]
    return []
