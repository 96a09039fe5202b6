# SPDX-License-Identifier: MIT
"""Profiles: every error at once, each at its place, and stable bytes for the good ones."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import cbor2
import pytest

from posminder.profile.check import Checked, check
from posminder.profile.compile import compile_profile
from posminder.profile.findings import Severity, errors_in
from posminder.profile.load import load
from posminder.profile.origins import origins
from posminder.profile.sentences import sentences
from posminder.profile.values import Range
from posminder.profile.zones import utc_offsets
from posminder_formats import profile_check
from posminder_formats import profile_fields as f

EXAMPLES = Path("host_tools/posminder/profiles/example")
TODAY = date(2026, 11, 23)
SITE = """\
schema: 1
extends: template/kiosk-de
site: {id: kn-0001, name: Kiosk am Markt}
terminal: {tid: "29001234"}
reviewed_on: 2026-11-02
"""


def checked(tmp_path: Path, text: str, **environment: str) -> Checked:
    path = tmp_path / "kiosk.yaml"
    path.write_text(text, encoding="utf-8")
    return check(path, environment, TODAY)


def only(found: Checked) -> str:
    """Return the one finding as it is printed, without its folder."""
    assert len(found.findings) == 1, [each.render() for each in found.findings]
    return found.findings[0].render().partition("kiosk.yaml:")[2]


@pytest.mark.parametrize("name", ["kiosk.yaml", "convenience.yaml"])
def test_the_shipped_examples_are_good_and_the_board_takes_them(name: str) -> None:
    found = check(EXAMPLES / name, {}, TODAY)
    assert not errors_in(found.findings)
    assert found.profile is not None
    assert found.password == "000000"
    compiled = compile_profile(found.profile, found.password, 2026)
    assert profile_check.check(compiled.data)[f.P_TERMINAL_ID] == found.profile.terminal.tid
    assert compiled.sha256 == hashlib.sha256(compiled.data).digest()
    assert len(compiled.data) < 2048


def test_compiled_values_are_the_profile_s() -> None:
    found = check(EXAMPLES / "kiosk.yaml", {})
    assert found.profile is not None
    values = cbor2.loads(compile_profile(found.profile, "123456", 2026).data)
    assert list(values) == sorted(values) == [row[0] for row in f.FIELDS]
    assert values[f.P_ZVT_PASSWORD] == b"\x12\x34\x56"
    assert values[f.P_HOURS] == [[[480, 1200]]] * 6 + [[]]
    assert values[f.P_SETTLE_LATEST_MIN] == 20 * 60 + 45
    assert values[f.P_CURRENCY] == 978
    assert values[f.P_MODE] == f.MODE_ENFORCE
    assert values[f.P_SETTLE_MIN_MINOR] == 500
    assert values[f.P_SETTLE_MAX_MINOR] == 800_000
    assert values[f.P_MAX_DEFER_S] == 48 * 3600
    assert values[f.P_ABOVE_MAX] == f.ABOVE_MAX_HOLD
    assert values[f.P_ESCALATE_S] == 300


def test_totals_without_limits_compile_to_the_board_s_defaults(tmp_path: Path) -> None:
    found = checked(tmp_path, SITE)
    assert found.profile is not None
    values = cbor2.loads(compile_profile(found.profile, "000000", 2026).data)
    defaults = {row[0]: row[5] for row in f.FIELDS}
    for key in (f.P_SETTLE_MIN_MINOR, f.P_SETTLE_MAX_MINOR, f.P_ABOVE_MAX, f.P_ESCALATE_S):
        assert values[key] == defaults[key]


def test_an_unknown_key_names_the_nearest_one_under_a_caret(tmp_path: Path) -> None:
    found = checked(tmp_path, SITE + 'settle:\n  latst: "20:45"\n')
    assert found.profile is None
    assert only(found) == (
        '7:3 settle.latst: not a known setting; did you mean "latest"?\n'
        '      latst: "20:45"\n'
        "      ^"
    )


def test_all_errors_are_listed_each_at_its_place(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        """\
schema: 1
extends: template/kiosk-de
site: {id: kn-0001, name: Kiosk, timezone: Europe/Berln, currency: USD}
terminal: {tid: 00012345, wiring: inline, zvt: {password: 000000}}
hours:
  mon-fry: "08:00-20:00"
  sat: ["08:00-12:00", "13:00-25:00"]
