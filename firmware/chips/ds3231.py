# SPDX-License-Identifier: MIT
"""The clock chip DS3231 (and DS3232) on I2C. Registers: its data sheet, figure 1.

It says by a flag of its own that its oscillator stood, as it does without a battery: then it has no
time. It is set to 24 hours; a chip that somebody else set to 12 is understood.
"""

from chips.bcd import from_bcd, to_bcd
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import I2C

ADDRESS = const(0x68)

_SECONDS = const(0x00)  # then minutes, hours, weekday, day, century and month, year
_CONTROL = const(0x0E)
_STATUS = const(0x0F)
_STOPPED = const(0x80)  # of status: the oscillator stood at some time
_MONTH = const(0x1F)  # beside it the century's bit, which turns over with the year 00
_TWELVE = const(0x40)  # of hours
_AFTERNOON = const(0x20)
_RUN = const(0x00)  # of control: the oscillator runs on the battery too, no alarm, no square wave


class Ds3231:
    """An Rtc (agent.contracts). Raises OSError at the start if no chip answers."""

    def __init__(self, i2c: "I2C") -> None:
        self.faults = 0  # exchanges without an answer, and looks at a chip that had lost its time
        self._i2c = i2c
        self._one = bytearray(1)
        self._time = bytearray(7)
        i2c.readfrom_mem_into(ADDRESS, _STATUS, self._one)

    def read(self) -> "int | None":
        """Return seconds since 1970 UTC; None if the battery was lost or nothing answers."""
        raw = self._time
        try:
            self._i2c.readfrom_mem_into(ADDRESS, _STATUS, self._one)
            self._i2c.readfrom_mem_into(ADDRESS, _SECONDS, raw)
        except OSError:
            self.faults += 1
            return None
        if self._one[0] & _STOPPED:
            self.faults += 1
            return None
        return from_bcd(raw[6], raw[5] & _MONTH, raw[4], _hour(raw[2]), raw[1], raw[0])

    def set(self, wall_s: int) -> None:
        """Set it to `wall_s`, seconds since 1970 UTC. A chip that is gone is counted."""
        year, month, day, hour, minute, second = to_bcd(wall_s)
        raw = self._time
        raw[0], raw[1], raw[2], raw[3], raw[4] = second, minute, hour, 1, day
        raw[5], raw[6] = month, year
        try:
            self._write(_CONTROL, _RUN)
            self._i2c.writeto_mem(ADDRESS, _SECONDS, raw)
            # Only now: a cut before this leaves a chip that says it has no time.
            self._i2c.readfrom_mem_into(ADDRESS, _STATUS, self._one)
            self._write(_STATUS, self._one[0] & ~_STOPPED)
        except OSError:
            self.faults += 1

    def _write(self, register: int, value: int) -> None:
        self._one[0] = value
        self._i2c.writeto_mem(ADDRESS, register, self._one)


def _hour(raw: int) -> int:
    """Return the hours of a day as BCD."""
    if not raw & _TWELVE:
        return raw
    hour = (raw >> 4 & 1) * 10 + (raw & 0x0F)
    hour = hour % 12 + (12 if raw & _AFTERNOON else 0)
    return hour // 10 << 4 | hour % 10
