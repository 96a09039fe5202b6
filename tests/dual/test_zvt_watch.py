# SPDX-License-Identifier: MIT
"""Dialogues between register and terminal, and what the watcher makes of them: literals."""

import unittest

from zvt_line import (
    APPROVED,
    CUSTOMER,
    DECLINED,
    DELIVERED_2,
    DONE,
    ENDED,
    IN_DOUBT,
    LAST,
    LINE,
    NOT_SEEN,
    NOT_VISIBLE,
    SALE,
    SOLD,
    STARTED,
    TAKEN,
    WatchCase,
    abort,
    apdu,
    receipt,
    told,
)

from agent import events, limits

# Captured at a terminal: BMP 3B "715691", and the texts 3C and TLV that nobody reads.
REVERSED_AT_A_REAL_TERMINAL = (
    "T 04 0F E2 2700040000000001000B0006070C1548580D02010E2512170001197022F0F8EEEEEEEEEEEE4771"
    "29280048692A313030343631373633202020202020370006063B37313536393100003CF0F1F4"
    "47454E2E4E522E3A373135363931490978870607880006078A2E8BF1F74465626974204D61737465726361726400"
    "06652410070E47454E2E4E522E3A3731353639314307A0000000041010461F4130303030303030303431303130"
    "2042314437333435433146324433353542471F4130303030303030303431303130204231443733343543314632"
    "44333535421F1001FF1F120102"
)


