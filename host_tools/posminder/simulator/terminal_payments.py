# SPDX-License-Identifier: MIT
"""Sales, refunds and reversals of the simulated terminal, from the register or worked by hand.

Scripts (PA00P015, chapters on 06 01, 06 30 and 06 31). Whom a card belongs to and what the
acquirer says to it are drawn elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posminder.simulator import terminal_messages
from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.dialogue import Pause, Say, Script
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.terminal_print import Delivery, print_itself, print_payment
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.terminal_steps import TAKEN, abort, complete, fields_of, report, show
from posminder.simulator.terminal_truth import Card, ReceiptBy, Sale, SaleKind
from posminder.simulator.zvt_messages import Apdu, Fields

_ASK_ACQUIRER: dict[SaleKind, Callable[[Acquirer, int], int]] = {
    SaleKind.SALE: Acquirer.authorise,
    SaleKind.REFUND: Acquirer.refund,
    SaleKind.REVERSAL: Acquirer.cancel,
}


@dataclass(frozen=True, slots=True)
class Payment:
    """What is about to be decided. A reversal has an `original` and asks for no card."""

    kind: SaleKind
    amount_minor: int
    card: Card
    original: Sale | None = None


# What is asked for: a payment, or the code that refuses it --------------------------------------


def sale_of(state: TerminalState, amount_minor: int) -> Payment | int:
    """Return a sale to the next customer."""
    if not amount_minor:
        return codes.FUNCTION_IMPOSSIBLE
    return Payment(SaleKind.SALE, amount_minor, state.draw_card())


def refund_of(state: TerminalState, amount_minor: int) -> Payment | int:
    """Return a refund to a customer of today."""
    if not amount_minor:
        return codes.FUNCTION_IMPOSSIBLE
    card = state.draw_refund_card(amount_minor)
    return codes.AMOUNT_TOO_HIGH if card is None else Payment(SaleKind.REFUND, amount_minor, card)


def reversal_of(state: TerminalState, receipt_no: int) -> Payment | int:
    """Return the reversal of the sale with this receipt number."""
    original = state.find_reversible(receipt_no)
    if isinstance(original, int):
        return original
    return Payment(SaleKind.REVERSAL, original.amount_minor, original.card, original)


# From the register -------------------------------------------------------------------------------


def sell(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 01."""
    yield from _pay(state, fields_of(request), codes.AMOUNT, sale_of)


def refund(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 31."""
    yield from _pay(state, fields_of(request), codes.AMOUNT, refund_of)


def reverse(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 30."""
    yield from _pay(state, fields_of(request), codes.RECEIPT_NO, reversal_of)


def _pay(
    state: TerminalState,
    fields: Fields,
    asked_by: int,
    payment_of: Callable[[TerminalState, int], Payment | int],
) -> Script[None]:
    """See a payment through; `asked_by` is the field that says how much or which."""
    code = _not_now(state, fields)
    payment = code if code else payment_of(state, fields.number(asked_by) or 0)
    if isinstance(payment, int):
        yield from abort(payment)
        return
    if payment.original is None and (yield from _aborted_at_the_card(state)):
        sale = _book(state, payment, codes.ABORTED_BY_KEY, local=False)
        yield from _decline(state, sale)
        return
    yield from show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.authorisation_us())
    was_cut_off = state.cut_off
    sale = _decide(state, payment, local=False)
    if was_cut_off or state.cut_off:
        yield from show(state, codes.OFFLINE if state.cut_off else codes.ONLINE)
    if sale.result:
        yield from _decline(state, sale)
    else:
        yield from _hand_over(state, sale)


def _not_now(state: TerminalState, fields: Fields) -> int:
    """Return the code that refuses any payment as things stand, 0 if there is none."""
    currency = fields.get(codes.CURRENCY)
    if not state.registered:
        return codes.NOT_REGISTERED
    if state.switches.keys_missing:
        return codes.KEY_MISSING
    if currency is not None and currency != terminal_messages.currency(state):
        return codes.WRONG_CURRENCY
    return codes.PRINTER_NOT_READY if state.status == codes.PRINTER_NOT_READY else codes.APPROVED


def _aborted_at_the_card(state: TerminalState) -> Script[bool]:
    yield from show(state, codes.INSERT_CARD)
    if (yield Pause(_card_us(state), abortable=True)) is None:
        return False
    yield Say(TAKEN)
    return True


def _decline(state: TerminalState, sale: Sale) -> Script[None]:
    yield from report(terminal_messages.payment_information(state, sale))
    if state.switches.prints_declines and not state.prints_payments:
        yield from print_payment(state, state.receipts.decline(sale), sale)
    yield from abort(sale.result, state)


def _hand_over(state: TerminalState, sale: Sale) -> Script[None]:
    """See what was approved through to the register.

    It is final only once the status information and every line were answered (chapter 2.2.8);
    a printer that is not ready is an answer.
    """
    if not (yield from report(terminal_messages.payment_information(state, sale))):
        yield from _take_back(state)
        return
    if state.prints_payments:
        state.conclude_sale(sale)
        yield from _print_itself(state, sale)
    else:
        slips = state.receipts.payment(sale, planted=state.switches.plant_card_data)
        delivery = yield from print_payment(state, slips, sale)
        if delivery is Delivery.SILENT:
            yield from _take_back(state)
            return
        if delivery not in (Delivery.REFUSED, Delivery.NOT_WANTED):
            sale.receipt = ReceiptBy.REGISTER
        state.conclude_sale(sale)
    yield from complete()


def _take_back(state: TerminalState) -> Script[None]:
    state.reverse_pending_sale()
    yield from abort(codes.RECEIVER_NOT_READY)


# By hand -----------------------------------------------------------------------------------------


def by_hand(state: TerminalState, payment: Payment) -> Script[None]:
    """Work a payment at the terminal itself: nothing of it appears on the line."""
    if payment.original is None:
        yield Pause(_card_us(state))
    yield Pause(state.acquirer.authorisation_us())
    sale = _decide(state, payment, local=True)
    if not sale.result:
        state.conclude_sale(sale)
        yield from _print_itself(state, sale)


# Both --------------------------------------------------------------------------------------------


def _decide(state: TerminalState, payment: Payment, *, local: bool) -> Sale:
    floor_minor = state.switches.offline_floor_minor
    small = payment.kind is SaleKind.SALE and payment.amount_minor <= floor_minor
    undoes = payment.original in state.held  # which the acquirer does not know of
    offline = (small and state.acquirer.down) or undoes
    if not undoes:
        state.cut_off = state.acquirer.down and floor_minor > 0
    if offline:
        return _book(state, payment, codes.APPROVED, local=local, offline=True)
    result = _ASK_ACQUIRER[payment.kind](state.acquirer, payment.amount_minor)
    return _book(state, payment, result, local=local)


def _book(
    state: TerminalState, payment: Payment, result: int, *, local: bool, offline: bool = False
) -> Sale:
    return state.book_sale(
        payment.amount_minor,
        payment.card,
        result,
        local=local,
        kind=payment.kind,
        original=payment.original,
        offline=offline,
    )


def _print_itself(state: TerminalState, sale: Sale) -> Script[None]:
    if (yield from print_itself(state, state.receipts.payment(sale))) is Delivery.DELIVERED:
        sale.receipt = ReceiptBy.TERMINAL


def _card_us(state: TerminalState) -> int:
    return state.rng.randint(2 * US_PER_S, 5 * US_PER_S)
