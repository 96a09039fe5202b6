# SPDX-License-Identifier: MIT
"""Fees by numbers worked by hand (R29-R33), and laws that hold for any sales."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posminder.profile.check import Checked
from posminder.reconcile.fees import BATCH, FeeLine, Sale, Tariff, half_up, ppm_text
from tests.host.site_text import checked

CONTRACT = """\
fees:
  rates:
    - {card: credit, rate: "0.60%"}
    - {card: debit, rate: "0.50%", cap: "25.00"}
    - {card: qr_wallet, rate: "0.38%"}
    - {card: qr_unionpay, rate: "0.60%"}
    - {card: foreign, rate: "1.80%"}
"""
MONDAY = date(2026, 11, 23)


def site(tmp_path: Path, text: str = CONTRACT) -> Checked:
    found = checked(tmp_path, text)
    assert found.profile is not None, [each.render() for each in found.findings]
    return found


def tariff(tmp_path: Path, text: str = CONTRACT, basis: str | None = None) -> Tariff:
    found = site(tmp_path, text)
    assert found.profile is not None
    return Tariff(found.profile, found.layer, basis)


def sold(minor: int, card: str | None = "credit", kind: str = "sale", day: date = MONDAY) -> Sale:
    return Sale(1, 0, day, minor, card, kind)


def fee(by: Tariff, *sales: Sale) -> int:
    return sum(line.fee_minor for line in by.charged(sales))


@pytest.mark.parametrize(
    ("card", "amount", "taken"),
    [
        ("credit", 1_000_000, 6_000),  # R30: 10 000.00 at 0.60 % is 60.00
        ("debit", 1_000_000, 2_500),  # R31: 50.00, capped at 25.00
        ("debit", 500_000, 2_500),  # 25.00, at the cap
        ("debit", 499_900, 2_500),  # 24.995, half up
        ("debit", 499_899, 2_499),  # 24.99495
        ("debit", 0, 0),
        ("qr_wallet", 1_000_000, 3_800),  # R32: 10 000.00 at 0.38 % is 38.00
        ("qr_unionpay", 1_000_000, 6_000),
        ("foreign", 1_250, 23),  # 22.5 cents
    ],
)
def test_vectors(tmp_path: Path, card: str, amount: int, taken: int) -> None:
    assert fee(tariff(tmp_path), sold(amount, card)) == taken


def test_the_basis_of_rounding_makes_the_known_difference(tmp_path: Path) -> None:
    ten = [sold(1_250)] * 10  # 7.5 cents each
    assert fee(tariff(tmp_path), *ten) == 80
    assert fee(tariff(tmp_path, basis=BATCH), *ten) == 75


def test_a_class_without_a_rate_is_unpriced_and_not_free(tmp_path: Path) -> None:
    lines = tariff(tmp_path).charged([sold(1_000), sold(500, "prepaid"), sold(700, None)])
    assert [(line.card, line.count, line.gross_minor, line.rule is None) for line in lines] == [
        ("credit", 1, 1_000, False),
        (None, 1, 700, True),
        ("prepaid", 1, 500, True),
    ]


def test_a_promotion_holds_on_its_days_and_names_itself(tmp_path: Path) -> None:
    promo = """\
  promos:
    - {card: credit, rate: "0.38%", from: 2026-11-23, to: 2026-11-30}
