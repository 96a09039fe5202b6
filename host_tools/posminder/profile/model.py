# SPDX-License-Identifier: MIT
"""The settings a profile may have, with type, bounds and default; destinations.py says where
each one goes, so that none is taken and ignored.

Strict: an unknown key is an error, and a number is never taken for text, because an id that was
written without quotes has lost its leading zeros already.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from posminder.profile.kinds import (
    Clock,
    Day,
    DeferSeconds,
    EscalateSeconds,
    Hours,
    LayerId,
    MaskedAccount,
    Mcc,
    Minutes,
    Money,
    Months,
    Name,
    OverrideSeconds,
    Password,
    PersonId,
    SessionSeconds,
    Settings,
    SiteId,
    SkewSeconds,
    SpecialDays,
    SpreadSeconds,
    StartTime,
    Zone,
    written,
)
from posminder.profile.model_dialect import Dialect
from posminder.profile.model_sheet import Batch, Calendar, Deposit, Evidence, Fees, Sheet
from posminder.profile.values import Range

Role = Literal["owner", "supervisor"]
Copy = Literal["merchant_copy", "customer_copy"]
STAFF_MAX = 10  # and owner and supervisor: what posminder_formats.people allows


class Site(Settings):
    """The shop."""

    id: SiteId = Field(description="the shop's id at the office, such as kn-0001")
    name: Name = Field(description="the shop's name")
    timezone: Zone = Field(description="IANA time zone, such as Europe/Berlin")
    currency: Literal["EUR", "CNY", "CLP", "HKD", "MYR", "SGD"] = Field(
        description="currency of the terminal's amounts"
    )
    locale: Literal["en", "zh-CN"] = Field("en", description="language at the counter")


Baud = Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]


class Zvt(Settings):
    """The ZVT line (ZVT specification, chapter 2: serial transport)."""

    password: Password = Field("000000", description='six digits, or "env:NAME"')
    baud: Baud = Field(9600, description="speed of terminal and register line, bit/s")
    dialect: Literal["standard", "no_tlv", "card_complete", "hobex", "pax"] = Field(
        "standard", description="what this family of terminals does in its own way"
    )
    config: Literal["receipts_to_register", "receipts_on_terminal"] = Field(
        "receipts_to_register", description="who prints, as the terminal is set up by hand"
    )
    settlement_slip: Literal["on_terminal", "to_board"] = Field(
        "on_terminal",
        description="beside: to_board keeps its text with receipts.keep_slip, and no paper is made",
    )


class Transbank(Settings):
    """The line of Transbank POS Integrado: 8 data bits, no parity, 1 stop bit."""

    baud: Baud = Field(115200, description="speed of terminal and register line, bit/s")


class Mis(Settings):
    """The line of a MIS terminal: 8 data bits, no parity, 1 stop bit."""

    baud: Baud = Field(9600, description="speed of terminal and register line, bit/s")


class Terminal(Settings):
    """The card terminal and how the board is wired to it."""

    driver: Literal["zvt", "transbank", "mis", "attended"] = Field(
        description="what the terminal speaks; attended: nothing, people are reminded and believed"
    )
    wiring: Literal["in_line", "beside"] | None = Field(
        None,
        description="in_line: between register and terminal; beside: the terminal is used by hand",
    )
    tid: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] = Field(
        description="TID on the terminal's slips, eight digits"
    )
    mid: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z]{1,15}$")] | None = Field(
        None, description="MID on the slips, the merchant's number at the acquirer"
    )
    mcc: Mcc | None = Field(
        None, description="the shop's merchant category, where fees depend on it (R33)"
    )
    zvt: Zvt = Field(default_factory=lambda: Zvt.model_validate({}))
    transbank: Transbank = Field(default_factory=lambda: Transbank.model_validate({}))
    mis: Mis = Field(default_factory=lambda: Mis.model_validate({}))

    @property
    def baud(self) -> int:
        """Speed of terminal and register line, bit/s."""
        lines = {"transbank": self.transbank.baud, "mis": self.mis.baud}
        return lines.get(self.driver, self.zvt.baud)


class SettleWarning(Settings):
    """When somebody is told that the batch should be settled soon, each once a batch."""

    age: DeferSeconds | None = Field(None, description="its first sale is so old, 1h..168h")
    total: Money | None = Field(None, description="its total has reached this")
    before_closing: Minutes = Field(
        written("0min"), description="so long before closing; 0min: not"
    )
    offline: DeferSeconds = Field(
        written("2h"), description="a sale approved off-line is so long not sent, 1h..168h"
    )


class Settle(Settings):
    """When the batch is settled, and which totals wait."""

    at: StartTime = Field(
        written("closing"), description="a local clock time as well; closing: only the button"
    )
    latest: Clock = Field(description="local clock time, after closing, if nobody holds it")
    idle_after_closing: Minutes = Field(
        written("0min"), description="after closing, so long without a sale; 0min: not"
    )
    warn: SettleWarning = Field(default_factory=lambda: SettleWarning.model_validate({}))
    spread: SpreadSeconds = Field(
        written("0min"), description="0min..60min over which shops' starts are spread"
    )
    min: Money | None = Field(None, description="a total below it waits; no limit if not set")
    max: Money | None = Field(None, description="a total above it: see above_max")
    above_max: Literal["hold", "settle_and_alert"] = Field(
        "hold", description="hold: alert and wait for a person; or settle and alert"
    )
    max_defer: DeferSeconds = Field(
        written("24h"),
        description="settled this long after its first sale, 1h..168h, whatever the total",
    )


class SignIn(Settings):
    """When the terminal's sign-in is checked."""

    before_opening: Minutes = Field(
        written("15min"), description="0min..240min before the first opening"
    )
    max_age: SessionSeconds = Field(
        written("24h"), description="signed in again before it is so old, 1h..168h; off: never"
    )
    operator: Literal["none", "attested"] = Field(
        "none", description="attested: at the first sale a person says that the operator signed in"
    )


