# SPDX-License-Identifier: MIT
"""Fees as rows for other programs: one for each class of cards and row of the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.source import SHOP, shop_cells
from posminder.export.table import Column, Kind, Row, Table
from posminder.money import currency_text
from posminder.money_pages.fees import Fees
from posminder.report.site import ReportSite

TABLE: Final = Table(
    "fee_lines",
    1,
    "one row a class of cards and row of the acquirer's sheet; without a rule: unpriced",
    "每个卡种、每条费率一行；无规则即未定价",
    (
        *SHOP,
        Column(
            "month", Kind.TEXT, "of the business days; null: all", "营业日所属月份", optional=True
        ),
        Column("card", Kind.TEXT, "class of cards; null: not known", "卡种", optional=True),
        Column("setting", Kind.TEXT, "row of the sheet; null: unpriced", "规则", optional=True),
        Column("sheet", Kind.TEXT, "sheet and version", "规则文件及版本", optional=True),
        Column("since", Kind.DATE, "first day of the row", "起始日", optional=True),
        Column("until", Kind.DATE, "last day of a promotion", "活动截止日", optional=True),
        Column(
            "rate_ppm", Kind.INTEGER, "rate, parts per million", "费率（百万分之一）", optional=True
        ),
        Column("currency", Kind.TEXT, "ISO 4217 letters", "币种", optional=True),
        Column("count", Kind.INTEGER, "transactions", "笔数"),
        Column("gross", Kind.MONEY, "amount, refunds taken off", "交易额（已扣退货）"),
        Column("fee", Kind.MONEY, "what is kept; null: no rate", "手续费", optional=True),
        Column("effective_ppm", Kind.INTEGER, "fee of gross, ppm", "实际费率", optional=True),
        Column("capped", Kind.INTEGER, "transactions at the cap", "封顶笔数"),
        Column("cap", Kind.MONEY, "what the cap saved", "封顶节省"),
        Column(
            "contract", Kind.MONEY, "fee without the promotion", "无活动时手续费", optional=True
        ),
    ),
)


def rows(fees: Fees, site: ReportSite) -> Iterator[Row]:
    """Yield the rows."""
    for each in fees.kept:
        rule = each.rule
        yield {
            **shop_cells(site),
            "month": None if fees.first is None else f"{fees.first:%Y-%m}",
            "card": each.card,
            "setting": None if rule is None else rule.setting,
            "sheet": None if rule is None else rule.sheet or None,
            "since": None if rule is None else rule.since,
            "until": None if rule is None else rule.until,
            "rate_ppm": each.rate_ppm,
            "currency": None if site.currency is None else currency_text(site.currency),
            "count": each.count,
            "gross": each.gross_minor,
            "fee": None if rule is None else each.fee_minor,
            "effective_ppm": each.effective_ppm,
            "capped": each.capped,
            "cap": each.cap_minor,
            "contract": each.contract_minor,
        }
