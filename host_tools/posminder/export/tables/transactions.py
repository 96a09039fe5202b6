# SPDX-License-Identifier: MIT
"""Every transaction a board saw, approved or not, with the settlement that took it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import HEAD, Source, number, seq_of, text
from posminder.export.table import Column, Kind, Row, Table
from posminder.transaction import APPROVED
from posminder_formats import records as r

TABLE: Final = Table(
    "transactions",
    1,
    "one row a transaction that the board saw, approved or not",
    "守护盒看到的每笔交易一行，无论是否批准",
    (
        *HEAD,
        Column("transaction", Kind.TEXT, "sale, refund, reversal", "交易类型", optional=True),
        Column("approved", Kind.BOOL, "whether the terminal approved it", "终端是否批准"),
        Column("result", Kind.INTEGER, "the terminal's result code", "终端结果码", optional=True),
        Column("currency", Kind.TEXT, "ISO 4217 letters", "币种（ISO 4217）", optional=True),
        Column("amount", Kind.MONEY, "its amount", "金额", optional=True),
        Column("trace", Kind.INTEGER, "trace number", "凭证号", optional=True),
        Column("receipt_no", Kind.INTEGER, "receipt number", "签购单号", optional=True),
        Column("auth_id", Kind.TEXT, "authorisation number", "授权号", optional=True),
        Column("batch_no", Kind.INTEGER, "batch number, if told", "批次号", optional=True),
        Column("card_name", Kind.TEXT, "the card's brand", "卡种", optional=True),
        Column("card", Kind.TEXT, "card number, masked", "卡号（已掩码）", True, masked=True),
        Column("seen", Kind.TEXT, "how the board came to know of it", "如何得知", optional=True),
        Column("settlement", Kind.INTEGER, "record that took it", "所入结算的记录号", True),
        Column("settlement_state", Kind.TEXT, "how that ended", "该结算的结果", True),
        Column("settled", Kind.TIME, "when that was", "该结算的时间", optional=True),
        Column("settled_day", Kind.DATE, "business day of that", "该结算的营业日", optional=True),
    ),
)


def rows(source: Source) -> Iterator[Row]:
    """Yield the transactions of the days wanted, in journal order."""
    for each in source.records(r.R_SALE):
        words, fields = each.record.words(), each.record.fields
        end = source.whole.ends.get(each.seq)
        yield {
            **source.head(each),
            "transaction": text(words.get("transaction")),
            "approved": fields.get("result") == APPROVED,
            "result": number(fields.get("result")),
            "currency": source.currency(number(fields.get("currency"))),
            "amount": number(fields.get("amount_minor")),
            "trace": number(fields.get("trace")),
            "receipt_no": number(fields.get("receipt_no")),
            "auth_id": text(fields.get("auth_id")),
            "batch_no": number(fields.get("batch_no")),
            "card_name": text(fields.get("card_name")),
            "card": text(fields.get("card_masked")),
            "seen": text(words.get("seen")),
            "settlement": seq_of(end),
            "settlement_state": None if end is None else source.whole.batch_of[end.seq].state,
            "settled": source.time(end),
            "settled_day": None if end is None else source.day(end),
        }
