# SPDX-License-Identifier: MIT
"""What is wrong or doubtful in a profile, and exactly where. Knows no setting by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

KeyPath = tuple[str | int, ...]


class Severity(StrEnum):
    """An error keeps the profile from the board, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a file. `line` and `column` count from 1; `source` is the whole line."""

    file: str
    line: int
    column: int
    source: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sentence about one place. `path` names the setting, empty for the file as a whole.

    `against` is the other place where two settings do not fit together.
    """

    spot: Spot
    path: str
    sentence: str
    severity: Severity = Severity.ERROR
    against: Spot | None = None

    def render(self) -> str:
        """Return location, setting and sentence, then the source line with a caret under it."""
        name = f" {self.path}:" if self.path else ""
        word = " warning:" if self.severity is Severity.WARNING else ""
        other = f" (see {self.against})" if self.against else ""
        head = f"{self.spot}{word}{name} {self.sentence}{other}"
        if not self.spot.source.strip():
            return head
        # Tabs and wide characters before the caret are repeated, so that it stays under its place.
        before = self.spot.source[: self.spot.column - 1]
        pad = "".join(c if c == "\t" else "\u3000" if ord(c) > 0x2E7F else " " for c in before)
        return f"{head}\n    {self.spot.source}\n    {pad}^"


def errors_in(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings that keep a profile from the board."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def dotted(path: KeyPath) -> str:
    """Return `("settle", "latest")` as `settle.latest`, list positions as `[2]`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
