# SPDX-License-Identifier: MIT
"""The ZVT driver in line, between two lines played by hand."""

from agent.terminals.zvt.driver import ZvtDriver
from agent.terminals.zvt.framing import encode
from posminder_formats import profile_fields

PASSWORD = b"\x12\x34\x56"
IDLE_MS = 5000


def frame(text):
    out = bytearray(600)
    count = encode(bytes.fromhex(text.replace(" ", "")), out)
    return bytes(out[:count])


class InLine:
    """`terminal` and `register` are what each received, `seen` what was reported."""

    def __init__(self, idle_ms=IDLE_MS):
        self.now_ms = 1000
        self.terminal, self.register, self.seen = bytearray(), bytearray(), []
        self.driver = ZvtDriver(
            *(profile_fields.WIRING_IN_LINE, PASSWORD, 978, idle_ms),
            *(self.to_terminal, self.to_register, self.seen.append),
        )

    def to_terminal(self, data, count):
        self.terminal += bytes(data[:count])
        return count

    def to_register(self, data, count):
        self.register += bytes(data[:count])
        return count

    def terminal_says(self, data):
        self.driver.from_terminal(data, len(data), self.now_ms)

    def register_says(self, data):
        self.driver.from_register(data, len(data), self.now_ms)

    def wait(self, wait_ms):
        self.now_ms += wait_ms
        self.driver.on_deadline(self.now_ms)

    def received(self):
        """Return (terminal, register): what each received since the last question."""
        both = bytes(self.terminal), bytes(self.register)
        self.terminal, self.register = bytearray(), bytearray()
        return both
