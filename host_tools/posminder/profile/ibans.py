# SPDX-License-Identifier: MIT
"""IBANs in a text: a country's letters, its length, and the check digits (ISO 13616, mod 97)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

# The IBAN registry's lengths: without them, one text in 97 that begins alike would be taken.
_LENGTHS: Final = {
    country: int(length)
    for country, length in re.findall(
        "([A-Z]{2})([0-9]{2})",
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 "
        "DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 "
        "IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 "
        "MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 "
        "SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30",
    )
}
_GAP: Final = r"(?:[^\w\n\"'{}\[\]#*+]|_){0,4}"
_START: Final = re.compile(rf"(?:(?<![^\W_])|(?<=IBAN))([A-Za-z]{{2}}){_GAP}[0-9]{_GAP}[0-9]")
_NEXT: Final = re.compile(rf"{_GAP}([A-Za-z0-9])")


def find_ibans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each IBAN in `text` begins and ends, ascending, none twice."""
    done = 0
    for start in _START.finditer(text):
        length = _LENGTHS.get(start[1].upper())
        if start.start() < done or length is None:
            continue
        signs = re.sub(r"[\W_]", "", start[0])
        end = start.end()
        while len(signs) < length and (sign := _NEXT.match(text, end)) is not None:
            signs += sign[1]
            end = sign.end()
        if len(signs) == length and _mod_97(signs) == 1:
            yield start.start(), end
            done = end


def _mod_97(signs: str) -> int:
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97
