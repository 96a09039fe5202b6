# SPDX-License-Identifier: MIT
"""Nothing a user reads is in one language only, but for help, errors and progress (README)."""

from __future__ import annotations

import ast
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from rich.cells import cell_len
from rich.console import Console

from posminder import output
from posminder.messages import MESSAGES

_PRODUCT: Final = Path(__file__).resolve().parents[2] / "host_tools/posminder"
_CHINESE: Final = re.compile("[　-鿿＀-￯]")
# What stays as it is in Chinese too: a command to be typed, a placeholder.
_KEPT: Final = re.compile(r"(posminder|apt)( [a-z-]+)*|`[^`]*`|\{[^{}]*\}|--[a-z-]+")
_SENTENCE: Final = re.compile(r"\b[a-z]{2,}(?:,? [a-z]{2,}){2,}\b")
_SPEAKS: Final = {f"output.{name}" for name in ("say", "note", "block", "row", "table")}
# Text that is spoken in English whatever the language, and how many places of it: what a program
# says on its way, and what only those who make profiles and scenarios read.
_ENGLISH: Final = {
    "boards.py": 1,
    "check.py": 1,
    "connect.py": 1,
    "logs.py": 3,
    "note.py": 1,
    "pulling.py": 6,
    "simulate.py": 2,
    "simulate_day.py": 1,
    "simulate_play.py": 10,
    "tx.py": 1,
}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def test_every_message_is_said_in_both_languages() -> None:
    strays = [f"{name}: {why}" for name, texts in MESSAGES.items() for why in faults(*texts)]
    assert not strays, "\n".join(strays)


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("{a} is open", "{b} 未结算"),
        ("已结算", "已结算"),
        ("It is not settled.", "It is not settled."),
        ("The batch is open.", "批次 the batch is open。"),
    ],
)
def test_a_message_that_is_not_is_found(english: str, chinese: str) -> None:
    assert list(faults(english, chinese))


def faults(english: str, chinese: str) -> Iterator[str]:
    """Yield what is amiss with a message."""
    if fields(english) != fields(chinese):
        yield "other placeholders"
    if _CHINESE.search(english):
        yield "Chinese in the English sentence"
    own = _KEPT.sub("", chinese)
    if _SENTENCE.search(own):
        yield "English words in the Chinese sentence"
    says_something = re.search(r"[a-z]{3,} [a-z]{3,}", _KEPT.sub("", english))
    if says_something and not _CHINESE.search(own):
        yield "not translated"


def test_what_is_said_comes_from_the_messages() -> None:
    found: dict[str, int] = {}
    for path in sorted(_PRODUCT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in _SPEAKS:
                found[path.name] = found.get(path.name, 0) + any(map(_is_english, node.args[:1]))
    assert {name: count for name, count in found.items() if count} == _ENGLISH


def _is_english(spoken: ast.expr) -> bool:
    """Tell whether words stand in what is spoken, and not the name of a message."""
    calls = [each for each in ast.walk(spoken) if isinstance(each, ast.Call)]
    inside = {id(each) for call in calls for each in ast.walk(call)}
    texts = [
        node.value
        for node in ast.walk(spoken)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside
    ]
    return re.search(r"[A-Za-z]{3,} [a-z]|: [a-z]{3,}", "".join(texts)) is not None


@pytest.mark.parametrize("screen", [True, False])
def test_columns_stand_under_each_other_with_wide_characters(
    screen: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shown = io.StringIO()
    if screen:
        console = Console(file=shown, force_terminal=True, width=60, color_system=None)
        monkeypatch.setattr(output, "_console", lambda *, stderr: console)
    rows = [("2026-11-23", "已结算", "|"), ("昨天", "settled", "|"), ("１２", "未结算，等待", "|")]
    output.table(["营业日", "状态", "|"], rows)
    text = shown.getvalue() if screen else capsys.readouterr().out
    ends = [cell_len(line.partition("|")[0]) for line in text.splitlines() if "|" in line]
    assert len(ends) == 4
    assert len(set(ends)) == 1
