# SPDX-License-Identifier: MIT
"""Why a terminal did not do it, in its own words: journaled, told with the sale or the alert."""

from __future__ import annotations

from posminder import transaction
from posminder.simulator.shop import Shop
from posminder.transaction_sentences import sentences
from tests.emulator.scene import Scene

WORDS = "Key expired"
PLANTED = "No. 4761730000000119"  # as no terminal should


def says_why(shop: Shop) -> None:
    shop.terminal.switches.tells_why = (300, WORDS)


def test_a_declined_sale_says_why_and_so_does_its_life() -> None:
    """The register's registration has TLV: without it a terminal may say none."""
    with Scene(141, wakes=says_why, text_blocks=True) as scene:
        scene.shop.acquirer.decline_code = 5
        scene.sell()
        journal = scene.journal()
        (error,) = journal.of("terminal_error")
        sale = journal.of("sale")[-1]
        assert error.seq > sale.seq
        wanted = {"about": "sale", "code": 5, "extended": 300, "words": WORDS}
        assert wanted.items() <= error.words().items()
        assert error.fields["trace"] == sale.fields["trace"]
        (life,) = transaction.find(journal, int(sale.fields["trace"]))
        assert "The terminal's own reason: 300 Key expired." in [
            *sentences(life, "en", lambda record: "then")
        ]


def test_a_refused_settlement_says_why_once_however_often_it_is_tried() -> None:
    def refuses(shop: Shop) -> None:
        shop.terminal.switches.tells_why = (300, PLANTED)
        shop.terminal.switches.refuse_settlements = 2

    with Scene(142, "20:40", wakes=refuses, text_blocks=True) as scene:
        scene.sell()
        scene.until("20:55")
        journal = scene.journal()
        assert len(journal.of("outcome", command="settle", outcome="refused")) == 2
        (error,) = journal.of("terminal_error")
        assert error.words()["about"] == "settle"
        assert error.words()["words"] == "No. " + "*" * 16
