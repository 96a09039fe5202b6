# SPDX-License-Identifier: MIT
"""How long an approval takes from the line into flash, and /status to be answered (R55).

In virtual time: bytes take what 9600 baud takes, a page programmed 0.6 ms and a sector erased 45
(boards/unix/flash.py). What the processor needs beside that is not in it: no board was measured.
"""

from __future__ import annotations

import re
from typing import Final

import pytest

from posminder.simulator.scheduler import US_PER_MS
from posminder_formats import frames, records
from tests.bench.inline import Direction, watch
from tests.emulator.scene import Scene

pytestmark = pytest.mark.xdist_group("speed")

SALES: Final = 14  # that are measured
SECTORS: Final = 4  # of the ring
BEFORE: Final = 58  # sales, and then a pull: what nobody has pulled is not overwritten
BEHIND: Final = 26  # sales, and soon a sector is erased before it is used again
FLASH_MS_MAX: Final = 250
STATUS_MS_MAX: Final = 1000
_APPROVED: Final = re.compile(rb"\x10\x02\x04\x0f.*?\x27\x00.*?\x10\x03..", re.DOTALL)


def approved_us(told: Direction, since: int) -> int | None:
    """Return when the last byte of the approval came that was sent behind byte `since`."""
    found = _APPROVED.search(told.sent, since)
    whole = found is not None and found.end() <= len(told.direct_us)
    return told.direct_us[found.end() - 1] if found is not None and whole else None


def newest_sale(flash: bytes) -> int:
    """Return the number of the newest sale's record in flash, 0 if there is none."""
    found = [
        frames.seq_at(flash, offset)
        for kind, offset, _size in frames.scan(flash)
        if kind == frames.FRAME and flash[offset + frames.HEAD_BYTES + 1] == records.R_SALE
    ]
    return max(found, default=0)


def test_an_approval_is_in_flash_in_time_and_status_answers() -> None:
    with Scene(55, at="10:00", journal_sectors=SECTORS) as scene:
        for _ in range(BEFORE):
            scene.sell()
        scene.unlock()
        scene.session.acknowledge(scene.status().journal.last_seq, 0)
        for _ in range(BEHIND):
            scene.sell()
        oldest = scene.status().journal.first_seq
        told, path = watch(scene.world)[1], scene.world.journal_path
        late_us = []
        for turn in range(SALES):
            before, since = newest_sale(path.read_bytes()), len(told.sent)
            ended: list[object] = []
            scene.register.sell(1_000 + turn, ended.append)
            scene.wait(lambda since=since: approved_us(told, since) is not None, 120)
            approved = approved_us(told, since) or 0
            while newest_sale(path.read_bytes()) == before:
                assert scene.now_us - approved < 10 * FLASH_MS_MAX * US_PER_MS
                scene.run(0.001)
            late_us.append(scene.now_us - approved)
            scene.wait(lambda ended=ended: ended, 120)
            scene.run(2)
        begun = scene.now_us
        scene.status()
        status_us = scene.now_us - begun
        erased = scene.status().journal.first_seq > oldest
    print(f"approval to flash: {max(late_us) / US_PER_MS} ms at most; status {status_us} us")
    assert erased, "no sector was erased: the ring is too large for so few sales"
    assert max(late_us) <= FLASH_MS_MAX * US_PER_MS
    assert status_us <= STATUS_MS_MAX * US_PER_MS
