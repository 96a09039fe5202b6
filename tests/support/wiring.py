# SPDX-License-Identifier: MIT
"""Makes a board's pins, wiring page and drawing of its one table, boards/rpi_pico/pins.toml.

`python -m tests.support.wiring` writes them; tests/host/test_wiring.py finds whoever forgot to.
posminder_pico is wired alike and has its own copies.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final

BOARDS: Final = Path(__file__).resolve().parents[2] / "boards"
TABLE: Final = BOARDS / "rpi_pico" / "pins.toml"
ALIKE: Final = ("rpi_pico", "posminder_pico")

# GPIO by the Pico's pin, from its data sheet; the other pins are power and ground.
GPIO_OF_PIN: Final = {
    **dict(zip((1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, 16, 17, 19, 20), range(16), strict=True)),
    **dict(
        zip((21, 22, 24, 25, 26, 27, 29, 31, 32, 34), (*range(16, 23), 26, 27, 28), strict=True)
    ),
}
PIN_OF_GPIO: Final = {gpio: pin for pin, gpio in GPIO_OF_PIN.items()}
POWER: Final = {
    **dict.fromkeys((3, 8, 13, 18, 23, 28, 33, 38), "GND"),
    30: "RUN",
    35: "VREF",
    36: "3V3",
    37: "3V3_EN",
    39: "VSYS",
    40: "VBUS",
}
# What an RP2040's pin can be, data sheet chapter 1.4.3, by GPIO modulo the period.
_UART: Final = ("tx", "rx")
_SPI: Final = ("miso", "select", "sck", "mosi")

MADE_BY: Final = "made of boards/rpi_pico/pins.toml by tests/support/wiring.py"


@dataclass(frozen=True)
class Wire:
    """One wire between a pin of the processor and a part."""

    name: str
    gpio: int
    does: str
    at: str

    @property
    def pin(self) -> int:
        """The Pico's pin."""
        return PIN_OF_GPIO[self.gpio]


@dataclass(frozen=True)
class Part:
    """A part with its wires."""

    name: str
    type: str
    amount: int
    power: str
    note: str
    wires: tuple[Wire, ...]

    @property
    def left(self) -> bool:
        """Whether it is drawn on the side of pins 1 to 20."""
        return self.wires[0].pin <= 20


def parts(table: Path = TABLE) -> list[Part]:
    """Return the table."""
    rows = tomllib.loads(table.read_text("utf-8"))["part"]
    return [Part(**row | {"wires": tuple(Wire(**wire) for wire in row["wires"])}) for row in rows]


def can(wire: Wire) -> bool:
    """Tell whether the processor's pin can do what is asked of it."""
    unit, _, role = wire.does.partition(".")
    gpio = wire.gpio
    if unit in ("pin", "pwm"):
        return True
    if unit.startswith("uart"):
        # UART 0 and 1 take turns by four, the first of them an exception of two.
        return gpio % 4 < 2 and int(unit[-1]) == (gpio + 4) // 8 % 2 and role == _UART[gpio % 4]
    if unit.startswith("i2c"):
        return int(unit[-1]) == gpio // 2 % 2 and role == ("sda", "scl")[gpio % 2]
    if unit.startswith("spi"):
        return int(unit[-1]) == gpio // 8 % 2 and role == _SPI[gpio % 4]
    return False


def pins_module(table: list[Part]) -> str:
    """Return the source of the module `pins`."""
    lines = [f"{wire.name} = const({wire.gpio})" for part in table for wire in part.wires]
    head = f'# SPDX-License-Identifier: MIT\n"""Pins by what hangs on them: {MADE_BY}."""\n\n'
    return head + "from posminder_formats._const import const\n\n" + "\n".join(lines) + "\n"


