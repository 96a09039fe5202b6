# SPDX-License-Identifier: MIT
"""A profile for a Transbank terminal: what goes with it, and amounts in whole pesos."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import cbor2
import pytest

from posminder.profile.check import Checked, check
from posminder.profile.compile import NO_MAXIMUM, compile_profile
from posminder.profile.findings import Finding
from posminder.profile.read_back import read_back
from posminder_formats import profile_fields as fields

TODAY = date(2026, 11, 23)


def only(found: Checked) -> Finding:
    assert len(found.findings) == 1, [each.render() for each in found.findings]
    return found.findings[0]


TIENDA = """\
schema: 1
extends: [template/shop-cl]
reviewed_on: 2026-11-02
site: {id: cl-0001, name: Almacen}
terminal: {tid: "75001087"}
people: {owner: A. Ejemplo}
mode: enforce
"""


@pytest.mark.parametrize(
    ("line", "path", "says"),
    [
        ("receipts: {missing_after_s: 30}", "receipts.missing_after_s", "prints itself"),
        ("receipts: {require: [merchant_copy]}", "receipts.require", "prints both itself"),
        ("receipts: {need: when_signature_needed}", "receipts.need", "prints itself"),
        ("receipts: {auto_duplicate: once}", "receipts.auto_duplicate", "printer is ready again"),
        ("clock: {from_terminal: true}", "clock.from_terminal", "with a sale only"),
        ("settle: {latest: '21:00', warn: {offline: 4h}}", "settle.warn.offline", "off-line"),
        ('terminal: {tid: "75001087", zvt: {baud: 9600}}', "terminal.zvt", "does not speak ZVT"),
        ('terminal: {tid: "75001087", wiring: beside}', "terminal.wiring", "write in_line"),
        ('settle: {latest: "21:00", min: "5000.50"}', "settle.min", "CLP has no cents; 5000.00?"),
    ],
)
def test_what_a_transbank_terminal_cannot_use_is_refused(
    tmp_path: Path, line: str, path: str, says: str
) -> None:
    key = line.partition(":")[0]
    kept = [each for each in TIENDA.splitlines() if not each.startswith(f"{key}:")]
    file = tmp_path / "tienda.yaml"
    file.write_text("\n".join([*kept, line, ""]), encoding="utf-8")
    found = only(check(file, {}, TODAY))
    assert found.path == path
    assert says in found.sentence


def test_pesos_go_to_the_board_as_they_are_and_come_back(tmp_path: Path) -> None:
    file = tmp_path / "tienda.yaml"
    text = TIENDA + 'settle: {latest: "21:00", min: "5000.00"}\n'
    file.write_text(text, encoding="utf-8")
    found = check(file, {}, TODAY).profile
    assert found is not None
    data = compile_profile(found, "000000", 2026).data
    values = cbor2.loads(data)
    assert values[fields.P_SETTLE_MIN_MINOR] == 5_000
    assert values[fields.P_SETTLE_MAX_MINOR] == NO_MAXIMUM
    back = read_back(data)
    assert (back.settle.min, back.settle.max) == (500_000, None)
    assert back.terminal.baud == 115_200
