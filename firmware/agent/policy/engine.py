# SPDX-License-Identifier: MIT
"""Feeds events to the duties, collects their effects, and lets one command at a time go out.

The answer to a command goes to the duty that asked for it; what it says about the terminal
(its status) goes to all. Pure: time and events are arguments, effects are returned.
"""

from agent import effects, events, limits
from agent.policy.account import Account
from agent.policy.alarms import Alarms
from agent.policy.clock_check import ClockCheck
from agent.policy.deposits import Deposits
from agent.policy.diagnosis import Diagnosis
from agent.policy.doubt import Doubt
from agent.policy.filling import Filling
from agent.policy.identity import Identity
from agent.policy.ledger import Ledger
from agent.policy.offline import Offline
from agent.policy.opening import Opening
from agent.policy.operator import Operator
from agent.policy.polling import Polling
from agent.policy.printer import Printer
from agent.policy.receipt import Receipts
from agent.policy.settlement import Settlement
from agent.policy.sign_in import SignIn
from posminder_formats._const import const

# Another number whenever a duty's snapshot changes its shape; each driver has its own duties.
_SHAPE = const(1443)
_SHAPE_ATTENDED = const(1000000)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from agent.events import Now
    from agent.policy.attended import Attended
    from agent.policy.duty import Duty, Effect, Event
    from agent.policy.gate import Gate as GateDuty
    from agent.profile import Profile

    Waiting = tuple[Duty, int, int]


