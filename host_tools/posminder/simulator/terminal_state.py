# SPDX-License-Identifier: MIT
"""What a simulated terminal remembers and how a scenario may bend it.

Survives a power cut, as a terminal's own memory does. Knows acquirer, printer and clock, but no
line and no dialogue: scripts act on this, and `Terminal` runs the scripts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.printer import Printer
from posminder.simulator.receipts import Receipts
from posminder.simulator.scheduler import Scheduler
from posminder.simulator.terminal_truth import (
    CARDS,
    CARDS_CNY,
    Batch,
    Card,
    ReceiptBy,
    Sale,
    SaleKind,
    SaleState,
    TerminalTruth,
)

# Which commands still work while the terminal waits for one of these to be put right. The first
# that stands is what the status enquiry tells.
LOCKS: Final[dict[int, frozenset[int]]] = {
    codes.STATUS_OUT_OF_ORDER: frozenset(),
    codes.STATUS_INITIALISE: frozenset({codes.INITIALISATION}),
    codes.STATUS_DIAGNOSE: frozenset({codes.DIAGNOSIS}),
    codes.STATUS_CLOCK_WRONG: frozenset({codes.SET_CLOCK, codes.DIAGNOSIS}),
    codes.STATUS_MEMORY_FULL: frozenset({codes.END_OF_DAY}),
    codes.SETTLEMENT_REQUIRED: frozenset({codes.END_OF_DAY}),
}
ALWAYS_ALLOWED: Final = frozenset(
    {
        *(codes.STATUS_ENQUIRY, codes.REGISTRATION, codes.LOG_OFF, codes.ABORT_REQUEST),
        codes.DISPLAY_TEXT,
    }
)
_FRAUD: Final = 3  # a device state that no sign-in cures
_CNY: Final = 156  # ISO 4217
_TRACE_MAX: Final = 999_999
_RECEIPT_MAX: Final = 9_999


@dataclass(slots=True)
class Switches:
    """What a scenario may bend, at any instant. The defaults are a well-behaved terminal.

    Other switches: `Terminal.locks` (a terminal that must be settled, signed in, ...),
    `Printer.paper` and `lines_left`, `Acquirer.down` and `decline_code`, `wire.Line`'s faults.
    """

    # How it answers
    busy: bool = False  # every command is answered 84 9C
    answer_delay_us: int = 0  # before 80 00, on top of the usual few milliseconds
    print_delay_us: int = 0  # before each line or block it prints or sends
    copy_delay_us: int = 0  # between the merchant's copy and the customer's
    tells_locks: bool = False  # its status byte says ready, and only a tag what is locked
    # A family's own ways
    lacks: frozenset[int] = frozenset()  # commands that it does not know: 84 83
    refuses_tlv: bool = False  # a registration with TLV: 84 83
    wants_diagnosis_kind: bool = False  # 06 70 without tag 1B: 84 83
    tells_no_payment: bool = False  # asked for the last one, it completes and tells nothing
    refusals_carry_data: bool = False  # behind the code of an 84 xx
    blanks_in_version: bool = False
    completes_texts: bool = False  # 06 0F when a text has been shown for its time
    own_command: bool = False  # one of its maker's, 0F A1, in every dialogue of the day
    # Sales
    sells_unsigned: bool = False  # sells though initialisation is required
    keys_missing: bool = False  # says that it is ready, and refuses every sale until signed in
    prints_declines: bool = False
    tells_why: tuple[int, str] | None = None  # its own code and words, with TLV, for what failed
    verification: tuple[int, int] | None = None  # authentication and technology it tells of a card
    plant_card_data: bool = False  # full number and track 2 in what it tells and prints
    device_state: int = 0  # that it tells of itself where TLV is wanted (1F43)
    # Sign-in and diagnosis
    keeps_time_to_itself: bool = False  # a diagnosis sends the register no time
    refuse_sign_in_code: int = codes.APPROVED  # else initialisation aborts with it
    offline_floor_minor: int = 0  # cut off, it approves sales up to it by itself; 0: none
    refuse_uploads: int = 0  # so many uploads of such sales are refused by the acquirer
    # End of day
    settles_by_itself: bool = False  # one-shot: an end of day of its own before the next command
    drop_next_settlement: bool = False  # one-shot: the batch settles, the line falls silent
    settlement_signs_off: bool = False  # the next sale needs an initialisation
    leaves_after_settling: int = 0  # E0 or FC: says so in the completion, and is off for a minute
    empty_batch_code: int = codes.APPROVED  # else the abort code for totals of nothing
    acquirer_down_code: int = codes.NO_CONNECTION  # or 77, at the end of day
    refuse_settlements: int = 0  # so many ends of day are refused by the acquirer, then it takes
    refused_settlement_code: int = codes.SETTLEMENT_IMPOSSIBLE  # or A3
    totals_error_minor: int = 0  # added to field 04 of the totals asked for (06 10)
    settlement_error_minor: int = 0  # added to field 04 of a settlement's own report


class TerminalState:
    """One terminal's memory: registration, locks, open batch, counters, clock, and the truth."""

    def __init__(
        self,
        scheduler: Scheduler,
        acquirer: Acquirer,
        rng: random.Random,
        *,
        tid: str,
        password: str,
        currency: int,
        zone_s: int,
        batch_limit: int,
    ) -> None:
        self.acquirer = acquirer
        self.rng = rng
        self.tid = tid
        self.password = password
        self.currency = currency
        self.batch_limit = batch_limit
        self.printer = Printer()
        self.switches = Switches()
        self.truth = TerminalTruth()
        self.locks: set[int] = set()
        self.registered = False
        self.config = codes.CONFIG_AFTER_LOG_OFF
        self.speaks_tlv = False
        self.display: list[tuple[int, int, tuple[str, ...]]] = []  # shown: when (us), for s, lines
        self.takes_blocks = False
        self.receipt_wishes: int | None = None  # the register's; None: it told none
        self.clock_error_s = 0
        self.receipts = Receipts(tid, currency)
        self.turnover: list[Sale] = []
        self.pending_sale: Sale | None = None
        self.leaves = False  # switches itself off when the dialogue has ended
        self.cut_off = False  # the last sale was decided without the acquirer
        self._cards = CARDS_CNY if currency == _CNY else CARDS
        self._scheduler = scheduler
        self.zones: tuple[tuple[int, int], ...] = ((0, zone_s),)  # (UTC s, ahead s), ascending
        self.epoch = 1
        self._trace = 0
        self._receipt_no = 0

    @property
    def clock_s(self) -> int:
        """The terminal's own clock: the shop's wall time, and what it is wrong by."""
        wall_s = self._scheduler.wall_s
        ahead_s = max((row for row in self.zones if row[0] <= wall_s), default=self.zones[0])[1]
        return wall_s + ahead_s + self.clock_error_s

    def set_clock(self, clock_s: int) -> None:
        """Set the terminal's clock to the shop's wall time `clock_s`."""
        self.clock_error_s += clock_s - self.clock_s
        self.locks.discard(codes.STATUS_CLOCK_WRONG)

    @property
    def open_batch(self) -> list[Sale]:
        """What the next end of day hands over, out of `turnover`: all concluded since the last."""
        return [each for each in self.turnover if each.state is SaleState.APPROVED and each.counted]

    @property
    def held(self) -> list[Sale]:
        """What it approved off-line and the acquirer does not have yet."""
        return [sale for sale in self.open_batch if sale.offline and sale.uploaded_s is None]

    @property
    def status(self) -> int:
        """The status code the status enquiry tells, 0 when ready."""
        standing = (code for code in LOCKS if code in self.locks)
        paper_out = self.prints_payments and not self.printer.paper
        return next(standing, codes.PRINTER_NOT_READY if paper_out else codes.STATUS_READY)

    def lock_against(self, command: int) -> int | None:
        """Return the status code that keeps `command` from running, None if nothing does."""
        if command in ALWAYS_ALLOWED:
            return None
        for code, cures in LOCKS.items():
            unsigned = code == codes.STATUS_INITIALISE and self.switches.sells_unsigned
            if code in self.locks and not unsigned:
                return None if command in cures else code
        return None

    @property
    def shows_steps(self) -> bool:
        """The register asked for intermediate status."""
        return bool(self.config & codes.CONFIG_INTERMEDIATE_STATUS)

    @property
    def sends_lines(self) -> bool:
        """The register asked for ready-made lines, for those receipts it prints."""
        return bool(self.config & codes.CONFIG_READY_MADE_LINES)

    @property
    def now_us(self) -> int:
        """Virtual time."""
        return self._scheduler.now_us

    @property
    def prints_payments(self) -> bool:
        """Payment receipts come from the terminal's own printer."""
        return not self.config & codes.CONFIG_PAYMENT_RECEIPTS_BY_REGISTER

    @property
    def prints_admin(self) -> bool:
        """End-of-day reports come from the terminal's own printer."""
        return not self.config & codes.CONFIG_ADMIN_RECEIPTS_BY_REGISTER

    @property
    def starts_locally(self) -> bool:
        """Sales may be started at the terminal itself."""
        return not self.config & codes.CONFIG_NO_AMOUNT_ENTRY

    def draw_card(self) -> Card:
        """Return the next customer's card."""
        return self.rng.choice(self._cards)

    def draw_refund_card(self, amount_minor: int) -> Card | None:
        """Return a card that paid at least so much in the open batch, None if there is none.

        Field 60 tells each card's sum without a sign, so none may fall below zero.
        """
        groups = self.count_batch().groups
        cards = [card for card in self._cards if groups[card.group].total_minor >= amount_minor]
        return self.rng.choice(cards) if cards else None

    def find_reversible(self, receipt_no: int) -> Sale | int:
        """Return the sale with this receipt number, or the code that refuses its reversal."""
        for sale in reversed(self.truth.sales):
            if sale.receipt_no == receipt_no and sale.kind is SaleKind.SALE:
                break
        else:
            return codes.REVERSAL_IMPOSSIBLE
        if sale.state is SaleState.REVERSED:
            return codes.ALREADY_REVERSED
        group = self.count_batch().groups[sale.card.group]
        open_ = sale in self.open_batch and group.total_minor >= sale.amount_minor
        return sale if open_ else codes.REVERSAL_IMPOSSIBLE

    def book_sale(
        self,
        amount_minor: int,
        card: Card,
        result: int,
        *,
        local: bool,
        kind: SaleKind = SaleKind.SALE,
        original: Sale | None = None,
        offline: bool = False,
    ) -> Sale:
        """Number what the acquirer or the customer decided. An approved one is pending."""
        self._trace = self._trace % _TRACE_MAX + 1
        self._receipt_no = self._receipt_no % _RECEIPT_MAX + 1
        has_code = not (result or offline) and kind is not SaleKind.REVERSAL
        sale = Sale(
            at_s=self._scheduler.wall_s,
            terminal_s=self.clock_s,
            amount_minor=amount_minor,
            card=card,
            trace=self._trace,
            receipt_no=self._receipt_no,
            result=result,
            state=SaleState.DECLINED if result else SaleState.PENDING,
            local=local,
            signed_in=codes.STATUS_INITIALISE not in self.locks,
            kind=kind,
            auth_id=self.acquirer.authorisation_code if has_code else "",
            original_trace=None if original is None else original.trace,
            epoch=self.epoch,
            offline=offline,
        )
        self.truth.sales.append(sale)
        self.pending_sale = None if result else sale
        return sale

    def conclude_sale(self, sale: Sale) -> None:
        """Make a pending sale, refund or reversal final: the batch is changed from here on."""
        sale.state = SaleState.APPROVED
        self.pending_sale = None
        self.turnover.append(sale)
        if sale.kind is SaleKind.REVERSAL:
            for each in self.turnover:
                if each.trace == sale.original_trace:
                    each.state = SaleState.REVERSED
        if len(self.open_batch) >= self.batch_limit:
            self.locks.add(codes.SETTLEMENT_REQUIRED)

    def reverse_pending_sale(self) -> None:
        """Take back what the register never answered for; without anything nothing happens."""
        sale, self.pending_sale = self.pending_sale, None
        if sale is not None:
            sale.state = SaleState.REVERSED
            sale.receipt = ReceiptBy.NOBODY
            took = sale.kind is SaleKind.SALE
            if sale.offline:
                return  # nobody else knows of it
            self.acquirer.reverse(sale.amount_minor if took else -sale.amount_minor)

    def exchange(self, tid: str) -> None:
        """Become another terminal: its own TID, its own numbers, nothing in its batch.

        What the one before had not settled went with it.
        """
        self.truth.stranded.append(self.count_batch())
        self.turnover.clear()
        self.locks.clear()
        self.epoch += 1
        self.tid = tid
        self.receipts = Receipts(tid, self.currency)
        self.registered = False
        self._trace = self._receipt_no = 0

    def count_batch(self) -> Batch:
        """Return the totals of the open batch."""
        return Batch.of(self.open_batch, self._scheduler.wall_s, self.clock_s)

    def upload(self) -> bool:
        """Send the acquirer what was approved off-line; False when it is down or refuses."""
        held = self.held
        if held and (self.acquirer.down or self.switches.refuse_uploads):
            self.switches.refuse_uploads = max(0, self.switches.refuse_uploads - 1)
            return False
        for sale in held:
            self.acquirer.take(sale.amount_minor)
            sale.uploaded_s = self._scheduler.wall_s
        return True

    def settle(self) -> Batch | None:
        """Hand the open batch to the acquirer and forget it; None when the acquirer is down.

        What was approved off-line goes first. All in one instant: a power cut comes before or
        after. An empty batch is not handed over and leaves no record.
        """
        batch = self.count_batch()
        if not self.upload():
            return None
        if batch.count and not self.acquirer.settle(batch.count, batch.total_minor):
            return None
        if batch.count:
            self.truth.batches.append(batch)
        self.turnover.clear()
        self.locks -= {codes.SETTLEMENT_REQUIRED, codes.STATUS_MEMORY_FULL}
        if self.switches.settlement_signs_off:
            self.locks.add(codes.STATUS_INITIALISE)
        return batch

    def sign_in(self) -> bool:
        """Initialise with the acquirer; return False when it is down."""
        if not self.acquirer.sign_in():
            return False
        self.locks.discard(codes.STATUS_INITIALISE)
        self.switches.keys_missing = False
        if self.switches.device_state != _FRAUD:
            self.switches.device_state = 0
        self.truth.sign_ins.append(self._scheduler.wall_s)
        return True
