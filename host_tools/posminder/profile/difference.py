# SPDX-License-Identifier: MIT
"""What would change on a board, setting by setting: two profiles as the board stores them.

Both sides are compiled bytes, so what is compared is what the board does, not how a file says it.
A field that old bytes lack has its default, as it has on the board. Passwords are never shown.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import cbor2

from posminder import links
from posminder.errors import ProtocolError
from posminder.messages import sentence, word
from posminder.profile import compile as compiled
from posminder.profile import zvt_dialects
from posminder.profile.amounts import money_text
from posminder.profile.destinations import setting_of
from posminder.profile.sentences import hours_text
from posminder.profile.settlement_starts import ROLES
from posminder.profile.values import Range, clock_text, duration_text
from posminder_formats import mis_dialect
from posminder_formats import profile_fields as f

_Shown = Callable[[Any, str], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One setting that differs; `board` is None where the board has no profile."""

    setting: str
    board: str | None
    file: str


def differences(board: bytes | None, file: bytes, language: str) -> tuple[Change, ...]:
    """Return what differs, in the order of profile_fields; `board` None: there is none yet.

    Raises ProtocolError when the board's bytes are no profile.
    """
    new = _values(file)
    if board is None:
        return tuple(
            Change(setting_of(name), None, _text(key, new[key], language))
            for key, name in _names(new)
            if key != f.P_DAY_STARTS_MIN  # every file says the same: no setting to look at
        )
    old = _values(board)
    return tuple(
        _change(key, name, old.get(key), new.get(key), language)
        for key, name in _names(old | new)
        if old.get(key) != new.get(key)
    )


def _values(data: bytes) -> dict[int, Any]:
    try:
        given = cbor2.loads(data)
    except cbor2.CBORError as error:
        raise ProtocolError("/profile is not a profile") from error
    if not isinstance(given, Mapping):
        raise ProtocolError("/profile is not a profile")
    defaults = {row[0]: row[5] for row in f.FIELDS if row[5] is not f.REQUIRED}
    return defaults | dict(given)


def _names(values: Mapping[int, Any]) -> list[tuple[int, str]]:
    known = {row[0]: row[1] for row in f.FIELDS}
    return [(key, known.get(key, f"field {key}")) for key in sorted(values)]


def _change(key: int, name: str, old: Any, new: Any, language: str) -> Change:
    before, after = _text(key, old, language), _text(key, new, language)
    if before == after and key == f.P_ZVT_PASSWORD:
        after = sentence(language, "diff.hidden_other")
    elif before == after:
        before, after = str(old), str(new)  # zone rows that differ in a second somewhere
    return Change(setting_of(name), before, after)


def _text(key: int, value: Any, language: str) -> str:
    """Return a field's value as people read it; what has not the field's shape, as it is."""
    if value is None:
        return sentence(language, "diff.none")
    try:
        return _SHOWN[key](value, language) if key in _SHOWN else str(value)
    except (LookupError, TypeError, ValueError, OverflowError, OSError):
        return str(value)


def _word(words: Mapping[str, int]) -> _Shown:
    by_number = {number: word for word, number in words.items()}
    return lambda value, language: by_number[value]


def _money(unlimited: object) -> _Shown:
    def shown(value: Any, language: str) -> str:
        if value == unlimited:
            return sentence(language, "diff.no_limit")
        return f"-{money_text(-value)}" if value < 0 else money_text(value)

    return shown


def _hours(value: Sequence[Sequence[Sequence[int]]], language: str) -> str:
    week = [[Range(opens, closes) for opens, closes in day] for day in value]
    return hours_text(week, language)


def _bank_days(value: Sequence[Any], language: str) -> str:
    first, last, turned = value
    if not last:
        return sentence(language, "diff.no_bank_days")
    return sentence(
        language, "diff.bank_days", first=_date(first), last=_date(last), count=len(turned)
    )


def _special_days(rows: Sequence[Sequence[Any]], language: str) -> str:
    parts = []
    for first, last, spans in rows:
        dates = str(_date(first)) if first == last else f"{_date(first)}..{_date(last)}"
        hours = ", ".join(str(Range(*span)) for span in spans) or sentence(language, "closed")
        parts.append(f"{dates} {hours}")
    return "; ".join(parts) or sentence(language, "diff.none")


def _date(day: int) -> date:
    return date(1970, 1, 1) + timedelta(days=day)


def _offsets(rows: Sequence[Sequence[int]], language: str) -> str:
    sign, rest = ("-", -rows[0][1]) if rows[0][1] < 0 else ("+", rows[0][1])
    first = f"{sign}{clock_text(rest // 60)}"
    if len(rows) == 1:
        return sentence(language, "diff.offset", first=first)
    last = datetime.fromtimestamp(rows[-1][0], UTC).date()
    return sentence(language, "diff.offsets", first=first, changes=len(rows) - 1, last=last)


def _clock_or_none(value: int, language: str) -> str:
    return sentence(language, "diff.none") if value == f.NO_MINUTE else clock_text(value)


def _or_none(shown: _Shown) -> _Shown:
    return lambda value, language: (
        shown(value, language) if value else sentence(language, "diff.none")
    )


