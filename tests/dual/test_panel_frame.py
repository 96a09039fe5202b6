# SPDX-License-Identifier: MIT
"""Text as a panel's memory: pages, the right edge, unknown characters; with an invented font."""

import unittest

from chips.panel_frame import FRAME_BYTES, LINES, WIDTH, PanelFrame

_WIDE = "中国"
_UP, _DOWN = 0x11, 0x22  # an ASCII glyph's columns, above and below


class Font:
    """ASCII is 5 pixels wide, its first column's bytes tell which character it is."""

    ADVANCE = b"\x05" * 95
    NARROW = b"".join(
        bytes([0x20 + index]) + bytes([_UP] * 3) + bytes(4) + bytes([_DOWN] * 4) + bytes(4)
        for index in range(95)
    )
    CODES = b"".join(ord(each).to_bytes(2, "big") for each in _WIDE)
    WIDE = bytes([0xA1] * 16) + bytes([0xA2] * 16) + bytes([0xB1] * 16) + bytes([0xB2] * 16)


class Panel(unittest.TestCase):
    def setUp(self):
        self.panel = PanelFrame(Font)

    def page(self, number, first=0, last=WIDTH):
        start = number * WIDTH
        return bytes(self.panel.frame[start + first : start + last])

    def test_a_line_is_two_pages(self):
        self.panel.draw(("A", "国B"))
        self.assertEqual(self.page(0, 0, 6), b"A" + bytes([_UP] * 3) + bytes(2))
        self.assertEqual(self.page(1, 0, 6), bytes([_DOWN] * 4) + bytes(2))
        self.assertEqual(self.page(2, 0, 18), bytes([0xB1] * 16) + b"B" + bytes([_UP]))
        self.assertEqual(self.page(3, 0, 17), bytes([0xB2] * 16) + bytes([_DOWN]))
        self.assertEqual(self.page(4) + self.page(7), bytes(2 * WIDTH))

    def test_what_was_there_goes(self):
        self.panel.draw(("AAAA",) * LINES)
        self.panel.draw(())
        self.assertEqual(self.panel.frame, bytearray(FRAME_BYTES))

    def test_nothing_is_drawn_beyond_the_right_edge_or_the_last_line(self):
        self.panel.draw(("中" * 7 + "AAA" + "国国", "") + ("A" * 99,) * 9)
        self.assertEqual(len(self.panel.frame), FRAME_BYTES)
        self.assertEqual(self.page(0, 112, 128), (b"A" + bytes([_UP] * 3) + bytes(1)) * 3 + b"\xb1")
        self.assertEqual(self.page(2), bytes(WIDTH))

    def test_an_unknown_character_is_a_question_mark(self):
        self.panel.draw(("é字",))
        self.assertEqual(self.page(0, 0, 1) + self.page(0, 5, 6), b"??")
        self.assertFalse(self.panel.knows("字"))
        self.assertTrue(self.panel.knows("国") and self.panel.knows("中") and self.panel.knows("~"))

    def test_widths(self):
        self.assertEqual(self.panel.width("A中B"), 26)
        self.assertEqual(self.panel.width(""), 0)
