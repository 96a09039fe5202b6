# SPDX-License-Identifier: MIT
"""One working day of a board on real serial ports, told in order: each test goes on from the last.

Real time, so the hours between are left out by setting the clock forward, as a technician can.
"""

from __future__ import annotations

import json

import pytest

from posminder import __version__
from posminder.board_status import TerminalPart
from posminder.errors import BoardNotFound
from tests.board.bench import Bench
from tests.emulator import checks
from tests.support.over_tcp import over_tcp

pytestmark = pytest.mark.xdist_group("attached board")


def test_it_says_who_it_is_and_runs_this_version(bench: Bench) -> None:
    told = bench.posminder("status", "--json")
    status = json.loads(told.stdout)
    assert status["firmware"] == __version__, told.output


def test_a_profile_is_put_into_force(bench: Bench) -> None:
    fresh = () if bench.status().commissioned else ("--commission", "--keep-first-key")
    done = bench.posminder("apply", str(bench.profile), "--other-site", "--json", *fresh)
    assert done.exit_code == 0, done.output
    status = bench.status()
    assert status.site == "bench-0001"
    assert status.profile_hash == json.loads(done.stdout.splitlines()[-1])["sha256"]
    bench.set_clock("12:00:00")
    bench.rest()


def test_a_terminal_without_keys_is_signed_in(bench: Bench) -> None:
    with bench.shop.lock:
        bench.shop.terminal.needs_initialisation = True
        if bench.shop.register is not None:
            bench.shop.register.start()
    bench.restart()
    bench.wait("keys", lambda: not bench.shop.terminal.needs_initialisation, 90)
    bench.written("outcome", 30, command="sign_in", outcome="done")
    bench.wait("believes it", lambda: _terminal(bench).signed_in == "yes", 30)


def test_a_sale_and_its_receipt_are_written_down(bench: Bench) -> None:
    bench.sell(1_250)
    if bench.shop.register is not None:
        (receipt,) = bench.written("receipt", 30)
        assert receipt.words()["state"] == "delivered"
        assert bench.shop.register.sales[-1].slips == 2


def test_a_receipt_that_is_not_printed_is_an_alert(bench: Bench) -> None:
    if bench.shop.register is None:
        pytest.skip("beside a terminal nobody sees its receipts: give REGISTER_PORT as well")
    with bench.shop.lock:
        bench.shop.register.printer.paper = False
    bench.sell(990)
    bench.wait("the alert", lambda: "receipt_missing" in _alerts(bench), 30)
    with bench.shop.lock:
        bench.shop.register.printer.paper = True


def test_what_a_restart_finds_is_what_was_left(bench: Bench) -> None:
    before = bench.status()
    bench.restart()
    after = bench.status()
    assert after.boots == before.boots + 1
    assert after.batch == before.batch
    assert _alerts(bench) == [each.alert for each in before.alerts]


def test_a_terminal_at_another_speed_is_noise_and_harms_nothing(bench: Bench) -> None:
    with bench.shop.lock:
        bench.shop.terminal_line.baud = 19_200
    bench.restart()
    bench.wait("the terminal is missed", lambda: _terminal(bench).line != "answering", 60)
    with bench.shop.lock:
        bench.shop.terminal_line.baud = 9_600
    bench.wait("the terminal is heard again", lambda: _terminal(bench).line == "answering", 90)


def test_the_latest_time_settles_once_and_proves_it(bench: Bench) -> None:
    bench.set_clock("20:44:50")
    (verified,) = bench.written("settlement", 120, state="verified")
    journal = bench.journal()
    truth = bench.shop.terminal.truth
    assert checks.settle_commands(truth) == 1
    assert [record.words()["reason"] for record in journal.of("intent", command="settle")] == [
        "latest_time"
    ]
    (batch,) = truth.batches
    assert verified.words()["count"] == batch.count
    assert verified.words()["total_minor"] == batch.total_minor
    checks.intent_goes_before_outcome(journal)
    if bench.shop.register is not None:
        checks.sales_agree(journal, truth)


def test_its_journal_is_pulled_and_verified(bench: Bench) -> None:
    pulled = bench.posminder("logs")
    assert pulled.exit_code == 0, pulled.output
    board = bench.status().id
    verified = bench.posminder_offline("logs", "verify", "--board", board)
    assert verified.exit_code == 0, verified.output


def test_a_port_may_be_a_socket(bench: Bench) -> None:
    board = bench.status().id
    with over_tcp(bench.port) as url:
        told = bench.posminder_offline("status", "--json", "--port", url)
        assert json.loads(told.stdout)["id"] == board, told.output
    with pytest.raises(BoardNotFound, match=r"socket://127\.0\.0\.1:1"):
        bench.posminder_offline("status", "--port", "socket://127.0.0.1:1")


def _alerts(bench: Bench) -> list[str]:
    return [standing.alert for standing in bench.status().alerts]


def _terminal(bench: Bench) -> TerminalPart:
    terminal = bench.status().terminal
    assert terminal is not None
    return terminal
