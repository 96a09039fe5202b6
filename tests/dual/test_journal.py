# SPDX-License-Identifier: MIT
"""The journal: the head of a record, STATE first, LOSS and DAMAGE, boot counts and replay."""

import unittest

from ram_region import RamRegion

from agent import limits
from agent.errors import StorageFault
from agent.journal.journal import Journal
from posminder_formats import cbor, frames, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SALE = (
    1,
    0,
    1999,
    978,
    4711,
    815,
    6,
    "VISA CREDIT",
    "476173******0119",
    1224,
    101500,
    1,
    "715691",
    None,
    None,
)
SALE_FRAME_BYTES = 88  # on flash, as FORMAT.md tells its readers
STATE_NUMBERS_MIN = limits.JOURNAL_STATE_BYTES // 9  # of the largest, in one STATE record
BUFFER = bytearray(4 * 4096)


class Unreadable:
    """The same region behind a loose contact: nothing can be read, and anything be written."""

    def __init__(self, region: RamRegion) -> None:
        self.sector_size = region.sector_size
        self.sector_count = region.sector_count
        self.page_size = region.page_size
        self.program = region.program
        self.erase = region.erase

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        raise OSError(5)


class PowerCut(Exception):
    pass


class CutAtState:
    """The same region for `programs` operations into its second sector: then power goes."""

    def __init__(self, region: RamRegion, programs: int) -> None:
        self.sector_size = region.sector_size
        self.sector_count = region.sector_count
        self.page_size = region.page_size
        self.read = region.read
        self.erase = region.erase
        self._region = region
        self._left = programs

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        if offset >= self.sector_size:
            if not self._left:
                raise PowerCut
            self._left -= 1
        self._region.program(offset, data)


