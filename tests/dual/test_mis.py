# SPDX-License-Identifier: MIT
"""The MIS driver on a line that is played by hand: what it passes on, sends and reports."""

import unittest
from binascii import unhexlify

import exchange_line
import mis_dialects
from mis_dialects import ALLINPAY, HEADER

from agent import events, limits
from agent.terminals.exchange import framing as kinds
from agent.terminals.mis import framing
from agent.terminals.mis.driver import MisDriver
from posminder_formats import mis_dialect

try:
    import micropython
except ImportError:
    micropython = None

# The client program's own frames (facts: self-consistent only).
SIGN_IN = unhexlify("0200149F000005" + "4150503031" + "9F01000101" + "0353")
SETTLE = unhexlify("0200149F000005" + "4150503031" + "9F0100010E" + "035C")
REPRINT = unhexlify("0200149F000005" + "4150503031" + "9F01000110" + "0342")
ACK, NAK = b"\x06", b"\x15"
NOT_VISIBLE = (events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None)
PAN = "6222021234567890128"


def framed(body):
    out = bytearray(len(body) + 5)
    return bytes(out[: framing.encode(body, out)])


def tlv(*fields):
    """Return AllinPay's frame of (tag, value) pairs."""
    body = b""
    for tag, value in fields:
        data = value if isinstance(value, bytes) else value.encode()
        body += bytes((tag >> 8, tag & 0xFF, len(data) >> 8, len(data) & 0xFF)) + data
    return framed(body)


def told(kind, result, *fields):
    """Return a terminal's reply."""
    head = () if kind is None else ((0x9F01, bytes((kind,))),)
    return tlv(*(head + fields + ((0x9F14, result),)))


SALE = tlv((0x9F00, "APP01"), (0x9F01, b"\x02"), (0x9F02, "000000001250"))
SOLD_FIELDS = (
    (0x9F02, "000000001250"),
    (0x9F52, "CARD " + PAN),
    (0x9F0B, PAN + "=2512"),
    (0x9F0E, "000017"),
    (0x9F0F, "513246"),
    (0x9F11, "20261128"),
    (0x9F12, "142536"),
    (0x9F0D, "000042"),
    (0x9F05, "10000001"),
)
SOLD = (1, 0, 1250, 156, 17, 17, None, None, "622202*********0128", 1128, 142536, "513246", 42)
STARTED = (events.SALE_STARTED, 1, 1250, 156)
TERMINAL = (events.REGISTERED, None, "10000001", None)


class Line(exchange_line.Line):
    """The driver by the dialect `ROWS`."""

    ROWS = ALLINPAY

    def make(self, to_terminal, to_register, report):
        dialect = mis_dialects.compiled(self.ROWS)
        return MisDriver(dialect, 156, 500, to_terminal, to_register, report)


class Framing(unittest.TestCase):
    def setUp(self):
        self.framer = framing.Framer(500, -1)

    def feed(self, data):
        return [status for status in map(self.framer.feed, data) if status != kinds.MORE]

    def test_the_known_frames_are_read(self):
        for frame in (SIGN_IN, SETTLE, REPRINT):
            self.assertEqual(self.feed(frame), [kinds.FRAME])
            self.assertEqual(framed(bytes(self.framer.buffer[: self.framer.count])), frame)

    def test_control_bytes_within_a_body_end_nothing(self):
        self.assertEqual(self.feed(framed(b"\x02\x03\x06\x15" * 30)), [kinds.FRAME])
        self.assertEqual(self.framer.count, 120)

    def test_a_flipped_bit_is_a_bad_frame_and_the_next_one_is_read(self):
        for at in range(3, len(SETTLE)):
            spoilt = bytearray(SETTLE)
            spoilt[at] ^= 0x10
            self.assertTrue(self.feed(spoilt)[0] in (kinds.BAD, kinds.BROKEN))
            self.assertEqual(self.framer.good, 0)
            self.framer.gap(501)
            self.assertEqual(self.feed(SETTLE), [kinds.FRAME])
            self.setUp()

    def test_a_length_that_is_none_breaks_off_at_once(self):
        self.assertEqual(self.feed(b"\x02\x0a"), [kinds.BROKEN])
        self.assertEqual(self.feed(SETTLE), [kinds.FRAME])

    def test_a_pause_breaks_a_frame_off(self):
        self.feed(SETTLE[:9])
        self.assertTrue(self.framer.gap(501))
        self.assertEqual(self.feed(SETTLE), [kinds.FRAME])
        self.assertEqual(bytes(self.framer.buffer[14:20]), bytes(6))

    def test_a_body_longer_than_the_buffer_is_counted(self):
        self.assertEqual(self.feed(framed(b"x" * 2000)), [kinds.FRAME])
        self.assertEqual((self.framer.count, self.framer.oversize), (1024, 1))

    def test_feeding_allocates_nothing(self):
        if micropython is None:
            return
        framer, noise = self.framer, b"\x15\x00\x02\x0a\x06" + SETTLE[:-1] + b"\x00" + SETTLE
        micropython.heap_lock()
        try:
            for byte in noise:
                framer.feed(byte)
        finally:
            micropython.heap_unlock()
        self.assertEqual((framer.good, framer.bad, framer.lost), (1, 1, 1))


