# SPDX-License-Identifier: MIT
"""Profile and key in their slots: replaced whole, kept over restarts and damage."""

import hashlib
import unittest

from ram_region import RamRegion

from agent import config, errors, limits

KEY = bytes(range(32))


class ConfigTest(unittest.TestCase):
    def setUp(self) -> None:
        self.region = RamRegion(6)
        self.store = self.start()

    def start(self) -> config.ConfigStore:
        store = config.ConfigStore(self.region)
        store.load()
        return store

    def test_a_fresh_board_has_neither(self) -> None:
        self.assertTrue(self.store.profile() is None)
        self.assertTrue(self.store.profile_hash is None)
        self.assertTrue(self.store.key is None)

    def test_the_newest_profile_is_found_again(self) -> None:
        for number in range(1, 8):
            data = bytes([number]) * (number * 290)
            self.store.save_profile(data)
            self.assertEqual(self.store.profile(), data)
            self.store = self.start()
            self.assertEqual(self.store.profile(), data)
            self.assertEqual(self.store.profile_hash, hashlib.sha256(data).digest())

    def test_sizes_are_bounded(self) -> None:
        self.store.save_profile(bytes(limits.PROFILE_BYTES_MAX))
        for size in (0, limits.PROFILE_BYTES_MAX + 1):
            with self.assertRaises(ValueError):
                self.store.save_profile(bytes(size))

    def test_damage_to_the_new_profile_brings_the_old_one_back(self) -> None:
        self.store.save_profile(b"old")
        self.store.save_profile(b"new")
        for offset in (0, 5, 8, 12, 45, 128, 256):
            self.region.flip(4096 + offset, 0x10)
            self.assertEqual(self.start().profile(), b"old")
            self.region.flip(4096 + offset, 0x10)
        self.assertEqual(self.start().profile(), b"new")

    def test_people_are_replaced_whole_and_disturb_nothing_else(self) -> None:
        self.store.save_profile(b"profile")
        self.store.save_key(KEY)
        people = [["anna", 4, KEY], ["bert", 2, bytes(32)]]
        for count in (1, 2, 0, 2):
            self.store.save_people(people[:count])
            self.store = self.start()
            self.assertEqual(self.store.people, people[:count])
        self.region.flip(4 * 4096 + 256, 1)
        self.region.flip(5 * 4096 + 256, 1)
        self.assertEqual(self.start().people, [])
        self.assertEqual((self.start().profile(), self.start().key), (b"profile", KEY))

    def test_as_many_people_as_a_profile_names_have_room(self) -> None:
        people = [["%016d" % number, 2, KEY] for number in range(12)]
        self.store.save_people(people)
        self.assertEqual(self.start().people, people)

    def test_a_key_is_taken_once_and_outlives_damage_to_one_slot(self) -> None:
        self.store.save_key(KEY)
        self.region.flip(2 * 4096 + 256, 1)
        self.assertEqual(self.start().key, KEY)
        self.region.flip(2 * 4096 + 256, 1)
        self.region.flip(3 * 4096 + 300 - 32, 1)
        self.assertEqual(self.start().key, KEY)

    def test_another_key_replaces_it_for_good(self) -> None:
        self.store.save_key(KEY)
        for number in range(1, 4):
            other = bytes([number]) * 32
            self.store.save_key(other)
            self.assertEqual(self.store.key, other)
            self.store = self.start()
            self.assertEqual(self.store.key, other)

    def test_a_key_that_one_slot_has_is_overwritten_last(self) -> None:
        for damaged in (2, 3):
            self.setUp()
            self.store.save_key(KEY)
            self.region.flip(damaged * 4096 + 256, 1)
            self.store = self.start()
            erased = []
            erase = self.region.erase
            self.region.erase = lambda sector, erase=erase, erased=erased: (
                erased.append(sector),
                erase(sector),
            )
            self.store.save_key(bytes(32))
            self.assertEqual(erased, [damaged, 5 - damaged])
            self.assertEqual(self.start().key, bytes(32))

    def test_a_key_has_32_bytes(self) -> None:
        for size in (0, 31, 33):
            with self.assertRaises(ValueError):
                self.store.save_key(bytes(size))

    def test_key_and_profile_do_not_touch_each_other(self) -> None:
        self.store.save_key(KEY)
        for number in range(3):
            self.store.save_profile(bytes([number]))
        self.store = self.start()
        self.assertEqual((self.store.key, self.store.profile()), (KEY, b"\x02"))

    def test_a_refused_profile_carries_the_field(self) -> None:
        try:
            config.check_profile(b"\xa1\x01\x02")
        except errors.ProfileRefused as error:
            self.assertEqual(error.args[0], "schema")
        else:
            self.assertTrue(False)


if __name__ == "__main__":
    unittest.main()
