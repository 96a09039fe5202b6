# SPDX-License-Identifier: MIT
"""Every setting's merged value with the place it came from, defaults included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from posminder.profile.findings import KeyPath, Spot, dotted
from posminder.profile.load import Layer
from posminder.profile.model import ENV_PREFIX, Profile

_PASSWORD: Final[KeyPath] = ("terminal", "zvt", "password")


@dataclass(frozen=True, slots=True)
class Origin:
    """One leaf: `spot` is None where the value is the default."""

    path: str
    value: Any
    spot: Spot | None


def origins(layer: Layer) -> tuple[Origin, ...]:
    """Return every written leaf in order, then the defaults of what was not written."""
    written = list(_leaves(layer.values, ()))
    paths = {path for path, _ in written}
    defaults = [leaf for leaf in _defaults(Profile, ()) if leaf[0] not in paths]
    return (
        *(Origin(dotted(p), _shown(p, value), layer.place(p).value) for p, value in written),
        *(Origin(dotted(p), value, None) for p, value in defaults),
    )


def _leaves(values: dict[str, Any], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _leaves(value, (*path, key))
        else:
            yield (*path, key), value


def _defaults(model: type[BaseModel], path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    for name, field in model.model_fields.items():
        here = (*path, field.alias or name)
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _defaults(field.annotation, here)
        elif not field.is_required():
            yield here, field.default


def _shown(path: KeyPath, value: Any) -> Any:
    """Hide a password that stands in the file itself: this view gets mailed around."""
    secret = path == _PASSWORD and not str(value).startswith(ENV_PREFIX)
    return "******" if secret else value
