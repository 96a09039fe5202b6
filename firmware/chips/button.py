# SPDX-License-Identifier: MIT
"""The cashier's button on a pin that it pulls to ground.

No interrupt: the event loop's poll asks the pin, each millisecond while nothing else is to be
done. A level counts once it has stood for 20 ms, and is then as old as its first sight. A press
that is both begun and ended while an erase holds the loop up (45 ms, at worst 400) is not seen.
"""

import io
import time

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import Pin

_STEADY_MS = const(20)
_STUCK_MS = const(60000)  # nobody holds a button for a minute
_PRESSES_MAX = const(8)

# What the poll of the event loop asks (MicroPython, py/stream.h).
_POLL = const(3)
_POLL_READ = const(1)


class PinButton(io.IOBase):
    """A Button (agent.contracts), and what select.poll takes."""

    def __init__(self, pin: "Pin") -> None:
        self._pin = pin
        self._down = False  # what counts
        self._seen = False  # what was seen last, and since when
        self._since_ms = self._pressed_at_ms = time.ticks_ms()
        self._durations_ms: "list[int]" = []
        self._is_stuck = False

    @property
    def stuck(self) -> bool:
        """Tell whether it has been down for longer than anybody holds it."""
        self._look()
        return self._is_stuck

    def pressed_ms(self) -> int:
        """Return how long the oldest unread press lasted, ms; 0 if there was none."""
        self._look()
        return self._durations_ms.pop(0) if self._durations_ms else 0

    def ioctl(self, request: int, flags: int) -> int:
        """Answer the event loop's poll."""
        if request != _POLL:
            return -1
        self._look()
        return flags & _POLL_READ if self._durations_ms else 0

    def _look(self) -> None:
        now_ms = time.ticks_ms()
        down = not self._pin()
        if down != self._seen:
            self._seen, self._since_ms = down, now_ms
        elif down != self._down and time.ticks_diff(now_ms, self._since_ms) >= _STEADY_MS:
            self._down = down
            if down:
                self._pressed_at_ms = self._since_ms
            elif self._is_stuck:  # nobody meant that, and ticks may have wrapped
                self._is_stuck = False
            elif len(self._durations_ms) < _PRESSES_MAX:
                self._durations_ms.append(time.ticks_diff(self._since_ms, self._pressed_at_ms))
        if self._down and time.ticks_diff(now_ms, self._pressed_at_ms) >= _STUCK_MS:
            self._is_stuck = True
