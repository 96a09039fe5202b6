# SPDX-License-Identifier: MIT
"""Gives members of classes that have nothing to do with each other one name, public ones too.

As share_names does for private ones, and for the same reason. A member's name is said wherever its
object is known, so it is changed everywhere at once: to a name that none of the classes that have
such a member, inherit it or hand it on has for another. Private names take part: two duties are two
classes, though both are a Duty.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import TypeAlias

from posminder.image.bundles import bundles
from posminder.image.program import Program
from posminder.image.survey import survey
from posminder.image.text import Text

_Place: TypeAlias = tuple[int, int | None]  # where a node ends


@dataclass(slots=True)
class _Class:
    """One class: what it calls things, and what its body reads, a global's name perhaps."""

    own: set[str]
    read: set[str]
    bases: set[str]
    taken: set[str] = field(default_factory=set)  # names given to members, or that stay
    related: list[_Class] = field(default_factory=list)  # it, and what it inherits from or to


def share_members(
    sources: Mapping[str, str], fixed: Collection[str], outside: Collection[str], entry: str
) -> dict[str, str]:
    """Return `sources` (module name: text, private names shared) with members' names shared.

    `fixed`: what libraries, the interpreter and others than our sources say of our objects or may
    have on theirs; it stays, and so does what stands in a module that link leaves apart: `outside`
    and `entry` are link's.
    """
    program = Program({module: survey(module, text) for module, text in sources.items()})
    trees = {module: ast.parse(text) for module, text in sources.items()}
    classes = _classes(trees)
    owners: dict[str, list[_Class]] = defaultdict(list)
    for each in classes:
        for name in each.own:
            owners[name].append(each)
    apart = sources.keys() - bundles(program, outside, entry).of.keys()
    at_the_top = {name for module in apart for name in program.surveys[module].bindings}
    stay = {*fixed, *at_the_top, *(word for word in _words(trees) if not word.startswith("_"))}
    names = _shared(owners, stay)
    return {
        module: _renamed(program, module, text, trees[module], names)
        for module, text in sources.items()
    }


def _shared(owners: Mapping[str, list[_Class]], stay: Collection[str]) -> dict[str, str]:
    """Return what becomes of each name that is changed."""
    for name, having in owners.items():
        if _stays(name, stay):
            for each in having:
                each.taken.add(name)
    pool: list[str] = []
    names: dict[str, str] = {}
    # Those of many classes first: they have the smallest choice.
    for name in sorted(owners, key=lambda name: (-len(owners[name]), name)):
        if _stays(name, stay):
            continue
        near = {id(other): other for each in owners[name] for other in each.related}.values()
        taken = set[str]().union(*(each.taken | each.read for each in near))
        new = next((each for each in pool if each not in taken), None)
        if new is None:
            new = next(
                each
                for each in (f"_{number}" for number in count(len(pool)))
                if each not in taken and each not in stay and each not in pool
            )
            pool.append(new)
        names[name] = new
        for each in owners[name]:
            each.taken.add(new)
    return names


def _stays(name: str, stay: Collection[str]) -> bool:
    return name in stay or name.startswith("__")


def _classes(trees: Mapping[str, ast.Module]) -> list[_Class]:
    """Return the classes of all modules. Those of one name are taken for one as bases."""
    by_name: dict[str, list[_Class]] = defaultdict(list)
    for tree in trees.values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                bases = {
                    each.attr if isinstance(each, ast.Attribute) else ast.unparse(each)
                    for each in node.bases
                }
                by_name[node.name].append(_Class(set(_members(node)), set(_read(node)), bases))
    found = [each for classes in by_name.values() for each in classes]

    for each in found:
        each.related.append(each)
        waiting, seen = [each], {id(each)}
        while waiting:
            for base in waiting.pop().bases:
                for other in by_name.get(base, []):
                    if id(other) not in seen:
                        seen.add(id(other))
                        waiting.append(other)
                        each.related.append(other)
                        other.related.append(each)
    return found


def _members(owner: ast.ClassDef) -> Iterator[str]:
    """Yield what the class's body binds, and what its functions set on whatever they hold."""
    for node in owner.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
    for each in ast.walk(owner):
        match each:
            case ast.Attribute(value=ast.Name("self"), attr=name, ctx=ast.Store()):
                yield name
    for inner in _in_body(owner):
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            yield inner.id


def _read(owner: ast.ClassDef) -> Iterator[str]:
    for node in _in_body(owner):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def _in_body(owner: ast.ClassDef) -> Iterator[ast.AST]:
    """Yield the nodes of the class's body, but for those inside of functions."""
    waiting: list[ast.AST] = [*owner.body]
    while waiting:
        node = waiting.pop()
        yield node
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            waiting += [*node.decorator_list, *node.args.defaults]
        elif not isinstance(node, ast.ClassDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def _words(trees: Mapping[str, ast.Module]) -> set[str]:
    """Return the words in classes' bodies, each of which getattr could be asked for."""
    return {
        node.value
        for tree in trees.values()
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for node in _in_body(owner)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def _renamed(
    program: Program, module: str, source: str, tree: ast.Module, names: Mapping[str, str]
) -> str:
    of_modules: set[_Place] = set()  # parts of dotted names that say a module's, not an object's
    for reference in program.surveys[module].references:
        _, taken = program.follow(module, reference)
        of_modules |= {_end(link) for link in reference.links[1:taken]}
    text = Text(module, source)
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in names and _end(node) not in of_modules:
                text.rename_end(node, name, names[name])
            case ast.ClassDef():
                own = set(_members(node))
                for each in _in_body(node):
                    match each:
                        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) if (
                            name in names
                        ):
                            text.rename(each, name, names[name])
                        case ast.Name(name) if name in names and name in own:
                            text.rename(each, name, names[name])
                        case ast.Constant(str(name)) if name in names and name.startswith("_"):
                            text.replace(each, repr(names[name]))
    return text.changed()


def _end(node: ast.expr) -> _Place:
    return node.end_lineno or 0, node.end_col_offset
