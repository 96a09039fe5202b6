# SPDX-License-Identifier: MIT
"""The gate where registers ask and terminals reply: a sale ends here, and nothing else does."""

import unittest

import exchange_line
import mis_dialects
from test_mis import SALE as FEN_SALE
from test_mis import header, tlv
from test_transbank import framed

from agent import events, limits
from agent.terminals.mis.driver import MisDriver
from agent.terminals.transbank.driver import TransbankDriver

try:
    import micropython
except ImportError:
    micropython = None

ACK, NAK = b"\x06", b"\x15"
_HOUR_MS = 3600000


class Gated(exchange_line.Line):
    """A line whose gate is armed for an hour; what a protocol's sale and its refusal are."""

    ACK_MS = limits.TRANSBANK_ACK_MS
    SALE = framed("0200|15000|ABC123|||1|")
    AMOUNT = 15000
    UNSIGNED = framed("0210|26|||ABC123" + "|" * 17)
    OVERDUE = framed("0210|77|||ABC123" + "|" * 17)
    OTHERS = tuple(
        framed(text)
        for text in (
            "0100",
            "0300",
            "0250|",
            "0260|1|",
            "0500||",
            "0700||",
            "0800",
            "1200|1|",
            "02",
        )
    )
    HEAD_BYTES = 6  # STX, the code, and what shows that it has fields

    def make(self, to_terminal, to_register, report):
        return TransbankDriver(500, to_terminal, to_register, report)

    def setUp(self):
        super().setUp()
        self.arm()

    def arm(self, cause=events.GATE_SIGN_IN):
        self.driver.refuse_sales(cause, self.now_ms + _HOUR_MS if cause else 0)

    def stopped(self):
        return [event[1] for event in self.news() if event[0] == events.SALE_STOPPED]

    def both(self):
        """Return what went to the terminal, and to the register."""
        return self.taken(self.sent), self.taken(self.passed)


