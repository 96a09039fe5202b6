# SPDX-License-Identifier: MIT
"""The table of rights, the form of an id, and what a proof is made over."""

import unittest

from posminder_formats import commands, people

ROLES = (
    people.NOBODY,
    people.TECHNICIAN,
    people.CASHIER,
    people.SUPERVISOR,
    people.OWNER,
)


def roles_of(deed):
    """The roles that may do `deed`."""
    return [role for role in ROLES if people.may(role, deed)]


class Rights(unittest.TestCase):
    def test_every_deed_stands_in_the_table_once_and_somebody_may_do_it(self):
        deeds = [deed for deed, _ in people.RIGHTS]
        self.assertEqual(len(deeds), len(set(deeds)))
        for deed in deeds:
            self.assertTrue(roles_of(deed), deed)

    def test_a_technician_decides_nothing_about_money_or_people(self):
        own = [deed for deed, _ in people.RIGHTS if people.may(people.TECHNICIAN, deed)]
        tells = [people.CREDIT, people.DRILL]
        self.assertEqual(own, [people.ACKNOWLEDGE, people.CONFIGURE, people.PULL_LOGS] + tells)

    def test_who_configures_and_who_pulls(self):
        self.assertEqual(roles_of(people.CONFIGURE), [people.TECHNICIAN])
        pulls = [people.TECHNICIAN, people.SUPERVISOR, people.OWNER]
        self.assertEqual(roles_of(people.PULL_LOGS), pulls)

    def test_the_host_line_asks_for_rights_of_this_table(self):
        asked = {row[3] for row in commands.ACCESS} | {row[1] for row in commands.FILES}
        asked |= {row[2] for row in commands.FILES} - {None}
        rights = {people.CONFIGURE, people.PULL_LOGS, people.CREDIT, people.DRILL}
        self.assertEqual(asked - {commands.RIGHT_NONE}, rights)
        for right in rights:  # the cable is not the button: what it may do somebody has proved
            self.assertFalse(people.may(people.NOBODY, right))
        self.assertEqual(commands.ROLE_TECHNICIAN, people.TECHNICIAN)
        pairs = (
            (commands.RIGHT_CONFIGURE, people.CONFIGURE),
            (commands.RIGHT_PULL_LOGS, people.PULL_LOGS),
            (commands.RIGHT_CREDIT, people.CREDIT),
            (commands.RIGHT_DRILL, people.DRILL),
        )
        for one, other in pairs:
            self.assertEqual(one, other)

    def test_the_account_is_moved_by_owner_and_supervisor(self):
        for deed in range(people.PLAN_ACCOUNT, people.CANCEL_ACCOUNT + 1):
            early = deed == people.CLOSE_ACCOUNT_EARLY
            expected = [people.OWNER] if early else [people.SUPERVISOR, people.OWNER]
            self.assertEqual(roles_of(deed), expected)

    def test_a_deed_that_is_not_in_the_table_nobody_may(self):
        for role in ROLES:
            self.assertFalse(people.may(role, 0))
            self.assertFalse(people.may(role, 255))


class Ids(unittest.TestCase):
    def test_forms(self):
        for good in ("a", "anna", "owner", "c-01", "x_y", "0" * 16):
            self.assertTrue(people.is_id(good), good)
        for bad in ("", "Anna", "a b", "a" * 17, "\u738b", "a\n", None, 7, b"a"):
            self.assertFalse(people.is_id(bad), bad)


class Messages(unittest.TestCase):
    BASE = (b"boardid8", b"n" * 16, "anna", 4, 100, b"h" * 32)

    def test_every_part_of_a_deed_changes_its_message(self):
        other = (b"boardid9", b"m" * 16, "anne", 5, -100, b"i" * 32)
        whole = people.deed_message(*self.BASE)
        for place in range(len(self.BASE)):
            parts = list(self.BASE)
            parts[place] = other[place]
            self.assertNotEqual(people.deed_message(*parts), whole)

    def test_no_end_of_one_part_passes_for_the_beginning_of_the_next(self):
        one = people.deed_message(b"b" * 8, b"n" * 16, "ab", 1, 0, b"c" + b"h" * 31)
        other = people.deed_message(b"b" * 8, b"n" * 16, "abc", 1, 0, b"h" * 31)
        self.assertNotEqual(one, other)

    def test_a_mask_comes_off_again(self):
        key, mask = bytes(range(32)), bytes(range(100, 132))
        self.assertNotEqual(people.masked(key, mask), key)
        self.assertEqual(people.masked(people.masked(key, mask), mask), key)

    def test_texts_differ_with_what_they_say(self):
        texts = [
            people.above_max_text(1, 23, 978),
            people.above_max_text(12, 3, 978),
            people.acknowledge_text(1),
            people.acknowledge_text(12),
            people.person_text("a", 4, bytes(32)),
            people.person_text("a", 3, bytes(32)),
            people.person_text("b", 4, bytes(32)),
            people.person_text("a", 4, b""),
        ]
        self.assertEqual(len(set(texts)), len(texts))
        self.assertEqual(people.acknowledge_text(12), b"posminder acknowledge 1\n12\n")


if __name__ == "__main__":
    unittest.main()
