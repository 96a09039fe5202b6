# SPDX-License-Identifier: MIT
"""Each rule says itself from the values that are in force, wherever it is said."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import cbor2
import pytest

from posminder.errors import ProtocolError
from posminder.messages import LANGUAGES
from posminder.profile.check import check
from posminder.profile.compile import compile_profile
from posminder.profile.model import Profile
from posminder.profile.read_back import NOT_READ, read_back, rules
from posminder.profile.sentences import sentences
from posminder_formats import profile_fields as f
from tests.host.desk_board import DeskBoard
from tests.host.technician import Run, keep_key

SHIPPED = ("example/kiosk", "example/convenience")
NAMES: Final = {row[0]: row[1] for row in f.FIELDS}
# Fields that change what a rule is about or how it speaks, and not what it does.
NO_RULE: Final[dict[int, str]] = {
    f.P_UTC_OFFSETS: "local times are said as the shop's clock shows them",
    f.P_ZVT_PASSWORD: "is never shown",
    f.P_DAY_STARTS_MIN: "is the same in every profile",
    f.P_SCHEMA: "there is one version",
    f.P_SITE_ID: "status and reports name the shop",
    f.P_SITE_NAME: "status and reports name the shop",
    f.P_LANGUAGE: "of the counter; whoever reads the rules chooses his own",
    f.P_SLIP_CHARSET: "of what is kept of a slip, for whoever reads it later",
    f.P_CAPTURE: "alerts say it: whose the money is that waits",
    f.P_DEPOSIT_CYCLE: "posminder deposits says what is due when",
    f.P_DEPOSIT_OVERDUE_S: "posminder deposits says what is due when",
    f.P_DEPOSIT_WATCH: "posminder deposits says what is due when",
    f.P_BANK_DAYS: "posminder deposits says what is due when",
    f.P_PEOPLE: "posminder people names them",
    f.P_ZVT_DIALECT: "how this maker's terminal is spoken to; posminder drivers says what it lacks",
    f.P_SETTLEMENT_SLIP: "where one paper goes; no rule waits for it",
    f.P_DIALECT: "check says it of the file: a board's bytes name no source",
    f.P_SHEET_ID: "status and check name the sheet",
    f.P_SHEET_VERSION: "status and check name the sheet",
    f.P_SHEET_FROM_DAY: "status and check name the sheet",
    f.P_SHEET_SOURCE: "status and check name the sheet",
    f.P_SHEET_SHA256: "status and check name the sheet",
    f.P_ACCOUNT_APPROVALS: "posminder account says who must agree",
    f.P_ACCOUNT_ROLES: "posminder account says who must agree",
    f.P_ACCOUNT_WATCH: "posminder account says what is watched",
    f.P_ACCOUNT_HOLD_DAYS: "posminder account says what is watched",
}
# Another value for each field that a rule reads, on a board where that rule is at work.
OTHER: Final[dict[int, Any]] = {
    f.P_CURRENCY: 156,
    f.P_MODE: f.MODE_OBSERVE,
    f.P_WIRING: f.WIRING_BESIDE,
    f.P_TERMINAL_ID: "29005678",
    f.P_BAUD: 19200,
    f.P_HOURS: [[[540, 1080]]] * 7,
    f.P_SETTLE_LATEST_MIN: 1_300,
    f.P_IDLE_BEFORE_S: 7,
    f.P_SIGN_IN_BEFORE_MIN: 30,
    f.P_RECEIPT_MISSING_S: 45,
    f.P_SETTLE_MIN_MINOR: 700,
    f.P_SETTLE_MAX_MINOR: 900_000,
    f.P_MAX_DEFER_S: 7_200,
    f.P_ABOVE_MAX: f.ABOVE_MAX_SETTLE,
    f.P_ESCALATE_S: 660,
    f.P_SETTLE_AT_MIN: 1_200,
    f.P_SETTLE_IDLE_MIN: 20,
    f.P_SETTLE_SPREAD_S: int.from_bytes(sha256(b"kn-0001").digest()[:4]) % 601,
    f.P_CUT_OVER_MIN: 1_400,
    f.P_DRIVER: f.DRIVER_ATTENDED,
    f.P_BATCH_WARN_AT: 7,
    f.P_BATCH_FORCE_AT: 9,
    f.P_WARN_AGE_S: 3_600,
    f.P_OFFLINE_LIMIT_S: 10_800,
    f.P_WARN_TOTAL_MINOR: 12_300,
    f.P_WARN_CLOSING_MIN: 21,
    f.P_CLOCK_SET_TERMINAL: True,
    f.P_ALERTS_ON_TERMINAL: True,
    f.P_SIGN_IN_MAX_AGE_S: 43_200,
    f.P_CLOCK_MAX_SKEW_S: 240,
    f.P_CLOCK_FROM_TERMINAL: True,
    f.P_ASKS_OPERATOR: True,
    f.P_GATE: 3,
    f.P_GATE_BY_BUTTON: False,
    f.P_GATE_OVERRIDE_S: 1_200,
    f.P_GATE_OVERRIDE_SALES: 7,
    f.P_SIGN_IN_AGAIN_CODES: b"\x4d\x63",
    f.P_AUTO_SIGN_OFF: True,
    f.P_AUTO_DUPLICATE: 1,
    f.P_ANNOUNCE_BY_BUTTON: True,
    f.P_RECEIPT_COPIES: 1,
    f.P_RECEIPT_NEED: f.NEED_ALWAYS,
    f.P_RECEIPT_CVM_MINOR: 5_000,
    f.P_KEEP_SLIP: f.KEEP_ALL,
    f.P_SPECIAL_DAYS: [[20_811, 20_811, [[480, 840]]], [20_812, 20_813, []]],
    f.P_MAINTENANCE: [[1_800_144_000, 1_800_151_200]],
}


ATTENDED: Final = {f.P_DRIVER: f.DRIVER_ATTENDED, f.P_WIRING: f.WIRING_NONE}


def shipped(name: str) -> Profile:
    profile = check(Path(name), os.environ).profile
    assert profile is not None
    return profile


def values_of(profile: Profile) -> dict[int, Any]:
    return dict(cbor2.loads(compile_profile(profile, "000000", 2026).data))


def bounded() -> dict[int, Any]:
    """Return a board's values with every rule at work."""
    values = values_of(shipped("example/kiosk"))
    return values | {
        f.P_MODE: f.MODE_ENFORCE,
        f.P_SETTLE_MIN_MINOR: 500,
        f.P_SETTLE_MAX_MINOR: 800_000,
        f.P_ABOVE_MAX: f.ABOVE_MAX_HOLD,
        f.P_RECEIPT_NEED: f.NEED_SIGNATURE,
        f.P_RECEIPT_CVM_MINOR: 2_500,
        f.P_GATE: 1,
    }


