# SPDX-License-Identifier: MIT
"""The text of a terminal's slips: payment receipts and the end-of-day report.

Pure functions from the terminal's truth to lines of at most 24 characters. German, as on the
girocard terminals this one is modelled on; card numbers are masked before they come here.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from posminder.simulator.terminal_truth import Batch, Sale, SaleKind

WIDTH = 24
DUPLICATE_MARK = "*** DUPLIKAT ***"
_CURRENCIES: Final = {978: "EUR", 156: "CNY"}
_DONE: Final = {
    SaleKind.SALE: "Zahlung erfolgt",
    SaleKind.REFUND: "Gutschrift erfolgt",
    SaleKind.REVERSAL: "Storno erfolgt",
}


class ReceiptType(IntEnum):
    """Whom a slip is for, as tag 1F07 numbers them."""

    MERCHANT = 1
    CUSTOMER = 2
    ADMIN = 3


@dataclass(frozen=True, slots=True)
class ReceiptText:
    """What is to be printed on one slip."""

    type: ReceiptType
    lines: Sequence[str]


class Receipts:
    """Writes the slips of one terminal. `currency` is its ISO 4217 number."""

    def __init__(self, tid: str, currency: int) -> None:
        self._tid = tid
        self._currency = _CURRENCIES.get(currency, str(currency))

    def payment(
        self, sale: Sale, *, duplicate: bool = False, planted: bool = False
    ) -> list[ReceiptText]:
        """Return the merchant's and the customer's receipt of an approved transaction.

        `planted`: with all of the card that a careless terminal could print.
        """
        copies = [
            self._payment(ReceiptType.MERCHANT, "** HÄNDLERBELEG **", sale, duplicate),
            self._payment(ReceiptType.CUSTOMER, "** KUNDENBELEG **", sale, duplicate),
        ]
        if not planted:
            return copies
        return [ReceiptText(copy.type, [*copy.lines, *_planted(sale.card.pan)]) for copy in copies]

    def decline(self, sale: Sale) -> list[ReceiptText]:
        """Return the one slip that a decline leaves."""
        return [self._payment(ReceiptType.CUSTOMER, "** KUNDENBELEG **", sale, duplicate=False)]

    def settlement(self, batch: Batch, *, duplicate: bool = False) -> list[ReceiptText]:
        """Return the end-of-day report."""
        lines = [
            "** KASSENSCHNITT **",
            *_mark(duplicate),
            f"Terminal-ID: {self._tid}",
            _stamp(batch.terminal_s),
            *(
                _row(group.name, f"{group.count}x {_decimal(group.total_minor)}")
                for group in batch.groups
                if group.count
            ),
            _row(f"Gesamt {batch.count}x", f"{self._currency} {_decimal(batch.total_minor)}"),
            "Kassenschnitt erfolgt",
        ]
        return [ReceiptText(ReceiptType.ADMIN, lines)]

    def _payment(
        self, receipt_type: ReceiptType, title: str, sale: Sale, duplicate: bool
    ) -> ReceiptText:
        lines = [
            title,
            *_mark(duplicate),
            f"Terminal-ID: {self._tid}",
            f"TA-Nr {sale.trace:06d} BNr {sale.receipt_no:04d}",
            sale.card.name,
            _row("Nr", sale.card.masked.replace("E", "#")),
            _stamp(sale.terminal_s),
            _row(f"Betrag {self._currency}", _decimal(sale.amount_minor)),
            f"Abgelehnt {sale.result:02X}" if sale.result else _DONE[sale.kind],
        ]
        return ReceiptText(receipt_type, lines)


def _planted(pan: str) -> Sequence[str]:
    groups = " ".join(pan[at : at + 4] for at in range(0, len(pan), 4))
    whole = (f"Karte {groups}", pan[:10], pan[10:], f"{pan[:8]}****{pan[-4:]}", "EXP 12/29")
    return (*whole, "CVC2 735", "CVV: 735", f";{pan}=2912", "2010000012345?")


def _mark(duplicate: bool) -> Sequence[str]:
    return (DUPLICATE_MARK,) if duplicate else ()


def _stamp(terminal_s: int) -> str:
    return time.strftime("%d.%m.%Y %H:%M:%S", time.gmtime(terminal_s))


def _row(left: str, right: str) -> str:
    return f"{left} {right:>{WIDTH - len(left) - 1}}"


def _decimal(amount_minor: int) -> str:
    return f"{amount_minor // 100},{amount_minor % 100:02d}"
