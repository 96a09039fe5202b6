# SPDX-License-Identifier: MIT
"""Every table there is, by name: its columns, and what yields its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from posminder.export.source import Source
from posminder.export.table import Row, Table
from posminder.export.tables import (
    alerts,
    anomalies,
    approvals,
    batches,
    days,
    incidents,
    month,
    receipts,
    shifts,
    sign_ins,
    transactions,
)


@dataclass(frozen=True, slots=True)
class Filled:
    """A table and its rows, of the days that a source wants.

    `looks_back`: a row rests on days before those too, however long ago.
    """

    table: Table
    rows: Callable[[Source], Iterator[Row]]
    looks_back: bool = False


_JOURNAL: Final = (transactions, batches, sign_ins, alerts, approvals, incidents)
_REPORTS: Final = (days, month, shifts, receipts, anomalies)
TABLES: Final[Mapping[str, Filled]] = {
    each.TABLE.name: Filled(each.TABLE, each.rows, each is anomalies)
    for each in (*_JOURNAL, *_REPORTS)
}
