# SPDX-License-Identifier: MIT
"""What the host line may ask of the agent: the one door between host_line and the rooms.

host_line decides who may; this only does. Journals what a host changed.
"""

import gc
import hashlib

from agent import consent, effects, events, status, turns
from agent.errors import ClockBack, StorageFault
from agent.json_file import JsonFile
from agent.policy import books, deposits
from agent.policy.attempts import UNLOCK, Attempts, mark_of
from posminder_formats import commands, people, tables, version
from posminder_formats import records as r
from posminder_formats._const import const

_DAY_S = const(86400)
_BACK_S = const(3600)  # a clock may run so fast between two visits
_DEPOSIT = ("deposit", "business_day", "count", "total_minor", "due_day", "returned")
# Values of the record lease's field "state".
_GRANTED = const(1)
_REFUSED = const(2)
_ENDED = const(3)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine, Iterator
    from typing import Any

    from agent.app import App
    from agent.journal.export import Export
    from agent.self_test import SelfTest
    from agent.update.spare import Spare
    from agent.update.trial import Trial


class Services:
    """Implements host_line's Services for one App."""

    def __init__(self, app: "App") -> None:
        self._app = app
        self._role = commands.ROLE_NOBODY
        self._dated = False  # the lease's ticket has an end
        self._latest_s = 0
        self._before = Attempts()
        self._test: SelfTest | None = None
        self.unique_id = app.board.unique_id
        self.board_name = app.board.name

    def now_ms(self) -> int:
        """Return monotonic milliseconds since boot."""
        return self._app.clock.mono_ms()

    def wall_s(self) -> int | None:
        """Return seconds since 1970 UTC, None while unset."""
        return self._app.clock.wall_s()

    def set_wall(self, wall_s: int) -> None:
        """Set the clock; journaled. Raises ClockBack."""
        if self._dated and self._app.conductor.now().trusted and wall_s < self._latest() - _BACK_S:
            raise ClockBack
        self._app.set_wall(wall_s)

    def _latest(self) -> int:
        """Return the latest time that a lease of this boot has seen."""
        self._latest_s = max(self._latest_s, self.wall_s() or 0)
        return self._latest_s

    def status(self) -> JsonFile:
        """Return the file /status."""
        return status.snapshot(self._app)

    def alerts(self) -> JsonFile:
        """Return the file /alerts."""
        return status.alerts(self._app)

    def tasks(self) -> "tuple[tuple[str, int], ...]":
        """Return (name, turns taken since the start) of every task but the host line's."""
        return tuple([(name, self._app.turns[number]) for number, name in enumerate(turns.TASKS)])

    def heap(self) -> tuple[int, int]:
        """Return bytes of the heap (free, in use), garbage taken out."""
        gc.collect()
        return gc.mem_free(), gc.mem_alloc()

    def index(self) -> JsonFile:
        """Return the file /index: what can be read and written, and the journal's range."""
        journal = self._app.journal
        index = JsonFile()
        index["firmware"] = version.FIRMWARE
        index.write_list((list(row) for row in tables.rows(commands.FILES)), "files")
        index["journal"] = [journal.first_seq, journal.last_seq]
        return index.end()

    def profile(self) -> bytes | None:
        """Return the stored profile, None when there is none."""
        return self._app.config.profile()

    def commit_profile(self, data: "bytes | bytearray") -> bytes:
        """Use a new profile; return its SHA-256. Raises ProfileRefused or StorageFault."""
        return self._app.use_profile(bytes(data))

    def journal_export(self, since: int) -> "Export":
        """Return the stored frames after record `since`, as they lie in flash."""
        return self._app.journal.export(since)

    def key(self) -> bytes | None:
        """Return the device key, None while uncommissioned."""
        return self._app.config.key

    def save_key(self, key: bytes) -> None:
        """Keep the device key, the first or in place of the one before."""
        self._app.commissioned(key)

    def people(self) -> "list[list[Any]]":
        """Return [id, role, key] of everybody who is enrolled."""
        return self._app.config.people

    def save_people(self, people: "list[list[Any]]") -> None:
        """Keep these people instead."""
        self._app.config.save_people(people)

    def people_file(self) -> JsonFile:
        """Return the file /people: whom the profile names, and who of them is enrolled."""
        file = JsonFile()
        file.write_list(self._named())
        return file

    def _named(self) -> "Iterator[dict[str, Any]]":
        enrolled = [row[:2] for row in self._app.config.people]
        profile = self._app.conductor.profile
        for person, role in [] if profile is None else profile.people:
            known = [person, role] in enrolled
            wait_s = (self.wait_ms(person) + 999) // 1000
            yield {"id": person, "role": role, "enrolled": known, "wait_s": wait_s}

    def person_changed(self, person: str, role: int, state: int, by: "str | None") -> None:
        """Journal that a person was let in or go."""
        self._app.conductor.record(r.R_PERSON, person, role, state, by)

    def role_of(self, person: str) -> int:
        """Return the role the profile gives this person, 0 for none."""
        profile = self._app.conductor.profile
        return 0 if profile is None else profile.role_of(person)

    def wait_ms(self, person: str) -> int:
        """Return for how long no proof of this person is looked at."""
        return self._attempts().wait_ms(mark_of(person), self.now_ms())

    def unlock_wait_ms(self) -> int:
        """Return for how long no ticket's proof is looked at."""
        return self._attempts().wait_ms(UNLOCK, self.now_ms())

    def _attempts(self) -> Attempts:
        """Return the duties' counts, which outlive a restart; without duties, those since it."""
        engine = self._app.conductor.engine
        return self._before if engine is None else engine.account.attempts

    def day(self) -> int | None:
        """Return the shop's day since 1970, None while the clock is not trusted."""
        now = self._app.conductor.now()
        return now.local_s // _DAY_S if now.trusted and now.local_s is not None else None

    def busy(self) -> bool:
        """Tell whether a dialog with the terminal runs."""
        link = self._app.conductor.link
        return link is not None and not link.idle(self.now_ms())

    def judge(self, person: str, role: int, deed: int, value: int, sha256: bytes) -> int:
        """Return 0 if what a person puts his name to fits what is so now, else a PM_RC_*."""
        conductor = self._app.conductor
        engine = conductor.engine
        if engine is None:
            return commands.PM_RC_NOTHING
        if people.PLAN_ACCOUNT <= deed <= people.CANCEL_ACCOUNT:
            return engine.account.judge(person, role, deed, sha256, conductor.now())
        if deed == people.ACKNOWLEDGE:
            standing = self._app.desk.standing
            stands = any(each.alert == value and not each.seen for each in standing)
            text = people.acknowledge_text(value)
        elif deed == people.SETTLE_ABOVE_MAX:
            batch, settlement = engine.settlement.batch, engine.settlement
            stands = settlement.state == books.HELD
            currency = settlement.profile.currency
            text = people.above_max_text(batch.count, batch.total_minor, currency)
        elif deed == people.OPERATOR:
            stands = engine.operator is not None and engine.operator.profile.asks_operator
            text = people.operator_text()
        elif deed == people.OVERRIDE_GATE:
            stands = engine.gate is not None and engine.gate.cause > 0
            text = people.gate_text()
        elif deed == people.CHANGE:
            what, about = conductor.consent.what, conductor.consent.about(self.now_ms())
            stands = about is not None and what > consent.UNLOCK
            text = people.change_text(what, about or b"")
        else:
            return 0
        if not stands:
            return commands.PM_RC_NOTHING
        return 0 if hashlib.sha256(text).digest() == sha256 else commands.PM_RC_OTHER_TEXT

    def done(
        self, person: str, role: int, deed: int, value: int, sha256: bytes, outcome: int
    ) -> None:
        """Journal a deed, and carry it out where `outcome` is 0: all of it before the answer."""
        conductor = self._app.conductor
        conductor.run()  # what came before; then the queue has room
        conductor.post((events.DEED, person, role, deed, value, sha256, outcome))
        conductor.run()
        if deed == people.CHANGE and outcome == 0:
            conductor.consent.give(person)
            conductor.stand(effects.A_PRESS_WANTED, False)
        self._app.poke()

    def deposits(self) -> JsonFile:
        """Return the file /deposits: the batches that wait for their money."""
        engine = self._app.conductor.engine
        waiting = [] if engine is None else engine.deposits.waiting
        file = JsonFile()
        file.write_list(
            dict(zip(_DEPOSIT, waiting[at : at + deposits.WIDTH]))
            for at in range(0, len(waiting), deposits.WIDTH)
        )
        return file

    def credit(self, number: int, state: int, amount_minor: "int | None", reason: int) -> bool:
        """Take what came of a deposit; False if it is not awaited."""
        conductor = self._app.conductor
        conductor.run()  # what came before; then the queue has room
        if conductor.engine is None or conductor.engine.deposits.find(number) is None:
            return False
        conductor.post((events.CREDIT_TOLD, number, state, amount_minor, reason or None))
        conductor.run()
        self._app.poke()
        return True

    def confirm_terminal(self, epoch: int, fate: int) -> bool:
        """Take the technician's word for the new terminal; False: not now, or not this one."""
        confirmed = self._app.conductor.confirm_terminal(epoch, fate)
        self._app.poke()
        return confirmed

    def drill(self, on: bool) -> int:
        """Begin or end a drill: an alert of its own, which the button's press acknowledges."""
        since = self._app.journal.last_seq
        self._app.conductor.stand(effects.A_DRILL, on)
        self._app.poke()
        return since

    def seal(self, nonce: bytes) -> int:
        """Seal the journal over a host's nonce; return the seal's number, 0 if it cannot."""
        app = self._app
        app.conductor.run()  # what came before is sealed with it
        now = app.conductor.now()
        return app.journal.seal(now.mono_ms, now.wall_s, nonce)

    def pulled(self, seq: int, damaged: int) -> bool:
        """Note that a host keeps all up to record `seq`; False if there is none such yet."""
        app = self._app
        now = app.conductor.now()
        noted = app.journal.room.acknowledge(seq, damaged, now.mono_ms, now.wall_s)
        app.poke()  # an alert may be over
        return noted

    def seal_keys(self) -> "dict[str, Any]":
        """Return what a host needs to check seals; the first key only until it is destroyed."""
        slots = self._app.seal_keys()
        told = {"epoch": slots.epoch, "blinding": slots.blinding}
        if slots.epoch == 0:  # a later chain's first key is the host's own
            told["key"] = slots.key
        return told

    def rekey(self, key: bytes, blinding: bytes) -> "int | None":
        """Have another key seal the journal; return its first epoch, None where none can begin."""
        app = self._app
        app.conductor.run()  # what came before is the old key's
        now = app.conductor.now()
        # Imported here: once or never in a board's life.
        from agent.journal.new_keys import exchange

        epoch = exchange(app.journal, key, blinding, now.mono_ms, now.wall_s)
        app.poke()
        return epoch

    def begin_self_test(self, press: bool) -> bool:
        """Begin to try the board's parts; False while that, or a dialog, is under way."""
        # Imported here: once or twice in a board's life.
        from agent.self_test import SelfTest

        if self.busy() or (self._test is not None and self._test.running()):
            return False
        self._test = SelfTest(self._app, press)
        return True

    def takes_press(self) -> bool:
        """Take a press that a test of the board's parts has asked for; False: it has not."""
        return self._test is not None and self._test.takes_press()

    def self_test(self) -> JsonFile:
        """Return the file /self-test."""
        from agent.self_test import never

        return never() if self._test is None else self._test.file()

    def entropy(self, count: int) -> bytes:
        """Return `count` random bytes."""
        return self._app.board.entropy(count)

    def role(self) -> int:
        """Return the role that holds the lease now."""
        return self._role

    def trial(self) -> "Trial | None":
        """Return who looks after a version in its first starts, or says that one did not run."""
        code = self._app.board.code
        if code is None or not code.standing:
            return None
        # Imported here: once a version.
        from agent.update.trial import Trial

        try:
            trial = Trial(self._app, code)
            trial.begin()
        except StorageFault:
            self._app.conductor.alert(effects.A_JOURNAL_FAULT, effects.RAISED)
            return None
        return trial

    def start(self, torn_bytes: "int | None") -> "tuple[Any, ...]":
        """Count this start for the business day; return what its record says."""
        app = self._app
        engine, health = app.conductor.engine, app.board.health
        return (
            app.board.boot_reason(),
            version.FIRMWARE,
            short(app.config.profile_hash),
            torn_bytes,
            engine and engine.alarms.begin(app.conductor.now().local_s),
            health and " ".join(health.silent),
            app.journal.retries,
        )

    def own_tasks(self) -> "list[Coroutine[Any, Any, None]]":
        """Return what runs besides on this board: who looks after its parts, and a new version."""
        app = self._app
        tasks = [] if app.trial is None else [app.trial.watch()]
        if app.board.health is not None:
            # Imported here: a board that tells nothing of itself has no use for it.
            from agent.health import Watch

            app.health = Watch(app, app.board.health)
            tasks += app.health.tasks()
        return tasks

    def spare_slot(self) -> "Spare | None":
        """Return the code slot that does not run, None on a board that has none."""
        # Imported here: once a version.
        from agent.update.spare import spare

        return spare(self._app)

    def asks(self, about: bytes, what: int = consent.UNLOCK) -> int:
        """Ask at the board for a yes; return for how many ms more, 0: somebody said it."""
        left_ms = self._app.conductor.ask(what, about)
        self._app.poke()
        return left_ms

    def lease_changed(
        self, role: int, state: int, person: "str | None" = None, dated: bool = False
    ) -> None:
        """Journal a lease that was granted, refused or ended; each refused one adds to the wait."""
        self._app.conductor.record(r.R_LEASE, role, state, person)
        if state == _GRANTED:
            self._role, self._dated = role, dated
            self._latest()
            self._attempts().right(UNLOCK)
        elif state == _REFUSED:
            self._attempts().wrong(UNLOCK, self.now_ms())
        elif state == _ENDED:
            self._role = commands.ROLE_NOBODY
            self.drill(False)  # whoever began one is gone
        self._app.poke()  # a record is to be sealed soon

    def request_reset(self) -> None:
        """Restart the board soon: the answer to the host leaves first."""
        self._app.reset_soon()


def short(sha256: "bytes | None") -> "bytes | None":
    """Return as much of a profile's hash as a record keeps."""
    return None if sha256 is None else sha256[:8]
