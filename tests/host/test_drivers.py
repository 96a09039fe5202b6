# SPDX-License-Identifier: MIT
"""The table of capabilities: the board's bits, the drivers' code and the README say the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import get_args

import mis_dialects
import pytest

from agent import events
from agent.terminals.attended.driver import AttendedDriver
from agent.terminals.mis.driver import MisDriver
from agent.terminals.transbank.messages import own_command as transbank_command
from agent.terminals.zvt import fields
from agent.terminals.zvt.framing import encode
from agent.terminals.zvt.messages import own_command as zvt_command
from posminder import driver_page
from posminder.links import (
    CAPABILITIES,
    CHECKS,
    DRIVERS,
    PLACES,
    STATES,
    Link,
    link,
    links,
    ports,
)
from posminder.messages import LANGUAGES, MESSAGES
from posminder.profile import compile as compiled
from posminder.profile.model import Terminal
from posminder_formats import capabilities as c
from tests.host.technician import Run

_ROOT = Path(__file__).resolve().parents[2]
_FIRMWARE = _ROOT / "firmware/agent/terminals"
_COMMANDS = {
    "newest_sale": events.QUERY_LAST,
    "send_offline": events.SEND_OFFLINE,
    "duplicate": events.REPEAT_RECEIPT,
    "status": events.CHECK_STATUS,
    "sign_in": events.SIGN_IN,
    "totals": events.READ_TOTALS,
    "settle": events.SETTLE,
    "diagnose": events.DIAGNOSE,
}
_FIELDS = {
    "amount": events.T_AMOUNT_MINOR,
    "trace": events.T_TRACE,
    "terminal_clock": events.T_TERMINAL_TIME,
    "authorisation": events.T_AUTH_ID,
}
# What a driver reports where it has the capability, by the name in agent.events.
_EVENTS = {
    "sales": "SALE_ENDED",
    "terminal_id": "REGISTERED",
    "offline": "told_step",  # fields' reading of F1, reported as ACQUIRER_LINE
    "receipts": "RECEIPT_DELIVERED",
    "copies": "COPY_MERCHANT",
    "slip_text": "SLIP_TEXT",
    "others_settle": "SETTLEMENT_SEEN",
    "acquirer_clock": "told_clock",
    "gate": "SALE_STOPPED",
}
_SHOWN = [pytest.param(each, id=f"{each.driver}-{each.place}") for each in links()]


def takes(driver: str, command: int) -> bool:
    if driver == "zvt":
        return zvt_command(command, b"\x00\x00\x00", 978) is not None
    if driver == "transbank":
        return transbank_command(command) is not None
    if driver == "mis":
        dialect = mis_dialects.compiled(mis_dialects.HEADER)
        nowhere = (lambda _d, n: n, lambda _d, n: n, lambda _event: None)
        return MisDriver(dialect, 156, 500, *nowhere).request(command, 0)
    return AttendedDriver(lambda _d, n: n, lambda _d, n: n).request(command, 0)


def states(driver: str, name: str) -> set[str]:
    return {each.rows[name].state for each in links() if each.driver == driver}


def test_every_driver_and_place_that_a_profile_may_name_is_in_the_table() -> None:
    assert set(get_args(Terminal.model_fields["driver"].annotation)) == set(DRIVERS)
    assert sorted(compiled.WIRINGS.values()) == sorted(PLACES.values())
    assert {each.driver for each in links()} == set(DRIVERS)


def test_every_link_of_the_board_is_told_and_no_other() -> None:
    told = [(DRIVERS[each.driver], PLACES[each.place]) for each in links()]
    assert told == [row[:2] for row in c.LINKS]


@pytest.mark.parametrize("each", _SHOWN)
def test_a_bit_is_set_where_it_is_said_to_be_implemented(each: Link) -> None:
    for name, bit in CAPABILITIES.items():
        known = each.rows[name]
        assert known.state in STATES, name
        assert set(known.checked) <= set(CHECKS), name
        assert (known.state in ("yes", "some")) == bool(each.can & bit), name
        assert bool(known.checked) == (known.state in ("yes", "some", "people")), name
        assert all(known.notes) or not any(known.notes), name
    assert not each.can & ~sum(CAPABILITIES.values())


def test_the_bits_are_distinct_and_small_integers_on_a_board() -> None:
    bits = [bit for bit in CAPABILITIES.values() if bit]
    assert len(set(bits)) == len(bits)
    assert all(bit.bit_count() == 1 for bit in bits)
    assert sum(bits) < 1 << 30


@pytest.mark.parametrize(("driver", "wiring", "can", "of_sale", "of_reversal"), c.LINKS)
def test_what_is_told_of_every_sale_are_key_fields_the_link_can_tell(
    driver: int, wiring: int, can: int, of_sale: int, of_reversal: int
) -> None:
    assert c.of(driver, wiring) == (can, of_sale, of_reversal)
    assert (of_sale | of_reversal) & ~(can & c.KEY_FIELDS) == 0


def test_an_unknown_link_can_nothing() -> None:
    assert c.of(c.LINKS[-1][0], c.LINKS[0][1]) == (0, 0, 0)


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_takes_the_commands_of_its_table_and_no_others(driver: str) -> None:
    for name, command in _COMMANDS.items():
        said = states(driver, name)
        assert takes(driver, command) == bool(said & {"yes", "some"} or said == {"unbuilt"}), name


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_driver_reports_what_its_table_says_and_nothing_else(driver: str) -> None:
    code = "".join(path.read_text() for path in sorted((_FIRMWARE / driver).glob("*.py")))
    if "agent.terminals.exchange" in code:
        code += "".join(path.read_text() for path in sorted((_FIRMWARE / "exchange").glob("*.py")))
    for name, event in _EVENTS.items():
        assert (event in code) == bool(states(driver, name) & {"yes", "some"}), name


def test_what_was_checked_against_whom_fits_the_driver() -> None:
    for each in links():
        checked = {check for known in each.rows.values() for check in known.checked}
        assert ("sdk" in checked) == (each.driver == "transbank")
        assert ("tshark" in checked) == ("vectors" in checked) == (each.driver == "zvt")


def test_what_counts_as_checked_by_vectors_is_in_them() -> None:
    vectors = json.loads((_ROOT / "tests/vectors/zvt.json").read_text("utf-8"))["vectors"]
    known = {vector["hex"] for vector in vectors}
    frame = bytearray(64)
    shown = {"receipts", "terminal_id", "signed_in", "status"}  # test_zvt_firmware_vectors.py
    for name, command in _COMMANDS.items():
        apdu = zvt_command(command, bytes.fromhex("123456"), 978) or b""
        if frame[: encode(apdu, frame)].hex().upper() in known:
            shown.add(name)
    for text in known:
        if text.startswith("040F"):
            data = bytes.fromhex(text)
            told = fields.transaction(data, 3, len(data), fields.SALE)
            if told is not None and told[events.T_RESULT] == 0:
                shown.add("sales")
                shown |= {name for name, at in _FIELDS.items() if told[at] is not None}
    for each in links():
        claimed = {name for name, row in each.rows.items() if "vectors" in row.checked}
        assert claimed <= shown


def test_the_readme_has_the_tables_that_the_data_make() -> None:
    text = (_ROOT / "README.md").read_text(encoding="utf-8")
    for mark, table in (
        ("drivers", driver_page.readme_capabilities()),
        ("ports", driver_page.readme_ports()),
    ):
        _, begin, rest = text.partition(f"<!-- {mark} -->\n")
        assert begin
        assert rest.partition(f"<!-- /{mark} -->")[0] == table


def test_every_word_of_the_tables_is_said() -> None:
    for kind, names in (("can", CAPABILITIES), ("state", STATES), ("check", CHECKS)):
        assert all(f"drivers.{kind}.{name}" in MESSAGES for name in names)
    for port in ports():
        assert port.driver in ("", *DRIVERS)
        assert f"drivers.attach.{port.attach}" in MESSAGES
        assert all((*port.kinds, *port.ports, *port.notes))


def test_drivers_lists_every_capability_of_every_link(run: Run) -> None:
    for language in LANGUAGES:
        shown = run("drivers", "--lang", language)
        assert shown.code == 0
        for name in CAPABILITIES:
            assert MESSAGES[f"drivers.can.{name}"][LANGUAGES.index(language)] in shown.out
        assert MESSAGES["drivers.never"][LANGUAGES.index(language)] in shown.out


def test_drivers_of_one_says_against_what_each_was_checked(run: Run) -> None:
    shown = run("drivers", "zvt")
    assert "Wireshark's dissector" in shown.out
    assert "beside a terminal used by hand" in shown.out
    assert "ZVT tells no batch number" in shown.out
    assert "SDK" not in shown.out


def test_drivers_as_json(run: Run) -> None:
    rows = [json.loads(line) for line in run("drivers", "--json").out.splitlines()]
    assert [(row["driver"], row["place"]) for row in rows] == [
        (each.driver, each.place) for each in links()
    ]
    assert not any(row["tried_on_a_terminal"] for row in rows)
    assert rows[0]["capabilities"]["batch"]["state"] == "no"
    found = [json.loads(line) for line in run("drivers", "--ports", "--json").out.splitlines()]
    assert [row["terminal"] for row in found] == [each.kinds[0] for each in ports()]


def test_an_unknown_driver_is_refused_with_those_there_are(run: Run) -> None:
    refused = run("drivers", "nexo")
    assert refused.code == 2
    assert "zvt, transbank, mis, attended" in " ".join(refused.err.split())


def test_a_profile_finds_its_link() -> None:
    assert link("attended", None).place == "no_line"
    with pytest.raises(KeyError):
        link("transbank", "beside")
