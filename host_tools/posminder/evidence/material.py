# SPDX-License-Identifier: MIT
"""What a pack is made of, and how it speaks: labels in both languages, values in one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Final

from posminder.checkpoints import Checkpoint
from posminder.evidence.case_facts import CaseFacts
from posminder.evidence.forms import FormSheet
from posminder.evidence.model import ATTESTED, INFERRED, SEEN, UNGRADED, Both, Line, Row
from posminder.evidence.subject import is_announced
from posminder.explain.finding import grade_of
from posminder.journal_file import Record
from posminder.messages import languages_from, sentence
from posminder.profile.model import Profile
from posminder.reconcile.expected import Terms
from posminder.reconcile.reconciliation import Reconciliation
from posminder.record_view import View
from posminder.report.day import missing_runs, newest_value
from posminder.report.placing import Placed
from posminder.report.site import WALL_MAX_S
from posminder.report.speech import Speech
from posminder.report.whole import Closing, Whole
from posminder.timestamps import Stamp
from posminder.transaction import APPROVED, Life
from posminder_formats import records as r

NEAR_S: Final = 600  # before and after: what may be taken for the same sale


@dataclass(frozen=True)
class Material:
    """One transaction, the journal around it, and what else the office holds.

    `profile` is the site's file where it was named, `held` what its board holds. `reconciled` is
    None where no statement is in the store. `proof` None: `unproved` says why. `checkpoint` is the
    first that names the proof's seal or a later one, `stamp` the first time stamp over such.
    `others`: boards of the store that name the same terminal.
    """

    life: Life
    whole: Whole
    view: View
    language: str
    form: FormSheet
    case: CaseFacts = field(default_factory=CaseFacts)
    profile: Profile | None = None
    held: Profile | None = None
    terms: Terms | None = None
    reconciled: Reconciliation | None = None
    proof: str | None = None
    unproved: str = ""
    checkpoint: Checkpoint | None = None
    stamp: Stamp | None = None
    others: tuple[str, ...] = ()
    program: str = ""  # and its version

    @cached_property
    def at(self) -> dict[int, Placed]:
        """Every record of the journal with its moment, by number."""
        return {each.seq: each for each in self.whole.placed}

    @cached_property
    def sale(self) -> Placed:
        """The transaction's own record."""
        return self.at[self.life.sale.seq]

    @cached_property
    def day(self) -> Closing:
        """The business day it was sold on, without the lives of all its other sales."""
        return self.whole.closing(self.whole.site.business_day(self.sale.at_s))

    @property
    def missing(self) -> tuple[tuple[int, int], ...]:
        """Runs of missing numbers in which a record of the day could have stood."""
        return missing_runs(self.whole.placed, self.day.placed)

    def newest(self, fields: Mapping[int, str]) -> str | None:
        """Return the newest value of a record's field, by its kind, up to the day's end."""
        last = self.day.last_seq
        return newest_value([each for each in self.whole.placed if each.seq <= last], fields)

    @property
    def approved(self) -> bool:
        """Whether it was, by the terminal's result; of an announced sale nobody knows."""
        return self.life.sale.fields.get("result") == APPROVED

    @property
    def announced(self) -> bool:
        """Whether nothing of it was seen: somebody announced it by a press."""
        return is_announced(self.life.sale)

    def last_set(self, record: Record) -> Record | None:
        """Return the record of the clock's last setting before `record`, in the same boot."""
        clocks = (
            each.record
            for each in reversed(self.whole.placed)
            if each.kind == r.R_CLOCK and each.seq < record.seq
        )
        last = next(clocks, None)
        return last if last is not None and last.boot == record.boot else None


class Teller:
    """Tells the lines of one pack."""

    def __init__(self, material: Material) -> None:
        self.material = material
        self.language = material.language
        site = material.whole.site
        self.say = Speech(material.language, site, site.business_day(material.sale.at_s))
        self._languages = languages_from(material.language)

    def both(self, name: str, /, **values: object) -> Both:
        """Return a message in the pack's language and in the other."""
        first, second = (sentence(each, name, **values) for each in self._languages)
        return first, second

    def text(self, name: str, /, **values: object) -> str:
        """Return a message of this room in the pack's language."""
        return sentence(self.language, f"evidence.{name}", **values)

    def line(
        self,
        key: str,
        value: str,
        grade: str = SEEN,
        records: Iterable[Record | Placed] = (),
        source: str = "",
    ) -> Line:
        """Return a line whose label is `evidence.label.<key>`."""
        numbers = tuple(sorted({each.seq for each in records}))
        return Line(key, self.both(f"evidence.label.{key}"), value, grade, numbers, source)

    def named(self, key: str, value: str, source: str, otherwise: str) -> Line:
        """Return a line that only says whom the pack is about; `otherwise`: why it is missing."""
        if not value:
            return self.missing(key, otherwise)
        return self.line(key, value, UNGRADED, (), self.text(f"source.{source}"))

    def missing(self, key: str, why: str, /, **values: object) -> Line:
        """Return a line that says why there is none: `evidence.missing.<why>`."""
        reason = self.text("not_available", why=self.text(f"missing.{why}", **values))
        return Line(key, self.both(f"evidence.label.{key}"), reason, available=False)

    def row(
        self, cells: Sequence[str], grade: str = SEEN, records: Iterable[Record | Placed] = ()
    ) -> Row:
        """Return a row of a table."""
        return Row(tuple(cells), grade, tuple(sorted({each.seq for each in records})))

    def when(self, each: Placed) -> str:
        """Return local time with its zone; one that was inferred is marked."""
        if each.exact and each.record.wall_s is not None:
            return self.material.view.local(each.record.wall_s)
        return f"≈ {_plain(each.at_s)}"

    def utc(self, each: Placed) -> str:
        """Return the same in UTC, a dash where the board's clock was unset."""
        wall_s = each.record.wall_s
        if not each.exact or wall_s is None:
            return "–"
        return f"{_plain(wall_s)}Z"

    def grade(self, each: Placed) -> str:
        """Return how well a record's content is known."""
        said = each.record.words().get("state") == "attested"
        return ATTESTED if said else grade_of(each)

    def dated(self, each: Placed) -> str:
        """Return the same of its time: inferred where its clock was unset."""
        return self.grade(each) if each.exact else INFERRED

    def date(self, day: date | None) -> str:
        """Return a day, or that it is not known."""
        return self.say("deposits.not_known") if day is None else day.isoformat()


def _plain(at_s: int) -> str:
    if not 0 <= at_s <= WALL_MAX_S:
        return f"@{at_s}"
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%d %H:%M:%S")
