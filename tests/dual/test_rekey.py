# SPDX-License-Identifier: MIT
"""Sealing keys exchanged: planned, lost, or of no use; one chain of them goes on, or another."""

import unittest
from hashlib import sha256

from ram_region import RamRegion

from agent import limits
from agent.errors import StorageFault
from agent.journal.journal import Journal
from agent.journal.new_keys import exchange
from posminder_formats import cbor, frames, records, seals

BOARD = b"boardid8"
KEY, BLINDING = bytes(range(32)), bytes(range(100, 116))
NEW, OTHER = bytes(range(50, 82)), bytes(range(60, 76))
_KINDS = (records.R_SEAL, records.R_REKEY)
BUFFER = bytearray(20 * 4096)


def entropy(count: int) -> bytes:
    return KEY if count == 32 else BLINDING


class RekeyTest(unittest.TestCase):
    def setUp(self) -> None:
        self.region, self.keys = RamRegion(20), RamRegion(8)
        self.journal = self.start()
        self.journal.keys(entropy)

    def start(self) -> Journal:
        journal = Journal(self.region, lambda: [7], self.keys, BOARD)
        journal.open()
        return journal

    def write(self, count: int) -> None:
        for _ in range(count):
            self.journal.record(records.R_BUTTON, (1,), 1000, None)

    def records(self) -> "list[tuple[int, bytes, list[object]]]":
        """Return (number, head and body, decoded) of every seal and re-key record."""
        export = self.journal.export(0)
        export.read(0, BUFFER)
        data = memoryview(BUFFER)[: export.size]
        found = []
        for kind, offset, _size in frames.scan(data):
            at = offset + frames.HEAD_BYTES + 1
            if kind == frames.FRAME and data[at] == 0x18 and data[at + 1] in _KINDS:
                end = offset + frames.HEAD_BYTES + frames.body_size(data, offset)
                body = cbor.decode(data, offset + frames.HEAD_BYTES, end)
                found.append((frames.seq_at(data, offset), bytes(data[offset:end]), body))
        return found

    def seals(self) -> "list[tuple[int, int, bool, bool]]":
        """Return (epoch, first record, made with KEY's chain, with NEW's chain) of every seal."""
        found = []
        for _seq, stored, body in self.records():
            if body[records.KIND] == records.R_SEAL:
                core, epoch, said = stored[:-34], body[records.HEAD], body[-1]
                made = []
                for first in (KEY, NEW):
                    macs = []
                    for _ in range(epoch + 1):
                        macs.append(seals.mac(first, BOARD, core))
                        first = seals.next_key(first)
                    made.append(said in macs)
                found.append((epoch, body[records.HEAD + 1], made[0], made[1]))
        return found

    def rekeys(self) -> "list[tuple[int, list[object]]]":
        return [
            (seq, body[records.HEAD :])
            for seq, _stored, body in self.records()
            if body[records.KIND] == records.R_REKEY
        ]

    def test_planned(self) -> None:
        self.write(3)
        self.assertEqual(exchange(self.journal, NEW, OTHER, 2000, None), 2)
        self.write(2)
        self.journal.seal(3000, None)
        self.assertEqual(
            [row[:1] + row[2:] for row in self.seals()],
            [(0, True, False), (1, True, False), (2, False, True)],
        )
        (_, planned), (seq, begun) = self.rekeys()
        self.assertEqual(planned, [records.REKEY_PLANNED, 2, sha256(NEW).digest(), None])
        last = [row for row in self.records() if row[2][records.KIND] == records.R_SEAL][1]
        link = seals.link(last[1][:-34])
        self.assertEqual(begun, [records.REKEY_BEGUN, 2, sha256(NEW).digest(), link])
        self.assertEqual(seq, last[0] + 1)  # the first record under the new key
        slots = self.journal.keys(entropy)
        self.assertEqual((slots.chain, slots.blinding), (2, BLINDING))
        for sector in (6, 7):
            window = bytearray(4096)
            self.keys.read(sector * 4096, window)
            self.assertFalse(seals.next_key(seals.next_key(KEY)) in bytes(window))

    def test_the_first_record_is_written_after_a_restart_if_power_prevented_it(self) -> None:
        self.write(3)
        sealer = self.journal.sealer
        assert sealer is not None
        sealer.next_chain = NEW, BLINDING
        self.journal.seal(2000, None)
        self.journal = self.start()
        self.write(1)
        self.journal = self.start()
        self.write(1)
        self.assertEqual([row[1][0] for row in self.rekeys()], [records.REKEY_BEGUN])
        self.journal.seal(3000, None)
        self.assertEqual(self.seals()[-1][2:], (False, True))

    def test_lost(self) -> None:
        self.write(3)
        self.journal.seal(1000, None)
        for sector in (6, 7):
            self.keys.erase(sector)
        self.journal = self.start()
        self.write(5)
        self.assertEqual(self.journal.seal(2000, None), 0)
        self.assertRaises(StorageFault, self.journal.keys, entropy)  # no second chain from 0 on
        before = self.journal.last_seq
        self.assertEqual(exchange(self.journal, NEW, OTHER, 3000, None), 1)
        self.assertEqual(self.journal.last_seq, before + 1)
        self.journal.seal(4000, None, b"n" * 16)
        (ordered, lost), (seq, begun) = self.rekeys()
        self.assertEqual(lost, [records.REKEY_LOST, 1, sha256(NEW).digest(), None])
        self.assertEqual((ordered, seq), (before + 1, before + 2))
        self.assertEqual(begun[0], records.REKEY_BEGUN)
        # What was written between is in no seal.
        self.assertEqual(self.seals()[-1], (1, seq, False, True))
        self.assertEqual(self.journal.keys(entropy).blinding, OTHER)

    def test_lost_so_long_ago_that_no_seal_is_near(self) -> None:
        self.write(1)
        self.journal.seal(1000, None)
        for sector in (6, 7):
            self.keys.erase(sector)
        self.journal = self.start()
        ring_sectors = limits.SEAL_SECTORS_MAX + 1
        self.write(ring_sectors * 4096 // 24)
        self.assertEqual(exchange(self.journal, NEW, OTHER, 3000, None), None)
        self.assertEqual(self.rekeys(), [])

    def test_a_key_that_seals_no_more_is_exchanged_like_a_lost_one(self) -> None:
        self.write(1)
        self.journal.seal(1000, None)
        sealer = self.journal.sealer
        assert sealer is not None
        sealer.active = False  # as when flash does not keep a seal for long
        self.write((limits.SEAL_SECTORS_MAX + 1) * 4096 // 24)
        self.journal = self.start()
        self.assertEqual(self.journal.unsealed, None)
        self.assertEqual(exchange(self.journal, NEW, OTHER, 3000, None), 1)
        self.journal.seal(4000, None, b"n" * 16)
        self.assertEqual(self.seals()[-1][2:], (False, True))
        self.assertEqual(self.journal.keys(entropy).blinding, BLINDING)

    def test_again_and_again(self) -> None:
        for turn in range(70):  # both key sectors are entered
            self.write(1)
            key = bytes([turn]) * 32
            self.assertEqual(exchange(self.journal, key, OTHER, 2000, None), 2 * turn + 2)
            self.assertEqual(self.journal.keys(entropy).key, key)
            self.journal.prepare()


if __name__ == "__main__":
    unittest.main()
