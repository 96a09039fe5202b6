# SPDX-License-Identifier: MIT
"""Product files of at most 400 lines, functions of at most 50; all with docstring and licence."""

from __future__ import annotations

import ast
import io
import tokenize
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_FOLDERS = ("firmware", "boards", "host_tools", "tests")
_FILES = sorted(path for folder in _FOLDERS for path in (_ROOT / folder).rglob("*.py"))
_SELDOM = (  # what a board loads once or never in its life, and what runs before the agent
    ("agent", "journal", "new_keys.py"),
    ("agent", "host_line", "rekey.py"),
    ("agent", "host_line", "bundle.py"),
    ("agent", "host_line", "release_key.py"),
    ("agent", "host_line", "sheet.py"),
    ("agent", "self_test.py"),
    ("posminder_formats", "bundles.py"),
    ("loader.py",),
)
_PRODUCT = [path for path in _FILES if not path.is_relative_to(_ROOT / "tests")]


def _name(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def test_opens_with_its_licence_and_what_it_is() -> None:
    strays = []
    for path in _FILES:
        text = path.read_text()
        docstring = ast.get_docstring(ast.parse(text))
        if not text.startswith("# SPDX-License-Identifier: MIT\n") or not docstring:
            strays.append(_name(path))
    assert not strays, "\n".join(strays)


def test_files_are_small() -> None:
    lines = {_name(path): len(path.read_text().splitlines()) for path in _PRODUCT}
    assert not {name: count for name, count in lines.items() if count > 400}


def test_functions_are_small() -> None:
    strays = []
    for path in _PRODUCT:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > 50:
                    strays.append(f"{_name(path)}:{node.lineno} {node.name} has {lines} lines")
    assert not strays, "\n".join(strays)


def _code_lines(path: Path) -> int:
    """Count lines that hold code: what costs heap. Blank lines, comments and docstrings do not."""
    text = path.read_text()
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.NAME, tokenize.OP, tokenize.NUMBER, tokenize.STRING):
            lines.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def test_what_a_board_loads_keeps_its_budget() -> None:
    """A board loads one driver: agent.app imports the one that its profile names.

    `exchange` is a part of those that import it. What is loaded once or never in a board's life is
    not counted, nor are drivers of parts, of which each kind of board has its own.
    """
    files = [path for path in _PRODUCT if path.is_relative_to(_ROOT / "firmware")]
    drivers: dict[str, int] = {}
    common = 0
    for path in files:
        parts = path.relative_to(_ROOT / "firmware").parts
        if parts in _SELDOM or parts[:2] == ("agent", "update") or parts[0] == "chips":
            continue
        if parts == ("posminder_formats", "mis_dialect.py"):
            drivers["mis"] = drivers.get("mis", 0) + _code_lines(path)
        elif parts[:2] == ("agent", "terminals") and len(parts) > 3:
            drivers[parts[2]] = drivers.get(parts[2], 0) + _code_lines(path)
        else:
            common += _code_lines(path)
    exchange = drivers.pop("exchange")
    drivers["transbank"] += exchange
    drivers["mis"] += exchange
    lines = common + max(drivers.values())
    assert lines <= 14054, f"a board loads {lines} lines of code; drivers: {drivers}"


def _is_setter(node: ast.stmt) -> bool:
    """A setter shares its property's docstring."""
    decorators = getattr(node, "decorator_list", [])
    return any(isinstance(each, ast.Attribute) and each.attr == "setter" for each in decorators)


def test_public_things_of_the_product_say_what_they_are() -> None:
    silent = []
    for path in _PRODUCT:
        tree = ast.parse(path.read_text())
        public = [tree, *(node for node in tree.body if isinstance(node, ast.ClassDef))]
        for scope in public:
            for node in scope.body:
                named = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
                if not named or node.name.startswith("_") or _is_setter(node):
                    continue
                if not ast.get_docstring(node):
                    silent.append(f"{_name(path)}:{node.lineno} {node.name}")
    assert not silent, "\n".join(silent)
