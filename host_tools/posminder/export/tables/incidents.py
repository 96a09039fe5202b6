# SPDX-License-Identifier: MIT
"""What is no part of a plain day: starts, silent lines, lacking records, faults."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from posminder.export.source import HEAD, Source
from posminder.export.table import Column, Kind, Row, Table
from posminder.report.placing import Placed
from posminder_formats import records as r

_KINDS: Final = (
    *(r.R_CLOCK, r.R_LOSS, r.R_LEFT_OUT, r.R_DAMAGE, r.R_PROFILE, r.R_FAULT, r.R_UPDATE),
    *(r.R_OFFLINE, r.R_UNSEEN, r.R_GATE, r.R_TERMINAL_CHANGED, r.R_SELF_TEST),
)
TABLE: Final = Table(
    "incidents",
    1,
    "one row a start, a time the terminal's line was silent, a run of records that the store "
    "lacks, and each record that tells of a clock, a profile, a fault or the like",
    "每次启动、终端线路静默、库中缺失的一段记录，以及时钟、配置、故障等记录各一行",
    (
        *HEAD,
        Column("incident", Kind.TEXT, "start, silent, lacking, or the record's kind", "事件"),
        Column(
            "since", Kind.TIME, "of a start: the last record before", "启动前最后记录的时间", True
        ),
        Column("until", Kind.TIME, "of a silence: when it ended", "静默结束时间", optional=True),
        Column("details", Kind.TEXT, "the record's fields, as JSON", "记录字段（JSON）"),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the incidents of the days wanted, in journal order."""
    yield from sorted(_rows(source), key=lambda row: row["seq"])


def _rows(source: Source) -> Iterator[dict[str, Any]]:
    for gap in source.whole.power:
        if source.wants(source.day(gap.boot)):
            yield _row(source, gap.boot, "start") | {"since": source.time(gap.last_before)}
    for span in source.whole.silences:
        if source.wants(source.day(span.began)):
            yield _row(source, span.began, "silent") | {"until": source.time(span.ended)}
    for before, after in source.whole.missing:
        if source.wants(source.day(before)):
            run = json.dumps({"first_seq": before.seq + 1, "last_seq": after.seq - 1})
            times = {"since": source.time(before), "until": source.time(after), "details": run}
            lacks = {"seq": before.seq + 1, "time": None}
            yield _row(source, before, "lacking") | lacks | times
    for each in source.records(*_KINDS):
        yield _row(source, each, each.record.name)


def _row(source: Source, each: Placed, incident: str) -> dict[str, Any]:
    details = json.dumps(each.record.words(), ensure_ascii=False)
    empty = {"since": None, "until": None}
    return {**source.head(each), "incident": incident, **empty, "details": details}
