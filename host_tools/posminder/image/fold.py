# SPDX-License-Identifier: MIT
"""Puts the values of public integer constants where their names are read, across all modules.

The compiler of MicroPython does so within one module and for private names only. A public name
costs heap in every module that binds it: on a board of 192 KiB, all of them cost a seventh.

A constant is `NAME = const(<integers and other constants>)` at the top of a module. It is folded
if nothing ever binds the name anew; then its definition and its imports go. `TYPE_CHECKING` is
folded to False. Lines keep their numbers, so that tracebacks stay true.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Mapping
from typing import NoReturn

from posminder.image.constants import BINARY, UNARY
from posminder.image.errors import FoldError
from posminder.image.program import Meaning, Program, Symbol
from posminder.image.survey import (
    TYPE_CHECKING,
    Reference,
    Survey,
    as_reference,
    bound_name,
    definition_value,
    imported,
    survey,
)
from posminder.image.text import Text


def fold(sources: Mapping[str, str]) -> dict[str, str]:
    """Return `sources` (module name: text) with every public integer constant in its place.

    The sources are all there is: whatever else reads a constant will not find it. Only modules
    that shadow one of the standard library, which others read too, keep theirs. Folding twice
    changes nothing. Raises FoldError, with module and line, for what cannot be folded safely.
    """
    program = _Program({module: survey(module, text) for module, text in sources.items()})
    return {module: _Folding(program, module, text).run() for module, text in sources.items()}


class _Program(Program):
    """All modules together: which constants have which value."""

    def __init__(self, surveys: dict[str, Survey]) -> None:
        super().__init__(surveys)
        values = self._evaluated(self._bound_anew())
        self.values = {
            (module, name): value
            for (module, name), value in values.items()
            if name == TYPE_CHECKING
            or not (name.startswith("_") or module in sys.stdlib_module_names)
        }

    def is_folded(self, found: Meaning) -> bool:
        """Return whether it is a constant that was folded, or a module that had some."""
        if isinstance(found, str):
            return any(
                (owner + ".").startswith(found + ".") and name != TYPE_CHECKING
                for owner, name in self.values
            )
        return isinstance(found, tuple) and found in self.values

    def _bound_anew(self) -> set[Symbol]:
        """Return the constants that something rebinds or deletes, under whichever name."""
        found: set[Meaning] = set()
        for module, each in self.surveys.items():
            for name, bindings in each.bindings.items():
                if len(bindings) > 1 and name in each.definitions:
                    found.add((module, name))
                if any(binding != bindings[0] for binding in bindings):
                    found |= {self.brought(binding) for binding in bindings}
            for reference in each.references:
                meaning, taken = self.follow(module, reference)
                if taken == len(reference.links) and not reference.reads:
                    found.add(meaning)
        return {symbol for symbol in found if isinstance(symbol, tuple)}

    def _evaluated(self, bound_anew: set[Symbol]) -> dict[Symbol, int]:
        """Return every constant with a value, whichever order the modules stand in."""
        waiting = {
            (module, name): definition_value(statement)
            for module, each in self.surveys.items()
            for name, statement in each.definitions.items()
            if (module, name) not in bound_anew
        }
        values: dict[Symbol, int] = {}
        while True:
            found = {
                symbol: value
                for symbol, expression in waiting.items()
                if (value := self._value(symbol[0], expression, values)) is not None
            }
            if not found:
                return values
            values |= found
            waiting = {symbol: waiting[symbol] for symbol in waiting.keys() - found.keys()}

    def _value(self, module: str, node: ast.expr, known: Mapping[Symbol, int]) -> int | None:
        match node:
            case ast.Constant(int(value)):
                return value
            case ast.Name() | ast.Attribute():
                reference = as_reference(node)
                meaning, taken = self.follow(module, reference) if reference else (None, 0)
                whole = reference is not None and taken == len(reference.links)
                return known.get(meaning) if whole and isinstance(meaning, tuple) else None
            case ast.UnaryOp(op, operand) if type(op) in UNARY:
                only = self._value(module, operand, known)
                return None if only is None else UNARY[type(op)](only)
            case ast.BinOp(left, op, right) if type(op) in BINARY:
                low, high = self._value(module, left, known), self._value(module, right, known)
                return None if low is None or high is None else BINARY[type(op)](low, high)
        return None


class _Folding:
    """One module on its way from source to folded text."""

    def __init__(self, program: _Program, module: str, text: str) -> None:
        self._program = program
        self._survey = program.surveys[module]
        self._text = Text(module, text)
        self._gone = {
            id(node)
            for name, statement in self._survey.definitions.items()
            if (module, name) in program.values
            for node in ast.walk(statement)
        }

    def run(self) -> str:
        """Make every change. Raises FoldError."""
        for definition in self._survey.definitions.values():
            if id(definition) in self._gone:
                self._text.blank(definition)
        for block in self._survey.for_type_checkers:
            self._leave_out(block)
        for statement in self._survey.imports:
            self._thin(statement)
        for statement in self._survey.inner_imports:
            for _, binding in imported(statement):
                if self._program.is_folded(self._program.brought(binding)):
                    self._refuse(
                        statement.lineno, "import at the top of the module what has constants"
                    )
        for reference in self._survey.references:
            self._put_value(reference)
        return self._text.changed()

    def _leave_out(self, block: ast.If) -> None:
        if block.orelse:
            self._text.replace(block.test, "False")  # the compiler leaves the branch out
        else:
            self._text.blank(block)

    def _thin(self, statement: ast.Import | ast.ImportFrom) -> None:
        dropped = []
        for alias, binding in imported(statement):
            brought = self._program.brought(binding)
            if alias.name == "*" and binding and self._program.is_folded(binding[0]):
                self._refuse(statement.lineno, "import constants by name, not by *")
            if not self._program.is_folded(brought):
                continue
            if isinstance(brought, tuple):
                dropped.append(alias)
            elif self._program.meaning(self._survey.module, bound_name(alias)) != brought:
                self._refuse(
                    statement.lineno, f"{bound_name(alias)} is bound to something else too"
                )
        if len(dropped) == len(statement.names):
            self._text.blank(statement)
        else:
            self._text.drop(statement.names, dropped)

    def _put_value(self, reference: Reference) -> None:
        meaning, taken = self._program.follow(self._survey.module, reference)
        link = reference.links[taken - 1]
        if id(link) in self._gone or not self._program.is_folded(meaning):
            return
        name = ".".join(reference.names[:taken])
        if reference.in_doubt:
            self._refuse(link.lineno, f"{name} is the class's or the module's: name them apart")
        if not isinstance(meaning, tuple):
            if taken == len(reference.links):
                self._refuse(link.lineno, f"module {name} is used as a value: name its constants")
            return
        if reference.in_f_string:
            self._refuse(link.lineno, f"constant {name} inside an f-string: move it out")
        value = self._program.values[meaning]
        bare = value >= 0 and taken == len(reference.links)
        self._text.replace(link, str(value) if bare else f"({value})")

    def _refuse(self, line: int, reason: str) -> NoReturn:
        raise FoldError(self._survey.module, line, reason)
