# SPDX-License-Identifier: MIT
"""The small languages inside a profile's text values: clock times, day ranges, durations.

Each parser takes what YAML gave and returns integers, or raises ValueError with a sentence that
a technician can act on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import available_timezones

from posminder.messages import sentence
from posminder.profile.card_numbers import blot

DAY_NAMES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MIDNIGHT: Final = 1440

_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
_DURATION: Final = re.compile(r"([0-9]{1,4})(s|min|h)")
_UNIT_S: Final = {"s": 1, "min": 60, "h": 3600}


@dataclass(frozen=True, slots=True)
class Days:
    """Days of the week a key names. `text` is the key as written, `days` 0 (Monday) .. 6."""

    text: str
    days: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Open from `open_min` to `close_min`, minutes of the local day; close may be 1440."""

    open_min: int
    close_min: int

    def __str__(self) -> str:
        return f"{clock_text(self.open_min)}-{clock_text(self.close_min)}"


def clock_text(minute: int) -> str:
    """Return minute 0..1440 of a day as `08:05`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def parse_clock(value: object) -> int:
    """Return the minute 0..1439 of a clock time such as "20:45"."""
    minute = _clock(value)
    if minute == MIDNIGHT:
        raise ValueError('write midnight as "00:00"')
    return minute


def parse_start(value: object) -> int | None:
    """Return the minute of a clock time such as "20:30", None for `closing`: no time at all."""
    return None if value == "closing" else parse_clock(value)


def duration_text(seconds: int, language: str) -> str:
    """Return 172800 as `48 h`, 5400 as `90 min`, 30 as `30 s`, in `language`."""
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return sentence(language, f"duration.{unit}", count=seconds // size)
    return sentence(language, "duration.s", count=seconds)


def parse_range(value: object) -> Range:
    """Return opening and closing of "08:00-20:00"; closing may be "24:00"."""
    opens, dash, closes = value.partition("-") if isinstance(value, str) else ("", "", "")
    if not dash:
        raise ValueError('must be a range of clock times in quotes, such as "08:00-20:00"')
    return Range(parse_clock(opens.strip(" ")), _clock(closes.strip(" ")))


def as_ranges(value: object) -> tuple[object, ...]:
    """Return one day's ranges, unparsed: none when closed (null), else one or a list of them."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list) else (value,)


def known_zone(value: str) -> str:
    """Return `value` when it is an IANA time zone."""
    zones = _zones()
    if value not in zones:
        raise ValueError("is no IANA time zone" + did_you_mean(value, sorted(zones)))
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())  # walks the zone data's folders: once is enough


def did_you_mean(wrong: object, known: Sequence[str]) -> str:
    """Return `; did you mean "latest"?` for the nearest known word, or nothing."""
    near = get_close_matches(str(wrong), known, n=1)
    return f'; did you mean "{near[0]}"?' if near else ""


def parse_days(value: object) -> Days:
    """Return the days of a key such as mon, mon-sat or sat,sun."""
    if not isinstance(value, str):
        raise ValueError("must name days, such as mon-sat")
    days: list[int] = []
    for part in value.split(","):
        first, dash, last = part.strip().partition("-")
        start, end = _day(first), _day(last if dash else first)
        if end < start:
            raise ValueError(f'"{part}" runs backwards: a week goes from mon to sun')
        days.extend(range(start, end + 1))
    return Days(value, tuple(days))


def parse_duration_s(value: object) -> int:
    """Return the seconds of a duration such as 20s, 15min or 2h."""
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a number with its unit, such as 20s, 15min or 2h")
    return int(match[1]) * _UNIT_S[match[2]]


def parse_duration_or_off_s(value: object) -> int:
    """Return the seconds of a duration, 0 for `off`."""
    if value in ("off", False):  # YAML 1.1 readers make false of it
        return 0
    return parse_duration_s(value)


def _clock(value: object) -> int:
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a clock time in quotes, such as "20:45"')
    return int(match[1]) * 60 + int(match[2]) if match[1] else MIDNIGHT


def _day(name: str) -> int:
    if name not in DAY_NAMES:
        raise ValueError(f'"{blot(name)[0]}" is not a day: use {", ".join(DAY_NAMES)}')
    return DAY_NAMES.index(name)
