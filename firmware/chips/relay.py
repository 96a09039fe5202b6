# SPDX-License-Identifier: MIT
"""The bypass relay of a board in line, held by edges of one pin.

Each rising edge starts a monostable anew that keeps the relay's coil under current for ten seconds
(boards' wiring pages); every second feed makes one. Whoever stands still makes none: the relay
falls, and register and terminal are joined without the board. So nothing but the watchdog's feed
may call `toggle`.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import Pin


class BypassRelay:
    """The pin that holds it; low from the start, so that nothing is held before the first feed."""

    def __init__(self, pin: "Pin") -> None:
        self._pin = pin
        self._level = 0
        pin(0)

    def toggle(self) -> None:
        """Make an edge."""
        self._level ^= 1
        self._pin(self._level)
