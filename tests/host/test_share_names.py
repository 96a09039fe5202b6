# SPDX-License-Identifier: MIT
"""Names are shared where nothing can tell them apart, and refused where that is not certain."""

from __future__ import annotations

import ast
import re

import pytest

from posminder.image.errors import FoldError
from posminder.image.fold import fold
from posminder.image.share_names import share_names
from tests.host.test_fold import tree


def shared(text: str, **others: str) -> str:
    """Share the names of the module m and `others`; return what m became."""
    return shared_all(m=text, **others)["m"]


def shared_all(**sources: str) -> dict[str, str]:
    """Share the names of these modules."""
    found = share_names(sources)
    assert list(found) == list(sources)
    for module, source in sources.items():
        compile(found[module], module, "exec")
        assert found[module].count("\n") == source.count("\n")
    assert share_names(found) == found
    return found


# Parameters


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(a, b=1): return a + b", "def f(p0, p1=1): return p0 + p1"),
        ("async def f(a: int): return a", "async def f(p0: int): return p0"),
        (
            "class A:\n    def f(self, a): self.a = a",
            "class A:\n    def f(self, p0): self.a = p0",
        ),
        (
            "class A:\n    @classmethod\n    def f(cls): return cls()",
            "class A:\n    @classmethod\n    def f(p0): return p0()",
        ),
        ("def f(a, *b, c, **d): return a, b, c, d", "def f(p0, *b, c, **d): return p0, b, c, d"),
        ("def f(a, b): return g(b=a)", "def f(p0, b): return g(b=p0)"),
        ("def f(a):\n    a.a = [a.b, 'a']", "def f(p0):\n    p0.a = [p0.b, 'a']"),
        ("a = 1\ndef f(a=a): return a", "a = 1\ndef f(p0=a): return p0"),
        ("def f(_, __x): return __x", "def f(p0, p1): return p1"),
        ("def f(p1, p0): return p1", "def f(p0, p1): return p0"),
        ("def f(a): return [a for a in a if a]", "def f(p0): return [p0 for p0 in p0 if p0]"),
        ("def f(a): return [b + a for b in a]", "def f(p0): return [b + p0 for b in p0]"),
        ("def f(a):\n    del a", "def f(p0):\n    del p0"),
        ("def f(a, b): return 'é分', a, b", "def f(p0, p1): return 'é分', p0, p1"),
        (
            "def f(a):\n    b: a = 1\n    return f'{b}'",
            "def f(p0):\n    b: p0 = 1\n    return f'{b}'",
        ),
    ],
)
def test_parameters(code: str, expected: str) -> None:
    assert shared(code + "\n") == expected + "\n"


@pytest.mark.parametrize(
    "code",
    [
        "def f(a): return lambda b: a + b",
        "def f(a):\n    class A:\n        b = a\n    return A",
        "def f(a): return f'{a}'",
        "def f(a):\n    import a",
        "def f(a):\n    from b import c as p0\n    return a",
        "def f(a):\n    try: pass\n    except ValueError as a: return a",
        "def f(a): return a + p0",
        "def f(a, *p0): return a, p0",
        "def f(a):\n    p0 = a\n    return p0",
        "f = lambda a: a",
    ],
)
def test_parameters_that_stay(code: str) -> None:
    assert shared(code + "\n") == code + "\n"


def test_a_function_around_another_stays_and_the_inner_one_is_shared() -> None:
    around = "def f(a):\n    def g({0}):\n        nonlocal a\n        a = {0}\n    return g\n"
    assert shared(around.format("b")) == around.format("p0")


def test_a_call_anywhere_that_names_a_parameter_keeps_it() -> None:
    assert shared("def f(a, b): return a, b\n", n="import m\nm.f(1, b=2)\n") == (
        "def f(p0, b): return p0, b\n"
    )


# Private names


def test_private_names_wherever_they_stand() -> None:
    code = """\
_{a} = 1
def _{b}(): return _{a}
class _{c}:
    _{d} = {{"_{d}": _{b}}}
    def __init__(self):
        self._{e}, self.x = self._{d}, _{a}
    def _{f}(self):
        global _{a}
        _{a} += self._{e} + super()._{f}()
        return getattr(self, "_{f}")
x = _{c}()
"""
    written = code.format(a="a", b="b", c="c", d="d", e="e", f="f")
    assert shared(written) == code.format(a=0, b=1, c=2, d=3, e=4, f=5)


@pytest.mark.parametrize(
    "code",
    [
        "_ = 1",
        "__x = 1",
        "def __f__(): pass",
        "_X = const(1)\nx = _X",
        "x = asyncio.core._queue",
        "x._y = x._z",
        "x = _y",
        "x = '_y', b'_x', '-_y', '_/y'",
        "import _thread\n_thread.x()",
        "import p._c\nfrom p._c import x\np._c.y()",
        "from lib import _x as x\nx()",
    ],
)
def test_private_names_that_stay(code: str) -> None:
    assert shared(code + "\n", **{"p": "", "p._c": ""}) == code + "\n"


def test_modules_count_anew() -> None:
    made = shared_all(m="_a = 1\n_b = _a\n", n="_c = 1\n_d = _c\n")
    assert made == {"m": "_0 = 1\n_1 = _0\n", "n": "_0 = 1\n_1 = _0\n"}


