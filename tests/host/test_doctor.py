# SPDX-License-Identifier: MIT
"""`doctor`: every check seen firing and not firing, and the command on a board and without one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from posminder import board_status, home, seal_keys, ticket_files
from posminder.board_sheet import BoardSheet
from posminder.doctor.checks import CHECKS, Line, lines
from posminder.doctor.facts import Computer, Facts, computer_of
from posminder.doctor.verdict import STATES
from posminder.messages import LANGUAGES, MESSAGES
from posminder.seal_keys import Kept, Later
from posminder.store.store import Store
from posminder.ticket import Ticket
from posminder_formats import people
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from tests.host.desk_board import DeskBoard, status_of
from tests.host.journal_bytes import BOARD, export, record
from tests.host.technician import KEY, KIOSK, Run, keep_key

TODAY = date(2026, 11, 22)
NOW_S = 1_795_330_800  # of status_of: a Sunday, 08:20 in Berlin
DAY_S = 86_400
LOCKED = {"company": "00", "ephemeral": "00", "locked": "00"}
KEPT = Kept(BOARD, bytes(16), LOCKED)
TICKET = Ticket(bytes.fromhex(BOARD), 1, "tom", 20_700, ticket_files.day_of(date(2027, 1, 1)), KEY)
SHOP = {
    f.P_MODE: f.MODE_ENFORCE,
    f.P_DRIVER: f.DRIVER_ZVT,
    f.P_ZVT_PASSWORD: b"\x12\x34\x56",
    f.P_UTC_OFFSETS: [[0, 3600]],
    f.P_DAY_STARTS_MIN: 240,
    f.P_SETTLE_MAX_MINOR: 800_000,
    f.P_ABOVE_MAX: f.ABOVE_MAX_HOLD,
    f.P_PEOPLE: [["owner", people.OWNER]],
    f.P_BANK_DAYS: [20_000, ticket_files.day_of(date(2027, 12, 31)), []],
    f.P_DEPOSIT_CYCLE: 2,
    f.P_DEPOSIT_WATCH: True,
    f.P_KEEP_SLIP: f.KEEP_MERCHANT,
}
SHEET = BoardSheet(
    id="acquirer/example-de", version="2026-1", valid_from_day=20_454, source="x", sha256="ab" * 32
)
HERE = Computer(
    (),
    (TICKET,),
    (KEPT,),
    company=True,
    office=True,
    newest_seq=345,
    newest_s=NOW_S,
    newest_bundle="0.0.9",
    release_key=True,
    watchdog_boots=0,
)


def well(computer: Computer = HERE, shop: dict[int, Any] | None = None, **status: Any) -> Facts:
    """Return facts that every check finds good, but for what is given."""
    told = status_of(profile_hash="ab" * 32)
    told["lines"]["terminal"]["frames"] = 400
    told["journal"] |= {"fill_percent": 12, "pulled_seq": 300}
    for key, value in status.items():
        told[key] = told.get(key, {}) | value if isinstance(value, dict) else value
    board = board_status.parse(json.dumps(told).encode())
    return Facts(TODAY, board, 1, SHOP | (shop or {}), SHEET, "ab" * 32, computer)


def states(facts: Facts) -> dict[str, str]:
    return {line.check: line.state for line in lines(facts, "en")}


ALERT = {"subject": None, "seen": False, "age_s": 5}
UNSEEN = {"alert": "clock_differs", **ALERT}
PLAIN = {"plain": "00"}

SILENT = {
    "frames": 0,
    "checksum_errors": 0,
    "repeats": 0,
    "broken": 0,
    "oversize": 0,
    "lost_bytes": 0,
}

FIRING: tuple[tuple[str, str, Facts], ...] = (
    ("commissioned", "wrong", well(commissioned=False)),
    ("profile", "wrong", well(profile_hash=None)),
    ("clock", "wrong", well(clock="unset")),
    ("clock", "wrong", well(clock_trusted=False)),
    ("alerts", "wrong", well(alerts=[{"alert": "receipt_missing", **ALERT}])),
    ("line", "wrong", well(terminal={"line": "silent"})),
    ("signed_in", "wrong", well(terminal={"signed_in": "no"})),
    ("flash", "wrong", well(journal={"faults": 1})),
    ("settlement", "look", well(batch={"since_s": NOW_S - 5 * 3600})),  # 03:20 was yesterday's
    ("filling", "look", well(journal={"fill_percent": 50})),
    ("filling", "wrong", well(journal={"fill_percent": 80})),
    ("pulled", "look", well(journal={"pulled_seq": 0})),
    ("records_here", "look", well(replace(HERE, newest_seq=0))),
    ("records_here", "look", well(replace(HERE, newest_seq=340, newest_s=NOW_S - 8 * DAY_S))),
    ("terminal_clock", "look", well(alerts=[UNSEEN])),
    ("line_quality", "look", well(lines={"terminal": {
        "frames": 98, "checksum_errors": 1, "repeats": 0, "broken": 1, "oversize": 0,
        "lost_bytes": 0,
    }})),
    ("wiring", "look", well(lines={"terminal": SILENT})),
    ("watchdog", "look", well(replace(HERE, watchdog_boots=2))),
    ("starts", "look", well(starts_today=5)),
    ("parts", "look", well(health={"faults": {"panel": 1}})),
    ("busy", "look", well(events_dropped=1)),
    ("sheet", "look", replace(well(), sheet=SHEET.model_copy(update={"valid_from_day": 20_000}))),
    ("mode", "look", well(mode="observe")),
    ("same_profile", "look", replace(well(), file_hash="cd" * 32)),
    ("profile_known", "look", replace(well(), profile=None)),
    ("approver", "look", well(shop={f.P_PEOPLE: [["c-1", people.CASHIER]]})),
    ("password", "look", well(shop={f.P_ZVT_PASSWORD: bytes(3)})),
    ("calendar", "look", well(shop={f.P_BANK_DAYS: [20_000, 20_779 + 60, []]})),
    ("files", "wrong", well(replace(HERE, damaged=("x.json holds no tickets.",)))),
    ("access", "look", well(replace(HERE, tickets=()))),
    ("ticket", "wrong", well(replace(HERE, tickets=(replace(TICKET, last_day=20_778),)))),
    ("ticket", "look", well(replace(HERE, tickets=(replace(TICKET, last_day=20_779 + 6),)))),
    ("plain_key", "look", well(replace(HERE, plain_keys=(BOARD,)))),
    ("sealed", "look", well(journal={"unsealed": None})),
    ("seal_keys", "look", well(replace(HERE, seals=()))),
    ("first_key", "look", well(replace(HERE, seals=(replace(KEPT, first=None),)))),
    ("first_key_locked", "look", well(replace(HERE, seals=(replace(KEPT, first=PLAIN),)))),
    ("first_key_locked", "look", well(replace(HERE, seals=(
        replace(KEPT, later=(Later(bytes(32), bytes(16), PLAIN),)),
    )))),
    ("company", "look", well(replace(HERE, company=False))),
    ("office", "look", well(replace(HERE, office=False))),
    ("firmware", "look", well(firmware="0.0.9")),
    ("firmware", "look", replace(well(), protocol=0)),
    ("fell_back", "wrong", well(update={"state": "failed", "from": "0.1.0", "to": "0.2.0"})),
    ("update", "look", well(replace(HERE, newest_bundle="0.1.10"))),
    ("release_key", "info", well(replace(HERE, release_key=False))),
    ("deposits", "info", well(shop={f.P_DEPOSIT_WATCH: False})),
    ("slips", "info", well(shop={f.P_KEEP_SLIP: f.KEEP_NONE})),
)  # fmt: skip


def test_where_all_is_well_every_check_says_so_in_the_table_s_order() -> None:
    found = states(well())
    assert set(found.values()) == {"good"}
    assert list(found) == [each.name for each in CHECKS]


def test_every_check_is_seen_firing() -> None:
    assert {name for name, _, _ in FIRING} == {each.name for each in CHECKS}


@pytest.mark.parametrize(("name", "state", "facts"), FIRING)
def test_a_check_fires_with_its_cure_in_both_languages(name: str, state: str, facts: Facts) -> None:
    for language in LANGUAGES:
        (line,) = (each for each in lines(facts, language) if each.check == name)
        assert line.state == state
        assert line.found
        assert line.cure
        assert "{" not in line.found
    # Nothing else fires, but what stands as an alert is counted among the alerts too.
    also = {"terminal_clock": {"alerts"}}.get(name, set())
    assert {k for k, v in states(facts).items() if v != "good"} == {name} | also


@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("line", well(terminal={"line": "unknown"})),
        ("sheet", replace(well(), sheet=SHEET.model_copy(update={"id": None}))),
        ("signed_in", well(terminal={"signed_in": "unknown"})),
        ("settlement", well(clock_trusted=False)),
        ("settlement", well(batch={"capture": "acquirer"})),
        ("filling", well(journal={"fill_percent": None})),
        ("records_here", well(replace(HERE, newest_seq=0), journal={"pulled_seq": 0})),
        ("records_here", well(replace(HERE, newest_seq=340), wall_s=None, clock="unset")),
        ("line_quality", well(lines={"terminal": None})),
        ("wiring", well(lines={"terminal": None})),
        ("wiring", well(lines={"terminal": SILENT, "register": SILENT})),
        ("watchdog", well(replace(HERE, watchdog_boots=None))),
        ("starts", well(starts_today=None)),
        ("parts", replace(well(), status=well().status.model_copy(update={"health": None}))),
        ("approver", well(shop={f.P_ABOVE_MAX: f.ABOVE_MAX_SETTLE})),
        ("password", well(shop={f.P_DRIVER: f.DRIVER_TRANSBANK})),
        ("calendar", well(shop={f.P_BANK_DAYS: [0, 0, []]})),
        ("ticket", well(replace(HERE, plain_keys=(BOARD,)))),
        ("update", well(replace(HERE, newest_bundle=None))),
        ("release_key", well(replace(HERE, release_key=None))),
        ("release_key", well(commissioned=False)),
        ("deposits", well(shop={f.P_DEPOSIT_CYCLE: 0})),
        ("slips", well(shop={f.P_DRIVER: f.DRIVER_ATTENDED})),
    ],
)
def test_what_cannot_be_known_or_does_not_matter_is_left_out(name: str, facts: Facts) -> None:
    assert name not in states(facts)


def test_bounds_are_where_they_are_said_to_be() -> None:
    soon = replace(TICKET, last_day=20_779 + 7)
    good = well(
        replace(HERE, newest_seq=340, newest_s=NOW_S - 7 * DAY_S, tickets=(soon,)),
        {f.P_BANK_DAYS: [20_000, 20_779 + 61, []]},
        journal={"fill_percent": 49},
        batch={"since_s": NOW_S - 4 * 3600},  # 04:20: today's, which began at 04:00
    )
    assert set(states(good).values()) == {"good"}


def test_without_a_shop_s_days_a_batch_is_late_after_a_whole_day() -> None:
    for age_s, state in ((DAY_S - 1, "good"), (DAY_S, "look")):
        facts = replace(well(batch={"since_s": NOW_S - age_s}), profile=None)
        assert states(facts)["settlement"] == state


def test_every_state_and_part_has_words() -> None:
    assert all(f"doctor.state.{each}" in MESSAGES for each in STATES)
    told = {name.split(".")[1] for name in MESSAGES if name.startswith("doctor.")}
    named = {each.name for each in CHECKS}
    assert told - named == {"no_board", "column", "state", "well", "faults"}


# The command -------------------------------------------------------------------------------------


def told(run: Run, *arguments: str) -> dict[str, dict[str, Any]]:
    return {each["check"]: each for each in run("doctor", *arguments, "--json").json()}


def test_doctor_on_a_board_exits_with_1_and_says_why_and_how(run: Run, board: DeskBoard) -> None:
    board.changes["clock"] = "unset"
    ran = run("doctor")
    assert ran.code == 1
    assert "The board's clock is unset or not trusted." in ran.out
    assert "Without a clock it trusts, only a held button settles." in ran.out
    assert "posminder apply FILE: it sets the clock" in ran.out
    shown = run("doctor", "--lang", "zh-CN").out
    assert "守护盒的时钟未设置或不可信。" in shown
    assert "需要处理" in shown
    assert not home.store_path().exists()  # a look makes no store


def test_doctor_json_has_the_documented_keys(run: Run, board: DeskBoard) -> None:
    documented = Path("host_tools/posminder/cli/JSON.md").read_text(encoding="utf-8")
    (row,) = (each for each in documented.splitlines() if each.startswith("| `doctor`"))
    found = told(run)
    assert list(found["profile"]) == ["id", *Line.__dataclass_fields__]
    assert all(f"`{key}`" in row for key in found["profile"])
    assert found["profile"]["id"] == BOARD
    assert found["profile"]["state"] == "wrong"


def test_doctor_of_a_shop_where_all_is_well_exits_with_0(
    stored: Run, board: DeskBoard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = home.home()
    for name in ("company.pem", "office.pem"):
        (folder / name).touch()
    ticket_files.take([replace(TICKET, last_day=0xFFFF)])
    seal_keys.write(replace(KEPT, blinding=bytes(16)))
    with Store(home.store_path()) as store:
        last = store.last_seq(BOARD)
    journal = {**status_of()["journal"], "last_seq": last}
    monkeypatch.setenv("ZVT", "123456")
    text = Path(KIOSK).read_text(encoding="utf-8")
    text = text.replace('tid: "29001234"', 'tid: "29001234", zvt: {password: "env:ZVT"}')
    file = tmp_path / "site.yaml"
    file.write_text(text, encoding="utf-8")
    digest = stored("check", str(file), "--json").json()[0]["sha256"]
    board.changes |= {"profile_hash": digest, "journal": journal}
    ran = stored("doctor", str(file))
    assert ran.code == 0, ran.out
    assert "Nothing to look at." in ran.out


def test_without_a_board_and_file_it_is_exit_3(run: Run) -> None:
    ran = run("doctor", "--port", "socket://127.0.0.1:1")
    assert ran.code == 3
    assert ran.out == ""


def test_without_a_board_file_and_computer_are_looked_at(run: Run) -> None:
    ran = run("doctor", KIOSK, "--port", "socket://127.0.0.1:1")
    assert ran.code == 1
    assert "No board was looked at" in ran.err
    found = told(run, KIOSK, "--port", "socket://127.0.0.1:1")
    assert {each["id"] for each in found.values()} == {None}
    assert found["password"]["state"] == "look"  # the example's is the default
    assert "000000" not in ran.out + ran.err
    assert {"mode", "approver", "company", "plain_key"} < set(found)
    assert not {"clock", "alerts", "line", "seal_keys"} & set(found)


def test_the_profile_in_force_is_the_one_this_computer_saw(run: Run, board: DeskBoard) -> None:
    board.stored_key = None
    assert run("apply", KIOSK, "--commission").code == 0
    with Store(home.store_path()) as store:
        known = store.profile(BOARD)
    assert known is not None
    board.changes["profile_hash"] = known[1]
    found = told(run)
    assert found["profile_known"]["state"] == "good"
    assert found["plain_key"]["state"] == "look"
    assert found["plain_key"]["why"].startswith("A thief")
    assert "password" not in found  # the store keeps none
    board.changes["profile_hash"] = sha256(b"another").hexdigest()
    assert told(run)["profile_known"]["state"] == "look"


def test_files_of_this_computer_are_read_and_damaged_ones_named(stored: Run) -> None:
    keep_key()
    ticket_files.take([TICKET])
    seal_keys.write(replace(KEPT, blinding=bytes(16)))
    found = computer_of(BOARD)
    assert (found.plain_keys, found.tickets) == ((BOARD,), (TICKET,))
    assert found.seals[0].first == LOCKED
    assert found.newest_seq > 0
    assert found.watchdog_boots == 0
    assert computer_of("f" * 16) == Computer()
    ticket_files.path_of(BOARD).write_text("{}", encoding="utf-8")
    seal_keys.path_of(BOARD).write_text("{}", encoding="utf-8")
    assert len(computer_of(None).damaged) == 2


def test_boots_by_the_watchdog_are_counted_over_the_last_30_days(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "boots.pmj"
    at = (NOW_S - 31 * DAY_S, NOW_S - 29 * DAY_S, NOW_S, None)
    boots = [record(r.R_BOOT, 2, "0.1.0", None, 0, boot=n, wall_s=s) for n, s in enumerate(at, 1)]
    boots.append(record(r.R_BOOT, 1, "0.1.0", None, 0, boot=5, wall_s=None))
    file.write_bytes(export(*boots))
    run("logs", "--file", str(file), "--board", BOARD)
    found = computer_of(BOARD)
    assert (found.newest_seq, found.newest_s) == (5, NOW_S)
    assert found.watchdog_boots == 3  # one without a time may be as new


def completed(words: str) -> Iterator[str]:
    asked = {"_POSMINDER_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": "1"}
    command = Path(sys.executable).with_name("posminder")
    ran = subprocess.run([command], env=os.environ | asked, capture_output=True, check=True)
    return iter(ran.stdout.decode().split())


def test_a_shell_completes_commands() -> None:
    assert list(completed("posminder rep")) == ["report"]
    assert "doctor" in list(completed("posminder d"))


def test_the_shop_s_language_is_spoken_where_none_is_asked_for(run: Run, board: DeskBoard) -> None:
    board.stored_key = None
    assert run("apply", "example/shop-cn-mis", "--commission", "--other-site").code == 0
    with Store(home.store_path()) as store:
        known = store.profile(BOARD)
    assert known is not None
    board.changes["profile_hash"] = known[1]
    assert "守护盒已有密钥。" in run("doctor").out
    assert "The board has a key." in run("doctor", "--lang", "en").out
