# SPDX-License-Identifier: MIT
"""An update under power cuts, at every flash operation: some version runs, at last the new one.

The agent's own upload, check and pointer, and the loader, on flash in memory; a board of two small
slots, so that every operation can be struck and each torn in every way.
"""

from __future__ import annotations

import random
import sys
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

import pytest

import loader
from agent.config import ConfigStore
from agent.host_line.bundle import Check, Upload
from agent.update.pointer import HEALTHY, Pointer
from agent.update.spare import Spare, spare
from posminder import bundle
from posminder_formats import bundles
from tests.support.nor import TORN_VARIANTS, NorRegion, PowerCut
from tests.support.release_key import release_key

SECTORS = 3  # of a slot
SEED = 20261130
STARTS = 3
IMAGES = [random.Random(number).randbytes(6_000) for number in range(2)]
OLD, NEW = "0.1.0", "0.2.0"


class Slots(NorRegion):
    """Code slots; `running` and `standing` are what the loader says."""

    running = 0
    standing = 0


class Board:
    """Flash that survives, and one start of what is on it."""

    board_name = "unix"

    def __init__(self, config: bytes | None = None, code: bytes | None = None) -> None:
        self.config_region = NorRegion(12, config)
        self.code = Slots(2 * SECTORS, code)
        self.resets = 0

    def start(self) -> str:
        """Power up and let the loader choose; return the version that runs."""
        config, code = bytes(self.config_region.memory), bytes(self.code.memory)
        self.__init__(config, code)  # type: ignore[misc]
        return self.choose()

    def choose(self) -> str:
        chosen = loader.choose(self.config_region, self.code)
        assert chosen is not None, "no version runs"
        self.code.running, self.code.standing = chosen
        self.config = ConfigStore(self.config_region)
        self.config.load()
        base = self.code.running * SECTORS * 4096
        head = bundles.decode(bytes(self.code.memory[base : base + 68]))
        assert head is not None
        image = bytes(self.code.memory[base + 4096 : base + 4096 + head[3]])
        assert sha256(image).digest() == head[4], "a version runs that is not whole"
        return bundles.text_of(head[0])

    # What upload and check ask of the agent.

    def spare_slot(self) -> Spare | None:
        nobody = SimpleNamespace(engine=None, record=lambda *_: None)
        app: Any = SimpleNamespace(
            board=self, config=self.config, conductor=nobody, reset_soon=self._reset
        )
        return spare(app)

    def busy(self) -> bool:
        return False

    def asks(self, about: bytes, what: int) -> int:
        return 0

    def _reset(self) -> None:
        self.resets += 1


def made() -> Board:
    """Return a board as it is made: the old version in slot 0, and the release key."""
    board = Board()
    old = bundle.pack(IMAGES[0], OLD, "unix")
    board.code.memory[: len(old)] = old
    assert board.choose() == OLD
    slot = board.spare_slot()
    assert slot is not None
    slot.save_release_key(bundle.modulus(release_key()))
    return board


@pytest.fixture(scope="module")
def new() -> bytes:
    return bundle.sign(release_key(), bundle.pack(IMAGES[1], NEW, "unix"))


@pytest.fixture(autouse=True)
def _micropython(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.implementation, "_mpy", bundle.MPY_ABI, raising=False)


def send(board: Board, data: bytes) -> None:
    upload = Upload(board, len(data))  # type: ignore[arg-type]
    for at in range(0, len(data), 700):
        upload.write(at, data[at : at + 700])
    check = Check(board, upload, sha256(data).digest(), memoryview(bytearray(500)))  # type: ignore[arg-type]
    while check.step() is None:
        pass


def update(board: Board, data: bytes) -> str:
    """Send it, start it, and let it call itself well on its second start."""
    send(board, data)
    board.choose()
    board.choose()
    assert Pointer(board.config, board.config_region).mark(HEALTHY)
    return board.choose()


def operations(new: bytes) -> tuple[int, int]:
    board = made()
    before = board.code.operations, board.config_region.operations
    assert update(board, new) == NEW
    assert board.resets == 1
    return board.code.operations - before[0], board.config_region.operations - before[1]


@pytest.mark.parametrize("variant", range(TORN_VARIANTS))
@pytest.mark.parametrize("of", ["code", "config_region"])
def test_a_cut_at_every_operation(new: bytes, of: str, variant: int) -> None:
    counts = operations(new)
    for at in range(counts[0] if of == "code" else counts[1]):
        board = made()
        region: NorRegion = getattr(board, of)
        region.cut_at = region.operations + at
        region.torn_variant, region.torn_seed = variant, SEED + at
        with pytest.raises(PowerCut):
            update(board, new)
        where = f"cut at operation {at} of {of}, variant {variant}"
        runs = board.start()
        assert runs in (OLD, NEW), where
        if runs == OLD:
            if board.code.standing:  # it was named, and had no start left in which to be well
                assert board.code.standing == loader.FELL_BACK, where
            assert update(board, new) == NEW, where
        elif board.code.standing == loader.TRIAL:
            assert Pointer(board.config, board.config_region).mark(HEALTHY), where
        for _ in range(STARTS + 1):
            assert board.start() == NEW, where
            assert board.code.standing == loader.SETTLED, where


def test_the_slot_that_runs_is_never_written(new: bytes) -> None:
    board = made()
    kept = bytes(board.code.memory[: SECTORS * 4096])
    assert update(board, new) == NEW
    assert bytes(board.code.memory[: SECTORS * 4096]) == kept


@pytest.mark.parametrize("of", ["code", "config_region"])
def test_in_the_slot_of_one_that_decayed_nothing_runs_without_a_trial(new: bytes, of: str) -> None:
    third = bundle.sign(release_key(), bundle.pack(IMAGES[1], "0.3.0", "unix"))
    cuts = 0
    while True:
        board = made()
        assert update(board, new) == NEW
        board.code.memory[SECTORS * 4096 + 5000] ^= 1
        assert board.choose() == OLD
        region: NorRegion = getattr(board, of)
        region.cut_at = region.operations + cuts
        try:
            send(board, third)
        except PowerCut:
            cuts += 1
        else:
            break
        if board.start() == "0.3.0":
            assert board.code.standing == loader.TRIAL, f"cut at operation {cuts - 1} of {of}"
    assert cuts > 2
