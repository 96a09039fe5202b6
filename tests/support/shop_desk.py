# SPDX-License-Identifier: MIT
"""Terminal, register and acquirer joined by one direct line, with no board in between."""

from __future__ import annotations

import random
from typing import Any

from posminder.simulator.acquirer import Acquirer
from posminder.simulator.exchange import Ended, Exchange
from posminder.simulator.printer import Printer
from posminder.simulator.register import CONFIG, Register
from posminder.simulator.scheduler import Scheduler
from posminder.simulator.terminal import Terminal
from posminder.simulator.zvt_frames import SerialLink
from posminder.simulator.zvt_messages import Apdu
from tests.support.paced_pair import paced_pair, run_for

EPOCH_S = 1_772_355_600  # 2026-03-01 09:00:00 UTC


class ShopDesk:
    """A register sells through a terminal."""

    def __init__(
        self,
        seed: int = 1,
        *,
        config: int = CONFIG,
        runs_initialisation: bool = False,
        text_blocks: bool = False,
        currency: int = 978,
        batch_limit: int = 250,
    ) -> None:
        rng = random.Random(seed)
        self.scheduler = Scheduler(EPOCH_S)
        self.terminal_end, self.register_end = paced_pair(self.scheduler)
        self.acquirer = Acquirer(rng)
        self.terminal = Terminal(
            self.scheduler,
            self.terminal_end,
            self.acquirer,
            rng,
            currency=currency,
            batch_limit=batch_limit,
        )
        self.register = Register(
            self.scheduler,
            self.register_end,
            Printer(),
            rng,
            config=config,
            currency=currency,
            runs_initialisation=runs_initialisation,
            text_blocks=text_blocks,
        )

    def run(self, seconds: float) -> None:
        """Let time pass."""
        run_for(self.scheduler, seconds)

    def settle_down(self, seconds: float = 600) -> None:
        """Let the register finish what it has begun, and the terminal after it."""
        for _ in range(int(seconds)):
            self.run(1)
            if self.register.idle and self.terminal.idle:
                return
        raise AssertionError(f"still busy after {seconds} s")


def started(seed: int = 1, **options: Any) -> ShopDesk:
    """Return a desk whose register has registered; options are ShopDesk's."""
    desk = ShopDesk(seed, **options)
    desk.register.start()
    desk.settle_down()
    return desk


class BareRegister:
    """Sends single commands and keeps what the terminal said to each."""

    def __init__(self, seed: int = 1, *, batch_limit: int = 250) -> None:
        self._rng = random.Random(seed)
        self.scheduler = Scheduler(EPOCH_S)
        self.terminal_end, self.register_end = paced_pair(self.scheduler)
        self.acquirer = Acquirer(self._rng)
        self.terminal = Terminal(
            self.scheduler, self.terminal_end, self.acquirer, self._rng, batch_limit=batch_limit
        )
        self.said: list[Apdu] = []
        self.answers: dict[int, Apdu] = {}
        self._link = SerialLink(self.scheduler, self.register_end, self._received)
        self._exchange: Exchange | None = None

    def ask(self, command: int, data: str = "") -> Ended:
        """Run one command to its end; `data` in hex. `said` holds the terminal's commands."""
        ends: list[Ended] = []
        self.said = []
        apdu = Apdu(command, bytes.fromhex(data))
        self._exchange = Exchange(
            self.scheduler, self._link, self._rng, apdu, self._serve, ends.append
        )
        self._exchange.start()
        for _ in range(400):
            run_for(self.scheduler, 1)
            if ends:
                return ends[0]
        raise AssertionError(f"no end of {apdu}")

    def send(self, command: int, data: str = "") -> None:
        """Send a command in the middle of another one."""
        self._link.send(Apdu(command, bytes.fromhex(data)).encode())

    def _received(self, message: bytes) -> None:
        if self._exchange is not None:
            self._exchange.receive(Apdu.decode(message))

    def _serve(self, apdu: Apdu) -> Apdu:
        self.said.append(apdu)
        return self.answers.get(apdu.command, Apdu(0x8000))
