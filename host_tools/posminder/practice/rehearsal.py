# SPDX-License-Identifier: MIT
"""One practice while it runs: what is to be seen at the counter now, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from posminder.errors import UsageError
from posminder.practice.incidents import Incident
from posminder.practice.score import Score, judge
from posminder.profile.values import did_you_mean
from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.play import Run, opened
from posminder.simulator.register import SaleView
from posminder.simulator.terminal_truth import Sale
from posminder.simulator.timeline import Moment, Who

WAIT_MIN_MAX: Final = 60
_TOLD: Final = (Who.CASHIER, Who.TERMINAL, Who.BOARD)  # cables and mains tell nobody anything
_MINUTE_S: Final = 60


class ActUnknown(UsageError):
    """There is no act {}{}. Next: one of {}"""


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person can do. `action` of scenarios.actions, with its value; None: none.

    `takes_s`: how long it takes, and how long he then looks at what comes of it.
    """

    name: str
    takes_s: int
    actions: tuple[tuple[str, object], ...] = ()


ACTS: Final[dict[str, Act]] = {
    each.name: each
    for each in (
        Act("sell", 30),
        Act("paper", 20, (("register_paper", "in"),)),
        Act("reprint", 20, (("repeat_receipt", None),)),
        Act("press", 5, (("press_button", None),)),
        Act("twice", 5, (("press_twice", None),)),
        Act("hold", 20, (("hold_button", None),)),
        Act("look", 15),
        Act("plug", 20, (("plug_terminal", None),)),
        Act("owner", 60),
        Act("runbook", 20),
        Act("off", 5, (("breaker", None),)),
        Act("on", 20, (("give_power", None), ("terminal_on", None))),
        Act("wait", 0),
    )
}
"""By name, in the order in which they are offered."""


@dataclass(frozen=True, slots=True)
class View:
    """What is to be seen and heard at the counter. `sounds`: patterns since the last look.

    `register` is what it says of the last sale, with its amount; None: nothing was sold.
    """

    now_s: int
    lamp: str
    panel: tuple[str, ...]
    sounds: tuple[int, ...]
    register: tuple[SaleView, int] | None


@dataclass(frozen=True, slots=True)
class TerminalView:
    """What the terminal itself shows: `state` off, unplugged, sign_in, settle or ready.

    `last` is its newest transaction, `open_count` and `open_minor` what waits to be settled.
    """

    state: str
    last: Sale | None
    open_count: int
    open_minor: int


class Rehearsal:
    """A practice of `incident` under way."""

    def __init__(self, incident: Incident, run: Run) -> None:
        self.incident = incident
        self.watching = True  # the trainee is at the counter
        self._run = run
        self._heard = len(run.stage.counter.sounds)

    @property
    def over(self) -> bool:
        """Whether its time is up."""
        return self._run.now_s >= self.incident.ends_s

    @property
    def currency(self) -> int:
        """The shop's, ISO 4217 number."""
        return self._run.profile.currency

    def view(self) -> View:
        """Return what is to be seen now, and what was heard since this was asked last."""
        counter, register = self._run.stage.counter, self._run.stage.register
        sounds = counter.sounds[self._heard :]
        self._heard = len(counter.sounds)
        last = register.sales[-1] if register.sales else None
        powered = self._run.stage.world.powered
        return View(
            self._run.now_s,
            counter.lamp if powered else "off",
            counter.panel if powered else (),
            tuple(pattern for _, pattern in sounds),
            None if last is None else (last.state, last.amount_minor),
        )

    def terminal(self) -> TerminalView:
        """Return what somebody sees who looks at the terminal and its cable."""
        stage = self._run.stage
        terminal = stage.zvt
        truth = terminal.truth
        if not terminal.powered:
            state = "off"
        elif stage.world.terminal_line.unplugged:
            state = "unplugged"
        elif terminal.needs_initialisation:
            state = "sign_in"
        else:
            state = "settle" if terminal.locks else "ready"
        batch = terminal.state.count_batch()
        last = truth.sales[-1] if truth.sales else None
        return TerminalView(state, last, batch.count, batch.total_minor)

    def do(self, name: str, minutes: int = 1) -> None:
        """Do one of ACTS and see what comes of it; `minutes` is for wait. Raises ActUnknown."""
        if name not in ACTS:
            raise ActUnknown(name, did_you_mean(name, list(ACTS)), ", ".join(ACTS))
        act, stage = ACTS[name], self._run.stage
        if name == "sell":
            stage.register.sell(self.incident.price_minor)
        for action, value in act.actions:
            if not self._has(action):
                stage.say(Who.CASHIER, action, **ACTIONS[action].kind.tell(value))
                ACTIONS[action].do(stage, value)
        takes_s = minutes * _MINUTE_S if name == "wait" else act.takes_s
        self._run.until(min(self._run.now_s + takes_s, self.incident.ends_s))

    def _has(self, action: str) -> bool:
        """Return whether `action` gives power to what has it already."""
        stage = self._run.stage
        powered = {"give_power": stage.world.powered, "terminal_on": stage.terminal.powered}
        return powered.get(action, False)

    def finish(self) -> Score:
        """Let time run out, pull the journal, and judge by it."""
        self._run.until(self.incident.ends_s)
        self.watching = False
        return judge(self.incident, self._run.ended())


@contextmanager
def rehearsal(
    incident: Incident, seed: int, language: str, tell: Callable[[Moment], None]
) -> Iterator[Rehearsal]:
    """Play the incident up to the moment at which the trainee takes over; `tell` him from then.

    What he is told is what somebody at the counter sees.
    """
    it: Rehearsal | None = None

    def note(moment: Moment) -> None:
        if it is not None and it.watching and moment.who in _TOLD:
            tell(moment)

    with opened(incident.played(seed, language), tell=note) as run:
        run.until(incident.takes_over_s)
        it = Rehearsal(incident, run)
        yield it
