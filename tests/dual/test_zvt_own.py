# SPDX-License-Identifier: MIT
"""Own commands beside a terminal: each outcome, each timer, each way a line can spoil a dialog."""

import unittest

from zvt_beside import ANSWERED, ANSWERING, OK, PASSWORD, SETTLE, SILENT, TOTALS, Beside, ended

from agent import events, limits
from agent.terminals.zvt.driver import ZvtDriver
from agent.terminals.zvt.framing import encode
from posminder_formats import profile_fields


class OutcomeTest(unittest.TestCase):
    def setUp(self):
        self.line = Beside()

    def finish(self, command, *texts):
        """Run `command` against the terminal's texts; return the events but LINE_ANSWERING."""
        self.line = Beside().served(command)
        for text in texts:
            self.line.says(text)
            self.assertEqual(self.line.heard(), ANSWERED)
            self.line.says("ACK")
        self.assertFalse(self.line.driver.busy())
        self.assertEqual(self.line.seen[0], ANSWERING)
        return self.line.seen[1:]

    def test_settlement_byte_by_byte(self):
        line = self.line
        self.assertTrue(line.ask())
        self.assertEqual(line.sent.hex(), "10020650031234561003c4af")
        self.assertEqual(line.heard(), [SETTLE])
        line.says("ACK", OK)
        self.assertEqual(line.heard(), ["ACK"])
        for text in ("04 FF 01 0A", TOTALS, "06 D1 02 00 41", "06 D1 01 81"):
            line.says(text)
            self.assertEqual(line.heard(), ANSWERED)
            line.says("ACK")
        self.assertTrue(line.driver.busy())
        line.says("06 0F 02 27 E0")
        self.assertEqual(line.heard(), ANSWERED)
        self.assertEqual(line.seen, [ANSWERING])
        line.says("ACK")
        self.assertEqual(line.seen[1:], [ended(events.SETTLE, events.DONE, 0xE0, (4, 2600))])
        self.assertEqual(line.driver.own_print_lines, 2)
        self.assertEqual(line.heard(), [])
        self.assertTrue(line.driver.deadline_ms() is None)

    def test_what_an_end_of_day_came_to_is_kept_apart(self):
        """Impossible, no connection, an older one open; and done, though the terminal goes away."""
        for said, outcome, code, detail in (
            (("06 1E 01 77",), events.REFUSED, 0x77, None),
            (("06 1E 01 A3",), events.REFUSED, 0xA3, None),
            (("06 1E 01 F0",), events.REFUSED, 0xF0, None),
            (("06 1E 01 6C",), events.REFUSED, 0x6C, None),
            ((TOTALS, "06 0F 00"), events.DONE, 0, (4, 2600)),
            ((TOTALS, "06 0F 02 27 E0"), events.DONE, 0xE0, (4, 2600)),
            ((TOTALS, "06 0F 02 27 FC"), events.DONE, 0xFC, (4, 2600)),
            (("06 0F 02 27 77",), events.REFUSED, 0x77, None),
            (("04 0F 02 27 A3", "06 0F 00"), events.REFUSED, 0xA3, (None, None)),
        ):
            self.setUp()
            seen = self.finish(events.SETTLE, *said)
            self.assertEqual(seen, [ended(events.SETTLE, outcome, code, detail)], said)

    def test_a_terminal_that_goes_away_is_asked_nothing_until_it_may_be_back(self):
        self.finish(events.SETTLE, TOTALS, "06 0F 02 27 FC")
        self.assertTrue(self.line.ask(events.READ_TOTALS))
        self.assertEqual(self.line.heard(), [])
        self.line.now_ms += limits.ZVT_AWAY_MS
        self.line.driver.on_deadline(self.line.now_ms)
        self.assertEqual(self.line.heard(), ["06 10 03 12 34 56"])

    def test_a_diagnosis_passes_the_time_on(self):
        clock = "04 01 08 AA 25 11 18 0C 12 34 56"
        seen = self.finish(events.DIAGNOSE, "04 FF 01 0A", clock, "06 D1 01 81", "06 0F 00")
        wanted = ended(events.DIAGNOSE, events.DONE)
        self.assertEqual(seen, [(events.CLOCK_TOLD, 251118, 123456), wanted])

    def test_a_diagnosis_that_tells_no_time_or_none_that_can_be_read(self):
        for said in ("04 01 00", "04 01 04 0C 12 34 56", "04 01 08 AA 25 11 1A 0C 12 34 56"):
            seen = self.finish(events.DIAGNOSE, said, "06 0F 00")
            self.assertEqual(seen, [ended(events.DIAGNOSE, events.DONE)], said)

    def test_its_clock_is_set_to_the_moment_at_which_it_is_told(self):
        line = self.line
        self.assertFalse(line.driver.request(events.SET_CLOCK, line.now_ms))  # and to what?
        at_zero_s = 1763498096  # 2025-11-18 20:34:56
        self.assertTrue(line.driver.request(events.SET_CLOCK, line.now_ms, at_zero_s))
        line.now_ms += 5000
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), ["06 91 0B 12 34 56 AA 25 11 18 0C 20 35 02"])
        line.says("ACK", OK, "06 0F 00", "ACK")
        self.assertEqual(line.seen[1:], [ended(events.SET_CLOCK, events.DONE)])

    def test_words_are_shown_and_80_00_is_the_end_of_it(self):
        """With the vector's line (06 E0 of bezahl-online's memo), behind the seconds."""
        line = self.line
        self.assertFalse(line.driver.request(events.SHOW_TEXT, line.now_ms))  # and what?
        self.assertTrue(line.driver.request(events.SHOW_TEXT, line.now_ms, ("Hallo Welt",)))
        line.driver.on_deadline(line.now_ms)
        hallo = "F1 F1 F0 48 61 6C 6C 6F 20 57 65 6C 74"
        self.assertEqual(line.heard(), ["06 E0 0F F0 05 " + hallo])
        line.says("ACK", OK)
        self.assertEqual(line.seen[1:], [ended(events.SHOW_TEXT, events.DONE)])
        self.assertEqual(line.heard(), ["ACK"])

    def test_a_terminal_that_completes_a_text_later_completes_nothing_else_with_it(self):
        line = self.line
        line.driver.request(events.SHOW_TEXT, line.now_ms, ("Hallo Welt",))
        line.driver.on_deadline(line.now_ms)
        line.says("ACK", OK)
        line.heard()
        self.assertTrue(line.ask(events.SETTLE))
        self.assertEqual(line.heard(), [])
        line.now_ms += limits.ZVT_DISPLAY_S * 1000
        line.says("06 0F 00")
        self.assertEqual(line.heard(), ANSWERED)
        line.says("ACK")
        line.now_ms += limits.ZVT_T3_MS
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), [SETTLE])
        self.assertEqual(len(line.seen), 2)
        line.says("ACK", OK, "06 0F 00", "ACK")
        self.assertFalse(line.driver.request(events.SHOW_TEXT, line.now_ms, ("Hallo Welt",)))

    def test_the_longest_words_fit_and_what_no_terminal_can_show_does_not_pass(self):
        line = self.line
        words = ("x" * 40, "\u672a\u7ed3\u7b97 \u00e4\x10", "third")
        self.assertTrue(line.driver.request(events.SHOW_TEXT, line.now_ms, words))
        line.driver.on_deadline(line.now_ms)
        (said,) = line.heard()
        self.assertEqual(bytes.fromhex(said.replace(" ", ""))[5:-9], b"\xf1\xf2\xf1" + b"x" * 21)
        self.assertEqual(said[-26:], "F2 F0 F6 3F 3F 3F 20 3F 3F")

    def test_a_status_tells_the_terminals_own_time_too(self):
        clock = "34 0D 1F 0E 04 20 25 11 18 1F 0F 03 12 34 56"
        seen = self.finish(events.CHECK_STATUS, "06 0F 12 00 06 0F " + clock)
        told = (events.TERMINAL_CLOCK, 251118, 123456)
        self.assertEqual(seen[:1] + seen[-1:], [told, ended(events.CHECK_STATUS, events.DONE)])

    def test_settlement_refused(self):
        for code in (0x77, 0xA3, 0xF0):
            seen = self.finish(events.SETTLE, "06 1E 01 %02X" % code)
            self.assertEqual(seen, [ended(events.SETTLE, events.REFUSED, code)])

    def test_settlement_refused_by_its_status_information(self):
        seen = self.finish(events.SETTLE, "04 0F 02 27 77", "06 0F 00")
        wanted = ended(events.SETTLE, events.REFUSED, 0x77, (None, None))
        self.assertEqual(seen, [wanted])

    def test_settlement_refused_by_its_completion(self):
        seen = self.finish(events.SETTLE, "06 0F 02 27 77")
        self.assertEqual(seen, [ended(events.SETTLE, events.REFUSED, 0x77)])

    def test_an_abort_without_a_code_is_a_refusal(self):
        seen = self.finish(events.SETTLE, "06 1E 00")
        self.assertEqual(seen, [ended(events.SETTLE, events.REFUSED, 0xFF)])

    def test_refused_at_once(self):
        for code in (0x9C, 0x37):
            line = Beside()
            line.ask()
            line.says("ACK", "84 %02X 00" % code)
            self.assertEqual(line.heard(), [SETTLE, "ACK"])
            self.assertEqual(line.seen[1:], [ended(events.SETTLE, events.REFUSED, code)])

    def test_totals(self):
        seen = self.finish(events.READ_TOTALS, TOTALS, "06 0F 00")
        self.assertEqual(seen, [ended(events.READ_TOTALS, events.DONE, 0, (4, 2600))])

    def test_totals_that_were_not_told_are_unknown(self):
        seen = self.finish(events.READ_TOTALS, "06 0F 00")
        self.assertEqual(seen, [ended(events.READ_TOTALS, events.UNKNOWN)])

    def test_status(self):
        for body, code in (("01 00", 0), ("01 51", 0x51), ("05 F0 F0 F1 41 F0", 0xF0)):
            seen = self.finish(events.CHECK_STATUS, "06 0F " + body)
            self.assertEqual(seen, [ended(events.CHECK_STATUS, events.DONE, code)])
        seen = self.finish(events.CHECK_STATUS, "06 0F 00")
        self.assertEqual(seen, [ended(events.CHECK_STATUS, events.UNKNOWN)])

    def test_an_end_of_day_that_nobody_ordered_is_told(self):
        seen = self.finish(events.CHECK_STATUS, "04 FF 01 0F", "06 0F 01 00")
        self.assertEqual(seen, [(events.SETTLES_ITSELF,), ended(events.CHECK_STATUS, events.DONE)])
        seen = self.finish(events.SETTLE, "04 FF 01 0F", "06 1E 01 77")
        self.assertEqual(seen, [ended(events.SETTLE, events.REFUSED, 0x77)])

    def test_sending_off_line_sales(self):
        seen = self.finish(events.SEND_OFFLINE, "04 FF 01 06", "06 0F 00")
        self.assertEqual(seen, [ended(events.SEND_OFFLINE, events.DONE)])
        for refusal in ("06 1E 01 FA", "06 0F 02 27 FA"):
            seen = self.finish(events.SEND_OFFLINE, refusal)
            self.assertEqual(seen, [ended(events.SEND_OFFLINE, events.REFUSED, 0xFA)])

    def test_sign_in(self):
        seen = self.finish(events.SIGN_IN, "04 FF 01 CA", "06 0F 00")
        self.assertEqual(seen, [ended(events.SIGN_IN, events.DONE)])
        seen = self.finish(events.SIGN_IN, "06 1E 01 9B")
        self.assertEqual(seen, [ended(events.SIGN_IN, events.REFUSED, 0x9B)])

    def test_registering(self):
        seen = self.finish(events.REGISTER, "06 0F 0A 19 01 29 52 52 35 35 49 09 78")
        wanted = ended(events.REGISTER, events.DONE, 0, (1, "52523535", 978))
        self.assertEqual(seen, [(events.REGISTERED, 1, "52523535", 978), wanted])

    def test_repeating_a_receipt(self):
        seen = self.finish(events.REPEAT_RECEIPT, "06 0F 00")
        self.assertEqual(seen, [ended(events.REPEAT_RECEIPT, events.DONE)])
        seen = self.finish(events.REPEAT_RECEIPT, "06 1E 01 CC")
        self.assertEqual(seen, [ended(events.REPEAT_RECEIPT, events.REFUSED, 0xCC)])

    def test_a_receipt_repeated_to_us_was_printed_by_nobody(self):
        seen = self.finish(events.REPEAT_RECEIPT, "06 D1 03 00 41 42", "06 0F 00")
        self.assertEqual(seen, [ended(events.REPEAT_RECEIPT, events.UNKNOWN)])

    def test_last_sale(self):
        told = "04 0F 0D 27 05 04 00 00 00 00 10 00 0B 00 04 71"
        seen = self.finish(events.QUERY_LAST, told, "06 0F 00")
        sale = (1, 5, 1000, None, 471) + (None,) * 7
        self.assertEqual(seen, [ended(events.QUERY_LAST, events.DONE, 0, sale)])
        seen = self.finish(events.QUERY_LAST, "06 0F 00")
        self.assertEqual(seen, [ended(events.QUERY_LAST, events.DONE)])

    def test_work_for_a_real_register_is_declined(self):
        line = Beside().served()
        line.says("06 D8 01 00")
        self.assertEqual(line.heard(), ["ACK", "84 83 00"])

    def test_one_at_a_time_and_only_known_ones(self):
        self.assertTrue(self.line.ask())
        self.assertFalse(self.line.ask())
        self.assertFalse(Beside().ask(99))
        self.assertTrue(self.line.driver.busy())

    def test_the_next_may_be_asked_for_in_the_report_of_the_last(self):
        line = Beside()
        again = []

        def report(event):
            if event[0] == events.COMMAND_ENDED:
                again.append(line.driver.request(events.READ_TOTALS, line.now_ms))

        line.driver = ZvtDriver(
            profile_fields.WIRING_BESIDE, PASSWORD, 978, 0, line.take, line.nobody, report
        )
        line.served()
        line.says("06 0F 00", "ACK")
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(again, [True])
        self.assertEqual(line.heard(), ["ACK", OK, "06 10 03 12 34 56"])