class SaleTest(WatchCase):
    def test_sale_with_receipt(self):
        self.check((SALE, APPROVED, TAKEN, LINE, LAST, DONE), STARTED, ENDED, DELIVERED_2)
        self.assertFalse(self.line.watch.open())
        self.assertTrue(self.line.watch.deadline_ms() is None)

    def test_approved_and_then_aborted_is_approved_and_in_doubt(self):
        abort = ("T 06 1E 01 6C", "R 80 00 00")
        self.check((SALE, APPROVED, TAKEN, abort), STARTED, ENDED, IN_DOUBT)

    def test_two_copies_are_two_receipts(self):
        self.check(
            (SALE, APPROVED, TAKEN, LINE, LAST, LAST, DONE),
            *(STARTED, ENDED, DELIVERED_2),
            receipt(events.RECEIPT_DELIVERED, 1, CUSTOMER),
        )

    def test_declined_and_its_slip_is_no_receipt(self):
        declined = ("T 04 0F 0D " + DECLINED, "R 80 00 00")
        wanted = (1, 5, 1000, 978, 471) + (None,) * 7
        self.check(
            (SALE, declined, LINE, LAST, ("T 06 1E 01 05", "R 80 00 00")),
            *(STARTED, (events.SALE_ENDED, wanted)),
        )

    def test_why_it_failed_in_the_terminals_own_words(self):
        """With its status information, and again with the abort: the ledger says it once."""
        why = "06 12 1F 16 02 01 2C 1F 17 0A 4B 65 79 20 65 78 70 69 72 65"
        declined = (1, 5, 1000, 978, 471) + (None,) * 7
        told = (events.TERMINAL_ERROR, 0, 5, 300, "Key expire")
        self.check(
            (SALE, ("T 04 0F 21 " + DECLINED + why, "R 80 00 00")),
            *(STARTED, (events.SALE_ENDED, declined), told),
        )
        self.line.seen.clear()
        aborted = (1, 5, 1000, 978) + (None,) * 8
        self.check(
            (SALE, ("T 06 1E 15 05 " + why, "R 80 00 00")),
            *(STARTED, (events.SALE_ENDED, aborted), told),
        )

    def test_aborted_before_any_status(self):
        wanted = (1, 0x6C, 1000, 978) + (None,) * 8
        self.check((SALE, ("T 06 1E 01 6C", "R 80 00 00")), STARTED, (events.SALE_ENDED, wanted))

    def test_an_abort_without_a_code_is_not_an_approval(self):
        wanted = (1, 0xFF, 1000, 978) + (None,) * 8
        self.check((SALE, ("T 06 1E 00", "R 80 00 00")), STARTED, (events.SALE_ENDED, wanted))
        self.line.seen.clear()
        self.check((SALE, ("T 06 1E 01 00",)), STARTED, (events.SALE_ENDED, wanted))

    def test_refused_at_once(self):
        wanted = (1, 0x9C, 1000, 978) + (None,) * 8
        self.check((SALE[:1], ("T 84 9C 00",)), STARTED, (events.SALE_ENDED, wanted))
        self.assertFalse(self.line.watch.open())

    def test_completion_without_an_outcome_is_unknown(self):
        self.check((SALE, DONE), STARTED, NOT_SEEN)

    def test_a_result_told_only_in_the_completion(self):
        wanted = (1, 0, 1000, 978) + (None,) * 8
        self.check((SALE, ("T 06 0F 02 27 00",)), STARTED, (events.SALE_ENDED, wanted), NOT_VISIBLE)

    def test_reversal_and_refund(self):
        reversal = ("R 06 30 06 12 34 56 87 00 68", "T 80 00 00")
        refund = ("R 06 31 0A 12 34 56 04 00 00 00 00 05 00", "T 80 00 00")
        self.check(
            (reversal, APPROVED, TAKEN, DONE, refund, APPROVED, TAKEN, DONE),
            (events.SALE_STARTED, 3, None, None),
            (events.SALE_ENDED, (3,) + SOLD[1:]),
            (events.SALE_REVERSED, 68),
            (events.SALE_STARTED, 2, 500, None),
            (events.SALE_ENDED, (2,) + SOLD[1:]),
            NOT_VISIBLE,
        )

    def test_a_captured_reversal_carries_the_original_amount(self):
        ask = ("R 06 30 06 12 34 56 87 06 06", "T 80 00 00")
        given = (3, 0, 100, 978, 607, 607, 0x2E, "Debit Mastercard")
        self.check(
            (ask, (REVERSED_AT_A_REAL_TERMINAL,), TAKEN, DONE),
            (events.SALE_STARTED, 3, None, None),
            (events.RECEIPT_TERMS, None, 0xFF, 2),  # authentication unknown, contactless
            (events.SALE_ENDED, given + ("************4771", 201, 154858, "715691")),
            (events.SALE_REVERSED, 606),
        )

    def test_a_reversal_and_a_refund_that_were_refused(self):
        """By 84 xx, by 06 1E, or by status information and 06 1E: declined, nothing else."""
        for ask, started in (
            ("R 06 30 06 12 34 56 87 00 68", (3, None, None)),
            ("R 06 31 0D 12 34 56 04 00 00 00 00 05 00 49 09 78", (2, 500, 978)),
        ):
            blank = (None,) * 8
            for code in (0xB4, 0xB5, 0x6A, 0xF0, 0x05):
                for script, amount in (
                    (("T 84 %02X 00" % code,), started[1]),
                    (("T 80 00 00",) + abort(code), started[1]),
                    (("T 80 00 00",) + told(code) + LINE + LAST + abort(code), 1000),
                ):
                    self.setUp()
                    ended = (events.SALE_ENDED, (started[0], code, amount, started[2]) + blank)
                    self.check(((ask,) + script,), (events.SALE_STARTED,) + started, ended)

    def test_goods_refused_of_a_refund_or_a_reversal_leave_doubt(self):
        """A terminal takes a payment back; of anything else the specification does not say."""
        for ask, kind in (
            ("R 06 30 06 12 34 56 87 00 68", 3),
            ("R 06 31 0A 12 34 56 04 00 00 00 00 10 00", 2),
        ):
            for end in (DONE, abort(0x66)):
                self.setUp()
                self.line.talk((ask, "T 80 00 00"), APPROVED, ("R 84 66 00",), end)
                seen = (kind,) + SOLD[1:]
                wanted = [(events.SALE_ENDED, seen), (events.SALE_UNKNOWN, seen)]
                self.assertEqual(self.line.seen[1:], wanted)

    def test_goods_not_issued_is_a_reversal(self):
        refused = ("R 84 66 00", "T 06 1E 01 66", "R 80 00 00")
        self.check(
            (SALE, APPROVED, refused),
            *(STARTED, ENDED, (events.SALE_ENDED, (3,) + SOLD[1:])),
        )

    def test_a_reversal_that_was_not_seen_to_its_end_is_unknown(self):
        self.line.talk(SALE, APPROVED, ("R 84 66 00",))
        self.line.wait(limits.ZVT_T4_MS)
        self.assertEqual(self.line.seen, [STARTED, ENDED, IN_DOUBT])

    def test_goods_later_or_in_part_are_no_reversal(self):
        wait = ("R 84 9C 00",) + APPROVED
        partly = ("R 84 9D 07 04 00 00 00 00 05 00",)
        self.check((SALE, APPROVED, wait, partly, DONE), STARTED, ENDED, NOT_VISIBLE)


