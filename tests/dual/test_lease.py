# SPDX-License-Identifier: MIT
"""The lease: proof, idle time, back-off; and wall time as text."""

import unittest

from agent.host_line.lease import GRANTED, LOCKED_OUT, WRONG_PROOF, Lease
from agent.limits import LEASE_IDLE_MS, UNLOCK_FAILURES_MAX, UNLOCK_WAIT_MS
from posminder_formats.macs import hmac_sha256
from posminder_formats.wall_text import from_text, to_text

KEY = bytes(range(32))
ID = b"boardid8"
NONCE = b"n" * 16


def proof(nonce=NONCE, role=1, key=KEY):
    """Return what a technician's program would send."""
    return hmac_sha256(key, b"posminder unlock 1" + ID + nonce + bytes((role,)))


class TestHmac(unittest.TestCase):
    def test_rfc_4231_case_1(self):
        expected = "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
        self.assertEqual(hmac_sha256(b"\x0b" * 20, b"Hi There").hex(), expected)

    def test_rfc_4231_case_2(self):
        expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        self.assertEqual(hmac_sha256(b"Jefe", b"what do ya want for nothing?").hex(), expected)


class TestLease(unittest.TestCase):
    def setUp(self):
        self.lease = Lease(ID)
        self.lease.challenge(NONCE)

    def fail_once(self, now_ms):
        self.lease.challenge(NONCE)
        return self.lease.unlock(KEY, 1, proof(key=b"x" * 32), now_ms)

    def test_nobody_at_first(self):
        self.assertEqual(self.lease.role(), 0)
        self.assertTrue(self.lease.left_ms(0) is None)
        self.assertEqual(self.lease.end(), 0)

    def test_right_proof(self):
        self.assertEqual(self.lease.unlock(KEY, 1, proof(), 5), GRANTED)
        self.assertEqual(self.lease.role(), 1)
        self.assertEqual(self.lease.left_ms(5), LEASE_IDLE_MS)

    def test_a_nonce_serves_once(self):
        self.lease.unlock(KEY, 1, proof(), 0)
        self.lease.end()
        self.assertEqual(self.lease.unlock(KEY, 1, proof(), 1), WRONG_PROOF)
        self.assertEqual(self.lease.role(), 0)

    def test_a_wrong_proof_uses_the_nonce_up(self):
        self.assertEqual(self.fail_once(0), WRONG_PROOF)
        self.assertEqual(self.lease.unlock(KEY, 1, proof(), 0), WRONG_PROOF)

    def test_a_new_nonce_replaces_the_old(self):
        self.lease.challenge(b"m" * 16)
        self.assertEqual(self.lease.unlock(KEY, 1, proof(), 0), WRONG_PROOF)

    def test_the_proof_binds_every_part(self):
        for wrong in (
            proof(nonce=b"m" * 16),
            proof(role=2),
            proof(key=bytes(32)),
            proof()[:31],
            proof() + b"\x00",
            b"",
        ):
            lease = Lease(ID)
            lease.challenge(NONCE)
            self.assertEqual(lease.unlock(KEY, 1, wrong, 0), WRONG_PROOF)
        other = Lease(b"another8")
        other.challenge(NONCE)
        self.assertEqual(other.unlock(KEY, 1, proof(), 0), WRONG_PROOF)

    def test_every_bit_of_the_proof_counts(self):
        for bit in range(256):
            wrong = bytearray(proof())
            wrong[bit >> 3] ^= 1 << (bit & 7)
            lease = Lease(ID)
            lease.challenge(NONCE)
            self.assertEqual(lease.unlock(KEY, 1, bytes(wrong), 0), WRONG_PROOF)

    def test_only_the_role_there_is(self):
        for role in (-1, 0, 2, 256, 1 << 40):
            self.lease.challenge(NONCE)
            self.assertEqual(self.lease.unlock(KEY, role, proof(), 0), WRONG_PROOF)

    def test_ends_when_idle(self):
        self.lease.unlock(KEY, 1, proof(), 0)
        self.assertEqual(self.lease.expire(LEASE_IDLE_MS - 1), 0)
        self.lease.renew(LEASE_IDLE_MS - 1)
        self.assertEqual(self.lease.expire(LEASE_IDLE_MS), 0)
        self.assertEqual(self.lease.expire(2 * LEASE_IDLE_MS - 1), 1)
        self.assertEqual(self.lease.role(), 0)
        self.assertEqual(self.lease.expire(3 * LEASE_IDLE_MS), 0)

    def test_given_back(self):
        self.lease.unlock(KEY, 1, proof(), 0)
        self.assertEqual(self.lease.end(), 1)
        self.assertEqual(self.lease.role(), 0)

    def test_back_off(self):
        for _ in range(UNLOCK_FAILURES_MAX):
            self.assertEqual(self.fail_once(1000), WRONG_PROOF)
        self.assertEqual(self.fail_once(1000), LOCKED_OUT)
        self.lease.challenge(NONCE)
        almost = 1000 + UNLOCK_WAIT_MS - 1
        self.assertEqual(self.lease.unlock(KEY, 1, proof(), almost), LOCKED_OUT)
        self.assertEqual(self.lease.unlock(KEY, 1, proof(), almost + 1), GRANTED)

    def test_a_right_proof_forgives(self):
        for _ in range(UNLOCK_FAILURES_MAX - 1):
            self.fail_once(0)
        self.lease.challenge(NONCE)
        self.lease.unlock(KEY, 1, proof(), 0)
        for _ in range(UNLOCK_FAILURES_MAX):
            self.assertEqual(self.fail_once(0), WRONG_PROOF)


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
