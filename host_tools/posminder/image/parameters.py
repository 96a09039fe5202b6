# SPDX-License-Identifier: MIT
"""Names parameters alike in all functions, p0, p1, ..., where no call names them.

A board keeps the name of every positional parameter, as a call might. Only that name counts here:
`self`, keyword-only and starred parameters stay, and so does every function of which it would take
more than a look to be certain.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from posminder.image.errors import FoldError
from posminder.image.text import Text

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef
_SCOPES: Final = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def share_parameter_names(sources: Mapping[str, str]) -> dict[str, str]:
    """Return `sources` (module name: text), which must be all there is, with parameters renamed.

    Raises FoldError for a call that hides which names it passes.
    """
    trees = {module: ast.parse(text) for module, text in sources.items()}
    by_keyword = {name for module, tree in trees.items() for name in _keywords(module, tree)}
    shared = {}
    for module, tree in trees.items():
        text = Text(module, sources[module])
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                _share(text, node, by_keyword)
        shared[module] = text.changed()
    return shared


def _keywords(module: str, tree: ast.Module) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword):
            if node.arg is None:
                raise FoldError(module, node.lineno, "** hides which names it passes: write them")
            found.add(node.arg)
    return found


def _share(text: Text, function: Function, by_keyword: set[str]) -> None:
    arguments = function.args
    every = [node for node in ast.walk(arguments) if isinstance(node, ast.arg)]
    shared = [
        each
        for each in [*arguments.posonlyargs, *arguments.args]
        if each.arg != "self" and each.arg not in by_keyword
    ]
    names = {each.arg: f"p{number}" for number, each in enumerate(shared)}
    kept = {each.arg for each in every} - names.keys()
    inside = [node for statement in function.body for node in ast.walk(statement)]
    read = [node for node in inside if isinstance(node, ast.Name)]
    others = (kept | {node.id for node in read}) - names.keys()
    if others & set(names.values()) or _is_involved(inside, names):
        return
    for each in shared:
        text.rename(each, each.arg, names[each.arg])
    for node in read:
        if node.id in names:
            text.rename(node, node.id, names[node.id])


def _is_involved(inside: Sequence[ast.AST], names: Mapping[str, str]) -> bool:
    """Return whether a body has scopes of its own or names a parameter where no Name stands.

    A comprehension is none: whichever of its names is the function's, one name becomes one other.
    """
    affected = {*names, *names.values()}
    for node in inside:
        match node:
            case ast.alias(name, asname) if (asname or name.split(".")[0]) in affected:
                return True
            case ast.ExceptHandler(name=str(name)) if name in affected:
                return True
            case ast.JoinedStr():  # Python 3.11 gives what is read inside no usable place
                if any(isinstance(each, ast.Name) and each.id in names for each in ast.walk(node)):
                    return True
            case _ if isinstance(node, _SCOPES):
                return True
    return False
