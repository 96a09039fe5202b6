# SPDX-License-Identifier: MIT
"""Attacks on the real firmware by somebody with a cable: what it takes and what it does not."""

from __future__ import annotations

import os
import signal
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from posminder import errors
from posminder.profile.compile import Compiled
from posminder.session import Session
from posminder.simulator.errors import BoardCrashed
from posminder.simulator.host_pipe import HostPipe
from posminder.ticket import Ticket
from posminder_formats import people, profile_fields
from tests.emulator.scene import Scene, profile
from tests.emulator.test_people import PEOPLE, enrol, someone


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


def test_without_a_clock_the_button_says_that_the_ticket_is_of_today() -> None:
    with Scene(1503, rtc=False, sets_clock=False) as scene:
        asked: list[tuple[object, ...]] = []
        board = scene.session.hello().id
        found = Ticket.issue(scene.key, board, people.TECHNICIAN, "tom", 1, 2)

        def press(what: int, left_s: int) -> None:
            asked.append((what, left_s, scene.alerts()[0], scene.world.panel[0]))
            scene.world.press_button(300)

        with pytest.raises(errors.NobodyPressed):
            scene.session.unlock(found)
        assert scene.session.hello().role == 0
        scene.run(2)
        assert "press_wanted" not in scene.alerts()
        with pytest.raises(errors.WrongKey):  # nobody is asked to press for whoever comes along
            scene.session.unlock(Ticket.issue(bytes(32), board, 1, "tom", 1, 2))
        assert "press_wanted" not in scene.alerts()
        assert scene.session.unlock(found, press) == 600
        assert asked == [(1, 60, "press_wanted", "Somebody wants in:")]
        scene.session.lock()
        with pytest.raises(errors.NobodyPressed):  # a press lets in once
            scene.session.unlock(found)


def test_a_ticket_that_ends_sets_no_clock_back_to_last_for_ever() -> None:
    with Scene(1504) as scene:
        now = datetime.fromtimestamp(scene.status().wall_s or 0, UTC)
        scene.session.unlock(ticket(scene))
        scene.session.set_clock(now - timedelta(minutes=50))
        for back in (timedelta(hours=1, minutes=20), timedelta(days=30)):  # and not by small steps
            with pytest.raises(errors.AccessDenied, match="key's holder"):
                scene.session.set_clock(now - back)
        scene.unlock()
        scene.session.set_clock(now - timedelta(days=30))


def other(**settings: object) -> Compiled:
    return profile("enforce", settings=tuple(sorted((PEOPLE | settings).items())))


def commit(scene: Scene, new: Compiled, answer: str = "") -> list[int]:
    """Put a profile into force; return what the board asked somebody for."""
    asked: list[int] = []

    def waiting(what: int, left_s: int) -> None:
        asked.append(what)
        if answer in ("short", "long"):
            scene.world.press_button(300 if answer == "short" else 8_200)
        elif answer:
            who, deed = someone(scene, answer), people.CHANGE
            scene.session.deed(who, deed, what, people.change_text(what, new.sha256))

    scene.unlock()
    scene.session.upload("/profile", new.data)
    assert scene.session.commit("/profile", new.data, waiting) == new.sha256
    return asked


def test_money_people_and_cut_over_change_only_with_a_second_persons_yes() -> None:
    with Scene(1505, settings=PEOPLE) as scene:
        enrol(scene, "owner", "supervisor", "cleo")
        old = scene.status().profile_hash
        assert commit(scene, other(**{"receipts.missing_after_s": 33})) == []
        limit = other(**{"settle.max": "80.00"})
        for refused in ("", "short"):
            with pytest.raises(errors.NobodyPressed):
                commit(scene, limit, refused)
        with pytest.raises(errors.NoRight):
            commit(scene, limit, "cleo")
        assert scene.status().profile_hash not in (old, limit.sha256.hex())
        assert commit(scene, limit, "long") == [profile_fields.CHANGES_LIMITS]
        assert commit(scene, other(**{"settle.max": "81.00"}), "supervisor") == [2]
        staff = {"people.staff": "[]", "settle.max": "81.00"}
        assert commit(scene, other(**staff), "owner") == [profile_fields.CHANGES_PEOPLE]
        told = [each.words() for each in scene.journal().of("profile")][1:]
        assert [(each["change"], each["approved_by"]) for each in told] == [
            (None, None),
            ("limits", None),
            ("limits", "supervisor"),
            ("people", "owner"),
        ]
        hashes = [(each["old_hash"], each["new_hash"]) for each in told]
        assert all(one[1] == two[0] for one, two in pairwise(hashes))


def test_a_yes_is_for_one_profile_and_for_a_minute() -> None:
    with Scene(1506, settings=PEOPLE) as scene:
        one, two = other(**{"settle.max": "80.00"}), other(**{"settle.max": "8000.00"})
        scene.unlock()
        for new in (one, two):
            scene.session.upload("/profile", new.data)
            with pytest.raises(errors.NobodyPressed):
                scene.session.commit("/profile", new.data)
        scene.session.upload("/profile", one.data)
        with pytest.raises(errors.NobodyPressed):
            scene.session.commit(
                "/profile", one.data, lambda _what, _left: scene.world.press_button(3_000)
            )  # who closes the shop agrees to nothing
        assert scene.status().profile_hash not in (one.sha256.hex(), two.sha256.hex())


@pytest.mark.parametrize("armed", [False, True])
def test_once_it_has_its_key_nothing_typed_interrupts_the_agent(armed: bool) -> None:
    """Of a console this board has only Ctrl-C, as SIGINT: armed, no Python ever hears of it."""
    with Scene(1507, fresh=True) as scene:
        if armed:
            scene.session.commission(scene.key)
        os.kill(scene.world.board_pid or 0, signal.SIGINT)
        with pytest.raises(BoardCrashed) as crash:
            scene.run(60)
    assert ("KeyboardInterrupt" in str(crash.value)) is not armed


def test_what_a_prompt_would_take_is_noise_on_the_host_line() -> None:
    with Scene(1508) as scene:
        before = scene.status()
        pipe = HostPipe(scene.world)
        pipe.write(b"\x03\x03\r\n\x01import machine; machine.reset()\x04\x02\x05print(1)\x04\n")
        scene.run(2)
        scene.session = Session(pipe)
        assert scene.session.hello().role == 0
        after = scene.status()
        assert (after.boots, after.uptime_s > before.uptime_s) == (before.boots, True)