class Gate(Settings):
    """When a board in line refuses the register's sales; off unless something is named."""

    refuse_while: tuple[Literal["not_signed_in", "settlement_overdue"], ...] = Field(
        (), strict=False, description="in line: no sale of the register's while it is so"
    )
    override_by_button: bool = Field(True, description="holding the button for 8 s lets sales pass")
    override_for: OverrideSeconds = Field(
        written("15min"), description="an override ends after 1min..60min"
    )
    override_sales: int = Field(3, ge=1, le=20, description="or after so many sales")


class BoardClock(Settings):
    """How far the board's clock and the terminal's may be apart, and whether one sets the other."""

    max_skew: SkewSeconds = Field(
        written("120s"), description="30s..1h; two quartz clocks drift so far in a month"
    )
    from_terminal: bool = Field(
        False, description="an unset clock takes the time of the terminal's acquirer"
    )
    set_terminal: bool = Field(
        False, description="between two batches the board's clock sets a terminal's that is off"
    )


class Receipts(Settings):
    """Which copies a sale must leave, and when one counts as missing."""

    missing_after_s: int = Field(
        20, ge=1, le=600, description="seconds after approval, or after the last line printed"
    )
    require: tuple[Copy, ...] = Field(
        ("merchant_copy", "customer_copy"),
        strict=False,
        min_length=1,
        description="the copies that must be printed",
    )
    need: Literal["always", "when_signature_needed", "electronic", "none"] = Field(
        "always",
        description="every sale, or those that are signed; a shop without paper: how it gives them",
    )
    cvm_limit: Money | None = Field(
        None, description="contactless up to it needs no signature; with need"
    )
    keep_slip: Literal["none", "merchant", "all"] = Field(
        "none", description="which slips' text the board keeps, card numbers cut; and settlements'"
    )
    slip_charset: Literal["auto", "zvt", "cp437", "iso8859_15"] = Field(
        "auto",
        description="of the terminal's slips; auto: CP437 where a byte is above 7F, else ZVT",
    )
    auto_duplicate: Literal["off", "once"] = Field(
        "off", description="once: a terminal that prints itself repeats a receipt after new paper"
    )
    announce_by_button: bool = Field(
        False, description="attended: a short press announces a sale, and its receipt is asked for"
    )


class Alerts(Settings):
    """How the counter is reminded."""

    escalate_after: EscalateSeconds = Field(
        written("5min"), description="an alert nobody saw sounds once more, 30s..24h"
    )
    on_terminal: bool = Field(
        False, description="its words on the terminal's display too, between dialogs, in English"
    )


class Person(Settings):
    """One person. The id stands in the journal, the name on this computer only."""

    id: PersonId = Field(description="1..16 of a-z, 0-9, - and _; stands in the journal")
    name: Name = Field(description="never sent to a board")
    role: Literal["cashier", "supervisor", "owner", "technician"] = Field(description="rights")


