# SPDX-License-Identifier: MIT
"""A passive buzzer on a PWM pin: plays a pattern once, by a task of its own, and falls silent."""

import asyncio

from agent.alerts import patterns
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import PWM

_LOUD = const(32768)  # of 65535: a square wave
_HERTZ = const(2700)  # where common piezo discs are loudest

# Milliseconds of sound and silence in turn.
_REMINDER = (120, 120, 120)
_ALARM = (900,)


class PwmBuzzer:
    """A Buzzer (agent.contracts). A pattern that comes while another plays takes its place."""

    def __init__(self, pwm: "PWM") -> None:
        self._pwm = pwm
        self._number = 0  # of the pattern that plays: an older task then ends
        pwm.freq(_HERTZ)
        pwm.duty_u16(0)

    def play(self, pattern: int) -> None:
        """Play one of alerts.patterns' SOUND_*; one that nobody knows as the alarm."""
        self._number += 1
        steps = _REMINDER if pattern == patterns.SOUND_REMINDER else _ALARM
        self._task = asyncio.create_task(self._sound(self._number, steps))

    async def _sound(self, number: int, steps: "tuple[int, ...]") -> None:
        loud = True
        for step_ms in steps:
            self._pwm.duty_u16(_LOUD if loud else 0)
            await asyncio.sleep_ms(step_ms)
            if number != self._number:
                return
            loud = not loud
        self._pwm.duty_u16(0)
