# SPDX-License-Identifier: MIT
"""Seals: the arithmetic against vectors, and a sealed journal on both Pythons."""

import gc
import json
import unittest
from hashlib import sha256

from ram_region import RamRegion

from agent import limits
from agent.journal.journal import Journal
from posminder_formats import cbor, frames, records, seals

VECTORS = __file__.rsplit("/", 2)[0] + "/vectors/seals.json"
BOARD = b"boardid8"
KEY, BLINDING = bytes(range(32)), bytes(range(100, 116))
SALE = (1, 0, 1999, 978, 4711, 815, 6, "VISA CREDIT", "476173******0119") + (None,) * 6
BUFFER = bytearray(5 * 4096)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


def entropy(count: int) -> bytes:
    return KEY if count == 32 else BLINDING


def allocated(work: "Callable[[], object]") -> int:
    """Return how many bytes of heap `work` takes, garbage and all; 0 where nobody counts them."""
    counted = getattr(gc, "mem_alloc", lambda: 0)
    gc.collect()
    gc.disable()
    used = counted()
    work()
    used = counted() - used
    gc.enable()
    return used


class ArithmeticTest(unittest.TestCase):
    def setUp(self) -> None:
        with open(VECTORS) as file:
            self.vectors = json.load(file)

    def test_the_tree_of_rfc_6962(self) -> None:
        tree = seals.Tree()
        self.assertEqual(tree.root().hex(), self.vectors["empty_root"])
        for row in self.vectors["tree"]:
            tree.add(sha256(b"\x00" + bytes.fromhex(row["data"])).digest())
            self.assertEqual(tree.root().hex(), row["root"])
        self.assertEqual(bytes(tree.xor).hex(), self.vectors["tree_xor"])
        tree.restart()
        self.assertEqual(tree.root().hex(), self.vectors["empty_root"])
        self.assertEqual(bytes(tree.xor), seals.UNREADABLE)

    def test_salt_leaf_link_mac_and_key(self) -> None:
        row = self.vectors["record"]
        blinding, stored = bytes.fromhex(row["blinding"]), bytes.fromhex(row["stored"])
        tree = seals.Tree()
        tree.take(blinding, row["seq"], stored)
        self.assertEqual(tree.root().hex(), row["leaf"])  # of one leaf the root is the leaf
        row = self.vectors["chain"]
        board_id, core = bytes.fromhex(row["board_id"]), bytes.fromhex(row["core"])
        self.assertEqual(seals.first_link(board_id).hex(), row["first_link"])
        self.assertEqual(seals.link(core).hex(), row["link"])
        key = bytes.fromhex(row["key"])
        self.assertEqual(seals.mac(key, board_id, core).hex(), row["mac"])
        self.assertEqual(seals.next_key(key).hex(), row["next_key"])


