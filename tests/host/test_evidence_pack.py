# SPDX-License-Identifier: MIT
"""Evidence packs of disputed sales: what each page may say, and that nothing else is in them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from posminder.messages import MESSAGES
from tests.host import evidence_days as days
from tests.host.technician import Run

LANGUAGES: Final = ("en", "zh-CN")
Made = Callable[..., dict[str, Any]]
DISPUTED: Final = {
    days.good_day: "2",
    days.reprinted: "2",
    days.not_signed_in: "2",
    days.settled_late: "2",
    days.voided: "3",
    days.nothing_captured: "2",
    days.attended_day: "#6",
}


@pytest.fixture
def made(run: Run, tmp_path: Path) -> Made:
    """Store a day and make the pack of its disputed sale; returns pack.json."""

    def make(
        day: Callable[[], Any], *options: str, lang: str = "en", **kept: Any
    ) -> dict[str, Any]:
        profile = days.keep(run, tmp_path, day(), **kept)
        out = tmp_path / "pack"
        number = DISPUTED[day]
        named = () if "--bare" in options else ("--profile", profile)
        rest = tuple(each for each in options if each != "--bare")
        ran = run("evidence", "make", number, *named, "--out", str(out), "--lang", lang, *rest)
        assert ran.code == 0, ran.err
        found: dict[str, Any] = json.loads((out / "pack.json").read_text())
        return found

    return make


def lines_of(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every graded thing below `value`."""
    if isinstance(value, dict):
        if "grade" in value:
            yield value
        for each in value.values():
            yield from lines_of(each)
    elif isinstance(value, list):
        for each in value:
            yield from lines_of(each)


def line(pack: dict[str, Any], key: str) -> dict[str, Any]:
    return next(each for each in lines_of(pack["parts"]) if each.get("key") == key)


@pytest.mark.parametrize("day", DISPUTED, ids=lambda day: day.__name__)
def test_page_1_has_no_word_of_a_person_and_nothing_inferred(
    made: Made, day: Callable[[], Any]
) -> None:
    pack = made(day)
    first = [each for group in pack["form"]["groups"] for each in group["lines"]]
    assert {each["grade"] for each in first} <= {"A", "B", ""}
    assert any(each["grade"] == "B" for each in first) == (day is not days.attended_day)
    assert [bool(each[0]) and bool(each[1]) for each in pack["form"]["limits"]] == [True] * 9
    for each in lines_of(pack):
        told = each.get("available", True) and each["grade"]
        assert not told or each["grade"] in "ABCD"
        assert each.get("value") != ""
        assert each.get("cells") != []


def test_each_day_says_what_happened(made: Made) -> None:
    good = made(days.good_day)
    assert line(good, "amount") | {"label": 0} == {
        "key": "amount",
        "label": 0,
        "value": "89.90 EUR",
        "grade": "B",
        "records": [9],
        "source": "",
        "available": True,
    }
    assert "first print" in good["slips"][0]["heading"]
    assert good["slips"][0]["text"][0] == "*** HÄNDLERBELEG ***"
    assert line(good, "credited")["value"].startswith("not available: no statement")
    assert line(good, "position")["value"].startswith("number 2 of 3")
    # 89.90 at 0.95 % is 0.85405, half up.
    assert line(good, "own_net")["value"] == "89.05 EUR"
    assert "none found in records #9 to #" in line(good, "counters")["value"]


def test_messages_of_the_pack_are_all_used() -> None:
    """What nobody says any more goes."""
    root = Path(__file__).resolve().parents[2] / "host_tools/posminder"
    code = "".join(each.read_text() for each in root.glob("evidence/**/*.*") if each.is_file())
    code += "".join(each.read_text() for each in root.glob("cli/evidence*.py"))
    own = [name.split(".")[1:] for name in MESSAGES if name.startswith("evidence.")]
    keyed = ("label", "column", "step", "part", "attach", "glossary", "missing", "source")
    unused = [".".join(each) for each in own if each[0] not in keyed and f"{each[0]}" not in code]
    assert not unused
