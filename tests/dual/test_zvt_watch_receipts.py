# SPDX-License-Identifier: MIT
"""Which receipt was printed, which was not, and which nobody here could have seen."""

import unittest

from zvt_line import (
    APPROVED,
    BOTH,
    CUSTOMER,
    DECLINED,
    DELIVERED_2,
    DONE,
    ENDED,
    IN_DOUBT,
    LAST,
    LINE,
    MERCHANT,
    NOT_SEEN,
    NOT_VISIBLE,
    SALE,
    SOLD,
    STARTED,
    TAKEN,
    UNKNOWN,
    WatchCase,
    abort,
    apdu,
    receipt,
    registration,
    told,
)

from agent import events, limits
from agent.terminals.zvt.slip import Slip

ADMIN = 3
REGISTERED = (events.REGISTERED, 0, "52523535", None)
NEXT_STATUS = "27 00 04 00 00 00 00 10 00 0B 00 04 72 87 00 69"
NEXT = (apdu("T", "04 0F", NEXT_STATUS), "R 80 00 00")
NEXT_ENDED = (events.SALE_ENDED, (1, 0, 1000, 978, 472, 69) + (None,) * 6)
REVERSAL = ("R 06 30 06 12 34 56 87 00 68", "T 80 00 00")


PAPER = ("R 80 00 00",)
NO_PAPER = ("R 84 CC 00",)
LAST_REFUSED = LAST[:1] + NO_PAPER


def block(kind, last=False, answer=PAPER):
    """Return a text block (06 D3) of one line, its receipt's last or not, and its answer."""
    line = "07 05 54 4F 54 41 4C" + ("09 01 81" if last else "")
    lines = "25 %02X " % len(bytes.fromhex(line.replace(" ", ""))) + line
    inside = "1F 07 01 %02X" % kind + lines
    container = "06 %02X" % len(bytes.fromhex(inside.replace(" ", "")))
    return (apdu("T", "06 D3", container, inside),) + answer


class LinesTest(WatchCase):
    REFUSED = receipt(events.RECEIPT_REFUSED, 1)

    def test_paper_out_in_the_middle(self):
        out = ("T 06 D1 02 00 43", "R 84 CC 00", "T 06 1E 01 CC", "R 80 00 00")
        self.check((SALE, APPROVED, TAKEN, LINE, out), STARTED, ENDED, self.REFUSED, IN_DOUBT)

    def test_the_rest_of_a_receipt_does_not_heal_a_lost_line(self):
        out = ("T 06 D1 02 00 43", "R 84 CC 00")
        self.check(
            (SALE, APPROVED, TAKEN, LINE, out, LINE, LAST, DONE), STARTED, ENDED, self.REFUSED
        )

    def test_new_paper_and_the_same_line_again(self):
        out = ("T 06 D1 02 00 43", "R 84 CC 00")
        new = ("T 06 D1 02 00 43", "R 80 00 00")
        self.check(
            (SALE, APPROVED, TAKEN, LINE, out, out, new, LAST, DONE),
            *(STARTED, ENDED, self.REFUSED),
            receipt(events.RECEIPT_DELIVERED, 3),
        )

    def test_a_line_never_answered(self):
        self.check((SALE, APPROVED, TAKEN, LINE, LAST[:1], DONE), STARTED, ENDED, self.REFUSED)

    def test_no_last_mark_but_all_answered(self):
        self.check(
            (SALE, APPROVED, TAKEN, LINE, DONE),
            *(STARTED, ENDED, receipt(events.RECEIPT_DELIVERED, 1, UNKNOWN)),
        )

    def test_slip_alone(self):
        slip = Slip()
        self.assertTrue(slip.answered(True) is None)
        self.assertTrue(slip.ended() is None)
        slip.line(True, 7)
        self.assertEqual(slip.answered(True), events.RECEIPT_DELIVERED)


