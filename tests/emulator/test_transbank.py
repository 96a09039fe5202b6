# SPDX-License-Identifier: MIT
"""The real firmware in line between a register and a Transbank terminal, through a day."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from posminder import journal_file
from posminder.profile import check
from posminder.profile.compile import Compiled, compile_profile
from posminder.session import Session
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.transbank_register import TransbankRegister
from posminder.simulator.transbank_terminal import TransbankTerminal
from posminder.simulator.world import World

START = int(datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("America/Santiago")).timestamp())
_BAUD = 115_200
_BITS_8N1 = 10


def _profile(more: str, mode: str) -> Compiled:
    text = (files("posminder") / "profiles" / "example" / "shop-cl.yaml").read_text("utf-8")
    checked = check.check(
        Path("shop-cl.yaml"), {}, date(2026, 11, 23), text.replace("enforce", mode) + more
    )
    assert checked.profile is not None, checked.findings
    return compile_profile(checked.profile, "000000", 2026)


class Tienda:
    """A commissioned board in line, and both sides of its line; `more`: of its profile."""

    def __init__(self, world: World, more: str = "", mode: str = "enforce") -> None:
        self.world = world
        scheduler = world.scheduler
        for line in (world.terminal_line, world.register_line):
            line.baud = _BAUD
        self.acquirer = Acquirer(random.Random("transbank/acquirer"))
        self.terminal = TransbankTerminal(
            scheduler, world.terminal_line, self.acquirer, random.Random("transbank/terminal")
        )
        self.register = TransbankRegister(scheduler, world.register_line)
        self.replies: list[list[str] | None] = []
        self.session = Session(HostPipe(world))
        self.run(1)
        self.key = random.Random("transbank/key").randbytes(32)
        self.session.commission(self.key)
        self.session.unlock(self.key)
        self.session.set_clock(datetime.fromtimestamp(scheduler.wall_s, UTC))
        compiled = _profile(more, mode)
        self.session.upload("/profile", compiled.data)
        assert self.session.commit("/profile", compiled.data) == compiled.sha256
        self.run(30)

    def run(self, seconds: float) -> None:
        self.world.run_for(int(seconds * US_PER_S))

    def ask_to_sell(self, amount: int, ticket: str) -> None:
        self.register.ask(f"0200|{amount}|{ticket}|||1|", self.replies.append)

    def sell(self, amount: int, ticket: str = "B1") -> list[str] | None:
        self.ask_to_sell(amount, ticket)
        self.world.run_while(lambda: not self.register.idle, 200 * US_PER_S)
        self.run(2)
        return self.replies[-1]

    def close(self) -> None:
        self.world.press_button(2_500)
        self.run(60)

    def signed_in(self) -> tuple[str, int | None]:
        """Return what /status says of it: the word, and the terminal's last status."""
        terminal = json.loads(self.session.download("/status"))["terminal"]
        return terminal["signed_in"], terminal["status"]

    def journal(self) -> tuple[journal_file.Record, ...]:
        self.session.unlock(self.key)
        return journal_file.read(self.session.download("/journal/since/0"), "the board")


@pytest.fixture
def tienda() -> Iterator[Tienda]:
    with World(START, 7) as world:
        yield Tienda(world)


def test_a_day_is_signed_in_sold_and_settled_once(tienda: Tienda) -> None:
    reply = tienda.sell(15_000)
    assert reply is not None
    assert reply[:2] == ["0210", "00"]
    assert tienda.register.progress == ["78", "81", "82"]
    tienda.sell(2_990, "B2")
    tienda.close()
    ((count, total),) = tienda.acquirer.ledger.settled
    assert (count, total) == (2, 17_990)
    names = [(record.name, record.words().get("state")) for record in tienda.journal()]
    assert ("sign_in", "signed_in") in names
    assert ("settlement", "verified") in names


def test_a_void_has_its_sales_amount_and_lacks_nothing(tienda: Tienda) -> None:
    tienda.sell(15_000)
    tienda.register.ask(f"1200|{tienda.terminal.batch[0].trace}|", tienda.replies.append)
    tienda.run(30)
    journal = tienda.journal()
    sold, voided = [each.words() for each in journal if each.name == "sale"]
    assert (sold["transaction"], voided["transaction"]) == ("sale", "reversal")
    assert (voided["amount_minor"], voided["trace"]) == (15_000, sold["trace"])
    assert not [each for each in journal if each.words().get("alert") == "sale_incomplete"]


def states(records: tuple[journal_file.Record, ...], name: str) -> list[object]:
    return [each.words().get("state") for each in records if each.name == name]


