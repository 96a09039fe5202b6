# SPDX-License-Identifier: MIT
"""One person at this computer for as long as a command lasts: an id, and what the PIN makes.

A PIN is stretched here and goes nowhere; a board knows the outcome and nothing else.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import pbkdf2_hmac, sha256
from typing import Self

from posminder_formats import people


@dataclass(frozen=True, slots=True)
class Person:
    """`key` is secret: whoever has it can say whatever this person can say on that board."""

    id: str
    key: bytes

    @classmethod
    def with_pin(cls, id_: str, pin: str, board_id: bytes) -> Self:
        """Return the person that the PIN makes on one board."""
        salt = people.salt(board_id, id_)
        return cls(id_, pbkdf2_hmac("sha256", pin.encode(), salt, people.PIN_ROUNDS))

    def proof(self, board_id: bytes, nonce: bytes, deed: int, value: int, text: bytes) -> bytes:
        """Return what shows a board that this person says so, now and to this text."""
        digest = sha256(text).digest()
        message = people.deed_message(board_id, nonce, self.id, deed, value, digest)
        return hmac.digest(self.key, message, "sha256")