class InLine(Line):
    def test_a_sale_goes_through_and_is_told_with_its_card_cut(self):
        self.register(SALE)
        self.assertEqual(self.taken(self.sent), SALE)
        reply = told(2, "00", *SOLD_FIELDS)
        self.terminal(reply)
        self.assertEqual(self.taken(self.passed), reply)
        seen = self.news()
        self.assertEqual(seen, [STARTED, TERMINAL, (events.SALE_ENDED, SOLD), NOT_VISIBLE])
        self.assertFalse(PAN[6:15] in repr(seen))
        self.assertEqual(bytes(self.driver._terminal.framer.buffer), bytes(1024))

    def test_a_reply_that_does_not_name_its_command_answers_the_one_under_way(self):
        self.register(SALE)
        self.terminal(told(None, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[2], (events.SALE_ENDED, SOLD))

    def test_results_mean_what_the_dialect_says(self):
        for result, means in (
            ("77", events.KEY_MISSING),
            ("XH", events.KEY_MISSING),
            ("68", 0xA1),
            ("97", 0x83),
            ("51", 51),
            ("0051", 51),
            ("Q7", 0x10000 + 0x5137),
        ):
            self.register(SALE)
            self.terminal(told(2, result))
            ended = [event for event in self.news() if event[0] == events.SALE_ENDED]
            self.assertEqual(ended[0][1][:4], (1, means, 1250, 156))

    def test_a_duplicate_leaves_a_doubt(self):
        self.register(SALE)
        self.terminal(told(2, "94"))
        self.assertEqual(self.news()[-1], (events.SALE_UNKNOWN, None))

    def test_a_sale_without_a_reply_is_in_doubt_and_a_late_reply_is_a_sale(self):
        self.register(SALE)
        self.wait(60_000)
        self.assertEqual(self.news(), [STARTED, (events.SALE_UNKNOWN, None)])
        self.terminal(told(2, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[1:], [(events.SALE_ENDED, SOLD), NOT_VISIBLE])

    def test_settlements_are_seen_with_what_came_of_them(self):
        for result, means in (("00", 0), ("95", events.NOT_BALANCED), ("94", None), ("51", 51)):
            self.register(SETTLE)
            self.terminal(told(14, result, (0x9F1D, "000000001250")))
            self.assertEqual(self.news(), [(events.SETTLEMENT_SEEN, None, 1250, means)])

    def test_a_void_takes_back_the_sale_that_its_command_names(self):
        self.register(tlv((0x9F01, b"\x03"), (0x9F20, "000017")))
        self.terminal(told(3, "00", (0x9F02, "000000001250"), (0x9F0E, "000018")))
        self.assertEqual(self.news()[-1][1][:6], (3, 0, 1250, 156, 17, 17))

    def test_what_is_relayed_belongs_to_the_dialog_under_way(self):
        self.register(SALE)
        self.wait(30_000)
        self.terminal(tlv((0x9F01, b"\x11"), (0x9F15, "8583")))
        self.register(tlv((0x9F14, "00"), (0x9F15, "8583")))
        self.wait(50_000)
        self.terminal(told(2, "00", *SOLD_FIELDS))
        kinds_seen = [event[0] for event in self.news()]
        self.assertEqual(kinds_seen.count(events.SALE_STARTED), 1)
        self.assertFalse(events.SALE_UNKNOWN in kinds_seen)
        self.assertEqual(self.taken(self.passed)[-5:], told(2, "00", *SOLD_FIELDS)[-5:])

    def test_every_byte_goes_on_whatever_it_is(self):
        data = bytes(range(256))
        self.register(data)
        self.terminal(data)
        self.assertEqual((self.taken(self.sent), self.taken(self.passed)), (data, data))

    def test_a_length_that_lies_hides_what_is_behind_it(self):
        self.register(SALE)
        self.terminal(
            framed(b"\x9f\x01\x00\x01\x02\x9f\x14\x00\x0200\x9f\x0b\x7f\xff" + PAN.encode())
        )
        ended = self.news()[1][1]
        self.assertEqual((ended[1], ended[events.T_CARD_MASKED]), (0, None))


class OwnCommands(Line):
    def test_the_known_frames_are_sent(self):
        self.assertEqual(self.ask(events.SIGN_IN), SIGN_IN)
        self.terminal(told(1, "00"))
        self.assertEqual(self.ask(events.SETTLE), SETTLE)
        self.terminal(told(14, "00"))
        self.assertEqual(self.ask(events.REPEAT_RECEIPT), REPRINT)

    def test_a_question_for_the_last_payment_shows_that_it_lives_but_no_keys(self):
        self.ask(events.CHECK_STATUS)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        ended = (events.COMMAND_ENDED, events.CHECK_STATUS, events.DONE)
        self.assertEqual(self.news()[1:], [ended + (events.STATUS_UNTOLD, None)])
        self.ask(events.SIGN_IN)
        self.terminal(told(1, "00"))
        self.ask(events.CHECK_STATUS)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[-1], ended + (0, None))
        self.ask(events.CHECK_STATUS)
        self.terminal(told(15, "77"))
        self.assertEqual(self.news()[-1], ended + (events.STATUS_INITIALISE, None))
        self.assertEqual(self.taken(self.passed), b"")

    def test_a_reply_that_names_its_terminal_tells_it(self):
        for tid in ("10000001", "10000002"):
            self.ask(events.SIGN_IN)
            self.terminal(told(1, "00", (0x9F05, tid)))
            self.assertEqual(self.news()[0], (events.REGISTERED, None, tid, None))
        self.ask(events.SETTLE)
        self.terminal(told(14, "00", (0x9F05, "10000002")))
        self.assertEqual(len(self.news()), 1)

    def test_totals_that_no_question_asks_for_stay_untold(self):
        self.ask(events.READ_TOTALS)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, (None, None)))

    def test_a_settlement_tells_its_total_and_whether_the_acquirer_has_another(self):
        for result, code in (("00", 0), ("95", events.NOT_BALANCED)):
            self.ask(events.SETTLE)
            self.terminal(told(14, result, (0x9F1D, "000000001250")))
            self.assertEqual(self.news()[-1][2:], (events.DONE, code, (None, 1250)))

    def test_no_answer_to_a_settlement_is_unknown_and_it_is_sent_once(self):
        sent = self.ask(events.SETTLE)
        self.wait(60_000)
        self.wait(60_000)
        self.assertEqual(sent + self.taken(self.sent), SETTLE)
        ended = (events.COMMAND_ENDED, events.SETTLE, events.UNKNOWN, 0, None)
        self.assertEqual(self.news(), [(events.LINE_SILENT,), ended])

    def test_a_settlement_that_the_acquirer_has_had_already_is_unknown(self):
        self.ask(events.SETTLE)
        self.terminal(told(14, "94"))
        self.assertEqual(self.news()[-1][2:4], (events.UNKNOWN, 0))

    def test_the_answer_to_another_command_ends_nothing(self):
        self.ask(events.SETTLE)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        self.assertTrue(self.driver.busy())
        self.terminal(told(14, "00"))
        self.assertEqual(self.news()[-1][2:4], (events.DONE, 0))

    def test_the_last_payment_is_told_whatever_it_was(self):
        self.ask(events.QUERY_LAST)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[-1][4], SOLD)
        self.ask(events.QUERY_LAST)
        self.terminal(told(2, "51", (0x9F0E, "000018")))
        self.assertEqual(self.news()[-1][2], events.DONE)
        self.ask(events.QUERY_LAST)
        self.terminal(told(15, "51"))
        self.assertEqual(self.news()[-1][2:], (events.REFUSED, 51, None))

    def test_a_void_that_is_named_as_the_last_payment_is_no_sale(self):
        void = (0x9F02, "000000001250"), (0x9F0E, "000018"), (0x9F20, "000017")
        self.register(tlv((0x9F01, b"\x03"), (0x9F20, "000017")))
        self.terminal(told(3, "00", *void))
        self.ask(events.QUERY_LAST)
        self.terminal(told(15, "00", *void))
        self.assertEqual(self.news()[-1][4][:5], (events.TYPE_REVERSAL, 0, 1250, 156, 18))

    def test_after_a_void_that_broke_off_the_last_payment_may_be_it(self):
        self.register(tlv((0x9F01, b"\x03"), (0x9F20, "000017")))
        self.wait(60_000)
        self.ask(events.QUERY_LAST)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[-1][2:], (events.UNKNOWN, 0, None))
        self.register(SALE)
        self.terminal(told(2, "00", *SOLD_FIELDS))
        self.ask(events.QUERY_LAST)
        self.terminal(told(15, "00", *SOLD_FIELDS))
        self.assertEqual(self.news()[-1][4], SOLD)

    def test_a_relay_request_is_refused_in_the_dialects_words_and_told(self):
        self.ask(events.SIGN_IN)
        self.terminal(tlv((0x9F01, b"\x11"), (0x9F15, "8583")))
        self.assertEqual(self.taken(self.sent), framed(ALLINPAY[mis_dialect.REFUSAL]))
        self.assertEqual(self.news(), [(events.TERMINAL_STATUS, events.STATUS_WANTS_RELAY)])
        self.terminal(told(1, "88"))
        self.assertEqual(self.news()[-1][2:4], (events.REFUSED, 0xA1))
        self.assertEqual(self.taken(self.passed), b"")

    def test_a_register_that_asks_meanwhile_is_served_afterwards(self):
        self.ask(events.SETTLE)
        self.register(SALE)
        self.assertEqual((self.taken(self.passed), self.taken(self.sent)), (b"", b""))
        self.terminal(told(14, "00"))
        self.assertEqual(self.taken(self.sent), SALE)
        reply = told(2, "00", *SOLD_FIELDS)
        self.terminal(reply)
        self.assertEqual(self.taken(self.passed), reply)
        self.assertEqual(self.news()[-2:], [(events.SALE_ENDED, SOLD), NOT_VISIBLE])

    def test_what_the_dialect_has_no_command_for_is_not_taken(self):
        self.assertFalse(self.driver.request(events.SEND_OFFLINE, self.now_ms))
        self.assertFalse(self.driver.request(events.DIAGNOSE, self.now_ms))


