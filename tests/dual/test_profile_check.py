# SPDX-License-Identifier: MIT
"""A profile's bytes against the table: defaults, each field's bounds, shapes, one encoding."""

import unittest

from mis_dialects import HEADER, compiled

from posminder_formats import cbor, profile_check
from posminder_formats import profile_fields as f

DAY = [[540, 780], [840, 1140]]
PROFILE = {
    f.P_SCHEMA: 1,
    f.P_SITE_ID: "shop-7",
    f.P_SITE_NAME: "Caf\u00e9 \u6c34",
    f.P_CURRENCY: 978,
    f.P_DRIVER: 1,
    f.P_WIRING: 1,
    f.P_TERMINAL_ID: "12345678",
    f.P_UTC_OFFSETS: [[0, 3600], [1774746000, 7200]],
    f.P_HOURS: [DAY, DAY, DAY, DAY, [[1080, 120]], [], []],
    f.P_SETTLE_LATEST_MIN: 1410,
}

BAD_VALUES = (
    (f.P_SCHEMA, (0, 2, True, None, "1", [1])),
    (f.P_SITE_ID, ("", "x" * 33, b"x", 1)),
    (f.P_SITE_NAME, ("\u6c34" * 33,)),  # 33 characters, 99 bytes
    (f.P_CURRENCY, (0, 1000, -1)),
    (f.P_ZVT_PASSWORD, (b"\x00\x00", b"\x00" * 4, "000")),
    (f.P_BAUD, (1199, 115201)),
    (
        f.P_UTC_OFFSETS,
        (
            [],
            [[5, 3600]],  # begins too late
            [[0, 3600], [0, 7200]],
            [[0, 3600], [9, 0], [8, 0]],
            [[0, 64801]],
            [[0]],
            [[0, 1, 2]],
            [0, 3600],
            [[0, True]],
            [[second, 0] for second in range(25)],
        ),
    ),
    (
        f.P_HOURS,
        (
            [DAY] * 6,
            [DAY] * 8,
            [DAY] * 6 + [None],
            [DAY] * 6 + [[[600, 600]]],
            [DAY] * 6 + [[[600, 500]]],
            [DAY] * 6 + [[[1440, 1441]]],
            [DAY] * 6 + [[[600, 700], [690, 800]]],
            [DAY] * 6 + [[[600, 241]]],  # past the beginning of the next business day
            [DAY] * 6 + [[[600 + i, 601 + i] for i in range(5)]],
            [DAY] * 6 + [[600, 700]],
        ),
    ),
    (
        f.P_BANK_DAYS,
        (
            [],
            [20454, 20818],
            [20454, 20453, []],  # ends before it begins
            [20454, 65536, []],
            [20454, 20818, None],
            [20454, 20818, [20453]],
            [20454, 20818, [20819]],
            [20454, 20818, [20460, 20460]],
            [20454, 20818, [20460, 20459]],
            [20454, 20818, [True]],
            [20454, 20818, list(range(20454, 20551))],  # 97 of them
        ),
    ),
    (
        f.P_SPECIAL_DAYS,
        (
            [20454],
            [[20454, 20454]],
            [[20454, 20453, []]],
            [[20454, 20454, [[600, 500]]]],
            [[20454, 20454, [[600, 700], [690, 800]]]],
            [[20454, 20456, []], [20456, 20457, []]],  # the 20456th twice
            [[20456, 20456, []], [20454, 20454, []]],
            [[day, day, []] for day in range(33)],
        ),
    ),
    (
        f.P_PEOPLE,
        (
            [["anna", 5]],
            [["anna", 0]],
            [["anna", True]],
            [["anna", 2, "Anna"]],
            [["Anna", 2]],
            [["", 2]],
            [["a" * 17, 2]],
            [["a b", 2]],
            [["anna", 2], ["anna", 3]],
            ["anna"],
            [[str(number), 2] for number in range(13)],
        ),
    ),
)


def name_of(key: int) -> str:
    for row in f.FIELDS:
        if row[0] == key:
            return row[1]
    return ""


