# SPDX-License-Identifier: MIT
"""What the ledger writes of a sale, and what it misses in one; what a status is told of."""

import unittest

from shop import at, profile

from agent import effects, events
from agent.policy.ledger import Ledger
from posminder_formats import capabilities as c
from posminder_formats import profile_fields as f
from posminder_formats import record_words
from posminder_formats import records as r

SOLD = (1, 0, 1000, 978, 470, 68, 6, "girocard", "476173******0119", 401, 123456, "611804")


def written(event):
    """Return the fields of the one record that `event` is worth, by their words."""
    out = []
    Ledger(profile()).step(event, at(9), out)
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
        Ledger(profile()).step((events.SALE_ENDED, SOLD), at(9), out)
        self.assertEqual(out[0][2][: events.T_AUTH_ID], SOLD[: events.T_AUTH_ID])


class ErrorRecordTest(unittest.TestCase):
    """Why something failed, in the terminal's own words."""

    def setUp(self):
        self.ledger = Ledger(profile())

    def say(self, event):
        """Return the fields of the TERMINAL_ERROR records that `event` is worth."""
        out = []
        self.ledger.step(event, at(9), out)
        return [each[2] for each in out if each[1] == r.R_TERMINAL_ERROR]

    def test_of_a_payment_it_has_its_numbers_and_is_said_once(self):
        why = (events.TERMINAL_ERROR, 0, 5, 300, "Key expired")
        self.say((events.SALE_STARTED, SALE, 1000, 978))
        self.say((events.SALE_ENDED, SOLD[:1] + (5,) + SOLD[2:]))
        self.assertEqual(self.say(why), [(0, 5, 300, "Key expired", 470, 68)])
        self.assertEqual(self.say(why), [])
        self.say((events.SALE_STARTED, SALE, 1000, 978))
        self.assertEqual(self.say(why), [(0, 5, 300, "Key expired", None, None)])

    def test_of_a_command_it_has_none(self):
        self.say((events.SALE_ENDED, SOLD))
        why = (events.TERMINAL_ERROR, events.SETTLE, 0x77, None, "No line")
        self.assertEqual(self.say(why), [(events.SETTLE, 0x77, None, "No line", None, None)])
        self.assertEqual(self.say(why), [])
        self.assertEqual(len(self.say(why[:2] + (0xA3, None, "No line"))), 1)


FIELDS = {
    "amount": events.T_AMOUNT_MINOR,
    "trace": events.T_TRACE,
    "time": events.T_TERMINAL_TIME,
    "authorisation": events.T_AUTH_ID,
}
ZVT = (f.DRIVER_ZVT, f.WIRING_IN_LINE)
BESIDE = (f.DRIVER_ZVT, f.WIRING_BESIDE)
TRANSBANK = (f.DRIVER_TRANSBANK, f.WIRING_IN_LINE)
SALE, REFUND, REVERSAL = events.TYPE_SALE, events.TYPE_REFUND, events.TYPE_REVERSAL


class KeyFieldsTest(unittest.TestCase):
    """A record that lacks what its link tells of every such one is an alert (R25)."""

    def lacking(self, link, kind, result=0, event=events.SALE_ENDED):
        """The fields without which one of `kind` is an alert, by their names here."""
        found = []
        for name in sorted(FIELDS):
            ledger, out = Ledger(profile(driver=link[0], wiring=link[1])), []
            whole = [kind, result] + list(SOLD[2:])
            ledger.step((event, tuple(whole)), at(9), out)
            whole[FIELDS[name]] = None
            ledger.step((event, tuple(whole)), at(9), out)
            said = [effect[1:] for effect in out if effect[0] == effects.ALERT]
            number = 68 if name == "trace" else 470
            if said:
                self.assertEqual(said, [(effects.A_SALE_INCOMPLETE, effects.RAISED, number)])
                found.append(name)
        return found

    def test_what_zvt_tells_of_each_and_not_of_every_card(self):
        wanted = ["amount", "time", "trace"]
        for kind in (SALE, REFUND, REVERSAL):
            self.assertEqual(self.lacking(ZVT, kind), wanted)
        self.assertEqual(self.lacking(BESIDE, SALE, event=events.SALE_FOUND), wanted)

    def test_what_transbank_tells_of_a_sale_and_of_a_void(self):
        self.assertEqual(self.lacking(TRANSBANK, SALE), sorted(FIELDS))
        self.assertEqual(self.lacking(TRANSBANK, REVERSAL), ["authorisation", "trace"])

    def test_a_void_without_an_amount_is_whole_where_none_is_told(self):
        ledger, out = Ledger(profile(driver=TRANSBANK[0])), []
        void = (REVERSAL, 0, None, 152, 470) + (None,) * 6 + ("611804",)
        ledger.step((events.SALE_ENDED, void), at(9), out)
        self.assertEqual([effect[0] for effect in out], [effects.RECORD])

    def test_a_batch_number_is_kept_and_its_lack_is_an_alert_where_it_is_told_of_each(self):
        told = profile(driver=f.DRIVER_MIS)
        ledger, out = Ledger(told), []
        for number in (42, None):
            ledger.step((events.SALE_ENDED, tuple(SOLD) + (number,)), at(9), out)
        self.assertEqual([effect[2][-1] for effect in out], [42, None])
        del out[:]
        told.of_sale = c.BATCH
        for number in (42, None):
            ledger.step((events.SALE_ENDED, tuple(SOLD) + (number,)), at(9), out)
        kinds = [effect[0] for effect in out]
        self.assertEqual(kinds, [effects.RECORD, effects.RECORD, effects.ALERT])

    def test_a_declined_one_may_lack_anything(self):
        self.assertEqual(self.lacking(TRANSBANK, SALE, result=5), [])

    def test_the_alert_ends_with_the_batch(self):
        ledger, out = Ledger(profile()), []
        ledger.step((events.SALE_ENDED, SOLD[:2] + (None,) + SOLD[3:]), at(9), out)
        del out[:]
        for _ in range(2):
            ledger.step((events.BATCH_CLOSED,), at(20), out)
        self.assertEqual(out, [(effects.ALERT, effects.A_SALE_INCOMPLETE, effects.CLEARED, None)])


class StatusTest(unittest.TestCase):
    def test_what_only_people_cure_is_said_and_ends_with_the_status(self):
        ledger, out = Ledger(profile()), []
        for status in (0, 0xDF, 0xDF, 0x103, 0x51, 0xC2, 0xCC, 0x9C, 0xF0, 0):
            ledger.step((events.TERMINAL_STATUS, status), at(9), out)
        said = [effect[1:] for effect in out if effect[0] == effects.ALERT]
        raised, cleared = effects.RAISED, effects.CLEARED
        alert = effects.A_TERMINAL_NOT_READY
        wanted = [(alert, raised, 0xDF), (alert, cleared, 0xDF)]
        self.assertEqual(said, wanted + [(alert, raised, 0x103), (alert, cleared, 0x103)])


if __name__ == "__main__":
    unittest.main()
