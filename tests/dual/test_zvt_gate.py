# SPDX-License-Identifier: MIT
"""The gate on the line: a sale is refused before a byte of it goes on, and nothing else is."""

import unittest

from zvt_by_hand import InLine, frame

from agent import events, limits
from agent.terminals.zvt.driver import ZvtDriver
from posminder_formats import profile_fields

try:
    import micropython
except ImportError:
    micropython = None

ACK, NAK = b"\x06", b"\x15"


SALE = frame("06 01 0A 04 00 00 00 00 10 00 49 09 78")
RESERVATION = frame("06 22 0A 04 00 00 00 00 10 00 49 09 78")
UNSIGNED = frame("84 83 00")
OVERDUE = frame("84 F0 00")
WAIT = frame("84 9C 00")
OK = frame("80 00 00")
# All that cures what the gate is closed for, and whatever else is no sale.
OTHERS = (
    frame("05 01 03 12 34 56"),
    frame("06 00 06 12 34 56 BE 09 78"),
    frame("06 02 00"),
    frame("06 10 03 12 34 56"),  # an instruction of 10h is doubled on the line
    frame("06 20 03 12 34 56"),
    frame("06 30 06 12 34 56 87 00 17"),
    frame("06 31 0D 12 34 56 04 00 00 00 00 10 00 49 09 78"),
    frame("06 50 03 12 34 56"),
    frame("06 70 00"),
    frame("06 93 03 12 34 56"),
    frame("06 B0 00"),
    OK,
    ACK,
    NAK,
)


class Line(InLine):
    """Its gate armed for an hour."""

    def __init__(self, cause=events.GATE_SIGN_IN):
        super().__init__()
        self.driver.refuse_sales(cause, 3600000)

    def says(self, data):
        self.register_says(data)

    def stopped(self):
        return [event[1] for event in self.seen if event[0] == events.SALE_STOPPED]


class RefusedTest(unittest.TestCase):
    def test_a_sale_is_answered_by_the_board_and_never_seen_by_the_terminal(self):
        for split in range(len(SALE) + 1):
            line = Line()
            line.says(SALE[:split])
            line.says(SALE[split:])
            self.assertEqual(line.received(), (b"", ACK + UNSIGNED))
            self.assertEqual(line.seen, [(events.SALE_STOPPED, 1000)])

    def test_the_answer_says_why(self):
        line = Line(events.GATE_OVERDUE)
        line.says(RESERVATION)
        self.assertEqual(line.received(), (b"", ACK + OVERDUE))

    def test_the_answer_is_repeated_until_it_is_taken(self):
        line = Line()
        line.says(SALE)
        line.received()
        line.says(NAK)
        self.assertEqual(line.received(), (b"", UNSIGNED))
        line.wait(limits.ZVT_T2_MS)
        self.assertEqual(line.received(), (b"", UNSIGNED))
        line.wait(limits.ZVT_T2_MS)
        line.wait(limits.ZVT_T2_MS)
        self.assertEqual(line.received(), (b"", b""))

    def test_its_acknowledgement_stays_here_and_the_next_one_passes(self):
        line = Line()
        line.says(SALE)
        line.received()
        line.says(ACK)
        self.assertEqual(line.received(), (b"", b""))
        line.says(ACK)
        self.assertEqual(line.received(), (ACK, b""))

    def test_who_saw_no_acknowledgement_repeats_and_is_told_again_but_counted_once(self):
        line = Line()
        line.says(SALE)
        line.says(SALE)
        self.assertEqual(line.received(), (b"", (ACK + UNSIGNED) * 2))
        self.assertEqual(line.stopped(), [1000])
        line.says(ACK)
        line.says(SALE)
        self.assertEqual(line.stopped(), [1000, 1000])

    def test_a_register_that_went_on_has_its_acknowledgements_passed(self):
        line = Line()
        line.says(SALE)
        line.received()
        line.says(OTHERS[0])
        line.says(ACK)
        self.assertEqual(line.received(), (OTHERS[0] + ACK, b""))

    def test_a_sale_with_a_wrong_checksum_is_asked_for_again(self):
        line = Line()
        line.says(SALE[:-1] + bytes((SALE[-1] ^ 1,)))
        self.assertEqual(line.received(), (b"", NAK))
        line.says(SALE)
        self.assertEqual(line.received(), (b"", ACK + UNSIGNED))

    def test_a_sale_that_breaks_off_is_asked_for_again(self):
        line = Line()
        line.says(SALE[:10])
        line.wait(limits.ZVT_T1_MS + 1)
        self.assertEqual(line.received(), (b"", NAK))

    def test_a_sale_whose_end_was_lost_does_not_take_the_next_frame_with_it(self):
        line = Line()
        line.says(SALE[:-6] + OTHERS[0])
        self.assertEqual(line.received(), (OTHERS[0], b""))
        line.says(SALE[:-6] + SALE)
        self.assertEqual(line.received(), (b"", ACK + UNSIGNED))


