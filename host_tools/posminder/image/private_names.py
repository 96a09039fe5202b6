# SPDX-License-Identifier: MIT
"""Renames the private names of one module, wherever one stands, whatever it means there.

So it need not know scopes: as long as all modules that mean the same thing agree, and no two of
their names become one, the program does what it did. Knows neither groups nor numbers; refuses
where a name could be a library's, or a string a part of one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import Final, NoReturn

from posminder.image.errors import FoldError
from posminder.image.survey import survey
from posminder.image.text import Text

_PRIVATE: Final = re.compile(r"_(?!_)\w+")
_BEGIN: Final = re.compile(r"_\w*")
_BY_TEXT: Final = {"getattr", "setattr", "hasattr", "delattr"}
_DEFINITIONS: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


class PrivateNames:
    """One module: which private names it says and binds, and what became of them."""

    def __init__(self, module: str, text: str) -> None:
        self.module = module
        self.nodes = list(ast.walk(ast.parse(text)))
        self._said = [(node, name) for node in self.nodes for name in _names(node)]
        self.said = {name for _, name in self._said}
        self.members = {name for node in self.nodes for name in _members(node)}
        self.bound = self.members | {name for node in self.nodes for name in _bound(node)}
        self._text = Text(module, text)
        self._survey = survey(module, text)
        self._in_f_strings = {
            id(inner)
            for node in self.nodes
            if isinstance(node, ast.JoinedStr)
            for inner in ast.walk(node)
        }

    @property
    def constants(self) -> set[str]:
        """Private constants; the compiler leaves nothing of their names."""
        return {name for name in self._survey.definitions if _PRIVATE.fullmatch(name)}

    @property
    def imported(self) -> set[str]:
        """Every part of the name of a module that is imported."""
        modules = set()
        for node in self.nodes:
            match node:
                case ast.ImportFrom(module=str(module)):
                    modules.add(module)
                case ast.Import(aliases):
                    modules |= {alias.name for alias in aliases}
        return {part for module in modules for part in module.split(".")}

    def is_foreign(self, node: ast.expr, modules: Collection[str]) -> bool:
        """Return whether a dotted name begins with something imported from none of `modules`."""
        while isinstance(node, ast.Attribute):
            node = node.value
        bindings = self._survey.bindings.get(node.id, []) if isinstance(node, ast.Name) else []
        return any(binding and binding[0] not in modules for binding in bindings)

    def refuse(self, node: ast.AST, reason: str) -> NoReturn:
        """Raise FoldError."""
        raise FoldError(self.module, getattr(node, "lineno", 1), reason)

    def renamed(self, names: dict[str, str], modules: Collection[str]) -> str:
        """Return the text with `names` (old: new) put in; `modules` are all that are ours.

        The group's names must be in `bound` and `members` by now. Raises FoldError.
        """
        for node in self.nodes:
            self._check(node, names, modules)
        for node, name in self._said:
            if name in names:
                self._rename(node, name, names[name])
        return self._text.changed()

    def _check(self, node: ast.AST, names: dict[str, str], modules: Collection[str]) -> None:
        match node:
            case ast.ImportFrom(module=source) if source not in modules:
                if any(alias.name in names for alias in node.names):
                    self.refuse(node, "import a library's private name under a public one")
            case ast.Call(func=ast.Name(verb), args=[_, name, *_]) if verb in _BY_TEXT:
                if isinstance(name, ast.BinOp | ast.JoinedStr | ast.Call):
                    self.refuse(node, f"{verb} of a name put together: write it whole")
            case ast.Constant(str(text)) if text not in names and (begin := _BEGIN.match(text)):
                if any(name.startswith(begin[0]) for name in names):
                    self.refuse(node, f"{begin[0]} begins a private name: write it whole")

    def _rename(self, node: ast.AST, name: str, by: str) -> None:
        if id(node) in self._in_f_strings:
            self.refuse(node, f"private name {name} inside an f-string: move it out")
        if name not in self.bound and not isinstance(node, ast.alias):
            self.refuse(node, f"{name} is another module's: make it public")
        match node:
            case ast.Attribute(value=value) if ast.unparse(value) not in ("self", "super()"):
                self.refuse(node, f"{name} may be a library's: say it of self alone")
            case ast.Attribute() | ast.Constant() if name not in self.members:
                self.refuse(node, f"{name} is no member of a class here: make it public")
            case ast.Constant():
                self._text.replace(node, f'"{by}"')
            case ast.alias() if node.name == node.asname:
                self.refuse(node, f"say {name} once")
            case ast.expr() | ast.stmt() | ast.alias() | ast.arg():
                self._text.rename(node, name, by)
            case _:
                self.refuse(node, f"{name} cannot be renamed here: make it public")


def _names(node: ast.AST) -> list[str]:
    """Return the private names that the node itself says, without its children."""
    found: list[str | None] = []
    match node:
        case ast.Name(name) | ast.Attribute(attr=name) | ast.arg(name) | ast.keyword(name):
            found = [name]
        case ast.Constant(str(name)) | ast.ExceptHandler(name=name):
            found = [name]
        case ast.FunctionDef(name) | ast.AsyncFunctionDef(name) | ast.ClassDef(name):
            found = [name]
        case ast.alias(name, own):
            found = [name, own]
        case ast.Global(names) | ast.Nonlocal(names):
            found = [*names]
    return [name for name in dict.fromkeys(found) if name and _PRIVATE.fullmatch(name)]


def _bound(node: ast.AST) -> list[str]:
    """Return the private names that the node itself binds."""
    match node:
        case ast.Name(ctx=ast.Load() | ast.Del()):
            return []
        case ast.alias(name, own):
            return [each for each in _names(node) if each == (own or name)]
        case ast.Name() | ast.arg():
            return _names(node)
    return _names(node) if isinstance(node, _DEFINITIONS) else []


def _members(node: ast.AST) -> Iterator[str]:
    """Yield the private names that a class's body or an assignment to `self` binds."""
    match node:
        case ast.Attribute(value=ast.Name("self"), ctx=ast.Store()):
            yield from _names(node)
        case ast.ClassDef():
            for each in node.body:
                for inner in [each] if isinstance(each, _DEFINITIONS) else ast.walk(each):
                    yield from _bound(inner)
