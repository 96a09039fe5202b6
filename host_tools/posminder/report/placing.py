# SPDX-License-Identifier: MIT
"""Records put into the shop's days: by their wall time, or by their order where they have none.

The monotonic clock never stops while a board runs, so a record from before the clock was set is
dated from a later one of the same boot; in a boot whose clock was never set it comes after what
was written before. Both are inferred, and say so.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from posminder.journal_file import Record
from posminder.report.site import WALL_MAX_S, ReportSite

_RAN_MAX_MS: Final = 10 * 366 * 86_400_000  # ten years: no board ran longer without a restart


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and when it was, in local seconds. `exact`: by the board's own clock."""

    record: Record
    at_s: int
    exact: bool

    @property
    def seq(self) -> int:
        """The record's number."""
        return self.record.seq

    @property
    def kind(self) -> int:
        """The record's kind."""
        return self.record.kind


def place(found: Iterable[Record], site: ReportSite) -> tuple[Placed, ...]:
    """Return all of `found`, a board's records ascending, each with its moment."""
    ordered = list(found)
    known = [site.local_s(record.wall_s) for record in ordered]
    later = _dated_from_later(ordered, known)
    placed: list[Placed] = []
    for index, record in enumerate(ordered):
        at_s = known[index]
        if at_s is None:
            at_s = later[index]
        if at_s is None:
            at_s = _after(placed, record, _next_known(known, index))
        placed.append(Placed(record, at_s, known[index] is not None))
    return tuple(placed)


def _dated_from_later(ordered: Sequence[Record], known: Sequence[int | None]) -> list[int | None]:
    """Return, per record, its moment by the next dated record of its boot; None without one."""
    moments: list[int | None] = [None] * len(ordered)
    dated: tuple[int, int, int] | None = None  # boot, mono_ms, local s
    for index in range(len(ordered) - 1, -1, -1):
        record, at_s = ordered[index], known[index]
        if at_s is not None:
            dated = (record.boot, record.mono_ms, at_s)
        elif dated is not None and dated[0] == record.boot:
            moments[index] = dated[2] - _ran_s(dated[1] - record.mono_ms)
    return moments


def _next_known(known: Sequence[int | None], index: int) -> int | None:
    return next((at_s for at_s in known[index + 1 :] if at_s is not None), None)


def _after(placed: Sequence[Placed], record: Record, next_s: int | None) -> int:
    """Return the earliest moment that order allows: time runs on from the record before."""
    if not placed:
        return next_s or 0
    before = placed[-1]
    same_boot = before.record.boot == record.boot
    ran_ms = record.mono_ms - before.record.mono_ms if same_boot else record.mono_ms
    at_s = min(before.at_s + _ran_s(ran_ms), max(before.at_s, WALL_MAX_S))
    return at_s if next_s is None else min(at_s, max(next_s, before.at_s))


def _ran_s(ran_ms: int) -> int:
    """Return how long a board ran, seconds; 0 for what no clock of a board can have counted."""
    return ran_ms // 1000 if 0 <= ran_ms <= _RAN_MAX_MS else 0
