# SPDX-License-Identifier: MIT
"""The agent's core between two simulated lines on CPython, and one fault at one byte of one wire.

Real driver, engine, conductor and journal; the board around them is the few lines that agent.app
has for it. A short day costs some ten milliseconds here, so that every byte of a dialogue can be
struck in every way. Whole boards run in tests/emulator.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import shop
from ram_region import RamRegion

from agent import effects, events
from agent.alerts.counter import Counter
from agent.alerts.desk import Desk
from agent.conductor import Conductor
from agent.events import Now
from agent.journal.journal import Journal
from agent.policy.engine import Engine
from agent.profile import Profile
from posminder.journal_file import Record, read
from posminder.simulator.scheduler import US_PER_MS, US_PER_S, Scheduler, Timer
from posminder.simulator.wire import Line, NextBytes, Wire

EPOCH_S: Final = shop.DAY * 86_400 + 12 * 3_600
if TYPE_CHECKING:
    from agent.terminals.link import TerminalDriver

_OPEN_IS_TOLD: Final = (effects.A_SETTLEMENT_OPEN, effects.A_SETTLEMENT_MISMATCH)
WIRES: Final = ("terminal_to_board", "board_to_terminal", "register_to_board", "board_to_register")


@dataclass(frozen=True, slots=True)
class Fault:
    """`kind`: lose, flip, double, cut or a delay in milliseconds such as delay_250."""

    wire: str
    byte: int  # which one on that wire, from 0, counted from when the dialogue begins
    kind: str


class Strike(NextBytes):
    """Counts the bytes of one wire and strikes one of them. `on_cut`: pulls the plug."""

    def __init__(
        self, fault: Fault | None = None, on_cut: Callable[[], None] | None = None
    ) -> None:
        super().__init__()
        self.count = 0
        self._fault = fault
        self._on_cut = on_cut
        self._drawn = 0

    def strike(self, data: bytes) -> bytes:
        """Return what arrives of `data`."""
        return b"".join(self._one(byte) for byte in data)

    def gap_us(self) -> int:
        """Return how long the line is silent before the next byte."""
        fault, drawn = self._fault, self._drawn
        self._drawn += 1
        if fault is None or drawn != fault.byte or not fault.kind.startswith("delay_"):
            return 0
        return int(fault.kind.removeprefix("delay_")) * US_PER_MS

    def _one(self, byte: int) -> bytes:
        fault, number = self._fault, self.count
        self.count += 1
        if fault is None or number != fault.byte:
            return bytes((byte,))
        if fault.kind == "cut" and self._on_cut is not None:
            self._on_cut()
            return b""
        if fault.kind == "flip":
            return bytes((byte ^ 0x10,))
        return {"lose": b"", "double": bytes((byte, byte))}.get(fault.kind, bytes((byte,)))


class _Clock:
    """The board's clock: virtual time, set and trusted."""

    doubted = False

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def mono_ms(self) -> int:
        return self._scheduler.now_us // US_PER_MS

    def wall_s(self) -> int:
        return self._scheduler.wall_s

    def now(self) -> Now:
        return Now(self.mono_ms(), self.wall_s(), self.wall_s(), not self.doubted, True)


class _Part:
    """A lamp, a buzzer, a panel."""

    def show(self, what: object) -> None:
        """Show it to nobody."""

    play = show


