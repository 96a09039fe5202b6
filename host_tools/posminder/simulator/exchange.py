# SPDX-License-Identifier: MIT
"""One command of the cash register, from its first byte to the terminal's completion or abort.

Owns T3, T4, "please wait" and the answering of whatever the terminal asks in between. What a
status information or a print line means is its holder's business.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from posminder.simulator import zvt_codes as codes
from posminder.simulator.scheduler import US_PER_MS, US_PER_S, Scheduler, Timer
from posminder.simulator.zvt_frames import SerialLink
from posminder.simulator.zvt_messages import Apdu, ZvtError, decode_bcd, refusal

T3_US: Final = 5 * US_PER_S  # from a command to 80 00 or 84 xx
T4_US: Final = 180 * US_PER_S  # from 80 00 to the completion, unless the terminal asks for more
PLEASE_WAIT_US: Final = 2 * US_PER_S
PLEASE_WAIT_MAX: Final = 30
TAKEN: Final = Apdu(codes.POSITIVE)

# What restarts T4: signs of life, not print lines.
_RESTARTS_T4: Final = frozenset({codes.INTERMEDIATE_STATUS, codes.STATUS_INFORMATION})
_US_PER_MIN: Final = 60 * US_PER_S


class Outcome(Enum):
    """How an exchange ended."""

    COMPLETED = auto()  # 06 0F
    ABORTED = auto()  # 06 1E
    REFUSED = auto()  # 84 xx
    SILENT = auto()  # no answer, or none in time: what the terminal did is not known


@dataclass(frozen=True, slots=True)
class Ended:
    """An exchange's end. `code` is that of 06 1E or 84 xx; `data` that of 06 0F or 06 1E."""

    outcome: Outcome
    code: int = 0
    data: bytes = b""


class Exchange:
    """Runs one command. `serve` turns a command of the terminal into its answer."""

    def __init__(
        self,
        scheduler: Scheduler,
        link: SerialLink,
        rng: random.Random,
        command: Apdu,
        serve: Callable[[Apdu], Apdu],
        on_end: Callable[[Ended], None],
    ) -> None:
        self._scheduler = scheduler
        self._link = link
        self._rng = rng
        self._command = command
        self._serve = serve
        self._on_end = on_end
        self._accepted = False
        self._ended = False
        self._please_waits = 0
        self._t4_us = T4_US
        self._timer: Timer | None = None

    def start(self) -> None:
        """Send the command."""
        self._link.send(self._command.encode(), self._delivered)

    def receive(self, apdu: Apdu) -> None:
        """Take a message of the terminal."""
        if self._ended:
            return
        if apdu.is_answer:
            self._take_answer(apdu)
        else:
            self._take_command(apdu)

    def _delivered(self, delivered: bool) -> None:
        if self._accepted or self._ended:
            return
        if delivered:
            self._restart_timer(T3_US)
        else:
            self._end(Ended(Outcome.SILENT))

    def _take_answer(self, apdu: Apdu) -> None:
        if self._accepted:
            return
        if apdu.is_positive:
            self._accept()
            if self._command.command == codes.LOG_OFF:
                self._end(Ended(Outcome.COMPLETED))
        elif apdu == refusal(codes.PLEASE_WAIT) and self._please_waits < PLEASE_WAIT_MAX:
            self._please_waits += 1
            self._cancel_timer()
            self._timer = self._scheduler.after(PLEASE_WAIT_US, self.start)
        else:
            self._end(Ended(Outcome.REFUSED, apdu.command & 0xFF))

    def _take_command(self, apdu: Apdu) -> None:
        # A terminal that commands has taken ours, even if its 80 00 was lost on the way.
        if not self._accepted:
            self._accept()
        if apdu.command in _RESTARTS_T4:
            self._lengthen_t4(apdu)
            self._restart_timer(self._t4_us)
        if apdu.command == codes.COMPLETION:
            self._end_after_answer(Ended(Outcome.COMPLETED, data=apdu.data))
        elif apdu.command == codes.ABORT:
            code = apdu.data[0] if apdu.data else 0
            self._end_after_answer(Ended(Outcome.ABORTED, code, apdu.data))
        else:
            self._answer_soon(self._serve(apdu), None)

    def _lengthen_t4(self, apdu: Apdu) -> None:
        """An intermediate status may carry a new T4 in minutes behind its status byte."""
        minutes = apdu.data[1:2]
        if apdu.command == codes.INTERMEDIATE_STATUS and minutes:
            try:
                self._t4_us = decode_bcd(minutes) * _US_PER_MIN or self._t4_us
            except ZvtError:
                return

    def _accept(self) -> None:
        self._accepted = True
        self._restart_timer(self._t4_us)

    def _end_after_answer(self, ended: Ended) -> None:
        self._cancel_timer()
        self._ended = True
        self._answer_soon(TAKEN, lambda _delivered: self._on_end(ended))

    def _answer_soon(self, answer: Apdu, on_settled: Callable[[bool], None] | None) -> None:
        delay_us = self._rng.randint(3 * US_PER_MS, 40 * US_PER_MS)
        self._scheduler.after(delay_us, self._link.send, answer.encode(), on_settled)

    def _end(self, ended: Ended) -> None:
        self._cancel_timer()
        self._ended = True
        self._on_end(ended)

    def _restart_timer(self, delay_us: int) -> None:
        self._cancel_timer()
        self._timer = self._scheduler.after(delay_us, self._end, Ended(Outcome.SILENT))

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
