# SPDX-License-Identifier: MIT
"""Having a board try its parts, and reading what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from posminder.errors import ProtocolError
from posminder.messages import MESSAGES, sentence
from posminder.session import Session

FILE: Final = "/self-test"
POLL_S: Final = 0.5
POLLS_MAX: Final = 180  # the board's own bounds add up to some 50 s


class Part(BaseModel):
    """One part of the board and how it did; `why` is a word of HOST_LINE.md's or None."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    part: str
    state: str
    why: str | None


class Trial(BaseModel):
    """The file /self-test."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    state: Literal["never", "running", "done"]
    wants_press: bool = False
    wall_s: int | None = None
    parts: tuple[Part, ...] = ()


def read(session: Session) -> Trial:
    """Return how far the board is. Raises ProtocolError, FileNotFound of an older board."""
    try:
        return Trial.model_validate_json(session.download(FILE))
    except ValidationError as error:
        raise ProtocolError("/self-test is none") from error


def run(session: Session, press: bool, told: Callable[[Trial], None]) -> Trial:
    """Have the board try its parts; call `told` at each look. Needs a lease.

    Returns what it was at last: not "done" if the board restarted meanwhile.
    """
    session.begin_self_test(press)
    found = read(session)
    for _ in range(POLLS_MAX):
        told(found)
        if found.state != "running":
            break
        session.pause(POLL_S)
        found = read(session)
    return found


def cure(part: Part, language: str) -> str:
    """Return what a part's state means and what to do, nothing where it is good."""
    for name in (f"{part.part}.{part.why or part.state}", f"{part.why}"):
        if f"self_test.cure.{name}" in MESSAGES:
            return sentence(language, f"self_test.cure.{name}")
    return ""
