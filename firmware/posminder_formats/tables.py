# SPDX-License-Identifier: MIT
"""Tables of rows that an image may hold as bytes, outside the heap, and who reads them either way.

A table is a constant tuple of rows; as such every row is an object in a board's heap. The image
build (posminder.image.pack) turns a table into bytes where only these functions read it. What is
read of a row lives as long as somebody holds it.

Bytes for `cell`: the number of columns, then the numbers, row by row; with WIDE added to the first,
two bytes each, the low one first. For the others: the number of rows, for each where it begins (two
bytes, the low one first), then the rows as CBOR.
"""

from posminder_formats import cbor
from posminder_formats._const import const

WIDE = const(0x80)
_ONE_BYTE = const(24)  # CBOR: the number follows in a byte of its own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    Table = tuple[Any, ...] | bytes


def rows(table: "Table") -> "Iterator[Any]":
    """Yield each row of `table`."""
    for index in range(table[0] if isinstance(table, bytes) else len(table)):
        yield row(table, index)


def row(table: "Table", index: int) -> "Any":
    """Return row `index`: a sequence, or what stands there alone. Raises IndexError."""
    if not isinstance(table, bytes):
        return table[index]
    if not 0 <= index < table[0]:
        raise IndexError
    return cbor.decode_next(table, _begin(table, index), len(table))[0]


def keyed(table: "Table", key: int) -> "Any":
    """Return the row whose first column is `key`, 0 to 255, or None."""
    if not isinstance(table, bytes):
        for each in table:
            if each[0] == key:
                return each
        return None
    for index in range(table[0]):
        at = _begin(table, index) + 1
        if table[at + 1 if table[at] == _ONE_BYTE else at] == key:
            return row(table, index)
    return None


def cell(table: "Table", index: int, column: int) -> int:
    """Return one number of a table that has only such from 0 to 65535. Allocates nothing."""
    if not isinstance(table, bytes):
        return int(table[index][column])
    if not table[0] & WIDE:
        return table[1 + index * table[0] + column]
    at = 1 + 2 * (index * (table[0] & ~WIDE) + column)
    return table[at] | table[at + 1] << 8


def count(table: "Table") -> int:
    """Return the number of rows of a table that `cell` reads."""
    if not isinstance(table, bytes):
        return len(table)
    numbers = (len(table) - 1) // 2 if table[0] & WIDE else len(table) - 1
    return numbers // (table[0] & ~WIDE)


def _begin(table: bytes, index: int) -> int:
    return table[1 + 2 * index] | table[2 + 2 * index] << 8
