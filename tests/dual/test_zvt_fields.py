# SPDX-License-Identifier: MIT
"""What fields mean, and that nothing of a card but first six and last four ever leaves the room."""

import unittest

from agent import events
from agent.terminals.zvt import enquiry, fields, receipt_fields

PLANTED = "4761739001010119"
MASKED = "476173******0119"


def transaction(text, kind=fields.SALE):
    data = bytes.fromhex(text)
    return fields.transaction(data, 0, len(data), kind)


def masked(text):
    data = bytes.fromhex(text)
    return fields.masked_pan(data, 0, len(data))


def name(text):
    return fields.short_text(text, 0, len(text))


def of(function, text):
    data = bytes.fromhex(text)
    return function(data, 0, len(data))


class NumberTest(unittest.TestCase):
    def test_bcd(self):
        self.assertEqual(of(fields.number, "000000002040"), 2040)
        self.assertEqual(of(fields.number, "999999999999"), 999999999999)
        self.assertEqual(of(fields.number, "0978"), 978)

    def test_no_digit_no_number(self):
        self.assertTrue(of(fields.number, "ffff") is None)
        self.assertTrue(of(fields.number, "1a") is None)


class CardDataTest(unittest.TestCase):
    def test_a_card_number_is_cut(self):
        self.assertEqual(masked(PLANTED), MASKED)
        self.assertEqual(masked("476173900101011f"), "476173*****1011")  # 15 digits

    def test_masked_by_the_terminal(self):
        self.assertEqual(masked("EEEEEEEEEEEE4771"), "************4771")
        self.assertEqual(masked("476173EEEEEE4771"), "476173******4771")

    def test_a_short_number_keeps_less(self):
        self.assertEqual(masked("4761739001019f"), "*********1019")
        self.assertEqual(masked("123456"), "**3456")
        self.assertEqual(masked("12"), "12")
        self.assertEqual(masked(""), "")
        self.assertEqual(masked("ffff"), "")

    def test_names(self):
        self.assertEqual(name(b"Debit Mastercard\x00junk"), "Debit Mastercard")
        self.assertEqual(name(b"M\x84rchen\x07"), "M?rchen?")
        self.assertEqual(name(b"x" * 50), "x" * 32)
        self.assertEqual(name(b"CARD 12345678901"), "CARD 12345678901")

    def test_a_card_number_in_a_name_is_cleaned_before_it_is_cut_short(self):
        self.assertEqual(name(b"VISA " + PLANTED.encode()), "VISA " + "*" * 16)
        self.assertEqual(name(b"4761 7390  0101-0119"), "**** ****  ****-****")
        self.assertEqual(name(b"x" * 22 + PLANTED.encode()), "x" * 22 + "*" * 10)

    def test_nothing_planted_comes_out(self):
        track2 = "2df1f0" + PLANTED + "2612"  # as track 1
        text = PLANTED.encode().hex()
        digits = "".join("f%s" % c for c in "016")
        planted = (
            "2700"
            "040000000020400b000470"
            + ("22f0f8" + PLANTED)
            + ("23f1f9" + PLANTED + "d261220100000000000f00")
            + track2
            + ("24" + digits + text)
            + "0e2612"
            + ("3c" + digits + text)
            + ("8bf1f6" + text)
            + ("3b" + PLANTED)
            + ("0612" + "5a08" + PLANTED + "5706476173900101")
        )
        seen = transaction(planted)
        told = repr(seen)
        self.assertEqual(seen[events.T_CARD_MASKED], MASKED)
        self.assertEqual(seen[events.T_CARD_NAME], "*" * 16)
        for size in range(7, 17):
            for start in range(17 - size):
                self.assertFalse(PLANTED[start : start + size] in told)
        self.assertFalse("2612" in told)