class SealedJournalTest(unittest.TestCase):
    def setUp(self) -> None:
        self.region, self.keys = RamRegion(5), RamRegion(8)
        self.journal = self.start()
        self.journal.keys(entropy)

    def start(self) -> Journal:
        journal = Journal(self.region, lambda: [7], self.keys, BOARD)
        journal.open()
        return journal

    def write(self, count: int) -> None:
        for _ in range(count):
            self.journal.record(records.R_SALE, SALE, 1000, 1700000000)

    def check(self) -> "list[list[object]]":
        """Verify chain, trees and MACs as an outsider does; return the seals' fields."""
        export = self.journal.export(0)
        self.assertEqual(export.read(0, BUFFER), export.size)
        data = memoryview(BUFFER)[: export.size]
        found = []
        tree, first_seq, key = seals.Tree(), 1, KEY
        link = seals.first_link(BOARD)
        for kind, offset, _size in frames.scan(data):
            if kind != frames.FRAME:
                continue
            seq = frames.seq_at(data, offset)
            end = offset + frames.HEAD_BYTES + frames.body_size(data, offset)
            record = cbor.decode(data, offset + frames.HEAD_BYTES, end)
            if record[records.KIND] != records.R_SEAL:
                tree.take(BLINDING, seq, data[offset:end])
                continue
            fields = record[records.HEAD :]
            core = data[offset : end - seals.MAC_FIELD_BYTES]
            self.assertEqual(fields[0], len(found))
            self.assertEqual(fields[1:3], [first_seq, tree.count])
            self.assertEqual(fields[3:6], [tree.root(), link, tree.xor])
            self.assertEqual(fields[9], seals.mac(key, BOARD, core))
            tree, first_seq, key = seals.Tree(), seq + 1, seals.next_key(key)
            link = seals.link(core)
            found.append(fields)
        return found

    def test_a_board_without_a_key_seals_nothing(self) -> None:
        self.keys = RamRegion(8)
        self.journal = self.start()
        self.write(70)
        self.assertEqual(self.journal.seal_due_ms(), None)
        self.assertEqual(self.journal.seal(0, None, b"n" * 16), 0)
        self.assertEqual(self.start().seal_due_ms(), None)
        self.assertEqual(self.journal.unsealed, None)
        self.assertEqual(self.journal.last_seq, 72)  # a STATE in each of two sectors

    def test_a_segment_is_sealed_before_its_65th_record(self) -> None:
        self.write(200)
        found = self.check()
        self.assertEqual([fields[2] for fields in found], [64, 64, 64])
        self.assertTrue(found[0][6] >= 62 and found[0][7] == 1999 * found[0][6])

    def test_what_is_open_is_sealed_after_a_minute_and_not_twice(self) -> None:
        self.write(3)
        self.assertEqual(self.journal.unsealed, 4)
        self.assertEqual(self.journal.seal_due_ms(), 1000 + limits.SEAL_AFTER_MS)
        self.assertTrue(self.journal.seal(62000, 1700000062) > 0)
        self.assertEqual(self.journal.seal_due_ms(), None)
        self.assertEqual(self.journal.seal(70000, 1700000070), 0)
        self.assertEqual([fields[1:3] for fields in self.check()], [[1, 4]])

    def test_a_hosts_nonce_seals_even_nothing(self) -> None:
        self.write(1)
        self.journal.seal(2000, None, b"n" * 16)
        self.journal.seal(3000, None, b"m" * 16)
        found = self.check()
        self.assertEqual([fields[2] for fields in found], [2, 0])
        self.assertEqual([fields[8] for fields in found], [b"n" * 16, b"m" * 16])

    def test_settlement_and_sign_in_are_sealed_when_the_step_ends(self) -> None:
        self.journal.begin_step()
        self.journal.record(records.R_SIGN_IN, (1, 0), 1000, None)
        self.assertEqual(self.journal.seal_due_ms(), 1000)
        self.journal.record(records.R_BUTTON, (1,), 1001, None)
        self.journal.end_step(1002, None)
        self.assertEqual([fields[2] for fields in self.check()], [3])

    def test_a_restart_goes_on_in_the_open_segment(self) -> None:
        for count in (1, 5, 58, 64, 30):
            self.write(count)
            self.journal = self.start()
            self.assertTrue(self.journal.sealer.active)
        self.journal.seal(9000, None)
        found = self.check()
        self.assertTrue(all(fields[2] <= 64 for fields in found))
        self.assertEqual(found[-1][1] + found[-1][2], self.journal.last_seq)
        self.assertEqual(sum(fields[6] for fields in found), 158)

    def test_the_first_segment_takes_in_what_was_there_before_the_key(self) -> None:
        self.keys = RamRegion(8)
        self.journal = self.start()
        self.write(90)
        self.journal.keys(entropy)
        self.journal.seal(9000, None)
        self.assertEqual(self.journal.sealer.first_seq, self.journal.last_seq + 1)
        self.write(2)
        self.journal.seal(9000, None)
        self.journal = self.start()
        self.assertEqual(self.journal.sealer.slots.epoch, 2)

    def test_an_append_makes_its_hashes_and_a_handful_of_views(self) -> None:
        """A hash's object and digest cannot be had without the heap; the rest is views and texts.

        Four views of the frame, two more where a page's end cuts it, what each of two texts is
        encoded to, the region's own two, and a list that grows now and then.
        """
        view = memoryview(BUFFER)
        one_hash = allocated(lambda: sha256(BUFFER).digest())
        one_view = allocated(lambda: view[:100])
        self.write(1)
        for _ in range(30):
            count = self.journal.sealer.tree.count
            hashes = 2  # salt and leaf, and a node for each neighbour that is whole
            while count & 1:
                hashes += 1
                count >>= 1
            took = allocated(lambda: self.write(1))
            self.assertTrue(took <= hashes * one_hash + 12 * one_view)
        self.journal.seal(1000, None)
        self.assertEqual([fields[2] for fields in self.check()], [32])

    def test_old_keys_are_gone(self) -> None:
        for _ in range(70):  # more than both sectors hold
            self.write(1)
            self.journal.seal(1000, None)
        self.journal.prepare()
        key = KEY
        image = bytearray(4096)
        for epoch in range(71):
            found = 0
            for sector in (6, 7):
                self.keys.read(sector * 4096, image)
                found += key[:8] in bytes(image)
            self.assertEqual(found, int(epoch == 70))
            key = seals.next_key(key)


if __name__ == "__main__":
    unittest.main()
