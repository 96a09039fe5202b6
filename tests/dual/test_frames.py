# SPDX-License-Identifier: MIT
"""The journal's bytes: known vectors, the scan of an export, damage and resync."""

import unittest

from posminder_formats import frames

HEADER = bytes.fromhex("504d4a310200000015000000")  # sector 2, first record 21; CRC follows
FRAME = bytes.fromhex("a501030015000000820102")  # record 21, body [1, 2]; CRC and padding follow


def frame(seq: int, body: bytes) -> bytes:
    buffer = bytearray(frames.FRAME_BYTES_MAX)
    buffer[frames.HEAD_BYTES : frames.HEAD_BYTES + len(body)] = body
    return bytes(buffer[: frames.finish_frame(buffer, len(body), seq)])


def header(number: int, first_seq: int) -> bytes:
    buffer = bytearray(frames.HEADER_BYTES)
    frames.write_header(buffer, number, first_seq)
    return bytes(buffer)


def seqs(data: "bytes | bytearray") -> "list[int]":
    return [frames.seq_at(data, unit[1]) for unit in frames.scan(data) if unit[0] == frames.FRAME]


class FramesTest(unittest.TestCase):
    def setUp(self) -> None:
        self.whole = header(2, 21)
        for seq in range(21, 31):
            self.whole += frame(seq, bytes([0x81, seq]) + b"\xf6" * (seq % 5))

    def test_bytes_are_the_documented_ones(self) -> None:
        self.assertEqual(header(2, 21), HEADER + bytes.fromhex("a32b42cf"))
        self.assertEqual(frame(21, b"\x82\x01\x02"), FRAME + bytes.fromhex("f7dca01dff"))

    def test_fields_are_read_back(self) -> None:
        self.assertEqual(frames.header_number(self.whole, 0), 2)
        self.assertEqual(frames.header_first_seq(self.whole, 0), 21)
        self.assertEqual(frames.seq_at(self.whole, 16), 21)
        self.assertEqual(frames.body_size(self.whole, 16), 3)
        self.assertEqual(frames.size_at(self.whole, 16, frames.FRAME), 16)

    def test_body_sizes_at_the_bounds(self) -> None:
        for size in (1, frames.BODY_BYTES_MAX):
            data = frame(1, b"\x00" * size)
            self.assertEqual(frames.kind_at(data, 0, len(data)), frames.FRAME)
            self.assertEqual(len(data) % 4, 0)
            self.assertTrue(frames.FRAME_BYTES_MIN <= len(data) <= frames.FRAME_BYTES_MAX)
        for size in (0, frames.BODY_BYTES_MAX + 1):
            with self.assertRaises(ValueError):
                frames.finish_frame(bytearray(512), size, 1)

    def test_scan_passes_over_blank_and_void_words(self) -> None:
        data = self.whole + b"\xff" * 40 + b"\x00" * 8 + header(3, 31) + frame(31, b"\x80")
        kinds = [unit[0] for unit in frames.scan(data)]
        self.assertEqual(
            kinds, [frames.HEADER] + [frames.FRAME] * 10 + [frames.HEADER, frames.FRAME]
        )
        self.assertEqual(seqs(data), list(range(21, 32)))

    def test_one_flipped_bit_costs_one_unit_at_most(self) -> None:
        for bit in range(len(self.whole) * 8):
            data = bytearray(self.whole)
            data[bit // 8] ^= 1 << bit % 8
            left = list(frames.scan(data))
            good = [unit for unit in left if unit[0] != frames.DAMAGE]
            self.assertTrue(len(good) >= 10)  # of eleven
            self.assertEqual(len(good) == 10, len(left) > len(good))

    def test_damage_is_one_run_with_its_place(self) -> None:
        size = frames.size_at(self.whole, 16, frames.FRAME)
        data = bytearray(self.whole)
        data[20] ^= 0x40
        found = list(frames.scan(data))
        self.assertEqual(found[1], (frames.DAMAGE, 16, size))
        self.assertEqual(seqs(data), list(range(22, 31)))

    def test_a_unit_cut_off_is_damage(self) -> None:
        data = header(0, 1) + frame(1, b"\x81\x01")
        for end in range(17, len(data)):
            found = list(frames.scan(data[:end]))
            self.assertEqual(found, [(frames.HEADER, 0, 16), (frames.DAMAGE, 16, end - 16)])

    def test_a_newer_version_is_not_read_as_ours(self) -> None:
        data = bytearray(frame(1, b"\x80"))
        data[1] = 2
        self.assertEqual(frames.kind_at(data, 0, len(data)), frames.DAMAGE)


if __name__ == "__main__":
    unittest.main()
