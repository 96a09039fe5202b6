# SPDX-License-Identifier: MIT
"""Tickets, the proofs of both sides, the lease's idle time; and wall time as text."""

import unittest

from agent.host_line.lease import Lease, Ticket
from agent.limits import LEASE_IDLE_MS
from posminder_formats.macs import hmac_sha256
from posminder_formats.wall_text import from_text, to_text

KEY = bytes(range(32))
ID = b"boardid8"
NONCE = b"n" * 16
HOST_NONCE = b"h" * 16


def secret(board=ID, role=1, person="tom", first_day=20000, last_day=20030, key=KEY):
    """Return what the office would issue: by hand, as the table of HOST_LINE.md has it."""
    days = bytes((first_day >> 8, first_day & 255, last_day >> 8, last_day & 255))
    message = b"posminder ticket 1" + board + bytes((role,)) + days + person.encode()
    return hmac_sha256(key, message)


def proof(ticket=None, board=ID, nonce=NONCE, host_nonce=HOST_NONCE):
    """Return what a technician's program would send."""
    return hmac_sha256(ticket or secret(), b"posminder unlock 2" + board + nonce + host_nonce)


class TestHmac(unittest.TestCase):
    def test_rfc_4231_case_1(self):
        expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        self.assertEqual(hmac_sha256(b"\x0b" * 20, b"Hi There").hex(), expected)

    def test_rfc_4231_case_2(self):
        expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        self.assertEqual(hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex(), expected)


class TestTicket(unittest.TestCase):
    def test_it_is_made_of_the_key_and_of_all_that_it_says(self):
        ticket = Ticket(1, "tom", 20000, 20030)
        self.assertEqual(ticket.secret(KEY, ID), secret())
        others = (
            secret(board=b"another8"),
            secret(role=4),
            secret(person="tim"),
            secret(first_day=19999),
            secret(last_day=20031),
            secret(key=bytes(32)),
        )
        self.assertEqual(len(set(others)), 6)
        self.assertFalse(ticket.secret(KEY, ID) in others)

    def test_days_are_included_and_no_last_day_is_no_end(self):
        ticket = Ticket(1, "tom", 20000, 20030)
        told = [ticket.is_of(day) for day in (0, 19999, 20000, 20030, 20031)]
        self.assertEqual(told, [False, False, True, True, False])
        self.assertEqual(Ticket(1, "tom", 7, 7).is_of(7), True)
        self.assertTrue(Ticket(1, "key", 0, 0).is_of(99999))

    def test_what_no_office_issues(self):
        for odd in (
            (0, "tom", 1, 2),
            (5, "tom", 1, 2),
            (-1, "tom", 1, 2),
            (257, "tom", 1, 2),
            (1, "", 1, 2),
            (1, "Tom", 1, 2),
            (1, "t" * 17, 1, 2),
            (1, "tom", 2, 1),
            (1, "tom", -1, 2),
            (1, "tom", 0, 1 << 16),
            (1, "tom", 1, 0),
        ):
            self.assertRaises(ValueError, lambda odd=odd: Ticket(*odd))


