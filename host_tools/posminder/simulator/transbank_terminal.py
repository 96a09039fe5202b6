# SPDX-License-Identifier: MIT
"""A simulated terminal that speaks Transbank POS Integrado: keys, sales, totals, closing.

From Transbank's documents and the places where their SDKs read the fields; no terminal was at
hand. What the documents leave open is chosen here and said where it is: a void takes its sale out
of the totals and has no number of its own, closing renews the keys, a sale whose reply nobody
acknowledges stands, and while it works it hears nothing but a poll. A scenario bends it through
`switches`, `keys`, `printer`, `acquirer` and the power methods; `truth` is what really happened.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from posminder.simulator import planted
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.printer import Printer
from posminder.simulator.scheduler import US_PER_MS, US_PER_S, LineEnd, Scheduler
from posminder.simulator.terminal_truth import (
    CARDS_CLP,
    Batch,
    ReceiptBy,
    Sale,
    SaleKind,
    SaleState,
    TerminalTruth,
)
from posminder.simulator.transbank_frames import Partner

POLL: Final = "0100"
SALE: Final = "0200"
TOTALS: Final = "0700"
CLOSE: Final = "0500"
LOAD_KEYS: Final = "0800"
OK: Final = "00"
REJECTED: Final = "01"
HOST_SILENT: Final = "02"
NO_SUCH_SALE: Final = "05"
NO_SALE_YET: Final = "11"
NO_PAPER: Final = "24"
MUST_LOAD_KEYS: Final = "26"
MUST_CLOSE: Final = "67"
BATCH_LIMIT: Final = 500
_PROGRESS: Final = ("78", "81", "82")  # reads a card, asks for the PIN, talks to the host
_STEP_US: Final = 900 * US_PER_MS
_BOOT_US: Final = 4 * US_PER_S


@dataclass(slots=True)
class TransbankSwitches:
    """What a scenario may bend. The defaults are a well-behaved terminal."""

    answer_delay_us: int = 0  # before each reply
    drop_next_settlement: bool = False  # one-shot: the batch is closed, no reply comes
    plant_card_data: bool = False  # whole numbers, tracks, check codes in what it tells
    refuse_settlements: int = 0  # so many closings are refused by the acquirer, then it takes


class TransbankTerminal:
    """Holds its end of the line. `zone_s`: how far its clock is ahead of UTC, seconds."""

    def __init__(
        self,
        scheduler: Scheduler,
        line: LineEnd,
        acquirer: Acquirer,
        rng: random.Random,
        *,
        commerce: str = "550062700310",
        tid: str = "75001087",
        zone_s: int = -3 * 3_600,
        batch_limit: int = BATCH_LIMIT,
    ) -> None:
        self.partner = Partner(scheduler, line)
        self.partner.on_text = self._take
        self.partner.on_sent = self._sent
        self.acquirer = acquirer
        self.printer = Printer()
        self.switches = TransbankSwitches()
        self.truth = TerminalTruth()
        self.batch: list[Sale] = []  # approved sales since it was closed, voided ones too
        self.keys = True
        self.must_close = False
        self.summaries = 0  # printed totals
        self.zones: tuple[tuple[int, int], ...] = ((0, zone_s),)  # (UTC s, ahead s), ascending
        self.clock_error_s = 0
        self.tid = tid
        self._scheduler = scheduler
        self._rng = rng
        self._commerce = commerce
        self._limit = batch_limit
        self._epoch = 1
        self._operation = 0
        self._tickets: dict[int, str] = {}  # by operation number
        self._replies: list[str] = []
        self._sending = False
        self._working = False
        self._powered = True
        self._life = 0  # what was under way in an earlier one is gone
        self._commands: dict[str, Callable[[list[str]], None]] = {
            SALE: self._sale,
            "0270": self._sale,
            "0250": self._last_sale,
            "0260": self._detail,
            CLOSE: self._close,
            TOTALS: self._totals,
            LOAD_KEYS: self._load_keys,
            "1200": self._void,
        }

    @property
    def totals(self) -> tuple[int, int]:
        """Count and total of the open batch."""
        batch = self._count_batch()
        return batch.count, batch.total_minor

    @property
    def powered(self) -> bool:
        """Whether it is switched on."""
        return self._powered

    @property
    def idle(self) -> bool:
        """Powered, booted, and nothing runs."""
        return self._powered and not self.partner.deaf and not self._working

    @property
    def needs_initialisation(self) -> bool:
        """It has no keys."""
        return not self.keys

    @needs_initialisation.setter
    def needs_initialisation(self, needed: bool) -> None:
        """Take its keys away, or give them back without its acquirer."""
        self.keys = not needed

    def demand_settlement(self) -> None:
        """Sell no more until it is closed."""
        self.must_close = True

    def step_clock(self, ahead_s: int) -> None:
        """Put its clock this far ahead."""
        self.clock_error_s += ahead_s

    def power_off(self) -> None:
        """Cut the power, in the middle of whatever runs: what is not approved yet never was."""
        self._powered = False
        self._life += 1
        self._working = self._sending = False
        self._replies.clear()
        self.partner.off()

    def power_on(self, *, needs_initialisation: bool = False) -> None:
        """Start up; the line is heard after a few seconds. The batch is kept."""
        self._powered = True
        self.keys = self.keys and not needs_initialisation
        self._later(_BOOT_US, self._booted)

    def exchange(self, tid: str) -> None:
        """Let another terminal stand in its place, with keys, books and numbers of its own."""
        self.power_off()
        self.truth.stranded.append(self._count_batch())
        self.batch, self.keys, self.must_close = [], True, False
        self.tid, self._epoch, self._operation = tid, self._epoch + 1, 0
        self._tickets.clear()
        self.power_on()

    def _booted(self) -> None:
        self.partner.deaf = False

    def _later(self, delay_us: int, does: Callable[..., None], *given: object) -> None:
        """Do it after a while, unless the power goes before."""
        life = self._life

        def still() -> None:
            if life == self._life:
                does(*given)

        self._scheduler.after(delay_us, still)

    # Talking

    def _take(self, text: str) -> None:
        code, *fields = text.split("|")
        self.truth.commands.append((self._scheduler.now_us, int(code) if code.isdigit() else -1))
        does = self._commands.get(code)
        if does is not None and not self._working:  # 0100 and 0300 are answered by the ACK alone
            self._working = True
            self._later(self.switches.answer_delay_us, does, fields)

    def _reply(self, *texts: str) -> None:
        self._working = False
        self._say(*texts)

    def _say(self, *texts: str) -> None:
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
        return f"{code}|{result}|{self._commerce}|{self.tid}"

    # What it does

    def _sale(self, fields: list[str]) -> None:
        amount, ticket, progress = int(fields[0]), fields[1], fields[4:5] == ["1"]
        steps = _PROGRESS if progress else ()
        for number, step in enumerate(steps, 1):
            self._later(number * _STEP_US, self._say, f"0900|{step}")
        pause_us = len(_PROGRESS) * _STEP_US + self.acquirer.authorisation_us()
        self._later(pause_us, self._sale_ends, amount, ticket)

    def _sale_ends(self, amount: int, ticket: str) -> None:
        result = self._refuses()
        if result is None:
            told = self.acquirer.authorise(amount)
            result = HOST_SILENT if told and self.acquirer.down else REJECTED if told else None
        if result is not None:
            self._reply(self._head("0210", result) + f"|{ticket}|{'|' * 14}")
            return
        self._operation += 1
        self._tickets[self._operation] = ticket
        sale = self._booked(SaleKind.SALE, amount, self._operation)
        self.batch.append(sale)
        self._reply(self._told("0210", sale))

    def _booked(self, kind: SaleKind, amount: int, operation: int) -> Sale:
        ticket = self._tickets[operation]
        sale = Sale(
            at_s=self._scheduler.wall_s,
            terminal_s=self._clock_s,
            amount_minor=amount,
            card=self._rng.choice(CARDS_CLP),
            trace=operation,
            receipt_no=int(ticket) if ticket.isdigit() else 0,
            result=0,
            state=SaleState.APPROVED,
            local=False,
            signed_in=self.keys,
            receipt=ReceiptBy.TERMINAL,
            kind=kind,
            auth_id=self.acquirer.authorisation_code,
            epoch=self._epoch,
        )
        self.truth.sales.append(sale)
        return sale

    @property
    def _clock_s(self) -> int:
        wall_s = self._scheduler.wall_s
        ahead_s = max((row for row in self.zones if row[0] <= wall_s), default=self.zones[0])[1]
        return wall_s + ahead_s + self.clock_error_s

    def _refuses(self) -> str | None:
        """Return why it does nothing for money now, None if it does."""
        if not self.keys:
            return MUST_LOAD_KEYS
        if not self.printer.paper:
            return NO_PAPER
        return MUST_CLOSE if self.must_close or len(self.batch) >= self._limit else None

    def _told(self, code: str, sale: Sale) -> str:
        when = f"{datetime.fromtimestamp(sale.terminal_s, UTC):%d%m%Y|%H%M%S}"
        brand, auth, account, voucher = sale.card.name, sale.auth_id, "", ""
        kind, last_digits = "DB" if brand == "DB" else "CR", sale.card.pan[-4:]
        if self.switches.plant_card_data:
            fields, texts = planted.in_card_field(sale.card.pan), planted.in_texts(sale.card.pan)
            last_digits, brand = fields[sale.trace % len(fields)], texts[sale.trace % len(texts)]
            auth, account = texts[(sale.trace + 1) % len(texts)], sale.card.pan
            voucher = " ".join(texts)
        card = f"{last_digits}|{sale.trace:06}|{kind}||{account}|{brand}|{when}|1|0{voucher}"
        head = f"{self._head(code, OK)}|{self._tickets[sale.trace]}|{auth}"
        head += f"|{sale.amount_minor}"
        return f"{head}|{card}||" if code == "0261" else f"{head}|0|0|{card}|"

    def _last_sale(self, fields: list[str]) -> None:
        if not self.batch:
            self._reply(self._head("0260", NO_SALE_YET))
            return
        self.batch[-1].reprints += self.printer.paper
        self._reply(self._told("0260", self.batch[-1]))

    def _detail(self, fields: list[str]) -> None:
        if fields[0] != "1":  # printed, and told nobody
            self._working = False
            return
        told = [self._told("0261", sale) for sale in self.batch if _counts(sale)]
        self._reply(*told, self._head("0261", OK) + "|" * 15)

    def _totals(self, fields: list[str]) -> None:
        count, total = self.totals
        self.summaries += self.printer.paper
        self._reply(f"0710|{OK}|{count}|{total}")

    def _count_batch(self) -> Batch:
        open_ = [sale for sale in self.batch if _counts(sale)]
        return Batch.of(open_, self._scheduler.wall_s, self._clock_s)

    def _close(self, fields: list[str]) -> None:
        self._later(self.acquirer.settlement_us(), self._close_ends)

    def _close_ends(self) -> None:
        batch = self._count_batch()
        if self.acquirer.down or self.switches.refuse_settlements:
            result = HOST_SILENT if self.acquirer.down else REJECTED
            self.switches.refuse_settlements -= not self.acquirer.down
            self._reply(self._head("0510", result))
            return
        if batch.count:
            self.acquirer.settle(batch.count, batch.total_minor)
            self.truth.batches.append(batch)
        self.batch, self.keys, self.must_close = [], True, False
        if self.switches.drop_next_settlement:
            self.switches.drop_next_settlement = self._working = False
            return
        self._reply(self._head("0510", OK))

    def _load_keys(self, fields: list[str]) -> None:
        self._later(self.acquirer.sign_in_us(), self._load_keys_ends)

    def _load_keys_ends(self) -> None:
        loaded = self.acquirer.sign_in()
        self.keys = self.keys or loaded
        if loaded:
            self.truth.sign_ins.append(self._scheduler.wall_s)
        self._reply(self._head("0810", OK if loaded else HOST_SILENT))

    def _void(self, fields: list[str]) -> None:
        found = [s for s in self.batch if f"{s.trace}" == fields[0].lstrip("0") and _counts(s)]
        if not found or self.acquirer.cancel(found[0].amount_minor):
            result = HOST_SILENT if found else NO_SUCH_SALE
            self._reply(self._head("1210", result) + f"||{fields[0]}")
            return
        (sale,) = found
        sale.state = SaleState.REVERSED
        void = self._booked(SaleKind.REVERSAL, sale.amount_minor, sale.trace)
        void.original_trace = sale.trace
        self._reply(self._head("1210", OK) + f"|{sale.auth_id}|{sale.trace}")


def _counts(sale: Sale) -> bool:
    return sale.state is SaleState.APPROVED
