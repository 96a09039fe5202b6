# SPDX-License-Identifier: MIT
"""The gate on the real firmware: a sale is refused, let through, and allowed; nothing else stops.

Asked for by the profile and off otherwise; what the terminal never saw is not in its books.
"""

from __future__ import annotations

import pytest

from posminder import errors
from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import RegisterSale, SaleView
from posminder.simulator.shop import Shop
from posminder_formats import people
from tests.emulator import checks
from tests.emulator.scene import Scene
from tests.emulator.test_people import PEOPLE, enrol, someone

UNSIGNED = {"gate.refuse_while": '["not_signed_in"]'}
OVERDUE = {"gate.refuse_while": '["settlement_overdue"]'}
LONG_MS = 8_500


def sells_without_keys(shop: Shop) -> None:
    """The terminal lacks its keys, sells all the same, and lets no command sign it in."""
    shop.terminal.needs_initialisation = True
    shop.terminal.switches.sells_unsigned = True
    shop.terminal.switches.refuse_sign_in_code = codes.FUNCTION_IMPOSSIBLE


def told(scene: Scene) -> list[tuple[str, str | None]]:
    """Return state and cause of each record of the gate."""
    found = [record.words() for record in scene.journal().of("gate")]
    return [(each["state"], each["cause"]) for each in found]


def refused(sale: RegisterSale, code: int) -> bool:
    """Return whether the register was told so, and why."""
    return sale.state is SaleView.DECLINED and sale.code == code


def override(scene: Scene) -> None:
    """A supervisor holds the button very long."""
    scene.world.press_button(LONG_MS)
    scene.run(10)


def test_a_sale_is_refused_let_through_by_the_button_and_allowed_after_the_sign_in() -> None:
    with Scene(901, wakes=sells_without_keys, settings=UNSIGNED) as scene:
        scene.run(30)
        assert refused(scene.sell(1_000), codes.FUNCTION_IMPOSSIBLE)
        assert scene.truth.sales == []
        assert scene.register.link_counters.naks_sent == 0
        assert scene.register.link_counters.repeats_sent == 0
        assert "sale_refused" in scene.alerts()
        assert scene.world.panel[0] == "Sign in, then sell"
        override(scene)
        assert "sale_refused" not in scene.alerts()
        for amount_minor in (1_001, 1_002, 1_003):
            assert scene.sell(amount_minor).state is SaleView.APPROVED
        assert refused(scene.sell(1_004), codes.FUNCTION_IMPOSSIBLE), "three, and no more"
        scene.terminal.switches.refuse_sign_in_code = 0
        assert scene.terminal.local_sign_in()
        scene.wait(lambda: scene.terminal.idle)
        scene.run(60)
        assert scene.sell(1_005).state is SaleView.APPROVED
        cause = "not_signed_in"
        assert told(scene) == [
            ("closed", cause),
            ("refused", cause),
            ("overridden", cause),
            ("override_ended", cause),
            ("refused", cause),
            ("opened", None),
        ]
        journal = scene.journal()
        checks.is_whole(journal, boots=1)
        checks.sales_agree(journal, scene.truth)


def test_what_is_no_sale_passes_a_closed_gate() -> None:
    with Scene(902, settings=UNSIGNED) as scene:
        assert scene.sell(1_000).state is SaleView.APPROVED
        assert scene.sell(1_001).state is SaleView.APPROVED
        sells_without_keys(scene.shop)
        scene.world.restart()
        scene.run(60)
        assert refused(scene.sell(1_002), codes.FUNCTION_IMPOSSIBLE)
        ended: list[RegisterSale] = []
        receipt_no = scene.truth.sales[-1].receipt_no
        scene.register.reverse(receipt_no, ended.append)
        scene.wait(lambda: ended, 300)
        assert ended[0].state is SaleView.APPROVED
        scene.register.refund(500, ended.append)
        scene.wait(lambda: len(ended) == 2, 300)
        assert ended[1].state is SaleView.APPROVED
        scene.register.end_of_day()
        scene.wait(lambda: scene.truth.batches, 300)
        scene.run(30)
        checks.sales_agree(scene.journal(), scene.truth)


def test_after_a_start_it_stands_open_until_the_terminal_was_asked() -> None:
    with Scene(903, wakes=sells_without_keys, settings=UNSIGNED) as scene:
        scene.run(30)
        assert told(scene)[-1] == ("closed", "not_signed_in")
        scene.world.restart()
        scene.run(1)
        assert scene.sell(1_000).state is SaleView.APPROVED
        scene.run(30)
        assert refused(scene.sell(1_001), codes.FUNCTION_IMPOSSIBLE)


def test_a_batch_that_nobody_could_settle_stops_the_next_days_sales_until_it_is() -> None:
    with Scene(904, "19:00", settings=OVERDUE) as scene:
        assert scene.sell(1_000).state is SaleView.APPROVED
        scene.shop.acquirer.down = True
        scene.until("09:00", day=1)
        assert refused(scene.sell(1_001), codes.SETTLEMENT_REQUIRED)
        assert scene.world.panel[0] == "Settle, then sell"
        scene.shop.acquirer.down = False
        scene.close(60)
        assert len(scene.truth.batches) == 1
        assert scene.sell(1_002).state is SaleView.APPROVED
        assert told(scene)[-1] == ("opened", None)
        checks.sales_agree(scene.journal(), scene.truth)


def test_mode_observe_lets_it_pass_and_writes_what_it_would_have_done() -> None:
    with Scene(905, mode="observe", wakes=sells_without_keys, settings=UNSIGNED) as scene:
        scene.register.diagnose()
        scene.run(30)
        assert scene.sell(1_000).state is SaleView.APPROVED
        states = [state for state, _ in told(scene)]
        assert states == (["closed", "would_refuse"] if states else [])
        assert "refused" not in states
        assert states, "the board never learnt that the terminal is not signed in"


def test_off_unless_the_profile_asks_for_it() -> None:
    with Scene(906, wakes=sells_without_keys) as scene:
        scene.run(30)
        assert scene.sell(1_000).state is SaleView.APPROVED
        assert told(scene) == []


def test_a_very_long_press_closes_as_any_while_the_gate_stands_open() -> None:
    with Scene(907, "19:30", settings=UNSIGNED) as scene:
        scene.sell(1_000)
        override(scene)
        scene.run(30)
        assert len(scene.truth.batches) == 1


def test_supervisor_and_owner_let_sales_through_by_name_and_nobody_else() -> None:
    settings = {**UNSIGNED, **PEOPLE, "gate.override_by_button": False}
    with Scene(908, wakes=sells_without_keys, settings=settings) as scene:
        enrol(scene, "owner", "supervisor", "cleo")
        scene.run(30)
        assert refused(scene.sell(1_000), codes.FUNCTION_IMPOSSIBLE)
        override(scene)  # a held button closes, and does not override here
        scene.run(60)
        assert refused(scene.sell(1_001), codes.FUNCTION_IMPOSSIBLE)
        deed = (people.OVERRIDE_GATE, 0, people.gate_text())
        with pytest.raises(errors.NoRight):
            scene.session.deed(someone(scene, "cleo"), *deed)
        scene.session.deed(someone(scene, "supervisor"), *deed)
        gate = scene.status().gate
        assert gate is not None
        assert (gate.state, gate.cause, gate.sales_left) == ("overridden", "not_signed_in", 3)
        assert scene.sell(1_002).state is SaleView.APPROVED
        assert ("overridden", "not_signed_in") in told(scene)
