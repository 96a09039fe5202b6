# SPDX-License-Identifier: MIT
"""What a Pico tells of itself, and what the agent makes of it: the lid, supply, warmth, parts."""

import unittest

import machine

from agent import health as agent_health
from agent import limits
from agent.health import Band
from chips import button, case_switch, uart_dma
from chips.button import PinButton
from chips.case_switch import CaseSwitch
from chips.health import PicoHealth
from chips.uart_dma import UartPort, rings

_LID, _BUTTON = 26, 14
_POLL, _IN = 3, 1
_DAY_MS = 86400000
_BELOW, _WITHIN, _ABOVE = 1, 2, 3


class Counted:
    """A part that counts how often it gave no answer."""

    def __init__(self, faults):
        self.faults = faults


class Lid(unittest.TestCase):
    def setUp(self):
        self.chip = machine.start()
        case_switch.time = self.chip.clock
        self.pin = machine.Pin(_LID)

    def after_ms(self, ms, level=None):
        self.chip.clock.now_us += ms * 1000
        if level is not None:
            self.pin.level = level

    def news(self, case):
        return case.ioctl(_POLL, _IN) == _IN

    def shut(self):
        self.pin.level = 0
        return CaseSwitch(self.pin)

    def test_a_lid_that_is_on_says_nothing_until_it_is_lifted(self):
        case = self.shut()
        self.assertFalse(self.news(case))
        self.assertFalse(case.is_open)
        self.after_ms(1000, 1)
        self.assertFalse(self.news(case))  # first sight: it may be a bounce
        self.after_ms(50)
        self.assertTrue(self.news(case))
        self.assertTrue(case.opened())
        self.assertFalse(self.news(case))
        self.after_ms(10, 0)
        self.assertTrue(case.is_open)
        self.after_ms(50)
        self.assertTrue(self.news(case))
        self.assertFalse(case.opened())

    def test_bounces_are_no_lid(self):
        case = self.shut()
        for level in (1, 0, 1, 0, 1, 0):
            self.after_ms(20, level)
            self.assertFalse(self.news(case))
        self.after_ms(500)
        self.assertFalse(self.news(case))

    def test_a_lid_that_is_off_at_the_start_is_said_at_once(self):
        self.pin.level = 1
        case = CaseSwitch(self.pin)
        self.assertTrue(self.news(case))
        self.assertTrue(case.opened())
        self.assertFalse(self.news(case))

    def test_other_requests_are_refused_and_writing_is_never_ready(self):
        case = self.shut()
        self.assertEqual((case.ioctl(4, 0), case.ioctl(_POLL, 4)), (-1, 0))


class Pico(unittest.TestCase):
    def setUp(self):
        self.chip = machine.start()
        button.time = uart_dma.time = self.chip.clock
        pin = machine.Pin(_BUTTON)
        self.button = PinButton(pin)
        ring = rings(2, 256)
        self.lines = [UartPort(n, 9600, machine.Pin(n), machine.Pin(n), ring[n]) for n in (0, 1)]

    def health(self, clock=None, panel=None):
        supply, sensor = machine.ADC(29), machine.ADC(4)
        return PicoHealth(supply, sensor, None, clock, panel, self.button, tuple(self.lines))

    def test_supply_is_three_times_what_its_pin_sees(self):
        health = self.health()
        for supply_mv in (1800, 3999, 4700, 5500):
            self.chip.voltages[29] = supply_mv * 1000 // 3
            self.assertTrue(abs(health.supply_mv() - supply_mv) <= 3)  # a step of the converter

    def test_temperature_falls_as_the_data_sheet_has_it(self):
        health = self.health()
        for celsius in (-20, -1, 0, 27, 50, 85):
            self.chip.voltages[4] = 706000 - (celsius - 27) * 1721
            self.assertTrue(abs(health.chip_c() - celsius) <= 1)

    def test_each_part_counts_for_itself(self):
        health = self.health(clock=Counted(2), panel=Counted(0))
        self.assertEqual(health.silent, ())
        self.chip.lines[1].raw = 0x400  # an overrun
        found = health.faults()
        self.assertEqual(found, {"clock": 2, "panel": 0, "button": 0, "terminal": 0, "register": 1})

    def test_what_gave_no_answer_at_the_start_is_missing(self):
        health = self.health(clock=Counted(0))
        self.assertEqual(health.silent, ("panel",))
        self.assertFalse("panel" in health.faults())

    def test_a_button_that_stays_down_counts_once(self):
        health = self.health()
        machine.Pin(_BUTTON).level = 0
        for _ in range(4):
            health.faults()
            self.chip.clock.now_us += 40000000
        self.assertEqual(health.faults()["button"], 1)


class Bands(unittest.TestCase):
    def band(self):
        return Band(1, 4000, 5500, 200)

    def states(self, band, values, now_ms=0):
        """Return the state after each look that was told."""
        return [band.state for value in values if band.take(value, now_ms)]

    def test_inside_nothing_is_told(self):
        self.assertEqual(self.states(self.band(), (4000, 4700, 5500)), [])

    def test_it_is_back_only_well_inside(self):
        values = (3999, 3900, 4000, 4199, 4200, 4100, 5501, 5300, 5301)
        told = self.states(self.band(), values)
        self.assertEqual(told, [_BELOW, _WITHIN, _ABOVE, _WITHIN])

    def test_one_that_swings_is_told_a_few_times_and_ends_outside(self):
        band = self.band()
        told = self.states(band, (3900, 4700) * 50)
        self.assertEqual(told, [_BELOW, _WITHIN, _BELOW, _WITHIN, _BELOW])
        self.assertEqual(len(told), limits.HEALTH_RECORDS_A_DAY)
        self.assertEqual(self.states(band, (4700,), _DAY_MS), [_WITHIN])

    def test_one_that_swings_between_both_ends_outside_too(self):
        band = self.band()
        self.states(band, (3900, 5600, 3900, 5600, 4700, 4700))
        self.assertTrue(band.state != _WITHIN)


class Numbers(unittest.TestCase):
    def test_what_the_agent_takes_for_low_fits_the_pico(self):
        self.assertTrue(limits.SUPPLY_LOW_MV > 1800)  # its regulator gives up there
        self.assertTrue(limits.CHIP_HIGH_C < 85)  # the data sheet's end
        self.assertTrue(agent_health.Watch is not None)