class TestLease(unittest.TestCase):
    def setUp(self):
        self.lease = Lease(ID)
        self.lease.challenge(NONCE)

    def answer(self, given, lease=None):
        return (lease or self.lease).answer(secret(), HOST_NONCE, given)

    def test_nobody_at_first(self):
        self.assertEqual(self.lease.role(), 0)
        self.assertTrue(self.lease.left_ms(0) is None)
        self.assertTrue(self.lease.secret is None)
        self.assertEqual(self.lease.end(), 0)

    def test_both_prove_that_they_know_the_ticket(self):
        message = b"posminder board 2" + ID + HOST_NONCE + NONCE
        self.assertEqual(self.answer(proof()), hmac_sha256(secret(), message))
        self.assertEqual(self.lease.role(), 0)  # days and lockout are looked at before it is given

    def test_granted(self):
        self.lease.grant(Ticket(4, "anna", 1, 2), secret(), 5)
        self.assertEqual(self.lease.role(), 4)
        self.assertEqual(self.lease.secret, secret())
        self.assertEqual(self.lease.left_ms(5), LEASE_IDLE_MS)

    def test_a_nonce_serves_once(self):
        self.assertFalse(self.answer(proof()) is None)
        self.assertTrue(self.answer(proof()) is None)

    def test_a_wrong_proof_uses_the_nonce_up(self):
        self.assertTrue(self.answer(bytes(32)) is None)
        self.assertTrue(self.answer(proof()) is None)

    def test_a_new_nonce_replaces_the_old(self):
        self.lease.challenge(b"m" * 16)
        self.assertTrue(self.answer(proof()) is None)

    def test_the_boards_own_proof_opens_no_board(self):
        told = self.answer(proof())
        self.lease.challenge(NONCE)
        self.assertTrue(self.answer(told) is None)

    def test_the_proof_binds_every_part(self):
        for wrong in (
            proof(nonce=b"m" * 16),
            proof(host_nonce=b"x" * 16),
            proof(board=b"another8"),
            proof(secret(role=4)),
            proof(secret(last_day=20031)),
            proof(KEY),
            proof()[:31],
            proof() + b"\x00",
            b"",
        ):
            lease = Lease(ID)
            lease.challenge(NONCE)
            self.assertTrue(self.answer(wrong, lease) is None)

    def test_every_bit_of_the_proof_counts(self):
        for bit in range(256):
            wrong = bytearray(proof())
            wrong[bit >> 3] ^= 1 << (bit & 7)
            lease = Lease(ID)
            lease.challenge(NONCE)
            self.assertTrue(self.answer(bytes(wrong), lease) is None)

    def test_ends_when_idle(self):
        self.lease.grant(Ticket(1, "tom", 1, 2), secret(), 0)
        self.assertEqual(self.lease.expire(LEASE_IDLE_MS - 1), 0)
        self.lease.renew(LEASE_IDLE_MS - 1)
        self.assertEqual(self.lease.expire(LEASE_IDLE_MS), 0)
        self.assertEqual(self.lease.expire(2 * LEASE_IDLE_MS - 1), 1)
        self.assertEqual(self.lease.role(), 0)
        self.assertEqual(self.lease.expire(3 * LEASE_IDLE_MS), 0)

    def test_given_back(self):
        self.lease.grant(Ticket(1, "tom", 1, 2), secret(), 0)
        self.assertEqual(self.lease.end(), 1)
        self.assertEqual(self.lease.role(), 0)
        self.assertTrue(self.lease.secret is None)


class TestWallText(unittest.TestCase):
    def test_known_instants(self):
        for wall_s, text in (
            (946684800, "2000-01-01T00:00:00"),
            (951782399, "2000-02-28T23:59:59"),
            (951782400, "2000-02-29T00:00:00"),
            (951868800, "2000-03-01T00:00:00"),
            (1772323200, "2026-03-01T00:00:00"),
            (1798761599, "2026-12-31T23:59:59"),
            (4102444799, "2099-12-31T23:59:59"),
        ):
            self.assertEqual(to_text(wall_s), text)
            self.assertEqual(from_text(text), wall_s)

    def test_every_day_there_and_back(self):
        previous = ""
        for wall_s in range(946684800 + 3723, 4102444800, 86400 * 3):
            text = to_text(wall_s)
            self.assertTrue(text > previous)
            self.assertEqual(from_text(text), wall_s)
            previous = text

    def test_a_fraction_is_dropped(self):
        self.assertEqual(from_text("2026-03-01T00:00:00.999999"), 1772323200)

    def test_refused(self):
        for text in (
            "",
            "now",
            "2026-03-01",
            "2026-03-01 00:00:00",
            "2026-03-01T00:00",
            "2026-3-01T00:00:00",
            "2026-02-29T00:00:00",
            "2026-00-10T00:00:00",
            "2026-13-01T00:00:00",
            "2026-04-31T00:00:00",
            "2026-04-00T00:00:00",
            "2026-04-01T24:00:00",
            "2026-04-01T00:60:00",
            "2026-04-01T00:00:60",
            "1999-12-31T23:59:59",
            "2100-01-01T00:00:00",
            "2026-03-01T00:00:00.",
            "2026-03-01T00:00:00Z",
            "2026-03-01T00:00:00,5",
            "+026-03-01T00:00:00",
        ):
            self.assertTrue(from_text(text) is None)


if __name__ == "__main__":
    unittest.main()
