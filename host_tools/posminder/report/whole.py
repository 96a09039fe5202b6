# SPDX-License-Identifier: MIT
"""A board's whole journal, read once, and how each of its business days closed. Facts only.

A day alone does not tell how it ended: its batch may have been taken on a later one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from posminder.errors import EXIT_FINDING, PosminderError
from posminder.journal_file import Record, gaps
from posminder.report import batches, placing, spans
from posminder.report.batches import Try
from posminder.report.placing import Placed
from posminder.report.site import ReportSite, day_of
from posminder.report.spans import AlertSpan, PowerGap, Span
from posminder.store.totals import Total
from posminder.transaction import APPROVED, TAKES_THE_BATCH
from posminder_formats import records as r

_NAMES_MAX: Final = 3
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()


class NoBusinessDay(PosminderError):
    """No business day is known: the clock of board {} was not set for any of its records.
    Next: posminder apply PROFILE --port PORT, which sets it"""

    exit_code = EXIT_FINDING


@dataclass(frozen=True, slots=True)
class Sold:
    """An approved transaction, and the settlement that took it; None while it is open."""

    placed: Placed
    batch: Placed | None


@dataclass(frozen=True, slots=True)
class Batch:
    """A settlement that took a batch, and the approved transactions it took, of whatever day."""

    end: Placed
    took: tuple[Placed, ...]

    @property
    def state(self) -> str:
        """How it ended: one of TAKES_THE_BATCH, or `stranded` in a terminal that was exchanged."""
        if self.end.kind == r.R_TERMINAL_CHANGED:
            return "stranded"
        return str(self.end.record.words()["state"])

    @property
    def elsewhere(self) -> bool:
        """Whether what it took was settled somewhere else, or not at all: nobody here saw when."""
        return self.state in ("stranded", "nothing_to_settle")

    @property
    def number(self) -> str:
        """Its number as the terminal told it, else `#` and the number of its record."""
        told = {each.record.fields.get("batch_no") for each in self.took} - {None}
        if 0 < len(told) <= _NAMES_MAX:
            return "+".join(sorted(str(each) for each in told))
        return f"#{self.end.seq}"


@dataclass(frozen=True, slots=True)
class Closing:
    """How one business day closed. Everything in journal order.

    `open_before` are approved transactions of earlier days that no settlement of the journal
    took. `batches` took one of the day's transactions, or ended on the day. `attended`: the shop
    was open, and its terminal shows nothing of what was sold; `totals` is what the acquirer's file
    says of it.
    """

    date: date
    placed: tuple[Placed, ...]
    sold: tuple[Sold, ...]
    open_before: tuple[Placed, ...]
    batches: tuple[Batch, ...]
    tries: tuple[Try, ...]
    tries_after: tuple[Try, ...]
    attended: bool
    totals: tuple[Total, ...]

    @property
    def first_seq(self) -> int:
        """Number of the day's first record, 0 where it has none."""
        return self.placed[0].seq if self.placed else 0

    @property
    def last_seq(self) -> int:
        """Number of the day's last record, -1 where it has none."""
        return self.placed[-1].seq if self.placed else -1


