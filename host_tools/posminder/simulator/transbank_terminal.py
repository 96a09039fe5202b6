# SPDX-License-Identifier: MIT
"""A simulated terminal that speaks Transbank POS Integrado: keys, sales, totals, closing.

From Transbank's documents and the places where their SDKs read the fields; no terminal was at
hand. What the documents leave open is chosen here and said where it is: a void takes its sale out
of the totals, and closing renews the keys.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from posminder.simulator.scheduler import US_PER_MS, LineEnd, Scheduler
from posminder.simulator.transbank_frames import Partner

OK: Final = "00"
HOST_SILENT: Final = "02"
NO_SUCH_SALE: Final = "05"
NO_SALE_YET: Final = "11"
NO_PAPER: Final = "24"
MUST_LOAD_KEYS: Final = "26"
MUST_CLOSE: Final = "67"
_PROGRESS: Final = ("78", "81", "82")  # reads a card, asks for the PIN, talks to the host
_STEP_US: Final = 900 * US_PER_MS
_HOST_US: Final = 1_500 * US_PER_MS


@dataclass(slots=True)
class TransbankSale:
    """One approved sale; amounts are whole pesos."""

    at_s: int
    amount: int
    ticket: str
    operation: int
    auth: str
    last4: str
    brand: str
    voided: bool = False
    printed: int = 0  # vouchers, of both copies together one


class TransbankTerminal:
    """Holds its end of the line. `zone_s`: how far its clock is ahead of UTC, seconds."""

    def __init__(
        self,
        scheduler: Scheduler,
        line: LineEnd,
        rng: random.Random,
        *,
        commerce: str = "550062700310",
        tid: str = "75001087",
        zone_s: int = -3 * 3_600,
        batch_limit: int = 500,
    ) -> None:
        self.partner = Partner(scheduler, line)
        self.partner.on_text = self._take
        self.partner.on_sent = self._sent
        self.batch: list[TransbankSale] = []
        self.closed: list[tuple[int, list[TransbankSale]]] = []  # (wall second, batch)
        self.keys = True
        self.paper = True
        self.acquirer_answers = True
        self.decline_next = False
        self.summaries = 0  # printed totals
        self._scheduler = scheduler
        self._rng = rng
        self._commerce = commerce
        self._tid = tid
        self._zone_s = zone_s
        self._limit = batch_limit
        self._operation = 0
        self._replies: list[str] = []
        self._sending = False
        self._commands: dict[str, Callable[[list[str]], None]] = {
            "0200": self._sale,
            "0270": self._sale,
            "0250": self._last_sale,
            "0260": self._detail,
            "0500": self._close,
            "0700": self._totals,
            "0800": self._load_keys,
            "1200": self._void,
        }

    @property
    def totals(self) -> tuple[int, int]:
        """Count and total of the open batch."""
        open_ = [sale for sale in self.batch if not sale.voided]
        return len(open_), sum(sale.amount for sale in open_)

    # Talking

    def _take(self, text: str) -> None:
        code, *fields = text.split("|")
        does = self._commands.get(code)
        if does is not None:  # 0100 and 0300 are answered by the ACK alone
            does(fields)

    def _reply(self, *texts: str) -> None:
        self._replies += texts
        self._next()

    def _next(self) -> None:
        if self._replies and not self._sending:
            self._sending = True
            self.partner.send(self._replies.pop(0))

    def _sent(self, taken: bool) -> None:
        self._sending = False
        if not taken:
            self._replies.clear()  # nobody listens
        self._next()

    def _head(self, code: str, result: str) -> str:
        return f"{code}|{result}|{self._commerce}|{self._tid}"

    # What it does

    def _sale(self, fields: list[str]) -> None:
        amount, ticket, progress = int(fields[0]), fields[1], fields[4:5] == ["1"]
        steps = _PROGRESS if progress else ()
        for number, step in enumerate(steps, 1):
            self._scheduler.after(number * _STEP_US, self._reply, f"0900|{step}")
        pause_us = (len(_PROGRESS) + 1) * _STEP_US
        self._scheduler.after(pause_us, self._sale_ends, amount, ticket)

    def _sale_ends(self, amount: int, ticket: str) -> None:
        result = self._refuses()
        if result is None and self.decline_next:
            self.decline_next = False
            result = "01"
        if result is not None:
            self._reply(self._head("0210", result) + f"|{ticket}|{'|' * 14}")
            return
        self._operation += 1
        auth = f"{self._rng.randrange(1_000_000):06}"
        last4 = f"{self._rng.randrange(10_000):04}"
        brand = self._rng.choice(("VI", "MC", "DB"))
        sale = TransbankSale(
            self._scheduler.wall_s, amount, ticket, self._operation, auth, last4, brand
        )
        sale.printed = 1
        self.batch.append(sale)
        self._reply(self._told("0210", sale))

    def _refuses(self) -> str | None:
        """Return why it does nothing for money now, None if it does."""
        if not self.keys:
            return MUST_LOAD_KEYS
        if not self.paper:
            return NO_PAPER
        if len(self.batch) >= self._limit:
            return MUST_CLOSE
        return None if self.acquirer_answers else HOST_SILENT

    def _told(self, code: str, sale: TransbankSale) -> str:
        now = datetime.fromtimestamp(sale.at_s + self._zone_s, UTC)
        when = f"{now:%d%m%Y}|{now:%H%M%S}"
        kind = "DB" if sale.brand == "DB" else "CR"
        card = f"{sale.last4}|{sale.operation:06}|{kind}|||{sale.brand}|{when}|1|0"
        head = f"{self._head(code, OK)}|{sale.ticket}|{sale.auth}|{sale.amount}"
        return f"{head}|{card}||" if code == "0261" else f"{head}|0|0|{card}|"

    def _last_sale(self, fields: list[str]) -> None:
        if not self.batch:
            self._reply(self._head("0260", NO_SALE_YET))
            return
        if self.paper:
            self.batch[-1].printed += 1
        self._reply(self._told("0260", self.batch[-1]))

    def _detail(self, fields: list[str]) -> None:
        if fields[0] == "1":
            told = [self._told("0261", sale) for sale in self.batch if not sale.voided]
            self._reply(*told, self._head("0261", OK) + "|" * 15)

    def _totals(self, fields: list[str]) -> None:
        count, total = self.totals
        self.summaries += self.paper
        self._reply(f"0710|{OK}|{count}|{total}")

    def _close(self, fields: list[str]) -> None:
        self._scheduler.after(_HOST_US, self._close_ends)

    def _close_ends(self) -> None:
        if not self.acquirer_answers:
            self._reply(self._head("0510", HOST_SILENT))
            return
        self.closed.append((self._scheduler.wall_s, self.batch))
        self.batch = []
        self.keys = True
        self._reply(self._head("0510", OK))

    def _load_keys(self, fields: list[str]) -> None:
        self._scheduler.after(_HOST_US, self._load_keys_ends)

    def _load_keys_ends(self) -> None:
        self.keys = self.keys or self.acquirer_answers
        self._reply(self._head("0810", OK if self.acquirer_answers else HOST_SILENT))

    def _void(self, fields: list[str]) -> None:
        found = [s for s in self.batch if s.operation == int(fields[0]) and not s.voided]
        if not found:
            self._reply(self._head("1210", NO_SUCH_SALE) + f"||{fields[0]}")
            return
        found[0].voided = True
        self._reply(self._head("1210", OK) + f"|{found[0].auth}|{found[0].operation}")
