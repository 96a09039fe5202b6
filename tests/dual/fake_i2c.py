# SPDX-License-Identifier: MIT
"""An I2C bus at 400 kHz with clock chips and panels on it, as their data sheets have them.

They share nothing with the drivers. A register that is written wrongly holds what it was given; a
command that a panel does not know is an error of the test.
"""

from fake_time import FakeTime

_BYTE_US = 23  # nine bits at 400 kHz

_MONTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class FakeI2C:
    """machine.I2C; `parts` by address. What is not there is not acknowledged."""

    def __init__(self, clock: FakeTime, parts: "dict") -> None:
        self.clock = clock
        self.parts = parts

    def writeto(self, address: int, data, stop: bool = True) -> int:
        part = self._part(address, len(data))
        part.written(bytes(data))
        return len(data)

    def writeto_mem(self, address: int, register: int, data) -> None:
        self._part(address, 1 + len(data)).written(bytes([register]) + bytes(data))

    def readfrom_mem_into(self, address: int, register: int, buffer) -> None:
        part = self._part(address, 2 + len(buffer))
        part.written(bytes([register]))
        for index in range(len(buffer)):
            buffer[index] = part.next_byte()

    def _part(self, address: int, count: int):
        part = self.parts.get(address)
        self.clock.now_us += _BYTE_US * (1 + (count if part else 0))
        if part is None:
            raise OSError(5)
        return part


def bcd(value: int) -> int:
    return value // 10 << 4 | value % 10


def number(value: int) -> int:
    return (value >> 4) * 10 + (value & 15)


class _ClockPart:
    """Registers behind a pointer that moves on by itself; `tick` is a second."""

    size = 0

    def __init__(self) -> None:
        self.registers = bytearray(self.size)
        self._pointer = 0

    def written(self, data: bytes) -> None:
        self._pointer = data[0]
        for byte in data[1:]:
            self.put(self._pointer, byte)
            self._pointer = (self._pointer + 1) % self.size

    def next_byte(self) -> int:
        byte = self.registers[self._pointer]
        self._pointer = (self._pointer + 1) % self.size
        return byte

    def put(self, register: int, byte: int) -> None:
        self.registers[register] = byte

    def _advance(self, places, hours: int = 24) -> None:
        """Add a second to the (register, mask) of second, minute, hour, day, month and year."""
        limits = (60, 60, hours)
        for (register, mask), limit in zip(places[:3], limits):
            value = number(self.registers[register] & mask) + 1
            kept = self.registers[register] & ~mask
            self.registers[register] = kept | bcd(value % limit)
            if value < limit:
                return
        (day_at, day_mask), (month_at, month_mask), (year_at, _) = places[3:]
        day = number(self.registers[day_at] & day_mask) + 1
        month = number(self.registers[month_at] & month_mask)
        year = number(self.registers[year_at])
        days = _MONTHS[month - 1] + (1 if month == 2 and year % 4 == 0 else 0)
        if day > days:
            day, month = 1, month + 1
        if month > 12:
            month, year = 1, year + 1
        if year > 99:
            year = 0
            self.registers[month_at] ^= 0x80  # the century
        self.registers[day_at] = bcd(day)
        self.registers[month_at] = self.registers[month_at] & ~month_mask | bcd(month)
        self.registers[year_at] = bcd(year)


class Ds3231Part(_ClockPart):
    """Runs in 24 hours; whoever sets it to 12 gets 12 while it stands."""

    size = 0x13
    _PLACES = ((0, 0x7F), (1, 0x7F), (2, 0x3F), (4, 0x3F), (5, 0x1F), (6, 0xFF))

    def __init__(self) -> None:
        super().__init__()
        self.lose_battery()

    def lose_battery(self) -> None:
        """Stand, and start anew at the data sheet's values."""
        self.registers[:] = bytes(self.size)
        self.registers[3] = self.registers[4] = self.registers[5] = 1
        self.registers[0x0E] = 0x1C
        self.registers[0x0F] = 0x88

    def put(self, register: int, byte: int) -> None:
        if register == 0x0F:  # the flag can only be cleared
            byte = byte & (self.registers[register] | 0x7F)
        self.registers[register] = byte

    def tick(self, on_battery: bool = False) -> None:
        if on_battery and self.registers[0x0E] & 0x80:
            self.registers[0x0F] |= 0x80
        else:
            self._advance(self._PLACES)


