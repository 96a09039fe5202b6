# SPDX-License-Identifier: MIT
"""Alerts that stand at some moment: from where each was raised to where it ended."""

from __future__ import annotations

from collections.abc import Iterator

from posminder.excerpt.numbers import Numbers
from posminder.journal_file import Record
from posminder.store import mentions as m
from posminder.store.reader import Reader
from posminder_formats import records as r

_ENDS = ("cleared", "crowded_out")


def add_standing(reader: Reader, seq: int, wanted: Numbers) -> None:
    """Want all that is said of the alerts that stand before record `seq`."""
    for alert in reader.numbers(m.ALERT):
        for each in _standing(reader.bearing_before(m.ALERT, alert, seq)):
            add_life(reader, each, wanted)


def _standing(backwards: Iterator[Record]) -> Iterator[Record]:
    """Yield where what still stands was raised; `backwards` are the records of one alert.

    One that is cleared without a subject is cleared for all of them.
    """
    raised: dict[object, Record] = {}
    over: set[object] = set()
    for each in backwards:
        state, subject = each.words().get("state"), each.fields.get("subject")
        if state == "cleared" and subject is None:
            break
        if state in _ENDS:
            over.add(subject)
        elif state == "raised" and subject not in over:
            raised[subject] = each
    yield from raised.values()


def add_life(reader: Reader, raised: Record, wanted: Numbers) -> None:
    """Want what is said of an alert from where it was raised on: until it ends, if it does.

    The first start of the board after each raising too, for it ends what is not raised again.
    """
    alert, subject = raised.fields["alert"], raised.fields.get("subject")
    for each in reader.bearing(m.ALERT, alert, raised.seq - 1):
        state, of = each.words().get("state"), each.fields.get("subject")
        if of != subject and not (of is None and state == "cleared"):
            continue
        wanted.add(each.seq)
        if state in _ENDS:
            return
        if state == "raised":
            wanted.add_first(reader.behind(each.seq, r.R_BOOT))
