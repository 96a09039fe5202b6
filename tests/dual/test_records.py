# SPDX-License-Identifier: MIT
"""The numbers a board writes and the words a host reads are one table."""

import unittest

from posminder_formats import record_words, records


class Kinds(unittest.TestCase):
    def test_every_kind_has_a_name_and_as_many_fields_as_the_board_writes(self):
        self.assertEqual(sorted(record_words.KINDS), sorted(records.FIELD_COUNTS))
        for kind in records.FIELD_COUNTS:
            name, fields = record_words.KINDS[kind]
            self.assertEqual(len(fields), records.FIELD_COUNTS[kind], name)

    def test_every_number_has_a_constant(self):
        numbers = [getattr(records, name) for name in dir(records) if name.startswith("R_")]
        self.assertEqual(sorted(numbers), sorted(records.FIELD_COUNTS))

    def test_words_are_found_by_kind_and_field(self):
        self.assertEqual(record_words.word(records.R_SETTLEMENT, "state", 2), "verified")
        self.assertEqual(record_words.word(records.R_ALERT, "alert", 1), "receipt_missing")
        self.assertEqual(record_words.word(records.R_INTENT, "command", 4), "settle")
        self.assertEqual(record_words.word(records.R_SALE, "seen", 2), "asked")

    def test_what_a_newer_board_says_stays_a_number(self):
        self.assertEqual(record_words.word(records.R_SETTLEMENT, "state", 99), 99)
        self.assertEqual(record_words.word(records.R_SALE, "amount_minor", 1), 1)
