# SPDX-License-Identifier: MIT
"""The loader: which slot runs, by record, marks and bytes; never one that is not whole."""

import unittest
from hashlib import sha256

from ram_region import RamRegion

import loader
from agent.config import ConfigStore
from posminder_formats import bundles

SLOT_SECTORS = 3
SLOT_BYTES = SLOT_SECTORS * 4096
POINTER = 8
MARKS = 512
OLD, NEW = b"old code" * 300, b"new code" * 900


class Faulty(RamRegion):
    """A region whose n-th read from now has one bit wrong, or whose programs fail."""

    misread = 0
    fails = 0
    weak = False

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        super().read(offset, buffer)
        self.misread -= 1
        if self.misread == 0:
            buffer[len(buffer) // 2] ^= 16

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        if self.fails:
            self.fails -= 1
            raise OSError(5)
        if not self.weak:
            super().program(offset, data)


def put(code: RamRegion, slot: int, image: bytes, version: "tuple[int, int, int]") -> None:
    base = slot * SLOT_BYTES
    head = bundles.encode(version, 6, b"unix", len(image), sha256(image).digest())
    for at in range(0, len(image), 256):
        code.program(base + 4096 + at, image[at : at + 256])
    code.program(base, head)


class LoaderTest(unittest.TestCase):
    def setUp(self) -> None:
        self.config, self.code = Faulty(12), Faulty(2 * SLOT_SECTORS)
        put(self.code, 0, OLD, (0, 1, 0))

    def update(self, slot: int = 1) -> None:
        """Name `slot`, as an agent does when all of it is written."""
        store = ConfigStore(self.config)
        store.load_pair(POINTER, 256)
        crc = bytearray(4)
        self.code.read(slot * SLOT_BYTES + bundles.HEAD_BYTES - 4, crc)
        store.save_pair(POINTER, bytes((slot,)) + bytes(12) + bytes(crc))
        self.place = store.used[POINTER][0] * 4096 + MARKS

    def choose(self) -> "tuple[int, int] | None":
        return loader.choose(self.config, self.code)

    def test_a_fresh_board_runs_what_it_was_made_with(self) -> None:
        self.assertEqual(self.choose(), (0, loader.SETTLED))
        self.assertEqual(self.config.programs, 0)

    def test_without_any_record_whichever_is_whole(self) -> None:
        self.code.flip(5000, 1)
        self.assertEqual(self.choose(), None)
        put(self.code, 1, NEW, (0, 2, 0))
        self.assertEqual(self.choose(), (1, loader.SETTLED))

    def test_a_new_version_has_three_starts(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        for _ in range(3):
            self.assertEqual(self.choose(), (1, loader.TRIAL))
        for _ in range(3):
            self.assertEqual(self.choose(), (0, loader.FELL_BACK))
        self.assertEqual(self.config.erases, 1)

    def test_a_healthy_one_stays(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        self.assertEqual(self.choose(), (1, loader.TRIAL))
        self.config.program(self.place + 3, b"\0")
        programs = self.config.programs
        for _ in range(5):
            self.assertEqual(self.choose(), (1, loader.SETTLED))
        self.assertEqual(self.config.programs, programs)

    def test_a_slot_that_is_not_whole_never_runs(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        for place in (0, 5, 28, 33, 64, 67, 4096, 4096 + len(NEW) - 1):
            self.code.flip(SLOT_BYTES + place, 8)
            self.assertEqual(self.choose(), (0, loader.FELL_BACK))
            self.code.flip(SLOT_BYTES + place, 8)
        self.assertEqual(self.choose(), (1, loader.TRIAL))

    def test_a_healthy_one_that_decays_gives_way_to_the_other(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        self.choose()
        self.config.program(self.place + 3, b"\0")
        self.code.flip(SLOT_BYTES + 4100, 1)
        self.assertEqual(self.choose(), (0, loader.FELL_BACK))

    def test_a_version_that_nobody_named_yet_has_no_other_one_s_marks(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        self.choose()
        self.config.program(self.place + 3, b"\0")
        for sector in range(SLOT_SECTORS, 2 * SLOT_SECTORS):
            self.code.erase(sector)
        put(self.code, 1, NEW + b"!", (0, 3, 0))  # and the power is cut
        self.assertEqual(self.choose(), (0, loader.FELL_BACK))
        self.update()
        self.assertEqual(self.choose(), (1, loader.TRIAL))

    def test_the_newer_record_counts_and_the_older_where_it_is_damaged(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update(1)
        self.config.program(self.place + 3, b"\0")
        self.update(0)
        self.assertEqual(self.choose(), (0, loader.TRIAL))
        for place in (0, 5, 9, 20, 45, 128, 256):
            self.config.flip(self.place - MARKS + place, 1)
            self.assertEqual(self.choose(), (1, loader.SETTLED))
            self.config.flip(self.place - MARKS + place, 1)

    def test_the_one_that_never_got_healthy_is_better_than_none(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        for _ in range(3):
            self.choose()
        self.code.flip(4100, 1)
        self.assertEqual(self.choose(), (1, loader.TRIAL))

    def test_one_wrong_bit_of_a_reading_changes_nothing(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        self.assertEqual(self.choose(), (1, loader.TRIAL))
        self.config.program(self.place + 3, b"\0")
        for region in (self.config, self.code):
            region.reads = 0
            self.choose()
            reads = region.reads
            for at in range(1, reads + 1):
                region.misread = at
                self.assertEqual(self.choose(), (1, loader.SETTLED))

    def test_a_mark_that_fails_is_made_up_for_by_the_next(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        self.config.fails = 1
        self.assertEqual(self.choose(), (1, loader.TRIAL))

    def test_where_no_mark_can_be_kept_nothing_is_tried(self) -> None:
        put(self.code, 1, NEW, (0, 2, 0))
        self.update()
        self.config.weak = True
        self.assertEqual(self.choose(), (0, loader.FELL_BACK))

    def test_a_head_that_promises_more_than_a_slot_holds(self) -> None:
        head = bundles.encode((0, 2, 0), 6, b"unix", SLOT_BYTES - 4095, sha256(NEW).digest())
        self.code.program(SLOT_BYTES, head)
        self.update()
        self.assertEqual(self.choose(), (0, loader.FELL_BACK))