receipts: {missing_after_s: 0}
sign_in: {before_opening: 15}
idle_before_s: "5"
""",
    )
    text = "\n".join(each.render() for each in found.findings)
    for expected in (
        '3:44 site.timezone: is no IANA time zone; did you mean "Europe/Berlin"?',
        "3:68 site.currency: must be 'EUR', 'CNY', 'CLP', 'HKD', 'MYR' or 'SGD'",
        '4:17 terminal.tid: must stand in quotes, "00012345": a number loses its leading zeros',
        "4:35 terminal.wiring: must be 'in_line' or 'beside'; did you mean \"in_line\"?",
        '4:59 terminal.zvt.password: must stand in quotes, "******"',
        '6:3 hours.mon-fry: "fry" is not a day',
        '7:24 hours.sat[1]: must be a clock time in quotes, such as "20:45"',
        "8:29 receipts.missing_after_s: must be at least 1",
        "9:27 sign_in.before_opening: must be a number with its unit",
        "10:16 idle_before_s: must be a whole number, without quotes",
    ):
        assert f"kiosk.yaml:{expected}" in text
    assert len(found.findings) == 10


def test_what_is_missing_says_what_it_is(tmp_path: Path) -> None:
    text = SITE.replace("name: Kiosk am Markt", "name: K").replace("id: kn-0001, ", "")
    assert "site.id: is missing: the shop's id at the office" in only(checked(tmp_path, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1 holds no settings"),
        ("- a\n", "1:1 holds no settings"),
        ("a: {b: 1, b: 2}\n", "1:11 is not YAML: found duplicate key"),
        ("a: [1, 2\n", "2:1 is not YAML: expected"),
        ("a: &x 1\nb: *x\n", "2:4 an alias (*name) is not accepted"),
        ("a: [[[[[[[[[[1]]]]]]]]]]\n", "1:11 nesting this deep is not accepted"),
        ("a: \x01\n", "1:4 is not YAML: unacceptable character U+0001"),
        ("a: 1\n" * 20000, "1:1 is larger than 65536 bytes"),
        (SITE.replace("kiosk-de", "kiosk-fr"), "2:10 extends: no such layer: 'template/kiosk-fr'"),
        (SITE.replace("template/kiosk-de", "../../etc/passwd"), "2:10 extends: no such layer"),
    ],
)
def test_a_file_that_cannot_be_read_as_a_profile(tmp_path: Path, text: str, expected: str) -> None:
    found = checked(tmp_path, text)
    assert found.profile is None
    assert expected in "\n".join(each.render() for each in found.findings)


def test_a_file_that_is_not_there_or_not_utf8(tmp_path: Path) -> None:
    assert "cannot be read: No such file" in check(tmp_path / "none.yaml", {}).findings[0].sentence
    bad = tmp_path / "kiosk.yaml"
    bad.write_bytes(b"schema: 1\nname: caf\xe9\n")
    assert only(check(bad, {})).startswith("2:1 is not UTF-8 text")


def test_a_key_that_is_no_word_is_refused(tmp_path: Path) -> None:
    assert "the key 7 must be a word" in only(checked(tmp_path, SITE + "7: x\n"))


def test_layers_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("extends: kiosk\n")
    found = checked(tmp_path, "extends: a\n")
    assert "circle" in found.findings[0].sentence


def test_a_layer_beside_the_file_wins_over_the_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "template").mkdir()
    (tmp_path / "template" / "kiosk-de.yaml").write_text("idle_before_s: 77\n")
    path = tmp_path / "kiosk.yaml"
    path.write_text(SITE)
    assert load(path).values["idle_before_s"] == 77


def test_hours_replace_the_template_s_and_maps_merge(tmp_path: Path) -> None:
    found = checked(tmp_path, SITE + 'hours: {sun: "09:00-12:00"}\nsettle: {latest: "21:00"}\n')
    assert found.profile is not None
    assert found.profile.week() == ((),) * 6 + ((Range(540, 720),),)
    assert found.profile.site.currency == "EUR"
    assert found.profile.settle.latest == 21 * 60


def test_every_value_knows_its_file_and_line(tmp_path: Path) -> None:
    found = checked(tmp_path, SITE + "idle_before_s: 9\n")
    where = {each.path: each for each in origins(found.layer)}
    tid, latest, password = (
        where["terminal.tid"].spot,
        where["settle.latest"].spot,
        where["terminal.zvt.password"],
    )
    assert tid is not None
    assert (tid.file.endswith("kiosk.yaml"), tid.line, tid.column) == (True, 4, 17)
    assert latest is not None
    assert latest.file == "template/kiosk-de.yaml"
    assert password.spot is None
    assert where["idle_before_s"].value == 9


def test_an_error_in_a_template_names_the_template(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").write_text("extends: template/kiosk-de\nmode: inforce\n")
    found = checked(tmp_path, SITE.replace("template/kiosk-de", "t"))
    assert str(found.findings[0].spot) == "t.yaml:2:7"


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (
            '{mon-fri: "08:00-20:00", "fri,sat": "09:00-12:00"}',
            'fri is named twice, here and in "m',
        ),
        ('{mon: ["08:00-12:00", "11:00-13:00"]}', "11:00-13:00 overlaps the range before it"),
        ('{mon: ["13:00-18:00", "08:00-12:00"]}', "or stands before it"),
        ('{mon: "18:00-05:00"}', "must close before 04:00, when the board's business day begins"),
        ('{mon: "08:00-08:00"}', "ends before it begins"),
        ("{mon: null}", "no day is ever open"),
        ('{sat-tue: "08:00-12:00"}', "runs backwards"),
        ('{mon: ["08:00-09:00", "09:00-10:00", "10:00-11:00", "11:00-12:00", "12:00-13:00"]}', "4"),
    ],
)
def test_hours_that_make_no_sense(tmp_path: Path, hours: str, expected: str) -> None:
    assert expected in only(checked(tmp_path, f"{SITE}hours: {hours}\n"))


@pytest.mark.parametrize(
    ("hours", "latest", "problem"),
    [
        ("08:00-20:00", "20:00", None),
        ("08:00-20:00", "03:59", None),
        ("18:00-02:00", "02:30", None),
        ("08:00-24:00", "00:00", None),
        ("08:00-20:00", "19:59", "is inside the hours of mon (08:00-20:00)"),
        ("08:00-20:00", "08:30", "is inside the hours of mon (08:00-20:00)"),
        ("08:00-20:00", "07:00", "comes after the night, before mon opens"),
        ("18:00-02:00", "01:00", "is inside the hours of mon (18:00-02:00)"),
    ],
)
def test_the_latest_settlement_against_the_hours(
    tmp_path: Path, hours: str, latest: str, problem: str | None
) -> None:
    text = f'{SITE}hours: {{mon-sat: "{hours}"}}\nsettle: {{latest: "{latest}"}}\n'
    found = checked(tmp_path, text)
    if problem is None:
        assert found.findings == ()
    else:
        assert problem in only(found)
        assert "choose a time from" in only(found)


def test_a_lunch_break_is_no_time_to_settle(tmp_path: Path) -> None:
    text = SITE + 'hours: {sat: ["08:00-12:00", "14:00-18:00"]}\nsettle: {latest: "13:00"}\n'
    assert "13:00 is between the hours of sat" in only(checked(tmp_path, text))


@pytest.mark.parametrize(
    ("written", "environment", "expected", "severity"),
    [
        ("env:ZVT", {}, "the environment variable ZVT is not set", Severity.ERROR),
        ("env:ZVT", {"ZVT": "12345"}, "does not hold six digits", Severity.ERROR),
        ("123456", {}, "stands in the file for all to read", Severity.WARNING),
    ],
)
def test_passwords(
    tmp_path: Path, written: str, environment: dict[str, str], expected: str, severity: Severity
) -> None:
    text = SITE.replace('"29001234"', f'"29001234", zvt: {{password: "{written}"}}')
    found = checked(tmp_path, text, **environment)
    assert expected in only(found)
    assert found.findings[0].severity is severity
    assert (found.password is None) == (severity is Severity.ERROR)


def test_a_password_from_the_environment_reaches_the_board_only(tmp_path: Path) -> None:
    text = SITE.replace('"29001234"', '"29001234", zvt: {password: "env:ZVT"}')
    found = checked(tmp_path, text, ZVT="837462")
    assert found.password == "837462"
    assert "837462" not in repr(origins(found.layer))


def test_a_password_in_the_file_is_not_shown_again(tmp_path: Path) -> None:
    text = SITE.replace('"29001234"', '"29001234", zvt: {password: "837462"}')
    shown = {each.path: each.value for each in origins(checked(tmp_path, text).layer)}
    assert shown["terminal.zvt.password"] == "******"


def test_offsets_of_two_zones() -> None:
    rows = utc_offsets("Europe/Berlin", 2026)
    assert rows[0] == (0, 3600)
    assert rows[1] == (1_774_746_000, 7200)  # 2026-03-29 01:00 UTC
    assert rows[2] == (1_792_890_000, 3600)  # 2026-10-25 01:00 UTC
    assert len(rows) == 13
    assert utc_offsets("Asia/Shanghai", 2026) == ((0, 28800),)
    assert all(len(utc_offsets(zone, 2026)) <= 24 for zone in ("Africa/Casablanca", "Africa/Cairo"))


def test_sentences_in_both_languages() -> None:
    found = check(EXAMPLES / "kiosk.yaml", {})
    assert found.profile is not None
    english = "\n".join(sentences(found.profile, "en"))
    assert "Open Mon-Sat 08:00-20:00; Sun closed." in english
    assert "at 20:45 at the latest" in english
    assert "every sale and receipt" in english
    chinese = "\n".join(sentences(found.profile, "zh-CN"))
    assert "周一至周六 08:00-20:00；周日 休息" in chinese
    assert "最晚 20:45" in chinese


def test_a_board_beside_promises_no_receipts() -> None:
    found = check(EXAMPLES / "convenience.yaml", {})
    assert found.profile is not None
    text = "\n".join(sentences(found.profile, "en"))
    assert "cannot see whether a receipt was printed" in text
    assert "after approval" not in text
