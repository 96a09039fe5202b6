# SPDX-License-Identifier: MIT
"""Gives things that never meet one name: a board pays for each different name, not for its use.

MicroPython keeps one table of all names in the heap, which doubles when it is full. The letters
cost nothing, a board reads them out of the image. So positional parameters are called p0, p1, ...
(parameters.py), and private names _0, _1, ... anew in each group of modules.

A group is the modules that inheritance connects: their objects have each other's members. A name
that several groups say gets a number of its own. Names that none of the sources binds stay, and
private constants too, which the compiler takes out.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeAlias

from posminder.image.parameters import share_parameter_names
from posminder.image.private_names import PrivateNames

Group: TypeAlias = list[PrivateNames]

_SHARED: Final = re.compile(r"_\d+")


def share_names(sources: Mapping[str, str]) -> dict[str, str]:
    """Return `sources` (module name: text, folded) with their internal names shared.

    The sources are all there is, but for libraries, which call ours with positional arguments. A
    string that is exactly a private member's name is renamed with it. Sharing twice changes
    nothing, and lines keep their numbers. Raises FoldError, with module and line, for what cannot
    be known for certain.
    """
    modules = [PrivateNames(name, text) for name, text in share_parameter_names(sources).items()]
    groups = _groups(modules)
    shared = {}
    for group, names in zip(groups, _numbered(groups), strict=True):
        members = {name for module in group for name in module.members}
        bound = {name for module in group for name in module.bound}
        for module in group:
            module.members, module.bound = members, bound
            shared[module.module] = module.renamed(names, sources.keys())
    return {name: shared[name] for name in sources}


def _groups(modules: Sequence[PrivateNames]) -> list[Group]:
    """Return the modules by group. Raises FoldError for a base that is a library's."""
    homes = defaultdict(list)  # of every class with this name: too large a group does no harm
    for module in modules:
        for node in module.nodes:
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)
    ours = {module.module for module in modules}
    group_of = {module.module: [module] for module in modules}
    for module in modules:
        for base in _bases(module, ours, homes):
            for home in homes[base]:
                joined, other = group_of[module.module], group_of[home.module]
                if joined is not other:
                    joined += other
                    group_of |= {each.module: joined for each in other}
    return list({id(group): group for group in group_of.values()}.values())


def _bases(
    module: PrivateNames, ours: set[str], homes: Mapping[str, list[PrivateNames]]
) -> Iterator[str]:
    for node in module.nodes:
        for base in node.bases if isinstance(node, ast.ClassDef) else []:
            match base:
                case ast.Name(name) | ast.Attribute(attr=name) if name in homes:
                    if not module.is_foreign(base, ours):
                        yield name
                        continue
                case ast.Name(name) if isinstance(getattr(builtins, name, None), type):
                    continue
                case ast.Attribute(ast.Name("io"), "IOBase"):  # the interpreter's own
                    continue
            module.refuse(base, "a library's class may have the same private names: hold it")


def _numbered(groups: Sequence[Group]) -> list[dict[str, str]]:
    """Return what each group's private names become."""
    modules = [module for group in groups for module in group]
    parts = {part for module in modules for part in module.module.split(".")}
    stay = parts.union(*(module.constants | module.imported for module in modules))
    bound = set[str]().union(*(module.bound for module in modules)) - stay
    said = [set[str]().union(*(module.said for module in group)) for group in groups]
    taken = {name for each in said for name in each if _SHARED.fullmatch(name)}
    open_names = sorted(bound - taken)
    numbers = [f"_{n}" for n in range(len(open_names) + len(taken)) if f"_{n}" not in taken]
    common = [name for name in open_names if sum(name in each for each in said) > 1]
    names = []
    for each in said:
        own = [name for name in open_names if name in each and name not in common]
        names.append(dict(zip([*common, *own], numbers, strict=False)))
    return names