def said(values: Mapping[int, Any], language: str = "en") -> tuple[str, ...]:
    return rules(cbor2.dumps(dict(values)), language)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_board_says_what_check_said(name: str, language: str) -> None:
    """Of the sheet the board holds what it needs, and not where it came from.

    What is due when, `posminder deposits` says.
    """
    profile = shipped(name)
    lacks_sheet = profile.model_copy(update={"sheet": None, "deposit": None})
    assert said(values_of(profile), language) == sentences(lacks_sheet, language)[1:]


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_is_lost_on_the_way_back(name: str) -> None:
    values = values_of(shipped(name))
    read = read_back(cbor2.dumps(values)).model_copy(update={"calendar": None})  # of NOT_READ
    again = values_of(read)
    assert {NAMES[k]: v for k, v in again.items() if k not in NOT_READ} == {
        NAMES[k]: v for k, v in values.items() if k not in NOT_READ
    }


@pytest.mark.parametrize("key", [row[0] for row in f.FIELDS if row[0] not in NO_RULE])
def test_every_value_that_a_rule_reads_is_in_its_sentence(key: int) -> None:
    values = bounded() | ATTENDED if key == f.P_ANNOUNCE_BY_BUTTON else bounded()
    assert key in OTHER, f"say what another {NAMES[key]} would be, or why no rule reads it"
    assert values[key] != OTHER[key]
    for language in LANGUAGES:
        assert said(values | {key: OTHER[key]}, language) != said(values, language)


def test_what_is_no_profile_is_refused() -> None:
    for data in (b"", b"\xff", cbor2.dumps([1]), cbor2.dumps({f.P_MODE: 1})):
        with pytest.raises(ProtocolError):
            read_back(data)


def test_status_says_the_rules_only_if_they_are_the_board_s(run: Run, board: DeskBoard) -> None:
    data = compile_profile(shipped("example/kiosk"), "000000", 2026).data
    board.stored_profile = data
    assert "cannot say its rules" in run("status").out
    keep_key()
    assert run("logs").code == 0
    out = run("status").out
    assert "Rules in force:" in out
    assert all(rule in out for rule in rules(data, "en"))
    board.stored_profile = compile_profile(shipped("example/convenience"), "000000", 2026).data
    assert "cannot say its rules" in run("status").out
