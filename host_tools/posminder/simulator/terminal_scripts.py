# SPDX-License-Identifier: MIT
"""How the simulated terminal serves each command: one script a command (PA00P015).

Scripts act on `TerminalState` and yield messages and pauses; who carries them over which line is
not known here. `serve` is the entry, `HANDLERS` the table of all that is understood.
"""

from __future__ import annotations

import calendar
import time
from collections.abc import Callable, Sequence
from enum import Enum, auto
from typing import Final

from posminder.simulator import receipts, terminal_messages
from posminder.simulator import zvt_codes as codes
from posminder.simulator.dialogue import Ask, Pause, Say, Script
from posminder.simulator.scheduler import US_PER_MS, US_PER_S
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.terminal_truth import Batch, ReceiptBy, Sale
from posminder.simulator.zvt_messages import (
    Apdu,
    Fields,
    ZvtError,
    decode_fields,
    encode_print_line,
    find_tlv,
    refusal,
)

PLEASE_WAIT_US: Final = 2 * US_PER_S
PLEASE_WAIT_MAX: Final = 30  # a minute of "please wait" is all a terminal puts up with
TAKEN: Final = Apdu(codes.POSITIVE)
_PASSWORD_SIZE: Final = 3
_LAST_LINE: Final = 0x81
_STANDARD_LINE: Final = 0x00
_SEND_STATUS_INFORMATION: Final = 0x01
_DO_NOT_PRINT: Final = 0x02


class Delivery(Enum):
    """What became of lines sent to the register."""

    DELIVERED = auto()
    REFUSED = auto()
    SILENT = auto()


def serve(state: TerminalState, request: Apdu) -> Script[None]:
    """Answer one command from the line and see it through."""
    usual_us = state.rng.randint(5 * US_PER_MS, 30 * US_PER_MS)
    yield Pause(usual_us + state.switches.answer_delay_us)
    try:
        error = _reason_to_refuse(state, request)
    except ZvtError:
        error = codes.FUNCTION_IMPOSSIBLE
    if error is not None:
        yield Say(refusal(error))
        return
    yield Say(TAKEN)
    lock = state.lock_against(request.command)
    if lock is not None:
        yield from _abort(terminal_messages.lock_abort_code(lock))
        return
    try:
        yield from HANDLERS[request.command](state, request)
    except ZvtError:
        yield from _abort(codes.FUNCTION_IMPOSSIBLE)


def local_sale(state: TerminalState, amount_minor: int) -> Script[None]:
    """Sell at the terminal itself: nothing of it appears on the line."""
    card = state.draw_card()
    yield Pause(_card_us(state))
    yield Pause(state.acquirer.authorisation_us())
    result = state.acquirer.authorise(amount_minor)
    sale = state.book_sale(amount_minor, card, result, local=True)
    if not result:
        _print_payment_itself(state, sale)
        state.conclude_sale(sale)


def _reason_to_refuse(state: TerminalState, request: Apdu) -> int | None:
    """Return the code of the 84 xx that meets `request`, None to take it. Raises ZvtError."""
    if state.switches.busy:
        return codes.PLEASE_WAIT
    if request.command not in HANDLERS:
        return codes.FUNCTION_IMPOSSIBLE
    given = request.data[:_PASSWORD_SIZE]
    may_come_without = request.command == codes.STATUS_ENQUIRY and not given
    if request.command in _WITH_PASSWORD and given.hex() != state.password and not may_come_without:
        return codes.WRONG_PASSWORD
    if request.command == codes.REGISTRATION:
        error = terminal_messages.registration_error(state, request.data)
        if error is not None:
            return error
    return codes.FUNCTION_IMPOSSIBLE if _fields(request).rest else None


def _fields(request: Apdu) -> Fields:
    """Return the fields behind the positional head of a command. Raises ZvtError."""
    if request.command == codes.REGISTRATION:
        return decode_fields(request.data[terminal_messages.REGISTRATION_HEAD :])
    if request.command in _WITH_PASSWORD:
        return decode_fields(request.data[_PASSWORD_SIZE:])
    return decode_fields(request.data)


def _register(state: TerminalState, request: Apdu) -> Script[None]:
    state.registered = True
    state.config = request.data[_PASSWORD_SIZE]
    state.speaks_tlv = _fields(request).get(codes.TLV_CONTAINER) is not None
    yield Ask(terminal_messages.registration_completion(state))


def _log_off(state: TerminalState, _request: Apdu) -> Script[None]:
    state.registered = False
    state.config = codes.CONFIG_AFTER_LOG_OFF
    state.speaks_tlv = False
    yield from ()


def _nothing_to_abort(_state: TerminalState, _request: Apdu) -> Script[None]:
    yield from ()


