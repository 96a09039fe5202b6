# SPDX-License-Identifier: MIT
"""Tables read as tuples and as the bytes that the image build makes of them (test_pack.py)."""

import unittest

from posminder_formats import tables

TABLE = ((1, "one", None), (30, "thirty", [(4, -5)]), (200, "much", b"\x00\xff"))
PACKED = bytes.fromhex(
    "0307000e001c008301636f6e65f683181e66746869727479818204248318c8646d7563684200ff"
)
NUMBERS = ((1, 2, 3), (4, 255, 0))
NARROW = bytes((3, 1, 2, 3, 4, 255, 0))
WIDE = bytes((0x83, 1, 0, 2, 0, 3, 0, 4, 0, 255, 0, 0x34, 0x12))


class Tables(unittest.TestCase):
    def test_a_row_is_the_same_either_way(self):
        for index in range(3):
            plain, packed = tables.row(TABLE, index), tables.row(PACKED, index)
            self.assertEqual(list(packed)[:2], list(plain)[:2])
        self.assertEqual(tables.row(PACKED, 0)[2], None)
        self.assertEqual(tables.row(PACKED, 1)[2], [[4, -5]])
        self.assertEqual(tables.row(PACKED, 2)[2], b"\x00\xff")

    def test_all_rows_in_order(self):
        for table in (TABLE, PACKED):
            self.assertEqual([row[0] for row in tables.rows(table)], [1, 30, 200])

    def test_a_row_by_its_key(self):
        for table in (TABLE, PACKED):
            self.assertEqual(
                [tables.keyed(table, key)[1] for key in (1, 30, 200)], ["one", "thirty", "much"]
            )
            self.assertTrue(tables.keyed(table, 24) is None)
            self.assertTrue(tables.keyed(table, 0) is None)

    def test_there_is_no_further_row(self):
        for table in (TABLE, PACKED):
            with self.assertRaises(IndexError):
                tables.row(table, 3)

    def test_numbers_by_place(self):
        for table in (NUMBERS, NARROW):
            self.assertEqual(tables.count(table), 2)
            for row in range(2):
                for column in range(3):
                    self.assertEqual(tables.cell(table, row, column), NUMBERS[row][column])
        self.assertEqual(tables.count(WIDE), 2)
        self.assertEqual(tables.cell(WIDE, 1, 2), 0x1234)
        self.assertEqual(tables.cell(WIDE, 0, 1), 2)


if __name__ == "__main__":
    unittest.main()