class TransactionTest(unittest.TestCase):
    GOOD = (
        "2700040000000020400B0004700C2239530D10060E2512170001197022F0F8EEEEEEEEEEEE4771"
        "29280048692A3130303436313736332020202020203B36313138303400003CF0F1F447454E2E4E522E3A"
        "363131383034490978870470880004708A2E8BF1F74465626974204D61737465726361726400"
    )

    def test_a_captured_sale(self):
        wanted = (
            (1, 0, 2040, 978, 470, 470),
            (0x2E, "Debit Mastercard", "************4771", 1006, 223953, "611804"),
        )
        self.assertEqual(transaction(self.GOOD), wanted[0] + wanted[1])

    def test_a_captured_abort(self):
        seen = transaction(
            "276C040000000012004909780C1133390D081722F0F00B000000196029525002958BF0F100"
        )
        self.assertEqual(seen[: events.T_CURRENCY + 1], (1, 0x6C, 1200, 978))
        self.assertEqual(seen[events.T_CARD_MASKED], "")

    def test_the_authorisation_attribute_is_text_or_nothing(self):
        for data, wanted in (
            ("3631313830340000", "611804"),
            ("4142433132333435", "ABC12345"),
            ("2020303132332020", "0123"),
            ("0000000000000041", "A"),
            ("4120420000000000", "A B"),
            ("0000000000000000", None),
            ("2020202020202000", None),
            ("3631003830340000", None),  # no text has a null byte inside
            ("3631313830347F00", None),
            ("363131383034E100", None),
            (PLANTED, None),
        ):
            self.assertEqual(transaction("27003b" + data)[events.T_AUTH_ID], wanted)
        self.assertTrue(transaction("2700")[events.T_AUTH_ID] is None)
        self.assertIsNone(transaction("27003b363131")[events.T_AUTH_ID])  # cut short
        self.assertEqual(len(transaction("2700")), events.T_AUTH_ID + 1)

    def test_without_a_result_there_is_no_transaction(self):
        self.assertTrue(transaction("040000000020400b000470") is None)
        self.assertTrue(transaction("") is None)

    def test_read_back_the_kind_is_inferred(self):
        self.assertEqual(transaction("2700", None)[events.T_TYPE], fields.SALE)
        self.assertEqual(transaction("270037000606", None)[events.T_TYPE], fields.REVERSED)
        self.assertEqual(transaction("270037000606", fields.REFUND_GIVEN)[0], fields.REFUND_GIVEN)

    def test_what_does_not_decode_is_none(self):
        self.assertTrue(transaction("270087ffff")[events.T_RECEIPT_NO] is None)

    def test_a_number_by_its_field(self):
        asked = bytes.fromhex("04000000001000490978")
        self.assertEqual(fields.digits(asked, 0, len(asked), fields.AMOUNT), 1000)
        self.assertEqual(fields.digits(asked, 0, len(asked), fields.CURRENCY), 978)
        self.assertTrue(fields.digits(asked, 0, len(asked), fields.RECEIPT_NO) is None)


class TotalsTest(unittest.TestCase):
    ROWS = "00680071" + "04000000002600" + "00000000000000" * 6

    def test_the_specifications_example(self):
        data = "27000400000000260060f0f5f3" + self.ROWS
        self.assertEqual(of(fields.totals, data), (4, 2600))

    def test_the_amount_field_wins_over_the_rows(self):
        data = "27000400000000300060f0f5f3" + self.ROWS
        self.assertEqual(of(fields.totals, data), (4, 3000))
        self.assertEqual(of(fields.totals, "60f0f5f3" + self.ROWS), (4, 2600))

    def test_nothing_is_guessed(self):
        self.assertEqual(of(fields.totals, "2700"), (None, None))
        self.assertEqual(of(fields.totals, "270004000000003000"), (None, 3000))
        self.assertEqual(of(fields.totals, "60f0f0f20068"), (None, None))
        self.assertEqual(of(fields.totals, "60f0f5f3" + self.ROWS[:-2] + "0a"), (None, None))


