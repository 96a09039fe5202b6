# SPDX-License-Identifier: MIT
"""Four weeks with planted faults, reconciled with a bank's lines, for pages about money."""

from __future__ import annotations

from pathlib import Path

from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import Reconciliation, reconcile
from posminder.report.whole import Whole
from posminder.store.statements import BankLine
from tests.host.report_days import SITE as REPORT_SITE
from tests.host.site_text import checked
from tests.host.test_reconcile_shop import SITE, Shop


def terms(folder: Path) -> Terms:
    """Return the terms of the shop, whose file is written into `folder`."""
    found = checked(folder, SITE)
    assert found.profile is not None, [each.render() for each in found.findings]
    return Terms.of(found.profile, found.layer)


def whole(seed: int = 9) -> Whole:
    """Return the shop's journal."""
    return Whole.of(Shop(seed).book.records(), REPORT_SITE)


def reconciled(folder: Path, seed: int = 9) -> tuple[Reconciliation, Terms]:
    """Return what came of the shop's money, and by which terms."""
    by = terms(folder)
    lines = [
        BankLine(account, day, minor, "EUR", text, "", "", nth, "bank.csv", nth + 1)
        for account, bookings in Shop(seed).bank().items()
        for nth, (day, minor, text) in enumerate(bookings)
    ]
    return reconcile(whole(seed), by, lines, []), by
