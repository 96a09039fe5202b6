# SPDX-License-Identifier: MIT
"""The terminal's sign-in states, each from the record that says so to the next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import HEAD, Source, seq_of
from posminder.export.table import Column, Kind, Row, Table

TABLE: Final = Table(
    "sign_ins",
    1,
    "one row a state of the terminal's sign-in; a start of the board makes it unknown",
    "终端签到状态每次变化一行；守护盒重新启动后状态未知",
    (
        *HEAD,
        Column("state", Kind.TEXT, "signed_in, not_signed_in, unknown, ...", "签到状态"),
        Column("until_seq", Kind.INTEGER, "record that ended it", "结束该状态的记录号", True),
        Column("until", Kind.TIME, "when it ended; null: not yet", "结束时间", optional=True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the states that began on the days wanted."""
    for each in source.whole.sign_ins:
        if source.wants(source.day(each.began)):
            yield {
                **source.head(each.began),
                "state": each.state,
                "until_seq": seq_of(each.ended),
                "until": source.time(each.ended),
            }
