# SPDX-License-Identifier: MIT
"""A clumsy shop's whole month on the real firmware: one board, never looked after but to be pulled.

Takes about two minutes, more than any other test: it has a worker of its own.
"""

from __future__ import annotations

import pytest

from tests.bench.soak import soak

SEED = 1


@pytest.mark.xdist_group("month")
def test_a_month_of_a_clumsy_shop_keeps_every_invariant() -> None:
    print(f"python -m tests.bench.soak --seed {SEED}")
    found, violations = soak(SEED, "EUR", 30)
    assert violations == []
    assert found.sales > 20 * 26
    assert found.faults > 60
    assert found.boots > 10
    assert found.account_steps == 11, "an account was changed, to its end"
