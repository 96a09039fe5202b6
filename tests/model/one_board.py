# SPDX-License-Identifier: MIT
"""A conductor and its duties whose clock, journal, line and counter are in a model's hands.

The journal keeps what a real one gives back after a power cut: a STATE and the records since. The
line takes one command at a time and waits for the model to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agent import events
from agent.alerts.counter import Counter
from agent.alerts.desk import Desk
from agent.conductor import Conductor
from agent.events import Now
from agent.policy.engine import Engine
from agent.profile import Profile
from posminder_formats import records as r


class OneBoard:
    """`instant` is told the milliseconds since boot and says what time that is.

    `journal` holds every record ever written, `out` the command that waits for its answer.
    """

    doubted = False  # as the conductor's clock has it
    damaged = False  # its journal never is, nor full: the journal has models of its own

    def __init__(self, profile: Profile, instant: Callable[[int], Now]) -> None:
        self.profile = profile
        self._instant = instant
        self._now_ms = 0
        self.journal: list[list[Any]] = []
        self._state: list[Any] = []
        self._since: list[list[Any]] = []
        self.sector_is_full = False
        self.out: int | None = None
        self.room = self
        self._start(Engine(profile))
        self.record(r.R_PROFILE, (None, b"", 1, 0, None), 0, self.now().wall_s)
        self.say(events.BOOTED)

    def _start(self, engine: Engine) -> None:
        parts: Any = self  # this object is all of them
        self.conductor = Conductor(parts, parts, Desk(), Counter(parts, parts, parts))
        self.conductor.profile, self.conductor.engine = self.profile, engine
        self.conductor.link = parts
        self.engine = engine

    # Clock, journal, line and counter

    def now(self) -> Now:
        return self._instant(self._now_ms)

    def mono_ms(self) -> int:
        return self._now_ms

    def record(self, kind: int, fields: tuple[Any, ...], mono_ms: int, wall_s: int | None) -> None:
        assert len(fields) == r.FIELD_COUNTS[kind]
        self._since.append([kind, 1, mono_ms, wall_s, *fields])
        self.journal.append(self._since[-1])

    def offer(self, kind: int, fields: tuple[Any, ...], mono_ms: int, wall_s: int | None) -> bool:
        self.record(kind, fields, mono_ms, wall_s)
        return True

    def fill_percent(self) -> int:
        return 0

    def begin_step(self) -> None:
        pass

    def end_step(self, mono_ms: int, wall_s: int | None) -> None:
        if self.sector_is_full:
            self._state, self._since, self.sector_is_full = (
                list(self.conductor.snapshot()),
                [],
                False,
            )

    def seal_due_ms(self) -> None:
        """Nothing is sealed here: seals have a model of their own."""

    def seal(self, mono_ms: int, wall_s: int | None) -> None:
        pass

    def request(self, command: int, now_ms: int, said: object) -> bool:
        assert self.out is None, "two commands at once"
        self.out = command
        return True

    def show(self, what: object) -> None:
        pass

    play = show

    # What happens to it

    def say(self, *event: Any) -> None:
        """Let one event come, and all that follows from it at once."""
        self.conductor.post(event)
        self.conductor.run()

    def answer(self, outcome: int, code: int = 0, detail: Any = None) -> None:
        """Answer the command that is out."""
        command, self.out = self.out, None
        self.say(events.COMMAND_ENDED, command, outcome, code, detail)

    def sleep_until(self, then_ms: int) -> None:
        """Sleep as the heart does, from deadline to deadline, and no further than a command."""
        at_once = 0
        while self._now_ms < then_ms and self.out is None:
            wakes_ms = self.conductor.deadline_ms(self._now_ms)
            at_once = at_once + 1 if wakes_ms <= self._now_ms else 0
            assert at_once < 10, "it wants to wake again and again, and does nothing"
            self._now_ms = min(then_ms, max(self._now_ms + 1, wakes_ms))
            self.conductor.run()

    def use(self, profile: Profile) -> None:
        """Take another profile, as a technician uploads one; what was out is forgotten."""
        held, self.profile, self.out = list(self.engine.snapshot()), profile, None
        engine = Engine(profile)
        engine.restore(held)
        self._start(engine)
        self.record(r.R_PROFILE, (b"", b"", 1, 0, None), self._now_ms, self.now().wall_s)
        self.say(events.BOOTED)

    def restart(self) -> None:
        """Cut the power and give it back."""
        engine = Engine(self.profile)
        engine.restore(self._state or list(engine.snapshot()))
        for record in self._since:
            engine.replay(record)
        self.out, self._now_ms = None, 0
        self._start(engine)
        self.say(events.BOOTED)
