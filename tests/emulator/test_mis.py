# SPDX-License-Identifier: MIT
"""The real firmware at MIS terminals of three dialects, none of which has a line of code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from posminder.profile.load import load
from posminder.scenarios.dialect_shop import DialectShop, Step, play
from posminder.simulator.scheduler import US_PER_S

_INVENTED = Path(__file__).resolve().parents[1] / "vectors" / "dialects"
_ALLINPAY = Path("dialect/allinpay-experimental")
_HEADER = _INVENTED / "header-invented.yaml"
_BER = _INVENTED / "ber-invented.yaml"


def _settled(shop: DialectShop) -> list[object]:
    return [each["state"] for each in shop.words("settlement")]


@pytest.mark.parametrize(
    ("file", "reprint", "settlement"),
    [
        (_ALLINPAY, "not_played", "not_proved"),
        (_HEADER, "passed", ""),
        (_BER, "not_played", ""),
    ],
)
def test_a_dialect_is_all_that_a_terminal_needs(file: Path, reprint: str, settlement: str) -> None:
    steps = list(play(load(file)))
    assert [(each.wiring, each.step, each.outcome) for each in steps] == [
        ("in_line", "sign_in", "passed"),
        ("in_line", "sale", "passed"),
        ("in_line", "query_last", "passed"),
        ("in_line", "reprint", reprint),
        ("in_line", "settlement", "passed"),
        ("beside", "sign_in", "passed"),
        ("beside", "query_last", "passed"),
        ("beside", "settlement", "passed"),
    ]
    assert steps[4].why == steps[7].why == settlement


def test_a_stand_in_that_does_not_settle_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(DialectShop, "close", lambda shop: shop.run(60))
    assert list(play(load(_ALLINPAY)))[4] == Step("in_line", "settlement", "failed")


@pytest.fixture
def allinpay() -> Iterator[DialectShop]:
    with DialectShop(load(_ALLINPAY), "in_line") as shop:
        yield shop


def test_a_result_that_asks_for_a_sign_in_gets_one(allinpay: DialectShop) -> None:
    allinpay.terminal.keys = False
    reply = allinpay.sell(1_250)
    assert reply is not None
    assert reply["result"] == "77"
    allinpay.run(60)
    assert allinpay.terminal.keys
    reply = allinpay.sell(1_250)
    assert reply is not None
    assert reply["result"] == "00"


def test_a_sale_bears_the_number_of_its_batch(allinpay: DialectShop) -> None:
    allinpay.sell(1_250)
    allinpay.close()
    allinpay.sell(2_990)
    assert [each["batch_no"] for each in allinpay.words("sale")] == [1, 2]


def test_a_settlement_without_an_answer_is_not_sent_again(allinpay: DialectShop) -> None:
    allinpay.sell(1_250)
    terminal = allinpay.terminal
    allinpay.world.press_button(2_500)
    allinpay.world.run_while(lambda: not terminal.closed, 60 * US_PER_S)
    allinpay.world.terminal_line.unplugged = True  # its reply is on the way
    allinpay.run(120)
    allinpay.world.terminal_line.unplugged = False
    allinpay.run(3 * 3_600)
    assert len(terminal.closed) == 1
    assert set(_settled(allinpay)[1:]) == {"unknown"}
    raised = [each["alert"] for each in allinpay.words("alert") if each["state"] == "raised"]
    assert "settlement_open" in raised
    allinpay.sell(2_990)  # that cannot have gone with it
    allinpay.close()
    allinpay.run(600)
    assert [[sale.amount for sale in batch] for _, batch in terminal.closed] == [[1_250], [2_990]]


def test_totals_that_the_acquirer_has_not_are_an_alert_and_settled_all_the_same(
    allinpay: DialectShop,
) -> None:
    allinpay.sell(1_250)
    allinpay.terminal.unbalanced = True
    allinpay.close()
    assert _settled(allinpay)[-1] == "mismatch"
    assert len(allinpay.terminal.closed) == 1


def test_a_register_relays_for_its_terminal_and_the_board_does_not_pretend_to(
    allinpay: DialectShop,
) -> None:
    allinpay.terminal.relays = True
    allinpay.register.relay = "00"
    reply = allinpay.sell(1_250)
    assert reply is not None
    assert (reply["result"], allinpay.register.relayed) == ("00", 1)
    allinpay.close()
    allinpay.run(60)
    assert not allinpay.terminal.closed
    assert "verified" not in _settled(allinpay)
    assert "seen" not in _settled(allinpay)
    alerts = [each for each in allinpay.words("alert") if each["alert"] == "terminal_not_ready"]
    assert [(each["state"], each["subject"]) for each in alerts][:1] == [("raised", 260)]


def test_no_card_number_is_kept(allinpay: DialectShop) -> None:
    allinpay.sell(1_250)
    card = allinpay.terminal.batch[0].card
    allinpay.session.unlock(allinpay._key)
    assert card.encode() not in allinpay.session.download("/journal/since/0")
    assert [each["card_masked"] for each in allinpay.words("sale")] == [
        f"{card[:6]}******{card[-4:]}"
    ]
