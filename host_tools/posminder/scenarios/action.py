# SPDX-License-Identifier: MIT
"""What an action of a scenario is, and the table that actions.py fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from posminder.scenarios.stage import Stage
from posminder.scenarios.values import NOTHING, Kind
from posminder.simulator.timeline import Who

Deed = Callable[[Stage, Any], None]


@dataclass(frozen=True, slots=True)
class Action:
    """One row of ACTIONS: `who` does it, `kind` is what a step gives it, `do` does it now."""

    name: str
    who: Who
    kind: Kind
    help: str
    do: Deed


ACTIONS: Final[dict[str, Action]] = {}
"""By name, in the order in which the help lists them."""


def by(who: Who, kind: Kind = NOTHING) -> Callable[[Deed], Deed]:
    """Return what enters a deed into ACTIONS under its own name, its docstring as the help."""

    def enter(deed: Deed) -> Deed:
        name = deed.__name__
        ACTIONS[name] = Action(name, who, kind, deed.__doc__ or "", deed)
        return deed

    return enter
