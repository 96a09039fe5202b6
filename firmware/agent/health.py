# SPDX-License-Identifier: MIT
"""What a board tells of itself: its case, its supply, its chip's temperature, parts that fail.

Loaded only where a board can tell. Nothing here stops a duty: what is wrong is a record and, of the
case and the supply, an alert. A value is a record only when it leaves its limits or comes back well
inside, and at most limits.HEALTH_RECORDS_A_DAY times a day; a part, once a start.
"""

import asyncio

from agent import effects, limits
from agent.ports import readable
from posminder_formats import records as r
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Coroutine
    from typing import Any

    from agent.app import App
    from agent.contracts import Health

_FAULT_PART = const(4)  # of the record fault's field "part"; the others are app.py's and alive.py's

# Values of the record case's field "state".
_OPENED = const(1)
_CLOSED = const(2)

# Values of the record measured's fields "what" and "state".
_SUPPLY = const(1)
_TEMPERATURE = const(2)
_BELOW = const(1)
_WITHIN = const(2)
_ABOVE = const(3)

_DAY_MS = const(86400000)
_MANY = const(9999)  # counted no further for /status, which is long enough


class Band:
    """One value and its limits; it counts as inside again only `slack` within them."""

    def __init__(self, what: int, low: int, high: int, slack: int) -> None:
        self.what = what
        self.state = _WITHIN
        self._limits = low, high, slack
        self._changes = 0
        self._day_ms = 0

    def take(self, value: int, now_ms: int) -> bool:
        """Take a look's value; tell whether the state is another one now.

        The last change of a day that has too many leaves the value outside, until the day is over.
        """
        if now_ms - self._day_ms >= _DAY_MS:
            self._day_ms, self._changes = now_ms, 0
        state = self._state(value)
        if state == self.state or self._changes >= limits.HEALTH_RECORDS_A_DAY:
            return False
        if state == _WITHIN and self._changes == limits.HEALTH_RECORDS_A_DAY - 1:
            return False
        self.state = state
        self._changes += 1
        return True

    def _state(self, value: int) -> int:
        low, high, slack = self._limits
        if value < low + (slack if self.state == _BELOW else 0):
            return _BELOW
        return _ABOVE if value > high - (slack if self.state == _ABOVE else 0) else _WITHIN


class Watch:
    """Looks at a board's `parts` every minute, and at its case whenever that changes."""

    def __init__(self, app: "App", parts: "Health") -> None:
        self._app = app
        self._parts = parts
        self._opened_seq = 0  # the last record of an open case: its alert stands until it is pulled
        self._supply = Band(
            _SUPPLY, limits.SUPPLY_LOW_MV, limits.SUPPLY_HIGH_MV, limits.SUPPLY_SLACK_MV
        )
        self._warmth = Band(
            _TEMPERATURE, limits.CHIP_LOW_C, limits.CHIP_HIGH_C, limits.CHIP_SLACK_C
        )
        self._told: set[str] = set()  # parts whose fault is written down

    def tasks(self) -> "list[Coroutine[Any, Any, None]]":
        """Return what is to run beside the other tasks."""
        return [self._look_on()] + ([] if self._parts.case is None else [self._watch_case()])

    def told(self) -> "dict[str, Any]":
        """Return what /status says."""
        parts, case = self._parts, self._parts.case
        return {
            "case": None if case is None else ("open" if case.is_open else "closed"),
            "supply_mv": parts.supply_mv(),
            "chip_c": parts.chip_c(),
            "missing": parts.silent,
            "faults": {name: min(count, _MANY) for name, count in parts.faults().items()},
        }

    async def _look_on(self) -> None:
        while True:
            self._look()
            await asyncio.sleep_ms(limits.HEALTH_LOOK_MS)

    async def _watch_case(self) -> None:
        case = self._parts.case
        while case is not None:
            await readable(case)
            opened = case.opened()
            conductor, journal = self._app.conductor, self._app.journal
            conductor.record(r.R_CASE, _OPENED if opened else _CLOSED)
            if opened:
                self._opened_seq = journal.last_seq
                self._stand(effects.A_CASE_OPENED, True)

    def _look(self) -> None:
        parts, case = self._parts, self._parts.case
        self._measure(self._supply, parts.supply_mv())
        self._measure(self._warmth, parts.chip_c())
        for name, count in parts.faults().items():
            if count and name not in self._told:
                self._told.add(name)
                self._app.conductor.record(r.R_FAULT, _FAULT_PART, name)
        pulled = self._app.journal.room.pulled_seq >= self._opened_seq
        if self._opened_seq and pulled and case is not None and not case.is_open:
            self._opened_seq = 0
            self._stand(effects.A_CASE_OPENED, False)

    def _measure(self, band: Band, value: "int | None") -> None:
        if value is None or not band.take(value, self._app.clock.mono_ms()):
            return
        self._app.conductor.record(r.R_MEASURED, band.what, band.state, value)
        if band.what == _SUPPLY:
            self._stand(effects.A_SUPPLY_LOW, band.state == _BELOW)

    def _stand(self, alert: int, stands: bool) -> None:
        self._app.conductor.stand(alert, stands)
        self._app.poke()
