# SPDX-License-Identifier: MIT
"""SPI NOR against a chip that enforces its data sheet, and a slice of the processor's own flash."""

import unittest

from fake_nor import FakeSpi, NorPart
from fake_time import FakeTime
from ram_region import RamRegion

from agent import limits
from agent.journal.journal import Journal
from chips import nor_flash
from chips.internal_flash import InternalFlash
from chips.nor_flash import NorFlash, NorRegion
from posminder_formats import records

try:
    from micropython import heap_lock, heap_unlock
except ImportError:

    def heap_lock():
        pass

    heap_unlock = heap_lock

_FIRST = 5  # the region's place in the chip


class Chip(unittest.TestCase):
    def setUp(self):
        self.clock = nor_flash.time = FakeTime()
        self.storage = RamRegion(3)
        self.part = NorPart(self.clock, [(_FIRST, self.storage)])

    def chip(self):
        spi = FakeSpi(self.part)
        return NorFlash(spi, spi.select)

    def region(self):
        return NorRegion(self.chip(), _FIRST, 3)

    def read(self, region, offset, count):
        buffer = bytearray(count)
        region.read(offset, buffer)
        return bytes(buffer)

    def fails(self, errno, call, *arguments):
        """Check that `call` raises OSError(errno, ...); return where it says that it failed."""
        try:
            call(*arguments)
        except OSError as error:
            self.assertEqual(error.args[0], errno)
            return error.args[1]
        self.assertTrue(False, "nothing was raised")
        return None

    def test_tells_its_id_and_size(self):
        chip = self.chip()
        self.assertEqual((chip.jedec_id, chip.sector_count), (0xEF4018, 4096))
        self.part.jedec = b"\xc8\x40\x15"
        self.assertEqual(self.chip().sector_count, 512)

    def test_no_chip_is_said(self):
        for level in (0x00, 0xFF):
            self.part.present, self.part.floating = False, level
            self.fails(19, self.chip)

    def test_a_part_of_another_kind_is_refused_with_its_id(self):
        self.part.jedec = b"\xef\x40\x19"  # 32 MB: three bytes do not address it
        self.assertEqual(self.fails(19, self.chip), 0xEF4019)

    def test_waits_for_an_erase_that_a_reset_of_the_processor_left_behind(self):
        region = self.region()
        region.program(0, b"\x00")
        self.part.exchange(0)  # between them the processor starts anew
        self.part._busy_until_us = self.clock.now_us + 300000
        self.assertEqual(self.read(self.region(), 0, 2), b"\x00\xff")

    def test_wakes_a_sleeping_part(self):
        self.part.asleep = True
        self.assertEqual(self.chip().jedec_id, 0xEF4018)

    def test_programs_clear_bits_and_erases_set_them(self):
        region = self.region()
        region.program(4096 + 300, b"\x0f\xf0")
        region.program(4096 + 300, b"\x3c\x3c")
        self.assertEqual(self.read(region, 4096 + 299, 4), b"\xff\x0c\x30\xff")
        region.erase(1)
        self.assertEqual(self.read(region, 4096, 512), b"\xff" * 512)
        self.assertEqual(self.part.ignored, 0)  # it never spoke to a busy part

    def test_a_whole_page_and_its_end(self):
        region = self.region()
        page = bytes(range(256))
        region.program(512, page)
        region.program(1023, b"\x55")
        self.assertEqual(self.read(region, 512, 513), page + b"\xff" * 255 + b"\x55\xff")
        region.program(0, b"")
        self.assertRaises(ValueError, region.program, 255, b"\x00\x00")

    def test_nothing_outside_the_region(self):
        region = self.region()
        self.assertRaises(ValueError, region.erase, 3)
        self.assertRaises(ValueError, region.read, 3 * 4096 - 1, bytearray(2))
        self.assertRaises(ValueError, region.program, -1, b"\x00")
        self.assertRaises(ValueError, NorRegion, self.chip(), 4095, 2)

    def test_a_part_that_stays_busy_ends_the_wait_and_says_where(self):
        region = self.region()
        self.part.program_us = 10000000
        self.assertEqual(self.fails(110, region.program, 700, b"\x00"), _FIRST * 4096 + 700)

    def test_a_part_that_takes_no_command_is_said(self):
        region = self.region()
        self.part.deaf = True
        self.assertEqual(self.fails(5, region.erase, 2), (_FIRST + 2) * 4096)
        self.part.deaf, self.part.present = False, False
        self.assertEqual(self.fails(5, region.erase, 1), (_FIRST + 1) * 4096)

    def test_protection_is_taken_off_at_the_start(self):
        self.part.protection = 0x1C
        region = self.region()
        region.program(0, b"\x00")
        self.assertEqual(self.read(region, 0, 1), b"\x00")

    def took_ms(self, call, *arguments):
        begun_us = self.clock.now_us
        call(*arguments)
        return (self.clock.now_us - begun_us) // 1000

    def test_an_erase_goes_on_by_itself_and_holds_nobody_up_elsewhere(self):
        region = self.region()
        region.program(4096, b"\x12\x34")
        self.part.erase_us = 400000  # the longest of the data sheet
        self.assertEqual(self.took_ms(region.erase, 0), 0)
        for number in range(20):
            self.assertTrue(self.took_ms(region.program, 8192 + number, b"\x56") <= 1)
            self.assertTrue(self.took_ms(region.read, 4096, bytearray(256)) <= 1)
            self.clock.now_us += 3000
        self.assertEqual(self.read(region, 4096, 2), b"\x12\x34")
        self.assertTrue(self.part.suspends > 20)
        self.assertTrue(self.took_ms(region.read, 0, bytearray(2)) > 300)  # that sector: its end
        self.assertEqual(self.read(region, 8192, 21), b"\x56" * 20 + b"\xff")
        self.assertEqual(self.part.ignored, 0)

    def test_another_erase_waits_for_the_first(self):
        region = self.region()
        region.program(4096, b"\x00")
        region.erase(0)
        self.assertTrue(self.took_ms(region.erase, 1) >= 44)
        self.assertEqual(self.read(region, 4096, 1), b"\xff")
        self.assertEqual(self.part.ignored, 0)

    def test_a_part_that_knows_no_suspending_is_waited_for(self):
        self.part.knows_suspend = False
        region = self.region()
        region.program(4096, b"\x12")
        region.erase(0)
        self.assertEqual(self.read(region, 4096, 1), b"\x12")
        region.program(4097, b"\x34")
        self.assertEqual(self.read(region, 4096, 2), b"\x12\x34")

    def test_a_part_that_never_ends_an_erase_costs_its_time_once(self):
        region = self.region()
        region.erase(0)
        self.part.stuck_busy = True
        self.assertEqual(self.fails(110, region.read, 4096, bytearray(1)), _FIRST * 4096)
        begun_us = self.clock.now_us
        for _ in range(50):
            self.fails(110, region.program, 4096, b"\x00")
        self.assertTrue(self.clock.now_us - begun_us < 100000)
        self.part.stuck_busy = False
        self.part._busy_until_us = self.part._left_us = 0
        self.assertEqual(self.read(region, 4096, 1), b"\xff")

    def test_an_erase_that_a_reset_left_suspended_goes_on(self):
        region = self.region()
        region.program(4096, b"\x12")
        region.erase(0)
        self.part._suspend()  # and the processor starts anew
        self.clock.now_us += 1000
        self.assertEqual(self.read(self.region(), 0, 1), b"\xff")
        self.assertEqual(self.part._left_us, 0)

    def test_nothing_is_allocated(self):
        # The bus and the part stand behind one object here, so that only the driver is measured.
        chip = self.chip()
        chip._spi, chip._select = Silent, Silent.write
        nor_flash.time = Silent
        buffer, data = bytearray(64), b"\x00" * 64
        region = NorRegion(chip, _FIRST, 3)
        heap_lock()
        try:
            region.read(0, buffer)
            region.program(64, data)
            region.erase(0)
        finally:
            heap_unlock()


