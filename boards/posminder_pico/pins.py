# SPDX-License-Identifier: MIT
"""Pins by what hangs on them: made of boards/rpi_pico/pins.toml by tests/support/wiring.py."""

from posminder_formats._const import const

TERMINAL_TX = const(0)
TERMINAL_RX = const(1)
REGISTER_TX = const(4)
REGISTER_RX = const(5)
I2C_SDA = const(8)
I2C_SCL = const(9)
NOR_SCK = const(10)
NOR_MOSI = const(11)
NOR_MISO = const(12)
NOR_SELECT = const(13)
BUTTON = const(14)
BUZZER = const(15)
LAMP_RED = const(18)
LAMP_GREEN = const(19)
LAMP_BLUE = const(20)
LAMP_PIXEL = const(21)
RELAY = const(22)
TAMPER = const(26)
