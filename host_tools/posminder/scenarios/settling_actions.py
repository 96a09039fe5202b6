# SPDX-License-Identifier: MIT
"""Actions of a terminal that settles or uploads by itself, and of one that sells off-line.

As in actions.py, which brings all of them together.
"""

from __future__ import annotations

from posminder.scenarios.action import by
from posminder.scenarios.stage import Stage
from posminder.scenarios.values import choice, optional
from posminder.simulator.timeline import Who


@by(Who.TERMINAL, optional(choice("announced")))
def terminal_settles(stage: Stage, manner: str | None) -> None:
    """Let the terminal settle by itself, unseen; announced: at the next command, and it says so."""
    if manner is None:
        stage.terminal.state.settle()
    else:
        stage.terminal.switches.settles_by_itself = True