class Silent:
    """A bus on which a part says that it is enabled, then that it is done."""

    state = bytearray(1)

    @staticmethod
    def write(data):
        pass

    @staticmethod
    def readinto(buffer):
        if len(buffer) == 1:
            Silent.state[0] ^= 2
            buffer[0] = Silent.state[0]

    @staticmethod
    def ticks_ms():
        return 0

    @staticmethod
    def ticks_diff(later, earlier):
        return 0


class OverTheBus(unittest.TestCase):
    """A journal lives on the chip as on any other region."""

    def test_records_are_there_after_a_restart(self):
        nor_flash.time = FakeTime()
        part = NorPart(nor_flash.time, [(_FIRST, RamRegion(4))])

        def start():
            spi = FakeSpi(part)
            journal = Journal(NorRegion(NorFlash(spi, spi.select), _FIRST, 4), lambda: [7])
            journal.open()
            return journal

        journal = start()
        for number in range(6):
            journal.record(records.R_FAULT, (number, "Error"), number, None)
        again = start()
        found = []
        again.replay(lambda kind, record: found.append((kind, record[records.HEAD])))
        faults = [value for kind, value in found if kind == records.R_FAULT]
        self.assertEqual((again.last_seq, faults), (journal.last_seq, list(range(6))))
        self.assertEqual(part.ignored, 0)


