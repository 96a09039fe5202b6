# SPDX-License-Identifier: MIT
"""While the settlement account changes, two accounts are the shop's (R45).

What comes to the new one is where it should be, whenever it was settled. The old one is right for
what was settled before the change took effect, and wrong for what was settled since.
"""

from __future__ import annotations

from dataclasses import replace

from posminder.old_account import OldAccount
from posminder.reconcile.rows import EARLY, LATE, MATCHED, WRONG_ACCOUNT, Row, same_account


def on_either(row: Row, change: OldAccount | None) -> Row:
    """Return `row` judged by both accounts of `change`; as it is where one of them is not known."""
    accounts = [each.account for each in row.credits]
    days = [day for item in row.items if item.deposit for day in item.deposit.business_days]
    if change is None or change.masks is None or not days or not all(accounts):
        return row
    old, new = change.masks
    is_right = all(same_account(each, new) for each in accounts)
    on_old = all(same_account(each, old) for each in accounts)
    if on_old and not is_right and min(days) >= change.since:
        return replace(row, status=WRONG_ACCOUNT)
    is_right |= on_old and max(days) < change.since
    if row.status != WRONG_ACCOUNT or not is_right:
        return row
    late = row.days or 0
    return replace(row, status=LATE if late > 0 else EARLY if late < 0 else MATCHED)
