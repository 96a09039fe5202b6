# SPDX-License-Identifier: MIT
"""The settings a profile may have, with type, bounds and default: nothing the board ignores.

Strict: an unknown key is an error, and a number is never taken for text, because an id that was
written without quotes has lost its leading zeros already.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StringConstraints,
)

from posminder.profile.values import (
    Days,
    Range,
    as_ranges,
    known_zone,
    parse_clock,
    parse_days,
    parse_duration_s,
    parse_range,
)

ENV_PREFIX: Final = "env:"


def _utf8_bytes_max(count: int) -> AfterValidator:
    def check(value: str) -> str:
        if len(value.encode()) > count:
            raise ValueError(f"is longer than {count} bytes of UTF-8")
        return value

    return AfterValidator(check)


def _printable(value: str) -> str:
    if not value.isprintable():
        raise ValueError("holds characters that cannot be printed")
    return value


def _whole_minutes(seconds: int) -> int:
    if seconds % 60 or seconds > 240 * 60:
        raise ValueError("must be whole minutes, at most 240min")
    return seconds // 60


SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
Name = Annotated[
    str, StringConstraints(min_length=1), _utf8_bytes_max(96), AfterValidator(_printable)
]
Password = Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|env:[A-Za-z_][A-Za-z0-9_]*)$")]
Clock = Annotated[int, BeforeValidator(parse_clock)]
Minutes = Annotated[int, AfterValidator(_whole_minutes), BeforeValidator(parse_duration_s)]
DayRange = Annotated[InstanceOf[Days], BeforeValidator(parse_days)]
OpenRange = Annotated[InstanceOf[Range], BeforeValidator(parse_range)]
OpenRanges = Annotated[tuple[OpenRange, ...], Field(max_length=4), BeforeValidator(as_ranges)]


class _Settings(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Site(_Settings):
    """The shop."""

    id: SiteId = Field(description="the shop's id at the office, such as kn-0001")
    name: Name = Field(description="the shop's name")
    timezone: Annotated[str, AfterValidator(known_zone)] = Field(
        description="IANA time zone, such as Europe/Berlin"
    )
    currency: Literal["EUR", "CNY"] = Field(description="currency of the terminal's amounts")
    locale: Literal["en", "zh-CN"] = Field("en", description="language at the counter")


class Zvt(_Settings):
    """The ZVT line (ZVT specification, chapter 2: serial transport)."""

    password: Password = Field("000000", description='six digits, or "env:NAME"')
    baud: Literal[1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200] = Field(
        9600, description="speed of terminal and register line, bit/s"
    )


class Terminal(_Settings):
    """The card terminal and how the board is wired to it."""

    driver: Literal["zvt"] = Field(description="what the terminal speaks")
    wiring: Literal["in_line", "beside"] = Field(
        description="in_line: between register and terminal; beside: the terminal is used by hand"
    )
    tid: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")] = Field(
        description="TID on the terminal's slips, eight digits"
    )
    zvt: Zvt = Field(default_factory=lambda: Zvt.model_validate({}))


class Settle(_Settings):
    """When the batch is settled if nobody holds the closing button."""

    latest: Clock = Field(description="local clock time, after closing")


class SignIn(_Settings):
    """When the terminal's sign-in is checked."""

    before_opening: Minutes = Field(15, description="0min..240min before the first opening")


class Receipts(_Settings):
    """When a receipt counts as missing."""

    missing_after_s: int = Field(20, ge=1, le=600, description="seconds after approval")


class Profile(_Settings):
    """One shop's settings, all layers merged."""

    schema_: Literal[1] = Field(alias="schema", description="version of this file format")
    site: Site
    terminal: Terminal
    hours: dict[DayRange, OpenRanges] = Field(description="business hours by day")
    settle: Settle
    sign_in: SignIn = Field(default_factory=lambda: SignIn.model_validate({}))
    receipts: Receipts = Field(default_factory=lambda: Receipts.model_validate({}))
    idle_before_s: int = Field(5, ge=1, le=600, description="seconds of quiet before own commands")
    mode: Literal["observe", "enforce"] = Field("observe", description="observe sends nothing")

    def week(self) -> tuple[tuple[Range, ...], ...]:
        """Return the opening ranges of seven days, Monday first; a day not named is closed."""
        week: list[tuple[Range, ...]] = [()] * 7
        for key, ranges in self.hours.items():
            for day in key.days:
                week[day] = ranges
        return tuple(week)
