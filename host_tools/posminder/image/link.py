# SPDX-License-Identifier: MIT
"""Puts the modules that are loaded together into one: a board pays for each module, and for each
name that one brings from another.

Within a bundle a name of any module is a name of the bundle's; imports between its modules go. The
names are those that the image has anyway, of members and parameters, so that none of them costs
anything. Lines move, but stay together: `starts` says which are whose.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, NoReturn, TypeAlias

from posminder.image.bundles import Bundles, bundles
from posminder.image.errors import FoldError
from posminder.image.program import Foreign, Meaning, Program, Symbol
from posminder.image.survey import Reference, Survey, bound_name, imported, survey
from posminder.image.text import Text

# By bundle: the first line of each of its modules, ascending.
Starts: TypeAlias = dict[str, list[tuple[int, str]]]

_CONST: Final = "const"  # what the compiler knows by this name, and takes out
_NEW_MAX: Final = 10_000
_FIXED: Final = {_CONST, *dir(builtins)}


@dataclass(frozen=True, slots=True)
class Linked:
    """Texts by module, and what became of their lines."""

    texts: dict[str, str]
    starts: Starts


@dataclass(slots=True)
class _Names:
    """What one bundle calls its own symbols and those that it brings from another."""

    own: dict[Symbol, str] = field(default_factory=dict)
    foreign: dict[str, Foreign] = field(default_factory=dict)
    brought: dict[str, dict[Symbol, str]] = field(default_factory=dict)  # by the other bundle

    def of(self, symbol: Symbol) -> str | None:
        """Return the name of `symbol` in this bundle, None if it has none there."""
        for names in (self.own, *self.brought.values()):
            if symbol in names:
                return names[symbol]
        return None


def link(sources: Mapping[str, str], outside: Collection[str], entry: str) -> Linked:
    """Return `sources` (module name: text, folded, its names shared) put together.

    `outside`: the modules that others than our sources import by name. `entry` runs first.
    Raises FoldError, with module and line, for what cannot be put together safely.
    """
    surveys = {module: survey(module, text) for module, text in sources.items()}
    program = Program(surveys)
    plan = bundles(program, outside, entry)
    linker = _Linker(program, sources, plan)
    texts: dict[str, str] = {}
    starts: Starts = {}
    for name, modules in plan.modules.items():
        texts[name], starts[name] = linker.bundle(name, modules)
    for module in sources:
        if module not in plan.of:
            texts[module] = linker.apart(module)
    return Linked(texts, starts)


class _Linker:
    def __init__(self, program: Program, sources: Mapping[str, str], plan: Bundles) -> None:
        self._program = program
        self._sources = sources
        self._bundle_of = plan.of
        self._free = _names_in_use(program, sources)
        self._names = {name: self._allotted(name, plan.modules[name]) for name in plan.modules}

    def bundle(self, name: str, modules: list[str]) -> tuple[str, list[tuple[int, str]]]:
        """Return the text of a bundle, and where each module begins."""
        names = self._names[name]
        parts = [
            f"from {other} import {', '.join(self._import(other, names.brought[other]))}\n"
            for other in names.brought
        ]
        line = 1 + len(parts)
        starts = []
        seen: set[str] = set()
        for module in modules:
            text = _Module(self._program, module, self._sources[module], self._bundle_of)
            linked = text.in_bundle(names, seen, self._names).rstrip("\n") + "\n"
            starts.append((line, module))
            parts.append(linked)
            line += linked.count("\n")
        return "".join(parts), starts

    def apart(self, module: str) -> str:
        """Return the text of a module that stays apart."""
        text = _Module(self._program, module, self._sources[module], self._bundle_of)
        return text.apart(self._names)

    def _import(self, other: str, brought: Mapping[Symbol, str]) -> Iterator[str]:
        for symbol, name in brought.items():
            yield f"{self._names[other].own[symbol]} as {name}"

    def _allotted(self, bundle: str, modules: list[str]) -> _Names:
        """Give every symbol of a bundle a name that means nothing else wherever it is read."""
        names = _Names()
        in_class: set[Symbol] = set()
        symbols: dict[Symbol, None] = {}  # in order
        for module in modules:
            each = self._program.surveys[module]
            own = [name for name in each.bindings if each.bindings[name][0] is None]
            symbols |= dict.fromkeys((module, name) for name in own)
            for reference in each.references:
                meaning, _ = self._program.follow(module, reference)
                if isinstance(meaning, tuple) and meaning[0] in self._bundle_of:
                    symbols[meaning] = None
                    in_class |= {meaning} if reference.in_class else set()
            self._note_foreign(module, names)
        functions, classes = _bound_inside(self._sources[module] for module in modules)
        taken = {*functions, *names.foreign, *_FIXED, *_unknown(self._program, modules)}
        constants = {
            (module, name)
            for module in modules
            for name in self._program.surveys[module].definitions
        }
        for number, symbol in enumerate(sorted(constants)):
            names.own[symbol] = f"_C{number}"
        # Those that a class's body reads first: they have the smaller choice.
        for symbol in sorted(symbols, key=lambda symbol: symbol not in in_class):
            if symbol in constants:
                continue
            if symbol[1] == _CONST:
                names.own[symbol] = _CONST
                continue
            name = next(
                free
                for free in self._free
                if free not in taken and not (symbol in in_class and free in classes)
            )
            taken.add(name)
            home = self._bundle_of[symbol[0]]
            (names.own if home == bundle else names.brought.setdefault(home, {}))[symbol] = name
        return names

    def _note_foreign(self, module: str, names: _Names) -> None:
        for statement in self._program.surveys[module].imports:
            for alias, binding in imported(statement):
                brought = self._program.brought(binding)
                if binding is None or _is_bundled(brought, self._bundle_of):
                    continue
                meant = Foreign(*binding)
                if names.foreign.setdefault(bound_name(alias), meant) != meant:
                    raise FoldError(
                        module, statement.lineno, f"{bound_name(alias)} is something else elsewhere"
                    )


class _Module:
    """One module on its way into a bundle, or beside them all."""

    def __init__(
        self, program: Program, module: str, text: str, bundle_of: Mapping[str, str]
    ) -> None:
        self._program = program
        self._survey: Survey = program.surveys[module]
        self._text = Text(module, text)
        self._bundle_of = bundle_of

    def in_bundle(self, names: _Names, seen: set[str], others: Mapping[str, _Names]) -> str:
        """Return the text for the bundle of `names`; `seen`: imports that it has already."""
        self._check_constants()
        for statement in self._survey.imports:
            dropped = []
            for alias, binding in imported(statement):
                bound = bound_name(alias)
                if _is_bundled(self._program.brought(binding), self._bundle_of) or bound in seen:
                    dropped.append(alias)
                seen.add(bound) if alias not in dropped else None
            if len(dropped) == len(statement.names):
                self._text.blank(statement)
            else:
                self._text.drop(statement.names, dropped)
        for name, site in self._survey.sites:
            new = names.own.get((self._survey.module, name))
            if new is not None and not isinstance(site, ast.alias):
                self._text.rename(site, name, new)
        for reference in self._survey.references:
            meaning, taken = self._program.follow(self._survey.module, reference)
            new = names.of(meaning) if isinstance(meaning, tuple) else None
            if new is not None:
                self._put(reference, taken, new)
        self._import_late(others)
        return self._text.changed()

    def apart(self, others: Mapping[str, _Names]) -> str:
        """Return the text with its imports from bundles written anew."""
        wanted: dict[str, list[tuple[Reference, int, Symbol]]] = {}  # by the module it goes through
        for reference in self._survey.references:
            meaning, taken = self._program.follow(self._survey.module, reference)
            if isinstance(meaning, tuple) and taken > 1 and meaning[0] in self._bundle_of:
                wanted.setdefault(reference.names[0], []).append((reference, taken, meaning))
        for statement in self._survey.imports:
            if not any(
                _is_bundled(self._program.brought(b), self._bundle_of)
                for _, b in imported(statement)
            ):
                continue
            lines = []
            for alias, binding in imported(statement):
                brought = self._program.brought(binding)
                if isinstance(brought, tuple):
                    lines.append(self._line(brought, bound_name(alias), others))
                for reference, taken, symbol in wanted.get(bound_name(alias), []):
                    name = "_".join(reference.names[:taken])
                    lines.append(self._line(symbol, name, others))
                    self._put(reference, taken, name)
            self._text.put(statement, "; ".join(dict.fromkeys(lines)))
        self._import_late(others)
        return self._text.changed()

    def _line(self, symbol: Symbol, name: str, others: Mapping[str, _Names]) -> str:
        bundle = self._bundle_of[symbol[0]]
        return f"from {bundle} import {others[bundle].own[symbol]} as {name}"

    def _check_constants(self) -> None:
        """Refuse a constant that is not the module's: to the compiler it is one of the bundle's."""
        lines = {each.lineno for each in self._survey.definitions.values()}
        for line in self._survey.constants:
            if line not in lines:
                self._refuse(line, "write the value: a constant is a module's")

    def _import_late(self, others: Mapping[str, _Names]) -> None:
        """Let functions import from the bundle what they did from one of its modules."""
        for statement in self._survey.inner_imports:
            lines = []
            for alias, binding in imported(statement):
                brought = self._program.brought(binding)
                if not _is_bundled(brought, self._bundle_of):
                    continue
                if not isinstance(brought, tuple):
                    self._refuse(statement.lineno, "import names, not the module, in a function")
                lines.append(self._line(brought, bound_name(alias), others))
            if lines and len(lines) < len(statement.names):
                self._refuse(statement.lineno, "write one import for each module")
            if lines:
                self._text.put(statement, "; ".join(lines))

    def _put(self, reference: Reference, taken: int, name: str) -> None:
        link = reference.links[taken - 1]
        if reference.in_f_string:
            self._refuse(link.lineno, f"{reference.names[0]} inside an f-string: move it out")
        if reference.in_doubt:
            self._refuse(link.lineno, f"{reference.names[0]} is the class's or the module's")
        if taken == 1:
            self._text.rename(link, reference.names[0], name)
        else:
            self._text.replace(link, name)

    def _refuse(self, line: int, reason: str) -> NoReturn:
        raise FoldError(self._survey.module, line, reason)


def _is_bundled(meaning: Meaning, bundle_of: Mapping[str, str]) -> bool:
    """Return whether it comes from a bundle, or is a package around modules that do."""
    if isinstance(meaning, str):
        return any((module + ".").startswith(meaning + ".") for module in bundle_of)
    return isinstance(meaning, tuple) and meaning[0] in bundle_of


def _names_in_use(program: Program, sources: Mapping[str, str]) -> list[str]:
    """Return the names that members and parameters have: they cost nothing. Then new ones."""
    used: set[str] = set()
    for module, text in sources.items():
        of_modules = set()  # parts of dotted names that say a module's, not an object's: they go
        for reference in program.surveys[module].references:
            _, taken = program.follow(module, reference)
            of_modules |= {
                (link.end_lineno, link.end_col_offset) for link in reference.links[1:taken]
            }
        for node in ast.walk(ast.parse(text)):
            match node:
                case ast.Attribute(attr=name):
                    if (node.end_lineno, node.end_col_offset) not in of_modules:
                        used.add(name)
                case ast.arg(arg=name):
                    used.add(name)
    new = [f"_{number}" for number in range(_NEW_MAX)]
    return [*sorted(used), *(name for name in new if name not in used)]


def _bound_inside(texts: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return the names that functions and those that classes bind."""
    functions: set[str] = set()
    classes: set[str] = set()
    for text in texts:
        tables = [symtable.symtable(text, "", "exec")]
        while tables:
            table = tables.pop()
            tables += table.get_children()
            if table.get_type() != "module":
                found = classes if table.get_type() == "class" else functions
                found |= {each.get_name() for each in table.get_symbols() if each.is_local()}
    return functions, classes


def _unknown(program: Program, modules: Iterable[str]) -> set[str]:
    """Return the names that are neither ours nor imported."""
    return {
        reference.names[0]
        for module in modules
        for reference in program.surveys[module].references
        if program.meaning(module, reference.names[0]) is None
    }
