# SPDX-License-Identifier: MIT
"""A commissioned shop in seconds: the real firmware, a terminal, a register, and a technician.

A scene starts at a clock time of one Monday in Berlin and is moved on by what a test asks for.
What a test believes it takes from `journal()`, as a technician pulls it, and from `truth`, the
terminal's own books; nothing is read out of the running firmware but /status.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime
from functools import lru_cache
from types import TracebackType
from typing import Any, Final, Self
from zoneinfo import ZoneInfo

from posminder import board_status, journal_file
from posminder.board_status import BoardStatus
from posminder.journal_file import Record
from posminder.profile.compile import Compiled, compile_profile
from posminder.profile.model import Profile
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.register import Register, RegisterSale
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import PASSWORD, Shop
from posminder.simulator.terminal import Terminal
from posminder.simulator.terminal_truth import TerminalTruth
from posminder.simulator.world import World

MIDNIGHT_S: Final = int(datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Berlin")).timestamp())
LATEST: Final = "20:45"  # when the board settles if nobody holds the button
RECEIPT_MISSING_S: Final = 20
SALE_TIMEOUT_S: Final = 900  # a sale in doubt is asked for six times before it is given up


class Journal(list[Record]):
    """Pulled records, ascending. `of` picks by name and by words, as a reader would."""

    def of(self, name: str, **words: Any) -> list[Record]:
        """Return the records called `name` whose fields have these words."""
        return [
            record
            for record in self
            if record.name == name and words.items() <= record.words().items()
        ]

    def after(self, record: Record) -> Journal:
        """Return what was written later than `record`."""
        return Journal(each for each in self if each.seq > record.seq)

    def names(self) -> list[str]:
        """Return each record's name, in order."""
        return [record.name for record in self]


@lru_cache
def profile(
    mode: str = "enforce",
    wiring: str = "in_line",
    day_and_night: bool = False,
    settings: tuple[tuple[str, object], ...] = (),
) -> Compiled:
    """Return a kiosk's profile as the host compiles it.

    `settings` are what it has besides, such as (("settle.min", "20.00"),); lists and maps in JSON.
    """
    values: dict[str, Any] = {
        "schema": 1,
        "site": {"id": "kn-0001", "name": "Kiosk", "timezone": "Europe/Berlin", "currency": "EUR"},
        "terminal": {"driver": "zvt", "wiring": wiring, "tid": "29001234"},
        "hours": {"mon-sun" if day_and_night else "mon-sat": "08:00-20:00"},
        "settle": {"latest": LATEST},
        "people": {"owner": "A. Beispiel"},
        "receipts": {"missing_after_s": RECEIPT_MISSING_S},
        "mode": mode,
    }
    for name, value in settings:
        section, key = name.split(".")
        values.setdefault(section, {})[key] = _value(value)
    return compile_profile(Profile.model_validate(values), PASSWORD, 2026)


def _value(setting: object) -> object:
    """Return a list or map written in JSON as one: what an lru_cache keeps must be hashable."""
    is_json = isinstance(setting, str) and setting.startswith(("[", "{"))
    return json.loads(str(setting)) if is_json else setting


