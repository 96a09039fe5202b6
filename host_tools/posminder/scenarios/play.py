# SPDX-License-Identifier: MIT
"""Plays a scenario against the real firmware in virtual time, and brings back what came of it.

The technician commissions the board when the scenario begins and pulls its journal over the host
line when it ends; in between people and parts do what the steps say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import Final, Protocol, TypedDict, Unpack

from posminder.journal_file import Record
from posminder.scenarios.actions import ACTIONS
from posminder.scenarios.cashier import Person
from posminder.scenarios.counter import Counter
from posminder.scenarios.invariants import Evidence
from posminder.scenarios.moments import Watch
from posminder.scenarios.profiles import SiteProfile, profile_of
from posminder.scenarios.scenario import Scenario, Step
from posminder.scenarios.stage import Stage
from posminder.scenarios.technician import Desk, Pulled, Technician, seeded_desk
from posminder.simulator.acquirer import Ledger
from posminder.simulator.register import CONFIG, CONFIG_TERMINAL_PRINTS
from posminder.simulator.scheduler import US_PER_MS, US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.terminal_truth import TerminalTruth
from posminder.simulator.timeline import Moment, Timeline, Who
from posminder.simulator.transbank_terminal import TransbankTerminal
from posminder.simulator.world import HEAP_KIB, Boot, World
from posminder_formats import profile_fields
from posminder_formats import records as r

_POWERED_S: Final = 1  # after the power comes, the board speaks
Chain = tuple[Step, ...]
_STRIDE_US: Final = 30 * US_PER_S  # between two reports of progress


class Pace(Protocol):
    """What holds virtual time back, for people to watch: asked after every stride."""

    stride_us: int

    def on(self, world: World) -> AbstractContextManager[None]:
        """Begin with it, to the end of the context."""

    def keep(self, world: World) -> None:
        """Return once the virtual time of `world` is due."""


@dataclass(frozen=True)
class Played:
    """A scenario and everything that came of it. Times in us count from the world's start."""

    scenario: Scenario
    profile: SiteProfile
    board_id: str
    pulled: Pulled
    truth: TerminalTruth
    ledger: Ledger
    boots: tuple[Boot, ...]
    moments: tuple[Moment, ...]
    counter: Counter
    unplayed: tuple[Step, ...]  # whose moment never came
    epoch_s: int  # wall time at the world's start, UTC
    ended_us: int

    @property
    def records(self) -> tuple[Record, ...]:
        """The whole journal."""
        return self.pulled.records

    @property
    def after_commissioning(self) -> tuple[Record, ...]:
        """The journal after the profile was applied, without the technician's own visits."""
        first = next(each.seq for each in self.records if each.kind == r.R_PROFILE)
        return tuple(
            each for each in self.records if each.seq > first and each.kind not in _BOOKKEEPING
        )

    def evidence(self) -> Evidence:
        """Return what the invariants read of it."""
        return Evidence(
            self.records,
            self.truth,
            self.ledger,
            self.boots,
            self.profile.values,
            self.epoch_s,
            self.pulled.standing,
        )


# A lease is the technician's, a STATE record the ring's: neither tells what happened in the shop.
_BOOKKEEPING: Final = (r.R_LEASE, r.R_STATE, r.R_SEAL)


class Options(TypedDict, total=False):
    """What play and opened may be given beside the scenario."""

    tell: Callable[[Moment], None] | None  # gets each moment as it happens
    progress: Callable[[int, int], None] | None  # virtual seconds done, and in all
    pace: Pace | None
    heap_kib: int  # the board's
    board_id: str | None  # it and its key come from the seed, but for this and
    desk: Desk | None  # this one


def play(scenario: Scenario, **options: Unpack[Options]) -> Played:
    """Play `scenario` to its end.

    Raises UsageError for settings that are no profile, BoardCrashed.
    """
    with opened(scenario, **options) as run:
        pace = options.get("pace")
        with nullcontext() if pace is None else pace.on(run.stage.world):
            run.until(scenario.ends_s)
        return run.ended()


@contextmanager
def opened(scenario: Scenario, **options: Unpack[Options]) -> Iterator[Run]:
    """Open the shop of `scenario`, commission its board, and let the caller take it on from there.

    As play does, which takes it to its end.
    """
    tell, desk = options.get("tell"), options.get("desk")
    profile = profile_of(scenario)
    moments: list[Moment] = []

    def note(moment: Moment) -> None:
        moments.append(moment)
        if tell is not None:
            tell(moment)

    shop, midnight_s = _shop(
        scenario, profile, options.get("heap_kib", HEAP_KIB), options.get("board_id")
    )
    with shop:
        stage = Stage(
            shop,
            Timeline(shop, note),
            Counter(),
            Technician(shop, desk or seeded_desk(scenario.seed)),
            midnight_s,
            lambda over: profile_of(scenario, over).compiled,
        )
        run = Run(scenario, stage, profile, moments, options.get("progress"), options.get("pace"))
        run.open()
        yield run


def _shop(
    scenario: Scenario, profile: SiteProfile, heap_kib: int, board_id: str | None
) -> tuple[Shop, int]:
    """Return the shop as `scenario` begins, and the midnight before, UTC s."""
    midnight_s, zone_s = profile.midnight(scenario.date)
    shop = Shop(
        midnight_s + scenario.begins_s,
        scenario.seed,
        in_line=profile.in_line,
        zone_s=zone_s,
        heap_kib=heap_kib,
        rtc=scenario.clock_chip,
        currency=profile.currency,
        tid=profile.terminal_id,
        config=CONFIG_TERMINAL_PRINTS if profile.terminal_prints else CONFIG,
        transbank_baud=profile.transbank_baud,
    )
    shop.world.board_id = board_id or shop.world.board_id
    shop.world.terminal_line.unplugged = profile.attended
    if isinstance(shop.terminal, TransbankTerminal):
        shop.terminal.zones = tuple(profile.offsets)
    else:
        shop.terminal.state.zones = tuple(profile.offsets)
        # A terminal does what its acquirer's sheet says of it.
        shop.terminal.switches.settlement_signs_off = profile.values[profile_fields.P_AUTO_SIGN_OFF]
    return shop, midnight_s


