# SPDX-License-Identifier: MIT
"""A driver whose register asks and whose terminal replies, on a line that is played by hand."""

import unittest

from agent import events


class Line(unittest.TestCase):
    """A driver in line; `sent` and `passed` are what went to terminal and register.

    `make` returns the driver between two sinks.
    """

    def setUp(self):
        self.now_ms = 1000
        self.sent, self.passed, self.seen = bytearray(), bytearray(), []
        self.driver = self.make(self.to_terminal, self.to_register, self.seen.append)

    def to_terminal(self, data, count):
        self.sent.extend(bytes(data[:count]))
        return count

    def to_register(self, data, count):
        self.passed.extend(bytes(data[:count]))
        return count

    def taken(self, pile):
        """Return what has come to `pile`, and empty it."""
        data = bytes(pile)
        pile[:] = b""
        return data

    def register(self, data):
        self.now_ms += 10
        self.driver.from_register(data, len(data), self.now_ms)

    def terminal(self, data):
        self.now_ms += 10
        self.driver.from_terminal(data, len(data), self.now_ms)

    def wait(self, ms):
        self.now_ms += ms
        self.driver.on_deadline(self.now_ms)

    def news(self):
        seen, self.seen[:] = list(self.seen), []
        return [event for event in seen if event[0] != events.LINE_ANSWERING]

    def ask(self, command):
        """Let an own command begin; return what went to the terminal."""
        self.assertTrue(self.driver.request(command, self.now_ms))
        self.wait(501)
        return self.taken(self.sent)
