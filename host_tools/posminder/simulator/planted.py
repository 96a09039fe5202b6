# SPDX-License-Identifier: MIT
"""Card data as a careless terminal could put it into its replies: what no board may keep of it.

Whole numbers, both tracks, expiry and check code, in the field for the card and in any text.
"""

from __future__ import annotations

CHECK_CODE = "735"
HOLDER = "PLANTED/HOLDER"
_TRACK = (
    "29122010000012345"  # behind the number: expiry, service code and what the issuer put there
)


def in_card_field(pan: str) -> tuple[str, ...]:
    """Return what may stand where the card's number belongs."""
    return (
        pan,
        f"{pan}={_TRACK}",
        f"{pan}D{_TRACK}",
        f";{pan}={_TRACK}?",
        f"%B{pan}^{HOLDER}^{_TRACK}?",
        f"{pan}2912",
        _groups(pan),
    )


def in_texts(pan: str) -> tuple[str, ...]:
    """Return what may stand in a text: a name, a voucher, an authorisation."""
    return (
        f"VISA {pan}",
        _groups(pan),
        f"MASTERCARD CREDIT {pan}",  # the end of what is kept of a text lies in it
        f"{pan}={_TRACK}",
        f"B{pan}^{HOLDER}^{_TRACK}",
        f"VALID THRU 12/29 CVV {CHECK_CODE}",
        f"GILT BIS 12/29 CVC2 {CHECK_CODE}",
        f"VENCE 12/29 CVV2 {CHECK_CODE}",
        f"银联 有效期 12/29 安全码 {CHECK_CODE}",
    )


def _groups(pan: str) -> str:
    return " ".join(pan[at : at + 4] for at in range(0, len(pan), 4))
