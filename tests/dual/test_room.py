# SPDX-License-Identifier: MIT
"""A ring that nobody downloads: what is left out first, what is counted, what is never left out."""

import unittest

from ram_region import RamRegion

from agent import limits
from agent.journal.journal import Journal
from agent.journal.room import MINOR, SALES, SLIP_TEXT
from posminder_formats import cbor, frames
from posminder_formats import records as r

SECTORS = 6
SALE = (1, 0, 250, 978, 4711, 815, 6, "VISA", "476173******0119", 1224, 101500, 1, None, None, None)
DECLINED = (1, 5, 9999) + SALE[3:]
SLIP = (4711, 815, 1, 0, bytes(limits.SLIP_PART_BYTES), 2, 1)
SETTLEMENT = (2, 20779, 1, 250, 0)
PRESS = (1,)
_DAY_S = 86400


class RoomTest(unittest.TestCase):
    def setUp(self):
        self.region = RamRegion(SECTORS)
        self.wall_s = 1_800_000_000
        self.start()

    def start(self):
        self.journal = Journal(self.region, lambda: [1] * 30)
        self.journal.open()
        self.journal.replay(lambda kind, record: None)
        self.room = self.journal.room

    def offer(self, kind, fields):
        self.wall_s += 60
        return self.room.offer(kind, fields, 0, self.wall_s)

    def acknowledge(self, seq, damaged=0):
        return self.room.acknowledge(seq, damaged, 0, self.wall_s)

    def fill(self, percent):
        """Write what is never left out until so much of the ring waits for a download."""
        while self.room.fill_percent() < percent:
            self.journal.record(r.R_SETTLEMENT, SETTLEMENT, 0, self.wall_s)

    def written(self, kind):
        export = self.journal.export(0)
        data = bytearray(export.size)
        export.read(0, data)
        found = []
        for unit, offset, _size in frames.scan(data):
            start = offset + frames.HEAD_BYTES
            if unit == frames.FRAME:
                record = cbor.decode(data, start, start + frames.body_size(data, offset))
                if record[r.KIND] == kind:
                    found.append(record[r.HEAD :])
        return found

    def left(self, what):
        return [fields for fields in self.written(r.R_LEFT_OUT) if fields[0] == what]

    def test_slips_go_first_then_what_is_minor_then_sales_and_nothing_else(self):
        offers = ((r.R_SLIP, SLIP), (r.R_BUTTON, PRESS), (r.R_SALE, SALE))
        bounds = (
            limits.JOURNAL_SLIP_PERCENT,
            limits.JOURNAL_MINOR_PERCENT,
            limits.JOURNAL_SALES_PERCENT,
        )
        for index, percent in enumerate(bounds):
            taken = [self.offer(*each) for each in offers]
            self.assertEqual(taken, [False] * index + [True] * (3 - index))
            self.fill(percent)
        self.assertEqual([self.offer(*each) for each in offers], [False] * 3)
        for kind in sorted(r.FIELD_COUNTS):
            if kind not in (r.R_SLIP, r.R_STATE, r.R_SEAL):
                left = self.room._leaves_out(kind)
                kept = kind in (r.R_SETTLEMENT, r.R_SIGN_IN, r.R_ALERT, r.R_LOSS, r.R_INTENT)
                self.assertTrue(left == 0 or not kept)
        self.assertTrue(self.offer(r.R_SETTLEMENT, SETTLEMENT))

    def test_what_is_left_out_is_counted_by_records_ever_fewer(self):
        self.fill(limits.JOURNAL_SALES_PERCENT)
        before = self.wall_s
        for _ in range(100):
            self.assertFalse(self.offer(r.R_SALE, SALE))
            self.offer(r.R_SALE, DECLINED)
        told = self.left(SALES)
        self.assertEqual([each[1] for each in told], [1, 2, 4, 8, 16, 32, 64, 64])
        self.assertEqual(told[0], [SALES, 1, before + 60, before + 60, 250])
        self.assertEqual(told[1][1:], [2, before + 120, before + 180, 250])
        self.assertEqual(sum(each[4] for each in told), 250 * 96)
        self.assertEqual(self.written(r.R_SALE), [])
        self.assertTrue(self.acknowledge(self.journal.last_seq))
        self.assertEqual(self.left(SALES)[-1][1], 9)
        self.assertTrue(self.offer(r.R_SALE, SALE))

    def test_a_sale_left_out_is_in_the_next_state(self):
        self.fill(limits.JOURNAL_SALES_PERCENT)
        states = len(self.written(r.R_STATE))
        self.journal.begin_step()
        self.offer(r.R_SALE, SALE)
        self.journal.end_step(0, self.wall_s)
        self.assertTrue(len(self.written(r.R_STATE)) > states)
        states = len(self.written(r.R_STATE))
        self.journal.begin_step()
        self.offer(r.R_SLIP, SLIP)
        self.journal.end_step(0, self.wall_s)
        self.assertEqual(len(self.written(r.R_STATE)), states)
        self.assertEqual(self.left(SLIP_TEXT)[0][:2], [SLIP_TEXT, 1])
        self.offer(r.R_BUTTON, PRESS)
        self.assertEqual(self.left(MINOR)[0][:2], [MINOR, 1])

    def test_slips_have_a_fifth_of_the_ring_between_two_downloads(self):
        count = 0
        while self.offer(r.R_SLIP, SLIP):
            count += 1
            if count % 7 == 0:
                self.start()  # what they took is in STATE, and in the records behind it
        size = 240  # of each on flash, at most
        whole = SECTORS * self.region.sector_size
        self.assertTrue(whole // 5 - 2 * size <= count * size <= whole // 5 + 5 * size)
        self.assertTrue(self.room.fill_percent() < 50)
        self.acknowledge(self.journal.last_seq)
        self.assertTrue(self.offer(r.R_SLIP, SLIP))

    def test_an_acknowledged_pull_gives_room_and_survives_a_restart(self):
        self.fill(limits.JOURNAL_SALES_PERCENT)
        last = self.journal.last_seq
        erases = self.region.erases
        self.assertFalse(self.acknowledge(last + 1))
        self.assertFalse(self.acknowledge(0))
        self.assertTrue(self.acknowledge(last, 3))
        self.assertEqual(self.region.erases, erases)
        self.assertEqual(self.written(r.R_PULLED), [[last, 3]])
        self.assertTrue(self.room.fill_percent() < 25)
        for again in (last, last - 5):
            self.assertTrue(self.acknowledge(again))
        self.assertEqual(len(self.written(r.R_PULLED)), 1)
        self.fill(50)
        percent = self.room.fill_percent()
        for _ in range(2):
            self.start()
            self.assertEqual((self.room.pulled_seq, self.room.fill_percent()), (last, percent))

    def test_a_full_reserve_goes_on_over_the_oldest_and_says_how_many_nobody_had(self):
        self.acknowledge(self.journal.record(r.R_BUTTON, PRESS, 0, None))
        pulled = self.room.pulled_seq
        self.fill(100)
        self.journal.record(r.R_SETTLEMENT, SETTLEMENT, 0, None)
        for _ in range(300):
            self.offer(r.R_SALE, SALE)
            self.assertTrue(self.offer(r.R_SETTLEMENT, SETTLEMENT))
        gone = self.journal.first_seq - 1
        self.assertTrue(gone > pulled)
        owned = self.written(r.R_LOSS)
        for first, last, not_pulled in owned:
            self.assertEqual(not_pulled, last - max(first - 1, pulled))
        self.assertEqual(owned[-1][1], gone)

    def test_a_record_lost_to_damage_is_told_until_somebody_has_pulled(self):
        for _ in range(8):
            self.journal.record(r.R_SALE, SALE, 0, None)
        self.assertFalse(self.room.damaged)
        first = self.region._sectors[0]
        self.assertEqual(first.find(b"VISA") > 0, True)
        first[first.find(b"VISA")] ^= 1
        self.start()
        self.journal.record(r.R_BUTTON, PRESS, 0, None)
        self.assertEqual(self.written(r.R_DAMAGE), [[0, 1]])
        self.assertTrue(self.room.damaged)
        self.start()
        self.assertTrue(self.room.damaged)
        self.acknowledge(self.journal.last_seq, 1)
        self.assertFalse(self.room.damaged)
        self.start()
        self.assertFalse(self.room.damaged)

    def test_days_left_by_the_rate_of_the_newest_sectors(self):
        self.assertEqual(self.room.days_left(self.wall_s), None)
        self.fill(10)
        self.assertEqual(self.room.days_left(self.wall_s + 3599), None)
        self.assertEqual(self.room.days_left(None), None)
        left = self.room.days_left(self.wall_s + 10 * _DAY_S)  # a tenth in ten days
        self.assertTrue(70 <= left <= 80, left)
        self.fill(limits.JOURNAL_SALES_PERCENT)
        self.assertEqual(self.room.days_left(self.wall_s + _DAY_S), 0)


if __name__ == "__main__":
    unittest.main()
