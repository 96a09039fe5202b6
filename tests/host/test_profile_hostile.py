# SPDX-License-Identifier: MIT
"""Files that hide a whole number, or break a reader: found at their place, nothing echoed."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from posminder.profile import amounts, values, yaml_file
from posminder.profile.card_numbers import WHOLE_NUMBER, blot
from posminder.profile.check import Checked, check
from tests.host.site_text import SITE, TODAY, checked

PAN = "4761739001010119"
GROUPS = (PAN[:4], PAN[4:8], PAN[8:12], PAN[12:])
WIDE = PAN.translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})


def said(found: Checked) -> str:
    return "\n".join(each.render() for each in found.findings) + repr(found.layer)


@pytest.mark.parametrize("gap", ["  ", "\u00a0", ".", "/", ", ", "_", "-", " \u2013 ", ":"])
def test_a_card_number_in_groups(gap: str) -> None:
    assert blot(gap.join(GROUPS)) == (gap.join(["xxxx"] * 4), (0,))


@pytest.mark.parametrize(
    "text",
    [
        f"+{PAN}",
        f"12 {PAN}",
        f"99{PAN}",
        f"2027-01-01 {PAN}",
        "378282246310005",
        "DE89 3704 0044 0532 0130 00",
        "ibande89370400440532013000",
        "GB29-NWBK-6016-1331-9268-19",
        WIDE,
    ],
)
def test_whole_numbers_wherever_they_stand(text: str) -> None:
    blotted, offsets = blot(text)
    assert len(blotted) == len(text)
    assert len(offsets) == 1
    assert "xxxxxxxxxxx" in blotted.translate({ord(c): None for c in " -"})


@pytest.mark.parametrize(
    "text",
    [
        'mid: "898320154110017"',
        'mid: "378282246310005"',
        "2027-01-17 01:00-05:00, 2027-01-18 01:00-05:00, 2027-01-19",
        "+86 138 0013 8000",
        "622202******1234",
        "DE89****************3000",
        "DE89 3704 0044",
    ],
)
def test_what_only_looks_like_one(text: str) -> None:
    assert blot(text) == (text, ())


@pytest.mark.parametrize(
    "line",
    [
        f'people: {{owner: "\\x34{PAN[1:]}"}}',
        f'hours: {{"\\x34{PAN[1:]}": null}}',
        f"people:\n  owner: >-\n    {PAN[:8]}\n    {PAN[8:]}",
        f"people:\n  owner: |\n    {PAN[:8]}\n    {PAN[8:]}",
        f"people: {{owner: {int(PAN):#x}}}",
        f"{int(PAN):#x}: x",
    ],
)
def test_a_number_behind_escapes_folds_and_bases(tmp_path: Path, line: str) -> None:
    found = checked(tmp_path, line + "\n")
    assert found.profile is None
    text = said(found)
    assert WHOLE_NUMBER in text or "must be a word" in text
    for part in (PAN, PAN[1:], PAN[:8] + " " + PAN[8:]):
        assert part not in text


def test_two_megabytes_on_one_line_are_refused_at_once(tmp_path: Path) -> None:
    began = time.monotonic()
    found = checked(tmp_path, "# " + "1234567," * 250_000)
    assert time.monotonic() - began < 2
    assert "is larger than 65536 bytes" in said(found)


def test_the_largest_file_of_digits_takes_no_time() -> None:
    began = time.monotonic()
    yaml_file.parse(b"# " + b"1," * 32_000, "x")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("<<: {mode: observe}", "6:1 a merge key (<<) is not accepted"),
        ("fees: !!omap [a: 1]", "6:7 a tag (!name) is not accepted"),
        ("fees: !!set {a}", "6:7 a tag (!name) is not accepted"),
        ("mode: !!binary aGk=", "6:7 a tag (!name) is not accepted"),
        ("mode: !foo bar", "6:7 a tag (!name) is not accepted"),
        ("fees: []", "6:7 fees: must hold settings of its own"),
        ("idle_before_s: .nan", "6:16 idle_before_s: must be a finite number"),
        ("idle_before_s: -.inf", "6:16 idle_before_s: must be a finite number"),
        ("idle_before_s: 1" + "0" * 5000, "6:16 is not YAML: a value that is far too large"),
        ("mode: a\0b", "6:8 is not YAML: unacceptable character U+0000"),
        ("cut_over: 2027-01-01 25:00:00", "6:11 cut_over: must be a clock time in quotes"),
        ("sheet: {valid_from: 2027-01-01T10:00:00}", "6:21 sheet.valid_from: must be a date"),
        ("sheet: {valid_from: 20270101}", "6:21 sheet.valid_from: must be a date"),
        ("sheet: {valid_from: 2027-02-30}", "6:21 sheet.valid_from: 2027-02-30 is no day"),
    ],
)
def test_what_yaml_can_say_and_a_profile_cannot(tmp_path: Path, line: str, expected: str) -> None:
    found = checked(tmp_path, line + "\n")
    assert found.profile is None
    assert f"shop.yaml:{expected}" in said(found)


def test_an_empty_extends_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shop.yaml"
    path.write_text("schema: 1\nextends: []\n", encoding="utf-8")
    found = check(path, {}, TODAY)
    assert "shop.yaml:2:10 extends: is empty" in found.findings[0].render()


def test_a_name_may_look_like_a_day(tmp_path: Path) -> None:
    for written in ("2027-02-30", '"2027-02-30"'):
        path = tmp_path / "shop.yaml"
        path.write_text(SITE.replace("Kiosk am Markt", written), encoding="utf-8")
        profile = check(path, {}, TODAY).profile
        assert profile is not None
        assert profile.site.name == "2027-02-30"


def test_a_replaced_list_is_the_site_s_own(tmp_path: Path) -> None:
    found = checked(tmp_path, "fees: {rates: [{card: debit}]}\n")
    (missing,) = (each for each in found.findings if each.path.endswith("rate"))
    assert str(missing.spot).endswith("shop.yaml:6:16")


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (amounts.parse_money, "80000.0\uff10"),
        (amounts.parse_rate_ppm, "0.\uff16%"),
        (amounts.parse_date, "2027-01-3\uff11"),
        (amounts.parse_date, "2027-W01-1"),
        (values.parse_clock, "20:4\uff15"),
        (values.parse_duration_s, "2\uff10s"),
        (values.parse_duration_s, "20s\n"),
    ],
)
def test_digits_are_ascii(parse: object, text: str) -> None:
    assert callable(parse)
    with pytest.raises(ValueError, match="must be"):
        parse(text)


@pytest.mark.parametrize("written", ['"837462"', "837462"])
def test_no_finding_prints_the_password_s_line(tmp_path: Path, written: str) -> None:
    path = tmp_path / "shop.yaml"
    zvt = f'"29001234", zvt: {{password: {written}, baud: 9601}}'
    for text in (zvt, zvt.replace(", baud: 9601", "")):
        path.write_text(SITE.replace('"29001234"', text), encoding="utf-8")
        printed = "\n".join(each.render() for each in check(path, {}, TODAY).findings)
        assert "password" in printed
        assert "837462" not in printed


@pytest.mark.parametrize(
    ("wait", "expected"), [("90min", "90 min of waiting"), ("2881min", "2881 min is long")]
)
def test_a_wait_is_said_as_it_was_written(tmp_path: Path, wait: str, expected: str) -> None:
    text = f'settle: {{min: "5.00", max_defer: {wait}}}\n'
    assert expected in said(checked(tmp_path, text))
