# SPDX-License-Identifier: MIT
"""A simulated cash register that speaks Transbank POS Integrado: one command, its reply."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from posminder.simulator.scheduler import US_PER_S, LineEnd, Scheduler, Timer
from posminder.simulator.transbank_frames import Partner

_REPLY_US: Final = 150 * US_PER_S  # what its SDKs wait
_PROGRESS: Final = "0900"


class TransbankRegister:
    """Holds its end of the line; `slips` is nothing it has: the terminal prints itself."""

    def __init__(self, scheduler: Scheduler, line: LineEnd) -> None:
        self.partner = Partner(scheduler, line)
        self.partner.on_text = self._heard
        self.partner.on_sent = self._sent
        self.progress: list[str] = []
        self._scheduler = scheduler
        self._on_end: Callable[[list[str] | None], None] | None = None
        self._timer: Timer | None = None

    @property
    def busy(self) -> bool:
        """Whether it waits for a reply."""
        return self._on_end is not None

    def ask(self, text: str, on_end: Callable[[list[str] | None], None] | None = None) -> None:
        """Send `text`; `on_end` gets the reply's fields, None if there was none in time."""
        self.progress.clear()
        self._on_end = on_end or _ignore
        self._timer = self._scheduler.after(_REPLY_US, self._end, None)
        self.partner.send(text)

    def sell(
        self, amount: int, ticket: str, on_end: Callable[[list[str] | None], None] | None = None
    ) -> None:
        """Sell for `amount` pesos, with progress messages."""
        self.ask(f"0200|{amount}|{ticket}|||1|", on_end)

    def _sent(self, taken: bool) -> None:
        if not taken:
            self._end(None)

    def _heard(self, text: str) -> None:
        fields = text.split("|")
        if fields[0] == _PROGRESS:
            self.progress.append(fields[1])
        else:
            self._end(fields)

    def _end(self, fields: list[str] | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(fields)


def _ignore(_: object) -> None:
    """Nobody waits for the reply."""
