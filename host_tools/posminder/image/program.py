# SPDX-License-Identifier: MIT
"""All modules of an image together: what a name in one of them means in the end.

Knows no values and changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from posminder.image.survey import Binding, Reference, Survey

Symbol: TypeAlias = tuple[str, str]  # one of our modules, a name that is bound in it


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something of a library's: a module of its, or what one calls `name`."""

    module: str
    name: str | None


Meaning: TypeAlias = Symbol | str | Foreign | None  # str: one of our modules; None: not known


class Program:
    """The surveys of all modules, and where a name leads."""

    def __init__(self, surveys: Mapping[str, Survey]) -> None:
        self.surveys: Final = surveys
        self.modules: Final = {
            module[:end]
            for module in surveys
            for end, letter in enumerate(module + ".")
            if letter == "."
        }

    def meaning(self, module: str, name: str) -> Meaning:
        """Return what `name` of `module` is, through all imports on the way."""
        found = self.surveys[module].bindings.get(name, []) if module in self.surveys else []
        if not found:
            full = f"{module}.{name}"
            return full if full in self.modules else None
        if found[0] is None or any(other != found[0] for other in found):
            return module, name
        return self.brought(found[0])

    def brought(self, binding: Binding) -> Meaning:
        """Return what an import brings; what binds anew is the business of its module."""
        if binding is None:
            return None
        module, name = binding
        if module not in self.modules:
            return Foreign(module, name)
        return module if name is None else self.meaning(module, name)

    def follow(self, module: str, reference: Reference) -> tuple[Meaning, int]:
        """Return what the beginning of a dotted name means, and how many links that takes."""
        head, *attributes = reference.names
        found = self.meaning(module, head)
        taken = 1
        for attribute in attributes:
            if not isinstance(found, str):
                break
            found = self.meaning(found, attribute)
            taken += 1
        return found, taken
