# SPDX-License-Identifier: MIT
"""The Transbank driver on a line that is played by hand: what it passes on, sends and reports."""

import unittest

import exchange_line

from agent import events, limits
from agent.terminals.exchange import dialog
from agent.terminals.transbank import framing
from agent.terminals.transbank.driver import TransbankDriver

SALE_REPLY = (
    "0210|00|550062700310|75001087|ABC123|513246|15000|3|5000|6677|000001|CR||"
    "|MC|28112026|142536|1|0|"
)
SOLD = (1, 0, 15000, 152, 1, None, None, "MC", "******6677", 1128, 142536, "513246")
STARTED = (events.SALE_STARTED, 1, 15000, 152)
NOT_VISIBLE = (events.RECEIPT_ENDED, events.RECEIPT_NOT_VISIBLE, 0, 0, 0, None)
TERMINAL = (events.REGISTERED, None, "75001087", None)
READY = (events.TERMINAL_STATUS, events.STATUS_READY)
ACK, NAK = b"\x06", b"\x15"


def framed(text):
    out = bytearray(len(text) + 3)
    return bytes(out[: framing.encode(text.encode(), out)]) if text else b""


class Line(exchange_line.Line):
    """The driver with half a second of silence before it asks."""

    def make(self, to_terminal, to_register, report):
        return TransbankDriver(500, to_terminal, to_register, report)


