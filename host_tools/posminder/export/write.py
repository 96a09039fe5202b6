# SPDX-License-Identifier: MIT
"""Rows of a declared table as lines of CSV or JSONL, one at a time: nothing is held.

A spreadsheet takes a cell that begins with = + - @ for a formula, whoever wrote it: a text that
does gets an apostrophe before it in CSV. JSONL has every text as it is.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Final

from posminder.export.table import CURRENCY, SCHEMA, Column, Kind, Row, Table, Value
from posminder.money import decimal_text

Cell = str | int | bool | None

BOM: Final = "\ufeff"  # by which a spreadsheet knows UTF-8
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_DIGITS_SHOWN: Final = 10
_PYTHON: Final[dict[Kind, type]] = {
    Kind.TEXT: str,
    Kind.INTEGER: int,
    Kind.MONEY: int,
    Kind.DATE: date,
    Kind.TIME: datetime,
    Kind.BOOL: bool,
}


def jsonl_lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield a JSON object a row, each with its line's end."""
    for row in rows:
        yield json.dumps(cells(table, row), ensure_ascii=False) + "\n"


def csv_lines(table: Table, rows: Iterable[Row]) -> Iterator[str]:
    """Yield the heads, then a line a row. A cell that is null is empty."""
    yield _csv_line(table.cell_names)
    for row in rows:
        yield _csv_line([_csv_cell(each) for each in cells(table, row).values()])


def cells(table: Table, row: Row) -> dict[str, Cell]:
    """Return a row as it is written. Raises KeyError, TypeError for a row that is none of `table`.

    Decimal text is null where the currency is not known: then nobody knows where its point is.
    """
    found: dict[str, Cell] = {SCHEMA: table.id}
    for column in table.columns:
        value = row[column.name]
        _check(table, column, value)
        if column.kind is Kind.MONEY:
            found[column.name] = _decimal(value, row[CURRENCY])
            found[f"{column.name}_minor"] = value if isinstance(value, int) else None
        elif isinstance(value, date):  # a datetime is one too
            found[column.name] = value.isoformat()
        elif column.masked and isinstance(value, str):
            found[column.name] = masked(value)
        else:
            found[column.name] = value
    if len(row) != len(table.columns):
        raise KeyError(f"{table.name}: {sorted(set(row) - set(found))} is not declared")
    return found


def masked(text: str) -> str:
    """Return a masked number; of one that is not masked, whatever wrote it, six and four digits."""
    digits = re.findall(r"\d", text)
    if len(digits) <= _DIGITS_SHOWN:
        return text
    return f"{''.join(digits[:6])}******{''.join(digits[-4:])}"


def _check(table: Table, column: Column, value: Value) -> None:
    right = column.optional if value is None else type(value) is _PYTHON[column.kind]
    if not right:
        raise TypeError(f"{table.name}.{column.name}: {value!r} is no {column.kind.name}")


def _decimal(minor: Value, currency: Value) -> str | None:
    if not isinstance(minor, int) or not isinstance(currency, str):
        return None
    return decimal_text(minor, currency)


def _csv_line(cells: Sequence[str | int]) -> str:
    """Return a line that ends with LF. Told so, csv would leave a CR in a cell unquoted."""
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue().removesuffix("\r\n") + "\n"


def _csv_cell(value: Cell) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULA) and not _is_decimal(value):
        return f"'{value}"
    return value


def _is_decimal(text: str) -> bool:
    """Tell whether `text` is a negative amount as `decimal_text` writes it: no formula."""
    return re.fullmatch(r"-\d+(\.\d+)?", text, re.ASCII) is not None
