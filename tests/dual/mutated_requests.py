# SPDX-License-Identifier: MIT
"""Good requests of the host line, mutated by seed, thrown at a server in either framing.

`play(seed)` plays a failure again, on either Python. A run is a new server and FRAMES frames, half
of them behind a lease. Most mutations happen in a frame whose length and CRC are right afterwards,
because a line that is merely noisy never reaches what reads the fields.
"""

from mutated import Numbers, mutate
from test_server import KEY, FakeServices, feed, frame, unlock_request

from agent.host_line.server import Server
from posminder_formats import cbor, commands, smp

FRAMES = 100  # of one run
_GOOD_EVERY = 10  # frames; then a good request is to be answered
_OS, _FS, _PM = commands.GROUP_OS, commands.GROUP_FS, commands.GROUP_POSMINDER
_READ, _WRITE = commands.OP_READ, commands.OP_WRITE

# group, command, operation, fields. What most commands take; some of it in vain.
_REQUESTS = (
    (_OS, commands.OS_ECHO, _WRITE, {"d": "hi"}),
    (_OS, commands.OS_ECHO, _READ, {"d": "x" * 200}),
    (_OS, commands.OS_TASKS, _READ, {}),
    (_OS, commands.OS_MEMORY, _READ, {}),
    (_OS, commands.OS_DATETIME, _READ, {}),
    (_OS, commands.OS_DATETIME, _WRITE, {"datetime": "2026-05-06T07:08:09"}),
    (_OS, commands.OS_RESET, _WRITE, {"force": 1, "boot_mode": 0}),
    (_OS, commands.OS_PARAMETERS, _READ, {}),
    (_OS, commands.OS_INFO, _READ, {"format": "snrvmpio"}),
    (_OS, commands.OS_BOOTLOADER, _READ, {"query": "mode"}),
    (_FS, commands.FS_FILE, _READ, {"off": 0, "name": "/status"}),
    (_FS, commands.FS_FILE, _READ, {"off": 700, "name": "/journal/since/41"}),
    (_FS, commands.FS_FILE, _READ, {"off": 0, "name": "/profile"}),
    (_FS, commands.FS_FILE, _WRITE, {"off": 0, "name": "/profile", "data": bytes(60), "len": 90}),
    (_FS, commands.FS_FILE, _WRITE, {"off": 60, "name": "/profile", "data": bytes(30)}),
    (_FS, commands.FS_STATUS, _READ, {"name": "/index"}),
    (_FS, commands.FS_HASH, _READ, {"name": "/journal/since/0", "type": "crc32", "off": 9}),
    (_FS, commands.FS_HASH_TYPES, _READ, {}),
    (_FS, commands.FS_CLOSE, _WRITE, {}),
    (_PM, commands.PM_HELLO, _READ, {}),
    (_PM, commands.PM_UNLOCK, _WRITE, unlock_request(b"boardid8", bytes(16))[0]),
    (_PM, commands.PM_CHANGE_KEY, _WRITE, {"key": bytes(32), "proof": bytes(32)}),
    (_PM, commands.PM_COMMISSION, _WRITE, {"key": bytes(32)}),
    (_PM, commands.PM_COMMIT, _WRITE, {"path": "/profile", "hash": bytes(32)}),
    (_PM, commands.PM_REFUSAL, _READ, {}),
    (_PM, commands.PM_ENROL, _WRITE, {"person": "eva", "role": 2, "key": bytes(32), "by": "anna"}),
    (_PM, commands.PM_REMOVE, _WRITE, {"person": "anna", "by": "anna", "proof": bytes(32)}),
    (
        _PM,
        commands.PM_DEED,
        _WRITE,
        {"person": "anna", "deed": 1, "value": 7, "hash": bytes(32), "proof": bytes(32)},
    ),
    (_PM, commands.PM_ACKNOWLEDGE, _WRITE, {"seq": 40, "damaged": 1}),
    (_PM, commands.PM_CREDIT, _WRITE, {"deposit": 7, "state": 1, "amount_minor": 90}),
    (_PM, commands.PM_DRILL, _WRITE, {"on": True}),
    (_PM, commands.PM_SEAL, _WRITE, {"nonce": bytes(16)}),
    (_PM, commands.PM_SWAP, _WRITE, {"epoch": 2, "fate": 1}),
    (_PM, commands.PM_SEAL_KEYS, _READ, {}),
    (1, 0, _READ, {"image": 0}),
)
_LOCK = (_PM, commands.PM_LOCK, _WRITE)  # would end the lease


