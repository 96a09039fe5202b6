# SPDX-License-Identifier: MIT
"""The types of a profile's settings: what may be written, and what it becomes inside.

Each says for a JSON Schema what an editor may accept; the parsers say it again, in sentences.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    StringConstraints,
    WithJsonSchema,
)

from posminder.profile.amounts import (
    Dates,
    Maintenance,
    parse_date,
    parse_dates,
    parse_maintenance,
    parse_money,
    parse_rate_ppm,
)
from posminder.profile.values import (
    Days,
    Range,
    as_ranges,
    known_zone,
    parse_clock,
    parse_days,
    parse_duration_or_off_s,
    parse_duration_s,
    parse_range,
    parse_start,
)

ENV_PREFIX: Final = "env:"
_CLOCK_PATTERN: Final = "([01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN_PATTERN: Final = f" *{_CLOCK_PATTERN} *- *({_CLOCK_PATTERN}|24:00) *"
_DAY: Final = "(mon|tue|wed|thu|fri|sat|sun)"
_DAYS_PATTERN: Final = f"^{_DAY}(-{_DAY})?( *, *{_DAY}(-{_DAY})?)*$"


class Settings(BaseModel):
    """A map of settings: strict, nothing unknown, nothing changed later.

    Defaults are written as a file would write them, and read the same way.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, validate_default=True)


def written(text: str) -> Any:
    """Return a default as a file would write it; validation makes the setting's type of it."""
    return text


def _schema(pattern: str, *examples: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": list(examples)})


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


def between(low_s: int, high_s: int, words: str) -> AfterValidator:
    """Return what refuses a duration out of bounds, which `words` say."""

    def check(seconds: int) -> int:
        if not low_s <= seconds <= high_s:
            raise ValueError(f"must be {words}")
        return seconds

    return AfterValidator(check)


def _zero_or_between(low_s: int, high_s: int, words: str) -> AfterValidator:
    def check(seconds: int) -> int:
        if seconds and not low_s <= seconds <= high_s:
            raise ValueError(f"must be {words}")
        return seconds

    return AfterValidator(check)


def _whole_minutes(seconds: int) -> int:
    if seconds % 60 or seconds > 240 * 60:
        raise ValueError("must be whole minutes, at most 240min")
    return seconds // 60


_DURATION_SCHEMA: Final = _schema("^[0-9]{1,4}(s|min|h)$", "20s", "15min", "24h")
_RANGE_SCHEMA: Final[dict[str, Any]] = {
    "anyOf": [
        {"type": "null"},
        {"type": "string", "pattern": f"^{_SPAN_PATTERN}$", "examples": ["08:00-20:00"]},
        {
            "type": "array",
            "items": {"type": "string", "pattern": f"^{_SPAN_PATTERN}$"},
            "maxItems": 4,
        },
    ]
}

SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,31}$")]
PersonId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_-]{1,16}$")]
LayerId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$", max_length=64)]
Name = Annotated[
    str, StringConstraints(min_length=1), _utf8_bytes_max(96), AfterValidator(_printable)
]
Text = Annotated[
    str, StringConstraints(min_length=1), _utf8_bytes_max(400), AfterValidator(_printable)
]
Zone = Annotated[str, AfterValidator(known_zone)]
Password = Annotated[str, StringConstraints(pattern=r"^([0-9]{6}|env:[A-Za-z_][A-Za-z0-9_]*)$")]
MaskedAccount = Annotated[str, StringConstraints(pattern=r"^[A-Z]{0,2}[0-9]{2,6}\*{4,24}[0-9]{4}$")]
Mcc = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")]
Cycle = Annotated[str, StringConstraints(pattern=r"^[TD]\+[0-9]$")]
Months = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{0,2}mo$")]

Clock = Annotated[int, BeforeValidator(parse_clock), _schema(f"^{_CLOCK_PATTERN}$", "20:45")]
Minutes = Annotated[
    int, AfterValidator(_whole_minutes), BeforeValidator(parse_duration_s), _DURATION_SCHEMA
]
GraceSeconds = Annotated[
    int, between(0, 7 * 86_400, "0h..168h"), BeforeValidator(parse_duration_s), _DURATION_SCHEMA
]
DeferSeconds = Annotated[
    int,
    between(3_600, 604_800, "1h..168h"),
    BeforeValidator(parse_duration_s),
    _DURATION_SCHEMA,
]
SessionSeconds = Annotated[
    int,
    _zero_or_between(3_600, 604_800, "1h..168h, or off"),
    BeforeValidator(parse_duration_or_off_s),
    _schema("^([0-9]{1,4}(s|min|h)|off)$", "24h", "off"),
]
OverrideSeconds = Annotated[
    int, between(60, 3_600, "1min..60min"), BeforeValidator(parse_duration_s), _DURATION_SCHEMA
]
SkewSeconds = Annotated[
    int, between(30, 3_600, "30s..1h"), BeforeValidator(parse_duration_s), _DURATION_SCHEMA
]
SpreadSeconds = Annotated[
    int, between(0, 3_600, "0min..60min"), BeforeValidator(parse_duration_s), _DURATION_SCHEMA
]
StartTime = Annotated[
    int | None,
    BeforeValidator(parse_start),
    _schema(f"^(closing|{_CLOCK_PATTERN})$", "closing", "20:30"),
]
EscalateSeconds = Annotated[
    int,
    between(30, 86_400, "30s..24h"),
    BeforeValidator(parse_duration_s),
    _DURATION_SCHEMA,
]
Money = Annotated[
    int, BeforeValidator(parse_money), _schema(r"^[0-9]{1,10}\.[0-9]{2}$", "80000.00")
]
RatePpm = Annotated[
    int,
    BeforeValidator(parse_rate_ppm),
    _schema(r"^([0-2](\.[0-9]{1,4})?|3(\.0{1,4})?) ?%$", "0.60%"),
]
Day = Annotated[
    date,
    BeforeValidator(parse_date),
    WithJsonSchema({"type": "string", "format": "date", "examples": ["2027-01-31"]}),
]
MaintenanceWindow = Annotated[
    InstanceOf[Maintenance],
    BeforeValidator(parse_maintenance),
    _schema(f"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}} {_SPAN_PATTERN}$", "2027-01-17 01:00-05:00"),
]

_DayRange = Annotated[InstanceOf[Days], BeforeValidator(parse_days)]
_OpenRange = Annotated[InstanceOf[Range], BeforeValidator(parse_range)]
_OpenRanges = Annotated[tuple[_OpenRange, ...], Field(max_length=4), BeforeValidator(as_ranges)]
Hours = Annotated[
    dict[_DayRange, _OpenRanges],
    WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {_DAYS_PATTERN: _RANGE_SCHEMA},
            "additionalProperties": False,
        }
    ),
]

_DATE_PATTERN: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DateRange = Annotated[InstanceOf[Dates], BeforeValidator(parse_dates)]
SpecialDays = Annotated[
    dict[_DateRange, _OpenRanges],
    Field(max_length=32),
    WithJsonSchema(
        {
            "type": "object",
            "patternProperties": {rf"^{_DATE_PATTERN}(\.\.{_DATE_PATTERN})?$": _RANGE_SCHEMA},
            "additionalProperties": False,
        }
    ),
]
