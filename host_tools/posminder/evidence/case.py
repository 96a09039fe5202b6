# SPDX-License-Identifier: MIT
"""A case: one request about one sale, as a list of what was done. Pure.

Nothing in it is ever changed: a correction is one more event, and what holds is the last word.
Text that could hold a whole card number is refused wherever it comes in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import takewhile
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

_Request = Literal["retrieval", "inquiry", "chargeback", "complaint"]
_State = Literal["open", "prepared", "sent", "won", "lost", "expired"]
Paper = Literal["slip", "invoice", "delivery", "identity", "video", "authority", "correspondence"]

REQUESTS: Final[tuple[str, ...]] = get_args(_Request)
STATES: Final[tuple[str, ...]] = get_args(_State)
PAPERS: Final[tuple[str, ...]] = get_args(Paper)
WAITING: Final = ("open", "prepared")  # a deadline runs
ENDED: Final = ("won", "lost", "expired")
TEXT_MAX: Final = 4000  # characters

_Text = Annotated[str, Field(max_length=TEXT_MAX)]


class _Event(BaseModel):
    """Who did it and when, by the clock of the computer it was done on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    at_s: int = Field(ge=0, le=253_000_000_000)
    by: _Text


class Opened(_Event):
    """The request as it came. `rule`, `days` and `calendar` say how `answer_by` was counted."""

    event: Literal["opened"] = "opened"
    number: str
    request: _Request
    received: date
    answer_by: date
    rule: Literal["told", "bank_days", "calendar_days"]
    days: int = 0
    calendar: str = ""
    asked_by: _Text = ""
    contact: _Text = ""
    reference: _Text = ""
    rrn: _Text = ""
    reason_code: _Text = ""
    reason: _Text = ""


class Tied(_Event):
    """Which sale it is about: record `seq` of a board, found by the number `named`."""

    event: Literal["tied"] = "tied"
    board: str
    seq: int
    named: _Text


class Attached(_Event):
    """A paper that was copied in as `file`; `name`: what it was called.

    `masked`: who attached it has looked, and says that no whole card number is on it.
    """

    event: Literal["attached"] = "attached"
    paper: Paper
    file: Annotated[str, Field(pattern=r"^[0-9]{2}-[a-z]+\.[a-z]{3,4}$")]
    name: _Text
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: int = Field(ge=0)
    masked: bool


class Lacking(_Event):
    """A paper that there is none of, and why."""

    event: Literal["lacking"] = "lacking"
    paper: Paper
    why: _Text


class Answered(_Event):
    """The answer to the reason: what is said of the facts, in a paragraph."""

    event: Literal["answered"] = "answered"
    text: _Text


class Made(_Event):
    """A pack that was made of the case: where, and the SHA-256 of its manifest."""

    event: Literal["made"] = "made"
    folder: _Text
    manifest_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Moved(_Event):
    """What became of the case."""

    event: Literal["moved"] = "moved"
    state: _State
    why: _Text = ""


Event = Annotated[
    Opened | Tied | Attached | Lacking | Answered | Made | Moved, Field(discriminator="event")
]


@dataclass(frozen=True, slots=True)
class Case:
    """A case and all that was done. The first event is its opening."""

    opened: Opened
    later: tuple[Event, ...] = ()

    @property
    def number(self) -> str:
        """Our own number of it."""
        return self.opened.number

    @property
    def state(self) -> str:
        """One of STATES."""
        moves = [each.state for each in self.later if isinstance(each, Moved)]
        return moves[-1] if moves else STATES[0]

    @property
    def sale(self) -> Tied | None:
        """The sale it is about, None while nobody has found it."""
        return next((each for each in reversed(self.later) if isinstance(each, Tied)), None)

    @property
    def papers(self) -> tuple[Attached, ...]:
        """What was attached, in that order."""
        return tuple(each for each in self.later if isinstance(each, Attached))

    @property
    def lacking(self) -> dict[str, str]:
        """Why there is none of a paper, of those that were not attached later."""
        why: dict[str, str] = {}
        for each in self.later:
            if isinstance(each, Lacking):
                why[each.paper] = each.why
            elif isinstance(each, Attached):
                why.pop(each.paper, None)
        return why

    @property
    def answer(self) -> str:
        """What is answered to the reason, empty: nothing yet."""
        answers = [each.text for each in self.later if isinstance(each, Answered)]
        return answers[-1] if answers else ""

    @property
    def made(self) -> Made | None:
        """The newest pack that was made of it."""
        return next((each for each in reversed(self.later) if isinstance(each, Made)), None)

    @property
    def changed_since_made(self) -> bool:
        """Whether there is by now something that the newest pack does not say."""
        since = takewhile(lambda each: not isinstance(each, Made), reversed(self.later))
        return any(not isinstance(each, Moved) for each in since)

    @property
    def is_waiting(self) -> bool:
        """Whether a deadline runs."""
        return self.state in WAITING

    @property
    def is_ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self.state in ENDED

    def days_left(self, today: date) -> int:
        """Return the days from `today` to the last day, negative when it is over."""
        return (self.opened.answer_by - today).days

    def is_overdue(self, today: date) -> bool:
        """Tell whether the last day is over and nothing was sent."""
        return self.is_waiting and self.days_left(today) < 0


def of_events(events: Iterable[Event]) -> Case:
    """Return the case of these events. Raises ValueError where the first is no opening."""
    first, *later = events
    if not isinstance(first, Opened) or any(isinstance(each, Opened) for each in later):
        raise ValueError
    return Case(first, tuple(later))


def in_order(cases: Iterable[Case]) -> list[Case]:
    """Return cases as a clerk works through them: what waits by its last day, ended ones last."""

    def place(case: Case) -> tuple[int, date, str]:
        rank = 0 if case.is_waiting else 2 if case.is_ended else 1
        return rank, case.opened.answer_by, case.number

    return sorted(cases, key=place)