class BreakTest(unittest.TestCase):
    """A break is unknown, never failed: only its ACK may have been lost."""

    UNKNOWN = ended(events.SETTLE, events.UNKNOWN)
    NOT_SENT = ended(events.SETTLE, events.NOT_SENT)
    STEPS = ("ACK", OK, "04 FF 01 0A", "ACK", TOTALS, "ACK", "06 0F 00", "ACK")

    def test_silence_after_each_step(self):
        """T2 three times, T3, or T4: whatever is running when the terminal falls silent."""
        waits = (15000, 5000, 180000, 15000, 180000, 15000, 180000, 15000)
        for steps in range(len(self.STEPS)):
            line = Beside()
            line.ask()
            line.says(*self.STEPS[:steps])
            self.assertEqual(line.run_until_quiet(), waits[steps])
            if steps < 7:
                self.assertEqual(line.seen[-2:], [SILENT, self.UNKNOWN])
            else:
                done = ended(events.SETTLE, events.DONE, 0, (4, 2600))
                self.assertEqual(line.seen, [ANSWERING, done])

    def test_each_frame_of_ours_is_sent_three_times(self):
        line = Beside()
        line.ask()
        line.run_until_quiet()
        self.assertEqual(line.heard(), [SETTLE] * 3)
        line = Beside().served()
        line.says("06 0F 00")
        line.run_until_quiet()
        self.assertEqual(line.heard(), ["ACK", OK, OK, OK])

    def test_nak_repeats_at_once(self):
        line = Beside()
        line.ask()
        line.says("NAK", "NAK")
        self.assertEqual(line.heard(), [SETTLE] * 3)
        line.says("ACK", OK, "06 0F 00", "NAK")
        self.assertEqual(line.heard(), ["ACK", "ACK", OK, OK])
        line.says("ACK")
        self.assertEqual(line.seen[-1], ended(events.SETTLE, events.DONE))

    def test_three_naks_are_unknown_and_not_silence(self):
        line = Beside()
        line.ask()
        line.says("NAK", "NAK", "NAK")
        self.assertEqual(line.seen, [self.UNKNOWN])

    def test_lost_acknowledgement_of_our_command(self):
        line = Beside()
        line.ask()
        line.says(OK, "06 0F 00", "ACK")
        self.assertEqual(line.heard(), [SETTLE, "ACK", "ACK", OK])
        self.assertEqual(line.seen[-1], ended(events.SETTLE, events.DONE))

    def test_lost_positive_answer(self):
        line = Beside()
        line.ask()
        line.says("ACK", "06 D1 01 41", "ACK")
        self.assertEqual(line.driver.deadline_ms(), line.now_ms + limits.ZVT_T4_MS)
        line.says(TOTALS, "ACK", "06 0F 00", "ACK")
        self.assertEqual(line.seen[-1], ended(events.SETTLE, events.DONE, 0, (4, 2600)))

    def test_our_acknowledgement_was_lost_at_each_step(self):
        """The terminal repeats; it is acknowledged again, answered again, counted once."""
        line = Beside()
        line.ask()
        line.says("ACK", OK, OK)
        self.assertEqual(line.heard(), [SETTLE, "ACK", "ACK"])
        for text in ("06 D1 01 81", TOTALS, "06 0F 00"):
            line.says(text, text)
            self.assertEqual(line.heard(), ["ACK", OK, "ACK", OK])
            line.says("ACK")
        self.assertEqual(line.driver.own_print_lines, 1)
        self.assertEqual(line.seen[1:], [ended(events.SETTLE, events.DONE, 0, (4, 2600))])
        self.assertEqual(line.driver.counters[0][2], 4)

    def test_the_completion_comes_again_after_the_end(self):
        line = Beside().served()
        line.says("06 0F 00")
        line.run_until_quiet()
        line.heard()
        seen = len(line.seen)
        line.now_ms += limits.ZVT_REPEAT_MS
        line.says("06 0F 00")
        self.assertEqual(line.heard(), ANSWERED)
        self.assertEqual(len(line.seen), seen)

    def test_a_late_dialog_comes_to_rest_and_is_not_believed(self):
        line = Beside().served()
        line.run_until_quiet()
        line.heard()
        line.says(TOTALS, "ACK", "06 0F 00", "ACK")
        self.assertEqual(line.heard(), ANSWERED * 2)
        self.assertEqual(line.seen, [ANSWERING, SILENT, self.UNKNOWN, ANSWERING])

    def test_print_lines_that_come_late_are_not_counted(self):
        line = Beside().served()
        line.run_until_quiet()
        line.says("06 D1 01 81")
        self.assertEqual(line.driver.own_print_lines, 0)

    def test_an_old_completion_is_not_taken_for_ours(self):
        line = Beside()
        line.ask()
        line.says("06 0F 00")
        self.assertEqual(line.heard(), [SETTLE, "ACK"])
        line.run_until_quiet()
        self.assertEqual(line.seen[-1], self.UNKNOWN)

    def test_damaged_frames_are_asked_for_again(self):
        out = bytearray(16)
        good = bytes(out[: encode(b"\x06\x0f\x00", out)])
        for index in range(len(good)):
            for middle in (b"", bytes((good[index] ^ 0x41,))):
                line = Beside().served()
                line.receive(good[:index] + middle + good[index + 1 :])
                line.now_ms += limits.ZVT_T1_MS + 1
                line.driver.on_deadline(line.now_ms)
                self.assertIn(line.heard(), ([], ["NAK"]))
                line.says("06 0F 00", "ACK")
                self.assertEqual(line.seen[-1], ended(events.SETTLE, events.DONE))

    def test_a_frame_begun_anew_is_not_asked_for_again(self):
        line = Beside().served()
        count = encode(b"\x06\x0f\x00", line.frame)
        line.receive(b"\x10\x02\x06\x0f" + bytes(line.frame[:count]))
        self.assertEqual(line.heard(), ANSWERED)

    def test_t1_asks_again(self):
        line = Beside().served()
        line.receive(b"\x10\x02\x06")
        self.assertEqual(line.driver.deadline_ms(), line.now_ms + limits.ZVT_T1_MS + 1)
        line.now_ms += limits.ZVT_T1_MS + 1
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), ["NAK"])

    def test_patience_may_be_asked_for(self):
        line = Beside().served()
        line.says("04 FF 02 0A 10", "ACK")
        self.assertEqual(line.run_until_quiet(), 600000)

    def test_cancel_only_before_it_began(self):
        line = Beside()
        line.driver.request(events.SETTLE, line.now_ms)
        line.driver.cancel()
        self.assertEqual(line.seen, [self.NOT_SENT])
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), [])
        line.served()
        line.driver.cancel()
        self.assertTrue(line.driver.busy())

    def test_reset_leaves_nothing_open(self):
        line = Beside().served()
        line.driver.reset(line.now_ms)
        self.assertEqual(line.seen[1:], [self.UNKNOWN])
        self.assertFalse(line.driver.busy())
        self.assertTrue(line.driver.deadline_ms() is None)
        line.served()
        line.says("06 0F 00", "ACK")
        self.assertEqual(line.seen[-1], ended(events.SETTLE, events.DONE))

    def test_before_its_first_command_it_sends_nothing(self):
        line = Beside()
        line.says("06 0F 00", "80 00 00", "ACK", "NAK")
        line.receive(b"\x10\x02\x06\x0f\x00\x10\x03\x00\x00")
        self.assertEqual(line.heard(), [])


if __name__ == "__main__":
    unittest.main()
