# SPDX-License-Identifier: MIT
"""Transbank's own SDKs as the cash register, in real time, through the in-line board.

Neither was written here: the Python one from PyPI, the other from npm under Node.js.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from transbank.POS.POSIntegrado import POSIntegrado

from posminder import journal_file
from posminder.simulator.world import World
from tests.emulator.test_gate_exchange import GATE, close_the_gate
from tests.emulator.test_transbank import START, Tienda, states
from tests.support import npm_register

_DAY_S = 120  # real seconds that a register may take for the whole of it


@dataclass(frozen=True)
class Worked:
    """What the SDK told its caller, and what the board wrote of it."""

    told: dict[str, Any]
    journal: tuple[journal_file.Record, ...]
    duplicates: int  # of the only sale's voucher


def _work(register: Callable[[str], dict[str, Any]]) -> Worked:
    """Let `register` work the terminal through the board, on the port whose path it gets."""
    with World(START, 7) as world:
        tienda = Tienda(world)
        told = _drive(tienda, register)
        (sale,) = tienda.terminal.truth.sales
        assert tienda.acquirer.ledger.settled == [(1, 15_000)]
        return Worked(told, tienda.journal(), sale.reprints)


def _drive(tienda: Tienda, register: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Let `register` work on the register's line in real time; return what it was told."""
    done = threading.Event()
    told: dict[str, Any] = {}
    failed: list[BaseException] = []

    def work(path: str) -> None:
        try:
            told.update(register(path))
        except BaseException as error:  # noqa: BLE001 - told in the thread that asserts
            failed.append(error)
        finally:
            done.set()

    with tienda.world.bridge(tienda.world.register_line) as bridge:
        thread = threading.Thread(target=work, args=(bridge.path,))
        thread.start()
        bridge.serve(until=done.is_set)
        thread.join()
    assert not failed, failed
    tienda.run(30)
    return told


def _python(path: str) -> dict[str, Any]:
    pos = POSIntegrado()
    pos.timeout = 150  # of 0.2 s each
    pos.open_port(path)
    try:
        return {
            "poll": pos.poll(),
            "keys": pos.load_keys(),
            "sale": pos.sale(15_000, "ABC123"),
            "last": pos.last_sale(),
            "details": pos.details(print_on_pos=True),
            "totals": pos.totals(),
            "close": pos.close(),
            "after": pos.totals(),
        }
    finally:
        pos.close_port()


def _is_written(worked: Worked, auth_id: str) -> None:
    """The board wrote of one sale and of the settlement it saw, and knows of the keys."""
    sales = [each.words() for each in worked.journal if each.name == "sale"]
    assert [(each["amount_minor"], each["auth_id"]) for each in sales] == [(15_000, auth_id)]
    assert "seen" in states(worked.journal, "settlement")
    assert "signed_in" in states(worked.journal, "sign_in")
    assert worked.duplicates == 1  # the last sale's: nothing of the board's own prints one


def test_the_python_sdk_sells_and_closes_through_the_board() -> None:
    worked = _work(_python)
    told = worked.told
    assert told["poll"] is True
    assert told["keys"]["success"]
    assert (told["sale"]["success"], told["sale"]["amount"]) == (True, "15000")
    auth_id = told["sale"]["authorization_code"]
    assert told["last"]["authorization_code"] == auth_id
    assert [each["authorization_code"] for each in told["details"]] == [auth_id, ""]
    assert (told["totals"]["tx_count"], told["totals"]["tx_total"]) == ("1", "15000")
    assert told["close"]["success"]
    assert told["after"]["tx_count"] == "0"
    _is_written(worked, auth_id)


def _npm(what: str) -> Callable[[str], dict[str, Any]]:
    command = npm_register.command()

    def register(path: str) -> dict[str, Any]:
        done = subprocess.run(
            [*command, path, what], capture_output=True, text=True, timeout=_DAY_S, check=False
        )
        assert done.returncode == 0, done.stderr
        told: dict[str, Any] = json.loads(done.stdout)
        return told

    return register


def test_the_npm_sdk_sells_and_closes_through_the_board() -> None:
    worked = _work(_npm("day"))
    told = worked.told
    assert told["poll"] is True
    assert told["keys"]["successful"]
    assert (told["sale"]["successful"], told["sale"]["amount"]) == (True, 15_000)
    assert told["progress"] == [78, 81, 82]
    auth_id = told["sale"]["authorizationCode"]
    assert told["last"]["authorizationCode"] == auth_id
    assert (told["totals"]["txCount"], told["totals"]["txTotal"]) == (1, 15_000)
    assert told["close"]["successful"]
    assert told["after"]["txCount"] == 0
    _is_written(worked, auth_id)


def _python_sale(path: str) -> dict[str, Any]:
    pos = POSIntegrado()
    pos.timeout = 150
    pos.open_port(path)
    try:
        return {"sale": pos.sale(15_000, "ABC123"), "poll": pos.poll()}
    finally:
        pos.close_port()


def _refused(register: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """Let `register` sell at a closed gate; return what it was told of the sale."""
    with World(START, 7) as world:
        tienda = Tienda(world, GATE)
        close_the_gate(tienda)
        told = _drive(tienda, register)
        assert told["poll"] is True
        assert not tienda.terminal.batch
        assert "refused" in states(tienda.journal(), "gate")
        sale: dict[str, Any] = told["sale"]
        return sale


def test_the_python_sdk_is_told_that_keys_must_be_loaded_when_the_gate_is_closed() -> None:
    sale = _refused(_python_sale)
    assert (sale["success"], sale["response_code"]) == (False, "26")
    assert sale["response_message"] == "Debe Cargar Llaves"
    assert (sale["ticket"], sale["terminal_id"]) == ("ABC123", "75001087")
    assert sale["authorization_code"] == ""


def test_the_npm_sdk_is_told_that_keys_must_be_loaded_when_the_gate_is_closed() -> None:
    sale = _refused(_npm("sale"))
    assert (sale["successful"], sale["responseCode"]) == (False, 26)
    assert sale["responseMessage"] == "Debe Cargar Llaves"
    assert (sale["ticket"], sale["terminalId"]) == ("ABC123", "75001087")
