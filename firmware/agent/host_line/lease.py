# SPDX-License-Identifier: MIT
"""Who may do more than read what is public: a timed lease of one role, taken with a ticket.

A ticket is made of the board's key, so that the board can make it again and keeps none. Pure:
time, key and random bytes are arguments. The lease is the board's, not a connection's,
because a technician's programs open and close the port as they please. It ends when it lies idle,
when it is given back, and with a restart. What it does not protect against: whoever shares the
wire while a lease is held, and whoever reads the key out of the flash.
"""

from agent.limits import LEASE_IDLE_MS
from posminder_formats import people
from posminder_formats.commands import ROLE_NOBODY
from posminder_formats.macs import hmac_sha256


class Ticket:
    """What a host says that it holds. Raises ValueError for what no office issues."""

    def __init__(self, role: int, person: str, first_day: int, last_day: int) -> None:
        if not ROLE_NOBODY < role <= people.OWNER or not people.is_id(person):
            raise ValueError
        if not 0 <= first_day <= last_day <= 0xFFFF:
            raise ValueError
        self.role = role
        self.person = person
        self.first_day = first_day  # since 1970, the shop's
        self.last_day = last_day  # included; 0: made with the key itself, and good on every day

    def secret(self, key: bytes, board_id: bytes) -> bytes:
        """Return its 32 secret bytes on the board that has `key`."""
        days = self.first_day, self.last_day
        message = people.ticket_message(board_id, self.role, self.person, *days)
        return hmac_sha256(key, message)

    def is_of(self, day: int) -> bool:
        """Tell whether it is good on `day`."""
        return self.last_day == 0 or self.first_day <= day <= self.last_day


class Lease:
    """The one lease of a board. Times are milliseconds of the monotonic clock."""

    def __init__(self, unique_id: bytes) -> None:
        self._unique_id = unique_id
        self._role = ROLE_NOBODY
        self._ends_ms = 0
        self._nonce: bytes | None = None
        self.secret: bytes | None = None  # of the ticket it was taken with, while it is held
        self.last_day = 0  # and its last day

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
        self.secret = None
        return role

    def challenge(self, nonce: bytes) -> bytes:
        """Use `nonce` for the next proof, in place of any before it, and return it."""
        self._nonce = nonce
        return nonce

    def take_nonce(self) -> "bytes | None":
        """Return the nonce for a proof, right or wrong; it serves for no other. None: no nonce."""
        nonce, self._nonce = self._nonce, None
        return nonce

    def answer(self, secret: bytes, host_nonce: bytes, proof: bytes) -> "bytes | None":
        """Return the board's own proof to a host whose `proof` shows that it has `secret`.

        None if it does not. A nonce serves for one proof, right or wrong.
        """
        nonce = self.take_nonce()
        if nonce is None:
            return None
        message = people.host_message(self._unique_id, nonce, host_nonce)
        if not equal(hmac_sha256(secret, message), proof):
            return None
        return hmac_sha256(secret, people.board_message(self._unique_id, nonce, host_nonce))

    def grant(self, ticket: Ticket, secret: bytes, now_ms: int) -> None:
        """Let the ticket's holder have the lease, in place of whoever held it."""
        self._role, self.secret, self.last_day = ticket.role, secret, ticket.last_day
        self.renew(now_ms)


def equal(one: bytes, other: bytes) -> bool:
    """Compare in a time that does not tell where they differ."""
    if len(one) != len(other):
        return False
    difference = 0
    for index in range(len(one)):
        difference |= one[index] ^ other[index]
    return difference == 0
