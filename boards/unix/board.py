# SPDX-License-Identifier: MIT
"""The board `unix` (agent.contracts.Board): MicroPython on a desk, wired to a simulated world."""

import struct

from micropython import const, kbd_intr

from faults import Faults
from flash import CodeSlots, Region
from launch import CODE, CONFIG, HEALTH, JOURNAL, LAUNCH, REASON, RTC, UNIQUE_ID, WALL_S
from parts import Button, Indicator, Panel, Rtc, Watchdog
from ports import Port
from seeded import Seeded
from world_link import BAUD, BUZZER, HOST, LAMP, REGISTER, RESET, TERMINAL, link

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from agent import contracts

_HOST_BAUD = const(115200)
_HOST_BITS = const(10)  # a character of 8N1
_LINE_BAUD = const(9600)
_LINE_BITS = const(11)  # a character of 8N2, the ZVT line
_RECEIVE_BYTES = const(1024)  # what arrives at 115200 bit/s during two flash erases in a row

_entropy = Seeded("entropy")
_faults = Faults()
_terminal = Port(TERMINAL, _LINE_BAUD, _LINE_BITS, _RECEIVE_BYTES)
_register = Port(REGISTER, _LINE_BAUD, _LINE_BITS, _RECEIVE_BYTES)

name = "unix"
unique_id: bytes = bytes.fromhex(LAUNCH[UNIQUE_ID])
host_line: "contracts.BytePort" = Port(HOST, _HOST_BAUD, _HOST_BITS, _RECEIVE_BYTES)
terminal_line: "contracts.BytePort" = _terminal
register_line: "contracts.BytePort | None" = _register
journal_region: "contracts.Region" = Region(LAUNCH[JOURNAL], _faults)
config_region: "contracts.Region" = Region(LAUNCH[CONFIG], _faults)
code: "contracts.CodeSlots | None" = CodeSlots(LAUNCH[CODE], _faults)
lamp: "contracts.Lamp" = Indicator(LAMP)
buzzer: "contracts.Buzzer" = Indicator(BUZZER)
panel: "contracts.Panel | None" = Panel()
button: "contracts.Button" = Button()
watchdog: "contracts.Watchdog" = Watchdog()
rtc: "contracts.Rtc | None" = Rtc(LAUNCH[WALL_S]) if LAUNCH[RTC] else None


def _felt() -> "contracts.Health | None":
    """Return what tells of the board itself. In most worlds that is nothing, and costs nothing."""
    if LAUNCH[HEALTH] is None:
        return None
    from felt import Health

    return Health(LAUNCH[HEALTH])


health = _felt()


def entropy(count: int) -> bytes:
    """Return `count` bytes that only the seed and the number of this start determine."""
    return _entropy.take(count)


def close_console() -> None:
    """Raise no KeyboardInterrupt any more: SIGINT then ends the process, as a power cut does."""
    kbd_intr(-1)


def boot_reason() -> int:
    """Return 0 power, 1 reset, 2 watchdog."""
    return int(LAUNCH[REASON])


def set_baud(baud: int) -> None:
    """Set the speed of terminal and register line, bit/s."""
    _terminal.set_baud(baud)
    _register.set_baud(baud)
    link.send(BAUD, struct.pack("<I", baud), 4)


def reset() -> "NoReturn":
    """Restart the processor."""
    link.end(RESET)
