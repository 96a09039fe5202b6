# SPDX-License-Identifier: MIT
"""What a constant expression of the firmware is worth: numbers, words, bytes and tuples of them."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from posminder.image.program import Program, Symbol
from posminder.image.survey import as_reference

BINARY: Final[dict[type[ast.operator], Callable[[int, int], int]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.BitOr: operator.or_,
    ast.BitXor: operator.xor,
    ast.BitAnd: operator.and_,
    ast.LShift: operator.lshift,
    ast.RShift: operator.rshift,
}
UNARY: Final[dict[type[ast.unaryop], Callable[[int], int]]] = {
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
    ast.Invert: operator.invert,
}
Definition: TypeAlias = ast.Assign | ast.AnnAssign


class NotConstant(ValueError):
    """The expression has no value before the program runs."""


class Constants:
    """The values of all modules' constants, of folded sources."""

    def __init__(self, program: Program, trees: Mapping[str, ast.Module]) -> None:
        self._program = program
        self._definitions: dict[Symbol, Definition] = {}
        for module, tree in trees.items():
            for node in tree.body:
                match node:
                    case (
                        ast.Assign(targets=[ast.Name(name)])
                        | ast.AnnAssign(target=ast.Name(name), value=ast.expr())
                    ):
                        if len(program.surveys[module].bindings.get(name, [])) == 1:
                            self._definitions[module, name] = node

    def definition(self, symbol: Symbol) -> Definition | None:
        """Return the one statement of the module that gives `symbol` its value."""
        return self._definitions.get(symbol)

    def value(self, module: str, node: ast.expr | None, own: Mapping[str, Any]) -> Any:
        """Return what `node` in `module` is worth; `own`: what the class around knows already.

        Raises NotConstant.
        """
        match node:
            case ast.Constant(value):
                return value
            case ast.Tuple(items):
                return tuple(self.value(module, item, own) for item in items)
            case ast.List(items):
                return [self.value(module, item, own) for item in items]
            case ast.Name(name) if name in own:
                return own[name]
            case ast.Name() | ast.Attribute():
                return self._named(module, node)
            case ast.Call(func=ast.Name("const"), args=[only], keywords=[]):
                return self.value(module, only, own)
            case ast.UnaryOp(op, operand) if type(op) in UNARY:
                return UNARY[type(op)](self._number(module, operand, own))
            case ast.BinOp(left, op, right) if type(op) in BINARY:
                low, high = self._number(module, left, own), self._number(module, right, own)
                return BINARY[type(op)](low, high)
        raise NotConstant

    def _number(self, module: str, node: ast.expr, own: Mapping[str, Any]) -> int:
        value = self.value(module, node, own)
        if not isinstance(value, int):
            raise NotConstant
        return value

    def _named(self, module: str, node: ast.Name | ast.Attribute) -> Any:
        reference = as_reference(node)
        meaning, taken = self._program.follow(module, reference) if reference else (None, 0)
        if reference is None or taken < len(reference.links) or not isinstance(meaning, tuple):
            raise NotConstant
        statement = self.definition(meaning)
        if statement is None:
            raise NotConstant
        return self.value(meaning[0], statement.value, {})
