# SPDX-License-Identifier: MIT
"""The real firmware at a stand-in terminal that is generated from a dialect: what `posminder
dialect check` plays, and what its incidents come to.

Shows that dialect, driver and duties fit together. It cannot show that the dialect is the
acquirer's: the stand-in says what the same file says.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Final, Self

from posminder import journal_file
from posminder.journal_file import Record
from posminder.profile import check as profile_check
from posminder.profile import yaml_file
from posminder.profile.compile import compile_profile
from posminder.profile.layer import Layer, merge
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.mis_register import MisRegister
from posminder.simulator.mis_terminal import MisTerminal
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.world import World

_YEAR: Final = 2026
_START: Final = int(datetime(_YEAR, 11, 23, 1, 30, tzinfo=UTC).timestamp())  # 09:30 in Shanghai
_BITS_8N1: Final = 10
# The shop that is played: the dialect's file is laid on this.
SITE: Final = """\
schema: 1
reviewed_on: TODAY
site: {id: dialect-check, name: dialect check, timezone: Asia/Shanghai, currency: CNY}
terminal: {driver: mis, wiring: WIRING, tid: "10000001"}
hours: {mon-sun: "08:00-22:00"}
settle: {latest: "22:45"}
receipts: {auto_duplicate: DUPLICATE}
mode: enforce
"""
NAME: Final = "posminder dialect check"


@dataclass(frozen=True, slots=True)
class Step:
    """One incident. `outcome`: passed, failed or not_played; `why` names a reason, if any."""

    wiring: str
    step: str
    outcome: str
    why: str = ""


def checked_dialect(dialect: Layer, wiring: str = "in_line") -> profile_check.Checked:
    """Return the played shop's profile with the dialect in it, and everything found in it."""
    today = date.today()
    repeats = bool(_types(dialect).get("reprint"))
    site = SITE.replace("WIRING", wiring).replace("TODAY", today.isoformat())
    site = site.replace("DUPLICATE", "once" if repeats else '"off"')
    base = yaml_file.parse(site.encode(), NAME)
    merged = merge(base, dialect)
    return profile_check.check_layer(merged, {}, today)


def _types(dialect: Layer) -> Mapping[str, Any]:
    """Return what the file writes for types, whatever else is wrong with it."""
    settings = dialect.values.get("dialect")
    types = settings.get("types") if isinstance(settings, dict) else None
    return types if isinstance(types, dict) else {}


class DialectShop:
    """A context manager: a commissioned board at a terminal that speaks `dialect`.

    Wired in line it has a register as well; `beside` the board is alone, and people sell by hand.
    """

    def __init__(self, dialect: Layer, wiring: str) -> None:
        checked = checked_dialect(dialect, wiring)
        if checked.profile is None:
            raise ValueError("a dialect with errors is never played")
        self._compiled = compile_profile(checked.profile, "000000", _YEAR)
        settings: Mapping[str, Any] = checked.layer.values["dialect"]
        self.world = World(_START, 7)
        scheduler = self.world.scheduler
        rng = random.Random("dialect/terminal")
        self.terminal = MisTerminal(scheduler, self.world.terminal_line, rng, settings)
        self.register = MisRegister(scheduler, self.world.register_line, settings)
        self.replies: list[dict[str, Any] | None] = []
        self._key = random.Random("dialect/key").randbytes(32)

    def __enter__(self) -> Self:
        self.world.__enter__()
        self.session = Session(HostPipe(self.world))
        self.run(1)
        self.session.commission(self._key)
        self.session.unlock(self._key)
        self.session.set_clock(datetime.fromtimestamp(self.world.scheduler.wall_s, UTC))
        self.session.upload("/profile", self._compiled.data)
        self.session.commit("/profile", self._compiled.data)
        self.run(40)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.world.__exit__(kind, error, trace)

    def run(self, seconds: float) -> None:
        """Let virtual time pass."""
        self.world.run_for(int(seconds * US_PER_S))

    def ask(self, function: str, **told: Any) -> dict[str, Any] | None:
        """Let the register ask, to the end; return the reply."""
        self.register.ask(function, self.replies.append, **told)
        self.world.run_while(lambda: self.register.busy, 700 * US_PER_S)
        self.run(3)
        return self.replies[-1]

    def sell(self, amount: int) -> dict[str, Any] | None:
        """Sell at the register; `amount` in the currency's smallest unit."""
        return self.ask("sale", amount=amount)

    def close(self) -> None:
        """Hold the closing button, and let the settlement end."""
        self.world.press_button(2_500)
        self.run(60)

    def journal(self) -> tuple[Record, ...]:
        """Return the journal as a host reads it."""
        self.session.unlock(self._key)
        return journal_file.read(self.session.download("/journal/since/0"), "the board")

    def words(self, name: str) -> list[dict[str, Any]]:
        """Return the words of the journal's records of one kind."""
        return [each.words() for each in self.journal() if each.name == name]


