# SPDX-License-Identifier: MIT
"""Own commands on a bad day: late answers, restarts, doubled and split bytes.

Whatever happens, an outcome that the terminal did not tell is unknown: neither done nor refused.
"""

import unittest

from zvt_beside import ANSWERED, ANSWERING, OK, SETTLE, TOTALS, Beside, ended

from agent import events, limits
from agent.terminals.zvt.framing import encode

END = "06 0F 00"
MESSAGES = (OK, "04 FF 01 0A", TOTALS, "06 D1 01 81", END)
DONE = ended(events.SETTLE, events.DONE, 0, (4, 2600))
UNKNOWN = ended(events.SETTLE, events.UNKNOWN)


def framed(text):
    out = bytearray(600)
    return bytes(out[: encode(bytes.fromhex(text.replace(" ", "")), out)])


class Terminal:
    """The other end, as far as frames are concerned: repeats at a NAK what was not taken."""

    def __init__(self):
        self.line = Beside()
        self.commands = 0  # how often it was told to settle
        self.line.ask()
        self.hear()

    def hear(self):
        heard = self.line.heard()
        self.commands += heard.count(SETTLE)
        return heard

    def wait(self, wait_ms):
        self.line.now_ms += wait_ms
        self.line.driver.on_deadline(self.line.now_ms)

    def deliver(self, text, damaged):
        """Send the bytes `damaged` for the message `text`; repeat it, whole, until it is taken."""
        self.line.receive(damaged)
        heard = self.hear()
        for _ in range(limits.ZVT_SENDS_MAX - 1):
            if "ACK" in heard:
                break
            if "NAK" not in heard:
                self.wait(limits.ZVT_T1_MS + 1)
            self.line.receive(framed(text))
            heard = self.hear()
        return heard


class LateTest(unittest.TestCase):
    def test_the_answer_around_t3(self):
        for wait_ms, answer, wanted in (
            (limits.ZVT_T3_MS - 1, OK, None),
            (limits.ZVT_T3_MS, OK, UNKNOWN),
            (limits.ZVT_T3_MS - 1, "84 9C 00", ended(events.SETTLE, events.REFUSED, 0x9C)),
            (limits.ZVT_T3_MS, "84 9C 00", UNKNOWN),
        ):
            terminal = Terminal()
            terminal.line.says("ACK")
            terminal.wait(wait_ms)
            terminal.line.says(answer)
            if wanted is None:
                self.assertTrue(terminal.line.driver.busy())
                terminal.line.says(TOTALS, "ACK", END, "ACK")
                wanted = DONE
            ends = [e for e in terminal.line.seen if e[0] == events.COMMAND_ENDED]
            self.assertEqual(ends, [wanted])

    def test_an_answer_at_the_very_deadline_counts_if_it_was_read_first(self):
        terminal = Terminal()
        terminal.line.says("ACK")
        terminal.line.now_ms += limits.ZVT_T3_MS
        terminal.line.says(OK)
        terminal.wait(0)
        terminal.line.says(TOTALS, "ACK", END, "ACK")
        self.assertEqual(terminal.line.seen[-1], DONE)

    def test_the_completion_around_t4(self):
        for wait_ms, wanted in ((limits.ZVT_T4_MS - 1, DONE), (limits.ZVT_T4_MS, UNKNOWN)):
            terminal = Terminal()
            terminal.line.says("ACK", OK, TOTALS, "ACK")
            terminal.wait(wait_ms)
            terminal.line.says(END, "ACK")
            ends = [e for e in terminal.line.seen if e[0] == events.COMMAND_ENDED]
            self.assertEqual(ends, [wanted])
            self.assertEqual(terminal.hear()[-2:], ANSWERED)  # either way it comes to rest

    def test_a_refusal_out_of_turn_does_not_turn_done_into_refused(self):
        terminal = Terminal()
        terminal.line.says("ACK", OK, "84 9C 00", END, "ACK")
        self.assertEqual(terminal.line.seen[-1], ended(events.SETTLE, events.DONE))

    def test_the_next_command_waits_for_stragglers(self):
        """The answer to a status enquiry comes late: it must not be the settlement's."""
        line = Beside()
        line.ask(events.CHECK_STATUS)
        line.says("ACK")
        line.run_until_quiet()
        line.ask(events.SETTLE)
        line.heard()
        line.now_ms += 100
        line.says(OK, "06 0F 01 00", "ACK")
        self.assertEqual(line.heard(), ["ACK"] + ANSWERED)
        line.now_ms += limits.ZVT_T3_MS - 1
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), [])
        line.now_ms += 1
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), [SETTLE])
        line.says("ACK", "06 1E 01 77")
        self.assertTrue(line.driver.busy())

    def test_after_an_answer_out_of_turn_the_next_command_waits(self):
        """More may come that is no answer to it; a stale completion must call nothing printed."""
        end, refusal = "06 0F 01 00", "84 9C 00"
        for said in ((refusal, end, "ACK"), (end, refusal, "ACK"), (end, OK, "ACK")):
            line = Beside().served(events.CHECK_STATUS)
            line.says(*said)
            self.assertEqual(line.seen[-1], ended(events.CHECK_STATUS, events.DONE))
            line.ask(events.REPEAT_RECEIPT)
            line.now_ms += limits.ZVT_T3_MS - 1
            line.says(refusal, "06 0F 00")  # they are answered, and it goes on waiting
            self.assertEqual(line.heard()[-3:], ["ACK"] + ANSWERED)
            self.assertTrue(line.driver.busy())
            line.driver.on_deadline(line.now_ms)
            self.assertEqual(line.heard(), [])
            line.now_ms += limits.ZVT_T3_MS
            line.driver.on_deadline(line.now_ms)
            self.assertEqual(line.heard(), ["06 20 03 12 34 56"])

    def test_a_busy_terminal_is_left_alone_for_a_while(self):
        """Its 84 9C may be the answer to an older command, whose completion is still to come."""
        line = Beside()
        line.ask(events.CHECK_STATUS)
        line.says("ACK", "84 9C 00")
        self.assertEqual(line.seen[-1], ended(events.CHECK_STATUS, events.REFUSED, 0x9C))
        line.heard()
        line.ask(events.REPEAT_RECEIPT)
        line.now_ms += limits.ZVT_T3_MS - 1
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), [])
        line.now_ms += 1
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), ["06 20 03 12 34 56"])


