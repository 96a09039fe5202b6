# SPDX-License-Identifier: MIT
"""What becomes of one copy of a receipt on its way to the register's printer.

It knows lines and their answers; whose copy it is, is printing's business.
"""

from agent import events


class Slip:
    """One slip on its way to the register's printer, line by line (06 D1) or by block (06 D3).

    Delivered: every line answered 80 00 up to the mark of the last one, or up to the completion
    of a terminal that sets no mark. Refused: a line answered 84, or never answered. A terminal
    that sends a refused line again, and has it taken, has delivered it after all.
    """

    def __init__(self) -> None:
        self.lines = 0  # answered 80 00
        self.told = 0  # events.COPY_* that its blocks say they are of
        self.ends = 0  # marks of a last line among them
        self._open = False  # a line waits for its answer
        self._last = False
        self._line = 0  # checksum of the line that waits
        self._refused = False
        self._refused_line = 0

    def line(self, last: bool, checksum: int) -> bool:
        """The terminal sent a line; `checksum` tells it from others. False: a refused one again."""
        self._open = True
        self._last = last
        self._line = checksum
        return not self._refused or checksum != self._refused_line

    def answered(self, positive: bool) -> int | None:
        """The register answered; return events.RECEIPT_* if that decides the slip."""
        if not self._open:
            return None
        self._open = False
        if not positive:
            again = self._refused and self._line == self._refused_line
            self._refused = True
            self._refused_line = self._line
            return None if again else events.RECEIPT_REFUSED
        self.lines += 1
        if self._refused and self._line == self._refused_line:
            self._refused = False
        if not self._last:
            return None
        self.ends += not self._refused
        return self._whole()

    def ended(self) -> int | None:
        """The dialog is over; return events.RECEIPT_* if that decides the slip."""
        if self._open and not self._refused:
            return events.RECEIPT_REFUSED
        return self._whole() if self.lines else None

    def _whole(self) -> int | None:
        return None if self._refused else events.RECEIPT_DELIVERED
