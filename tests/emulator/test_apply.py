# SPDX-License-Identifier: MIT
"""`apply` on the real firmware: all of a profile or nothing, whatever happens to the power; and
the shipped examples, applied to a shop that then lives a short day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

import pytest

from posminder import journal_file
from posminder.cli.apply import put
from posminder.errors import PosminderError
from posminder.profile.check import check
from posminder.profile.compile import Compiled, compile_profile
from posminder.profile.difference import differences
from posminder.session import Session
from posminder.simulator.flash_fault import FlashFault, Kind, TornErase, TornProgram
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.shop import PASSWORD, Shop
from tests.emulator import checks
from tests.emulator.scene import Journal, Scene, profile

S: Final = 1_000_000
DAY: Final = date(2026, 11, 23)
NEW: Final = profile("observe")
OLD: Final = profile("enforce")
KEY: Final = bytes(range(32))


@lru_cache
def example(name: str) -> Compiled:
    """Return a shipped example as `apply` sends it."""
    found = check(Path("example") / name, {}, DAY)
    assert found.profile is not None
    return compile_profile(found.profile, PASSWORD, DAY.year)


def in_force(scene: Scene) -> bytes:
    """Return the hash the board reports, which must be that of the bytes it gives out."""
    reported = scene.status().profile_hash
    assert reported is not None
    scene.unlock()
    stored = scene.session.download("/profile")
    assert sha256(stored).hexdigest() == reported
    return sha256(stored).digest()


def cut_off(scene: Scene) -> None:
    """Send the new profile to a board that loses its power on the way; then power it up.

    Needs the lease, which is taken before the accident is planned: it is a record itself.
    """
    try:
        put(scene.session, NEW)
    except PosminderError:
        assert not scene.world.powered
    scene.world.cut_power()  # where the accident was planned for later than the last answer
    scene.run(1)
    scene.world.start()
    scene.run(5)


def applied_again(scene: Scene) -> None:
    """Nothing is left of the accident: the new profile is taken, and the board works by it."""
    scene.unlock()
    put(scene.session, NEW)
    assert in_force(scene) == NEW.sha256
    assert scene.status().mode == "observe"
    records = scene.journal().of("profile")
    assert records[-1].words()["new_hash"] == NEW.sha256[:8].hex()


@pytest.mark.parametrize("after", range(1, 11))
def test_power_is_cut_in_the_middle_of_a_flash_operation(after: int) -> None:
    """Every way of tearing an operation comes up twice."""
    torn, erase = TornProgram(after % len(TornProgram)), TornErase(after % len(TornErase))
    with Scene(500 + after, "12:00") as scene:
        scene.unlock()
        scene.world.plan_flash_fault(FlashFault(Kind.CUT, after, torn, erase))
        cut_off(scene)
        assert in_force(scene) in (OLD.sha256, NEW.sha256)
        applied_again(scene)


@pytest.mark.parametrize("after_ms", [0, 40, 90, 150, 220, 400])
def test_power_is_cut_at_an_instant_of_an_apply(after_ms: int) -> None:
    with Scene(520, "12:00") as scene:
        scene.unlock()
        scene.world.scheduler.after(after_ms * 1_000, scene.world.cut_power)
        cut_off(scene)
        assert in_force(scene) in (OLD.sha256, NEW.sha256)
        applied_again(scene)


def test_the_instants_above_see_both_profiles() -> None:
    """A cut before the store is written leaves the old one, a cut after it the new one."""
    found = set()
    for after in (1, 12):
        with Scene(540, "12:00") as scene:
            scene.unlock()
            scene.world.plan_flash_fault(FlashFault(Kind.CUT, after))
            cut_off(scene)
            found.add(in_force(scene))
    assert found == {OLD.sha256, NEW.sha256}


def test_the_board_keeps_every_field_that_a_profile_has() -> None:
    """What the board gives back differs in nothing from what was sent, defaults included."""
    with Scene(541, "12:00") as scene:
        scene.unlock()
        new = example("kiosk")
        scene.session.upload("/profile", new.data)
        scene.session.commit("/profile", new.data, lambda *_: scene.world.press_button(8_200))
        stored = scene.session.download("/profile")
    assert differences(stored, example("kiosk").data, "en") == ()
    assert stored == example("kiosk").data


# The shipped examples


@contextmanager
def opened(name: str, zone: str, at_h: int, *, in_line: bool) -> Iterator[tuple[Shop, Session]]:
    """A shop in its own time zone, commissioned with a shipped example as a technician does."""
    here = ZoneInfo(zone)
    start = datetime(DAY.year, DAY.month, DAY.day, at_h, tzinfo=here)
    offset = start.utcoffset()
    assert offset is not None
    epoch_s, zone_s = int(start.timestamp()), int(offset.total_seconds())
    with Shop(epoch_s, 77, in_line=in_line, zone_s=zone_s) as shop:
        shop.world.run_for(S)
        session = Session(HostPipe(shop.world))
        session.commission(KEY)
        session.unlock(KEY)
        session.set_clock(datetime.fromtimestamp(shop.scheduler.wall_s, UTC))
        put(session, example(name))
        session.lock()
        if shop.register is not None:
            shop.register.start()
        shop.world.run_for(30 * S)
        yield shop, session


def pulled(session: Session) -> Journal:
    session.unlock(KEY)
    return Journal(journal_file.read(session.download("/journal/since/0"), "the board"))


def test_the_kiosk_sells_and_is_settled_once() -> None:
    with opened("kiosk", "Europe/Berlin", 19, in_line=True) as (shop, session):
        assert shop.register is not None
        for amount_minor in (250, 1_250):
            shop.register.sell(amount_minor)
            assert shop.world.run_while(lambda: len(shop.terminal.truth.sales) == 0, 60 * S)
            shop.world.run_for(60 * S)
        shop.close()
        shop.world.run_for(120 * S)
        journal = pulled(session)
        checks.is_whole(journal, boots=1)
        checks.sales_agree(journal, shop.terminal.truth)
        checks.settled_once(journal, shop.terminal.truth, shop.acquirer)
        assert len(shop.terminal.truth.batches) == 1


def test_the_kiosk_s_small_batch_waits_for_its_minimum() -> None:
    with opened("kiosk", "Europe/Berlin", 19, in_line=True) as (shop, session):
        assert shop.register is not None
        shop.register.sell(499)
        shop.world.run_for(60 * S)
        shop.close()
        shop.world.run_for(120 * S)
        assert shop.terminal.truth.batches == []
        assert pulled(session).of("settlement")[-1].words()["state"] == "deferred"


def test_the_convenience_store_s_pilot_tells_the_terminal_nothing() -> None:
    with opened("convenience", "Asia/Shanghai", 22, in_line=False) as (shop, session):
        shop.world.run_for(3_600 * S)  # past 22:50, when enforce would settle
        journal = pulled(session)
        checks.is_whole(journal, boots=1)
        assert checks.settle_commands(shop.terminal.truth) == 0
        assert shop.terminal.truth.commands == []
        assert (
            journal.of("profile")[-1].words()["new_hash"] == example("convenience").sha256[:8].hex()
        )
