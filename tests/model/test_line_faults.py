# SPDX-License-Identifier: MIT
"""One byte of a dialogue lost, flipped, doubled, late, or the line cut there: whatever it is.

Every sale must have its record, no receipt be called printed that was not, the batch be settled
or an alert say that it is not, and the driver be free again. A twentieth of all bytes is struck
here, by seed; all of them in every way by `make soak` (tests/bench/line_faults.py).
"""

from __future__ import annotations

from typing import Any

import pytest

from agent import events
from agent.terminals.mis.watch import Watch as MisWatch
from agent.terminals.zvt.watch import Watch
from tests.model.fault_campaign import DRIVERS, Case, sample
from tests.model.fault_shops import ZvtShop, play
from tests.model.line_faults import Fault

_SEED = 1
_SHARE = 0.05
_PARTS = 6
_BY_NAME = (
    # A stale completion of the board's own question answered its order to repeat the receipt.
    ("zvt_beside", "sell_without_paper", 74, "delay_190000"),
    ("zvt_beside", "sell_without_paper", 96, "delay_190000"),
    ("zvt_beside", "sell_without_paper", 104, "delay_190000"),
    ("zvt_beside", "sell_without_paper", 115, "delay_190000"),
    # Judged while the board was just asking.
    ("zvt_beside", "diagnose", 130, "cut"),
    ("zvt_beside", "diagnose", 132, "cut"),
)


@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("driver", DRIVERS)
def test_whatever_byte_is_struck_nothing_is_lost(driver: str, part: int) -> None:
    for case in sample(driver, _SEED, _SHARE)[part::_PARTS]:
        assert case.replay() == [], f"{case!r}.replay()"


@pytest.mark.parametrize(("driver", "dialogue", "byte", "kind"), _BY_NAME)
def test_what_once_went_wrong_does_not_again(
    driver: str, dialogue: str, byte: int, kind: str
) -> None:
    case = Case(driver, dialogue, Fault("board_to_terminal", byte, kind))
    assert case.replay() == [], f"{case!r}.replay()"


def test_a_driver_that_is_stuck_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Watch, "open", lambda _: True)  # a dialogue that never closes
    monkeypatch.setattr(Watch, "deadline_ms", lambda _: None)
    assert "the driver is stuck" in play(DRIVERS["zvt"][0], "sell", None)[1]


def test_a_driver_that_forgets_a_sale_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(watch: Watch, transaction: tuple[Any, ...]) -> None:
        watch._transaction = transaction

    monkeypatch.setattr(Watch, "_sale_ends", forgets)
    assert "approved sale 1 has no record" in play(DRIVERS["zvt"][0], "sell", None)[1]


def test_a_mis_driver_that_forgets_a_sale_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MisWatch, "_sale_ends", lambda *_: None)
    assert "approved sale 1 has no record" in play(DRIVERS["mis"][0], "sell", None)[1]


def test_a_board_that_calls_every_receipt_printed_is_noticed() -> None:
    class Lying(ZvtShop):
        def post(self, event: tuple[Any, ...]) -> None:
            super().post(event)
            if event[0] == events.SALE_ENDED:
                self.printer.paper = False
                ended = (events.RECEIPT_DELIVERED, 9, 0, 3, None)
                super().post((events.RECEIPT_ENDED, *ended))

    found = play(Lying, "sell", None)[1]
    assert any("fewer were printed" in each for each in found), found
