# SPDX-License-Identifier: MIT
"""Constants are folded where the language means them, and refused where that is not certain."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from posminder.image.errors import FoldError
from posminder.image.fold import fold

_ROOT = Path(__file__).resolve().parents[2]
_DEFINING = """\
from micropython import const
ONE = const(1)
MINUS = const(-5)
_OWN = const(7)
SUM = const(ONE | _OWN << 2)
class Thing: pass
"""


def folded(text: str, **others: str) -> str:
    """Fold `text` beside the package p with the constants of p.c; return what it became."""
    sources = {"p": "", "p.c": _DEFINING, "m": text, **others}
    found = fold(sources)
    for module, source in sources.items():
        compile(found[module], module, "exec")
        assert found[module].count("\n") == source.count("\n")
    assert fold(found) == found
    return found["m"]


def refused(text: str, reason: str, line: int, **others: str) -> None:
    """`text` cannot be folded, for `reason`, at `line`."""
    with pytest.raises(FoldError, match=rf"^m:{line}: .*{reason}"):
        folded(text, **others)


def test_a_definition_goes_and_leaves_its_line_and_comment() -> None:
    assert fold({"m": "A = const(1)\nX = const(\n    2\n)  # why\nprint(A, X)\n"})["m"] == (
        "\n\n\n  # why\nprint(1, 2)\n"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("from p import c\nx = c.ONE\n", "from p import c\nx = 1\n"),
        ("from p import c as d\nx = d.SUM\n", "from p import c as d\nx = 29\n"),
        ("import p.c as d\nx = d.ONE\n", "import p.c as d\nx = 1\n"),
        ("import p.c\nx = p.c.ONE\n", "import p.c\nx = 1\n"),
        ("from p.c import ONE\nx = ONE\n", "\nx = 1\n"),
        ("from p.c import ONE as n\nx = n\n", "\nx = 1\n"),
        ("from p.c import ONE, Thing\nx = ONE\n", "from p.c import Thing\nx = 1\n"),
        ("from p.c import Thing, ONE\nx = ONE\n", "from p.c import Thing\nx = 1\n"),
        ("from p.c import ONE, Thing, SUM\n", "from p.c import Thing\n"),
        (
            "from p.c import (\n    ONE,\n    Thing,\n    SUM,\n)\n",
            "from p.c import (\n    \nThing\n,\n)\n",
        ),
        ("from p.c import (\n    ONE,  # why\n    SUM,\n)\nx = ONE\n", "\n\n\n\nx = 1\n"),
        (
            "try:\n    from p.c import ONE\nfinally:\n    x = ONE\n",
            "try:\n    pass\nfinally:\n    x = 1\n",
        ),
        ("from p.c import ONE; x = ONE\n", "pass; x = 1\n"),
        ("x = 2; from p.c import ONE\ny = ONE\n", "x = 2; pass\ny = 1\n"),
    ],
)
def test_ways_to_import(text: str, expected: str) -> None:
    assert folded(text) == expected


def test_an_import_is_followed_through_other_modules() -> None:
    others = {"n": "from p import c as d\nfrom p.c import ONE as n\n"}
    text = "import n\nfrom n import d as e, n as k\nx = (n.d.ONE, n.n, e.SUM, k)\n"
    expected = "import n\nfrom n import d as e\nx = (1, 1, 29, 1)\n"
    assert folded(text, **others) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("2 - c.MINUS", "2 - (-5)"),
        ("c.MINUS ** 2", "(-5) ** 2"),
        ("c.ONE.to_bytes(1, 'big')", "(1).to_bytes(1, 'big')"),
        ("c.ONE if c.SUM else-c.MINUS", "1 if 29 else-(-5)"),
        ("'é', c.ONE, '分', c.SUM", "'é', 1, '分', 29"),
        ("c.ABSENT, c.Thing, d.ONE, f().ONE, c.Thing.ONE", None),
        ("f(ONE=c.ONE)", "f(ONE=1)"),
        ("{c.ONE: [c.SUM]}[c.ONE]", "{1: [29]}[1]"),
    ],
)
def test_values_in_expressions(expression: str, expected: str | None) -> None:
    text = "from p import c\nx = "
    assert folded(text + expression + "\n") == text + (expected or expression) + "\n"


@pytest.mark.parametrize(
    "code",
    [
        "def f(ONE): return ONE",
        "def f(*, ONE=2, **c): return ONE, c.ONE",
        "def f():\n    ONE = 2\n    return lambda: ONE",
        "def f():\n    for c in (): c.ONE",
        "f = lambda c: c.ONE",
        "x = [ONE for ONE in (2, 3)]",
        "x = {c.ONE: ONE for c, ONE in ()}",
        "def f(c):\n    def g():\n        nonlocal c\n        c = 2\n        return c.ONE\n",
        "class A:\n    ONE = 2\n    def f(self): return self.ONE",
        "def f():\n    try: pass\n    except ValueError as c: return c.ONE",
        "def f():\n    with f() as ONE: return ONE",
        "def f(a):\n    [ONE := 2 for _ in a]\n    return ONE",
    ],
)
def test_what_shadows_is_left_alone(code: str) -> None:
    assert folded("from p import c\nfrom p.c import ONE\n" + code + "\n") == (
        "from p import c\n\n" + code + "\n"
    )


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(x=ONE, *, y: ONE = c.ONE): return x", "def f(x=1, *, y: 1 = 1): return x"),
        ("def f():\n    global ONE\n    return ONE", "def f():\n    global ONE\n    return 1"),
        ("x = [ONE for ONE in (ONE, 3)]", "x = [ONE for ONE in (1, 3)]"),
        ("class A:\n    ONE = 2\n    def f(self): return ONE", None),
        ("x = lambda a=ONE: (a, ONE), lambda ONE: ONE", "x = lambda a=1: (a, 1), lambda ONE: ONE"),
        ("class A(f(ONE)):\n    B = ONE", "class A(f(1)):\n    B = 1"),
        ("@f(ONE)\ndef g(ONE): return ONE", "@f(1)\ndef g(ONE): return ONE"),
    ],
)
def test_what_does_not_shadow_is_folded(code: str, expected: str | None) -> None:
    expected = expected or code.replace("return ONE", "return 1")
    assert folded("from p import c\nfrom p.c import ONE\n" + code + "\n") == (
        "from p import c\n\n" + expected + "\n"
    )


@pytest.mark.parametrize(
    "change",
    [
        "A = 2",
        "A += 1",
        "del A",
        "A = const(2)",
        "def A(): pass",
        "class A: pass",
        "import A",
        "for A in (): pass",
        "x = [(A := 2) for _ in ()]",
        "def f():\n    global A\n    A = 2",
        "try: pass\nexcept ValueError as A: pass",
    ],
)
def test_a_constant_bound_anew_is_none(change: str) -> None:
    text = f"A = const(1)\n{change}\nprint(A)\n"
    assert folded(text) == text


@pytest.mark.parametrize("change", ["c.ONE = 2", "c.ONE += 2", "del c.ONE"])
def test_a_constant_bound_anew_from_outside_is_none(change: str) -> None:
    text = f"from p import c\nfrom p.c import ONE\n{change}\nx = c.ONE, ONE\n"
    assert folded(text) == text


def test_a_name_imported_and_bound_anew_is_none() -> None:
    text = "from p.c import ONE\nONE = ONE + 1\n"
    assert folded(text) == text


def test_what_is_no_integer_constant_is_left_alone() -> None:
    text = (
        "A = const('a')\nB = 1\nC = D = const(1)\nif B: E = const(1)\n"
        "F = const(f())\n_G = const(1)\nprint(A, B, C, D, E, F, _G)\n"
    )
    assert folded(text) == text


def test_a_module_that_shadows_the_standard_library_keeps_its_constants() -> None:
    text = "A = const(1)\nx = A\n"
    assert fold({"select": text})["select"] == text


def test_what_only_a_type_checker_sees_goes() -> None:
    assert folded(
        "TYPE_CHECKING = False\nif TYPE_CHECKING:\n    from p.c import ONE\n\nx = 1\n"
    ) == ("\n\n\n\nx = 1\n")
    assert folded("TYPE_CHECKING = False\nif TYPE_CHECKING:\n    x = 1\nelse:\n    x = 2\n") == (
        "\nif False:\n    x = 1\nelse:\n    x = 2\n"
    )
    assert folded("TYPE_CHECKING = False\nclass A:\n    if TYPE_CHECKING:\n        x: int\n") == (
        "\nclass A:\n    pass\n\n"
    )


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("from p import c\n\nx = f'{c.ONE}'\n", "f-string", 3),
        ("from p.c import ONE\nx = f'{2:{ONE}}'\n", "f-string", 2),
        ("from p import c\nx = getattr(c, 'ONE')\n", "used as a value", 2),
        ("import p.c\nsetattr(p.c, 'ONE', 2)\n", "used as a value", 2),
        ("from p import c\nd = c\n", "used as a value", 2),
        ("from p.c import *\n", "by name", 1),
        ("def f():\n    from p import c\n    return c.ONE\n", "top of the module", 2),
        ("def f():\n    from p.c import ONE\n    return ONE\n", "top of the module", 2),
        ("try:\n    from p import c\nexcept OSError:\n    c = None\n", "something else", 2),
        ("from p.c import ONE\nclass A:\n    B = ONE\n    ONE = 2\n", "name them apart", 3),
        ("from p import c\nx = (c.\n    ONE)\n", "one line", 2),
        ("from p.c import Thing, \\\n    ONE\n", "parentheses", 2),
        ("x = 1; from p.c import (\n    ONE)\n", "one statement", 1),
        ("from .c import ONE\n", "full name", 1),
        ("from p.c import ONE\nx = globals()['ONE']\n", "globals", 2),
        ("x = 1\ndef broken(:\n", "", 2),
    ],
)
def test_what_is_not_certain_is_refused(text: str, reason: str, line: int) -> None:
    refused(text, reason, line)


# The firmware itself


def tree() -> dict[str, str]:
    """Return the firmware and the simulated board's modules, as an image has them."""
    sources = {}
    for folder in (_ROOT / "firmware", _ROOT / "boards" / "unix"):
        for path in folder.rglob("*.py"):
            parts = path.relative_to(folder).with_suffix("").parts
            if path.name != "boot.py":
                sources[".".join(part for part in parts if part != "__init__")] = path.read_text()
    return sources


