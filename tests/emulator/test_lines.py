# SPDX-License-Identifier: MIT
"""Both serial lines as they are in a shop: noisy, unplugged, and never slower for our board."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from posminder.simulator.register import SaleView
from posminder.simulator.scheduler import US_PER_S, LineEnd
from posminder.simulator.terminal_truth import SaleState
from posminder.simulator.wire import Faults
from tests.emulator import checks
from tests.emulator.scene import Scene

_BYTE_US = 11 * US_PER_S / 9600
_FIFO_US = 4 * _BYTE_US + 32 * US_PER_S / 9600  # a receiver's own delay, with a board or without


@dataclass
class Tap:
    """Listens at one far end of a line: what it sends and what it receives, and when (us)."""

    scene: Scene
    line: LineEnd
    sent: list[tuple[int, bytes]] = field(default_factory=list)
    received: list[tuple[int, bytes]] = field(default_factory=list)

    def __post_init__(self) -> None:
        send, receive = self.line.send, self.line.received

        def on_send(data: bytes) -> None:
            self.sent.append((self.scene.now_us, bytes(data)))
            send(data)

        def on_receive(data: bytes) -> None:
            self.received.append((self.scene.now_us, bytes(data)))
            receive(data)

        self.line.send = on_send  # type: ignore[method-assign] # a tap on this one line
        self.line.received = on_receive


def joined(pieces: list[tuple[int, bytes]]) -> bytes:
    """Return all bytes in order."""
    return b"".join(data for _, data in pieces)


@pytest.mark.parametrize("seed", range(81, 84))
def test_on_noisy_lines_all_three_agree_on_every_decided_sale(seed: int) -> None:
    """A byte in a thousand is lost, one flipped, one doubled: several frames of every sale."""
    with Scene(seed, "19:00") as scene:
        for line in (scene.world.terminal_line, scene.world.register_line):
            line.faults = Faults(lose=0.001, flip=0.001, double=0.001)
        for amount_minor in range(1_000, 1_005):
            scene.sell(amount_minor)
            scene.run(20)
        lines = scene.status().lines
        for line in (scene.world.terminal_line, scene.world.register_line):
            line.faults = Faults()
        scene.run(300)
        scene.close(400)
        journal = scene.journal()
        checks.is_whole(journal, boots=1)
        checks.sales_agree(journal, scene.truth)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        approved = [sale.trace for sale in scene.truth.sales if sale.state is SaleState.APPROVED]
        believed = [sale.trace for sale in scene.register.sales if sale.state is SaleView.APPROVED]
        assert believed == approved
        assert lines.terminal is not None
        assert lines.register_ is not None
        assert lines.terminal.checksum_errors + lines.terminal.broken > 0
        assert lines.register_.checksum_errors + lines.register_.broken > 0


def test_one_byte_in_a_hundred_ruins_sales_and_no_books() -> None:
    """Hardly a frame survives: whatever is decided all the same is decided for everyone."""
    with Scene(84, "19:00") as scene:
        for line in (scene.world.terminal_line, scene.world.register_line):
            line.faults = Faults(lose=0.004, flip=0.003, double=0.003)
        for amount_minor in (1_000, 1_001, 1_002):
            scene.sell(amount_minor)
        for line in (scene.world.terminal_line, scene.world.register_line):
            line.faults = Faults()
        scene.run(300)
        scene.sell(1_003)
        scene.close(400)
        journal = scene.journal()
        checks.is_whole(journal, boots=1)
        checks.sales_agree(journal, scene.truth)
        checks.settled_once(journal, scene.truth, scene.shop.acquirer)
        assert scene.status().events_dropped == 0


def test_a_sale_the_terminal_takes_back_does_not_stay_approved() -> None:
    """The approval was seen, the receipt's first line went unanswered: 06 1E, and no money."""
    with Scene(88) as scene:
        scene.register.sell(1_000)
        scene.wait(lambda: scene.truth.sales)
        scene.run(0.2)  # the status information is through, and answered
        scene.world.register_line.unplugged = True
        scene.wait(lambda: scene.truth.sales[0].state is SaleState.REVERSED)
        scene.run(20)
        scene.world.register_line.unplugged = False
        scene.wait(lambda: scene.register.idle, 900)
        journal = scene.journal()
        assert journal.of("sale", transaction="sale", result=0), "cut too early to be a test"
        checks.sales_agree(journal, scene.truth)


def test_an_unplugged_terminal_is_said_and_a_plugged_one_cleared() -> None:
    with Scene(85) as scene:
        scene.world.terminal_line.unplugged = True
        assert scene.sell().state is SaleView.UNKNOWN
        assert "sale_unknown" in scene.alerts()
        scene.close(60)
        assert "terminal_silent" in scene.alerts()
        assert scene.journal().of("line", line="terminal")[-1].words()["state"] == "silent"
        scene.world.terminal_line.unplugged = False
        scene.run(400)
        assert "terminal_silent" not in scene.alerts()
        assert scene.journal().of("line", line="terminal")[-1].words()["state"] == "answering"


def test_the_board_delays_a_byte_by_one_receivers_fifo_and_no_more() -> None:
    with Scene(86) as scene:
        at_terminal = Tap(scene, scene.world.terminal_line)
        at_register = Tap(scene, scene.world.register_line)
        scene.sell()
        assert joined(at_register.received) == joined(at_terminal.sent)
        assert joined(at_terminal.received) == joined(at_register.sent)
        direct_us: list[float] = []
        for at_us, data in at_terminal.sent:
            free_us = max(direct_us[-1] if direct_us else 0, at_us)
            direct_us += [free_us + _BYTE_US * (index + 1) for index in range(len(data))]
        through_us = [at_us for at_us, data in at_register.received for _ in data]
        delays_us = [late - early for late, early in zip(through_us, direct_us, strict=True)]
        added_us = max(delays_us) - _FIFO_US
        print(f"in line, a byte comes at most {added_us / 1000:.1f} ms later than directly")
        assert 0 < added_us <= _FIFO_US + 1_000


def test_no_byte_of_an_own_dialog_reaches_the_register() -> None:
    with Scene(87, "20:00") as scene:
        scene.sell()
        at_terminal = Tap(scene, scene.world.terminal_line)
        at_register = Tap(scene, scene.world.register_line)
        scene.close()
        assert len(scene.truth.batches) == 1
        assert joined(at_terminal.sent), "the terminal said nothing to settle"
        assert at_register.received == []
        counters = scene.register.link_counters
        assert (counters.naks_sent, counters.duplicates_dropped) == (0, 0)
        scene.sell()
        assert scene.register.link_counters.naks_sent == 0
