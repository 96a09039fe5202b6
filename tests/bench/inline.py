# SPDX-License-Identifier: MIT
"""What a board in line costs every byte, against the same bytes on a direct line, at the same time.

    python -m tests.bench.inline

Once sale after sale between the simulated register and terminal; once both ends speaking without
any pause, so that the board writes its journal and erases sectors in the middle of it. Each byte
sent also goes over a second wire that leads straight to the other end; what a byte adds is how
much later it comes through the board. Flash stalls are those of boards/unix/flash.py (an erase
45 ms, a page 0.6 ms: the processor stands, the receive rings fill). Processor time is not in it:
virtual time charges none. Section `inline` of build/bench.json; `bytes_lost` is that of the
traffic without a pause.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import Final

from posminder import journal_file, output
from posminder.journal_file import Record
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.scheduler import US_PER_MS, US_PER_S, Scheduler
from posminder.simulator.shop import Shop
from posminder.simulator.wire import Line, Wire
from posminder.simulator.world import World
from posminder.simulator.zvt_frames import BITS_PER_BYTE, encode_frame
from tests.bench.soak import keep
from tests.emulator.scene import MIDNIGHT_S, Scene, profile

SEED: Final = 1
BAUDS: Final = {9600: 120, 115200: 10}  # bit/s: for how many seconds without any pause
SALES: Final = 40
QUESTIONS: Final = 10
_NOT_POSSIBLE: Final = 0x83
_ACK: Final = b"\x06"
_TAKEN: Final = encode_frame(bytes.fromhex("800000"))
_NOON_S: Final = 12 * 3600
_SETTLING_IN_S: Final = 60  # the board's own questions at power-up go unanswered, and are over
_LEAD_US: Final = 50 * US_PER_MS  # of the register's commands before the terminal's answers


@dataclass(frozen=True, slots=True)
class Added:
    """What the board added, over both directions."""

    bytes_sent: int
    bytes_lost: int
    added_ms_p50: float
    added_ms_p99: float
    added_ms_max: float
    records: int  # journaled meanwhile
    erases: int  # of sectors, meanwhile


@dataclass(slots=True)
class Direction:
    """What one far end sent, and when each byte came to the other, by either way."""

    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)
    direct_us: list[int] = field(default_factory=list)
    through_us: list[int] = field(default_factory=list)

    def lost(self) -> int:
        """Return how many bytes did not come through; where none lacks, how many came as others."""
        pairs = zip(self.sent, self.received, strict=False)
        others = sum(one != other for one, other in pairs)
        return len(self.sent) - len(self.received) or others

    def added_ms(self) -> list[float]:
        """Return for each byte how much later it came. Only where none was lost."""
        pairs = zip(self.through_us, self.direct_us, strict=True)
        return [(through - direct) / US_PER_MS for through, direct in pairs]


def watch(world: World) -> list[Direction]:
    """Follow from now on what each far end sends: register's first, then the terminal's."""
    terminal, register = world.terminal_line, world.register_line
    return [
        _follow(world.scheduler, register, terminal),
        _follow(world.scheduler, terminal, register),
    ]


def _follow(scheduler: Scheduler, source: Line, target: Line) -> Direction:
    found = Direction()
    send, receive = source.send, target.received

    def arrived(data: bytes) -> None:
        found.direct_us += [scheduler.now_us] * len(data)

    def came_through(data: bytes) -> None:
        found.received += data
        found.through_us += [scheduler.now_us] * len(data)
        receive(data)

    direct = Wire(scheduler, BITS_PER_BYTE, lambda data: data, arrived)
    direct.baud = source.baud

    def send_both(data: bytes) -> None:
        found.sent += data
        send(data)
        direct.send(data)

    source.send = send_both  # type: ignore[method-assign] # a tap on this one line
    target.received = came_through
    return found


def sales() -> Iterator[tuple[bytes, bytes]]:
    """Yield what the register and what the terminal say in one sale after another.

    In one dialogue they would take turns; here neither waits, and the command leads its answer
    by so much as both sides have to say.
    """
    number = 0
    while True:
        number += 1
        digits = f"{number % 1_000_000:06d}"
        amount = bytes.fromhex(f"04{number % 100_000 + 1:012d}")
        fields = amount + bytes.fromhex(f"0b{digits}87{digits[2:]}4909780c1200000d1123")
        lines = [b"\x06\xd1" + bytes((len(text) + 1, 0)) + text for text in _slip(number)]
        lines[-1] = lines[-1][:3] + b"\x80" + lines[-1][4:]
        result = b"\x27\x00" + fields
        said = [b"\x04\x0f" + bytes((len(result),)) + result, *lines, b"\x06\x0f\x00"]
        ask = b"\x06\x01" + bytes((len(amount),)) + amount
        terminal = _ACK + _TAKEN + b"".join(map(encode_frame, said)) + _ACK * len(said)
        register = encode_frame(ask) + (_ACK + _TAKEN) * len(said) + _ACK
        yield register, terminal


def _slip(number: int) -> list[bytes]:
    return [f"line {line:02d} of slip {number:06d}".encode() for line in range(1, 9)]


def paced(seconds: float, baud: int) -> list[tuple[bytes, bytes]]:
    """Return as many sales as fill both lines for so long, both sides of equal length."""
    found: list[tuple[bytes, bytes]] = []
    room = int(seconds * baud / BITS_PER_BYTE)
    for register, terminal in sales():
        length = max(len(register), len(terminal))
        # An ACK too many is nothing to anyone, and a line that says one is not idle.
        found.append((register.ljust(length, _ACK), terminal.ljust(length, _ACK)))
        room -= length
        if room < 0:
            return found
    return found


def continuous(baud: int, seconds: float, seed: int = SEED) -> Added:
    """Let both ends speak without any pause for `seconds`: no sale in a shop does."""
    with World(MIDNIGHT_S + _NOON_S, seed) as world:
        session = commission(world, baud, seed)
        before = journal(session)
        terminal_line, register_line = world.terminal_line, world.register_line
        ways = watch(world)
        talk = paced(seconds, baud)
        register_line.send(b"".join(register for register, _ in talk))
        world.run_for(_LEAD_US)
        terminal_line.send(b"".join(terminal for _, terminal in talk))
        world.run_for(int(seconds * US_PER_S) + 2 * US_PER_S)
        return added(ways, journal(session)[len(before) :])


def dialogues(baud: int, sales: int, seed: int = SEED, pause_s: float = 0) -> Added:
    """Sell through the board, one sale after another; without a pause nothing is erased ahead."""

    def set_speed(shop: Shop) -> None:
        for line in (shop.world.terminal_line, shop.world.register_line):
            line.baud = baud

    settings = {"terminal.zvt": f'{{"baud": {baud}}}'}
    with Scene(seed, settings=settings, wakes=set_speed) as scene:
        before = scene.journal()
        ways = watch(scene.world)
        for amount_minor in range(1_000, 1_000 + sales):
            scene.sell(amount_minor)
            scene.run(pause_s)
        return added(ways, scene.journal()[len(before) :])


def gated(baud: int, questions: int, seed: int = SEED) -> float:
    """Return the most that a byte of the register is late by, ms, while the gate is closed.

    The register asks for diagnoses, which pass; the terminal lacks its keys and stays without.
    """

    def lock(shop: Shop) -> None:
        for line in (shop.world.terminal_line, shop.world.register_line):
            line.baud = baud
        shop.terminal.needs_initialisation = True
        shop.terminal.switches.refuse_sign_in_code = _NOT_POSSIBLE

    settings = {
        "terminal.zvt": f'{{"baud": {baud}}}',
        "gate.refuse_while": '["not_signed_in"]',
    }
    with Scene(seed, settings=settings, wakes=lock) as scene:
        scene.run(30)
        gate = scene.status().gate
        assert gate is not None
        assert gate.state == "closed"
        way = watch(scene.world)[0]
        for _ in range(questions):
            scene.register.diagnose()
            scene.wait(lambda: scene.register.idle)
        scene.run(1)
    assert not way.lost()
    return round(max(way.added_ms()), 2)


def added(ways: list[Direction], meanwhile: list[Record]) -> Added:
    """Put together what came of both directions."""
    lost = sum(way.lost() for way in ways)
    late = [0.0] if lost else sorted(each for way in ways for each in way.added_ms())
    return Added(
        bytes_sent=sum(len(way.sent) for way in ways),
        bytes_lost=lost,
        added_ms_p50=round(late[len(late) // 2], 2),
        added_ms_p99=round(late[len(late) * 99 // 100], 2),
        added_ms_max=round(late[-1], 2),
        records=len(meanwhile),
        erases=sum(record.name == "state" and record.words()["part"] == 0 for record in meanwhile),
    )


def commission(world: World, baud: int, seed: int) -> Session:
    """Give the board its profile for this speed, and let it find that nobody answers yet."""
    session = Session(HostPipe(world))
    world.run_for(US_PER_S)
    key = random.Random(f"key/{seed}").randbytes(32)
    session.commission(key)
    session.unlock(key)
    session.set_clock(datetime.fromtimestamp(world.scheduler.wall_s, UTC))
    compiled = profile(settings=(("terminal.zvt", f'{{"baud": {baud}}}'),))
    session.upload("/profile", compiled.data)
    session.commit("/profile", compiled.data)
    for line in (world.terminal_line, world.register_line):
        line.baud = baud
    world.run_for(_SETTLING_IN_S * US_PER_S)
    return session


def journal(session: Session) -> list[Record]:
    """Pull the whole journal."""
    return journal_file.read(session.download("/journal/since/0"), "the board")


def main() -> None:
    """Measure, print, and write build/bench.json."""
    found: dict[str, dict[str, object]] = {}
    for baud, seconds in BAUDS.items():
        busy = continuous(baud, seconds)
        row = {**asdict(dialogues(baud, SALES)), "bytes_lost": busy.bytes_lost}
        row["gate_closed_ms_max"] = gated(baud, QUESTIONS)
        found[str(baud)] = {**row, "continuous": asdict(busy)}
    flat = {baud: _flat(row) for baud, row in found.items()}
    output.table(
        ("in line; processor time not in it", *(f"{baud} bit/s" for baud in flat)),
        [(name, *(row[name] for row in flat.values())) for name in next(iter(flat.values()))],
    )
    keep("bench.json", "inline", found)


def _flat(row: dict[str, object]) -> dict[str, object]:
    named: dict[str, object] = {}
    for name, value in row.items():
        if isinstance(value, dict):
            named.update({f"{name}: {inner}": each for inner, each in value.items()})
        else:
            named[name] = value
    return named


if __name__ == "__main__":
    main()
