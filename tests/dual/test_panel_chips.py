# SPDX-License-Identifier: MIT
"""A panel's commands and data become the picture that was drawn; unplugged, it costs nothing."""

import unittest

from fake_i2c import FakeI2C, PanelPart
from fake_loop import FakeLoop
from fake_time import FakeTime
from test_panel_frame import Font

from chips import ssd1306
from chips.panel_frame import PanelFrame
from chips.ssd1306 import SH1106_COLUMN, SSD1306_COLUMN, Ssd1306

_LINES = ("Sign in", "中国 12")


def drawn(*lines):
    picture = PanelFrame(Font)
    picture.draw(lines)
    return bytes(picture.frame)


class Panels(unittest.TestCase):
    def start(self, sh1106=False):
        self.loop = ssd1306.asyncio = FakeLoop(FakeTime())
        self.part = PanelPart(sh1106)
        self.bus = FakeI2C(self.loop.clock, {0x3C: self.part})
        column = SH1106_COLUMN if sh1106 else SSD1306_COLUMN
        self.panel = Ssd1306(self.bus, Font, column)

    def test_the_glass_shows_what_was_drawn(self):
        for sh1106 in (False, True):
            self.start(sh1106)
            self.panel.show(_LINES)
            self.loop.run(100)
            self.assertEqual(self.part.picture(), drawn(*_LINES))
            self.panel.show(())
            self.loop.run(100)
            self.assertEqual(self.part.picture(), drawn())
            self.assertEqual(self.loop.tasks, 0)

    def test_no_turn_of_the_loop_takes_long(self):
        self.start()
        self.panel.show(_LINES * 2)
        self.loop.run(100)
        self.assertTrue(self.loop.longest_us < 4000, self.loop.longest_us)

    def test_only_what_changed_is_sent(self):
        self.start()
        self.panel.show(_LINES)
        self.loop.run(100)
        self.part.bytes_of_data = 0
        self.panel.show((_LINES[0], "中国 13"))
        self.loop.run(100)
        self.assertEqual(self.part.bytes_of_data, 128)  # this font's figures differ in their tops
        self.assertEqual(self.part.picture(), drawn(_LINES[0], "中国 13"))

    def test_a_picture_that_comes_while_another_is_sent(self):
        self.start()
        self.panel.show(_LINES)
        self.loop.run(5)
        self.panel.show(("other",))
        self.loop.run(100)
        self.assertEqual(self.part.picture(), drawn("other"))
        self.assertEqual(self.loop.tasks, 0)

    def test_unplugged_and_plugged_in_again(self):
        self.start()
        self.panel.show(_LINES)
        self.loop.run(100)
        self.bus.parts.clear()
        self.panel.show(("gone",))
        self.loop.run(3600000)
        self.assertTrue(10 <= self.panel.faults <= 24, self.panel.faults)  # bounded: 5 min apart
        self.assertEqual(self.loop.tasks, 1)
        self.part.power_up()
        self.bus.parts[0x3C] = self.part
        self.loop.run(301000)
        self.assertEqual(self.part.picture(), drawn("gone"))
        self.assertEqual(self.loop.tasks, 0)

    def test_a_panel_that_was_never_there(self):
        self.start()
        self.bus.parts.clear()
        self.panel.show(_LINES)
        self.loop.run(1000)
        self.assertEqual(self.panel.faults, 1)


if __name__ == "__main__":
    unittest.main()
