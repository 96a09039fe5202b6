# SPDX-License-Identifier: MIT
"""`install` at the counter, on the real firmware in virtual time: good wires, and wrong ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from posminder.cli import connect, install, install_steps
from posminder.errors import BoardGone
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.register import SaleKind
from tests.emulator.scene import Scene
from tests.host.technician import Ran, Run

LIST = "id,name,tid,latest,owner,supervisor\nkn-0001,Kiosk Nord,{tid},20:45,A. Beispiel,B. Muster\n"


class Shop:
    """A prepared board at its counter, and people who do what the technician asks them for."""

    def __init__(self, scene: Scene, run: Run, folder: Path, monkeypatch: Any) -> None:
        self.scene, self._run, self._folder = scene, run, folder
        self.at_pause: Callable[[], None] = lambda: None
        monkeypatch.setattr(connect, "SerialPort", lambda _: HostPipe(scene.world))
        pause = Session.pause

        def paused(session: Session, seconds: float) -> None:
            pause(session, seconds)
            self.at_pause()

        monkeypatch.setattr(Session, "pause", paused)
        self.told: list[str] = []
        tell = install._Call.tell

        def telling(call: Any, name: str, **values: object) -> None:
            self.told.append(name)
            tell(call, name, **values)

        monkeypatch.setattr(install._Call, "tell", telling)

    def prepare(self, tid: str = "29001234") -> None:
        shops = self._folder / "shops.csv"
        shops.write_text(LIST.format(tid=tid), encoding="utf-8")
        out = ("--out", str(self._folder / "out"))
        wanted = ("--template", "kiosk-de", *out, "--port", "x", "--wait", "0")
        ran = self._run("prepare", str(shops), *wanted)
        assert ran.code == 0, ran.err

    def install(self, *more: str) -> Ran:
        call = ("--from", str(self._folder / "out"), "--call", "Li 123", "--port", "x", *more)
        return self._run("install", "kn-0001", *call)

    def cashier(self) -> None:
        """Sell, void and press, each when the one before is over, whatever the line does."""
        register = self.scene.register
        if not register.idle or self.told[-1:] == ["rest"]:
            return
        kinds = [sale.kind for sale in register.sales if sale.receipt_no is not None]
        if not kinds:
            register.sell(1, lambda _: None)
        elif SaleKind.REVERSAL not in kinds:
            register.reverse_last()
        else:
            self.scene.world.press_button(300)


@pytest.fixture
def shop(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shop]:
    with Scene(seed=2201, fresh=True) as scene:
        yield Shop(scene, run, tmp_path, monkeypatch)


def one(ran: Ran) -> Any:
    (told,) = ran.json()
    return told


def test_a_sale_and_its_void_are_seen_and_the_owner_accepts(
    shop: Shop, run: Run, tmp_path: Path
) -> None:
    shop.prepare()

    def pulled() -> None:
        shop.cashier()
        if shop.told[-1] == "sold":
            raise BoardGone("unplugged")

    shop.at_pause = pulled
    assert shop.install("--json").code == 3
    shop.scene.register.sales.clear()
    shop.at_pause = shop.cashier
    ran = shop.install("--json")
    assert ran.code == 0, ran.err
    told = one(ran)
    assert (told["speed"], told["tid"], told["mode"]) == (9600, "29001234", "observe")
    assert told["sale"]["amount_minor"] == 1
    assert (told["accepted"], told["bad_parts"], told["error"]) == (True, [], None)
    assert "29001234" in ran.err
    card = (tmp_path / "out/kn-0001-card.html").read_text(encoding="utf-8")
    assert all(
        each in card for each in ("Li 123", "A. Beispiel", "hold for two seconds", "按住两秒")
    )
    (note,) = run("note", "list", "--json").json()
    assert "accepted" in note["text"]


def test_another_speed_is_found_left_in_force_and_said(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_steps, "SPEEDS", (9600, 19200))
    shop.prepare()
    for line in (shop.scene.world.terminal_line, shop.scene.world.register_line):
        line.baud = 19200
    shop.at_pause = shop.cashier
    ran = shop.install("--json")
    assert ran.code == 0, ran.err
    assert one(ran)["speed"] == 19200
    assert "write baud: 19200 there" in ran.err


def test_wrong_wires_are_said_and_the_profile_is_as_before(
    shop: Shop, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install_steps, "SPEEDS", (9600, 19200))
    shop.prepare()
    world = shop.scene.world
    before = one(run("status", "--port", "x", "--json"))["profile_hash"]
    shop.at_pause = shop.cashier
    for line, found, said in (
        (world.terminal_line, "register_alone", "the terminal does not answer"),
        (world.register_line, "nothing", "Nothing was heard at any usual speed"),
    ):
        line.unplugged = True
        ran = shop.install("--json")
        assert ran.code == 1, ran.err
        assert (one(ran)["finding"], one(ran)["accepted"]) == (found, False)
        assert said in one(ran)["error"]
    assert one(run("status", "--port", "x", "--json"))["profile_hash"] == before


def test_what_was_not_prepared_for_this_counter_is_refused(
    shop: Shop, run: Run, tmp_path: Path
) -> None:
    ran = shop.install()
    assert ran.code == 2
    assert "nothing that posminder prepare made" in ran.err
    shop.prepare(tid="29009999")
    shop.at_pause = shop.cashier
    ran = shop.install("--json")
    assert ran.code == 1
    assert "says that it is 29001234, and the shop's file says 29009999" in ran.err
    file = tmp_path / "out/kn-0001.yaml"
    text = file.read_text()
    file.write_text(text + "# edited\n")
    assert "has no board that is ready for site kn-0001" in shop.install().err
    file.write_text(text)
    with Scene(seed=2202, fresh=True) as other:
        shop.scene.world.host_line.received = lambda _: None
        connect.SerialPort = lambda _: HostPipe(other.world)  # type: ignore[assignment, misc]
        ran = shop.install()
        assert ran.code == 2
        assert "Next: look at the labels" in ran.err


def test_without_the_owners_press_nothing_is_accepted(shop: Shop, run: Run, tmp_path: Path) -> None:
    shop.prepare()
    pressed: list[int] = []
    shop.scene.world.press_button = pressed.append  # type: ignore[method-assign, assignment]
    shop.at_pause = shop.cashier
    ran = shop.install("--json")
    assert ran.code == 6, ran.err
    assert "Nobody pressed" in ran.err
    assert not (tmp_path / "out/kn-0001-card.html").exists()
    assert run("note", "list", "--json").json() == []