class CodeTest(WatchCase):
    """Results that somebody must act on reach the event, on whichever way they are told."""

    CODES = (0x6A, 0xF0, 0xB1, 0xB2, 0xCC, 0xC2, 0xFF)

    def test_a_sale_refused(self):
        blank = (None,) * 8
        for code in self.CODES:
            for script in (
                (SALE[0], "T 84 %02X 00" % code),
                SALE + abort(code),
                SALE + told(code, "3C F0 F0 F4 4B 41 53 53") + abort(code),
                SALE + told(code) + DONE,
                SALE + ("T 06 0F 02 27 %02X" % code, "R 80 00 00"),
            ):
                self.setUp()
                self.check((script,), STARTED, (events.SALE_ENDED, (1, code, 1000, 978) + blank))
                self.assertFalse(self.line.watch.open())

    def test_an_abort_with_more_behind_its_code(self):
        more = ("T 06 1E 0B F0 06 08 1F 16 01 12 1F 17 01 41", "R 80 00 00")
        wanted = (events.SALE_ENDED, (1, 0xF0, 1000, 978) + (None,) * 8)
        self.check((SALE, more), STARTED, wanted, (events.TERMINAL_ERROR, 0, 0xF0, 0x12, "A"))

    def test_a_status_the_register_asked_for(self):
        ask = ("R 05 01 03 12 34 56", "T 80 00 00")
        for code in self.CODES:
            for form in ("%02X", "%02X 06 04 1F 43 01 00", "F0 F0 F3 31 2E 30 %02X"):
                self.setUp()
                answer = apdu("T", "06 0F", form % code)
                self.check((ask, (answer, "R 80 00 00")), (events.TERMINAL_STATUS, code))

    def test_an_enquiry_without_a_password(self):
        ask = ("R 05 01 00", "T 80 00 00", "T 06 0F 01 CC", "R 80 00 00")
        self.check((ask,), (events.TERMINAL_STATUS, 0xCC))

    def test_an_enquiry_that_was_refused_tells_no_status(self):
        ask = "R 05 01 03 12 34 56"
        self.check(((ask, "T 84 9C 00"), (ask, "T 80 00 00") + abort(0x6C)))


class RepeatTest(WatchCase):
    def test_every_frame_of_a_sale_sent_again_without_acknowledgement(self):
        for script in (SALE, APPROVED, TAKEN, LINE, LAST, DONE):
            for text in script:
                self.line.says(text, acknowledged=False)
                self.line.says(text, acknowledged=False)
                self.line.says(text)
        self.assertEqual(self.line.seen, [STARTED, ENDED, DELIVERED_2])

    def test_equal_lines_that_were_answered_are_two_lines(self):
        wanted = receipt(events.RECEIPT_DELIVERED, 3)
        self.check((SALE, APPROVED, TAKEN, LINE, LINE, LAST, DONE), STARTED, ENDED, wanted)


