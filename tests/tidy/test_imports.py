# SPDX-License-Identifier: MIT
"""Arrows point one way. Read off the syntax trees, function-local imports counted.

Imports under `if TYPE_CHECKING` are types only and do not count as arrows, but may not reach the
simulator's or the firmware's other side either way.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.tidy.rooms import LOCAL_IMPORTS_ALLOWED, ROOMS

_ROOT = Path(__file__).resolve().parents[2]
_BOARDS = sorted(path.parent.name for path in (_ROOT / "boards").glob("*/board.py"))
_TREES = {"firmware": "", "host_tools": "", **{f"boards/{b}": f"boards.{b}." for b in _BOARDS}}
_BOARD_MODULES = {
    f"boards.{board}": {path.stem for path in (_ROOT / "boards" / board).glob("*.py")}
    for board in _BOARDS
}


def _modules() -> dict[str, Path]:
    found = {}
    for folder, prefix in _TREES.items():
        for path in sorted((_ROOT / folder).rglob("*.py")):
            parts = path.relative_to(_ROOT / folder).with_suffix("").parts
            name = prefix + ".".join(part for part in parts if part != "__init__")
            found[name] = path
    return found


_MODULES = _modules()
_OURS = {name.split(".")[0] for name in _MODULES} - {"boards", "main"}


def _room(module: str) -> str:
    fitting = [room for room in ROOMS if module == room or module.startswith(room + ".")]
    assert fitting, f"{module} is in no room: add it to tests/tidy/rooms.py"
    return max(fitting, key=len)


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _imports(node: ast.AST, local: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield (module, inside a function) of every import that runs."""
    for child in ast.iter_child_nodes(node):
        if _is_type_checking(child):
            continue
        if isinstance(child, ast.Import):
            yield from ((alias.name, local) for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            for alias in child.names:
                full = f"{child.module}.{alias.name}"
                yield (full if full in _MODULES else child.module), local
        else:
            inside = local or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _imports(child, inside)


def _arrows(module: str) -> list[tuple[str, bool]]:
    """Return the imports of ours that `module` makes, board modules under their full name."""
    arrows = []
    for target, local in _imports(ast.parse(_MODULES[module].read_text())):
        board = ".".join(module.split(".")[:2])
        if target.split(".")[0] in _BOARD_MODULES.get(board, ()):
            target = f"{board}.{target}"
        if target.split(".")[0] in _OURS or target.startswith("boards."):
            arrows.append((target, local))
    return arrows


def test_a_module_imports_only_what_its_room_may() -> None:
    strays = []
    for module in sorted(_MODULES):
        allowed = ROOMS[_room(module)]
        for target, _local in _arrows(module):
            if not any(target == room or target.startswith(room + ".") for room in allowed):
                strays.append(f"{module} (room {_room(module)}) imports {target}")
    assert not strays, "\n".join(strays)


def test_local_imports_are_named_with_their_reason() -> None:
    strays = []
    for module in sorted(_MODULES):
        local = [target for target, inside in _arrows(module) if inside]
        if local and module not in LOCAL_IMPORTS_ALLOWED:
            strays.append(f"{module} imports {local} inside a function")
    assert not strays, "\n".join(strays)


def test_only_chips_boards_and_main_know_the_hardware() -> None:
    strays = []
    for module in sorted(_MODULES):
        if module.split(".")[0] in ("agent", "posminder_formats", "posminder"):
            for target, _local in _imports(ast.parse(_MODULES[module].read_text())):
                if target.split(".")[0] in ("machine", "board"):
                    strays.append(f"{module} imports {target}")
    assert not strays, "\n".join(strays)


def test_there_is_no_import_cycle() -> None:
    graph = {module: {t for t, _ in _arrows(module) if t in _MODULES} for module in _MODULES}
    done: set[str] = set()
    path: list[str] = []

    def visit(module: str) -> None:
        assert module not in path, " -> ".join([*path[path.index(module) :], module])
        if module in done:
            return
        path.append(module)
        for target in sorted(graph[module]):
            if target != module:
                visit(target)
        path.pop()
        done.add(module)

    for module in sorted(graph):
        visit(module)
