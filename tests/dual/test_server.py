# SPDX-License-Identifier: MIT
"""The server core against fake services: every command, every refusal, retries, and the bounds."""

import unittest
from binascii import crc32
from hashlib import sha256

from agent.errors import Busy, ClockBack, ProfileRefused, StorageFault, Waits
from agent.host_line.files import BytesFile
from agent.host_line.server import Server
from agent.limits import (
    LEASE_IDLE_MS,
    PROFILE_BYTES_MAX,
    SMP_FILE_CHUNK_BYTES_MAX,
    SMP_KEPT_BYTES_MAX,
    SMP_PAYLOAD_BYTES_MAX,
    SMP_QUIET_MS,
    SMP_REPLAY_MS,
)
from agent.policy.attempts import UNLOCK, Attempts
from posminder_formats import cbor, commands, people, smp
from posminder_formats.macs import hmac_sha256

KEY = bytes(range(32))
OS = commands.GROUP_OS
FS = commands.GROUP_FS
PM = commands.GROUP_POSMINDER
READ = commands.OP_READ
WRITE = commands.OP_WRITE
DENIED = {"rc": 11, "rsn": "login: posminder unlock"}
NO_KEY = {"rc": 11, "rsn": "no key yet: posminder apply FILE --commission"}


def error(group, code):
    """Return a group's error reply."""
    return {"err": {"group": group, "rc": code}}


class FakeFile:
    """A file of a repeating pattern, without its bytes in memory."""

    def __init__(self, size):
        self.size = size
        self.lost_from = size  # what lies behind cannot be read any more

    def read(self, offset, buffer):
        count = max(0, min(len(buffer), self.lost_from - offset))
        for index in range(count):
            buffer[index] = (offset + index) * 7 + (offset + index) // 251 & 0xFF
        return count

    def content(self):
        """Return all bytes."""
        data = bytearray(self.size)
        self.read(0, data)
        return bytes(data)


class FakeServices:
    """What the agent would offer, with everything it was told."""

    def __init__(self, key=KEY):
        self.board_name = "fake"
        self.unique_id = b"boardid8"
        self.mono_ms = 1000
        self.wall = 1772323200
        self.status_json = b'{"sales": 3}'
        self.journal = FakeFile(2000)
        self.since = None
        self.profile_data = None
        self.refused_field = None
        self.is_busy = False
        self.kept_key = key
        self.nonces = 0
        self.resets = 0
        self.leases = []
        self.drills = []
        self.seals = []
        self.tests = []
        self.broken = False
        self.known = [["anna", 4, KEY]]
        self.deeds = []
        self.attempts = Attempts()
        self.asked = []
        self.pressed = False
        self.changes = None  # what a second person must agree to

    def begin_self_test(self, press):
        self.tests.append(press)
        return not self.is_busy

    def self_test(self):
        return BytesFile(b'{"state": "never"}')

    def seal(self, nonce):
        self.seals.append(nonce)
        return 0 if self.broken else 7

    def pulled(self, seq, damaged):
        self.acknowledged = (seq, damaged)
        return 0 < seq <= 7

    def seal_keys(self):
        return {"epoch": 1, "blinding": bytes(16)}

    def alerts(self):
        return BytesFile(b"[]")

    def tasks(self):
        return (("heart", 7), ("button", 0))

    def heap(self):
        return 131072, 65536

    def credit(self, number, state, amount_minor, reason):
        return False

    def forget(self):
        """Keep nothing of what was told, so that a long run does not grow."""
        for kept in (self.leases, self.drills, self.seals, self.deeds):
            kept.clear()

    def now_ms(self):
        return self.mono_ms

    def wall_s(self):
        return self.wall

    def set_wall(self, wall_s):
        if wall_s == 946684800:
            raise ClockBack
        self.wall = wall_s

    def status(self):
        if self.broken:
            raise StorageFault
        return BytesFile(self.status_json)

    def index(self):
        return BytesFile(b"index")

    def profile(self):
        return self.profile_data

    def commit_profile(self, data):
        if self.is_busy:
            raise Busy
        if self.changes is not None:
            raise Waits(self.changes, 59001)
        if self.refused_field is not None:
            raise ProfileRefused(self.refused_field)
        self.profile_data = bytes(data)
        return sha256(self.profile_data).digest()

    def journal_export(self, since):
        self.since = since
        return self.journal

    def key(self):
        return self.kept_key

    def save_key(self, key):
        self.kept_key = key

    def entropy(self, count):
        self.nonces += 1
        return bytes((self.nonces,)) * count

    def request_reset(self):
        self.resets += 1

    def drill(self, on):
        self.drills.append(on)
        return 41

    def people(self):
        return self.known

    def save_people(self, known):
        self.known = known

    def deposits(self):
        return BytesFile(b"[]")

    def people_file(self):
        return BytesFile(b"[]")

    def person_changed(self, person, role, state, by):
        pass

    def role_of(self, person):
        return 4 if person == "anna" else 0

    def wait_ms(self, person):
        return 0

    def busy(self):
        return self.is_busy

    def judge(self, person, role, deed, value, digest):
        return 0

    def done(self, person, role, deed, value, digest, outcome):
        self.deeds.append((person, deed, outcome))

    def confirm_terminal(self, epoch, fate):
        self.confirmed = (epoch, fate)
        return epoch == 2

    def lease_changed(self, role, state, person=None, dated=False):
        self.leases.append((role, state))
        if state == 2:
            self.attempts.wrong(UNLOCK, self.mono_ms)
        elif state == 1:
            self.attempts.right(UNLOCK)

    def asks(self, about):
        self.asked.append(about)
        return 0 if self.pressed else 59001

    def unlock_wait_ms(self):
        return self.attempts.wait_ms(UNLOCK, self.mono_ms)

    def day(self):
        return None if self.wall is None else self.wall // 86400


def frame(group, command, operation, payload, sequence=0, version=smp.VERSION_2):
    """Return a request's frame around `payload`, CBOR bytes."""
    buffer = bytearray(smp.HEAD + smp.HEADER_BYTES)
    first = smp.first_byte(version, operation)
    smp.pack_header(buffer, first, len(payload), group, sequence, command)
    return bytes(buffer[smp.HEAD :]) + payload


