# SPDX-License-Identifier: MIT
"""What a board and the store know of the account before a change, for `posminder account`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from posminder import home, old_account
from posminder.board_status import BoardStatus
from posminder.cli.connect import remember_site, unlock
from posminder.cli.dates import today_at
from posminder.deposits import from_file, from_records
from posminder.old_account import OldAccount, Waiting
from posminder.profile.model import ChangeOfAccount
from posminder.profile.read_back import read_back
from posminder.report.site import ReportSite, day_of
from posminder.session import Session
from posminder.store.site import Site
from posminder.store.store import Store
from posminder_formats import records as r


@dataclass(frozen=True, slots=True)
class Before:
    """The account before a change, None where none took effect, and the shop."""

    account: OldAccount | None
    site: Site | None

    def sentences(self, language: str, *, held: bool | None = None) -> Iterator[str]:
        """Yield what people are to know of it; `held` None: as the day and the change have it."""
        if self.account is None:
            return
        if held is None:
            held = self.account.ended is None or today_at(self.site) < self.account.hold_until
        currency = None if self.site is None else self.site.currency
        yield from old_account.sentences(self.account, currency, language, held=held)


def before(session: Session, status: BoardStatus) -> Before:
    """Return what is known of the account before the change under way, else before the last.

    The board is asked which deposits are awaited where this computer has its key, else the store.
    """
    with Store(home.store_path()) as store:
        if not _took_effect(store, status):
            return Before(None, None)
        if status.commissioned and home.key_path(status.id).is_file():
            unlock(session, status)
            remember_site(session, store, status)
            awaited = from_file(session.download("/deposits"))
        else:
            kinds = (r.R_EXPECTED, r.R_CREDIT)
            awaited = from_records(store.records(status.id, kinds=kinds))
        site = store.site(status.id)
        found = _account(store, status, site)
    waiting = (Waiting(each.business_day, each.total_minor, each.due) for each in awaited)
    return Before(None if found is None else found.of(waiting), site)


def _took_effect(store: Store, status: BoardStatus) -> bool:
    """Tell whether a change may have: else nothing is asked of the board."""
    if status.account is not None:
        return status.account.hold_until_day is not None
    return any(store.records(status.id, kind=r.R_APPROVAL))


def _account(store: Store, status: BoardStatus, site: Site | None) -> OldAccount | None:
    hold_days = _hold_days(store, status)
    if status.account is not None:
        until = day_of(status.account.hold_until_day)
        return None if until is None else OldAccount(until - timedelta(hold_days), until)
    if site is None:
        return None
    approvals = store.records(status.id, kind=r.R_APPROVAL)
    return old_account.of_records(approvals, ReportSite.of(status.id, site), hold_days)


def _hold_days(store: Store, status: BoardStatus) -> int:
    """Return for how long the profile on the board wants the old account kept open."""
    known = store.profile(status.id)
    if known is None:
        return ChangeOfAccount.model_validate({}).hold_old_open_days
    return read_back(known[0]).account_rules.hold_old_open_days
