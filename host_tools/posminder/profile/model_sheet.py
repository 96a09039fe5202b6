# SPDX-License-Identifier: MIT
"""What one acquirer rules for all its shops: the settings of a sheet.

Every one comes from a contract or a notice, which `sheet.source` names (R23, R29-R33).
"""

from __future__ import annotations

from datetime import date
from typing import Final, Literal

from pydantic import Field

from posminder.profile.kinds import (
    Clock,
    Cycle,
    Day,
    GraceSeconds,
    LayerId,
    MaintenanceWindow,
    Mcc,
    Money,
    Name,
    RatePpm,
    Settings,
    Text,
    written,
)

CardClass = Literal["credit", "debit", "qr_wallet", "qr_unionpay", "foreign", "prepaid"]
CARD_CLASSES: Final[tuple[CardClass, ...]] = (
    "credit",
    "debit",
    "qr_wallet",
    "qr_unionpay",
    "foreign",
    "prepaid",
)
# The top-level settings that are the acquirer's to rule.
SHEET_KEYS: Final = frozenset(
    {
        "sheet",
        "cut_over",
        "capture",
        "batch",
        "auto_sign_off",
        "sign_in_again_codes",
        "deposit",
        "fees",
        "calendar",
        "evidence",
        "dialect",
    }
)


class Announced(Settings):
    """What the acquirer announced later than the rest of the sheet, and where."""

    settings: tuple[Name, ...] = Field(
        strict=False, min_length=1, description="of this sheet, such as cut_over"
    )
    source: Text = Field(description="the notice they come from")
    date: Day = Field(description="the notice's day")


class Sheet(Settings):
    """Which sheet this is and where it comes from."""

    id: LayerId = Field(description="the sheet's name, such as acquirer/example-de")
    version: Name = Field(description="the office's version of it, such as 2026-1")
    valid_from: Day = Field(description="the first day it holds")
    source: Text = Field(description="the agreement and notices it was written from")
    currency: Literal["EUR", "CNY", "CLP", "HKD", "MYR", "SGD"] | None = Field(
        None, description="what it settles in"
    )
    announced: tuple[Announced, ...] = Field(
        (), strict=False, description="values with a source and a day of their own"
    )

    def origin(self, setting: str) -> tuple[str, date]:
        """Return source and day of a value of this sheet: its own notice's, else the sheet's."""
        for each in reversed(self.announced):
            if any(f"{setting}.".startswith(f"{name}.") for name in each.settings):
                return each.source, each.date
        return self.source, self.valid_from


class Batch(Settings):
    """How many transactions the terminal's batch may hold before it refuses sales."""

    max_transactions: int = Field(ge=1, le=9_999, description="the terminal refuses more")
    force_at: int | None = Field(None, ge=1, le=9_999, description="settle at this many")
    warn_at: int | None = Field(None, ge=1, le=9_999, description="warn at this many")


class Deposit(Settings):
    """When the money of a settled batch is credited."""

    cycle: Cycle = Field(description="T+n bank days or D+n calendar days after clearing")
    by: Clock = Field(
        written("18:00"), description='local clock time of the day it is due, "18:00"'
    )
    grace: GraceSeconds = Field(
        written("4h"), description="later than this it is overdue, 0h..168h"
    )
    watch: bool = Field(
        False, description="the board lists what is awaited and asks; posminder deposits answers"
    )
    per: Literal["transaction", "batch", "day", "merged"] = Field(
        "batch",
        description="what one credit is of; day: a clearing date; merged: all that is due on a day",
    )
    min_payout: Money = Field(
        written("0.00"),
        description="a smaller net is not paid out, but goes with what comes after it",
    )
    tolerance: Money = Field(
        written("0.00"), description="a credit that differs by no more is taken as the whole one"
    )
    shown_as: tuple[Name, ...] = Field(
        (),
        strict=False,
        description="words of its credits on a bank statement; none: every credit is its",
    )


class Rounding(Settings):
    """How the acquirer rounds a fee."""

    mode: Literal["half_up"] = Field("half_up", description="half a minor unit goes up")
    per: Literal["transaction", "batch"] = Field("transaction", description="what is rounded")


class FeeRate(Settings):
    """The contract's rate for one class of cards."""

    card: CardClass = Field(description="class of cards")
    rate: RatePpm = Field(description="0%..3% of the amount")
    cap: Money | None = Field(None, description="at most this much a transaction")
    mcc: Mcc | None = Field(
        None, description="only for shops of this merchant category; goes before a row without one"
    )


class FeePromo(FeeRate):
    """A rate that holds for some days and goes before the contract's."""

    from_: Day = Field(alias="from", description="first day")
    to: Day = Field(description="last day")


class CardName(Settings):
    """What class of cards a name on the terminal's line stands for."""

    name: Name = Field(
        description='as the terminal tells it, such as "girocard"; case is no matter'
    )
    card: CardClass = Field(description="class of cards")


class Fees(Settings):
    """What the acquirer keeps."""

    rounding: Rounding = Field(default_factory=lambda: Rounding.model_validate({}))
    rates: tuple[FeeRate, ...] = Field(strict=False, description="one row a class of cards")
    promos: tuple[FeePromo, ...] = Field((), strict=False, description="dated rates")
    card_names: tuple[CardName, ...] = Field(
        (), strict=False, description="which class a card's name is of; others are unpriced"
    )
    refunds: Literal["returned", "kept"] = Field(
        "returned", description="a refund gives the sale's fee back, or the acquirer keeps it"
    )
    per_deposit: Money = Field(written("0.00"), description="fixed charge for every credit")
    per_month: Money = Field(
        written("0.00"), description="monthly or service charge, a line of its own"
    )

    def unpriced(self) -> tuple[str, ...]:
        """Return the classes of cards without a rate: their fees are listed as unpriced (R32)."""
        priced = {row.card for row in self.rates}
        return tuple(each for each in CARD_CLASSES if each not in priced)


class Calendar(Settings):
    """Days and hours of the acquirer and its bank."""

    bank_days: Literal["CN", "DE"] = Field(description="whose bank days count")
    extra_holidays: tuple[Day, ...] = Field((), strict=False, description="bank closed as well")
    extra_workdays: tuple[Day, ...] = Field((), strict=False, description="bank open as well")
    working_weekends_are_bank_days: bool = Field(
        False, description="the bank credits money on the table's working weekends (CN)"
    )
    complete_until: Day | None = Field(
        None,
        description="with these extra days the table is complete until then, if it ends before",
    )
    maintenance: tuple[MaintenanceWindow, ...] = Field(
        (), strict=False, description='acquirer not reachable, "2027-01-17 01:00-05:00"'
    )


class Evidence(Settings):
    """How a retrieval request is answered."""

    respond_within_bank_days: int = Field(ge=1, le=60, description="the acquirer's deadline")
    reply_form: Name | None = Field(
        None, description="the acquirer's form: form/retrieval, form/unionpay-retrieval, or a file"
    )
    acquirer: Name | None = Field(None, description="its name in the contract")
    contact: Name | None = Field(None, description="where the answer goes")
