# SPDX-License-Identifier: MIT
"""What happens in a shop, told as it happens: who, when, what, with its values; never in words.

Listens to the board's buzzer and panel and looks at the terminal's own books; decides nothing.
Whoever lets more happen calls `say`; whoever shows it finds the words, in any language.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from operator import attrgetter
from typing import Final

from posminder.simulator.register import SaleView
from posminder.simulator.shop import Shop
from posminder.simulator.terminal_truth import ReceiptBy, Sale, SaleKind, SaleState

_SOUNDS: Final = {1: "reminds", 2: "alarms"}
_DONE: Final = {
    SaleKind.SALE: "sold",
    SaleKind.REFUND: "refunded",
    SaleKind.REVERSAL: "reversed",
}
_LINES: Final = " / "


class Who(StrEnum):
    """Who did something."""

    TECHNICIAN = "technician"
    CASHIER = "cashier"
    REGISTER = "register"
    TERMINAL = "terminal"
    ACQUIRER = "acquirer"
    BOARD = "board"
    SHOP = "shop"  # what nobody did: mains, cables, noise


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline; `at_s` is wall time, seconds since 1970 UTC.

    `what` names it, such as `sold` or `shows`; amounts among `values` end in `_minor`.
    """

    at_s: int
    who: Who
    what: str
    values: dict[str, int | str] = field(default_factory=dict)


class Timeline:
    """Calls `tell` with each moment, in order of time.

    Sales show only in the terminal's books: whoever runs the world calls `catch_up` as often as
    it wants them told.
    """

    def __init__(self, shop: Shop, tell: Callable[[Moment], None]) -> None:
        self._shop = shop
        self._tell = tell
        self._sign_ins = 0
        self._batches = 0
        self._sales: dict[int, tuple[SaleState, int]] = {}  # by place: as told, reprints told
        self._closed = 0  # sales before this place are settled: nothing of them changes any more
        self._rung_up = 0
        self._panel: tuple[str, ...] = ()
        self._last_s = 0
        shop.world.on_panel = self._panel_shows
        shop.world.on_buzzer = self._buzzer_sounds

    def say(self, who: Who, what: str, **values: int | str) -> None:
        """Tell something that happens now."""
        self.catch_up()
        self._pass_on(Moment(self._shop.scheduler.wall_s, who, what, values))

    def catch_up(self) -> None:
        """Tell what the terminal's own books say and was not told yet."""
        news = [
            *self._new_sign_ins(),
            *self._new_sales(),
            *self._new_batches(),
            *self._without_terminal(),
        ]
        for moment in sorted(news, key=attrgetter("at_s")):
            self._pass_on(moment)

    def _pass_on(self, moment: Moment) -> None:
        """Tell `moment`; one that shows in the books late is told when it shows."""
        self._last_s = max(self._last_s, moment.at_s)
        self._tell(Moment(self._last_s, moment.who, moment.what, moment.values))

    def _new_sign_ins(self) -> list[Moment]:
        sign_ins = self._shop.terminal.truth.sign_ins
        news = [Moment(at_s, Who.TERMINAL, "signed_in") for at_s in sign_ins[self._sign_ins :]]
        self._sign_ins = len(sign_ins)
        return news

    def _new_batches(self) -> list[Moment]:
        batches = self._shop.terminal.truth.batches
        news = [
            Moment(
                batch.at_s,
                Who.TERMINAL,
                "settled",
                {"count": batch.count, "total_minor": batch.total_minor},
            )
            for batch in batches[self._batches :]
        ]
        sales = self._shop.terminal.truth.sales
        for batch in batches[self._batches :]:  # but for the newest sale: it may be printed again
            while self._closed < len(sales) - 1 and sales[self._closed].at_s <= batch.at_s:
                self._closed += 1
        self._batches = len(batches)
        return news

    def _new_sales(self) -> list[Moment]:
        news = []
        sales = self._shop.terminal.truth.sales[self._closed :]
        reversals = {sale.original_trace for sale in sales if sale.kind is SaleKind.REVERSAL}
        for place, sale in enumerate(sales, self._closed):
            told, reprints = self._sales.get(place, (SaleState.PENDING, 0))
            at_s = sale.at_s if told is SaleState.PENDING else self._shop.scheduler.wall_s
            asked = sale.state is SaleState.REVERSED and sale.trace in reversals
            if sale.state is not told and not asked:
                news.append(Moment(at_s, Who.TERMINAL, _decided(sale), _values(sale)))
            if sale.reprints > reprints:
                news.append(Moment(at_s, Who.TERMINAL, "reprinted", _values(sale)))
            self._sales[place] = (sale.state, sale.reprints)
        return news

    def _without_terminal(self) -> list[Moment]:
        """What the register could not sell, and the terminal's books know nothing of."""
        register = self._shop.register
        ended = [] if register is None else register.sales[self._rung_up :]
        news = []
        for sale in ended:
            if sale.state is SaleView.RUNNING:
                break
            self._rung_up += 1
            met = any(each.at_s >= sale.at_s for each in reversed(self._shop.terminal.truth.sales))
            if sale.state is SaleView.UNKNOWN or not met:
                what = "in_doubt" if sale.state is SaleView.UNKNOWN else "turned_away"
                values: dict[str, int | str] = {"amount_minor": sale.amount_minor}
                news.append(Moment(self._shop.scheduler.wall_s, Who.REGISTER, what, values))
        return news

    def _panel_shows(self, lines: tuple[str, ...]) -> None:
        if lines != self._panel:
            self._panel = lines
            self.say(Who.BOARD, "shows", text=_LINES.join(line for line in lines if line))

    def _buzzer_sounds(self, pattern: int) -> None:
        self.say(Who.BOARD, _SOUNDS.get(pattern, "sounds"), pattern=pattern)


def _decided(sale: Sale) -> str:
    """Return what became of a sale: `sold`, `refunded_unprinted`, `declined`, `taken_back` ..."""
    if sale.state is SaleState.DECLINED:
        return "declined"
    if sale.state is SaleState.REVERSED:
        return "taken_back"
    return _DONE[sale.kind] + ("_unprinted" if sale.receipt is ReceiptBy.NOBODY else "")


def _values(sale: Sale) -> dict[str, int | str]:
    return {
        "amount_minor": sale.amount_minor,
        "receipt_no": sale.receipt_no,
        "card": sale.card.name,
    }
