# SPDX-License-Identifier: MIT
"""Finds the two ends of the ring after a restart, whatever was cut or damaged.

Sectors carry running numbers and sector n lies at slot n % sector_count, so the headers form one
rising run that is broken once: the newest is found by halves, and a boot reads no more from a
full ring than from an empty one. Sectors without a readable header (erased ahead, torn, damaged,
passed over as bad) are seen over as long as no more than JOURNAL_HOLES_MAX are neighbours.
"""

from agent import limits
from agent.journal.flash import Cursor
from posminder_formats import frames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.journal.flash import Flash


def newest(flash: "Flash") -> int:
    """Return the number of the newest sector with a readable header, -1 if there is none.

    A hole just behind it may hide a newer one: see `orphan`.
    """
    found = _highest(flash, 0, limits.JOURNAL_HOLES_MAX)
    if found < 0:  # nothing written yet, or ruins: the only case that reads every header
        found = _highest(flash, 0, flash.sector_count)
    return _halve(flash, found) if found >= 0 else -1


def orphan(flash: "Flash", number: int, last_seq: int) -> int:
    """Return the first sequence number in sector `number` if it is a newer one, else 0.

    `last_seq` is the last record before it. A header that is damaged, or did not read a moment
    ago, must not cost the newest records: then the frames say where the sector belongs.
    """
    slot = number % flash.sector_count
    found = flash.header(slot)
    if found == number:
        return frames.header_first_seq(flash.window, 0)
    start = slot * flash.sector_size + frames.HEADER_BYTES
    if found >= 0 or flash.tail(start, start + frames.FRAME_BYTES_MAX)[0] == start:
        return 0  # an older sector, or nothing was ever written where its first frame begins
    cursor = Cursor(flash, slot, last_seq + 1, last_seq + flash.frames_max)
    return cursor.seq if cursor.next() else 0


def oldest(flash: "Flash", number: int, newest_number: int, newest_seq: int) -> tuple[int, int]:
    """Return (number, first sequence number) of the oldest sector from `number` on that reads.

    `newest_seq` is what the newest sector, `newest_number`, begins with.
    """
    number = max(0, number)
    while number < newest_number:
        slot = number % flash.sector_count
        found = flash.header(slot)
        if found == number:
            return number, frames.header_first_seq(flash.window, 0)
        if found < 0:  # half erased or damaged: what still reads is still a record
            cursor = Cursor(flash, slot, 1, newest_seq - 1)
            if cursor.next():
                return number, cursor.seq
        number += 1
    return newest_number, newest_seq


def holder(flash: "Flash", low: int, high: int, seq: int) -> int:
    """Return a sector number in low..high at or before the one that holds record `seq`.

    It is the sector itself, unless headers on the way are damaged.
    """
    while low < high:
        middle = (low + high + 1) // 2
        probe = middle
        while probe > low and flash.header(probe % flash.sector_count) != probe:
            probe -= 1
        if probe == low:  # no header in low+1..middle: try above
            probe = middle + 1
            while probe <= high and flash.header(probe % flash.sector_count) != probe:
                probe += 1
            if probe > high:
                return low
        if frames.header_first_seq(flash.window, 0) <= seq:
            low = probe
        else:
            high = min(probe, middle) - 1
    return low


def _highest(flash: "Flash", start: int, stop: int) -> int:
    found = -1
    for slot in range(start, min(stop, flash.sector_count)):
        found = max(found, flash.header(slot))
    return found


def _halve(flash: "Flash", found: int) -> int:
    """Return the last sector of the round that `found`, one of the first slots, belongs to."""
    count = flash.sector_count
    round_starts = found - found % count
    high = count - 1
    while found % count < high:
        middle = (found % count + high + 1) // 2
        probe = _highest(flash, middle, middle + limits.JOURNAL_HOLES_MAX)
        if probe >= round_starts:
            found = probe
        else:
            high = middle - 1
    return found
