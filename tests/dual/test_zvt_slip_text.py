# SPDX-License-Identifier: MIT
"""The text of slips: kept as it was printed, and no more of a card in it than its last four."""

import unittest

from zvt_line import APPROVED, DONE, LINE, MERCHANT, SALE, TAKEN, Line, apdu

from agent import events, limits
from agent.terminals.zvt import messages
from agent.terminals.zvt.slip_text import SlipText

try:
    import micropython
except ImportError:
    micropython = None

PANS = (
    "4761730000000119",
    "676280000000000019",
    "3714496353984312345",
    "371449635398431",
    "501800000009",
)
LAST = ("T 06 D1 01 81", "R 80 00 00")


def slip(*lines, room=880):
    """Return the text that is kept of these lines, and whether it is whole."""
    text = SlipText(room)
    for line in lines:
        data = b"\x00" + (line if isinstance(line, bytes) else line.encode())
        text.take(messages.PRINT_LINE, bytearray(data), 0, len(data), False)
    event = text.event(MERCHANT, 7)
    return (b"", True) if event is None else (event[3], event[4] == 1)


def block(*lines, kind=1):
    """Return the data of a text block (06 D3)."""
    inside = b"".join(b"\x09\x01\x00\x07" + bytes((len(line),)) + line for line in lines)
    if len(inside) < 128:
        lines = b"\x25" + bytes((len(inside),)) + inside
    else:
        lines = b"\x25\x82" + bytes((len(inside) >> 8, len(inside) & 255)) + inside
    body = b"\x1f\x07\x01" + bytes((kind,)) + lines
    return b"\x06\x82" + bytes((len(body) >> 8, len(body) & 255)) + body


def masked(pan):
    """Return what may be seen of a card number."""
    first = 6 if len(pan) >= 14 else 0
    return pan[:first] + "*" * (len(pan) - first - 4) + pan[-4:]


def shown(text, pan):
    """Return how many digits of `pan` stand at the places where its digits were printed."""
    digits = bytes(byte for byte in text if byte in b"*0123456789")
    return sum(a == b for a, b in zip(digits, pan.encode()))


class CardTest(unittest.TestCase):
    def check_hidden(self, pan, *lines):
        text, _ = slip(*lines)
        digits = "".join(chr(byte) for byte in text if byte in b"*0123456789")
        self.assertEqual(digits, masked(pan), lines)

    def test_a_whole_number_however_it_is_grouped(self):
        for pan in PANS:
            self.check_hidden(pan, pan)
            for gap in (" ", "-", "  ", " - "):
                for size in (1, 2, 3, 4, 5, 7):
                    groups = [pan[at : at + size] for at in range(0, len(pan), size)]
                    self.check_hidden(pan, "Nr ", gap.join(groups))

    def test_a_number_over_any_line_ends(self):
        for pan in PANS:
            for first in range(1, len(pan)):
                self.check_hidden(pan, pan[:first], pan[first:])
                self.check_hidden(pan, "Karte " + pan[:first] + " ", "", " " + pan[first:])
                for second in range(first + 1, len(pan)):
                    self.check_hidden(pan, pan[:first], pan[first:second], pan[second:])
            self.check_hidden(pan, *pan)

    def test_a_number_over_blocks(self):
        for pan in PANS:
            for at in range(1, len(pan)):
                text = SlipText(880)
                for lines in ((b"Nr", pan[:at].encode()), (pan[at:].encode(), b"EUR")):
                    data = bytearray(block(*lines))
                    text.take(messages.PRINT_BLOCK, data, 0, len(data), False)
                kept = text.event(0, None)[3]
                self.assertEqual(shown(kept, pan), 10 if len(pan) >= 14 else 4, kept)

    def test_an_odd_mask_shows_no_more(self):
        for printed, kept in (
            ("47617300XXXX0119", "476173**XXXX0119"),
            ("XXXXXXXX00000119", "XXXXXXXX****0119"),
            ("47617300********", "476173**********"),
            ("############0119", "############0119"),
            ("4761 73** **** 0119", "4761 73** **** 0119"),
            (b"47617300\xf9\xf9\xf9\xf90119", b"476173**\xf9\xf9\xf9\xf90119"),
            ("476173XX XXXXXX0119", "476173XX XXXXXX0119"),
        ):
            text, whole = slip(printed)
            wanted = kept if isinstance(kept, bytes) else kept.encode()
            self.assertEqual((text, whole), (wanted + b"\n", True))

    def test_at_track_data_the_slip_ends(self):
        for lines in (
            (";4761730000000119=29122010000012345?", "Danke"),
            ("4761730000000119D2912201", "Danke"),
            ("4761730000000119=", "2912201", "Danke"),
            ("4761730000000119", "=2912201", "Danke"),
            ("%B4761730000000119^29122010", "Danke"),
        ):
            text, whole = slip("Beleg", *lines)
            self.assertTrue(b"29" not in text and b"Danke" not in text, text)
            self.assertFalse(whole)
        text, whole = slip("Nr 4761730000000119", "Datum 10.11.2026", "=======", "12,50")
        self.assertTrue(b"10.11.2026" in text and b"12,50" in text and whole)

    def test_an_expiry_is_hidden(self):
        for printed, kept in (
            ("Exp 12/29", "Exp **/**"),
            ("12/2029", "**/****"),
            ("EXP1229", "EXP****"),
            ("EXP. 12.29", "EXP. **.**"),
            ("Expiry date: 1229", "Expiry date: ****"),
            ("VALID THRU 12-29", "VALID THRU **-**"),
            (b"G]ltig bis 1229", b"G]ltig bis ****"),
            (b"g\x81ltig bis: 12 29", b"g\x81ltig bis: ** **"),
            ("Verfall 2912", "Verfall ****"),
            ("AMERICAN EXPRESS 1234", "AMERICAN EXPRESS 1234"),
        ):
            text, _ = slip(printed)
            self.assertEqual(text, (kept if isinstance(kept, bytes) else kept.encode()) + b"\n")
        self.assertEqual(slip("Gueltig bis", "1229", "12,50")[0], b"Gueltig bis\n****\n12,50\n")


