# SPDX-License-Identifier: MIT
"""The board `posminder_pico` (agent.contracts.Board): a Pico with a MicroPython build of ours.

Wired as rpi_pico is. Profile, keys and journal lie in the flash chip, or, where fitted.py says that
there is none, in slices of the Pico's own flash, which the build keeps out of the file system's
(layout.py). Which of both is never found out by itself: a chip that is silent once would have the
board begin another journal.
"""

import fitted
import layout
import machine
import pins
from rp2 import Flash

from agent import limits
from chips import pico
from chips.internal_flash import InternalFlash
from chips.nor_flash import NorRegion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent import contracts

_pico = pico.Pico(
    (pins.TERMINAL_TX, pins.TERMINAL_RX),
    (pins.REGISTER_TX, pins.REGISTER_RX),
    (pins.I2C_SDA, pins.I2C_SCL),
    (pins.LAMP_RED, pins.LAMP_GREEN, pins.LAMP_BLUE),
    pins.BUZZER,
    pins.BUTTON,
    pins.RELAY,
    limits.LINE_RING_BYTES,
    limits.WATCHDOG_MS,
)
if fitted.FLASH_CHIP:
    _chip = pico.flash_chip(
        pins.NOR_SCK,
        pins.NOR_MOSI,
        pins.NOR_MISO,
        pins.NOR_SELECT,
        pins.LAMP_RED,
        (
            "say in fitted.py that there is none: the journal then lies in the Pico's own flash",
            "在 fitted.py 中注明未装芯片，日志便存于 Pico 自带闪存",
        ),
    )
    _rest = _chip.sector_count - layout.CONFIG_SECTORS
    _config: "contracts.Region" = NorRegion(_chip, 0, layout.CONFIG_SECTORS)
    _journal: "contracts.Region" = NorRegion(_chip, layout.CONFIG_SECTORS, _rest)
else:
    _first = layout.FILES_SECTORS + layout.CODE_SECTORS
    _config = InternalFlash(Flash(), _first, layout.CONFIG_SECTORS)
    _journal = InternalFlash(Flash(), _first + layout.CONFIG_SECTORS, layout.JOURNAL_SECTORS)

name = "posminder_pico"
unique_id: bytes = machine.unique_id()
host_line: "contracts.BytePort" = _pico.host_line
terminal_line: "contracts.BytePort" = _pico.terminal_line
register_line: "contracts.BytePort | None" = _pico.register_line
config_region: "contracts.Region" = _config
journal_region: "contracts.Region" = _journal
code: "contracts.CodeSlots | None" = (
    None  # its slots are there (layout.py), their loader is not: no update over the host line
)
lamp: "contracts.Lamp" = pico.pixel_lamp(pins.LAMP_PIXEL) if fitted.PIXEL else _pico.lamp
buzzer: "contracts.Buzzer" = _pico.buzzer
panel: "contracts.Panel | None" = _pico.find_panel(fitted.PANEL_COLUMN)
button: "contracts.Button" = _pico.button
watchdog: "contracts.Watchdog" = _pico.watchdog
rtc: "contracts.Rtc | None" = _pico.rtc
health: "contracts.Health | None" = _pico.health(pins.TAMPER if fitted.CASE_SWITCH else None)
entropy = pico.entropy
close_console = pico.close_console
set_baud = _pico.set_baud
boot_reason = _pico.boot_reason
reset = _pico.reset
