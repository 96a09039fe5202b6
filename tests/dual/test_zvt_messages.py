# SPDX-License-Identifier: MIT
"""APDU headers, walks over BMP fields and TLV objects, and the bytes of our own commands."""

import unittest

from agent import events
from agent.terminals.zvt import messages
from agent.terminals.zvt.fields import LENGTHS
from agent.terminals.zvt.framing import Framer
from agent.terminals.zvt.messages import FieldWalk, TlvWalk
from posminder_formats import capabilities

PASSWORD = b"\x12\x34\x56"


def walked(walk):
    seen = []
    while walk.step():
        seen.append((walk.tag, bytes(walk.buffer[walk.start : walk.end])))
    return seen


def fields(data):
    data = bytes.fromhex(data)
    return walked(FieldWalk(data, 0, len(data), LENGTHS))


def objects(data):
    data = bytes.fromhex(data)
    return walked(TlvWalk(data, 0, len(data)))


class HeaderTest(unittest.TestCase):
    def test_body_of_short_and_long_form(self):
        self.assertEqual(messages.body(b"\x06\x0f\x00", 3), 3)
        self.assertEqual(messages.body(b"\x06\x0f\x02\x27\x00", 5), 3)
        self.assertEqual(messages.body(b"\x06\xd3\xff\x03\x00abc", 8), 5)
        self.assertEqual(messages.body(b"\x06\xd3\xff\x00\x01", 5 + 256), 5)  # low byte first

    def test_a_length_that_does_not_fit_is_refused(self):
        for data in (b"", b"\x06", b"\x06\x0f", b"\x06\x0f\x01", b"\x06\x0f\x00\x00"):
            self.assertEqual(messages.body(data, len(data)), -1)
        for data in (b"\x06\xd3\xff", b"\x06\xd3\xff\x01", b"\x06\xd3\xff\x02\x00a"):
            self.assertEqual(messages.body(data, len(data)), -1)

    def test_control_field(self):
        self.assertEqual(messages.control(b"\x04\x0f\x00", 3), messages.STATUS_INFORMATION)
        self.assertEqual(messages.control(b"\x04", 1), 0)


class FieldWalkTest(unittest.TestCase):
    def test_every_number_has_one_length(self):
        known = [tag for tag in range(256) if LENGTHS[tag] != messages.UNKNOWN]
        self.assertEqual(len(known), 75)
        for tag in known:
            length = LENGTHS[tag]
            wanted = bytes(length if length < 16 else 3)
            prefix = {messages.LLVAR: "f0f3", messages.LLLVAR: "f0f0f3", messages.TLV: "03"}
            text = "%02x" % tag + prefix.get(length, "") + wanted.hex() + "2700"
            self.assertEqual(fields(text), [(tag, wanted), (0x27, b"\x00")])

    def test_an_unknown_number_ends_the_walk(self):
        self.assertEqual(fields("2700ff040000000010002799"), [(0x27, b"\x00")])

    def test_lengths_with_decimal_digits(self):
        self.assertEqual(fields("8bf1f1" + "41" * 11)[0][1], b"A" * 11)
        self.assertEqual(fields("3cf1f0f0" + "42" * 100)[0][1], b"B" * 100)
        for broken in ("8bf1fa41", "8b0102", "3cf0f1", "8bf1", "8b", "3cf0f0f2" + "41"):
            self.assertEqual(fields(broken), [])

    def test_a_field_longer_than_the_message_ends_the_walk(self):
        self.assertEqual(fields("27000400000000"), [(0x27, b"\x00")])

    def test_a_container_is_stepped_over(self):
        self.assertEqual(fields("06031f07012700"), [(0x06, b"\x1f\x07\x01"), (0x27, b"\x00")])
        self.assertEqual(fields("0681021f072701"), [(0x06, b"\x1f\x07"), (0x27, b"\x01")])


