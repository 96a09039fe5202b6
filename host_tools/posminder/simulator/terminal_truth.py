# SPDX-License-Identifier: MIT
"""What really happened at the simulated terminal, for checkers to hold other accounts against.

Records only; who fills them decides. Amounts are integer minor units, `at_s` is wall time in
seconds since 1970 UTC, `terminal_s` the same instant as the terminal's own clock shows it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final


@dataclass(frozen=True, slots=True)
class Card:
    """A test card. `group` is its place among the seven single totals of field 60."""

    name: str
    kind: int  # field 8A, 0 where the terminal tells none
    pan: str
    group: int

    @property
    def masked(self) -> str:
        """The number with E for each masked digit: first six and last four stay."""
        return self.pan[:6] + "E" * (len(self.pan) - 10) + self.pan[-4:]


GROUP_NAMES: Final = ("girocard", "JCB", "Mastercard", "Amex", "VISA", "Diners", "sonstige")

# Test numbers: no account has them.
_MASTERCARD: Final = Card("Mastercard", 6, "5413330089020011", 2)
_VISA: Final = Card("VISA", 10, "4761739001010119", 4)
# No source at hand tells which number 8A bears for UnionPay: FF here, and the name says the card.
_UNIONPAY_CREDIT: Final = Card("UnionPay Credit", 0xFF, "6250947000000014", 6)
_UNIONPAY_DEBIT: Final = Card("UnionPay Debit", 0xFF, "6223164991230014", 6)

CARDS: Final = (Card("girocard", 5, "6725900000000000009", 0), _MASTERCARD, _VISA)
"""What customers pay with where nothing else is said."""
CARDS_CNY: Final = (
    *(_UNIONPAY_DEBIT,) * 8,
    *(_UNIONPAY_CREDIT,) * 6,
    _MASTERCARD,
    _VISA,
)
"""What they pay with in China, each as often as it is drawn: cards from abroad are rare."""
CARDS_CLP: Final = (
    *(Card("DB", 0, "6041370000000012", 6),) * 3,
    Card("VI", 0, _VISA.pan, _VISA.group),
    Card("MC", 0, _MASTERCARD.pan, _MASTERCARD.group),
)
"""What they pay with in Chile, by the brands that Transbank's terminals name; those tell no 8A."""


class SaleKind(StrEnum):
    """What was asked of the card."""

    SALE = "sale"
    REFUND = "refund"
    REVERSAL = "reversal"  # takes an approved sale of the open batch out of it


class SaleState(StrEnum):
    """How a sale ended for the terminal."""

    PENDING = "pending"  # approved, but the register has not answered everything yet
    APPROVED = "approved"
    DECLINED = "declined"
    REVERSED = "reversed"  # nobody answered for it, or a reversal took it back


class ReceiptBy(StrEnum):
    """Who printed the receipts of a sale, as far as the terminal knows."""

    REGISTER = "register"
    TERMINAL = "terminal"
    NOBODY = "nobody"


@dataclass(slots=True)
class Sale:
    """One payment, started by the register or (`local`) at the terminal itself.

    `amount_minor` is never negative: `kind` says which way it went. `auth_id` is the acquirer's
    authorisation code, six digits, empty where it gave none.
    """

    at_s: int
    terminal_s: int
    amount_minor: int
    card: Card
    trace: int
    receipt_no: int
    result: int
    state: SaleState
    local: bool
    signed_in: bool
    receipt: ReceiptBy = ReceiptBy.NOBODY
    reprints: int = 0
    copies: int = 0  # that the register printed whole: 1 the merchant's, 2 the customer's, or both
    kind: SaleKind = SaleKind.SALE
    auth_id: str = ""
    offline: bool = False  # approved by the terminal alone
    uploaded_s: int | None = None  # such a one: when the acquirer had it
    original_trace: int | None = None  # of the sale that a reversal takes back
    epoch: int = 1  # which terminal: one that is exchanged numbers anew

    @property
    def counted(self) -> int:
        """How many transactions it is in its batch's totals while it is approved, 0 or 1.

        A reversal is none: the sale that it took back is no longer approved.
        """
        return int(self.kind is not SaleKind.REVERSAL)

    @property
    def net_minor(self) -> int:
        """What it adds to its batch's total while it is approved; a refund lowers it."""
        return {
            SaleKind.SALE: self.amount_minor,
            SaleKind.REFUND: -self.amount_minor,
            SaleKind.REVERSAL: 0,
        }[self.kind]


@dataclass(frozen=True, slots=True)
class GroupTotal:
    """One of the seven single totals."""

    name: str
    count: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Approved sales and refunds not yet settled, or just settled, counted at one instant."""

    at_s: int
    terminal_s: int
    receipt_from: int
    receipt_to: int
    groups: tuple[GroupTotal, ...]
    epoch: int = 1

    @property
    def count(self) -> int:
        """How many transactions."""
        return sum(group.count for group in self.groups)

    @property
    def total_minor(self) -> int:
        """Their sum, refunds subtracted."""
        return sum(group.total_minor for group in self.groups)

    @classmethod
    def of(cls, sales: list[Sale], at_s: int, terminal_s: int) -> Batch:
        """Count `sales`, which are in the order of their receipt numbers."""
        groups = (
            [sale.net_minor for sale in sales if sale.card.group == group]
            for group in range(len(GROUP_NAMES))
        )
        return cls(
            at_s,
            terminal_s,
            receipt_from=sales[0].receipt_no if sales else 0,
            receipt_to=sales[-1].receipt_no if sales else 0,
            groups=tuple(
                GroupTotal(name, len(amounts), sum(amounts))
                for name, amounts in zip(GROUP_NAMES, groups, strict=True)
            ),
            epoch=sales[0].epoch if sales else 1,
        )


@dataclass(slots=True)
class TerminalTruth:
    """Everything a checker may ask the terminal, in the order it happened."""

    sales: list[Sale] = field(default_factory=list)
    batches: list[Batch] = field(default_factory=list)
    sign_ins: list[int] = field(default_factory=list)
    """Wall times of successful initialisations, s."""
    commands: list[tuple[int, int]] = field(default_factory=list)
    """Each command received as (virtual time in us, command as its protocol numbers it), answers
    left out."""
    stranded: list[Batch] = field(default_factory=list)
    """The open batch of each terminal that was taken away, empty ones too."""
    lines_us: list[int] = field(default_factory=list)
    """Virtual times at which the register took a print line, or a block of them."""