class Transbank(Gated):
    def test_a_sale_is_answered_by_the_board_and_never_seen_by_the_terminal(self):
        for split in range(len(self.SALE) + 1):
            self.register(self.SALE[:split])
            self.register(self.SALE[split:])
            self.assertEqual(self.both(), (b"", ACK + self.UNSIGNED))
            self.register(ACK)
            self.assertEqual(self.both(), (b"", b""))
            self.assertEqual(self.stopped(), [self.AMOUNT])

    def test_the_answer_says_why(self):
        self.arm(events.GATE_OVERDUE)
        self.register(self.SALE)
        self.assertEqual(self.both(), (b"", ACK + self.OVERDUE))

    def test_the_answer_is_repeated_until_it_is_taken(self):
        self.register(self.SALE)
        self.both()
        self.register(NAK)
        self.assertEqual(self.both(), (b"", self.UNSIGNED))
        self.wait(self.ACK_MS)
        self.assertEqual(self.both(), (b"", self.UNSIGNED))
        self.wait(self.ACK_MS)
        self.assertEqual(self.both(), (b"", b""))
        self.assertTrue(self.driver.deadline_ms() is None)

    def test_who_saw_no_acknowledgement_repeats_and_is_told_again_but_counted_once(self):
        self.register(self.SALE)
        self.register(self.SALE)
        self.assertEqual(self.both(), (b"", (ACK + self.UNSIGNED) * 2))
        self.assertEqual(self.stopped(), [self.AMOUNT])
        self.register(ACK)
        self.register(self.SALE)
        self.assertEqual(self.stopped(), [self.AMOUNT])

    def test_a_register_that_went_on_has_its_acknowledgements_passed(self):
        self.register(self.SALE)
        self.both()
        self.register(self.OTHERS[0] + ACK)
        self.assertEqual(self.both(), (self.OTHERS[0] + ACK, b""))

    def test_a_damaged_sale_is_asked_for_again(self):
        self.register(self.SALE[:-1] + bytes((self.SALE[-1] ^ 1,)))
        self.assertEqual(self.both(), (b"", NAK))
        self.register(self.SALE[:12])
        self.wait(501)
        self.assertEqual(self.both(), (b"", NAK))
        self.register(self.SALE)
        self.assertEqual(self.both(), (b"", ACK + self.UNSIGNED))

    def test_a_sale_that_passed_before_is_not_refused_when_it_is_repeated(self):
        """Its acknowledgement was lost; the terminal sells, and knows a repeated frame."""
        self.arm(0)
        self.register(self.SALE)
        self.arm()
        self.register(self.SALE)
        self.assertEqual(self.both(), (self.SALE * 2, b""))
        self.assertEqual(self.stopped(), [])

    def test_everything_but_a_sale_passes_unchanged(self):
        for data in self.OTHERS:
            for split in range(len(data) + 1):
                self.wait(limits.TRANSBANK_REPEAT_MS)
                self.both()
                self.register(data[:split])
                self.register(data[split:])
                self.assertEqual(self.both(), (data, b""))
                self.assertEqual(self.stopped(), [])

    def test_no_more_than_the_head_of_a_frame_waits(self):
        for data in self.OTHERS:
            most = 0
            for at in range(len(data)):
                self.register(data[at : at + 1])
                most = max(most, at + 1 - len(self.sent))
            self.assertTrue(most <= self.HEAD_BYTES, most)
            self.assertEqual(self.both()[0], data)

    def test_noise_passes(self):
        noise = bytes(byte for byte in range(256) if byte != 2) + b"\x02\x02\x02"
        for byte in noise:
            self.register(bytes((byte,)))
        self.assertEqual(self.both(), (noise[:-1], b""))
        self.wait(501)  # the last one could have begun a sale
        self.assertEqual(self.both(), (b"", NAK))

    def test_a_pause_within_what_is_held_does_not_let_a_sale_through(self):
        for length in range(1, self.HEAD_BYTES):
            self.register(self.SALE[:length])
            self.wait(501)
            self.assertEqual(self.both(), (b"", NAK))
            self.register(self.SALE[length:])
            self.assertEqual(self.both()[0], self.SALE[length:])
            self.wait(501)
            self.both()

    def test_a_frame_longer_than_any_sale_passes(self):
        data = framed("0200|15000|" + "A" * 100)
        self.register(data)
        self.assertEqual(self.both(), (data, b""))

    def test_the_terminal_is_never_held(self):
        data = framed("0900|78") + ACK
        self.terminal(data)
        self.assertEqual(self.both(), (b"", data))

    def test_it_opens_when_told_by_itself_and_with_a_reset(self):
        for opens in (
            lambda: self.arm(0),
            lambda: self.wait(_HOUR_MS),
            lambda: self.driver.reset(self.now_ms),
        ):
            self.arm()
            opens()
            self.wait(self.ACK_MS * 6)
            self.both()
            self.register(self.SALE)
            self.assertEqual(self.both(), (self.SALE, b""))
            self.wait(limits.TRANSBANK_REPLY_MS)

    def test_armed_amid_a_frame_it_lets_that_one_pass(self):
        self.arm(0)
        self.register(self.SALE[:8])
        self.arm()
        self.register(self.SALE[8:])
        self.assertEqual(self.both(), (self.SALE, b""))

    def test_what_is_held_goes_on_when_the_driver_broke(self):
        self.register(self.SALE[:3])
        self.driver.let_go()
        self.assertEqual(self.both(), (self.SALE[:3], b""))

    def test_while_the_line_is_ours_a_sale_is_refused_and_another_command_waits(self):
        sent = self.ask(events.READ_TOTALS)
        self.assertTrue(len(sent) > 0)
        self.register(self.SALE)
        self.assertEqual(self.both(), (b"", ACK + self.UNSIGNED))
        self.assertEqual(self.stopped(), [self.AMOUNT])
        self.register(ACK)
        self.register(self.OTHERS[2])
        self.assertEqual(self.both(), (b"", ACK))
        self.driver.reset(self.now_ms)

    def test_a_sale_that_waits_already_is_not_refused_when_it_is_repeated(self):
        self.arm(0)
        self.ask(events.READ_TOTALS)
        self.register(self.SALE)
        self.arm()
        self.register(self.SALE)
        self.assertEqual(self.both(), (b"", ACK + ACK))
        self.assertEqual(self.stopped(), [])

    def test_no_own_command_begins_before_the_refusal_was_taken(self):
        self.driver.request(events.READ_TOTALS, self.now_ms)
        self.register(self.SALE)
        self.both()
        self.wait(self.ACK_MS - 1)
        self.assertEqual(self.both(), (b"", b""))
        self.register(ACK)
        self.wait(501)
        self.assertTrue(len(self.both()[0]) > 0)