def header(code, result, *fields, **more):
    """Return the other dialect's frame; `echo` is its running number."""
    body = b"%012d" % more.get("echo", 900) + code + result + b"0\x1c"
    for tag, value in fields:
        size = b"%04d" % len(value)
        body += tag + unhexlify(size) + value + b"\x1c"
    return framed(body)


class WithHeader(Line):
    ROWS = HEADER

    def test_a_sale_is_told(self):
        self.register(header(b"30", b"01", (b"40", b"000000001250")))
        reply = header(b"30", b"00", (b"40", b"1250"), (b"65", b"17"), (b"03", b"28112026"))
        self.terminal(ACK + reply)
        self.register(ACK)
        ended = self.news()[1]
        self.assertEqual(ended[1][:6], (1, 0, 1250, 156, 17, 17))
        self.assertEqual(ended[1][events.T_TERMINAL_DATE], 1128)

    def test_a_receipt_that_was_not_printed_is_told_before_the_sale(self):
        self.register(header(b"30", b"01", (b"40", b"000000001250")))
        self.terminal(ACK + header(b"30", b"PP", (b"65", b"17")))
        seen = self.news()
        self.assertEqual(seen[1], (events.TERMINAL_STATUS, events.STATUS_PRINTER))
        self.assertEqual((seen[2][1][:3], seen[3]), ((1, 0, 1250), NOT_VISIBLE))

    def test_a_command_that_nobody_acknowledges_is_repeated_but_a_settlement(self):
        first = self.ask(events.READ_TOTALS)
        self.wait(2_000)
        self.assertEqual(self.taken(self.sent), first)
        self.terminal(ACK + header(b"57", b"00", (b"T1", b"1250"), (b"T2", b"1"), echo=1))
        self.assertEqual(self.taken(self.sent), ACK)
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, (1, 1250)))
        self.ask(events.SETTLE)
        self.wait(2_000)
        self.assertEqual(self.taken(self.sent), b"")
        self.terminal(header(b"I5", b"00", (b"T1", b"1250"), (b"T2", b"1"), echo=2))
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, (1, 1250)))

    def test_a_settlement_that_was_not_understood_is_repeated(self):
        first = self.ask(events.SETTLE)
        self.terminal(NAK)
        self.assertEqual(self.taken(self.sent), first)

    def test_a_late_reply_to_an_earlier_command_is_not_taken_for_this_ones(self):
        self.ask(events.READ_TOTALS)
        self.terminal(ACK)
        self.wait(90_000)
        self.wait(limits.MIS_LATE_MS)
        self.ask(events.READ_TOTALS)
        self.terminal(ACK + header(b"57", b"00", (b"T1", b"1"), (b"T2", b"1"), echo=1))
        self.assertTrue(self.driver.busy())
        self.terminal(header(b"57", b"00", (b"T1", b"2500"), (b"T2", b"2"), echo=2))
        self.assertEqual(self.news()[-1][4], (2, 2500))

    def test_a_damaged_reply_is_asked_for_again(self):
        self.ask(events.READ_TOTALS)
        good = header(b"57", b"00", (b"T1", b"1250"), (b"T2", b"1"), echo=1)
        self.terminal(ACK + good[:-1] + bytes((good[-1] ^ 1,)))
        self.assertEqual(self.taken(self.sent), NAK)
        self.terminal(good)
        self.assertEqual(self.news()[-1][4], (1, 1250))

    def test_an_empty_batch_has_totals_of_nothing(self):
        self.ask(events.READ_TOTALS)
        self.terminal(ACK + header(b"57", b"NT", echo=1))
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, (0, 0)))

    def test_a_register_that_asks_meanwhile_has_its_ack_from_us(self):
        self.ask(events.READ_TOTALS)
        asked = header(b"30", b"01", (b"40", b"000000001250"))
        self.register(asked)
        self.assertEqual(self.taken(self.passed), ACK)
        self.terminal(ACK + header(b"57", b"00", (b"T1", b"0"), (b"T2", b"0"), echo=1))
        self.assertEqual(self.taken(self.sent), ACK + asked)


