# SPDX-License-Identifier: MIT
"""A whole shop around one board: terminal, register, printer, acquirer, and a cashier's hands.

In line the register sells through the board; beside, the terminal is worked by hand and there is
no register. Everything random comes from one seed.
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
from posminder.simulator.world import World

PASSWORD: Final = "000000"  # as the example profiles have it
CLOSING_PRESS_MS: Final = 2_500  # held: the agent asks for two seconds


class Shop:
    """A context manager, as World is. `epoch_s`: wall time at the start, seconds since 1970 UTC.

    `currency` (ISO 4217 number) and `tid` are the terminal's, as the profile says them; after
    `batch_limit` transactions it demands an end of day. `config` is the byte the register
    registers with (08: the terminal prints itself and is worked by hand as well), `text_blocks`
    whether it asks for blocks instead of lines. `board`: World's own options.
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
        **board: Any,
    ) -> None:
        self.world = World(epoch_s, seed, **board)
        scheduler = self.world.scheduler
        self.rng = random.Random(f"shop/{seed}")
        self.acquirer = Acquirer(random.Random(f"acquirer/{seed}"))
        self.terminal = Terminal(
            scheduler,
            self.world.terminal_line,
            self.acquirer,
            random.Random(f"terminal/{seed}"),
            tid=tid,
            password=PASSWORD,
            currency=currency,
            zone_s=zone_s,
            batch_limit=batch_limit,
        )
        self.printer = Printer()
        self.register = (
            Register(
                scheduler,
                self.world.register_line,
                self.printer,
                random.Random(f"register/{seed}"),
                config=config,
                password=PASSWORD,
                currency=currency,
                text_blocks=text_blocks,
            )
            if in_line
            else None
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