class TransbankAlone(Gated):
    def test_a_sale_whose_end_was_lost_does_not_take_the_next_frame_with_it(self):
        self.register(self.SALE[:-6] + self.OTHERS[2])
        self.assertEqual(self.both(), (self.OTHERS[2], b""))
        self.register(self.SALE[:-6] + self.SALE)
        self.assertEqual(self.both(), (b"", ACK + self.UNSIGNED))
        self.register(ACK + self.OTHERS[4][:3] + self.SALE)
        self.assertEqual(self.both(), (self.OTHERS[4][:3], ACK + self.UNSIGNED))

    def test_one_of_several_merchants_has_its_own_reply_with_what_is_known_of_the_terminal(self):
        self.register(framed("0800"))
        self.terminal(ACK + framed("0810|00|550062700310|75001087"))
        self.register(ACK)
        self.both()
        self.register(framed("0270|15000|ABC123|||1|597029414301|"))
        told = framed("0271|26||75001087|ABC123" + "|" * 17)
        self.assertEqual(self.both(), (b"", ACK + told))

    def test_sifting_allocates_nothing(self):
        if micropython is None:
            return
        self.sent = self.passed = None
        taken = bytearray(1)

        def sink(data, count):
            taken[0] = data[0]
            return count

        driver = TransbankDriver(500, sink, sink, [].append)
        driver.refuse_sales(events.GATE_SIGN_IN, _HOUR_MS)
        other, sale = self.OTHERS[4][:6], self.SALE[:15]
        driver.from_register(b"", 0, 1000)
        micropython.heap_lock()
        try:
            driver.from_register(other, 6, 1001)
        finally:
            micropython.heap_unlock()
        self.assertEqual(taken[0], 2)  # its head has passed
        driver.from_register(self.OTHERS[4][6:], len(self.OTHERS[4]) - 6, 1002)
        micropython.heap_lock()
        try:
            driver.from_register(sale, 15, 1003)
        finally:
            micropython.heap_unlock()


class Header(Transbank):
    """A MIS dialect that acknowledges. A whole frame waits, as its type may stand at its end."""

    ACK_MS = 2000
    SALE = header(b"30", b"01", (b"40", b"000000001250"), echo=7)
    AMOUNT = 1250
    UNSIGNED = header(b"30", b"LR", echo=7)
    OVERDUE = header(b"30", b"BF", echo=7)
    OTHERS = tuple(header(code, b"01", echo=7) for code in (b"80", b"40", b"I5", b"56", b"55"))
    HEAD_BYTES = len(OTHERS[0]) - 1

    def make(self, to_terminal, to_register, report):
        dialect = mis_dialects.compiled(mis_dialects.HEADER)
        return MisDriver(dialect, 156, 500, to_terminal, to_register, report)

    def test_noise_passes(self):
        for data in (b"\x00\xff\x15", b"\x02\x0a", b"\x02\x00\x01\x41\x41"):
            self.register(data)
            self.assertEqual(self.both()[0], data)

    def test_a_pause_within_what_is_held_does_not_let_a_sale_through(self):
        self.register(self.SALE[:20])
        self.wait(501)
        self.assertEqual(self.both(), (b"", NAK))

    def test_a_damaged_sale_is_asked_for_again(self):
        """By the terminal: what it is nobody can tell."""
        damaged = self.SALE[:-1] + bytes((self.SALE[-1] ^ 1,))
        self.register(damaged)
        self.assertEqual(self.both(), (damaged, b""))

    def test_a_frame_longer_than_any_sale_passes(self):
        data = header(b"30", b"01", (b"40", b"000000001250"), (b"L7", b"A" * 300), echo=7)
        self.register(data)
        self.assertEqual(self.both(), (data, b""))


class AllinPay(exchange_line.Line):
    """A MIS dialect that acknowledges nothing, and has a result for one cause only."""

    def make(self, to_terminal, to_register, report):
        dialect = mis_dialects.compiled(mis_dialects.ALLINPAY)
        return MisDriver(dialect, 156, 500, to_terminal, to_register, report)

    def test_a_sale_is_answered_once_and_its_repetition_is_another_one(self):
        self.driver.refuse_sales(events.GATE_SIGN_IN, _HOUR_MS)
        told = tlv((0x9F00, "APP01"), (0x9F01, b"\x02"), (0x9F14, "77"))
        for _ in range(2):
            self.register(FEN_SALE)
            self.assertEqual(self.taken(self.passed), told)
            self.assertEqual(self.news(), [(events.SALE_STOPPED, 1250)])
        self.wait(60000)
        self.assertEqual((self.taken(self.sent), self.taken(self.passed)), (b"", b""))

    def test_where_the_dialect_has_no_result_for_it_the_sale_passes(self):
        self.driver.refuse_sales(events.GATE_OVERDUE, _HOUR_MS)
        self.register(FEN_SALE)
        self.assertEqual(self.taken(self.sent), FEN_SALE)


if __name__ == "__main__":
    unittest.main()
