# SPDX-License-Identifier: MIT
"""Every setting's merged value with the place it came from, defaults included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel

from posminder.profile.destinations import destination
from posminder.profile.findings import KeyPath, Spot, dotted
from posminder.profile.kinds import ENV_PREFIX
from posminder.profile.layer import Layer
from posminder.profile.model import Profile
from posminder.profile.model_walk import by_name, is_list, model_of

_PASSWORD: Final[KeyPath] = ("terminal", "zvt", "password")


@dataclass(frozen=True, slots=True)
class Origin:
    """One leaf: `spot` is None where the value is the default. `destination`: where it goes."""

    path: str
    value: Any
    spot: Spot | None
    destination: str


def origins(layer: Layer) -> tuple[Origin, ...]:
    """Return every written leaf in order, then the defaults of what was not written."""
    written = list(_leaves(layer.values, ()))
    paths = {path for path, _ in written}
    defaults = [leaf for leaf in _defaults(Profile, layer.values, ()) if leaf[0] not in paths]
    return (
        *(
            Origin(dotted(p), _shown(p, value), layer.place(p).value, destination(p))
            for p, value in written
        ),
        *(Origin(dotted(p), value, None, destination(p)) for p, value in defaults),
    )


def _leaves(values: Any, path: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Yield values and their paths, through maps and lists of maps; a plain list is one value."""
    if isinstance(values, dict):
        for key, value in values.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(values, list) and any(isinstance(each, dict) for each in values):
        for index, value in enumerate(values):
            yield from _leaves(value, (*path, index))
    else:
        yield path, values


def _defaults(
    model: type[BaseModel], values: dict[str, Any], path: KeyPath
) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the defaults of a map, and of those optional maps that were written."""
    for name, field in by_name(model).items():
        here = (*path, name)
        inner = None if is_list(field) else model_of(field)
        if inner is None and not field.is_required():
            yield here, list(field.default) if is_list(field) else field.default
        elif inner is not None and (field.default is not None or name in values):
            written = values.get(name)  # no map where the file is wrong, and --json shows it still
            yield from _defaults(inner, written if isinstance(written, dict) else {}, here)


def _shown(path: KeyPath, value: Any) -> Any:
    """Hide a password that stands in the file itself: this view gets mailed around."""
    secret = path == _PASSWORD and not str(value).startswith(ENV_PREFIX)
    return "******" if secret else value
