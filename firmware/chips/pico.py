# SPDX-License-Identifier: MIT
"""What boards with an RP2040 have in common, whatever their pins: the parts, found and joined.

A clock or a panel that does not answer is None, and no duty misses it. Which pins, and where the
journal lies, is each board's (boards/*/board.py).
"""

import sys
from hashlib import sha256
from os import urandom

from machine import ADC, I2C, PWM, SPI, Pin
from machine import reset as restart
from micropython import kbd_intr
from neopixel import NeoPixel

from chips import ssd1306
from chips.button import PinButton
from chips.buzzer import PwmBuzzer
from chips.case_switch import CaseSwitch
from chips.ds3231 import Ds3231
from chips.health import PicoHealth
from chips.lamp import PixelLamp, PlainLamp
from chips.nor_flash import NorFlash
from chips.pcf8563 import Pcf8563
from chips.relay import BypassRelay
from chips.ssd1306 import Ssd1306
from chips.uart_dma import UartPort, rings
from chips.usb_console import UsbConsole
from chips.watchdog import Watchdog, take_boot_reason, want_reset
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent import contracts

_I2C_HERTZ = const(400000)
_I2C_TIMEOUT_US = const(5000)  # a bus that hangs costs this, once for each exchange
_SPI_HERTZ = const(20000000)
_LINE_BAUD = const(9600)  # until a profile says otherwise
_SUPPLY = const(29)  # the pin that sees a third of VSYS
_SENSOR = const(4)  # the converter's input from the temperature sensor
_NOISE_A_BLOCK = const(256)  # bytes of the ring oscillator's for 32 of ours


class NoPlaceForAJournal(Exception):
    """No flash chip answers where a journal is to be; its text says what to do."""


class _Font:
    """Glyphs, as PanelFrame wants them."""

    def __init__(self, narrow: bytes, advance: bytes, wide: bytes, codes: bytes) -> None:
        self.NARROW = narrow
        self.ADVANCE = advance
        self.WIDE = wide
        self.CODES = codes


class Pico:
    """The parts of one board. Arguments are pins by number, in the order that names say."""

    def __init__(
        self,
        terminal_tx_rx: "tuple[int, int]",
        register_tx_rx: "tuple[int, int]",
        sda_scl: "tuple[int, int]",
        red_green_blue: "tuple[int, int, int]",
        buzzer: int,
        button: int,
        relay: int,
        ring_bytes: int,
        watchdog_ms: int,
    ) -> None:
        for_terminal, for_register = rings(2, ring_bytes)
        self.terminal_line = _port(0, terminal_tx_rx, for_terminal)
        self.register_line = _port(1, register_tx_rx, for_register)
        self.host_line = UsbConsole(sys.stdin.buffer, sys.stdout.buffer)
        red, green, blue = red_green_blue
        self.lamp = PlainLamp(Pin(red, Pin.OUT), Pin(green, Pin.OUT), Pin(blue, Pin.OUT))
        self.buzzer = PwmBuzzer(PWM(Pin(buzzer)))
        self.button = PinButton(Pin(button, Pin.IN, Pin.PULL_UP))
        self.watchdog = Watchdog(watchdog_ms, BypassRelay(Pin(relay, Pin.OUT)))
        sda, scl = sda_scl
        self.i2c = I2C(0, sda=Pin(sda), scl=Pin(scl), freq=_I2C_HERTZ, timeout=_I2C_TIMEOUT_US)
        self.rtc = self._find_clock()
        self._panel: Ssd1306 | None = None
        self._reason = take_boot_reason()

    def boot_reason(self) -> int:
        """Return 0 power, 1 reset, 2 watchdog."""
        return self._reason

    def reset(self) -> None:
        """Restart the processor."""
        want_reset()
        restart()

    def set_baud(self, baud: int) -> None:
        """Set the speed of terminal and register line, bit/s."""
        self.terminal_line.set_baud(baud)
        self.register_line.set_baud(baud)

    def find_panel(self, column: int) -> "contracts.Panel | None":
        """Return the panel, if one answers and the build has made its font (chips.glyphs)."""
        try:
            # posminder.image.font makes it
            from chips.glyphs import (  # type: ignore[import-not-found]
                ADVANCE,
                CODES,
                NARROW,
                WIDE,
            )

            self.i2c.writeto(ssd1306.ADDRESS, b"\x00")
        except (ImportError, OSError):
            return None
        self._panel = Ssd1306(self.i2c, _Font(NARROW, ADVANCE, WIDE, CODES), column)
        return self._panel

    def health(self, case: "int | None") -> PicoHealth:
        """Return what it tells of itself; `case`: the pin of the switch under the lid, if any."""
        lid = None if case is None else CaseSwitch(Pin(case, Pin.IN, Pin.PULL_UP))
        lines = self.terminal_line, self.register_line
        found = lid, self.rtc, self._panel, self.button, lines
        return PicoHealth(ADC(_SUPPLY), ADC(_SENSOR), *found)

    def _find_clock(self) -> "Ds3231 | Pcf8563 | None":
        try:
            return Ds3231(self.i2c)
        except OSError:
            pass
        try:
            return Pcf8563(self.i2c)
        except OSError:
            return None


def flash_chip(
    sck: int, mosi: int, miso: int, select: int, red: int, cures: "tuple[str, str]"
) -> NorFlash:
    """Return the flash chip on SPI 1.

    Raises NoPlaceForAJournal if none of the 25 series answers, and lights the lamp red: the agent
    does not start, and what else could be done stands in `cures`, in English and in Chinese.
    """
    spi = SPI(1, baudrate=_SPI_HERTZ, sck=Pin(sck), mosi=Pin(mosi), miso=Pin(miso))
    try:
        return NorFlash(spi, Pin(select, Pin.OUT, value=1))
    except OSError as error:
        Pin(red, Pin.OUT)(1)
        raise NoPlaceForAJournal(
            "no flash chip of the 25 series answers (id %06x): a journal has no place. Wire one as "
            "WIRING.md shows, or %s.\n"
            "没有 25 系列闪存芯片应答（标识 %06x），日志无处存放。请按 WIRING.md 接上芯片，或%s。"
            % (error.args[1], cures[0], error.args[1], cures[1])
        ) from None


def pixel_lamp(pin: int) -> PixelLamp:
    """Return the lamp that is one WS2812."""
    return PixelLamp(NeoPixel(Pin(pin, Pin.OUT), 1))


def entropy(count: int) -> bytes:
    """Return `count` bytes for keys and nonces.

    What the RP2040 has is a ring oscillator read bit by bit, of which nobody promises that every
    bit is new: eight times as much as is wanted is taken, and hashed.
    """
    found = b""
    while len(found) < count:
        found += sha256(urandom(_NOISE_A_BLOCK)).digest()
    return found[:count]


def close_console() -> None:
    """Let 03 pass as any other byte: no Ctrl-C, and so no prompt, until a restart."""
    kbd_intr(-1)


def _port(number: int, tx_rx: "tuple[int, int]", ring: memoryview) -> UartPort:
    tx, rx = tx_rx
    return UartPort(number, _LINE_BAUD, Pin(tx), Pin(rx), ring)