class BrokenOffTest(WatchCase):
    def test_a_new_command_in_between(self):
        self.check((SALE, SALE[:1]), STARTED, NOT_SEEN, STARTED)

    def test_a_new_command_after_the_outcome_leaves_sale_and_receipt_in_doubt(self):
        unanswered = ("T 06 D1 03 00 41 42",)
        lost = receipt(events.RECEIPT_REFUSED, 0)
        self.check(
            (SALE, APPROVED, TAKEN, unanswered, SALE[:1]),
            *(STARTED, ENDED, IN_DOUBT, lost, STARTED),
        )

    def test_no_answer_to_the_command(self):
        self.line.talk(SALE[:1])
        self.line.now_ms -= 50
        self.line.wait(limits.ZVT_WATCHED_ANSWER_MS - 1)
        self.assertEqual(self.line.seen, [STARTED])
        self.line.wait(1)
        self.assertEqual(self.line.seen, [STARTED, NOT_SEEN])
        self.assertFalse(self.line.watch.open())

    def test_t4_at_each_step(self):
        whole = SALE + APPROVED + TAKEN + LINE + LAST
        for steps in range(2, len(whole) + 1):
            self.setUp()
            line = self.line
            line.talk(whole[:steps])
            line.wait(limits.ZVT_T4_MS)
            self.assertFalse(line.watch.open())
            self.assertIn(NOT_SEEN if steps < 5 else IN_DOUBT, line.seen)

    def test_status_starts_t4_anew_and_may_stretch_it(self):
        line = self.line
        line.talk(SALE[:2])
        line.wait(limits.ZVT_T4_MS - 1000)
        line.says("T 04 FF 02 0A 10")  # ten minutes
        line.wait(600000 - 1)
        self.assertTrue(line.watch.open())
        line.says("T 04 FF 01 0A")
        line.wait(600000 - 1)
        self.assertTrue(line.watch.open())
        line.wait(1)
        self.assertEqual(line.seen, [STARTED, NOT_SEEN])

    def test_an_end_of_day_that_nobody_ordered_is_told(self):
        itself = ("T 04 FF 01 0F", "R 80 00 00", "T 04 FF 01 4F", "R 80 00 00")
        told = (events.SETTLES_ITSELF,)
        self.check((SALE, itself, APPROVED), STARTED, told, told, ENDED)
        self.line.seen.clear()
        ordered = ("R 06 50 03 12 34 56", "T 80 00 00", "T 04 FF 01 0F", "R 80 00 00")
        self.check((TAKEN, LAST, DONE, ordered), receipt(events.RECEIPT_DELIVERED, 1))

    def test_the_line_to_the_acquirer_is_told_as_the_terminal_tells_it(self):
        cut = ("T 04 FF 01 F1", "R 80 00 00")
        back = ("T 04 FF 02 F2 05", "R 80 00 00")
        told = (events.ACQUIRER_LINE, events.OFF_LINE), (events.ACQUIRER_LINE, events.ON_LINE)
        self.check((SALE, cut, back, APPROVED), STARTED, *told, ENDED)

    def test_the_register_has_off_line_sales_sent(self):
        order = ("R 06 51 03 12 34 56", "T 80 00 00", "T 04 FF 01 06", "R 80 00 00")
        self.check((order, DONE), (events.OFFLINE_SENT,))
        self.line.seen.clear()
        self.check((order, ("T 06 0F 02 27 FA", "R 80 00 00"), order, abort(0xFA)))

    def test_abort_request_of_the_register_belongs_to_the_sale(self):
        wanted = (1, 0x6C, 1000, 978) + (None,) * 8
        script = ("R 06 B0 00", "T 80 00 00", "T 06 1E 01 6C", "R 80 00 00")
        self.check((SALE, script), STARTED, (events.SALE_ENDED, wanted))

    def test_taken_away(self):
        self.line.talk(SALE)
        self.line.watch.break_off()
        self.assertEqual(self.line.seen, [STARTED, NOT_SEEN])

    def test_lost_positive_answer(self):
        self.line.talk(SALE[:1], LINE[:1])
        self.line.wait(limits.ZVT_WATCHED_ANSWER_MS)
        self.assertTrue(self.line.watch.open())
        self.setUp()
        self.check((SALE[:1], APPROVED, TAKEN, DONE), STARTED, ENDED, NOT_VISIBLE)

    def test_what_no_dialog_asked_for_is_nothing(self):
        self.check((APPROVED, TAKEN, LINE, DONE, ("T 06 0F 04 19 01 27 00",)))