class Steps(unittest.TestCase):
    """The longest step of the loop by what bus and part take; a processor's time is not here."""

    MAX_MS = 20

    def setUp(self):
        self.clock = nor_flash.time = FakeTime()
        self.part = NorPart(self.clock, [(_FIRST, RamRegion(4))])
        spi = FakeSpi(self.part)
        region = NorRegion(NorFlash(spi, spi.select), _FIRST, 4)
        self.journal = Journal(region, lambda: [7] * 40)
        self.journal.open()
        self.longest_ms = 0

    def step(self, call, *arguments):
        begun_us = self.clock.now_us
        found = call(*arguments)
        self.longest_ms = max(self.longest_ms, (self.clock.now_us - begun_us) // 1000)
        return found

    def burst(self, records_, between_ms):
        """Write `records_`; between two of them the loop does what agent/app.py has it do."""
        erased_us = 0
        for number in range(records_):
            self.step(self.journal.record, records.R_FAULT, (number, "Error" * 5), number, None)
            if self.clock.now_us >= erased_us and self.step(self.journal.prepare):
                erased_us = self.clock.now_us + limits.JOURNAL_ERASE_MS * 1000
            self.clock.now_us += between_ms * 1000

    def test_no_step_is_longer_than_20_ms_though_every_erase_takes_400(self):
        self.burst(1, 0)  # a new journal begins a sector: at the start, when nobody waits
        self.longest_ms = 0
        self.part.erase_us = 400000
        self.burst(600, 40)
        self.assertTrue(self.journal.ring.erases > 5)
        self.assertTrue(self.part.suspends > 20)
        self.assertEqual(self.part.ignored, 0)
        self.assertTrue(self.longest_ms <= self.MAX_MS, self.longest_ms)

    def test_a_part_without_suspending_would_be_too_slow_and_is_seen(self):
        self.part.knows_suspend = False
        self.part.erase_us = 400000
        self.burst(600, 40)
        self.assertTrue(self.longest_ms > self.MAX_MS)


class PortFlash:
    """rp2.Flash: programs whole pages that begin at one, as the port's C code has it."""

    def __init__(self, region):
        self.region = region

    def readblocks(self, block, buffer, offset=0):
        self.region.read(block * 4096 + offset, buffer)

    def writeblocks(self, block, buffer, offset=0):
        if len(buffer) % 256 or offset % 256:
            raise ValueError
        self.region.program(block * 4096 + offset, buffer)

    def ioctl(self, request, argument):
        if request == 6:
            self.region.erase(argument)
        return 0


class Internal(unittest.TestCase):
    def test_less_than_a_page_leaves_the_rest_as_it_was(self):
        storage = RamRegion(5)
        region = InternalFlash(PortFlash(storage), 2, 3)
        region.program(256, b"\x12\x34\x56")
        region.program(259, b"\x78")
        region.program(511, b"\x9a")
        found = bytearray(6)
        storage.read(2 * 4096 + 255, found)
        self.assertEqual(bytes(found), b"\xff\x12\x34\x56\x78\xff")
        region.read(510, memoryview(found)[:3])
        self.assertEqual(bytes(found[:3]), b"\xff\x9a\xff")
        region.erase(0)
        region.read(255, found)
        self.assertEqual(bytes(found), b"\xff" * 6)
        self.assertRaises(ValueError, region.program, 250, bytes(7))
        self.assertRaises(ValueError, region.erase, 3)


if __name__ == "__main__":
    unittest.main()
