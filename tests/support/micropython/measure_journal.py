# SPDX-License-Identifier: MIT
"""What the journal asks of flash, time and heap, measured on the real MicroPython.

`micropython measure_journal.py` reads a shop's day from standard input (tests/bench/journal.py
makes it) and prints figures, as JSON both. Parts are in RAM and count: their own time is next to
nothing, so times are the processor's and flash time is a model's.
"""

import gc
import json
import sys
import time
from binascii import unhexlify

import vfs

from agent.journal.journal import Journal
from posminder_formats import cbor, records

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

SECTOR_BYTES = 4096
PAGE_BYTES = 256
BURST_RECORDS = 6400
APPENDS = 1000
APPEND_SECTORS = 32  # they fit, and the allocator has less to look through: as on a board
RECORD_BYTES = 100  # on flash
FULL_SECTORS = 256  # 1 MB
FILLS_PERCENT = (1, 50, 100)
STARTS = 128  # a record apart: at every place in a sector and in a segment
LITTLEFS_BLOCKS = 256
LITTLEFS_RECORDS = 3000
LITTLEFS_FILE_BYTES = 65536
BOARD = b"benchbrd"


class Part:
    """NOR flash in RAM."""

    sector_size = SECTOR_BYTES
    page_size = PAGE_BYTES

    def __init__(self, sector_count: int) -> None:
        self.sector_count = sector_count
        self.memory = bytearray(b"\xff" * SECTOR_BYTES * sector_count)
        self.reads = self.pages = self.runs = self.erases = 0
        self._run_end = -1
        self._view = memoryview(self.memory)

    def read(self, offset: int, buffer: "bytearray | memoryview") -> None:
        self.reads += 1
        self._run_end = -1
        buffer[:] = self._view[offset : offset + len(buffer)]

    def program(self, offset: int, data: "bytes | bytearray | memoryview") -> None:
        end = offset + len(data)
        if offset // PAGE_BYTES != (end - 1) // PAGE_BYTES:
            raise ValueError
        self.pages += 1
        if offset != self._run_end:  # not the rest of a frame that a page's end cuts in two
            self.runs += 1
        self._run_end = end
        memory = self.memory
        for at in range(offset, end):
            memory[at] &= data[at - offset]

    def erase(self, sector: int) -> None:
        self.erases += 1
        self._run_end = -1
        start = sector * SECTOR_BYTES
        self.memory[start : start + SECTOR_BYTES] = b"\xff" * SECTOR_BYTES


class Board:
    """A journal with keys, on parts of its own."""

    def __init__(self, sector_count: int, state: "list[int | None]") -> None:
        self.parts = (Part(sector_count), Part(8))
        self._state = state
        self.start()

    def start(self) -> None:
        part, keys = self.parts
        self.journal = Journal(part, lambda: self._state, keys, BOARD)
        self.journal.open()
        self.journal.keys(bytes)

    def spent(self) -> "dict[str, int]":
        return {
            name: sum(getattr(part, name) for part in self.parts)
            for name in ("runs", "pages", "erases")
        }


def since(before: "dict[str, int]", board: Board) -> "dict[str, int]":
    return {name: value - before[name] for name, value in board.spent().items()}


def sale(number: int) -> "tuple[object, ...]":
    """Return a sale whose frame has RECORD_BYTES."""
    money = (1, 0, 70000 + number, 978, 70000 + number, 1000, 6)
    return money + ("M" * 24, "476173******0119", 1224, 101500, 1, None, None, None)


def burst(state: "list[int | None]") -> "dict[str, dict[str, int]]":
    """Sell without a pause, and erase ahead in between: into a new ring, then into a full one."""
    board = Board(FULL_SECTORS, state)
    journal = board.journal
    found = {}
    for name in ("burst", "burst_full"):
        before = board.spent()
        for number in range(BURST_RECORDS):
            journal.record(records.R_SALE, sale(number % 1000), 1000000 + number, 1700000000)
            journal.prepare()
        found[name] = since(before, board)
        found[name]["records"] = BURST_RECORDS
        while filled(journal) < FULL_SECTORS - 1:
            journal.record(records.R_SALE, sale(1), 1000000, 1700000000)
    return found


def filled(journal: Journal) -> int:
    """Return how many sectors hold records."""
    return journal.ring.number - journal.ring.oldest + 1


