# SPDX-License-Identifier: MIT
"""In line: every byte passes, own commands keep to their moment, and nothing is ever mixed."""

import unittest

import zvt_by_hand
from zvt_by_hand import IDLE_MS, PASSWORD, frame

from agent import events, limits
from agent.terminals import link
from agent.terminals.zvt.driver import ZvtDriver
from agent.terminals.zvt.framing import encode
from posminder_formats import profile_fields

try:
    import micropython
except ImportError:
    micropython = None

SALE = frame("06 01 0A 04 00 00 00 00 10 00 49 09 78")
ENQUIRY = frame("05 01 03 12 34 56")
TOTALS = frame("06 10 03 12 34 56")
OK = frame("80 00 00")
WAIT = frame("84 9C 00")
COMPLETION = frame("06 0F 00")
STATUS = frame("04 0F 0D 27 00 04 00 00 00 00 10 00 0B 00 04 70")
ACK = b"\x06"
NAK = b"\x15"


class InLine(zvt_by_hand.InLine):
    """With a sale, and own commands, played to their ends."""

    def sale(self):
        self.register_says(SALE)
        self.terminal_says(ACK + OK)
        self.register_says(ACK)
        self.terminal_says(STATUS)
        self.register_says(ACK + OK)
        self.terminal_says(ACK + COMPLETION)
        self.register_says(ACK + OK)
        self.terminal_says(ACK)

    def own(self, command=events.READ_TOTALS):
        """Let an own command begin and forget the bytes of its beginning."""
        self.driver.request(command, self.now_ms)
        self.wait(IDLE_MS)
        self.received()
        return self

    def finish_own(self):
        self.terminal_says(ACK + OK)
        self.terminal_says(COMPLETION)
        self.terminal_says(ACK)

    def kinds(self):
        return [event[0] for event in self.seen]


class PassingTest(unittest.TestCase):
    def setUp(self):
        self.line = InLine()

    def test_a_sale_passes_unchanged(self):
        self.line.sale()
        wanted = (SALE + ACK + ACK + OK + ACK + OK, ACK + OK + STATUS + ACK + COMPLETION + ACK)
        self.assertEqual(self.line.received(), wanted)
        wanted = [events.SALE_STARTED, events.LINE_ANSWERING, events.SALE_ENDED]
        wanted.append(events.RECEIPT_ENDED)  # not visible
        self.assertEqual(self.line.kinds(), wanted)

    def test_each_byte_passes_at_once_good_or_bad(self):
        noise = bytes(range(256)) + SALE[:5] + SALE + b"\x10\x02\x10\x02\x10\x03\x00"
        for value in noise:
            self.line.terminal_says(bytes((value,)))
            self.line.register_says(bytes((value,)))
            self.assertEqual(self.line.received(), (bytes((value,)), bytes((value,))))

    def test_a_frame_that_breaks_off_is_the_other_sides_business(self):
        self.line.register_says(SALE[:5])
        self.line.terminal_says(OK[:5])
        self.line.wait(limits.ZVT_T1_MS + 1)
        self.assertEqual(self.line.received(), (SALE[:5], OK[:5]))
        terminal, register = self.line.driver.counters
        self.assertEqual((terminal[link.COUNT_LOST], register[link.COUNT_LOST]), (1, 1))

    def test_a_frame_too_long_to_hold_passes_too(self):
        text = "06 D3 FF 00 08" + " 41" * 2048
        out = bytearray(4200)
        count = encode(bytes.fromhex(text.replace(" ", "")), out)
        self.line.terminal_says(bytes(out[:count]))
        self.assertEqual(self.line.received()[1], bytes(out[:count]))
        counts = self.line.driver.counters[0]
        self.assertEqual(counts[link.COUNT_OVERSIZE], 1)
        self.assertEqual(counts[link.COUNT_GOOD], 1)

    def test_counters(self):
        bad = SALE[:-1] + bytes((SALE[-1] ^ 1,))
        self.line.register_says(SALE + SALE + bad + SALE[:6] + SALE)
        self.line.terminal_says(ACK + OK)
        terminal, register = self.line.driver.counters
        self.assertEqual(terminal, (1, 0, 0, 0, 0, 0))
        self.assertEqual(register, (1, 1, 2, 1, 0, 0))

    def test_what_a_port_does_not_take_is_counted(self):
        line = self.line
        line.driver = ZvtDriver(
            *(profile_fields.WIRING_IN_LINE, PASSWORD, 978, IDLE_MS),
            *(lambda data, count: None, lambda data, count: 1, line.seen.append),
        )
        line.register_says(OK)
        line.terminal_says(OK)
        terminal, register = line.driver.counters
        self.assertEqual(terminal[link.COUNT_DROPPED], len(OK))
        self.assertEqual(register[link.COUNT_DROPPED], len(OK) - 1)

    def test_passing_mid_frame_bytes_allocates_nothing(self):
        if micropython is None:
            return
        taken = bytearray(1)

        def sink(data, count):
            taken[0] = data[0]
            return count

        driver = ZvtDriver(
            profile_fields.WIRING_IN_LINE, PASSWORD, 978, IDLE_MS, sink, sink, self.line.seen.append
        )
        head, middle = SALE[:3], SALE[3:12]
        driver.from_terminal(head, 3, 1000)
        driver.from_register(head, 3, 1000)
        micropython.heap_lock()
        try:
            driver.from_terminal(middle, 9, 1001)
            driver.from_register(middle, 9, 1001)
        finally:
            micropython.heap_unlock()
        self.assertEqual(taken[0], middle[0])


