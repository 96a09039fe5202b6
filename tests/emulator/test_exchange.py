# SPDX-License-Identifier: MIT
"""A terminal that is exchanged beside the board, with no register to greet the new one."""

from __future__ import annotations

from tests.emulator import checks
from tests.emulator.scene import Scene


def test_beside_the_new_terminal_is_known_by_having_no_last_payment() -> None:
    with Scene(61, "12:00", in_line=False) as scene:
        for _ in range(3):
            scene.run(60)
            assert scene.terminal.local_sale(1_000)
        scene.run(60)
        scene.terminal.exchange("29009999")
        scene.run(60)
        (noticed,) = scene.journal().of("terminal_changed")
        words = noticed.words()
        assert (words["old_tid"], words["new_tid"]) == ("29001234", "29009999")
        assert (words["count"], words["total_minor"]) == (3, 3_000)
        scene.close()
        assert "terminal_changed" in scene.alerts()
        assert checks.settle_commands(scene.truth) == 0


def test_beside_a_terminal_without_a_payment_is_not_asked_who_it_is_over_and_over() -> None:
    with Scene(62, "12:00", in_line=False) as scene:
        scene.run(60)
        assert scene.terminal.local_sale(1_000)
        scene.run(60)
        scene.terminal.exchange("29001234")  # a twin: nothing tells that it is another
        scene.run(600)
        journal = scene.journal()
        assert len(journal.of("intent", command="register")) <= 2
        assert journal.of("terminal_changed") == []
