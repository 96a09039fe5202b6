# SPDX-License-Identifier: MIT
"""For how many days a ring holds what nobody pulls, until it leaves sales out.

    python -m tests.bench.days

The records of a day, slips' text among them, are played by the whole firmware. The journal's own
code then writes them on flash in RAM, so many sales a day over twelve hours, sealed as by a board
until a sale is left out. Only one size of ring is filled: what a ring holds grows with its
sectors. Prints README's table; section `days` of build/bench.json.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from itertools import count
from random import Random
from typing import Final

from agent import limits
from agent.journal.journal import Journal
from posminder import output
from posminder.journal_file import Record
from posminder.scenarios.play import play
from posminder.scenarios.scenario import Scenario
from posminder.scenarios.seeded import day_of
from posminder.scenarios.trade import HOUR_S, TRADES
from posminder_formats import records as r
from tests.bench.soak import keep
from tests.support.nor import SECTOR_BYTES, NorRegion

SIZES_MB: Final = (1, 2, 4, 16)
SALES_A_DAY: Final = (50, 150, 500)
PLAYED: Final = 12  # sales
SECTORS: Final = 64  # of the ring that is filled
_OPEN_H: Final = 12
_DAY_S: Final = 24 * HOUR_S
_OF_A_SALE: Final = (r.R_SALE_STARTED, r.R_SALE, r.R_RECEIPT, r.R_SLIP)
_OWN: Final = (r.R_STATE, r.R_SEAL, r.R_BOOT, r.R_LEASE, r.R_CLOCK, r.R_PROFILE)
_SLIP_TEXT: Final = 4


@dataclass(frozen=True, slots=True)
class Day:
    """What a day's records are: of each sale, and of the rest; and a duties' state."""

    sales: tuple[tuple[Record, ...], ...]
    rest: tuple[Record, ...]
    state: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How long the filled ring held, days; until a slip's text was left out, and a sale."""

    slips: float
    sales: float


def played_day() -> Day:
    """Play a day without incidents, with the merchant's slips kept."""
    trade = TRADES["EUR"]
    drawn = (day_of(Random(f"days/{n}"), trade, trade.opens_s, (), PLAYED) for n in count())
    scenario = Scenario(
        name="days",
        title="Twelve sales",
        title_zh="十二笔交易",
        steps=next(each for each in drawn if len(each) == PLAYED),
        profile=trade.profile,
        settings={"receipts": {"keep_slip": "merchant"}},
        begins_s=trade.opens_s - HOUR_S,
        ends_s=trade.closes_s + HOUR_S,
        seed=1,
    )
    sales: list[list[Record]] = []
    rest: list[Record] = []
    state: list[int | None] = []
    for each in play(scenario).records:
        if each.kind == r.R_STATE:
            state = [*state, *each.values[0]] if each.fields["part"] else list(each.values[0])
        elif each.kind == r.R_SALE_STARTED:
            sales.append([each])
        elif each.kind in _OF_A_SALE and sales and each.fields.get("copy") != 4:
            sales[-1].append(each)
        elif each.kind not in _OWN:
            rest.append(each)
    return Day(tuple(map(tuple, sales)), tuple(rest), tuple(state))


class Shop:
    """One board's journal in a shop with so many sales a day."""

    def __init__(self, day: Day, sales_a_day: int, *, slips: bool) -> None:
        self._day = day
        self._gap_s = _OPEN_H * HOUR_S // sales_a_day
        self._sales_a_day = sales_a_day
        self._keeps = slips
        self._journal = Journal(
            NorRegion(SECTORS), lambda: list(day.state), NorRegion(8), b"boardid8"
        )
        self._journal.open()
        self._journal.keys(lambda size: bytes(range(size)))
        self._at_s = 1_800_000_000
        self._left_out: dict[int, float] = {}
        self._days = 0.0

    def held(self) -> Held:
        """Sell until a sale is left out."""
        number = 0
        while r.R_SALE not in self._left_out:
            text = 0
            for _ in range(self._sales_a_day):
                group = self._day.sales[number % len(self._day.sales)]
                text += sum(len(each.values[_SLIP_TEXT]) for each in group if each.kind == r.R_SLIP)
                fits = self._keeps and text <= limits.SLIP_DAY_BYTES_MAX
                self._write(each for each in group if fits or each.kind != r.R_SLIP)
                self._pass(self._gap_s)
                self._days += 1 / self._sales_a_day
                number += 1
            self._write(self._day.rest)
            self._pass(_DAY_S - self._sales_a_day * self._gap_s)
        sales = self._left_out[r.R_SALE]
        return Held(self._left_out.get(r.R_SLIP, sales), sales)

    def _write(self, group: Iterable[Record]) -> None:
        self._journal.begin_step()
        for each in group:
            mono_ms = (self._at_s - 1_800_000_000) * 1000
            if not self._journal.room.offer(each.kind, each.values, mono_ms, self._at_s):
                self._left_out.setdefault(each.kind, self._days)
        self._journal.end_step((self._at_s - 1_800_000_000) * 1000, self._at_s)

    def _pass(self, seconds: int) -> None:
        """Let time pass; what is open is sealed on the way, if its minute ends before."""
        due_ms = self._journal.seal_due_ms()
        self._at_s += seconds
        if due_ms is not None and due_ms <= (self._at_s - 1_800_000_000) * 1000:
            self._journal.seal(due_ms, self._at_s)
        self._journal.prepare()


def table() -> dict[tuple[int, int, bool], Held]:
    """Return days by size in MB, sales a day, and whether slips' text is kept."""
    day = played_day()
    found = {}
    for sales in SALES_A_DAY:
        for slips in (False, True):
            held = Shop(day, sales, slips=slips).held()
            for size in SIZES_MB:
                share = (size * 1024 * 1024 // SECTOR_BYTES - 1) / (SECTORS - 1)
                found[size, sales, slips] = Held(held.slips * share, held.sales * share)
    return found


def rows(found: dict[tuple[int, int, bool], Held]) -> list[tuple[str, ...]]:
    """Return the rows of README's table."""
    lines = []
    for size in SIZES_MB:
        plain = [str(int(found[size, sales, False].sales)) for sales in SALES_A_DAY]
        kept = [found[size, sales, True] for sales in SALES_A_DAY]
        texts = [f"{int(each.sales)} ({int(each.slips)})" for each in kept]
        lines.append((f"{size} MB", *plain, *texts))
    return lines


def main() -> None:
    """Measure, print, and write build/bench.json."""
    found = table()
    heads = [str(sales) for sales in SALES_A_DAY] + [f"{sales}, slips" for sales in SALES_A_DAY]
    output.table(("days until sales are left out (slips)", *heads), rows(found))
    named = {
        f"{size} MB, {sales} a day{', slips' if slips else ''}": asdict(held)
        for (size, sales, slips), held in found.items()
    }
    keep("bench.json", "days", named)


if __name__ == "__main__":
    main()
