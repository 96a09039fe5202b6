# SPDX-License-Identifier: MIT
"""Wrong PINs by person, and wrong tickets: each further one doubles the wait, whatever the power.

Counts survive a restart by the records; the wait then begins anew, because the monotonic clock
does. People are told apart by `mark_of` their id: the journal's STATE keeps integers only.
"""

from binascii import crc32

from agent import limits
from posminder_formats import people
from posminder_formats._const import const

UNLOCK = const(0)  # the mark of everybody who would have a lease

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def mark_of(person: str) -> int:
    """Return the number that stands for a person's id where only integers are kept."""
    return crc32(person.encode())


class Attempts:
    """At most people.PEOPLE_MAX people with wrong PINs, and UNLOCK: nobody need give way."""

    def __init__(self) -> None:
        # [mark, wrong in a row, instant in ms until which no PIN is looked at]
        self._rows: list[list[int]] = []

    def wait_ms(self, mark: int, now_ms: int) -> int:
        """Return for how long no PIN of this person is looked at."""
        for row in self._rows:
            if row[0] == mark:
                return max(0, row[2] - now_ms)
        return 0

    def wrong(self, mark: int, now_ms: int) -> None:
        """Count a wrong PIN."""
        count = 1
        for row in self._rows:
            if row[0] == mark:
                count += row[1]
        self.right(mark)
        self._rows.append([mark, count, now_ms + _wait_ms(mark, count)])
        del self._rows[: -people.PEOPLE_MAX - 1]

    def right(self, mark: int) -> None:
        """A right PIN forgives the wrong ones before it."""
        self._rows = [row for row in self._rows if row[0] != mark]

    def begin_anew(self, now_ms: int) -> None:
        """After a restart: everybody who had to wait waits once more."""
        for row in self._rows:
            row[2] = now_ms + _wait_ms(row[0], row[1])

    def snapshot(self) -> "list[int | None]":
        """Return mark and count of each."""
        values: list[int | None] = []
        for mark, count, _until_ms in self._rows:
            values += [mark, count]
        return values

    def restore(self, values: "list[Any]") -> None:
        """Take back what `snapshot` gave."""
        self._rows = [[values[at], values[at + 1], 0] for at in range(0, len(values), 2)]


def _wait_ms(mark: int, count: int) -> int:
    doublings = count - limits.PIN_WRONG_FREE - 1
    if doublings < 0:
        return 0
    most_ms = limits.PIN_WAIT_MS_MAX if mark != UNLOCK else limits.UNLOCK_WAIT_MS_MAX
    return min(limits.PIN_WAIT_MS << min(doublings, 12), most_ms)