class MomentTest(unittest.TestCase):
    """An own command begins in a quiet moment, or not at all."""

    def setUp(self):
        self.line = InLine()

    def test_after_the_silence_and_not_before(self):
        line = self.line
        line.sale()
        line.received()
        line.driver.request(events.READ_TOTALS, line.now_ms)
        self.assertEqual(line.driver.deadline_ms(), line.now_ms + IDLE_MS)
        line.wait(IDLE_MS - 1)
        self.assertFalse(line.driver.idle(line.now_ms))
        self.assertEqual(line.received(), (b"", b""))
        line.wait(1)
        self.assertEqual(line.received(), (TOTALS, b""))

    def test_never_inside_a_dialog(self):
        line = self.line
        line.register_says(SALE)
        line.terminal_says(ACK + OK)
        line.received()
        line.driver.request(events.READ_TOTALS, line.now_ms)
        line.wait(IDLE_MS * 10)
        self.assertFalse(line.driver.idle(line.now_ms))
        self.assertEqual(line.received(), (b"", b""))
        line.wait(limits.ZVT_T4_MS)
        self.assertEqual(line.seen[-1], (events.SALE_UNKNOWN, None))
        self.assertEqual(line.received()[0], TOTALS)

    def test_what_is_of_a_moment_gives_way_to_a_register_that_speaks(self):
        """Its sale may open a batch: whoever wanted the clock set decides anew."""
        line = self.line
        for command, gives_way in ((events.SET_CLOCK, True), (events.READ_TOTALS, False)):
            del line.seen[:]
            line.driver.request(command, line.now_ms, 1763498096)
            line.register_says(SALE[:1])
            wanted = (events.COMMAND_ENDED, command, events.NOT_SENT, 0, None)
            self.assertEqual(line.seen, [wanted] if gives_way else [])

    def test_no_quiet_moment_within_the_time(self):
        line = self.line
        line.driver.request(events.READ_TOTALS, line.now_ms)
        for _ in range((limits.ZVT_IDLE_WAIT_MS + IDLE_MS) // 4000 + 1):
            line.register_says(NAK)
            line.wait(4000)
        wanted = (events.COMMAND_ENDED, events.READ_TOTALS, events.NOT_SENT, 0, None)
        self.assertEqual(line.seen, [wanted])
        self.assertFalse(TOTALS in line.received()[0])

    def test_registering_is_the_registers_business(self):
        self.assertFalse(self.line.driver.request(events.REGISTER, self.line.now_ms))

    def test_own_dialogs_follow_each_other_without_a_pause(self):
        line = self.line.own()
        line.finish_own()
        line.received()
        line.driver.request(events.SETTLE, line.now_ms)
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.received()[0], frame("06 50 03 12 34 56"))


