# SPDX-License-Identifier: MIT
"""The world around one board: its clock, lines, lamp, button and power, driven synchronously.

World and board take turns; whichever has something to do first runs next, and at one instant the
world goes first. Between turns nothing is in flight, so one seed gives one history. Whoever plays
terminal, register or shopkeeper holds a line end or the scheduler, and is not known here.
"""

from __future__ import annotations

import hashlib
import struct
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from posminder.simulator.affinity import pin_to_one_core, release
from posminder.simulator.board_process import (
    FOREVER_US,
    PAYLOAD_BYTES_MAX,
    BoardProcess,
    Channel,
    Code,
    encode_entry,
)
from posminder.simulator.bridge import Bridge
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.flash_fault import FlashFault
from posminder.simulator.health import Health
from posminder.simulator.romfs import FIRMWARE, build_factory
from posminder.simulator.scheduler import US_PER_MS, US_PER_S, Scheduler, Timer
from posminder.simulator.wire import Line

POWER: Final = 0
# What a board on the desk gets. Words have 64 bits here: ARCHITECTURE.md, "Memory".
HEAP_KIB: Final = 320
RESET: Final = 1
WATCHDOG: Final = 2
_REASONS: Final = {75: RESET, 76: WATCHDOG}  # by exit status

_SECTOR_BYTES: Final = 4096
_BOOT_US: Final = 100_000  # from power to the first line of main.py; keeps a reset loop finite
_RESETS_MAX: Final = 20  # so many within the span are a fault of the firmware, not of the world
_RESETS_SPAN_US: Final = 60 * US_PER_S
_LINE_BAUD: Final = 9600  # what the board starts with, 8N2
_LINE_BITS: Final = 11
_HOST_BAUD: Final = 115200  # 8N1
_HOST_BITS: Final = 10


@dataclass(frozen=True, slots=True)
class Boot:
    """One start of the board."""

    at_us: int  # when main.py began
    reason: int  # POWER, RESET or WATCHDOG


