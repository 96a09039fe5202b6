# SPDX-License-Identifier: MIT
"""What a board's line counters say of cables and speed, as one table. Pure.

A counter counts frames, not bytes: at another speed most bytes make no frame at all. That some came
is known from the board's being busy: it puts nothing into force until the lines were quiet.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

from posminder.board_status import LinePart, LinesPart

Finding = Literal[
    "good",
    "noisy",
    "losing",
    "no_line",
    "nothing",
    "garbage",
    "terminal_garbage",
    "register_garbage",
    "register_alone",
    "terminal_alone",
]
_BAD_PERCENT: Final = 2  # of frames, damaged or broken off
_FRAMES_MIN: Final = 20  # of fewer, one damaged frame says nothing yet
_NONE: Final = LinePart(frames=0, checksum_errors=0, repeats=0, broken=0, oversize=0, lost_bytes=0)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came on both lines since a moment: whole frames, spoilt ones, bytes nobody took.

    `noise`: bytes were seen to come, whatever they were.
    """

    terminal: int
    terminal_bad: int
    register: int
    register_bad: int
    lost: int = 0
    noise: bool = False
    fitted: bool = True

    @property
    def anything(self) -> bool:
        """Whether a whole frame came from either side."""
        return bool(self.terminal or self.register)

    @property
    def noisy(self) -> bool:
        """Whether too many frames of a line that works are spoilt."""
        bad = self.terminal_bad + self.register_bad
        all_ = bad + self.terminal + self.register
        return all_ >= _FRAMES_MIN and too_many(bad, all_)


def heard(before: LinesPart, now: LinesPart) -> Heard:
    """Return what came between two statuses of one start of the board."""
    terminal, register = now.terminal or _NONE, now.register_ or _NONE
    terminal0, register0 = before.terminal or _NONE, before.register_ or _NONE
    if _sum(terminal) < _sum(terminal0) or _sum(register) < _sum(register0):
        terminal0 = register0 = _NONE  # it restarted, or has another driver: it began anew
    return Heard(
        terminal.frames - terminal0.frames,
        spoilt(terminal) - spoilt(terminal0),
        register.frames - register0.frames,
        spoilt(register) - spoilt(register0),
        terminal.lost_bytes + register.lost_bytes - terminal0.lost_bytes - register0.lost_bytes,
        fitted=now.terminal is not None and now.register_ is not None,
    )


def finding(found: Heard) -> Finding:
    """Return what that means for a board in line, the first row that fits."""
    return next(name for name, fits in _TABLE if fits(found))


_TABLE: Final[tuple[tuple[Finding, Callable[[Heard], bool]], ...]] = (
    ("no_line", lambda h: not h.fitted),
    ("nothing", lambda h: not (h.anything or h.terminal_bad or h.register_bad or h.noise)),
    ("garbage", lambda h: not h.anything),
    ("terminal_garbage", lambda h: not h.terminal and h.terminal_bad > 0),
    ("register_garbage", lambda h: not h.register and h.register_bad > 0),
    ("register_alone", lambda h: not h.terminal),
    ("terminal_alone", lambda h: not h.register),
    ("losing", lambda h: h.lost > 0),
    ("noisy", lambda h: h.noisy),
    ("good", lambda _: True),
)


def spoilt(line: LinePart) -> int:
    """Return how many frames came damaged or broke off."""
    return line.checksum_errors + line.broken


def too_many(bad: int, all_: int) -> bool:
    """Return whether so many spoilt frames of all are more than a sound line has."""
    return bad * 100 >= _BAD_PERCENT * all_


def _sum(line: LinePart) -> int:
    return line.frames + spoilt(line)
