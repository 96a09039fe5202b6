# SPDX-License-Identifier: MIT
"""What a step can wait for, as somebody sees it who stands outside the board.

Each function of the table counts how often its moment has come so far, from the terminal's and the
acquirer's books, the register's paper, power and the counter. `settle_commanded 2` waits for the
second time from where the step before this one was done.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from posminder.profile.values import did_you_mean
from posminder.scenarios.stage import Stage
from posminder.simulator import transbank_terminal as transbank
from posminder.simulator import zvt_codes as codes
from posminder.simulator.register import SaleView

TIMES_MAX: Final = 1_000
_WRITTEN: Final = re.compile(r"([a-z_]+)(?: (\d{1,4}))?")


@dataclass(frozen=True, slots=True)
class Moment:
    """One row of MOMENTS: `count` says how often it has come."""

    name: str
    help: str
    count: Callable[[Stage], int]


class Watch:
    """Waits on `stage` for the moment written as `when`, from now on."""

    def __init__(self, stage: Stage, when: str) -> None:
        name, times = parse_when(when)
        self._stage = stage
        self._count = MOMENTS[name].count
        self._wanted = self._count(stage) + times

    def came(self) -> bool:
        """Tell whether it has come."""
        return self._count(self._stage) >= self._wanted


def parse_when(value: object) -> tuple[str, int]:
    """Return name and number of `receipt_line 3`. Raises ValueError with a sentence."""
    match = _WRITTEN.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError('must be a moment such as sale_authorised, or "receipt_line 3"')
    name, times = match[1], int(match[2] or 1)
    if name not in MOMENTS:
        raise ValueError(f'"{name}" is no moment{did_you_mean(name, list(MOMENTS))}')
    if not 1 <= times <= TIMES_MAX:
        raise ValueError(f"can be waited for 1 to {TIMES_MAX} times")
    return name, times


def _commanded(zvt: int, other: str) -> Callable[[Stage], int]:
    """Count a command by its number in ZVT and in Transbank POS Integrado: no number is both's."""

    def count(stage: Stage) -> int:
        return sum(each in (zvt, int(other)) for _, each in stage.terminal.truth.commands)

    return count


def _lamp(*names: str) -> Callable[[Stage], int]:
    def count(stage: Stage) -> int:
        return sum(name in names for _, name in stage.counter.lamps)

    return count


def _sales_ended(stage: Stage) -> int:
    return sum(sale.state is not SaleView.RUNNING for sale in stage.register.sales)


def _receipt_lines(stage: Stage) -> int:
    return sum(len(slip.lines) for slip in stage.zvt_register.printer.slips)


def _boots(stage: Stage) -> int:
    return sum(boot.at_us <= stage.scheduler.now_us for boot in stage.world.boots)


def _power_cuts(stage: Stage) -> int:
    return len(stage.world.boots) - stage.world.powered


_ROWS: Final[tuple[Moment, ...]] = (
    Moment(
        "sale_commanded",
        "the register asks for a sale",
        _commanded(codes.AUTHORISATION, transbank.SALE),
    ),
    Moment(
        "sale_authorised",
        "the acquirer approves a sale; the register does not know yet",
        lambda stage: len(stage.shop.acquirer.ledger.authorised),
    ),
    Moment("sale_ended", "the register knows how a sale ended", _sales_ended),
    Moment("receipt_line", "the register's printer prints a line", _receipt_lines),
    Moment(
        "totals_asked",
        "somebody asks for the totals",
        _commanded(codes.SEND_TOTALS, transbank.TOTALS),
    ),
    Moment(
        "settle_commanded",
        "somebody orders the settlement",
        _commanded(codes.END_OF_DAY, transbank.CLOSE),
    ),
    Moment(
        "batch_handed_over",
        "the acquirer has the batch; the board does not know yet",
        lambda stage: len(stage.terminal.truth.batches),
    ),
    Moment(
        "sign_in_commanded",
        "somebody orders the sign-in",
        _commanded(codes.INITIALISATION, transbank.LOAD_KEYS),
    ),
    Moment(
        "signed_in", "the terminal is signed in", lambda stage: len(stage.terminal.truth.sign_ins)
    ),
    Moment("board_booted", "the board starts", _boots),
    Moment("board_dark", "the board loses its power", _power_cuts),
    Moment("alert_sounds", "the board makes a sound", lambda stage: len(stage.counter.sounds)),
    Moment("lamp_red", "the lamp blinks red", _lamp("red")),
    Moment(
        "lamp_yellow", "the lamp turns yellow, blinking or not", _lamp("yellow", "yellow_blink")
    ),
    Moment("lamp_green", "the lamp turns green, blinking or not", _lamp("green", "green_blink")),
    Moment("lamp_blue", "the lamp turns blue: the board is at work", _lamp("blue")),
)
MOMENTS: Final = {moment.name: moment for moment in _ROWS}
