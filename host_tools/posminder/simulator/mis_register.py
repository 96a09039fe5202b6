# SPDX-License-Identifier: MIT
"""A simulated cash register that speaks a MIS dialect: one command, its reply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from posminder.simulator.mis_line import Partner
from posminder.simulator.mis_speech import Speech
from posminder.simulator.scheduler import US_PER_S, LineEnd, Scheduler, Timer

OnEnd = Callable[[dict[str, Any] | None], None]


class MisRegister:
    """Holds its end of the line. `relay`: the result it answers a relay request with, if it can."""

    def __init__(self, scheduler: Scheduler, line: LineEnd, settings: Mapping[str, Any]) -> None:
        self.speech = Speech(settings)
        self.partner = Partner(scheduler, line, self.speech)
        self.partner.on_body = self._heard
        self.partner.on_sent = self._sent
        self.relay: str | None = None
        self.relayed = 0
        self._scheduler = scheduler
        self._on_end: OnEnd | None = None
        self._timer: Timer | None = None
        self._number = 0

    @property
    def busy(self) -> bool:
        """Whether it waits for a reply."""
        return self._on_end is not None

    def ask(self, function: str, on_end: OnEnd | None = None, **told: Any) -> None:
        """Send a command; `on_end` gets the reply's fields, None if there was none in time."""
        self._number += 1
        self._on_end = on_end or _ignore
        wait_us = self.speech.reply_wait_s * US_PER_S
        self._timer = self._scheduler.after(wait_us, self._end, None)
        told = {"echo": f"9{self._number:011}"} | told
        self.partner.send(self.speech.message(function, told, reply=False))

    def _sent(self, taken: bool) -> None:
        if not taken:
            self._end(None)

    def _heard(self, body: bytes) -> None:
        told = self.speech.read(body)
        if told.get("function") == "relay":
            self.relayed += 1
            if self.relay is not None:
                answer = self.speech.message("relay", {"result": self.relay}, reply=True)
                self.partner.send(answer)
        elif "result" in told:
            self._end(told)

    def _end(self, told: dict[str, Any] | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(told)


def _ignore(_: object) -> None:
    """Nobody waits for the reply."""
