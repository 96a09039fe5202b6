# SPDX-License-Identifier: MIT
"""What a board in mode observe would have done, beside what people did (R14). Facts only.

Nothing was sent to the terminal: its totals were never read, so that the bounds of a settlement
could not be judged; what the board saw sold stands in for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from posminder.report.batches import OBSERVED, Try, net
from posminder.report.facts import moment
from posminder.report.handbook import ALERTS
from posminder.report.placing import Placed
from posminder.report.sales import DUPLICATE, OWED, Transaction, transactions
from posminder.report.settlements import RUNNING, Row, rows
from posminder.report.site import ReportSite
from posminder.report.whole import Batch, Whole, is_approved
from posminder_formats import records as r

# How a day's sales were settled by people.
SETTLED: Final = "settled"
LATE: Final = "late"
NEVER: Final = "never"
NONE: Final = "none"  # nothing was sold
_MUTE_S: Final = 1_800  # two presses
_SOUNDING: Final = frozenset(alert for alert, _, sound in ALERTS if sound != "none")
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class WouldSignIn:
    """A sign-in that was not sent; `did`: when the terminal was signed in all the same."""

    would: Placed
    did: Placed | None
    sales: int  # approved in between


@dataclass(frozen=True, slots=True)
class PilotDay:
    """One business day. `would`: settlements not sent; `did`: those people made on the day.

    `how`: SETTLED, LATE, NEVER, NONE or RUNNING. `waited`: count and sum of the day's sales that
    its own settlements did not take.
    """

    row: Row
    would: tuple[Try, ...]
    did: tuple[Batch, ...]
    how: str
    waited: tuple[int, int]
    sign_ins: tuple[WouldSignIn, ...]
    transactions: tuple[Transaction, ...]
    sounds: int

    @property
    def reminded(self) -> tuple[Transaction, ...]:
        """Transactions whose receipt would have been reminded of."""
        return tuple(each for each in self.transactions if each.receipt.reminded is not None)


@dataclass(frozen=True, slots=True)
class AlertCount:
    """One kind of alert: how often raised, and how many sounds there would have been."""

    alert: str
    raised: int
    sounds: int


@dataclass(frozen=True, slots=True)
class Pilot:
    """All days of the comparison."""

    site: ReportSite
    days: tuple[PilotDay, ...]
    alerts: tuple[AlertCount, ...]

    @property
    def helped(self) -> tuple[PilotDay, ...]:
        """Days whose money waited and that the board would have settled."""
        return tuple(each for each in self.days if each.how in (LATE, NEVER) and each.would)

    @property
    def longest(self) -> int:
        """How many business days the longest of them waited."""
        return max((each.row.days_late for each in self.helped), default=0)

    @property
    def waited(self) -> tuple[int, int]:
        """Count and sum of the sales that waited on those days."""
        waited = [each.waited for each in self.helped]
        return sum(count for count, _ in waited), sum(minor for _, minor in waited)

    @property
    def sales(self) -> int:
        """How many transactions were approved."""
        return sum(len(each.row.closing.sold) for each in self.days)

    @property
    def sign_ins(self) -> tuple[WouldSignIn, ...]:
        """All sign-ins that were not sent."""
        return tuple(each for day in self.days for each in day.sign_ins)

    def receipts(self, *states: str) -> int:
        """Return how many receipts would have been reminded of; with `states` that ended so."""
        every = [each for day in self.days for each in day.reminded]
        return sum(not states or each.receipt.state in states for each in every)

    @property
    def sounds(self) -> int:
        """How many sounds there would have been at the counter."""
        return sum(each.sounds for each in self.alerts)


def compare(whole: Whole, first: date | None = None, last: date | None = None) -> Pilot:
    """Return the days from `first` to `last`, by default all that the journal spans."""
    sounds = list(_sounds(whole))
    days = tuple(_day(whole, each, sounds) for each in rows(whole, first, last))
    shown = {each.row.date for each in days}
    return Pilot(whole.site, days, tuple(_alerts(whole, shown, sounds)))


def _day(whole: Whole, row: Row, sounds: Sequence[Placed]) -> PilotDay:
    closing = row.closing
    numbers = {each.seq for each in closing.placed}
    did = tuple(each for each in closing.batches if each.end.seq in numbers)
    waited = [s.placed for s in closing.sold if s.batch is None or s.batch.seq not in numbers]
    sales = [each for each in closing.placed if each.kind == r.R_SALE]
    near = [*closing.placed, *whole.days.get(row.date + _ONE_DAY, ())]
    return PilotDay(
        row,
        tuple(each for each in closing.tries if each.state == OBSERVED),
        did,
        _how(row),
        net(waited),
        tuple(_sign_ins(whole, numbers)),
        transactions(sales, near, whole.ends),
        sum(each.seq in numbers for each in sounds),
    )


def _how(row: Row) -> str:
    if not row.closing.sold:
        return NONE
    if row.state == RUNNING:
        return RUNNING
    if row.waiting != (0, 0):
        return NEVER
    return LATE if row.days_late else SETTLED


def _sign_ins(whole: Whole, numbers: set[int]) -> Iterator[WouldSignIn]:
    for index, each in enumerate(whole.placed[:-1]):
        words, after = each.record.words(), whole.placed[index + 1].record.words()
        is_would = each.kind == r.R_INTENT and words.get("command") == "sign_in"
        if each.seq not in numbers or not is_would or after.get("outcome") != "not_sent":
            continue
        rest = whole.placed[index + 1 :]
        did = next((later for later in rest if _is_signed_in(later)), None)
        until = rest[-1].seq if did is None else did.seq
        sold = [later for later in rest if later.seq <= until and is_approved(later)]
        yield WouldSignIn(each, did, len(sold))


def _is_signed_in(each: Placed) -> bool:
    return each.kind == r.R_SIGN_IN and each.record.words().get("state") == "signed_in"


def _sounds(whole: Whole) -> Iterator[Placed]:
    """Yield the changes of alerts that would have sounded, and were not muted."""
    muted_until_s = 0
    for each in whole.placed:
        words = each.record.words()
        if each.kind == r.R_BUTTON and words.get("press") == "twice":
            muted_until_s = each.at_s + _MUTE_S
        elif each.kind == r.R_ALERT and each.at_s >= muted_until_s and _sounds_with(words):
            yield each


def _sounds_with(words: Mapping[str, Any]) -> bool:
    """Tell whether an alert's change sounded; an older board does not say, but only two ever do."""
    if "sound" in words:
        return words["sound"] is not None
    return words.get("state") in ("raised", "escalated") and words.get("alert") in _SOUNDING


