# SPDX-License-Identifier: MIT
"""A declared table as JSON Schema (draft 2020-12): what each line of its JSONL is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from posminder.export.table import SCHEMA, Column, Kind, Table

_TYPES: Final[dict[Kind, dict[str, Any]]] = {
    Kind.TEXT: {"type": "string"},
    Kind.INTEGER: {"type": "integer"},
    Kind.MONEY: {"type": "integer"},
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.BOOL: {"type": "boolean"},
}
_DECIMAL: Final = {"type": ["string", "null"], "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}
_MASKED: Final = {"type": "string", "pattern": r"^[^0-9]*([0-9][^0-9]*){0,10}$"}
# How a column of money says which of its two cells it is.
_AS_TEXT: Final = {
    "en": ", as decimal text; null where the currency is not known",
    "zh-CN": "，十进制文本；币种不明时为 null",
}
_MINOR: Final = {"en": ", in minor units", "zh-CN": "，以最小货币单位计"}


def schema(table: Table, language: str = "en") -> dict[str, Any]:
    """Return the JSON Schema of one written row, described in `language`."""
    which = {
        "const": table.id,
        "description": "表及其版本" if language != "en" else "table/version",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:posminder:export:{table.name}:{table.version}",
        "title": f"posminder export {table.name}",
        "description": table.en if language == "en" else table.zh,
        "type": "object",
        "properties": {SCHEMA: which, **dict(_properties(table, language))},
        "required": table.cell_names,
        "additionalProperties": False,
    }


def _properties(table: Table, language: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for column in table.columns:
        text = column.en if language == "en" else column.zh
        if column.kind is Kind.MONEY:
            yield column.name, {**_DECIMAL, "description": text + _AS_TEXT[language]}
            minor = {**_type(column), "description": text + _MINOR[language]}
            yield f"{column.name}_minor", minor
        else:
            yield column.name, {**_type(column), "description": text}


def _type(column: Column) -> dict[str, Any]:
    found = dict(_MASKED if column.masked else _TYPES[column.kind])
    if column.optional:
        found["type"] = [found["type"], "null"]
    return found
