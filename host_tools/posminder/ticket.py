# SPDX-License-Identifier: MIT
"""A ticket: what lets one person onto one board, with one role, on some days. Its secret is secret.

A board knows its tickets without having seen them: each is made of the board's key. Knows nothing
of files and lines.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import Final, Self

from posminder_formats import commands, people

KEY_HOLDER: Final = "key"  # the person of a ticket that is made on the spot


@dataclass(frozen=True, slots=True)
class Ticket:
    """Days are the shop's, since 1970, both included; a last day of 0 is no end."""

    board_id: bytes
    role: int
    person: str
    first_day: int
    last_day: int
    secret: bytes

    @classmethod
    def issue(
        cls, key: bytes, board_id: bytes, role: int, person: str, first_day: int, last_day: int
    ) -> Self:
        """Return a ticket that the board with this key takes on these days."""
        message = people.ticket_message(board_id, role, person, first_day, last_day)
        secret = hmac.digest(key, message, "sha256")
        return cls(board_id, role, person, first_day, last_day, secret)

    @classmethod
    def of_key(cls, key: bytes, board_id: bytes) -> Self:
        """Return the ticket of whoever has the key itself: it is never kept, and no day ends it."""
        return cls.issue(key, board_id, commands.ROLE_TECHNICIAN, KEY_HOLDER, 0, 0)

    def host_proof(self, board_nonce: bytes, host_nonce: bytes) -> bytes:
        """Return what shows the board that we have the secret."""
        message = people.host_message(self.board_id, board_nonce, host_nonce)
        return hmac.digest(self.secret, message, "sha256")

    def is_board(self, board_nonce: bytes, host_nonce: bytes, proof: bytes) -> bool:
        """Tell whether `proof` shows that the board can make the secret: it is the one we mean."""
        message = people.board_message(self.board_id, board_nonce, host_nonce)
        return hmac.compare_digest(hmac.digest(self.secret, message, "sha256"), proof)
