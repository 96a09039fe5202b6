# SPDX-License-Identifier: MIT
"""DS3231 and PCF8563 against their registers: every day of their century, no battery, no chip."""

import unittest

from fake_i2c import Ds3231Part, FakeI2C, Pcf8563Part, bcd
from fake_time import FakeTime

from chips.ds3231 import Ds3231
from chips.pcf8563 import Pcf8563

_FIRST_S = 946684800  # 2000-01-01
_LAST_S = 4102444799  # 2099-12-31T23:59:59
_LEAP_S = 1709164799  # 2024-02-28T23:59:59


class Either(unittest.TestCase):
    def chips(self):
        """Yield (driver, part, bus) of each kind."""
        for address, part, kind in ((0x68, Ds3231Part(), Ds3231), (0x51, Pcf8563Part(), Pcf8563)):
            bus = FakeI2C(FakeTime(), {address: part})
            yield kind(bus), part, bus

    def test_without_a_battery_there_is_no_time_until_it_is_set(self):
        for chip, part, _bus in self.chips():
            self.assertEqual(chip.read(), None)
            chip.set(_LEAP_S)
            self.assertEqual(chip.read(), _LEAP_S)
            part.lose_battery()
            self.assertEqual(chip.read(), None)

    def test_the_chips_seconds_are_ours(self):
        for start_s in (_FIRST_S, _LEAP_S - 2, 1735689598, 1795000000, _LAST_S - 5):
            for chip, part, _bus in self.chips():
                chip.set(start_s)
                for passed_s in range(5):
                    self.assertEqual(chip.read(), start_s + passed_s)
                    part.tick()

    def test_every_day_there_and_back(self):
        for chip, _part, _bus in self.chips():
            for wall_s in range(_FIRST_S + 3661, _LAST_S, 86400 * 13 + 3599):
                chip.set(wall_s)
                self.assertEqual(chip.read(), wall_s)

    def test_what_is_no_time_is_none(self):
        for chip, part, _bus in self.chips():
            chip.set(_LEAP_S)
            months = 5 if chip.__class__ is Ds3231 else 7
            part.registers[months] = 0x13
            self.assertEqual(chip.read(), None)
            part.registers[months] = 0x0B
            self.assertEqual(chip.read(), None)

    def test_a_chip_that_goes_away_stops_nothing(self):
        for chip, _part, bus in self.chips():
            bus.parts.clear()
            chip.set(_LEAP_S)
            self.assertEqual((chip.read(), chip.faults), (None, 2))
            self.assertRaises(OSError, chip.__class__, bus)


class Peculiar(unittest.TestCase):
    def test_a_ds3231_set_to_twelve_hours_is_understood(self):
        part = Ds3231Part()
        chip = Ds3231(FakeI2C(FakeTime(), {0x68: part}))
        chip.set(_FIRST_S)
        for hour in range(24):
            part.registers[2] = 0x40 | (0x20 if hour >= 12 else 0) | bcd(hour % 12 or 12)
            self.assertEqual(chip.read(), _FIRST_S + hour * 3600)

    def test_a_ds3231_goes_on_on_its_battery(self):
        part = Ds3231Part()
        part.registers[0x0E] = 0x9C  # somebody stopped it on the battery
        chip = Ds3231(FakeI2C(FakeTime(), {0x68: part}))
        chip.set(_LEAP_S)
        part.tick(on_battery=True)
        self.assertEqual(chip.read(), _LEAP_S + 1)

    def test_a_pcf8563_that_was_stopped_runs(self):
        part = Pcf8563Part()
        part.registers[0] = 0x20
        chip = Pcf8563(FakeI2C(FakeTime(), {0x51: part}))
        chip.set(_LEAP_S)
        part.tick()
        self.assertEqual(chip.read(), _LEAP_S + 1)


if __name__ == "__main__":
    unittest.main()
