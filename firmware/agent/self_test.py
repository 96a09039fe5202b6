# SPDX-License-Identifier: MIT
"""The self-test: what parts a board has, and a harmless try of each (R56). Loaded when asked for.

Begun by the host line and read there as the file /self-test. Nothing is tried while a dialog with
the terminal runs; in mode observe nothing sounds and nothing is sent. Flash is tried in the last
page of the profile's slot that is not in use: bits are only cleared there, nothing is erased, and
the place is whole again with the next profile. What only eyes and ears can tell is said so.
"""

import asyncio

from agent import effects, events, limits
from agent.alerts import patterns
from agent.json_file import JsonFile
from posminder_formats import capabilities as c
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.app import App

    Result = tuple[str, str | None]

PARTS = (
    "clock",
    "panel",
    "register",
    "config",
    "lamp",
    "buzzer",
    "button",
    "terminal",
    "case",
    "supply",
    "journal",
)
_BUTTON = const(6)  # among PARTS
_CASE = const(8)  # from here on a dialog is in nobody's way

# States of a part
GOOD = "good"
MISSING = "missing"  # not fitted, or not wired
BAD = "bad"
SHOWN = "shown"  # it was told to: whether it did, only a person can say
SKIPPED = "skipped"  # and why

_SCRATCH_BYTES = const(256)  # of a page, two programs each
_LOOK_MS = const(250)
_CLOCK_MS = const(2100)
_SHOW_MS = const(400)
_LINES = ("Posminder", "self-test", "0123456789", "OK?")


