# SPDX-License-Identifier: MIT
"""Everything that the rules for what is unusual found, with the figures that made it a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import SHOP, Source, number, shop_cells, text
from posminder.export.table import Column, Kind, Row, Table
from posminder.report.anomalies import judge

TABLE: Final = Table(
    "anomalies",
    1,
    "one row a finding of a rule for what is unusual at a counter",
    "柜台异常规则的每项发现一行",
    (
        *SHOP,
        Column("day", Kind.DATE, "business day", "营业日"),
        Column(
            "rule",
            Kind.TEXT,
            "total, silence, burst, duplicate, card, declined, void, outside",
            "规则",
        ),
        Column("currency", Kind.TEXT, "the shop's, ISO 4217 letters", "门店币种", optional=True),
        Column("amount", Kind.MONEY, "the money found, where it is about money", "涉及金额", True),
        Column("usual", Kind.MONEY, "usual for the weekday, where it is money", "金额常值", True),
        Column("count", Kind.INTEGER, "how many, where it counts", "笔数", optional=True),
        Column("seconds", Kind.INTEGER, "how long, where it is a time", "秒数", optional=True),
        Column("usual_seconds", Kind.INTEGER, "usual for the weekday", "秒数常值", optional=True),
        Column("usual_count", Kind.INTEGER, "usual for the weekday", "笔数常值", optional=True),
        Column("days", Kind.INTEGER, "days that the usual is the median of", "取常值天数", True),
        Column("card", Kind.TEXT, "card number, masked", "卡号（已掩码）", True, masked=True),
        Column("first_seq", Kind.INTEGER, "first record it rests on", "首条记录号", optional=True),
        Column("last_seq", Kind.INTEGER, "last record it rests on", "末条记录号", optional=True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the findings of the days wanted, by rule and day."""
    for judged in judge(source.whole, source.first, source.last):
        for each in judged.findings:
            values, records = each.values, each.records
            yield {
                **shop_cells(source.site),
                "day": each.date,
                "rule": each.rule,
                "currency": source.currency(None),
                "amount": number(values.get("amount_minor", values.get("total_minor"))),
                "usual": number(values.get("usual_minor")),
                "count": number(values.get("count")),
                "seconds": number(values.get("pause_s", values.get("apart_s"))),
                "usual_seconds": number(values.get("usual_s")),
                "usual_count": number(values.get("usual")),
                "days": number(values.get("days")),
                "card": text(values.get("card")) or None,
                "first_seq": records[0].seq if records else None,
                "last_seq": records[-1].seq if records else None,
            }