class Run:
    """One play of `scenario` on `stage`.

    A chain is a step at a time with the steps that wait for moments behind it; each of these
    begins to wait when the step before it was done.
    """

    def __init__(
        self,
        scenario: Scenario,
        stage: Stage,
        profile: SiteProfile,
        moments: list[Moment],
        progress: Callable[[int, int], None] | None,
        pace: Pace | None,
    ) -> None:
        self._scenario = scenario
        self.stage = stage
        self.profile = profile
        self._moments = moments
        self._progress = progress
        self._pace = pace
        self._waiting: list[tuple[Watch, Chain]] = []
        self._due: list[tuple[int, Chain]] = []  # whose moment came, and when they are to be done
        self._coming = self._chains(before=False)

    @property
    def now_s(self) -> int:
        """The time, in whole seconds after the first day's midnight."""
        return self._scenario.begins_s + self.stage.scheduler.now_us // US_PER_S

    def open(self) -> None:
        """How the shop is found, by steps at or before the beginning; then the technician."""
        stage, scenario = self.stage, self._scenario
        stage.counter.watch(stage.world)
        for head, *_ in self._chains(before=True):
            self._perform(head)
        stage.world.run_for(_POWERED_S * US_PER_S)
        stage.technician.commission(self.profile.compiled, sets_clock=scenario.sets_clock)
        stage.say(Who.TECHNICIAN, "commission")
        Person(stage, scenario.cashier)
        if stage.shop.register is not None and stage.terminal.idle:
            stage.register.start()

        for chain in self._chains(before=True):
            self._wait(chain[1:])

    def until(self, at_s: int) -> None:
        """Let everything happen until `at_s`, seconds after the first day's midnight."""
        while self._coming and (self._coming[0][0].at_s or 0) <= at_s:
            chain = self._coming.pop(0)
            self._run_until(chain[0].at_s or 0)
            self._do(chain)
        self._run_until(at_s)

    def ended(self) -> Played:
        """Let the technician pull, and return what came of it."""
        left = [chain for _, chain in (*self._waiting, *self._due)]
        pulled, stage = self.pull(), self.stage
        return Played(
            self._scenario,
            self.profile,
            stage.technician.board_id,
            pulled,
            stage.terminal.truth,
            stage.shop.acquirer.ledger,
            tuple(stage.world.boots),
            tuple(self._moments),
            stage.counter,
            tuple(step for chain in left for step in chain),
            stage.scheduler.epoch_s,
            stage.scheduler.now_us,
        )

    def pull(self) -> Pulled:
        """Let the technician pull; where there is no power, he gives the board some first."""
        stage = self.stage
        if not stage.world.powered:
            stage.world.start()
            stage.world.run_for(_POWERED_S * US_PER_S)
        pulled = stage.technician.pull()
        stage.say(Who.TECHNICIAN, "pull", records=len(pulled.records))
        return pulled

    def _chains(self, *, before: bool) -> list[Chain]:
        """Return the chains that begin before or after the scenario does, in order of time."""
        chains: list[list[Step]] = []
        for step in self._scenario.steps:
            if step.at_s is not None or not chains:
                chains.append([])
            chains[-1].append(step)
        chosen = [c for c in chains if ((c[0].at_s or 0) <= self._scenario.begins_s) is before]
        return [tuple(chain) for chain in sorted(chosen, key=lambda chain: chain[0].at_s or 0)]

    def _run_until(self, at_s: int) -> None:
        """Let time pass until `at_s` of the shop's day, and do what falls due on the way."""
        world, stride_us = (
            self.stage.world,
            _STRIDE_US if self._pace is None else self._pace.stride_us,
        )
        limit_us = (at_s - self._scenario.begins_s) * US_PER_S
        while world.scheduler.now_us < limit_us:
            now_us = world.scheduler.now_us
            stop_us = min([limit_us, now_us + stride_us, *(at_us for at_us, _ in self._due)])
            world.run_while(self._nothing_came, stop_us - now_us)
            self._catch_up()

    def _nothing_came(self) -> bool:
        return not any(watch.came() for watch, _ in self._waiting)

    def _catch_up(self) -> None:
        """Do what is due now, note what came, and report."""
        stage = self.stage
        now_us = stage.scheduler.now_us
        for watch, chain in [each for each in self._waiting if each[0].came()]:
            self._waiting.remove((watch, chain))
            self._due.append((now_us + chain[0].after_ms * US_PER_MS, chain))
        for at_us, chain in [each for each in self._due if each[0] <= now_us]:
            self._due.remove((at_us, chain))
            self._do(chain)
        stage.timeline.catch_up()
        if self._progress is not None:
            length_s = self._scenario.ends_s - self._scenario.begins_s
            self._progress(min(now_us // US_PER_S, length_s), length_s)
        if self._pace is not None:
            self._pace.keep(stage.world)

    def _do(self, chain: Chain) -> None:
        self._perform(chain[0])
        self._wait(chain[1:])

    def _wait(self, chain: Chain) -> None:
        if chain:
            self._waiting.append((Watch(self.stage, chain[0].when or ""), chain))

    def _perform(self, step: Step) -> None:
        action = ACTIONS[step.action]
        self.stage.say(action.who, action.name, **action.kind.tell(step.value))
        action.do(self.stage, step.value)
