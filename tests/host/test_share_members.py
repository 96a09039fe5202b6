# SPDX-License-Identifier: MIT
"""Members of classes that never meet have one name; whoever says one still means the same."""

from __future__ import annotations

from textwrap import dedent

from posminder.image.share_members import share_members


def shared(*, fixed: tuple[str, ...] = (), **sources: str) -> dict[str, str]:
    """Return the modules of `sources` with their members' names shared; main begins."""
    texts = {name: dedent(text) for name, text in sources.items()}
    return share_members(texts, fixed, (), "main")


MAIN = "import a\n\na.run()\n"
TWO = """\
    class Box:
        def __init__(self, size):
            self._0 = size
            self.size = size

        def weight(self):
            return self.size + self._0


    class Lamp:
        def __init__(self):
            self._0 = 1
            self.colour = 2

        def shine(self):
            self.colour += self._0
            return self.colour


    def run():
        box, lamp = Box(3), Lamp()
        lamp.colour = 5
        return box.weight(), box.size, lamp.shine(), lamp.colour
    """


def outcome(text: str) -> object:
    names: dict[str, object] = {}
    exec(text, names)
    return names["run"]()  # type: ignore[operator]


def names_of(text: str) -> set[str]:
    import ast

    return {node.attr for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Attribute)}


def test_two_classes_share_and_the_program_means_the_same() -> None:
    after = shared(main=MAIN, a=TWO)["a"]
    assert outcome(after) == outcome(dedent(TWO)) == (6, 3, 6, 6)
    assert len(names_of(after)) < len(names_of(dedent(TWO)))


def test_a_member_of_both_takes_no_name_that_either_has() -> None:
    a = """\
        class Box:
            def __init__(self):
                self._0, self._1, self.size = 1, 2, 3


        class Lamp:
            def __init__(self):
                self._2, self.size, self.other = 4, 5, 6


        def run():
            return [(each.size, vars(each)) for each in (Box(), Lamp())][0][0], Lamp().other
        """
    text = shared(main=MAIN, a=a.replace(", vars(each)", ", 0"))["a"]
    assert outcome(text) == (3, 6)
    assert names_of(text) == {"_0", "_1", "_2"}  # `size` first: no two of a class are one


def test_inheritance_connects() -> None:
    a = """\
        class Base:
            def __init__(self):
                self._0 = 1


        class Box(Base):
            def __init__(self):
                super().__init__()
                self.size = 2


        def run():
            return Box()._0, Box().size
        """
    assert outcome(shared(main=MAIN, a=a)["a"]) == (1, 2)


def test_what_stands_fixed_and_what_a_module_says_stay() -> None:
    a = """\
        import board
        from board import Lamp


        class Box:
            def __init__(self, parts):
                self._0 = parts
                self.wait = 1
                self.lamp = parts.lamp
                self.level = 4


        class Other:
            def __init__(self):
                self._1 = self._2 = self._3 = 0


        def run():
            return Box(board)
        """
    board = "class Lamp:\n    def __init__(self):\n        self._9 = 0\n\n\nlamp = Lamp()\n"
    text = shared(fixed=("wait",), main=MAIN, a=a, board=board)["a"]
    assert "self.wait = 1" in text
    assert "self.lamp = parts.lamp" in text
    assert "board" in text
    assert "self.level" not in text


def test_a_name_that_a_class_body_reads_is_not_taken_from_it() -> None:
    a = """\
        def _0():
            return 7


        class Box:
            def __init__(self):
                self.size = 1

            start = _0()


        class Lamp:
            def __init__(self):
                self._0 = 1


        def run():
            return Box.start, Box().size
        """
    assert outcome(shared(main=MAIN, a=a)["a"]) == (7, 1)


def test_sharing_twice_means_the_same() -> None:
    once = shared(main=MAIN, a=TWO)
    assert outcome(shared(main=MAIN, a=once["a"])["a"]) == (6, 3, 6, 6)