class People(Settings):
    """Who decides in the shop: names, no secrets. Owner and supervisor have their role as id."""

    owner: Name | None = Field(None, description="the owner; its id is owner")
    supervisor: Name | None = Field(None, description="stands in for the owner; id supervisor")
    staff: tuple[Person, ...] = Field(
        (), strict=False, max_length=STAFF_MAX, description="everybody else, with id and role"
    )

    def everybody(self) -> tuple[Person, ...]:
        """Return all of them in one form, owner and supervisor first."""
        first = []
        if self.owner is not None:
            first.append(Person(id="owner", name=self.owner, role="owner"))
        if self.supervisor is not None:
            first.append(Person(id="supervisor", name=self.supervisor, role="supervisor"))
        return (*first, *self.staff)


class Account(Settings):
    """Where deposits are credited. Never the whole number, anywhere."""

    masked: MaskedAccount = Field(description="first and last digits, such as 622202******1234")
    bank: Name = Field(description="bank and branch")
    holder: Name | None = Field(None, description="in whose name")
    account_class: Literal["I", "II"] | None = Field(
        None, description="a class II account has a daily limit: the excess arrives late"
    )
    daily_limit: Money | None = Field(
        None, description="what a class II account takes a day, as its bank says"
    )
    effective: Day | None = Field(None, description="in use since")


class ChangeOfAccount(Settings):
    """Who must agree before deposits go to another account (R43)."""

    approvals: int = Field(2, ge=2, le=4, description="different people, at least two")
    roles: tuple[Role, ...] = Field(
        ("owner", "supervisor"), strict=False, min_length=1, description="who may approve"
    )
    watch_deposits: int = Field(3, ge=1, le=30, description="first credits that are watched")
    hold_old_open_days: int = Field(
        10, ge=0, le=60, description="the old account stays open this long after the change"
    )


class Retention(Settings):
    """How long the office keeps what it pulled."""

    journal: Months = Field("60mo", description="records, in months")
    receipts: Months = Field("24mo", description="captured print output, in months")
    evidence: Months = Field("60mo", description="evidence packs, in months")


class Profile(Settings):
    """One shop's settings, all layers merged."""

    schema_: Literal[1] = Field(alias="schema", description="version of this file format")
    template: LayerId | None = Field(None, description="a template's own name")
    reviewed_on: Day | None = Field(None, description="when somebody last read it all")
    site: Site
    terminal: Terminal
    hours: Hours = Field(description="business hours by day; a day not named is closed")
    special_days: SpecialDays = Field(
        {}, description="hours on single dates or date..date; null is closed"
    )
    settle: Settle
    clock: BoardClock = Field(default_factory=lambda: BoardClock.model_validate({}))
    sign_in: SignIn = Field(default_factory=lambda: SignIn.model_validate({}))
    gate: Gate = Field(default_factory=lambda: Gate.model_validate({}))
    receipts: Receipts = Field(default_factory=lambda: Receipts.model_validate({}))
    alerts: Alerts = Field(default_factory=lambda: Alerts.model_validate({}))
    idle_before_s: int = Field(5, ge=1, le=600, description="seconds of quiet before own commands")
    mode: Literal["observe", "enforce"] = Field("observe", description="observe sends nothing")
    people: People = Field(default_factory=lambda: People.model_validate({}))
    account: Account | None = None
    change_of_account: ChangeOfAccount | None = None
    retention: Retention = Field(default_factory=lambda: Retention.model_validate({}))
    sheet: Sheet | None = None
    cut_over: Clock | None = Field(None, description="later settlements count for the next day")
    capture: Literal["terminal", "acquirer"] | None = Field(
        None, description="terminal: money waits for settlement; acquirer: sales clear anyway"
    )
    batch: Batch | None = None
    auto_sign_off: bool | None = Field(None, description="settling signs the terminal off")
    sign_in_again_codes: tuple[Annotated[int, Field(ge=1, le=99)], ...] = Field(
        (),
        strict=False,
        max_length=8,
        description="results of a sale, 1..99, by which the acquirer asks for a sign-in",
    )
    deposit: Deposit | None = None
    fees: Fees | None = None
    calendar: Calendar | None = None
    evidence: Evidence | None = None
    dialect: Dialect | None = None

    @property
    def account_rules(self) -> ChangeOfAccount:
        """The rules of a change of account: the defaults where none are written."""
        return self.change_of_account or ChangeOfAccount.model_validate({})

    def week(self) -> tuple[tuple[Range, ...], ...]:
        """Return the opening ranges of seven days, Monday first; a day not named is closed."""
        week: list[tuple[Range, ...]] = [()] * 7
        for key, ranges in self.hours.items():
            for day in key.days:
                week[day] = ranges
        return tuple(week)