def unlock_request(board_id, nonce, role=1, first_day=0, last_day=0, key=KEY):
    """Return what unlocks a board over `nonce`, and the ticket's secret."""
    secret = hmac_sha256(key, people.ticket_message(board_id, role, "tom", first_day, last_day))
    request = {"role": role, "person": "tom", "first_day": first_day, "last_day": last_day}
    request["nonce"] = b"h" * 16
    request["proof"] = hmac_sha256(secret, people.host_message(board_id, nonce, b"h" * 16))
    return request, secret


def feed(server, wire):
    """Feed `wire` and return what is sent for every request, joined."""
    replies = []
    for byte in wire:
        if server.feed(byte):
            while server.work():
                pass
            pieces = [bytes(piece) for piece in server.wire()]
            for piece in pieces:
                if piece[0] in b"\x06\x04" and len(piece) > smp.LINE_BYTES_MAX:
                    raise ValueError(piece)
            replies.append(b"".join(pieces))
    return replies


def open_frame(wire):
    """Return the one frame in `wire`."""
    assembler = smp.Assembler(SMP_PAYLOAD_BYTES_MAX)
    for byte in wire:
        length = assembler.feed(byte)
        if length:
            return bytes(assembler.buffer[smp.HEAD : smp.HEAD + length])
    raise ValueError(wire)


class ServerCase(unittest.TestCase):
    """A server, its services, and a client of a few lines."""

    def setUp(self):
        self.begin(FakeServices())

    in_cobs = False

    def begin(self, services):
        self.services = services
        self.server = Server(services)
        self.sequence = 0

    def ask(self, group, command, operation, request=None, version=smp.VERSION_2):
        """Send one request, check the reply's header, return its map."""
        payload = cbor.encode({} if request is None else request)
        return self.ask_raw(group, command, operation, payload, version)

    def ask_raw(self, group, command, operation, payload, version=smp.VERSION_2):
        self.sequence = (self.sequence + 1) & 0xFF
        request = frame(group, command, operation, payload, self.sequence, version)
        replies = feed(self.server, smp.encode(request, self.in_cobs))
        self.assertEqual(len(replies), 1)
        self.assertEqual(replies[0][-1], 0 if self.in_cobs else 10)
        reply = open_frame(replies[0])
        self.assertEqual(reply[0], smp.first_byte(min(version, 1), operation + 1))
        self.assertEqual(reply[1], 0)
        self.assertEqual(reply[2] << 8 | reply[3], len(reply) - 8)
        self.assertEqual(reply[4:8], request[4:8])
        return cbor.decode(reply, 8)

    def unlock(self, role=1, first_day=0, last_day=0, key=KEY):
        """Take the lease as a host does, and check that the board knows the ticket too."""
        nonce, board_id = self.ask(PM, commands.PM_HELLO, READ)["nonce"], self.services.unique_id
        request, secret = unlock_request(board_id, nonce, role, first_day, last_day, key)
        reply = self.ask(PM, commands.PM_UNLOCK, WRITE, request)
        if "proof" in reply:
            message = people.board_message(board_id, nonce, b"h" * 16)
            self.assertEqual(reply.pop("proof"), hmac_sha256(secret, message))
        return reply

    def upload(self, data, chunk=500, name="/profile"):
        reply = {}
        for offset in range(0, len(data), chunk):
            request = {"off": offset, "name": name, "data": data[offset : offset + chunk]}
            if offset == 0:
                request["len"] = len(data)
            reply = self.ask(FS, commands.FS_FILE, WRITE, request)
        return reply

    def commit(self, data, name="/profile"):
        request = {"path": name, "hash": sha256(data).digest()}
        return self.ask(PM, commands.PM_COMMIT, WRITE, request)

    def download(self, name):
        data = b""
        length = 1
        while len(data) < length:
            reply = self.ask(FS, commands.FS_FILE, READ, {"off": len(data), "name": name})
            if len(data) == 0:
                length = reply["len"]
            self.assertEqual(reply["off"], len(data))
            data += reply["data"]
        return data


class TestOsGroup(ServerCase):
    def test_echo_both_ways(self):
        self.assertEqual(self.ask(OS, 0, READ, {"d": "hi"}), {"r": "hi"})
        self.assertEqual(self.ask(OS, 0, WRITE, {"d": "grüß 你好"}), {"r": "grüß 你好"})

    def test_echo_of_the_longest_text(self):
        text = "x" * (SMP_PAYLOAD_BYTES_MAX - 8 - 6)
        self.assertEqual(self.ask(OS, 0, WRITE, {"d": text}), {"r": text})

    def test_echo_of_nothing_and_of_a_number(self):
        self.assertEqual(self.ask(OS, 0, WRITE), {"rc": 3})
        self.assertEqual(self.ask(OS, 0, WRITE, {"d": 5}), {"rc": 3})

    def test_clock(self):
        self.assertEqual(self.ask(OS, 4, READ), {"datetime": "2026-03-01T00:00:00"})
        self.services.wall = None
        self.assertEqual(self.ask(OS, 4, READ), error(OS, 4))

    def test_clock_is_set_by_a_technician_only(self):
        request = {"datetime": "2027-01-02T03:04:05.678"}
        self.assertEqual(self.ask(OS, 4, WRITE, request), DENIED)
        self.unlock()
        self.assertEqual(self.ask(OS, 4, WRITE, request), {})
        self.assertEqual(self.services.wall, 1798859045)
        self.assertEqual(self.ask(OS, 4, WRITE, {"datetime": "yesterday"}), {"rc": 3})
        self.assertEqual(self.services.wall, 1798859045)

    def test_reset(self):
        self.assertEqual(self.ask(OS, 5, WRITE), DENIED)
        self.unlock()
        self.assertEqual(self.ask(OS, 5, WRITE, {"boot_mode": 1}), {"rc": 3})
        self.assertEqual(self.services.resets, 0)
        self.assertEqual(self.ask(OS, 5, WRITE, {"force": 1}), {})
        self.assertEqual(self.services.resets, 1)

    def test_tasks(self):
        self.server.heard()
        tasks = self.ask(OS, 2, READ)["tasks"]
        self.assertEqual(tasks["host"], {"prio": 0, "tid": 0, "state": 128, "cswcnt": 1})
        self.assertEqual(tasks["heart"], {"prio": 0, "tid": 1, "state": 2, "cswcnt": 7})
        self.assertEqual(len(tasks), 3)

    def test_memory(self):
        expected = {"blksiz": 16, "nblks": 12288, "nfree": 8192, "min": 8192}
        self.assertEqual(self.ask(OS, 3, READ), {"heap": expected})

    def test_parameters(self):
        expected = {"buf_size": SMP_PAYLOAD_BYTES_MAX, "buf_count": 1}
        self.assertEqual(self.ask(OS, 6, READ), expected)

    def test_information(self):
        self.assertEqual(self.ask(OS, 7, READ), {"output": "Posminder"})
        reply = self.ask(OS, 7, READ, {"format": "rns"})
        self.assertEqual(reply, {"output": "Posminder 626f617264696438 0.1.0"})
        words = self.ask(OS, 7, READ, {"format": "a"})["output"].split(" ")
        self.assertEqual(len(words), 8)
        self.assertEqual(self.ask(OS, 7, READ, {"format": "b"}), error(OS, 2))

    def test_bootloader(self):
        self.assertEqual(self.ask(OS, 8, READ), {"bootloader": "none"})
        self.assertEqual(self.ask(OS, 8, READ, {"query": "mode"}), error(OS, 3))