@pytest.fixture(scope="module")
def firmware() -> dict[str, str]:
    """The folded tree."""
    return fold(tree())


def test_the_firmware_folds_line_by_line_and_for_good(firmware: dict[str, str]) -> None:
    assert fold(firmware) == firmware
    public = re.compile(r"^[A-Z]\w* = const\(|TYPE_CHECKING", re.MULTILINE)
    for module, text in tree().items():
        assert firmware[module].count("\n") == text.count("\n"), module
        compile(firmware[module], module, "exec")
        assert not public.search(firmware[module]), module


def test_statements_of_the_firmware_stay_on_their_lines(firmware: dict[str, str]) -> None:
    for module, text in tree().items():
        before = {(type(node), node.lineno) for node in ast.walk(ast.parse(text)) if is_code(node)}
        after = {
            (type(node), node.lineno)
            for node in ast.walk(ast.parse(firmware[module]))
            if is_code(node)
        }
        assert after <= before, module


def is_code(node: ast.AST) -> bool:
    """Return whether a traceback could name the node's line."""
    return isinstance(node, ast.stmt) and not isinstance(node, ast.Pass)


_DUAL = ("test_zvt_framing", "test_zvt_dialog", "test_cbor", "test_policy_tables", "test_lease")


@pytest.mark.parametrize("name", _DUAL)
def test_the_folded_firmware_does_what_the_sources_do(tmp_path: Path, name: str) -> None:
    """Run a dual test on folded code, the test itself folded with it as it names constants too."""
    dual = {path.stem: path.read_text() for path in (_ROOT / "tests" / "dual").glob("*.py")}
    program = fold({**tree(), name: dual[name], "shop": dual["shop"]})
    packages = {module.rpartition(".")[0] for module in program}
    for module, text in program.items():
        if module.split(".")[0] not in ("agent", "posminder_formats", "shop", name):
            continue  # the board's time and select are not for CPython
        parts = [*module.split("."), "__init__"] if module in packages else module.split(".")
        target = tmp_path.joinpath(*parts).with_suffix(".py")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "unittest", name], cwd=tmp_path, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(r"Ran [1-9]\d* tests?", done.stderr)
