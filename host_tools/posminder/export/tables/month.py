# SPDX-License-Identifier: MIT
"""Business days, each with what of it clears on which date: the rows of the month report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from posminder.export.source import SHOP, Source, shop_cells
from posminder.export.table import Column, Kind, Row, Table, Value
from posminder.report.month import Line, MonthDay, days_of
from posminder.report.settlements import CLOSED

TABLE: Final = Table(
    "month",
    2,
    "one row for each business day and clearing date; null is not known, never nought",
    "每个营业日、每个清算日一行；null 表示不明，而非零",
    (
        *SHOP,
        Column("day", Kind.DATE, "business day", "营业日"),
        Column(
            "clearing", Kind.DATE, "clearing date; null: not settled, or not known", "清算日", True
        ),
        Column(
            "outcome",
            Kind.TEXT,
            "how the day went: on_time, said, late (also after the cut-over), held, missed, gap, "
            "mismatch, empty, no_records, closed, running",
            "当日结果",
        ),
        Column("days_late", Kind.INTEGER, "days its last sale waited", "最晚一笔等待天数", True),
        Column("batch", Kind.TEXT, "number, or # and its record; null: open", "批次号", True),
        Column("settled", Kind.TIME, "when the batch was settled", "批结算时间", optional=True),
        Column("currency", Kind.TEXT, "the shop's, ISO 4217 letters", "门店币种", optional=True),
        Column("count", Kind.INTEGER, "transactions, as a terminal counts", "笔数", optional=True),
        Column("sales", Kind.MONEY, "sales", "消费", optional=True),
        Column(
            "refunds", Kind.MONEY, "refunds and reversals, positive", "退货与撤销", optional=True
        ),
        Column("total", Kind.MONEY, "sales less refunds", "合计", optional=True),
        Column(
            "amounts_unknown",
            Kind.INTEGER,
            "of these, without an amount: in no total",
            "其中金额不明、未计入合计的笔数",
        ),
        Column("signed_in", Kind.INTEGER, "sold while signed in", "签到状态下的交易"),
        Column("not_signed_in", Kind.INTEGER, "sold while not signed in", "未签到时的交易"),
        Column(
            "sign_in_unknown", Kind.INTEGER, "sold while that was not known", "签到状态不明的交易"
        ),
        Column(
            "printed", Kind.INTEGER, "receipts that came at the first print", "首次即出的签购单"
        ),
        Column("not_printed", Kind.INTEGER, "receipts that did not", "首次未出的签购单"),
        Column("print_unknown", Kind.INTEGER, "receipts nobody could see", "无法看到的签购单"),
        Column("records_missing", Kind.INTEGER, "records of the day missing", "当日缺失的记录数"),
    ),
)

_COUNTS: Final = (
    "amounts_unknown",
    *("signed_in", "not_signed_in", "sign_in_unknown"),
    *("printed", "not_printed", "print_unknown"),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the business days wanted that the journal reaches."""
    days = source.whole.days
    if days:
        first, last = min(days), max(days)
        first, last = max(first, source.first or first), min(last, source.last or last)
        yield from of_days(source, days_of(source.whole, first, last))


def of_days(source: Source, days: Iterable[MonthDay]) -> Iterator[Row]:
    """Yield the rows of business days, of those that no record reaches too."""
    for day in days:
        for line in day.lines or (None,):
            yield {**_day(source, day), **_line(source, day, line)}


def _day(source: Source, day: MonthDay) -> dict[str, Value]:
    return {
        **shop_cells(source.site),
        "day": day.date,
        "outcome": day.kind,
        "days_late": None if day.row is None else day.row.days_late,
        "currency": source.currency(None),
        "records_missing": day.missing,
    }


def _line(source: Source, day: MonthDay, line: Line | None) -> dict[str, Value]:
    if line is None:
        none = None if not day.known or day.kind == CLOSED or source.site.attended else 0
        amounts = dict.fromkeys(("count", "sales", "refunds", "total"), none)
        counts = dict.fromkeys(_COUNTS, 0)
        return {"clearing": None, "batch": None, "settled": None, **amounts, **counts}
    end = None if line.batch is None else line.batch.end
    return {
        "clearing": line.clearing,
        "batch": None if line.batch is None else line.batch.number,
        "settled": source.time(end),
        "count": line.count,
        "sales": line.sales_minor,
        "refunds": line.refunds_minor,
        "total": line.total_minor,
        "amounts_unknown": line.amounts_unknown,
        "signed_in": line.signed_in.good,
        "not_signed_in": line.signed_in.of - line.signed_in.good,
        "sign_in_unknown": line.signed_in.unknown,
        "printed": line.printed.good,
        "not_printed": line.printed.of - line.printed.good,
        "print_unknown": line.printed.unknown,
    }
