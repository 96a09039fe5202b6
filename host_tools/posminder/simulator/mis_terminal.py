# SPDX-License-Identifier: MIT
"""A stand-in for a MIS terminal, generated from a dialect: keys, sales, settlement, reprint.

What it says follows the dialect; what it does is common sense, for no such terminal was at hand: a
void takes its sale out of the totals, settling renews the keys, the last transaction is remembered
over a settlement, and a command that comes while it works is answered "busy", or not at all.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from posminder.simulator import planted
from posminder.simulator.mis_line import Partner
from posminder.simulator.mis_speech import Speech
from posminder.simulator.scheduler import US_PER_MS, LineEnd, Scheduler

_CARD_US: Final = 4_000 * US_PER_MS
_ACQUIRER_US: Final = 1_500 * US_PER_MS
_QUICK_US: Final = 200 * US_PER_MS


@dataclass(slots=True)
class MisSale:
    """One approved transaction; amounts are in the currency's smallest unit."""

    kind: str  # sale, refund
    at_s: int
    amount: int
    trace: int
    auth: str
    card: str
    batch: int
    voided: bool = False
    printed: int = 0


class MisTerminal:
    """Holds its end of the line. `settings`: the dialect's. `zone_s`: its clock ahead of UTC."""

    def __init__(
        self,
        scheduler: Scheduler,
        line: LineEnd,
        rng: random.Random,
        settings: Mapping[str, Any],
        *,
        tid: str = "10000001",
        zone_s: int = 8 * 3_600,
    ) -> None:
        self.speech = Speech(settings)
        self.partner = Partner(scheduler, line, self.speech)
        self.partner.on_body = self._take
        self.batch: list[MisSale] = []
        self.closed: list[tuple[int, list[MisSale]]] = []  # (wall second, batch)
        self.keys = False  # a terminal begins its day without
        self.paper = True
        self.acquirer_answers = True
        self.decline_next = False
        self.unbalanced = False  # the acquirer has other totals
        self.plant_card_data = False  # whole numbers, tracks, check codes in what it tells
        self.relays = False  # asks the register to pass the acquirer's traffic on
        self.sign_ins = 0
        self.reprints = 0
        self._scheduler = scheduler
        self._rng = rng
        self._tid = tid
        self._day_first = "day_first" in (settings["fields"].get("date") or "")
        self._zone_s = zone_s
        self._trace = 0
        self.batch_no = 1
        self._last: MisSale | None = None
        self._echo: str | None = None
        self._works = False
        self._waits: Callable[[], None] | None = None  # for what the acquirer says by the register
        self._does: dict[str, tuple[int, Callable[[dict[str, Any]], None]]] = {
            "sign_in": (_ACQUIRER_US, self._sign_in),
            "sale": (_CARD_US, self._sale),
            "refund": (_CARD_US, self._sale),
            "void": (_CARD_US, self._void),
            "settle": (_ACQUIRER_US, self._settle),
            "query_last": (_QUICK_US, self._query_last),
            "reprint": (_QUICK_US, self._reprint),
            "totals": (_QUICK_US, self._totals),
            "status": (_QUICK_US, self._status),
        }

    @property
    def totals(self) -> tuple[int, int]:
        """Count and total of the open batch."""
        open_ = [sale for sale in self.batch if not sale.voided]
        signs = [-sale.amount if sale.kind == "refund" else sale.amount for sale in open_]
        return len(open_), sum(signs)

    def say(self, function: str, **told: Any) -> None:
        """Send a message that nobody asked for, such as another terminal's habits have it."""
        self.partner.send(self.speech.message(function, told, reply=True))

    def sell_by_hand(self, amount: int) -> None:
        """Sell at the terminal itself: nothing of it is seen on the line."""
        self._book("sale", amount)

    # Talking

    def _take(self, body: bytes) -> None:
        asked = self.speech.read(body)
        function = asked.get("function")
        if self._waits is not None and function in ("relay", None):
            waits, self._waits = self._waits, None
            self.acquirer_answers = self.speech.meaning(str(asked.get("result"))) == "approved"
            waits()
            return
        if function not in self._does:
            return
        if self._works:
            if (busy := self.speech.result("busy")) is not None:
                self._reply(function, asked, result=busy)
            return
        self._works = True
        pause_us, does = self._does[function]
        if self.relays and function in ("sign_in", "sale", "settle"):
            self._waits = lambda: does(asked)
            self._scheduler.after(_QUICK_US, self._ask_relay)
            self._scheduler.after(40_000 * US_PER_MS, self._relay_ends)
            return
        self._scheduler.after(pause_us, does, asked)

    def _ask_relay(self) -> None:
        self.partner.send(self.speech.message("relay", {}, reply=False))

    def _relay_ends(self) -> None:
        """Nobody passed anything on: the acquirer was not reached."""
        if self._waits is not None:
            waits, self._waits, self.acquirer_answers = self._waits, None, False
            waits()

    def _reply(self, function: str, asked: Mapping[str, Any], **told: Any) -> None:
        told = {"tid": self._tid, "echo": asked.get("echo")} | told
        body = self.speech.message(function, told, reply=True)
        if self.plant_card_data and self._last is not None:
            body += self.speech.unknown("\n".join(planted.in_texts(self._last.card)))
        self.partner.send(body)

    def _ends(self, asked: dict[str, Any], meaning: str | None, **told: Any) -> None:
        """Reply with the result that means so; where the dialect has none, with a plain refusal."""
        self._works = False
        result = None if meaning is None else self.speech.result(meaning)
        self._reply(asked["function"], asked, result=result or self.speech.refusal(), **told)

    # What it does

    def _refuses(self) -> str | None:
        if not self.keys:
            return "sign_in_again"
        return None if self.acquirer_answers else "acquirer_silent"

    def _sign_in(self, asked: dict[str, Any]) -> None:
        self.keys = self.keys or self.acquirer_answers
        self.sign_ins += self.acquirer_answers
        self._ends(asked, "approved" if self.acquirer_answers else "acquirer_silent")

    def _sale(self, asked: dict[str, Any]) -> None:
        why = self._refuses()
        if why is None and self.decline_next:
            self.decline_next = False
            why = "declined"
        if why is None and not self.paper and self.speech.result("not_printed") is None:
            why = "no_paper"
        if why is not None:
            self._ends(asked, why, amount=asked.get("amount"))
            return
        sale = self._book(asked["function"], int(asked["amount"]))
        self._ends(asked, "approved" if self.paper else "not_printed", **self._told(sale))

    def _book(self, kind: str, amount: int) -> MisSale:
        card = f"622202{self._rng.randrange(10**6):06}{self._rng.randrange(10**4):04}"
        self._trace += 1
        auth = f"{self._rng.randrange(10**6):06}"
        sale = MisSale(
            kind,
            self._scheduler.wall_s,
            amount,
            self._trace,
            auth,
            card,
            self.batch_no,
            printed=int(self.paper),
        )
        self.batch.append(sale)
        self._last = sale
        return sale

    def _told(self, sale: MisSale) -> dict[str, Any]:
        at = datetime.fromtimestamp(sale.at_s + self._zone_s, UTC)
        told = {
            "amount": sale.amount,
            "trace": sale.trace,
            "receipt": sale.trace,
            "batch": sale.batch,
            "auth": sale.auth,
            "card": sale.card,
            "card_name": "DEBIT",
            "date": f"{at:%d%m%Y}" if self._day_first else f"{at:%Y%m%d}",
            "time": f"{at:%H%M%S}",
        }
        if self.plant_card_data:
            fields, texts = planted.in_card_field(sale.card), planted.in_texts(sale.card)
            told["card"] = fields[sale.trace % len(fields)]
            told["card_name"] = texts[sale.trace % len(texts)]
            told["auth"] = texts[(sale.trace + 1) % len(texts)]
        return told

    def _void(self, asked: dict[str, Any]) -> None:
        old = asked.get("old_trace") or asked.get("trace")
        found = [sale for sale in self.batch if sale.trace == old and not sale.voided]
        if not found or self._refuses() is not None:
            self._ends(asked, self._refuses() or "nothing")
            return
        found[0].voided = True
        self._trace += 1
        told = self._told(found[0]) | {"trace": self._trace, "old_trace": old}
        self._ends(asked, "approved", **told)

    def _settle(self, asked: dict[str, Any]) -> None:
        if not self.acquirer_answers:
            self._ends(asked, "acquirer_silent")
            return
        count, total = self.totals
        meaning = "not_balanced" if self.unbalanced else "approved"
        if not self.batch and self.speech.result("nothing") is not None:
            meaning = "nothing"
        else:
            self.closed.append((self._scheduler.wall_s, self.batch))
            self.batch = []
            self.batch_no += 1
        self.keys = True
        self._ends(asked, meaning, count=count, total=total)

    def _query_last(self, asked: dict[str, Any]) -> None:
        if self._last is None:
            self._ends(asked, "nothing")
        else:
            self._ends(asked, "approved", **self._told(self._last))

    def _reprint(self, asked: dict[str, Any]) -> None:
        if self._last is None or not self.paper:
            self._ends(asked, "nothing" if self.paper else "no_paper")
            return
        self._last.printed += 1
        self.reprints += 1
        self._ends(asked, "approved", **self._told(self._last))

    def _totals(self, asked: dict[str, Any]) -> None:
        count, total = self.totals
        self._ends(asked, "approved", count=count, total=total)

    def _status(self, asked: dict[str, Any]) -> None:
        self._ends(asked, "approved" if self.keys else "sign_in_again")
