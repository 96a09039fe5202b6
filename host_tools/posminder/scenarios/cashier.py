# SPDX-License-Identifier: MIT
"""A person at the counter who reacts to the board. Knows only what lamp, sound and panel say."""

from __future__ import annotations

import re
from typing import Final

from posminder.scenarios.counter import CALLING
from posminder.scenarios.scenario import Cashier
from posminder.scenarios.stage import Stage
from posminder.simulator.register import Register
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.timeline import Who
from posminder.simulator.transbank_register import TransbankRegister

# The panel names the sale whose receipt is owed, in either language.
_NO_RECEIPT: Final = re.compile(r"No receipt: (\d+)|凭证 (\d+) 未打印")


class Person:
    """Lives on `stage` as `habits` say, from now on."""

    def __init__(self, stage: Stage, habits: Cashier) -> None:
        self._stage = stage
        self._habits = habits
        self._on_the_way = False
        self._reprinting: int | None = None
        stage.counter.on_change = self._look

    def _look(self) -> None:
        """Notice what changed at the counter, and mean to do something about it."""
        habits, scheduler = self._habits, self._stage.scheduler
        calls = self._stage.counter.lamp in CALLING
        if calls and not self._on_the_way and habits.sees_after_s is not None:
            self._on_the_way = True
            scheduler.after(habits.sees_after_s * US_PER_S, self._answer)
        owed = self._owed()
        if owed not in (None, self._reprinting) and habits.reprints_after_s is not None:
            self._reprinting = owed
            scheduler.after(habits.reprints_after_s * US_PER_S, self._reprint, owed)

    def _answer(self) -> None:
        self._on_the_way = False
        if self._stage.counter.lamp not in CALLING:
            return  # somebody was faster, or it has settled itself
        if self._habits.mutes:
            self._stage.say(Who.CASHIER, "press_twice")
            self._stage.press_twice()
        else:
            self._stage.say(Who.CASHIER, "press_button")
            self._stage.press()

    def _reprint(self, trace: int) -> None:
        """Print the receipt the board asks for, if it is the one a register can still repeat."""
        self._reprinting = None
        register = self._stage.shop.register
        if register is None or self._owed() != trace or _last_trace(register) != trace:
            return
        self._stage.say(Who.CASHIER, "repeat_receipt")
        if isinstance(register, Register):
            register.printer.paper = True
        register.repeat_receipt()

    def _owed(self) -> int | None:
        match = _NO_RECEIPT.search("\n".join(self._stage.counter.panel))
        return None if match is None else int(match[1] or match[2])


def _last_trace(register: Register | TransbankRegister) -> int | None:
    """Return the trace number on the newest slip."""
    traces = [sale.trace for sale in register.sales if sale.trace is not None]
    return traces[-1] if traces else None
