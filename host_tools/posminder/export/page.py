# SPDX-License-Identifier: MIT
"""EXPORT.md, written from the declared tables: what an acquirer or an auditor is handed.

Run: python -m posminder.export.page > host_tools/posminder/export/EXPORT.md
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.export.catalogue import TABLES
from posminder.export.table import Column, Kind, Table

_HEAD: Final = """\
# Tables for other programs

What `posminder export` gives to an acquirer, an auditor or a bookkeeper's program: the terminal's
transactions and batches as the board saw them, and what else its journal tells. Nothing is sent
anywhere: a file is written, and people hand it on.

    posminder export transactions --from 2026-11-01 --to 2026-11-30 --format csv --out november.csv
    posminder export batches --from 2026-11-01 --to 2026-11-30 --format jsonl --out november.jsonl
    posminder export --schema transactions          # JSON Schema, draft 2020-12; --lang zh-CN

- **Form.** JSONL: an object a line. CSV: UTF-8, one line of heads, null is empty; a text that a
  spreadsheet would take for a formula has an apostrophe before it. The cells are the same.
- **Version.** The first cell of every row, `schema`, is the table's name and version. The version
  goes up with any change of its columns; a program should refuse one that it does not know.
- **Money** is written twice: decimal text by the currency of the row, null where that is not known,
  and `_minor`, whole minor units. The amount of a refund or a reversal is positive; totals take it
  off.
- **Card and account numbers** are masked where they are read; a column marked *masked* never has
  more than the first 6 and the last 4 digits.
- **What is not known is null**, never nought. `amounts_unknown` counts the transactions without an
  amount, which are in no total. What nobody saw stands in `incidents`.
- **Sums.** The approved transactions of a `settlement` sum to `saw_count` and `saw_total` of the
  batch of that `seq`; those of a `day` to that day in `days` and `month`. Several shops, several
  files: `board` and `site` stand in every row.
- **What it is not.** The board saw the terminal, not the acquirer's books. An export is not sealed;
  what has to be proved is handed over as an evidence pack.
"""
_KINDS: Final = {
    Kind.TEXT: "text",
    Kind.INTEGER: "integer",
    Kind.MONEY: "money",
    Kind.DATE: "date",
    Kind.TIME: "time with zone",
    Kind.BOOL: "true or false",
}


def page() -> str:
    """Return the whole page."""
    parts = [_HEAD, *("\n".join(_section(each.table)) for each in TABLES.values())]
    return "\n".join(parts)


def _section(table: Table) -> Iterator[str]:
    yield f"## {table.id}\n"
    yield f"{table.en[0].upper()}{table.en[1:]}.\n"
    yield "| column | kind | what it is | 中文 |\n|---|---|---|---|"
    for each in table.columns:
        yield f"| `{each.name}` | {_kind(each)} | {each.en} | {each.zh} |"
    yield ""


def _kind(column: Column) -> str:
    kind = _KINDS[column.kind]
    kind += ", masked" if column.masked else ""
    return kind + (" or null" if column.optional else "")


if __name__ == "__main__":
    print(page(), end="")
