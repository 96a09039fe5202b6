# SPDX-License-Identifier: MIT
"""Lamp, buzzer, panel, button, watchdog and clock chip: each a few bytes on the world link.

What a pattern looks or sounds like is the world's business, as it is a driver chip's elsewhere.
"""

import struct

from micropython import const

from world_link import BUTTON, PANEL, RTC, link

_WATCHDOG_US = const(8000000)  # the contract's time; an RP2040 ends at 8.388 s
_PRESSES_MAX = const(8)


class Indicator:
    """A Lamp and a Buzzer alike: the number of a pattern goes out."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._number = bytearray(4)

    def show(self, pattern: int) -> None:
        """Put out `pattern`, 0 to 2^31 - 1."""
        struct.pack_into("<i", self._number, 0, pattern)
        link.send(self._channel, self._number, 4)

    play = show


class Panel:
    """A screen that takes any number of lines."""

    def show(self, lines: "tuple[str, ...]") -> None:
        """Replace everything shown by `lines`."""
        text = "\n".join(lines).encode()
        link.send(PANEL, text, len(text))


class Button:
    """Presses that nobody has read yet, oldest first; a press arrives when it ends."""

    def __init__(self) -> None:
        self._durations_ms: "list[int]" = []
        link.attach(BUTTON, self)

    def readable(self) -> bool:
        """Return whether a press waits (for select)."""
        return bool(self._durations_ms)

    def pressed_ms(self) -> int:
        """Return how long the oldest unread press lasted, 0 if there was none."""
        return self._durations_ms.pop(0) if self._durations_ms else 0

    def take(self, data: bytearray, start: int, count: int) -> None:
        """Note a press (called by the link)."""
        if len(self._durations_ms) < _PRESSES_MAX:
            self._durations_ms.append(struct.unpack_from("<i", data, start)[0])


class Watchdog:
    """Runs from the start of the board; the link ends the board when it is not fed."""

    def __init__(self) -> None:
        self.feed()

    def feed(self) -> None:
        """Start the time anew."""
        link.watchdog_us = link.now_us + _WATCHDOG_US


class Rtc:
    """A clock chip; `wall_s` is what it says at the start of the board, None if it forgot."""

    def __init__(self, wall_s: int | None) -> None:
        self._start_s = wall_s

    def read(self) -> int | None:
        """Return seconds since 1970 UTC, or None."""
        if self._start_s is None:
            return None
        return self._start_s + link.now_us // 1000000

    def set(self, wall_s: int) -> None:
        """Set it to `wall_s`, seconds since 1970 UTC; it keeps that over a power cut."""
        self._start_s = wall_s - link.now_us // 1000000
        link.send(RTC, struct.pack("<q", wall_s), 8)
