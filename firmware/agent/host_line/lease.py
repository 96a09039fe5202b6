# SPDX-License-Identifier: MIT
"""Who may do more than read what is public: a timed lease, taken with a proof of the board's key.

Pure: time, key and random bytes are arguments. The lease is the board's, not a connection's,
because a technician's programs open and close the port as they please. It ends when it lies idle,
when it is given back, and with a restart. What it does not protect against: whoever shares the
wire while a lease is held, and whoever reads the key out of the flash.
"""

from agent.limits import LEASE_IDLE_MS, UNLOCK_FAILURES_MAX, UNLOCK_WAIT_MS
from posminder_formats._const import const
from posminder_formats.commands import ROLE_NOBODY, ROLE_TECHNICIAN, UNLOCK_CONTEXT
from posminder_formats.macs import hmac_sha256

GRANTED = const(0)
WRONG_PROOF = const(1)
LOCKED_OUT = const(2)


class Lease:
    """The one lease of a board. Times are milliseconds of the monotonic clock."""

    def __init__(self, unique_id: bytes) -> None:
        self._unique_id = unique_id
        self._role = ROLE_NOBODY
        self._ends_ms = 0
        self._nonce: bytes | None = None
        self._failures = 0
        self._closed_until_ms = 0

    def role(self) -> int:
        """Return the role that holds the lease. Call `expire` first."""
        return self._role

    def left_ms(self, now_ms: int) -> int | None:
        """Return the time until the lease ends by itself, or None while nobody holds it."""
        if self._role == ROLE_NOBODY:
            return None
        return max(0, self._ends_ms - now_ms)

    def expire(self, now_ms: int) -> int:
        """End the lease if it lay idle. Return the role that lost it, else ROLE_NOBODY."""
        if self._role != ROLE_NOBODY and now_ms >= self._ends_ms:
            return self.end()
        return ROLE_NOBODY

    def renew(self, now_ms: int) -> None:
        """The holder made use of the lease."""
        self._ends_ms = now_ms + LEASE_IDLE_MS

    def end(self) -> int:
        """Give the lease back. Return the role that held it, ROLE_NOBODY if nobody did."""
        role = self._role
        self._role = ROLE_NOBODY
        return role

    def challenge(self, nonce: bytes) -> bytes:
        """Use `nonce` for the next proof, in place of any before it, and return it."""
        self._nonce = nonce
        return nonce

    def take_nonce(self) -> "bytes | None":
        """Return the nonce for a proof, right or wrong; it serves for no other. None: no nonce."""
        nonce, self._nonce = self._nonce, None
        return nonce

    def unlock(self, key: bytes, role: int, proof: bytes, now_ms: int) -> int:
        """Grant the lease for `role` if `proof` fits: GRANTED, WRONG_PROOF or LOCKED_OUT.

        A nonce serves for one proof, right or wrong. After limits.UNLOCK_FAILURES_MAX wrong ones
        every proof is refused unread for limits.UNLOCK_WAIT_MS.
        """
        if now_ms < self._closed_until_ms:
            return LOCKED_OUT
        nonce = self.take_nonce()
        if nonce is None or role != ROLE_TECHNICIAN:
            return WRONG_PROOF
        message = UNLOCK_CONTEXT + self._unique_id + nonce + bytes((role,))
        if not equal(hmac_sha256(key, message), proof):
            self._failures += 1
            if self._failures >= UNLOCK_FAILURES_MAX:
                self._failures = 0
                self._closed_until_ms = now_ms + UNLOCK_WAIT_MS
            return WRONG_PROOF
        self._failures = 0
        self._role = role
        self.renew(now_ms)
        return GRANTED


def equal(one: bytes, other: bytes) -> bool:
    """Compare in a time that does not tell where they differ."""
    if len(one) != len(other):
        return False
    difference = 0
    for index in range(len(one)):
        difference |= one[index] ^ other[index]
    return difference == 0
