# SPDX-License-Identifier: MIT
"""`posminder simulate`: the real firmware in a simulated shop, in virtual or real time."""

from __future__ import annotations

import secrets
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.text import Text

from posminder import output
from posminder.errors import EXIT_FINDING
from posminder.journal_file import Record
from posminder.money import amount_text
from posminder.profile import check as profile_check
from posminder.profile.compile import Compiled, compile_profile
from posminder.session import Session
from posminder.simulator.bridge import Bridge
from posminder.simulator.day import CLOSING_S, SALES, DemoDay
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.shop import Shop
from posminder.simulator.timeline import Moment, Timeline, Who
from posminder.store.ingest import pull
from posminder.store.store import Store
from posminder_formats import records as r

app = typer.Typer(help="Run the real firmware in a simulated shop.", no_args_is_help=True)

_EXAMPLE: Final = Path(__file__).parents[1] / "profiles" / "example" / "kiosk.yaml"
_ZONE: Final = ZoneInfo("Europe/Berlin")
_MIDNIGHT: Final = datetime(2026, 11, 23, tzinfo=_ZONE)  # a Monday
_START_S: Final = 7 * 3600  # the technician comes at seven
_AFTER_CLOSING_S: Final = 5 * 60
_COLOURS: Final = {
    Who.TECHNICIAN: "magenta",
    Who.CASHIER: "cyan",
    Who.REGISTER: "white",
    Who.TERMINAL: "green",
    Who.BOARD: "bold yellow",
}

SeedOption = Annotated[int, typer.Option(help="The same seed gives the same day.")]


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the summary: what the board's journal says against the terminal's own books."""

    what: str
    journal: str
    terminal: str

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.journal == self.terminal


@app.command()
def demo(seed: SeedOption = 1, as_json: output.JsonOption = False) -> None:
    """A short shop day, opening to settled, then the journal against the terminal's books.

    Exit 1: they disagree.
    """
    began = time.monotonic()
    tell = _ignore if as_json else _teller()
    midnight_s = int(_MIDNIGHT.timestamp())
    with (
        Shop(midnight_s + _START_S, seed) as shop,
        tempfile.TemporaryDirectory(prefix="posminder-demo-") as folder,
        Store(Path(folder) / "store.sqlite3") as store,
    ):
        timeline = Timeline(shop, tell)
        if shop.register is None:
            raise AssertionError("the demo's shop is in line")
        DemoDay(shop, shop.register, timeline, midnight_s)
        shop.world.run_for(US_PER_S)
        session = Session(HostPipe(shop.world))
        key = secrets.token_bytes(32)
        _commission(session, key, shop, timeline)
        shop.world.run_until_wall(midnight_s + CLOSING_S + _AFTER_CLOSING_S)
        board_id = _pull(session, key, store, timeline)
        found = list(store.records(board_id))
        checks = _compare(found, shop)
        virtual_h = shop.scheduler.now_us / US_PER_S / 3600
    _sum_up(checks, found, virtual_h, time.monotonic() - began, as_json=as_json)
    if not all(check.agrees for check in checks):
        raise typer.Exit(EXIT_FINDING)


@app.command()
def serve(seed: SeedOption = 1) -> None:
    """A fresh board in real time behind a pseudo terminal, for any serial program. Ctrl-C ends."""
    with Shop(int(time.time()), seed) as shop, Bridge(shop.world) as bridge:
        Timeline(shop, _teller())
        if shop.register is not None:
            shop.register.start()
        output.say(f"The board's host line is {bridge.path}")
        output.say(f"Try: posminder apply {_EXAMPLE} --commission --port {bridge.path}")
        with suppress(KeyboardInterrupt):
            bridge.serve(until=lambda: False)


def _commission(session: Session, key: bytes, shop: Shop, timeline: Timeline) -> None:
    """Do what `posminder apply --commission` does, at the shop's own time."""
    profile = _example()
    now = datetime.fromtimestamp(shop.scheduler.wall_s, UTC)
    session.commission(key)
    session.unlock(key)
    session.set_clock(now)
    session.upload("/profile", profile.data)
    board_hash = session.commit("/profile", profile.data)
    same = "as sent" if board_hash == profile.sha256 else "NOT as sent"
    timeline.say(Who.TECHNICIAN, f"applies the profile; the board's hash of it is {same}")
    session.lock()


