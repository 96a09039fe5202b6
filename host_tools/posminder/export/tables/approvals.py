# SPDX-License-Identifier: MIT
"""What people put their names to on the board, taken or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import HEAD, Source, text
from posminder.export.table import Column, Kind, Row, Table
from posminder_formats import records as r

TABLE: Final = Table(
    "approvals",
    1,
    "one row each time somebody put his name to something, with his PIN",
    "每次有人凭 PIN 具名确认一行",
    (
        *HEAD,
        Column("person", Kind.TEXT, "id on the board", "人员编号", optional=True),
        Column("role", Kind.TEXT, "cashier, supervisor, owner, technician", "角色", optional=True),
        Column("deed", Kind.TEXT, "what", "何事", optional=True),
        Column("value", Kind.TEXT, "the deed's number, such as the alert's", "数值", optional=True),
        Column("text_hash", Kind.TEXT, "SHA-256 of what was read, begun", "所读文本的哈希", True),
        Column("outcome", Kind.TEXT, "accepted, or why not", "结果", optional=True),
        Column("stage", Kind.TEXT, "of a change of account, afterwards", "账户变更阶段", True),
    ),
)
_FIELDS: Final = ("person", "role", "deed", "value", "text_hash", "outcome", "stage")


def rows(source: Source) -> Iterator[Row]:
    """Yield those of the days wanted, in journal order."""
    for each in source.records(r.R_APPROVAL):
        words = each.record.words()
        yield {
            **source.head(each),
            **{name: text(words.get(name)) for name in _FIELDS},
        }
