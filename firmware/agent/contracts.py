# SPDX-License-Identifier: MIT
"""What hardware must offer the agent. boards/ and chips/ implement it, nothing here runs.

A board is a module named `board` with the attributes of `Board`. An optional part that is not
fitted is None; whoever uses it asks `is None`, never which board this is.
"""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class BytePort(Protocol):
        """A serial line. Also accepted by select.poll, so that a task can sleep on it."""

        def any(self) -> int:
            """Return how many received bytes wait, 0..n."""

        def readinto(self, buffer: bytearray | memoryview, count: int) -> int | None:
            """Move at most `count` waiting bytes into `buffer`; return how many, never wait."""

        def write(self, data: bytes | bytearray | memoryview, count: int) -> int | None:
            """Queue the first `count` bytes of `data`; return how many were taken (None: none).

            The count is an argument so that a receive path need not allocate a slice.
            """

        def room(self) -> int:
            """Return how many bytes `write` would take now, 0..n."""

        def lost(self) -> int:
            """Return how many received bytes were dropped since the start (ring overflow)."""

    class Region(Protocol):
        """A run of NOR-flash sectors: programming clears bits, erasing a sector sets them."""

        sector_size: int  # bytes, 4096 on every part we know
        sector_count: int
        page_size: int  # bytes one program operation may touch at most, 256

        def read(self, offset: int, buffer: bytearray | memoryview) -> None:
            """Fill `buffer` from byte `offset`. Raises OSError."""

        def program(self, offset: int, data: bytes | bytearray | memoryview) -> None:
            """Clear bits so that flash = flash & data; within one page. Raises OSError."""

        def erase(self, sector: int) -> None:
            """Set every bit of `sector`. Raises OSError.

            A part that erases by itself may still be at it when this returns. It may be read and
            programmed elsewhere meanwhile; who reads or programs that sector waits for the end.
            """

    class CodeSlots(Region, Protocol):
        """Two slots of code, each half of the sectors (posminder_formats/BUNDLE.md).

        What runs may be read where it lies, so its slot is never erased or programmed.
        """

        running: int  # the slot whose code runs, 0 or 1
        standing: int  # how it came to: loader.SETTLED 0, TRIAL 1, FELL_BACK 2

    class Lamp(Protocol):
        """One lamp with colours; blinking is the driver's work, so that the agent may sleep."""

        def show(self, pattern: int) -> None:
            """Show one of alerts.patterns' LAMP_* until told otherwise."""

    class Buzzer(Protocol):
        """A sounder that plays a pattern once and falls silent by itself."""

        def play(self, pattern: int) -> None:
            """Play one of alerts.patterns' SOUND_*."""

    class Panel(Protocol):
        """A small screen of text lines."""

        def show(self, lines: tuple[str, ...]) -> None:
            """Replace everything shown by `lines` (at most limits.PANEL_LINES)."""

    class Button(Protocol):
        """The cashier's button, already free of bounce. Also accepted by select.poll."""

        def pressed_ms(self) -> int:
            """Return how long the oldest unread press lasted, in ms; 0 if there was none."""

    class Watchdog(Protocol):
        """Resets the board unless fed within limits.WATCHDOG_MS.

        A board that stands in line has a bypass relay: wires straight through while it is without
        current. What holds it is toggled by `feed` and by nothing else, so that an agent that
        stands still lets register and terminal speak without it. No board here has one yet.
        """

        def feed(self) -> None:
            """Start the time anew."""

    class Rtc(Protocol):
        """A clock that runs on a battery."""

        def read(self) -> int | None:
            """Return seconds since 1970 UTC, or None if the battery was lost."""

        def set(self, wall_s: int) -> None:
            """Set it to `wall_s`, seconds since 1970 UTC."""

    class Case(Protocol):
        """The switch under the lid, free of bounce. Accepted by select.poll.

        Readable after each change, and from the start where it is open by then.
        """

        @property
        def is_open(self) -> bool:
            """Tell whether the lid is off."""

        def opened(self) -> bool:
            """Return `is_open`, and be readable again only after the next change."""

    class Counted(Protocol):
        """A part that counts how often it gave no answer."""

        faults: int

    class Health(Protocol):
        """What a board can tell of itself. Asked once a minute, and for /status."""

        case: Case | None
        # Parts by their names in /self-test that gave no answer at the start.
        silent: tuple[str, ...]

        def supply_mv(self) -> int | None:
            """Return the voltage that the board runs on, before its own regulator."""

        def chip_c(self) -> int | None:
            """Return the processor's temperature, whole degrees Celsius."""

        def faults(self) -> dict[str, int]:
            """Return how often each part failed since the start, by its name in /self-test."""

    class Board(Protocol):
        """The module `board` of boards/<name>/."""

        name: str
        unique_id: bytes  # 8 bytes, the same for the life of the board
        host_line: BytePort  # every byte both ways, 03 (Ctrl-C) too: COBS has it
        terminal_line: BytePort
        register_line: BytePort | None
        journal_region: Region
        # At least eight sectors: profile, key, people, sealing keys; with code slots twelve:
        # which slot runs, and the key that signs what may
        config_region: Region
        code: CodeSlots | None  # None: such a board takes no update
        lamp: Lamp
        buzzer: Buzzer
        panel: Panel | None
        button: Button
        watchdog: Watchdog
        rtc: Rtc | None
        health: Health | None  # None: it can tell nothing of itself

        def entropy(self, count: int) -> bytes:
            """Return `count` random bytes fit for keys and nonces."""

        def close_console(self) -> None:
            """Let nothing that is typed interrupt the agent, until a restart: no Ctrl-C, no REPL.

            Called once the board has its key. Where MicroPython has a console:
            `micropython.kbd_intr(-1)`; the host line is then the only way in.
            """

        def boot_reason(self) -> int:
            """Return records' boot reason: 0 power, 1 reset, 2 watchdog."""

        def set_baud(self, baud: int) -> None:
            """Set the speed of terminal and register line, bit/s."""

        def reset(self) -> None:
            """Restart the processor; does not return."""
