# SPDX-License-Identifier: MIT
"""A simulated cash register: the ZVT master on its end of a serial line, and what it believes.

Does one thing after another from a queue. A sale without a completion is unknown, never failed:
the register asks again by 06 20 before it says anything. `sales`, `settlements` and the printer's
slips are its own account, to be held against the terminal's truth. Refunds and reversals are
sales to it, of another kind.
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
from posminder.simulator.register_reading import Information, Registration, SlipPiece
from posminder.simulator.scheduler import US_PER_S, LineEnd, Scheduler
from posminder.simulator.terminal_truth import SaleKind
from posminder.simulator.zvt_frames import BAUD, LinkCounters, SerialLink
from posminder.simulator.zvt_messages import (
    Apdu,
    Tlv,
    ZvtError,
    encode_bcd,
    encode_fields,
    encode_tlv,
    refusal,
)

CONFIG: Final = 0xBE  # ready-made lines to the register, everything started from the register
CONFIG_TERMINAL_PRINTS: Final = CONFIG & ~codes.CONFIG_PAYMENT_RECEIPTS_BY_REGISTER
ASK_AGAIN_US: Final = 10 * US_PER_S
ASK_AGAIN_MAX: Final = 6
_TAKES_BLOCKS: Final = Tlv(codes.TAG_COMMANDS, (Tlv(codes.TAG_COMMAND, b"\x06\xd3"),))
_STATUS_ONLY: Final = 0x03  # of 06 20: send the status information, do not print
_INITIALISATION_NECESSARY: Final = 0x01
_SERVED_WITH_TAKEN: Final = frozenset({codes.INTERMEDIATE_STATUS, codes.SET_REGISTER_CLOCK})


class SaleView(StrEnum):
    """What the register believes of a sale."""

    RUNNING = "running"
    APPROVED = "approved"
    DECLINED = "declined"
    UNKNOWN = "unknown"
    REVERSED = "reversed"  # approved, and taken back by a reversal later


@dataclass(slots=True)
class RegisterSale:
    """A sale as the register saw it; amounts in minor units, `at_s` wall time in seconds.

    A reversal begins with amount 0: the terminal says what it took back.
    """

    at_s: int
    amount_minor: int
    state: SaleView = SaleView.RUNNING
    code: int = 0
    trace: int | None = None
    receipt_no: int | None = None
    slips: int = 0  # complete ones
    asked_again: int = 0
    kind: SaleKind = SaleKind.SALE
    original_trace: int | None = None  # of the sale that a reversal took back


@dataclass(frozen=True, slots=True)
class RegisterSettlement:
    """An end-of-day the register ran; `total_minor` is None unless the terminal told it."""

    at_s: int
    outcome: Outcome
    code: int
    total_minor: int | None


class Register:
    """`runs_initialisation`: on status byte bit 0 it runs 06 93 itself after registering.

    `text_blocks`: it asks for receipts in blocks (06 D3) instead of lines (06 D1).
    """

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
        text_blocks: bool = False,
        baud: int = BAUD,
    ) -> None:
        self.printer = printer
        self.sales: list[RegisterSale] = []
        self.settlements: list[RegisterSettlement] = []
        self.registered = False
        self.terminal_id: str | None = None
        self.receipt_wishes: int | None = None  # told at the next registration
        self._scheduler = scheduler
        self._rng = rng
        self._config = config
        self._password = bytes.fromhex(password)
        self._currency = encode_bcd(currency, 2)
        self._runs_initialisation = runs_initialisation
        self._text_blocks = text_blocks
        self._link = SerialLink(scheduler, line, self._received, baud=baud)
        self._jobs: deque[Callable[[], None]] = deque()
        self._exchange: Exchange | None = None
        self._working = False
        self._information: Information | None = None
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
        amount = self._amount(amount_minor)
        return self._pay(SaleKind.SALE, codes.AUTHORISATION, amount, amount_minor, on_done)

    def refund(
        self, amount_minor: int, on_done: Callable[[RegisterSale], None] | None = None
    ) -> RegisterSale:
        """Give `amount_minor` back to a card (06 31); otherwise as `sell`."""
        data = self._password + self._amount(amount_minor)
        return self._pay(SaleKind.REFUND, codes.REFUND, data, amount_minor, on_done)

    def reverse(
        self, receipt_no: int, on_done: Callable[[RegisterSale], None] | None = None
    ) -> RegisterSale:
        """Take back the sale with this receipt number, 1..9999 (06 30); otherwise as `sell`."""
        data = self._password + encode_fields([(codes.RECEIPT_NO, encode_bcd(receipt_no, 2))])
        return self._pay(SaleKind.REVERSAL, codes.REVERSAL, data, 0, on_done)

    def reverse_last(self) -> None:
        """Take back the last approved sale, if there is one."""
        numbers = [sale.receipt_no for sale in self.sales if sale.receipt_no is not None]
        if numbers:
            self.reverse(numbers[-1])

    def repeat_receipt(self, on_done: Callable[[Ended], None] | None = None) -> None:
        """Have the last receipt printed again."""
        self._simple(codes.REPEAT_RECEIPT, self._password, on_done or _ignore)

    def reprint(
        self,
        first_receipt_no: int,
        last_receipt_no: int,
        on_done: Callable[[Ended], None] | None = None,
    ) -> None:
        """Have the receipts with these numbers, 1..9999, printed again (06 12)."""
        numbers = encode_bcd(first_receipt_no, 2) + encode_bcd(last_receipt_no, 2)
        self._simple(codes.REPRINT_RECEIPTS, self._password + numbers, on_done or _ignore)

    def diagnose(self, on_done: Callable[[Ended], None] | None = None) -> None:
        """Let the terminal call its acquirer and set its clock (06 70)."""
        self._simple(codes.DIAGNOSIS, b"", on_done or _ignore)

    def end_of_day(self, on_done: Callable[[RegisterSettlement], None] | None = None) -> None:
        """Settle the batch."""
        self._queue(lambda: self._settle(on_done or _ignore))

    def send_offline(self, on_done: Callable[[Ended], None] | None = None) -> None:
        """Have the terminal send what it approved off-line (06 51)."""
        self._simple(codes.SEND_OFFLINE, self._password, on_done or _ignore)

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
        told = [_TAKES_BLOCKS] if self._text_blocks else []
        if self.receipt_wishes is not None:
            told.append(Tlv(codes.TAG_RECEIPT_WISHES, bytes((self.receipt_wishes,))))
        if told:
            data += encode_fields([(codes.TLV_CONTAINER, encode_tlv(told))])
        self._run(codes.REGISTRATION, data, ended)

    def _note_registration(self, data: bytes) -> int:
        """Keep the terminal id; return the status byte."""
        try:
            told = Registration.of(data)
        except ZvtError:
            return 0
        self.terminal_id = told.terminal_id
        return told.status

    def _amount(self, amount_minor: int) -> bytes:
        fields = ((codes.AMOUNT, encode_bcd(amount_minor, 6)), (codes.CURRENCY, self._currency))
        return encode_fields(fields)

    def _pay(
        self,
        kind: SaleKind,
        command: int,
        data: bytes,
        amount_minor: int,
        on_done: Callable[[RegisterSale], None] | None,
    ) -> RegisterSale:
        sale = RegisterSale(self._scheduler.wall_s, amount_minor, kind=kind)
        self.sales.append(sale)
        self._queue(lambda: self._sell(sale, Apdu(command, data), on_done or _ignore))
        return sale

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

    def _approve(self, sale: RegisterSale, information: Information) -> None:
        sale.state = SaleView.APPROVED
        sale.trace = self._last_trace = information.trace
        sale.receipt_no = information.receipt_no
        if sale.kind is SaleKind.REVERSAL:
            sale.amount_minor = information.amount_minor or 0
            sale.original_trace = information.original_trace
            for each in self.sales:
                if each.trace == sale.original_trace:
                    each.state = SaleView.REVERSED

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

    def _is_this(self, sale: RegisterSale, last: Information) -> bool:
        reverses = sale.kind is SaleKind.REVERSAL
        alike = reverses or last.amount_minor == sale.amount_minor
        same_kind = reverses == (last.original_trace is not None)
        return alike and same_kind and last.trace != self._last_trace

    def _settle(self, on_done: Callable[[RegisterSettlement], None]) -> None:
        def ended(end: Ended) -> None:
            information = self._information
            total = None if information is None else information.amount_minor
            settlement = RegisterSettlement(self._scheduler.wall_s, end.outcome, end.code, total)
            self.settlements.append(settlement)
            self._next_job()
            on_done(settlement)

        self._run(codes.END_OF_DAY, self._password, ended)

    def _simple(self, command: int, data: bytes, on_done: Callable[[Ended], None]) -> None:
        def ended(end: Ended) -> None:
            self._next_job()
            on_done(end)

        self._queue(lambda: self._run(command, data, ended))

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
                self._information = Information.of(apdu.data)
                return TAKEN
            if apdu.command in (codes.PRINT_LINE, codes.PRINT_BLOCK):
                return self._print(SlipPiece.of(apdu))
        except ZvtError:
            return refusal(codes.FUNCTION_IMPOSSIBLE)
        known = apdu.command in _SERVED_WITH_TAKEN
        return TAKEN if known else refusal(codes.FUNCTION_IMPOSSIBLE)

    def _print(self, piece: SlipPiece) -> Apdu:
        end = len(piece.lines) - 1
        for index, text in enumerate(piece.lines):
            if not self.printer.print_line(text, last=piece.last and index == end):
                return refusal(codes.PRINTER_NOT_READY)
        self._slips += piece.last
        return TAKEN


def _ignore(_result: object) -> None:
    """Take a result nobody asked for."""