class Scene:
    """A context manager. `at`: local clock time. `fresh`: nobody has commissioned the board.
    `sets_clock`: whether the technician does.

    `settings`: what the profile has besides a kiosk's own. `wakes`: what a test does to the shop
    before the board gets power. Other options are Shop's.
    """

    def __init__(
        self,
        seed: int,
        at: str = "12:00",
        *,
        mode: str = "enforce",
        fresh: bool = False,
        sets_clock: bool = True,
        settings: Mapping[str, object] | None = None,
        wakes: Callable[[Shop], None] | None = None,
        **options: Any,
    ) -> None:
        self.seed = seed
        self.shop = Shop(MIDNIGHT_S + _seconds(at), seed, **options)
        self.key = random.Random(f"key/{seed}").randbytes(32)
        self._mode = mode
        self._fresh = fresh
        self._sets_clock = sets_clock
        self._settings = tuple(sorted((settings or {}).items()))
        self._wakes = wakes
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        if self._wakes is not None:
            self._wakes(self.shop)
        self._stack.enter_context(self.shop)
        self.session = Session(HostPipe(self.world))
        self.sounds: list[tuple[int, int]] = []  # virtual time in us, pattern
        self.world.on_buzzer = lambda pattern: self.sounds.append((self.now_us, pattern))
        self.run(1)
        if not self._fresh:
            self.session.commission(self.key)
            self.apply(self._mode)
            if self.shop.register is not None and self.terminal.idle:
                self.register.start()
            self.run(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if error is not None:
            error.add_note(f"seed {self.seed}, virtual time {self.now_us / US_PER_S:.6f} s")
        self._stack.close()

    # Who is there

    @property
    def world(self) -> World:
        """The world around the board."""
        return self.shop.world

    @property
    def terminal(self) -> Terminal:
        """The terminal."""
        return self.shop.terminal

    @property
    def register(self) -> Register:
        """The register of a shop that has one."""
        assert self.shop.register is not None
        return self.shop.register

    @property
    def truth(self) -> TerminalTruth:
        """The terminal's own books."""
        return self.terminal.truth

    # Time

    @property
    def now_us(self) -> int:
        """Virtual time."""
        return self.shop.scheduler.now_us

    def run(self, seconds: float) -> None:
        """Let time pass."""
        self.world.run_for(int(seconds * US_PER_S))

    def until(self, clock: str, day: int = 0) -> None:
        """Let time pass until this local time, `day` days after the Monday."""
        self.world.run_until_wall(MIDNIGHT_S + day * 86_400 + _seconds(clock))

    def wait(self, happened: Callable[[], object], timeout_s: float = 60) -> None:
        """Let time pass until something is so."""
        came = self.world.run_while(lambda: not happened(), int(timeout_s * US_PER_S))
        assert came, f"nothing in {timeout_s} s"

    # People

    def sell(self, amount_minor: int = 1_250) -> RegisterSale:
        """Sell through the register, to the sale's end and a little further."""
        ended: list[RegisterSale] = []
        self.register.sell(amount_minor, ended.append)
        self.wait(lambda: ended, SALE_TIMEOUT_S)
        self.run(1)
        return ended[0]

    def close(self, seconds: float = 30) -> None:
        """Hold the closing button and see what comes of it."""
        self.shop.close()
        self.run(seconds)

    def press(self) -> None:
        """Press the button shortly."""
        self.world.press_button(300)
        self.run(1)

    # The technician

    def unlock(self) -> None:
        """Take the lease."""
        self.session.unlock(self.key)

    def apply(self, mode: str) -> None:
        """Set the board's clock, unless the technician forgets it, and its profile."""
        self.unlock()
        if self._sets_clock:
            self.set_clock()
        wiring = "beside" if self.shop.register is None else "in_line"
        compiled = profile(mode, wiring, settings=self._settings)
        self.session.upload("/profile", compiled.data)
        assert self.session.commit("/profile", compiled.data) == compiled.sha256
        self.session.lock()

    def set_clock(self) -> None:
        """Set the board's clock; needs the lease."""
        self.session.set_clock(datetime.fromtimestamp(self.shop.scheduler.wall_s, UTC))

    def export(self) -> bytes:
        """Return the journal as the board exports it."""
        self.unlock()
        return self.session.download("/journal/since/0")

    def journal(self) -> Journal:
        """Pull the whole journal and decode it as the host does."""
        return Journal(journal_file.read(self.export(), "the board"))

    def status(self) -> BoardStatus:
        """Read /status."""
        return board_status.parse(self.session.download("/status"))

    def alerts(self) -> list[str]:
        """Return the alerts that stand, the worst first."""
        return [standing.alert for standing in self.status().alerts]


def _seconds(clock: str) -> int:
    hours, minutes, *rest = map(int, clock.split(":"))
    return hours * 3600 + minutes * 60 + (rest[0] if rest else 0)
