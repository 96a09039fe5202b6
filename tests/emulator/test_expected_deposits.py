# SPDX-License-Identifier: MIT
"""What a shop's deposits should be by its journal, against its terminal's and acquirer's books.

The fees are worked out anew, from the terminal's truth with the decimal module: the journal tells
what the firmware saw, the sheet what each card costs.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from posminder.profile.check import check
from posminder.reconcile.expected import Terms, expected, portions
from posminder.report.site import ReportSite
from posminder.report.whole import Whole
from posminder.scenarios.load import load
from posminder.scenarios.play import Played, play
from posminder.scenarios.scenario import Scenario
from posminder.scenarios.seeded import seeded_day
from posminder.simulator.terminal_truth import SaleKind, SaleState
from posminder.store.site import site_of

RATES = {"girocard": Decimal("0.0025"), "VISA": Decimal("0.0095"), "Mastercard": Decimal("0.0095")}
SITE = """\
schema: 1
extends: [acquirer/example-de, template/kiosk-de]
site: {id: kn-0001, name: Kiosk am Markt}
terminal: {tid: "29001234"}
fees:
  rates: [{card: debit, rate: "0.25%"}, {card: credit, rate: "0.95%"}]
  card_names:
    - {name: girocard, card: debit}
    - {name: VISA, card: credit}
    - {name: MASTERCARD, card: credit}
"""


def fee(minor: int, name: str) -> int:
    return int((minor * RATES[name]).quantize(Decimal(1), ROUND_HALF_UP))


def fees(played: Played) -> int:
    """Return what the acquirer keeps of all that was approved and not taken back.

    A sale that was taken back is approved no more in the terminal's truth.
    """
    signs = {SaleKind.SALE: 1, SaleKind.REFUND: -1, SaleKind.REVERSAL: 0}
    return sum(
        signs[each.kind] * fee(each.amount_minor, each.card.name)
        for each in played.truth.sales
        if each.state is SaleState.APPROVED
    )


@pytest.mark.parametrize("name", ["refund-and-reversal", "seed 7"])
def test_gross_and_fees_are_those_of_the_books(name: str, tmp_path: Path) -> None:
    scenario: Scenario = seeded_day(7) if name == "seed 7" else load(name)
    played = play(scenario)
    path = tmp_path / "shop.yaml"
    path.write_text(SITE, encoding="utf-8")
    checked = check(path, {"POSMINDER_ZVT_PASSWORD": "000000"})
    assert checked.profile is not None, [each.render() for each in checked.findings]
    terms = Terms.of(checked.profile, checked.layer)
    compiled = played.profile.compiled
    site = ReportSite.of(played.board_id, site_of(compiled.data, compiled.sha256.hex()))
    found = expected(portions(Whole.of(played.pulled.records, site), terms), terms)
    books = [(each.count, each.gross_minor) for each in found]
    assert books == [each for each in played.ledger.settled if each != (0, 0)]
    assert sum(each.fee_minor for each in found) == fees(played)
    assert not any(each.unpriced_minor for each in found)
