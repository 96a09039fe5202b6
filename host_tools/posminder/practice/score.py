# SPDX-License-Identifier: MIT
"""What a practice is worth: solved or not, how soon the first right act, and the harm done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from posminder.journal_file import Record
from posminder.practice.account import HARMS, Account
from posminder.practice.incidents import Incident
from posminder.scenarios.play import Played
from posminder.simulator.scheduler import US_PER_MS

_SOLVED: Final = 70
_SPEED: Final = 30
_HARM: Final = 50
_MS_PER_S: Final = 1_000


@dataclass(frozen=True, slots=True)
class Harm:
    """One kind of harm, and the records that show it."""

    name: str
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """`right_s`: seconds from taking over to the first right act, None where it never came.

    `points`: 70 for solving it, up to 30 for doing so soon, less 50 for each harm; 0 to 100.
    """

    incident: str
    seed: int
    solved: bool
    right_s: int | None
    limit_s: int
    harms: tuple[Harm, ...]
    points: int
    records: tuple[int, ...]  # that show the first right act and the end

    def to_json(self) -> dict[str, Any]:
        """Return it as `practice --json` prints and keeps it. Keys are only ever added."""
        return {
            "incident": self.incident,
            "seed": self.seed,
            "solved": self.solved,
            "right_s": self.right_s,
            "limit_s": self.limit_s,
            "harms": [{"harm": each.name, "records": list(each.records)} for each in self.harms],
            "points": self.points,
            "records": list(self.records),
        }


def judge(incident: Incident, played: Played) -> Score:
    """Return what `played` is worth."""
    taken_over_ms = (incident.takes_over_s - played.scenario.begins_s) * _MS_PER_S
    before = [each for each in played.records if _at_ms(played, each) <= taken_over_ms]
    since_seq = before[-1].seq if before else 0
    account = Account(played, since_seq, incident.boots, incident.price_minor)
    right, end = incident.right(account), incident.solved(account)
    harms = tuple(
        Harm(name, tuple(each.seq for each in shown))
        for name in incident.harms
        if (shown := list(HARMS[name](account)))
    )
    limit_s = incident.ends_s - incident.takes_over_s
    right_s = None
    if right is not None:
        right_s = (_at_ms(played, right) - taken_over_ms) // _MS_PER_S
    points = _points(end is not None, right_s, limit_s, len(harms))
    proof = tuple(dict.fromkeys(each.seq for each in (right, end) if each is not None))
    return Score(
        incident.name, played.scenario.seed, end is not None, right_s, limit_s, harms, points, proof
    )


def _points(solved: bool, right_s: int | None, limit_s: int, harms: int) -> int:
    speed = 0 if right_s is None else _SPEED * max(0, limit_s - right_s) // limit_s
    return max(0, (_SOLVED + speed if solved else 0) - _HARM * harms)


def _at_ms(played: Played, record: Record) -> int:
    """Return the true instant of `record`, ms since the world's start."""
    return played.boots[record.boot - 1].at_us // US_PER_MS + record.mono_ms
