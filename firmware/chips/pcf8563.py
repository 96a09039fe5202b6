# SPDX-License-Identifier: MIT
"""The clock chip PCF8563 on I2C, as many cheap modules have it. Registers: its data sheet, table 4.

Its flag VL says that its voltage was low, so that its time is not to be relied upon.
"""

from chips.bcd import from_bcd, to_bcd
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import I2C

ADDRESS = const(0x51)

_CONTROL = const(0x00)
_SECONDS = const(0x02)  # then minutes, hours, day, weekday, century and month, year
_LOW = const(0x80)  # of seconds: VL


class Pcf8563:
    """An Rtc (agent.contracts). Raises OSError at the start if no chip answers."""

    def __init__(self, i2c: "I2C") -> None:
        self.faults = 0  # exchanges without an answer, and looks at a chip that had lost its time
        self._i2c = i2c
        self._control = bytearray(2)
        self._time = bytearray(7)
        i2c.readfrom_mem_into(ADDRESS, _SECONDS, self._time)

    def read(self) -> "int | None":
        """Return seconds since 1970 UTC; None if the battery was lost or nothing answers.

        Bits that the chip leaves undefined are masked; which century it is, it does not know.
        """
        raw = self._time
        try:
            self._i2c.readfrom_mem_into(ADDRESS, _SECONDS, raw)
        except OSError:
            self.faults += 1
            return None
        if raw[0] & _LOW:
            self.faults += 1
            return None
        return from_bcd(
            raw[6], raw[5] & 0x1F, raw[3] & 0x3F, raw[2] & 0x3F, raw[1] & 0x7F, raw[0] & 0x7F
        )

    def set(self, wall_s: int) -> None:
        """Set it to `wall_s`, seconds since 1970 UTC. A chip that is gone is counted."""
        year, month, day, hour, minute, second = to_bcd(wall_s)
        raw = self._time
        raw[0], raw[1], raw[2], raw[3], raw[4] = second, minute, hour, day, 0
        raw[5], raw[6] = month, year
        self._control[0] = self._control[1] = 0  # it runs, without test mode, alarm or timer
        try:
            self._i2c.writeto_mem(ADDRESS, _CONTROL, self._control)
            self._i2c.writeto_mem(ADDRESS, _SECONDS, raw)
        except OSError:
            self.faults += 1