def _spans(rows: Sequence[Sequence[int]], language: str) -> str:
    times = [[datetime.fromtimestamp(at_s, UTC) for at_s in row] for row in rows]
    spans = (f"{begins:%Y-%m-%d %H:%M}-{ends:%H:%M} UTC" for begins, ends in times)
    return ", ".join(spans) or sentence(language, "diff.none")


def _people(value: Sequence[Sequence[Any]], language: str) -> str:
    roles = {number: role for role, number in ROLES.items()}
    rows = [f"{person} ({word(language, 'role', roles[role])})" for person, role in value]
    return ", ".join(rows) or sentence(language, "diff.none")


def _roles(value: int, language: str) -> str:
    named = (role for role, number in ROLES.items() if value >> number & 1)
    return ", ".join(word(language, "role", role) for role in named)


def _dialect(value: bytes, language: str) -> str:
    return f"{cbor2.loads(value)[mis_dialect.NAME]} ({hashlib.sha256(value).hexdigest()[:8]})"


def _zvt_dialect(ways: bytes) -> str:
    try:
        name, itself = zvt_dialects.read_back(ways)
    except LookupError:
        return ways.hex()
    return f"{name}, receipts_on_terminal" if itself else name


def _yes_or_no(value: bool, language: str) -> str:
    return word(language, "answer", "yes" if value else "no")


def _gate_causes(bits: int, language: str) -> str:
    causes = [name for name, bit in compiled.GATE_CAUSES.items() if bits & bit]
    return "; ".join(word(language, "gate", cause) for cause in causes)


_SHOWN: Final[dict[int, _Shown]] = {
    f.P_LANGUAGE: _word(compiled.LANGUAGES),
    f.P_CURRENCY: _word(compiled.CURRENCIES),
    f.P_MODE: _word(compiled.MODES),
    f.P_DRIVER: _word(links.DRIVERS),
    f.P_WIRING: _word(compiled.WIRINGS),
    f.P_ZVT_PASSWORD: lambda value, language: sentence(language, "diff.hidden"),
    f.P_ZVT_DIALECT: lambda value, language: _zvt_dialect(value),
    f.P_SETTLEMENT_SLIP: _word(compiled.SLIPS),
    f.P_BAUD: lambda value, language: sentence(language, "diff.bits", count=value),
    f.P_UTC_OFFSETS: _offsets,
    f.P_HOURS: _hours,
    f.P_BANK_DAYS: _bank_days,
    f.P_SPECIAL_DAYS: _special_days,
    f.P_DAY_STARTS_MIN: lambda value, language: clock_text(value),
    f.P_SETTLE_LATEST_MIN: lambda value, language: clock_text(value),
    f.P_SETTLE_AT_MIN: _clock_or_none,
    f.P_SETTLE_IDLE_MIN: _or_none(lambda value, language: duration_text(value * 60, language)),
    f.P_SETTLE_SPREAD_S: _or_none(duration_text),
    f.P_CUT_OVER_MIN: _clock_or_none,
    f.P_MAINTENANCE: _spans,
    f.P_BATCH_WARN_AT: _or_none(lambda value, language: str(value)),
    f.P_BATCH_FORCE_AT: _or_none(lambda value, language: str(value)),
    f.P_WARN_AGE_S: _or_none(duration_text),
    f.P_OFFLINE_LIMIT_S: duration_text,
    f.P_WARN_TOTAL_MINOR: _or_none(lambda value, language: money_text(value)),
    f.P_WARN_CLOSING_MIN: _or_none(lambda value, language: duration_text(value * 60, language)),
    f.P_AUTO_SIGN_OFF: _yes_or_no,
    f.P_SIGN_IN_AGAIN_CODES: _or_none(lambda value, language: ", ".join(map(str, value))),
    f.P_CLOCK_FROM_TERMINAL: _yes_or_no,
    f.P_CLOCK_SET_TERMINAL: _yes_or_no,
    f.P_ALERTS_ON_TERMINAL: _yes_or_no,
    f.P_ASKS_OPERATOR: _yes_or_no,
    f.P_GATE: _or_none(_gate_causes),
    f.P_GATE_BY_BUTTON: _yes_or_no,
    f.P_GATE_OVERRIDE_S: duration_text,
    f.P_CAPTURE: _word(compiled.CAPTURES),
    f.P_IDLE_BEFORE_S: duration_text,
    f.P_SIGN_IN_BEFORE_MIN: lambda value, language: sentence(language, "diff.minutes", count=value),
    f.P_RECEIPT_MISSING_S: duration_text,
    f.P_SETTLE_MIN_MINOR: _money(compiled.NO_MINIMUM),
    f.P_SETTLE_MAX_MINOR: _money(compiled.NO_MAXIMUM),
    f.P_MAX_DEFER_S: duration_text,
    f.P_ABOVE_MAX: _word(compiled.ABOVE_MAX),
    f.P_ESCALATE_S: duration_text,
    f.P_PEOPLE: _people,
    f.P_DIALECT: _or_none(_dialect),
    f.P_ACCOUNT_ROLES: _roles,
    f.P_SHEET_FROM_DAY: lambda value, language: (
        str(_date(value)) if value else sentence(language, "diff.none")
    ),
    f.P_SHEET_SHA256: lambda value, language: value.hex()[:16] or sentence(language, "diff.none"),
    f.P_ACCOUNT_HOLD_DAYS: lambda value, language: sentence(language, "diff.days", count=value),
}
