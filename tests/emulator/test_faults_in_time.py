# SPDX-License-Identifier: MIT
"""Each kind of fault is an alert within 60 s (R11), counted from when the line can show it.

In line and idle nothing is asked, so a terminal that fails between two sales shows with the next
one; beside a terminal the board asks every half minute.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from posminder.simulator import zvt_codes as codes
from tests.emulator.scene import Scene

BOUND_S: Final = 60


def goes_silent(scene: Scene) -> None:
    scene.terminal.power_off()


def out_of_order(scene: Scene) -> None:
    scene.terminal.locks.add(codes.STATUS_OUT_OF_ORDER)
    scene.register.sell(1_250)


def diagnosis_in_vain(scene: Scene) -> None:
    scene.shop.acquirer.down = True
    scene.terminal.locks.add(codes.STATUS_DIAGNOSE)
    scene.register.sell(1_250)


def sign_in_refused(scene: Scene) -> None:
    scene.terminal.switches.refuse_sign_in_code = codes.FUNCTION_IMPOSSIBLE
    scene.terminal.needs_initialisation = True
    scene.register.start()


def sign_in_in_vain(scene: Scene) -> None:
    scene.shop.acquirer.down = True
    scene.terminal.needs_initialisation = True
    scene.register.start()


def register_without_paper(scene: Scene) -> None:
    scene.register.printer.paper = False
    scene.register.sell(1_250)


FAULTS: Final[tuple[tuple[str, Callable[[Scene], None], dict[str, Any]], ...]] = (
    ("terminal_silent", goes_silent, {"in_line": False}),
    ("terminal_not_ready", out_of_order, {}),
    ("terminal_not_ready", diagnosis_in_vain, {}),
    ("sign_in_refused", sign_in_refused, {}),
    ("not_signed_in", sign_in_in_vain, {}),
    ("receipt_missing", register_without_paper, {}),
)


@pytest.mark.parametrize(("alert", "fault", "options"), FAULTS)
def test_a_fault_is_an_alert_within_a_minute(
    alert: str, fault: Callable[[Scene], None], options: dict[str, Any]
) -> None:
    with Scene(77, **options) as scene:
        scene.run(60)
        assert alert not in scene.alerts()
        fault(scene)
        waited_s = 0
        while alert not in scene.alerts():
            assert waited_s < BOUND_S, f"no {alert} after {waited_s} s"
            scene.run(5)
            waited_s += 5
