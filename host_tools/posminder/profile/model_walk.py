# SPDX-License-Identifier: MIT
"""Reads the model as data: which settings there are, and what a map or a list of maps holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting of the model; `path` has `[]` for any place in a list."""

    path: str
    field: FieldInfo


def by_name(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return a model's settings by the names a file uses."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def model_of(field: FieldInfo) -> type[BaseModel] | None:
    """Return the model a setting holds, alone, optional or in a list; None for a plain value."""
    return next(_models_in(field.annotation), None)


def is_list(field: FieldInfo) -> bool:
    """Return whether a setting is a list."""
    return get_origin(field.annotation) is tuple


def literals(annotation: Any) -> Iterator[Any]:
    """Yield the values an annotation lists, through unions and lists."""
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    else:
        for inner in get_args(annotation):
            yield from literals(inner)


def settings(model: type[BaseModel], path: str = "") -> Iterator[Setting]:
    """Yield every setting of `model` in order, maps and lists of maps opened."""
    for name, field in by_name(model).items():
        here = f"{path}.{name}" if path else name
        inner = model_of(field)
        if inner is None:
            yield Setting(here, field)
        else:
            yield from settings(inner, f"{here}[]" if is_list(field) else here)


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for inner in get_args(annotation):
            yield from _models_in(inner)