class Engine:
    """All duties of one board under one profile."""

    def __init__(self, profile: "Profile") -> None:
        self.ledger = Ledger(profile)
        self.clock_check = ClockCheck(profile)
        self.sign_in = SignIn(profile)
        self.receipts = Receipts(profile)
        self.doubt = Doubt(profile)
        self.settlement = Settlement(profile, self.doubt)
        self.filling = Filling(profile, self.settlement)
        self.offline = Offline(profile, self.ledger, self.settlement)
        self.polling = Polling(profile)
        self.printer = Printer(profile)
        self.identity = Identity(profile, self.settlement)
        self.attended = _attended(profile) if profile.attended else None
        self.account = Account(profile)
        self.alarms = Alarms(profile)
        self.deposits = Deposits(profile)
        self.operator = None if profile.attended else Operator(profile)
        # What is not among these sees no event: beside a terminal that speaks nothing, people act.
        # Order of asking: signed in first; a doubtful sale is cleared up before its batch settles.
        self.duties: tuple[Duty, ...] = (
            self.sign_in,
            self.receipts,
            self.doubt,
            self.settlement,
            self.filling,
            self.offline,
            self.polling,
            self.printer,
            self.clock_check,
            Diagnosis(profile),
            Opening(profile),
            self.account,
            self.alarms,
            self.deposits,
        )
        if self.operator is not None:
            self.duties += (self.operator,)
        if self.attended is not None:
            self.duties = (self.attended, self.account, self.alarms, self.deposits)
        self._remembering = (self.identity,) + self.duties  # it plans nothing, and never asks
        self.gate: GateDuty | None = None
        self._add_wanted(profile)
        self._shape = _SHAPE + (0 if self.attended is None else _SHAPE_ATTENDED)
        self._waiting: list[Waiting] = []  # at most one a duty: a duty waits for its answer
        self._asking: Waiting | None = None

    def _add_wanted(self, profile: "Profile") -> None:
        """Add what few shops want, and is imported only there; it forgets all with a restart."""
        if profile.gate:
            from agent.policy.gate import Gate

            self.gate = Gate(profile, self.sign_in, self.settlement)
            self.duties += (self.gate,)
        if profile.clock_set_terminal:
            from agent.policy.clock_set import ClockSet

            self.duties += (ClockSet(profile, self.clock_check, self.settlement),)

        if profile.alerts_on_terminal:
            from agent.policy.display import Display

            self.duties += (Display(profile),)

    def step(self, event: "Event", now: "Now") -> "list[Effect]":
        """Return the effects of one event, in the order they were asked for."""
        wanted: list[Effect] = []
        if event[0] == events.COMMAND_ENDED:
            if self._asking is None:
                return []  # of an engine that is no more: a new profile came in between
            duty = self._asking[0]
            self._asking = None
            self._tell(duty, event, now, wanted)
            self._spread_news(now, wanted)
            refused = event[2] == events.REFUSED
            if refused and self.sign_in.calls_for_it(event[3]):
                self._tell_all((events.KEYS_MISSING,), now, wanted, duty)
            elif (refused and event[3] in events.DEMANDS_SETTLEMENT) or (
                event[1] == events.CHECK_STATUS and event[2] == events.DONE
            ):
                self._tell_all((events.TERMINAL_STATUS, event[3]), now, wanted, duty)
        else:
            self._tell_all(event, now, wanted, None)
            self._spread_news(now, wanted)
        return self._one_command(wanted)

    def deadline_ms(self, now_ms: int) -> int:
        """Return the monotonic instant at which DEADLINE is wanted next."""
        deadline_ms = now_ms + limits.POLICY_SLEEP_MS_MAX
        for duty in self.duties:
            if duty.deadline_ms is not None and duty.deadline_ms < deadline_ms:
                deadline_ms = duty.deadline_ms
        return deadline_ms

    def snapshot(self) -> "Iterator[int | None]":
        """Yield what must survive a restart: its shape, for each duty a count and its values.

        Hundreds when every list is full: never all at once in the heap.
        """
        yield self._shape
        for duty in self._remembering:
            own = duty.snapshot()
            yield len(own)
            yield from own

    def restore(self, values: "list[Any]") -> None:
        """Take back a list of what `snapshot` gave; of another firmware's shape, nothing.

        Then the duties begin as on a fresh board: the terminal's own totals are the truth.
        """
        if values[0] != self._shape:
            return
        at = 1
        for duty in self._remembering:
            count = values[at]
            if count:
                duty.restore(values[at + 1 : at + 1 + count])
            at += 1 + count

    def replay(self, record: "list[Any]") -> None:
        """Let every duty take one record that was written after the snapshot."""
        for duty in self._remembering:
            duty.replay(record)

    def _spread_news(self, now: "Now", wanted: "list[Effect]") -> None:
        """Tell all duties what the step of one of them brought to light."""
        for duty in self.duties:
            news, duty.news = duty.news, None
            if news is not None:
                self._tell_all(news, now, wanted, None)

    def _tell_all(
        self, event: "Event", now: "Now", wanted: "list[Effect]", but: "Duty | None"
    ) -> None:
        """Tell everybody, and first of all whether it is still the same terminal that speaks."""
        self._tell(self.identity, event, now, wanted)
        change, self.identity.news = self.identity.news, None
        if change is not None:
            self._tell_all(change, now, wanted, None)
        self.ledger.step(event, now, wanted)
        for duty in self.duties:
            if duty is not but:
                self._tell(duty, event, now, wanted)

    def _tell(self, duty: "Duty", event: "Event", now: "Now", wanted: "list[Effect]") -> None:
        first = len(wanted)
        duty.step(event, now, wanted)
        for effect in wanted[first:]:
            if effect[0] == effects.COMMAND:
                self._waiting.append((duty, effect[1], effect[2]))

    def _one_command(self, wanted: "list[Effect]") -> "list[Effect]":
        """Return `wanted` without its commands, and with the next waiting one if none is out."""
        allowed = [effect for effect in wanted if effect[0] != effects.COMMAND]
        if self._asking is None and self._waiting:
            self._asking = self._waiting.pop(0)
            allowed.append((effects.COMMAND, self._asking[1], self._asking[2]))
        return allowed


def _attended(profile: "Profile") -> "Attended":
    from agent.policy.attended import Attended  # here: other boards have no room for it

    return Attended(profile)
