# SPDX-License-Identifier: MIT
"""The simulated board's flash: NOR rules, time taken, and every fault the world can plan."""

from __future__ import annotations

import pytest

from posminder.simulator.flash_fault import FlashFault, Kind, TornErase, TornProgram
from tests.emulator.toy_world import ToyWorld

S = 1_000_000
PAGE = bytes(range(0x10, 0x20))


def test_flash_survives_a_killed_board(world: ToyWorld) -> None:
    assert world.order(f"program 256 {PAGE.hex()}") == "programmed 600"
    assert world.order("program 256 0fff") == "programmed 600"
    world.cut_power()
    world.run_for(S)
    world.start()
    world.start_up()
    assert world.order("read 256 3") == "001112"
    assert world.order("erase 0") == "erased 45000"
    assert world.order("read 256 3") == "ffffff"


def test_bytes_arrive_while_the_flash_is_busy(world: ToyWorld) -> None:
    heard = bytearray()
    world.register_line.received = heard.extend
    world.pipe.write(b"erase 1\n")
    world.terminal_line.send(bytes(range(30)))  # 34 ms, all of it within the erase
    assert world.answer() == "erased 45000"
    world.run_for(S)
    assert bytes(heard) == bytes(range(30))


def torn_page(program: TornProgram) -> bytes:
    """Return what is left of PAGE, programmed over ff, after a cut."""
    with ToyWorld() as world:
        world.start_up()
        world.plan_flash_fault(FlashFault(Kind.CUT, after=2, program=program))
        assert world.order("program 0 00") == "programmed 600"
        assert world.order(f"program 256 {PAGE.hex()}") == ""
        assert not world.powered
        return world.journal_path.read_bytes()[256 : 256 + len(PAGE)]


def torn_sector(erase: TornErase) -> bytes:
    """Return what is left of a sector that began and ended with PAGE after a cut."""
    with ToyWorld() as world:
        world.start_up()
        world.order(f"program 0 {PAGE.hex()}")
        world.order(f"program 4080 {PAGE.hex()}")
        world.plan_flash_fault(FlashFault(Kind.CUT, erase=erase))
        assert world.order("erase 0") == ""
        assert not world.powered
        return world.journal_path.read_bytes()[:4096]


def test_a_cut_leaves_a_program_torn_as_planned() -> None:
    blank = b"\xff" * 16
    assert torn_page(TornProgram.NOTHING) == blank
    assert torn_page(TornProgram.HALF) == PAGE[:8] + blank[8:]
    assert torn_page(TornProgram.ALL_BUT_LAST_BYTE) == PAGE[:-1] + b"\xff"
    prefix = torn_page(TornProgram.PREFIX)
    assert prefix == torn_page(TornProgram.PREFIX)
    length = sum(byte != 0xFF for byte in prefix)
    assert 0 < length < 16  # true of this seed
    assert prefix == PAGE[:length] + blank[length:]
    bits = torn_page(TornProgram.RANDOM_BITS)
    assert bits == torn_page(TornProgram.RANDOM_BITS)
    assert bits not in (PAGE, blank)
    assert all(torn & meant == meant for torn, meant in zip(bits, PAGE, strict=True))


def test_a_cut_leaves_an_erase_torn_as_planned() -> None:
    before = PAGE + b"\xff" * 4064 + PAGE
    assert torn_sector(TornErase.NOTHING) == before
    assert torn_sector(TornErase.HALF) == b"\xff" * 4080 + PAGE
    assert torn_sector(TornErase.ALL_ZERO) == bytes(4096)
    bits = torn_sector(TornErase.RANDOM_BITS)
    assert bits == torn_sector(TornErase.RANDOM_BITS)
    assert bits[:16] != PAGE
    assert all(torn & old == old for torn, old in zip(bits, before, strict=True))
    nearly = torn_sector(TornErase.NEARLY_DONE)
    assert 1 <= sum((byte ^ 0xFF).bit_count() for byte in nearly) <= 8


def test_weak_bits_errors_and_misreads(world: ToyWorld) -> None:
    world.plan_flash_fault(FlashFault(Kind.WEAK))
    assert world.order("program 0 00000000") == "programmed 600"
    assert int(world.order("read 0 4"), 16).bit_count() == 1
    world.plan_flash_fault(FlashFault(Kind.FAIL))
    assert world.order("program 256 00") == "failed 5"
    world.plan_flash_fault(FlashFault(Kind.MISREAD, after=2))
    assert world.order("read 256 4") == "ffffffff"
    assert int(world.order("read 256 4"), 16).bit_count() == 31
    assert world.order("read 256 4") == "ffffffff"


def test_a_fault_cannot_lie_in_the_past() -> None:
    with pytest.raises(ValueError, match="1 or more"):
        FlashFault(Kind.CUT, after=0)
