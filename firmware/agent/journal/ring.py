# SPDX-License-Identifier: MIT
"""A ring of sectors that frames are appended to, whatever power and flash do.

Acknowledged means programmed and read back equal. A place that failed is made void and passed
over, so nothing is ever programmed over torn bytes. Knows sequence numbers and sizes; what a
record says, and which one each sector begins with, is journal.py's.
"""

from agent import errors, limits
from agent.journal import recovery
from agent.journal.flash import Cursor, Flash
from posminder_formats import frames
from posminder_formats._const import const

_SEQ_MAX = const(0xFFFFFFFE)  # what follows the last one must fit 32 bits too

# The sector behind the current one.
_UNTOUCHED = const(0)
_ERASING = const(1)
_READY = const(2)  # erased and found blank
_BAD = const(3)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from agent.contracts import Region


class Ring:
    """The ring and its ends. Sectors are numbered from 0 on and for ever; slot = number % count."""

    def __init__(self, region: "Region") -> None:
        # A body goes to frames.HEAD_BYTES. A view, so that what it is cut into is no copy.
        self.frame = memoryview(bytearray(limits.JOURNAL_FRAME_BYTES_MAX))
        self.flash = Flash(region)
        self.number = -1  # of the current sector, -1 before the first
        self.head = region.sector_size  # offset in it of the next frame
        self.fresh = False  # no record in the current sector yet
        self.first_seq = 1  # of the oldest record that can be read
        self.last_seq = 0  # 0 before the first
        self.oldest = 0  # number of the sector that holds first_seq
        self.retries = 0  # places that did not keep a frame, since boot
        self.erases = 0  # since boot
        self.damage: list[tuple[int, int]] = []  # (sector, records lost), for the journal to take
        self._sector_first_seq = 1
        self._next = _UNTOUCHED
        self._doubtful = 0  # bytes at head that were programmed, perhaps, and not acknowledged

    def open(self) -> int:
        """Find both ends and make torn bytes void; return how many bytes were torn.

        Programs zeros behind the last good frame at most: no good record is ever touched. Raises
        StorageFault if the part cannot be read.
        """
        number = recovery.newest(self.flash)
        if number >= 0:
            self.flash.header(number % self.flash.sector_count)
            self._enter(number, frames.header_first_seq(self.flash.window, 0))
        self._adopt_orphans()
        if self.number < 0:
            return 0
        self.oldest, self.first_seq = recovery.oldest(
            self.flash,
            self.number - self.flash.sector_count + 1,
            self.number,
            self._sector_first_seq,
        )
        return self._recover_tail()

    def append(self, body_size: int) -> int:
        """Append the body that stands in `frame`; return its sequence number once it is safe.

        Returns 0 if this sector has no place for it: begin the next one and write it again. At
        most two page programs unless places fail. Raises StorageFault when numbers run out.
        """
        if self.last_seq >= _SEQ_MAX:
            raise errors.StorageFault
        size = frames.finish_frame(self.frame, body_size, self.last_seq + 1)
        for _ in range(limits.JOURNAL_PLACES_MAX):
            self._pass_over_doubtful()
            self._pass_over_page_rest()
            if self.head + size > self.flash.sector_size:
                return 0
            self._doubtful = size
            if self.flash.program(self._base() + self.head, self.frame[:size]):
                self.head += size
                self._doubtful = 0
                self.last_seq += 1
                self.fresh = False
                return self.last_seq
        self._pass_over_doubtful()
        self.head = self.flash.sector_size
        return 0

    def begin_sector(self) -> None:
        """Begin the next sector, over the oldest one if the ring is full; erase it if need be.

        Sectors that fail are passed over and listed in `damage`. Raises StorageFault after
        JOURNAL_SECTORS_MAX of them.
        """
        self._pass_over_doubtful()
        for _ in range(limits.JOURNAL_SECTORS_MAX):
            if self._next == _UNTOUCHED:
                self._erase_next()
            if self._next == _ERASING:
                self._look_at_next()
            ready = self._next == _READY
            self._next = _UNTOUCHED
            self._enter(self.number + 1, self.last_seq + 1)
            if ready and self._write_header():
                self.head = frames.HEADER_BYTES
                self.fresh = True
                return
            self.damage.append((self.number, 0))
        raise errors.StorageFault

    def unprepared(self) -> bool:
        """Tell whether the next sector is to be erased as soon as the lines are idle.

        That is from the middle of the current one on. It waits until that one is full at most.
        """
        half = self.head * 2 >= self.flash.sector_size
        return self._next <= _ERASING and self.number >= 0 and half

    def prepare(self) -> bool:
        """Erase ahead if it is time, or look at what was erased; tell whether it began to erase.

        To be called while the serial lines are idle: where the processor runs from the same flash,
        an erase deafens them for up to 400 ms. Elsewhere it goes on by itself, and whoever looks
        sooner than limits.JOURNAL_ERASE_MS may have to wait for it.
        """
        if not self.unprepared():
            return False
        if self._next == _ERASING:
            self._look_at_next()
            return False
        self._erase_next()
        return True

    def frames(self, number: int) -> "Iterator[Cursor]":
        """Yield a cursor on each record from sector `number` on, in order, each number once."""
        last = 0
        while number <= self.number:
            slot = number % self.flash.sector_count
            cursor = Cursor(self.flash, slot, self.first_seq, self.last_seq)
            while cursor.next():
                if cursor.seq > last:
                    last = cursor.seq
                    yield cursor
            number += 1

    def _base(self) -> int:
        return self.number % self.flash.sector_count * self.flash.sector_size

    def _enter(self, number: int, first_seq: int) -> None:
        """Make `number` the current sector, with no room in it until its header is known good."""
        self.number = number
        self._sector_first_seq = first_seq
        self.head = self.flash.sector_size
        self.fresh = False

    def _adopt_orphans(self) -> None:
        """Read the current sector, and go on to newer ones that have lost their headers."""
        step = 1
        self._read_current()
        while step <= min(limits.JOURNAL_HOLES_MAX, self.flash.sector_count - 1):
            first_seq = recovery.orphan(self.flash, self.number + step, self.last_seq)
            if first_seq:
                self._enter(self.number + step, first_seq)
                if self.flash.header(self.number % self.flash.sector_count) != self.number:
                    self.damage.append((self.number, 0))
                self._read_current()
                step = 0
            step += 1

    def _read_current(self) -> None:
        """Set last_seq and head from the current sector; list the gaps between its records."""
        if self.number < 0:
            return
        first = self._sector_first_seq
        expected = first
        self.head = frames.HEADER_BYTES
        self.fresh = True
        lost = 0
        cursor = self._current_cursor()
        while cursor.next():
            lost += max(0, cursor.seq - expected)
            expected = max(expected, cursor.seq + 1)
            self.head = cursor.offset + cursor.size
            self.fresh = False
        self.last_seq = expected - 1
        if lost:
            self.damage.append((self.number, lost))

    def _current_cursor(self) -> Cursor:
        slot = self.number % self.flash.sector_count
        first_seq = self._sector_first_seq
        return Cursor(self.flash, slot, first_seq, first_seq + self.flash.frames_max)

    def _recover_tail(self) -> int:
        """Make torn bytes behind the last good frame void and go on at the page after them."""
        base = self._base()
        end, torn = self.flash.tail(base + self.head, base + self.flash.sector_size)
        if end == base + self.head:
            return 0
        again = self._current_cursor()
        again.offset = self.head
        if again.next():  # a frame that did not read a moment ago: the part is unsteady
            self._read_current()
        elif torn:
            self.flash.void(base + self.head, end - base - self.head)
        self.head = self._page_after(end - base)
        return torn

    def _pass_over_doubtful(self) -> None:
        if self._doubtful:
            self.flash.void(self._base() + self.head, self._doubtful)
            self.head = self._page_after(self.head + self._doubtful)
            self._doubtful = 0
            self.retries += 1

    def _pass_over_page_rest(self) -> None:
        """Leave the rest of a page that no frame fits: crossing would cost a program more."""
        if -self.head % self.flash.page_size < frames.FRAME_BYTES_MIN:
            self.head = self._page_after(self.head)

    def _page_after(self, offset: int) -> int:
        return offset + -offset % self.flash.page_size

    def _erase_next(self) -> None:
        """Erase the sector behind the current one, giving up the records in it."""
        number = self.number + 1
        if self.oldest <= number - self.flash.sector_count:
            self.oldest, self.first_seq = recovery.oldest(
                self.flash,
                number - self.flash.sector_count + 1,
                self.number,
                self._sector_first_seq,
            )
        self._next = _ERASING if self.flash.erase(number % self.flash.sector_count) else _BAD
        self.erases += 1
        self._void_if_bad()

    def _look_at_next(self) -> None:
        """See whether the sector behind the current one came out of its erase blank."""
        slot = (self.number + 1) % self.flash.sector_count
        self._next = _READY if self.flash.is_erased(slot) else _BAD
        self._void_if_bad()

    def _void_if_bad(self) -> None:
        slot = (self.number + 1) % self.flash.sector_count
        if self._next == _BAD:  # neither a boot nor a host must find in it what was given up
            self.flash.void(slot * self.flash.sector_size, self.flash.sector_size)

    def _write_header(self) -> bool:
        header = bytearray(frames.HEADER_BYTES)
        frames.write_header(header, self.number, self._sector_first_seq)
        if self.flash.program(self._base(), memoryview(header)):
            return True
        self.flash.void(self._base(), frames.HEADER_BYTES)
        return False
