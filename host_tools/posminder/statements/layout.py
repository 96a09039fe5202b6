# SPDX-License-Identifier: MIT
"""A layout: which columns of a bank's or acquirer's file mean what, as YAML. Nothing runs in it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from posminder.profile.findings import Finding, Spot, errors_in
from posminder.profile.kinds import LayerId, MaskedAccount, Name, Settings, Text
from posminder.profile.load import load
from posminder.profile.refusals import findings_for

_CODE_MAX: Final = 12
_DATE_CODES: Final = frozenset("YmdHMSyb%")


def _known_encoding(name: str) -> str:
    try:
        codecs.lookup(name)
    except LookupError:
        raise ValueError("is no encoding: utf-8 and gb18030 are the usual ones") from None
    return name


def _date_format(text: str) -> str:
    codes = {text[at + 1 : at + 2] for at, sign in enumerate(text) if sign == "%"}
    if not codes <= _DATE_CODES or not {"m", "d"} <= codes | {"m" if "b" in codes else ""}:
        raise ValueError('must be written with codes, such as "%Y-%m-%d" or "%Y%m%d %H:%M:%S"')
    return text


Encoding = Annotated[str, AfterValidator(_known_encoding)]
DateFormat = Annotated[Name, AfterValidator(_date_format)]
_Heads = tuple[Name, ...]


def _heads(description: str) -> _Heads:
    value: _Heads = Field((), strict=False, description=description)
    return value


class LayoutHead(Settings):
    """Which layout this is and where it comes from."""

    id: LayerId = Field(description="the layout's name, such as layout/bank-cn")
    kind: Literal["bank", "acquirer"] = Field(description="whose file it is")
    source: Text = Field(description="the paper or file it was written from")
    currency: Literal["EUR", "CNY", "CLP", "HKD", "MYR", "SGD"] = Field(
        description="what its amounts are in"
    )
    tried_on: Text | None = Field(None, description="a real file it read, and when")


class FileForm(Settings):
    """How a file is written. An xlsx file needs none of it."""

    encoding: Encoding = Field("utf-8", description="of CSV text, such as gb18030")
    separator: Literal[",", ";", "\t", "|"] = Field(",", description="between cells")
    thousands: Literal[",", ".", " ", "'"] = Field(",", description="between groups of digits")
    point: Literal[".", ","] = Field(".", description="before the decimals")
    dates: tuple[DateFormat, ...] = Field(
        ("%Y-%m-%d", "%Y%m%d", "%Y/%m/%d"), strict=False, description="how dates are written"
    )
    end: tuple[Name, ...] = Field(
        ("合计", "总计", "小计", "Total", "Summe"),
        strict=False,
        description="a line whose first cell with anything in it begins so is no entry",
    )


class Columns(Settings):
    """Names that a column's head may have, by what it means. The first that is there counts."""

    date: _Heads = _heads("bank: day of the booking; acquirer: business day")
    amount: _Heads = _heads("bank: signed, or with a direction beside it; acquirer: gross")
    credit: _Heads = _heads("bank: money that came (贷方, 收入)")
    debit: _Heads = _heads("bank: money that went (借方, 支出)")
    direction: _Heads = _heads("bank: whether the amount came or went (借贷标志)")
    text: _Heads = _heads("bank: what it is said to be (摘要)")
    payer: _Heads = _heads("bank: who paid (对方户名)")
    account: _Heads = _heads("bank: the account; acquirer: where it paid to. Kept as a mask")
    reference: _Heads = _heads("its number at the bank or acquirer")
    merchant: _Heads = _heads("acquirer: the shop's name or number (MID)")
    terminal: _Heads = _heads("acquirer: TID")
    batch: _Heads = _heads("acquirer: batch number")
    count: _Heads = _heads("acquirer: transactions; without it a line is one")
    fee: _Heads = _heads("acquirer: what it kept")
    net: _Heads = _heads("acquirer: what it pays")
    settled: _Heads = _heads("acquirer: when the batch was settled; empty: not yet")
    clearing: _Heads = _heads("acquirer: clearing date")
    paid: _Heads = _heads("acquirer: day of the payout; empty: not yet")
    status: _Heads = _heads("acquirer: what became of the payout")
    reason: _Heads = _heads("acquirer: why a payout came back")


class Meanings(Settings):
    """What words in cells mean. Held against a whole cell, in any case."""

    credit: tuple[Name, ...] = Field(
        ("贷", "贷方", "C", "CR", "收入", "H"), strict=False, description="direction: it came"
    )
    debit: tuple[Name, ...] = Field(
        ("借", "借方", "D", "DR", "支出", "S"), strict=False, description="direction: it went"
    )
    paid: tuple[Name, ...] = Field(
        ("已划款", "划款成功", "成功", "paid"), strict=False, description="status: paid out"
    )
    returned: tuple[Name, ...] = Field(
        ("划款失败", "已退回", "失败", "returned"), strict=False, description="status: came back"
    )
    pending: tuple[Name, ...] = Field(
        ("待划款", "处理中", "未划款", "pending"), strict=False, description="status: not yet"
    )


class Layout(Settings):
    """One layout."""

    layout: LayoutHead
    file: FileForm = Field(default_factory=lambda: FileForm.model_validate({}))
    columns: Columns
    words: Meanings = Field(default_factory=lambda: Meanings.model_validate({}))
    account: MaskedAccount | None = Field(None, description="bank: whose statement it always is")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        has = self.columns
        if not has.date:
            raise ValueError("columns.date must name the head of the dates")
        if self.layout.kind == "acquirer" and not (has.amount and (has.terminal or has.merchant)):
            raise ValueError("an acquirer's layout needs columns.amount, and terminal or merchant")
        if self.layout.kind == "bank" and not (has.amount or has.credit):
            raise ValueError("a bank's layout needs columns.amount, or credit (and debit)")
        if self.file.thousands == self.file.point:
            raise ValueError("file.thousands and file.point must differ")
        return self


@dataclass(frozen=True, slots=True)
class Read:
    """A layout, None where `findings` hold an error."""

    layout: Layout | None
    findings: tuple[Finding, ...]


def read_layout(path: Path) -> Read:
    """Return the layout at `path`, which may be a shipped one such as layout/bank-cn."""
    layer = load(path)
    findings = list(layer.findings)
    if not errors_in(findings):
        try:
            return Read(Layout.model_validate(layer.values), tuple(findings))
        except ValidationError as error:
            whole = [each for each in error.errors() if not each["loc"]]
            top = Spot(layer.name, 1, 1)
            findings += [Finding(top, "", str(each["ctx"]["error"])) for each in whole]
            findings += [] if whole else findings_for(error, layer, Layout)
    return Read(None, tuple(findings))
