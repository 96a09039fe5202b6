# SPDX-License-Identifier: MIT
"""The account before a change: until when it stays open, and what may still go there (R45)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from posminder.account_text import masks_of
from posminder.journal_file import Record
from posminder.messages import sentence
from posminder.money import amount_text
from posminder.report.site import ReportSite, date_of
from posminder_formats import people
from posminder_formats import records as r


@dataclass(frozen=True, slots=True)
class Waiting:
    """A deposit that is not credited. None: not known."""

    business_day: date | None
    amount_minor: int | None
    due: date | None


@dataclass(frozen=True, slots=True)
class OldAccount:
    """The account that deposits went to before `since`, the day a change took effect.

    `ended`: the change was, and then people may have closed it. `waiting`: what may still go there.
    `masks`: of the old account and the new one, None where the text of the change is not here.
    """

    since: date
    hold_until: date
    ended: date | None = None
    waiting: tuple[Waiting, ...] = ()
    masks: tuple[str, str] | None = None

    @property
    def until(self) -> date:
        """The day until which it stays open: what is due there counts like the profile's days."""
        return max([self.hold_until, *(each.due for each in self.waiting if each.due is not None)])

    def as_of(self, day: date) -> OldAccount | None:
        """Return what was known of it at the end of `day`, None where nothing had changed yet."""
        if day < self.since:
            return None
        return replace(self, ended=None) if self.ended is not None and day < self.ended else self

    def of(self, found: Iterable[Waiting]) -> OldAccount:
        """Return it with those of `found` that were settled before the change took effect."""
        before = (each for each in found if (each.business_day or date.min) < self.since)
        return replace(self, waiting=tuple(before))

    def closed_early(self, today: date) -> bool:
        """Tell whether the change was ended while money was on its way, or before its time."""
        return self.ended is not None and (bool(self.waiting) or today < self.hold_until)


def of_records(
    found: Iterable[Record],
    site: ReportSite,
    hold_days: int,
    text_of: Callable[[str], bytes | None] = lambda _: None,
) -> OldAccount | None:
    """Return the account before the last change that took effect, None where there was none.

    `text_of` gives the text with a SHA-256, in hexadecimal, that people read.
    """
    since: date | None = None
    ended: date | None = None
    masks: tuple[str, str] | None = None
    for record in found:
        if record.kind != r.R_APPROVAL or record.fields["stage"] is None:
            continue
        deed, local_s = record.fields["deed"], site.local_s(record.wall_s)
        if deed == people.EFFECT_ACCOUNT and local_s is not None:
            since, ended = date_of(local_s), None
            text = text_of(record.fields["text_hash"].hex())
            masks = None if text is None else masks_of(text)
        elif deed in (people.CLOSE_ACCOUNT, people.CLOSE_ACCOUNT_EARLY):
            ended = since if local_s is None else date_of(local_s)
    if since is None:
        return None
    return OldAccount(since, since + timedelta(hold_days), ended, masks=masks)


def sentences(old: OldAccount, currency: int | None, language: str, *, held: bool) -> Iterator[str]:
    """Yield what people are to know of it; `held`: the profile's days are not over."""
    if not held and not old.waiting:
        return
    if old.ended is not None:
        yield sentence(language, "account.old.ended")
    yield sentence(language, "account.hold", day=old.until)
    if not old.waiting:
        return
    total = sum(each.amount_minor or 0 for each in old.waiting)
    amount = amount_text(total, currency, language)
    count = len(old.waiting)
    yield sentence(language, "account.old.waiting", since=old.since, count=count, amount=amount)
    unknown = sentence(language, "deposits.not_known")
    for each in old.waiting:
        yield sentence(
            language,
            "account.old.deposit",
            day=each.business_day or unknown,
            amount=amount_text(each.amount_minor, currency, language),
            due=each.due or unknown,
        )


def to_json(old: OldAccount | None) -> dict[str, object] | None:
    """Return it as `--json` prints it."""
    if old is None:
        return None
    return {
        "since": str(old.since),
        "until": str(old.until),
        "ended": None if old.ended is None else str(old.ended),
        "waiting": [
            {
                "business_day": None if each.business_day is None else str(each.business_day),
                "amount_minor": each.amount_minor,
                "due": None if each.due is None else str(each.due),
            }
            for each in old.waiting
        ],
    }
