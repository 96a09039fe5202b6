# SPDX-License-Identifier: MIT
"""Every alert, from raised to ended: who saw it, and when it was passed on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import HEAD, Source, seq_of, text
from posminder.export.table import Column, Kind, Row, Table

TABLE: Final = Table(
    "alerts",
    1,
    "one row an alert, on the day it was raised",
    "每条警报一行，按发出之日",
    (
        *HEAD,
        Column("alert", Kind.TEXT, "what it is about", "警报"),
        Column("subject", Kind.TEXT, "the trace number or the like it is of", "对象", True),
        Column("seen", Kind.TIME, "when it was seen", "何时被看到", optional=True),
        Column("seen_by", Kind.TEXT, "person; null: a press, nobody's", "谁看到的", optional=True),
        Column("escalated", Kind.TIME, "when it was passed on", "何时上报", optional=True),
        Column("ended_seq", Kind.INTEGER, "record that ended it", "结束它的记录号", optional=True),
        Column("ended", Kind.TIME, "when it ended", "何时结束", optional=True),
        Column("ended_by", Kind.TEXT, "cleared, restart, crowded_out", "如何结束", optional=True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the alerts that were raised on the days wanted."""
    for each in source.whole.alerts:
        if source.wants(source.day(each.raised)):
            by = None if each.seen_by is None else each.seen_by.record.fields.get("person")
            yield {
                **source.head(each.raised),
                "alert": each.alert,
                "subject": text(each.subject),
                "seen": source.time(each.seen),
                "seen_by": text(by),
                "escalated": source.time(each.escalated),
                "ended_seq": seq_of(each.ended),
                "ended": source.time(each.ended),
                "ended_by": each.ended_by,
            }
