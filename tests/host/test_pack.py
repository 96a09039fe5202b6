# SPDX-License-Identifier: MIT
"""Constant tables become the bytes that a board reads; what else reads one is refused."""

from __future__ import annotations

import ast
import importlib
from pathlib import Path
from typing import Any

import pytest

from agent.policy.duty import Duty, find
from posminder.image.errors import FoldError
from posminder.image.pack import law, pack
from posminder_formats import tables

FIRMWARE = Path(__file__).resolve().parents[2] / "firmware"
POLICY = FIRMWARE / "agent" / "policy"
TABLES = (FIRMWARE / "posminder_formats" / "tables.py").read_text()
# The same as in tests/dual/test_tables.py, which reads them on both Pythons.
TABLE = '((1, "one", None), (30, "thirty", [(4, -5)]), (200, "much", b"\\x00\\xff"))'
PACKED = "0307000e001c008301636f6e65f683181e66746869727479818204248318c8646d7563684200ff"


def packed(**sources: str) -> dict[str, str]:
    return pack({"posminder_formats.tables": TABLES, **sources})


def constant(text: str, name: str) -> Any:
    """Return the value that the module `text` gives `name`."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == name:
            return ast.literal_eval(node.value)
    raise ValueError(name)


def test_a_table_that_only_readers_read_is_bytes() -> None:
    a = f"from posminder_formats import tables\n_T = {TABLE}\ndef f(n): return tables.row(_T, n)\n"
    assert constant(packed(a=a)["a"], "_T").hex() == PACKED


def test_a_table_of_another_module_with_constants_by_name_keeps_its_lines() -> None:
    b = "_FEW = (1,)\nT = (\n    (1, _FEW),\n    (2, _FEW),\n)\nlast = 5\n"
    a = "import b\nfrom posminder_formats.tables import keyed\nx = keyed(b.T, 2)\n"
    text = packed(a=a, b=b)["b"]
    assert text.splitlines().index("last = 5") == 5
    assert tables.keyed(constant(text, "T"), 2) == [2, [1]]


def test_numbers_by_place() -> None:
    a = "from posminder_formats import tables\nT = ((1, 2), (3, {})) \nx = tables.cell(T, 0, 1)\n"
    assert constant(packed(a=a.format(4))["a"], "T") == bytes((2, 1, 2, 3, 4))
    wide = constant(packed(a=a.format(0x1234))["a"], "T")
    assert [tables.cell(wide, 1, column) for column in (0, 1)] == [3, 0x1234]


@pytest.mark.parametrize(
    "use",
    [
        "x = len(T)",
        "for x in T: pass",
        "x = tables.row(T, 0), T[1]",
        "x = tables.cell(T, 0, 0), tables.row(T, 0)",
        "x = tables.cell(T, 0, 1)",
    ],
)
def test_what_cannot_be_bytes_is_refused(use: str) -> None:
    a = "from posminder_formats import tables\nT = ((1, 'a'), (2, 'b'))\ny = tables.row(T, 0)\n"
    with pytest.raises(FoldError):
        packed(a=a + use + "\n")


@pytest.mark.parametrize("table", ["((300, 1),)", "(('_name', 1),)", "(call(), 1)", "((1.5, 2),)"])
def test_no_table_for_the_reader_is_refused(table: str) -> None:
    a = f"from posminder_formats import tables\nT = {table}\ny = tables.keyed(T, 0)\n"
    with pytest.raises(FoldError):
        packed(a=a)


def test_a_local_of_the_same_name_is_no_table() -> None:
    a = "from posminder_formats import tables\nT = ((1, 2),)\ndef f(T): return tables.row(T, 0)\n"
    assert packed(a=a)["a"] == a


def test_packing_twice_changes_nothing() -> None:
    a = f"from posminder_formats import tables\nT = {TABLE}\nx = tables.row(T, 0)\n"
    a += "class A:\n    ROWS = ((1, 1, 2, '_a'), (2, 1, 0, ''))\n"
    once = packed(a=a)
    assert once["a"] != a
    assert pack(once) == once


def duties() -> list[type[Duty]]:
    found = {}
    for path in sorted(POLICY.glob("*.py")):
        module = importlib.import_module(f"agent.policy.{path.stem}")
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, Duty) and each.ROWS:
                found[each.__name__] = each
    return list(found.values())


@pytest.mark.parametrize("duty", duties())
def test_the_law_of_a_duty_is_its_rows(duty: type[Duty]) -> None:
    packed_rows: Any = law(duty.ROWS)
    pairs = 0
    for state in range(duty.STATES.bit_length()):
        for reading in range(duty.INPUTS.bit_length()):
            pairs += 1
            expected = find(duty.ROWS, 1 << state, 1 << reading)
            assert find(packed_rows, 1 << state, 1 << reading) == expected
    assert pairs > 1
    for state, reading in ((1 << duty.STATES.bit_length(), 1), (1, 1 << duty.INPUTS.bit_length())):
        with pytest.raises(ValueError, match=str(state)):
            find(packed_rows, state, reading)


def test_a_pair_without_a_row_is_refused_of_a_law_too() -> None:
    rows: Any = law([(1, 1, 2, "a"), (2, 2, 0, "")])
    assert find(rows, 1, 1) == (2, "a")
    assert find(rows, 2, 2) == (2, "")
    with pytest.raises(ValueError, match="2"):
        find(rows, 1, 2)
