# SPDX-License-Identifier: MIT
"""Dialogues between register and terminal, written by hand, and what the watcher makes of them.

A script has one APDU a line, "R" from the register, "T" from the terminal; each is acknowledged
by the other side. Expected events are literals.
"""

import unittest

from agent import events, limits
from agent.terminals.zvt import framing
from agent.terminals.zvt.framing import Framer, encode
from agent.terminals.zvt.watch import Slip, Watch

STATUS = "27 00 04 00 00 00 00 10 00 0B 00 04 70 0C 12 34 56 0D 04 01 49 09 78 87 00 68 8A 06"
SOLD = (1, 0, 1000, 978, 470, 68, 6, None, None, 401, 123456)
DECLINED = "27 05 04 00 00 00 00 10 00 0B 00 04 71"

SALE = ("R 06 01 0A 04 00 00 00 00 10 00 49 09 78", "T 80 00 00", "T 04 FF 01 0A", "R 80 00 00")
APPROVED = ("T 04 0F %02X " % len(bytes.fromhex(STATUS.replace(" ", ""))) + STATUS,)
TAKEN = ("R 80 00 00",)
LINE = ("T 06 D1 03 00 41 42", "R 80 00 00")
LAST = ("T 06 D1 01 81", "R 80 00 00")
DONE = ("T 06 0F 00", "R 80 00 00")
STARTED = (events.SALE_STARTED, 1, 1000, 978)
ENDED = (events.SALE_ENDED, SOLD)
IN_DOUBT = (events.SALE_UNKNOWN, SOLD)
NOT_SEEN = (events.SALE_UNKNOWN, None)
DELIVERED_2 = (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 2, 0)


class Line:
    """Both directions of a line and their watcher."""

    def __init__(self):
        self.now_ms = 1000
        self.seen = []
        self.watch = Watch(self.seen.append)
        self.framers = {"R": Framer(), "T": Framer()}
        self.frame = bytearray(600)

    def says(self, text, acknowledged=True):
        side = text[0]
        count = encode(bytes.fromhex(text[2:].replace(" ", "")), self.frame)
        status = framing.MORE
        for i in range(count):
            status = self.framers[side].feed(self.frame[i])
        if status == framing.FRAME:
            if side == "R":
                self.watch.from_register(self.framers["R"], self.now_ms)
            else:
                self.watch.from_terminal(self.framers["T"], self.now_ms)
        if acknowledged:
            self.framers["T" if side == "R" else "R"].feed(6)
            self.watch.acknowledged(side == "R")

    def talk(self, *scripts):
        for script in scripts:
            for text in script:
                self.says(text)
                self.now_ms += 50
        return self.seen

    def wait(self, wait_ms):
        self.now_ms += wait_ms
        self.watch.on_deadline(self.now_ms)


class WatchCase(unittest.TestCase):
    def setUp(self):
        self.line = Line()

    def check(self, scripts, *wanted):
        self.assertEqual(self.line.talk(*scripts), list(wanted))


class SaleTest(WatchCase):
    def test_sale_with_receipt(self):
        self.check((SALE, APPROVED, TAKEN, LINE, LAST, DONE), STARTED, ENDED, DELIVERED_2)
        self.assertFalse(self.line.watch.open())
        self.assertIsNone(self.line.watch.deadline_ms())

    def test_approved_and_then_aborted_is_approved_and_in_doubt(self):
        abort = ("T 06 1E 01 6C", "R 80 00 00")
        self.check((SALE, APPROVED, TAKEN, abort), STARTED, ENDED, IN_DOUBT)

    def test_two_copies_are_two_receipts(self):
        self.check(
            (SALE, APPROVED, TAKEN, LINE, LAST, LAST, DONE),
            *(STARTED, ENDED, DELIVERED_2),
            (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 1, 0),
        )

    def test_declined_and_its_slip_is_no_receipt(self):
        declined = ("T 04 0F 0D " + DECLINED, "R 80 00 00")
        wanted = (1, 5, 1000, 978, 471, None, None, None, None, None, None)
        self.check(
            (SALE, declined, LINE, LAST, ("T 06 1E 01 05", "R 80 00 00")),
            *(STARTED, (events.SALE_ENDED, wanted)),
        )

    def test_aborted_before_any_status(self):
        wanted = (1, 0x6C, 1000, 978) + (None,) * 7
        self.check((SALE, ("T 06 1E 01 6C", "R 80 00 00")), STARTED, (events.SALE_ENDED, wanted))

    def test_an_abort_without_a_code_is_not_an_approval(self):
        wanted = (1, 0xFF, 1000, 978) + (None,) * 7
        self.check((SALE, ("T 06 1E 00", "R 80 00 00")), STARTED, (events.SALE_ENDED, wanted))
        self.line.seen.clear()
        self.check((SALE, ("T 06 1E 01 00",)), STARTED, (events.SALE_ENDED, wanted))

    def test_refused_at_once(self):
        wanted = (1, 0x9C, 1000, 978) + (None,) * 7
        self.check((SALE[:1], ("T 84 9C 00",)), STARTED, (events.SALE_ENDED, wanted))
        self.assertFalse(self.line.watch.open())

    def test_completion_without_an_outcome_is_unknown(self):
        self.check((SALE, DONE), STARTED, NOT_SEEN)

    def test_a_result_told_only_in_the_completion(self):
        wanted = (1, 0, 1000, 978) + (None,) * 7
        self.check((SALE, ("T 06 0F 02 27 00",)), STARTED, (events.SALE_ENDED, wanted))

    def test_reversal_and_refund(self):
        reversal = ("R 06 30 06 12 34 56 87 00 68", "T 80 00 00")
        refund = ("R 06 31 0A 12 34 56 04 00 00 00 00 05 00", "T 80 00 00")
        self.check(
            (reversal, APPROVED, TAKEN, DONE, refund, APPROVED, TAKEN, DONE),
            (events.SALE_STARTED, 3, None, None),
            (events.SALE_ENDED, (3,) + SOLD[1:]),
            (events.SALE_STARTED, 2, 500, None),
            (events.SALE_ENDED, (2,) + SOLD[1:]),
        )

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
        self.check((SALE, APPROVED, wait, partly, DONE), STARTED, ENDED)