class AnswerTest(unittest.TestCase):
    def test_registration(self):
        self.assertEqual(of(fields.registration, "19102952523535490978"), (0x10, "52523535", 978))
        self.assertEqual(of(fields.registration, "2900001234"), (None, "00001234", None))
        self.assertEqual(of(fields.registration, ""), (None, None, None))

    def test_a_status_tells_the_time_in_two_objects_of_one(self):
        clock = "340d1f0e04202511181f0f03123456"
        told = (events.TERMINAL_CLOCK, 251118, 123456)
        self.assertEqual(of(enquiry.told_clock, "00060f" + clock), told)
        self.assertEqual(of(enquiry.told_clock, "f0f0f23132" + "00060f" + clock), told)
        self.assertEqual(of(enquiry.told, "51060f" + clock), [told, (events.TERMINAL_STATUS, 0x51)])
        for tlv in (
            "",
            "0600",
            "06023400",
            "0609" + "34071f0e0420251118",  # no time
            "060f" + "340d1f0e04192511181f0f03123456",  # of another century
            "060f" + "340d1f0e04202511181f0f0312345a",
            "060d" + "340b1f0e0225111f0f03123456",  # cut short
        ):
            self.assertTrue(of(enquiry.told_clock, "00" + tlv) is None, tlv)

    def test_status_enquiry_is_positional(self):
        version = "F0F4F0" + "41" * 40
        self.assertEqual(of(enquiry.status, "00"), 0x00)
        self.assertEqual(of(enquiry.status, "51"), 0x51)
        self.assertEqual(of(enquiry.status, "F0"), 0xF0)
        self.assertEqual(of(enquiry.status, "F006021f7801"), 0xF0)
        self.assertEqual(of(enquiry.status, version + "51"), 0x51)
        self.assertEqual(of(enquiry.status, version + "00065b"), 0x00)
        for status, locks, told in (
            ("00", "0400", 0xCC),  # the printer
            ("00", "4000", 0x51),
            ("00", "8000", 0xF0),
            ("00", "2000", 0xC2),
            ("00", "C400", 0x51),  # signing in comes before settling, and both before paper
            ("00", "8C00", 0xDF),
            ("00", "1204", 0x00),  # service, start-up, a low battery: no word for them
            ("00", "0080", 0x00),
            ("9C", "0400", 0x9C),
            (version + "00", "0400", 0xCC),
        ):
            tlv = "06051F5502" + locks
            self.assertEqual(of(enquiry.status, status + tlv), told, (status, locks))
        self.assertTrue(of(enquiry.status, "") is None)

    def test_a_device_state_says_more_than_ready(self):
        for code, device, wanted in (
            ("00", "00", 0x00),
            ("00", "01", 0x51),
            ("00", "02", events.STATUS_KEYLESS),
            ("00", "03", events.STATUS_TAMPERED),
            ("00", "04", 0x00),  # of a later specification
            ("51", "02", 0x51),
            ("DF", "03", events.STATUS_TAMPERED),
            ("F0", "01", 0xF0),
        ):
            name, number = "1F400353494D", "1F4201" + "41"
            tlv = "E4" + "0E" + name + number + "1F4301" + device
            self.assertEqual(of(enquiry.status, code + "06" + "10" + tlv), wanted, (code, device))

    def test_a_device_without_a_state_or_cut_off_says_nothing(self):
        for tlv in ("", "0600", "0602E400", "0605E4031F4300", "0606E4041F430203", "06021F43"):
            self.assertEqual(of(enquiry.status, "00" + tlv), 0x00, tlv)

    def test_a_good_completion_may_carry_a_code(self):
        self.assertEqual(of(fields.completion_code, ""), 0)
        self.assertEqual(of(fields.completion_code, "27e0"), 0xE0)
        leaves = [code for code in range(256) if fields.leaves(code)]
        self.assertEqual(leaves, [0xE0, 0xFC])
        self.assertEqual(of(fields.completion_code, "2777"), 0x77)

    def test_new_timeout(self):
        self.assertTrue(of(fields.new_timeout_minutes, "17") is None)
        self.assertEqual(of(fields.new_timeout_minutes, "1705"), 5)
        self.assertEqual(of(fields.new_timeout_minutes, "ff1006022400"), 10)
        self.assertTrue(of(fields.new_timeout_minutes, "ff06022400") is None)
        self.assertEqual(of(fields.new_timeout_minutes, "ff0606022400"), 6)

    def test_last_line_marks(self):
        for attribute, last in ((0x81, True), (0xC0, True), (0x80, False), (0xFF, False)):
            self.assertEqual(of(receipt_fields.is_last_line, "%02x41" % attribute), last)
        self.assertFalse(of(receipt_fields.is_last_line, "40"))
        self.assertFalse(of(receipt_fields.is_last_line, ""))
        self.assertTrue(of(receipt_fields.is_last_block, "06052503090181"))
        self.assertFalse(of(receipt_fields.is_last_block, "06052503090180"))
        self.assertFalse(of(receipt_fields.is_last_block, "81"))

    def test_whose_a_block_is(self):
        for text, kind in (
            ("06091f0701032503070141", receipt_fields.ADMIN_BLOCK),
            ("060925030701411f070103", receipt_fields.ADMIN_BLOCK),
            ("06091f0701022503070141", events.COPY_CUSTOMER),
            ("06091f0701012503070141", events.COPY_MERCHANT),
            ("06091f0701042503070141", 0),  # a kind that the specification does not know
            ("06052503070141", 0),
            ("06041f0700", 0),
            ("", 0),
        ):
            self.assertEqual(of(receipt_fields.block_kind, text), kind)

    def test_reprints_by_number(self):
        for text, wanted in (
            ("0068", (68, 68)),
            ("00600070", (60, 70)),
            ("00ff", (None, None)),
            ("006800ff", (68, None)),
            ("00", (None, None)),
        ):
            self.assertEqual(of(receipt_fields.reprints, text), wanted)

    def test_which_receipt_is_repeated(self):
        for text, copy in (
            ("", 0),
            ("0300", 0),
            ("06041f010101", 0),
            ("06041f010102", events.COPY_MERCHANT),
            ("06041f010103", events.COPY_CUSTOMER),
            ("06041f010104", None),
            ("030006041f010106", None),
            ("0600", 0),
        ):
            self.assertEqual(of(receipt_fields.repeated_copy, text), copy)

    def test_which_copies_the_register_wants(self):
        for text, copies in (
            ("", None),
            ("06041f0401a0", events.COPY_BOTH),
            ("06041f0401a8", events.COPY_BOTH | events.COPY_CUSTOMERS_FIRST),
            ("06041f040120", events.COPY_MERCHANT),
            ("06041f040188", events.COPY_CUSTOMER),
            ("06041f040150", 0),  # receipts of declined payments only
            ("06041f040100", 0),
        ):
            self.assertEqual(of(receipt_fields.wanted_copies, text), copies)

    def test_how_the_cardholder_was_verified(self):
        for text, told in (
            ("2700", (None, None)),
            ("270006081f1001021f120101", (2, 1)),
            ("060a1f1001ff1f1201022400", (0xFF, 2)),
            ("06041f120102", (None, 2)),
        ):
            self.assertEqual(of(receipt_fields.verification, text), told)


if __name__ == "__main__":
    unittest.main()