class BlocksTest(WatchCase):
    """Text blocks, as terminals send them that were asked for 06 D3 (TLV 26)."""

    def test_two_copies(self):
        merchant = block(MERCHANT) + block(MERCHANT, True)
        customer = block(CUSTOMER) + block(CUSTOMER, True)
        self.check(
            (SALE, APPROVED, TAKEN, merchant, customer, DONE),
            *(STARTED, ENDED, DELIVERED_2, receipt(events.RECEIPT_DELIVERED, 2, CUSTOMER)),
        )

    def test_blocks_without_a_mark_count_at_the_completion(self):
        blocks = block(MERCHANT) + block(CUSTOMER)
        both = receipt(events.RECEIPT_DELIVERED, 2, BOTH)
        self.check((SALE, APPROVED, TAKEN, blocks, DONE), STARTED, ENDED, both)

    def test_a_block_refused_is_a_receipt_refused_whatever_follows(self):
        first = block(MERCHANT, False, NO_PAPER)
        rest = block(CUSTOMER, True)
        self.check(
            (SALE, APPROVED, TAKEN, first, rest, DONE),
            *(STARTED, ENDED, receipt(events.RECEIPT_REFUSED, 0)),
        )

    def test_the_second_copy_refused_and_sent_again_with_new_paper(self):
        merchant = block(MERCHANT, True)
        out, again = block(CUSTOMER, True, NO_PAPER), block(CUSTOMER, True)
        self.check(
            (SALE, APPROVED, TAKEN, merchant, out, again, DONE),
            *(STARTED, ENDED, receipt(events.RECEIPT_DELIVERED, 1)),
            receipt(events.RECEIPT_REFUSED, 0, CUSTOMER),
            receipt(events.RECEIPT_DELIVERED, 1, CUSTOMER),
        )

    def test_an_admin_slip_inside_a_sale_is_no_receipt(self):
        admin = block(ADMIN, True)
        self.check(
            (registration(0xBE), SALE, admin, APPROVED, TAKEN, admin, DONE),
            *(REGISTERED, STARTED, ENDED),
        )

    def test_an_admin_slip_refused_refuses_no_receipt(self):
        admin, copy = block(ADMIN, True, NO_PAPER), block(CUSTOMER, True)
        self.check(
            (SALE, APPROVED, TAKEN, admin, copy, DONE),
            *(STARTED, ENDED, receipt(events.RECEIPT_DELIVERED, 1, CUSTOMER)),
        )

    def test_a_block_too_long_to_hold_is_proved_by_the_completion(self):
        """What stands where it was cut looks like the mark of the last block, and is text."""
        held = limits.ZVT_APDU_BYTES_MAX
        text = "07 82 %02X %02X " % divmod(held - 8, 256) + "41 " * (held - 16) + "09 01 81"
        block = "06 82 %02X %02X " % divmod(held - 4, 256) + text + " 42" * 5
        high, low = divmod(held, 256)
        long = "T 06 D3 FF %02X %02X " % (low, high) + block
        self.line.frame = bytearray(2 * held + 40)
        self.line.talk(SALE, APPROVED, TAKEN, (long,) + PAPER)
        self.assertEqual(self.line.seen, [STARTED, ENDED])
        self.line.talk(DONE)
        self.assertEqual(self.line.seen[2:], [receipt(events.RECEIPT_DELIVERED, 1, UNKNOWN)])


