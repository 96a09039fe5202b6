# SPDX-License-Identifier: MIT
"""The switch under a board's lid, on a pin that it pulls to ground as long as the lid is shut.

Asked by the event loop's poll, as the button is. A level counts once it has stood for 50 ms. A lid
that is lifted and put back while the board has no power is not seen.
"""

import io
import time

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import Pin

_STEADY_MS = const(50)

# What the poll of the event loop asks (MicroPython, py/stream.h).
_POLL = const(3)
_POLL_READ = const(1)


class CaseSwitch(io.IOBase):
    """A Case (agent.contracts), and what select.poll takes."""

    def __init__(self, pin: "Pin") -> None:
        self._pin = pin
        self._open = self._seen = self._changed = bool(pin())
        self._since_ms = time.ticks_ms()

    @property
    def is_open(self) -> bool:
        """Tell whether the lid is off."""
        self._look()
        return self._open

    def opened(self) -> bool:
        """Return `is_open`, and be readable again only after the next change."""
        self._look()
        self._changed = False
        return self._open

    def ioctl(self, request: int, flags: int) -> int:
        """Answer the event loop's poll."""
        if request != _POLL:
            return -1
        self._look()
        return flags & _POLL_READ if self._changed else 0

    def _look(self) -> None:
        now_ms, level = time.ticks_ms(), bool(self._pin())
        if level != self._seen:
            self._seen, self._since_ms = level, now_ms
        elif level != self._open and time.ticks_diff(now_ms, self._since_ms) >= _STEADY_MS:
            self._open, self._changed = level, True
