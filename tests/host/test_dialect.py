# SPDX-License-Identifier: MIT
"""A dialect's file: what is wrong with it is said at its place, and what a board takes of it."""

from __future__ import annotations

import json
from pathlib import Path

import cbor2
import mis_dialects
import pytest
from typer.testing import CliRunner

from posminder.cli.root import app
from posminder.profile import yaml_file
from posminder.profile.dialect_compile import compile_dialect
from posminder.profile.findings import Severity
from posminder.profile.layer import merge
from posminder.profile.load import load
from posminder.profile.model_dialect import Dialect
from posminder.scenarios.dialect_shop import checked_dialect
from posminder.simulator.mis_speech import Speech, frame

_INVENTED = Path(__file__).resolve().parents[1] / "vectors" / "dialects"
_FILES = [
    Path("dialect/allinpay-experimental"),
    _INVENTED / "header-invented.yaml",
    _INVENTED / "ber-invented.yaml",
]
_HEADER = (_INVENTED / "header-invented.yaml").read_text()


def _rows(file: Path) -> list[object]:
    dialect = Dialect.model_validate(load(file).values["dialect"])
    rows: list[object] = cbor2.loads(compile_dialect(dialect))
    return rows


def test_the_tables_of_the_tests_are_what_the_file_compiles_to() -> None:
    assert _rows(_FILES[0]) == mis_dialects.ALLINPAY


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_shipped_and_invented_dialects_are_right(file: Path) -> None:
    checked = checked_dialect(load(file))
    assert checked.profile is not None
    said = [each.sentence for each in checked.findings]
    assert all(each.severity is Severity.WARNING for each in checked.findings)
    assert any("EXPERIMENTAL" in each for each in said)


def test_the_stand_in_says_the_known_frames_by_itself() -> None:
    """The client program's own frames; the stand-in's codec is not the driver's."""
    speech = Speech(load(_FILES[0]).values["dialect"])
    bare = speech.message("sign_in", {}, reply=False)
    known = bytes.fromhex("0200149F00000541505030319F010001010353")
    assert frame(bytes.fromhex("9F0000054150503031") + bare) == known


@pytest.mark.parametrize(
    ("old", "new", "path", "says"),
    [
        ('"header 12+2"', '"header 16+2"', "dialect.fields.type", "header, which has 17 bytes"),
        ('result: "header 14+2"', "", "dialect.fields.result", "is missing: what came of it"),
        ('amount: "40"', 'amount: "4"', "dialect.fields.amount", "does not fit"),
        ('amount: "40"', 'amount: "40 day_first"', "dialect.fields.amount", "a form of dates"),
        ('sale: ["30", "I0"]', 'sale: ["3", "I0"]', "dialect.types.sale", "must have 2 characters"),
        ('void: ["40"]', 'void: ["30"]', "dialect.types.void", '"30" has two meanings'),
        ('busy: ["BY"]', 'busy: ["00"]', "dialect.results.busy", '"00" has two meanings'),
        ('settle: ["D1 ALL"]', 'settle: ["D1"]', "dialect.adds.settle[0]", "does not fit"),
        ('["D1 ALL"]', '["D1FF ALL"]', "dialect.adds.settle", "is a tag of 4 bytes"),
        ("tag_bytes: 2", "tag_bytes: 3", "dialect.body.tag_bytes", "must be at most 2"),
        ("tags: text", "tags: hex", "dialect.fields.amount", "40 is a tag of 1 bytes"),
        ("acknowledge: ack_nak", "acknowledge: yes", "dialect.frame.acknowledge", "must be"),
        ("not_signed_in: LR", "not_signed_in: PP", "dialect.refuse_sale.not_signed_in", "was sold"),
        (
            "not_signed_in: LR",
            "not_signed_in: L",
            "dialect.refuse_sale.not_signed_in",
            "must have 2",
        ),
        ('status: ["55"]', 'state: ["55"]', "dialect.types.state", "not a known setting"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(
    tmp_path: Path, old: str, new: str, path: str, says: str
) -> None:
    assert old in _HEADER
    file = tmp_path / "mine.yaml"
    file.write_text(_HEADER.replace(old, new, 1))
    checked = checked_dialect(load(file))
    assert checked.profile is None
    found = [each for each in checked.findings if each.path == path and says in each.sentence]
    assert found, [each.render() for each in checked.findings]
    line = _HEADER.split(old)[0].count("\n") + 1
    if old.split(":")[0] in path and "missing" not in says:
        assert found[0].spot.line == line
        assert found[0].spot.column > 1


def test_a_driver_without_a_dialect_and_a_dialect_without_its_driver_are_refused(
    tmp_path: Path,
) -> None:
    from posminder.profile.check import check

    site = tmp_path / "site.yaml"
    text = "schema: 1\nextends: [template/shop-cn-mis]\nsite: {id: a, name: A}\n"
    site.write_text(text + 'terminal: {tid: "10000001"}\n')
    found = check(site, {}).findings
    assert any("needs a dialect" in each.sentence for each in found), found
    both = text.replace(
        "[template/shop-cn-mis]", "[dialect/allinpay-experimental, template/shop-cl]"
    )
    site.write_text(both + 'terminal: {tid: "10000001"}\n')
    found = check(site, {}).findings
    assert any("does nothing without driver mis" in each.sentence for each in found), found


def test_a_gate_needs_a_result_for_each_of_its_causes() -> None:
    gate = yaml_file.parse(b"gate: {refuse_while: [not_signed_in, settlement_overdue]}\n", "gate")
    assert checked_dialect(merge(load(_FILES[1]), gate)).profile is not None
    checked = checked_dialect(merge(load(_FILES[0]), gate))
    assert checked.profile is None
    (found,) = [each for each in checked.findings if each.severity is Severity.ERROR]
    assert found.path == "gate.refuse_while"
    assert "refuse_sale.settlement_overdue" in found.sentence


def test_the_command_says_errors_with_file_line_and_column(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(_HEADER.replace('"header 14+2"', '"header 16+2"'))
    done = CliRunner().invoke(app, ["dialect", "check", str(file)])
    assert done.exit_code == 2
    line = _HEADER.split('"header 14+2"')[0].count("\n") + 1
    assert f"mine.yaml:{line}:13" in done.stderr


def test_the_command_prints_json() -> None:
    command = ["dialect", "check", "dialect/allinpay-experimental", "--no-play", "--json"]
    done = CliRunner().invoke(app, command)
    told = json.loads(done.stdout)
    assert (done.exit_code, told["ok"], told["steps"]) == (0, True, [])
    assert told["bytes"] == len(cbor2.dumps(mis_dialects.ALLINPAY))