@dataclass(frozen=True)
class Whole:
    """All records of one board in the shop's time, and what lasts longer than a day.

    Or those of them that some days need, which are then told as by all.
    """

    site: ReportSite
    placed: tuple[Placed, ...]
    totals: tuple[Total, ...] = ()
    lacks: tuple[tuple[int, int], ...] | None = None

    @classmethod
    def of(
        cls,
        found: Iterable[Record],
        site: ReportSite,
        totals: Iterable[Total] = (),
        lacks: Iterable[tuple[int, int]] | None = None,
    ) -> Whole:
        """Return `found`, all records of one board, ascending. Raises NoBusinessDay.

        Without one wall time their order is known, and no day of it. `totals`: what is held of an
        acquirer's file. `lacks`: runs of numbers that the store lacks, where `found` is not all.
        """
        placed = placing.place(found, site)
        if placed and not any(each.exact for each in placed):
            raise NoBusinessDay(site.board_id)
        return cls(site, placed, tuple(totals), None if lacks is None else tuple(lacks))

    @cached_property
    def missing(self) -> tuple[tuple[Placed, Placed], ...]:
        """The records on both sides of each run of numbers that is not in the store."""
        at = {each.seq: each for each in self.placed}
        first = self.placed[0].seq if self.placed else 1
        runs = gaps(iter(at), first) if self.lacks is None else self.lacks
        return tuple((at[a - 1], at[b + 1]) for a, b in runs if a - 1 in at and b + 1 in at)

    @cached_property
    def days(self) -> Mapping[date, tuple[Placed, ...]]:
        """The records of every business day that has one, by day, ascending."""
        found: dict[date, list[Placed]] = {}
        for each in self.placed:
            found.setdefault(self.site.business_day(each.at_s), []).append(each)
        return {day: tuple(found[day]) for day in sorted(found)}

    @cached_property
    def ends(self) -> Mapping[int, Placed]:
        """By an approved transaction's number, the SETTLEMENT record that took its batch."""
        return batches.batch_ends(self.placed)

    @cached_property
    def batches(self) -> tuple[Batch, ...]:
        """Every settlement that took a batch, with what it took."""
        took: dict[int, list[Placed]] = {}
        for each in self.placed:
            if each.seq in self.ends:
                took.setdefault(self.ends[each.seq].seq, []).append(each)
        return tuple(
            Batch(each, tuple(took.get(each.seq, ())))
            for each in self.placed
            if each.seq in took
            or (each.kind == r.R_SETTLEMENT and each.record.words()["state"] in TAKES_THE_BATCH)
        )

    @cached_property
    def batch_of(self) -> Mapping[int, Batch]:
        """The batches by the number of the record that took them."""
        return {each.end.seq: each for each in self.batches}

    @cached_property
    def attested(self) -> frozenset[date]:
        """The business days of which a person said that they were settled."""
        return frozenset(day for each in self.batches if (day := _attested_day(each)) is not None)

    @cached_property
    def missed(self) -> Mapping[date, Placed]:
        """By business day, the record that says it was over and not settled, and why."""
        return {
            date.fromordinal(_EPOCH_ORDINAL + each.record.fields["business_day"]): each
            for each in self.placed
            if each.kind == r.R_SETTLEMENT
            and each.record.words().get("state") == batches.MISSED
            and _is_day(each.record.fields.get("business_day"))
        }

    @cached_property
    def open(self) -> tuple[Placed, ...]:
        """Approved transactions that no settlement took."""
        return tuple(
            each for each in self.placed if is_approved(each) and each.seq not in self.ends
        )

    @cached_property
    def tries(self) -> tuple[Try, ...]:
        """Every try to settle."""
        return tuple(batches.tries(self.placed))

    @cached_property
    def alerts(self) -> tuple[AlertSpan, ...]:
        """Every alert, from raised to ended."""
        return tuple(spans.alerts(self.placed))

    @cached_property
    def sign_ins(self) -> tuple[Span, ...]:
        """The terminal's sign-in states."""
        return tuple(spans.sign_in(self.placed))

    @cached_property
    def silences(self) -> tuple[Span, ...]:
        """When the terminal's line was silent."""
        return tuple(spans.silences(self.placed))

    @cached_property
    def power(self) -> tuple[PowerGap, ...]:
        """Every boot with the record before it."""
        return tuple(spans.power(self.placed))

    def closing(self, day: date) -> Closing:
        """Return how `day` closed; of a day without a record nothing is known."""
        placed = self.days.get(day, ())
        first, last = (placed[0].seq, placed[-1].seq) if placed else (0, -1)
        return Closing(
            date=day,
            placed=placed,
            sold=tuple(Sold(e, self.ends.get(e.seq)) for e in placed if is_approved(e)),
            open_before=tuple(each for each in self.open if each.seq < first),
            batches=tuple(self._batches.get(day, ())),
            tries=tuple(each for each in self.tries if first <= each.begun.seq <= last),
            tries_after=tuple(each for each in self.tries if each.begun.seq > last),
            attended=self.site.attended and bool(self.site.opening(day)),
            totals=tuple(each for each in self.totals if each.day == day),
        )

    @cached_property
    def _batches(self) -> Mapping[date, Sequence[Batch]]:
        """What took something of a day or ended on it; attested: of the day that was said.

        A person may say the next morning what was settled the evening before.
        """
        found: dict[date, list[Batch]] = {}
        for batch in self.batches:
            said = _attested_day(batch)
            seen = (self.site.business_day(each.at_s) for each in (batch.end, *batch.took))
            for day in [said] if said is not None else dict.fromkeys(seen):
                found.setdefault(day, []).append(batch)
        return found


def _attested_day(batch: Batch) -> date | None:
    """Return the business day that a person called settled; None for every other settlement."""
    if batch.state != "attested":
        return None
    return day_of(batch.end.record.fields.get("business_day"))


def is_approved(each: Placed) -> bool:
    """Tell whether a record is of an approved transaction."""
    return each.kind == r.R_SALE and each.record.fields.get("result") == APPROVED


def _is_day(number: object) -> bool:
    """Return whether `number`, days since 1970, is a day of the calendar."""
    return isinstance(number, int) and 0 <= number <= date.max.toordinal() - _EPOCH_ORDINAL
