# SPDX-License-Identifier: MIT
"""From the bytes a board holds back to a profile, so that one place says what its rules are.

The inverse of compile.py. What a board does not hold (the zone's name, people's names, the
acquirer's sheet) is not made up: it has a stand-in, and nothing is said of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final

import cbor2
from pydantic import ValidationError

from posminder import links
from posminder.errors import ProtocolError
from posminder.profile import compile as compiled
from posminder.profile import zvt_dialects
from posminder.profile.amounts import money_text
from posminder.profile.destinations import setting_of
from posminder.profile.model import Profile
from posminder.profile.model_sheet import Batch, Calendar
from posminder.profile.sentences import sentences
from posminder.profile.settlement_starts import ROLES, maintenance_windows, spread_of
from posminder.profile.values import DAY_NAMES, clock_text
from posminder_formats import profile_fields as f

_EPOCH: Final = date(1970, 1, 1)
_STAND_IN_ZONE: Final = "Etc/UTC"
_MOST: Final = 9_999  # stand-in for what the terminal's batch holds
_UNITS: Final = (("h", 3_600), ("min", 60), ("s", 1))


def rules(profile: bytes, language: str) -> tuple[str, ...]:
    """Return what each rule of a board that holds `profile` does, one sentence each.

    Those of `check`, from the values in force; the first of these, which names the shop, is left
    out, and the sheet is not on the board. Raises ProtocolError.
    """
    return sentences(read_back(profile), language)[1:]


def read_back(profile: bytes) -> Profile:
    """Return the settings in /profile's bytes, with password or without. Raises ProtocolError."""
    settings: dict[str, Any] = {"site": {"timezone": _STAND_IN_ZONE}}
    try:
        values: dict[int, Any] = cbor2.loads(profile)
        currency = _word(compiled.CURRENCIES)(values[f.P_CURRENCY])
        if currency in compiled.WITHOUT_CENTS:
            for key, none in compiled.MONEY.items():
                if values.get(key, none) != none:
                    values[key] *= compiled.HUNDREDTHS
        driver = _word(links.DRIVERS)(values[f.P_DRIVER])
        places = _PLACES | {f.P_BAUD: _BAUD[driver]}
        for key, name, _, _, _, default, _ in f.FIELDS:
            value = values.get(key, default)
            if key not in NOT_READ and value is not None:
                place = places.get(key) or setting_of(name)
                _put(settings, place, _WRITTEN.get(key, _as_it_is)(value))
        ways = values.get(f.P_ZVT_DIALECT)
        if driver == "zvt" and ways is not None:
            dialect, itself = zvt_dialects.read_back(ways)
            _put(settings, "terminal.zvt.dialect", dialect)
            _put(settings, "terminal.zvt.config", "receipts_on_terminal" if itself else None)
        share_s = values.get(f.P_SETTLE_SPREAD_S, 0)
        _put(settings, "settle.spread", _duration(spread_of(values[f.P_SITE_ID], share_s)))
        if "batch" in settings:
            _put(settings, "batch.max_transactions", _MOST)
        read = Profile.model_validate(settings)
        spans = values.get(f.P_MAINTENANCE, ())
        windows = maintenance_windows(spans, values[f.P_UTC_OFFSETS])
    except (cbor2.CBORError, ValidationError, AttributeError, LookupError, TypeError) as error:
        raise ProtocolError("/profile is not a profile of this version") from error
    # What else a calendar or a batch says is not on the board, and so is not there to be said.
    calendar = Calendar.model_construct(maintenance=windows) if windows else None
    warn_at, force_at = (values.get(key) or None for key in (f.P_BATCH_WARN_AT, f.P_BATCH_FORCE_AT))
    batch = Batch.model_construct(warn_at=warn_at, force_at=force_at)
    return read.model_copy(update={"calendar": calendar, "batch": batch})


# Fields that are not the value of one setting.
NOT_READ: Final[dict[int, str]] = {
    f.P_UTC_OFFSETS: "rows of a zone do not tell its name",
    f.P_ZVT_PASSWORD: "is never shown",
    f.P_DAY_STARTS_MIN: "is the same in every profile",
    f.P_SETTLE_SPREAD_S: "is the shop's share, read back by itself",
    f.P_MAINTENANCE: "is in UTC, read back by itself",
    f.P_BATCH_WARN_AT: "is one of two values of what else is not there",
    f.P_BATCH_FORCE_AT: "is one of two values of what else is not there",
    f.P_BANK_DAYS: "rows of a calendar do not tell whose it is",
    f.P_DEPOSIT_CYCLE: "starts nothing by itself",
    f.P_DEPOSIT_OVERDUE_S: "is the sum of two settings",
    f.P_DEPOSIT_WATCH: "starts nothing by itself",
    f.P_ZVT_DIALECT: "is two settings, read back by itself",
    f.P_SHEET_ID: "names a file; what that says is in the other fields",
    f.P_SHEET_VERSION: "is said with the sheet, of /sheet",
    f.P_SHEET_FROM_DAY: "is said with the sheet, of /sheet",
    f.P_SHEET_SOURCE: "is said with the sheet, of /sheet",
    f.P_SHEET_SHA256: "is of a file, which is not there",
    f.P_DIALECT: "is rows for a driver: what they were written from is not there",
}


def _put(settings: dict[str, Any], setting: str, value: Any) -> None:
    """Put `value` at `setting`, such as settle.latest; None: the setting is not there."""
    if value is None:
        return
    *sections, last = setting.split(".")
    for section in sections:
        settings = settings.setdefault(section, {})
    settings[last] = value


