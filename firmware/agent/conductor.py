# SPDX-License-Identifier: MIT
"""Takes events to the duties and carries out what they ask: journal, then act, then alert.

The one order holds for every step: what is seen and intended is in the journal before a command
goes out, and a command is out before anyone is told. A full or broken journal never stops a
duty: it raises an alert of its own, and the duties go on; only settling, which wipes the terminal's
own records, then waits for a person (policy/bounds.py).
"""

from agent import effects, events, limits, moment
from agent.alerts import panel
from agent.alerts.desk import money_now
from agent.clock import SOURCE_HOST, SOURCE_TERMINAL
from agent.consent import Consent
from agent.errors import StorageFault
from agent.policy.identity import KNOWN
from posminder_formats import people
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from agent.alerts.counter import Counter
    from agent.alerts.desk import Desk
    from agent.clock import Clock
    from agent.events import Now
    from agent.journal.journal import Journal
    from agent.policy.duty import Effect, Event
    from agent.policy.engine import Engine
    from agent.profile import Profile
    from agent.terminals.link import TerminalDriver

# Commands that change something at the terminal. Their intent and outcome are records; questions
# leave none, for only what they reveal is a change of state.
_CHANGING = (
    events.SIGN_IN,
    events.SETTLE,
    events.SEND_OFFLINE,
    events.REGISTER,
    events.REPEAT_RECEIPT,
    events.DIAGNOSE,
    events.SET_CLOCK,
)

# What moves neither keys nor money; a terminal answers nobody who is not registered.
_QUESTIONS = (events.CHECK_STATUS, events.READ_TOTALS, events.QUERY_LAST, events.REGISTER)

_PRESS_SHORT = const(1)
_PRESS_HELD = const(2)
_PRESS_TWICE = const(3)
_PRESS_LONG = const(4)


