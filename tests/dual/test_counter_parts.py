# SPDX-License-Identifier: MIT
"""Lamps, buzzer, button, relay, watchdog: what stands on their pins, over time."""

import unittest

import machine
from fake_loop import FakeLoop

from agent.alerts import patterns
from chips import button, buzzer, lamp, watchdog
from chips.button import PinButton
from chips.buzzer import PwmBuzzer
from chips.lamp import PixelLamp, PlainLamp
from chips.relay import BypassRelay
from chips.watchdog import Watchdog

_RED, _GREEN, _BLUE = 20, 21, 22
_POLL, _IN = 3, 1


class Pixels:
    """neopixel.NeoPixel of one: a colour shows once it is written."""

    def __init__(self):
        self.shown = None
        self._set = [None]

    def __setitem__(self, index, colour):
        self._set[index] = colour

    def write(self):
        self.shown = self._set[0]


class Parts(unittest.TestCase):
    def setUp(self):
        self.chip = machine.start()
        self.loop = lamp.asyncio = buzzer.asyncio = FakeLoop(self.chip.clock)
        button.time = self.chip.clock


class Lamps(Parts):
    def lights(self):
        return tuple(machine.Pin(number)() for number in (_RED, _GREEN, _BLUE))

    def over_time(self, seen):
        """Return what `seen` says in the middle of each half second, three of them."""
        found = []
        for _ in range(3):
            self.loop.run(250)
            found.append(seen())
            self.loop.run(250)
        return found

    def test_every_pattern_has_its_look_on_both_lamps(self):
        off, red, green, yellow, blue = (0, 0, 0), (1, 0, 0), (0, 1, 0), (1, 1, 0), (0, 0, 1)
        looks = (
            (patterns.LAMP_OFF, off, off),
            (patterns.LAMP_GREEN, green, green),
            (patterns.LAMP_GREEN_BLINK, green, off),
            (patterns.LAMP_YELLOW, yellow, yellow),
            (patterns.LAMP_YELLOW_BLINK, yellow, off),
            (patterns.LAMP_RED_BLINK, red, off),
            (patterns.LAMP_BLUE, blue, blue),
            (99, red, off),  # nobody knows it: as loud as can be
        )
        for pattern, first, second in looks:
            self.setUp()
            plain = PlainLamp(machine.Pin(_RED), machine.Pin(_GREEN), machine.Pin(_BLUE))
            pixels = Pixels()
            pixel = PixelLamp(pixels)
            self.assertEqual((self.lights(), pixels.shown), (off, off))
            plain.show(pattern)
            pixel.show(pattern)

            def shown(pixels=pixels):
                self.assertEqual(tuple(level // 40 for level in pixels.shown), self.lights())
                return self.lights()

            self.assertEqual(self.over_time(shown), [first, second, first])

    def test_blinking_ends_with_the_next_pattern(self):
        plain = PlainLamp(machine.Pin(_RED), machine.Pin(_GREEN), machine.Pin(_BLUE))
        for _ in range(3):
            plain.show(patterns.LAMP_RED_BLINK)
            plain.show(patterns.LAMP_YELLOW_BLINK)
        self.assertEqual(self.loop.tasks, 1)
        self.loop.run(700)
        plain.show(patterns.LAMP_GREEN)
        self.loop.run(3000)
        self.assertEqual((self.lights(), self.loop.tasks), ((0, 1, 0), 0))


class Buzzers(Parts):
    def test_patterns_end_in_silence(self):
        for pattern, sounds in ((patterns.SOUND_REMINDER, 2), (patterns.SOUND_ALARM, 1)):
            pwm = machine.PWM(machine.Pin(15))
            PwmBuzzer(pwm).play(pattern)
            self.loop.run(2000)
            loud = [duty for duty in pwm.duties if duty]
            self.assertEqual((len(loud), pwm.duties[-1], pwm.hertz), (sounds, 0, 2700))

    def test_a_later_sound_takes_the_place_of_an_earlier(self):
        pwm = machine.PWM(machine.Pin(15))
        part = PwmBuzzer(pwm)
        part.play(patterns.SOUND_ALARM)
        self.loop.run(100)
        part.play(patterns.SOUND_REMINDER)
        self.loop.run(2000)
        self.assertEqual(pwm.duties, [0, 32768, 32768, 0, 32768, 0])


class Buttons(Parts):
    def setUp(self):
        super().setUp()
        self.pin = machine.Pin(14)
        self.button = PinButton(self.pin)

    def hold(self, level, for_ms, bounces=0):
        """Put the pin at `level` after `bounces`, and poll each millisecond as a loop does."""
        for bounce in range(bounces):
            self.pin.level = (level + 1 + bounce) % 2
            self.poll(3)
        self.pin.level = level
        self.poll(for_ms)

    def poll(self, for_ms):
        for _ in range(for_ms):
            self.chip.clock.sleep_ms(1)
            self.ready = self.button.ioctl(_POLL, _IN)

    def test_a_press_is_as_long_as_it_was(self):
        self.hold(1, 50)
        self.hold(0, 2400, bounces=7)
        self.assertEqual((self.ready, self.button.pressed_ms()), (0, 0))
        self.hold(1, 30, bounces=6)
        self.assertEqual(self.ready, _IN)
        self.assertTrue(abs(self.button.pressed_ms() - 2400 - 6 * 3) < 4)
        self.assertEqual(self.button.pressed_ms(), 0)

    def test_bounces_and_needles_are_no_presses(self):
        for _ in range(20):
            self.hold(0, 19)
            self.hold(1, 40)
        self.assertEqual(self.button.pressed_ms(), 0)

    def test_presses_wait_their_turn_and_are_not_without_bound(self):
        for number in range(12):
            self.hold(0, 100 + 10 * number)
            self.hold(1, 100)
        lengths = [self.button.pressed_ms() for _ in range(9)]
        self.assertEqual([length // 10 for length in lengths], list(range(10, 18)) + [0])

    def test_a_stuck_button_is_told_and_is_no_press(self):
        self.hold(0, 59000)
        self.assertFalse(self.button.stuck)
        self.hold(0, 2000)
        self.assertTrue(self.button.stuck)
        self.hold(1, 100)
        self.assertEqual((self.button.stuck, self.button.pressed_ms()), (False, 0))

    def test_a_long_press_over_a_wrap_of_the_ticks(self):
        self.hold(0, 100)  # the fake's ticks wrap 20 ms after the start
        self.hold(1, 100)
        self.assertTrue(abs(self.button.pressed_ms() - 100) < 3)


class Dog(Parts):
    def test_the_relay_moves_with_each_feed_and_never_else(self):
        pin = machine.Pin(11)
        dog = Watchdog(8000, BypassRelay(pin))
        self.loop.run(60000)
        self.assertEqual((pin.levels, self.chip.watchdog), ([0], None))
        for _ in range(4):
            dog.feed()
            self.chip.clock.sleep_ms(4000)
        self.assertEqual(pin.levels, [0, 1, 0, 1, 0])
        self.assertEqual(len(self.chip.watchdog.fed_us), 5)

    def test_a_board_beside_the_line_has_none(self):
        Watchdog(8000, None).feed()
        self.assertEqual(self.chip.watchdog.timeout_ms, 8000)

    def test_why_it_started(self):
        self.assertEqual(watchdog.take_boot_reason(), watchdog.POWER)
        watchdog.want_reset()
        machine.reset()
        self.assertEqual(watchdog.take_boot_reason(), watchdog.RESET)
        machine.reset()  # as the watchdog does it: nobody marked it
        self.assertEqual(watchdog.take_boot_reason(), watchdog.WATCHDOG)


if __name__ == "__main__":
    unittest.main()