def page(board: str, table: list[Part]) -> str:
    """Return the wiring page."""
    lines = [
        f"<!-- {MADE_BY} -->",
        f"# Wiring of `{board}`",
        "",
        "**Nothing on this page was tried on silicon.** Its pins were checked against the RP2040's",
        "data sheet by a test, its drivers against models of the parts.",
        "",
        "![wiring](wiring.svg)",
        "",
        "| Pico pin | GPIO | signal | to |",
        "|---:|---:|---|---|",
    ]
    wires = sorted(((wire, part) for part in table for wire in part.wires), key=_by_pin)
    for wire, part in wires:
        lines.append(f"| {wire.pin} | GP{wire.gpio} | {wire.name} | {part.name}: {wire.at} |")
    lines += [
        "",
        "Power comes by USB. 3V3 is pin 36, VBUS pin 40, GND any of 3, 8, 13, 18, 23, 28,",
    ]
    lines += ["33, 38.", "", "## Parts", "", "| amount | part | type | power | note |"]
    lines.append("|---:|---|---|---|---|")
    lines.append("| 1 | Raspberry Pi Pico | RP2040, 2 MB flash | USB | |")
    for part in table:
        amount = str(part.amount) if part.amount else "or"
        row = f"| {amount} | {part.name} | {part.type} | {part.power} | {part.note} |"
        lines.append(row)
    return "\n".join(lines) + "\n"


def _by_pin(row: tuple[Wire, Part]) -> int:
    return row[0].pin


# The drawing -----------------------------------------------------------------------------

_PITCH: Final = 30
_TOP: Final = 60
_BOARD_LEFT, _BOARD_RIGHT = 470, 690
_PART_WIDTH: Final = 330
_LEFT_PART, _RIGHT_PART = 20, 810
_WIDTH: Final = 1160
_HEIGHT: Final = _TOP + 20 * _PITCH + 110
_COLOURS: Final = ("#b3261e", "#1a5fb4", "#26734d", "#8a5a00", "#6a3d9a", "#00707a")
_LINE: Final = 17  # between lines of a part's text


def _pin_y(pin: int) -> int:
    return _TOP + _PITCH // 2 + _PITCH * ((pin - 1) if pin <= 20 else (40 - pin))


def _text(
    x: float, y: float, words: str, size: int = 12, anchor: str = "start", **more: str
) -> str:
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in more.items())
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}"{extra}>'
        f"{escape(words)}</text>"
    )


def _wrapped(words: str, columns: int) -> list[str]:
    lines = [""]
    for word in words.split():
        if len(lines[-1]) + len(word) + 1 > columns and lines[-1]:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _pico() -> list[str]:
    height = 20 * _PITCH
    made = [
        f'<rect x="{_BOARD_LEFT}" y="{_TOP}" width="{_BOARD_RIGHT - _BOARD_LEFT}" '
        f'height="{height}" rx="10" fill="#e8f3ea" stroke="#26734d" stroke-width="2"/>',
        f'<rect x="{(_BOARD_LEFT + _BOARD_RIGHT) / 2 - 30:g}" y="{_TOP - 16}" width="60" '
        'height="34" rx="3" fill="#c9ccd1" stroke="#555"/>',
        _text((_BOARD_LEFT + _BOARD_RIGHT) / 2, _TOP - 24, "USB: host line, power", 12, "middle"),
        f'<g transform="translate({(_BOARD_LEFT + _BOARD_RIGHT) / 2 + 5:g} {_TOP + height / 2:g}) '
        'rotate(-90)">' + _text(0, 0, "Raspberry Pi Pico", 15, "middle") + "</g>",
    ]
    for pin in range(1, 41):
        left = pin <= 20
        x, y = (_BOARD_LEFT if left else _BOARD_RIGHT), _pin_y(pin)
        gpio = GPIO_OF_PIN.get(pin)
        label = f"GP{gpio}" if gpio is not None else POWER[pin]
        inside, anchor = (x + 14, "start") if left else (x - 14, "end")
        shade = "#f6d365" if gpio is not None else "#d7d7d7"
        made.append(f'<circle cx="{x}" cy="{y}" r="6" fill="{shade}" stroke="#555"/>')
        made.append(
            _text(inside, y + 4, f"{pin}  {label}" if left else f"{label}  {pin}", 12, anchor)
        )
    return made


def _heights(part: Part) -> tuple[int, list[str]]:
    """Return a part's height and the lines of its text."""
    words = [part.name, *_wrapped(part.type, 34), f"power: {part.power}", *_wrapped(part.note, 34)]
    return max(len(words) * _LINE + 14, len(part.wires) * 24 + 14), words