class TestFiles(ServerCase):
    def test_status_and_index_are_public(self):
        self.assertEqual(self.download("/status"), b'{"sales": 3}')
        self.assertEqual(self.download("/index"), b"index")
        self.assertEqual(self.download("/alerts"), b"[]")

    def test_an_empty_file(self):
        self.services.status_json = b""
        reply = self.ask(FS, 0, READ, {"off": 0, "name": "/status"})
        self.assertEqual(reply, {"off": 0, "data": b"", "len": 0})

    def test_journal_in_pieces(self):
        name = "/journal/since/41"
        self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": name}), DENIED)
        self.unlock()
        chunk = SMP_FILE_CHUNK_BYTES_MAX
        for size in (1, chunk - 1, chunk, chunk + 1, 2 * chunk, 4000):
            self.services.journal = FakeFile(size)
            self.assertEqual(self.download(name), self.services.journal.content())
            self.assertEqual(self.services.since, 41)

    def test_a_download_stays_with_the_file_of_its_beginning(self):
        self.services.status_json = b"a" * 1000
        first = self.ask(FS, 0, READ, {"off": 0, "name": "/status"})
        self.services.status_json = b"b" * 1200
        second = self.ask(FS, 0, READ, {"off": len(first["data"]), "name": "/status"})
        self.assertEqual(first["data"] + second["data"], b"a" * 1000)
        self.assertEqual(self.download("/status"), b"b" * 1200)

    def test_a_download_goes_on_after_close(self):
        self.unlock()
        self.assertEqual(self.ask(FS, 4, WRITE), {})
        reply = self.ask(FS, 0, READ, {"off": 1500, "name": "/journal/since/0"})
        self.assertEqual(reply["data"], self.services.journal.content()[1500:])
        self.assertEqual("len" in reply, False)

    def test_a_journal_overwritten_under_a_download(self):
        self.unlock()
        self.services.journal.lost_from = 700
        self.assertEqual(
            self.ask(FS, 0, READ, {"off": 1000, "name": "/journal/since/0"}), error(FS, 11)
        )
        self.assertEqual(self.ask(FS, 2, READ, {"name": "/journal/since/0"}), error(FS, 11))

    def test_offset_behind_the_end(self):
        self.assertEqual(self.ask(FS, 0, READ, {"off": 13, "name": "/status"}), error(FS, 12))
        self.assertEqual(
            self.ask(FS, 0, READ, {"off": 12, "name": "/status"}), {"off": 12, "data": b""}
        )
        self.assertEqual(self.ask(FS, 0, READ, {"off": -1, "name": "/status"}), {"rc": 3})

    def test_no_such_file(self):
        self.unlock()
        for name in ("", "/", "/statusx", "status", "/status/..", "/journal", "/main.py"):
            self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": name}), error(FS, 3))
            self.assertEqual(self.ask(FS, 1, READ, {"name": name}), error(FS, 3))
        self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": "/profile"}), error(FS, 3))

    def test_each_file_stands_where_its_number_says(self):
        rows = (
            ("/status", commands.FILE_STATUS),
            ("/alerts", commands.FILE_ALERTS),
            ("/index", commands.FILE_INDEX),
            ("/people", commands.FILE_PEOPLE),
            ("/deposits", commands.FILE_DEPOSITS),
            ("/profile", commands.FILE_PROFILE),
            ("/sheet", commands.FILE_SHEET),
            ("/self-test", commands.FILE_SELF_TEST),
            ("/journal/since/", commands.FILE_JOURNAL),
            ("/bundle", commands.FILE_BUNDLE),
        )
        self.assertEqual([row[0] for row in commands.FILES], [row[0] for row in rows])
        self.assertEqual([row[1] for row in rows], list(range(len(rows))))

    def test_the_sheet_is_told_to_everybody_from_the_profile_in_force(self):
        ask = {"off": 0, "name": "/sheet"}
        self.assertEqual(self.ask(FS, 0, READ, ask), error(FS, 3))
        told = {130: "acquirer/x", 131: "2026-1", 132: 20454, 133: "Notiz", 134: bytes(32)}
        self.services.profile_data = cbor.encode(told)
        text = str(self.ask(FS, 0, READ, ask)["data"], "utf-8")
        for part in ('"acquirer/x"', '"2026-1"', "20454", '"Notiz"', '"' + "00" * 32 + '"'):
            self.assertTrue(part in text, part)
        self.services.profile_data = cbor.encode({1: 1})
        self.assertEqual(self.ask(FS, 0, READ, ask)["data"].count(b"null"), 5)

    def test_names_out_of_bounds(self):
        self.unlock()
        for name in ("/journal/since/", "/journal/since/-1", "/journal/since/../../x", "/" * 65):
            self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": name}), error(FS, 2))
        name = "/journal/since/12345678901"
        self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": name}), error(FS, 2))
        self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": 7}), {"rc": 3})

    def test_status_of_a_file(self):
        self.assertEqual(self.ask(FS, 1, READ, {"name": "/status"}), {"len": 12})
        self.assertEqual(self.ask(FS, 1, READ, {"name": "/journal/since/0"}), DENIED)

    def test_hashes(self):
        self.unlock()
        data = self.services.journal.content()
        name = "/journal/since/0"
        self.assertEqual(
            self.ask(FS, 2, READ, {"name": name}),
            {"type": "sha256", "len": 2000, "output": sha256(data).digest()},
        )
        self.assertEqual(
            self.ask(FS, 2, READ, {"name": name, "type": "crc32", "off": 100, "len": 900}),
            {"type": "crc32", "off": 100, "len": 900, "output": crc32(data[100:1000])},
        )
        self.assertEqual(self.ask(FS, 2, READ, {"name": name, "type": "md5"}), error(FS, 13))
        self.assertEqual(self.ask(FS, 2, READ, {"name": name, "off": 2001}), error(FS, 12))
        reply = self.ask(FS, 2, READ, {"name": name, "len": 1 << 40})
        self.assertEqual(reply["len"], 2000)

    def test_hash_lets_others_run(self):
        self.unlock()
        self.services.journal = FakeFile(5 * SMP_FILE_CHUNK_BYTES_MAX)
        payload = cbor.encode({"name": "/journal/since/0"})
        for byte in smp.encode(frame(FS, 2, READ, payload, 99)):
            ready = self.server.feed(byte)
        self.assertTrue(ready)
        slices = 1
        while self.server.work():
            slices += 1
        self.assertEqual(slices, 5)

    def test_hash_of_what_was_downloaded(self):
        old = self.download("/status")
        self.services.status_json = b"newer"
        reply = self.ask(FS, 2, READ, {"name": "/status"})
        self.assertEqual(reply["output"], sha256(old).digest())

    def test_hash_types(self):
        self.assertEqual(
            self.ask(FS, 3, READ),
            {"types": {"crc32": {"format": 0, "size": 4}, "sha256": {"format": 1, "size": 32}}},
        )

    def test_flash_fault(self):
        self.services.broken = True
        self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": "/status"}), {"rc": 9})


