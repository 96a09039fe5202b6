# SPDX-License-Identifier: MIT
"""Memory ends at every operation of flash, on the real MicroPython: nothing acknowledged is lost.

The heap is locked from the n-th call of a region to the end of the start or append it is in
(tests/support/micropython/memory_ends.py), or it is too small from the beginning, by a little more
each time (small_heaps); what flash then holds is judged here. A seeded sample; all of it in
`make soak`.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cbor2
import pytest

from posminder_formats import frames, records
from tests.model.journal_cuts import FIRST_RECORDS, SEED
from tests.model.journal_faults import lived
from tests.model.journal_model import Flashes, Kept, Life, exported, stored, verify
from tests.model.small_heaps import Small, moments, sizes
from tests.support.nor import TORN_VARIANTS
from tests.support.sealed_journal import BOARD

_ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = _ROOT / "tests/support/micropython/memory_ends.py"
CALLS = 600  # of a start and the appends behind it: more than there are
_STEP = 9  # all of them: make soak
_TRACE = records.HEAD + 4  # of a sale
_ENDS_IN_A_RECORD = range(80, 160, 2)  # so many blocks left
_HEAPS = 10  # of each board: all of them, from what every kind of cut left: make soak
_HOLE = (
    "agent/journal/sealer.py",
    "self.active = False  # and stays so if memory ends here",
    "bytearray(900)",
)


def starts(flashes: Flashes, calls: range) -> Iterator[dict[str, Any]]:
    """Yield what came of each start in which memory ended at one of `calls`."""
    given = {
        "images": [image.hex() for image in flashes.images()],
        "board": BOARD.hex(),
        "calls": list(calls),
    }
    ran = subprocess.run(
        [Path(sys.executable).with_name("micropython"), "-X", "heapsize=2m", _SCRIPT],
        input=json.dumps(given) + "\n",
        env={"MICROPYPATH": os.pathsep.join([".frozen", str(_ROOT / "firmware")])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    for line in ran.stdout.splitlines():
        yield json.loads(line)


def judge(told: dict[str, Any], kept: Kept) -> None:
    """Assert that all that was acknowledged is there, as it was written, and that seals hold."""
    flashes = Flashes(*map(bytes.fromhex, told["images"]))
    life = Life(flashes, kept)
    life.open()
    found, _damage = exported(life.journal)
    for seq in range(max(kept) + 1, told["acknowledged"] + 1):
        assert seq in found, f"record {seq} is lost"
        kept[seq] = found[seq]
    for seq, number in told["sold"]:
        record = cbor2.loads(stored(found[seq])[frames.HEAD_BYTES :])
        assert (record[records.KIND], record[_TRACE]) == (records.R_SALE, number)
    verify(life)


def test_memory_ends_at_any_operation() -> None:
    flashes, kept = lived(FIRST_RECORDS)
    struck = 0
    for told in starts(flashes, range(0, CALLS, _STEP)):
        struck += told["struck"]
        try:
            judge(told, kept.copy())
        except AssertionError as error:
            pytest.fail(f"locked from call {told['locked_at']} on: {error}")
    assert struck > CALLS // _STEP // 3
    assert not told["struck"], "there are more calls than were tried"


@pytest.mark.parametrize("restarts", [False, True])
def test_a_heap_too_small_loses_nothing_acknowledged_and_leaves_no_hole_in_a_seal(
    restarts: bool,
) -> None:
    chance = random.Random(SEED)
    ended = [0, 0, 0, 0]
    for at in moments():
        small = Small((at, chance.randrange(TORN_VARIANTS)), restarts)
        now = small.play(chance.sample(sizes(), _HEAPS))
        ended = [before + more for before, more in zip(ended, now, strict=True)]
    assert all(ended), f"memory never ended in one of start, record, seal and download: {ended}"


def test_a_seal_with_a_hole_is_caught() -> None:
    """A board that asks for memory before it notes that a record is not counted yet."""
    small = Small((moments()[-1], 0), False, _HOLE)
    with pytest.raises(AssertionError, match="seal"):
        small.play([size for size in sizes() if size[1] in _ENDS_IN_A_RECORD])
