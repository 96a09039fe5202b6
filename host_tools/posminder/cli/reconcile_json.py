# SPDX-License-Identifier: MIT
"""A reconciliation as `reconcile --json` prints it. Keys are only ever added."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from posminder.cli.deposits_expected import to_json as deposit_to_json
from posminder.cli.shop import StoredShop
from posminder.old_account import to_json as old_to_json
from posminder.reconcile.reconciliation import Reconciliation
from posminder.reconcile.rows import Row
from posminder.reconcile.three_way import Compared


def to_json(found: Reconciliation, shop: StoredShop) -> dict[str, Any]:
    """Return the whole of it."""
    impact = None if found.impact is None else asdict(found.impact)
    return {
        "board": shop.board_id,
        "site": shop.site.site_id,
        "ways": list(found.ways),
        "first": str(found.first),
        "last": str(found.last),
        "good": found.good,
        "rows": [_row(each) for each in found.rows],
        "totals": asdict(found.books),
        "ageing": [asdict(each) for each in found.ages],
        "impact": None if impact is None else {**impact, "next_due": _day(impact["next_due"])},
        "acquirer": [_compared(each) for each in found.compared],
        "not_settled": {
            "count": len(found.waiting),
            "gross_minor": sum(each.amount_minor for each in found.waiting),
        },
        "before": found.before,
        "passed_over": found.passed_over,
        "search_ended": found.exhausted,
        "old_account": old_to_json(found.old),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "status": row.status,
        "good": row.good,
        "items": [each.name for each in row.items],
        "deposits": [deposit_to_json(each.deposit) for each in row.items if each.deposit],
        "credits": [
            {
                "day": str(each.day),
                "amount_minor": each.amount_minor,
                "account": each.account or None,
                "text": each.text,
            }
            for each in row.credits
        ],
        "due": _day(row.due),
        "days_late": row.days,
        "expected_minor": row.expected_minor,
        "credited_minor": row.credited_minor,
        "open_minor": row.open_minor,
        "difference_minor": row.difference_minor,
        "cause": row.cause or None,
        "also": list(row.also),
        "tested": list(row.tested),
        "several": row.several,
    }


def _compared(each: Compared) -> dict[str, Any]:
    return {
        "day": str(each.day),
        "batches": list(each.batches),
        "state": each.state,
        "board": None if each.board is None else list(each.board),
        "acquirer": None if each.acquirer is None else list(each.acquirer),
        "fee_minor": each.fee_minor,
        "net_minor": each.net_minor,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else str(day)
