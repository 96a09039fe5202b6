# SPDX-License-Identifier: MIT
"""A journal's life in a heap that may be too small for it, code outside the heap as on a board.

Started by tests/support/small_heap.py. Flash, and what there is to tell, is memory that the
starting program shares: telling takes none of the heap. Whatever memory ends in, the life goes on
with the next thing to do, and with a new start of the journal first if it `restarts`. A start
needs more than what follows; so behind it all is taken but for `left` blocks of the collector, if
that is not negative: as by an agent that has come to hold more.
"""

import gc
import struct

from quiet_part import QuietPart

from agent.errors import StorageFault
from agent.journal.journal import Journal
from posminder_formats import records
from posminder_formats._const import const

# Shared memory: sectors of the journal, of the configuration, then what is told, then a download.
_JOURNAL_BYTES = const(16384)
_CONFIG_BYTES = const(32768)
_TOLD = const(49152)  # u32: last number acknowledged, bytes downloaded, then the four errors
_SOLD = const(49184)  # u32 each: the number that a sale was acknowledged under, or 0
_DOWNLOAD = const(50176)
_ERRORS = const(8)  # u32 each: a start, a record, a seal, a download that memory ended in
_START = const(0)
_RECORD = const(1)
_SEAL = const(2)
_PULL = const(3)

_RESTARTS_MAX = const(12)
_SALES = const(80)  # into the next sector, and past a full segment
_SEAL_EVERY = const(13)
_PULL_EVERY = const(4)
_PULL_BYTES = const(500)
_STATE_VALUES = const(45)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable


class Life:
    """One board on `memory`."""

    def __init__(self, memory: bytearray, board: bytes, restarts: int, left: int) -> None:
        view = memoryview(memory)
        self.memory = memory
        self.download = view[_DOWNLOAD:]
        self.parts = (
            QuietPart(view[:_JOURNAL_BYTES]),
            QuietPart(view[_JOURNAL_BYTES : _JOURNAL_BYTES + _CONFIG_BYTES]),
        )
        self.board = board
        self.restarts = restarts
        self.left = left
        self.taken: "tuple[object] | None" = None  # a chain of single blocks
        self.state = [1 << 60] * _STATE_VALUES
        self.journal: "Journal | None" = None
        self.export = None
        self.got = 0

    def start(self) -> bool:
        """Start the journal anew; tell whether memory was enough."""
        self.journal = self.export = None  # before there is another one
        self.taken = None
        try:
            journal = Journal(self.parts[0], self.snapshot, self.parts[1], self.board)
            append = journal.ring.append

            def noted(body_size: int) -> int:
                seq = append(body_size)
                if seq:
                    struct.pack_into("<I", self.memory, _TOLD, seq)
                return seq

            journal.ring.append = noted
            journal.open()
            self.journal = journal
        except MemoryError:
            self.count(_START)
            return False
        if self.left >= 0:
            self.take()
        return True

    def take(self) -> None:
        """Take all memory, and give back what is to be left."""
        gc.collect()
        try:
            while True:
                self.taken = (self.taken,)
        except MemoryError:
            pass
        for _ in range(self.left):
            if self.taken is not None:
                self.taken = self.taken[0]
        gc.collect()

    def snapshot(self) -> "list[int]":
        """Return what the duties keep."""
        return self.state

    def count(self, kind: int) -> None:
        """Note that memory ended."""
        at = _TOLD + _ERRORS + 4 * kind
        (before,) = struct.unpack_from("<I", self.memory, at)
        struct.pack_into("<I", self.memory, at, before + 1)

    def sell(self, number: int) -> None:
        """Record a sale, at the end of a step of the duties."""
        journal = self.journal
        money = (1, 0, 100 + number, 978, number, number, 6)
        fields = money + ("VISA", "476173******0119", 1224, 101500, 1, None, None, None)
        journal.begin_step()
        seq = journal.record(records.R_SALE, fields, 1000 * number, 1700000000)
        struct.pack_into("<I", self.memory, _SOLD + 4 * number, seq)
        journal.end_step(1000 * number, 1700000000)

    def seal(self, number: int) -> None:
        """Seal what is open, and erase ahead."""
        self.journal.seal(1000 * number, 1700000000, b"0123456789abcdef")
        self.journal.prepare()

    def pull(self, _number: int) -> None:
        """Go on with the download, from its beginning once the board started anew."""
        if self.export is None:
            self.got = 0
            self.export = self.journal.export(0)
        view = self.download[self.got : self.got + _PULL_BYTES]
        self.got += self.export.read(self.got, view)
        struct.pack_into("<I", self.memory, _TOLD + 4, self.got)

    def goes(self, kind: int, act: "Callable[[int], None]", number: int) -> bool:
        """Do `act`; False if memory ended in it."""
        try:
            act(number)
        except MemoryError:
            self.count(kind)
            return False
        except StorageFault:
            pass
        return True

    def does(self, kind: int, act: "Callable[[int], None]", number: int) -> None:
        """Do `act`, and start anew if memory ended in it and that is how this board goes on."""
        if self.journal is not None and not self.goes(kind, act, number) and self.restarts:
            self.restarts -= 1
            self.start()


def live(memory: bytearray, board: bytes, restarts: bool, left: int) -> None:
    """Start, sell, seal and be pulled, as far as memory goes."""
    life = Life(memory, board, _RESTARTS_MAX if restarts else 0, left)
    if not life.start():
        return
    for number in range(_SALES):
        life.does(_RECORD, life.sell, number)
        if number % _SEAL_EVERY == _SEAL_EVERY - 1:
            life.does(_SEAL, life.seal, number)
        if number % _PULL_EVERY == 0:
            life.does(_PULL, life.pull, number)
