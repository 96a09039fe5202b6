# SPDX-License-Identifier: MIT
"""The ring: append, wrap, erase ahead, recovery at every fill level, cost of a boot."""

import unittest

from ram_region import RamRegion

from agent.errors import StorageFault
from agent.journal.export import Export
from agent.journal.ring import Ring
from posminder_formats import frames


def append(ring: Ring, body: bytes) -> int:
    """Append as the journal does: begin a sector when there is no place."""
    while True:
        ring.frame[frames.HEAD_BYTES : frames.HEAD_BYTES + len(body)] = body
        seq = ring.append(len(body))
        if seq:
            return seq
        ring.begin_sector()


def body_of(seq: int) -> bytes:
    return bytes([0x58, seq % 90 + 2]) + bytes([seq & 0xFF]) * (seq % 90 + 2)


def reopened(region: RamRegion) -> Ring:
    ring = Ring(region)
    ring.open()
    return ring


class RingTest(unittest.TestCase):
    def setUp(self) -> None:
        self.region = RamRegion(5)
        self.ring = reopened(self.region)

    def check(self, ring: Ring) -> None:
        window = ring.flash.window
        seq = ring.first_seq
        for cursor in ring.frames(ring.oldest):
            start = cursor.at + frames.HEAD_BYTES
            size = frames.body_size(window, cursor.at)
            self.assertEqual((cursor.seq, window[start : start + size]), (seq, body_of(seq)))
            seq += 1
        self.assertEqual(seq, ring.last_seq + 1)

    def test_an_empty_region_is_an_empty_ring(self) -> None:
        self.assertEqual((self.ring.first_seq, self.ring.last_seq, self.ring.number), (1, 0, -1))
        self.assertEqual(self.region.erases, 0)
        self.check(self.ring)
        self.assertEqual(append(self.ring, body_of(1)), 1)
        self.check(reopened(self.region))

    def test_every_fill_level_is_recovered(self) -> None:
        ring = self.ring
        for seq in range(1, 420):
            self.assertEqual(append(ring, body_of(seq)), seq)
            if seq % 7 == 0:
                ring.prepare()
            if seq % 3 == 0:
                again = reopened(self.region)
                self.assertEqual(
                    (again.first_seq, again.last_seq, again.number, again.head),
                    (ring.first_seq, ring.last_seq, ring.number, ring.head),
                )
                if seq % 30 == 0:
                    self.check(again)
                    ring = again
        self.assertTrue(ring.first_seq > 1)
        self.assertTrue(ring.last_seq - ring.first_seq > 150)

    def test_a_record_costs_two_programs_at_most(self) -> None:
        append(self.ring, body_of(1))
        for seq in range(2, 60):
            before = self.region.programs
            sectors = self.region.erases
            append(self.ring, body_of(seq))
            if self.region.erases == sectors:
                self.assertTrue(self.region.programs - before <= 2)

    def test_the_rest_of_a_page_too_small_for_any_frame_is_left(self) -> None:
        append(self.ring, bytes(212))  # 16 + 224 = 240: 16 bytes are left, as a frame may need
        self.assertEqual(self.ring.head, 240)
        append(self.ring, bytes(4))
        self.assertEqual(self.ring.head, 256)
        append(self.ring, bytes(112))
        append(self.ring, bytes(108))  # 124 + 120 = 244: 12 bytes are left
        append(self.ring, bytes(4))
        self.assertEqual(self.ring.head, 512 + 16)

    def test_erasing_ahead_leaves_no_erase_to_append(self) -> None:
        for seq in range(1, 300):
            append(self.ring, body_of(seq))
            before = self.region.erases
            if self.ring.prepare():
                self.assertEqual(self.region.erases, before + 1)
                self.assertTrue(self.ring.unprepared())  # nobody has looked at it
                self.assertFalse(self.ring.prepare())
                self.assertFalse(self.ring.unprepared())
        self.assertEqual(self.ring.erases, self.region.erases)
        self.assertTrue(self.ring.number >= 3)
        # One erase a sector, the first and the one ahead included: none was done twice.
        self.assertTrue(self.region.erases <= self.ring.number + 2)
        self.check(reopened(self.region))

    def test_a_boot_reads_the_same_from_an_empty_and_a_full_ring(self) -> None:
        region = RamRegion(10)
        ring = reopened(region)
        counts = []
        for round_mark in range(1, 22):
            while ring.number < round_mark:
                append(ring, body_of(ring.last_seq + 1))
            region.reads = 0
            ring = reopened(region)
            counts.append(region.reads)
        self.assertTrue(max(counts) <= 71)

    def test_torn_bytes_are_made_void_and_their_page_is_left(self) -> None:
        for seq in (1, 2):
            append(self.ring, body_of(seq))
        head = self.ring.head
        self.region.program(head + 4, b"\xa5\x00")
        again = Ring(self.region)
        self.assertEqual(again.open(), 4)
        self.assertEqual((again.last_seq, again.head), (2, 256))
        self.assertEqual(append(again, body_of(3)), 3)
        self.check(again)
        void = bytearray(8)
        self.region.read(head, void)
        self.assertEqual(void, bytes(8))
        self.assertEqual(Ring(self.region).open(), 0)

    def test_numbers_end_without_wrapping(self) -> None:
        append(self.ring, b"\x00")
        self.ring.last_seq = 0xFFFFFFFF
        with self.assertRaises(StorageFault):
            self.ring.append(1)