class CollisionTest(unittest.TestCase):
    """Nothing lost, nothing mixed, whichever byte the two meet at."""

    def test_the_register_began_first(self):
        for split in range(1, len(SALE)):
            line = InLine()
            line.wait(IDLE_MS)
            line.driver.request(events.READ_TOTALS, line.now_ms)
            line.register_says(SALE[:split])
            line.driver.on_deadline(line.now_ms)
            line.wait(100)
            line.register_says(SALE[split:])
            self.assertEqual(line.received(), (SALE, b""))
            self.assertTrue(line.driver.busy())

    def test_a_frame_under_way_is_enough_where_no_silence_is_asked_for(self):
        for speak in ("register_says", "terminal_says"):
            line = InLine(0)
            line.driver.request(events.READ_TOTALS, line.now_ms)
            getattr(line, speak)(SALE[:3])
            line.driver.on_deadline(line.now_ms)
            self.assertFalse(TOTALS in line.received()[0])
            line.wait(limits.ZVT_T1_MS + 1)
            self.assertEqual(line.received()[0], TOTALS)

    def test_the_register_spoke_while_we_were_speaking(self):
        """Its frame arrives in two parts around every step of the own dialog."""
        steps = (ACK, OK, frame("04 FF 01 0A"), ACK, COMPLETION, ACK)
        for split in range(len(ENQUIRY) + 1):
            for met in range(len(steps)):
                line = InLine().own()
                for data in steps[:met]:
                    line.terminal_says(data)
                line.received()
                line.register_says(ENQUIRY[:split])
                line.terminal_says(steps[met])
                line.register_says(ENQUIRY[split:])
                self.check(line, split, steps[met + 1 :])

    def check(self, line, split, rest):
        """Only what is ours reached either side; after the rest the register is heard again."""
        terminal, register = line.received()
        if register == b"":  # its whole frame came after our last byte, and went through
            self.assertEqual((split, rest), (0, ()))
            self.assertEqual(terminal[-len(ENQUIRY) :], ENQUIRY)
            return
        self.assertEqual(register, ACK + WAIT)
        self.assertFalse(ENQUIRY[:6] in terminal)
        line.register_says(ACK)
        for data in rest:
            line.terminal_says(data)
        self.assertEqual(line.received()[1], b"")
        self.assertEqual(line.seen[-1][:3], (events.COMMAND_ENDED, events.READ_TOTALS, 3))
        line.now_ms += 2000
        line.register_says(ENQUIRY)
        self.assertEqual(line.received(), (ENQUIRY, b""))
        line.terminal_says(ACK + OK)
        self.assertEqual(line.received(), (b"", ACK + OK))

    def test_the_answer_is_repeated_like_any_frame(self):
        line = InLine().own()
        line.register_says(SALE)
        self.assertEqual(line.received()[1], ACK + WAIT)
        line.register_says(NAK)
        self.assertEqual(line.received()[1], WAIT)
        line.terminal_says(ACK + OK)
        line.wait(limits.ZVT_T2_MS)
        self.assertEqual(line.received()[1], WAIT)
        line.wait(limits.ZVT_T2_MS)
        line.register_says(NAK)
        self.assertEqual(line.received()[1], b"")
        line.register_says(ENQUIRY + NAK)
        self.assertEqual(line.received()[1], ACK + WAIT + WAIT)

    def test_a_repeated_command_is_not_handed_on_while_its_answer_is_out(self):
        line = InLine().own()
        line.register_says(SALE)
        line.finish_own()
        line.received()
        line.register_says(SALE)
        self.assertEqual(line.received(), (b"", ACK + WAIT))

    def test_a_late_acknowledgement_of_the_register_ends_here(self):
        line = InLine().own()
        line.finish_own()
        line.received()
        line.register_says(ACK + NAK)
        self.assertEqual(line.received(), (b"", b""))

    def test_the_register_repeats_its_command(self):
        line = InLine().own()
        line.register_says(SALE + SALE)
        self.assertEqual(line.received(), (b"", (ACK + WAIT) * 2))

    def test_an_answer_of_the_register_is_only_acknowledged(self):
        line = InLine().own()
        line.register_says(OK)
        self.assertEqual(line.received(), (b"", ACK))

    def test_a_damaged_command_is_asked_for_again(self):
        for split in range(2, len(SALE)):
            line = InLine().own()
            line.register_says(SALE[:split])
            line.wait(limits.ZVT_T1_MS + 1)
            self.assertEqual(line.received(), (b"", NAK))
            line.register_says(SALE)
            self.assertEqual(line.received(), (b"", ACK + WAIT))

    def test_what_comes_late_from_the_terminal_stays_with_us(self):
        line = InLine().own()
        line.terminal_says(ACK + OK)
        line.wait(limits.ZVT_T4_MS)
        line.received()
        line.wait(limits.ZVT_T4_MS)
        line.terminal_says(STATUS)
        self.assertEqual(line.received(), (ACK + OK, b""))

    def test_a_register_that_speaks_into_a_late_frame_waits(self):
        line = InLine().own()
        line.finish_own()
        line.received()
        line.terminal_says(COMPLETION[:4])
        line.register_says(ENQUIRY)
        line.terminal_says(COMPLETION[4:])
        self.assertEqual(line.received(), (ACK + OK, ACK + WAIT))

    def test_a_sale_after_an_own_command_is_seen_whole(self):
        line = InLine().own()
        line.finish_own()
        line.received()
        line.seen.clear()
        line.sale()
        wanted = [events.SALE_STARTED, events.SALE_ENDED, events.RECEIPT_ENDED]
        self.assertEqual(line.kinds(), wanted)
        self.assertEqual(line.received()[0], SALE + ACK + ACK + OK + ACK + OK)

    def test_two_frames_in_one_chunk_the_second_goes_through(self):
        line = InLine().own()
        line.register_says(SALE)
        line.finish_own()
        line.received()
        line.register_says(ACK + ENQUIRY)
        self.assertEqual(line.received(), (ENQUIRY, b""))

    def test_reset_in_a_sale(self):
        line = InLine()
        line.register_says(SALE)
        line.driver.reset(line.now_ms)
        self.assertEqual(line.seen[1:], [(events.SALE_UNKNOWN, None)])
        self.assertTrue(line.driver.idle(line.now_ms + IDLE_MS))

    def test_reset_gives_the_line_back(self):
        line = InLine().own()
        line.driver.reset(line.now_ms)
        line.terminal_says(ACK)
        line.register_says(SALE)
        self.assertEqual(line.received(), (SALE, ACK))


if __name__ == "__main__":
    unittest.main()