class InLine(Line):
    def sell_for(self, amount, reply):
        self.register(framed("0200|%d|ABC123|||0|" % amount))
        self.terminal(ACK + framed(reply.replace("|15000|", "|%d|" % amount)))
        self.register(ACK)

    def test_a_sale_goes_through_and_is_told(self):
        self.register(framed("0200|15000|ABC123|||1|"))
        self.assertEqual(self.taken(self.sent), framed("0200|15000|ABC123|||1|"))
        self.terminal(ACK + framed("0900|78") + framed(SALE_REPLY))
        self.assertEqual(self.taken(self.passed), ACK + framed("0900|78") + framed(SALE_REPLY))
        self.register(ACK)
        self.assertEqual(self.taken(self.sent), ACK)
        sold = [(events.SALE_ENDED, SOLD), NOT_VISIBLE]
        self.assertEqual(self.news(), [STARTED, TERMINAL, READY] + sold)

    def test_an_approved_sale_shows_once_that_it_has_keys_and_paper_again(self):
        for told, shown in ((0, 1), (0, 0), (24, 0), (0, 1), (26, 0), (0, 1), (1, 0)):
            self.register(framed("0200|15000|ABC123|||0|"))
            self.wait(limits.TRANSBANK_REPEAT_MS)
            self.terminal(ACK + framed(SALE_REPLY.replace("0210|00", "0210|%02d" % told)))
            self.register(ACK)
            news = self.news()
            self.assertEqual(news.count(READY), shown)
            if shown:  # before the sale: nobody takes it for one without keys
                ends = [event[0] == events.SALE_ENDED for event in news].index(True)
                self.assertTrue(news.index(READY) < ends)

    def test_a_reply_that_comes_again_is_one_sale(self):
        self.register(framed("0200|15000|ABC123|||0|"))
        self.terminal(ACK + framed(SALE_REPLY))
        self.terminal(framed(SALE_REPLY))
        self.assertEqual(len([e for e in self.news() if e[0] == events.SALE_ENDED]), 1)

    def test_a_declined_sale_keeps_the_amount_that_was_asked(self):
        self.register(framed("0200|15000|ABC123|||0|"))
        self.terminal(ACK + framed("0210|01|550062700310|75001087|ABC123||||||||||||||"))
        ended = self.news()[-1]
        self.assertEqual(ended[0], events.SALE_ENDED)
        self.assertEqual(ended[1][:4], (1, 1, 15000, 152))

    def test_results_that_duties_act_on_have_their_numbers(self):
        for told, means in (
            (26, 0x85),
            (24, 0xCC),
            (67, 0x6A),
            (77, 0x6A),
            (7, 7),
            (2, 0xA3),
            (3, 0xA3),
        ):
            self.register(framed("0200|15000|ABC123|||0|"))
            self.terminal(ACK + framed("0210|%02d|550062700310|75001087|" % told))
            self.register(ACK)
            ended = [event for event in self.news() if event[0] == events.SALE_ENDED]
            self.assertEqual(ended[0][1][events.T_RESULT], means)

    def test_a_sale_without_a_reply_is_in_doubt(self):
        self.register(framed("0200|15000|ABC123|||0|"))
        self.terminal(ACK)
        self.assertFalse(self.driver.idle(self.now_ms + 1000))
        self.wait(limits.TRANSBANK_REPLY_MS)
        self.assertEqual(self.news(), [STARTED, (events.SALE_UNKNOWN, None)])

    def test_a_reply_later_than_anybody_waits_is_a_sale_all_the_same(self):
        self.register(framed("0200|15000|ABC123|||0|"))
        self.terminal(ACK)
        self.wait(limits.TRANSBANK_REPLY_MS)
        self.ask(events.QUERY_LAST)
        self.terminal(ACK + framed(SALE_REPLY))
        self.assertEqual(self.news()[-3:], [READY, (events.SALE_ENDED, SOLD), NOT_VISIBLE])

    def test_a_closing_is_seen_with_its_result(self):
        self.register(framed("0500||"))  # its LRC is an ACK's byte
        self.terminal(ACK + framed("0510|00|550062700310|75001087"))
        self.assertEqual(self.news(), [TERMINAL, (events.SETTLEMENT_SEEN, None, None, 0)])

    def test_a_void_is_a_reversal_of_its_operation(self):
        self.register(framed("1200|42|"))
        self.terminal(ACK + framed("1210|00|550062700310|75001087|777777|42"))
        ended = self.news()[-1]
        self.assertEqual(ended[1][:5], (3, 0, None, 152, 42))

    def test_a_void_of_a_sale_that_was_seen_has_its_amount(self):
        kept = limits.TRANSBANK_AMOUNTS_KEPT
        for operation in range(1, kept + 2):
            reply = SALE_REPLY.replace("|000001|", "|%06d|" % operation)
            self.sell_for(1000 + operation, reply)
        for operation, amount in ((kept + 1, 1001 + kept), (2, 1002), (1, None)):
            self.news()
            self.register(framed("1200|%d|" % operation))
            self.terminal(ACK + framed("1210|00|550062700310|75001087|777777|%d" % operation))
            self.register(ACK)
            self.assertEqual(self.news()[-1][1][:5], (3, 0, amount, 152, operation))

    def test_another_terminals_sale_lends_its_void_no_amount(self):
        self.sell_for(15000, SALE_REPLY)
        self.register(framed("1200|1|"))
        self.terminal(ACK + framed("1210|00|550062700310|75009999|777777|1"))
        self.assertEqual(self.news()[-1][1][:5], (3, 0, None, 152, 1))

    def test_every_byte_goes_on_whatever_it_is(self):
        data = bytes(range(256))
        self.register(data)
        self.terminal(data)
        self.assertEqual((self.taken(self.sent), self.taken(self.passed)), (data, data))