class ProfileCheckTest(unittest.TestCase):
    def refusal(self, profile: "dict[int, object] | bytes") -> str:
        data = profile if isinstance(profile, bytes) else cbor.encode(profile)
        try:
            profile_check.check(data)
        except profile_check.ProfileError as error:
            return error.args[0]
        return "accepted"

    def changed(self, key: int, value: object) -> "dict[int, object]":
        profile = dict(PROFILE)
        profile[key] = value
        return profile

    def test_values_come_back_with_defaults_filled_in(self) -> None:
        values = profile_check.check(cbor.encode(PROFILE))
        for key, _name, _kind, _low, _high, default, _help in f.FIELDS:
            self.assertEqual(values[key], PROFILE.get(key, default))
        self.assertEqual(len(values), len(f.FIELDS))

    def test_every_default_passes_its_own_row(self) -> None:
        profile = dict(PROFILE)
        for row in f.FIELDS:
            if row[5] is not f.REQUIRED:
                profile[row[0]] = row[5]
        self.assertEqual(self.refusal(profile), "accepted")

    def test_each_required_field_is_missed_by_name(self) -> None:
        for key, name, _kind, _low, _high, default, _help in f.FIELDS:
            if default is f.REQUIRED:
                profile = dict(PROFILE)
                del profile[key]
                self.assertEqual(self.refusal(profile), name)

    def test_each_bad_value_is_refused_by_name(self) -> None:
        for key, values in BAD_VALUES:
            for value in values:
                self.assertEqual(self.refusal(self.changed(key, value)), name_of(key))

    def test_values_at_their_bounds_are_taken(self) -> None:
        for key, _name, kind, low, high, _default, _help in f.FIELDS:
            if kind == "int" and key != f.P_DAY_STARTS_MIN:
                for value in (low, high):
                    if (key, value) == (f.P_DRIVER, f.DRIVER_MIS):
                        continue  # needs its dialect as well
                    self.assertEqual(self.refusal(self.changed(key, value)), "accepted")
                for value in (low - 1, high + 1):
                    self.assertEqual(self.refusal(self.changed(key, value)), name_of(key))

    def test_a_driver_that_goes_by_a_dialect_needs_a_right_one(self) -> None:
        changed = self.changed(f.P_DRIVER, f.DRIVER_MIS)
        self.assertEqual(self.refusal(changed), "dialect")
        changed[f.P_DIALECT] = compiled(HEADER)
        self.assertEqual(self.refusal(changed), "accepted")
        changed[f.P_DIALECT] = compiled(HEADER)[:-1]
        self.assertEqual(self.refusal(changed), "dialect")

    def test_hours_follow_the_beginning_of_the_business_day(self) -> None:
        late = self.changed(f.P_HOURS, [[[1080, 330]]] * 7)
        self.assertEqual(self.refusal(late), "hours")
        late[f.P_DAY_STARTS_MIN] = 360
        self.assertEqual(self.refusal(late), "accepted")

    def test_single_days_and_bank_days_are_taken_up_to_their_bounds(self) -> None:
        days = [[day, day, DAY] for day in range(31)] + [[31, 65535, []]]
        for key, value in (
            (f.P_SPECIAL_DAYS, days),
            (f.P_BANK_DAYS, [0, 0, []]),
            (f.P_BANK_DAYS, [20454, 20549, list(range(20454, 20550))]),
        ):
            self.assertEqual(self.refusal(self.changed(key, value)), "accepted")

    def test_unknown_keys_are_refused_by_number(self) -> None:
        self.assertEqual(self.refusal(self.changed(77, 1)), "77")
        self.assertEqual(self.refusal(self.changed(0, 1)), "0")

    def test_bytes_that_are_no_canonical_map_are_refused_whole(self) -> None:
        good = cbor.encode(PROFILE)
        pairs = [(key, PROFILE[key]) for key in sorted(PROFILE)]
        for data in (
            b"",
            b"\x80",
            good[:-1],
            good + b"\x00",
            b"\xbf" + good[1:] + b"\xff",  # indefinite
            good.replace(b"\x01\x01\x02", b"\x01\x18\x01\x02"),  # 1 in two bytes
            cbor.encode(cbor.Map(pairs[1:] + pairs[:1])),  # keys out of order
            cbor.encode({"schema": 1}),
        ):
            self.assertEqual(self.refusal(data), "profile")


if __name__ == "__main__":
    unittest.main()
