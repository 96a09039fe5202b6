# SPDX-License-Identifier: MIT
"""What every simulated day on the screen has in common: its date, the technician, the teller."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from posminder import output
from posminder.journal_file import Record
from posminder.money import amount_text
from posminder.profile import check as profile_check
from posminder.profile.compile import Compiled, compile_profile
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Moment, Timeline, Who
from posminder.store.ingest import pull
from posminder.store.store import Store

EXAMPLE: Final = Path(__file__).parents[1] / "profiles" / "example" / "kiosk.yaml"
ZONE: Final = ZoneInfo("Europe/Berlin")
MIDNIGHT: Final = datetime(2026, 11, 23, tzinfo=ZONE)  # a Monday
MIDNIGHT_S: Final = int(MIDNIGHT.timestamp())
START_S: Final = MIDNIGHT_S + 7 * 3600  # the technician comes at seven
AFTER_CLOSING_S: Final = 5 * 60
_CURRENCY: Final = 978
_COLOURS: Final = {
    Who.TECHNICIAN: "magenta",
    Who.CASHIER: "cyan",
    Who.REGISTER: "white",
    Who.TERMINAL: "green",
    Who.BOARD: "bold yellow",
}

SeedOption = Annotated[int, typer.Option(help="The same seed gives the same day.")]


def example(wiring: str) -> Compiled:
    """Return the shipped example's profile, for a board wired so."""
    checked = profile_check.check(EXAMPLE, {})
    if checked.profile is None or checked.password is None:
        raise AssertionError("the shipped example has errors")
    terminal = checked.profile.terminal.model_copy(update={"wiring": wiring})
    profile = checked.profile.model_copy(update={"terminal": terminal})
    return compile_profile(profile, checked.password, MIDNIGHT.year)


class Technician:
    """Comes in the morning with a profile, and after closing for the journal."""

    def __init__(self, shop: Shop, timeline: Timeline) -> None:
        self._shop = shop
        self._timeline = timeline
        shop.world.run_for(US_PER_S)
        self._session = Session(HostPipe(shop.world))
        self._key = shop.rng.randbytes(32)  # a day on the screen is the same for one seed

    def commission(self, profile: Compiled) -> None:
        """Do what `posminder apply --commission` does, at the shop's own time."""
        session = self._session
        now = datetime.fromtimestamp(self._shop.scheduler.wall_s, UTC)
        session.commission(self._key)
        session.unlock(self._key)
        session.set_clock(now)
        session.upload("/profile", profile.data)
        same = session.commit("/profile", profile.data) == profile.sha256
        said = "as sent" if same else "NOT as sent"
        text = f"applies the profile; the board's hash of it is {said}"
        self._timeline.say(Who.TECHNICIAN, text)
        session.lock()

    def pull(self) -> list[Record]:
        """Do what `posminder logs` does, with a store for this one day."""
        session = self._session
        board_id = session.hello().id.hex()
        session.unlock(self._key)

        def download(path: str, received: bytearray) -> bytes:
            return session.download(path, received=received)

        with (
            tempfile.TemporaryDirectory(prefix="posminder-simulate-") as folder,
            Store(Path(folder) / "store.sqlite3") as store,
        ):
            done = pull(store, board_id, download)
            found = list(store.records(board_id))
        missing = sum(gap.last - gap.first + 1 for gap in done.gaps)
        text = f"pulls the journal: {done.new} records, {missing or 'none'} missing"
        self._timeline.say(Who.TECHNICIAN, text)
        return found


def books(count: int, total_minor: int) -> str:
    """Return `3: 30.00 EUR`."""
    return f"{count}: {money(total_minor)}"


def money(minor: int) -> str:
    """Return an amount in the example's currency."""
    return amount_text(minor, _CURRENCY)


def teller(*, silent: bool = False) -> Callable[[Moment], None]:
    """Return what prints a moment; `silent` for a script, which reads the summary only."""
    console = Console(highlight=False, soft_wrap=True, quiet=silent)

    def tell(moment: Moment) -> None:
        local = datetime.fromtimestamp(moment.at_s, ZONE)
        line = Text(f"{local:%H:%M:%S}  ", style="dim")
        line.append(f"{moment.who:<11}", style=_COLOURS[moment.who])
        line.append(output.clean(moment.text))
        console.print(line)

    return tell