class CopiesTest(WatchCase):
    """Whose copy a slip is: told by its blocks, else the order in which slips come."""

    TWO = LINE + LAST + LINE + LAST

    def check_copies(self, script, *copies):
        """Play a sale; the copies of its receipts must be these."""
        self.line.talk(*script)
        ended = [event for event in self.line.seen if event[0] == events.RECEIPT_ENDED]
        self.assertEqual([event[4] for event in ended], list(copies))

    def test_lines_tell_their_copy_by_their_order(self):
        self.check_copies((SALE, APPROVED, TAKEN, self.TWO, DONE), MERCHANT, CUSTOMER)
        self.setUp()
        self.check_copies((SALE, APPROVED, TAKEN, self.TWO, LINE, LAST, DONE), 1, 2, UNKNOWN)

    def test_the_register_may_want_the_customers_copy_first(self):
        sale = ("R 06 01 10 04 00 00 00 00 10 00 49 09 78 06 04 1F 04 01 A8",) + SALE[1:]
        self.check_copies((sale, APPROVED, TAKEN, self.TWO, DONE), CUSTOMER, MERCHANT)
        terms = [event for event in self.line.seen if event[0] == events.RECEIPT_TERMS]
        self.assertEqual(terms, [(events.RECEIPT_TERMS, BOTH, None, None)])

    def test_what_the_register_registered_with_holds_until_it_registers_again(self):
        merchants = ("R 06 00 0C 12 34 56 BE 09 78 06 04 1F 04 01 28",) + registration(0xBE)[1:]
        self.check_copies((merchants, SALE, APPROVED, TAKEN, LINE, LAST, DONE), MERCHANT)
        self.assertTrue((events.RECEIPT_TERMS, MERCHANT, None, None) in self.line.seen)
        self.assertTrue((events.RECEIPT_WISHES, MERCHANT) in self.line.seen)
        self.line.seen.clear()
        refused = merchants[:1] + ("T 84 1E 00",)
        self.line.talk(registration(0xBE), refused)
        self.check_copies((SALE, APPROVED, TAKEN, self.TWO, DONE), MERCHANT, CUSTOMER)

    def test_what_it_registered_with_is_told_again_after_a_restart(self):
        self.line.watch.usually_wanted = CUSTOMER  # as ZvtDriver.recall does
        self.check_copies((SALE, APPROVED, TAKEN, LINE, LAST, DONE), CUSTOMER)
        self.line.talk(registration(0xBE))
        self.assertTrue((events.RECEIPT_WISHES, None) in self.line.seen)

    def test_a_copy_that_is_not_wanted_does_not_count_in_the_order(self):
        sale = ("R 06 01 10 04 00 00 00 00 10 00 49 09 78 06 04 1F 04 01 80",) + SALE[1:]
        self.check_copies((sale, APPROVED, TAKEN, LINE, LAST, DONE), CUSTOMER)

    def test_a_repeat_tells_its_copy_only_if_it_asks_for_one(self):
        for tag, copy in (("", UNKNOWN), ("06 04 1F 01 01 02", 1), ("06 04 1F 01 01 03", 2)):
            self.setUp()
            ask = (apdu("R", "06 20", "12 34 56", tag), "T 80 00 00")
            self.check_copies((ask, LINE, LAST, DONE), copy)

    def test_both_copies_printed_before_the_result(self):
        done = ("T 06 0F 02 27 00", "R 80 00 00")
        self.check_copies((SALE, self.TWO, done), BOTH)

    def test_feeds_behind_the_last_mark_are_no_copy(self):
        feed = ("T 06 D1 01 FF", "R 80 00 00")
        self.check_copies((SALE, APPROVED, TAKEN, LINE, LAST, feed, DONE), MERCHANT)

    def test_a_slip_under_way_is_told_of_now_and_then(self):
        self.line.talk(SALE, APPROVED, TAKEN, LINE * 30)
        first_ms = self.line.printing[0][0]
        lines = [(when - first_ms, event[1]) for when, event in self.line.printing]
        self.assertEqual(lines, [(0, 1), (1000, 11), (2000, 21)])
        self.setUp()
        self.line.talk(SALE, LINE, told(5), LINE, abort(5))
        self.assertEqual(self.line.printing, [])