def test_a_name_of_several_groups_has_a_number_of_its_own() -> None:
    made = shared_all(m="_a = 1\n_z = 1\n", n="_b = 1\n_z = 1\n", o="_c = 1\n")
    assert made == {"m": "_1 = 1\n_0 = 1\n", "n": "_1 = 1\n_0 = 1\n", "o": "_1 = 1\n"}


def test_a_private_name_may_be_imported() -> None:
    made = shared_all(m="_a = _b = 1\n", n="from m import _b, _a as _c\n_d = _b, _c\n")
    assert made == {"m": "_0 = _1 = 1\n", "n": "from m import _1, _0 as _2\n_3 = _1, _2\n"}


_BASE = "class A:\n    def _a(self): self.act('_a')\n"


@pytest.mark.parametrize(
    "head",
    [
        "from m import A\nclass B(A)",
        "import m\nclass B(m.A)",
        "from o import A\nclass B(A)",
    ],
)
def test_inheritance_joins_modules(head: str) -> None:
    below = head + ":\n    def _b(self): self._a()\n"
    made = shared_all(m=_BASE, n=below, o="from m import A\n_z = 1\n")
    assert made["m"] == _BASE.replace("def _a", "def _0").replace("'_a'", '"_0"')
    assert made["n"] == head + ":\n    def _1(self): self._0()\n"
    assert made["o"] == "from m import A\n_0 = 1\n"


def test_inheritance_joins_over_several_modules() -> None:
    made = shared_all(
        m="from n import B\nclass C(B):\n    _c = 1\n",
        n="from o import A\nclass B(A):\n    _b = 1\n",
        o="class A(ValueError):\n    _a = 1\n",
        p="from o import A\nclass D(A):\n    _d = 1\n",
    )
    assert [re.findall(r"_\d", text) for text in made.values()] == [["_2"], ["_1"], ["_0"], ["_3"]]


def test_names_that_are_numbers_already_are_taken() -> None:
    assert shared("_0 = _b = 1\n", n="_c = 1\n") == "_0 = _1 = 1\n"


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        ("x = 1\nf(**x)\n", r"\*\* hides", 2),
        ("class A:\n    _x = 1\n\ny = f'{A._x}'\n", "f-string", 4),
        ("class A:\n    _x = 1\ny = f'_x'\n", "f-string", 3),
        ("def f(a): return a._n\n", "another module's", 1),
        ("x = '_n'\n", "another module's", 1),
        ("class A:\n    _x = 1\ny = z._x\n", "of self alone", 3),
        ("_x = 1\ndef f(self): return self._x\n", "no member", 2),
        ("_x = 1\ny = '_x'\n", "no member", 2),
        ("class A:\n    def f(self):\n        _x = 1\n        return '_x'\n", "no member", 4),
        ("import lib\nclass A:\n    _x = 1\ny = lib.a._x\n", "of self alone", 4),
        ("from lib import _n\n", "under a public one", 1),
        ("def f():\n    from lib import _x\n", "under a public one", 2),
        ("_x = 1\nfrom lib import _x as x\n", "under a public one", 2),
        ("def f(é): pass\n", "ASCII", 1),
        ("import lib\nclass A(lib.B): pass\n", "hold it", 2),
        ("from lib import N\nclass A(N): pass\n", "hold it", 2),
        ("class A(f()): pass\n", "hold it", 1),
        ("class A:\n    _x = 1\ngetattr(A, '_' + x)\n", "put together", 3),
        ("setattr(x, f'{y}', 1)\n", "put together", 1),
        ("class A:\n    _on_x = 1\nx = '_on_%s' % y\n", "begins", 3),
        ("class A:\n    _on_x = 1\nx = '_on_'\n", "begins", 3),
        ("class A:\n    _on_x = 1\nx = f'_on_{y}'\n", "begins", 3),
        ("from n import _n as _n\n", "once", 1),
        ("_x = 1\ntry: pass\nexcept ValueError as _x: pass\n", "public", 3),
        ("_x = 1\nf(_x=2)\n", "public", 2),
        ("class A:\n    _x = 1\ny = ('_'\n    'x')\n", "one line", 3),
    ],
)
def test_what_is_not_certain_is_refused(text: str, reason: str, line: int) -> None:
    with pytest.raises(FoldError, match=rf"^m:{line}: .*{reason}"):
        shared(text, n="_n = 1\nclass N:\n    def __init__(self): self._n = _n\n")


# The firmware itself


@pytest.fixture(scope="module")
def firmware() -> dict[str, str]:
    """The tree as it is compiled."""
    return share_names(fold(tree()))


def test_the_firmware_keeps_its_lines(firmware: dict[str, str]) -> None:
    folded = fold(tree())
    assert share_names(firmware) == firmware
    for module, text in folded.items():
        assert firmware[module].count("\n") == text.count("\n"), module
        assert shape(firmware[module]) == shape(text), module


def shape(text: str) -> list[tuple[str, int]]:
    """Return the statements of a module and their lines."""
    nodes = ast.walk(ast.parse(text))
    return [(type(node).__name__, node.lineno) for node in nodes if isinstance(node, ast.stmt)]
