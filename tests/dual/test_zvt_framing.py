# SPDX-License-Identifier: MIT
"""Framing against frames from the specification and public captures, and every way to break one."""

import unittest

from agent import limits
from agent.terminals.zvt import framing
from agent.terminals.zvt.framing import Framer, crc_step, encode

try:
    import micropython
except ImportError:
    micropython = None

FRAMES = (
    # APDU, frame
    ("800000", "10028000001003F51F"),
    ("065003123456", "10020650031234561003C4AF"),
    ("067000", "10020670001003D9F9"),
    ("050103123456", "10020501031234561003E043"),
    ("06010A04000000001000490978", "100206010A040000000010100049097810032760"),
    ("061003123456", "100206101003123456100315AD"),
    ("06010704000000000127", "10020601070400000000012710031020"),
    ("0620051234560303", "1002062005123456030310037038"),
)
GOOD = bytes.fromhex("10020601070400000000012710031020")


def feed(framer, data):
    """Return what the framer said, without its MOREs."""
    said = []
    for byte in data:
        status = framer.feed(byte)
        if status != framing.MORE:
            said.append(status)
    return said


def apdu(framer):
    return bytes(framer.buffer[: framer.count])


class FramingTest(unittest.TestCase):
    def setUp(self):
        self.framer = Framer()

    def test_checksum_is_kermit(self):
        crc = 0
        for byte in b"123456789":
            crc = crc_step(crc, byte)
        self.assertEqual(crc, 0x2189)

    def test_frames_of_the_specification_both_ways(self):
        out = bytearray(64)
        for plain, framed in FRAMES:
            count = encode(bytes.fromhex(plain), out)
            self.assertEqual(bytes(out[:count]).hex(), framed.lower())
            self.assertEqual(feed(self.framer, bytes.fromhex(framed)), [framing.FRAME])
            self.assertEqual(apdu(self.framer), bytes.fromhex(plain))
        self.assertEqual(self.framer.good, len(FRAMES))

    def test_every_byte_value_survives(self):
        out = bytearray(600)
        every = bytes(range(256))
        count = encode(every, out)
        self.assertEqual(count, 256 + 1 + 6)
        self.assertEqual(feed(self.framer, out[:count]), [framing.FRAME])
        self.assertEqual(apdu(self.framer), every)

    def test_every_checksum_byte_may_be_a_control_byte(self):
        seen = set()
        out = bytearray(64)
        for first in range(256):
            for second in (0, 1, 2, 3):
                count = encode(bytes((first, second, 7)), out)
                for value in (out[count - 2], out[count - 1]):
                    if value in (0x02, 0x03, 0x06, 0x10, 0x15):
                        seen.add(value)
                self.framer.reset()
                self.assertEqual(feed(self.framer, out[:count]), [framing.FRAME])
        self.assertEqual(len(seen), 5)

    def test_lone_bytes_between_frames(self):
        said = feed(self.framer, b"\x06\x15\x00\xff\x10\x06" + GOOD)
        wanted = [framing.ACK, framing.NAK, framing.NOISE, framing.NOISE, framing.ACK]
        self.assertEqual(said, wanted + [framing.FRAME])

    def test_ack_and_nak_inside_a_frame_are_data(self):
        out = bytearray(32)
        count = encode(b"\x06\x15\x02\x06\x15", out)
        self.assertEqual(feed(self.framer, out[:count]), [framing.FRAME])

    def test_every_flipped_bit_is_seen(self):
        for index in range(len(GOOD)):
            for bit in range(8):
                self.framer.reset()
                self.framer.gap(limits.ZVT_T1_MS + 1)
                damaged = bytearray(GOOD)
                damaged[index] ^= 1 << bit
                self.assertFalse(framing.FRAME in feed(self.framer, damaged))
                self.framer.gap(limits.ZVT_T1_MS + 1)
                self.assertEqual(feed(self.framer, GOOD), [framing.FRAME])
        self.assertTrue(self.framer.bad > 0)
        self.assertTrue(self.framer.lost > 0)

    def test_a_lost_byte_costs_one_frame_only(self):
        for index in range(len(GOOD)):
            self.framer.reset()
            before = self.framer.good
            feed(self.framer, GOOD[:index] + GOOD[index + 1 :])
            self.framer.gap(limits.ZVT_T1_MS + 1)
            self.assertEqual(self.framer.good, before)
            self.assertEqual(feed(self.framer, GOOD)[-1], framing.FRAME)

    def test_a_doubled_byte_costs_one_frame_only(self):
        for index in range(len(GOOD)):
            self.framer.reset()
            feed(self.framer, GOOD[:index] + GOOD[index : index + 1] + GOOD[index:])
            self.framer.gap(limits.ZVT_T1_MS + 1)
            self.framer.reset()
            self.assertEqual(feed(self.framer, GOOD), [framing.FRAME])

    def test_a_frame_begun_anew_inside_another(self):
        self.assertEqual(feed(self.framer, GOOD[:7] + GOOD), [framing.BROKEN, framing.FRAME])
        self.assertEqual(self.framer.lost, 1)

    def test_t1(self):
        feed(self.framer, GOOD[:5])
        self.assertFalse(self.framer.gap(limits.ZVT_T1_MS))
        self.assertTrue(self.framer.mid_frame)
        self.assertTrue(self.framer.gap(limits.ZVT_T1_MS + 1))
        self.assertFalse(self.framer.mid_frame)
        self.assertEqual(self.framer.lost, 1)
        self.assertFalse(self.framer.gap(limits.ZVT_T1_MS + 1))

    def test_a_repeat_is_an_equal_frame_without_an_ack_of_its_sender_between(self):
        self.assertEqual(feed(self.framer, GOOD + GOOD), [framing.FRAME, framing.REPEAT])
        self.assertEqual(feed(self.framer, b"\x15" + GOOD), [framing.NAK, framing.REPEAT])
        self.assertEqual(feed(self.framer, b"\x06" + GOOD), [framing.ACK, framing.FRAME])
        self.framer.gap(limits.ZVT_REPEAT_MS)
        self.assertEqual(feed(self.framer, GOOD), [framing.REPEAT])
        self.framer.gap(limits.ZVT_REPEAT_MS + 1)
        self.assertEqual(feed(self.framer, GOOD), [framing.FRAME])
        self.assertEqual((self.framer.good, self.framer.repeats), (3, 3))

    def test_an_oversize_frame_is_checked_and_cut(self):
        size = limits.ZVT_APDU_BYTES_MAX + 50
        out = bytearray(2 * size + 6)
        count = encode(b"\x06\xd3" + b"\x11" * (size - 2), out)
        self.assertEqual(feed(self.framer, out[:count]), [framing.FRAME])
        self.assertEqual(self.framer.length, size)
        self.assertEqual(self.framer.count, limits.ZVT_APDU_BYTES_MAX)
        self.assertEqual(self.framer.oversize, 1)
        out[40] ^= 2
        self.assertEqual(feed(self.framer, out[:count]), [framing.BAD])
        self.assertEqual(feed(self.framer, GOOD), [framing.FRAME])

    def test_encode_refuses_a_buffer_that_is_too_small(self):
        with self.assertRaises(IndexError):
            encode(b"\x06\x50\x00", bytearray(8))

    def test_feeding_allocates_nothing(self):
        if micropython is None:
            return
        framer, noise = self.framer, b"\x15\x00\x10\x10\x06" + GOOD[:6] + GOOD + GOOD
        micropython.heap_lock()
        try:
            for byte in noise:
                framer.feed(byte)
        finally:
            micropython.heap_unlock()
        self.assertEqual((framer.good, framer.repeats, framer.lost), (1, 1, 1))


if __name__ == "__main__":
    unittest.main()
