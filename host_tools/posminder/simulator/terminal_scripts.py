# SPDX-License-Identifier: MIT
"""How the simulated terminal serves a command: refuse it, or take it and run its script.

`serve` is the entry, `HANDLERS` the table of all that is understood. Payments, day and printing
have files of their own; what concerns only registration and status is here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from posminder.simulator import (
    terminal_day,
    terminal_messages,
    terminal_payments,
    terminal_print,
)
from posminder.simulator import zvt_codes as codes
from posminder.simulator.dialogue import Ask, Pause, Say, Script
from posminder.simulator.scheduler import US_PER_MS, US_PER_S
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.terminal_steps import (
    PASSWORD_SIZE,
    TAKEN,
    WITH_PASSWORD,
    abort,
    fields_of,
)
from posminder.simulator.zvt_messages import Apdu, ZvtError, find_tlv, offers_command, refusal


def serve(state: TerminalState, request: Apdu) -> Script[None]:
    """Answer one command from the line and see it through."""
    usual_us = state.rng.randint(5 * US_PER_MS, 30 * US_PER_MS)
    yield Pause(usual_us + state.switches.answer_delay_us)
    try:
        error = _reason_to_refuse(state, request)
    except ZvtError:
        error = codes.FUNCTION_IMPOSSIBLE
    if error is not None:
        refused = refusal(error)
        more = b"\x7d" if state.switches.refusals_carry_data else b""
        yield Say(Apdu(refused.command, more))
        return
    yield Say(TAKEN)
    if state.switches.own_command:
        yield Ask(Apdu(codes.MAKERS_OWN))
    yield from terminal_day.settle_by_itself(state)
    lock = state.lock_against(request.command)
    if lock is not None:
        yield from abort(terminal_messages.lock_abort_code(lock))
        return
    try:
        yield from HANDLERS[request.command](state, request)
    except ZvtError:
        yield from abort(codes.FUNCTION_IMPOSSIBLE)


def _reason_to_refuse(state: TerminalState, request: Apdu) -> int | None:
    """Return the code of the 84 xx that meets `request`, None to take it. Raises ZvtError."""
    if state.switches.busy:
        return codes.PLEASE_WAIT
    if request.command not in HANDLERS or _is_foreign(state, request):
        return codes.FUNCTION_IMPOSSIBLE
    given = request.data[:PASSWORD_SIZE]
    may_come_without = request.command == codes.STATUS_ENQUIRY and not given
    if request.command in WITH_PASSWORD and given.hex() != state.password and not may_come_without:
        return codes.WRONG_PASSWORD
    if request.command == codes.REGISTRATION:
        error = terminal_messages.registration_error(state, request.data)
        if error is not None:
            return error
    return codes.FUNCTION_IMPOSSIBLE if fields_of(request).rest else None


def _is_foreign(state: TerminalState, request: Apdu) -> bool:
    """Tell whether this family does not know the command, or not like this. Raises ZvtError."""
    switches, command = state.switches, request.command
    container = fields_of(request).get(codes.TLV_CONTAINER)
    if command == codes.REGISTRATION and switches.refuses_tlv and container is not None:
        return True
    if command == codes.DIAGNOSIS and switches.wants_diagnosis_kind:
        return not find_tlv(container, codes.TAG_DIAGNOSIS)
    return command in switches.lacks


def _register(state: TerminalState, request: Apdu) -> Script[None]:
    container = fields_of(request).get(codes.TLV_CONTAINER)
    state.takes_blocks = offers_command(container, codes.PRINT_BLOCK)
    wishes = find_tlv(container, codes.TAG_RECEIPT_WISHES)
    state.receipt_wishes = wishes[0] if wishes else None
    state.speaks_tlv = container is not None
    state.config = request.data[PASSWORD_SIZE]
    state.registered = True
    yield Ask(terminal_messages.registration_completion(state))


def _log_off(state: TerminalState, _request: Apdu) -> Script[None]:
    state.registered = False
    state.config = codes.CONFIG_AFTER_LOG_OFF
    state.speaks_tlv = state.takes_blocks = False
    yield from ()


def _nothing_to_abort(_state: TerminalState, _request: Apdu) -> Script[None]:
    yield from ()


def _show_text(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 E0: 80 00 is all that most say; the text goes by itself, or with what comes."""
    fields = fields_of(request)
    lines = tuple(
        value.decode("ascii") for number, value in fields.items if number in codes.TEXT_LINES
    )
    seconds = fields.byte(codes.DISPLAY_SECONDS) or 0
    state.display.append((state.now_us, seconds, lines))
    if state.switches.completes_texts:
        yield Pause(seconds * US_PER_S)
        yield Ask(Apdu(codes.COMPLETION))


def _tell_status(state: TerminalState, request: Apdu) -> Script[None]:
    service = fields_of(request).byte(codes.SERVICE_BYTE) or 0
    yield Ask(terminal_messages.status_completion(state, service))


HANDLERS: Final[dict[int, Callable[[TerminalState, Apdu], Script[None]]]] = {
    codes.REGISTRATION: _register,
    codes.LOG_OFF: _log_off,
    codes.AUTHORISATION: terminal_payments.sell,
    codes.REVERSAL: terminal_payments.reverse,
    codes.REFUND: terminal_payments.refund,
    codes.SEND_TOTALS: terminal_day.tell_totals,
    codes.END_OF_DAY: terminal_day.settle,
    codes.SEND_OFFLINE: terminal_day.send_offline,
    codes.REPRINT_RECEIPTS: terminal_print.reprint_receipts,
    codes.REPEAT_RECEIPT: terminal_print.repeat_receipt,
    codes.DIAGNOSIS: terminal_day.diagnose,
    codes.SET_CLOCK: terminal_day.set_clock,
    codes.DISPLAY_TEXT: _show_text,
    codes.INITIALISATION: terminal_day.initialise,
    codes.ABORT_REQUEST: _nothing_to_abort,
    codes.STATUS_ENQUIRY: _tell_status,
}