def _placed(side: list[Part]) -> list[tuple[Part, int]]:
    """Return each part with its top: near its pins, none over another, all on the page."""
    found: list[tuple[Part, int]] = []
    bottom = 10
    for part in side:
        height, _ = _heights(part)
        middle = sum(_pin_y(wire.pin) for wire in part.wires) // len(part.wires)
        top = max(bottom, middle - height // 2)
        found.append((part, top))
        bottom = top + height + 10
    limit = _HEIGHT - 40
    for index in range(len(found) - 1, -1, -1):
        part, top = found[index]
        top = min(top, limit - _heights(part)[0])
        found[index] = (part, top)
        limit = top - 10
    return found


def _box(part: Part, top: int, left: bool, colour: str) -> list[str]:
    x, shift = (_LEFT_PART, 10) if left else (_RIGHT_PART, 80)
    height, words = _heights(part)
    made = [
        f'<rect x="{x}" y="{top}" width="{_PART_WIDTH}" height="{height}" rx="6" '
        f'fill="#f7f7f7" stroke="{colour}" stroke-width="1.5"/>'
    ]
    for number, line in enumerate(words):
        weight = {} if number else {"font_weight": "bold"}
        made.append(_text(x + shift, top + 20 + number * _LINE, line, 12, **weight))
    return made


def _wires(drawn: list[tuple[Wire, int, str]], left: bool) -> list[str]:
    """Draw wires from the top down so that none crosses another.

    Of neighbours that all go down the uppermost bends farthest from the board, of neighbours that
    all go up the lowest.
    """
    made = []
    away, board_x = (-1, _BOARD_LEFT - 6) if left else (1, _BOARD_RIGHT + 6)
    near = _LEFT_PART + _PART_WIDTH if left else _RIGHT_PART
    down = [y > _pin_y(wire.pin) for wire, y, _ in drawn]
    for index, (wire, y, colour) in enumerate(drawn):
        step = 1 if down[index] else -1
        order, other = 0, index + step
        while 0 <= other < len(drawn) and down[other] == down[index]:
            order, other = order + 1, other + step
        bend = board_x + away * (14 + order * 9)
        made.append(
            f'<path d="M{board_x} {_pin_y(wire.pin)} H{bend} V{y} H{near}" fill="none" '
            f'stroke="{colour}" stroke-width="2"/>'
        )
        anchor = "end" if left else "start"
        made.append(_text(near + 6 * away, y + 4, wire.at, 11, anchor, fill=colour))
    return made


def drawing(board: str, table: list[Part]) -> str:
    """Return the drawing as SVG."""
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="DejaVu Sans, Arial, sans-serif">',
        f"<!-- {MADE_BY} -->",
        f"<title>Wiring of {escape(board)}</title>",
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        *_pico(),
    ]
    for left in (True, False):
        side = sorted((p for p in table if p.left == left), key=lambda p: _pin_y(p.wires[0].pin))
        drawn: list[tuple[Wire, int, str]] = []  # with where it ends, and its colour
        for index, (part, top) in enumerate(_placed(side)):
            colour = _COLOURS[index % len(_COLOURS)]
            made += _box(part, top, left, colour)
            wires = sorted(part.wires, key=lambda wire: _pin_y(wire.pin))
            step = _heights(part)[0] // (len(wires) + 1)
            drawn += [(wire, top + step * (at + 1), colour) for at, wire in enumerate(wires)]
        made += _wires(drawn, left)
    foot = "Grounds and supplies are not drawn: each part names its own. Not tried on silicon."
    made.append(_text(_WIDTH / 2, _HEIGHT - 14, foot, 12, "middle", fill="#444"))
    return "\n".join([*made, "</svg>"]) + "\n"


def made_of(table: list[Part], board: str) -> dict[str, str]:
    """Return the files of `board`'s folder that are made of the table, by name."""
    return {
        "pins.py": pins_module(table),
        "WIRING.md": page(board, table),
        "wiring.svg": drawing(board, table),
    }


if __name__ == "__main__":
    for each in ALIKE:
        for name, text in made_of(parts(), each).items():
            (BOARDS / each / name).write_text(text, encoding="utf-8")
