# SPDX-License-Identifier: MIT
"""What a step may be given: how it is written in a scenario file, and what a timeline gets of it.

Each parser takes what YAML gave and returns the value that `Step.value` holds, or raises
ValueError with a sentence that says what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from posminder.profile.values import did_you_mean

_AMOUNT: Final = re.compile(r"([0-9]{1,10})\.([0-9]{2})")
_DURATION: Final = re.compile(r"([0-9]{1,6})(ms|s|min|h)")
_CLOCK: Final = re.compile(r"(?:\+([0-9]{1,2}) )?([01][0-9]|2[0-3]):([0-5][0-9])(?::([0-5][0-9]))?")
_UNIT_MS: Final = {"ms": 1, "s": 1_000, "min": 60_000, "h": 3_600_000}
_DAY_S: Final = 86_400


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of value. `example` is how a file may write it, `write` is the inverse of `parse`,
    `tell` gives a Moment's values: never in words, amounts and times by their units. `money`: the
    value is an amount in hundredths, as it is written, whatever the currency.
    """

    example: str
    parse: Callable[[object], Any]
    tell: Callable[[Any], dict[str, int | str]]
    write: Callable[[Any], Any] = lambda value: value
    money: bool = False


def parse_clock_s(value: object) -> int:
    """Return the second of `20:05`, `20:05:30` or, a day later, `+1 07:30`, from midnight on."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a clock time in quotes, such as "20:05", or a day on "+1 07:30"')
    day, hour, minute, second = (int(each or 0) for each in match.groups())
    return day * _DAY_S + hour * 3_600 + minute * 60 + second


def parse_ms(value: object) -> int:
    """Return the milliseconds, at least 1, of a duration such as 2500ms, 20s, 15min or 2h."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None or not int(match[1]):
        raise ValueError("must be a duration such as 2500ms, 20s, 15min or 2h")
    return int(match[1]) * _UNIT_MS[match[2]]


def show_ms(duration_ms: int) -> str:
    """Return a duration in its largest whole unit, as parse_ms takes it."""
    units = (unit for unit in ("h", "min", "s", "ms") if duration_ms % _UNIT_MS[unit] == 0)
    unit = next(units)
    return f"{duration_ms // _UNIT_MS[unit]}{unit}"


def show_minor(amount_minor: int) -> str:
    """Return 1250 as 12.50."""
    return f"{amount_minor // 100}.{amount_minor % 100:02}"


def choice(*words: str) -> Kind:
    """Return the kind of value that is one of `words`."""

    def parse(value: object) -> str:
        if value not in words:
            raise ValueError(f"must be {' or '.join(words)}{did_you_mean(value, words)}")
        return str(value)

    return Kind(" | ".join(words), parse, _tell)


def optional(kind: Kind) -> Kind:
    """Return `kind`, which may be left out: None, of which nothing is told."""

    def parse(value: object) -> Any:
        return None if value is None else kind.parse(value)

    def tell(value: Any) -> dict[str, int | str]:
        return {} if value is None else kind.tell(value)

    def write(value: Any) -> Any:
        return None if value is None else kind.write(value)

    return Kind(f"[{kind.example}]", parse, tell, write)


def fields(**kinds: Kind) -> Kind:
    """Return the kind of value that is a map with some of these keys."""

    def parse(value: object) -> dict[str, Any]:
        if not isinstance(value, Mapping) or not value:
            raise ValueError(f"must be a map of {', '.join(kinds)}")
        unknown = next((key for key in value if key not in kinds), None)
        if unknown is not None:
            raise ValueError(f'"{unknown}" is unknown{did_you_mean(unknown, list(kinds))}')
        return {key: kinds[key].parse(each) for key, each in value.items()}

    def tell(value: dict[str, Any]) -> dict[str, int | str]:
        return {key: str(each) for key, each in value.items()}

    def write(value: dict[str, Any]) -> dict[str, Any]:
        return {key: kinds[key].write(each) for key, each in value.items()}

    example = ", ".join(f"{key}: {kind.example}" for key, kind in kinds.items())
    return Kind(f"{{{example}}}", parse, tell, write)


def number(low: int, high: int) -> Kind:
    """Return the kind of whole numbers `low`..`high`."""

    def parse(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return value

    return Kind(str(low), parse, _tell)


def _tell(value: int | str) -> dict[str, int | str]:
    return {"value": value}


def _parse_nothing(value: object) -> None:
    if value is not None:
        raise ValueError("takes no value: end the line with the colon")


def _parse_amount(value: object) -> int:
    match = _AMOUNT.fullmatch(value) if isinstance(value, str) else None
    if match is None or not int(match[1] + match[2]):
        raise ValueError('must be an amount in quotes, such as "12.50"')
    return int(match[1] + match[2])


def _parse_share(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= 1:
        raise ValueError("must be a share of all bytes from 0 to 1, such as 0.002")
    return float(value)


def _parse_map(value: object) -> dict[str, Any]:
    if not isinstance(value, Mapping) or not value:
        raise ValueError("must be a map of the profile's own settings")
    return dict(value)


def _parse_tid(value: object) -> str:
    if not isinstance(value, str) or re.fullmatch("[0-9]{8}", value) is None:
        raise ValueError('must be eight digits in quotes, such as "29001235"')
    return value


NOTHING: Final = Kind("", _parse_nothing, lambda _: {})
AMOUNT: Final = Kind(
    '"12.50"', _parse_amount, lambda minor: {"value_minor": minor}, show_minor, money=True
)
DURATION: Final = Kind("20s", parse_ms, lambda spell: {"value_ms": spell}, show_ms)
SHARE: Final = Kind("0.002", _parse_share, lambda share: {"value": str(share)})
TID: Final = Kind('"29001235"', _parse_tid, _tell)
SETTINGS: Final = Kind('{settle: {latest: "21:15"}}', _parse_map, lambda _: {})