"""
    by = tariff(tmp_path, CONTRACT + promo)
    taken = [
        fee(by, sold(1_000_000, day=date(2026, month, day)))
        for month, day in ((11, 22), (11, 23), (11, 30), (12, 1))
    ]
    assert taken == [6_000, 3_800, 3_800, 6_000]
    (line,) = by.charged([sold(1_000_000)])
    assert line.rule is not None
    assert (line.rule.setting, line.rule.value) == ("fees.promos[0].rate", "credit 0.38%")
    assert (line.rule.since, line.rule.until) == (date(2026, 11, 23), date(2026, 11, 30))
    assert line.rule.place.endswith("shop.yaml:14:28")


def test_a_rate_of_the_shop_s_merchant_category_goes_first(tmp_path: Path) -> None:
    special = '    - {card: credit, rate: "0.80%", mcc: "5812"}\n'
    assert fee(tariff(tmp_path, CONTRACT + special), sold(1_000_000)) == 6_000
    found = site(tmp_path, CONTRACT + special)
    assert found.profile is not None
    terminal = found.profile.terminal.model_copy(update={"mcc": "5812"})
    eats = found.profile.model_copy(update={"terminal": terminal})
    assert fee(Tariff(eats, found.layer), sold(1_000_000)) == 8_000


def test_refunds_give_the_fee_back_or_not(tmp_path: Path) -> None:
    back = [sold(1_000_000), sold(-1_000_000, kind="refund")]
    assert fee(tariff(tmp_path), *back) == 0
    assert fee(tariff(tmp_path, CONTRACT + "  refunds: kept\n"), *back) == 6_000
    void = [sold(1_000_000), sold(-1_000_000, kind="reversal")]
    assert fee(tariff(tmp_path, CONTRACT + "  refunds: kept\n"), *void) == 0


def test_two_promotions_of_one_day_are_refused(tmp_path: Path) -> None:
    rows = """\
  promos:
    - {card: credit, rate: "0.38%", from: 2026-11-23, to: 2026-11-30}
    - {card: credit, rate: "0.30%", from: 2026-11-30, to: 2026-12-30}
"""
    (finding,) = checked(tmp_path, CONTRACT + rows).findings[:1]
    assert (finding.path, "another promotion" in finding.sentence) == ("fees.promos[1].from", True)


def test_a_default_says_that_nobody_wrote_it(tmp_path: Path) -> None:
    rule = tariff(tmp_path).rule(("fees", "refunds"), "returned")
    assert (rule.place, rule.sheet) == ("default", "acquirer/example-de 2026-1")


def test_rates_as_people_write_them() -> None:
    assert [ppm_text(each) for each in (6_000, 3_850, 30_000, 25)] == [
        "0.60%",
        "0.385%",
        "3.00%",
        "0.0025%",
    ]


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**7))
def test_half_up_is_the_nearest_and_a_half_goes_away_from_zero(value: int, divisor: int) -> None:
    exact = Fraction(value, divisor)
    off = half_up(value, divisor) - exact
    assert abs(off) <= Fraction(1, 2)
    assert abs(off) < Fraction(1, 2) or (off > 0) == (value > 0)
    assert half_up(-value, divisor) == -half_up(value, divisor)


_SALES = st.lists(
    st.builds(
        sold, st.integers(-(10**7), 10**7), st.sampled_from(["credit", "debit", "prepaid", None])
    ),
    max_size=12,
)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Tariff, Tariff]:
    path = tmp_path_factory.mktemp("site")
    return tariff(path), tariff(path, basis=BATCH)


@given(sales=_SALES, seed=st.randoms(use_true_random=False))
def test_laws_of_a_batch(both: tuple[Tariff, Tariff], sales: list[Sale], seed: object) -> None:
    single, whole = both
    lines = single.charged(sales)
    assert sum(line.gross_minor for line in lines) == sum(each.amount_minor for each in sales)
    assert sum(line.count for line in lines) == len(sales)
    mixed = list(sales)
    seed.shuffle(mixed)  # type: ignore[attr-defined]
    assert single.charged(mixed) == lines
    # Half a unit a transaction, and half a unit for the batch of each class, is all they differ by.
    assert 2 * abs(fee(single, *sales) - fee(whole, *sales)) <= len(sales) + len(lines)
    back = [Sale(1, 0, MONDAY, -each.amount_minor, each.card, "refund") for each in sales]
    assert fee(single, *sales, *back) == 0
    assert all(isinstance(line, FeeLine) for line in lines)
