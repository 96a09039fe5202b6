# SPDX-License-Identifier: MIT
"""A change of settlement account with the command, on the real firmware: two people, one text, one
order; and the account's number, which is typed and then is nowhere (R41, R43, R44, R45, R46).
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from posminder import home
from posminder.cli import connect
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from tests.emulator.scene import Scene
from tests.emulator.test_card_data import memory_of
from tests.host.technician import Ran, Run

NEW: Final = "6217001234567890122"  # a bank card: its last digit is Luhn's
OLD: Final = "622202******1234"
PINS: Final = {"owner": "73915", "supervisor": "2846", "cleo": "5501"}
SETTINGS: Final = {
    "people.owner": "A. Beispiel",
    "people.supervisor": "B. Beispiel",
    "people.staff": '[{"id": "cleo", "name": "C. Beispiel", "role": "cashier"}]',
    "change_of_account.hold_old_open_days": 2,
    "change_of_account.watch_deposits": 2,
}
SITE: Final = f"""\
schema: 1
site: {{id: kn-0001, name: Kiosk, timezone: Europe/Berlin, currency: EUR}}
terminal: {{driver: zvt, wiring: in_line, tid: "29001234"}}
hours: {{mon-sat: "08:00-20:00"}}
settle: {{latest: "20:45"}}
people: {{owner: A. Beispiel, supervisor: B. Beispiel}}
account: {{masked: "{OLD}", bank: Old Bank, holder: Kiosk GmbH}}
"""


class Plugged(HostPipe):
    """Stays plugged in when a command ends: the scene looks at the board over the same line."""

    def close(self) -> None:
        pass


class Counter:
    """The shop's computer: the command in this process, the board in its world."""

    def __init__(
        self, scene: Scene, run: Run, monkeypatch: pytest.MonkeyPatch, folder: Path
    ) -> None:
        self.scene = scene
        self.site = folder / "shop.yaml"
        self.site.write_text(SITE, encoding="utf-8")
        self._run = run
        self._monkeypatch = monkeypatch
        pipe = Plugged(scene.world)
        scene.session = Session(pipe)
        monkeypatch.setattr(connect, "SerialPort", lambda port: pipe)
        board_id = scene.session.hello().id.hex()
        home.key_path(board_id).parent.mkdir(parents=True)
        home.key_path(board_id).write_text(scene.key.hex())

    def __call__(self, *arguments: str, who: str | None = None, typed: str = "") -> Ran:
        """Run a command at the board's port; `who` gives his PIN, `typed` comes from a keyboard."""
        if who is not None:
            self._monkeypatch.setenv("POSMINDER_PIN", PINS[who])
            arguments = (*arguments, "--as", who)
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        return self._run(*arguments, "--port", "board")

    def account(self, *arguments: str, who: str, typed: str = "") -> Ran:
        return self("account", *arguments, who=who, typed=typed)

    def enrol(self, *ids: str) -> None:
        for id_ in ids:
            self._monkeypatch.setenv("POSMINDER_NEW_PIN", PINS[id_])
            self._monkeypatch.setenv("POSMINDER_PIN", PINS["owner"])
            by = () if id_ == "owner" else ("--by", "owner")
            ran = self("people", "enrol", id_, *by)
            assert ran.code == 0, ran.err

    def plan(self, number: str = NEW, again: str | None = None, *more: str) -> Ran:
        typed = f"{number}\n{number if again is None else again}\n"
        plan = ("plan", str(self.site), "--bank", "New Bank", "--holder", "Kiosk GmbH")
        return self.account(*plan, "--effective", "2026-11-24", *more, who="owner", typed=typed)

    def hand_over(self) -> Ran:
        names = ("--from", "A. Beispiel", "--to", "B. Beispiel", "--paper", "bank letter")
        return self.account("handover", *names, who="supervisor")

    def agreed(self) -> None:
        """Go as far as two approvals."""
        assert self.plan().code == 0
        assert self.hand_over().code == 0
        for who in ("owner", "supervisor"):
            assert self.account("approve", who=who).code == 0

    def stages(self) -> list[str]:
        """Return the stage after each step taken, as the journal has it."""
        found = [record.words() for record in self.scene.journal().of("approval")]
        return [each["stage"] for each in found if each["stage"] is not None]