class RepeatTest(WatchCase):
    def test_every_frame_of_a_sale_sent_again_without_acknowledgement(self):
        for script in (SALE, APPROVED, TAKEN, LINE, LAST, DONE):
            for text in script:
                self.line.says(text, acknowledged=False)
                self.line.says(text, acknowledged=False)
                self.line.says(text)
        self.assertEqual(self.line.seen, [STARTED, ENDED, DELIVERED_2])

    def test_equal_lines_that_were_answered_are_two_lines(self):
        wanted = (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 3, 0)
        self.check((SALE, APPROVED, TAKEN, LINE, LINE, LAST, DONE), STARTED, ENDED, wanted)


class BrokenOffTest(WatchCase):
    def test_a_new_command_in_between(self):
        self.check((SALE, SALE[:1]), STARTED, NOT_SEEN, STARTED)

    def test_a_new_command_after_the_outcome_leaves_sale_and_receipt_in_doubt(self):
        unanswered = ("T 06 D1 03 00 41 42",)
        lost = (events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 0, 0)
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

    def test_abort_request_of_the_register_belongs_to_the_sale(self):
        wanted = (1, 0x6C, 1000, 978) + (None,) * 7
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
        self.check((SALE[:1], APPROVED, TAKEN, DONE), STARTED, ENDED)

    def test_what_no_dialog_asked_for_is_nothing(self):
        self.check((APPROVED, TAKEN, LINE, DONE, ("T 06 0F 04 19 01 27 00",)))


class ReceiptTest(WatchCase):
    REFUSED = (events.RECEIPT_ENDED, events.RECEIPT_REFUSED, 1, 0)

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
            (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 3, 0),
        )

    def test_a_line_never_answered(self):
        self.check((SALE, APPROVED, TAKEN, LINE, LAST[:1], DONE), STARTED, ENDED, self.REFUSED)

    def test_no_last_mark_but_all_answered(self):
        self.check(
            (SALE, APPROVED, TAKEN, LINE, DONE),
            *(STARTED, ENDED, (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 1, 0)),
        )

    def test_text_block(self):
        block = ("T 06 D3 0A 06 08 25 06 07 01 41 09 01 00", "R 80 00 00")
        marked = ("T 06 D3 0A 06 08 25 06 07 01 41 09 01 81", "R 80 00 00")
        self.check((SALE, APPROVED, TAKEN, block, marked, DONE), STARTED, ENDED, DELIVERED_2)

    def test_no_lines_no_proof(self):
        self.check((SALE, APPROVED, TAKEN, DONE), STARTED, ENDED)

    def test_repeated_receipt_is_a_duplicate_and_no_sale(self):
        ask = ("R 06 20 05 12 34 56 03 01", "T 80 00 00")
        self.check(
            (ask, APPROVED, TAKEN, LINE, LAST, DONE),
            (events.RECEIPT_ENDED, events.RECEIPT_DELIVERED, 2, 1),
        )

    def test_a_repeated_settlement_slip_is_no_receipt(self):
        ask = ("R 06 20 09 12 34 56 06 04 1F 01 01 04", "T 80 00 00")
        self.check((ask, LINE, LAST, DONE))

    def test_admin_prints_are_no_receipts(self):
        self.check((("R 06 1A 00", "T 80 00 00"), LINE, LAST, DONE))

    def test_slip_alone(self):
        slip = Slip()
        self.assertIsNone(slip.answered(True))
        self.assertIsNone(slip.ended())
        slip.line(True, 7)
        self.assertEqual(slip.answered(True), events.RECEIPT_DELIVERED)


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
            (events.REGISTERED, 1, "52523535"),
            (events.TERMINAL_STATUS, 0x51),
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
        self.assertEqual(self.line.seen, [STARTED, ENDED])


class SettlementTest(WatchCase):
    ASK = ("R 06 50 03 12 34 56", "T 80 00 00", "T 04 FF 01 0A", "R 80 00 00")
    ROWS = "60 F0 F5 F3 00 68 00 71 04 00 00 00 00 26 00" + " 00" * 42
    TOLD = ("T 04 0F 42 27 00 04 00 00 00 00 26 00 " + ROWS, "R 80 00 00")

    def test_done(self):
        wanted = (events.SETTLEMENT_SEEN, 4, 2600, 0)
        self.check((self.ASK, self.TOLD, LINE, LAST, ("T 06 0F 02 27 E0", "R 80 00 00")), wanted)

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
