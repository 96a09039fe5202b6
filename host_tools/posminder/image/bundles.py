# SPDX-License-Identifier: MIT
"""Which modules are loaded together, and in which order they run. Changes no text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from posminder.image.program import Program
from posminder.image.survey import imported, survey


@dataclass(frozen=True, slots=True)
class Bundles:
    """`modules` in the order in which they run, by the bundle's name; all others stay apart."""

    modules: dict[str, list[str]]

    @property
    def of(self) -> dict[str, str]:
        """The bundle of each module that is in one."""
        return {module: name for name, modules in self.modules.items() for module in modules}


def needed(sources: Mapping[str, str], outside: Collection[str], entry: str) -> dict[str, str]:
    """Return of `sources` (module name: text, folded) what is ever loaded, and its packages."""
    program = Program({module: survey(module, text) for module, text in sources.items()})
    loaded = set(_reached(program, [*_entries(program, entry), *outside], ()))
    return {
        module: text
        for module, text in sources.items()
        if any((each + ".").startswith(module + ".") for each in loaded)
    }


def bundles(program: Program, outside: Collection[str], entry: str) -> Bundles:
    """Return how the modules of `program` are put together.

    `outside`: what others than our sources import by name; it stays as it is, with all that it
    imports, and so does a module that is used as a value. What `entry` imports at once is one
    bundle; what a function imports is a bundle of its own, with whatever nobody else needs, and
    what several of them need is another: whoever needs none of them does not load it.
    """
    apart = set(_reached(program, outside, ())) | _values(program) | {entry}
    start = list(_reached(program, [entry], apart))
    late = {
        root: list(_reached(program, [root], {*apart, *start}))
        for root in _inner(program)
        if root not in apart and root not in start
    }
    needed: dict[str, list[str]] = {}
    for root, modules in late.items():
        for module in modules:
            needed.setdefault(module, []).append(root)
    shared: dict[str, list[str]] = {}
    for module in _reached(program, list(late), {*apart, *start}):
        if len(needed[module]) > 1:
            shared.setdefault(_name("_and_".join(needed[module])), []).append(module)
    found = {_name(entry): start, **shared}
    found |= {
        _name(root): [module for module in modules if len(needed[module]) == 1]
        for root, modules in late.items()
    }
    return Bundles({name: modules for name, modules in found.items() if modules})


def _name(root: str) -> str:
    return f"{root.replace('.', '_')}_all"


def _entries(program: Program, entry: str) -> list[str]:
    return [entry, *_inner(program)]


def _inner(program: Program) -> list[str]:
    """Return our modules that functions import, in order of their names."""
    found = set()
    for each in program.surveys.values():
        for statement in each.inner_imports:
            for _, binding in imported(statement):
                module = _home(program, binding)
                found |= {module} if module else set()
    return sorted(found)


def _home(program: Program, binding: tuple[str, str | None] | None) -> str | None:
    """Return which of our modules an import runs."""
    if binding is None:
        return None
    module, name = binding
    full = f"{module}.{name}"
    return next((each for each in (full, module) if each in program.surveys), None)


def _values(program: Program) -> set[str]:
    """Return the modules that something uses as a value, not for what is in them."""
    found = set()
    for module, each in program.surveys.items():
        for reference in each.references:
            meaning, taken = program.follow(module, reference)
            if isinstance(meaning, str) and taken == len(reference.links):
                found.add(meaning)
    return found


def _reached(program: Program, roots: Iterable[str], but: Collection[str]) -> Iterable[str]:
    """Yield what `roots` import at once, directly or not, and themselves, the imported first.

    What stands in `but` is passed through and not yielded.
    """
    seen: set[str] = set()

    def walk(module: str) -> Iterable[str]:
        if module in seen or module not in program.surveys:
            return
        seen.add(module)
        for statement in program.surveys[module].imports:
            for _, binding in imported(statement):
                home = _home(program, binding)
                if home is not None:
                    yield from walk(home)
        if module not in but:
            yield module

    for root in roots:
        yield from walk(root)
