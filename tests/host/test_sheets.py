# SPDX-License-Identifier: MIT
"""The acquirer's sheet: each value with source and day, on the board by name, a newer one found."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from posminder.profile import sheets
from posminder.profile.check import check
from posminder.profile.compile import SHEET_SOURCE_BYTES_MAX, compile_profile
from posminder_formats import profile_fields as f
from tests.host.desk_board import DeskBoard
from tests.host.technician import KIOSK, Run

SHIPPED = Path("host_tools/posminder/profiles/acquirer/example-de.yaml")
NAME = "acquirer/example-de"


@pytest.fixture
def in_force(run: Run, board: DeskBoard) -> DeskBoard:
    """Return a board that has the kiosk's profile, with the shipped sheet in it."""
    board.stored_key = None
    assert run("apply", KIOSK, "--commission").code == 0
    return board


def handed_out(text: str) -> Path:
    """Put a sheet where those lie that the office has handed to this computer."""
    path = sheets.folder() / f"{NAME}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def newer(version: str = "2026-2", day: str = "2026-06-01") -> str:
    text = SHIPPED.read_text(encoding="utf-8").replace("version: 2026-1", f"version: {version}")
    text = text.replace('cut_over: "23:00"', 'cut_over: "22:30"')
    return text.replace("valid_from: 2026-01-01", f"valid_from: {day}")


def test_the_board_says_which_sheet_it_was_given(run: Run, in_force: DeskBoard) -> None:
    assert in_force.stored_profile is not None
    values = cbor2.loads(in_force.stored_profile)
    assert values[f.P_SHEET_ID] == NAME
    assert values[f.P_SHEET_SHA256] == sha256(SHIPPED.read_bytes()).digest()
    ran = run("status")
    assert "Acquirer sheet acquirer/example-de, version 2026-1, valid from 2026-01-01" in ran.out
    assert "收单机构参数表 acquirer/example-de" in run("status", "--lang", "zh-CN").out
    told = run("status", "--json").json()[0]["sheet"]
    assert list(told) == ["id", "version", "valid_from_day", "source", "sha256"]
    assert told["sha256"] == sha256(SHIPPED.read_bytes()).hexdigest()
    assert told["valid_from_day"] == (date(2026, 1, 1) - date(1970, 1, 1)).days


def test_a_board_without_a_profile_names_no_sheet(run: Run, board: DeskBoard) -> None:
    assert run("status", "--json").json()[0]["sheet"] is None


def test_a_newer_sheet_here_is_told_and_taken(run: Run, in_force: DeskBoard) -> None:
    def state() -> str:
        return {each["check"]: each for each in run("doctor", "--json").json()}["sheet"]["state"]

    assert state() == "good"
    handed_out(newer(day="2999-01-01"))  # announced, and not in force yet
    assert state() == "good"
    assert "not the newest" not in run("diff", KIOSK).err
    handed_out(newer())
    assert state() == "look"
    assert "here is 2026-2, valid from 2026-06-01" in run("doctor").out
    assert "本机有版本 2026-2" in run("doctor", "--lang", "zh-CN").out
    ran = run("diff", KIOSK, "--json")
    changed = {each["setting"]: each for each in ran.json()[0]["changes"]}
    assert (changed["cut_over"]["board"], changed["cut_over"]["file"]) == ("23:00", "22:30")
    assert changed["sheet.version"]["file"] == "2026-2"
    assert "version 2026-2 holds from 2026-06-01 on" in ran.err
    assert run("apply", KIOSK).code == 0
    assert state() == "good"


def test_a_sheet_beside_the_site_is_that_site_s_own_until_the_newest_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POSMINDER_HOME", str(tmp_path / "home"))
    site = tmp_path / "site.yaml"
    site.write_text(Path(KIOSK).read_text(encoding="utf-8"), encoding="utf-8")
    own = tmp_path / f"{NAME}.yaml"
    own.parent.mkdir()
    own.write_text(newer("2026-2"), encoding="utf-8")
    handed_out(newer("2026-10"))  # tenth, not first: numbers count as such
    for newest, version in ((False, "2026-2"), (True, "2026-10")):
        profile = check(site, {}, newest_sheet=newest).profile
        assert profile is not None
        assert profile.sheet is not None
        assert profile.sheet.version == version


def test_each_value_of_a_sheet_has_a_source_and_a_day(run: Run, tmp_path: Path) -> None:
    text = SHIPPED.read_text(encoding="utf-8").replace(
        "  currency: EUR",
        "  currency: EUR\n  announced:\n"
        "    - {settings: [cut_over, deposit], source: notice 12, date: 2026-05-04}",
    )
    handed_out(text)
    values = run("check", KIOSK, "--json").json()[0]["values"]
    assert values["cut_over"]["announced"] == ["notice 12", "2026-05-04"]
    assert values["deposit.cycle"]["announced"] == ["notice 12", "2026-05-04"]
    assert values["capture"]["announced"][1] == "2026-01-01"
    assert values["settle.max"]["announced"] is None  # the site's own
    assert "(notice 12, 2026-05-04)" in run("check", KIOSK, "--full").out
    handed_out(text.replace("[cut_over, deposit]", "[cut_over, deposits]"))
    ran = run("check", KIOSK)
    assert ran.code == 2
    assert "deposits is no setting of this sheet" in ran.err


@pytest.mark.parametrize("missing", ["valid_from: 2026-01-01", "source: example", "version: 2026"])
def test_a_sheet_without_source_or_day_is_refused(run: Run, tmp_path: Path, missing: str) -> None:
    site, own = tmp_path / "site.yaml", tmp_path / f"{NAME}.yaml"
    site.write_text(Path(KIOSK).read_text(encoding="utf-8"), encoding="utf-8")
    own.parent.mkdir()
    lines = SHIPPED.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.strip().startswith(missing)]
    assert len(kept) == len(lines) - 1
    own.write_text("\n".join(kept), encoding="utf-8")
    ran = run("check", str(site))
    assert ran.code == 2
    assert f"sheet.{missing.partition(':')[0]}" in ran.err


def test_a_long_source_is_cut_between_characters(run: Run) -> None:
    text = SHIPPED.read_text(encoding="utf-8")
    begin = text.index("  source:")
    text = text[:begin] + "  source: " + "通知" * 40 + text[text.index("\n", begin) :]
    handed_out(text.replace("version: 2026-1", "version: 2026-3"))
    checked = check(Path(KIOSK), {})
    assert checked.profile is not None
    data = compile_profile(checked.profile, "000000", 2026).data
    source = cbor2.loads(data)[f.P_SHEET_SOURCE]
    assert source.endswith("…")
    assert len(source.encode()) <= SHEET_SOURCE_BYTES_MAX
