# SPDX-License-Identifier: MIT
"""A driver beside a terminal that is played by hand: what it sends, what it reports."""

from agent import events
from agent.terminals.zvt import framing
from agent.terminals.zvt.driver import ZvtDriver
from agent.terminals.zvt.framing import Framer, encode
from posminder_formats import profile_fields

PASSWORD = b"\x12\x34\x56"
ROWS = "60 F0 F5 F3 00 68 00 71 04 00 00 00 00 26 00" + " 00" * 42
TOTALS = "04 0F 42 27 00 04 00 00 00 00 26 00 " + ROWS
SETTLE = "06 50 03 12 34 56"
OK = "80 00 00"
ANSWERED = ["ACK", OK]
ANSWERING = (events.LINE_ANSWERING,)
SILENT = (events.LINE_SILENT,)


def ended(command, outcome, code=0, detail=None):
    return (events.COMMAND_ENDED, command, outcome, code, detail)


class Beside:
    """A driver beside a terminal that is played by hand. Time stands still unless it is moved."""

    def __init__(self):
        self.now_ms = 1000
        self.sent = bytearray()
        self.seen = []
        self.frame = bytearray(600)
        self.driver = ZvtDriver(
            *(profile_fields.WIRING_BESIDE, PASSWORD, 978, 0),
            *(self.take, self.nobody, self.seen.append),
        )

    def take(self, data, count):
        self.sent += bytes(data[:count])
        return count

    def nobody(self, data, count):
        raise ValueError("beside a terminal there is no register")

    def ask(self, command=events.SETTLE):
        taken = self.driver.request(command, self.now_ms)
        self.driver.on_deadline(self.now_ms)
        return taken

    def receive(self, data):
        self.driver.from_terminal(data, len(data), self.now_ms)

    def says(self, *texts):
        """The terminal sends each APDU; the words ACK and NAK are those bytes."""
        for text in texts:
            if text == "ACK":
                self.receive(b"\x06")
            elif text == "NAK":
                self.receive(b"\x15")
            else:
                count = encode(bytes.fromhex(text.replace(" ", "")), self.frame)
                self.receive(self.frame[:count])

    def heard(self):
        """Return what was sent to the terminal since the last question, as texts."""
        framer = Framer()
        said = []
        for byte in self.sent:
            status = framer.feed(byte)
            if status == framing.ACK:
                said.append("ACK")
            elif status == framing.NAK:
                said.append("NAK")
            elif status in (framing.FRAME, framing.REPEAT):
                data = framer.buffer[: framer.count]
                said.append(" ".join(["%02X" % value for value in data]))
            elif status != framing.MORE:
                said.append("garbage")
        self.sent = bytearray()
        return said

    def run_until_quiet(self):
        """Let every timer end; return how long that took."""
        before = self.now_ms
        while self.driver.busy():
            self.now_ms = self.driver.deadline_ms()
            self.driver.on_deadline(self.now_ms)
        return self.now_ms - before

    def served(self, command=events.SETTLE):
        self.ask(command)
        self.says("ACK", OK)
        self.heard()
        return self