def median(values: "list[int]") -> int:
    values.sort()
    return values[len(values) // 2]


def append(state: "list[int | None]") -> "dict[str, int]":
    """Time single appends, and what each takes of the heap, garbage and all."""
    board = Board(APPEND_SECTORS, state)
    journal = board.journal
    took: "dict[int, list[int]]" = {1: [], 2: []}  # by records written: the second is a seal
    allocated = []
    for number in range(APPENDS):
        fields = sale(number % 1000)
        last = journal.last_seq
        gc.collect()
        gc.disable()
        used = gc.mem_alloc()
        began = time.ticks_us()
        journal.record(records.R_SALE, fields, 1000000 + number, 1700000000)
        us = time.ticks_diff(time.ticks_us(), began)
        used = gc.mem_alloc() - used
        gc.enable()
        written = journal.last_seq - last
        if written == 1:
            allocated.append(used)
        took.setdefault(written, []).append(us)
    return {
        "append_us": median(took[1]),
        "append_with_seal_us": median(took[2]),
        "append_alloc_bytes": median(allocated),
    }


def frame_bytes(state: "list[int | None]") -> int:
    """Return what the burst's record takes on flash."""
    board = Board(4, state)
    journal = board.journal
    journal.record(records.R_SALE, sale(1), 1000000, 1700000000)
    size = journal.export(0).size
    journal.record(records.R_SALE, sale(2), 1000000, 1700000000)
    return journal.export(0).size - size


def steps(bodies: "list[str]") -> "Iterator[list[list[object]]]":
    """Yield the records that were written in one step: at one time."""
    step: "list[list[object]]" = []
    for body in bodies:
        record = cbor.decode(unhexlify(body))
        if step and record[records.MONO_MS] != step[0][records.MONO_MS]:
            yield step
            step = []
        step.append(record)
    yield step


def shop(state: "list[int | None]", bodies: "list[str]") -> "dict[str, int]":
    """Write a day's records at their times, seals as they fall due."""
    board = Board(FULL_SECTORS, state)
    journal = board.journal
    before = board.spent()
    for step in steps(bodies):
        mono_ms, wall_s = step[0][records.MONO_MS], step[0][records.WALL_S]
        due_ms = journal.seal_due_ms()
        while due_ms is not None and due_ms <= mono_ms:
            journal.seal(due_ms, wall_s)
            journal.prepare()
            due_ms = journal.seal_due_ms()
        journal.begin_step()
        for record in step:
            journal.record(record[records.KIND], record[records.HEAD :], mono_ms, wall_s)
        journal.end_step(mono_ms, wall_s)
        journal.prepare()
    found = since(before, board)
    found["records"] = len(bodies)
    found["written"] = journal.last_seq
    return found


def boot_reads(state: "list[int | None]") -> "dict[str, int]":
    """Count the reads of a start at several fills: the most, wherever in sector and segment."""
    board = Board(FULL_SECTORS, state)
    found = {}
    number = 0
    for percent in FILLS_PERCENT:
        wanted = min(max(3, FULL_SECTORS * percent // 100), FULL_SECTORS - 1)
        most = starts = 0
        while starts < STARTS:
            number += 1
            board.journal.record(records.R_SALE, sale(number % 1000), number, 1700000000)
            board.journal.prepare()
            if filled(board.journal) < wanted:
                continue
            starts += 1
            for part in board.parts:
                part.reads = 0
            board.start()
            board.journal.replay(lambda kind, record: None)
            most = max(most, sum(part.reads for part in board.parts))
        found[str(percent)] = most
    return found


class Blocks:
    """A block device of LittleFS in RAM, as rp2 has it: 4096 to erase, 256 to program."""

    def __init__(self) -> None:
        self.memory = bytearray(b"\xff" * SECTOR_BYTES * LITTLEFS_BLOCKS)
        self.pages = self.runs = self.erases = 0

    def readblocks(self, block: int, buffer: bytearray, offset: int = 0) -> None:
        start = block * SECTOR_BYTES + offset
        buffer[:] = self.memory[start : start + len(buffer)]

    def writeblocks(self, block: int, buffer: bytearray, offset: int = 0) -> None:
        start = block * SECTOR_BYTES + offset
        self.runs += 1
        self.pages += -(-len(buffer) // PAGE_BYTES)
        self.memory[start : start + len(buffer)] = buffer

    def ioctl(self, op: int, argument: int) -> "int | None":
        if op == 4:
            return LITTLEFS_BLOCKS
        if op == 5:
            return SECTOR_BYTES
        if op == 6:
            self.erases += 1
            start = argument * SECTOR_BYTES
            self.memory[start : start + SECTOR_BYTES] = b"\xff" * SECTOR_BYTES
        return 0


def littlefs() -> "dict[str, int]":
    """Append to a file and flush, the same bytes to a record; a new file every 64 KB."""
    blocks = Blocks()
    vfs.VfsLfs2.mkfs(blocks, progsize=PAGE_BYTES)
    vfs.mount(vfs.VfsLfs2(blocks, progsize=PAGE_BYTES), "/lfs")
    blocks.pages = blocks.runs = blocks.erases = 0
    record = bytes(range(RECORD_BYTES))
    per_file = LITTLEFS_FILE_BYTES // RECORD_BYTES
    for first in range(0, LITTLEFS_RECORDS, per_file):
        with open("/lfs/journal%d" % first, "ab") as file:
            for _ in range(first, min(first + per_file, LITTLEFS_RECORDS)):
                file.write(record)
                file.flush()
    return {
        "runs": blocks.runs,
        "pages": blocks.pages,
        "erases": blocks.erases,
        "records": LITTLEFS_RECORDS,
    }


def main() -> None:
    day = json.load(sys.stdin)
    state = day["state"]
    if frame_bytes(state) != RECORD_BYTES:
        raise ValueError
    found = burst(state)
    found["append"] = append(state)
    found["shop"] = shop(state, day["bodies"])
    found["littlefs"] = littlefs()
    found["boot_reads"] = boot_reads(state)
    found["record_bytes"] = RECORD_BYTES
    print(json.dumps(found))


main()
