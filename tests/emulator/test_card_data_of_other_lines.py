# SPDX-License-Identifier: MIT
"""MIS and Transbank terminals that put whole numbers, tracks and check codes where a text belongs.

None of it is kept: not in flash, memory or log, not in an export, and by no command in either
language. In line and alone, in every field that these lines have for a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from posminder import journal_file
from posminder.profile.load import load
from posminder.scenarios.dialect_shop import DialectShop
from posminder.session import Session
from posminder.simulator.planted import CHECK_CODE, HOLDER, in_card_field, in_texts
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.world import World
from tests.emulator.test_card_data import BOARD, memory_of
from tests.emulator.test_cli import Desk
from tests.emulator.test_transbank import START, Tienda
from tests.support.board_on_pty import served

_INVENTED = Path(__file__).resolve().parents[1] / "vectors" / "dialects"
_FORMS = len(in_texts("")) + 1  # sales, so that each form stands in each field once
_COMMANDS = (
    ("report", "receipts"),
    ("report", "receipts", "--csv"),
    ("report", "sign-in"),
    ("report", "anomalies"),
    ("slips",),
    ("report", "day", "--out", "day.html"),
    ("report", "settlements"),
    ("logs", "verify"),
)
_BY_COMMAND = ("header", "transbank")
_RING_BYTES = 1024  # boards/unix
_TRACK = (b"=2912", b"D2912", b"^2912", b"2010000012345", HOLDER[:10].encode(), b"12/29")


@dataclass
class Shop:
    """A board at a line that tells too much, the cards that were used, and how to be its host."""

    world: World
    session: Session
    key: bytes
    pans: set[str]


def found_in(data: bytes, pans: set[str]) -> list[str]:
    """Return what is found that must not be: more of a number than six and four, or of a track."""
    needles = list(_TRACK)
    for pan in pans:
        needles += [pan[:8].encode(), bytes.fromhex(pan[:8]), pan[-8:].encode()]
        needles += [each.encode() for each in in_card_field(pan)[1:]]
    for word in ("CVV", "CVV2", "CVC2", "安全码"):
        text = f"{word} {CHECK_CODE}"
        needles += [text.encode(), text.encode("gbk")]
    return [repr(needle) for needle in needles if needle in data]


@contextmanager
def mis(dialect: Path, wiring: str) -> Iterator[Shop]:
    """Sell at a terminal of a dialect, void, reprint and settle."""
    with DialectShop(load(dialect), wiring) as shop:
        terminal = shop.terminal
        terminal.plant_card_data = True
        for number in range(_FORMS):
            if wiring == "in_line":
                pan = terminal.batch[-1].card if terminal.batch else "6222021234567890"
                typed = {"card": f"{pan}=2912", "auth": f"CVV {CHECK_CODE}"}  # keyed in there
                shop.ask("sale", amount=1_000 + number, **typed)
            else:
                terminal.sell_by_hand(1_000 + number)
                shop.run(90)
        cards = {sale.card for sale in terminal.batch}
        if wiring == "in_line":
            shop.ask("void", old_trace=terminal.batch[0].trace)
            shop.ask("query_last")
        shop.close()
        shop.run(120)
        yield Shop(shop.world, shop.session, shop._key, cards)


@contextmanager
def transbank() -> Iterator[Shop]:
    """Sell in line with a register, void, have the last one told, settle."""
    with World(START, 7) as world:
        tienda = Tienda(world)
        terminal = tienda.terminal
        terminal.switches.plant_card_data = True
        for number in range(_FORMS + 7):
            pan = terminal.batch[-1].card.pan if terminal.batch else "6041370000000012"
            text = f"0200|{1_000 + number}|B{number}|||1|{pan}=2912|"
            tienda.register.ask(text, tienda.replies.append)
            tienda.run(30)
        cards = {sale.card.pan for sale in terminal.truth.sales}
        tienda.register.ask(f"1200|{terminal.batch[0].trace}|", tienda.replies.append)
        tienda.run(30)
        tienda.register.ask("0250|", tienda.replies.append)
        tienda.run(30)
        tienda.close()
        tienda.run(60)
        yield Shop(world, tienda.session, tienda.key, cards)


_SHOPS = {
    "allinpay": lambda: mis(Path("dialect/allinpay-experimental"), "in_line"),
    "header": lambda: mis(_INVENTED / "header-invented.yaml", "in_line"),
    "header-alone": lambda: mis(_INVENTED / "header-invented.yaml", "beside"),
    "ber": lambda: mis(_INVENTED / "ber-invented.yaml", "in_line"),
    "ber-alone": lambda: mis(_INVENTED / "ber-invented.yaml", "beside"),
    "transbank": transbank,
}


@pytest.mark.parametrize("name", _SHOPS)
def test_no_card_data_is_kept_of_any_line(name: str, tmp_path: Path) -> None:
    with _SHOPS[name]() as shop:
        world, session, pans = shop.world, shop.session, shop.pans
        for line in (world.terminal_line, world.register_line):
            line.send(bytes(_RING_BYTES))  # the receive rings move on
        world.run_for(5 * US_PER_S)
        assert len(pans) > 2, "too few cards were there to be found"
        if Path("/proc/self/mem").exists():
            assert world.board_pid is not None
            memory = memory_of(world.board_pid)
            assert b"posminder" in memory, "this is not the board's memory"
            kept = found_in(memory, pans)
            assert not kept
        session.unlock(shop.key)
        export = session.download("/journal/since/0")
        for data in (export, session.download("/status"), world.log_path.read_bytes()):
            kept = found_in(data, pans)
            assert not kept
        for path in (world.journal_path, world.config_path):
            assert found_in(path.read_bytes(), pans) == []
        told_of_the_cards(export, pans)
        if name not in _BY_COMMAND:
            return
        board_id = session.hello().id.hex()
        session.lock()
        world.run_for(120 * US_PER_S)
        desk = Desk(tmp_path)
        desk.keep_key(board_id, shop.key)
        with served(world) as port:
            assert desk.run("logs", "--port", port).code == 0
    told_by_commands(desk, export, pans)


def told_of_the_cards(export: bytes, pans: set[str]) -> None:
    """Assert that what is not found of the cards is there, cut."""
    sales = [each.words() for each in journal_file.parse(export, BOARD).records]
    masked = [each["card_masked"] for each in sales if each.get("card_masked")]
    assert all(re.fullmatch(r"(\d{6}|\*{6})\**\d{4}", each) for each in masked), masked
    assert masked
    assert {each[-4:] for each in masked} <= {pan[-4:] for pan in pans}


def told_by_commands(desk: Desk, export: bytes, pans: set[str]) -> None:
    """Assert that no command tells or writes it, in either language."""
    journal = [each.words() for each in journal_file.parse(export, BOARD).records]
    trace = next(each["trace"] for each in journal if each.get("card_masked"))
    commands = [("logs", "--no-pull"), ("logs", "--no-pull", "--json")]
    for language in ("en", "zh-CN"):
        more = (("tx", trace), ("logs", "prove", trace, "--out", f"{language}.json"))
        commands += [(*command, "--lang", language) for command in (*_COMMANDS, *more)]
    for command in commands:
        ran = desk.run(*command)
        assert ran.out or command == ("report", "receipts", "--json"), (
            f"{command} told nothing: {ran.err}"
        )
        assert found_in((ran.out + ran.err).encode(), pans) == [], command
    written = [path for path in desk.home.rglob("*") if path.is_file()]
    assert {"day.html", "en.json", "store.sqlite3"} <= {path.name for path in written}
    for path in written:
        assert found_in(path.read_bytes(), pans) == [], path
