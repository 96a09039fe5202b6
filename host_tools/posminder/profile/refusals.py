# SPDX-License-Identifier: MIT
"""What pydantic refuses, said in a technician's words at the place where it was written."""

from __future__ import annotations

import re
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from posminder.profile.findings import Finding, KeyPath, Spot, dotted
from posminder.profile.layer import Layer
from posminder.profile.model import Profile
from posminder.profile.model_walk import by_name, literals, model_of
from posminder.profile.values import did_you_mean

_ITEMS: Final = {"hours": "ranges"}
_TOKEN: Final = re.compile(r"[^\s,}\]]+")

# Planned, and asked for by people who read about it: a clear no instead of "not a known setting".
_NOT_YET: Final[dict[KeyPath, str]] = {
    ("clock",): "the board takes its time from this computer at every apply",
    ("notify",): "alerts are shown at the counter and by posminder status",
    ("operators",): "people: {staff: [{id: ..., name: ..., role: cashier}]} names them",
    ("roles",): "each person has a role: people: {owner: ..., supervisor: ..., staff: [...]}",
    ("alerts", "quiet_hours"): "a press on the board's button makes it quiet",
    ("alerts", "sound"): "mode: observe makes no sound at all",
    ("alerts", "language"): "site: {locale: ...} says the language",
    ("receipts", "escalate_after_s"): "alerts: {escalate_after: 5min} holds for every alert",
    ("retention", "slip_text"): "slip text is not kept on the board",
    ("settle", "windows"): "settle: {latest: ...} is the one time a day",
    ("sign_in", "auto"): "mode: enforce signs in by itself",
    ("sign_in", "max_age"): "the terminal's own status says whether it is signed in",
}


def findings_for(
    error: ValidationError, layer: Layer, root: type[BaseModel] = Profile
) -> list[Finding]:
    """Return one finding for every refused value of a `root`, in the order of the files' lines."""
    findings = [_finding(details, layer, root) for details in error.errors()]
    return sorted(
        findings, key=lambda finding: (finding.spot.file, finding.spot.line, finding.spot.column)
    )


def answer_fault(path: KeyPath, value: object) -> str | None:
    """Return what `check` would say of `value` as the setting at `path`, None for nothing."""
    nested: Any = value
    for step in reversed(path):
        nested = {step: nested}
    try:
        Profile.model_validate(nested)
    except ValidationError as error:
        for details in error.errors():
            if details["loc"][: len(path)] == path and details["type"] != "missing":
                return _finding(details, Layer(""), Profile).sentence
    return None


def _finding(details: ErrorDetails, layer: Layer, root: type[BaseModel]) -> Finding:
    on_key = details["loc"][-1] == "[key]"
    path: KeyPath = details["loc"][:-1] if on_key else details["loc"]
    if isinstance(path[-1], int) and path not in layer.places:
        path = path[:-1]  # one range instead of a list of one
    place = layer.place(path)
    at_key = on_key or details["type"] in ("extra_forbidden", "missing")
    spot = place.key if at_key else place.value
    return Finding(spot, dotted(path), _sentence(details, path, spot, root))


def _sentence(details: ErrorDetails, path: KeyPath, spot: Spot, root: type[BaseModel]) -> str:
    context: dict[str, Any] = details.get("ctx", {})
    value = details["input"]
    match details["type"]:
        case "extra_forbidden" if path in _NOT_YET:
            return f"does not exist yet, take it out: {_NOT_YET[path]}"
        case "extra_forbidden":
            return "not a known setting" + did_you_mean(path[-1], _known(path[:-1], root))
        case "missing":
            return f"is missing: {_about(path, root)}"
        case "literal_error":
            return f"must be {context['expected']}" + did_you_mean(value, _choices(path, root))
        case "string_type" if isinstance(value, int | float) and not isinstance(value, bool):
            return f'must stand in quotes, "{_token(spot)}": a number loses its leading zeros'
        case "string_type":
            return "must be text"
        case "string_pattern_mismatch":
            return f"does not fit: {_about(path, root)}"
        case "string_too_short":
            return "is empty"
        case "too_long":
            return f"has more than {context['max_length']} {_ITEMS.get(str(path[0]), 'entries')}"
        case "too_short":
            return "is empty"
        case "bool_type":
            return "must be true or false, without quotes"
        case "list_type" | "tuple_type":
            return "must be a list, such as [a, b]"
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


def _fields(path: KeyPath, root: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the settings of the map at `path`, through lists and optional maps."""
    fields = by_name(root)
    for step in path:
        if isinstance(step, str):
            model = model_of(fields[step]) if step in fields else None
            fields = {} if model is None else by_name(model)
    return fields


def _known(path: KeyPath, root: type[BaseModel]) -> list[str]:
    extra = ["extends"] if not path and root is Profile else []
    return [*_fields(path, root), *extra]


def _about(path: KeyPath, root: type[BaseModel]) -> str:
    field = _fields(path[:-1], root).get(str(path[-1]))
    if field is None:
        return "see the example profile"
    return field.description or ", ".join(_known(path, root)) or "see the example profile"


def _choices(path: KeyPath, root: type[BaseModel]) -> list[str]:
    names = [step for step in path if isinstance(step, str)]  # a list's entries share their choices
    field = _fields(tuple(names[:-1]), root).get(names[-1])
    return [] if field is None else [str(each) for each in literals(field.annotation)]
