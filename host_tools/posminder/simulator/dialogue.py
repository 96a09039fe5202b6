# SPDX-License-Identifier: MIT
"""Runs one command's dialogue, written as a generator, on timers and link callbacks.

A script yields what it wants done and gets back what came of it, so that it reads in the order
of the specification's sequence diagrams. Nothing waits: each yield returns to the scheduler.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial
from typing import TypeVar, assert_never

from posminder.simulator.scheduler import Scheduler, Timer
from posminder.simulator.zvt_frames import SerialLink
from posminder.simulator.zvt_messages import Apdu


@dataclass(frozen=True, slots=True)
class Pause:
    """Let time pass. Resumes with None, or with the abort request that cut it short."""

    delay_us: int
    abortable: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """Send a message nobody answers. Resumes with None."""

    apdu: Apdu


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a command. Resumes with its answer, or with None when the other side stays silent."""

    apdu: Apdu


_Result = TypeVar("_Result")
Script = Generator[Pause | Say | Ask, Apdu | None, _Result]


class Dialogue:
    """One running script. `t3_us` is how long an answer may take once a command is delivered."""

    def __init__(
        self,
        scheduler: Scheduler,
        link: SerialLink,
        script: Script[None],
        on_end: Callable[[], None],
        *,
        t3_us: int,
    ) -> None:
        self._scheduler = scheduler
        self._link = link
        self._script = script
        self._on_end = on_end
        self._t3_us = t3_us
        self._step: Pause | Say | Ask | None = None
        self._timer: Timer | None = None

    def start(self) -> None:
        """Run the script up to its first wait."""
        self._resume(None)

    def answer(self, apdu: Apdu) -> None:
        """Hand in an answer from the line; dropped unless the script asked for one."""
        if isinstance(self._step, Ask):
            self._resume(apdu)

    def abort(self, apdu: Apdu) -> bool:
        """Cut an abortable pause short; return False when the script is not in one."""
        if not (isinstance(self._step, Pause) and self._step.abortable):
            return False
        self._resume(apdu)
        return True

    def stop(self) -> None:
        """Drop the script where it stands; `on_end` is not called."""
        self._cancel_timer()
        self._step = None
        self._script.close()

    def _resume(self, value: Apdu | None) -> None:
        self._cancel_timer()
        try:
            while True:
                step = self._script.send(value)
                value = None
                self._step = step
                if isinstance(step, Say):
                    self._link.send(step.apdu.encode())
                    continue
                self._wait(step)
                return
        except StopIteration:
            self._step = None
            self._on_end()

    def _wait(self, step: Pause | Ask) -> None:
        if isinstance(step, Pause):
            self._timer = self._scheduler.after(step.delay_us, self._resume, None)
        elif isinstance(step, Ask):
            self._link.send(step.apdu.encode(), partial(self._delivered, step))
        else:
            assert_never(step)

    def _delivered(self, step: Ask, delivered: bool) -> None:
        if self._step is not step:
            return
        if delivered:
            self._timer = self._scheduler.after(self._t3_us, self._resume, None)
        else:
            self._resume(None)

    def _cancel_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
