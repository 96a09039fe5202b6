# SPDX-License-Identifier: MIT
"""A technician's list of shops: what is taken, what is refused where, and what happens again."""

from __future__ import annotations

from pathlib import Path

import pytest

from posminder.cli import connect
from posminder.report.labels import Label, label_text, labels_html
from tests.host.desk_board import DeskBoard
from tests.host.technician import Ran, Run

HEADS = "id,name,tid,latest,owner"
GOOD = "kn-0001,Kiosk,29001234,20:45,A. Beispiel"


@pytest.fixture
def prepare(run: Run, tmp_path: Path) -> Run:
    """Prepare a list of these lines, without a board."""

    def prepared(*lines: str, data: bytes | None = None, template: str = "kiosk-de") -> Ran:
        path = tmp_path / "shops.csv"
        path.write_bytes("\n".join(lines).encode() if data is None else data)
        wanted = ("--template", template, "--out", str(tmp_path / "out"))
        return run("prepare", str(path), *wanted, "--port", "none", "--wait", "0", "--json")

    return prepared


def found(ran: Ran) -> list[tuple[int, int, str]]:
    assert ran.code == 2, ran.err
    return [(each["line"], each["column"], each["setting"]) for each in ran.json()[0]["findings"]]


def test_a_fault_has_its_cell_and_leaves_no_file(prepare: Run, tmp_path: Path) -> None:
    bad = "kn-0002,Kiosk,2900123X,25:45,"
    assert found(prepare(HEADS, GOOD, bad)) == [(3, 3, "tid"), (3, 4, "latest"), (3, 5, "owner")]
    twice = "kn-0001,Kiosk,29001234,20:45,B. Beispiel"
    assert found(prepare(HEADS, GOOD, twice)) == [(3, 1, "id"), (3, 3, "tid")]
    cross = "kn-0002,Kiosk,29001235,19:00,B. Beispiel"  # before the shop closes
    assert found(prepare(HEADS, GOOD, cross)) == [(3, 4, "settle.latest")]
    assert found(prepare("id,name,tidd", "a,b,c")) == [(1, 3, "")]
    assert found(prepare("name", "Kiosk")) == [(1, 1, "")]
    assert found(prepare(HEADS)) == [(1, 1, "")]
    assert found(prepare(HEADS, GOOD, template="kiosk-xx")) == [(1, 1, "")]
    assert found(prepare(data=b"id;name\n\x00;x")) == [(2, 1, "")]
    assert not (tmp_path / "out").exists()


def test_chinese_heads_in_gb18030_make_the_same_files(prepare: Run, tmp_path: Path) -> None:
    text = (
        "店铺编号;店铺名称;终端编号;店主;主管\n"
        "wx-0017;无锡一店;10000017;张三;王五\nwx-0018;无锡二店;10000018;李四;王五\n"
    )
    assert prepare(data=text.encode("gb18030"), template="convenience-cn").code == 1
    first = (tmp_path / "out/wx-0017.yaml").read_text(encoding="utf-8")
    assert '{id: wx-0017, name: "无锡一店"}' in first
    assert prepare(data=text.encode("utf-8-sig"), template="convenience-cn").code == 1
    assert (tmp_path / "out/wx-0017.yaml").read_text(encoding="utf-8") == first


def test_a_line_that_changes_is_written_anew_and_a_file_edited_by_hand_is_kept(
    prepare: Run, tmp_path: Path
) -> None:
    assert prepare(HEADS, GOOD).code == 1
    file = tmp_path / "out/kn-0001.yaml"
    assert prepare(HEADS, GOOD.replace("20:45", "21:15")).code == 1
    assert '"21:15"' in file.read_text()
    edited = file.read_text() + "idle_before_s: 7\n"
    file.write_text(edited)
    assert prepare(HEADS, GOOD.replace("20:45", "21:15")).code == 1, "the same list: no quarrel"
    ran = prepare(HEADS, GOOD)
    assert ran.code == 2
    assert "changed by hand" in ran.err
    assert file.read_text() == edited
    (tmp_path / "out/prepared.json").write_text("{")
    assert prepare(HEADS, GOOD).code == 2


@pytest.fixture
def waits(run: Run, prepare: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Prepare a shop while boards come and go: each look finds the next of these ports."""

    def waiting(*looks: list[str]) -> Ran:
        assert prepare(HEADS, GOOD).code == 1
        left = iter(looks)
        monkeypatch.setattr("posminder.cli.prepare.usb_ports", lambda: next(left, looks[-1]))
        monkeypatch.setattr("posminder.cli.prepare.time.sleep", lambda _: None)
        wanted = ("--template", "kiosk-de", "--out", str(tmp_path / "out"), "--json")
        return run("prepare", str(tmp_path / "shops.csv"), *wanted, "--wait", str(len(looks)))

    return waiting


def test_a_refused_board_is_told_once_and_again_when_it_was_pulled_out(
    waits: Run, board: DeskBoard
) -> None:
    assert board.stored_key is not None, "somebody else commissioned it"
    once, again = waits(["desk"]), waits(["desk"], [], ["desk"])
    assert [each["state"] for each in once.json()] == ["refused"]
    assert [each["state"] for each in again.json()] == ["refused", "refused"]


def test_a_board_that_stays_at_its_prompt_is_started_once(
    waits: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Prompt:
        """Answers as MicroPython does, whatever it is told."""

        name = "prompt"

        def __init__(self, _: str) -> None:
            self._out = b""

        def write(self, data: bytes) -> None:
            self._out += b"\r\n>>> "

        def read(self, timeout_s: float) -> bytes:
            data, self._out = self._out, b""
            return data

        def close(self) -> None:
            pass

    monkeypatch.setattr(connect, "SerialPort", Prompt)
    ran = waits(["x"], ["x"], ["x"])
    assert ran.code == 1
    assert ran.err.count("starting it") == 1, ran.err
    assert ran.err.count("x: ") == 1, ran.err


def test_a_label_says_whose_it_is_and_escapes_it() -> None:
    label = Label("kn-0001", "<b>K</b>", "00aa", "29001234", "0.1.0", "2026-11-30", "zh-CN")
    assert label_text(label).splitlines()[:3] == ["POSMINDER kn-0001", "<b>K</b>", "守护盒 00aa"]
    page = labels_html([label])
    assert "&lt;b&gt;K" in page
    assert "<b>K" not in page
