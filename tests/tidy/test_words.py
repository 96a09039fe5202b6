# SPDX-License-Identifier: MIT
"""One word for one thing, no floats where money is, nothing that does not belong in the tree."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_LISTED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=_ROOT,
    capture_output=True,
    text=True,
    check=True,
).stdout.split()
_TEXTS = [
    _ROOT / name
    for name in _LISTED
    if Path(name).suffix in {".py", ".md", ".toml", ".yaml", ".ini", ".sql", ""}
    and (_ROOT / name).is_file()
]
_FIRMWARE = sorted((_ROOT / "firmware").rglob("*.py"))
_HOST = _ROOT / "host_tools/posminder"
_WITHOUT_FLOATS = [
    *_FIRMWARE,
    *(
        path
        for room in ("store", "reconcile", "statements")
        for path in sorted((_HOST / room).rglob("*.py"))
    ),
]


def _name(path: Path) -> str:
    return str(path.relative_to(_ROOT))


def test_no_floats_where_money_is() -> None:
    strays = []
    for path in _WITHOUT_FLOATS:
        for node in ast.walk(ast.parse(path.read_text())):
            is_float = isinstance(node, ast.Constant) and isinstance(node.value, float)
            divides = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)
            calls = isinstance(node, ast.Call) and ast.unparse(node.func) == "float"
            if is_float or divides or calls:
                strays.append(f"{_name(path)}:{node.lineno} {ast.unparse(node)}")
    assert not strays, "\n".join(strays)


def test_the_firmware_knows_no_simulator_and_no_platform() -> None:
    words = ("sys.platform", "simulator", "SIMULAT", "EMULATOR", "__slots__")
    strays = [
        f"{_name(path)} {word}" for path in _FIRMWARE for word in words if word in path.read_text()
    ]
    assert not strays, "\n".join(strays)


def test_the_firmware_asserts_nothing_and_catches_nothing_blindly() -> None:
    strays = []
    for path in _FIRMWARE:
        for node in ast.walk(ast.parse(path.read_text())):
            blind = isinstance(node, ast.ExceptHandler) and (
                node.type is None
                or (
                    ast.unparse(node.type) == "Exception" and path.name not in ("main.py", "app.py")
                )
            )
            if blind or isinstance(node, ast.Assert):
                strays.append(f"{_name(path)}:{node.lineno}")
    assert not strays, "\n".join(strays)


def test_words_that_must_not_occur() -> None:
    patterns = (r"\bTODO\b", r"\bFIXME\b", r"/(work|root)/", r"代理")
    strays = []
    for path in _TEXTS:
        if path != Path(__file__).resolve():
            text = path.read_text(encoding="utf-8")
            strays += [
                f"{_name(path)} {pattern}" for pattern in patterns if re.search(pattern, text)
            ]
    assert not strays, "\n".join(strays)


def test_only_the_agreed_folders_and_files_stand_at_the_top() -> None:
    folders = {name.split("/")[0] for name in _LISTED if "/" in name}
    assert folders <= {"firmware", "host_tools", "tests", "boards", ".ci"}
    documents = {"README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE"}
    tools = {".gitignore", "Makefile", "pyproject.toml", "requirements.lock"}
    tools |= {"setup.py", "MANIFEST.in"}
    assert {name for name in _LISTED if "/" not in name} <= documents | tools
