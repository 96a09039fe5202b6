# SPDX-License-Identifier: MIT
"""Records as a list that fits a screen: day and clock as a line of their own when they change."""

from __future__ import annotations

from typing import Final

from posminder import output
from posminder.journal_file import Record
from posminder.record_view import View
from posminder.store.ingest import Gap

_HEAD: Final = "{:>6}  {:<8}  {:<12}  "  # number, time, kind; then the details


class RecordList:
    """Prints records and gaps one after another, each at once."""

    def __init__(self) -> None:
        self._heading = ""

    def show(self, item: Record | Gap, view: View) -> None:
        """Print one more."""
        if isinstance(item, Gap):
            *head, details = view.gap_row(item)
        else:
            if (heading := view.heading(item)) != self._heading:
                self._heading = heading
                output.say(heading, style="bold")
            *head, details = view.row(item)
        output.row(_HEAD.format(*head), str(details))