class SelfTest:
    """One run. `done` holds (state, why) of the parts tried so far, in the order of PARTS."""

    def __init__(self, app: "App", press: bool) -> None:
        self.done: list[Result] = []
        self._app = app
        self._asks = press
        self._pressed = False
        self._wall_s = app.clock.wall_s()
        self._task = asyncio.create_task(self._run())

    def running(self) -> bool:
        """Tell whether there is still something to try."""
        return len(self.done) < len(PARTS)

    def wants_press(self) -> bool:
        """Tell whether a press of the button is waited for."""
        return self._asks and len(self.done) == _BUTTON and not self._pressed

    def takes_press(self) -> bool:
        """Take a press; False: it is not for the test."""
        wanted = self.wants_press()
        self._pressed = self._pressed or wanted
        return wanted

    def file(self) -> JsonFile:
        """Return the file /self-test."""
        file = JsonFile()
        file["state"] = "running" if self.running() else "done"
        file["wants_press"] = self.wants_press()
        file["wall_s"] = self._wall_s
        parts = [
            {"part": PARTS[number], "state": state, "why": why}
            for number, (state, why) in enumerate(self.done)
        ]
        file.write_list(parts, "parts")
        return file.end()

    async def _run(self) -> None:
        tries = (
            self._clock,
            self._panel,
            self._register,
            self._config,
            self._lamp,
            self._buzzer,
            self._button,
            self._terminal,
            self._case,
            self._supply,
            self._journal,
        )
        for part in tries:
            if self._app.services.busy() and len(self.done) < _CASE:
                self.done.append((SKIPPED, "dialog"))
            else:
                self.done.append(await part())
        self._app.counter.show_again()
        self._app.poke()

    async def _clock(self) -> "Result":
        rtc = self._app.board.rtc
        if rtc is None:
            return MISSING, None
        before = rtc.read()
        if before is None:
            return BAD, "forgot"
        await asyncio.sleep_ms(_CLOCK_MS)
        after = rtc.read()
        if after is None or not before < after <= before + _CLOCK_MS // 1000 + 2:
            return BAD, "stands"
        return GOOD, None

    async def _panel(self) -> "Result":
        panel = self._app.board.panel
        if panel is None:
            return MISSING, None
        panel.show(_LINES)
        await asyncio.sleep_ms(4 * _SHOW_MS)
        return SHOWN, None

    async def _register(self) -> "Result":
        app = self._app
        profile, link = app.conductor.profile, app.conductor.link
        if app.board.register_line is None:
            return MISSING, None
        if profile is None or link is None:
            return SKIPPED, "no_profile"
        if not profile.can & c.SALES:
            return SKIPPED, "not_used"
        return (GOOD, None) if link.counters[1][0] else (SKIPPED, "quiet")

    async def _terminal(self) -> "Result":
        app = self._app
        profile, link = app.conductor.profile, app.conductor.link
        if profile is None or link is None:
            return SKIPPED, "no_profile"
        if profile.attended:
            return SKIPPED, "not_used"
        heard = link.counters[0][0]
        if not profile.enforce or not profile.can & c.STATUS:
            why = "observe" if not profile.enforce else "not_possible"
            return (GOOD, "heard") if heard else (SKIPPED, why)
        # The sign-in duty asks for the status: what it makes of the answer is its own business.
        app.conductor.post((events.DIAGNOSED,))
        app.poke()
        for _ in range(limits.SELF_TEST_ANSWER_MS // _LOOK_MS):
            await asyncio.sleep_ms(_LOOK_MS)
            if app.conductor.link is not link:
                return SKIPPED, "no_profile"  # another one came meanwhile
            if link.counters[0][0] != heard:
                return GOOD, "answered"
        return BAD, "no_answer"

    async def _config(self) -> "Result":
        """Clear the bits of one byte in two goes, and read each back."""
        region = self._app.board.config_region
        sector = self._app.config.spare_sector()
        page = (sector + 1) * region.sector_size - _SCRATCH_BYTES
        byte = bytearray(1)
        try:
            for offset in range(page, page + _SCRATCH_BYTES):
                region.read(offset, byte)
                if byte[0] == 0xFF:
                    break
            else:
                return SKIPPED, "used_up"
            for value in (b"\x5a", b"\x00"):
                region.program(offset, value)
                region.read(offset, byte)
                if bytes(byte) != value:
                    return BAD, "not_kept"
        except OSError:
            return BAD, "part_fails"
        return GOOD, None

    async def _lamp(self) -> "Result":
        for pattern in range(patterns.LAMP_GREEN, patterns.LAMP_BLUE + 1):
            self._app.board.lamp.show(pattern)
            await asyncio.sleep_ms(_SHOW_MS)
        return SHOWN, None

    async def _buzzer(self) -> "Result":
        if self._app.counter.silent:
            return SKIPPED, "observe"
        self._app.board.buzzer.play(patterns.SOUND_REMINDER)
        await asyncio.sleep_ms(2 * _SHOW_MS)
        return SHOWN, None

    async def _button(self) -> "Result":
        if not self._asks:
            return SKIPPED, "not_asked"
        for _ in range(limits.SELF_TEST_PRESS_MS // _LOOK_MS):
            if self._pressed:
                return GOOD, None
            await asyncio.sleep_ms(_LOOK_MS)
        return BAD, "no_press"

    async def _case(self) -> "Result":
        health = self._app.board.health
        if health is None or health.case is None:
            return MISSING, None
        return (BAD, "open") if health.case.is_open else (GOOD, None)

    async def _supply(self) -> "Result":
        health = self._app.board.health
        supply_mv = None if health is None else health.supply_mv()
        if supply_mv is None:
            return MISSING, None
        if limits.SUPPLY_LOW_MV <= supply_mv <= limits.SUPPLY_HIGH_MV:
            return GOOD, None
        return BAD, "low" if supply_mv < limits.SUPPLY_LOW_MV else "high"

    async def _journal(self) -> "Result":
        """Write down what came of the others: a record counts once it reads back equal."""
        app = self._app
        last, states = app.journal.last_seq, [state for state, _ in self.done]
        first = states.index(BAD) if BAD in states else None
        app.conductor.record(r.R_SELF_TEST, states.count(MISSING), states.count(BAD), first)
        if app.desk.stands(effects.A_JOURNAL_FAULT):
            return BAD, "not_kept"
        return (GOOD, None) if app.journal.last_seq > last else (SKIPPED, "full")


def never() -> JsonFile:
    """Return the file /self-test of a board that made none since its start."""
    file = JsonFile()
    file["state"] = "never"
    return file.end()
