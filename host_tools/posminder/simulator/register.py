# SPDX-License-Identifier: MIT
"""A simulated cash register: the ZVT master on its end of a serial line, and what it believes.

Does one thing after another from a queue. A sale without a completion is unknown, never failed:
the register asks again by 06 20 before it says anything. `sales`, `settlements` and the printer's
slips are its own account, to be held against the terminal's truth.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from posminder.simulator import zvt_codes as codes
from posminder.simulator.exchange import TAKEN, Ended, Exchange, Outcome
from posminder.simulator.printer import Printer
from posminder.simulator.scheduler import US_PER_S, LineEnd, Scheduler
from posminder.simulator.zvt_frames import BAUD, LinkCounters, SerialLink
from posminder.simulator.zvt_messages import (
    Apdu,
    Fields,
    ZvtError,
    decode_fields,
    decode_print_line,
    encode_bcd,
    encode_fields,
    refusal,
)

CONFIG: Final = 0xBE  # ready-made lines to the register, everything started from the register
ASK_AGAIN_US: Final = 10 * US_PER_S
ASK_AGAIN_MAX: Final = 6
_STATUS_ONLY: Final = 0x03  # of 06 20: send the status information, do not print
_INITIALISATION_NECESSARY: Final = 0x01
_SERVED_WITH_TAKEN: Final = frozenset({codes.INTERMEDIATE_STATUS, codes.SET_REGISTER_CLOCK})


class SaleView(StrEnum):
    """What the register believes of a sale."""

    RUNNING = "running"
    APPROVED = "approved"
    DECLINED = "declined"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class RegisterSale:
    """A sale as the register saw it; amounts in minor units, `at_s` wall time in seconds."""

    at_s: int
    amount_minor: int
    state: SaleView = SaleView.RUNNING
    code: int = 0
    trace: int | None = None
    receipt_no: int | None = None
    slips: int = 0  # complete ones
    asked_again: int = 0


@dataclass(frozen=True, slots=True)
class RegisterSettlement:
    """An end-of-day the register ran; `total_minor` is None unless the terminal told it."""

    at_s: int
    outcome: Outcome
    code: int
    total_minor: int | None


@dataclass(frozen=True, slots=True)
class _Information:
    """What the register reads from a status information."""

    approved: bool
    amount_minor: int | None
    trace: int | None
    receipt_no: int | None

    @classmethod
    def of(cls, data: bytes) -> _Information:
        """Read 04 0F's data. Raises ZvtError."""
        fields = decode_fields(data)
        return cls(
            approved=fields.byte(codes.RESULT) == codes.APPROVED,
            amount_minor=fields.number(codes.AMOUNT),
            trace=fields.number(codes.TRACE),
            receipt_no=fields.number(codes.RECEIPT_NO),
        )


