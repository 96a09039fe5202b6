# SPDX-License-Identifier: MIT
"""How much of the ring nobody has downloaded yet, and which records that leaves no room for.

What is downloaded may be overwritten; what is not is given up last. So when the ring fills and no
host comes, slips' text is left out first, then what is only good to know, then sales; the rest of
the ring is kept for settlement, sign-in, alerts and the records that own up to a loss.
"""

from agent import limits
from agent.journal import recovery
from posminder_formats import cbor, frames, records
from posminder_formats._const import const

_MINOR = (
    records.R_LEASE,
    records.R_LINE,
    records.R_TERMINAL,
    records.R_WISHES,
    records.R_WARNING,
    records.R_CLOCK_SEEN,
    records.R_BUTTON,
    records.R_SELF_TEST,
    records.R_MEASURED,
)
_SALES = (
    records.R_SALE_STARTED,
    records.R_SALE,
    records.R_RECEIPT,
    records.R_OFFLINE,
    records.R_GATE,
    records.R_UNSEEN,
)

# Values of the record left_out's field "left".
SLIP_TEXT = const(1)
MINOR = const(2)
SALES = const(3)

_RESULT = const(1)  # of a sale's fields
_AMOUNT = const(2)
_DAY_S = const(86400)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.journal.journal import Journal
    from agent.journal.ring import Ring


class LeftOut:
    """What of one kind was left out and is not written down yet."""

    def __init__(self) -> None:
        self.wanted = 1  # so many are written down together: twice as many each time
        self.restart()

    def restart(self) -> None:
        """Begin to count anew."""
        self.count = self.total_minor = 0
        self.from_s: int | None = None
        self.to_s: int | None = None

    def take(self, kind: int, fields: "Sequence[object]", wall_s: "int | None") -> None:
        """Count a record that is not written."""
        self.count += 1
        self.to_s = wall_s
        if self.count == 1:
            self.from_s = wall_s
        if kind == records.R_SALE and fields[_RESULT] == 0:
            amount_minor = fields[_AMOUNT]
            self.total_minor += amount_minor if isinstance(amount_minor, int) else 0


class Room:
    """Of one ring. `pulled_seq` is the newest record that a host said it keeps, with all before."""

    def __init__(self, journal: "Journal", ring: "Ring") -> None:
        self.pulled_seq = 0
        self.slip_bytes = 0  # of flash, since then
        self.damaged = False  # a record was lost to damage, and nobody has pulled since
        self._left_out = (LeftOut(), LeftOut(), LeftOut())
        self._journal = journal
        self._ring = ring
        self._first = 0  # number of the sector that holds record pulled_seq + 1

    def fill_percent(self) -> int:
        """Return how much of the ring holds what nobody has downloaded, 0..100."""
        return min(100, self._used() * 100 // self._whole())

    def days_left(self, wall_s: "int | None") -> "int | None":
        """Return after how many days sales are left out, at the rate of the newest sectors.

        None where that cannot be said: no clock, or less than an hour to go by.
        """
        ring = self._ring
        number = max(ring.oldest, ring.number - limits.JOURNAL_RATE_SECTORS)
        since_s = None
        for cursor in ring.frames(number):
            start = cursor.at + frames.HEAD_BYTES
            end = start + frames.body_size(ring.flash.window, cursor.at)
            record = cbor.decode(ring.flash.window, start, end)
            since_s = record[records.WALL_S] if isinstance(record, list) else None
            if since_s is not None:
                break
        if not isinstance(since_s, int) or wall_s is None or wall_s - since_s < 3600:
            return None
        written = (ring.number - number) * ring.flash.sector_size + ring.head
        left = self._whole() * limits.JOURNAL_SALES_PERCENT // 100 - self._used()
        return max(0, left) * (wall_s - since_s) // written // _DAY_S

    def offer(
        self, kind: int, fields: "Sequence[object]", mono_ms: int, wall_s: "int | None"
    ) -> bool:
        """Have one record written, or leave it out for want of room; tell which.

        What is left out is counted, and the counts are records: at the first, the third, the
        seventh and so on, and at a download. Raises as Journal.record.
        """
        left = self._leaves_out(kind)
        if not left:
            self._journal.record(kind, fields, mono_ms, wall_s)
            return True
        each = self._left_out[left - 1]
        each.take(kind, fields, wall_s)
        if each.count >= each.wanted:
            self._write_down(left, mono_ms, wall_s)
            each.wanted = min(each.wanted * 2, limits.JOURNAL_LEFT_OUT_MAX)
            if left != SLIP_TEXT:
                self._journal.state_owed = True  # a restart will not read them
        return False

    def acknowledge(self, seq: int, damaged: int, mono_ms: int, wall_s: "int | None") -> bool:
        """Note that a host keeps all records up to `seq`, but for `damaged` of them.

        Returns False if there is no such record yet. Raises StorageFault.
        """
        if not 0 < seq <= self._journal.last_seq:
            return False
        if seq > self.pulled_seq:
            self._journal.record(records.R_PULLED, (seq, damaged), mono_ms, wall_s)
            self.pulled_seq, self.slip_bytes, self.damaged = seq, 0, False
            self.look()
            for left in (SLIP_TEXT, MINOR, SALES):
                each = self._left_out[left - 1]
                each.wanted = 1
                if each.count:
                    self._write_down(left, mono_ms, wall_s)
        return True

    def _write_down(self, left: int, mono_ms: int, wall_s: "int | None") -> None:
        each = self._left_out[left - 1]
        fields = (left, each.count, each.from_s, each.to_s, each.total_minor)
        self._journal.record(records.R_LEFT_OUT, fields, mono_ms, wall_s)
        each.restart()

    def _leaves_out(self, kind: int) -> int:
        """Return as what a record of this kind is left out now, 0 if it is written."""
        if kind == records.R_SLIP:
            whole = self._ring.flash.sector_size * self._ring.flash.sector_count
            full = self.slip_bytes * limits.JOURNAL_SLIP_SHARE >= whole
            return SLIP_TEXT if full or self._over(limits.JOURNAL_SLIP_PERCENT) else 0
        if kind in _MINOR:
            return MINOR if self._over(limits.JOURNAL_MINOR_PERCENT) else 0
        return SALES if kind in _SALES and self._over(limits.JOURNAL_SALES_PERCENT) else 0

    def look(self) -> None:
        """Find the sector that holds the first record nobody has downloaded."""
        ring = self._ring
        self._first = ring.oldest
        if self.pulled_seq >= ring.first_seq:
            seq = self.pulled_seq + 1
            self._first = recovery.holder(ring.flash, ring.oldest, max(ring.number, 0), seq)

    def _over(self, percent: int) -> bool:
        return self._used() * 100 >= self._whole() * percent

    def _used(self) -> int:
        ring = self._ring
        sectors = ring.number - max(self._first, ring.oldest)
        return sectors * ring.flash.sector_size + ring.head

    def _whole(self) -> int:
        """Return the bytes of the ring, without the sector that is erased ahead."""
        flash = self._ring.flash
        return (flash.sector_count - 1) * flash.sector_size
