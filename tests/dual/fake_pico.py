# SPDX-License-Identifier: MIT
"""A Pico wired as boards/rpi_pico/pins.toml has it, or with parts left out: for board modules."""

import machine
from fake_i2c import Ds3231Part, FakeI2C, PanelPart, Pcf8563Part
from fake_nor import FakeSpi, NorPart

_SELECT = 13
_TAMPER = 26


class Sectors:
    """NOR sectors that take memory only once they are used."""

    def __init__(self, sector_count: int) -> None:
        self.sector_count = sector_count
        self.used = {}

    def read(self, offset: int, buffer) -> None:
        for index in range(len(buffer)):
            sector = self.used.get((offset + index) // 4096)
            buffer[index] = 0xFF if sector is None else sector[(offset + index) % 4096]

    def program(self, offset: int, data) -> None:
        sector = self.used.setdefault(offset // 4096, None) or bytearray(b"\xff" * 4096)
        self.used[offset // 4096] = sector
        for index in range(len(data)):
            sector[offset % 4096 + index] &= data[index]

    def erase(self, sector: int) -> None:
        self.used.pop(sector, None)


def wired(nor: int = 256, clock: str = "ds3231", panel: bool = True) -> "machine.Chip":
    """Return a processor after power-up with these parts around it; `nor` is a chip's sectors.

    An agent's first start reads each header of a blank chip, which takes a model of 16 MB long.
    """
    chip = machine.start()
    capacity = 12
    while 1 << capacity < nor * 4096:
        capacity += 1
    part = NorPart(chip.clock, [(0, Sectors(nor))], bytes((0xEF, 0x40, capacity)))
    part.present = nor > 0
    part.program_us = part.erase_us = 0  # drivers have the desk's own time here, and it is not even
    spi = FakeSpi(part)
    chip.buses["spi", 1] = spi
    chip.wired[_SELECT] = spi.select
    machine.Pin(_TAMPER).level = 0  # the lid is on
    chip.nor = part
    chip.clocks = {"ds3231": (0x68, Ds3231Part()), "pcf8563": (0x51, Pcf8563Part()), "": ()}
    parts = dict([chip.clocks[clock]]) if clock else {}
    if panel:
        parts[0x3C] = PanelPart()
    chip.buses["i2c", 0] = FakeI2C(chip.clock, parts)
    return chip