def _example() -> Compiled:
    checked = profile_check.check(_EXAMPLE, {})
    if checked.profile is None or checked.password is None:
        raise AssertionError("the shipped example has errors")
    return compile_profile(checked.profile, checked.password, _MIDNIGHT.year)


def _pull(session: Session, key: bytes, store: Store, timeline: Timeline) -> str:
    board_id = session.hello().id.hex()
    session.unlock(key)

    def download(path: str, received: bytearray) -> bytes:
        return session.download(path, received=received)

    done = pull(store, board_id, download)
    timeline.say(Who.TECHNICIAN, f"pulls the journal: {done.new} records, none missing")
    return board_id


def _compare(found: list[Record], shop: Shop) -> list[Check]:
    """Hold the journal, as pulled, against what the terminal really did."""
    truth = shop.terminal.truth
    sales = [each.words() for each in found if each.kind == r.R_SALE]
    receipts = [each.words()["state"] for each in found if each.kind == r.R_RECEIPT]
    sign_ins = [each for each in found if each.kind == r.R_OUTCOME and each.fields["command"] == 2]
    settled = [
        each.words()
        for each in found
        if each.kind == r.R_SETTLEMENT and each.words()["state"] == "verified"
    ]
    approved = [sale for sale in sales if sale["result"] == 0]
    return [
        Check("terminal signed in", f"{len(sign_ins)} time", f"{len(truth.sign_ins)} time"),
        Check(
            "approved sales",
            _books(len(approved), sum(int(sale["amount_minor"]) for sale in approved)),
            _books(len(truth.sales), sum(sale.amount_minor for sale in truth.sales)),
        ),
        Check("receipts at first print", str(receipts.count("delivered")), str(SALES - 1)),
        Check("receipts as duplicate", str(receipts.count("duplicate")), "1"),
        Check(
            "batches settled and proved",
            ", ".join(_books(each["count"], each["total_minor"]) for each in settled),
            ", ".join(_books(batch.count, batch.total_minor) for batch in truth.batches),
        ),
    ]


def _books(count: int, total_minor: int) -> str:
    return f"{count}: {amount_text(total_minor, 978)}"


def _teller() -> Callable[[Moment], None]:
    console = Console(highlight=False, soft_wrap=True)

    def tell(moment: Moment) -> None:
        local = datetime.fromtimestamp(moment.at_s, _ZONE)
        line = Text(f"{local:%H:%M:%S}  ", style="dim")
        line.append(f"{moment.who:<11}", style=_COLOURS[moment.who])
        line.append(output.clean(moment.text))
        console.print(line)

    return tell


def _ignore(_moment: Moment) -> None:
    """A script reads the summary only."""


def _sum_up(
    checks: list[Check], found: list[Record], virtual_h: float, wall_s: float, *, as_json: bool
) -> None:
    if as_json:
        rows: list[dict[str, Any]] = [
            {"what": c.what, "journal": c.journal, "terminal": c.terminal, "agrees": c.agrees}
            for c in checks
        ]
        output.json_line({"checks": rows, "records": len(found), "virtual_h": round(virtual_h, 2)})
        return
    columns = ("", "the board's journal", "the terminal's own books", "")
    output.table(
        columns, [(c.what, c.journal, c.terminal, "ok" if c.agrees else "DIFFERS") for c in checks]
    )
    output.say(f"{len(found)} records; {virtual_h:.1f} hours of shop in {wall_s:.1f} s.")
