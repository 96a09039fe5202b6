# SPDX-License-Identifier: MIT
"""The receipt duty: a reminder while the customer is still at the counter."""

import unittest

import shop
from shop import at, sale

from agent import effects, events, limits
from agent.policy import receipt
from posminder_formats import capabilities as c
from posminder_formats import profile_fields as f
from posminder_formats import records as r

_UNPRINTED = effects.A_RECEIPTS_UNPRINTED
_MERCHANT, _CUSTOMER, _BOTH, _UNKNOWN = 1, 2, 3, 0


def slip(copies, state=events.RECEIPT_DELIVERED, lines=10, duplicate=0, number=None):
    """A RECEIPT_ENDED event."""
    return (events.RECEIPT_ENDED, state, lines, duplicate, copies, number)


_DELIVERED = slip(_BOTH, lines=21)
_REFUSED = slip(_MERCHANT, events.RECEIPT_REFUSED, 3)
_REPEATED = slip(_UNKNOWN, lines=21, duplicate=1)


class Receipts(unittest.TestCase):
    def setUp(self):
        self.duty = receipt.Receipts(shop.profile())
        self.stage = shop.Stage(self.duty)

    def test_delivered_is_written_down_and_nobody_is_disturbed(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_DELIVERED, at(9, 0, 4))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 1, 21, _BOTH)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.assertTrue(self.duty.deadline_ms is None)

    def test_a_refusal_reminds_at_once(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9, 0, 2))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 2, 3, _BOTH)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_RECEIPT_MISSING])

    def test_silence_reminds_after_the_profiles_seconds(self):
        self.stage.say(sale(1), at(9))
        self.stage.say((events.DEADLINE,), at(9, 0, 19))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.stage.say((events.DEADLINE,), at(9, 0, 20))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_RECEIPT_MISSING])
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 3, 0, _BOTH)])

    def test_a_duplicate_ends_the_reminder_and_is_called_one(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9, 0, 2))
        self.stage.say(_REPEATED, at(9, 1))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (1, 1, 4, 21, _UNKNOWN))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])
        self.assertEqual(self.duty.owed, [])

    def test_a_duplicate_of_a_printed_receipt_changes_nothing(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_DELIVERED, at(9))
        self.stage.say(_REPEATED, at(9, 1))
        self.assertEqual(len(self.stage.records(r.R_RECEIPT)), 1)

    def test_a_declined_sale_owes_nothing(self):
        self.stage.say(sale(1, result=5), at(9))
        self.assertEqual(self.duty.owed, [])

    def test_owed_receipts_are_bounded_and_the_dropped_one_is_reported(self):
        for trace in range(limits.RECEIPTS_OPEN_MAX + 1):
            self.stage.say(sale(trace), at(9, 0, trace % 10))
        self.assertEqual(len(self.duty.owed), limits.RECEIPTS_OPEN_MAX)
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(0, 0, 3, 0, _BOTH)])
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_RECEIPT_MISSING])
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])

    def test_reminders_end_when_the_batch_is_closed_and_a_fresh_sale_still_has_its_time(self):
        self.stage.say(sale(1), at(20))
        self.stage.say(_REFUSED, at(20))
        self.stage.say(sale(2), at(20, 1))
        written = len(self.stage.records(r.R_RECEIPT))
        self.stage.say(shop.CLOSED, at(20, 1, 5))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])
        self.assertEqual([owed.trace for owed in self.duty.owed], [2])
        self.assertEqual(len(self.stage.records(r.R_RECEIPT)), written)
        self.stage.say((events.DEADLINE,), at(20, 1, 20))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (2, 2, 3, 0, _BOTH))

    def test_the_record_of_a_closing_ends_them_after_a_restart_too(self):
        for state in range(1, 11):
            replayed = receipt.Receipts(shop.profile())
            replayed.replay(shop.sale_record(1))
            replayed.replay([r.R_RECEIPT, 1, 0, 0, 1, 1, events.RECEIPT_REFUSED, 3, 3])
            replayed.replay(shop.sale_record(2))
            replayed.replay([r.R_SETTLEMENT, 1, 0, 0, state, shop.DAY, 2, 2000, 0])
            left = [2] if state in (2, 3, 4, 8, 9, 10) else [1, 2]
            self.assertEqual([owed.trace for owed in replayed.owed], left)

    def test_what_still_comes_of_the_slip_of_a_sale_taken_back_is_nobodys(self):
        for answer in (_DELIVERED, _REFUSED):
            self.setUp()
            self.stage.say(sale(1), at(9))
            self.stage.say(sale(1, kind=events.TYPE_REVERSAL), at(9))
            self.stage.say(answer, at(9))
            self.assertEqual(self.stage.records(r.R_RECEIPT), [])
            self.assertEqual(self.stage.alerts(effects.RAISED), [])

    def test_a_reversal_ends_the_reminder_of_the_sale_whose_number_it_names(self):
        for trace in (1, 2):
            self.stage.say(sale(trace), at(9))
            self.stage.say(_REFUSED, at(9))
        self.stage.say(sale(3, kind=events.TYPE_REVERSAL), at(9, 5))
        self.stage.say((events.SALE_REVERSED, 1), at(9, 5))
        self.assertEqual([owed.trace for owed in self.duty.owed], [2])
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])

    def test_where_nobody_sees_receipts_a_restart_reminds_of_none(self):
        """The power may go between a sale's record and the word that its receipt is not visible."""
        prints_itself = (c.RECEIPTS | c.COPIES | c.SLIP_TEXT).to_bytes(3, "big") + f.PLAIN_ZVT[3:]
        for wiring, ways, reminded, said in (
            (
                f.WIRING_IN_LINE,
                f.PLAIN_ZVT,
                [effects.A_RECEIPT_MISSING],
                [events.RECEIPT_MISSING],
            ),
            (f.WIRING_IN_LINE, prints_itself, [], [events.RECEIPT_NOT_VISIBLE]),
            (f.WIRING_BESIDE, f.PLAIN_ZVT, [], [events.RECEIPT_NOT_VISIBLE]),
        ):
            replayed = receipt.Receipts(shop.profile(wiring=wiring, zvt_dialect=ways))
            replayed.replay(shop.sale_record(1))
            stage = shop.Stage(replayed)
            stage.say((events.BOOTED,), at(9))
            stage.say((events.DEADLINE,), at(9, 1))
            self.assertEqual(stage.alerts(effects.RAISED), reminded)
            self.assertEqual([fields[2] for fields in stage.records(r.R_RECEIPT)], said)

    def test_a_reminder_that_a_reversal_ended_stays_ended_after_a_restart(self):
        replayed = receipt.Receipts(shop.profile())
        for trace in (1, 2):
            replayed.replay(shop.sale_record(trace))
            replayed.replay([r.R_RECEIPT, 1, 0, 0, trace, trace, events.RECEIPT_REFUSED, 3, 3])
        cleared = [effects.A_RECEIPT_MISSING, effects.CLEARED, 1]
        replayed.replay([r.R_ALERT, 1, 0, 0] + cleared)
        self.assertEqual([owed.trace for owed in replayed.owed], [2])

    def test_a_restart_forgets_no_receipt(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9))
        self.stage.say(sale(2), at(9, 1))
        later = receipt.Receipts(shop.profile())
        later.restore(self.duty.snapshot())
        owed = [1, 1, receipt.REMINDED, _BOTH, _BOTH, 0, 2, 2, receipt.OWED, _BOTH, _BOTH, 0]
        self.assertEqual(later.snapshot(), [0, 0, None, None, 0, 2, 2] + owed)
        replayed = receipt.Receipts(shop.profile())
        for trace in (1, 2):
            replayed.replay(shop.sale_record(trace))
        replayed.replay([r.R_RECEIPT, 1, 0, 0, 1, 1, events.RECEIPT_REFUSED, 3, 3])
        self.assertEqual(replayed.snapshot(), later.snapshot())

    # Copies

    def test_one_copy_is_half_a_receipt(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(slip(_MERCHANT), at(9, 0, 5))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [])
        self.stage.say(slip(_CUSTOMER), at(9, 0, 9))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 1, 20, _BOTH)])

    def test_the_copy_that_does_not_come_is_missed_from_the_last_print_on(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(slip(_MERCHANT), at(9, 0, 15))
        self.stage.say((events.DEADLINE,), at(9, 0, 34))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.stage.say((events.DEADLINE,), at(9, 0, 35))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 3, 10, _CUSTOMER)])
        self.stage.say(slip(_MERCHANT, duplicate=1), at(9, 1))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [])
        self.stage.say(slip(_CUSTOMER, duplicate=1), at(9, 1))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (1, 1, 4, 20, _BOTH))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])

    def test_a_slow_printer_is_no_missing_receipt_and_one_that_stops_is_called_so(self):
        self.stage.say(sale(1), at(9))
        for lines in range(1, 9):
            self.stage.say((events.RECEIPT_PRINTING, lines, None), at(9, 0, 7 * lines))
            self.stage.say((events.DEADLINE,), at(9, 0, 7 * lines))
        self.stage.say((events.DEADLINE,), at(9, 1, 15))
        self.assertEqual(self.stage.alerts(effects.RAISED), [])
        self.stage.say((events.DEADLINE,), at(9, 1, 16))
        self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 6, 8, _BOTH)])
        self.stage.say(slip(_MERCHANT), at(9, 1, 30))
        self.stage.say(slip(_CUSTOMER), at(9, 1, 40))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (1, 1, 1, 20, _BOTH))
        self.assertEqual(self.stage.alerts(effects.CLEARED), [effects.A_RECEIPT_MISSING])

    def test_only_the_copies_that_the_profile_requires_are_owed(self):
        for required, other in ((_MERCHANT, _CUSTOMER), (_CUSTOMER, _MERCHANT)):
            self.duty = receipt.Receipts(shop.profile(receipt_copies=required))
            self.stage = shop.Stage(self.duty)
            self.stage.say(sale(1), at(9))
            self.stage.say(slip(other, events.RECEIPT_REFUSED, 0), at(9))
            self.stage.say(slip(required), at(9))
            self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, 1, 10, required)])
            self.stage.say(slip(other, events.RECEIPT_REFUSED, 0), at(9))
            self.assertEqual(self.stage.alerts(effects.RAISED), [])

    def test_what_the_register_does_not_want_is_a_state_and_no_fault(self):
        for wanted, state in ((0, 7), (_MERCHANT, 3)):
            self.setUp()
            self.stage.say((events.RECEIPT_TERMS, wanted, None, None), at(9))
            self.stage.say(sale(1), at(9))
            self.stage.say((events.DEADLINE,), at(9, 0, 20))
            copies = wanted or _BOTH
            self.assertEqual(self.stage.records(r.R_RECEIPT), [(1, 1, state, 0, copies)])
            self.assertEqual(len(self.stage.alerts(effects.RAISED)), int(wanted > 0))
        self.stage.say(sale(2), at(9, 1))
        self.stage.say((events.DEADLINE,), at(9, 1, 20))
        self.assertEqual(self.stage.records(r.R_RECEIPT)[-1], (2, 2, 3, 0, _BOTH))

    def test_who_signs_needs_a_receipt(self):
        contactless, pin, signature, none, unknown = 2, 2, 1, 0, 0xFF
        for authentication, technology, amount, needed in (
            (None, None, 1000, True),  # nothing told
            (pin, 1, 90000, False),
            (pin + 1, 1, 90000, False),
            (signature, contactless, 100, True),
            (5, contactless, 100, True),  # PIN and signature
            (none, contactless, 2500, False),
            (unknown, contactless, 2500, False),
            (None, contactless, 2501, True),
            (none, 1, 100, True),
        ):
            self.duty = receipt.Receipts(shop.profile(receipt_need=2, receipt_cvm_minor=2500))
            self.stage = shop.Stage(self.duty)
            self.stage.say((events.RECEIPT_TERMS, None, authentication, technology), at(9))
            self.stage.say(sale(1, amount), at(9))
            self.stage.say((events.DEADLINE,), at(9, 0, 20))
            wanted = (3, [effects.A_RECEIPT_MISSING]) if needed else (9, [])
            told = (self.stage.records(r.R_RECEIPT)[0][2], self.stage.alerts(effects.RAISED))
            self.assertEqual(told, wanted, (authentication, technology, amount))

    def test_a_shop_without_paper_is_reminded_of_a_signature_only(self):
        signature, pin, unknown = 1, 2, 0xFF
        for need, state in ((3, 10), (4, 11)):
            for copies, authentication, owed in (
                (_BOTH, None, 0),
                (_BOTH, pin, 0),
                (_BOTH, unknown, 0),
                (_BOTH, signature, _MERCHANT),
                (_CUSTOMER, signature, 0),
            ):
                duty = receipt.Receipts(shop.profile(receipt_need=need, receipt_copies=copies))
                self.stage = shop.Stage(duty)
                self.stage.say((events.RECEIPT_TERMS, None, authentication, None), at(9))
                self.stage.say(sale(1), at(9))
                self.stage.say((events.DEADLINE,), at(9, 0, 20))
                told = (1, 1, 3, 0, owed) if owed else (1, 1, state, 0, copies)
                self.assertEqual(self.stage.records(r.R_RECEIPT), [told])
                self.assertEqual(len(self.stage.alerts(effects.RAISED)), int(owed > 0))

    def test_a_shop_without_paper_has_nothing_to_see_and_nothing_refused(self):
        for ends in (slip(_BOTH, events.RECEIPT_NOT_VISIBLE, 0), _REFUSED):
            self.stage = shop.Stage(receipt.Receipts(shop.profile(receipt_need=3)))
            self.stage.say(sale(1), at(9))
            self.stage.say(ends, at(9, 0, 1))
            self.assertEqual([each[2] for each in self.stage.records(r.R_RECEIPT)], [10])
            self.assertEqual(self.stage.alerts(effects.RAISED), [])

    def test_what_a_register_does_not_want_needs_not_be_seen(self):
        self.stage.say((events.RECEIPT_TERMS, 0, None, None), at(9))
        self.stage.say(sale(1), at(9))
        self.stage.say(slip(_UNKNOWN, events.RECEIPT_NOT_VISIBLE, 0), at(9))
        self.assertEqual([each[2] for each in self.stage.records(r.R_RECEIPT)], [7])

    def test_paper_where_none_was_promised_is_told_as_it_was(self):
        self.stage = shop.Stage(receipt.Receipts(shop.profile(receipt_need=4)))
        self.stage.say(sale(1), at(9))
        self.stage.say(_DELIVERED, at(9, 0, 1))
        self.assertEqual([each[2] for each in self.stage.records(r.R_RECEIPT)], [1])

    def test_what_the_register_wants_survives_a_restart(self):
        for profile, wanted, state in (
            (shop.profile(), 0, 7),
            (shop.profile(receipt_need=3), 3, 10),
        ):
            self.stage = shop.Stage(receipt.Receipts(profile))
            self.stage.say((events.RECEIPT_WISHES, wanted), at(9))
            self.assertEqual(self.stage.records(r.R_WISHES), [(wanted,)])
            self.stage.say((events.RECEIPT_TERMS, wanted, None, None), at(9))
            self.stage.say(sale(1), at(9))
            restored, replayed = receipt.Receipts(profile), receipt.Receipts(profile)
            restored.restore(self.stage.subject.snapshot())
            replayed.replay([r.R_WISHES, 1, 0, 0, wanted])
            replayed.replay(shop.sale_record(1))
            self.assertEqual(replayed.snapshot(), restored.snapshot())
            for again in (restored, replayed):
                self.stage = shop.Stage(again)
                self.stage.say((events.DEADLINE,), at(9, 1))
                self.assertEqual([each[2] for each in self.stage.records(r.R_RECEIPT)], [state])
                self.assertEqual(again.wanted, wanted)

    def test_what_was_told_of_one_sale_is_lost_in_a_restart_and_costs_a_reminder(self):
        replayed = receipt.Receipts(shop.profile())
        replayed.replay(shop.sale_record(1))  # of a payment whose own command wanted no copy
        self.stage = shop.Stage(replayed)
        self.stage.say((events.DEADLINE,), at(9))
        self.assertEqual(self.stage.alerts(effects.RAISED), [effects.A_RECEIPT_MISSING])

    def test_a_reprint_by_number_ends_the_reminder_of_an_older_sale(self):
        for trace in (1, 2, 3):
            self.stage.say(sale(trace), at(9))
            self.stage.say(_REFUSED, at(9))
        self.stage.say(slip(_UNKNOWN, duplicate=1, number=2), at(9, 1))
        self.assertEqual([owed.trace for owed in self.duty.owed], [1, 3])
        self.stage.say(slip(_UNKNOWN, duplicate=1, number=7), at(9, 1))
        self.assertEqual([owed.trace for owed in self.duty.owed], [1, 3])

    # The day's end

    def unprinted(self):
        """What the duty said of A_RECEIPTS_UNPRINTED."""
        return [e[2:] for e in self.stage.log if e[:2] == (effects.ALERT, _UNPRINTED)]

    def test_what_is_left_at_closing_is_counted_until_the_shop_sells_again(self):
        for trace in (1, 2):
            self.stage.say(sale(trace), at(20))
            self.stage.say(_REFUSED, at(20))
        self.stage.say(shop.CLOSED, at(20, 1))
        self.assertEqual(self.unprinted(), [(effects.RAISED, 2)])
        self.stage.say(shop.CLOSED, at(20, 2))
        self.assertEqual(len(self.unprinted()), 1)
        self.stage.say((events.SALE_STARTED, 1, 1000, 978), at(8, day=shop.DAY + 1))
        self.assertEqual(self.unprinted()[1:], [(effects.CLEARED, None)])
        self.stage.say(shop.CLOSED, at(20, day=shop.DAY + 1))
        self.assertEqual(len(self.unprinted()), 2)

    def test_a_receipt_dropped_for_want_of_room_is_counted_too(self):
        for trace in range(limits.RECEIPTS_OPEN_MAX + 2):
            self.stage.say(sale(trace), at(9))
            self.stage.say(_REFUSED, at(9))
        self.stage.say(shop.CLOSED, at(20, 1))
        self.assertEqual(self.unprinted(), [(effects.RAISED, limits.RECEIPTS_OPEN_MAX + 2)])

    def test_a_restart_says_the_count_again_and_a_cut_before_the_alert_loses_nothing(self):
        self.stage.say(sale(1), at(20))
        self.stage.say(_REFUSED, at(20))
        before = receipt.Receipts(shop.profile())
        before.restore(self.duty.snapshot())
        before.replay([r.R_SETTLEMENT, 1, 0, 0, 2, shop.DAY, 1, 1000, 0])
        self.stage.say(shop.CLOSED, at(20, 1))
        self.assertEqual(before.snapshot(), self.duty.snapshot())
        self.stage = shop.Stage(before)
        self.stage.say((events.BOOTED,), at(20, 2))
        self.assertEqual(self.unprinted(), [(effects.RAISED, 1)])
        before.replay([r.R_SALE_STARTED, 1, 0, 0, 1, 1000, 978])
        self.assertEqual(before.unprinted, 0)

    def test_a_second_copy_refused_after_an_unknown_one_comes_back_after_a_restart(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(slip(_UNKNOWN), at(9))
        self.stage.say(slip(_CUSTOMER, events.RECEIPT_REFUSED, 0), at(9))
        replayed = receipt.Receipts(shop.profile())
        replayed.replay(shop.sale_record(1))
        for fields in self.stage.records(r.R_RECEIPT):
            replayed.replay([r.R_RECEIPT, 1, 0, 0] + list(fields))
        self.assertEqual(replayed.snapshot(), self.duty.snapshot())
        owed = [1, 1, receipt.REMINDED, _CUSTOMER, _BOTH, 0]
        self.assertEqual(replayed.snapshot()[7:], owed)

    def test_after_a_restart_a_duplicate_is_still_the_newest_sales_and_no_older_ones(self):
        self.stage.say(sale(1), at(9))
        self.stage.say(_REFUSED, at(9))
        self.stage.say(sale(2), at(9, 1))
        self.stage.say(_DELIVERED, at(9, 1))
        restored = receipt.Receipts(shop.profile())
        restored.restore(self.duty.snapshot())
        replayed = receipt.Receipts(shop.profile())
        for trace, state in ((1, events.RECEIPT_REFUSED), (2, events.RECEIPT_DELIVERED)):
            replayed.replay(shop.sale_record(trace))
            replayed.replay([r.R_RECEIPT, 1, 0, 0, trace, trace, state, 9, _BOTH])
        for again in (restored, replayed):
            self.stage = shop.Stage(again)
            self.stage.say(_REPEATED, at(9, 5))
            self.assertEqual([owed.trace for owed in again.owed], [1])
            self.assertEqual(self.stage.log, [])
