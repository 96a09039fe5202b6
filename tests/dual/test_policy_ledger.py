# SPDX-License-Identifier: MIT
"""What the ledger writes of a sale: the record's shape, and where its youngest field stands."""

import unittest

from shop import at

from agent import effects, events
from agent.policy.ledger import Ledger
from posminder_formats import record_words
from posminder_formats import records as r

SOLD = (1, 0, 1000, 978, 470, 68, 6, "girocard", "476173******0119", 401, 123456, "611804")


def written(event):
    """Return the fields of the one record that `event` is worth, by their words."""
    out = []
    Ledger().step(event, at(9), out)
    ((effect, kind, fields),) = out
    names = record_words.KINDS[kind][1]
    if (effect, kind, len(names)) != (effects.RECORD, r.R_SALE, len(fields)):
        raise ValueError
    return {name: fields[names.index(name)] for name in names}


class SaleRecordTest(unittest.TestCase):
    def test_every_field_has_its_place(self):
        sale = written((events.SALE_ENDED, SOLD))
        self.assertEqual(sale["seen"], 1)
        self.assertEqual(sale["auth_id"], "611804")
        self.assertEqual(sale["terminal_time"], 123456)
        self.assertEqual(sale["card_masked"], "476173******0119")

    def test_a_sale_asked_for_afterwards(self):
        sale = written((events.SALE_FOUND, SOLD[:-1] + (None,)))
        self.assertEqual(sale["seen"], 2)
        self.assertTrue(sale["auth_id"] is None)

    def test_the_record_begins_as_the_transaction_does(self):
        """Whoever replays the journal reads a record's fields by the indices T_*."""
        out = []
        Ledger().step((events.SALE_ENDED, SOLD), at(9), out)
        self.assertEqual(out[0][2][: events.T_AUTH_ID], SOLD[: events.T_AUTH_ID])


class StatusTest(unittest.TestCase):
    def test_what_only_people_cure_is_said_and_ends_with_the_status(self):
        ledger, out = Ledger(), []
        for status in (0, 0xDF, 0xDF, 0x103, 0x51, 0xC2, 0xCC, 0x9C, 0xF0, 0):
            ledger.step((events.TERMINAL_STATUS, status), at(9), out)
        said = [effect[1:] for effect in out if effect[0] == effects.ALERT]
        raised, cleared = effects.RAISED, effects.CLEARED
        alert = effects.A_TERMINAL_NOT_READY
        wanted = [(alert, raised, 0xDF), (alert, cleared, 0xDF)]
        self.assertEqual(said, wanted + [(alert, raised, 0x103), (alert, cleared, 0x103)])


if __name__ == "__main__":
    unittest.main()
