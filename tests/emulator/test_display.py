# SPDX-License-Identifier: MIT
"""An alert's words on the terminal's own display: between dialogs, for seconds, a few times."""

from __future__ import annotations

from itertools import pairwise

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import SaleView
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from tests.emulator import checks
from tests.emulator.scene import Scene

WANTED = {"alerts.on_terminal": True}
SHOWN_S = 5


def shown(scene: Scene) -> list[tuple[str, ...]]:
    """Return the lines that the terminal showed, in order."""
    return [lines for _at, _seconds, lines in scene.terminal.state.display]


def test_an_unseen_alert_is_shown_a_few_times_and_goes_by_itself() -> None:
    with Scene(151, settings=WANTED) as scene:
        scene.sell()
        assert shown(scene) == []
        scene.register.printer.paper = False
        scene.sell()
        scene.run(600)
        assert shown(scene) == [("No receipt: 2", "Print it again")] * 3
        assert {seconds for _at, seconds, _lines in scene.terminal.state.display} == {SHOWN_S}
        times = [at for at, _seconds, _lines in scene.terminal.state.display]
        assert min(b - a for a, b in pairwise(times)) >= 60 * US_PER_S
        assert scene.journal().of("intent", command="show_text") == []
        scene.press()
        scene.run(300)
        assert len(shown(scene)) == 3


def test_seen_it_is_shown_no_more_and_beside_a_terminal_too() -> None:
    def out_of_order(shop: Shop) -> None:
        shop.terminal.locks.add(codes.STATUS_OUT_OF_ORDER)

    with Scene(152, in_line=False, settings=WANTED, wakes=out_of_order) as scene:
        scene.run(15)
        assert len(shown(scene)) == 1, "in a locked state a terminal still shows texts"
        scene.press()
        scene.run(300)
        assert len(shown(scene)) == 1


@pytest.mark.parametrize("completes", [False, True])
def test_a_register_that_sells_meanwhile_is_not_disturbed(completes: bool) -> None:
    """A terminal that is busy as long as it shows a text is shown no second one."""
    with Scene(153, settings=WANTED) as scene:
        scene.terminal.switches.completes_texts = completes
        scene.register.printer.paper = False
        scene.sell()
        scene.wait(lambda: shown(scene), 120)
        if completes:
            scene.run(10)
        scene.register.printer.paper = True
        views: list[SaleView] = []
        for _ in range(4):
            scene.register.sell(900, lambda sale: views.append(sale.state))
            scene.run(45)
        assert views == [SaleView.APPROVED] * 4
        assert not completes or len(shown(scene)) == 1
        checks.sales_agree(scene.journal(), scene.truth)
        assert [r.words()["state"] for r in scene.journal().of("receipt")][1:] == ["delivered"] * 4


def test_a_terminal_that_has_no_such_command_is_asked_once() -> None:
    def lacks(shop: Shop) -> None:
        shop.terminal.switches.lacks = frozenset({codes.DISPLAY_TEXT})

    with Scene(154, settings=WANTED, wakes=lacks) as scene:
        scene.register.printer.paper = False
        scene.sell()
        scene.sell()
        scene.run(300)
        sent = [command for _at, command in scene.truth.commands if command == codes.DISPLAY_TEXT]
        assert len(sent) == 1
        (refused,) = scene.journal().of("outcome", command="show_text")
        assert refused.words()["outcome"] == "refused"


@pytest.mark.parametrize(("settings", "mode"), [({}, "enforce"), (WANTED, "observe")])
def test_a_shop_that_does_not_want_it_and_mode_observe_show_nothing(
    settings: dict[str, bool], mode: str
) -> None:
    with Scene(155, settings=settings, mode=mode) as scene:
        scene.register.printer.paper = False
        scene.sell()
        scene.run(120)
        assert shown(scene) == []