def _as_it_is(value: Any) -> Any:
    return value


def _word(words: Mapping[str, int]) -> Callable[[int], str]:
    by_number = {number: word for word, number in words.items()}
    return lambda value: by_number[value]


def _wiring(value: int) -> str | None:
    return None if value == f.WIRING_NONE else _word(compiled.WIRINGS)(value)


def _optional_duration(seconds: int) -> str | None:
    return _duration(seconds) if seconds else None


def _money(unlimited: object) -> Callable[[int], str | None]:
    return lambda value: None if value == unlimited else money_text(value)


def _minute(minute: int) -> str | None:
    return None if minute == f.NO_MINUTE else clock_text(minute)


def _duration(seconds: int) -> str:
    """Return a duration as a file writes it, in the largest unit that is whole."""
    unit, size = next(each for each in _UNITS if seconds % each[1] == 0)
    return f"{seconds // size}{unit}"


def _hours(week: Sequence[Sequence[Sequence[int]]]) -> dict[str, list[str]]:
    days = zip(DAY_NAMES, week, strict=True)
    return {name: _ranges(spans) for name, spans in days if spans}


def _special_days(rows: Sequence[Sequence[Any]]) -> dict[str, list[str]]:
    return {_dates(first, last): _ranges(spans) for first, last, spans in rows}


def _dates(first: int, last: int) -> str:
    days = [(_EPOCH + timedelta(days=each)).isoformat() for each in (first, last)]
    return days[0] if first == last else "..".join(days)


def _ranges(spans: Sequence[Sequence[int]]) -> list[str]:
    return [f"{clock_text(opens)}-{clock_text(closes)}" for opens, closes in spans]


def _people(rows: Sequence[Sequence[Any]]) -> list[dict[str, str]]:
    """Return everybody as staff, each with the id for a name: a board holds no names."""
    roles = _word(ROLES)
    return [{"id": person, "name": person, "role": roles(role)} for person, role in rows]


def _roles(bits: int) -> list[str]:
    return [role for role, number in ROLES.items() if bits >> number & 1]


_PLACES: Final[dict[int, str]] = {f.P_PEOPLE: "people.staff"}  # of those that have several
_BAUD: Final = {
    "zvt": "terminal.zvt.baud",
    "transbank": "terminal.transbank.baud",
    "mis": "terminal.mis.baud",
    "attended": "terminal.zvt.baud",
}
# By board field, its value as a file writes it; others are written as they are.
_WRITTEN: Final[dict[int, Callable[[Any], Any]]] = {
    f.P_LANGUAGE: _word(compiled.LANGUAGES),
    f.P_CURRENCY: _word(compiled.CURRENCIES),
    f.P_MODE: _word(compiled.MODES),
    f.P_DRIVER: _word(links.DRIVERS),
    f.P_WIRING: _wiring,
    f.P_HOURS: _hours,
    f.P_SETTLE_LATEST_MIN: clock_text,
    f.P_SETTLE_AT_MIN: _minute,
    f.P_SETTLE_IDLE_MIN: lambda minutes: f"{minutes}min",
    f.P_CUT_OVER_MIN: _minute,
    f.P_BATCH_WARN_AT: lambda count: count or None,
    f.P_BATCH_FORCE_AT: lambda count: count or None,
    f.P_WARN_AGE_S: lambda seconds: _duration(seconds) if seconds else None,
    f.P_WARN_TOTAL_MINOR: _money(0),
    f.P_WARN_CLOSING_MIN: lambda minutes: f"{minutes}min",
    f.P_CAPTURE: _word(compiled.CAPTURES),
    f.P_SIGN_IN_BEFORE_MIN: lambda minutes: f"{minutes}min",
    f.P_SIGN_IN_MAX_AGE_S: _duration,
    f.P_CLOCK_MAX_SKEW_S: _duration,
    f.P_SIGN_IN_AGAIN_CODES: list,
    f.P_ASKS_OPERATOR: lambda asks: "attested" if asks else "none",
    f.P_GATE: lambda bits: [name for name, bit in compiled.GATE_CAUSES.items() if bits & bit],
    f.P_GATE_OVERRIDE_S: _duration,
    f.P_SETTLE_MIN_MINOR: _money(compiled.NO_MINIMUM),
    f.P_SETTLE_MAX_MINOR: _money(compiled.NO_MAXIMUM),
    f.P_MAX_DEFER_S: _duration,
    f.P_ABOVE_MAX: _word(compiled.ABOVE_MAX),
    f.P_ESCALATE_S: _duration,
    f.P_CAPTURE: _word(compiled.CAPTURES),
    f.P_WARN_AGE_S: _optional_duration,
    f.P_WARN_TOTAL_MINOR: _money(0),
    f.P_WARN_CLOSING_MIN: lambda minutes: f"{minutes}min",
    f.P_OFFLINE_LIMIT_S: _duration,
    f.P_AUTO_DUPLICATE: lambda value: "once" if value else "off",
    f.P_RECEIPT_COPIES: lambda bits: [copy for copy, bit in compiled.COPIES.items() if bits & bit],
    f.P_RECEIPT_NEED: _word(compiled.NEEDS),
    f.P_RECEIPT_CVM_MINOR: _money(0),
    f.P_KEEP_SLIP: _word(compiled.KEEPS),
    f.P_SETTLEMENT_SLIP: _word(compiled.SLIPS),
    f.P_SLIP_CHARSET: _word(compiled.CHARSETS),
    f.P_SPECIAL_DAYS: _special_days,
    f.P_PEOPLE: _people,
    f.P_ACCOUNT_ROLES: _roles,
}