class JournalTest(unittest.TestCase):
    def setUp(self) -> None:
        self.region = RamRegion(4)
        self.policies: "list[int | None]" = [7, None]
        self.journal = self.start()

    def start(self) -> Journal:
        journal = Journal(self.region, lambda: self.policies)
        journal.open()
        return journal

    def replayed(self, journal: Journal) -> "list[list[object]]":
        found: "list[list[object]]" = []
        journal.replay(lambda kind, record: found.append(record))
        return found

    def data(self, since: int) -> memoryview:
        """Return an export, in a buffer that the next call overwrites."""
        export = self.journal.export(since)
        self.assertEqual(export.read(0, BUFFER), export.size)
        return memoryview(BUFFER)[: export.size]

    def export(self) -> "Iterator[tuple[int, list[object]]]":
        """Yield (seq, record) of everything, read as a host reads it."""
        data = self.data(0)
        for kind, offset, _size in frames.scan(data):
            if kind == frames.FRAME:
                start = offset + frames.HEAD_BYTES
                record = cbor.decode(data, start, start + frames.body_size(data, offset))
                yield frames.seq_at(data, offset), record

    def last(self) -> "tuple[int, list[object]]":
        return list(self.export())[-1]

    def fill(self, count: int) -> None:
        for _ in range(count):
            self.journal.record(records.R_SALE, SALE, 1000, 1700000000)

    def kinds(self) -> "list[int]":
        return [record[records.KIND] for _seq, record in self.export()]

    def test_a_record_is_head_and_fields(self) -> None:
        seq = self.journal.record(records.R_BUTTON, (2,), 12345, None)
        self.assertEqual(self.last(), (seq, [records.R_BUTTON, 1, 12345, None, 2]))

    def test_the_first_record_of_every_sector_is_the_state(self) -> None:
        self.fill(130)
        heads = []
        data = self.data(0)
        state_next = False
        for kind, offset, _size in frames.scan(data):
            if state_next:
                heads.append(cbor.decode_next(data, offset + 9, len(data))[0])
            state_next = kind == frames.HEADER
        self.assertEqual(heads, [records.R_STATE] * 3)

    def test_a_sale_costs_what_is_published(self) -> None:
        self.journal.record(records.R_SALE, SALE, 36000000, 1700000000)
        self.assertEqual([unit[2] for unit in frames.scan(self.data(1))], [16, SALE_FRAME_BYTES])

    def test_boots_are_counted_by_what_they_wrote(self) -> None:
        self.assertEqual(self.journal.boot, 1)
        self.assertEqual(self.start().boot, 1)
        self.fill(1)
        self.journal = self.start()
        self.assertEqual(self.journal.boot, 2)
        self.fill(1)
        self.assertEqual(self.start().boot, 3)
        self.assertEqual([record[records.BOOT] for _seq, record in self.export()], [1, 1, 2])

    def test_replay_gives_the_newest_state_and_what_followed(self) -> None:
        self.fill(1)
        self.policies = [8, None]
        while self.journal.ring.number == 0:
            self.fill(1)
        self.journal.record(records.R_BUTTON, (1,), 2000, None)
        found = self.replayed(self.start())
        kinds = [record[records.KIND] for record in found]
        self.assertEqual(kinds, [records.R_STATE, records.R_SALE, records.R_BUTTON])
        self.assertEqual(found[0][records.HEAD], [8, None])
        self.assertEqual(self.replayed(Journal(RamRegion(4), list)), [])

    def test_a_long_state_is_cut_into_parts_and_comes_back_whole(self) -> None:
        self.policies = list(range(2**60, 2**60 + 2 * STATE_NUMBERS_MIN + 1))
        self.fill(1)
        parts = [rec[records.HEAD + 2 :][:2] for _seq, rec in self.export()][:3]
        self.assertEqual(parts, [[0, 3], [1, 3], [2, 3]])
        found = self.replayed(self.start())
        self.assertEqual(
            [record[records.KIND] for record in found], [records.R_STATE, records.R_SALE]
        )
        self.assertEqual(found[0][records.HEAD], self.policies)

    def test_small_numbers_share_a_record_and_the_largest_fit_one(self) -> None:
        self.policies = [9, None] * (limits.JOURNAL_STATE_BYTES // 2)
        self.fill(1)
        self.assertEqual(next(rec[records.HEAD + 2 :][:2] for _seq, rec in self.export()), [0, 1])
        self.region = RamRegion(4)
        self.journal = self.start()
        self.journal.boot = 2**32 - 1
        self.policies = [2**63] * STATE_NUMBERS_MIN + [0] * 4
        self.journal.record(records.R_SALE, SALE, 2**40, 2**32 - 1)
        self.assertEqual(self.kinds(), [records.R_STATE, records.R_SALE])

    def test_a_state_that_was_cut_is_written_again_and_the_one_before_it_holds(self) -> None:
        held = list(range(2**60, 2**60 + 2 * STATE_NUMBERS_MIN))
        self.policies = held
        self.fill(1)
        newer = [each + 1 for each in held]
        self.journal = Journal(CutAtState(self.region, 2), lambda: newer)
        self.journal.open()
        with self.assertRaises(PowerCut):
            self.fill(60)  # the sector is full, and power goes between the parts of the next STATE
        self.policies = newer
        self.journal = self.start()
        self.assertEqual(self.kinds()[-2:], [records.R_SALE, records.R_STATE])
        self.assertEqual(self.replayed(self.journal)[0][records.HEAD], held)
        self.fill(1)
        self.assertEqual(self.kinds()[-3:], [records.R_STATE, records.R_STATE, records.R_SALE])
        self.assertEqual(self.replayed(self.start())[0][records.HEAD], newer)

    def test_open_and_replay_write_nothing(self) -> None:
        self.fill(60)
        before = (self.region.programs, self.region.erases)
        self.replayed(self.start())
        self.assertEqual((self.region.programs, self.region.erases), before)

    def test_loss_records_own_up_to_every_record_overwritten(self) -> None:
        owned_up: "list[object]" = [0, 0]
        while self.journal.last_seq < 400:
            self.fill(1)
            if self.journal.last_seq % 40 == 0:
                self.journal.prepare()
            if self.journal.last_seq % 70 == 0:
                self.journal = self.start()
        self.fill(1)  # what was erased ahead is owned up to by the next record
        for _seq, record in self.export():
            if record[records.KIND] == records.R_LOSS:
                if owned_up[1]:
                    self.assertEqual(record[records.HEAD], owned_up[1] + 1)
                owned_up = record[records.HEAD :]
        self.assertTrue(self.journal.first_seq > 200)
        self.assertEqual(owned_up[1], self.journal.first_seq - 1)

    def test_a_damaged_record_is_owned_up_to_once(self) -> None:
        self.fill(10)
        self.region.flip(416, 1)
        for _ in range(3):
            self.journal = self.start()
            self.assertEqual(self.journal.last_seq >= 11, True)
            self.fill(1)
        found = [record for _seq, record in self.export() if record[0] == records.R_DAMAGE]
        self.assertEqual([record[records.HEAD :] for record in found], [[0, 1]])

    def test_the_newest_sector_survives_the_loss_of_its_header(self) -> None:
        self.fill(70)
        newest = (self.journal.last_seq, self.journal.first_seq)
        self.region.flip(4096 + 5, 4)
        self.journal = self.start()
        self.assertEqual((self.journal.last_seq, self.journal.first_seq), newest)
        self.fill(1)
        self.assertEqual([seq for seq, _ in self.export()], list(range(1, newest[0] + 3)))
        self.assertEqual(self.kinds()[-2:], [records.R_DAMAGE, records.R_SALE])

    def test_the_only_sector_survives_the_loss_of_its_header(self) -> None:
        self.fill(3)
        self.region.flip(2, 1)
        self.journal = self.start()
        self.assertEqual((self.journal.first_seq, self.journal.last_seq), (1, 4))

    def test_a_part_that_cannot_be_read_is_never_written(self) -> None:
        self.journal.record(records.R_BUTTON, (1,), 0, None)
        broken = Journal(Unreadable(self.region), lambda: self.policies)
        self.assertRaises(StorageFault, broken.open)
        self.assertRaises(StorageFault, broken.record, records.R_BUTTON, (1,), 0, None)
        self.assertEqual(self.start().last_seq, self.journal.last_seq)

    def test_long_texts_are_cut_between_characters_and_marked(self) -> None:
        for text, kept in (
            ("x" * 32, "x" * 32),
            ("x" * 33, "x" * 29 + "\u2026"),
            ("\u6c34" * 11, "\u6c34" * 9 + "\u2026"),
        ):
            self.journal.record(records.R_TERMINAL, (0, text), 0, None)
            self.assertEqual(self.last()[1][-1], kept)
            self.assertTrue(len(kept.encode()) <= limits.JOURNAL_TEXT_BYTES_MAX)

    def test_fields_that_do_not_fit_their_kind_are_our_own_error(self) -> None:
        for fields in ((), (1, 2), (bytes(225),), (0.5,)):
            with self.assertRaises(ValueError):
                self.journal.record(records.R_BUTTON, fields, 0, None)
        with self.assertRaises(KeyError):
            self.journal.record(99, (), 0, None)

    def test_figures_for_the_status_page(self) -> None:
        self.assertEqual(self.journal.records, 0)
        self.fill(10)
        self.assertEqual(self.journal.records, 11)
        self.assertEqual(self.journal.retries, 0)


if __name__ == "__main__":
    unittest.main()
