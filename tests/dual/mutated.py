# SPDX-License-Identifier: MIT
"""Good frames of each protocol, mutated by seed, thrown at a driver from both sides.

The numbers come from a generator of our own, so that one seed is one run on both Pythons:
`play("zvt", seed)` plays a failure again. A run is a new driver and FRAMES frames. Most mutations
happen inside a frame whose checksum is right afterwards, because a line that is merely noisy never
reaches what reads the fields.
"""

import mis_dialects

from agent import events
from agent.terminals.mis import framing as mis_framing
from agent.terminals.mis.driver import MisDriver
from agent.terminals.transbank import framing as transbank_framing
from agent.terminals.transbank.driver import TransbankDriver
from agent.terminals.zvt import framing as zvt_framing
from agent.terminals.zvt.driver import ZvtDriver
from posminder_formats import profile_fields

FRAMES = 100  # of one run
_IDLE_MS = 500
_BYTES_MAX = 300  # of what a mutation makes of a message
_WAITS_MS = (201, 700, 2001, 5001, 20001, 180001)  # around every timer
_ENDS_MS = 700000  # longer than a queued command waits, and T4 after it
# A few values that decide something wherever they stand, beside any byte at all.
_TELLING = b"\x00\x06\x10\x03\x02\xff\x7f\x80\x81\x82\x1f\xf0\xf9\xfa\x84\x9c|"

_ROWS = "f0f5f3" + "0068007104000000002600" + "00" * 42
# Of the terminal, then of the register: every command that either understands, as class and
# instruction, and its data; the length is counted.
_ZVT = (
    (
        ("8000", ""),
        ("84e6", ""),
        ("849c", ""),
        ("8400", ""),
        ("8000", "060606040a0206d3"),
        ("84cc", ""),
        ("04ff", "0a"),
        ("04ff", "0a01"),
        ("04ff", "0a01060924070748616c6c6f2121"),
        ("04ff", "0f"),
        ("04ff", "f1"),
        (
            "040f",
            "270004000000001000490978292900122822f0f8476173eeeeee01190b0004700c1234560d0401"
            "8700688a068bf0f5566973610017000137000469" + "3b4142430000000000",
        ),
        ("040f", "27000400000000100049097887006806081f1001011f120102" + "3b4142430000000000"),
        ("040f", "2700040000000026000c1234560d040160" + _ROWS),
        ("040f", "2705"),
        ("06d1", "0041424344454681"),
        ("06d1", "81"),
        ("06d3", "06151f070102250f09012007044241434b090181070141"),
        ("060f", ""),
        ("060f", "1900292952523549097806061f4401001a00"),
        ("060f", "27e00c123456"),
        ("060f", "f0f0f353494d00060fe40a1f400353494d1f4301011f550102"),
        ("061e", "6c"),
        ("061e", "a306051f16027712"),
        ("0401", "aa2511180c123456"),
        ("040d", ""),
        ("06d8", ""),
    ),
    (
        ("0600", "123456be0978"),
        ("0600", "123456be0978030106060626040a0206d3"),
        ("0601", "040000000010004909781900"),
        ("0601", "0400000000100049097806041f0401a0"),
        ("0630", "123456870068"),
        ("0631", "123456040000000010004909783700"),
        ("0650", "123456"),
        ("0620", "1234560303"),
        ("0620", "12345606041f010102"),
        ("0612", "1234560001"),
        ("0501", "1234560306"),
        ("0693", "123456"),
        ("0651", "123456"),
        ("0670", "06031b0102"),
        ("0602", ""),
        ("06b0", ""),
        ("8000", ""),
        ("8400", ""),
        ("849c", ""),
        ("84cc", ""),
    ),
)
_TRANSBANK = (
    (
        "0210|00|550062700310|75001087|ABC123|513246|15000|3|5000|6677|000001|CR||"
        "|MC|28112026|142536|1|0|",
        "0210|05|550062700310|75001087|ABC123||15000|||||||||||||",
        "0900|78",
        "0900|82",
        "0260|00|550062700310|75001087|ABC123|513246|15000|6677|000001|CR|||MC|28112026|142536|0",
        "0510|00|550062700310|75001087",
        "0510|77|550062700310|75001087",
        "0710|00|1|15000",
        "0810|00|550062700310|75001087",
        "1210|00|550062700310|75001087|513246|000001",
        "0110|00",
    ),
    (
        "0200|15000|ABC123|||1|",
        "0250|",
        "0500||",
        "0700||",
        "0800",
        "0100",
        "0260|0|",
        "1200|1|",
        "0270|15000|ABC123|||1|",
    ),
)


