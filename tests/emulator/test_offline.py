# SPDX-License-Identifier: MIT
"""Sales that the terminal approved off-line: what a shop sees of them, and what waits for them."""

from __future__ import annotations

from typing import Final

import pytest

from posminder.simulator import zvt_codes as codes
from tests.emulator.scene import Scene

FLOOR_MINOR: Final = 2_000


def sold_offline(scene: Scene, *amounts: int) -> None:
    """Let the terminal sell without its acquirer, which is back afterwards."""
    scene.terminal.switches.offline_floor_minor = FLOOR_MINOR
    scene.shop.acquirer.down = True
    for amount in amounts:
        scene.sell(amount)
    scene.shop.acquirer.down = False


def waiting(scene: Scene) -> tuple[int, int]:
    """Return count and total that the board says wait."""
    offline = scene.status().offline
    assert offline is not None
    return offline.count, offline.total_minor


def commanded(scene: Scene, command: int) -> list[int]:
    """Return when, in seconds, the terminal got `command`."""
    return [at_us // 1_000_000 for at_us, each in scene.truth.commands if each == command]


def test_what_waits_is_in_the_status_over_a_restart_and_on_the_panel_when_it_is_old() -> None:
    with Scene(81, "12:00") as scene:
        sold_offline(scene, 1_250, 790)
        scene.shop.acquirer.down = True
        scene.world.restart()
        scene.run(10)
        assert waiting(scene) == (2, 2_040)
        scene.until("13:59:50")
        assert scene.alerts() == []
        scene.until("14:00:30")
        assert scene.alerts() == ["offline_waiting"]
        assert "Check network" in scene.world.panel[1]
        scene.shop.acquirer.down = False
        scene.sell(600)
        scene.run(30)
        assert scene.alerts() == []
        (end,) = scene.journal().of("offline")
        assert end.words()["state"] == "sent"
        assert waiting(scene) == (0, 0)


def test_an_answer_that_is_lost_is_unknown_and_asked_for_again() -> None:
    with Scene(82, "12:00") as scene:
        sold_offline(scene, 1_250)
        scene.until("12:05")
        scene.wait(lambda: commanded(scene, codes.SEND_OFFLINE))
        scene.world.terminal_line.unplugged = True
        scene.run(400)
        scene.world.terminal_line.unplugged = False
        scene.run(900)
        journal = scene.journal()
        outcomes = [
            each.words()["outcome"] for each in journal.of("outcome", command="send_offline")
        ]
        assert outcomes == ["unknown", "done"]
        assert len(journal.of("offline", state="sent")) == 1


@pytest.mark.parametrize("by_itself", [False, True])
def test_no_settlement_begins_while_the_terminal_sends(by_itself: bool) -> None:
    """By the register's order the dialogue is open; by itself the terminal answers 84 9C."""
    with Scene(83, "19:00") as scene:
        sold_offline(scene, 1_250)
        if by_itself:
            assert scene.terminal.upload()
        else:
            scene.register.send_offline()
        scene.close(300)
        (sale,) = scene.truth.sales
        assert sale.uploaded_s is not None
        sent_s = sale.uploaded_s - scene.shop.scheduler.wall_s + scene.now_us // 1_000_000
        (settled_s,) = commanded(scene, codes.END_OF_DAY)
        assert settled_s > sent_s
        settlements = [each.words() for each in scene.journal().of("settlement")]
        causes = {each["cause"] for each in settlements}
        assert settlements[-1]["state"] == "verified"
        assert causes == ({"none", "terminal_busy"} if by_itself else {"none"})


def test_nothing_is_known_of_them_beside_a_terminal_that_is_worked_by_hand() -> None:
    with Scene(84, "12:00", in_line=False) as scene:
        scene.run(60)
        scene.terminal.switches.offline_floor_minor = FLOOR_MINOR
        scene.shop.acquirer.down = True
        assert scene.terminal.local_sale(1_250)
        scene.run(60)
        assert scene.truth.sales[0].offline
        (sale,) = scene.journal().of("sale")
        assert sale.words()["acquirer_line"] is None
        status = scene.status()
        assert (status.offline, status.receipts_open) == (None, None), "none known is not none"
