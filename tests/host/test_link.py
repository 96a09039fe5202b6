# SPDX-License-Identifier: MIT
"""Modules put together do what they did apart; what cannot be put together safely is refused."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

from posminder.image.errors import FoldError
from posminder.image.link import Linked, link

BUNDLE = "main_all"


def linked(**sources: str) -> Linked:
    """Return the modules of `sources` put together; they are begun with main."""
    return link(
        {name.replace("__", "."): dedent(text) for name, text in sources.items()}, (), "main"
    )


def said(folder: Path, texts: dict[str, str]) -> str:
    """Return what the program prints."""
    for module, text in texts.items():
        file = folder.joinpath(*module.split(".")).with_suffix(".py")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    ran = subprocess.run(
        [sys.executable, "main.py"], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


def same(tmp_path: Path, **sources: str) -> Linked:
    """Put together, run both, and hold what they say against each other."""
    before = {name.replace("__", "."): dedent(text) for name, text in sources.items()}
    after = link(before, (), "main")
    expected = said(tmp_path / "before", before)
    assert "Error" not in expected
    assert said(tmp_path / "after", after.texts) == expected
    return after


SHOP = {
    "main": """\
        from shop import app

        app.run()
        print(app.LIMIT)
        """,
    "shop__app": """\
        import math

        from shop import till
        from shop.till import Till as Desk

        LIMIT = 3
        opened = 0


        def run():
            global opened
            opened += 1
            till = Desk(LIMIT)
            till.take(math.floor(2.5))
            print(till.total, opened, tally(), Desk.START)


        def tally():
            return till.tally() + till.rounds
        """,
    "shop__till": """\
        import math

        rounds = 1
        LIMIT = 10


        def tally():
            global rounds
            rounds = rounds + 1
            return LIMIT


        class Till:
            START = rounds
            tally = 7

            def __init__(self, total):
                self.total = total

            def take(self, total):
                for rounds in range(math.ceil(0.5)):
                    self.total += total + self.tally + rounds
        """,
}


def test_two_modules_become_one_and_mean_the_same(tmp_path: Path) -> None:
    after = same(tmp_path, **SHOP)
    assert set(after.texts) == {"main", BUNDLE}
    assert after.texts[BUNDLE].count("import math") == 1


def test_equal_names_of_two_modules_stay_two(tmp_path: Path) -> None:
    same(
        tmp_path,
        main="import a\n\na.run()\n",
        a="from b import value as other\n\nvalue = 1\n\n\ndef run():\n    print(value, other)\n",
        b="value = 2\n",
    )


def test_a_name_that_a_function_or_a_class_binds_is_not_given_to_what_it_reads(
    tmp_path: Path,
) -> None:
    """`total` and `take` are free to be given, but not where they mean something already."""
    after = same(
        tmp_path,
        main="import a\n\na.run(5)\n",
        a="""\
            from b import step


            class Box:
                total = step(1)
                take = total

                def __init__(self, total):
                    self.total = step(total)
                    self.take = self.total


            def run(total):
                take = Box(total)
                print(take.take, Box.take, step(total))
            """,
        b="def step(total):\n    return total + 1\n",
    )
    assert "def total" not in after.texts[BUNDLE]
    assert "def take" not in after.texts[BUNDLE]


def test_names_are_those_that_members_have_anyway() -> None:
    text = linked(
        main="import a\n\na.run()\n",
        a="def run():\n    return helper().member\n\n\ndef helper():\n    pass\n",
    ).texts[BUNDLE]
    assert "def helper" not in text
    assert "def member" in text or "def run" in text


def test_private_constants_of_two_modules_stay_two() -> None:
    text = linked(
        main="import a\n\na.run()\n",
        a="from b import f\n\n_X = const(1)\n\n\ndef run():\n    return _X + f()\n",
        b="_X = const(2)\n\n\ndef f():\n    return _X\n",
    ).texts[BUNDLE]
    assert text.count("_C0 = const(1)") == 1
    assert text.count("_C1 = const(2)") == 1
    assert "_X" not in text


def test_a_module_that_is_a_value_stays_apart(tmp_path: Path) -> None:
    after = same(
        tmp_path,
        main="import parts\nfrom a import run\n\nrun(parts)\n",
        a="def run(board):\n    print(board.lamp, board.wire())\n",
        parts="from wires import wire as wire\n\nlamp = 'red'\n",
        wires="def wire():\n    return 'wire'\n",
    )
    assert set(after.texts) == {"main", "parts", BUNDLE}


def test_what_a_function_imports_is_loaded_then(tmp_path: Path) -> None:
    after = same(
        tmp_path,
        main="import a\n\na.run(1)\n",
        a="""\
            import b


            def run(which):
                if which:
                    from zvt.one import Driver

                    return print(Driver().name(), b.word())
                from zvt.two import Driver

                return Driver
            """,
        b="def word():\n    return 'b'\n",
        zvt__one="""\
            import b
            from zvt.own import line
            from zvt.shared import base

            print('loaded')


            class Driver:
                def name(self):
                    return b.word() + line() + base()
            """,
        zvt__two="from zvt.shared import base\n\nprint('never')\n\n\nclass Driver:\n    x = base\n",
        zvt__own="def line():\n    return 'own'\n",
        zvt__shared="def base():\n    return 'base'\n",
    )
    shared = "zvt_one_and_zvt_two_all"
    assert set(after.texts) == {"main", BUNDLE, shared, "zvt_one_all", "zvt_two_all"}
    assert "'own'" in after.texts["zvt_one_all"]
    assert "'base'" in after.texts[shared]  # both need it, and neither loads the other


def test_what_others_import_stays_as_it_is_with_what_it_imports() -> None:
    sources = {
        "main": "import a\n\na.run()\n",
        "a": "import time\nfrom clock import tick\n\ndef run(): return tick() + time.now()\n",
        "time": "from clock import tick\n\n\ndef now():\n    return tick()\n",
        "clock": "def tick():\n    return 1\n",
    }
    after = link(sources, ("time",), "main")
    assert set(after.texts) == {*sources, BUNDLE} - {"a"}
    assert after.texts["time"] == sources["time"]
    assert after.texts["clock"] == sources["clock"]


def test_every_line_is_found_again() -> None:
    after = linked(**SHOP)
    lines = after.texts[BUNDLE].splitlines()
    for (first, module), (end, _) in zip(
        after.starts[BUNDLE], [*after.starts[BUNDLE][1:], (len(lines) + 1, "")], strict=True
    ):
        source = dedent(SHOP[module.replace(".", "__")]).splitlines()
        there = lines[first - 1 : end - 1]
        assert len(there) == len(source)
        assert [line.strip()[:4] == "def " for line in there] == [
            line.strip()[:4] == "def " for line in source
        ]


@pytest.mark.parametrize(
    ("a", "line"),
    [
        ("from b import f\n\ndef run():\n    return f'{f()}'\n", 4),
        ("class A:\n    B = const(1)\n\n\ndef run(): pass\n", 2),
        ("def f(): pass\n\nclass A:\n    g = f\n    def f(self): pass\n\ndef run(): pass\n", 4),
        ("def run():\n    import b\n    return b\n", 2),
        ("import b\nimport json as math\ndef run(): return math, b.f()\n", 2),
    ],
)
def test_what_cannot_be_put_together_is_refused(a: str, line: int) -> None:
    with pytest.raises(FoldError) as caught:
        linked(main="import a\n\na.run()\n", a=a, b="import math\n\ndef f(): return math.pi\n")
    assert caught.value.args[1] == line
