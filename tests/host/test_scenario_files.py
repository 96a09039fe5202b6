# SPDX-License-Identifier: MIT
"""Scenario files: what is read from them, and what is said of one that is wrong, and where."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from posminder.errors import UsageError
from posminder.messages import MESSAGES
from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.compare import compare, line_of
from posminder.scenarios.load import ScenarioWrong, load, shipped
from posminder.scenarios.moments import MOMENTS
from posminder.scenarios.play import play
from posminder.scenarios.profiles import profile_of
from posminder.scenarios.scenario import Cashier, Expected, Scenario, Step
from posminder.scenarios.stage import NotThere
from posminder.scenarios.values import parse_clock_s, parse_ms, show_ms
from tests.support.told import numbered, told

GOOD = """\
scenario: lunch
title: {en: Lunch, zh-CN: 午餐}
settings: {settle: {latest: "21:00"}}
begins: "11:30"
cashier: {sees_after: 10s, reprints_after: null}
steps:
  - {at: "11:40", sell: "12.50"}
  - {when: "receipt_line 3", after: 500ms, register_paper: out}
  - {at: "+1 08:00:30", unplug_terminal: 20s}
ends: "+1 09:00"
journal:
  - sale_started
  - sale: {amount_minor: 1250, result: 0}
  - receipt: refused
