# SPDX-License-Identifier: MIT
"""`init`, `schema`, `checklist`, `diff`, and what `check` and `apply` say of a profile."""

from __future__ import annotations

import io
import json
import re
import sys
from pathlib import Path

import pytest

from posminder import home
from posminder.profile.check import check
from posminder.profile.schema import LAYER_KINDS
from tests.host.desk_board import DeskBoard
from tests.host.journal_bytes import BOARD
from tests.host.technician import KIOSK, Run, keep_key

NEEDED = {
    "--template": "kiosk-de",
    "--acquirer": "acquirer/example-de",
    "--id": "kn-0002",
    "--name": 'Kiosk "am Eck": neu',
    "--tid": "29001235",
    "--owner": "A. Beispiel",
}
PAN = "4761739001010119"


def options(**changes: str | None) -> list[str]:
    """Return NEEDED with changes, as a command line has it; None takes an option out."""
    changed = NEEDED | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    return [part for name, value in changed.items() if value is not None for part in (name, value)]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "shop.yaml"


# init


def test_init_from_options_writes_a_site_that_passes_check(run: Run, site: Path) -> None:
    ran = run("init", str(site), *options(hours="mon-fri 08:00-12:00 14:00-18:00; sat,sun 9:00"))
    assert ran.code == 2
    hours = "mon-fri 08:00-12:00 14:00-18:00; sat,sun 09:00-12:00"
    ran = run("init", str(site), *options(hours=hours, max="500.00"))
    assert (ran.code, ran.err) == (0, "")
    text = site.read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=posminder-site.schema.json\n")
    assert len(text.splitlines()) <= 11
    found = check(site, {})
    assert found.findings == ()
    assert found.profile is not None
    assert found.profile.site.name == NEEDED["--name"]
    assert found.profile.settle.max == 50_000
    assert [len(day) for day in found.profile.week()] == [2] * 5 + [1] * 2
    assert found.profile.mode == "observe", "a pilot first"
    schema = json.loads((site.parent / "posminder-site.schema.json").read_text(encoding="utf-8"))
    assert schema == json.loads(run("schema", "site").out)
    assert " 1. [ ] Technician: Switch register and terminal off" in ran.out


def test_init_refuses_to_overwrite(run: Run, site: Path) -> None:
    site.write_text("mine")
    ran = run("init", str(site), *options())
    assert ran.code == 2
    assert "add --force" in ran.err
    assert site.read_text() == "mine"
    assert run("init", str(site), *options(), "--force").code == 0
    assert "kn-0002" in site.read_text()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("tid", "123", "--tid: does not fit: TID on the terminal's slips, eight digits"),
        ("id", None, "--id: is empty"),
        ("owner", None, "--owner: is empty"),
        ("max", "500", "--max: must be an amount with two decimals"),
        ("latest", "8pm", '--latest: must be a clock time in quotes, such as "20:45"'),
        ("hours", "mon-fry 08:00-20:00", '--hours: "fry" is not a day'),
        ("wiring", "inline", 'did you mean "in_line"?'),
        ("password_variable", "MY VAR", "--password-variable: does not fit"),
        (
            "template",
            None,
            "--template is missing: one of template/convenience-attended, template/",
        ),
        ("template", "kiosk-fr", "no such layer: 'template/kiosk-fr'"),
        ("latest", "19:00", "is inside the hours of mon"),
        ("name", f"Shop {PAN}", "holds a whole card or account number"),
    ],
)
def test_init_says_what_is_wrong_with_an_option_and_writes_nothing(
    run: Run, site: Path, name: str, value: str | None, expected: str
) -> None:
    ran = run("init", str(site), *options(**{name: value}))
    assert ran.code == 2
    assert expected in ran.err
    assert PAN not in ran.err + ran.out
    assert list(site.parent.glob("*.yaml")) == []


def test_init_takes_a_password_variable_that_is_set_later_and_check_does_not(
    run: Run, site: Path
) -> None:
    ran = run("init", str(site), *options(password_variable="UNSET_VAR"))
    assert ran.code == 0
    unset = "terminal.zvt.password: the environment variable UNSET_VAR is not set"
    assert f"warning: {unset}" in ran.err
    assert "env:UNSET_VAR" in site.read_text(encoding="utf-8")
    refused = run("check", str(site))
    assert refused.code == 2
    assert unset in refused.err
    assert "warning" not in refused.err


def test_init_where_nothing_can_be_written_says_so(run: Run, site: Path) -> None:
    site.write_text("a file, no folder")
    ran = run("init", str(site / "shop.yaml"), *options())
    assert ran.code == 2
    assert "shop.yaml cannot be written: " in ran.err
    assert "Traceback" not in ran.err


