# SPDX-License-Identifier: MIT
"""A simulated cash register that speaks Transbank POS Integrado, and what it believes.

Does one thing after another from a queue. A sale without a reply is unknown, never failed: the
register asks for the last sale, which prints it once more, before it says anything. It has no
receipts: the terminal prints itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Final

from posminder.simulator.register import (
    ASK_AGAIN_MAX,
    ASK_AGAIN_US,
    RegisterSale,
    SaleView,
)
from posminder.simulator.scheduler import US_PER_S, LineEnd, Scheduler, Timer
from posminder.simulator.terminal_truth import SaleKind
from posminder.simulator.transbank_frames import Partner

_REPLY_US: Final = 150 * US_PER_S  # what its SDKs wait
_PROGRESS: Final = "0900"
_POLL: Final = "0100"
_OK: Final = "00"
_TICKET: Final = 4  # places in the reply to a sale
_OPERATION: Final = 10
_VOIDED: Final = 5
OnEnd = Callable[[list[str] | None], None]


class TransbankRegister:
    """Holds its end of the line; tickets are numbered from 1 on."""

    def __init__(self, scheduler: Scheduler, line: LineEnd) -> None:
        self.partner = Partner(scheduler, line)
        self.partner.on_text = self._heard
        self.partner.on_sent = self._sent
        self.progress: list[str] = []
        self.sales: list[RegisterSale] = []
        self._scheduler = scheduler
        self._jobs: deque[Callable[[], None]] = deque()
        self._working = False
        self._text = ""
        self._on_end: OnEnd | None = None
        self._timer: Timer | None = None

    @property
    def idle(self) -> bool:
        """Nothing runs and nothing waits."""
        return not self._working

    def start(self) -> None:
        """Ask whether the terminal is there: there is no registering."""
        self.ask(_POLL)

    def sell(self, amount: int) -> None:
        """Sell for `amount` pesos, with progress messages."""
        sale = RegisterSale(self._scheduler.wall_s, amount, receipt_no=len(self.sales) + 1)
        self.sales.append(sale)
        text = f"0200|{amount}|{sale.receipt_no:06}|||1|"
        self._queue(lambda: self._send(text, lambda reply: self._sold(sale, reply)))

    def reverse_last(self) -> None:
        """Void the last approved sale, if there is one."""
        approved = [each for each in self.sales if each.state is SaleView.APPROVED and each.trace]
        if approved:
            self._queue(lambda: self._reverse(approved[-1]))

    def repeat_receipt(self) -> None:
        """Have the last voucher printed again."""
        self.ask("0250|")

    def end_of_day(self) -> None:
        """Close."""
        self.ask("0500||")

    def ask(self, text: str, on_end: OnEnd | None = None) -> None:
        """Send `text`; `on_end` gets the reply's fields, None if there was none in time.

        A poll's ACK is its reply, and has no field.
        """

        def ended(reply: list[str] | None) -> None:
            self._next_job()
            if on_end is not None:
                on_end(reply)

        self._queue(lambda: self._send(text, ended))

    def _sold(self, sale: RegisterSale, reply: list[str] | None) -> None:
        if reply is None:
            sale.state = SaleView.UNKNOWN
            self._scheduler.after(ASK_AGAIN_US, self._ask_again, sale)
            return
        self._judge(sale, reply)
        self._next_job()

    def _ask_again(self, sale: RegisterSale) -> None:
        """Ask which sale the terminal holds as its last, and whether that is this one."""
        sale.asked_again += 1

        def told(reply: list[str] | None) -> None:
            if reply is None and sale.asked_again < ASK_AGAIN_MAX:
                self._scheduler.after(ASK_AGAIN_US, self._ask_again, sale)
                return
            if reply is not None:
                if reply[1] != _OK or reply[_TICKET] != f"{sale.receipt_no:06}":
                    reply = ["", "99"]  # the last sale is another one
                self._judge(sale, reply)
            self._next_job()

        self._send("0250|", told)

    def _judge(self, sale: RegisterSale, reply: list[str]) -> None:
        sale.code = int(reply[1])
        sale.state = SaleView.DECLINED if sale.code else SaleView.APPROVED
        if not sale.code:
            sale.trace = int(reply[_OPERATION])

    def _reverse(self, sale: RegisterSale) -> None:
        void = RegisterSale(self._scheduler.wall_s, 0, kind=SaleKind.REVERSAL)

        def told(reply: list[str] | None) -> None:
            void.state = SaleView.UNKNOWN if reply is None else SaleView.DECLINED
            if reply is not None and reply[1] == _OK and int(reply[_VOIDED]) == sale.trace:
                void.state, sale.state = SaleView.APPROVED, SaleView.REVERSED
            self._next_job()

        self._send(f"1200|{sale.trace}|", told)

    # Talking

    def _queue(self, job: Callable[[], None]) -> None:
        self._jobs.append(job)
        if not self._working:
            self._next_job()

    def _next_job(self) -> None:
        self._working = bool(self._jobs)
        if self._jobs:
            self._jobs.popleft()()

    def _send(self, text: str, on_end: OnEnd) -> None:
        self.progress.clear()
        self._text = text
        self._on_end = on_end
        self._timer = self._scheduler.after(_REPLY_US, self._end, None)
        self.partner.send(text)

    def _sent(self, taken: bool) -> None:
        if not taken or self._text.startswith(_POLL):
            self._end([] if taken else None)

    def _heard(self, text: str) -> None:
        fields = text.split("|")
        if fields[0] == _PROGRESS:
            self.progress.append(fields[1])
        elif fields[0] in (f"{int(self._text[:4]) + more:04}" for more in (1, 10)):
            self._end(fields)

    def _end(self, fields: list[str] | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        on_end, self._on_end = self._on_end, None
        if on_end is not None:
            on_end(fields)
