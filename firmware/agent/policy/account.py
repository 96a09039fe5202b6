# SPDX-License-Identifier: MIT
"""Duty: what people put their names to is written down, and a change of account goes its way.

The settlement account changes in one order only: planned, handed over, approved by different
people over one text, effective, first small credit seen, first credits seen, closed (R41, R43,
R45). Nothing here moves by itself, and the board knows of the accounts no more than the SHA-256 of
what the people read. `judge` says beforehand whether a step would be taken: the host line asks it
before the event comes, so a step that comes is a step that fits.
"""

import struct

from agent import effects, events
from agent.policy.attempts import UNLOCK, Attempts, mark_of
from agent.policy.duty import STAY, Duty, find
from agent.profile import local_s
from posminder_formats import commands, people, tables
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.events import Now
    from agent.policy.duty import Event
    from agent.profile import Profile

# Values of the record lease's field "state".
_LEASE_GRANTED = const(1)
_LEASE_REFUSED = const(2)

# States, in the order of records' ACCOUNT_WORDS
NONE = const(1)
PLANNED = const(2)
HANDED_OVER = const(4)
APPROVED = const(8)
EFFECTIVE = const(16)
PROBED = const(32)  # the first small credit was seen on the new account
WATCHED = const(64)  # so were as many credits as the profile wants
STAGES = (NONE, PLANNED, HANDED_OVER, APPROVED, EFFECTIVE, PROBED, WATCHED)

# Inputs
PLAN = const(1)
HAND_OVER = const(2)
APPROVE = const(4)
APPROVE_LAST = const(8)  # enough different people
EFFECT = const(16)
PROBE = const(32)
DEPOSIT = const(64)
DEPOSIT_LAST = const(128)
STRAY = const(256)  # a credit still came to the old account
CLOSE = const(512)
CANCEL = const(1024)
BOOT = const(2048)

_DEEDS = const(PLAN | HAND_OVER | APPROVE | APPROVE_LAST | EFFECT | PROBE | DEPOSIT | DEPOSIT_LAST)
_ALL_DEEDS = const(_DEEDS | STRAY | CLOSE | CANCEL)
_OPEN = const(PLANNED | HANDED_OVER | APPROVED | EFFECTIVE | PROBED | WATCHED)
_IN_EFFECT = const(EFFECTIVE | PROBED | WATCHED)

_INPUTS = (
    (people.PLAN_ACCOUNT, PLAN),
    (people.HAND_OVER_ACCOUNT, HAND_OVER),
    (people.APPROVE_ACCOUNT, APPROVE),
    (people.EFFECT_ACCOUNT, EFFECT),
    (people.PROBE_ACCOUNT, PROBE),
    (people.DEPOSIT_ACCOUNT, DEPOSIT),
    (people.STRAY_ACCOUNT, STRAY),
    (people.CLOSE_ACCOUNT, CLOSE),
    (people.CLOSE_ACCOUNT_EARLY, CLOSE),
    (people.CANCEL_ACCOUNT, CANCEL),
)
_DAY_S = const(86400)
_NO_TEXT = (0, 0, 0, 0)