def _all_requests():
    """Return _REQUESTS, and every other command of the table with the fields of another."""
    told = [row[:3] for row in _REQUESTS] + [_LOCK]
    others = [tuple(row[:3]) for row in commands.ACCESS if tuple(row[:3]) not in told]
    return _REQUESTS + tuple([row + (_REQUESTS[place][3],) for place, row in enumerate(others)])


REQUESTS = _all_requests()
_PAYLOADS = tuple([cbor.encode(row[3]) for row in REQUESTS])


class Play:
    """One run. `answered` counts replies to what was thrown."""

    def __init__(self, seed):
        self.numbers = Numbers(seed)
        self.services = FakeServices(key=KEY)
        self.services.profile_data = b"profile"
        self.server = Server(self.services)
        self.answered = 0
        if seed & 1:
            self._unlock()

    def run(self, frames):
        for number in range(frames):
            self.step()
            if number % _GOOD_EVERY == 0:
                self.good(number)

    def step(self):
        """Throw one frame, good or mutated, after some time."""
        numbers = self.numbers
        place = numbers.below(len(REQUESTS))
        group, command, operation, _ = REQUESTS[place]
        payload = bytearray(_PAYLOADS[place])
        if numbers.below(8):
            payload = mutate(numbers, payload, _PAYLOADS)
        version = smp.VERSION_2 if numbers.below(8) else numbers.below(4)
        if not numbers.below(16):
            group, command = numbers.below(66), numbers.below(20)
        packet = frame(group, command, operation, bytes(payload), numbers.below(256), version)
        wire = bytearray(smp.encode(packet, not numbers.below(2)))
        if not numbers.below(4):
            wire = mutate(numbers, wire, _PAYLOADS)
        if not numbers.below(3):
            self.services.mono_ms += numbers.one_of((1, 501, 10001, 60001))
        self.server.heard()
        replies = feed(self.server, wire)
        for reply in replies:
            if reply[-1] not in b"\n\x00":
                raise ValueError(reply)
        self.answered += len(replies)
        self.services.forget()

    def good(self, number):
        """A good request is answered, whatever came before. Raises ValueError."""
        feed(self.server, b"\n\x00")  # the end of what a mutation left open
        payload = cbor.encode({"d": str(number)})
        for in_cobs in (False, True):
            sequence = 254 + in_cobs
            wire = smp.encode(frame(_OS, commands.OS_ECHO, _WRITE, payload, sequence), in_cobs)
            answer = frame(_OS, commands.OS_ECHO, 3, cbor.encode({"r": str(number)}), sequence)
            if feed(self.server, wire) != [smp.encode(answer, in_cobs)]:
                raise ValueError("a good request was not answered")

    def _unlock(self):
        group, command = commands.GROUP_POSMINDER, commands.PM_UNLOCK
        feed(self.server, smp.encode(frame(group, commands.PM_HELLO, _READ, b"\xa0", 1)))
        proof, _ = unlock_request(self.services.unique_id, b"\x01" * 16)
        feed(self.server, smp.encode(frame(group, command, _WRITE, cbor.encode(proof), 2)))
        if not self.server.role():
            raise ValueError("no lease")


def play(seed, frames=FRAMES):
    """Play one run; return how many of its frames were answered."""
    run = Play(seed)
    run.run(frames)
    return run.answered
