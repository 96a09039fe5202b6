# SPDX-License-Identifier: MIT
"""What a Pico tells of itself: supply and temperature by its own converter, and its parts' counts.

Whole numbers throughout. RP2040 data sheet, chapter 4.9.5: the sensor's voltage is 706 mV at 27
degrees and falls by 1.721 mV a degree. Pico data sheet: GPIO 29 sees a third of VSYS.
"""

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from machine import ADC

    from agent import contracts
    from chips.button import PinButton
    from chips.uart_dma import UartPort

_REFERENCE_MV = const(3300)
_DIVIDER = const(3)
_LOOKS = const(8)  # one alone is wrong by some steps
_SCALE = const(524288)  # 8 times 65536
_AT_27_UV = const(706000)
_A_DEGREE_UV = const(1721)


class PicoHealth:
    """A Health (agent.contracts). `lines`: terminal's and register's."""

    def __init__(
        self,
        supply: "ADC",
        sensor: "ADC",
        case: "contracts.Case | None",
        clock: "contracts.Counted | None",
        panel: "contracts.Counted | None",
        button: "PinButton",
        lines: "tuple[UartPort, UartPort]",
    ) -> None:
        self.case = case
        self._supply = supply
        self._sensor = sensor
        self._parts = (("clock", clock), ("panel", panel))
        self.silent: "tuple[str, ...]" = tuple([name for name, part in self._parts if part is None])
        self._button = button
        self._lines = (("terminal", lines[0]), ("register", lines[1]))
        self._stuck = 0
        self._was_stuck = False

    def supply_mv(self) -> int:
        """Return VSYS, behind the diode of the USB plug."""
        return _sum(self._supply) * _REFERENCE_MV // _SCALE * _DIVIDER

    def chip_c(self) -> int:
        """Return the processor's temperature, to the nearest degree."""
        sensor_uv = _sum(self._sensor) * _REFERENCE_MV // (_SCALE // 1000)
        return 27 - (sensor_uv - _AT_27_UV + _A_DEGREE_UV // 2) // _A_DEGREE_UV

    def faults(self) -> "dict[str, int]":
        """Return how often each part failed since the start."""
        stuck = self._button.stuck
        if stuck and not self._was_stuck:
            self._stuck += 1
        self._was_stuck = stuck
        found = {"button": self._stuck}
        for name, part in self._parts:
            if part is not None:
                found[name] = part.faults
        for name, line in self._lines:
            found[name] = line.lost() + line.line_errors
        return found


def _sum(converter: "ADC") -> int:
    """Return eight looks together, 0..8 times 65535."""
    return sum([converter.read_u16() for _ in range(_LOOKS)])