class Keyboard(io.StringIO):
    """Somebody at a terminal."""

    def isatty(self) -> bool:
        return True


def test_init_asks_again_until_the_answer_is_one(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = ["convenience-cn", "", "wx-0099", "五爱店", "", "12", "30100499", "", "", "", ""]
    answers += ["70000.00", "陈", "李"]
    monkeypatch.setattr(sys, "stdin", Keyboard("\n".join(answers) + "\n"))
    ran = run("init", str(site), "--lang", "zh-CN")
    assert ran.code == 0, ran.err
    assert "does not fit: TID on the terminal's slips, eight digits" in ran.err
    assert "收单机构参数表: acquirer/example-cn (CNY), acquirer/example-de (EUR)" in ran.err
    assert "mon-fri 08:00-22:30; sat,sun 09:00-22:30" in ran.err, "the template's hours are offered"
    found = check(site, {})
    # Run near the end of what is known of China's bank days, it says so.
    assert {each.path for each in found.findings} <= {"calendar.bank_days"}
    assert found.profile is not None
    assert (found.profile.site.id, found.profile.terminal.tid) == ("wx-0099", "30100499")
    assert (found.profile.settle.min, found.profile.settle.max) == (1_000, 7_000_000)
    assert found.profile.sheet is not None
    assert found.profile.sheet.id == "acquirer/example-cn"
    assert "技术员" in ran.out


def test_init_offers_the_acquirer_whose_currency_fits_the_template(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for template, acquirer in (("kiosk-de", "example-de"), ("convenience-cn", "example-cn")):
        answers = [template, "", "kn-0002", "Kiosk", "", "29001235", "", "", "", "", "", "A", "B"]
        monkeypatch.setattr(sys, "stdin", Keyboard("\n".join(answers) + "\n"))
        ran = run("init", str(site), "--force")
        assert ran.code == 0, ran.err
        text = site.read_text(encoding="utf-8")
        assert f"extends: [acquirer/{acquirer}, template/{template}]" in text


def test_init_as_json(run: Run, site: Path) -> None:
    (found,) = run("init", str(site), *options(), "--json").json()
    assert found == {"file": str(site), "ok": True, "findings": []}
    bad = run("init", str(site), *options(latest="19:00"), "--force", "--json")
    assert bad.code == 2
    assert bad.json()[0]["findings"][0]["against"]["file"] == str(site)


@pytest.mark.parametrize(
    "command",
    [("check",), ("tx",), ("note", "add"), ("init",), ("schema",), ("report", "day")],
)
def test_usage_names_what_to_put_in_in_capitals(run: Run, command: tuple[str, ...]) -> None:
    usage = next(line for line in run(*command, "--help").out.splitlines() if "Usage" in line)
    (argument,) = usage.partition("[OPTIONS]")[2].split()
    assert argument.strip("[]{}").isupper(), usage


def test_a_currency_that_no_shop_has_is_refused(run: Run) -> None:
    for command in ("demo", "day"):
        ran = run("simulate", command, "--seed", "1", "--currency", "USD")
        assert ran.code == 2
        assert "EUR" in ran.err


@pytest.mark.parametrize("hours", ["mon-fri 08:00-20:00; mon-fri 09:00-10:00"])
def test_init_refuses_hours_that_name_a_day_twice(run: Run, site: Path, hours: str) -> None:
    ran = run("init", str(site), *options(hours=hours))
    assert ran.code == 2
    assert "--hours: mon-fri is named twice" in ran.err


def test_an_empty_answer_takes_the_template_s_away(run: Run, site: Path) -> None:
    changes = {"template": "convenience-cn", "acquirer": "example-cn", "min": "", "max": "900.00"}
    changes["supervisor"] = "B"
    assert run("init", str(site), *options(**changes)).code == 0
    assert "min: null" in site.read_text(encoding="utf-8")
    found = check(site, {}).profile
    assert found is not None
    assert (found.settle.min, found.settle.max) == (None, 90_000)


def test_a_refused_option_is_not_said_again(run: Run, site: Path) -> None:
    ran = run("init", str(site), *options(hours=f"{PAN} 08:00-20:00"))
    assert ran.code == 2
    assert PAN not in ran.err + ran.out


# checklist


def steps(run: Run, *arguments: str) -> list[str]:
    ran = run("checklist", *arguments)
    assert ran.code == 0
    lines = ran.out.splitlines()[1:]
    assert [int(line.split(".")[0]) for line in lines] == list(range(1, len(lines) + 1))
    return lines


def test_the_checklist_follows_wiring_and_mode(run: Run, site: Path) -> None:
    in_line, beside = steps(run, KIOSK), steps(run, "example/convenience", "--lang", "en")
    assert "put the board between them" in in_line[0]
    assert any("see the reminder after 20 s" in line for line in in_line)
    assert any("settles by itself from now on" in line for line in in_line)
    assert "connect its free serial port" in beside[0]
    assert not any("reminder" in line for line in beside)
    assert any("Owner 陈: Pilot: mode observe" in line for line in beside)
    assert any("Then write mode: enforce" in line for line in beside)
    assert any("signs the terminal off" in line for line in beside)
    assert any("first 3 credits" in line for line in beside)
    for lines in (in_line, beside):
        assert "by 2027-11-02" in lines[-1]
        assert any("--commission" in line for line in lines)


@pytest.mark.parametrize(
    ("more", "told"), [("", "(account.daily_limit is not written)"), ('"10000.00"', "(10000.00)")]
)
def test_the_checklist_asks_for_a_class_ii_account_s_limit(
    run: Run, site: Path, more: str, told: str
) -> None:
    limit = f", daily_limit: {more}" if more else ""
    assert run("init", str(site), *options(max="500.00")).code == 0
    text = site.read_text(encoding="utf-8")
    account = f"account: {{masked: '622202******1234', bank: B, account_class: II{limit}}}\n"
    assert "class II" not in "".join(steps(run, str(site)))
    site.write_text(text + account, encoding="utf-8")
    assert f"of class II: ask its bank for the limit a day {told}" in "".join(steps(run, str(site)))
    assert "结算卡为 II 类账户" in "".join(steps(run, str(site), "--lang", "zh-CN"))


def test_the_checklist_names_the_password_s_variable(
    run: Run, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KN_ZVT", "837462")
    assert run("init", str(site), *options(password_variable="KN_ZVT")).code == 0
    shown = "\n".join(steps(run, str(site)))
    assert "environment variable KN_ZVT" in shown
    assert "837462" not in shown


def test_the_checklist_as_json(run: Run) -> None:
    found = run("checklist", KIOSK, "--json").json()
    assert [each["step"] for each in found] == list(range(1, len(found) + 1))
    assert set(found[0]) == {"step", "who", "what"}


# schema


@pytest.mark.parametrize("kind", LAYER_KINDS)
def test_schema_prints_json(run: Run, kind: str) -> None:
    ran = run("schema", kind)
    assert ran.code == 0
    assert json.loads(ran.out)["$schema"].startswith("https://json-schema.org/")


def test_schema_of_what_does_not_exist(run: Run) -> None:
    ran = run("schema", "shop")
    assert ran.code == 2
    assert "site, template, sheet" in ran.err


# check


def test_check_full_says_where_each_setting_goes(run: Run) -> None:
    out = run("check", "example/kiosk", "--full").out
    assert re.search(r'settle.max +"8000.00" +example/kiosk.yaml:8 +board: settle_max_minor', out)
    assert re.search(r'cut_over +"23:00" +acquirer/example-de.yaml:8 +board: cut_over_min', out)
    assert re.search(r"fees.rates\[0\].cap|fees.rates\[0\].rate +\"0.25%\"", out)
    assert re.search(r'settle.above_max +"hold" +default +board: above_max', out)
    assert "?" not in {line.split()[-1] for line in out.splitlines() if line.split()}


def test_check_says_of_a_pilot_that_nothing_is_sent(run: Run) -> None:
    ran = run("check", "example/convenience", "--lang", "en")
    assert "Mode observe: nothing is sent to the terminal" in ran.out
    assert "A total above 60000.00 CNY raises an alert and waits for a person, 24 h" in ran.out
    assert "Acquirer sheet acquirer/example-cn, version 2026-1" in ran.out


def test_no_command_says_a_whole_number_again(run: Run, site: Path, board: DeskBoard) -> None:
    keep_key()
    text = Path(KIOSK).read_text(encoding="utf-8")
    site.write_text(f'{text}account: {{masked: "{PAN}", bank: B}}\n', encoding="utf-8")
    for arguments in (("check",), ("check", "--json"), ("apply",), ("diff",), ("checklist",)):
        ran = run(arguments[0], str(site), *arguments[1:])
        assert ran.code == 2
        assert PAN[6:12] not in ran.out + ran.err
        assert "whole card or account number" in ran.out + ran.err


@pytest.mark.parametrize("line", ["fees: []", "idle_before_s: .nan", "idle_before_s: .inf"])
def test_what_is_no_map_and_no_number_is_refused_as_json_too(
    run: Run, site: Path, line: str
) -> None:
    text = Path(KIOSK).read_text(encoding="utf-8")
    site.write_text(f"{text}{line}\n", encoding="utf-8")
    ran = run("check", str(site), "--json")
    assert ran.code == 2
    assert ran.json()[0]["findings"][0]["line"] == len(text.splitlines()) + 1


# diff and apply


def test_diff_of_a_board_without_a_profile(run: Run, board: DeskBoard) -> None:
    keep_key()
    ran = run("diff", KIOSK)
    assert ran.code == 1
    assert "The board has no profile yet" in ran.out
    assert re.search(r"settle.latest +none +20:45", ran.out)
    assert f"posminder apply {KIOSK}" in ran.err
    assert board.stored_profile is None


def test_diff_shows_what_apply_will_change_and_then_nothing(
    run: Run, board: DeskBoard, site: Path
) -> None:
    keep_key()
    assert run("apply", KIOSK).code == 0
    assert run("diff", KIOSK).code == 0
    text = Path(KIOSK).read_text(encoding="utf-8")
    site.write_text(text.replace('"20:45"', '"21:30"').replace("enforce", "observe"))
    ran = run("diff", str(site), "--json")
    assert ran.code == 1
    expected = [
        {"setting": "mode", "board": "enforce", "file": "observe"},
        {"setting": "settle.latest", "board": "20:45", "file": "21:30"},
    ]
    assert ran.json() == [{"id": BOARD, "same": False, "changes": expected}]
    applied = run("apply", str(site))
    assert re.search(r"settle.latest +20:45 +21:30", applied.out)
    assert run("diff", str(site)).out == ("No change: the board has this profile in force.\n")


def test_apply_of_the_same_profile_sends_nothing_and_sets_the_clock(
    run: Run, board: DeskBoard, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_key()
    (first,) = run("apply", KIOSK, "--json").json()
    assert len(first["changes"]) > 20
    board.wall = None

    def committed(data: bytes | bytearray) -> bytes:
        raise AssertionError("nothing was to be sent")

    monkeypatch.setattr(board, "commit_profile", committed)
    ran = run("apply", KIOSK)
    assert ran.code == 0
    assert "No change" in ran.out
    assert board.wall is not None
    assert run("apply", KIOSK, "--json").json()[0]["changes"] == []


def test_apply_to_a_board_of_another_site_needs_a_word(
    run: Run, board: DeskBoard, site: Path
) -> None:
    keep_key()
    assert run("apply", KIOSK).code == 0
    before, board.wall = board.stored_profile, None
    text = Path(KIOSK).read_text(encoding="utf-8")
    site.write_text(text.replace("kn-0001", "kn-0002").replace("20:45", "21:00"), encoding="utf-8")
    ran = run("apply", str(site))
    assert ran.code == 2
    assert "is at site kn-0001, and this profile is of site kn-0002" in ran.err
    assert (board.stored_profile, board.wall) == (before, None), "nothing was changed"
    moved = run("apply", str(site), "--other-site")
    assert moved.code == 0
    rows = moved.out.splitlines()
    assert rows[0].startswith("setting")
    assert re.fullmatch(r"site.id +kn-0001 +kn-0002", rows[1])


def test_apply_to_a_board_without_a_profile_shows_no_table_of_nothing(
    run: Run, board: DeskBoard
) -> None:
    keep_key()
    out = run("apply", KIOSK, "--lang", "zh-CN").out
    assert "site.id" not in out
    assert "无人查看的告警在5 分钟后再响一次。" in out
    assert f"守护盒 {BOARD} 已启用此配置：SHA-256 " in out
    assert "24 h" not in out


def test_diff_needs_the_board_s_key(run: Run, board: DeskBoard) -> None:
    assert run("diff", KIOSK).code == 1, "a board without a profile has nothing to read"
    keep_key()
    assert run("apply", KIOSK).code == 0
    home.key_path(BOARD).unlink()
    assert run("diff", KIOSK).code == 6


def test_every_key_of_the_json_output_is_documented(run: Run, board: DeskBoard, site: Path) -> None:
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    keep_key()
    commands = (("diff", KIOSK), ("checklist", KIOSK), ("init", str(site), *options()))
    for arguments in commands:
        for found in run(*arguments, "--json").json():
            assert all(f"`{key}`" in documented for key in found), found
