# SPDX-License-Identifier: MIT
"""What a terminal says of why it failed: read, bounded, and never a card's number."""

import unittest

from zvt_beside import ANSWERED, Beside, ended

from agent import events, limits
from agent.terminals.zvt import reason

_WHY = "06 12 1F 16 02 01 2C 1F 17 0A 4B 65 79 20 65 78 70 69 72 65"  # 300, "Key expire"


def told(text, code=0x77):
    data = bytes.fromhex(text.replace(" ", ""))
    return reason.told(data, 0, len(data), events.SETTLE, code)


def of(code, words):
    return (events.TERMINAL_ERROR, events.SETTLE, 0x77, code, words)


def with_words(text):
    tag = "1F17 %02X" % len(text) + text.encode().hex()
    return "06 %02X" % (len(text) + 3) + tag


class ReasonTest(unittest.TestCase):
    def test_code_and_words(self):
        self.assertEqual(told(_WHY), of(300, "Key expire"))
        self.assertEqual(told("49 0978" + _WHY), of(300, "Key expire"))
        self.assertEqual(told("06 04 1F16 01 07"), of(7, None))
        self.assertEqual(told(with_words("No line")), of(None, "No line"))

    def test_what_says_no_more_than_the_code(self):
        for text in ("", "06 00", "06 03 1F17 00", "06 03 1F16 00", "06 04 1F0E 01 07", "49 0978"):
            self.assertTrue(told(text) is None, text)
        self.assertTrue(told(_WHY, 0) is None)  # it went well: nothing failed

    def test_it_is_bounded(self):
        self.assertTrue(told("06 08 1F16 05 0102030405") is None)  # longer than any code
        self.assertEqual(told("06 07 1F16 04 FFFFFFFF"), of(0xFFFFFFFF, None))
        self.assertEqual(len(told(with_words("x" * 90))[4]), limits.JOURNAL_TEXT_BYTES_MAX)

    def test_cut_short_it_is_not_guessed(self):
        data = bytes.fromhex(_WHY.replace(" ", ""))
        for end in range(len(data)):
            found = reason.told(data, 0, end, events.SETTLE, 0x77)
            self.assertTrue(found is None or found[4] is None or end == len(data), end)

    def test_a_card_number_in_it_does_not_pass(self):
        said = told(with_words("Card 4761 7300 0000 0119 expired"))
        self.assertEqual(said[4], "Card **** **** **** **** expired")

    def test_what_is_no_text_is_masked(self):
        self.assertEqual(told("06 07 1F17 04 41 0A 84 42"), of(None, "A??B"))

    def test_an_own_settlement_that_is_refused_says_why(self):
        for said in (("06 1E 15 77 " + _WHY,), ("04 0F 16 27 77 " + _WHY, "06 0F 00")):
            line = Beside().served(events.SETTLE)
            for text in said:
                line.says(text)
                self.assertEqual(line.heard(), ANSWERED)
                line.says("ACK")
            told_why = [event for event in line.seen if event[0] == events.TERMINAL_ERROR]
            self.assertEqual(told_why, [of(300, "Key expire")])
            self.assertEqual(line.seen[-1][:4], ended(events.SETTLE, events.REFUSED, 0x77)[:4])


if __name__ == "__main__":
    unittest.main()