def _tlv(kind, *fields):
    """Return a body of AllinPay's: its type, then (tag, value) pairs."""
    body = bytearray(b"\x9f\x01\x00\x01") + bytes((kind,))
    for tag, value in fields:
        body += bytes((tag >> 8, tag & 0xFF, len(value) >> 8, len(value) & 0xFF)) + value
    return body


def _nets(code, result, *fields):
    """Return a body with a header, then (tag, value) pairs with BCD lengths and separators."""
    body = bytearray(b"900000000001" + code + result + b"0\x1c")
    for tag, value in fields:
        body += tag + bytes((len(value) // 100, len(value) // 10 % 10 << 4 | len(value) % 10))
        body += value + b"\x1c"
    return body


_PAN = "6222021234567890128"
_SOLD = (
    (0x9F02, b"000000001250"),
    (0x9F52, b"CARD " + _PAN.encode()),
    (0x9F0B, _PAN.encode() + b"=2512"),
    (0x9F0E, b"000017"),
    (0x9F0F, b"513246"),
    (0x9F11, b"20261128"),
    (0x9F12, b"142536"),
    (0x9F05, b"10000001"),
)
_MIS = (
    [
        _tlv(1, (0x9F14, b"00")),
        _tlv(2, *(_SOLD + ((0x9F14, b"00"),))),
        _tlv(2, (0x9F14, b"77")),
        _tlv(3, (0x9F0E, b"000018"), (0x9F20, b"000017"), (0x9F14, b"00")),
        _tlv(14, (0x9F1D, b"000000001250"), (0x9F14, b"95")),
        _tlv(15, *(_SOLD + ((0x9F14, b"00"),))),
        _tlv(16, (0x9F14, b"94")),
        _tlv(17, (0x9F15, b"8583")),
        _tlv(2, (0x9F15, b"INSERT CARD")),
    ],
    [
        _tlv(1),
        _tlv(2, (0x9F02, b"000000001250")),
        _tlv(3, (0x9F20, b"000017")),
        _tlv(14),
        _tlv(15),
        _tlv(17, (0x9F14, b"00"), (0x9F15, b"8583")),
    ],
)
_NETS_SOLD = ((b"40", b"1250"), (b"65", b"17"), (b"03", b"28112026"), (b"16", b"10000001"))
_MIS_HEADER = (
    [
        _nets(b"80", b"00"),
        _nets(b"30", b"00", *_NETS_SOLD),
        _nets(b"30", b"PP", *_NETS_SOLD),
        _nets(b"I5", b"NB", (b"T1", b"1250"), (b"T2", b"1")),
        _nets(b"56", b"00", *_NETS_SOLD),
        _nets(b"57", b"NT", (b"T1", b"0"), (b"T2", b"0")),
        _nets(b"55", b"LR"),
        _nets(b"RP", b"NP"),
    ],
    [
        _nets(b"80", b"01"),
        _nets(b"30", b"01", (b"40", b"000000001250")),
        _nets(b"I5", b"01", (b"D1", b"ALL")),
        _nets(b"57", b"01"),
        _nets(b"56", b"01"),
    ],
)

# Dialogues of those, (side, place in its list): where most messages come from, so that what
# follows finds a driver that waits for it. 0 is the terminal's side, 1 the register's.
_OK_T, _OK_R = (0, 0), (1, 16)
_ZVT_TALKS = (
    ((1, 0), _OK_T, (0, 19), _OK_R),
    ((1, 1), _OK_T, (0, 19), _OK_R),
    ((1, 3), _OK_T, (0, 6), _OK_R, (0, 11), _OK_R, (0, 14), _OK_R, (0, 15), _OK_R, (0, 18), _OK_R),
    ((1, 2), _OK_T, (0, 10), _OK_R, (0, 12), _OK_R, (0, 16), _OK_R, (0, 16), (1, 19), (0, 22)),
    ((1, 2), _OK_T, (0, 13), (1, 18), (0, 13), _OK_R, (0, 23), _OK_R),
    ((1, 6), _OK_T, (0, 9), _OK_R, (0, 14), _OK_R, (0, 15), _OK_R, (0, 20), _OK_R),
    ((1, 8), _OK_T, (0, 11), _OK_R, (0, 15), _OK_R, (0, 18), _OK_R),
    ((1, 10), _OK_T, (0, 21), _OK_R),
    ((1, 13), _OK_T, (0, 8), _OK_R, (0, 25), _OK_R, (0, 18), _OK_R),
    (_OK_T, (0, 7), (0, 11), (0, 14), (0, 15), (0, 18)),  # to an own command
    (_OK_T, (0, 22)),
)
_TRANSBANK_TALKS = (
    ((1, 0), (0, 2), (0, 3), (0, 0)),
    ((1, 1), (0, 4)),
    ((1, 2), (0, 5)),
    ((1, 7), (0, 9)),
    ((0, 7), (0, 8), (0, 5)),  # to an own command
)


_MIS_TALKS = (
    ((1, 0), (0, 0)),
    ((1, 1), (0, 8), (0, 1)),
    ((1, 1), (0, 7), (1, 5), (0, 1)),
    ((1, 1), (0, 2)),
    ((1, 2), (0, 3)),
    ((1, 3), (0, 4)),
    ((1, 4), (0, 5)),
    ((0, 0), (0, 4), (0, 5), (0, 6), (0, 7)),  # to an own command
)
_HEADER_TALKS = (
    ((1, 0), (0, 0)),
    ((1, 1), (0, 1)),
    ((1, 1), (0, 2)),
    ((1, 2), (0, 3)),
    ((0, 0), (0, 3), (0, 4), (0, 5), (0, 6), (0, 7)),
)
# Of the kinds without a length in their frames, or whose frame counts it by itself.
_OTHERS = {
    "transbank": (transbank_framing.encode, _TRANSBANK, _TRANSBANK_TALKS),
    "mis": (mis_framing.encode, _MIS, _MIS_TALKS),
    "mis_header": (mis_framing.encode, _MIS_HEADER, _HEADER_TALKS),
}
PROTOCOLS = ("zvt", "transbank", "mis", "mis_header")


class Numbers:
    """A generator of 31 bits (Park and Miller's), which is small integers on every board."""

    def __init__(self, seed):
        self._value = seed % 2147483646 + 1

    def below(self, bound):
        """Return the next number, 0..bound-1."""
        self._value = self._value * 48271 % 2147483647
        return (self._value >> 8) % bound

    def one_of(self, things):
        return things[self.below(len(things))]


def _apdu(control, data):
    data = bytes.fromhex(data)
    return bytearray(bytes.fromhex(control) + bytes((len(data),)) + data)


def _byte(numbers):
    return numbers.one_of(_TELLING) if numbers.below(2) else numbers.below(256)


def mutate(numbers, message, others):
    """Return `message`, a bytearray, with one to four things done to it."""
    for _ in range(1 + numbers.below(4)):
        at = numbers.below(len(message) + 1)
        what = numbers.below(7)
        if what == 0 and at < len(message):
            message[at] ^= 1 << numbers.below(8)
        elif what == 1 and at < len(message):
            message[at] = _byte(numbers)
        elif what == 2:
            message = message[:at] + bytes((_byte(numbers),)) + message[at:]
        elif what == 3:
            message = message[:at] + message[at + 1 + numbers.below(6) :]
        elif what == 4:
            message = message[:at]
        elif what == 5:
            other = numbers.one_of(others)
            message = message[:at] + other[numbers.below(len(other) + 1) :]
        else:
            message = message[:at] + message[at // 2 : at] + message[at:]
        message = message[:_BYTES_MAX]
    return message


class Play:
    """One run. `reported` counts events; `longest_ms` is the furthest deadline."""

    def __init__(self, protocol, seed):
        self.numbers = Numbers(seed)
        self.now_ms = 1000
        self.reported = 0
        self.ends = 0
        self.taken = 0
        self._secret = _PAN[6:15] if protocol == "mis" else ""
        in_line = self.numbers.below(8) > 0
        if protocol == "zvt":
            self._encode, self._counts = zvt_framing.encode, True
            wiring = profile_fields.WIRING_IN_LINE if in_line else profile_fields.WIRING_BESIDE
            ways = (wiring, b"\x12\x34\x56", 978, _IDLE_MS, _swallow, _swallow, self._report)
            self.driver = ZvtDriver(*ways, keep_text=bool(self.numbers.below(2)))
            self.said = [[_apdu(*parts) for parts in side] for side in _ZVT]
            self._talks = _ZVT_TALKS
        else:
            self._encode, said, self._talks = _OTHERS[protocol]
            self._counts = False
            self.driver = self._other(protocol)
            self.said = [[_text(each) for each in side] for side in said]
        if self.numbers.below(4) == 0:  # for a while: what is not armed again opens by itself
            cause = 1 + self.numbers.below(2)
            self.driver.refuse_sales(cause, self.now_ms + self.numbers.below(_ENDS_MS))
        self._frame = bytearray(2 * _BYTES_MAX + 8)
        self._talk = ()
        self._at = 0

    def _other(self, protocol):
        ways = (_IDLE_MS, _swallow, _swallow, self._report)
        if protocol == "transbank":
            return TransbankDriver(*ways)
        rows = mis_dialects.ALLINPAY if protocol == "mis" else mis_dialects.HEADER
        return MisDriver(mis_dialects.compiled(rows), 156, *ways)

    def _next(self):
        """Return (side, message) that comes next: of a dialogue, or one time in six any."""
        numbers = self.numbers
        if not numbers.below(12):
            side = numbers.below(2)
            return side, numbers.one_of(self.said[side])
        if self._at == len(self._talk):
            self._talk, self._at = numbers.one_of(self._talks), 0
        side, place = self._talk[self._at]
        self._at += 1
        return side, self.said[side][place]

    def _report(self, event):
        self.reported += 1
        if self._secret and self._secret in repr(event):
            raise ValueError("a card number is told: %r" % (event,))
        self.ends += event[0] == events.COMMAND_ENDED

    def run(self, frames):
        for _ in range(frames):
            self.step()
        self.wait(_ENDS_MS)

    def step(self):
        """One message from one side, mutated or not; then some time, and sometimes a request."""
        numbers = self.numbers
        side, message = self._next()
        message = bytearray(message)
        # What a driver reads fields of is mutated often; what leads to it mostly stays good.
        if not numbers.below(12 if side or len(message) < 8 else 2):
            message = mutate(numbers, message, self.said[side])
            if self._counts and len(message) > 2 and numbers.below(4):
                message[2] = min(len(message) - 3, 254)  # a length that fits again
        count = self._encode(message, self._frame)
        line = self._frame[:count]
        if not numbers.below(24):
            line = mutate(numbers, line, self.said[side])
        take = self.driver.from_register if side else self.driver.from_terminal
        at = 0
        while at < len(line):
            part = line[at : at + 1 + numbers.below(64)]
            take(part, len(part), self.now_ms)
            at += len(part)
        if numbers.below(20):  # the other side acknowledges
            take = self.driver.from_terminal if side else self.driver.from_register
            take(b"\x06" if numbers.below(20) else b"\x15", 1, self.now_ms)
        if not numbers.below(30):
            self.taken += self.driver.request(1 + numbers.below(10), self.now_ms)
        self.wait(5 if numbers.below(20) else numbers.one_of(_WAITS_MS))

    def wait(self, wait_ms):
        """Let time pass, with every deadline kept; a driver that does not move on is a fault."""
        end_ms = self.now_ms + wait_ms
        due_ms = self.driver.deadline_ms()
        while due_ms is not None and due_ms <= end_ms:
            self.now_ms = max(self.now_ms, due_ms)
            self.driver.on_deadline(self.now_ms)
            due_ms = self.driver.deadline_ms()
            if due_ms is not None and due_ms <= self.now_ms:
                raise ValueError("a deadline that has come was not dealt with")
        self.now_ms = end_ms
        self.driver.on_deadline(end_ms)

    def judge(self):
        """Raise ValueError for a request without its one end, or a driver that is stuck."""
        self.driver.reset(self.now_ms)
        if self.ends != self.taken:
            raise ValueError("%d requests have %d ends" % (self.taken, self.ends))
        if self.driver.busy() or not self.driver.idle(self.now_ms + _IDLE_MS):
            raise ValueError("the driver is stuck")


def _swallow(data, count):
    return count


def _text(message):
    return bytearray(message.encode()) if isinstance(message, str) else message


def play(protocol, seed, frames=FRAMES):
    """Play one run of one of PROTOCOLS; return how many events it reported."""
    run = Play(protocol, seed)
    run.run(frames)
    run.judge()
    return run.reported