def _tell_status(state: TerminalState, request: Apdu) -> Script[None]:
    service = _fields(request).byte(codes.SERVICE_BYTE) or 0
    yield Ask(terminal_messages.status_completion(state, service))


def _initialise(state: TerminalState, _request: Apdu) -> Script[None]:
    yield from _show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.sign_in_us())
    if state.sign_in():
        yield from _complete()
    else:
        yield from _abort(codes.NO_CONNECTION)


def _diagnose(state: TerminalState, _request: Apdu) -> Script[None]:
    yield from _show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.sign_in_us())
    if state.acquirer.down:
        yield from _abort(codes.NO_CONNECTION)
        return
    state.locks.discard(codes.STATUS_DIAGNOSE)
    state.set_clock(state.clock_s - state.clock_error_s)
    yield Ask(terminal_messages.set_register_clock(state))
    yield from _complete()


def _set_clock(state: TerminalState, request: Apdu) -> Script[None]:
    fields = _fields(request)
    date = fields.number(codes.YEAR_DATE)
    clock = fields.number(codes.TIME)
    try:
        parsed = time.strptime(f"{date:06d}{clock:06d}", "%y%m%d%H%M%S")
    except (TypeError, ValueError):  # TypeError: a field is absent
        yield from _abort(codes.FUNCTION_IMPOSSIBLE)
        return
    state.set_clock(calendar.timegm(parsed))
    yield from _complete()


def _sell(state: TerminalState, request: Apdu) -> Script[None]:
    fields = _fields(request)
    amount = fields.number(codes.AMOUNT)
    currency = fields.get(codes.CURRENCY)
    if not state.registered:
        yield from _abort(codes.NOT_REGISTERED)
    elif currency is not None and currency != terminal_messages.currency(state):
        yield from _abort(codes.WRONG_CURRENCY)
    elif state.status == codes.PRINTER_NOT_READY:
        yield from _abort(codes.PRINTER_NOT_READY)
    elif not amount:
        yield from _abort(codes.FUNCTION_IMPOSSIBLE)
    else:
        yield from _take_card(state, amount)


def _take_card(state: TerminalState, amount_minor: int) -> Script[None]:
    card = state.draw_card()
    yield from _show(state, codes.INSERT_CARD)
    if (yield Pause(_card_us(state), abortable=True)) is not None:
        yield Say(TAKEN)
        sale = state.book_sale(amount_minor, card, codes.ABORTED_BY_KEY, local=False)
        yield from _decline(state, sale)
        return
    yield from _show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.authorisation_us())
    result = state.acquirer.authorise(amount_minor)
    sale = state.book_sale(amount_minor, card, result, local=False)
    if result:
        yield from _decline(state, sale)
    else:
        yield from _hand_over(state, sale)


def _decline(state: TerminalState, sale: Sale) -> Script[None]:
    yield from _report(terminal_messages.payment_information(state, sale))
    if state.switches.prints_declines and state.sends_lines and not state.prints_payments:
        yield from _print_on_register(state, [receipts.decline_slip(sale, state.tid)])
    yield from _abort(sale.result)


def _hand_over(state: TerminalState, sale: Sale) -> Script[None]:
    """See an approved sale through to the register.

    It is final only once the status information and every line were answered (chapter 2.2.8);
    a printer that is not ready is an answer.
    """
    if not (yield from _report(terminal_messages.payment_information(state, sale))):
        yield from _reverse(state)
        return
    if state.prints_payments:
        _print_payment_itself(state, sale)
    elif not state.sends_lines:
        sale.receipt = ReceiptBy.REGISTER
    else:
        delivery = yield from _print_on_register(state, state.payment_receipts(sale))
        if delivery is Delivery.SILENT:
            yield from _reverse(state)
            return
        if delivery is Delivery.DELIVERED:
            sale.receipt = ReceiptBy.REGISTER
    state.conclude_sale(sale)
    yield from _complete()


def _reverse(state: TerminalState) -> Script[None]:
    state.reverse_pending_sale()
    yield from _abort(codes.RECEIVER_NOT_READY)


def _print_payment_itself(state: TerminalState, sale: Sale) -> None:
    if state.print_itself(state.payment_receipts(sale)):
        sale.receipt = ReceiptBy.TERMINAL


def _tell_totals(state: TerminalState, _request: Apdu) -> Script[None]:
    batch = state.count_batch()
    if not batch.count and state.switches.empty_batch_code:
        yield from _abort(state.switches.empty_batch_code)
        return
    yield from _report(terminal_messages.totals_information(batch))
    yield from _complete()


