# SPDX-License-Identifier: MIT
"""The acquirer behind the terminal: authorises, refunds, reverses, takes batches, keeps books.

The books are a second witness: tests compare them with the terminal's truth and with the board's
journal. Amounts are integer minor units.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Final

from posminder.simulator import zvt_codes as codes
from posminder.simulator.scheduler import US_PER_S

_CODE_STEP: Final = 618_033  # shares no factor with a million: the codes repeat after a million


@dataclass(slots=True)
class Ledger:
    """What the acquirer knows. `open_minor` is authorised, neither given back nor settled."""

    authorised: list[int] = field(default_factory=list)
    refunded: list[int] = field(default_factory=list)
    reversed: list[int] = field(default_factory=list)
    """Sales taken back; a refund or a reversal that was itself taken back stands negative."""
    settled: list[tuple[int, int]] = field(default_factory=list)
    """Batches as (count, total_minor)."""
    sign_ins: int = 0

    @property
    def open_minor(self) -> int:
        """Money the acquirer still waits to be asked for."""
        settled = sum(total for _, total in self.settled)
        return sum(self.authorised) - sum(self.refunded) - sum(self.reversed) - settled


class Acquirer:
    """Scenario switches: `down` cuts the line to it; `decline_code`, unless 0, refuses sales and
    refunds; `clock_error_s` is what its own clock is ahead by.
    """

    def __init__(self, rng: random.Random) -> None:
        self.down = False
        self.decline_code = 0
        self.clock_error_s = 0
        self.ledger = Ledger()
        self._rng = rng

    def authorise(self, amount_minor: int) -> int:
        """Return the result code of a sale, 0 when it is approved."""
        return self._decide(self.ledger.authorised, amount_minor)

    def take(self, amount_minor: int) -> None:
        """Take a sale that the terminal approved by itself."""
        self.ledger.authorised.append(amount_minor)

    def refund(self, amount_minor: int) -> int:
        """Return the result code of a refund, 0 when it is approved."""
        return self._decide(self.ledger.refunded, amount_minor)

    def cancel(self, amount_minor: int) -> int:
        """Return the result code of the reversal of an unsettled sale, 0 when it is approved."""
        if self.down:
            return codes.NO_CONNECTION
        self.reverse(amount_minor)
        return codes.APPROVED

    def reverse(self, amount_minor: int) -> None:
        """Take back what nobody answered for; negative for a refund or a reversal.

        A terminal repeats this until it is heard: never fails.
        """
        self.ledger.reversed.append(amount_minor)

    @property
    def authorisation_code(self) -> str:
        """The code of the newest approval, six digits, seemingly without order."""
        given = len(self.ledger.authorised) + len(self.ledger.refunded)
        return f"{given * _CODE_STEP % 1_000_000:06d}"

    def settle(self, count: int, total_minor: int) -> bool:
        """Take a batch; return False when the line is down."""
        if self.down:
            return False
        self.ledger.settled.append((count, total_minor))
        return True

    def sign_in(self) -> bool:
        """Give the terminal its keys; return False when the line is down."""
        if self.down:
            return False
        self.ledger.sign_ins += 1
        return True

    def authorisation_us(self) -> int:
        """Return how long the next authorisation takes, 1 to 3 s."""
        return self._seconds(1, 3)

    def settlement_us(self) -> int:
        """Return how long the next settlement takes, 2 to 6 s."""
        return self._seconds(2, 6)

    def sign_in_us(self) -> int:
        """Return how long the next initialisation or diagnosis takes, 2 to 4 s."""
        return self._seconds(2, 4)

    def _decide(self, approved: list[int], amount_minor: int) -> int:
        if self.down:
            return codes.NO_CONNECTION
        if not self.decline_code:
            approved.append(amount_minor)
        return self.decline_code

    def _seconds(self, least: int, most: int) -> int:
        return self._rng.randint(least * US_PER_S, most * US_PER_S)
