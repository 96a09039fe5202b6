# SPDX-License-Identifier: MIT
"""What an update of a board is: what it would change, and what its /status says became of it.

Pure: a bundle, statuses before and after. Lines and words are the command's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from posminder.board_status import BoardStatus
from posminder.bundle_files import Found
from posminder.errors import EXIT_USAGE, PosminderError
from posminder_formats import bundles

Outcome = Literal["not_yet", "trial", "updated", "fell_back"]


class OtherKind(PosminderError):
    """{} is for boards of kind {}, and this is a {}: nothing was sent. Next: posminder bundles
    list"""

    exit_code = EXIT_USAGE


@dataclass(frozen=True, slots=True)
class Plan:
    """A board as it stood before, and the bundle it is to run."""

    before: BoardStatus
    found: Found

    def __post_init__(self) -> None:
        """Raise OtherKind for a bundle of another kind of board."""
        kinds = self.found.bundle.board, self.before.board
        if kinds[0] != kinds[1]:
            raise OtherKind(self.found.path, *kinds)

    @property
    def is_newer(self) -> bool:
        """Whether the bundle's version is above the board's; else a second person must agree."""
        return self.found.order > bundles.version_of(self.before.firmware)

    def outcome(self, now: BoardStatus) -> Outcome:
        """Return what became of it by a later status."""
        if now.boots == self.before.boots:
            return "not_yet"
        state = None if now.update is None else now.update.state
        if state == "failed" or now.firmware != self.found.bundle.version:
            return "fell_back"
        return "trial" if state == "trial" else "updated"
