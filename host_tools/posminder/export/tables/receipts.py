# SPDX-License-Identifier: MIT
"""Every receipt that was owed, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import HEAD, Source, number, text
from posminder.export.table import Column, Kind, Row, Table
from posminder.report.receipts import shift_receipts

TABLE: Final = Table(
    "receipts",
    1,
    "one row a receipt that was owed for an approved sale or refund",
    "每张应打印的签购单一行",
    (
        *HEAD,
        Column("trace", Kind.INTEGER, "trace number", "凭证号", optional=True),
        Column("receipt_no", Kind.INTEGER, "receipt number", "签购单号", optional=True),
        Column("currency", Kind.TEXT, "ISO 4217 letters", "币种（ISO 4217）", optional=True),
        Column("amount", Kind.MONEY, "the sale's amount", "金额", optional=True),
        Column("card", Kind.TEXT, "card number, masked", "卡号（已掩码）", True, masked=True),
        Column("outcome", Kind.TEXT, "first, later, unprinted, not_visible", "结果"),
        Column("first_print", Kind.TEXT, "how the first print ended", "首次打印结果", True),
        Column("printed", Kind.TIME, "when it was printed", "打印时间", optional=True),
        Column("lacks", Kind.TEXT, "which copy is missing", "缺少哪一联", optional=True),
        Column("person", Kind.TEXT, "operator of the shift, as said", "操作员（据称）", True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the receipts of the days wanted, in journal order."""
    for shift in shift_receipts(source.whole, source.first, source.last):
        for each in shift.owed:
            sold = each.sold
            yield {
                **source.head(sold.placed),
                "trace": number(sold.words["trace"]),
                "receipt_no": number(sold.words["receipt_no"]),
                "currency": source.currency(number(sold.words["currency"])),
                "amount": number(sold.words["amount_minor"]),
                "card": text(sold.words["card_masked"]),
                "outcome": each.outcome,
                "first_print": sold.receipt.first,
                "printed": None if each.lacks else source.time(sold.receipt.ended),
                "lacks": None if each.lacks is None else each.lacks.copy,
                "person": shift.shift.person,
            }