class World:
    """A context manager: entering it powers the board, leaving it takes the power away.

    `epoch_s`: wall time at 0 us, seconds since 1970 UTC. `seed`: of line faults, torn flash and
    the board's entropy. `rtc`: whether a clock chip is fitted. `health`: what the board can tell of
    itself, by default nothing. `folder`: where flash and log
    live, a temporary one by default. `firmware`: the folder whose main.py is run.

    `board_id`, 16 hexadecimal digits, comes from the seed; another may be set before it is powered.
    """

    def __init__(
        self,
        epoch_s: int,
        seed: int = 0,
        *,
        heap_kib: int = HEAP_KIB,
        journal_sectors: int = 64,
        config_sectors: int = 12,
        code_sectors: int = 128,
        rtc: bool = True,
        health: Health | None = None,
        firmware: Path = FIRMWARE,
        folder: Path | None = None,
    ) -> None:
        self.scheduler = Scheduler(epoch_s)
        self.boots: list[Boot] = []
        self.exchanges = 0
        self.rtc_error_s: int | None = 0  # what the clock chip is wrong by; None: it forgot
        self.lamp = 0
        self.panel: tuple[str, ...] = ()
        self.on_lamp: Callable[[int], None] = _ignore
        self.on_buzzer: Callable[[int], None] = _ignore
        self.on_panel: Callable[[tuple[str, ...]], None] = _ignore
        self._factory = build_factory(firmware)
        self._seed, self._heap_kib = seed, heap_kib
        self.board_id = hashlib.sha256(str(seed).encode()).hexdigest()[:16]
        self._rtc, self.health = rtc, health
        self._sectors = journal_sectors, config_sectors, code_sectors
        self._fault_lasts = False
        self._stack = ExitStack()
        self._given_folder = folder
        self._process: BoardProcess | None = None
        self._boot_us = 0
        self._deadline_us = FOREVER_US
        self._inputs: list[bytes] = []
        self.host_line = self._line(Channel.HOST, _HOST_BAUD, _HOST_BITS)
        self.terminal_line = self._line(Channel.TERMINAL, _LINE_BAUD, _LINE_BITS)
        self.register_line = self._line(Channel.REGISTER, _LINE_BAUD, _LINE_BITS)
        self._parts: dict[Channel, Callable[[bytes], None]] = {
            Channel.HOST: self.host_line.send_from_board,
            Channel.TERMINAL: self.terminal_line.send_from_board,
            Channel.REGISTER: self.register_line.send_from_board,
            Channel.LAMP: self._show_lamp,
            Channel.BUZZER: lambda data: self.on_buzzer(int.from_bytes(data, "little")),
            Channel.PANEL: self._show_panel,
            Channel.RTC: self._set_rtc,
            Channel.BAUD: self._set_baud,
            Channel.END: self._board_ended,
            Channel.POWER_CUT: lambda _: self.cut_power(),
        }

    def __enter__(self) -> Self:
        self._stack.callback(release, pin_to_one_core())
        self._folder = self._given_folder or Path(
            self._stack.enter_context(tempfile.TemporaryDirectory(prefix="posminder-world-"))
        )
        self._create_flash()
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.cut_power()
        self._stack.close()

    # Power

    @property
    def powered(self) -> bool:
        """Whether the board has power."""
        return self._process is not None

    @property
    def journal_path(self) -> Path:
        """The file that is the journal's flash."""
        return self._folder / "journal.bin"

    @property
    def config_path(self) -> Path:
        """The file that is the configuration's flash."""
        return self._folder / "config.bin"

    @property
    def code_path(self) -> Path:
        """The file that is the code slots' flash; there is none before something is written."""
        return self._folder / "code.bin"

    @property
    def log_path(self) -> Path:
        """What the board printed, over all its starts."""
        return self._folder / "board.log"

    @property
    def board_pid(self) -> int | None:
        """Process id of the board, None while it has no power."""
        return None if self._process is None else self._process.pid

    def start(self, reason: int = POWER) -> None:
        """Power the board up; main.py begins 100 ms later. Does nothing while it has power."""
        if self._process is not None:
            return
        self._boot_us = self.scheduler.now_us + _BOOT_US
        self._deadline_us = self._boot_us
        self.boots.append(Boot(self._boot_us, reason))
        self._process = BoardProcess(self._code(), self._heap_kib, self._launch(), self.log_path)

    def cut_power(self) -> None:
        """Take the power away at this instant. Does nothing while there is none."""
        if self._process is None:
            return
        self._process.kill()
        self._board_stopped()

    def restart(self) -> None:
        """Take the power away and give it back."""
        self.cut_power()
        self.start()

    def plan_flash_fault(self, fault: FlashFault, lasts: bool = False) -> None:
        """Let `fault` strike the running board, or the next start; a restart forgets it.

        Not if it `lasts`: then what is counted goes on after the board's own resets.
        """
        self._fault_lasts = lasts
        self._inputs.append(encode_entry(Channel.FLASH_FAULT, fault.encode()))

    # People

    def press_button(self, duration_ms: int) -> Timer:
        """Press the button now and let go after `duration_ms`, when the board learns of it."""
        data = struct.pack("<i", duration_ms)
        return self.scheduler.after(duration_ms * US_PER_MS, self._to_board, Channel.BUTTON, data)

    def be(self, **changes: Any) -> None:
        """Change what the board feels of itself, such as `case_open` or `supply_mv`."""
        assert self.health is not None
        self.health = replace(self.health, **changes)
        self._to_board(Channel.HEALTH, self.health.encode())

    # Time

    def run_for(self, duration_us: int) -> None:
        """Let the world run for `duration_us`. Raises BoardCrashed, as every `run_` does."""
        self.run_until(self.scheduler.now_us + duration_us)

    def run_until(self, at_us: int) -> None:
        """Let the world run until `at_us`, everything that happens then included."""
        while self._step(at_us):
            pass

    def run_until_wall(self, wall_s: int) -> None:
        """Let the world run until wall time `wall_s`, seconds since 1970 UTC."""
        self.run_until((wall_s - self.scheduler.epoch_s) * US_PER_S)

    def run_while(self, predicate: Callable[[], bool], timeout_us: int) -> bool:
        """Run while `predicate()` is true; False if it still was after `timeout_us`."""
        limit_us = self.scheduler.now_us + timeout_us
        while predicate():
            if not self._step(limit_us):
                return False
        return True

    def next_us(self) -> int | None:
        """Return when the next thing happens, None if nothing ever will."""
        instants = [self.scheduler.next_us(), self._wake_us()]
        return min((at_us for at_us in instants if at_us is not None), default=None)

    def bridge(self, line: Line | None = None) -> Bridge:
        """Return a line, the host line by default, as a pseudo terminal in real time.

        It is a context manager; whoever held the line's far end has it back afterwards.
        """
        return Bridge(self, line or self.host_line)

    def _step(self, limit_us: int) -> bool:
        """Do the next thing; False, and the clock at `limit_us`, if none is due until then."""
        event_us = self.scheduler.next_us()
        wake_us = self._wake_us()
        board_first = wake_us is not None and (event_us is None or wake_us < event_us)
        at_us = wake_us if board_first else event_us
        if at_us is None or at_us > limit_us:
            self.scheduler.now_us = max(self.scheduler.now_us, limit_us)
            return False
        if board_first:
            self.scheduler.now_us = at_us
            self._board_turn(limit_us + 1 if event_us is None else min(event_us, limit_us + 1))
        else:
            self.scheduler.run_next()
        return True

    def _wake_us(self) -> int | None:
        if self._process is None:
            return None
        now_us = self.scheduler.now_us
        if self._inputs and now_us >= self._boot_us:
            return now_us
        return None if self._deadline_us >= FOREVER_US else self._deadline_us

    def _board_turn(self, horizon_us: int) -> None:
        process = self._process
        if process is None:
            return
        boot_us = self._boot_us
        now_us = self.scheduler.now_us - boot_us
        self.exchanges += 1
        try:
            turn = process.turn(now_us, horizon_us - boot_us, self._take_inputs())
        except BoardCrashed:
            self._board_stopped()
            raise
        self.scheduler.now_us = boot_us + turn.now_us
        self._deadline_us = min(boot_us + turn.deadline_us, FOREVER_US)
        for channel, data in turn.entries:
            self._parts[channel](data)

    def _take_inputs(self) -> bytes:
        payload = b""
        while self._inputs and len(payload) + len(self._inputs[0]) <= PAYLOAD_BYTES_MAX:
            payload += self._inputs.pop(0)
        return payload

    # The board's surroundings

    def _line(self, channel: Channel, baud: int, bits: int) -> Line:
        seed = f"{self._seed}/{channel.name}"
        return Line(self.scheduler, seed, baud, bits, lambda data: self._to_board(channel, data))

    def _to_board(self, channel: Channel, data: bytes) -> None:
        if self._process is not None and self.scheduler.now_us >= self._boot_us:
            self._inputs.append(encode_entry(channel, data))

    def _show_lamp(self, data: bytes) -> None:
        self.lamp = int.from_bytes(data, "little")
        self.on_lamp(self.lamp)

    def _show_panel(self, data: bytes) -> None:
        self.panel = tuple(data.decode().split("\n"))
        self.on_panel(self.panel)

    def _set_rtc(self, data: bytes) -> None:
        (wall_s,) = struct.unpack("<q", data)
        self.rtc_error_s = wall_s - self.scheduler.wall_s

    def _set_baud(self, data: bytes) -> None:
        baud = int.from_bytes(data, "little")
        self.terminal_line.board_baud = baud
        self.register_line.board_baud = baud

    def _board_ended(self, data: bytes) -> None:
        if self._process is None:
            return
        process = self._process
        process.wait()
        self._board_stopped()
        self.start(_REASONS[data[0]])
        if self._fault_lasts and data[1]:
            self._inputs.append(encode_entry(Channel.FLASH_FAULT, data[1:]))
        if self._resets_in_a_loop():
            self.cut_power()
            raise process.crash("over and over again")

    def _resets_in_a_loop(self) -> bool:
        last = self.boots[-_RESETS_MAX:]
        own = len(last) == _RESETS_MAX and all(boot.reason != POWER for boot in last)
        return own and last[-1].at_us - last[0].at_us < _RESETS_SPAN_US

    def _board_stopped(self) -> None:
        self._process = None
        self._inputs.clear()
        self.host_line.board_lost_power()
        for line in (self.terminal_line, self.register_line):
            line.board_lost_power()
            line.board_baud = _LINE_BAUD

    def _create_flash(self) -> None:
        for path, sectors in (
            (self.journal_path, self._sectors[0]),
            (self.config_path, self._sectors[1]),
        ):
            if not path.exists():
                path.write_bytes(b"\xff" * (sectors * _SECTOR_BYTES))

    def _code(self) -> Code:
        return Code(self._factory, self.code_path, self._sectors[2] // 2 * _SECTOR_BYTES)

    def _launch(self) -> list[object]:
        error_s = self.rtc_error_s
        boot_wall_s = self.scheduler.epoch_s + self._boot_us // US_PER_S
        return [  # in the order of boards/unix/launch.py
            self._seed,
            len(self.boots),
            self.boots[-1].reason,
            self.board_id,
            self._rtc,
            None if error_s is None else boot_wall_s + error_s,
            [str(self.journal_path), self._sectors[0]],
            [str(self.config_path), self._sectors[1]],
            [str(self.code_path), self._sectors[2], str(self._factory)],
            None if self.health is None else self.health.told(),
        ]


def _ignore(_: object) -> None:
    """Nobody watches this part."""
