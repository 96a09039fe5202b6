# SPDX-License-Identifier: MIT
"""A line received by DMA against a UART of 32 bytes, a port that takes what it can, and stalls."""

import select
import unittest

import machine

from agent import limits
from chips import uart_dma
from chips.uart_dma import UartPort, rings

try:
    from micropython import heap_lock, heap_unlock

    MICROPYTHON = True
except ImportError:
    MICROPYTHON = False

    def heap_lock():
        pass

    heap_unlock = heap_lock

_POLL, _IN, _OUT = 3, 1, 4  # py/stream.h


def counted(count, start=0):
    """Return bytes that tell which they are."""
    return bytes((start + at) * 7 % 251 for at in range(count))


class Receiving(unittest.TestCase):
    def setUp(self):
        self.chip = machine.start()
        uart_dma.time = self.chip.clock
        self.ring = rings(1, 256)[0]
        self.port = UartPort(1, 115200, machine.Pin(4), machine.Pin(5), self.ring)
        self.line = self.chip.lines[1]

    def take(self, count=1000):
        buffer = bytearray(count)
        return bytes(buffer[: self.port.readinto(buffer, count)])

    def test_what_comes_while_interrupts_are_off_is_there(self):
        self.chip.interrupts_off = True
        self.line.receive(counted(150))
        self.chip.interrupts_off = False
        self.assertEqual(self.take(), counted(150))
        self.assertEqual((self.port.lost(), bytes(self.line.taken_by_port)), (0, b""))

    def test_the_model_deafens_a_port_without_dma(self):
        """So the test above can fail."""
        self.line.dma_enabled, self.line.mask = False, 0x50
        self.chip.interrupts_off = True
        self.line.receive(counted(150))
        self.chip.interrupts_off = False
        self.line.serve()
        self.assertEqual(bytes(self.line.taken_by_port), counted(32))
        self.assertEqual(self.port.lost(), 1)

    def test_goes_round_the_ring_and_forgets_what_was_taken(self):
        for start in range(0, 3000, 100):
            self.line.receive(counted(100, start))
            self.assertEqual(self.port.any(), 100)
            self.assertEqual(self.take(60), counted(60, start))
            self.assertEqual(self.take(60), counted(40, start + 60))
        self.assertEqual(bytes(self.ring), bytes(256))
        self.assertEqual(self.port.lost(), 0)

    def test_a_lap_is_counted_and_the_newest_bytes_are_kept(self):
        self.line.receive(counted(1000))
        self.assertEqual(self.take(), counted(128, 872))
        self.assertEqual(self.port.lost(), 872)
        self.line.receive(counted(10))
        self.assertEqual(self.take(), counted(10))

    def test_another_speed_keeps_the_way_of_the_bytes(self):
        self.port.set_baud(9600)
        self.chip.interrupts_off = True
        self.line.receive(counted(60))
        self.chip.interrupts_off = False
        self.assertEqual(self.take(), counted(60))
        self.assertEqual(bytes(self.line.taken_by_port), b"")

    def test_counting_anew_loses_nothing(self):
        channel = self.chip.channels[0]
        channel.count -= 0x20000000
        self.port._left = channel.count
        for start in range(0, 600, 60):
            self.line.receive(counted(60, start))
            self.assertEqual(self.take(), counted(60, start))
        self.assertTrue(channel.running and channel.count > 0x3FFFFFFF - 600)

    def test_the_two_lines_do_not_take_each_others_bytes(self):
        ring = rings(1, 128)[0]
        other = UartPort(0, 9600, machine.Pin(0), machine.Pin(1), ring)
        self.line.receive(b"one")
        self.chip.lines[0].receive(b"nought")
        buffer = bytearray(8)
        self.assertEqual((other.readinto(buffer, 8), buffer[:6]), (6, b"nought"))
        self.assertEqual(self.take(), b"one")

    def test_wrong_speed_is_told_from_lost_bytes(self):
        self.line.raw = 0x80
        self.assertEqual((self.port.lost(), self.port.line_errors, self.line.raw), (0, 1, 0))
        self.port.lost()
        self.assertEqual(self.port.line_errors, 1)

    def test_select_waits_for_it(self):
        self.assertEqual(self.port.ioctl(10, 0), -1)
        if not MICROPYTHON:  # its polls know files only
            self.assertEqual(self.port.ioctl(_POLL, _IN), 0)
            self.line.receive(b"x")
            self.assertEqual(self.port.ioctl(_POLL, _IN | _OUT), _IN | _OUT)
            return
        poll = select.poll()
        poll.register(self.port, select.POLLIN)
        self.assertEqual(len(list(poll.ipoll(0))), 0)
        self.line.receive(b"x")
        self.assertEqual(len(list(poll.ipoll(0))), 1)

    def test_the_rings_stand_the_longest_stall(self):
        size = limits.LINE_RING_BYTES
        for ring in rings(2, size):
            self.assertEqual((len(ring), uart_dma.addressof(ring) % size), (size, 0))


class Sending(unittest.TestCase):
    def setUp(self):
        self.chip = machine.start()
        uart_dma.time = self.chip.clock
        ring = rings(1, 256)[0]
        self.port = UartPort(0, 9600, machine.Pin(0), machine.Pin(1), ring)
        self.line = self.chip.lines[0]

    def test_takes_what_it_says_there_is_room_for(self):
        data = counted(2000)
        sent = 0
        while sent < len(data):
            room = self.port.room()
            taken = self.port.write(data[sent:], len(data) - sent)
            self.assertEqual(taken, min(room, len(data) - sent))
            sent += taken
            self.chip.clock.sleep_ms(37)
        self.assertEqual(bytes(self.line.out), data)

    def test_room_comes_back_with_time(self):
        self.assertEqual(self.port.room(), 256)
        self.assertEqual(self.port.write(counted(300), 300), 256)
        self.assertTrue(self.port.room() < 2)
        self.assertEqual(self.port.write(b"", 0), 0)
        self.chip.clock.sleep_ms(200)  # 174 characters of 1.146 ms
        self.assertTrue(170 <= self.port.room() <= 175)
        self.chip.clock.sleep_ms(1000000)  # longer than half of what ticks_us tells
        self.assertEqual(self.port.room(), 256)


class NothingIsAllocated(unittest.TestCase):
    def test_on_the_way_of_a_byte(self):
        machine.start()
        uart_dma.time = Quiet
        port = UartPort(0, 9600, machine.Pin(0), machine.Pin(1), rings(1, 256)[0])
        port._uart = port._dma = Quiet
        uart_dma.mem32 = Quiet.registers
        port._base = 0
        buffer = bytearray(64)
        heap_lock()
        try:
            port.ioctl(_POLL, _IN)
            count = port.readinto(buffer, 64)
            port.write(buffer, count)
            port.lost()
        finally:
            heap_unlock()
            uart_dma.mem32 = machine.mem32
        self.assertEqual(count, 10)


class Quiet:
    """UART, DMA and time that allocate nothing themselves."""

    registers = [0] * 128
    count = 0x3FFFFFFF - 10

    @staticmethod
    def txdone():
        return False

    @staticmethod
    def write(data, count):
        return count

    @staticmethod
    def ticks_us():
        return 0

    @staticmethod
    def ticks_diff(later, earlier):
        return later - earlier

    @staticmethod
    def ticks_add(ticks, delta):
        return ticks + delta


if __name__ == "__main__":
    unittest.main()