class TestUpload(ServerCase):
    DATA = bytes(range(256)) * 5

    def test_denied_before_unlock(self):
        request = {"off": 0, "name": "/profile", "data": b"x", "len": 1}
        self.assertEqual(self.ask(FS, 0, WRITE, request), DENIED)

    def test_uploaded_and_committed(self):
        self.unlock()
        self.assertEqual(self.upload(self.DATA), {"off": len(self.DATA)})
        self.assertTrue(self.services.profile_data is None)
        self.assertEqual(self.commit(self.DATA), {"hash": sha256(self.DATA).digest()})
        self.assertEqual(self.services.profile_data, self.DATA)
        self.assertEqual(self.download("/profile"), self.DATA)

    def test_a_commit_during_a_dialog_may_come_again(self):
        self.unlock()
        self.upload(self.DATA)
        self.services.is_busy = True
        self.assertEqual(self.commit(self.DATA), {"rc": 10})
        self.assertTrue(self.services.profile_data is None)
        self.services.is_busy = False
        self.assertEqual(self.commit(self.DATA), {"hash": sha256(self.DATA).digest()})

    def test_a_repeated_piece_is_not_appended_twice(self):
        self.unlock()
        self.upload(self.DATA[:1000] + bytes(280))
        self.upload(self.DATA[:500] + self.DATA[500:1000], chunk=500)
        request = {"off": 0, "name": "/profile", "data": self.DATA[:600], "len": 1280}
        self.assertEqual(self.ask(FS, 0, WRITE, request), {"off": 600})
        piece = {"off": 600, "name": "/profile", "data": self.DATA[600:]}
        self.assertEqual(self.ask(FS, 0, WRITE, piece), {"off": 1280})
        self.assertEqual(self.ask(FS, 0, WRITE, piece), {"off": 1280})
        self.assertEqual(self.commit(self.DATA), {"hash": sha256(self.DATA).digest()})

    def test_a_gap_is_answered_with_where_to_go_on(self):
        self.unlock()
        request = {"off": 0, "name": "/profile", "data": b"abc", "len": 9}
        self.ask(FS, 0, WRITE, request)
        request = {"off": 6, "name": "/profile", "data": b"ghi"}
        self.assertEqual(self.ask(FS, 0, WRITE, request), {"off": 3})

    def test_bounds(self):
        self.unlock()
        for request, reply in (
            ({"off": 0, "name": "/profile", "data": b"x"}, {"rc": 3}),
            ({"off": 0, "name": "/profile", "data": b"", "len": 0}, {"rc": 3}),
            ({"off": 0, "name": "/profile", "data": b"x", "len": PROFILE_BYTES_MAX + 1}, {"rc": 2}),
            ({"off": 0, "name": "/profile", "data": b"xy", "len": 1}, {"rc": 3}),
            ({"off": 0, "name": "/profile", "data": "text", "len": 4}, {"rc": 3}),
            ({"off": 0, "name": "/profile", "len": 4}, {"rc": 3}),
            ({"off": 4, "name": "/other", "data": b"x"}, error(FS, 3)),
            ({"off": 0, "name": "/status", "data": b"x", "len": 1}, error(FS, 15)),
        ):
            self.assertEqual(self.ask(FS, 0, WRITE, request), reply)

    def test_going_on_without_a_beginning(self):
        self.unlock()
        request = {"off": 4, "name": "/profile", "data": b"x"}
        self.assertEqual(self.ask(FS, 0, WRITE, request), error(FS, 11))

    def test_commit_needs_the_whole_of_what_was_meant(self):
        self.unlock()
        self.assertEqual(self.commit(self.DATA), error(PM, 5))
        request = {"off": 0, "name": "/profile", "data": self.DATA[:100], "len": 1280}
        self.ask(FS, 0, WRITE, request)
        self.assertEqual(self.commit(self.DATA), error(PM, 5))
        self.upload(self.DATA)
        self.assertEqual(self.commit(self.DATA, "/other"), error(PM, 5))
        self.assertEqual(self.commit(self.DATA[:-1]), error(PM, 7))
        self.assertEqual(self.commit(self.DATA), error(PM, 5))
        self.assertTrue(self.services.profile_data is None)

    def test_refused_profile_says_which_field(self):
        self.assertEqual(self.ask(PM, 5, READ), DENIED)
        self.unlock()
        self.assertEqual(self.ask(PM, 5, READ), {"rc": 5})
        self.services.refused_field = "baud"
        self.upload(self.DATA)
        self.assertEqual(self.commit(self.DATA), error(PM, 6))
        self.assertEqual(self.ask(PM, 5, READ), {"field": "baud"})
        self.assertEqual(self.commit(self.DATA), error(PM, 5))

    def test_the_end_of_the_lease_discards_an_upload(self):
        self.unlock()
        self.upload(self.DATA)
        self.ask(PM, 2, WRITE)
        self.unlock()
        self.assertEqual(self.commit(self.DATA), error(PM, 5))


