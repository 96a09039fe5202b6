# SPDX-License-Identifier: MIT
"""Memory that ends at any operation of flash, on the real MicroPython: tests/model hands it images.

`micropython memory_ends.py` reads JSON from standard input: both images of a board's flash, its id,
and the calls to try. From such a call of a region on the heap is locked until the start or the
append is over that it is in; then the board goes on, seals, and ends. Prints a line of JSON for
each n: the images, which sales were acknowledged under which numbers, and the last number of all.
"""

import json
import sys
from binascii import hexlify, unhexlify

import micropython
from quiet_part import QuietPart

from agent.errors import StorageFault
from agent.journal.journal import Journal
from posminder_formats import records
from posminder_formats._const import const

_SALES = const(70)  # into the next sector, and past a full segment
_AFTER = const(3)


class Memory:
    """When the heap is locked: at call `at` of a region, both together."""

    def __init__(self, at: int) -> None:
        self.calls = 0
        self.at = at
        self.locked = self.struck = False

    def call(self) -> None:
        if self.calls == self.at:
            micropython.heap_lock()
            self.locked = self.struck = True
        self.calls += 1

    def free(self) -> None:
        if self.locked:
            micropython.heap_unlock()
        self.locked = False


class Part(QuietPart):
    """Both of a board's regions tell one `memory` of their calls."""

    def __init__(self, memory: Memory, image: bytearray) -> None:
        super().__init__(image)
        self._memory = memory

    def called(self) -> None:
        self._memory.call()


class Life:
    """A start of a board on copies of two images. What was acknowledged is `sold`, and up to."""

    def __init__(self, images: "list[bytearray]", board: bytes, locked_at: int) -> None:
        self.memory = Memory(locked_at)
        self.parts = [Part(self.memory, image) for image in images]
        self.sold: "list[tuple[int, int]]" = []
        self.acknowledged = 0
        state = [(1 << 60)] * 45
        self.journal = Journal(self.parts[0], lambda: state, self.parts[1], board)
        self._append = self.journal.ring.append
        self.journal.ring.append = self._noted

    def _noted(self, body_size: int) -> int:
        seq = self._append(body_size)
        if seq:
            self.acknowledged = seq
            self.memory.call()  # what follows is no call of a region, and takes memory too
        return seq

    def open(self) -> bool:
        try:
            self.journal.open()
        except MemoryError:
            return False
        finally:
            self.memory.free()
        return True

    def sell(self, number: int) -> None:
        money = (1, 0, 100 + number, 978, number, number, 6)
        fields = money + ("VISA", "476173******0119", 1224, 101500, 1, None, None, None)
        seq = 0
        try:
            seq = self.journal.record(records.R_SALE, fields, 1000 * number, 1700000000)
        except MemoryError:
            pass
        except StorageFault:  # not named with it: two would be a tuple, and that takes memory
            pass
        self.memory.free()
        if seq:
            self.sold.append((seq, number))


def main() -> None:
    given = json.loads(sys.stdin.readline())
    images = [unhexlify(each) for each in given["images"]]
    for locked_at in given["calls"]:
        copies = [bytearray(each) for each in images]
        life = Life(copies, unhexlify(given["board"]), locked_at)
        if not life.open():
            life = Life(copies, unhexlify(given["board"]), -1)
            life.open()
        for number in range(_SALES):
            life.sell(number)
        for number in range(_SALES, _SALES + _AFTER):
            life.sell(number)
        life.memory.at = -1
        life.journal.seal(1000000, 1700000000)
        told = {
            "locked_at": locked_at,
            "struck": life.memory.struck,
            "images": [hexlify(each).decode() for each in copies],
            "sold": life.sold,
            "acknowledged": life.acknowledged,
        }
        print(json.dumps(told))


main()
