# SPDX-License-Identifier: MIT
"""The board `rpi_pico` (agent.contracts.Board): a Pico with stock MicroPython and a flash chip.

Stock MicroPython has its file system on all of the Pico's own flash, so profile, keys and journal
lie in the chip. Without one the agent does not start: WIRING.md, and the error, say what to do.
"""

import fitted
import machine
import pins
from micropython import const

from agent import limits
from chips import pico
from chips.nor_flash import NorRegion

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent import contracts

_CONFIG_SECTORS = const(16)

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
_chip = pico.flash_chip(
    pins.NOR_SCK,
    pins.NOR_MOSI,
    pins.NOR_MISO,
    pins.NOR_SELECT,
    pins.LAMP_RED,
    (
        "flash the build posminder_pico, which can keep a journal in the Pico's own flash",
        "改刷 posminder_pico 固件，它能把日志存于 Pico 自带闪存",
    ),
)

name = "rpi_pico"
unique_id: bytes = machine.unique_id()
host_line: "contracts.BytePort" = _pico.host_line
terminal_line: "contracts.BytePort" = _pico.terminal_line
register_line: "contracts.BytePort | None" = _pico.register_line
config_region: "contracts.Region" = NorRegion(_chip, 0, _CONFIG_SECTORS)
journal_region: "contracts.Region" = NorRegion(
    _chip, _CONFIG_SECTORS, _chip.sector_count - _CONFIG_SECTORS
)
code: "contracts.CodeSlots | None" = (
    None  # stock MicroPython runs no code from flash slots: no update over the host line
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