class WhoseSlipTest(WatchCase):
    """A slip proves the sale of its own dialog, and never another one."""

    def test_a_reversals_slip_is_not_the_receipt_of_the_sale_before(self):
        for answer in (PAPER, NO_PAPER):
            self.setUp()
            slip = LAST[:1] + answer
            self.check(
                (REVERSAL, APPROVED, TAKEN, slip, DONE),
                (events.SALE_STARTED, 3, None, None),
                (events.SALE_ENDED, (3,) + SOLD[1:]),
                (events.SALE_REVERSED, 68),
            )

    def test_a_refunds_slip_is_its_receipt(self):
        refund = ("R 06 31 0A 12 34 56 04 00 00 00 00 10 00", "T 80 00 00")
        self.check(
            (refund, APPROVED, TAKEN, LINE, LAST, DONE),
            (events.SALE_STARTED, 2, 1000, None),
            *((events.SALE_ENDED, (2,) + SOLD[1:]), DELIVERED_2),
        )

    def test_a_slip_without_a_result_is_nobodys(self):
        self.check((SALE, LINE, LAST, DONE), STARTED, NOT_SEEN)
        self.setUp()
        self.line.talk(SALE, LINE, LAST)
        self.line.watch.break_off()
        self.assertEqual(self.line.seen, [STARTED, NOT_SEEN])

    def test_a_terminal_that_prints_before_it_tells_the_result(self):
        ended = (events.SALE_ENDED, (1, 0, 1000, 978) + (None,) * 8)
        done = ("T 06 0F 02 27 00", "R 80 00 00")
        self.check((SALE, LINE, LAST, done), STARTED, ended, DELIVERED_2)
        self.setUp()
        self.check((SALE, LINE, LAST_REFUSED, done), STARTED, ended)  # will be missing

    def test_the_slip_of_goods_that_were_not_issued(self):
        refused = APPROVED + ("R 84 66 00",)
        back = (events.SALE_ENDED, (3,) + SOLD[1:])
        self.check((SALE, refused, LINE, LAST, DONE), STARTED, ENDED, back)


class DuplicateTest(WatchCase):
    """A reprint ends a reminder only if it is the newest sale's receipt."""

    DUPLICATE = receipt(events.RECEIPT_DELIVERED, 2, UNKNOWN, 1)

    def test_repeated_receipt_is_a_duplicate_and_no_sale(self):
        ask = ("R 06 20 05 12 34 56 03 01", "T 80 00 00")
        self.check(
            (ask, APPROVED, TAKEN, LINE, LAST, DONE),
            receipt(events.RECEIPT_DELIVERED, 2, UNKNOWN, 1, 68),
        )

    def test_a_repeated_settlement_slip_is_no_receipt(self):
        ask = ("R 06 20 09 12 34 56 06 04 1F 01 01 04", "T 80 00 00")
        self.check((ask, LINE, LAST, DONE))

    def sold(self):
        """Two sales: receipt numbers 0068 and 0069."""
        self.line.talk(SALE, APPROVED, TAKEN, LINE, LAST, DONE, SALE, NEXT, LINE, LAST, DONE)
        self.assertEqual(self.line.seen[3:], [STARTED, NEXT_ENDED, DELIVERED_2])
        self.line.seen.clear()

    def test_reprint_by_number(self):
        for numbers, whose in (
            ("00 69", [69]),
            ("00 68", [68]),
            ("00 68 00 68", [68]),
            ("00 68 00 69", [None]),
            ("00 60 00 68", []),
            ("00 70 00 80", []),
            ("", [None]),
        ):
            self.setUp()
            self.sold()
            ask = (apdu("R", "06 12", "12 34 56", numbers), "T 80 00 00")
            self.check((ask, LINE, LAST, DONE), *(self.DUPLICATE[:-1] + (it,) for it in whose))

    def test_reprint_when_no_sale_was_seen_since_a_restart(self):
        ask = ("R 06 12 05 12 34 56 00 68", "T 80 00 00")
        self.check((ask, LINE, LAST, DONE), self.DUPLICATE[:-1] + (68,))

    def test_a_terminal_that_tells_whose_receipt_it_repeats(self):
        ask = ("R 06 20 05 12 34 56 03 01", "T 80 00 00")
        for status, whose in (
            (told(0, "87 00 69"), [69]),
            (told(0), [None]),
            (told(0, "87 00 68"), [68]),
            (told(5, "87 00 69"), []),
        ):
            self.setUp()
            self.sold()
            wanted = [self.DUPLICATE[:-1] + (it,) for it in whose]
            self.check((ask, status, LINE, LAST, DONE), *wanted)

    def test_a_declined_sale_and_a_reversal_are_not_the_newest_receipt(self):
        self.sold()
        self.line.talk(SALE, (apdu("T", "04 0F", DECLINED, "87 00 70"),) + PAPER, abort(5))
        self.line.talk(REVERSAL, told(0, "87 00 71"), LAST, DONE)
        self.line.seen.clear()
        ask = ("R 06 12 05 12 34 56 00 69", "T 80 00 00")
        self.check((ask, LINE, LAST, DONE), self.DUPLICATE[:-1] + (69,))

    def test_a_duplicate_refused(self):
        ask = ("R 06 20 03 12 34 56", "T 80 00 00")
        wanted = receipt(events.RECEIPT_REFUSED, 1, UNKNOWN, 1)
        self.check((ask, LINE, LAST_REFUSED, DONE), wanted)

    def test_admin_prints_are_no_receipts(self):
        self.check((("R 06 1A 00", "T 80 00 00"), LINE, LAST, DONE))

    def test_diagnosis_and_its_slip_are_no_receipt(self):
        ask = ("R 06 70 05 06 03 1B 01 02", "T 80 00 00")
        clock = ("T 04 01 08 AA 25 11 18 0C 12 34 56", "R 80 00 00")
        told = (events.CLOCK_TOLD, 251118, 123456)
        step = (events.DIAGNOSED,)
        self.check((ask, ("T 04 FF 01 C9", "R 80 00 00"), clock, LINE, LAST, DONE), step, told)
        self.assertFalse(self.line.watch.open())


