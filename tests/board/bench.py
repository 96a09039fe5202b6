# SPDX-License-Identifier: MIT
"""A board on the bench: its host line and its terminal's line are serial ports of this computer.

Nothing is known of the board but what a technician can ask it. It may have a past: every day here
is later than all that it has seen, and what is asserted is what was written since.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from typer.testing import CliRunner, Result

from posminder import journal_file
from posminder.board_status import BoardStatus
from posminder.cli.connect import LINE_BROKE, connect, unlock
from posminder.cli.root import app
from posminder.session import Session
from posminder.simulator.attached import AttachedShop
from tests.emulator.scene import Journal

DAY_S: Final = 86_400
PROFILE: Final = """\
schema: 1
site: {{id: bench-0001, name: Bench, timezone: Etc/UTC, currency: EUR}}
terminal: {{driver: zvt, wiring: {wiring}, tid: "29001234"}}
hours: {{mon-sun: "08:00-20:00"}}
settle: {{latest: "20:45"}}
people: {{owner: A. Beispiel}}
mode: enforce
"""
_RECEIPTS: Final = "receipts: {missing_after_s: 10}\n"  # beside a terminal nobody sees any
_LOOK_S: Final = 1  # each look takes a lease, which is a record
_QUIET_S: Final = 6  # a question to the terminal that is not answered is given up after five
_KNOWN_S: Final = 330  # totals are asked for every five minutes where nothing passes
_BACK_S: Final = 30  # for a board to answer again after a restart


class Bench:
    """The shop around the board at `port`, and the technician. `profile` is the file he applies."""

    def __init__(self, port: str, shop: AttachedShop, folder: Path) -> None:
        self.port = port
        self.shop = shop
        self.profile = folder / "bench.yaml"
        text = PROFILE.format(wiring="beside" if shop.register is None else "in_line")
        text += "" if shop.register is None else _RECEIPTS
        self.profile.write_text(text, encoding="utf-8")
        status = self.status()
        today_s = max(int(time.time()), status.wall_s or 0) // DAY_S * DAY_S
        self._day_s = today_s + DAY_S
        self.began_seq = status.journal.last_seq
        shop.jump_to(self._day_s + 12 * 3600)

    # The technician

    def posminder(self, *arguments: str) -> Result:
        """Run the command as he does, on this board's port."""
        return CliRunner().invoke(app, [*arguments, "--port", self.port], catch_exceptions=False)

    @staticmethod
    def posminder_offline(*arguments: str) -> Result:
        """Run the command where no board is asked."""
        return CliRunner().invoke(app, [*arguments], catch_exceptions=False)

    @contextmanager
    def leased(self) -> Iterator[Session]:
        """Hold the lease while in the context."""
        with connect(self.port) as (session, status):
            unlock(session, status)
            yield session
            session.lock()

    def set_clock(self, clock: str) -> None:
        """Let it be `clock`, "HH:MM:SS" and never earlier than it was, in shop and board."""
        hours, minutes, seconds = map(int, clock.split(":"))
        self.shop.jump_to(self._day_s + hours * 3600 + minutes * 60 + seconds)
        with self.leased() as session:
            session.set_clock(datetime.fromtimestamp(self.shop.wall_s, UTC))

    def status(self) -> BoardStatus:
        """Read /status."""
        with connect(self.port) as (_, status):
            return status

    def journal(self) -> Journal:
        """Pull what was written since the beginning."""
        with self.leased() as session:
            data = session.download(f"/journal/since/{self.began_seq}")
        return Journal(journal_file.read(data, self.port, self.began_seq))

    def restart(self) -> None:
        """Have the board restart, and wait until it answers."""
        with self.leased() as session:
            session.reset()
        time.sleep(1)
        deadline = time.monotonic() + _BACK_S
        while True:
            try:
                self.status()
            except LINE_BROKE:
                if time.monotonic() > deadline:
                    raise
                continue
            return

    # Time

    def wait(self, what: str, happened: Callable[[], object], timeout_s: float) -> None:
        """Wait until something is so in the shop or on the board."""
        deadline = time.monotonic() + timeout_s
        while not happened():
            assert time.monotonic() < deadline, f"not within {timeout_s} s: {what}"
            time.sleep(_LOOK_S)

    def rest(self) -> None:
        """Wait until the board has written nothing for a while: what it had to do it has done."""
        seq, since = -1, time.monotonic()
        while time.monotonic() - since < _QUIET_S:
            last_seq = self.status().journal.last_seq
            if last_seq != seq:
                seq, since = last_seq, time.monotonic()
            time.sleep(_LOOK_S)

    def written(self, name: str, timeout_s: float, **words: object) -> Journal:
        """Wait until the journal has a record `name` with these words; return all such."""
        self.wait(f"{name} {words}", lambda: self.journal().of(name, **words), timeout_s)
        return Journal(self.journal().of(name, **words))

    # The shop

    def sell(self, amount_minor: int) -> None:
        """Sell, through the register where there is one, and wait until the board knows of it.

        Beside a terminal the first sale after a start is a count and an amount and no more.
        """
        before = self.status().batch.total_minor or 0
        with self.shop.lock:
            if self.shop.register is None:
                assert self.shop.terminal.local_sale(amount_minor)
            else:
                self.shop.register.sell(amount_minor)
        self.wait(
            f"a sale of {amount_minor}",
            lambda: self.status().batch.total_minor == before + amount_minor,
            _KNOWN_S,
        )
