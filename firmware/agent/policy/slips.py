# SPDX-License-Identifier: MIT
"""Whether a transaction should leave a receipt, and one receipt that is owed."""

from agent import events
from posminder_formats import profile_fields as f
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from agent.profile import Profile

# Cardholder authentication (ZVT 1F10) and card technology (1F12). Who gave a PIN does not sign.
_NO_WORD = (None, 0, 0xFF)  # untold; none; unknown to the terminal itself
_PINS = (2, 3, 4)  # on-line; off-line enciphered, and plain
_CONTACTLESS = const(2)

UNTOLD = (None, None, None)  # the items of RECEIPT_TERMS of a sale without that event


class Owed:
    """One approved sale and its receipt; `copies` are events.COPY_*, `state` is receipt's."""

    def __init__(
        self, trace: int | None, receipt_no: int | None, state: int, due_ms: int, copies: int
    ) -> None:
        self.trace = trace
        self.receipt_no = receipt_no
        self.state = state
        self.due_ms = due_ms
        self.required = copies
        self.owing = copies  # of those: not delivered yet
        self.copies = 0  # delivered since the last word about it; 0: none, or nobody can tell
        self.lines = 0  # printed since then
        self.begun = 0  # lines of a slip under way
        self.parts = 0  # records of its text
        self.excuse = 0  # what it is if nothing comes; 0: missing

    def is_of(self, trace: int | None, receipt_no: int | None) -> bool:
        """Tell whether it is of the sale with this number, whichever of the two is known."""
        if trace is not None:
            return self.trace == trace
        return receipt_no is not None and self.receipt_no == receipt_no

    def delivered(self, copies: int) -> None:
        """Take a slip with these copies; one that nobody can tell may be any."""
        self.copies = (self.copies | copies) if copies else 0
        self.owing = (self.owing & ~copies) if copies else 0

    def refused(self, copies: int) -> None:
        """One of these copies is not there."""
        self.owing |= copies & self.required or self.required

    def excused(self, terms: "Sequence[Any]", transaction: "Sequence[Any]", p: "Profile") -> None:
        """Take what was told of the sale (RECEIPT_TERMS): is a receipt wanted, is one needed?"""
        wanted, authentication, technology = terms
        if wanted is not None and not wanted & self.required:
            self.excuse = events.RECEIPT_NOT_WANTED
            return
        if wanted is not None:
            self.required &= wanted
            self.owing = self.required
        if p.receipt_need >= f.NEED_ELECTRONIC:
            self._paperless(authentication, p)
        elif p.receipt_need == f.NEED_SIGNATURE and not _signs(
            transaction, authentication, technology, p
        ):
            self.excuse = events.RECEIPT_NOT_NEEDED

    def _paperless(self, authentication: int | None, p: "Profile") -> None:
        """The shop hands out no paper: only a signature that is told of must stand on some."""
        signed = authentication not in _NO_WORD and authentication not in _PINS
        if signed and self.required & events.COPY_MERCHANT:
            self.required = self.owing = events.COPY_MERCHANT
        elif p.receipt_need == f.NEED_ELECTRONIC:
            self.excuse = events.RECEIPT_ELECTRONIC
        else:
            self.excuse = events.RECEIPT_NONE_GIVEN


def copies(wanted: int | None) -> int | None:
    """Return the copies alone of what a register wants (events.RECEIPT_WISHES)."""
    return None if wanted is None else wanted & events.COPY_BOTH


def owes(transaction: "Sequence[Any]") -> bool:
    """Tell whether a Transaction, or the fields of its record, should leave a receipt."""
    approved = transaction[events.T_RESULT] == 0
    return approved and transaction[events.T_TYPE] in (events.TYPE_SALE, events.TYPE_REFUND)


def takes_back(transaction: "Sequence[Any]") -> bool:
    """Tell whether it is an approved reversal."""
    approved = transaction[events.T_RESULT] == 0
    return approved and transaction[events.T_TYPE] == events.TYPE_REVERSAL


def _signs(
    transaction: "Sequence[Any]", authentication: int | None, technology: int | None, p: "Profile"
) -> bool:
    """Tell whether the cardholder signs; what the terminal does not tell counts as yes."""
    if transaction[events.T_TYPE] != events.TYPE_SALE:
        return True
    if authentication in _PINS:
        return False
    if technology != _CONTACTLESS or authentication not in _NO_WORD:
        return True
    amount_minor: int | None = transaction[events.T_AMOUNT_MINOR]
    return amount_minor is None or amount_minor > p.receipt_cvm_minor
