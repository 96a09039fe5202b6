# SPDX-License-Identifier: MIT
"""The processor of a Pico, as far as drivers and board modules see it: registers, UARTs, pins.

Not a mock: what the RP2040 enforces is enforced. A UART holds 32 bytes and loses what comes when
they are full. Between the port's interrupt and DMA it is a race for a byte, which DMA loses here
unless the interrupt is masked; while interrupts are off, nobody but DMA takes any. `chip` is the
processor, made anew by `start`.
"""

from fake_time import FakeTime

_UARTS = (0x40034000, 0x40038000)
_FIFO_BYTES = 32

PWRON_RESET, WDT_RESET = 1, 3
_IMSC, _RIS, _ICR, _DMACR = 0x38, 0x3C, 0x44, 0x48
_RECEIVE = 0x50


class _Line:
    """One PL011: what the hardware does, whoever drives it."""

    def __init__(self, chip: "Chip", number: int) -> None:
        self.chip = chip
        self.number = number
        self.fifo = bytearray()
        self.mask = 0
        self.raw = 0
        self.dma_enabled = False
        self.taken_by_port = bytearray()
        self.out = bytearray()
        self.waiting = 0  # bytes not yet on the wire
        self.last_us = 0
        self.character_us = 0
        self.capacity = 0

    def receive(self, data: bytes) -> None:
        """Let `data` arrive, a character time apart."""
        for byte in data:
            self.chip.clock.now_us += self.character_us
            if len(self.fifo) == _FIFO_BYTES:
                self.raw |= 0x400
            else:
                self.fifo.append(byte)
            self.serve()

    def serve(self) -> None:
        """Let whoever may take what waits."""
        while self.fifo:
            if self.mask & _RECEIVE and not self.chip.interrupts_off:
                self.taken_by_port.append(self.fifo[0])
            elif not (self.dma_enabled and self.chip.dma_takes(self.number, self.fifo[0])):
                return
            self.fifo[:] = self.fifo[1:]

    def drain(self) -> None:
        """Put on the wire what time has let through."""
        now_us = self.chip.clock.now_us
        if self.waiting and self.character_us:
            gone = min(self.waiting, (now_us - self.last_us) // self.character_us)
            self.waiting -= gone
            self.last_us += gone * self.character_us
        if not self.waiting:
            self.last_us = now_us


class Chip:
    """The processor: registers by address, DMA channels, pins, time."""

    def __init__(self) -> None:
        self.clock = FakeTime()
        self.interrupts_off = False
        self.lines = (_Line(self, 0), _Line(self, 1))
        self.channels = []
        self.registers = {}
        self.pins = {}
        self.voltages = {29: 1566667, 4: 706000}  # 4,700 mV behind a third; 27 degrees
        self.wired = {}  # by pin: who hears its levels
        self.buses = {}  # by ("spi" or "i2c", number): what is there
        self.watchdog = None
        self.cause = PWRON_RESET
        self.resets = 0

    def dma_takes(self, line: int, byte: int) -> bool:
        """Offer a byte of a UART to the channel that waits for it."""
        return any(channel.transfer(line, byte) for channel in self.channels)


chip = Chip()


def start() -> Chip:
    """Return a processor just after power-up; every module of the driver sees this one."""
    global chip
    chip = Chip()
    return chip


class _Memory:
    def __getitem__(self, address: int) -> int:
        line, register = _register(address)
        if line is None:
            return chip.registers.get(address, 0)
        if register == _RIS:
            return line.raw
        if register == _IMSC:
            return line.mask
        raise ValueError("not modelled: %x" % address)

    def __setitem__(self, address: int, value: int) -> None:
        line, register = _register(address)
        if line is None:
            chip.registers[address] = value
        elif register == 0x3000 | _IMSC:
            line.mask &= ~value
        elif register == _ICR:
            line.raw &= ~value
        elif register == _DMACR:
            line.dma_enabled = bool(value & 1)
            line.serve()
        else:
            raise ValueError("not modelled: %x" % address)


def _register(address: int):
    for number, base in enumerate(_UARTS):
        if base <= address < base + 0x4000:
            return chip.lines[number], address - base
    return None, 0


mem32 = _Memory()


class UART:
    """The port's UART: interrupts take what comes, a ring holds what goes."""

    def __init__(self, number: int) -> None:
        self._line = chip.lines[number]

    def init(self, *, baudrate, bits, parity, stop, tx, rx, txbuf, rxbuf, timeout) -> None:
        if bits != 8 or parity is not None or timeout or txbuf < 32 or rxbuf < 32:
            raise ValueError
        line = self._line
        line.character_us = (9 + stop) * 1000000 // baudrate
        line.capacity = txbuf
        line.mask = _RECEIVE | 0x20
        line.dma_enabled = False
        line.fifo[:] = b""

    def write(self, data, count: int = -1):
        line = self._line
        line.drain()
        count = min(len(data) if count < 0 else count, line.capacity + _FIFO_BYTES - line.waiting)
        if not count:
            return None
        line.waiting += count
        line.out.extend(data[:count])
        return count

    def txdone(self) -> bool:
        self._line.drain()
        return not self._line.waiting


class Pin:
    """A pin: `level` is what a test puts on an input, `levels` what an output was driven to."""

    IN, OUT, PULL_UP, PULL_DOWN = 0, 1, 1, 2

    def __new__(cls, number, *arguments, **options):
        pin = chip.pins.get(number)
        if pin is None:
            pin = chip.pins[number] = object.__new__(cls)
            pin.level = 1
            pin.levels = []
        return pin

    def __init__(self, number, mode=None, pull=None, value=None) -> None:
        self.number = number
        if mode is not None:
            self.mode, self.pull = mode, pull
        if value is not None:
            self(value)

    def __call__(self, level=None):
        if level is None:
            return self.level
        self.level = int(bool(level))
        if self.number in chip.wired:
            chip.wired[self.number](self.level)
        else:
            self.levels.append(self.level)
        return None

    value = __call__


class PWM:
    """A pin that swings; `duties` is what it was given, in turn."""

    def __init__(self, pin: Pin) -> None:
        self.duties = []
        self.hertz = 0

    def freq(self, hertz: int) -> None:
        self.hertz = hertz

    def duty_u16(self, duty: int) -> None:
        self.duties.append(duty)


class ADC:
    """The converter: `chip.voltages` are in microvolts by input, 12 bits of 3.3 V each."""

    def __init__(self, number: int) -> None:
        if number != 4 and not 26 <= number <= 29:
            raise ValueError
        self._input = number

    def read_u16(self) -> int:
        raw = chip.voltages.get(self._input, 0) * 4096 // 3300000
        raw = max(0, min(4095, raw))
        return raw << 4 | raw >> 8


class WDT:
    """The watchdog: once made it cannot be stopped, and it waits 8,388 ms at the longest."""

    def __init__(self, *, timeout: int = 5000) -> None:
        if timeout > 8388:
            raise ValueError
        self.timeout_ms = timeout
        self.fed_us = []
        chip.watchdog = self
        self.feed()

    def feed(self) -> None:
        self.fed_us.append(chip.clock.now_us)


def SPI(number: int, **options):
    """Return the bus with whatever is wired to it."""
    return chip.buses["spi", number]


def I2C(number: int, **options):
    """Return the bus with whatever is wired to it."""
    return chip.buses["i2c", number]


def reset_cause() -> int:
    """Return what the chip tells: machine.reset is a watchdog's reset too."""
    return chip.cause


def reset() -> None:
    """Note a reset; a processor would not return."""
    chip.resets += 1
    chip.cause = WDT_RESET


def unique_id() -> bytes:
    """Return a board id of eight bytes."""
    return b"\xe6\x61\x38\x52\x83\x4a\x2b\x31"