"""


def written(folder: Path, text: str) -> str:
    path = folder / "lunch.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_is_read_as_it_is_meant(tmp_path: Path) -> None:
    scenario = load(written(tmp_path, GOOD))
    assert (scenario.name, scenario.title, scenario.title_zh) == ("lunch", "Lunch", "午餐")
    assert (scenario.begins_s, scenario.ends_s) == (41_400, 86_400 + 32_400)
    assert scenario.cashier == Cashier(sees_after_s=10, reprints_after_s=None)
    sell, paper, unplug = scenario.steps
    assert (sell.action, sell.value, sell.at_s) == ("sell", 1_250, 42_000)
    assert (paper.when, paper.after_ms, paper.value) == ("receipt_line 3", 500, "out")
    assert (unplug.at_s, unplug.value) == (86_400 + 28_830, 20_000)
    names = [(each.name, each.words) for each in scenario.expected or ()]
    assert names == [
        ("sale_started", {}),
        ("sale", {"amount_minor": 1_250, "result": 0}),
        ("receipt", {"state": "refused"}),
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("sell:", "sel:", 'lunch.yaml:7:19 steps[0].sel: "sel" is no action; did you mean "sell"?'),
        ('sell: "12.50"', "sell: 12.50", "steps[0].sell: must be an amount in quotes"),
        (
            'at: "11:40"',
            "at: 1140",
            'steps[0].at: must be a clock time in quotes, such as "20:05"',
        ),
        ("receipt_line 3", "receipt_lines", 'is no moment; did you mean "receipt_line"?'),
        ("500ms", "soon", "steps[1].after: must be a duration such as 2500ms"),
        ("register_paper: out", "register_paper: otu", 'must be out or in; did you mean "out"?'),
        ("unplug_terminal: 20s", "unplug_terminal: 20", "steps[2].unplug_terminal: must be a dur"),
        ("unplug_terminal: 20s", "hold_button: , plug_terminal: ", "must name one action"),
        ('"+1 08:00:30"', '"08:00"', "steps[2].at: is before the step before it"),
        ('ends: "+1 09:00"', 'ends: "11:00"', "is after the end"),
        ("receipt: refused", "receit: refused", 'is no record; did you mean "receipt"?'),
        ("result: 0", "reslt: 0", 'lunch.yaml:13:32 journal[1].sale.reslt: "reslt" is unknown'),
        ("  - sale_started", "  - sale_started: 3", "write its words as a map"),
        ("cashier: {", "cashier: {sleeps: true, ", '"sleeps" is unknown'),
        ("reprints_after: null", "reprints_after: 1500ms", "must be whole seconds"),
        ("zh-CN: 午餐", "de: Mittag", 'title: has no "zh-CN"'),
        ("begins:", "begin:", '"begin" is unknown; did you mean "begins"?'),
        ("scenario: lunch", "scenario: 7", "scenario: must be a text"),
        ("receipt: refused", "line: answring", 'in_service; did you mean "answering"?'),
        ("receipt: refused", "line: {line: terminl}", "journal[2].line.line: must be one of"),
        ("receipt: refused", "{line: answering, button: short}", "[2]: must be one record, such"),
        ("receipt: refused", "[a]", "lunch.yaml:14:5 journal[2]: must be one record, such as"),
        (
            "receipt: refused",
            "line: [answering]",
            "[2].line.state: must be one of answering, silent",
        ),
        ("receipt: refused", "line: 2", "[2].line.state: must be one of answering, silent"),
        ("receipt: refused", "line: null", "journal[2].line.state: is never null"),
        ("amount_minor: 1250", 'amount_minor: "1250"', "amount_minor: must be a whole number"),
        ("amount_minor: 1250", "card_name: 7", "sale.card_name: must be a text in quotes"),
        ("journal:", "journal: []\nseed: 4\nstray:", "journal: expects no record: leave it out"),
        ("begins:", "profile: nope\nbegins:", "lunch.yaml:4:10 profile: "),
        ('sell: "12.50"', "apply_profile: {settle: {lastest: 3}}", "lunch.yaml:7:53 steps[0].app"),
        ("begins:", "date: 5\nbegins:", "date: must be a date such as 2027-01-31"),
        ('"12.50"', '"１２.50"', "steps[0].sell: must be an amount in quotes"),
        ('"11:30"', '"11:３0"', "begins: must be a clock time"),
        ('{at: "11:40", sell', '{at: "11:40", when: sale_ended, sell', "needs either at"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    assert old in GOOD
    with pytest.raises(ScenarioWrong) as raised:
        load(written(tmp_path, GOOD.replace(old, new)))
    assert said in str(raised.value)
    assert "lunch.yaml:" in str(raised.value)


def test_every_error_is_found_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("sell:", "sel:").replace("receipt: refused", "receit: refused")
    with pytest.raises(ScenarioWrong) as raised:
        load(written(tmp_path, text))
    assert str(raised.value).count("lunch.yaml:") == 2


def test_broken_yaml_and_no_file_are_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioWrong, match="is not YAML"):
        load(written(tmp_path, "scenario: [1"))
    with pytest.raises(ScenarioWrong, match='did you mean "totals-differ"'):
        load("total-differs")


def test_settings_that_are_no_profile_are_said(tmp_path: Path) -> None:
    with pytest.raises(ScenarioWrong, match=r"lunch\.yaml:3:30 settings\.settle\.lastest"):
        load(written(tmp_path, GOOD.replace("latest:", "lastest:")))
    scenario = replace(load(written(tmp_path, GOOD)), settings={"settle": {"lastest": "21:00"}})
    with pytest.raises(UsageError, match=r"settle\.lastest"):
        profile_of(scenario)


def test_settings_lie_over_the_shipped_example(tmp_path: Path) -> None:
    plain = profile_of(load(written(tmp_path, GOOD.replace('"21:00"', '"20:45"'))))
    later = profile_of(load(written(tmp_path, GOOD)))
    differing = {key for key in plain.values if plain.values[key] != later.values[key]}
    assert len(differing) == 1
    over = profile_of(load(written(tmp_path, GOOD)), {"settle": {"latest": "20:45"}})
    assert over.compiled == plain.compiled


def test_pesos_are_written_like_any_amount_and_have_no_cents(tmp_path: Path) -> None:
    steps = 'steps:\n  - {at: "11:40", sell: "4990.00"}\n'
    text = f"{GOOD.partition('steps:')[0]}{steps}ends: '12:00'\n".replace(
        "begins", "profile: example/shop-cl\nbegins"
    )
    assert load(written(tmp_path, text)).steps[0].value == 4_990
    with pytest.raises(ScenarioWrong) as raised:
        load(written(tmp_path, text.replace("4990.00", "4990.50")))
    assert "steps[0].sell: has cents, and the currency has none" in str(raised.value)


def test_what_needs_another_terminal_is_said_where_it_is_played() -> None:
    steps = (Step("refund", 1_000, at_s=12 * 3_600),)
    scenario = Scenario("x", "x", "x", steps, profile="example/shop-cl")
    with pytest.raises(NotThere, match="register that speaks ZVT"):
        play(scenario)


def test_every_shipped_file_is_named_as_it_is_called() -> None:
    assert len(shipped()) >= 8
    for name in shipped():
        scenario = load(name)
        assert scenario.name == name
        assert scenario.title != scenario.title_zh


def test_every_action_has_help_and_words_in_both_languages() -> None:
    for name, action in ACTIONS.items():
        assert action.help.endswith("."), name
        told = [each for each in MESSAGES if f"{each}.".startswith(f"timeline.{name}.")]
        assert told, name
    assert all(moment.help for moment in MOMENTS.values())


@pytest.mark.parametrize("text", ["2500ms", "20s", "15min", "2h", "90s"])
def test_a_duration_is_told_as_it_is_written(text: str) -> None:
    assert show_ms(parse_ms(text)) == text


@pytest.mark.parametrize("text", ["24:00", "7:30", "20:61", "+1", 1205, None])
def test_what_is_no_clock_time(text: object) -> None:
    with pytest.raises(ValueError, match="clock time"):
        parse_clock_s(text)


def test_the_diff_can_be_pasted_and_then_fits(tmp_path: Path) -> None:
    found = numbered(told("button", press="held"), told("receipt", trace=7, state="delivered"))
    wrong = (Expected("button", {"press": "short"}), Expected("receipt", {"state": "refused"}))
    compared = compare(wrong, found)
    assert compared.differences == 4
    assert compared.lines[0] == "# expected: - button: short"
    assert compared.lines[1] == "- button: held  # found, not expected"
    journal = "\n".join(f"  {line}" for line in compared.lines)
    pasted = load(written(tmp_path, GOOD[: GOOD.index("  - sale_started")] + journal + "\n"))
    assert not compare(pasted.expected or (), found).differences


def test_words_are_written_as_yaml_reads_them() -> None:
    assert line_of("button", {"press": "held"}) == "button: held"
    assert line_of("receipt", {"trace": 7, "state": "refused"}) == (
        "receipt: {trace: 7, state: refused}"
    )
    assert line_of("terminal", {"tid": "29001234"}) == 'terminal: {tid: "29001234"}'
    assert line_of("sign_in", {"state": None}) == "sign_in: null"
