# SPDX-License-Identifier: MIT
"""Checks the bytes of a profile against profile_fields: the same verdict on board and host.

The bytes must be the one canonical form of their content, so that equal profiles have equal
hashes. Knows shapes and ranges; whether a profile makes sense for a shop is the host's to ask.
"""

from posminder_formats import cbor, people, tables
from posminder_formats import profile_fields as f
from posminder_formats._const import const

_WHOLE = "profile"  # named where no single field is at fault
_OFFSET_S_MAX = const(64800)  # 18 h: more than any zone has
_SPANS_MAX = const(4)  # openings a day
_DAY_MIN = const(1440)
_DAY_MAX = const(65535)  # days since 1970: enough until 2149
TURNED_MAX = const(96)  # five years of a bank calendar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ProfileError(ValueError):
    """A profile breaks profile_fields; args[0] is the name of the first field at fault.

    An unknown key is named by its number, bytes that are no profile at all "profile".
    """


def check(data: "bytes | bytearray") -> "dict[int, Any]":
    """Return {key: value} of a profile's CBOR, defaults filled in. Raises ProfileError."""
    given = _decode(data)
    values: dict[int, Any] = {}
    for key, name, kind, low, high, default, _help in tables.rows(f.FIELDS):
        if key in given:
            value = given[key]
            if not _fits(kind, value, low, high):
                raise ProfileError(name)
        elif default is f.REQUIRED:
            raise ProfileError(name)
        else:
            value = default
        values[key] = value
    for key in sorted(given):
        if key not in values:
            raise ProfileError(str(key))
    if values[f.P_DRIVER] == f.DRIVER_MIS and not _speaks(values[f.P_DIALECT]):
        raise ProfileError("dialect")
    if not _hours_fit(values[f.P_HOURS], values[f.P_DAY_STARTS_MIN]):
        raise ProfileError("hours")
    single = [row[2] for row in values[f.P_SPECIAL_DAYS]]
    if not _hours_fit(single, values[f.P_DAY_STARTS_MIN]):
        raise ProfileError("special_days")
    return values


def _decode(data: "bytes | bytearray") -> "dict[int, Any]":
    """Return the map in `data` if it has integer keys only and is written canonically."""
    given = None
    again = bytearray(len(data))
    try:
        given = cbor.decode(data)
        cbor.encode_into(again, 0, given)
    except cbor.CborError:
        given = None
    if not isinstance(given, dict) or again != data:
        raise ProfileError(_WHOLE)
    if not all(isinstance(key, int) for key in given):
        raise ProfileError(_WHOLE)
    return given


def _fits(kind: str, value: object, low: int, high: int) -> bool:
    if kind == "int":
        return _is_int(value, low, high)
    if kind == "text":
        return isinstance(value, str) and low <= len(value.encode()) <= high
    if kind == "bytes":
        return isinstance(value, bytes) and low <= len(value) <= high
    if kind == "bool":
        return value is True or value is False
    if not isinstance(value, list) or not low <= len(value) <= high:
        return False
    if kind == "people":
        return _people_fit(value)
    if kind == "spans":
        return _spans_fit(value)
    if kind == "bank_days":
        return _bank_days_fit(value)
    if kind == "special_days":
        return _special_days_fit(value)
    return _offsets_fit(value) if kind == "offsets" else all(_day_fits(day) for day in value)


def _speaks(dialect: bytes) -> bool:
    # Imported here, because a board whose terminal speaks something else has no need of it.
    from posminder_formats.mis_dialect import DialectError, check

    try:
        check(dialect)
    except DialectError:
        return False
    return True


def _is_int(value: object, low: int, high: int) -> bool:
    return (
        isinstance(value, int) and value is not True and value is not False and low <= value <= high
    )


def _pairs_fit(pairs: object, first_max: int, second_min: int, second_max: int) -> bool:
    """Tell whether `pairs` is a list of [0..first_max, second_min..second_max]."""
    if not isinstance(pairs, list):
        return False
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2:
            return False
        if not _is_int(pair[0], 0, first_max) or not _is_int(pair[1], second_min, second_max):
            return False
    return True


def _offsets_fit(rows: "list[Any]") -> bool:
    """Tell whether `rows` are [utc_s, offset_s], ascending and the first one at 0."""
    if not _pairs_fit(rows, 0xFFFFFFFF, -_OFFSET_S_MAX, _OFFSET_S_MAX) or rows[0][0] != 0:
        return False
    return all(rows[i][0] < rows[i + 1][0] for i in range(len(rows) - 1))


def _spans_fit(rows: "list[Any]") -> bool:
    """Tell whether `rows` are [begin_utc_s, end_utc_s], ascending and none in another."""
    if not _pairs_fit(rows, 0xFFFFFFFF, 0, 0xFFFFFFFF):
        return False
    ends_s = -1
    for begins_s, next_ends_s in rows:
        if not ends_s < begins_s < next_ends_s:
            return False
        ends_s = next_ends_s
    return True


def _people_fit(rows: "list[Any]") -> bool:
    """Tell whether `rows` are [id, role], no id twice."""
    ids = []
    for row in rows:
        if not isinstance(row, list) or len(row) != 2 or not people.is_id(row[0]):
            return False
        if not _is_int(row[1], people.TECHNICIAN, people.OWNER) or row[0] in ids:
            return False
        ids.append(row[0])
    return True


def _bank_days_fit(value: "list[Any]") -> bool:
    """Tell whether `value` is [first_day, last_day, days between them, ascending]."""
    first, last, turned = value
    if not _is_int(first, 0, _DAY_MAX) or not _is_int(last, first, _DAY_MAX):
        return False
    if not isinstance(turned, list) or len(turned) > TURNED_MAX:
        return False
    for day in turned:
        if not _is_int(day, first, last):
            return False
        first = day + 1
    return True


def _special_days_fit(rows: "list[Any]") -> bool:
    """Tell whether `rows` are [first_day, last_day, spans of one day], ascending and apart."""
    free = 0
    for row in rows:
        if not isinstance(row, list) or len(row) != 3:
            return False
        if not _is_int(row[0], free, _DAY_MAX) or not _is_int(row[1], row[0], _DAY_MAX):
            return False
        if not _day_fits(row[2]):
            return False
        free = row[1] + 1
    return True


def _day_fits(spans: object) -> bool:
    return (
        isinstance(spans, list)
        and len(spans) <= _SPANS_MAX
        and _pairs_fit(spans, _DAY_MIN - 1, 0, _DAY_MIN)
    )


def _hours_fit(days: "list[Any]", day_starts_min: int) -> bool:
    """Tell whether each day's spans end after they begin and follow one another.

    Minutes before `day_starts_min` are the small hours: they come after midnight.
    """
    for spans in days:
        before = day_starts_min
        for opens, closes in spans:
            opens += _DAY_MIN if opens < day_starts_min else 0
            closes += _DAY_MIN if closes < day_starts_min else 0
            if not before <= opens < closes:
                return False
            before = closes
    return True


def guarded(values: "dict[int, Any]") -> "list[Any]":
    """Return the checked values of profile_fields.GUARDED, in its order."""
    return [values[tables.cell(f.GUARDED, row, 0)] for row in range(tables.count(f.GUARDED))]


def change(old: "list[Any]", new: "list[Any]") -> int:
    """Return what of the guarded values changes, profile_fields.CHANGES_*, 0 for nothing."""
    for row in range(tables.count(f.GUARDED)):
        if old[row] != new[row]:
            what: int = tables.cell(f.GUARDED, row, 1)
            return what
    return 0
