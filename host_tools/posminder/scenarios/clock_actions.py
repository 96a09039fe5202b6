# SPDX-License-Identifier: MIT
"""Actions of a terminal that calls for its diagnosis, and of what it tells of the time.

As in actions.py, which brings all of them together.
"""

from __future__ import annotations

from typing import Final

from posminder.scenarios.action import by
from posminder.scenarios.stage import Stage
from posminder.scenarios.values import choice
from posminder.simulator import zvt_codes as codes
from posminder.simulator.timeline import Who

_CALLS: Final = {
    "diagnosis": codes.STATUS_DIAGNOSE,
    "clock": codes.STATUS_CLOCK_WRONG,
    "repair": codes.STATUS_OUT_OF_ORDER,
}


@by(Who.TERMINAL, choice(*_CALLS, "nothing"))
def terminal_calls_for(stage: Stage, need: str) -> None:
    """Let the terminal refuse every sale until it has that (status C2, 62, DF); nothing: cured."""
    if need == "nothing":
        stage.zvt.locks.clear()
    else:
        stage.zvt.locks.add(_CALLS[need])


@by(Who.TERMINAL)
def keep_time_to_itself(stage: Stage, _: None) -> None:
    """Let the terminal pass no time on after a diagnosis, as some do."""
    stage.zvt.switches.keeps_time_to_itself = True
