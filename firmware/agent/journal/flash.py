# SPDX-License-Identifier: MIT
"""A NOR region that is never taken at its word: every program and erase is read back.

Knows bytes, pages and sectors and how to step from frame to frame in one sector. Knows nothing of
the order of sectors, of records or of recovery. One window of a page serves all reading, so what
a cursor shows is valid only until the next call.
"""

from agent import errors, limits
from posminder_formats import frames
from posminder_formats._const import const

_WINDOW_BYTES = const(256)  # holds the largest frame
_BLANK = b"\xff" * _WINDOW_BYTES
_ZEROS = bytes(_WINDOW_BYTES)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.contracts import Region


class Flash:
    """The region with read-back, and the window that everything is read through."""

    def __init__(self, region: "Region", window: "bytearray | None" = None) -> None:
        self.sector_size = region.sector_size
        self.sector_count = region.sector_count
        self.page_size = region.page_size
        self.frames_max = region.sector_size // frames.FRAME_BYTES_MIN  # in one sector
        self.window = window or bytearray(_WINDOW_BYTES)  # two regions may share one
        self._view = memoryview(self.window)
        self._region = region

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        """Fill `buffer` from byte `offset`. Raises StorageFault if the part goes on refusing."""
        for _ in range(limits.JOURNAL_READS_MAX):
            try:
                self._region.read(offset, buffer)
                return
            except OSError:
                continue
        raise errors.StorageFault

    def look(self, offset: int, end: int) -> int:
        """Fill the window from `offset`, at most up to `end`; return how many bytes it holds."""
        count = min(_WINDOW_BYTES, end - offset)
        self.read(offset, self._view[:count])
        return count

    def is_blank(self, offset: int, size: int) -> bool:
        """Tell whether the `size` bytes from `offset`, now in the window, were never programmed."""
        self.look(offset, offset + size)
        return self._view[:size] == memoryview(_BLANK)[:size]

    def is_void(self, offset: int, size: int) -> bool:
        """Tell whether the `size` bytes from `offset` read as zeros."""
        self.look(offset, offset + size)
        return self._view[:size] == memoryview(_ZEROS)[:size]

    def header(self, slot: int) -> int:
        """Return the number in the header of the sector at `slot`, -1 if there is none.

        The header is then in the window. One that names another place counts as none.
        """
        base = slot * self.sector_size
        count = self.look(base, base + frames.HEADER_BYTES)
        if frames.kind_at(self.window, 0, count) != frames.HEADER:
            return -1
        number = frames.header_number(self.window, 0)
        return number if number % self.sector_count == slot else -1

    def program(self, offset: int, view: memoryview, wanted: "memoryview | None" = None) -> bool:
        """Program `view`, at most a window, at `offset`; tell whether it now reads back equal.

        `wanted` is what must be read back where `view` leaves bits as they are.
        """
        size = len(view)
        done = 0
        try:
            while done < size:
                count = min(size - done, self._page_rest(offset + done))
                whole = count == size  # mostly so, and then there is nothing to cut
                self._region.program(offset + done, view if whole else view[done : done + count])
                done += count
            return self._reads_back(offset, view if wanted is None else wanted)
        except (OSError, errors.StorageFault):
            return False

    def void(self, offset: int, size: int) -> None:
        """Program zeros over torn bytes, so that they never read as a frame again.

        A part that goes on refusing is left alone: nobody is told that those bytes are a record.
        """
        end = offset + size
        while offset < end:
            count = min(end - offset, self._page_rest(offset))
            for _ in range(limits.JOURNAL_VOIDS_MAX):
                try:
                    self._region.program(offset, memoryview(_ZEROS)[:count])
                    break
                except OSError:
                    continue
            offset += count

    def erase(self, slot: int) -> bool:
        """Have the sector at `slot` erased, now or soon; tell whether the part took that."""
        try:
            self._region.erase(slot)
        except OSError:
            return False
        return True

    def is_erased(self, slot: int) -> bool:
        """Tell whether every bit of the sector at `slot` reads as set, once it is erased."""
        base = slot * self.sector_size
        try:
            for offset in range(base, base + self.sector_size, _WINDOW_BYTES):
                self.look(offset, base + self.sector_size)
                if self.window != _BLANK:
                    return False
        except errors.StorageFault:
            return False
        return True

    def tail(self, start: int, end: int) -> tuple[int, int]:
        """Return (offset behind the last word not blank, number of torn bytes) of [start, end).

        Words already void count as not blank, but not as torn.
        """
        last = start
        torn = 0
        while start < end:
            count = self.look(start, end)
            if count < _WINDOW_BYTES or self.window != _BLANK:
                for position in range(0, count, 4):
                    kind = frames.kind_at(self.window, position, count)
                    if kind != frames.BLANK:
                        last = start + position + 4
                        torn += 0 if kind == frames.VOID else 4
            start += count
        return last, torn

    def _page_rest(self, offset: int) -> int:
        return self.page_size - offset % self.page_size

    def _reads_back(self, offset: int, view: memoryview) -> bool:
        back = self._view[: len(view)]
        self.read(offset, back)
        return back == view


class Cursor:
    """Steps over the good frames of one sector that carry a number in first_seq..last_seq.

    After `next` returned True the frame begins at `at` of the flash's window and is number `seq`.
    The bounds keep out a frame planted in a text field, which damage around it could uncover.
    """

    def __init__(self, flash: Flash, slot: int, first_seq: int, last_seq: int) -> None:
        self.at = 0
        self.seq = 0
        self.offset = frames.HEADER_BYTES  # of the frame, in the sector
        self.size = 0
        self._flash = flash
        self._base = slot * flash.sector_size
        self._first_seq = first_seq
        self._last_seq = last_seq

    def next(self) -> bool:
        """Go on to the next good frame; False at the end of the sector. Raises StorageFault."""
        offset = self.offset + self.size
        end = self._flash.sector_size
        while offset < end:
            count = self._flash.look(self._base + offset, self._base + end)
            if count == _WINDOW_BYTES and self._flash.window == _BLANK:
                offset += count
                continue
            position = self._in_window(count, offset + count == end)
            if self.at >= 0:
                self.offset = offset + position
                return True
            offset += position
        self.offset = end
        self.size = 0
        return False

    def _in_window(self, count: int, whole: bool) -> int:
        """Look for a frame in the window; return its position, or from where to read again.

        A frame that the window's end cuts looks like damage: unless the window is `whole`, what
        is not good at its beginning is judged only once it stands at the beginning.
        """
        window = self._flash.window
        position = 0
        while position < count:
            kind = frames.kind_at(window, position, count)
            if kind == frames.FRAME:
                self.seq = frames.seq_at(window, position)
                if self._first_seq <= self.seq <= self._last_seq:
                    self.at = position
                    self.size = frames.size_at(window, position, kind)
                    return position
                kind = frames.DAMAGE
            if kind == frames.DAMAGE and position and not whole:
                break
            position += 4 if kind == frames.DAMAGE else frames.size_at(window, position, kind)
        self.at = -1
        return position