class Account(Duty):
    """The one change of account that may be under way, and the wrong PINs of everybody."""

    RULE = "account"
    STATES = NONE | _OPEN
    INPUTS = _ALL_DEEDS | BOOT
    ROWS = (
        (NONE, PLAN, PLANNED, "_planned"),
        (NONE, _ALL_DEEDS - PLAN, STAY, ""),
        (NONE, BOOT, STAY, ""),
        (_OPEN, BOOT, STAY, "_tell"),
        (_OPEN, PLAN, STAY, ""),
        (PLANNED, HAND_OVER, HANDED_OVER, "_handed_over"),
        (_OPEN - PLANNED, HAND_OVER, STAY, ""),
        (HANDED_OVER, APPROVE, STAY, "_approved"),
        (HANDED_OVER, APPROVE_LAST, APPROVED, "_approved"),
        (_OPEN - HANDED_OVER, APPROVE | APPROVE_LAST, STAY, ""),
        (APPROVED, EFFECT, EFFECTIVE, "_took_effect"),
        (_OPEN - APPROVED, EFFECT, STAY, ""),
        (EFFECTIVE, PROBE, PROBED, "_moved"),
        (_OPEN - EFFECTIVE, PROBE, STAY, ""),
        (PROBED, DEPOSIT, STAY, "_credited"),
        (PROBED, DEPOSIT_LAST, WATCHED, "_credited"),
        (_OPEN - PROBED, DEPOSIT | DEPOSIT_LAST, STAY, ""),
        (_IN_EFFECT, STRAY, STAY, "_strayed"),
        (_OPEN - _IN_EFFECT, STRAY, STAY, ""),
        (WATCHED, CLOSE, NONE, "_moved"),
        (_OPEN - WATCHED, CLOSE, STAY, ""),
        (_OPEN - _IN_EFFECT, CANCEL, NONE, "_moved"),
        (_IN_EFFECT, CANCEL, STAY, ""),
    )

    def __init__(self, profile: "Profile") -> None:
        super().__init__(profile, NONE)
        self.attempts = Attempts()
        self.effective_day = 0  # planned: local days since 1970
        self.since_day = 0  # it took effect
        self.deposits = 0  # credits seen on the new account, the first small one apart
        self.strays = 0  # and on the old one since
        self.approvals: list[int] = []  # marks
        self.text: tuple[int, ...] = _NO_TEXT  # SHA-256 of what the people put their names to

    def stage(self) -> int:
        """Return the index of the state in records' ACCOUNT_WORDS."""
        return STAGES.index(self.state)

    def sha256(self) -> bytes:
        """Return the SHA-256 of the text that stands."""
        return struct.pack(">4Q", *self.text)

    def judge(self, person: str, role: int, deed: int, sha256: bytes, now: "Now") -> int:
        """Return 0 if this step would be taken now, else the PM_RC_* that says why not."""
        reading = self._input(deed)
        if not reading or not find(self.ROWS, self.state, reading)[1]:
            return commands.PM_RC_OUT_OF_ORDER
        if reading & (PLAN | HAND_OVER):
            return 0
        if sha256 != self.sha256():
            return commands.PM_RC_OTHER_TEXT
        if reading & (APPROVE | APPROVE_LAST):
            if not self.profile.account_roles >> role & 1:
                return commands.PM_RC_NO_RIGHT
            return commands.PM_RC_TWICE if mark_of(person) in self.approvals else 0
        return self._too_early(deed, now)

    def _too_early(self, deed: int, now: "Now") -> int:
        if deed == people.EFFECT_ACCOUNT:
            first_day = self.effective_day
        elif deed == people.CLOSE_ACCOUNT:
            first_day = self.since_day + self.profile.account_hold_days
        else:
            return 0
        reached = now.local_s is not None and now.local_s // _DAY_S >= first_day
        return 0 if reached else commands.PM_RC_TOO_EARLY

    def read(self, event: "Event", now: "Now") -> int | None:
        """Return the input that `event` is; deeds that are no step of the change end here."""
        if event[0] == events.BOOTED:
            self.attempts.begin_anew(now.mono_ms)
            return BOOT
        if event[0] != events.DEED:
            return None
        _kind, person, _role, deed, _value, _sha256, outcome = event
        if outcome == commands.PM_RC_WRONG_PIN:
            self.attempts.wrong(mark_of(person), now.mono_ms)
        else:
            self.attempts.right(mark_of(person))
        reading = self._input(deed) if outcome == 0 else 0
        if reading:
            return reading
        self._record(r.R_APPROVAL, *event[1:], None)
        if deed == people.SETTLE_ABOVE_MAX and outcome == 0:
            self.news = (events.RELEASED,)
        return None

    def _input(self, deed: int) -> int:
        row = tables.keyed(_INPUTS, deed)
        if row is None:
            return 0
        reading: int = row[1]
        last = reading == APPROVE and self.approvals_left() == 1
        last = last or (reading == DEPOSIT and self.deposits_left() == 1)
        return reading << 1 if last else reading

    def approvals_left(self) -> int:
        """Return how many more people must approve."""
        return max(1, self.profile.account_approvals - len(self.approvals))

    def deposits_left(self) -> int:
        """Return how many more credits on the new account are watched."""
        return max(1, self.profile.account_watch - self.deposits)

    # Steps: each is one record, and its state is the new one already ----------------------

    def _planned(self, event: "Event", now: "Now") -> None:
        self._plan(event[4], event[5])
        self._moved(event, now)

    def _plan(self, effective_day: int, sha256: bytes) -> None:
        self.effective_day = effective_day
        self.since_day = self.deposits = self.strays = 0
        self._read_by_people(sha256)

    def _read_by_people(self, sha256: bytes) -> None:
        self.approvals = []
        self.text = struct.unpack(">4Q", sha256)

    def _handed_over(self, event: "Event", now: "Now") -> None:
        self._read_by_people(event[5])
        self._moved(event, now)

    def _approved(self, event: "Event", now: "Now") -> None:
        self.approvals.append(mark_of(event[1]))
        self._moved(event, now)

    def _took_effect(self, event: "Event", now: "Now") -> None:
        self.since_day = (now.local_s or 0) // _DAY_S
        self._moved(event, now)

    def _credited(self, event: "Event", now: "Now") -> None:
        self.deposits += 1
        self._moved(event, now)

    def _strayed(self, event: "Event", now: "Now") -> None:
        self.strays += 1
        self._moved(event, now)

    def _moved(self, event: "Event", now: "Now") -> None:
        self._record(r.R_APPROVAL, *event[1:], self.stage())
        self._tell(event, now)

    def _tell(self, event: "Event", now: "Now") -> None:
        """Let the alert stand with the stage, and with no other."""
        for stage in range(len(STAGES)):
            if stage != self.stage():
                self._alert(effects.A_ACCOUNT_CHANGE, effects.CLEARED, stage)
        if self.state != NONE:
            self._alert(effects.A_ACCOUNT_CHANGE, effects.RAISED, self.stage())

    def snapshot(self) -> "list[int | None]":
        """Return stage, days, counts, the text's hash, who approved, and who mistook his PIN."""
        values: list[int | None] = [self.stage(), self.effective_day, self.since_day]
        values += [self.deposits, self.strays]
        values += self.text
        values.append(len(self.approvals))
        return values + self.approvals + self.attempts.snapshot()

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self.state = STAGES[values[0]]
        self.effective_day, self.since_day, self.deposits, self.strays = values[1:5]
        self.text = tuple(values[5:9])
        end = 10 + values[9]
        self.approvals = values[10:end]
        self.attempts.restore(values[end:])

    def replay(self, record: "list[Any]") -> None:
        """Take one record written after the snapshot."""
        if record[r.KIND] == r.R_LEASE:
            if record[r.HEAD + 1] == _LEASE_REFUSED:
                self.attempts.wrong(UNLOCK, 0)
            elif record[r.HEAD + 1] == _LEASE_GRANTED:
                self.attempts.right(UNLOCK)
        if record[r.KIND] != r.R_APPROVAL:
            return
        person, _role, deed, value, sha256, outcome, stage = record[r.HEAD : r.HEAD + 7]
        if outcome == commands.PM_RC_WRONG_PIN:
            self.attempts.wrong(mark_of(person), 0)
        else:
            self.attempts.right(mark_of(person))
        if stage is None:
            return
        self.state = STAGES[stage]
        if deed == people.PLAN_ACCOUNT:
            self._plan(value, sha256)
        elif deed == people.HAND_OVER_ACCOUNT:
            self._read_by_people(sha256)
        elif deed == people.APPROVE_ACCOUNT:
            self.approvals.append(mark_of(person))
        elif deed == people.EFFECT_ACCOUNT and record[r.WALL_S] is not None:
            self.since_day = local_s(self.profile.utc_offsets, record[r.WALL_S]) // _DAY_S
        elif deed == people.DEPOSIT_ACCOUNT:
            self.deposits += 1
        elif deed == people.STRAY_ACCOUNT:
            self.strays += 1