def play(dialect: Layer) -> Iterator[Step]:
    """Play sign-in, sale, query of the last one, reprint and settlement, in line and alone."""
    with DialectShop(dialect, "in_line") as shop:
        for step, does in (
            ("sign_in", _signs_in),
            ("sale", _sells),
            ("query_last", _asks_for_the_last),
            ("reprint", _reprints),
            ("settlement", _settles),
        ):
            yield _step("in_line", step, does(shop))
    with DialectShop(dialect, "beside") as shop:
        for step, does in (
            ("sign_in", _signs_in),
            ("query_last", _hears_of_a_sale_by_hand),
            ("settlement", _settles),
        ):
            yield _step("beside", step, does(shop))


def _step(wiring: str, step: str, said: str) -> Step:
    outcome, _, why = said.partition(":")
    return Step(wiring, step, outcome, why)


def _signs_in(shop: DialectShop) -> str:
    states = [each["state"] for each in shop.words("sign_in")]
    return "passed" if shop.terminal.keys and states[-1:] == ["signed_in"] else "failed"


def _sells(shop: DialectShop) -> str:
    shop.sell(1_250)
    return _recorded(shop, 1_250, "on_line")


def _asks_for_the_last(shop: DialectShop) -> str:
    """The line is cut while a card is read: the board asks what became of the sale."""
    before = len(shop.terminal.batch)
    shop.register.ask("sale", shop.replies.append, amount=2_990)
    shop.run(1)
    shop.world.terminal_line.unplugged = True
    shop.world.run_while(lambda: len(shop.terminal.batch) == before, 60 * US_PER_S)
    shop.run(10)
    shop.world.terminal_line.unplugged = False
    shop.run(700)
    return _recorded(shop, 2_990, "asked")


def _recorded(shop: DialectShop, amount: int, seen: str) -> str:
    newest = shop.terminal.batch[-1:]
    for each in shop.words("sale"):
        same = (each["amount_minor"], each["seen"]) == (amount, seen)
        if same and newest and newest[0].amount == amount and each["result"] == 0:
            return "passed"
    return "failed"


def _reprints(shop: DialectShop) -> str:
    """A receipt is not printed, and said so; with new paper the board has it repeated."""
    speech = shop.terminal.speech
    if not speech.knows("reprint"):
        return "not_played:no_reprint"
    if speech.result("not_printed") is None:
        return "not_played:no_not_printed"
    shop.terminal.paper = False
    shop.sell(500)
    shop.terminal.paper = True
    shop.run(120)
    return "passed" if shop.terminal.reprints else "failed"


def _settles(shop: DialectShop) -> str:
    expected = list(shop.terminal.batch)
    shop.close()
    states = [each["state"] for each in shop.words("settlement")]
    once = [batch for _, batch in shop.terminal.closed] == [expected]
    if not once or states[-1:] not in (["verified"], ["seen"]):
        return "failed"
    return "passed" if states[-1] == "verified" else "passed:not_proved"


def _hears_of_a_sale_by_hand(shop: DialectShop) -> str:
    shop.run(60)
    for amount in (1_250, 2_990):
        shop.terminal.sell_by_hand(amount)
        shop.run(90)
    told = [each["amount_minor"] for each in shop.words("sale") if each["seen"] == "asked"]
    return "passed" if 2_990 in told else "failed"
