# SPDX-License-Identifier: MIT
"""A drill (R71): a marked test alert on a board, and how long its acknowledgement took.

What is reported comes from the board's own journal, not from this computer's clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from posminder import board_status, journal_file
from posminder.board_status import BoardStatus
from posminder.errors import AccessDenied, PosminderError, RequestRefused, TransferCorrupt
from posminder.session import Session

ANSWERED: Final = "answered"
NOBODY: Final = "nobody"
ENDED: Final = "ended"
_DRILL: Final = "drill"
_LOOK_EVERY_S: Final = 1.0


@dataclass(frozen=True, slots=True)
class Drilled:
    """How a drill went: ANSWERED, NOBODY pressed, or ENDED by a restart or with the lease.

    `took_ms`: from the alert to the press. `sound`: what it came with, None if the board was muted;
    in mode observe what would have sounded. `first`: alerts that were acknowledged on the way to
    it, because they are more urgent.
    """

    state: str
    took_ms: int | None = None
    sound: str | None = None
    first: tuple[str, ...] = ()


def drill(session: Session, within_s: int) -> Drilled:
    """Begin a drill, wait up to `within_s` of the board's own seconds for a press, and end it.

    Needs a lease. However this is left, the drill is ended on the board, or ends with the lease.
    Raises what `session` raises.
    """
    with _begun(session) as since:
        if not _wait(session, within_s):
            return Drilled(ENDED)
    data = session.download(f"/journal/since/{since}")
    found = journal_file.parse(data, "the board", since)
    told = [(each, each.words()) for each in found.records if each.name == "alert"]
    raised = next(each for each in told if each[1]["alert"] == _DRILL)
    sound = raised[1].get("sound")
    seen = [each for each in told if each[1]["state"] == "seen"]
    for record, words in seen:
        if words["alert"] == _DRILL:
            first = (str(w["alert"]) for r, w in seen if raised[0].seq < r.seq < record.seq)
            return Drilled(ANSWERED, record.mono_ms - raised[0].mono_ms, sound, tuple(first))
    return Drilled(NOBODY, None, sound)


@contextmanager
def _begun(session: Session) -> Iterator[int]:
    session.drill(False)  # one that was left behind
    since = session.drill(True)
    try:
        yield since
    except BaseException:
        with suppress(PosminderError):  # the line may be what broke
            session.drill(False)
        raise
    with suppress(AccessDenied):  # the lease has ended, and the drill with it
        session.drill(False)


def _wait(session: Session, within_s: int) -> bool:
    """Wait for a press, or until nobody pressed in time; False if the drill ended before that."""
    first = now = _status(session)
    while now.boots == first.boots:
        standing = [each for each in now.alerts if each.alert == _DRILL]
        passed_s = now.uptime_s - first.uptime_s
        if not standing or standing[0].seen or passed_s >= within_s:
            return bool(standing)
        session.pause(_LOOK_EVERY_S)
        now = _status(session)
    return False


def _status(session: Session) -> BoardStatus:
    try:
        return board_status.parse(session.download("/status"))
    except (RequestRefused, TransferCorrupt):  # it restarted in the middle of the answer
        return board_status.parse(session.download("/status"))