class RestartTest(unittest.TestCase):
    STEPS = ("ACK", OK, "04 FF 01 0A", "ACK", TOTALS, "ACK", "06 D1 01 81", "ACK")

    def test_in_the_middle_of_an_own_dialog(self):
        """It forgets the dialog at any step, comes back with noise, and answers what is new."""
        for steps in range(len(self.STEPS) + 1):
            terminal = Terminal()
            line = terminal.line
            line.says(*self.STEPS[:steps])
            line.receive(b"\x00\xff\x80\x10")
            line.run_until_quiet()
            self.assertEqual(line.seen[-1], UNKNOWN)
            terminal.hear()
            self.assertEqual(terminal.commands, 1 if steps else limits.ZVT_SENDS_MAX)
            line.now_ms += limits.ZVT_T3_MS
            line.served(events.READ_TOTALS)
            line.says(TOTALS, "ACK", END, "ACK")
            self.assertEqual(line.seen[-1][:3], (events.COMMAND_ENDED, events.READ_TOTALS, 1))

    def test_in_the_middle_of_each_of_its_frames(self):
        for message in range(len(MESSAGES)):
            whole = framed(MESSAGES[message])
            for cut in range(1, len(whole)):
                terminal = Terminal()
                line = terminal.line
                line.says("ACK")
                for text in MESSAGES[:message]:
                    line.says(text, "ACK")
                line.receive(whole[:cut])
                line.run_until_quiet()
                self.assertEqual(line.seen[-1], UNKNOWN)

    def test_after_its_completion_the_outcome_is_known(self):
        terminal = Terminal()
        terminal.line.says("ACK", OK, TOTALS, "ACK", END)
        terminal.line.run_until_quiet()
        self.assertEqual(terminal.line.seen, [ANSWERING, DONE])


class BytesTest(unittest.TestCase):
    """One byte doubled, or a pause in between, at every place of every message."""

    def play(self, spoilt, at):
        """Play the dialog with byte `at` of message `spoilt` doubled; return the terminal."""
        terminal = Terminal()
        terminal.line.says("ACK")
        for number in range(len(MESSAGES)):
            text = MESSAGES[number]
            sent = framed(text)
            doubled = sent[: at + 1] + sent[at:]
            heard = terminal.deliver(text, doubled if number == spoilt else sent)
            self.assertIn("ACK", heard)
            if number:
                self.assertIn(OK, heard)
                terminal.line.says("ACK")
        self.assertEqual(terminal.line.seen[-1], DONE)
        self.assertEqual(terminal.commands, 1)
        return terminal

    def test_doubled(self):
        for spoilt in range(len(MESSAGES)):
            for at in range(len(framed(MESSAGES[spoilt]))):
                terminal = self.play(spoilt, at)
                self.assertEqual(terminal.line.driver.own_print_lines, 1)

    def test_doubled_acknowledgements(self):
        line = Beside()
        line.ask()
        line.says("ACK", "ACK", OK)
        for text in MESSAGES[1:]:
            line.says(text, "ACK", "ACK")
        self.assertEqual(line.seen, [ANSWERING, DONE])
        self.assertEqual(line.heard().count(SETTLE), 1)

    def test_split_by_less_than_t1(self):
        for spoilt in range(len(MESSAGES)):
            for at in range(1, len(framed(MESSAGES[spoilt]))):
                self.check_split(spoilt, at, limits.ZVT_T1_MS, [])

    def test_split_by_more_than_t1(self):
        for spoilt in range(len(MESSAGES)):
            for at in range(1, len(framed(MESSAGES[spoilt]))):
                self.check_split(spoilt, at, limits.ZVT_T1_MS + 1, ["NAK"])

    def check_split(self, spoilt, at, gap_ms, wanted):
        line = Beside()
        line.ask()
        line.says("ACK")
        for text in MESSAGES[:spoilt]:
            line.says(text, "ACK")
        line.heard()
        whole = framed(MESSAGES[spoilt])
        line.receive(whole[:at])
        line.now_ms += gap_ms
        line.driver.on_deadline(line.now_ms)
        self.assertEqual(line.heard(), wanted)
        line.receive(whole if wanted else whole[at:])
        self.assertEqual(line.heard(), ANSWERED if spoilt else ["ACK"])
        line.says("ACK")
        for text in MESSAGES[spoilt + 1 :]:
            line.says(text, "ACK")
        self.assertEqual(line.seen, [ANSWERING, DONE])


if __name__ == "__main__":
    unittest.main()