@pytest.fixture
def desk(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Counter]:
    with Scene(621, "12:00", settings=SETTINGS) as scene:
        yield Counter(scene, run, monkeypatch, tmp_path)


def test_the_whole_way_over_four_days_and_two_power_cuts(desk: Counter) -> None:
    desk.enrol("owner", "supervisor")
    assert "No change of account" in desk("account", "status").out
    desk.agreed()
    early = desk.account("effective", who="owner")
    assert (early.code, "The day has not come" in early.err) == (6, True)
    desk.scene.world.cut_power()
    desk.scene.until("09:00", day=1)
    desk.scene.world.start()
    desk.scene.run(30)
    desk.scene.unlock()
    desk.scene.set_clock()
    assert "account_change" in desk.scene.alerts()
    assert desk.account("effective", who="owner").code == 0
    assert desk.account("probe", "1.00", who="owner").code == 0
    assert desk.account("deposit", "80.00", who="supervisor").code == 0
    assert desk.account("deposit", "12.00", "--on", "old", who="supervisor").code == 0
    shown = desk("account", "status").out
    for expected in (
        "Stage: first small credit seen. Approved by 2 of 2.",
        "Credits seen: 1 of 2.",
        "still came to the old account: 1",
        "Keep the old account open until 2026-11-26.",
        "new account 新结算卡: 621700*********0122",
        "paper checked 已核对材料: bank letter",
        "Next, for each credit: posminder account deposit AMOUNT --as ID",
    ):
        assert expected in shown
    assert desk.account("deposit", "90.00", who="supervisor").code == 0
    assert desk.account("close", who="owner").code == 6, "inside hold_old_open_days"
    assert desk.account("close", "--early", who="supervisor").code == 6, "not an owner"
    desk.scene.world.cut_power()
    desk.scene.until("09:00", day=3)
    desk.scene.world.start()
    desk.scene.run(30)
    desk.scene.unlock()
    desk.scene.set_clock()
    assert desk.account("close", who="supervisor").code == 0
    assert "account_change" not in desk.scene.alerts()
    assert desk.stages() == [
        "planned", "handed_over", "handed_over", "approved", "effective", "probed", "probed",
        "probed", "watched", "none",
    ]  # fmt: skip


