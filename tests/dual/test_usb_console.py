# SPDX-License-Identifier: MIT
"""The host line on a pair of streams: every byte both ways, polled one by one."""

import select
import unittest

from chips import usb_console
from chips.usb_console import UsbConsole

_POLL, _IN, _OUT = 3, 1, 4


class Cable:
    """sys.stdin.buffer and sys.stdout.buffer of a board: a read waits until it is full."""

    def __init__(self):
        self.waiting = bytearray()
        self.sent = bytearray()
        self.largest = 0

    def readinto(self, buffer):
        if len(buffer) > len(self.waiting):
            raise RuntimeError("the board stands still")
        for index in range(len(buffer)):
            buffer[index] = self.waiting[index]
        self.waiting[:] = self.waiting[len(buffer) :]
        return len(buffer)

    def write(self, data):
        self.largest = max(self.largest, len(data))
        self.sent.extend(data)
        return len(data)


class Select:
    """What `select` is to the driver: ready while something waits."""

    POLLIN = select.POLLIN

    def poll(self):
        return self

    def register(self, cable, mask):
        self.cable = cable

    def ipoll(self, timeout_ms):
        return [(self.cable, 1)] if self.cable.waiting else []


class Console(unittest.TestCase):
    def setUp(self):
        usb_console.select = Select()
        self.cable = Cable()
        self.port = UsbConsole(self.cable, self.cable)

    def tearDown(self):
        usb_console.select = select

    def test_every_byte_comes_and_nobody_waits_for_more(self):
        self.assertEqual((self.port.any(), self.port.readinto(bytearray(9), 9)), (0, 0))
        self.cable.waiting.extend(bytes(range(256)))  # 03 too
        self.assertEqual((self.port.any(), self.port.ioctl(_POLL, _IN)), (1, _IN))
        found = b""
        buffer = bytearray(64)
        while self.port.any():
            found += bytes(buffer[: self.port.readinto(buffer, 60)])
        self.assertEqual(found, bytes(range(256)))
        self.assertEqual(self.port.ioctl(_POLL, _IN | _OUT), _OUT)
        self.assertEqual(self.port.ioctl(10, 0), -1)

    def test_writes_go_in_pieces(self):
        data = bytes(range(256)) * 3
        sent = 0
        while sent < len(data):
            self.assertTrue(self.port.room() > 0)
            sent += self.port.write(data[sent:], len(data) - sent)
        self.assertEqual((bytes(self.cable.sent), self.cable.largest), (data, 256))
        self.assertEqual(self.port.lost(), 0)


if __name__ == "__main__":
    unittest.main()