class Register:
    """`runs_initialisation`: on status byte bit 0 it runs 06 93 itself after registering."""

    def __init__(
        self,
        scheduler: Scheduler,
        line: LineEnd,
        printer: Printer,
        rng: random.Random,
        *,
        config: int = CONFIG,
        password: str = "123456",
        currency: int = 978,
        runs_initialisation: bool = False,
        baud: int = BAUD,
    ) -> None:
        self.printer = printer
        self.sales: list[RegisterSale] = []
        self.settlements: list[RegisterSettlement] = []
        self.registered = False
        self.terminal_id: str | None = None
        self._scheduler = scheduler
        self._rng = rng
        self._config = config
        self._password = bytes.fromhex(password)
        self._currency = encode_bcd(currency, 2)
        self._runs_initialisation = runs_initialisation
        self._link = SerialLink(scheduler, line, self._received, baud=baud)
        self._jobs: deque[Callable[[], None]] = deque()
        self._exchange: Exchange | None = None
        self._working = False
        self._information: _Information | None = None
        self._slips = 0
        self._last_trace: int | None = None

    @property
    def idle(self) -> bool:
        """Nothing runs and nothing waits."""
        return not self._working

    @property
    def link_counters(self) -> LinkCounters:
        """What the register's side of the line saw go wrong."""
        return self._link.counters

    def start(self, on_done: Callable[[bool], None] | None = None) -> None:
        """Run the start-up dialogue; `on_done(registered)`."""
        self._queue(lambda: self._register(on_done or _ignore))

    def sell(
        self, amount_minor: int, on_done: Callable[[RegisterSale], None] | None = None
    ) -> RegisterSale:
        """Sell for `amount_minor`, 1..999999999999; `on_done(sale)` once it is decided or given up.

        An unregistered register registers first. Raises ValueError for an amount out of range.
        """
        sale = RegisterSale(self._scheduler.wall_s, amount_minor)
        fields = ((codes.AMOUNT, encode_bcd(amount_minor, 6)), (codes.CURRENCY, self._currency))
        command = Apdu(codes.AUTHORISATION, encode_fields(fields))
        self.sales.append(sale)
        self._queue(lambda: self._sell(sale, command, on_done or _ignore))
        return sale

    def repeat_receipt(self, on_done: Callable[[Ended], None] | None = None) -> None:
        """Have the last receipt printed again."""
        self._queue(lambda: self._simple(codes.REPEAT_RECEIPT, on_done or _ignore))

    def end_of_day(self, on_done: Callable[[RegisterSettlement], None] | None = None) -> None:
        """Settle the batch."""
        self._queue(lambda: self._settle(on_done or _ignore))

    def _register(self, on_done: Callable[[bool], None]) -> None:
        def ended(end: Ended) -> None:
            self.registered = end.outcome is Outcome.COMPLETED
            status = self._note_registration(end.data) if self.registered else 0
            if status & _INITIALISATION_NECESSARY and self._runs_initialisation:
                self._run(codes.INITIALISATION, self._password, finish)
            else:
                finish(end)

        def finish(_end: Ended) -> None:
            self._next_job()
            on_done(self.registered)

        data = self._password + bytes((self._config,)) + self._currency
        self._run(codes.REGISTRATION, data, ended)

    def _note_registration(self, data: bytes) -> int:
        """Keep the terminal id; return the status byte."""
        fields = _fields_or_none(data)
        if fields is None:
            return 0
        tid = fields.get(codes.TERMINAL_ID)
        self.terminal_id = None if tid is None else tid.hex()
        return fields.byte(codes.STATUS_BYTE) or 0

    def _sell(
        self, sale: RegisterSale, command: Apdu, on_done: Callable[[RegisterSale], None]
    ) -> None:
        def ended(end: Ended) -> None:
            self._judge(sale, end)
            if sale.state is SaleView.UNKNOWN:
                self._scheduler.after(ASK_AGAIN_US, self._ask_again, sale, done)
            else:
                done()

        def done() -> None:
            self._next_job()
            on_done(sale)

        if self.registered:
            self._run(command.command, command.data, ended)
        else:
            # Registering finishes this job, so the sale goes back to the head of the queue.
            self._jobs.appendleft(lambda: self._run(command.command, command.data, ended))
            self._register(_ignore)

    def _judge(self, sale: RegisterSale, end: Ended) -> None:
        """Read a sale's end.

        Only a completion confirms it: the terminal takes back a sale whose lines were not all
        answered, even after an approving status information.
        """
        information = self._information
        sale.slips += self._slips
        sale.code = end.code
        if end.outcome is Outcome.SILENT:
            sale.state = SaleView.UNKNOWN
        elif end.outcome is Outcome.COMPLETED and information and information.approved:
            self._approve(sale, information)
        else:
            self.registered = self.registered and end.code != codes.NOT_REGISTERED
            sale.state = SaleView.DECLINED

    def _approve(self, sale: RegisterSale, information: _Information) -> None:
        sale.state = SaleView.APPROVED
        sale.trace = self._last_trace = information.trace
        sale.receipt_no = information.receipt_no

    def _ask_again(self, sale: RegisterSale, done: Callable[[], None]) -> None:
        """Ask which payment the terminal holds as its last, and whether that is this one."""

        def ended(end: Ended) -> None:
            last = self._information if end.outcome is Outcome.COMPLETED else None
            if last is not None and last.approved and self._is_this(sale, last):
                self._approve(sale, last)
            elif last is not None:
                sale.state = SaleView.DECLINED
            if last is not None or sale.asked_again == ASK_AGAIN_MAX:
                done()
            else:
                self._scheduler.after(ASK_AGAIN_US, self._ask_again, sale, done)

        sale.asked_again += 1
        fields = encode_fields([(codes.SERVICE_BYTE, bytes((_STATUS_ONLY,)))])
        self._run(codes.REPEAT_RECEIPT, self._password + fields, ended)

    def _is_this(self, sale: RegisterSale, last: _Information) -> bool:
        return last.amount_minor == sale.amount_minor and last.trace != self._last_trace

    def _settle(self, on_done: Callable[[RegisterSettlement], None]) -> None:
        def ended(end: Ended) -> None:
            information = self._information
            total = None if information is None else information.amount_minor
            settlement = RegisterSettlement(self._scheduler.wall_s, end.outcome, end.code, total)
            self.settlements.append(settlement)
            self._next_job()
            on_done(settlement)

        self._run(codes.END_OF_DAY, self._password, ended)

    def _simple(self, command: int, on_done: Callable[[Ended], None]) -> None:
        def ended(end: Ended) -> None:
            self._next_job()
            on_done(end)

        self._run(command, self._password, ended)

    def _queue(self, job: Callable[[], None]) -> None:
        self._jobs.append(job)
        if not self._working:
            self._next_job()

    def _next_job(self) -> None:
        self._working = bool(self._jobs)
        if self._jobs:
            self._jobs.popleft()()

    def _run(self, command: int, data: bytes, on_end: Callable[[Ended], None]) -> None:
        def ended(end: Ended) -> None:
            self._exchange = None
            self.printer.tear_off()
            on_end(end)

        self._information = None
        self._slips = 0
        apdu = Apdu(command, data)
        self._exchange = Exchange(self._scheduler, self._link, self._rng, apdu, self._serve, ended)
        self._exchange.start()

    def _received(self, message: bytes) -> None:
        try:
            apdu = Apdu.decode(message)
        except ZvtError:
            self._link.send(refusal(codes.FUNCTION_IMPOSSIBLE).encode())
            return
        if self._exchange is not None:
            self._exchange.receive(apdu)
        elif not apdu.is_answer:
            # Nobody is waiting for this any more. A late completion may end in peace; a late
            # status information must not: taking it would make final what was given up.
            late = apdu.command in (codes.COMPLETION, codes.ABORT)
            answer = TAKEN if late else refusal(codes.FUNCTION_IMPOSSIBLE)
            self._link.send(answer.encode())

    def _serve(self, apdu: Apdu) -> Apdu:
        try:
            if apdu.command == codes.STATUS_INFORMATION:
                self._information = _Information.of(apdu.data)
                return TAKEN
            if apdu.command == codes.PRINT_LINE:
                return self._print(*decode_print_line(apdu.data))
        except ZvtError:
            return refusal(codes.FUNCTION_IMPOSSIBLE)
        known = apdu.command in _SERVED_WITH_TAKEN
        return TAKEN if known else refusal(codes.FUNCTION_IMPOSSIBLE)

    def _print(self, attribute: int, text: str) -> Apdu:
        last = attribute & 0x80 and attribute not in (0x80, 0xFF)
        if not self.printer.print_line(text, last=bool(last)):
            return refusal(codes.PRINTER_NOT_READY)
        self._slips += bool(last)
        return TAKEN


def _fields_or_none(data: bytes) -> Fields | None:
    try:
        return decode_fields(data)
    except ZvtError:
        return None


def _ignore(_result: object) -> None:
    """Take a result nobody asked for."""
