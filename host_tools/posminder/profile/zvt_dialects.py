# SPDX-License-Identifier: MIT
"""How terminals of one family differ from the ZVT standard, as data: `terminal: {zvt: {dialect}}`.

Read in integrators' memos and in the threads of those who had such a terminal; none was tried
here. A family that is missing speaks the standard as far as anybody here has read: CCV (its
refusals carry data) and Feig (a command of its own, 0F A1, which is refused; blanks in its version)
need nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from posminder_formats import capabilities as can

_CONFIG_BESIDE: Final = 0x08  # 06 00: it prints itself, local start allowed, intermediate status
_TEXT_BLOCKS: Final = 0x100
_NO_TLV: Final = 0x200
# What nobody sees of a terminal that prints itself, though its line passes the board.
_STAYS_IN_IT: Final = can.RECEIPTS | can.COPIES | can.SLIP_TEXT


@dataclass(frozen=True, slots=True)
class Dialect:
    """`lacks`: bits of posminder_formats.capabilities; `diagnosis`: its tag 1B, 0 for none.

    `text_blocks`: what it prints at a register comes as blocks (06 D3); `tlv`: it takes TLV.
    """

    source: str
    lacks: int = 0
    diagnosis: int = 0
    text_blocks: bool = False
    tlv: bool = True

    def compiled(self, *, prints_itself: bool = False) -> bytes:
        """Return the board's field zvt_dialect; `prints_itself`: in line, and no slip passes it."""
        way = _CONFIG_BESIDE | _TEXT_BLOCKS * self.text_blocks | _NO_TLV * (not self.tlv)
        lacks = self.lacks | (_STAYS_IN_IT if prints_itself else 0)
        return lacks.to_bytes(3, "big") + way.to_bytes(2, "big") + bytes((self.diagnosis,))


DIALECTS: Final[dict[str, Dialect]] = {
    "standard": Dialect("PA00P015"),
    "no_tlv": Dialect("PA00P015: a terminal may know none, and then refuses it", tlv=False),
    "card_complete": Dialect(
        "memos of card complete and DCE (bezahl-online, doc/memos): 06 93 and 06 10 are not "
        "implemented, 06 70 wants its tag 1B (01: the line)",
        lacks=can.SIGN_IN | can.TOTALS,
        diagnosis=0x01,
    ),
    "hobex": Dialect("no print lines (06 D1), blocks only", text_blocks=True),
    "pax": Dialect(
        "Global Payments' A80 (Portalum issue 26): where sales may start at the terminal, 06 20 is "
        "answered by 06 0F alone",
        lacks=can.NEWEST_SALE,
    ),
}


def read_back(ways: bytes) -> tuple[str, bool]:
    """Return (dialect, whether it prints itself in line) of a board's field. Raises LookupError."""
    for name, each in DIALECTS.items():
        for itself in (False, True):
            if each.compiled(prints_itself=itself) == ways:
                return name, itself
    raise LookupError(ways.hex())
