# SPDX-License-Identifier: MIT
"""A table's columns, declared once: CSV, JSONL and JSON Schema are all made of this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Final

Value = str | int | bool | date | datetime | None
Row = Mapping[str, Value]
"""By column name; of a MONEY column the minor units."""

SCHEMA: Final = "schema"  # the first column of every table: which version of which table this is
CURRENCY: Final = "currency"  # says how many digits the row's MONEY has after its point


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"  # minor units; written twice, as decimal text and, `_minor`, as they are
    DATE = "date"  # ISO 8601
    TIME = "time"  # ISO 8601 with the distance from UTC
    BOOL = "bool"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `optional`: null where it is not known or does not apply.

    `masked`: a card's or an account's number, of which never more than six and four digits go out.
    """

    name: str
    kind: Kind
    en: str
    zh: str
    optional: bool = False
    masked: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table. Its `version` goes up with any change of its columns, and stands in every row."""

    name: str
    version: int
    en: str
    zh: str
    columns: tuple[Column, ...]

    def __post_init__(self) -> None:
        """Refuse what could not be written: a name twice, money in no currency."""
        names = self.cell_names
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: a column comes twice")
        if any(each.kind is Kind.MONEY for each in self.columns) and CURRENCY not in names:
            raise ValueError(f"{self.name}: money without a column {CURRENCY}")

    @property
    def cell_names(self) -> list[str]:
        """The names of a written row's cells, in order."""
        names = [SCHEMA]
        for each in self.columns:
            names += [each.name, f"{each.name}_minor"] if each.kind is Kind.MONEY else [each.name]
        return names

    @property
    def id(self) -> str:
        """What stands in the column `schema`, as `transactions/1`."""
        return f"{self.name}/{self.version}"
