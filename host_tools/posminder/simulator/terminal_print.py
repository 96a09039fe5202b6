# SPDX-License-Identifier: MIT
"""How the simulated terminal prints: on the register by lines or blocks, or on its own paper.

First prints are asked for by payments and the day; repeat receipt (06 20) and the reprint of a
range (06 12) are served here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum, auto
from typing import Final

from posminder.simulator import terminal_messages
from posminder.simulator import zvt_codes as codes
from posminder.simulator.dialogue import Ask, Pause, Script
from posminder.simulator.receipts import ReceiptText, ReceiptType
from posminder.simulator.scheduler import US_PER_MS
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.terminal_steps import (
    PASSWORD_SIZE,
    abort,
    complete_or_abort,
    fields_of,
    report,
)
from posminder.simulator.terminal_truth import Batch, Sale
from posminder.simulator.zvt_messages import (
    Apdu,
    ZvtError,
    decode_bcd,
    encode_print_line,
    encode_text_block,
    find_tlv,
)

_LAST_LINE: Final = 0x81
_STANDARD_LINE: Final = 0x00
_LINES_A_BLOCK: Final = 6  # so that a receipt is more than one block, as from small terminals
_SEND_STATUS_INFORMATION: Final = 0x01
_DO_NOT_PRINT: Final = 0x02
_RECEIPT_NO_SIZE: Final = 2


class Delivery(Enum):
    """What became of slips."""

    DELIVERED = auto()
    REFUSED = auto()  # a printer was not ready
    SILENT = auto()  # the register did not answer
    LEFT_TO_REGISTER = auto()  # it wants no lines: it makes its slips from the status information
    NOT_WANTED = auto()  # the register wants no copy at all


def print_payment(
    state: TerminalState, slips: Sequence[ReceiptText], sale: Sale
) -> Script[Delivery]:
    """Print what belongs to a payment where the registration says."""
    wanted = _wanted(state, slips)
    if not wanted:
        return Delivery.NOT_WANTED
    return (yield from _print(state, wanted, sale, itself=state.prints_payments))


def print_admin(state: TerminalState, slips: Sequence[ReceiptText]) -> Script[Delivery]:
    """Print an end-of-day report where the registration says."""
    return (yield from _print(state, slips, None, itself=state.prints_admin))


def print_itself(state: TerminalState, slips: Sequence[ReceiptText]) -> Script[Delivery]:
    """Print on the terminal's own paper."""
    for slip in slips:
        for text in slip.lines:
            yield from _slowly(state)
            if not state.printer.print_line(text):
                state.printer.tear_off()
                return Delivery.REFUSED
        state.printer.print_line("", last=True)
    return Delivery.DELIVERED


def repeat_receipt(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 20: the last payment or, by tag 1F01, the last end of day."""
    fields = fields_of(request)
    kind = find_tlv(fields.get(codes.TLV_CONTAINER), codes.TAG_RECEIPT_KIND)
    truth = state.truth
    known: Sequence[Sale | Batch] = truth.sales
    if kind == codes.RECEIPT_KIND_SETTLEMENT:
        known = truth.batches
    last = known[-1] if known else None
    if last is None or last.epoch != state.epoch:  # what came before is another terminal's
        yield from abort(codes.FUNCTION_IMPOSSIBLE)
        return
    service = fields.byte(codes.SERVICE_BYTE) or 0
    if service & _SEND_STATUS_INFORMATION and not state.switches.tells_no_payment:
        yield from report(terminal_messages.information(state, last))
    code = codes.APPROVED
    if not service & _DO_NOT_PRINT:
        code = yield from _print_again(state, last)
    yield from complete_or_abort(code)


def reprint_receipts(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 12: the payments with these receipt numbers that the turnover file holds."""
    first, last = receipt_range(request)
    wanted = [sale for sale in state.turnover if first <= sale.receipt_no <= last]
    code = codes.APPROVED if wanted else codes.FUNCTION_IMPOSSIBLE
    for sale in wanted:
        code = yield from _print_again(state, sale)
        if code:
            break
    yield from complete_or_abort(code)


def receipt_range(request: Apdu) -> tuple[int, int]:
    """Return the first and last receipt number of a 06 12. Raises ZvtError."""
    numbers = request.data[PASSWORD_SIZE:]
    if len(numbers) not in (_RECEIPT_NO_SIZE, 2 * _RECEIPT_NO_SIZE):
        raise ZvtError(f"{len(numbers)} bytes of receipt numbers")
    return decode_bcd(numbers[:_RECEIPT_NO_SIZE]), decode_bcd(numbers[-_RECEIPT_NO_SIZE:])


def _print_again(state: TerminalState, last: Sale | Batch) -> Script[int]:
    """Print a duplicate; return the code to abort with, 0 if nothing speaks against completing.

    A printer of the register's that is not ready is the register's knowledge already.
    """
    if isinstance(last, Batch):
        itself = state.prints_admin
        delivery = yield from print_admin(state, state.receipts.settlement(last, duplicate=True))
    else:
        itself = state.prints_payments
        planted = state.switches.plant_card_data
        slips = state.receipts.payment(last, duplicate=True, planted=planted)
        delivery = yield from print_payment(state, slips, last)
        last.reprints += delivery is Delivery.DELIVERED
    failed = itself and delivery is Delivery.REFUSED
    return codes.PRINTER_NOT_READY if failed else codes.APPROVED


def _print(
    state: TerminalState, slips: Sequence[ReceiptText], sale: Sale | None, *, itself: bool
) -> Script[Delivery]:
    if itself:
        return (yield from print_itself(state, slips))
    if not state.sends_lines:
        return Delivery.LEFT_TO_REGISTER
    for slip in slips:
        if slip is not slips[0] and state.switches.copy_delay_us:
            yield Pause(state.switches.copy_delay_us)
        for message in _blocks(slip) if state.takes_blocks else _lines(slip):
            yield Pause(state.rng.randint(2 * US_PER_MS, 10 * US_PER_MS))
            yield from _slowly(state)
            answer = yield Ask(message)
            if answer is None:
                return Delivery.SILENT
            if not answer.is_positive:
                return Delivery.REFUSED
            state.truth.lines_us.append(state.now_us)
        if sale is not None:
            sale.copies |= slip.type
    return Delivery.DELIVERED


def _wanted(state: TerminalState, slips: Sequence[ReceiptText]) -> Sequence[ReceiptText]:
    """Return the copies that the register wants of an approved payment, in its order."""
    wishes = state.receipt_wishes
    if wishes is None:
        return slips
    bits = {
        ReceiptType.MERCHANT: codes.WANTS_MERCHANTS,
        ReceiptType.CUSTOMER: codes.WANTS_CUSTOMERS,
    }
    wanted = [slip for slip in slips if wishes & bits[slip.type]]
    return wanted[::-1] if wishes & codes.CUSTOMERS_FIRST else wanted


def _lines(slip: ReceiptText) -> Iterator[Apdu]:
    for text in slip.lines:
        yield encode_print_line(_STANDARD_LINE, text)
    yield encode_print_line(_LAST_LINE)


def _blocks(slip: ReceiptText) -> Iterator[Apdu]:
    for at in range(0, len(slip.lines), _LINES_A_BLOCK):
        end = at + _LINES_A_BLOCK
        attribute = _LAST_LINE if end >= len(slip.lines) else None
        yield encode_text_block(slip.type, slip.lines[at:end], attribute)


def _slowly(state: TerminalState) -> Script[None]:
    if state.switches.print_delay_us:
        yield Pause(state.switches.print_delay_us)