def _repeat_receipt(state: TerminalState, request: Apdu) -> Script[None]:
    fields = _fields(request)
    kind = find_tlv(fields.get(codes.TLV_CONTAINER), codes.TAG_RECEIPT_KIND)
    of_settlement = kind == codes.RECEIPT_KIND_SETTLEMENT
    truth = state.truth
    last: Sale | Batch | None
    if of_settlement:
        last = truth.batches[-1] if truth.batches else None
    else:
        last = truth.sales[-1] if truth.sales else None
    if last is None:
        yield from _abort(codes.FUNCTION_IMPOSSIBLE)
        return
    service = fields.byte(codes.SERVICE_BYTE) or 0
    if service & _SEND_STATUS_INFORMATION:
        yield from _report(terminal_messages.information(state, last))
    if not service & _DO_NOT_PRINT:
        yield from _print_duplicate(state, last)
    yield from _complete()


def _print_duplicate(state: TerminalState, last: Sale | Batch) -> Script[None]:
    if isinstance(last, Batch):
        slip = receipts.settlement_slip(last, state.tid, duplicate=True)
        yield from _print_admin(state, [slip])
        return
    slips = state.payment_receipts(last, duplicate=True)
    if state.prints_payments:
        last.reprints += state.print_itself(slips)
    elif state.sends_lines:
        delivery = yield from _print_on_register(state, slips)
        last.reprints += delivery is Delivery.DELIVERED


def _settle(state: TerminalState, _request: Apdu) -> Script[None]:
    if not state.open_batch and state.switches.empty_batch_code:
        yield from _abort(state.switches.empty_batch_code)
        return
    yield from _show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.settlement_us())
    batch = state.settle()
    if batch is None:
        yield from _abort(state.switches.acquirer_down_code)
        return
    if state.switches.drop_next_settlement:
        state.switches.drop_next_settlement = False
        return
    # The batch is settled whatever becomes of its report (settling is not undone by paper).
    yield from _report(terminal_messages.settlement_information(batch))
    yield from _print_admin(state, [receipts.settlement_slip(batch, state.tid)])
    yield from _complete()


def _print_admin(state: TerminalState, slips: Sequence[Sequence[str]]) -> Script[None]:
    if state.prints_admin:
        state.print_itself(slips)
    elif state.sends_lines:
        yield from _print_on_register(state, slips)


def _report(message: Apdu) -> Script[bool]:
    """Send a status information until it is taken; False when it is refused or unanswered."""
    for _ in range(PLEASE_WAIT_MAX):
        answer = yield Ask(message)
        if answer is None or answer.is_positive:
            return answer is not None
        if answer != refusal(codes.PLEASE_WAIT):
            return False
        yield Pause(PLEASE_WAIT_US)
    return False


def _print_on_register(state: TerminalState, slips: Sequence[Sequence[str]]) -> Script[Delivery]:
    for slip in slips:
        lines = [encode_print_line(_STANDARD_LINE, text) for text in slip]
        for line in (*lines, encode_print_line(_LAST_LINE)):
            yield Pause(state.rng.randint(2 * US_PER_MS, 10 * US_PER_MS))
            answer = yield Ask(line)
            if answer is None:
                return Delivery.SILENT
            if not answer.is_positive:
                return Delivery.REFUSED
    return Delivery.DELIVERED


def _show(state: TerminalState, step: int) -> Script[None]:
    if state.shows_steps:
        yield Ask(Apdu(codes.INTERMEDIATE_STATUS, bytes((step,))))


def _complete() -> Script[None]:
    yield Ask(Apdu(codes.COMPLETION))


def _abort(code: int) -> Script[None]:
    yield Ask(Apdu(codes.ABORT, bytes((code,))))


def _card_us(state: TerminalState) -> int:
    return state.rng.randint(2 * US_PER_S, 5 * US_PER_S)


HANDLERS: Final[dict[int, Callable[[TerminalState, Apdu], Script[None]]]] = {
    codes.REGISTRATION: _register,
    codes.LOG_OFF: _log_off,
    codes.AUTHORISATION: _sell,
    codes.SEND_TOTALS: _tell_totals,
    codes.REPEAT_RECEIPT: _repeat_receipt,
    codes.END_OF_DAY: _settle,
    codes.DIAGNOSIS: _diagnose,
    codes.SET_CLOCK: _set_clock,
    codes.INITIALISATION: _initialise,
    codes.ABORT_REQUEST: _nothing_to_abort,
    codes.STATUS_ENQUIRY: _tell_status,
}
_WITH_PASSWORD: Final = frozenset(
    {
        codes.REGISTRATION,
        codes.SEND_TOTALS,
        codes.REPEAT_RECEIPT,
        codes.END_OF_DAY,
        codes.SET_CLOCK,
        codes.INITIALISATION,
        codes.STATUS_ENQUIRY,
    }
)