class SlipTest(unittest.TestCase):
    SLIP = (
        "** H\u00c4NDLERBELEG **",
        "Terminal-ID: 29001234",
        "TA-Nr 000017 BNr 0017",
        "girocard",
        "Nr       476173######0119",
        "22.11.2026 12:00:10",
        "Betrag EUR         12,50",
        "-" * 24,
        "Zahlung erfolgt",
    )

    def test_a_usual_slip_is_kept_as_it_was_printed(self):
        lines = [line.replace("\u00c4", "[") for line in self.SLIP]
        text, whole = slip(*lines)
        self.assertEqual(text.decode().split("\n"), lines + [""])
        self.assertTrue(whole)

    def test_what_has_no_room_is_cut_and_said(self):
        text, whole = slip("abc", "defg", room=6)
        self.assertEqual((text, whole), (b"abc\nde", False))
        for room in range(1, 16):  # a number hides its digits though most of them found no room
            text, whole = slip("4761730000000119", room=room)
            self.assertFalse(whole)
            self.assertTrue(
                shown(text, "4761730000000119") <= min(room, 6) + max(0, room - 12), text
            )

    def test_what_is_appended_behind_a_line_is_no_text(self):
        self.assertEqual(slip(b"Danke\x06\x03\x1f\x07\x01")[0], b"Danke\n")

    def test_a_block_that_is_held_in_part_gives_what_is_held(self):
        data = bytearray(block(*((b"0123456789 abcdefghij",) * 12)))
        for held in range(len(data)):
            text = SlipText(880)
            text.take(messages.PRINT_BLOCK, data, 0, held, True)
            event = text.event(0, None)
            kept = b"" if event is None else event[3]
            self.assertTrue((b"0123456789 abcdefghij\n" * 12).startswith(kept[:-1]))
            self.assertTrue(len(kept) <= held and (event is None or event[4] == 0))

    def test_nested_objects_go_no_deeper(self):
        data = b"\x07\x01A"
        for _ in range(60):
            data = b"\x25\x81" + bytes((len(data) & 127,)) + data if len(data) < 128 else data
        text = SlipText(880)
        whole = bytearray(b"\x06\x81" + bytes((len(data),)) + data)
        text.take(messages.PRINT_BLOCK, whole, 0, len(whole), False)
        self.assertTrue(text.event(0, None) is None)

    def test_lines_take_no_heap(self):
        if micropython is None:
            return
        text, line = SlipText(880), bytearray(b"\x00Nr 4761730000000119 12/29")
        text.take(messages.PRINT_LINE, line, 0, len(line), False)
        micropython.heap_lock()
        try:
            text.take(messages.PRINT_LINE, line, 0, len(line), False)
        finally:
            micropython.heap_unlock()

    def test_nothing_is_left_behind(self):
        text = SlipText(40)
        for line in (b"\x00Nr 47617300", b"\x00Danke"):
            text.take(messages.PRINT_LINE, bytearray(line), 0, len(line), False)
            text.clear()
            self.assertTrue(text.event(0, None) is None)
        self.assertTrue(SlipText(0).event(0, None) is None)


class LineTest(unittest.TestCase):
    def texts(self, *scripts):
        line = Line(limits.SLIP_BYTES_MAX)
        line.talk(*scripts)
        return [event[1:] for event in line.seen if event[0] == events.SLIP_TEXT]

    def test_each_copy_that_was_delivered_is_told_before_its_end(self):
        two = (LINE + LAST) * 2
        told = self.texts(SALE, APPROVED, TAKEN, two, DONE)
        self.assertEqual(told, [(1, None, b"AB\n\n", 1), (2, None, b"AB\n\n", 1)])

    def test_a_refused_line_that_comes_again_counts_once(self):
        refused = (LINE[0], "R 84 CC 00")
        told = self.texts(SALE, APPROVED, TAKEN, LINE, ("T 06 D1 03 00 43 44", "R 84 CC 00"))
        self.assertEqual(told, [])
        told = self.texts(SALE, APPROVED, TAKEN, refused, LINE, LAST, DONE)
        self.assertEqual(told, [(1, None, b"AB\n\n", 1)])

    def test_a_declined_sales_slip_is_not_kept(self):
        declined = (apdu("T", "04 0F", "27 05"), "R 80 00 00")
        self.assertEqual(self.texts(SALE, declined, LINE, LAST, DONE), [])