class StartUpTest(WatchCase):
    def test_registration_and_status(self):
        register = ("R 06 00 06 12 34 56 BE 09 78", "T 80 00 00")
        registered = ("T 06 0F 0A 19 01 29 52 52 35 35 49 09 78", "R 80 00 00")
        initialise = ("R 06 93 03 12 34 56", "T 80 00 00", "T 04 FF 01 CA", "R 80 00 00")
        enquiry = ("R 05 01 03 12 34 56", "T 80 00 00")
        locked = ("T 06 0F 01 51", "R 80 00 00")
        ready = ("T 06 0F 05 F0 F0 F1 41 00", "R 80 00 00")
        self.check(
            (register, registered, enquiry, locked, initialise, DONE, enquiry, ready),
            (events.REGISTERED, 1, "52523535", 978),
            (events.TERMINAL_STATUS, 0x51),
            (events.SIGN_IN_SEEN,),
            (events.TERMINAL_STATUS, 0x00),
        )

    def test_nothing_comes_after_a_completion(self):
        enquiry = ("R 05 01 03 12 34 56", "T 80 00 00", "T 06 0F 01 51", "T 06 0F 01 00")
        self.check((enquiry,), (events.TERMINAL_STATUS, 0x51))

    def test_log_off_has_no_completion(self):
        self.check((("R 06 02 00", "T 80 00 00"),))
        self.assertFalse(self.line.watch.open())

    def test_the_dialog_is_open_until_its_last_acknowledgement(self):
        line = self.line
        line.talk(SALE, APPROVED, TAKEN, DONE[:1])
        self.assertTrue(line.watch.open())
        line.says(DONE[1], acknowledged=False)
        self.assertTrue(line.watch.open())
        line.watch.acknowledged(False)
        self.assertTrue(line.watch.open())
        line.watch.acknowledged(True)
        self.assertFalse(line.watch.open())

    def test_a_last_acknowledgement_that_never_comes(self):
        self.line.talk(SALE, APPROVED, TAKEN, DONE[:1])
        self.line.wait(limits.ZVT_T2_MS + limits.ZVT_T3_MS)
        self.assertFalse(self.line.watch.open())
        self.assertEqual(self.line.seen, [STARTED, ENDED, NOT_VISIBLE])


class SettlementTest(WatchCase):
    ASK = ("R 06 50 03 12 34 56", "T 80 00 00", "T 04 FF 01 0A", "R 80 00 00")
    ROWS = "60 F0 F5 F3 00 68 00 71 04 00 00 00 00 26 00" + " 00" * 42
    TOLD = ("T 04 0F 42 27 00 04 00 00 00 00 26 00 " + ROWS, "R 80 00 00")

    def test_done(self):
        wanted = (events.SETTLEMENT_SEEN, 4, 2600, 0)
        self.check((self.ASK, self.TOLD, LINE, LAST, DONE), wanted)
        self.assertEqual(self.line.watch.away_until_ms, 0)

    def test_done_and_the_terminal_goes_away(self):
        for code in (0xE0, 0xFC):
            self.setUp()
            goes = ("T 06 0F 02 27 %02X" % code, "R 80 00 00")
            self.check((self.ASK, self.TOLD, goes), (events.SETTLEMENT_SEEN, 4, 2600, 0))
            self.assertTrue(self.line.watch.away_until_ms > self.line.now_ms)

    def test_not_done(self):
        for code in (0x77, 0xA3, 0xF0):
            self.setUp()
            abort = ("T 06 1E 01 %02X" % code, "R 80 00 00")
            self.check((self.ASK, abort), (events.SETTLEMENT_SEEN, None, None, code))

    def test_refused_by_its_status_information(self):
        told = ("T 04 0F 02 27 77", "R 80 00 00")
        self.check((self.ASK, told, DONE), (events.SETTLEMENT_SEEN, None, None, 0x77))

    def test_told_once_though_the_register_never_answers(self):
        self.line.talk(self.ASK, self.TOLD, DONE[:1])
        self.line.wait(limits.ZVT_T4_MS)
        self.assertEqual(self.line.seen, [(events.SETTLEMENT_SEEN, 4, 2600, 0)])

    def test_broken_off_is_unknown(self):
        self.line.talk(self.ASK, self.TOLD)
        self.line.wait(limits.ZVT_T4_MS)
        self.assertEqual(self.line.seen, [(events.SETTLEMENT_SEEN, 4, 2600, None)])


if __name__ == "__main__":
    unittest.main()
