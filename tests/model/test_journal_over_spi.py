# SPDX-License-Identifier: MIT
"""The cut journals of test_journal_cuts once more, through the SPI NOR driver and its chip's bus.

Journal and configuration lie in one chip, as on a board. A cut strikes inside the chip, when the
select pin goes up; what it leaves there is test_journal_cuts' business. A seeded sample.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from fake_nor import FakeSpi, NorPart
from fake_time import FakeTime

from agent.errors import StorageFault
from agent.journal.journal import Journal
from chips import nor_flash
from chips.nor_flash import NorFlash, NorRegion
from tests.model import journal_model
from tests.model.journal_cuts import SEED, double, first_track, single
from tests.model.journal_model import Shared
from tests.support.nor import TORN_VARIANTS

_JOURNAL_AT, _CONFIG_AT = 16, 4088
_SINGLE_CUTS, _DOUBLE_CUTS = 20, 5

Parts = list[NorPart]


@pytest.fixture
def parts(monkeypatch: pytest.MonkeyPatch) -> Parts:
    """Let every journal of the model have its regions in a chip; return the chips, as made."""
    made: Parts = []
    clock = FakeTime()
    monkeypatch.setattr(nor_flash, "time", clock)

    def over_spi(
        journal: Shared, snapshot: Callable[[], list[int]], keys: Shared, board_id: bytes
    ) -> Journal:
        part = NorPart(clock, [(_JOURNAL_AT, journal), (_CONFIG_AT, keys)])
        made.append(part)
        spi = FakeSpi(part)
        chip = NorFlash(spi, spi.select)
        region = NorRegion(chip, _JOURNAL_AT, journal.sector_count)
        config = NorRegion(chip, _CONFIG_AT, keys.sector_count)
        return Journal(region, snapshot, config, board_id)

    monkeypatch.setattr(journal_model, "Journal", over_spi)
    return made


def test_a_cut_inside_the_chip_loses_no_acknowledged_record(parts: Parts) -> None:
    track = first_track()
    chance = random.Random(SEED)
    cuts = [
        (chance.randrange(len(track.moments)), chance.randrange(TORN_VARIANTS))
        for _ in range(_SINGLE_CUTS)
    ]
    tally = single(track, iter(cuts))
    assert not tally.failed, tally.failed[:5]
    for first in chance.sample(cuts, _DOUBLE_CUTS):
        tally = double(track, first, chance)
        assert not tally.failed, tally.failed
    assert len(parts) > _SINGLE_CUTS
    assert not any(part.ignored for part in parts), "a busy chip was spoken to"


def test_a_driver_that_does_not_wait_is_caught(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sample can fail: without the wait the chip ignores the next command."""
    monkeypatch.setattr(NorFlash, "_wait", lambda *_: None)
    with pytest.raises((AssertionError, OSError, StorageFault, ValueError)):
        first_track()