class TlvWalkTest(unittest.TestCase):
    def test_tags_and_lengths(self):
        self.assertEqual(objects("1f010104"), [(0x1F01, b"\x04")])
        self.assertEqual(objects("070025020700"), [(0x07, b""), (0x25, b"\x07\x00")])
        self.assertEqual(objects("ff4002abcd"), [(0xFF40, b"\xab\xcd")])
        self.assertEqual(objects("0781020102"), [(0x07, b"\x01\x02")])
        self.assertEqual(objects("07820003010203"), [(0x07, b"\x01\x02\x03")])
        self.assertEqual(objects("1f81010105"), [(0x1F8101, b"\x05")])

    def test_invalid_lengths_end_the_walk(self):
        for broken in ("0780", "078300000100", "07", "1f", "1f01", "1f81", "0705aa", "0782"):
            self.assertEqual(objects(broken), [])


class OwnCommandTest(unittest.TestCase):
    def test_bytes(self):
        wanted = {
            events.CHECK_STATUS: "0501051234560306",
            events.SIGN_IN: "069303123456",
            events.READ_TOTALS: "061003123456",
            events.SETTLE: "065003123456",
            events.SEND_OFFLINE: "065103123456",
            events.SHOW_TEXT: "06e000",  # and then the words
            events.SET_CLOCK: "069103123456",  # and then the time
            events.QUERY_LAST: "0620051234560303",
            events.REGISTER: "06000c12345608" + "0978" + "06041a020400",
            events.REPEAT_RECEIPT: "062003123456",
            events.DIAGNOSE: "067000",
        }
        self.assertEqual(len(messages.OWN_COMMANDS), len(wanted))
        for command in wanted:
            apdu = messages.own_command(command, PASSWORD, 978)
            self.assertEqual(apdu.hex(), wanted[command])
            self.assertEqual(messages.body(apdu, len(apdu)), 3)

    def test_currency_is_bcd(self):
        apdu = messages.own_command(events.REGISTER, PASSWORD, 156)
        self.assertEqual(apdu[7:9], b"\x01\x56")

    def test_the_longest_apdu_announced_is_the_longest_held(self):
        apdu = messages.own_command(events.REGISTER, PASSWORD, 978)
        told = TlvWalk(apdu, 11, len(apdu))
        self.assertTrue(told.step())
        self.assertEqual((told.tag, apdu[told.start] << 8 | apdu[told.start + 1]), (0x1A, 1024))
        self.assertEqual(len(Framer().buffer), 1024)

    def test_a_terminals_own_ways(self):
        for dialect, command, wanted in (
            ((0, 0x18C, 0), events.REGISTER, "0600121234568c0978060a1a02040026040a0206d3"),
            ((0, 0x08C, 0), events.REGISTER, "06000c1234568c097806041a020400"),
            ((0, 0x208, 0), events.REGISTER, "060006123456080978"),
            ((0, 0x08, 1), events.DIAGNOSE, "06700506031b0101"),
        ):
            self.assertEqual(messages.own_command(command, PASSWORD, 978, dialect).hex(), wanted)

    def test_what_a_terminal_lacks_is_not_sent(self):
        for command, bit in (
            (events.SIGN_IN, capabilities.SIGN_IN),
            (events.READ_TOTALS, capabilities.TOTALS),
            (events.QUERY_LAST, capabilities.NEWEST_SALE),
            (events.SEND_OFFLINE, capabilities.SEND_OFFLINE),
            (events.REPEAT_RECEIPT, capabilities.DUPLICATE),
            (events.DIAGNOSE, capabilities.DIAGNOSE),
        ):
            lacks = (bit, 0x08, 0)
            self.assertTrue(messages.own_command(command, PASSWORD, 978, lacks) is None)
            lacks = (0xFFFFFF & ~bit, 0x08, 0)
            self.assertTrue(messages.own_command(command, PASSWORD, 978, lacks) is not None)

    def test_no_other_command_exists(self):
        self.assertTrue(messages.own_command(0, PASSWORD, 978) is None)
        self.assertTrue(messages.own_command(99, PASSWORD, 978) is None)


if __name__ == "__main__":
    unittest.main()
