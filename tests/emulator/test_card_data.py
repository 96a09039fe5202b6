# SPDX-License-Identifier: MIT
"""A terminal that sends whole card numbers and track 2: none of it is kept anywhere.

Looked for in flash, export, store, log, in the memory of the running board, and in whatever a
command prints or writes: lists, JSON, a report's HTML, a proof.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from posminder.record_view import View
from posminder.simulator.terminal_truth import CARDS
from posminder.slip_text import slips
from posminder.store.ingest import ingest
from posminder.store.store import Store
from tests.emulator.scene import Scene
from tests.emulator.test_cli import Desk
from tests.support.board_on_pty import served

PANS = [card.pan for card in CARDS]
BOARD = "a" * 16  # no digits: with a number behind them they could look like a card's
KEEPS_SLIPS = {"receipts.keep_slip": "all"}
TRACK = (b"=2912", b"D4912", bytes.fromhex("d4912201"), b"2010000012345")  # behind the number
COMMANDS = (
    ("logs", "--no-pull"),
    ("logs", "--no-pull", "--json"),
    ("report", "receipts"),
    ("report", "receipts", "--csv"),
    ("report", "sign-in"),
    ("report", "anomalies"),
    ("slips",),
    ("report", "receipts", "--json"),
    ("report", "day", "--out", "day.html"),
    ("report", "day", "--json"),
    ("report", "settlements"),
    ("report", "settlements", "--json"),
    ("logs", "verify", "--json"),
    ("logs", "checkpoints"),
)


def needles() -> Iterator[bytes]:
    """Yield what must not be found: more than six digits from the left or four from the right."""
    for pan in PANS:
        yield pan[:8].encode()
        yield bytes.fromhex(pan[:8])
        yield pan[-8:].encode()
    yield from TRACK


def found_in(data: bytes) -> list[str]:
    """Return the parts of test card numbers found in `data`."""
    return [needle.hex() for needle in needles() if needle in data]


def memory_of(pid: int) -> bytes:
    """Return all that a process could write to: heap, stacks, its libraries' data."""
    pieces = []
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
            span, rights, *_ = line.split()
            low, high = (int(each, 16) for each in span.split("-"))
            if rights.startswith("rw") and not line.endswith(("[vvar]", "[vsyscall]")):
                memory.seek(low)
                pieces.append(memory.read(high - low))
    return b"\n".join(pieces)


def a_day_with_whole_numbers(scene: Scene) -> None:
    """Sell until each test card was there, decline, repeat a receipt, settle."""
    scene.terminal.switches.plant_card_data = True
    while {sale.card.pan for sale in scene.truth.sales} != set(PANS):
        scene.sell()
    scene.shop.acquirer.decline_code = 5
    scene.sell()
    scene.shop.acquirer.decline_code = 0
    scene.register.repeat_receipt()
    scene.run(15)


def test_a_planted_number_is_on_the_line_at_all() -> None:
    """What the tests below do not find must have been there to be found."""
    with Scene(111, settings=KEEPS_SLIPS) as scene:
        heard = bytearray()
        receive = scene.world.register_line.received

        def listen(data: bytes) -> None:
            heard.extend(data)
            receive(data)

        scene.world.register_line.received = listen
        a_day_with_whole_numbers(scene)
        assert found_in(bytes(heard))


def test_no_card_number_leaves_the_line(tmp_path: Path) -> None:
    with Scene(111, settings=KEEPS_SLIPS) as scene:
        a_day_with_whole_numbers(scene)
        scene.close()
        assert found_in(scene.world.journal_path.read_bytes()) == []
        assert found_in(scene.world.config_path.read_bytes()) == []
        assert found_in(scene.world.log_path.read_bytes()) == []
        export = scene.export()
        assert found_in(export) == []
        with Store(tmp_path / "store.sqlite3") as store:
            ingest(store, BOARD, export, "the board")
            records = list(store.records(BOARD))
        assert found_in((tmp_path / "store.sqlite3").read_bytes()) == []
        view = View(BOARD, None, [])
        printed = json.dumps([view.to_json(record) for record in records])
        assert found_in(printed.encode()) == []
        texts = [slip.text for slip in slips(records)]
        planted = [text for text in texts if re.search(r"Karte \d{4} \d\d\*\* \*{4}", text)]
        assert len(planted) >= 2 * len(PANS), "what is not found must have been printed"
        assert not any(word in text for text in texts for word in ("12/29", "2912", "2010"))
        assert found_in("".join(texts).encode()) == []
        assert re.search(r"CVC2|CVV", "".join(texts)), "what is not found must have been printed"
        assert not re.search(r"CV[CV]2?[ :]*\d", "".join(texts))
        masked = [r.words()["card_masked"] for r in records if r.name == "sale"]
        assert len(masked) == len(scene.truth.sales)
        assert all(re.fullmatch(r"\d{6}\*+\d{4}", each) for each in masked), masked
        assert found_in(scene.session.download("/status")) == []


def test_no_card_number_leaves_by_any_command(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    with Scene(113, settings=KEEPS_SLIPS) as scene:
        a_day_with_whole_numbers(scene)
        scene.close()
        scene.session.lock()
        scene.run(120)
        desk.keep_key(scene.status().id, scene.key)
        trace = scene.truth.sales[0].trace
        with served(scene.world) as port:
            assert desk.run("logs", "--port", port).code == 0
    proof = ("logs", "prove", trace, "--out", "proof.json")
    for command in (*COMMANDS, ("tx", trace), ("tx", trace, "--json"), proof):
        ran = desk.run(*command)
        assert ran.out or command == ("report", "receipts", "--json"), (
            f"{command} told nothing: {ran.err}"
        )
        assert found_in((ran.out + ran.err).encode()) == [], command
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {"day.html", "proof.json", "store.sqlite3"} <= {path.name for path in written}
    for path in written:
        assert found_in(path.read_bytes()) == [], path
    masked = next(card.masked for card in CARDS if card.pan == scene.truth.sales[0].card.pan)
    assert masked[:6] in desk.run("tx", trace).out, "what is cut must be told"


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs /proc/PID/mem (Linux)")
def test_no_card_number_stays_in_the_boards_memory() -> None:
    with Scene(112, settings=KEEPS_SLIPS) as scene:
        a_day_with_whole_numbers(scene)
        scene.terminal.switches.plant_card_data = False
        for _ in range(2):  # the receive rings move on
            scene.sell()
        scene.register.repeat_receipt()
        scene.run(15)
        pid = scene.world.board_pid
        assert pid is not None
        memory = memory_of(pid)
        assert b"posminder" in memory, "this is not the board's memory"
        assert found_in(memory) == []
