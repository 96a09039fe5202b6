# SPDX-License-Identifier: MIT
"""Changes a module's text at places its syntax tree names, so that no line changes its number."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeAlias

from posminder.image.errors import FoldError

Named: TypeAlias = ast.expr | ast.stmt | ast.alias | ast.arg | ast.ExceptHandler


class Text:
    """The text of one module and the changes to it, none of which may touch another."""

    def __init__(self, module: str, text: str) -> None:
        self._module = module
        self._bytes = text.encode()  # a node's columns count UTF-8 bytes
        lines = self._bytes.splitlines(keepends=True)
        self._starts = [0, *accumulate(map(len, lines))]
        self._changes: list[tuple[int, int, bytes]] = []

    def changed(self) -> str:
        """Return the text with all changes made."""
        data = self._bytes
        for start, end, by in sorted(self._changes, reverse=True):
            data = data[:start] + by + data[end:]
        return data.decode()

    def replace(self, node: ast.expr, by: str) -> None:
        """Put `by` where the expression `node` stands. Raises FoldError if it spans lines."""
        start, end = self._span(node)
        if self._newlines(start, end):
            raise FoldError(self._module, node.lineno, "write the constant's name on one line")
        self._changes.append((start, end, by.encode()))

    def rewrite(self, node: ast.expr, by: str) -> None:
        """Put the expression `by` where `node` stands; what were more lines stay as many."""
        start, end = self._span(node)
        newlines = b"\n" * self._newlines(start, end)
        self._changes.append((start, end, b"(" + by.encode() + newlines + b")"))

    def put(self, node: ast.stmt, by: str) -> None:
        """Put the statement `by` where `node` stands; what were more lines are empty ones."""
        start, end = self._span(node)
        self._changes.append((start, end, by.encode() + b"\n" * self._newlines(start, end)))

    def rename(self, node: Named, name: str, by: str) -> None:
        """Put `by` where `node` says `name` first.

        Raises FoldError if it does not as it is written, for letters beyond ASCII.
        """
        start, end = self._span(node)
        found = re.search(rb"\b" + name.encode() + rb"\b", self._bytes[start:end])
        if not found:
            raise FoldError(self._module, node.lineno, f"write the name {name} in ASCII")
        self._changes.append((start + found.start(), start + found.end(), by.encode()))

    def rename_end(self, node: ast.Attribute, name: str, by: str) -> None:
        """Put `by` where `node` ends with the attribute `name`.

        Raises FoldError if it does not as it is written, for letters beyond ASCII.
        """
        _, end = self._span(node)
        start = end - len(name)
        if self._bytes[start:end] != name.encode():
            raise FoldError(self._module, node.lineno, f"write the name {name} in ASCII")
        self._changes.append((start, end, by.encode()))

    def blank(self, node: ast.stmt) -> None:
        """Take the statement away and leave its lines: empty, or `pass` where one must stand.

        Raises FoldError if it spans lines and shares one with another statement.
        """
        start, end = self._span(node)
        newlines = self._newlines(start, end)
        before = self._bytes[self._starts[node.lineno - 1] : start].strip()
        after = self._bytes[end : self._starts[node.end_lineno or node.lineno]].strip()
        if newlines and (before or after.startswith(b";")):
            raise FoldError(self._module, node.lineno, "write one statement on a line")
        needed = node.col_offset or after.startswith(b";")
        self._changes.append((start, end, (b"pass" if needed else b"") + b"\n" * newlines))

    def drop(self, names: Sequence[ast.alias], dropped: Sequence[ast.alias]) -> None:
        """Take some, not all, of an import's `names` away, each with one comma.

        Raises FoldError where a backslash joins the lines.
        """
        kept = False
        for index, name in enumerate(names):
            if name not in dropped:
                kept = True
                continue
            start = self._span(names[index - 1])[1] if kept else self._span(name)[0]
            end = self._span(name)[1] if kept else self._span(names[index + 1])[0]
            if b"\\" in self._bytes[start:end]:
                raise FoldError(self._module, name.lineno, "write the import in parentheses")
            self._changes.append((start, end, b"\n" * self._newlines(start, end)))

    def _span(self, node: Named) -> tuple[int, int]:
        if node.end_lineno is None or node.end_col_offset is None:
            raise ValueError("a node that was not parsed has no place")
        start = self._starts[node.lineno - 1] + node.col_offset
        return start, self._starts[node.end_lineno - 1] + node.end_col_offset

    def _newlines(self, start: int, end: int) -> int:
        return self._bytes.count(b"\n", start, end)