class OwnPrinterTest(WatchCase):
    """Where no lines come to the register, no receipt can be missed: it is not visible."""

    NO_LINES = (0x08, 0x3E, 0x8C, 0x06)  # own printer; register builds it; admin slips only; both
    LINES = (0xBE, 0x8E, 0x86)

    def test_a_terminal_that_prints_itself(self):
        for config in self.NO_LINES:
            self.setUp()
            self.check(
                (registration(config), SALE, APPROVED, TAKEN, DONE),
                *(REGISTERED, STARTED, ENDED, NOT_VISIBLE),
            )

    def test_lines_that_should_have_come_are_missed(self):
        for config in self.LINES:
            self.setUp()
            self.check(
                (registration(config), SALE, APPROVED, TAKEN, DONE), REGISTERED, STARTED, ENDED
            )

    def test_a_registration_that_was_refused_changes_nothing(self):
        ask = "R 06 00 06 12 34 56 08 09 78"
        for refusal in (("T 84 1E 00",), ("T 80 00 00",) + abort(0x6F)):
            self.setUp()
            self.check(
                (registration(0xBE), (ask,) + refusal, SALE, APPROVED, TAKEN, DONE),
                *(REGISTERED, STARTED, ENDED),
            )

    def test_after_a_restart_it_is_not_visible_until_lines_were_seen(self):
        self.check(
            (SALE, APPROVED, TAKEN, DONE, SALE, APPROVED, TAKEN, LINE, LAST, DONE),
            *(STARTED, ENDED, NOT_VISIBLE, STARTED, ENDED, DELIVERED_2),
        )
        self.line.seen.clear()
        self.check((SALE, APPROVED, TAKEN, DONE), STARTED, ENDED)

    def test_lines_that_were_refused_are_not_invisible(self):
        self.check(
            (SALE, APPROVED, TAKEN, LAST_REFUSED, DONE),
            *(STARTED, ENDED, receipt(events.RECEIPT_REFUSED, 0)),
        )

    def test_admin_lines_do_not_prove_that_receipts_come(self):
        admin = ("R 06 1A 00", "T 80 00 00")
        self.check(
            (registration(0x8C), admin, LINE, LAST, DONE, SALE, APPROVED, TAKEN, DONE),
            *(REGISTERED, STARTED, ENDED, NOT_VISIBLE),
        )

    def test_only_what_is_owed_can_be_invisible(self):
        refused = APPROVED + ("R 84 66 00",)
        for script, wanted in (
            ((SALE, told(5), abort(5)), 2),
            ((SALE, APPROVED, TAKEN, abort(0xCC)), 3),
            ((SALE, DONE), 2),
            ((SALE, refused, DONE), 3),
            ((REVERSAL, APPROVED, TAKEN, DONE), 3),
            ((("R 06 20 03 12 34 56", "T 80 00 00"), DONE), 0),
        ):
            self.setUp()
            self.line.talk(*script)
            self.assertEqual(len(self.line.seen), wanted)
            self.assertFalse(NOT_VISIBLE in self.line.seen)


if __name__ == "__main__":
    unittest.main()
