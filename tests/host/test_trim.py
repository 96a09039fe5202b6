# SPDX-License-Identifier: MIT
"""What the compiler would put into the heap for nothing is gone, and means what it meant."""

from __future__ import annotations

import pytest

from posminder.image.trim import trim


def trimmed(text: str) -> str:
    return trim({"m": text})["m"]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("x in (1, 2)", "(x == 1 or x == 2)"),
        ("x not in (1, None)", "(x != 1 and x != None)"),
        ("a.b[3] in (1,)", "(a.b[3] == 1)"),
        ("x in (\n    1,\n    2,\n)", "(x == 1 or x == 2\n\n\n)"),
    ],
)
def test_a_look_into_a_tuple_is_comparisons(code: str, expected: str) -> None:
    assert trimmed(f"y = not {code}\nz = 1\n") == f"y = not {expected}\nz = 1\n"


@pytest.mark.parametrize(
    "code",
    [
        "f() in (1, 2)",
        "a[i] in (1, 2)",
        "x in (y, 2)",
        "x in ()",
        "x in 'ab'",
        "1 < x in (1, 2)",
        "x in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)",
    ],
)
def test_what_is_done_once_is_not_done_twice(code: str) -> None:
    assert trimmed(f"z = {code}\n") == f"z = {code}\n"


def test_the_comparisons_say_the_same() -> None:
    code = "def f(x): return x in (1, None, 'a'), x not in (1, 'a')\n"
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    exec(code, before)
    exec(trimmed(code), after)
    assert trimmed(code) != code
    for value in (1, None, "a", 2, "", True, 0):
        assert before["f"](value) == after["f"](value)  # type: ignore[operator]


def test_a_class_keeps_no_words_about_itself_and_its_lines() -> None:
    code = 'class A:\n    """What it is\n    and is not.\n    """\n\n    x = 1\n\n\ny = A.x\n'
    text = trimmed(code)
    assert text.splitlines().index("y = A.x") == 8
    names: dict[str, object] = {}
    exec(text, names)
    assert names["y"] == 1
    assert trimmed(text) == text


def test_computed_bytes_are_written_out_unless_they_are_many() -> None:
    assert trimmed('_N = const(3)\nA = b"\\xff" * _N\n') == (
        "_N = const(3)\nA = (b'\\xff\\xff\\xff')\n"
    )
    assert trimmed('A = b"\\xff" * 5000\n') == 'A = b"\\xff" * 5000\n'
    assert trimmed("A = 3 * 4\n") == "A = 3 * 4\n"
