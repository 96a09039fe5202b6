# SPDX-License-Identifier: MIT
"""What a profile would change on a board, in the words of its settings."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import cbor2
import pytest

from posminder.errors import ProtocolError
from posminder.profile.check import check
from posminder.profile.compile import compile_profile
from posminder.profile.difference import Change, differences
from posminder.profile.read_back import read_back
from posminder_formats import profile_fields as f


def kiosk(**changes: Any) -> bytes:
    """Return the example's bytes with other values in some fields, by their constants' names."""
    found = check(Path("example/kiosk"), {}, date(2026, 11, 23))
    assert found.profile is not None
    values = cbor2.loads(compile_profile(found.profile, "000000", 2026).data)
    values |= {getattr(f, name): value for name, value in changes.items()}
    return cbor2.dumps({key: values[key] for key in sorted(values) if values[key] is not None})


def test_equal_bytes_differ_in_nothing() -> None:
    assert differences(kiosk(), kiosk(), "en") == ()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("P_SETTLE_LATEST_MIN", 1_260, Change("settle.latest", "20:45", "21:00")),
        ("P_SETTLE_MAX_MINOR", 12_345, Change("settle.max", "8000.00", "123.45")),
        ("P_SETTLE_MIN_MINOR", -999_999_999_999, Change("settle.min", "5.00", "no limit")),
        ("P_MAX_DEFER_S", 5_400, Change("settle.max_defer", "48 h", "90 min")),
        ("P_ABOVE_MAX", 2, Change("settle.above_max", "hold", "settle_and_alert")),
        ("P_MODE", 0, Change("mode", "enforce", "observe")),
        ("P_WIRING", 2, Change("terminal.wiring", "in_line", "beside")),
        ("P_LANGUAGE", 2, Change("site.locale", "en", "zh-CN")),
        ("P_CURRENCY", 156, Change("site.currency", "EUR", "CNY")),
        ("P_CURRENCY", 840, Change("site.currency", "EUR", "840")),
        ("P_SITE_NAME", "Kiosk", Change("site.name", "Kiosk am Markt", "Kiosk")),
        ("P_SIGN_IN_BEFORE_MIN", 0, Change("sign_in.before_opening", "15 min", "0 min")),
        ("P_BAUD", 19_200, Change("terminal.zvt.baud", "9600 bit/s", "19200 bit/s")),
        (
            "P_HOURS",
            [[[480, 720], [840, 1440]]] + [[]] * 6,
            Change(
                "hours",
                "Mon-Sat 08:00-20:00; Sun closed",
                "Mon 08:00-12:00, 14:00-24:00; Tue-Sun closed",
            ),
        ),
        (
            "P_UTC_OFFSETS",
            [[0, -12_600]],
            Change(
                "site.timezone",
                "UTC+01:00 and 12 changes until 2031-10-26",
                "UTC-03:30 all year",
            ),
        ),
    ],
)
def test_one_field_that_differs(name: str, value: Any, expected: Change) -> None:
    assert differences(kiosk(), kiosk(**{name: value}), "en") == (expected,)


def test_a_password_differs_and_is_not_shown() -> None:
    (change,) = differences(kiosk(), kiosk(P_ZVT_PASSWORD=b"\x83\x74\x62"), "en")
    assert change == Change("terminal.zvt.password", "****** (not shown)", "****** (another one)")


def test_zone_rows_that_read_alike_are_shown_as_they_are() -> None:
    rows = cbor2.loads(kiosk())[f.P_UTC_OFFSETS]
    rows[3][0] += 1
    (change,) = differences(kiosk(), kiosk(P_UTC_OFFSETS=rows), "en")
    assert change.board != change.file


def test_a_field_that_old_bytes_lack_is_its_default_on_the_board() -> None:
    old = kiosk(P_ESCALATE_S=None, P_SETTLE_MIN_MINOR=None)
    assert differences(old, kiosk(), "en") == (Change("settle.min", "no limit", "5.00"),)


def test_a_field_of_a_newer_board_is_named_by_its_number() -> None:
    values = cbor2.loads(kiosk()) | {99: "x"}
    assert differences(cbor2.dumps(values), kiosk(), "en") == (Change("field 99", "x", "none"),)


def test_a_board_without_a_profile_lists_all_of_the_file_s() -> None:
    changes = differences(None, kiosk(), "en")
    assert len(changes) == len(f.FIELDS) - 1
    assert "day_starts_min" not in {each.setting for each in changes}, "no file can set it"
    assert {each.board for each in changes} == {None}


def test_chinese() -> None:
    (change,) = differences(kiosk(), kiosk(P_HOURS=[[[480, 720]]] + [[]] * 6), "zh-CN")
    assert change.file == "周一 08:00-12:00；周二至周日 休息"


@pytest.mark.parametrize("data", [b"", b"\x00", b"\xa1", b"\xa1\x02\x81\x01", b"\xff"])
def test_bytes_that_are_no_profile(data: bytes) -> None:
    if data == b"\xa1\x02\x81\x01":  # a map, whatever its values: shown as they are
        assert differences(data, kiosk(), "en")[1].board == "[1]"
    else:
        with pytest.raises(ProtocolError):
            differences(data, kiosk(), "en")


def test_who_prints_is_on_the_board_with_the_terminals_own_ways() -> None:
    """In line alone: beside a terminal it prints itself whatever its profile says."""
    read: dict[tuple[str, str], str] = {}
    for wiring in ("in_line", "beside"):
        for config in ("receipts_to_register", "receipts_on_terminal"):
            profile = check(Path("example/kiosk"), {}, date(2026, 11, 23)).profile
            assert profile is not None
            zvt = profile.terminal.zvt.model_copy(update={"config": config})
            terminal = profile.terminal.model_copy(update={"wiring": wiring, "zvt": zvt})
            changed = profile.model_copy(update={"terminal": terminal})
            data = compile_profile(changed, "000000", 2026).data
            read[wiring, config] = read_back(data).terminal.zvt.config
            change = differences(kiosk(), data, "en")
            told = Change("terminal.zvt.dialect", "standard", "standard, receipts_on_terminal")
            assert (told in change) == (read[wiring, config] == "receipts_on_terminal")
    assert [key for key, config in read.items() if config == "receipts_on_terminal"] == [
        ("in_line", "receipts_on_terminal")
    ]
