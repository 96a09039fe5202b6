# SPDX-License-Identifier: MIT
"""A journal that nobody pulls: no duty stops, what is left out is said, and a pull gives room."""

from __future__ import annotations

import pytest

from posminder.status_sentences import ALERT_PERCENT, SALES_PERCENT
from tests.emulator.scene import Journal, Scene

pytestmark = pytest.mark.xdist_group("full")

SECTORS = 6


def sell_until(scene: Scene, percent: int) -> int:
    """Sell until so much of the ring waits to be pulled; return how many sales it took."""
    count = 0
    while (scene.status().journal.fill_percent or 0) < percent:
        scene.sell(1000 + count)
        count += 1
        assert count < 300
    return count


def counted(journal: Journal, left: str) -> tuple[int, int]:
    """Return how many records of this sort the journal says it left out, and the money in them."""
    told = [each.words() for each in journal.of("left_out", left=left)]
    return sum(each["count"] for each in told), sum(each["total_minor"] for each in told)


def test_a_shop_that_nobody_visits_goes_on_and_what_is_lost_is_said() -> None:
    settings = {"receipts.keep_slip": "merchant"}
    with Scene(41, settings=settings, journal_sectors=SECTORS) as scene:
        sold = sell_until(scene, ALERT_PERCENT)
        assert scene.alerts() == ["journal_filling"]
        sold += sell_until(scene, SALES_PERCENT)
        scene.run(3600)
        assert scene.status().journal.days_left == 0
        for amount_minor in range(40):
            scene.sell(10_000 + amount_minor)
        scene.close()
        journal = scene.journal()
        assert journal.of("settlement")[-1].words()["state"] == "verified"
        assert journal.of("settlement")[-1].words()["count"] == sold + 40
        written = journal.of("sale")
        assert written[0].words()["amount_minor"] == 1000, "the oldest are still there"
        assert len(written) == sold
        assert counted(journal, "slip_text")[0] > 0
        assert journal.of("left_out")[0].words()["left"] == "slip_text"
        count, total_minor = counted(journal, "sales")
        assert count <= 3 * 40
        assert total_minor >= 10_000 * 20
        last = journal[-1].seq
        scene.session.acknowledge(last, 0)
        scene.run(1)
        assert scene.alerts() == []
        told = scene.journal().after(journal[-1])
        assert counted(Journal([*journal, *told]), "sales")[1] == sum(10_000 + x for x in range(40))
        scene.sell(77)
        after = scene.journal().after(journal[-1])
        assert [each.words()["amount_minor"] for each in after.of("sale")] == [77]
        assert scene.status().journal.pulled_seq == last


def test_power_cuts_in_a_full_journal_cost_no_more_than_the_count_says() -> None:
    with Scene(42, journal_sectors=SECTORS) as scene:
        sold = sell_until(scene, SALES_PERCENT)
        for _ in range(24):
            scene.sell(500)
        known = scene.status().batch.count
        assert known == sold + 24
        scene.world.cut_power()
        scene.run(3)
        scene.world.start()
        scene.run(30)
        assert "journal_filling" in scene.alerts()
        after = scene.status().batch.count
        assert after is not None
        assert known - 16 <= after <= known
        scene.close(60)
        last = scene.journal().of("settlement")[-1].words()
        assert last["state"] in ("verified", "mismatch")
