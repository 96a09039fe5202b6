# SPDX-License-Identifier: MIT
"""Deposits as rows for other programs: the lines of the page, and of `reconcile`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from posminder.export.source import SHOP, shop_cells
from posminder.export.table import Column, Kind, Row, Table, Value
from posminder.money import currency_text
from posminder.money_pages.deposits import Line, days_of, deposits_of, fee_lines
from posminder.profile.model_sheet import CARD_CLASSES
from posminder.reconcile.fees import FeeLine
from posminder.report.site import ReportSite, moment_text

_FEES: Final = tuple(
    Column(f"fee_{card}", Kind.MONEY, f"fee of the class {card}", f"{card} 类手续费")
    for card in CARD_CLASSES
)
TABLE: Final = Table(
    "deposit_lines",
    1,
    "one row a line of the statement, and one a batch that has none yet; what was expected, open "
    "and different stands on the first row of its match only, so that each column adds up",
    "对账单每笔一行，尚未到账的批次一行；应到账、未到账、差额只列在该匹配的首行，各列可直接相加",
    (
        *SHOP,
        Column("match", Kind.INTEGER, "rows of one match have one number", "同一匹配的编号"),
        Column("first_day", Kind.DATE, "first business day", "首个营业日", optional=True),
        Column("last_day", Kind.DATE, "last business day", "末个营业日", optional=True),
        Column("batches", Kind.TEXT, "batch numbers, or a charge's name", "批次号或费用名"),
        Column("settled", Kind.TEXT, "when settled, the shop's time", "批结算时间", optional=True),
        Column("first_clearing", Kind.DATE, "first clearing date", "首个清算日", optional=True),
        Column("last_clearing", Kind.DATE, "last clearing date", "末个清算日", optional=True),
        Column("currency", Kind.TEXT, "ISO 4217 letters", "币种", optional=True),
        Column("count", Kind.INTEGER, "transactions, as a terminal counts", "笔数"),
        Column("gross", Kind.MONEY, "sold, refunds taken off", "交易额（已扣退货）"),
        Column("refunds", Kind.MONEY, "refunds, positive", "退货"),
        *_FEES,
        Column("unpriced", Kind.MONEY, "gross that no rate is for", "无费率的交易额"),
        Column("charges", Kind.MONEY, "fixed charges", "其他费用"),
        Column("expected", Kind.MONEY, "what should come", "应到账"),
        Column("due", Kind.DATE, "null: beyond the known bank days", "应到账日", optional=True),
        Column("credited_on", Kind.DATE, "day of the statement's line", "到账日", optional=True),
        Column("credited", Kind.MONEY, "what came with it", "已到账"),
        Column("open", Kind.MONEY, "still to come", "未到账"),
        Column("difference", Kind.MONEY, "expected and will not come", "差额"),
        Column("status", Kind.TEXT, "a word of reconcile --json", "状态"),
        Column("days_late", Kind.INTEGER, "negative: early", "迟到天数，负数为提前", optional=True),
        Column("cause", Kind.TEXT, "causes that fit to the cent", "吻合的原因", optional=True),
        Column("tested", Kind.TEXT, "causes that were computed", "已测试的原因", optional=True),
        Column("account", Kind.TEXT, "mask", "账户（掩码）", optional=True, masked=True),
    ),
)


def rows(lines: Iterable[Line], site: ReportSite) -> Iterator[Row]:
    """Yield the rows of a reconciliation's lines."""
    number = 0
    for line in lines:
        number += line.leads
        yield {
            **shop_cells(site),
            "match": number,
            "currency": None if site.currency is None else currency_text(site.currency),
            **_of_match(line),
            **_of_deposits(line),
            "credited_on": None if line.credit is None else line.credit.day,
            "credited": line.credited_minor,
            "open": line.open_minor,
            "difference": line.difference_minor,
            "account": None if line.credit is None else line.credit.account or None,
        }


def _of_match(line: Line) -> dict[str, Value]:
    row = line.row
    days = days_of(row)
    clearing = sorted({day for each in deposits_of(row) for day in each.clearing_days})
    batches = [batch for each in deposits_of(row) for batch in each.batches]
    settled = [part.settled_s for each in deposits_of(row) for part in each.portions]
    fits = (row.cause, *row.also) if row.cause else ()
    return {
        "first_day": days[0] if days else None,
        "last_day": days[-1] if days else None,
        "batches": " ".join(batches or (each.name for each in row.items)),
        "settled": moment_text(max(settled)) if settled else None,
        "first_clearing": clearing[0] if clearing else None,
        "last_clearing": clearing[-1] if clearing else None,
        "due": row.due,
        "status": row.status,
        "days_late": row.days,
        "cause": " ".join(fits) or None,
        "tested": " ".join(row.tested) or None,
    }


def _of_deposits(line: Line) -> dict[str, Value]:
    deposits = line.deposits
    fees = list(fee_lines(line.row)) if line.leads else []
    monthly = sum(-each.net_minor for each in line.row.items if each.deposit is None)
    return {
        "count": sum(each.count for each in deposits),
        "gross": sum(each.gross_minor for each in deposits),
        "refunds": sum(each.refunds_minor for each in deposits),
        **{f"fee_{card}": _fee(fees, card) for card in CARD_CLASSES},
        "unpriced": sum(each.unpriced_minor for each in deposits),
        "charges": sum(each.charge_minor for each in deposits) + (monthly if line.leads else 0),
        "expected": line.expected_minor,
    }


def _fee(fees: Iterable[FeeLine], card: str) -> int:
    return sum(each.fee_minor for each in fees if each.card == card)
