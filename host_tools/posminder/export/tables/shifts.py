# SPDX-License-Identifier: MIT
"""Shifts, from one operator's sign-in to the next, with what was sold and printed in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import SHOP, Source, shop_cells
from posminder.export.table import Column, Kind, Row, Table
from posminder.report.receipts import FIRST, LATER, MISSING, UNSEEN, shift_receipts
from posminder.report.sign_in import SignIns

TABLE: Final = Table(
    "shifts",
    1,
    "one row from an operator's sign-in, as somebody said it, to the next; no staff clock-in",
    "自一次操作员签到（据人确认）至下一次，每班次一行；与考勤打卡无关",
    (
        *SHOP,
        Column("day", Kind.DATE, "business day", "营业日"),
        Column("began", Kind.TIME, "when it began", "开始时间", optional=True),
        Column("ended", Kind.TIME, "when it ended; null: with the day", "结束时间", optional=True),
        Column("person", Kind.TEXT, "who put his name to it", "确认人", optional=True),
        Column(
            "by", Kind.TEXT, "person or button; null: nobody had said", "确认方式", optional=True
        ),
        Column("currency", Kind.TEXT, "the shop's, ISO 4217 letters", "门店币种", optional=True),
        Column("count", Kind.INTEGER, "transactions approved in it", "成功交易笔数"),
        Column("total", Kind.MONEY, "their total, as a terminal counts", "成功交易金额"),
        Column("not_signed_in", Kind.INTEGER, "of them while not signed in", "未签到时笔数"),
        Column("receipts_owed", Kind.INTEGER, "receipts owed", "应打印签购单"),
        Column("printed_first", Kind.INTEGER, "printed at the first try", "首次打印"),
        Column("printed_later", Kind.INTEGER, "printed later", "后来打印"),
        Column("unprinted", Kind.INTEGER, "never printed", "未打印"),
        Column("not_visible", Kind.INTEGER, "nobody could see", "看不到"),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the shifts of the days wanted, ascending."""
    signs = SignIns(source.whole)
    for each in shift_receipts(source.whole, source.first, source.last):
        shift, counts = each.shift, each.counts
        count, total_minor = shift.books
        yield {
            **shop_cells(source.site),
            "day": shift.date,
            "began": source.time(shift.began),
            "ended": source.time(shift.ended),
            "person": shift.person,
            "by": shift.by,
            "currency": source.currency(None),
            "count": count,
            "total": total_minor,
            "not_signed_in": sum(signs.at(sold) is False for sold in shift.sold),
            "receipts_owed": len(each.owed),
            "printed_first": counts[FIRST],
            "printed_later": counts[LATER],
            "unprinted": counts[MISSING],
            "not_visible": counts[UNSEEN],
        }