class OwnCommands(Line):
    def test_a_poll_is_answered_by_an_ack_and_says_nothing_of_keys(self):
        self.assertEqual(self.ask(events.CHECK_STATUS), framed("0100"))
        self.terminal(ACK)
        ended = (events.COMMAND_ENDED, events.CHECK_STATUS, events.DONE)
        self.assertEqual(self.news(), [ended + (events.STATUS_UNTOLD, None)])
        self.ask(events.SIGN_IN)
        self.terminal(ACK + framed("0810|00|550062700310|75001087"))
        self.assertEqual(self.taken(self.sent), ACK)
        self.ask(events.CHECK_STATUS)
        self.terminal(ACK)
        self.assertEqual(self.news()[-1], ended + (0, None))
        self.assertEqual(self.taken(self.passed), b"")
        self.ask(events.READ_TOTALS)
        self.terminal(ACK + framed("0710|26|0|0"))
        self.ask(events.CHECK_STATUS)
        self.terminal(ACK)
        self.assertEqual(self.news()[-1], ended + (events.STATUS_INITIALISE, None))

    def test_totals_closing_and_the_newest_sale(self):
        self.assertEqual(self.ask(events.READ_TOTALS), framed("0700||"))
        self.terminal(ACK + framed("0710|00|12|187500"))
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, (12, 187500)))
        self.assertEqual(self.ask(events.SETTLE)[-9:], framed("0500||"))
        self.terminal(ACK + framed("0510|00|550062700310|75001087"))
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, None))
        self.ask(events.QUERY_LAST)
        one = "0261|00|550062700310|75001087|ABC123|513246|15000|6677|%06d|CR|||MC"
        one += "|28112026|142536|1|0||"
        self.terminal(ACK + framed(one % 1))
        self.assertEqual(self.taken(self.sent), ACK)
        self.terminal(framed(one % 2) + framed("0261|00|550062700310|75001087|||||||||||||||"))
        self.assertEqual(self.taken(self.sent), ACK + ACK)
        detail = self.news()[-1][4]
        self.assertEqual(detail, SOLD[:4] + (2,) + SOLD[5:])

    def test_totals_of_nothing_are_told_when_it_is_known_who_says_so(self):
        self.ask(events.READ_TOTALS)
        self.terminal(ACK + framed("0710|00|0|0"))
        self.assertEqual(self.taken(self.sent), ACK + framed("0260|1|"))
        self.assertEqual(self.news(), [])
        self.terminal(ACK + framed("0261|00|550062700310|75009999|||||||||||||||"))
        ended = (events.COMMAND_ENDED, events.READ_TOTALS, events.DONE, 0, (0, 0))
        self.assertEqual(self.news(), [(events.REGISTERED, None, "75009999", None), ended])
        self.ask(events.READ_TOTALS)  # a terminal that does not say so has told its totals
        self.terminal(ACK + framed("0710|00|0|0"))
        self.taken(self.sent)
        for _ in range(3):
            self.wait(limits.TRANSBANK_ACK_MS)
        self.assertEqual(self.taken(self.sent), framed("0260|1|") * 2)
        self.assertEqual(self.news()[-1], ended)
        self.wait(limits.TRANSBANK_ACK_MS)
        self.ask(events.READ_TOTALS)
        self.terminal(ACK + framed("0710|00|1|15000"))
        self.assertEqual(self.news()[-1][2:], (events.DONE, 0, (1, 15000)))

    def test_every_reply_but_totals_says_which_terminal_it_is(self):
        rest = "|00|550062700310|7500%04d"
        for number, (command, reply) in enumerate(
            (
                (events.SIGN_IN, "0810" + rest),
                (events.SETTLE, "0510" + rest),
                (events.QUERY_LAST, "0261" + rest + "|||||||||||||||"),
                (events.REPEAT_RECEIPT, "0260" + rest + "|A|1|1|0|0|1|1|CR|||MC|1|1|1|0|"),
            )
        ):
            self.ask(command)
            self.terminal(ACK + framed(reply % number))
            kinds = [event[0] for event in self.news()]
            self.assertEqual(kinds, [events.REGISTERED, events.COMMAND_ENDED])
        self.ask(events.SIGN_IN)
        self.terminal(ACK + framed("0810|02|550062700310|75009999"))
        self.assertEqual(self.news()[0], (events.REGISTERED, None, "75009999", None))
        self.ask(events.SETTLE)
        self.terminal(ACK + framed("0510|00|550062700310|75009999"))
        self.assertEqual(len(self.news()), 1)  # the same one

    def test_what_one_terminal_showed_of_its_keys_another_one_has_not(self):
        ended = (events.COMMAND_ENDED, events.CHECK_STATUS, events.DONE)
        for command, reply, status in (
            (events.SIGN_IN, "0810|00|550062700310|75001087", 0),
            (events.QUERY_LAST, "0261|00|550062700310|75009999|||||", events.STATUS_UNTOLD),
        ):
            self.ask(command)
            self.terminal(ACK + framed(reply))
            self.ask(events.CHECK_STATUS)
            self.terminal(ACK)
            self.assertEqual(self.news()[-1], ended + (status, None))

    def test_a_refusal_is_one(self):
        self.ask(events.SETTLE)
        self.terminal(ACK + framed("0510|02|550062700310|75001087"))
        self.assertEqual(self.news()[-1][2:4], (events.REFUSED, 0xA3))

    def test_no_sale_to_tell_of_is_an_answer_and_a_refusal_is_none(self):
        for told, ends in (
            (0, (events.DONE, 0)),
            (11, (events.DONE, 0)),
            (22, (events.REFUSED, 22)),
        ):
            self.ask(events.QUERY_LAST)
            self.terminal(ACK + framed("0261|%02d|550062700310|75001087|||||||||||||||" % told))
            self.assertEqual(self.news()[-1][2:], ends + (None,))

    def test_no_answer_is_unknown_and_asked_three_times(self):
        sent = self.ask(events.SETTLE)
        for _ in range(3):
            self.wait(limits.TRANSBANK_ACK_MS)
            sent += self.taken(self.sent)
        self.assertEqual(sent, framed("0500||") * 3)
        self.assertEqual(
            self.news(),
            [(events.LINE_SILENT,), (events.COMMAND_ENDED, events.SETTLE, events.UNKNOWN, 0, None)],
        )

    def test_a_reply_with_a_wrong_lrc_is_asked_for_again(self):
        self.ask(events.READ_TOTALS)
        good = framed("0710|00|12|187500")
        self.terminal(ACK + good[:-1] + bytes((good[-1] ^ 1,)))
        self.assertEqual(self.taken(self.sent), NAK)
        self.terminal(good)
        self.assertEqual(self.news()[-1][4], (12, 187500))

    def test_what_no_terminal_of_this_kind_can_do_is_not_taken(self):
        self.assertFalse(self.driver.request(events.REGISTER, self.now_ms))

    def test_a_register_that_asks_meanwhile_is_acknowledged_and_served_afterwards(self):
        self.ask(events.READ_TOTALS)
        self.terminal(ACK)
        self.register(framed("0200|15000|ABC123|||0|"))
        self.assertEqual((self.taken(self.passed), self.taken(self.sent)), (ACK, b""))
        self.terminal(framed("0710|00|12|187500"))
        self.assertEqual(self.taken(self.sent), ACK + framed("0200|15000|ABC123|||0|"))
        self.terminal(ACK + framed(SALE_REPLY))  # the register has had its ACK
        self.assertEqual(self.taken(self.passed), framed(SALE_REPLY))
        self.assertEqual(self.news()[-2:], [(events.SALE_ENDED, SOLD), NOT_VISIBLE])

    def test_a_held_command_is_repeated_and_then_given_up(self):
        self.ask(events.READ_TOTALS)
        self.terminal(ACK)
        self.register(framed("0700||"))
        self.register(framed("0700||"))  # its ACK was lost
        self.assertEqual(self.taken(self.passed), ACK + ACK)
        self.terminal(framed("0710|00|12|187500") + NAK)
        for _ in range(3):
            self.wait(limits.TRANSBANK_ACK_MS)
        self.assertEqual(self.taken(self.sent), ACK + framed("0700||") * 3)
        self.wait(limits.TRANSBANK_REPLY_MS)
        self.assertTrue(self.driver.idle(self.now_ms + 501))

    def test_a_poll_is_answered_for_a_terminal_that_is_busy_with_us(self):
        self.ask(events.READ_TOTALS)
        self.register(framed("0100"))
        self.assertEqual((self.taken(self.passed), self.taken(self.sent)), (ACK, b""))

    def test_a_second_command_while_one_is_held_is_refused(self):
        self.ask(events.READ_TOTALS)
        self.register(framed("0700||"))
        self.register(framed("0500||"))
        self.assertEqual(self.taken(self.passed), ACK + NAK)


class Tables(unittest.TestCase):
    def test_every_pair_of_the_dialog_has_its_row(self):
        pairs = [(state, event) for state in dialog.STATES for event in dialog.EVENTS]
        self.assertEqual([row[:2] for row in dialog.TABLE], pairs)


if __name__ == "__main__":
    unittest.main()
