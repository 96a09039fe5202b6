# SPDX-License-Identifier: MIT
"""How far a batch reaches: from where nothing of it was sold yet, to where all of it is taken.

A settlement takes what was approved before the terminal's answer to it; what was approved between
the answer and the settlement's record waits for the next one. So two settlements back nothing waits
that reaches here, and two settlements on nothing waits that was sold here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from posminder.excerpt.numbers import Numbers
from posminder.journal_file import Record
from posminder.store.reader import Reader
from posminder.transaction import TAKES_THE_BATCH, begins_epoch
from posminder_formats import records as r

_SETTLEMENTS = 2


def back(reader: Reader, seq: int) -> int:
    """Return the number to begin at so that what waits at `seq` is known there."""
    found = list(islice(_taking(reader.before(seq, r.R_SETTLEMENT)), _SETTLEMENTS))
    return found[-1].seq if len(found) == _SETTLEMENTS else 1


def on(reader: Reader, seq: int, last: int) -> int:
    """Return the number by which all is taken that waits at `seq`; `last`, the newest, where none.

    What was sold into a terminal that was exchanged is taken by what a person said of it.
    """
    found = list(islice(_taking(reader.behind(seq, r.R_SETTLEMENT)), _SETTLEMENTS))
    end = found[-1].seq if len(found) == _SETTLEMENTS else last
    for each in reader.behind(back(reader, seq), r.R_TERMINAL_CHANGED):
        if each.seq > end:  # which may be further on by now
            break
        if begins_epoch(each):
            end = max(end, _said(reader, each.seq) or end)
    return end


def add_epochs(reader: Reader, wanted: Numbers) -> None:
    """Want every exchange of the terminal, and what waited in the old one."""
    for each in reader.behind(0, r.R_TERMINAL_CHANGED):
        wanted.add(back(reader, each.seq) if begins_epoch(each) else each.seq, each.seq)


def _said(reader: Reader, seq: int) -> int | None:
    """Return the record in which a person said what became of what an exchange left behind."""
    said = (e.seq for e in reader.behind(seq, r.R_TERMINAL_CHANGED) if not begins_epoch(e))
    return next(said, None)


def _taking(found: Iterator[Record]) -> Iterator[Record]:
    return (each for each in found if each.words().get("state") in TAKES_THE_BATCH)