class Checked(unittest.TestCase):
    def refused(self, *place_and_value):
        rows = mis_dialect.check(mis_dialects.compiled(HEADER))
        target = rows
        for step in place_and_value[:-2]:
            target = target[step]
        target[place_and_value[-2]] = place_and_value[-1]
        try:
            mis_dialect.check(mis_dialects.compiled(rows))
        except mis_dialect.DialectError:
            return True
        return False

    def test_what_could_lead_a_reader_astray_is_refused(self):
        self.assertFalse(self.refused(0, 2))
        for change in (
            (0, 1),
            (1, ""),
            (2, 1, 0),  # tags without bytes
            (3, 2, 0),  # no time for a reply
            (4, 0, 3, 6),  # a field beyond the header
            (5, 0, 1, b""),
            (6, 0, 3, 30),  # an echo beyond the body
            (7, 0, 1, True),
            (8, None),
            (9, b"x" * 129),
            (10, 0, 1, 3),  # no cause
            (10, 0, 3, 9),  # an echo beyond the body
        ):
            self.assertTrue(self.refused(*change), change)
        for data in (b"", b"\x80", b"\x81\x01", b"\xff" * 9):
            with self.assertRaises(mis_dialect.DialectError):
                mis_dialect.check(data)


if __name__ == "__main__":
    unittest.main()
