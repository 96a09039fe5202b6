# SPDX-License-Identifier: MIT
"""Amounts for people: integer minor units and an ISO 4217 number in, text out. Never a float."""

from __future__ import annotations

from typing import Final

# number: (code, digits after the point)
CURRENCIES: Final = {156: ("CNY", 2), 978: ("EUR", 2)}


def amount_text(amount_minor: int | None, currency: int | None) -> str:
    """Return 1250 and 978 as `12.50 EUR`; a currency without an entry as `1250 minor of 840`."""
    if amount_minor is None:
        return "?"
    if currency not in CURRENCIES:
        return f"{amount_minor} minor of {currency or '?'}"
    code, digits = CURRENCIES[currency]
    whole, part = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{part:0{digits}} {code}"
