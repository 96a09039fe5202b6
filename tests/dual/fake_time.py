# SPDX-License-Identifier: MIT
"""Time for drivers of parts: it stands still until somebody sleeps or a bus is at work."""

_PERIOD = 1 << 30


class FakeTime:
    """What `time` is to a driver: counters that wrap, and sleeps that only move them."""

    def __init__(self, now_us: int = (_PERIOD - 20) * 1000) -> None:
        self.now_us = now_us  # milliseconds wrap soon after the start: tests meet it

    def ticks_us(self) -> int:
        return self.now_us % _PERIOD

    def ticks_ms(self) -> int:
        return self.now_us // 1000 % _PERIOD

    def ticks_diff(self, later: int, earlier: int) -> int:
        return (later - earlier + _PERIOD // 2) % _PERIOD - _PERIOD // 2

    def ticks_add(self, ticks: int, delta: int) -> int:
        return (ticks + delta) % _PERIOD

    def sleep_us(self, wait_us: int) -> None:
        self.now_us += wait_us

    def sleep_ms(self, wait_ms: int) -> None:
        self.now_us += wait_ms * 1000
