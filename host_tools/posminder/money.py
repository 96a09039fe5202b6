# SPDX-License-Identifier: MIT
"""Amounts for people: integer minor units and an ISO 4217 number in, text out. Never a float."""

from __future__ import annotations

from typing import Final

from posminder.messages import sentence

# number: (code, digits after the point)
CURRENCIES: Final = {
    152: ("CLP", 0),
    156: ("CNY", 2),
    344: ("HKD", 2),
    458: ("MYR", 2),
    702: ("SGD", 2),
    978: ("EUR", 2),
}
_USUAL_DIGITS: Final = 2


def digits_of(code: str) -> int:
    """Return how many digits a currency such as CNY has after the point."""
    return next(digits for known, digits in CURRENCIES.values() if known == code)


def currency_text(currency: int) -> str:
    """Return 978 as `EUR`, a number without an entry as itself."""
    return CURRENCIES[currency][0] if currency in CURRENCIES else str(currency)


def decimal_text(amount_minor: int, code: str) -> str | None:
    """Return 1250 and CNY as `12.50`, None for a currency without an entry."""
    known = (digits for each, digits in CURRENCIES.values() if each == code)
    digits = next(known, None)
    return None if digits is None else _decimal(amount_minor, digits)


def amount_text(amount_minor: int | None, currency: int | None, language: str = "en") -> str:
    """Return 1250 and 978 as `12.50 EUR`; without a currency `12.50 (currency not known)`.

    A currency without an entry has who knows how many digits: `1250 minor of 840`.
    """
    if amount_minor is None:
        return "?"
    if currency is None:
        return sentence(language, "no_currency", amount=_decimal(amount_minor, _USUAL_DIGITS))
    if currency not in CURRENCIES:
        return f"{amount_minor} minor of {currency}"
    code, digits = CURRENCIES[currency]
    return f"{_decimal(amount_minor, digits)} {code}"


def _decimal(amount_minor: int, digits: int) -> str:
    whole, part = divmod(abs(amount_minor), 10**digits)
    sign = "-" if amount_minor < 0 else ""
    return f"{sign}{whole}.{part:0{digits}}" if digits else f"{sign}{whole}"
