# SPDX-License-Identifier: MIT
"""The RP2040's watchdog, what holds the bypass relay, and why the board started.

The chip tells a power-up from a reset, but not a reset that was wanted from one that the watchdog
made: MicroPython's `machine.reset` is a watchdog's too (facts: reset_cause 3 for both). So a wanted
one leaves a mark in a scratch register, which outlives a reset and no power cut (RP2040 data sheet,
chapter 4.7: scratch 0..3 are free, the boot ROM has 4..7).
"""

from machine import PWRON_RESET, WDT, mem32, reset_cause

from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from chips.relay import BypassRelay

POWER = const(0)
RESET = const(1)
WATCHDOG = const(2)

_SCRATCH_REASON = const(0x4005800C)
_WANTED = const(0x504D01)


class Watchdog:
    """A Watchdog (agent.contracts). It runs from the first feed on: reading a new journal's whole
    chip for the first time takes longer than it waits.
    """

    def __init__(self, timeout_ms: int, relay: "BypassRelay | None") -> None:
        self._timeout_ms = timeout_ms
        self._relay = relay
        self._dog: "WDT | None" = None

    def feed(self) -> None:
        """Start the time anew, and hold the relay for a while longer."""
        if self._dog is None:
            self._dog = WDT(timeout=self._timeout_ms)
        self._dog.feed()
        if self._relay is not None:
            self._relay.toggle()


def take_boot_reason() -> int:
    """Return POWER, RESET or WATCHDOG, and forget it: the next start has its own."""
    mark = mem32[_SCRATCH_REASON]
    mem32[_SCRATCH_REASON] = 0
    if reset_cause() == PWRON_RESET:
        return POWER
    return RESET if mark == _WANTED else WATCHDOG


def want_reset() -> None:
    """Mark the reset that follows as one that was wanted."""
    mem32[_SCRATCH_REASON] = _WANTED
