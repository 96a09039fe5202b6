# SPDX-License-Identifier: MIT
"""Composition root: joins a board's parts to the rooms and names the tasks that may not die.

Knows every room and none of their business. A task that ends, ends the agent: main.py resets.
"""

import asyncio
import gc
import hashlib

from agent import effects, events, limits, turns
from agent.alerts.counter import Counter
from agent.alerts.desk import Desk
from agent.alive import watch
from agent.clock import SOURCE_HOST, Clock
from agent.conductor import Conductor
from agent.config import ConfigStore, check_profile
from agent.errors import Busy, ProfileRefused, StorageFault, Waits
from agent.host_line.serve import serve
from agent.host_line.server import Server
from agent.journal.journal import Journal
from agent.policy.engine import Engine
from agent.ports import readable, wait
from agent.profile import Profile
from agent.services import Services, short
from posminder_formats import profile_check
from posminder_formats import profile_fields as f
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.contracts import Board, BytePort
    from agent.health import Watch
    from agent.journal.key_slots import KeySlots
    from agent.terminals.link import TerminalDriver
    from agent.update.trial import Trial

# Values of the record fault's field "part".
FAULT_DRIVER = const(1)
FAULT_DUTIES = const(2)


class App:
    """Everything one board runs. Attributes are the rooms; `board` offers the parts."""

    def __init__(self, board: "Board") -> None:
        self.board = board
        self.clock = Clock(board.rtc)
        self.config = ConfigStore(board.config_region)
        self.journal = Journal(
            board.journal_region,
            lambda: self.conductor.snapshot(),
            board.config_region,
            board.unique_id,
        )
        self.desk = Desk()
        self.counter = Counter(board.lamp, board.buzzer, board.panel)
        self.conductor = Conductor(self.clock, self.journal, self.desk, self.counter)
        self.services = Services(self)
        self._wake = asyncio.Event()
        self._armed_ms = 0
        self._erased_ms = 0  # when what was begun to be erased is done
        self._heard_ms = 0  # the last byte of either line
        self._failed_ms: int | None = None  # since then bytes only pass
        self._resetting: asyncio.Task[None] | None = None
        self.turns = [0] * len(turns.TASKS)
        self.trial: Trial | None = None
        self.health: Watch | None = None

    # Start -------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the stores, rebuild the duties' state from the journal, say what stands open.

        A part that cannot be read raises an alert and stops no duty that is still possible.
        """
        torn_bytes = None
        try:
            self.config.load()
            if self.config.key is not None:
                self.board.close_console()
            self._install_stored()
            torn_bytes = self.journal.open()
            self.journal.replay(self._replay)
            if self.conductor.engine is not None and self.conductor.link is not None:
                self.conductor.link.recall(self.conductor.engine.receipts.wanted)
        except StorageFault:
            self.conductor.alert(effects.A_JOURNAL_FAULT, effects.RAISED)
        self.conductor.record(r.R_BOOT, *self.services.start(torn_bytes))
        self.trial = self.services.trial()
        self._standing_alerts()
        self.conductor.post((events.BOOTED,))

    def use_profile(self, data: bytes) -> bytes:
        """Check, keep and use a new profile; return its SHA-256. Raises ProfileRefused, Waits.

        Raises Busy during a dialog and StorageFault if it could not be kept: the old one stays in
        force. Two sets of duties at once are more than a small heap holds, so the old one is let go
        before the new one is made; a board that runs out of memory there starts anew with what it
        has kept.
        """
        sha256 = hashlib.sha256(data).digest()
        values = check_profile(data)
        profile = Profile(values, sha256)
        link = self.conductor.link
        if link is not None and not link.idle(self.clock.mono_ms()):
            raise Busy
        change = self._consented(profile_check.guarded(values), sha256)
        values.clear()
        held, old_hash = list(self.conductor.snapshot()), self.config.profile_hash
        self.config.save_profile(data)
        link = self.conductor.engine = self.conductor.link = None
        gc.collect()
        try:
            engine, driver = Engine(profile), self._make_driver(profile)
            engine.restore(held or list(engine.snapshot()))
            driver.recall(engine.receipts.wanted)
        except MemoryError:
            self.reset_soon()
            raise
        self._install(profile, engine, driver)
        fields = short(old_hash), short(sha256), self.services.role(), change or None
        self.conductor.record(r.R_PROFILE, *fields, self.conductor.consent.by if change else None)
        self._standing_alerts()
        self.conductor.post((events.BOOTED,))
        self.poke()
        return sha256

    def _consented(self, guarded: "list[Any]", sha256: bytes) -> int:
        """Return what needed a second person's yes and has it, 0 for nothing. Raises Waits.

        A board's first profile needs none: there is nothing yet that it could change.
        """
        kept = self.config.profile()
        if kept is None:
            return 0
        old = profile_check.guarded(check_profile(kept))
        change = profile_check.change(old, guarded)
        left_ms = self.conductor.ask(change, sha256) if change else 0
        if left_ms:
            self.poke()
            raise Waits(change, left_ms)
        return change

    def set_wall(self, wall_s: int) -> None:
        """Take the host's time; the change is a record, and deadlines are planned anew."""
        self.conductor.set_wall(wall_s, SOURCE_HOST)
        self.poke()

    def commissioned(self, key: bytes) -> None:
        """Keep the device key: from now on a lease can be had, and the journal is sealed."""
        self.config.save_key(key)
        self.board.close_console()
        try:
            self.seal_keys()
        except StorageFault:  # the lease works all the same, and whoever asks for the keys later
            self.conductor.alert(effects.A_JOURNAL_FAULT, effects.RAISED)
        self._standing_alerts()

    def seal_keys(self) -> "KeySlots":
        """Return the journal's keys, made now if there are none. Raises StorageFault."""
        return self.journal.keys(self.board.entropy)

    def _install_stored(self) -> None:
        """Use the stored profile, if there is one that this firmware understands."""
        data, sha256 = self.config.profile(), self.config.profile_hash
        if data is None or sha256 is None:
            return
        try:
            profile = Profile(check_profile(data), sha256)
        except ProfileRefused:
            return  # kept by another firmware: the alert for "no profile" stands
        self._install(profile, Engine(profile), self._make_driver(profile))

    def _install(self, profile: Profile, engine: Engine, driver: "TerminalDriver") -> None:
        self.clock.use_offsets(profile.utc_offsets)
        self.board.set_baud(profile.baud)
        self.counter.silent = not profile.enforce
        self.counter.language = profile.language
        self.counter.clears_anyway = profile.capture == f.CAPTURE_ACQUIRER
        self.desk.escalate_ms = profile.escalate_s * 1000
        self.conductor.profile = profile
        self.conductor.engine = engine
        self.conductor.link = driver

    def _make_driver(self, profile: Profile) -> "TerminalDriver":
        register = self.board.register_line
        to_terminal = self.board.terminal_line.write
        to_register = _nowhere if register is None else register.write
        idle_before_ms = profile.idle_before_s * 1000
        # Imported here, because a board needs one of them and has no memory for all.
        if profile.attended:
            from agent.terminals.attended.driver import AttendedDriver

            return AttendedDriver(to_terminal, to_register)
        if profile.driver == f.DRIVER_TRANSBANK:
            from agent.terminals.transbank.driver import TransbankDriver

            return TransbankDriver(idle_before_ms, to_terminal, to_register, self._report)
        if profile.driver == f.DRIVER_MIS:
            from agent.terminals.mis.driver import MisDriver

            sinks = (to_terminal, to_register, self._report)
            return MisDriver(profile.dialect, profile.currency, idle_before_ms, *sinks)
        from agent.terminals.zvt.driver import ZvtDriver

        return ZvtDriver(
            profile.wiring,
            profile.zvt_password,
            profile.currency,
            idle_before_ms,
            to_terminal,
            to_register,
            self._report,
            profile.keep_slip != f.KEEP_NONE,
            profile.zvt_dialect,
        )

    def _standing_alerts(self) -> None:
        """Raise or clear the alerts that belong to no duty."""
        self.conductor.stand(effects.A_CLOCK_UNSET, not self.conductor.now().trusted)
        self.conductor.stand(effects.A_NO_PROFILE, self.conductor.profile is None)
        self.conductor.stand(effects.A_UNCOMMISSIONED, self.config.key is None)

    def _replay(self, kind: int, record: "list[Any]") -> None:
        engine = self.conductor.engine
        if engine is None:
            return
        if kind != r.R_STATE:
            engine.replay(record)
        elif record[r.HEAD]:
            engine.restore(record[r.HEAD])

    # Tasks -------------------------------------------------------------------------------

    async def main(self) -> None:
        """Run every task; the first that ends or fails ends all."""
        self.start()
        tasks = [
            self._heart(),
            watch(self, self._overdue),
            self._button(),
            self._lines(self.board.terminal_line, True),
            serve(self.board.host_line, Server(self.services)),
        ]
        if self.board.register_line is not None:
            tasks.append(self._lines(self.board.register_line, False))
        tasks += self.services.own_tasks()
        await asyncio.gather(*tasks)

    def poke(self) -> None:
        """Wake the heart: there is something to carry out, or an earlier deadline."""
        self._wake.set()

    def reset_soon(self) -> None:
        """Restart the board once an answer to the host has had time to leave."""
        self._resetting = asyncio.create_task(self._reset_later())

    async def _reset_later(self) -> None:
        await asyncio.sleep_ms(limits.RESET_DELAY_MS)
        self.conductor.seal()
        self.board.reset()

    def _report(self, event: "tuple[Any, ...]") -> None:
        self.conductor.post(event)
        self._wake.set()

    async def _heart(self) -> None:
        """Carry out events and deadlines; sleep exactly until the next one."""
        while True:
            self._wake.clear()
            self.turns[turns.HEART] += 1
            now_ms = self.clock.mono_ms()
            if self._failed_ms is not None:
                await self._reset_when_quiet(self._failed_ms)
            try:
                self._beat(now_ms)
            except Exception as error:  # noqa: BLE001 - whatever it is, bytes pass
                self._fail(FAULT_DUTIES, error)
            if not self._wake.is_set():
                await wait(self._wake, self._armed_ms - now_ms)

    def _beat(self, now_ms: int) -> None:
        driver = self.conductor.link
        due_ms = None if driver is None else driver.deadline_ms()
        if driver is not None and due_ms is not None and due_ms <= now_ms:
            driver.on_deadline(now_ms)
        self.conductor.run()
        if driver is not None and driver.idle(now_ms):
            gc.collect()  # here nobody waits for a byte; else it comes as main.py has it
            if now_ms >= self._erased_ms and self.journal.prepare():
                self._erased_ms = now_ms + limits.JOURNAL_ERASE_MS
        self._armed_ms = self._next_ms(now_ms)

    def _next_ms(self, now_ms: int) -> int:
        next_ms = self.conductor.deadline_ms(now_ms)
        driver = self.conductor.link
        if driver is not None and self.journal.unprepared():
            next_ms = min(next_ms, now_ms + limits.JOURNAL_IDLE_LOOK_MS)
        driver_ms = None if driver is None else driver.deadline_ms()
        return next_ms if driver_ms is None else min(next_ms, driver_ms)

    async def _lines(self, port: "BytePort", from_terminal: bool) -> None:
        """Hand a line's bytes to the driver as they come; no profile means straight through."""
        buffer = bytearray(limits.RECEIVE_CHUNK)
        other = self.board.register_line if from_terminal else self.board.terminal_line
        task = turns.TERMINAL if from_terminal else turns.REGISTER
        while True:
            await readable(port)
            self.turns[task] += 1
            room = len(buffer)
            if other is not None:
                room = min(room, other.room() - limits.LINE_OWN_BYTES)
            if room <= 0:  # after a stall more waits here than the other port holds
                await asyncio.sleep_ms(limits.LINE_FULL_MS)
                continue
            count = port.readinto(buffer, room) or 0
            self._heard_ms = now_ms = self.clock.mono_ms()
            driver = self.conductor.link
            if driver is None:
                if other is not None:
                    other.write(buffer, count)
                continue
            try:
                if from_terminal:
                    driver.from_terminal(buffer, count, now_ms)
                else:
                    driver.from_register(buffer, count, now_ms)
                deadline_ms = driver.deadline_ms()
            except Exception as error:  # noqa: BLE001 - whatever it is, bytes pass
                self._fail(FAULT_DRIVER, error)
            else:
                if deadline_ms is not None and deadline_ms < self._armed_ms:
                    self._wake.set()
            for index in range(count):
                buffer[index] = 0  # card data is not left lying in a buffer

    def _fail(self, part: int, error: Exception) -> None:
        """Something of ours broke: from now on bytes go straight through, and nothing else does.

        Whatever breaks in here too ends the agent, and main.py resets. The text of an error may
        hold what a parser read, so only its kind is written down.
        """
        self._failed_ms = self.clock.mono_ms()
        driver, self.conductor.link = self.conductor.link, None
        if driver is not None:
            driver.let_go()
        self.conductor.record(r.R_FAULT, part, type(error).__name__)
        self.poke()

    async def _reset_when_quiet(self, failed_ms: int) -> None:
        """Restart in a pause of both lines, or at last in the middle of what is said."""
        last_ms = failed_ms + limits.FAULT_RESET_MS
        while True:
            now_ms = self.clock.mono_ms()
            due_ms = min(self._heard_ms + limits.FAULT_QUIET_MS, last_ms)
            if now_ms >= due_ms:
                self.board.reset()
            await asyncio.sleep_ms(due_ms - now_ms)

    async def _button(self) -> None:
        button = self.board.button
        while True:
            await readable(button)
            self.turns[turns.BUTTON] += 1
            pressed_ms = button.pressed_ms()
            if self.services.takes_press():
                continue
            kind = events.BUTTON_SHORT
            if pressed_ms >= limits.BUTTON_HELD_MS:
                long = pressed_ms >= limits.BUTTON_LONG_MS
                kind = events.BUTTON_LONG if long else events.BUTTON_HELD
            self._report((kind,))

    def _overdue(self) -> bool:
        """Tell whether the heart should have beaten. It does not once something of ours broke."""
        return self._failed_ms is None and self.clock.mono_ms() > self._armed_ms


def run(board: "Board") -> None:
    """Run the agent on `board`; returns only when a task failed."""
    asyncio.run(App(board).main())


def _nowhere(data: "bytes | bytearray | memoryview", count: int) -> int:
    """Take what is meant for a register that this board does not have."""
    return count