class TestLease(ServerCase):
    def test_hello(self):
        reply = self.ask(PM, 0, READ)
        self.assertEqual(
            reply,
            {
                "id": b"boardid8",
                "board": "fake",
                "firmware": "0.1.0",
                "protocol": 1,
                "commissioned": True,
                "nonce": b"\x01" * 16,
                "role": 0,
            },
        )
        self.assertEqual(self.ask(PM, 0, READ)["nonce"], b"\x02" * 16)

    def test_unlock_and_lock(self):
        self.assertEqual(self.unlock(), {"lease_s": LEASE_IDLE_MS // 1000})
        self.assertEqual(self.ask(PM, 0, READ)["role"], 1)
        self.assertEqual(self.ask(PM, 2, WRITE), {})
        self.assertEqual(self.ask(PM, 0, READ)["role"], 0)
        self.assertEqual(self.ask(PM, 2, WRITE), {})
        self.assertEqual(self.services.leases, [(1, 1), (1, 3)])

    def test_a_new_terminal_is_confirmed_by_a_technician_with_a_known_fate(self):
        fields = {"epoch": 2, "fate": 1}
        denied = self.ask(PM, 17, WRITE, fields)
        self.assertEqual(denied["rc"], 11)
        self.unlock()
        self.assertEqual(self.ask(PM, 17, WRITE, fields), {"epoch": 2})
        fields["fate"] = 9
        refused = self.ask(PM, 17, WRITE, fields)
        self.assertEqual(refused, {"rc": 3})
        fields = {"epoch": 3, "fate": 1}
        refused = self.ask(PM, 17, WRITE, fields)
        self.assertEqual(refused, error(PM, 41))

    def test_a_drill_needs_a_lease_and_says_where_it_begins(self):
        self.assertEqual(self.ask(PM, 15, WRITE, {"on": True})["rc"], 11)
        self.unlock()
        self.assertEqual(self.ask(PM, 15, WRITE, {"on": True}), {"since": 41})
        self.assertEqual(self.ask(PM, 15, WRITE, {"on": False}), {"since": 41})
        self.assertEqual(self.ask(PM, 15, WRITE, {"on": 1}), {"rc": 3})
        self.assertEqual(self.services.drills, [True, False])

    def test_a_seal_needs_a_lease_and_a_whole_nonce(self):
        nonce = b"n" * 16
        self.assertEqual(self.ask(PM, 16, WRITE, {"nonce": nonce})["rc"], 11)
        self.assertEqual(self.ask(PM, 18, READ)["rc"], 11)
        self.unlock()
        self.assertEqual(self.ask(PM, 16, WRITE, {"nonce": nonce}), {"seq": 7})
        for odd in (b"n" * 15, b"", "n" * 16, None):
            self.assertEqual(self.ask(PM, 16, WRITE, {"nonce": odd}), {"rc": 3})
        self.assertEqual(self.services.seals, [nonce])
        self.assertEqual(self.ask(PM, 18, READ), {"epoch": 1, "blinding": bytes(16)})
        self.services.broken = True
        self.assertEqual(self.ask(PM, 16, WRITE, {"nonce": b"m" * 16}), {"rc": 9})

    def test_each_wrong_proof_from_the_third_on_doubles_the_wait(self):
        for wait_s in (0, 0, 60, 120, 240, 480, 960, 1920, 3600, 3600):
            self.assertEqual(self.unlock(key=bytes(32)), error(PM, 3))
            if wait_s:
                self.services.mono_ms += wait_s * 1000 - 1
                self.assertEqual(self.unlock(), error(PM, 4))
                self.services.mono_ms += 1
        self.assertEqual(self.services.leases, [(0, 2)] * 10)
        self.assertEqual(self.unlock(), {"lease_s": LEASE_IDLE_MS // 1000})
        for _ in range(2):  # a right one forgives
            self.assertEqual(self.unlock(key=bytes(32)), error(PM, 3))
        self.assertEqual(self.unlock(), {"lease_s": LEASE_IDLE_MS // 1000})

    def test_a_ticket_of_other_days_is_refused_and_counted(self):
        today = self.services.wall // 86400
        for first_day, last_day in ((today - 9, today - 1), (today + 1, today + 9)):
            self.assertEqual(self.unlock(1, first_day, last_day), error(PM, 70))
        self.assertEqual(self.ask(PM, 0, READ)["role"], 0)
        self.assertEqual(self.services.leases, [(0, 2)] * 2)
        self.assertEqual(self.unlock(1, today, today), {"lease_s": LEASE_IDLE_MS // 1000})

    def test_a_recorded_unlock_opens_nothing_later(self):
        def wire_of(command, operation, request):
            return smp.encode(frame(PM, command, operation, cbor.encode(request), 77))

        wires = [wire_of(commands.PM_HELLO, READ, {})]
        nonce = cbor.decode(open_frame(feed(self.server, wires[0])[0]), 8)["nonce"]
        board = self.services.unique_id
        secret = hmac_sha256(KEY, people.ticket_message(board, 1, "tom", 0, 0))
        request = {"role": 1, "person": "tom", "first_day": 0, "last_day": 0, "nonce": b"h" * 16}
        request["proof"] = hmac_sha256(secret, people.host_message(board, nonce, b"h" * 16))
        wires.append(wire_of(commands.PM_UNLOCK, WRITE, request))
        feed(self.server, wires[1])
        self.assertEqual(self.server.role(), 1)
        self.ask(PM, commands.PM_LOCK, WRITE)
        for pause_ms in (0, SMP_REPLAY_MS + 1):  # within the time of a retry, and after it
            self.services.mono_ms += pause_ms
            for wire in wires:
                feed(self.server, wire)
                self.assertEqual(self.server.role(), 0)

    def test_the_proof_of_older_hosts_opens_nothing(self):
        nonce = self.ask(PM, commands.PM_HELLO, READ)["nonce"]
        message = b"posminder unlock 1" + self.services.unique_id + nonce + b"\x01"
        request = {"role": 1, "proof": hmac_sha256(KEY, message)}
        self.assertEqual(self.ask(PM, commands.PM_UNLOCK, WRITE, request), {"rc": 3})
        for version in (smp.VERSION_1, smp.VERSION_2):
            self.assertEqual(self.ask(OS, 5, WRITE, {}, version), DENIED)

    def test_without_a_clock_a_ticket_waits_for_a_press(self):
        self.services.wall = None
        waits = {"waits": 1, "wait_s": 60}
        self.assertEqual(self.unlock(1, 5, 6), waits)
        self.assertEqual(self.ask(PM, 0, READ)["role"], 0)
        self.assertEqual(self.unlock(1, 5, 6, key=bytes(32)), error(PM, 3))
        self.assertEqual(len(self.services.asked), 1)  # nobody is asked for a wrong proof
        self.assertEqual(self.unlock(4, 5, 6), waits)
        self.assertNotEqual(self.services.asked[0], self.services.asked[1])
        self.services.pressed = True
        self.assertEqual(self.unlock(1, 5, 6), {"lease_s": LEASE_IDLE_MS // 1000})
        self.services.pressed = False
        self.assertEqual(self.unlock(), {"lease_s": LEASE_IDLE_MS // 1000})  # the key itself

    def test_a_clock_that_may_not_go_back_says_so(self):
        self.unlock()
        reply = self.ask(OS, 4, WRITE, {"datetime": "2000-01-01T00:00:00"})
        self.assertEqual(reply["rc"], 11)
        self.assertTrue("key's holder" in reply["rsn"])

    def test_a_commit_that_waits_stays_staged(self):
        self.unlock()
        self.upload(b"profile")
        self.services.changes = 2
        self.assertEqual(self.commit(b"profile"), {"waits": 2, "wait_s": 60})
        self.assertEqual(self.commit(b"profile"), {"waits": 2, "wait_s": 60})
        self.services.changes = None
        self.assertEqual(self.commit(b"profile"), {"hash": sha256(b"profile").digest()})

    def test_a_role_has_the_rights_of_the_one_table(self):
        for role in (people.TECHNICIAN, people.CASHIER, people.SUPERVISOR, people.OWNER):
            self.unlock(role)
            self.assertEqual(self.ask(PM, 0, READ)["role"], role)
            for group, command, operation, right in commands.ACCESS:
                if group == PM and command in (commands.PM_LOCK, commands.PM_UNLOCK):
                    continue
                may = not right or people.may(role, right)
                denied = self.ask(group, command, operation) == DENIED
                self.assertEqual(denied, not may)
            for path, to_read, _ in commands.FILES:
                denied = self.ask(FS, 0, READ, {"off": 0, "name": path}) == DENIED
                self.assertEqual(denied, not (not to_read or people.may(role, to_read)))
        self.unlock(people.OWNER)
        write = {"off": 0, "name": "/profile", "data": b"x", "len": 1}
        self.assertEqual(self.ask(FS, 0, WRITE, write), DENIED)

    def change_key(self, new, key=KEY, last_day=0, proof=None, nonce=None):
        """Ask for another key as the office does, with a lease of `key`."""
        told = self.ask(PM, commands.PM_HELLO, READ)["nonce"] if nonce is None else nonce
        board = self.services.unique_id
        secret = hmac_sha256(key, people.ticket_message(board, 1, "tom", 0, last_day))
        mask = hmac_sha256(secret, people.key_mask_message(board, told))
        right = hmac_sha256(secret, people.new_key_message(board, told, new))
        request = {"key": people.masked(new, mask), "proof": proof or right}
        return self.ask(PM, commands.PM_CHANGE_KEY, WRITE, request)

    def test_the_key_s_holder_changes_it_and_the_lease_is_over(self):
        new = b"n" * 32
        self.assertEqual(self.change_key(new), DENIED)
        self.unlock()
        self.assertEqual(self.change_key(new), {})
        self.assertEqual(self.services.kept_key, new)
        self.assertEqual(self.services.leases, [(1, 1), (1, 5), (1, 3)])
        self.assertEqual(self.unlock(), error(PM, 3))
        self.assertEqual(self.unlock(key=new), {"lease_s": LEASE_IDLE_MS // 1000})

    def test_a_key_that_the_terminal_was_in_the_way_of_may_come_again_as_it_was(self):
        new = b"n" * 32
        self.unlock()
        nonce = self.ask(PM, commands.PM_HELLO, READ)["nonce"]
        self.services.is_busy = True
        self.assertEqual(self.change_key(new, nonce=nonce), {"rc": 10})
        self.services.is_busy = False
        self.assertEqual(self.change_key(new, nonce=nonce), {})
        self.assertEqual(self.services.kept_key, new)

    def test_a_hijacked_lease_or_a_dated_ticket_changes_no_key(self):
        new = b"n" * 32
        self.unlock()
        self.assertEqual(self.change_key(new, key=bytes(32)), error(PM, 3))
        self.assertEqual(self.change_key(new, proof=bytes(32)), error(PM, 3))
        self.assertEqual(self.change_key(new, nonce=b"o" * 16), error(PM, 32))
        self.services.is_busy = True
        self.assertEqual(self.change_key(new), {"rc": 10})
        self.services.is_busy = False
        today = self.services.wall // 86400
        self.unlock(1, 0, today)
        self.assertEqual(self.change_key(new, last_day=today), error(PM, 71))
        self.assertEqual(self.services.kept_key, KEY)

    def test_malformed_unlock(self):
        right = {"role": 1, "person": "tom", "first_day": 1, "last_day": 2}
        right["nonce"], right["proof"] = b"h" * 16, bytes(32)
        for name, odd in (
            ("role", True),
            ("role", 0),
            ("role", 5),
            ("person", ""),
            ("person", "../etc"),
            ("person", b"tom"),
            ("first_day", 3),
            ("first_day", -1),
            ("last_day", 1 << 16),
            ("nonce", b"h" * 15),
            ("nonce", b""),
            ("proof", "x"),
            ("proof", None),
        ):
            request = dict(right)
            request[name] = odd
            self.assertEqual(self.ask(PM, 1, WRITE, request), {"rc": 3})
        for name in right:
            request = dict(right)
            request.pop(name)
            self.assertEqual(self.ask(PM, 1, WRITE, request), {"rc": 3})
        self.assertEqual(self.services.leases, [])

    def test_idle_lease_ends_and_is_told_once(self):
        self.unlock()
        self.assertEqual(self.server.lease_left_ms(), LEASE_IDLE_MS)
        self.services.mono_ms += LEASE_IDLE_MS
        self.server.expire_lease()
        self.server.expire_lease()
        self.assertTrue(self.server.lease_left_ms() is None)
        self.assertEqual(self.services.leases, [(1, 1), (1, 3)])
        self.assertEqual(self.ask(OS, 5, WRITE), DENIED)

    def test_idle_lease_is_gone_at_the_next_request(self):
        self.unlock()
        self.services.mono_ms += LEASE_IDLE_MS
        self.assertEqual(self.ask(OS, 5, WRITE), DENIED)
        self.assertEqual(self.services.leases, [(1, 1), (1, 3)])

    def test_the_end_of_the_lease_closes_the_file(self):
        self.unlock()
        self.ask(FS, 0, READ, {"off": 0, "name": "/journal/since/0"})
        self.ask(PM, 2, WRITE)
        self.services.journal = FakeFile(1501)
        self.unlock()
        reply = self.ask(FS, 0, READ, {"off": 1500, "name": "/journal/since/0"})
        self.assertEqual(len(reply["data"]), 1)

    def test_only_use_renews(self):
        self.unlock()
        self.services.mono_ms += LEASE_IDLE_MS - 1
        self.download("/status")
        self.assertEqual(self.server.lease_left_ms(), 1)
        self.ask(FS, 1, READ, {"name": "/journal/since/0"})
        self.assertEqual(self.server.lease_left_ms(), LEASE_IDLE_MS)

    def test_a_board_without_a_key(self):
        self.begin(FakeServices(key=None))
        self.assertEqual(self.ask(PM, 0, READ)["commissioned"], False)
        self.assertEqual(self.unlock(), error(PM, 1))
        self.assertEqual(self.ask(OS, 5, WRITE), NO_KEY)
        self.assertEqual(self.ask(FS, 0, READ, {"off": 0, "name": "/journal/since/0"}), NO_KEY)
        self.assertEqual(self.download("/status"), b'{"sales": 3}')
        self.assertEqual(self.services.leases, [])

    def test_commissioned_once(self):
        self.begin(FakeServices(key=None))
        self.assertEqual(self.ask(PM, 3, WRITE, {"key": KEY[:31]}), {"rc": 3})
        self.assertTrue(self.services.kept_key is None)
        self.assertEqual(self.ask(PM, 3, WRITE, {"key": KEY}), {})
        self.assertEqual(self.ask(PM, 3, WRITE, {"key": bytes(32)}), error(PM, 2))
        self.assertEqual(self.services.kept_key, KEY)
        self.assertEqual(self.services.leases, [(0, 4)])
        self.assertEqual(self.unlock(), {"lease_s": LEASE_IDLE_MS // 1000})


class TestProtocol(ServerCase):
    def test_unknown_group_command_and_operation(self):
        for group, command, operation in (
            (1, 0, READ),
            (9, 0, WRITE),
            (64, 0, READ),
            (0xFFFF, 255, READ),
            (OS, 1, READ),
            (OS, 2, WRITE),
            (OS, 5, READ),
            (OS, 6, WRITE),
            (FS, 1, WRITE),
            (FS, 5, READ),
            (PM, 0, WRITE),
            (PM, 6, READ),
        ):
            self.assertEqual(self.ask(group, command, operation), {"rc": 8})

    def test_every_command_of_the_table_is_served(self):
        self.unlock()
        for group, command, operation, _ in commands.ACCESS:
            self.assertNotEqual(self.ask(group, command, operation), {"rc": 8})
            self.unlock()

    def test_every_command_above_nobody_is_denied(self):
        for group, command, operation, right in commands.ACCESS:
            if right:
                self.assertEqual(self.ask(group, command, operation), DENIED)

    def test_version_1_gets_version_1_errors(self):
        v1 = smp.VERSION_1
        self.assertEqual(self.ask(OS, 0, WRITE, {"d": "hi"}, v1), {"r": "hi"})
        self.assertEqual(self.ask(OS, 1, READ, {}, v1), {"rc": 8})
        self.assertEqual(self.ask(OS, 5, WRITE, {}, v1), DENIED)
        self.assertEqual(self.ask(FS, 1, READ, {"name": "/no"}, v1), {"rc": 5})
        self.assertEqual(self.ask(OS, 8, READ, {"query": "mode"}, v1), {"rc": 1})

    def test_a_version_to_come(self):
        self.assertEqual(self.ask(OS, 0, WRITE, {"d": "hi"}, 2), {"rc": 13})

    def test_payload_that_is_no_map(self):
        for payload in (b"", b"\x80", b"\x00", b"\xff", b"\xa1\x61", b"\xbf", b"\xa0\xa0"):
            self.assertEqual(self.ask_raw(OS, 0, WRITE, payload), {"rc": 3})

    def test_indefinite_map(self):
        self.assertEqual(self.ask_raw(OS, 0, WRITE, b"\xbfadbhi\xff"), {"r": "hi"})

    def test_nested_too_deep(self):
        self.assertEqual(self.ask_raw(OS, 0, WRITE, b"\xa1ad" + b"\x81" * 500), {"rc": 3})

    def test_a_reply_that_does_not_fit(self):
        overhead = 8 + 11  # header, map, key and length of the text
        for size in (SMP_PAYLOAD_BYTES_MAX - overhead, 1006, 1007, 1008, 5000):
            self.services.board_name = "x" * size
            reply = self.ask(OS, 7, READ, {"format": "m"})
            fits = size + overhead <= SMP_PAYLOAD_BYTES_MAX
            self.assertEqual(reply, {"output": "x" * size} if fits else {"rc": 7})

    def test_header_with_another_length(self):
        wrong = bytearray(frame(OS, 0, WRITE, b"\xa1adbhi"))
        wrong[3] += 1
        reply = open_frame(feed(self.server, smp.encode(wrong))[0])
        self.assertEqual(cbor.decode(reply, 8), {"rc": 3})

    def test_silent_to_what_is_no_request(self):
        for silent in (
            smp.encode(b"\x0a\x00\x00"),
            smp.encode(frame(OS, 0, 1, b"\xa1arbhi")),
            smp.encode(frame(OS, 0, 3, b"\xa1arbhi")),
            smp.encode(frame(OS, 0, 7, b"\xa0")),
            smp.encode(frame(OS, 0, WRITE, bytes(SMP_PAYLOAD_BYTES_MAX))),
            b"help\r\n\x03\x04",
        ):
            self.assertEqual(feed(self.server, silent), [])
        self.assertEqual(self.ask(OS, 0, READ, {"d": "hi"}), {"r": "hi"})
        self.assertEqual(self.server.counters()[:2], (1, 1))


class TestCobs(TestFiles):
    """The fast wire: every file once more, and what only two framings can do."""

    in_cobs = True

    def test_the_answer_comes_as_the_request_did(self):
        for self.in_cobs in (True, False, True):
            self.assertEqual(self.ask(OS, 0, READ, {"d": "hi"}), {"r": "hi"})

    def test_a_retry_in_the_other_framing_has_its_own_answer(self):
        self.unlock()
        request = frame(OS, 5, WRITE, b"\xa0", 77)
        in_cobs = feed(self.server, smp.encode(request, True))[0]
        in_lines = feed(self.server, smp.encode(request))[0]
        self.assertEqual(open_frame(in_cobs), open_frame(in_lines))
        self.assertEqual(self.services.resets, 1)

    def test_a_sender_that_fell_silent_is_not_waited_for(self):
        begun = smp.encode(frame(OS, 0, WRITE, b"\xa1adxx" + bytes(500), 1), True)[:300]
        self.server.heard()
        self.assertEqual(feed(self.server, begun), [])
        self.services.mono_ms += SMP_QUIET_MS + 1
        self.server.heard()
        self.in_cobs = False
        self.assertEqual(self.ask(OS, 0, READ, {"d": "hi"}), {"r": "hi"})

    def test_a_sender_that_pauses_is(self):
        wire = smp.encode(frame(OS, 0, WRITE, b"\xa1adbhi", 1), True)
        self.server.heard()
        self.assertEqual(feed(self.server, wire[:9]), [])
        self.services.mono_ms += SMP_QUIET_MS
        self.server.heard()
        self.assertEqual(len(feed(self.server, wire[9:])), 1)


class TestRetry(ServerCase):
    def send(self, wire):
        return feed(self.server, wire)[0]

    def test_every_write_is_kept_but_echo(self):
        self.unlock()
        longest = {"hash": bytes(32), "off": 1 << 31, "len": 1 << 31, "rsn": "x" * 48}
        self.assertTrue(len(frame(PM, 0, WRITE, cbor.encode(longest))) + 4 <= SMP_KEPT_BYTES_MAX)

    def test_a_repeated_piece_comes_from_the_same_file(self):
        self.services.status_json = b"a" * 3000
        wire = smp.encode(frame(FS, 0, READ, cbor.encode({"off": 0, "name": "/status"}), 77))
        first = self.send(wire)
        self.services.status_json = b"b" * 4000
        self.assertEqual(self.send(wire), first)
        self.services.mono_ms += SMP_REPLAY_MS + 1
        self.assertNotEqual(self.send(wire), first)
        self.assertEqual(open_frame(self.send(wire))[-1], ord("b"))

    def test_a_retry_after_another_request_is_a_request(self):
        self.unlock()
        one = smp.encode(frame(OS, 5, WRITE, b"\xa0", 77))
        self.send(one)
        self.send(smp.encode(frame(OS, 0, WRITE, cbor.encode({"d": "x" * 1000}), 78)))
        self.send(one)
        self.assertEqual(self.services.resets, 2)

    def test_a_repeated_request_is_answered_from_memory(self):
        self.unlock()
        wire = smp.encode(frame(OS, 5, WRITE, b"\xa0", 77))
        first = self.send(wire)
        self.assertEqual(self.send(wire), first)
        self.assertEqual(self.services.resets, 1)

    def test_a_repeated_hello_keeps_its_nonce(self):
        wire = smp.encode(frame(PM, 0, READ, b"\xa0", 77))
        self.assertEqual(self.send(wire), self.send(wire))
        self.assertEqual(self.services.nonces, 1)

    def test_another_sequence_or_payload_is_another_request(self):
        self.unlock()
        for payload, sequence in ((b"\xa0", 1), (b"\xa0", 2), (b"\xa1eforce\x00", 2)):
            self.send(smp.encode(frame(OS, 5, WRITE, payload, sequence)))
        self.assertEqual(self.services.resets, 3)

    def test_not_for_ever(self):
        self.unlock()
        wire = smp.encode(frame(OS, 5, WRITE, b"\xa0", 77))
        self.send(wire)
        self.services.mono_ms += SMP_REPLAY_MS
        self.send(wire)
        self.assertEqual(self.services.resets, 1)
        self.services.mono_ms += 1
        self.send(wire)
        self.assertEqual(self.services.resets, 2)


if __name__ == "__main__":
    unittest.main()