def test_paper_and_keys_that_run_out_are_told_and_mended(tienda: Tienda) -> None:
    tienda.terminal.printer.paper = False
    tienda.sell(15_000)
    tienda.terminal.printer.paper = True
    tienda.terminal.keys = False
    tienda.sell(2_990)
    tienda.run(60)
    assert tienda.terminal.keys
    journal = tienda.journal()
    alerts = [each.words() for each in journal if each.name == "alert"]
    assert [(a["alert"], a["state"]) for a in alerts if a["alert"] == "printer_fault"] == [
        ("printer_fault", "raised"),
        ("printer_fault", "cleared"),
    ]
    assert states(journal, "sign_in")[-1] == "signed_in"


def test_a_board_that_starts_without_a_clock_does_not_say_that_keys_are_missing(
    tienda: Tienda,
) -> None:
    tienda.world.rtc_error_s = None  # its battery is empty
    tienda.world.restart()
    tienda.run(60)
    assert tienda.signed_in() == ("unknown", 0x106)
    tienda.sell(15_000)
    assert tienda.signed_in()[0] == "yes"
    journal = tienda.journal()
    assert not [each for each in journal if each.words().get("alert") == "not_signed_in"]
    assert states(journal, "sign_in")[-2:] == ["unknown", "signed_in"]


def test_another_terminal_is_known_by_its_reply_to_the_boards_own_sign_in(tienda: Tienda) -> None:
    tienda.sell(15_000)
    tienda.terminal.exchange("75002222")
    tienda.run(60)
    assert not [each for each in tienda.journal() if each.name == "terminal_changed"]
    tienda.world.restart()
    tienda.run(60)
    _is_noticed(tienda)


def test_another_terminal_is_known_by_what_it_says_of_a_sale_in_doubt(tienda: Tienda) -> None:
    tienda.sell(15_000)
    tienda.ask_to_sell(2_990, "B2")
    tienda.run(1)
    tienda.terminal.exchange("75002222")
    tienda.run(400)
    _is_noticed(tienda)


def test_another_terminal_without_sales_is_no_proof_that_somebody_settled(tienda: Tienda) -> None:
    tienda.sell(15_000)
    tienda.terminal.exchange("75002222")
    tienda.run(60)
    tienda.close()
    _is_noticed(tienda)
    assert "elsewhere" not in states(tienda.journal(), "settlement")


def _is_noticed(tienda: Tienda) -> None:
    """Nothing but a reply to the board has said so, and the old batch is nobody's to settle."""
    (changed,) = [each.words() for each in tienda.journal() if each.name == "terminal_changed"]
    assert (changed["old_tid"], changed["new_tid"]) == ("75001087", "75002222")
    assert (changed["count"], changed["total_minor"]) == (1, 15_000)
    tienda.close()
    assert tienda.acquirer.ledger.settled == []


def test_a_register_that_sells_while_the_board_settles_waits_and_sells(tienda: Tienda) -> None:
    tienda.sell(15_000)
    tienda.world.press_button(2_500)
    tienda.world.run_while(lambda: not tienda.terminal.summaries, 60 * US_PER_S)
    reply = tienda.sell(2_990, "B2")
    assert reply is not None
    assert reply[:2] == ["0210", "00"]
    tienda.run(120)
    settled = sum(total for _, total in tienda.acquirer.ledger.settled)
    assert settled + tienda.terminal.totals[1] == 17_990
    assert states(tienda.journal(), "settlement")[-1] == "verified"
    sales = [each for each in tienda.journal() if each.name == "sale"]
    assert [each.words()["amount_minor"] for each in sales] == [15_000, 2_990]


def test_a_sale_whose_reply_is_lost_is_asked_for_without_printing(tienda: Tienda) -> None:
    tienda.ask_to_sell(15_000, "B1")
    tienda.run(1)
    tienda.world.terminal_line.unplugged = True
    tienda.world.run_while(lambda: not tienda.terminal.batch, 60 * US_PER_S)
    tienda.run(10)
    tienda.world.terminal_line.unplugged = False
    tienda.run(400)
    assert tienda.replies == [None]
    sales = [each.words() for each in tienda.journal() if each.name == "sale"]
    assert [(each["seen"], each["amount_minor"]) for each in sales] == [("asked", 15_000)]
    assert tienda.terminal.batch[0].reprints == 0


def test_a_terminal_that_is_off_is_silent_and_nothing_counts_as_settled(tienda: Tienda) -> None:
    tienda.sell(15_000)
    tienda.terminal.power_off()
    tienda.close()
    tienda.run(600)
    journal = tienda.journal()
    assert "silent" in states(journal, "line")
    assert "verified" not in states(journal, "settlement")
    tienda.terminal.power_on()
    tienda.world.run_until_wall(START + 12 * 3_600)  # the latest time was 21:00
    assert states(tienda.journal(), "settlement")[-1] == "verified"
    assert len(tienda.acquirer.ledger.settled) == 1
