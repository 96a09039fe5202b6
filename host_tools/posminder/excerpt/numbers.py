# SPDX-License-Identifier: MIT
"""Sets of record numbers, kept as runs from first to last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from posminder.journal_file import Record

Run = tuple[int, int]


class Numbers:
    """Numbers that are wanted."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def add(self, first: int, last: int | None = None) -> None:
        """Want `first` to `last`, or `first` alone."""
        self._runs.append((first, first if last is None else last))

    def add_first(self, found: Iterable[Record]) -> None:
        """Want the first of `found`, if there is one."""
        for each in found:
            self.add(each.seq)
            return

    def runs(self) -> Iterator[Run]:
        """Yield them ascending: runs that touch are one."""
        begun: Run | None = None
        for first, last in sorted(self._runs):
            if begun is not None and first <= begun[1] + 1:
                begun = (begun[0], max(begun[1], last))
                continue
            if begun is not None:
                yield begun
            begun = (first, last)
        if begun is not None:
            yield begun
