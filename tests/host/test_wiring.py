# SPDX-License-Identifier: MIT
"""A Pico's pins, wiring page and drawing are made of one table; its pins can do what it says."""

from __future__ import annotations

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from agent import limits
from tests.support.wiring import ALIKE, BOARDS, PIN_OF_GPIO, POWER, Wire, can, made_of, parts

TABLE = parts()
WIRES = [wire for part in TABLE for wire in part.wires]


@pytest.mark.parametrize("board", ALIKE)
def test_what_is_made_of_the_table_is_up_to_date(board: str) -> None:
    for name, text in made_of(TABLE, board).items():
        found = (BOARDS / board / name).read_text("utf-8")
        assert found == text, f"{board}/{name}: run python -m tests.support.wiring"


def test_every_pin_is_used_once_and_can_do_it() -> None:
    assert not [gpio for gpio, times in Counter(wire.gpio for wire in WIRES).items() if times > 1]
    assert not [name for name, times in Counter(wire.name for wire in WIRES).items() if times > 1]
    assert not [wire for wire in WIRES if not can(wire)]
    assert len(PIN_OF_GPIO) + len(POWER) == 40


@pytest.mark.parametrize(
    ("does", "gpios"),
    [
        ("uart0.tx", (0, 12, 16, 28)),
        ("uart0.rx", (1, 13, 17)),
        ("uart1.tx", (4, 8, 20)),
        ("uart1.rx", (5, 9, 21)),
        ("i2c0.sda", (0, 4, 8, 12, 16, 20, 28)),
        ("i2c1.scl", (3, 7, 11, 15, 19, 27)),
        ("spi0.sck", (2, 6, 18, 22)),
        ("spi1.sck", (10, 14, 26)),
        ("spi1.mosi", (11, 15, 27)),
        ("spi1.miso", (8, 12, 28)),
    ],
)
def test_what_pins_can_do_is_the_data_sheets(does: str, gpios: tuple[int, ...]) -> None:
    """RP2040 data sheet, chapter 1.4.3, row by row, for the pins that a Pico brings out."""
    assert tuple(gpio for gpio in PIN_OF_GPIO if can(Wire("", gpio, does, ""))) == gpios


@pytest.mark.parametrize("board", ALIKE)
def test_a_board_uses_every_pin_of_the_table_or_the_page_says_that_it_does_not(board: str) -> None:
    used = set(re.findall(r"\bpins\.(\w+)", (BOARDS / board / "board.py").read_text("utf-8")))
    named = {wire.name for wire in WIRES}
    assert used <= named
    idle = {wire.name for part in TABLE if "no firmware" in part.note for wire in part.wires}
    assert named - used == idle


def test_the_drawing_shows_every_wire_and_is_whole() -> None:
    drawing = ElementTree.fromstring(made_of(TABLE, "rpi_pico")["wiring.svg"])
    kinds = Counter(element.tag.rsplit("}", 1)[-1] for element in drawing.iter())
    assert kinds["path"] == len(WIRES)
    assert kinds["circle"] == 40
    words = " ".join(drawing.itertext())
    assert not [part.name for part in TABLE if part.name not in words]


def test_no_two_wires_cross() -> None:
    """Neither does a vertical piece lie upon another's."""
    paths = re.findall(r'd="M(\d+) (\d+) H(\d+) V(\d+) H(\d+)"', made_of(TABLE, "x")["wiring.svg"])
    pieces = []
    for index, numbers in enumerate(paths):
        x, y, bend, end_y, end = map(int, numbers)
        pieces += [(index, x, y, bend, y), (index, bend, y, bend, end_y)]
        pieces += [(index, bend, end_y, end, end_y)]
    for one, x1, y1, x2, y2 in pieces:
        for other, u1, v1, u2, v2 in pieces:
            meet = (
                min(x1, x2) <= max(u1, u2)
                and min(u1, u2) <= max(x1, x2)
                and min(y1, y2) <= max(v1, v2)
                and min(v1, v2) <= max(y1, y2)
            )
            assert one == other or not meet, (paths[one], paths[other])


def test_the_relay_is_held_from_one_edge_to_the_next() -> None:
    """Only a rising edge counts: every second feed makes one."""
    (relay,) = [part for part in TABLE if part.name == "Bypass relay"]
    held = re.search(r"([\d.]+) Mohm, ([\d.]+) uF: ([\d.]+) s", relay.type)
    assert held is not None
    megohm, microfarad, seconds = map(float, held.groups())
    assert seconds == pytest.approx(0.7 * megohm * microfarad)  # 74HC4538: its data sheet's formula
    page = (BOARDS / "rpi_pico" / "BYPASS.md").read_text("utf-8")
    assert f"{megohm} Mohm and {microfarad:g} uF" in page
    assert f"{seconds} s by its formula" in page
    assert 2 * limits.WATCHDOG_FEED_MS < seconds * 1000 < 2 * limits.WATCHDOG_MS


@pytest.mark.parametrize("board", ALIKE)
def test_its_page_says_what_nobody_tried(board: str) -> None:
    for page in ("README.md", "WIRING.md"):
        assert "silicon" in (BOARDS / board / page).read_text("utf-8")
    assert "wiring.svg" in (BOARDS / board / "WIRING.md").read_text("utf-8")