class Bench:
    """A board's core with both lines. `make_driver(to_terminal, to_register, report)`."""

    def __init__(
        self,
        profile: Profile,
        make_driver: Callable[..., TerminalDriver],
        *,
        baud: int,
        bits: int,
    ) -> None:
        self.scheduler = Scheduler(EPOCH_S)
        self.terminal_line = Line(self.scheduler, "terminal", baud, bits, self._from_terminal)
        self.register_line = Line(self.scheduler, "register", baud, bits, self._from_register)
        self.clock = _Clock(self.scheduler)
        self.region = RamRegion(32)
        self.journal = Journal(self.region, lambda: self.conductor.snapshot())
        self.journal.open()
        self.desk = Desk()
        counter = Counter(_Part(), _Part(), _Part())
        self.conductor = Conductor(self.clock, self.journal, self.desk, counter)  # type: ignore[arg-type]
        self.conductor.profile = profile
        self.conductor.engine = Engine(profile)
        self.driver = make_driver(
            lambda data, count: self._send(self.terminal_line, data, count),
            lambda data, count: self._send(self.register_line, data, count),
            self.post,
        )
        self.conductor.link = self.driver
        self.found: list[str] = []  # complaints
        self._timer: Timer | None = None
        self._turning = False

    def start(self) -> None:
        """Power up."""
        self.post((events.BOOTED,))
        self._turn()

    def post(self, event: tuple[Any, ...]) -> None:
        """Take an event of the driver or of a person."""
        self.conductor.post(event)
        if not self._turning:
            self.scheduler.after(0, self._turn)

    def press(self, held: bool) -> None:
        """Press the board's button."""
        self.post((events.BUTTON_HELD if held else events.BUTTON_SHORT,))

    def run(self, seconds: float) -> None:
        """Let virtual time pass."""
        end_us = self.scheduler.now_us + int(seconds * US_PER_S)
        while (next_us := self.scheduler.next_us()) is not None and next_us <= end_us:
            self.scheduler.run_next()
        self.scheduler.now_us = end_us

    def run_while(self, predicate: Callable[[], bool], seconds: float) -> bool:
        """Run while `predicate()`; False if it still was after `seconds`."""
        end_us = self.scheduler.now_us + int(seconds * US_PER_S)
        while predicate():
            next_us = self.scheduler.next_us()
            if next_us is None or next_us > end_us:
                self.scheduler.now_us = end_us
                return False
            self.scheduler.run_next()
        return True

    def records(self) -> tuple[Record, ...]:
        """Return the journal as a host reads it."""
        export = self.journal.export(0)
        data = bytearray(export.size)
        export.read(0, data)
        return read(bytes(data), "the bench")

    def open_is_told(self) -> bool:
        """Tell whether an alert stands that says the batch is open."""
        return any(each.alert in _OPEN_IS_TOLD for each in self.desk.standing)

    def heal(self) -> None:
        """End every fault."""
        self.watch(None)
        for line in (self.terminal_line, self.register_line):
            line.unplugged = False

    def wire(self, name: str) -> Wire:
        """Return one of WIRES."""
        line = self.terminal_line if "terminal" in name else self.register_line
        return line.to_board if name.endswith("to_board") else line.from_board

    def watch(self, fault: Fault | None) -> dict[str, Strike]:
        """Count the bytes on every wire from now on, and strike one of them."""
        strikes = {}
        for name in WIRES:
            line = self.terminal_line if "terminal" in name else self.register_line

            def cut(line: Line = line) -> None:
                line.unplugged = True
                self.scheduler.after(300 * US_PER_S, self._plug, line)

            wire = self.wire(name)
            mine = fault if fault is not None and fault.wire == name else None
            strikes[name] = wire.next_bytes = Strike(mine, cut)
            wire._gap_us = strikes[name].gap_us
        return strikes

    def _plug(self, line: Line) -> None:
        line.unplugged = False

    def _send(self, line: Line, data: bytes | bytearray | memoryview, count: int) -> int:
        line.send_from_board(bytes(data[:count]))
        return count

    def _from_terminal(self, data: bytes) -> None:
        self.driver.from_terminal(bytearray(data), len(data), self.clock.mono_ms())
        self._turn()

    def _from_register(self, data: bytes) -> None:
        self.driver.from_register(bytearray(data), len(data), self.clock.mono_ms())
        self._turn()

    def _turn(self) -> None:
        """What agent.app's heart does at every beat."""
        self._turning = True
        now_ms = self.clock.mono_ms()
        due_ms = self.driver.deadline_ms()
        if due_ms is not None and due_ms <= now_ms:
            self.driver.on_deadline(now_ms)
        self.conductor.run()
        self._turning = False
        next_ms = self.conductor.deadline_ms(now_ms)
        due_ms = self.driver.deadline_ms()
        if due_ms is not None:
            next_ms = min(next_ms, due_ms)
        if self._timer is not None:
            self._timer.cancel()
        wait_us = max(0, next_ms * US_PER_MS - self.scheduler.now_us)
        self._timer = self.scheduler.after(wait_us, self._turn)
