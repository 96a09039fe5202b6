# SPDX-License-Identifier: MIT
"""One lamp with colours: three pins of a plain one, or a WS2812. It blinks by a task of its own."""

import asyncio

from agent.alerts import patterns
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import Pin
    from neopixel import NeoPixel

_RED = const(1)
_GREEN = const(2)
_BLUE = const(4)
_COLOURS = const(7)
_BLINKS = const(8)
_HALF_MS = const(500)
_BRIGHT = const(40)  # of 255: a counter lamp is looked at from near

# What each pattern is; one that nobody knows is as loud as can be.
_LOOKS = {
    patterns.LAMP_OFF: 0,
    patterns.LAMP_GREEN: _GREEN,
    patterns.LAMP_GREEN_BLINK: _GREEN | _BLINKS,
    patterns.LAMP_YELLOW: _RED | _GREEN,
    patterns.LAMP_YELLOW_BLINK: _RED | _GREEN | _BLINKS,
    patterns.LAMP_RED_BLINK: _RED | _BLINKS,
    patterns.LAMP_BLUE: _BLUE,
}
_LOUDEST = const(9)


class _Lamp:
    """A Lamp (agent.contracts); `_put` is what kinds of lamps differ in."""

    def __init__(self) -> None:
        self._look = 0
        self._task: "asyncio.Task[None] | None" = None
        self._put(0)

    def show(self, pattern: int) -> None:
        """Show one of alerts.patterns' LAMP_* until told otherwise."""
        self._look = _LOOKS.get(pattern, _LOUDEST)
        self._put(self._look & _COLOURS)
        if self._look & _BLINKS and self._task is None:
            self._task = asyncio.create_task(self._blink())

    async def _blink(self) -> None:
        lit = True
        while self._look & _BLINKS:
            await asyncio.sleep_ms(_HALF_MS)
            lit = not lit
            self._put(self._look & _COLOURS if lit or not self._look & _BLINKS else 0)
        self._task = None

    def _put(self, colours: int) -> None:
        raise NotImplementedError


class PlainLamp(_Lamp):
    """Three lights, each on a pin, lit while it is high: together they make yellow too."""

    def __init__(self, red: "Pin", green: "Pin", blue: "Pin") -> None:
        self._pins = red, green, blue
        super().__init__()

    def _put(self, colours: int) -> None:
        for index in range(3):
            self._pins[index](colours >> index & 1)


class PixelLamp(_Lamp):
    """One WS2812; `pixels` is neopixel.NeoPixel of one."""

    def __init__(self, pixels: "NeoPixel") -> None:
        self._pixels = pixels
        super().__init__()

    def _put(self, colours: int) -> None:
        red, green, blue = [colours >> index & 1 for index in range(3)]
        self._pixels[0] = (red * _BRIGHT, green * _BRIGHT, blue * _BRIGHT)
        self._pixels.write()
