# SPDX-License-Identifier: MIT
"""What a board's profile says about reading its records: kept without the terminal's password."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

import cbor2

from posminder.errors import ProtocolError
from posminder.wall_time import UTC_ONLY, Offsets
from posminder_formats import profile_fields as f

_LANGUAGES: Final = {f.LANGUAGE_EN: "en", f.LANGUAGE_ZH_CN: "zh-CN"}
_MODES: Final = {f.MODE_OBSERVE: "observe", f.MODE_ENFORCE: "enforce"}

Hours = tuple[tuple[tuple[int, int], ...], ...]
"""Seven days, Monday first, each with its (open, close) in local minutes of the day."""

SpecialDays = tuple[tuple[int, int, tuple[tuple[int, int], ...]], ...]
"""Rows of first and last day (days since 1970), and the day of Hours that holds for them."""


@dataclass(frozen=True, slots=True)
class Site:
    """One shop, as the newest profile seen on its board tells it. Minutes are local."""

    profile_hash: str
    site_id: str
    name: str
    language: str
    currency: int
    mode: str
    terminal_id: str
    utc_offsets: Offsets
    hours: Hours
    day_starts_min: int
    latest_min: int
    attended: bool  # the terminal speaks nothing
    special_days: SpecialDays
    cut_over_min: int | None


def site_of(profile: bytes, profile_hash: str) -> Site:
    """Return what /profile's bytes, with password or without, say of the shop.

    The host compiles every field, defaults too, so each is there.

    Raises ProtocolError when they are no profile.
    """
    try:
        values = cbor2.loads(profile)
        return Site(
            profile_hash,
            str(values[f.P_SITE_ID]),
            str(values[f.P_SITE_NAME]),
            _LANGUAGES[values[f.P_LANGUAGE]],
            int(values[f.P_CURRENCY]),
            _MODES[values[f.P_MODE]],
            str(values[f.P_TERMINAL_ID]),
            tuple((int(a), int(b)) for a, b in values[f.P_UTC_OFFSETS]) or UTC_ONLY,
            tuple(_spans(day) for day in values[f.P_HOURS]),
            int(values[f.P_DAY_STARTS_MIN]),
            int(values[f.P_SETTLE_LATEST_MIN]),
            values.get(f.P_DRIVER) == f.DRIVER_ATTENDED,
            tuple((int(a), int(b), _spans(day)) for a, b, day in values.get(f.P_SPECIAL_DAYS, ())),
            _minute(values.get(f.P_CUT_OVER_MIN)),
        )
    except (cbor2.CBORError, AttributeError, LookupError, TypeError, ValueError) as error:
        raise ProtocolError("/profile is not a profile") from error


def _minute(value: object) -> int | None:
    return value if isinstance(value, int) and value != f.NO_MINUTE else None


def _spans(day: Iterable[tuple[Any, Any]]) -> tuple[tuple[int, int], ...]:
    return tuple((int(a), int(b)) for a, b in day)


def without_password(profile: bytes) -> bytes:
    """Return the profile as it may lie on an office's disk. Raises ProtocolError."""
    try:
        values: dict[int, Any] = dict(cbor2.loads(profile))
    except (cbor2.CBORError, TypeError, ValueError) as error:
        raise ProtocolError("/profile is not a profile") from error
    values.pop(f.P_ZVT_PASSWORD, None)
    return cbor2.dumps(values)