class ExportTest(unittest.TestCase):
    def setUp(self) -> None:
        self.region = RamRegion(5)
        self.ring = reopened(self.region)
        for seq in range(1, 300):
            append(self.ring, body_of(seq))

    def read(self, export: Export, chunk: int) -> bytearray:
        buffer = bytearray(chunk)
        data = bytearray(export.size)
        offset = 0
        while True:
            count = export.read(offset, buffer)
            if not count:
                self.assertEqual(offset, export.size)
                return data
            data[offset : offset + count] = buffer[:count]
            offset += count

    def seqs(self, data: bytearray) -> "list[int]":
        units = list(frames.scan(data))
        self.assertEqual(units[0][0], frames.HEADER)
        self.assertFalse(any(unit[0] == frames.DAMAGE for unit in units))
        return [frames.seq_at(data, unit[1]) for unit in units if unit[0] == frames.FRAME]

    def test_an_export_holds_the_records_after_since_and_no_others(self) -> None:
        for since in range(self.ring.first_seq - 1, self.ring.last_seq, 17):
            export = Export(self.ring, since)
            self.assertEqual(self.seqs(self.read(export, 100)), list(range(since + 1, 300)))

    def test_since_outside_the_ring(self) -> None:
        self.assertEqual(self.seqs(self.read(Export(self.ring, 0), 768))[0], self.ring.first_seq)
        for since in (299, 300, 0xFFFFFFFF):
            self.assertEqual(Export(self.ring, since).size, frames.HEADER_BYTES)
        self.assertEqual(Export(reopened(RamRegion(4)), 0).size, 0)

    def test_an_export_stands_still_while_records_are_added(self) -> None:
        export = Export(self.ring, self.ring.last_seq - 30)
        data = self.read(export, 64)
        for seq in range(300, 330):
            append(self.ring, body_of(seq))
        self.assertEqual(self.read(export, 500), data)
        self.assertEqual(self.read(Export(self.ring, 269), 500)[: len(data)], data)

    def test_any_offset_can_be_read(self) -> None:
        export = Export(self.ring, 150)
        data = self.read(export, 4096)
        for offset in range(0, export.size, 331):
            buffer = bytearray(50)
            count = export.read(offset, buffer)
            self.assertEqual(buffer[:count], data[offset : offset + 50])
        self.assertEqual(export.read(export.size + 5, bytearray(8)), 0)

    def test_an_overtaken_reader_gets_nothing_instead_of_newer_records(self) -> None:
        export = Export(self.ring, 0)
        for seq in range(300, 380):
            append(self.ring, body_of(seq))
        self.assertEqual(export.read(100, bytearray(64)), 0)


if __name__ == "__main__":
    unittest.main()
