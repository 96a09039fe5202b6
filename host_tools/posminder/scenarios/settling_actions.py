# SPDX-License-Identifier: MIT
"""Actions of a terminal that settles or uploads by itself, and of one that sells off-line.

As in actions.py, which brings all of them together.
"""

from __future__ import annotations

from typing import Final

from posminder.scenarios.action import by
from posminder.scenarios.stage import Stage
from posminder.scenarios.values import AMOUNT, choice, number, optional
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.timeline import Who

_TRY_AGAIN_US: Final = 2 * US_PER_S


@by(Who.TERMINAL, optional(choice("announced")))
def terminal_settles(stage: Stage, manner: str | None) -> None:
    """Let the terminal settle by itself, unseen; announced: at the next command, and it says so."""
    if manner is None:
        stage.zvt.state.settle()
    else:
        stage.zvt.switches.settles_by_itself = True


@by(Who.TERMINAL, AMOUNT)
def sells_offline(stage: Stage, floor_minor: int) -> None:
    """Let the terminal, without its acquirer, approve sales up to this amount and hold them."""
    stage.zvt.switches.offline_floor_minor = floor_minor


@by(Who.TERMINAL)
def terminal_uploads(stage: Stage, _: None) -> None:
    """Let the terminal send by itself what it approved off-line, as soon as it is free."""
    if not stage.zvt.upload():
        stage.scheduler.after(_TRY_AGAIN_US, terminal_uploads, stage, None)


@by(Who.ACQUIRER, number(1, 20))
def refuse_uploads(stage: Stage, times: int) -> None:
    """Let the acquirer refuse the next so many uploads of off-line sales."""
    stage.zvt.switches.refuse_uploads = times


@by(Who.CASHIER)
def register_uploads(stage: Stage, _: None) -> None:
    """Have the register order the upload of off-line sales."""
    stage.zvt_register.send_offline()
