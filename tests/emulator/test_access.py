# SPDX-License-Identifier: MIT
"""Attacks on the real firmware by somebody with a cable: what it takes and what it does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from posminder import errors
from posminder.ticket import Ticket
from posminder_formats import people
from tests.emulator.scene import Scene


def ticket(scene: Scene, first: int = 0, last: int = 30, role: int = people.TECHNICIAN) -> Ticket:
    """Return one that the office issued for days around the scene's own."""
    today = datetime.fromtimestamp(scene.status().wall_s or 0, UTC).date()
    days = [(today + timedelta(each) - date(1970, 1, 1)).days for each in (first, last)]
    board = scene.session.hello().id
    return Ticket.issue(scene.key, board, role, "tom", *days)


def power_cut(scene: Scene) -> None:
    scene.world.cut_power()
    scene.run(1)
    scene.world.start()
    scene.run(20)


def states(scene: Scene) -> list[tuple[str, str | None]]:
    """Return (state, person) of every lease that is journaled."""
    scene.unlock()
    found = [record.words() for record in scene.journal().of("lease")]
    return [(each["state"], each["person"]) for each in found]


def test_guessing_costs_a_wait_that_doubles_and_outlives_a_power_cut() -> None:
    with Scene(1501) as scene:
        wrong = bytes(32)
        for _ in range(3):
            with pytest.raises(errors.WrongKey):
                scene.session.unlock(wrong)
        with pytest.raises(errors.LockedOut):
            scene.unlock()
        scene.run(61)
        with pytest.raises(errors.WrongKey):
            scene.session.unlock(wrong)
        power_cut(scene)  # it begins anew, and is the doubled one
        scene.run(60)
        with pytest.raises(errors.LockedOut):
            scene.unlock()
        scene.run(61)
        scene.unlock()
        told = states(scene)
        assert told.count(("refused", None)) == 4  # what waits is not looked at, nor written down
        assert told[-1] == ("granted", "key")


def test_a_ticket_opens_on_its_days_with_its_role_and_is_written_down() -> None:
    with Scene(1502) as scene:
        with pytest.raises(errors.TicketDays):
            scene.session.unlock(ticket(scene, -30, -1))
        scene.session.unlock(ticket(scene, role=people.OWNER))
        scene.session.download("/journal/since/0")
        with pytest.raises(errors.AccessDenied):
            scene.session.upload("/profile", b"x")
        with pytest.raises(errors.AccessDenied):
            scene.session.set_clock(datetime(2030, 1, 1, tzinfo=UTC))
        scene.session.lock()
        assert states(scene)[-5:-2] == [("refused", None), ("granted", "tom"), ("ended", None)]
