# SPDX-License-Identifier: MIT
"""What is left of a text field in which a MIS or Transbank terminal tells too much of a card."""

import unittest

from agent.terminals.exchange import fields

PAN = b"4761739001010119"
TRACK = b"29122010000012345"


def whole(read, data):
    return read(data, 0, len(data))


class MaskedPan(unittest.TestCase):
    def test_first_six_and_last_four_stay_and_no_track(self):
        for data in (PAN, PAN + b"=" + TRACK, PAN + b"D" + TRACK, PAN + b"  ", b"476173******0119"):
            self.assertEqual(whole(fields.masked_pan, data), "476173******0119")

    def test_of_a_short_one_the_last_four(self):
        for data in (b"0119", b"0119  ", b"********0119", b"390001010119"):
            self.assertEqual(whole(fields.masked_pan, data), "******0119")

    def test_what_is_no_number_is_none(self):
        grouped = b"4761 7390 0101 0119"
        for data in (b"", b"119", b"%B" + PAN + b"^", PAN + b"2912", grouped, b";" + PAN):
            self.assertEqual(whole(fields.masked_pan, data), None)


class Texts(unittest.TestCase):
    def test_a_name_keeps_no_digit(self):
        for data, kept in (
            (b" VISA ", "VISA"),
            (b"EXP 12/29 CVV 735", "EXP **/** CVV ***"),
            (b"\xd3\xd0\xd0\xa7\xc6\xda 12/29", "**/**"),
            (b"x" * 40, "x" * 32),
            (b"  ", None),
        ):
            self.assertEqual(whole(fields.short_text, data), kept)

    def test_a_name_with_a_cards_number_is_none(self):
        for data in (PAN, b"MASTERCARD CREDIT " + PAN, b"x" * 24 + PAN, b"B" + PAN + b"^A/B^2912"):
            self.assertEqual(whole(fields.short_text, data), None)

    def test_an_authorisation_is_letters_and_digits(self):
        for data, kept in (
            (b"123456", "123456"),
            (b" A1b2 ", "A1b2"),
            (b"75001087", "75001087"),
            (b"CVV 735", None),
            (b"12/29", None),
            (PAN, None),
            (PAN[:12], None),
            (b"a" * 33, None),
            (b"", None),
        ):
            self.assertEqual(whole(fields.authorisation_id, data), kept)
