# SPDX-License-Identifier: MIT
"""The gate on the real firmware where a register asks and a terminal replies: Transbank and MIS."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest

from posminder.profile import yaml_file
from posminder.profile.layer import merge
from posminder.profile.load import load
from posminder.scenarios.dialect_shop import DialectShop
from posminder.simulator.world import World
from tests.emulator.test_transbank import START, Tienda, states

GATE: Final = "gate: {refuse_while: [not_signed_in, settlement_overdue], override_sales: 1}\n"
_DAY_S: Final = int(timedelta(days=1).total_seconds())
_LONG_MS: Final = 8_500
_HEADER: Final = Path(__file__).resolve().parents[1] / "vectors/dialects/header-invented.yaml"
_ALLINPAY: Final = Path("dialect/allinpay-experimental")


@pytest.fixture
def tienda() -> Iterator[Tienda]:
    with World(START, 7) as world:
        yield Tienda(world, GATE)


def close_the_gate(tienda: Tienda) -> None:
    """The keys go, a sale tells that, and the acquirer gives no others."""
    tienda.terminal.keys = False
    tienda.acquirer.down = True
    assert tienda.sell(2_000) == ["0210", "26", "550062700310", "75001087", "B1"] + [""] * 15
    tienda.run(30)


def test_a_sale_is_refused_let_through_by_the_button_and_allowed_after_the_sign_in(
    tienda: Tienda,
) -> None:
    close_the_gate(tienda)
    asked = len(tienda.terminal.truth.commands)
    reply = tienda.sell(15_000)
    assert reply is not None
    assert reply[:5] == ["0210", "26", "", "75001087", "B1"]
    assert 200 not in [code for _, code in tienda.terminal.truth.commands[asked:]]
    tienda.world.press_button(_LONG_MS)
    tienda.run(10)
    assert len(tienda.terminal.truth.commands) > asked
    tienda.terminal.keys, tienda.acquirer.down = True, False
    assert tienda.sell(15_001)[1] == "00"  # type: ignore[index]
    tienda.run(30)
    assert tienda.sell(15_002)[1] == "00"  # type: ignore[index]
    journal = tienda.journal()
    assert states(journal, "gate")[:3] == ["closed", "refused", "overridden"]
    assert states(journal, "gate")[-1] == "opened"
    told = [each.words()["amount_minor"] for each in journal if each.name == "gate"]
    assert told[1] == 15_000


def test_what_is_no_sale_passes_a_closed_gate(tienda: Tienda) -> None:
    tienda.sell(15_000)
    close_the_gate(tienda)
    tienda.acquirer.down = False
    for text, wanted in (("1200|1|", ["1210", "00"]), ("0250|", ["0260", "00"]), ("0100", [])):
        tienda.register.ask(text, tienda.replies.append)
        tienda.run(30)
        reply = tienda.replies[-1]
        assert reply is not None
        assert reply[:2] == wanted


def test_a_batch_that_nobody_could_settle_stops_the_next_days_sales_until_it_is(
    tienda: Tienda,
) -> None:
    tienda.sell(15_000)
    tienda.terminal.switches.refuse_settlements = 99
    tienda.world.run_until_wall(START + _DAY_S)
    reply = tienda.sell(2_990, "B2")
    assert reply is not None
    assert reply[:5] == ["0210", "77", "", "75001087", "B2"]
    tienda.terminal.switches.refuse_settlements = 0
    tienda.close()
    assert len(tienda.acquirer.ledger.settled) == 1
    assert tienda.sell(2_990, "B2")[1] == "00"  # type: ignore[index]


def test_mode_observe_lets_it_pass_and_writes_what_it_would_have_done() -> None:
    with World(START, 7) as world:
        tienda = Tienda(world, GATE, "observe")
        tienda.sell(15_000)
        world.run_until_wall(START + _DAY_S)
        assert tienda.sell(2_990)[1] == "00"  # type: ignore[index]
        assert states(tienda.journal(), "gate") == ["closed", "would_refuse"]


@pytest.mark.parametrize(("file", "code"), [(_ALLINPAY, "77"), (_HEADER, "LR")])
def test_a_dialect_says_with_which_result_a_sale_is_refused(file: Path, code: str) -> None:
    gate = yaml_file.parse(b"gate: {refuse_while: [not_signed_in]}\n", "gate")
    with DialectShop(merge(load(file), gate), "in_line") as shop:
        shop.terminal.keys = shop.terminal.acquirer_answers = False
        reply = shop.sell(1_250) or {}
        assert (reply["result"], "tid" in reply) == (code, True)  # the terminal's own
        shop.run(60)
        reply = shop.sell(1_251) or {}
        assert (reply["result"], "tid" in reply) == (code, False)
        told = [(each["state"], each["amount_minor"]) for each in shop.words("gate")]
        assert told[-2:] == [("closed", None), ("refused", 1_251)]
        shop.terminal.acquirer_answers = True
        assert (shop.ask("sign_in") or {})["result"] == "00"
        shop.run(60)
        assert (shop.sell(1_250) or {})["result"] == "00"
