# SPDX-License-Identifier: MIT
"""Every business day with its settlement or the cause why there was none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import SHOP, Source, shop_cells
from posminder.export.table import Column, Kind, Row, Table
from posminder.report.batches import amounts_unknown
from posminder.report.settlements import rows as days

TABLE: Final = Table(
    "days",
    2,
    "one row a business day, from the journal's first to its last",
    "日志首日至末日每个营业日一行",
    (
        *SHOP,
        Column("day", Kind.DATE, "business day", "营业日"),
        Column(
            "outcome",
            Kind.TEXT,
            "on_time, said, late, held, missed, gap, mismatch, empty, no_records, closed, running",
            "当日结果",
        ),
        Column("grade", Kind.TEXT, "how well it is known, A to D", "证据等级", optional=True),
        Column("currency", Kind.TEXT, "the shop's, ISO 4217 letters", "门店币种", optional=True),
        Column("count", Kind.INTEGER, "transactions sold on the day", "当日交易笔数"),
        Column("total", Kind.MONEY, "their total, as a terminal counts", "当日交易金额"),
        Column(
            "amounts_unknown",
            Kind.INTEGER,
            "of these, without an amount: in no total",
            "其中金额不明、未计入合计的笔数",
        ),
        Column("settlements", Kind.INTEGER, "settlements that took some of them", "结算次数"),
        Column("settled", Kind.TIME, "when the last of these ended", "最后结算时间", optional=True),
        Column("waiting_count", Kind.INTEGER, "transactions not settled yet", "未结算笔数"),
        Column("waiting_total", Kind.MONEY, "their total", "未结算金额"),
        Column("days_late", Kind.INTEGER, "business days that the last one waited", "迟几天"),
        Column("cause", Kind.TEXT, "why it waited", "等待原因", optional=True),
        Column("cause_grade", Kind.TEXT, "how well that is known", "原因等级", optional=True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the days wanted, ascending."""
    for each in days(source.whole, source.first, source.last):
        ended = each.settlements[-1].end if each.settlements else None
        cause = each.cause
        yield {
            **shop_cells(source.site),
            "day": each.date,
            "outcome": each.outcome,
            "grade": each.judged.grade,
            "currency": source.currency(None),
            "count": each.sold[0],
            "total": each.sold[1],
            "amounts_unknown": amounts_unknown(sold.placed for sold in each.closing.sold),
            "settlements": len(each.settlements),
            "settled": source.time(ended),
            "waiting_count": each.waiting[0],
            "waiting_total": each.waiting[1],
            "days_late": each.days_late,
            "cause": None if cause is None else cause.word,
            "cause_grade": None if cause is None else cause.grade,
        }