class PassingTest(unittest.TestCase):
    def test_everything_but_a_sale_passes_unchanged(self):
        for data in OTHERS:
            for split in range(len(data) + 1):
                line = Line()
                line.says(data[:split])
                line.says(data[split:])
                self.assertEqual(line.received(), (data, b""))
                self.assertEqual(line.stopped(), [])

    def test_no_more_than_the_head_of_a_frame_waits(self):
        for data in OTHERS[:11]:
            line = Line()
            most = 0
            for at in range(len(data)):
                line.says(data[at : at + 1])
                most = max(most, at + 1 - len(line.terminal))
            self.assertTrue(most <= 4)

    def test_noise_passes(self):
        noise = bytes(range(256)) + b"\x10" * 9 + b"\x10\x10\x10\x10\x10\x10\x10\x07"
        line = Line()
        for byte in noise:
            line.says(bytes((byte,)))
        line.wait(limits.ZVT_T1_MS + 1)
        self.assertEqual(line.received(), (noise, b""))

    def test_a_head_that_breaks_off_goes_on(self):
        for length in (1, 2, 3):
            line = Line()
            line.says(SALE[:length])
            line.wait(limits.ZVT_T1_MS + 1)
            self.assertEqual(line.received(), (SALE[:length], b""))

    def test_the_terminal_is_never_held(self):
        line = Line()
        for byte in SALE + OK:
            line.driver.from_terminal(bytes((byte,)), 1, line.now_ms)
        self.assertEqual(line.received(), (b"", SALE + OK))

    def test_open_again_a_sale_passes(self):
        line = Line()
        line.driver.refuse_sales(0, 3600000)
        line.says(SALE)
        self.assertEqual(line.received(), (SALE, b""))

    def test_what_nobody_renews_opens_by_itself(self):
        line = Line()
        line.now_ms = 3600000
        line.says(SALE)
        self.assertEqual(line.received(), (SALE, b""))

    def test_armed_amid_a_frame_it_lets_that_one_pass(self):
        line = Line(0)
        line.says(SALE[:8])
        line.driver.refuse_sales(events.GATE_SIGN_IN, 3600000)
        line.says(SALE[8:])
        self.assertEqual(line.received(), (SALE, b""))

    def test_a_driver_that_is_reset_stands_open(self):
        line = Line()
        line.says(SALE[:3])
        line.driver.reset(line.now_ms)
        line.says(SALE)
        self.assertEqual(line.received(), (SALE, b""))

    def test_what_is_held_goes_on_when_the_driver_broke(self):
        line = Line()
        line.says(SALE[:3])
        line.driver.let_go()
        self.assertEqual(line.received(), (SALE[:3], b""))


class OwnCommandTest(unittest.TestCase):
    def test_while_the_line_is_ours_the_register_waits_armed_or_not(self):
        line = Line()
        line.driver.request(events.READ_TOTALS, line.now_ms)
        line.wait(5000)
        line.received()
        line.says(SALE)
        self.assertEqual(line.received(), (b"", ACK + WAIT))
        self.assertEqual(line.stopped(), [])

    def test_no_own_command_begins_before_the_refusal_was_taken(self):
        line = Line()
        line.driver.request(events.READ_TOTALS, line.now_ms)
        line.says(SALE)
        line.received()
        line.wait(4999)
        line.wait(1)
        self.assertEqual(line.received(), (b"", UNSIGNED))
        line.says(ACK)
        line.wait(5000)
        self.assertEqual(line.received()[0], frame("06 10 03 12 34 56"))

    def test_sifting_allocates_nothing(self):
        if micropython is None:
            return
        taken = bytearray(1)

        def sink(data, count):
            taken[0] = data[0]
            return count

        driver = ZvtDriver(
            profile_fields.WIRING_IN_LINE, b"\0\0\0", 978, 5000, sink, sink, [].append
        )
        driver.refuse_sales(events.GATE_SIGN_IN, 3600000)
        head, rest = OTHERS[0][:5], OTHERS[0][5:9]
        sale = SALE[:15]
        driver.from_register(head, 5, 1000)
        micropython.heap_lock()
        try:
            driver.from_register(rest, 4, 1001)
        finally:
            micropython.heap_unlock()
        driver.from_register(OTHERS[0][9:], len(OTHERS[0]) - 9, 1002)
        micropython.heap_lock()
        try:
            driver.from_register(sale, 15, 1003)
        finally:
            micropython.heap_unlock()
        self.assertTrue(taken[0] > 0)


if __name__ == "__main__":
    unittest.main()