def _alerts(whole: Whole, shown: set[date], sounds: Sequence[Placed]) -> Iterator[AlertCount]:
    raised: dict[str, int] = {}
    for each in whole.placed:
        words = each.record.words()
        of_pilot = each.kind == r.R_ALERT and whole.site.business_day(each.at_s) in shown
        if of_pilot and words.get("state") == "raised":
            raised[str(words.get("alert"))] = raised.get(str(words.get("alert")), 0) + 1
    for alert in sorted(raised, key=lambda alert: (-raised[alert], alert)):
        heard = [
            each
            for each in sounds
            if each.record.words().get("alert") == alert
            and whole.site.business_day(each.at_s) in shown
        ]
        yield AlertCount(alert, raised[alert], len(heard))


def to_json(pilot: Pilot) -> dict[str, Any]:
    """Return what `report pilot --json` prints. Keys are only ever added."""
    count, minor = pilot.waited
    return {
        "board": pilot.site.board_id,
        "site": pilot.site.site_id,
        "mode": pilot.site.mode,
        "summary": {
            "days": len(pilot.days),
            "sales": pilot.sales,
            "helped": len(pilot.helped),
            "waited": {"count": count, "total_minor": minor, "days_max": pilot.longest},
            "sign_ins": len(pilot.sign_ins),
            "receipts": {
                "reminded": pilot.receipts(),
                "printed_later": pilot.receipts(DUPLICATE),
                "never": pilot.receipts(OWED),
            },
            "alerts": sum(each.raised for each in pilot.alerts),
            "sounds": pilot.sounds,
        },
        "days": [_day_json(each, pilot.site) for each in pilot.days],
        "alerts": [
            {"alert": each.alert, "raised": each.raised, "sounds": each.sounds}
            for each in pilot.alerts
        ],
    }


def _day_json(day: PilotDay, site: ReportSite) -> dict[str, Any]:
    return {
        "day": day.row.date.isoformat(),
        "count": day.row.sold[0],
        "total_minor": day.row.sold[1],
        "how": day.how,
        "would": [{**(moment(t.begun, site) or {}), "reason": t.reason} for t in day.would],
        "did": [{**(moment(b.end, site) or {}), "state": b.state} for b in day.did],
        "days_late": day.row.days_late,
        "waited": {"count": day.waited[0], "total_minor": day.waited[1]},
        "sign_ins": [
            {
                "would": moment(each.would, site),
                "did": moment(each.did, site),
                "sales": each.sales,
            }
            for each in day.sign_ins
        ],
        "receipts": [
            {
                "trace": each.words["trace"],
                "state": each.receipt.state,
                "reminded": moment(each.receipt.reminded, site),
                "ended": moment(each.receipt.ended, site),
            }
            for each in day.reminded
        ],
        "sounds": day.sounds,
    }
