# SPDX-License-Identifier: MIT
"""What pydantic refuses, said in a technician's words at the place where it was written."""

from __future__ import annotations

import re
from typing import Any, Final, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from posminder.profile.findings import Finding, KeyPath, Spot, dotted
from posminder.profile.load import Layer
from posminder.profile.model import Profile
from posminder.profile.values import did_you_mean

_TOKEN: Final = re.compile(r"[^\s,}\]]+")


def findings_for(error: ValidationError, layer: Layer) -> list[Finding]:
    """Return one finding for every refused value, in the order of the files' lines."""
    findings = [_finding(details, layer) for details in error.errors()]
    return sorted(
        findings, key=lambda finding: (finding.spot.file, finding.spot.line, finding.spot.column)
    )


def _finding(details: ErrorDetails, layer: Layer) -> Finding:
    on_key = details["loc"][-1] == "[key]"
    path: KeyPath = details["loc"][:-1] if on_key else details["loc"]
    if isinstance(path[-1], int) and path not in layer.places:
        path = path[:-1]  # one range instead of a list of one
    place = layer.place(path)
    at_key = on_key or details["type"] in ("extra_forbidden", "missing")
    spot = place.key if at_key else place.value
    return Finding(spot, dotted(path), _sentence(details, path, spot))


def _sentence(details: ErrorDetails, path: KeyPath, spot: Spot) -> str:
    context: dict[str, Any] = details.get("ctx", {})
    value = details["input"]
    match details["type"]:
        case "extra_forbidden":
            return "not a known setting" + did_you_mean(path[-1], _known(path[:-1]))
        case "missing":
            return f"is missing: {_about(path)}"
        case "literal_error":
            return f"must be {context['expected']}" + did_you_mean(value, _choices(path))
        case "string_type" if isinstance(value, int | float) and not isinstance(value, bool):
            return f'must stand in quotes, "{_token(spot)}": a number loses its leading zeros'
        case "string_type":
            return "must be text"
        case "string_pattern_mismatch":
            return f"does not fit: {_about(path)}"
        case "string_too_short":
            return "is empty"
        case "too_long":
            return f"has more than {context['max_length']} ranges"
        case "int_type":
            return "must be a whole number, without quotes"
        case "greater_than_equal":
            return f"must be at least {context['ge']}"
        case "less_than_equal":
            return f"must be at most {context['le']}"
        case "model_type" | "dict_type":
            return "must hold settings of its own"
        case "value_error":
            return str(context["error"])
        case _:
            return details["msg"]


def _token(spot: Spot) -> str:
    """Return the number as it was typed: its value no longer has the leading zeros."""
    match = _TOKEN.match(spot.source, spot.column - 1)
    return match[0] if match else ""


def _fields(path: KeyPath) -> dict[str, FieldInfo]:
    model: type[BaseModel] | None = Profile
    for step in path:
        field = {} if model is None else model.model_fields
        kind = field[step].annotation if step in field else None
        model = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    fields = {} if model is None else model.model_fields
    return {field.alias or name: field for name, field in fields.items()}


def _known(path: KeyPath) -> list[str]:
    extra = ["extends"] if not path else []
    return [*_fields(path), *extra]


def _about(path: KeyPath) -> str:
    field = _fields(path[:-1]).get(str(path[-1]))
    if field is None:
        return "see the example profile"
    return field.description or ", ".join(_known(path)) or "see the example profile"


def _choices(path: KeyPath) -> list[str]:
    field = _fields(path[:-1]).get(str(path[-1]))
    return [] if field is None else [str(choice) for choice in get_args(field.annotation)]
