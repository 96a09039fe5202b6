# SPDX-License-Identifier: MIT
"""Who waits how long for what: the register's T3 and T4, the terminal's T3."""

from __future__ import annotations

import random

import pytest

from posminder.simulator import zvt_codes as codes
from posminder.simulator.dialogue import Ask, Dialogue, Pause, Script
from posminder.simulator.exchange import TAKEN, Ended, Exchange, Outcome
from posminder.simulator.scheduler import US_PER_S, Scheduler
from posminder.simulator.zvt_frames import ACK, SerialLink, encode_frame
from posminder.simulator.zvt_messages import Apdu
from tests.support.paced_pair import paced_pair, run_for

_SALE = Apdu(codes.AUTHORISATION)


class Waiting:
    """An exchange whose terminal says what a test tells it to, and when."""

    def __init__(self) -> None:
        self.scheduler = Scheduler(0)
        register_end, terminal_end = paced_pair(self.scheduler)
        self.terminal = SerialLink(self.scheduler, terminal_end, lambda _message: None)
        link = SerialLink(
            self.scheduler, register_end, lambda data: self.exchange.receive(Apdu.decode(data))
        )
        self.ends: list[tuple[Outcome, int]] = []
        self.exchange = Exchange(
            self.scheduler, link, random.Random(1), _SALE, lambda _apdu: TAKEN, self._ended
        )
        self.exchange.start()

    def say_at(self, second: int, message: str) -> None:
        """Let the terminal send `message`."""
        delay_us = second * US_PER_S - self.scheduler.now_us
        self.scheduler.after(delay_us, self.terminal.send, bytes.fromhex(message))

    def _ended(self, end: Ended) -> None:
        self.ends.append((end.outcome, self.scheduler.now_us // US_PER_S))


def test_no_answer_ends_after_t3() -> None:
    waiting = Waiting()
    run_for(waiting.scheduler, 30)
    assert waiting.ends == [(Outcome.SILENT, 5)]


def test_no_completion_ends_after_t4() -> None:
    waiting = Waiting()
    waiting.say_at(1, "800000")
    run_for(waiting.scheduler, 400)
    assert waiting.ends == [(Outcome.SILENT, 181)]


@pytest.mark.parametrize("sign_of_life", ["04FF010A", "040F022700"])
def test_sign_of_life_starts_t4_anew(sign_of_life: str) -> None:
    waiting = Waiting()
    waiting.say_at(1, "800000")
    waiting.say_at(170, sign_of_life)
    waiting.say_at(340, "060F00")
    run_for(waiting.scheduler, 400)
    assert waiting.ends == [(Outcome.COMPLETED, 340)]


def test_print_line_does_not() -> None:
    waiting = Waiting()
    waiting.say_at(1, "800000")
    waiting.say_at(170, "06D10100")
    run_for(waiting.scheduler, 400)
    assert waiting.ends == [(Outcome.SILENT, 181)]


@pytest.mark.parametrize(("minutes", "end_s"), [("10", 610), ("0A", 190), ("00", 190)])
def test_intermediate_status_may_ask_for_more_minutes(minutes: str, end_s: int) -> None:
    waiting = Waiting()
    waiting.say_at(1, "800000")
    waiting.say_at(10, f"04FF020A{minutes}")
    run_for(waiting.scheduler, 900)
    assert waiting.ends == [(Outcome.SILENT, end_s)]


def test_terminal_that_goes_on_has_accepted() -> None:
    waiting = Waiting()
    waiting.say_at(1, "04FF010A")
    waiting.say_at(30, "061E016C")
    run_for(waiting.scheduler, 60)
    assert waiting.ends == [(Outcome.ABORTED, 30)]


def test_late_ack_does_not_disturb_the_step_after() -> None:
    scheduler = Scheduler(0)
    terminal_end, register_end = paced_pair(scheduler)
    heard: list[tuple[str, int]] = []

    def script() -> Script[None]:
        answer = yield Ask(Apdu(codes.COMPLETION))
        heard.append(("answer" if answer else "silence", scheduler.now_us // US_PER_S))
        yield Pause(20 * US_PER_S)
        heard.append(("pause", scheduler.now_us // US_PER_S))

    link = SerialLink(scheduler, terminal_end, lambda data: dialogue.answer(Apdu.decode(data)))
    dialogue = Dialogue(scheduler, link, script(), lambda: None, t3_us=5 * US_PER_S)
    dialogue.start()
    # An answer already under way when the command left: it crosses, and the ACK comes behind it.
    scheduler.after(1_000, terminal_end.received, encode_frame(TAKEN.encode()))
    scheduler.after(2 * US_PER_S, register_end.send, bytes((ACK,)))
    run_for(scheduler, 40)
    assert heard == [("answer", 0), ("pause", 20)]
