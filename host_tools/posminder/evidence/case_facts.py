# SPDX-License-Identifier: MIT
"""What the acquirer asks, as a pack states it. All of it is the request's word, none of it seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A request for evidence. Empty and None: not known.

    `request` is a word of `word.request` or as received. `counted` says how the last day was
    counted. `attached` are the keys of the checklist that lie beside the pack, `lacking` those that
    there are none of, and why. `rrn` is as the acquirer named it. `answer` is what the office
    answers, in its own words.
    """

    number: str = ""
    request: str = ""
    received: date | None = None
    answer_by: date | None = None
    counted: str = ""
    reason_code: str = ""
    reason_text: str = ""
    acquirer: str = ""
    contact: str = ""
    rrn: str = ""
    attached: tuple[str, ...] = ()
    lacking: tuple[tuple[str, str], ...] = ()
    answer: str = ""