class Conductor:
    """One queue of events, one engine, one driver. `engine` is None until there is a profile."""

    def __init__(
        self, clock: "Clock", journal: "Journal", desk: "Desk", counter: "Counter"
    ) -> None:
        self._clock = clock
        self._journal = journal
        self._desk = desk
        self._counter = counter
        self._queue: list[Event] = []
        self.events_dropped = 0
        self._looked_ms = 0  # when the duties were last given the chance to plan anew
        self._pressed_ms: int | None = None  # the last short press, if it was the first of a pair
        self.consent = Consent()
        self._unflushed = False  # the last record is not in the journal
        self._told_of: tuple[int, int | None] | None = None  # the alert that the duties know stands
        self.profile: Profile | None = None
        self.engine: Engine | None = None
        self.link: TerminalDriver | None = None

    def now(self) -> "Now":
        """Return this instant, with what the duties make of the clock."""
        engine = self.engine
        self._clock.doubted = engine is not None and engine.clock_check.doubts()
        return self._clock.now()

    def post(self, event: "Event") -> None:
        """Queue an event. Called from anywhere, also while a step is being carried out."""
        if len(self._queue) >= limits.EVENTS_QUEUED_MAX:
            self.events_dropped += 1
            return
        self._queue.append(event)

    def deadline_ms(self, now_ms: int) -> int:
        """Return the monotonic instant at which `run` is wanted next."""
        if self._queue:
            return now_ms
        next_ms = now_ms + limits.POLICY_SLEEP_MS_MAX
        if self.engine is not None:
            next_ms = self.engine.deadline_ms(now_ms)
        others = (self._desk.deadline_ms(), self._journal.seal_due_ms(), self.consent.due_ms())
        for due_ms in others:
            if due_ms is not None and due_ms < next_ms:
                next_ms = due_ms
        return next_ms

    def run(self) -> None:
        """Carry out everything that is queued and every deadline that has come."""
        now = self.now()
        if self.engine is not None and (
            self.engine.deadline_ms(now.mono_ms) <= now.mono_ms
            or now.mono_ms - self._looked_ms >= limits.POLICY_SLEEP_MS_MAX
        ):
            self._looked_ms = now.mono_ms
            self.post((events.DEADLINE,))
        while self._queue:
            self._step(self._queue.pop(0), self.now())
        room = self._journal.room
        filling = room.fill_percent() >= limits.JOURNAL_ALERT_PERCENT
        self.stand(effects.A_JOURNAL_FILLING, filling)
        self.stand(effects.A_JOURNAL_DAMAGED, room.damaged)
        if self.consent.lapse(now.mono_ms):
            self.stand(effects.A_PRESS_WANTED, False)
        self._escalate()
        due_ms = self._journal.seal_due_ms()
        if due_ms is not None and due_ms <= now.mono_ms:
            self.seal()
        moment.show(self._desk, self._counter, self.engine, self.now())
        if self.profile is not None and self.profile.alerts_on_terminal:
            self._tell_of_alert()

    def _tell_of_alert(self) -> None:
        """Let the duties know which alert nobody has seen, if that is another one than before."""
        standing = self._desk.unseen()
        told = None if standing is None else (standing.alert, standing.subject)
        if told != self._told_of:
            self._told_of = told
            self.post((events.ALERT_STANDS, None if told is None else told[0]))

    def snapshot(self) -> "Iterable[int | None]":
        """Return what STATE records keep. Not asked for in the middle of a step."""
        return () if self.engine is None else self.engine.snapshot()

    def record(self, kind: int, *fields: "Any") -> None:
        """Write one record now, or leave it out where only what must be kept has room."""
        now = self.now()
        try:
            written = self._journal.room.offer(kind, fields, now.mono_ms, now.wall_s)
        except StorageFault:
            self._flushed(False)
        else:
            if written:
                self._flushed(True)

    def seal(self) -> None:
        """Seal what is open in the journal, if it can be sealed."""
        now = self.now()
        try:
            self._journal.seal(now.mono_ms, now.wall_s)
        except StorageFault:
            self._flushed(False)

    def alert(self, alert: int, state: int, subject: "int | None" = None) -> None:
        """Raise or clear an alert that no duty owns, such as a clock that is unset."""
        self._alert(alert, state, subject)

    def stand(self, alert: int, stands: bool) -> None:
        """Raise or clear such an alert by whether what it says is so."""
        self._alert(alert, effects.RAISED if stands else effects.CLEARED, None)

    def ask(self, what: int, about: bytes) -> int:
        """Ask whoever stands at the board; return for how many ms more, 0 once he has said yes."""
        self.run()  # a press that waits in the queue
        left_ms = self.consent.ask(what, about, self._clock.mono_ms())
        if left_ms and self._desk.find(effects.A_PRESS_WANTED, what) is None:
            self.stand(effects.A_PRESS_WANTED, False)
            self._alert(effects.A_PRESS_WANTED, effects.RAISED, what)
        return left_ms

    def set_wall(self, wall_s: int, source: int) -> None:
        """Set the clock by the word of `source`, clock.SOURCE_*; the jump is a record."""
        old_wall_s = self._clock.wall_s()
        self._clock.set_wall(wall_s, source)
        self.record(r.R_CLOCK, old_wall_s, wall_s, source)
        self.stand(effects.A_CLOCK_UNSET, not self.now().trusted)
        if source == SOURCE_HOST:
            self.post((events.CLOCK_SET,))
        self.post((events.CLOCK_CHANGED,))

    def _flushed(self, flushed: bool) -> None:
        """Tell, and let the duties know, when the journal stops or begins again to keep records."""
        if not flushed:
            self._alert(effects.A_JOURNAL_FAULT, effects.RAISED, None)
        if flushed == self._unflushed:
            self._unflushed = not flushed
            self.post((events.JOURNAL_FAULTY, int(self._unflushed)))

    def _step(self, event: "Event", now: "Now") -> None:
        self._journal.begin_step()
        self._take(event, now)
        later = self.now()  # what was written meanwhile took its time
        try:
            self._journal.end_step(later.mono_ms, later.wall_s)
        except StorageFault:
            self._flushed(False)

    def _take(self, event: "Event", now: "Now") -> None:
        kind = event[0]
        pressed = kind in (events.BUTTON_SHORT, events.BUTTON_HELD, events.BUTTON_LONG)
        if pressed and self.consent.takes(kind, now.mono_ms):
            self.record(r.R_BUTTON, _PRESS_LONG if kind == events.BUTTON_LONG else _PRESS_SHORT)
            self.stand(effects.A_PRESS_WANTED, False)
            return
        if kind == events.BUTTON_LONG and not self._for_gate():
            kind = events.BUTTON_HELD
        if pressed:
            asked = self._desk.unseen()
            event = (kind, None if asked is None else asked.alert)
            self._press(kind, now.mono_ms)
        if kind == events.COMMAND_ENDED and event[1] in _CHANGING:
            self.record(r.R_OUTCOME, event[1], event[2], event[3])
        if self.engine is not None:
            doubted = self._clock.doubted
            self._carry_out(self.engine.step(event, now), now)
            if self.engine.clock_check.doubts() != doubted:
                self.stand(effects.A_CLOCK_UNSET, not doubted)
                self.post((events.CLOCK_CHANGED,))
        if kind == events.DEED and event[3] == people.ACKNOWLEDGE and event[6] == 0:
            for standing in self._desk.by_rank():
                if standing.alert == event[4]:
                    self._alert(standing.alert, effects.SEEN, standing.subject)

    def _for_gate(self) -> bool:
        gate = None if self.engine is None else self.engine.gate
        return gate is not None and gate.takes_button()

    def _carry_out(self, wanted: "list[Effect]", now: "Now") -> None:
        for effect in wanted:
            if effect[0] == effects.RECORD:
                self.record(effect[1], *effect[2])
            elif effect[0] == effects.CLOCK:
                self.set_wall(effect[1], SOURCE_TERMINAL)
        for effect in wanted:
            if effect[0] == effects.COMMAND:
                self._command(effect[1], effect[2], now)
            elif effect[0] == effects.GATE and self.link is not None:
                self.link.refuse_sales(effect[1], effect[2])
        for effect in wanted:
            if effect[0] == effects.ALERT:
                self._alert(effect[1], effect[2], effect[3])

    def _command(self, command: int, reason: int, now: "Now") -> None:
        if command in _CHANGING:
            self.record(r.R_INTENT, command, reason)
        # The last wall of mode observe: duties do not ask in it, and if one did, nothing is sent.
        # The same where it is not known whose terminal this is: then only questions go out.
        may_send = self.profile is not None and self.profile.enforce
        if command not in _QUESTIONS and self.engine is not None:
            may_send = may_send and self.engine.identity.state == KNOWN
        link = self.link if may_send else None
        said: Any = None
        if command == events.SET_CLOCK and now.local_s is not None:
            said = now.local_s - now.mono_ms // 1000
        elif command == events.SHOW_TEXT and self._told_of is not None:
            said = panel.words(f.LANGUAGE_EN, *self._told_of)  # ZVT's letters are no Chinese
        if link is None or not link.request(command, now.mono_ms, said):
            self.post((events.COMMAND_ENDED, command, events.NOT_SENT, 0, None))

    def confirm_terminal(self, epoch: int, fate: int) -> bool:
        """Take a person's word for the new terminal; False: it is not the moment, or not this one.

        `fate`: what became of the old one's batch, records' number.
        """
        self.run()
        if self.engine is None or not self.engine.identity.may_confirm(epoch):
            return False
        self.post((events.TERMINAL_CONFIRMED, fate))
        self.post((events.BOOTED,))  # what was put off begins
        self.run()
        return True

    def _alert(self, alert: int, state: int, subject: "int | None") -> None:
        if state == effects.AGAIN and alert == effects.A_NONE:
            for each in self._desk.by_rank():
                self._alert(each.alert, state, each.subject)
            return
        now_ms = self._clock.mono_ms()
        if not self._desk.apply(alert, state, subject, now_ms):
            return
        standing = self._desk.find(alert, subject)
        steps = 0 if standing is None else standing.steps
        wanted = self._desk.sound_of(alert, state, steps, now_ms)
        sound = wanted if self._may_sound(alert) else None
        called = standing is not None and state in (effects.RAISED, effects.ESCALATED)
        passed_to = standing.passed_to() if standing and called else None
        self._tell(alert, state, subject, sound, passed_to)
        self._counter.sound(sound)
        crowded_out = self._desk.crowd_out()
        if crowded_out is not None:
            self._tell(crowded_out.alert, effects.CROWDED_OUT, crowded_out.subject, None, None)
        # Said once a day: a full desk would let go of it at once, and say it again at every sound.
        if sound != wanted and self.engine is not None and not self.engine.alarms.is_quiet(alert):
            self._alert(effects.A_SOUNDS_TOO_OFTEN, effects.RAISED, alert)

    def _tell(self, *fields: "int | None") -> None:
        """Journal a change of an alert, but of the one that says the journal cannot."""
        if fields[0] == effects.A_JOURNAL_FAULT:
            return
        self.record(r.R_ALERT, *fields)
        if self.engine is not None:
            self.engine.alarms.told(fields)

    def _may_sound(self, alert: int) -> bool:
        """Ask the day's budget; what cannot be written down, and a drill, are not in it."""
        if self.engine is None or alert in (effects.A_JOURNAL_FAULT, effects.A_DRILL):
            return True
        return self.engine.alarms.may_sound(alert, money_now(alert))

    def _escalate(self) -> None:
        """Say once more what nobody has seen in time."""
        now_ms = self._clock.mono_ms()
        standing = self._desk.overdue(now_ms)
        while standing is not None:
            self._alert(standing.alert, effects.ESCALATED, standing.subject)
            standing = self._desk.overdue(now_ms)

    def _press(self, kind: int, now_ms: int) -> None:
        """Write a press down. A short one means "seen"; a second one soon after it, "be quiet"."""
        first_ms, self._pressed_ms = self._pressed_ms, None
        if kind != events.BUTTON_SHORT:
            held = kind == events.BUTTON_HELD
            self.record(r.R_BUTTON, _PRESS_HELD if held else _PRESS_LONG)
        elif first_ms is not None and now_ms - first_ms <= limits.BUTTON_TWICE_MS:
            self.record(r.R_BUTTON, _PRESS_TWICE)
            self._desk.mute(now_ms)
        else:
            self._pressed_ms = now_ms
            self.record(r.R_BUTTON, _PRESS_SHORT)
            self._acknowledge()

    def _acknowledge(self) -> None:
        standing = self._desk.unseen()
        if standing is not None:
            self._alert(standing.alert, effects.SEEN, standing.subject)
