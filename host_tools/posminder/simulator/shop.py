# SPDX-License-Identifier: MIT
"""A whole shop around one board: terminal, register, printer, acquirer, and a cashier's hands.

In line the register sells through the board; beside, the terminal is worked by hand and there is
no register. Terminal and register speak ZVT, or Transbank POS Integrado.
Everything random comes from one seed.
"""

from __future__ import annotations

import random
from types import TracebackType
from typing import Any, Final, Self

from posminder.simulator.acquirer import Acquirer
from posminder.simulator.printer import Printer
from posminder.simulator.register import CONFIG, Register
from posminder.simulator.scheduler import Scheduler
from posminder.simulator.terminal import BATCH_LIMIT, Terminal
from posminder.simulator.transbank_register import TransbankRegister
from posminder.simulator.transbank_terminal import TransbankTerminal
from posminder.simulator.world import World

PASSWORD: Final = "000000"  # as the example profiles have it
CLOSING_PRESS_MS: Final = 2_500  # held: the agent asks for two seconds


class Shop:
    """A context manager, as World is. `epoch_s`: wall time at the start, seconds since 1970 UTC.

    `currency` (ISO 4217 number) and `tid` are the terminal's, as the profile says them; after
    `batch_limit` transactions it demands an end of day. `config` is the byte the register
    registers with (08: the terminal prints itself and is worked by hand as well), `text_blocks`
    whether it asks for blocks instead of lines. `transbank_baud`: terminal and register speak
    Transbank POS Integrado at this speed, in whole pesos, and the terminal prints itself. `board`:
    World's own options.
    """

    def __init__(
        self,
        epoch_s: int,
        seed: int,
        *,
        in_line: bool = True,
        zone_s: int = 3600,
        currency: int = 978,
        tid: str = "29001234",
        batch_limit: int = BATCH_LIMIT,
        config: int = CONFIG,
        text_blocks: bool = False,
        transbank_baud: int | None = None,
        **board: Any,
    ) -> None:
        self.world = World(epoch_s, seed, **board)
        scheduler = self.world.scheduler
        self.rng = random.Random(f"shop/{seed}")
        self.acquirer = Acquirer(random.Random(f"acquirer/{seed}"))
        self.printer = Printer()
        self.terminal: Terminal | TransbankTerminal
        self.register: Register | TransbankRegister | None
        rng = random.Random(f"terminal/{seed}")
        if transbank_baud is not None:
            self.terminal, self.register = self._transbank(transbank_baud, rng, tid, zone_s)
            return
        self.terminal = Terminal(
            scheduler,
            self.world.terminal_line,
            self.acquirer,
            rng,
            tid=tid,
            password=PASSWORD,
            currency=currency,
            zone_s=zone_s,
            batch_limit=batch_limit,
        )
        self.register = None
        if in_line:
            self.register = self._zvt_register(
                random.Random(f"register/{seed}"),
                config=config,
                currency=currency,
                text_blocks=text_blocks,
            )

    def _transbank(
        self, baud: int, rng: random.Random, tid: str, zone_s: int
    ) -> tuple[TransbankTerminal, TransbankRegister]:
        terminal_line, register_line = self.world.terminal_line, self.world.register_line
        terminal_line.baud = register_line.baud = baud
        terminal = TransbankTerminal(
            self.scheduler, terminal_line, self.acquirer, rng, tid=tid, zone_s=zone_s
        )
        return terminal, TransbankRegister(self.scheduler, register_line)

    def _zvt_register(
        self, rng: random.Random, *, config: int, currency: int, text_blocks: bool
    ) -> Register:
        return Register(
            self.scheduler,
            self.world.register_line,
            self.printer,
            rng,
            config=config,
            password=PASSWORD,
            currency=currency,
            text_blocks=text_blocks,
        )

    @property
    def scheduler(self) -> Scheduler:
        """The world's clock."""
        return self.world.scheduler

    def __enter__(self) -> Self:
        self.world.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.world.__exit__(kind, error, traceback)

    def close(self) -> None:
        """Hold the board's button: the shop closes."""
        self.world.press_button(CLOSING_PRESS_MS)
