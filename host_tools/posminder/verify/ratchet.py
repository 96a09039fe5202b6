# SPDX-License-Identifier: MIT
"""The keys of seals, and the MACs made with them (FORMAT.md, "Seals").

With Python's own hmac: the board's, which MicroPython needs, would be a tenth of a verifier's work.
"""

from __future__ import annotations

import hmac
from typing import Final

from posminder.verify.stored import Seal

_NEXT: Final = b"next"
_STEPS_MAX: Final = 10_000_000  # more seals than a board's flash lives to make


def mac(key: bytes, board_id: bytes, seal: Seal) -> bytes:
    """Return the MAC that a seal must bear."""
    return hmac.digest(key, board_id + seal.core, "sha256")


class Ratchet:
    """The key of each epoch, going forward only, from the key of epoch `at`."""

    def __init__(self, key: bytes | None, at: int = 0) -> None:
        self._key, self._at = key, at

    def at(self, epoch: int) -> bytes | None:
        """Return the key of `epoch`, None of one that lies behind: it is not worth going back."""
        if self._key is None or not self._at <= epoch <= self._at + _STEPS_MAX:
            return None
        for _ in range(epoch - self._at):
            self._key = hmac.digest(self._key, _NEXT, "sha256")
        self._at = epoch
        return self._key
