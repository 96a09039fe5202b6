# SPDX-License-Identifier: MIT
"""Every settlement that took a batch: what it says of itself, and what the board saw go with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import HEAD, Source, number
from posminder.export.table import Column, Kind, Row, Table
from posminder.report.batches import amounts_unknown, net
from posminder.report.site import day_of

TABLE: Final = Table(
    "batches",
    2,
    "one row a settlement that took a batch; its clearing date depends on the acquirer's sheet and "
    "stands in `deposits expected`",
    "每次取走批次的结算一行；清算日取决于收单机构规则，见 `deposits expected`",
    (
        *HEAD,
        Column(
            "state",
            Kind.TEXT,
            "verified, mismatch, seen, attested, nothing_to_settle, stranded",
            "结算结果",
        ),
        Column("business_day", Kind.DATE, "the day it is said to be of", "所结营业日", True),
        Column("currency", Kind.TEXT, "the shop's, ISO 4217 letters", "门店币种", optional=True),
        Column("count", Kind.INTEGER, "transactions, by the settlement", "结算笔数", optional=True),
        Column("total", Kind.MONEY, "total, by the settlement", "结算金额", optional=True),
        Column("saw_count", Kind.INTEGER, "transactions the board saw go with it", "看到的笔数"),
        Column("saw_total", Kind.MONEY, "their total, as a terminal counts", "看到的金额"),
        Column(
            "amounts_unknown",
            Kind.INTEGER,
            "of these, without an amount: in no total",
            "其中金额不明、未计入合计的笔数",
        ),
        Column("first_seq", Kind.INTEGER, "record of the first of them", "首笔记录号", True),
        Column("last_seq", Kind.INTEGER, "record of the last of them", "末笔记录号", True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the settlements that ended on the days wanted, in journal order."""
    for batch in source.whole.batches:
        if not source.wants(source.day(batch.end)):
            continue
        fields = batch.end.record.fields
        saw_count, saw_minor = net(batch.took)
        yield {
            **source.head(batch.end),
            "state": batch.state,
            "business_day": day_of(fields.get("business_day")),
            "currency": source.currency(None),
            "count": number(fields.get("count")),
            "total": number(fields.get("total_minor")),
            "saw_count": saw_count,
            "saw_total": saw_minor,
            "amounts_unknown": amounts_unknown(batch.took),
            "first_seq": batch.took[0].seq if batch.took else None,
            "last_seq": batch.took[-1].seq if batch.took else None,
        }