class Pcf8563Part(_ClockPart):
    """Weekday behind the day, 24 hours only, undefined bits read as set."""

    size = 0x10
    _PLACES = ((2, 0x7F), (3, 0x7F), (4, 0x3F), (5, 0x3F), (7, 0x1F), (8, 0xFF))
    _UNDEFINED = {3: 0x80, 4: 0xC0, 5: 0xC0, 6: 0xF8, 7: 0x60}

    def __init__(self) -> None:
        super().__init__()
        self.lose_battery()

    def lose_battery(self) -> None:
        """Set VL: what it counts from then on is worth nothing."""
        self.registers[:] = b"\x08\x00\xa5\x5a\xff\x00\x07\x00\x00" + bytes(7)

    def next_byte(self) -> int:
        undefined = self._UNDEFINED.get(self._pointer, 0)
        return super().next_byte() | undefined

    def tick(self) -> None:
        if not self.registers[0] & 0x20:
            self._advance(self._PLACES)


class PanelPart:
    """An SSD1306, or with `sh1106` that: memory, address counters, and what the glass shows."""

    _ONE_ARGUMENT = b"\xd5\xa8\xd3\x81\xd9\xdb\xda"

    def __init__(self, sh1106: bool = False) -> None:
        self.sh1106 = sh1106
        self.width = 132 if sh1106 else 128
        self.power_up()

    def power_up(self) -> None:
        self.memory = bytearray(at * 37 % 256 for at in range(8 * self.width))
        self.lit = self.pump = self.turned_columns = self.turned_rows = False
        self.page = self.column = 0
        self.page_mode = self.sh1106
        self.bytes_of_data = 0

    def written(self, data: bytes) -> None:
        if data[0] == 0x40:
            self.bytes_of_data += len(data) - 1
            for byte in data[1:]:
                self._store(byte)
        elif data[0] == 0x00:
            rest = list(data[1:])
            while rest:
                self._command(rest.pop(0), rest)
        else:
            raise ValueError("control byte %x" % data[0])

    def picture(self) -> bytes:
        """Return what stands on the glass, eight pages of 128 columns; nothing while it is dark."""
        if not (self.lit and self.pump):
            return bytes(1024)
        if not (self.turned_columns and self.turned_rows):
            raise ValueError("the picture stands on its head")
        first = (self.width - 128) // 2
        starts = range(first, 8 * self.width, self.width)
        return b"".join(bytes(self.memory[at : at + 128]) for at in starts)

    def _store(self, byte: int) -> None:
        if not self.page_mode:
            raise ValueError("not in page addressing")
        self.memory[self.page * self.width + self.column] = byte
        if self.sh1106:
            self.column = min(self.column + 1, self.width - 1)
        else:
            self.column = (self.column + 1) % self.width

    def _command(self, command: int, rest: "list[int]") -> None:
        if command in self._ONE_ARGUMENT:
            rest.pop(0)
        elif command == 0x20 and not self.sh1106:
            self.page_mode = rest.pop(0) == 2
        elif command == 0x8D and not self.sh1106:
            self.pump = rest.pop(0) == 0x14
        elif command == 0xAD and self.sh1106:
            self.pump = rest.pop(0) == 0x8B
        elif command in (0xAE, 0xAF):
            self.lit = command == 0xAF
        elif command in (0xA0, 0xA1):
            self.turned_columns = command == 0xA1
        elif command in (0xC0, 0xC8):
            self.turned_rows = command == 0xC8
        elif command & 0xF8 == 0xB0:
            self.page = command & 7
        elif command < 0x10:
            self.column = self.column & 0xF0 | command
        elif command < 0x20:
            self.column = self.column & 0x0F | (command & 0x0F) << 4
        elif command not in (0xA4, 0xA6) and not 0x40 <= command < 0x80:
            raise ValueError("no command %x" % command)
