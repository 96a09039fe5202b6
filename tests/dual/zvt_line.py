# SPDX-License-Identifier: MIT
"""A line between register and terminal that is played by hand, and the watcher that hears it.

A script has one APDU a line, "R" from the register, "T" from the terminal; each is acknowledged
by the other side.
"""

import unittest

from agent import events
from agent.terminals.zvt import framing
from agent.terminals.zvt.framing import Framer, encode
from agent.terminals.zvt.slip_text import SlipText
from agent.terminals.zvt.watch import Watch


def apdu(side, control, *parts):
    """Return "R" or "T" and a whole APDU, its length counted."""
    data = bytes.fromhex("".join(parts).replace(" ", ""))
    return "%s %s %02X %s" % (side, control, len(data), data.hex())


def told(result, *more):
    """Return a status information of 10.00, answered by the register."""
    head = "27 %02X 04 00 00 00 00 10 00" % result
    return (apdu("T", "04 0F", head, *more), "R 80 00 00")


def abort(code):
    """Return 06 1E with `code`, answered by the register."""
    return ("T 06 1E 01 %02X" % code, "R 80 00 00")


def registration(config):
    """Return a completed registration with config byte `config`."""
    ask = "R 06 00 06 12 34 56 %02X 09 78" % config
    return (ask, "T 80 00 00", "T 06 0F 07 19 00 29 52 52 35 35", "R 80 00 00")


STATUS = "27 00 04 00 00 00 00 10 00 0B 00 04 70 0C 12 34 56 0D 04 01 49 09 78 87 00 68 8A 06"
SOLD = (1, 0, 1000, 978, 470, 68, 6, None, None, 401, 123456, None)
DECLINED = "27 05 04 00 00 00 00 10 00 0B 00 04 71"

SALE = ("R 06 01 0A 04 00 00 00 00 10 00 49 09 78", "T 80 00 00", "T 04 FF 01 0A", "R 80 00 00")
APPROVED = (apdu("T", "04 0F", STATUS),)
TAKEN = ("R 80 00 00",)
LINE = ("T 06 D1 03 00 41 42", "R 80 00 00")
LAST = ("T 06 D1 01 81", "R 80 00 00")
DONE = ("T 06 0F 00", "R 80 00 00")
STARTED = (events.SALE_STARTED, 1, 1000, 978)
ENDED = (events.SALE_ENDED, SOLD)
IN_DOUBT = (events.SALE_UNKNOWN, SOLD)
NOT_SEEN = (events.SALE_UNKNOWN, None)
MERCHANT, CUSTOMER, BOTH, UNKNOWN = 1, 2, 3, 0


def receipt(state, lines, copies=MERCHANT, duplicate=0, number=None):
    """Return a RECEIPT_ENDED event."""
    return (events.RECEIPT_ENDED, state, lines, duplicate, copies, number)


DELIVERED_2 = receipt(events.RECEIPT_DELIVERED, 2)
NOT_VISIBLE = receipt(events.RECEIPT_NOT_VISIBLE, 0, UNKNOWN)


class Line:
    """Both directions of a line and their watcher, who keeps so much of a slip's text."""

    def __init__(self, text_bytes=0):
        self.now_ms = 1000
        self.seen = []
        self.printing = []  # (when, event): that a slip goes on is told apart
        self.watch = Watch(self.hear, SlipText(text_bytes))
        self.framers = {"R": Framer(), "T": Framer()}
        self.frame = bytearray(600)

    def hear(self, event):
        if event[0] == events.RECEIPT_PRINTING:
            self.printing.append((self.now_ms, event))
        else:
            self.seen.append(event)

    def says(self, text, acknowledged=True):
        side = text[0]
        count = encode(bytes.fromhex(text[2:].replace(" ", "")), self.frame)
        status = framing.MORE
        for i in range(count):
            status = self.framers[side].feed(self.frame[i])
        if status == framing.FRAME:
            if side == "R":
                self.watch.from_register(self.framers["R"], self.now_ms)
            else:
                self.watch.from_terminal(self.framers["T"], self.now_ms)
        if acknowledged:
            self.framers["T" if side == "R" else "R"].feed(6)
            self.watch.acknowledged(side == "R")

    def talk(self, *scripts):
        for script in scripts:
            for text in script:
                self.says(text)
                self.now_ms += 50
        return self.seen

    def wait(self, wait_ms):
        self.now_ms += wait_ms
        self.watch.on_deadline(self.now_ms)


class WatchCase(unittest.TestCase):
    def setUp(self):
        self.line = Line()

    def check(self, scripts, *wanted):
        self.assertEqual(self.line.talk(*scripts), list(wanted))
