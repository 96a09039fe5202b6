# SPDX-License-Identifier: MIT
"""MicroPython's module of that name, where no chip brings it."""


class NeoPixel:
    """A row of WS2812."""

    def __init__(self, pin, count: int) -> None:
        self.shown = None
        self._colours = [(0, 0, 0)] * count

    def __setitem__(self, index: int, colour) -> None:
        self._colours[index] = colour

    def write(self) -> None:
        self.shown = tuple(self._colours)
