# SPDX-License-Identifier: MIT
"""Practice on the real firmware: who does the right thing is told so, and who does harm as well."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest

from posminder import __main__
from posminder.messages import LANGUAGES, MESSAGES
from posminder.practice.account import HARMS
from posminder.practice.incidents import INCIDENTS
from posminder.practice.rehearsal import ACTS, rehearsal
from posminder.practice.score import Score
from posminder.simulator.timeline import Moment, Who

RIGHT = {
    "receipt_missing": ("press", "paper", "reprint"),
    "terminal_demands": ("look", "wait 1", "sell"),
    "above_maximum": ("runbook above_maximum", "owner", "hold", "wait 1", "off"),
    "forgot_to_close": ("hold", "wait 1", "off"),
    "terminal_unplugged": ("hold", "look", "plug", "wait 5", "off"),
    "not_signed_in": ("runbook not_signed_in", "wait 2", "sell"),
    "sale_refused": ("sell", "runbook sale_refused", "hold", "wait 1", "sell"),
    "sale_unknown": ("look", "wait 1", "look", "sell"),
}
# What somebody does who does not know better, and the harm that comes of it.
WRONG = {
    "receipt_missing": (("sell",), {"no_receipt"}),
    "terminal_demands": (("off",), {"off_with_open_batch"}),
    "above_maximum": (("press", "off"), {"off_with_open_batch"}),
    "forgot_to_close": (("off", "wait 3", "on"), {"off_with_open_batch"}),
    "terminal_unplugged": (("hold", "off"), {"off_with_open_batch"}),
    "not_signed_in": (("sell",), {"sold_not_signed_in"}),
    "sale_refused": (("sell", "off"), {"off_with_open_batch"}),
    "sale_unknown": (("sell", "sell"), {"paid_twice"}),
}


def practised(name: str, acts: tuple[str, ...], seed: int = 1) -> tuple[Score, list[Moment]]:
    """Do these acts and return what they were worth, and what the trainee was told."""
    told: list[Moment] = []
    with rehearsal(INCIDENTS[name], seed, "en", told.append) as it:
        for each in acts:
            act, _, more = each.partition(" ")
            it.view()
            it.do(act, int(more) if act == "wait" else 1)
        return it.finish(), told


def test_every_incident_has_both_answers() -> None:
    assert set(RIGHT) == set(WRONG) == set(INCIDENTS)


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_right_acts_solve_it_without_harm(name: str) -> None:
    score, told = practised(name, RIGHT[name])
    assert score.harms == ()
    assert score.solved
    assert score.right_s is not None
    assert 90 <= score.points <= 100
    assert score.records
    assert {each.who for each in told} <= {Who.CASHIER, Who.TERMINAL, Who.BOARD}


@pytest.mark.parametrize("name", INCIDENTS)
def test_the_wrong_acts_are_seen_in_the_journal(name: str) -> None:
    acts, harms = WRONG[name]
    score, _ = practised(name, acts)
    assert {each.name for each in score.harms} == harms
    assert all(each.records for each in score.harms)
    assert score.points <= 50


def test_doing_nothing_solves_nothing() -> None:
    """What the board does by itself is not the trainee's, and no harm either."""
    score, _ = practised("above_maximum", ())
    assert (score.solved, score.right_s, score.harms, score.points) == (False, None, (), 0)


def test_late_is_worth_less_and_the_same_seed_the_same() -> None:
    soon, again = (practised("forgot_to_close", ("hold",))[0] for _ in range(2))
    late = practised("forgot_to_close", ("wait 20", "hold"))[0]
    assert soon == again
    assert soon.right_s is not None
    assert late.right_s == soon.right_s + 20 * 60
    assert late.solved
    assert late.points < soon.points


def test_what_is_shown_is_what_is_there() -> None:
    with rehearsal(INCIDENTS["terminal_unplugged"], 1, "zh-CN", lambda _: None) as it:
        assert it.view().lamp == "green"
        assert it.terminal().state == "unplugged"
        it.do("plug")
        assert it.terminal().state == "ready"
        it.do("off")
        dark = it.view()
        assert (dark.lamp, dark.panel, it.terminal().state) == ("off", (), "off")
        it.do("on")
        assert any("已签到" in line or "未结算" in line for line in it.view().panel)
        assert it.terminal().open_count == 1


# The command


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    def posminder(*arguments: str, typed: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["posminder", "practice", *arguments])
        monkeypatch.setattr(sys, "stdin", StringIO(typed))
        with pytest.raises(SystemExit) as exit_:
            __main__.main()
        captured = capsys.readouterr()
        return int(exit_.value.code or 0), captured.out, captured.err

    return posminder


def test_a_script_is_played_and_its_result_kept(
    run: Callable[..., tuple[int, str, str]], tmp_path: Path
) -> None:
    script, kept = tmp_path / "answers.txt", tmp_path / "result.json"
    script.write_text("# at closing\nhold\nwait 1\n\ndone\noff\n", encoding="utf-8")
    code, out, _ = run("forgot_to_close", "--script", str(script), "--save", str(kept), "--json")
    assert code == 0
    assert json.loads(out) == json.loads(kept.read_text(encoding="utf-8"))
    assert json.loads(out)["harms"] == [], "what stands behind done is not done"


@pytest.mark.parametrize("language", LANGUAGES)
def test_somebody_types_and_is_asked_again(
    run: Callable[..., tuple[int, str, str]], language: str
) -> None:
    typed = "hodl\nwait x\nrunbook nothing\n\nlook\nowner\nrunbook\nrunbook above_maximum\noff\n"
    code, out, err = run("above_maximum", "--lang", language, typed=typed)
    assert code == 1
    assert "hold" in err
    assert "{" not in out + err
    assert MESSAGES["harm.off_with_open_batch"][LANGUAGES.index(language)] in out
    assert MESSAGES["practice.owner"][LANGUAGES.index(language)] in out


def test_what_is_wrong_is_said(run: Callable[..., tuple[int, str, str]], tmp_path: Path) -> None:
    script = tmp_path / "answers.txt"
    script.write_text("hold\nswitch\n", encoding="utf-8")
    for arguments, said in (
        (("forgot_to_clos",), "forgot_to_close"),
        (("forgot_to_close", "--script", str(script)), ":2:"),
        (("forgot_to_close", "--script", str(tmp_path / "none")), "cannot be read"),
    ):
        code, _, err = run(*arguments)
        assert code == 2
        assert said in err
    assert run("--list")[1].count("\n") == len(INCIDENTS)


def test_every_name_has_words() -> None:
    names = [f"act.{name}" for name in (*ACTS, "done")] + [f"harm.{name}" for name in HARMS]
    names += [f"practice.{name}{more}" for name in INCIDENTS for more in ("", ".task")]
    assert [name for name in names if name not in MESSAGES] == []
