# SPDX-License-Identifier: MIT
"""Both framings and the header: known bytes, resynchronisation, bounds, no allocation."""

import unittest
from binascii import b2a_base64

from posminder_formats import smp

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython: there is no heap to lock

    def heap_lock():
        pass

    def heap_unlock():
        pass


# echo "hi", sequence 7: the frame and its only line, as a stock client sends them
FRAME = bytes.fromhex("0A00000600000700A16164626869")
LINE = b"\x06\x09ABAKAAAGAAAHAKFhZGJoaSVk\n"
COBS = bytes.fromhex("020A01020601020709A16164626869256400")  # from smpclient too


def collect(assembler, data):
    """Return every frame that `data` completes."""
    frames = []
    for byte in data:
        length = assembler.feed(byte)
        if length:
            frames.append(bytes(assembler.buffer[smp.HEAD : smp.HEAD + length]))
    return frames


def pattern(length):
    """Return `length` bytes that repeat late."""
    return bytes((index * 7 + index // 31) & 0xFF for index in range(length))


class TestCrc(unittest.TestCase):
    def test_check_value(self):
        self.assertEqual(smp.crc16(b"123456789", 0, 9), 0x31C3)

    def test_counts_only_the_range(self):
        self.assertEqual(smp.crc16(b"x123456789y", 1, 10), 0x31C3)

    def test_over_its_own_crc_it_is_zero(self):
        self.assertEqual(smp.crc16(b"123456789\x31\xc3", 0, 11), 0)


class TestHeader(unittest.TestCase):
    def test_written_and_read(self):
        buffer = bytearray(smp.HEAD + smp.HEADER_BYTES)
        smp.pack_header(buffer, smp.first_byte(smp.VERSION_2, 3), 0x0102, 0x504D, 254, 9)
        self.assertEqual(bytes(buffer[smp.HEAD :]), bytes.fromhex("0B000102504DFE09"))
        self.assertEqual(smp.version_of(buffer), smp.VERSION_2)
        self.assertEqual(smp.operation_of(buffer), 3)
        self.assertEqual(smp.length_of(buffer), 0x0102)
        self.assertEqual(smp.group_of(buffer), 0x504D)
        self.assertEqual(smp.sequence_of(buffer), 254)
        self.assertEqual(smp.command_of(buffer), 9)


class TestEncode(unittest.TestCase):
    def test_known_line(self):
        self.assertEqual(smp.encode(FRAME), LINE)

    def test_lines_are_bounded_and_marked(self):
        lines = smp.encode(pattern(1024)).split(b"\n")
        self.assertEqual(lines.pop(), b"")
        self.assertEqual(len(lines), 12)  # 1028 bytes in pieces of 93
        for number, line in enumerate(lines):
            self.assertTrue(len(line) + 1 <= smp.LINE_BYTES_MAX)
            self.assertEqual(line[:2], b"\x04\x14" if number else b"\x06\x09")

    def test_whole_line_leaves_no_empty_one(self):
        self.assertEqual(smp.encode(pattern(89)).count(b"\n"), 1)
        self.assertEqual(smp.encode(pattern(90)).count(b"\n"), 2)


class TestAssembler(unittest.TestCase):
    def setUp(self):
        self.assembler = smp.Assembler(1024)

    def test_known_line(self):
        self.assertEqual(collect(self.assembler, LINE), [FRAME])
        self.assertEqual(self.assembler.junk + self.assembler.broken, 0)

    def test_every_length(self):
        for length in range(1, 1025, 13):
            frame = pattern(length)
            self.assertEqual(collect(self.assembler, smp.encode(frame)), [frame])

    def test_largest_frame_and_one_more(self):
        self.assertEqual(collect(self.assembler, smp.encode(pattern(1024))), [pattern(1024)])
        self.assertEqual(collect(self.assembler, smp.encode(pattern(1025))), [])
        self.assertEqual(self.assembler.broken, 1)
        self.assertEqual(collect(self.assembler, LINE), [FRAME])

    def test_text_before_between_and_behind(self):
        first, second = smp.encode(pattern(120)).split(b"\n")[:2]
        noise = b"\r\n>>> uptime 4\xff\x00s\n\x06\x04"
        data = noise + first + b"\n" + noise + second + b"\n" + noise
        self.assertEqual(collect(self.assembler, data), [pattern(120)])
        # The last two bytes of the last noise may still become a mark: 04 is not junk yet.
        self.assertEqual(self.assembler.junk, 3 * len(noise) - 1)
        self.assertEqual(self.assembler.broken, 0)

    def test_flipped_bit_is_counted_and_the_next_frame_passes(self):
        for position in range(2, len(LINE) - 1):
            for bit in range(8):
                damaged = bytearray(LINE)
                damaged[position] ^= 1 << bit
                assembler = smp.Assembler(1024)
                self.assertEqual(collect(assembler, bytes(damaged) + LINE), [FRAME])
                self.assertEqual(assembler.broken, 1)

    def test_lost_byte(self):
        for position in range(len(LINE)):
            assembler = smp.Assembler(1024)
            damaged = LINE[:position] + LINE[position + 1 :]
            self.assertEqual(collect(assembler, damaged + LINE), [FRAME])
            self.assertTrue(assembler.broken + assembler.junk > 0)

    def test_frame_that_begins_anew(self):
        begun = smp.encode(pattern(300))[:200]
        self.assertEqual(collect(self.assembler, begun + LINE), [FRAME])
        self.assertEqual(self.assembler.broken, 1)

    def test_continuation_without_a_first_line_is_junk(self):
        stray = smp.encode(pattern(120)).split(b"\n")[1] + b"\n"
        self.assertEqual(collect(self.assembler, stray), [])
        self.assertEqual(self.assembler.junk, len(stray))

    def test_crlf_is_refused(self):
        self.assertEqual(collect(self.assembler, LINE[:-1] + b"\r\n"), [])
        self.assertEqual(self.assembler.broken, 1)

    def test_padding_only_at_the_end(self):
        for text in (b"=AAA", b"A===", b"AA=A", b"AA==AAAA", b"AAA"):
            assembler = smp.Assembler(1024)
            self.assertEqual(collect(assembler, b"\x06\x09" + text + b"\n" + LINE), [FRAME])
            self.assertEqual(assembler.broken, 1)

    def test_a_line_of_nothing_but_padding(self):
        first, second = smp.encode(pattern(120)).split(b"\n")[:2]
        data = first + b"\n\x04\x14A===\n" + second + b"\n"
        self.assertEqual(collect(self.assembler, data), [])
        self.assertEqual(self.assembler.broken, 1)

    def test_padding_in_front_of_a_zero(self):
        for last in range(256):
            line = smp.encode(FRAME[:-2] + bytes((last,)))
            if line.endswith(b"A=\n"):
                break
        self.assertEqual(line[-3:], b"A=\n")
        self.assertEqual(collect(self.assembler, line[:-3] + b"=A\n"), [])

    def test_bytes_behind_the_packet(self):
        # Zeros would leave the CRC over frame and CRC at zero.
        packet = b"\x00\x10" + FRAME + smp.crc16(FRAME, 0, len(FRAME)).to_bytes(2, "big")
        good = b"\x06\x09" + b2a_base64(packet)
        self.assertEqual(collect(self.assembler, good), [FRAME])
        longer = b"\x06\x09" + b2a_base64(packet + b"\x00")
        self.assertEqual(collect(self.assembler, longer), [])
        self.assertEqual(self.assembler.broken, 1)

    def test_a_line_that_is_too_long(self):
        frame = pattern(92)  # 96 bytes with length and CRC: 128 characters
        packet = b"\x00\x5e" + frame + smp.crc16(frame, 0, 92).to_bytes(2, "big")
        self.assertEqual(collect(self.assembler, b"\x06\x09" + b2a_base64(packet)), [])
        self.assertEqual(collect(self.assembler, smp.encode(frame)), [frame])

    def test_line_without_end_is_given_up(self):
        self.assertEqual(collect(self.assembler, b"\x06\x09" + b"A" * 5000 + LINE), [FRAME])
        self.assertEqual(self.assembler.broken, 1)

    def test_impossible_lengths(self):
        for text in (b"AAA=", b"AAIAAA==", b"//8A", b"AA=="):  # 0, CRC alone, 65535, one byte
            assembler = smp.Assembler(1024)
            self.assertEqual(collect(assembler, b"\x06\x09" + text + b"\n"), [])
            self.assertEqual(assembler.broken, 1)

    def test_feed_allocates_nothing(self):
        data = b">>> " + smp.encode(pattern(300)) + b"\x06\x09A!" + LINE
        data += b"\x02\x0a\x00" + smp.encode(request(300), True) + COBS
        assembler = smp.Assembler(1024)
        feed = assembler.feed
        frames = 0
        heap_lock()
        try:
            for byte in data:
                if feed(byte):
                    frames += 1
        finally:
            heap_unlock()
        self.assertEqual(frames, 4)


def request(length, fill=None):
    """Return a frame of `length` bytes whose header says so, its payload a pattern or `fill`."""
    payload = length - smp.HEADER_BYTES
    head = bytes((0x0A, 0, payload >> 8, payload & 0xFF, 0, 8, 77, 0))
    return head + (pattern(length)[8:] if fill is None else bytes((fill,)) * payload)


def plainly(data):
    """Return the COBS of `data` by its definition: split at the zeros, blocks of 254 at most."""
    wire = b""
    for run in data.split(b"\x00"):
        while len(run) >= 254:
            wire += b"\xff" + run[:254]
            run = run[254:]
        wire += bytes((len(run) + 1,)) + run
    return wire + b"\x00"


class TestCobs(unittest.TestCase):
    def setUp(self):
        self.assembler = smp.Assembler(1024)

    def test_known_bytes(self):
        self.assertEqual(smp.encode(FRAME, True), COBS)
        self.assertEqual(collect(self.assembler, COBS), [FRAME])
        self.assertEqual(self.assembler.junk + self.assembler.broken, 0)

    def test_written_as_it_is_defined(self):
        for fill in (None, 0, 1, 255):
            for length in (8, 9, 10, 255, 258, 261, 262, 263, 270, 515, 516, 517, 1000, 1024):
                frame = request(length, fill)
                crc = smp.crc16(frame, 0, length)
                expected = plainly(frame + bytes((crc >> 8, crc & 0xFF)))
                wire = smp.encode(frame, True)
                self.assertEqual(wire, expected)
                self.assertEqual(wire.index(b"\x00"), len(wire) - 1)
                self.assertEqual(collect(self.assembler, wire), [frame])
        self.assertEqual(self.assembler.junk + self.assembler.broken, 0)

    def test_the_last_code_may_be_left_out_behind_a_full_block(self):
        for length in range(255, 270):
            frame = request(length, 1)
            wire = smp.encode(frame, True)
            if wire.endswith(b"\x01\x00"):
                break
        self.assertEqual(wire[-2:], b"\x01\x00")
        self.assertEqual(collect(self.assembler, wire[:-2] + b"\x00"), [frame])

    def test_the_framing_is_seen_of_each_frame(self):
        for wire, in_cobs in ((COBS, True), (LINE, False), (COBS, True)):
            self.assertEqual(collect(self.assembler, wire), [FRAME])
            self.assertEqual(self.assembler.in_cobs, in_cobs)

    def test_no_line_begins_like_cobs_and_none_of_what_revives_a_prompt(self):
        for operation in range(4):
            frame = bytes((8 | operation,)) + FRAME[1:]
            self.assertEqual(smp.encode(frame, True)[:2], bytes((2, 8 | operation)))
        self.assertEqual(collect(self.assembler, b"\r\x03\x02\r\x04" + COBS), [FRAME])
        self.assertEqual(self.assembler.broken, 0)

    def test_text_around(self):
        noise = b"\r\n>>> uptime 4\xff\x00s\n\x02\x06\x04"
        self.assertEqual(collect(self.assembler, noise + COBS + noise + LINE), [FRAME, FRAME])
        self.assertEqual(self.assembler.broken, 0)

    def test_a_flipped_bit_costs_one_frame_at_most(self):
        for position in range(len(COBS)):
            for bit in range(8):
                damaged = bytearray(COBS)
                damaged[position] ^= 1 << bit
                assembler = smp.Assembler(1024)
                frames = collect(assembler, bytes(damaged) + COBS + COBS)
                self.assertTrue(frames in ([FRAME], [FRAME, FRAME]))

    def test_a_lost_byte_costs_its_frame_only(self):
        for position in range(len(COBS)):
            assembler = smp.Assembler(1024)
            damaged = COBS[:position] + COBS[position + 1 :]
            frames = collect(assembler, damaged + COBS)
            self.assertEqual(frames, [FRAME])
            self.assertTrue(assembler.broken + assembler.junk > 0)

    def test_a_line_after_a_frame_that_broke_off(self):
        begun = smp.encode(request(300), True)[:200]
        self.assertEqual(collect(self.assembler, begun), [])
        self.assembler.drop()
        self.assertEqual(self.assembler.broken, 1)
        self.assertEqual(collect(self.assembler, LINE), [FRAME])
        self.assembler.drop()
        self.assertEqual(self.assembler.broken, 1)

    def test_a_frame_that_a_line_had_begun(self):
        begun = smp.encode(pattern(300)).split(b"\n")
        self.assertEqual(collect(self.assembler, begun[0] + b"\n" + COBS), [FRAME])
        self.assertEqual(collect(self.assembler, begun[1] + b"\n"), [])
        self.assertEqual(self.assembler.broken, 1)

    def test_drop_leaves_a_line_alone(self):
        collect(self.assembler, LINE[:9])
        self.assembler.drop()
        self.assertEqual(collect(self.assembler, LINE[9:]), [FRAME])

    def test_largest_frame_and_one_more(self):
        wire = smp.encode(request(1024), True)
        self.assertEqual(collect(self.assembler, wire), [request(1024)])
        self.assertEqual(collect(self.assembler, smp.encode(request(1025), True)), [])
        self.assertTrue(self.assembler.broken >= 1)
        self.assertEqual(collect(self.assembler, COBS), [FRAME])

    def test_a_header_that_announces_more_or_less(self):
        for change in (-1, 1):
            frame = bytearray(request(100))
            frame[3] += change
            self.assertEqual(collect(self.assembler, smp.encode(bytes(frame), True)), [])
            self.assertEqual(collect(self.assembler, COBS), [FRAME])


if __name__ == "__main__":
    unittest.main()
