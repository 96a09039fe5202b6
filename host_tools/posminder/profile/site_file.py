# SPDX-License-Identifier: MIT
"""The site file that `init` writes: what only a technician can know, on about ten lines.

An answer is text; what it must look like is said by the model, in the words `check` uses.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from posminder.profile.card_numbers import WHOLE_NUMBER, blot
from posminder.profile.findings import KeyPath
from posminder.profile.refusals import answer_fault

SCHEMA_FILE: Final = "posminder-site.schema.json"
_PLAIN: Final = re.compile(r"[a-z][a-z0-9_/-]*")
_NOT_TEXT: Final = ("true", "false", "null")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing to ask: the setting it fills, and whether it may stay empty.

    `line`: only where a line runs to the terminal; beside an attended one it would do nothing.
    """

    name: str
    path: KeyPath
    optional: bool = False
    line: bool = False


QUESTIONS: Final = (
    Question("id", ("site", "id")),
    Question("name", ("site", "name")),
    Question("wiring", ("terminal", "wiring"), line=True),
    Question("tid", ("terminal", "tid")),
    Question("password_variable", ("terminal", "zvt", "password"), optional=True, line=True),
    Question("hours", ("hours",)),
    Question("latest", ("settle", "latest")),
    Question("min", ("settle", "min"), optional=True, line=True),
    Question("max", ("settle", "max"), optional=True, line=True),
    Question("owner", ("people", "owner")),
    Question("supervisor", ("people", "supervisor"), optional=True),
)


def questions(below: Mapping[str, Any]) -> tuple[Question, ...]:
    """Return what is to be asked of a shop whose template gave the values `below`."""
    terminal = below.get("terminal")
    attended = isinstance(terminal, Mapping) and terminal.get("driver") == "attended"
    return tuple(each for each in QUESTIONS if not (attended and each.line))


def value_of(question: Question, answer: str) -> Any:
    """Return what the file will hold for an answer; None for an empty one."""
    answer = answer.strip()
    if not answer:
        return None
    if question.name == "hours":
        return _hours(answer)
    return f"env:{answer}" if question.name == "password_variable" else answer


def fault_of(question: Question, answer: str) -> str | None:
    """Return what is wrong with an answer, None for nothing."""
    if blot(answer)[1]:
        return WHOLE_NUMBER  # the model would say it again
    value = value_of(question, answer)
    if value is None:
        return None if question.optional else "is empty"
    if question.name == "hours" and (days := _named_twice(answer)) is not None:
        return f"{days} is named twice: write its ranges side by side, 08:00-12:00 14:00-18:00"
    return answer_fault(question.path, value)


def answer_of(question: Question, values: Mapping[str, Any]) -> str:
    """Return the answer that a template's merged `values` give already, empty for none."""
    node: Any = values
    for step in question.path:
        node = node.get(step) if isinstance(node, Mapping) else None
    if question.name == "hours" and isinstance(node, Mapping):
        return "; ".join(_day_text(days, hours) for days, hours in node.items() if hours)
    return node if isinstance(node, str) and question.name != "password_variable" else ""


def site_text(
    layers: tuple[str, ...], answers: Mapping[str, str], today: date, below: Mapping[str, Any]
) -> str:
    """Return the file: `layers` under it, `answers` by the questions' names, reviewed `today`.

    `below` are the layers' merged values: what an empty answer takes away is written as null.
    """
    asked = questions(below)
    values = {each.name: value_of(each, answers.get(each.name, "")) for each in QUESTIONS}
    terminal = {name: values[name] for name in ("wiring", "tid") if values[name] is not None}
    if values["password_variable"]:
        terminal["zvt"] = {"password": values["password_variable"]}
    kept = [each.name for each in asked if values[each.name] is not None or answer_of(each, below)]
    settle = {name: values[name] for name in ("latest", "min", "max") if name in kept}
    lines = {
        "extends": list(layers),
        "site": {"id": values["id"], "name": values["name"]},
        "terminal": terminal,
        "hours": values["hours"],
        "settle": settle,
        "people": {role: values[role] for role in ("owner", "supervisor") if role in kept},
    }
    body = "".join(f"{key}: {_flow(value)}\n" for key, value in lines.items())
    return (
        f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
        "schema: 1\n"
        f"{body}"
        f"reviewed_on: {today.isoformat()}\n"
        "mode: observe  # a pilot first: nothing is sent to the terminal; then enforce\n"
    )


def _hours(answer: str) -> dict[str, Any]:
    """Return `mon-fri 08:00-12:00 14:00-18:00; sat 09:00-14:00` as a profile's hours."""
    hours: dict[str, Any] = {}
    for days, *ranges in _parts(answer):
        hours[days] = ranges[0] if len(ranges) == 1 else ranges
    return hours


def _parts(answer: str) -> list[list[str]]:
    return [each.split() for each in answer.split(";") if each.strip()]


def _named_twice(answer: str) -> str | None:
    names = [days for days, *_ in _parts(answer)]
    return next((days for days in names if names.count(days) > 1), None)


def _day_text(days: str, hours: object) -> str:
    ranges = hours if isinstance(hours, list) else [hours]
    return " ".join([days, *map(str, ranges)])


def _flow(value: Any) -> str:
    """Return a value on one line of YAML, text that is no plain word in JSON's quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)}: {_flow(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) and value not in _NOT_TEXT
    return value if plain else json.dumps(value, ensure_ascii=False)


def _key(text: str) -> str:
    return text if text.replace("-", "").replace("_", "").isalnum() else json.dumps(text)
