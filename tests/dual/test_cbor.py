# SPDX-License-Identifier: MIT
"""The CBOR subset: RFC 8949's own examples, refusals, bounds, canonical order."""

import unittest

from posminder_formats import cbor

try:
    from micropython import heap_lock, heap_unlock
except ImportError:  # CPython: there is no heap to lock

    def heap_lock() -> None:
        pass

    def heap_unlock() -> None:
        pass


# Appendix A of RFC 8949, as far as the subset goes. Read both ways.
EXAMPLES = (
    ("00", 0),
    ("17", 23),
    ("1818", 24),
    ("18ff", 255),
    ("190100", 256),
    ("1903e8", 1000),
    ("1a000f4240", 1000000),
    ("1b000000e8d4a51000", 1000000000000),
    ("1bffffffffffffffff", 18446744073709551615),
    ("3bffffffffffffffff", -18446744073709551616),
    ("20", -1),
    ("3903e7", -1000),
    ("f4", False),
    ("f5", True),
    ("f6", None),
    ("40", b""),
    ("4401020304", b"\x01\x02\x03\x04"),
    ("60", ""),
    ("62c3bc", "\u00fc"),
    ("63e6b0b4", "\u6c34"),
    ("80", []),
    ("8301820203820405", [1, [2, 3], [4, 5]]),
    ("a0", {}),
    ("a201020304", {1: 2, 3: 4}),
    ("a26161016162820203", {"a": 1, "b": [2, 3]}),
)

# Read only: longer forms of integers, and what SMP clients send.
LENIENT = (
    ("1800", 0),
    ("1b0000000000000001", 1),
    ("9fff", []),
    ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]),
    ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
    ("bfff", {}),
)

REFUSED = (
    "",  # nothing
    "18",  # head cut off
    "1bffff",
    "1c",  # reserved
    "1f",  # an indefinite integer
    "4401",  # string cut off
    "5bffffffffffffffff",  # longer than any memory
    "5f4101ff",  # string in pieces
    "7f6161ff",
    "61ff",  # not UTF-8
    "62c080",  # overlong
    "63eda080",  # surrogate
    "64f5808080",  # beyond Unicode
    "8201",  # array cut off
    "9b0000000100000000",  # more items than bytes
    "9f01",  # no end
    "a101",  # no value
    "a2010001",
    "a2010001010202",  # a key twice
    "bf01000100ff",
    "a1f400",  # keys that are neither integer nor text
    "a1400000",
    "a18000",
    "bf01ff",
    "c000",  # tag
    "f7",  # undefined
    "f818",
    "f97c00",  # float
    "fb3ff199999999999a",
    "ff",  # break outside
    "0000",  # two items
)


class CborTest(unittest.TestCase):
    def test_examples_both_ways(self) -> None:
        for text, value in EXAMPLES:
            data = bytes.fromhex(text)
            self.assertEqual(cbor.encode(value), data)
            decoded = cbor.decode(data)
            self.assertEqual(decoded, value)
            self.assertIs(type(decoded), type(value))

    def test_lenient_forms_are_read(self) -> None:
        for text, value in LENIENT:
            self.assertEqual(cbor.decode(bytes.fromhex(text)), value)

    def test_everything_else_is_refused(self) -> None:
        for text in REFUSED:
            with self.assertRaises(cbor.CborError):
                cbor.decode(bytes.fromhex(text))

    def test_every_beginning_of_an_item_is_refused(self) -> None:
        data = cbor.encode([{"a": b"\x01", "b": [1, -70000]}, "text", None, 1 << 40])
        for end in range(len(data)):
            with self.assertRaises(cbor.CborError):
                cbor.decode_next(data, 0, end)

    def test_a_string_longer_than_its_bytes_is_refused(self) -> None:
        for data in (b"\x42x", b"\x62x", b"\x58\xff" + bytes(254)):
            with self.assertRaises(cbor.CborError):
                cbor.decode_next(data, 0, len(data))

    def test_depth_is_bounded_both_ways(self) -> None:
        six: "list[object]" = []
        for _ in range(5):
            six = [six]
        self.assertEqual(cbor.decode(cbor.encode(six)), six)
        with self.assertRaises(cbor.CborError):
            cbor.encode([six])
        for seven in (b"\x81" * 6 + b"\x80", b"\x9f" * 7 + b"\xff" * 7, b"\xa1\x00" * 6 + b"\xa0"):
            with self.assertRaises(cbor.CborError):
                cbor.decode(seven)
        self.assertEqual(cbor.decode(b"\x81" * 6 + b"\x80", depth=7), [six])

    def test_values_outside_the_subset_are_refused(self) -> None:
        for value in (1 << 64, -(1 << 64) - 1, 0.5, {1: 0, "a": 0}, {None: 0}, {True: 0}, {b"": 0}):
            with self.assertRaises(cbor.CborError):
                cbor.encode(value)

    def test_a_dict_is_written_in_canonical_order(self) -> None:
        self.assertEqual(
            cbor.encode({-1: 0, 300: 0, 2: 0, 24: 0}), bytes.fromhex("a402001818001901 2c002000")
        )
        self.assertEqual(
            cbor.encode({"aa": 0, "b": 0, "": 0, "a": 0}),
            bytes.fromhex("a460006161006162006261 6100"),
        )

    def test_a_map_is_written_in_its_own_order(self) -> None:
        self.assertEqual(cbor.encode(cbor.Map([("sc", 1), ("d", 2)])), b"\xa2\x62sc\x01\x61d\x02")
        with self.assertRaises(cbor.CborError):
            cbor.encode(cbor.Map([(None, 1)]))

    def test_encode_into_fills_a_buffer_to_its_last_byte_and_no_further(self) -> None:
        value = ["text", b"bytes", 70000, None, {1: True}]
        data = cbor.encode(value)
        buffer = bytearray(3 + len(data))
        self.assertEqual(cbor.encode_into(buffer, 3, value), len(buffer))
        self.assertEqual(bytes(buffer), b"\x00\x00\x00" + data)
        for size in range(len(data)):
            with self.assertRaises(cbor.CborFull):
                cbor.encode_into(bytearray(size), 0, value)

    def test_encode_into_allocates_nothing_for_numbers(self) -> None:
        buffer = memoryview(bytearray(64))
        count, end = 1 << 40, 0
        heap_lock()
        try:
            end = cbor.write_head(buffer, 0, cbor.ARRAY, 3)
            end = cbor.encode_into(buffer, end, count)
            end = cbor.encode_into(buffer, end, -70000)
            end = cbor.encode_into(buffer, end, None)
        finally:
            heap_unlock()
        self.assertEqual(cbor.decode(buffer, 0, end), [count, -70000, None])

    def test_decode_next_walks_a_sequence(self) -> None:
        data = cbor.encode(1) + cbor.encode("two") + cbor.encode([3])
        first, offset = cbor.decode_next(data, 0, len(data))
        second, offset = cbor.decode_next(data, offset, len(data))
        third, offset = cbor.decode_next(data, offset, len(data))
        self.assertEqual([first, second, third, offset], [1, "two", [3], len(data)])
        with self.assertRaises(cbor.CborError):
            cbor.decode_next(data, 0, len(data) + 1)

    def test_any_buffer_is_read(self) -> None:
        for kind in (bytes, bytearray, memoryview):
            self.assertEqual(cbor.decode(kind(b"\x82\x41x\x61y")), [b"x", "y"])


if __name__ == "__main__":
    unittest.main()