def test_ending_it_while_money_is_on_its_way_to_the_old_account_is_warned_of(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = {**SETTINGS, "deposit.cycle": "T+4", "deposit.watch": True}
    settings |= {"calendar.bank_days": "DE", "change_of_account.watch_deposits": 1}
    with Scene(622, "19:50", settings=settings) as scene:
        desk = Counter(scene, run, monkeypatch, tmp_path)
        scene.sell(1_250)
        scene.close()
        desk.enrol("owner", "supervisor")
        desk.agreed()
        assert desk("account", "status", "--json").json()[0]["old_account"] is None
        scene.until("09:00", day=1)
        for step in ("effective", "probe", "deposit"):
            amount = () if step == "effective" else ("1.00",)
            assert desk.account(step, *amount, who="owner").code == 0
        waiting = [{"business_day": "2026-11-23", "amount_minor": 1_250, "due": "2026-11-27"}]
        (told,) = desk("account", "status", "--json").json()
        assert told["old_account"] == {
            "since": "2026-11-24", "until": "2026-11-27", "ended": None, "waiting": waiting,
        }  # fmt: skip
        closed = desk.account("close", "--early", who="owner")
        assert closed.code == 0
        assert "Keep the old account open until 2026-11-27." in closed.err
        assert "- business day 2026-11-23: 12.50 EUR, due 2026-11-27" in closed.err
        assert desk("logs").code == 0
        shown = desk("account", "status", "--lang", "zh-CN").out
        assert "结算卡变更结束过早" in shown
        assert "营业日 2026-11-23：12.50 EUR，应到账日 2026-11-27" in shown


def test_the_same_person_twice_and_who_may_not(desk: Counter) -> None:
    desk.enrol("owner", "supervisor", "cleo")
    desk.plan()
    desk.hand_over()
    assert desk.account("approve", who="owner").code == 0
    twice = desk.account("approve", who="owner")
    assert (twice.code, "it takes another one" in twice.err) == (6, True)
    chinese = desk.account("approve", "--lang", "zh-CN", who="cleo")
    assert (chinese.code, "此人的角色无权办理" in chinese.err) == (6, True)
    assert desk.account("effective", who="owner").code == 6
    outcomes = [each.words()["outcome"] for each in desk.scene.journal().of("approval")]
    assert outcomes[-4:] == ["accepted", "twice", "no_right", "out_of_order"]


def test_nobody_signs_what_he_cannot_read(desk: Counter) -> None:
    """Another computer knows the hash from the board, and not the text."""
    desk.enrol("owner", "supervisor")
    desk.plan()
    home.store_path().unlink()
    ran = desk.hand_over()
    assert (ran.code, "does not have what the others read" in ran.err) == (6, True)


def test_a_change_is_given_up_before_it_takes_effect(desk: Counter) -> None:
    desk.enrol("owner", "supervisor")
    desk.agreed()
    assert desk.account("cancel", who="supervisor").code == 0
    assert desk.scene.status().account is None
    assert desk.plan().code == 0


@pytest.mark.parametrize(
    ("number", "again", "why"),
    [
        (NEW, NEW[:-1] + "3", "the two are not the same"),
        (NEW[:-1] + "3", None, "a check digit, which is wrong"),
        ("1234567", None, "a bank card has 13 to 19 digits"),
        ("DE89370400440532013001", None, "no IBAN"),
        ("six", None, "no IBAN"),
        ("6222020000001234", None, "check digit"),
    ],
)
def test_a_number_mistyped_is_refused_and_not_repeated(
    desk: Counter, number: str, again: str | None, why: str
) -> None:
    ran = desk.plan(number, again)
    assert ran.code == 2
    assert why in ran.err
    assert number not in ran.err + ran.out
    assert desk.scene.status().account is None


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc/PID/mem (Linux)")
def test_the_whole_number_is_in_no_file_no_journal_and_no_memory(
    desk: Counter, tmp_path: Path
) -> None:
    desk.enrol("owner", "supervisor")
    desk.agreed()
    printed = desk("account", "status").out + desk("logs").out
    scene = desk.scene
    pid = scene.world.board_pid
    assert pid is not None
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b"621700*********0122" in path.read_bytes() for path in files), "the store has it"
    looked = [path.read_bytes() for path in files]
    looked += [scene.export(), scene.world.journal_path.read_bytes(), printed.encode()]
    looked += [scene.world.config_path.read_bytes(), scene.world.log_path.read_bytes()]
    looked.append(memory_of(pid))
    for data in looked:
        for needle in (NEW, NEW[:8], NEW[-8:]):
            assert needle.encode() not in data


def test_people_and_a_held_batch_by_command(desk: Counter) -> None:
    refused = desk("people", "enrol", "nobody")
    assert (refused.code, "owner, supervisor, cleo" in refused.err) == (2, True)
    desk.enrol("owner", "cleo")
    listed = desk("people", "list", "--json").json()
    assert [(each["id"], each["role"], each["enrolled"]) for each in listed] == [
        ("owner", "owner", True),
        ("supervisor", "supervisor", False),
        ("cleo", "cashier", True),
    ]
    nothing = desk("approve", "above-max", who="owner")
    assert (nothing.code, "nothing to approve" in nothing.err) == (6, True)
    assert desk("ack", who="cleo").code == 6
    unknown = desk("ack", "no_such_alert", who="cleo")
    assert unknown.code == 2
    gone = desk("people", "remove", "cleo", "--by", "owner")
    assert gone.code == 6, "cleo's PIN is not the owner's"
    desk.enrol("supervisor")
    assert desk("people", "remove", "cleo", "--by", "owner").code == 0
    assert desk("people", "remove", "owner", "--by", "owner").code == 6
