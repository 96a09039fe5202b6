# SPDX-License-Identifier: MIT
"""The text of a terminal's slips: payment receipts and the end-of-day report.

Pure functions from the terminal's truth to lines of at most 24 characters. German, as on the
girocard terminals this one is modelled on; card numbers are masked before they come here.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from posminder.simulator.terminal_truth import Batch, Sale

WIDTH = 24
DUPLICATE_MARK = "*** DUPLIKAT ***"


def payment_receipts(sale: Sale, tid: str, *, duplicate: bool = False) -> list[list[str]]:
    """Return the merchant's and the customer's receipt of an approved or declined sale."""
    return [
        _payment_receipt("** HÄNDLERBELEG **", sale, tid, duplicate),
        _payment_receipt("** KUNDENBELEG **", sale, tid, duplicate),
    ]


def decline_slip(sale: Sale, tid: str) -> list[str]:
    """Return the one slip a decline leaves."""
    return _payment_receipt("** KUNDENBELEG **", sale, tid, duplicate=False)


def settlement_slip(batch: Batch, tid: str, *, duplicate: bool = False) -> list[str]:
    """Return the end-of-day report."""
    return [
        "** KASSENSCHNITT **",
        *_mark(duplicate),
        f"Terminal-ID: {tid}",
        _stamp(batch.terminal_s),
        *(
            f"{_row(group.name, f'{group.count}x {_euro(group.total_minor)}')}"
            for group in batch.groups
            if group.count
        ),
        _row(f"Gesamt {batch.count}x", f"EUR {_euro(batch.total_minor)}"),
        "Kassenschnitt erfolgt",
    ]


def _payment_receipt(title: str, sale: Sale, tid: str, duplicate: bool) -> list[str]:
    return [
        title,
        *_mark(duplicate),
        f"Terminal-ID: {tid}",
        f"TA-Nr {sale.trace:06d} BNr {sale.receipt_no:04d}",
        sale.card.name,
        _row("Nr", sale.card.masked.replace("E", "#")),
        _stamp(sale.terminal_s),
        _row("Betrag EUR", _euro(sale.amount_minor)),
        f"Abgelehnt {sale.result:02X}" if sale.result else "Zahlung erfolgt",
    ]


def _mark(duplicate: bool) -> Sequence[str]:
    return (DUPLICATE_MARK,) if duplicate else ()


def _stamp(terminal_s: int) -> str:
    return time.strftime("%d.%m.%Y %H:%M:%S", time.gmtime(terminal_s))


def _row(left: str, right: str) -> str:
    return f"{left} {right:>{WIDTH - len(left) - 1}}"


def _euro(amount_minor: int) -> str:
    return f"{amount_minor // 100},{amount_minor % 100:02d}"
