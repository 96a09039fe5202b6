# SPDX-License-Identifier: MIT
"""A download of the journal: the flash as it is, from one record on, as a file of fixed size.

The bytes are FORMAT.md's export: a sector header, the frames from the wanted record to the end
of its sector, whole sectors, and the newest up to where it ended when the export was made.
Appending goes on meanwhile; if the ring wraps over what is still to be read, reading says so.
"""

from agent.journal import recovery
from agent.journal.flash import Cursor
from posminder_formats import frames

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.journal.ring import Ring


class Export:
    """Records `since` + 1 and on. `size` is in bytes; 0 only while nothing was ever written."""

    def __init__(self, ring: "Ring", since: int) -> None:
        self._ring = ring
        self._header = bytearray(frames.HEADER_BYTES)
        self._number = 0
        self._offset = 0  # in sector `_number`, of what follows the header
        self.size = 0
        if ring.number >= 0:
            self._find(since + 1)

    def _find(self, seq: int) -> None:
        ring = self._ring
        self._seek(seq)
        first_seq = max(seq, ring.first_seq)
        if ring.flash.header(self._number % ring.flash.sector_count) == self._number:
            first_seq = frames.header_first_seq(ring.flash.window, 0)
        frames.write_header(self._header, self._number, first_seq)
        whole = (ring.number - self._number) * ring.flash.sector_size
        self.size = frames.HEADER_BYTES + whole + ring.head - self._offset

    def _seek(self, seq: int) -> None:
        ring = self._ring
        self._number, self._offset = ring.number, ring.head
        if seq > ring.last_seq:
            return
        number = recovery.holder(ring.flash, ring.oldest, ring.number, max(seq, ring.first_seq))
        while number <= ring.number:
            slot = number % ring.flash.sector_count
            cursor = Cursor(ring.flash, slot, max(seq, ring.first_seq), ring.last_seq)
            if cursor.next():
                self._number, self._offset = number, cursor.offset
                return
            number += 1

    def read(self, offset: int, buffer: "bytearray | memoryview") -> int:
        """Fill `buffer` from `offset` of the export; return how many bytes.

        Fewer than asked for, down to 0: its end, or the ring has wrapped over what comes next.
        Raises StorageFault if the part cannot be read.
        """
        count = max(0, min(len(buffer), self.size - offset))
        view = memoryview(buffer)
        done = 0
        while done < count:
            if offset + done < frames.HEADER_BYTES:
                part = min(count - done, frames.HEADER_BYTES - offset - done)
                view[done : done + part] = memoryview(self._header)[offset + done :][:part]
            else:
                part = self._read_flash(offset + done, view[done:count])
                if part == 0:
                    break
            done += part
        return done

    def _read_flash(self, offset: int, view: memoryview) -> int:
        flash = self._ring.flash
        position = self._offset + offset - frames.HEADER_BYTES
        number = self._number + position // flash.sector_size
        if number < self._ring.oldest:
            return 0
        position %= flash.sector_size
        part = min(len(view), flash.sector_size - position)
        flash.read(number % flash.sector_count * flash.sector_size + position, view[:part])
        return part
