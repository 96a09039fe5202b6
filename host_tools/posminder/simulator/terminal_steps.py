# SPDX-License-Identifier: MIT
"""The steps that the simulated terminal's scripts are made of: show, report, complete, abort.

What a step means in a sale or a settlement is not known here.
"""

from __future__ import annotations

from typing import Final

from posminder.simulator import terminal_messages
from posminder.simulator import zvt_codes as codes
from posminder.simulator.dialogue import Ask, Pause, Script
from posminder.simulator.scheduler import US_PER_S
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.zvt_messages import (
    Apdu,
    Fields,
    decode_fields,
    encode_fields,
    refusal,
)

TAKEN: Final = Apdu(codes.POSITIVE)
PLEASE_WAIT_US: Final = 2 * US_PER_S
PLEASE_WAIT_MAX: Final = 30  # a minute of "please wait" is all a terminal puts up with
PASSWORD_SIZE: Final = 3
WITH_PASSWORD: Final = frozenset(
    {
        codes.REGISTRATION,
        codes.SEND_TOTALS,
        codes.REPRINT_RECEIPTS,
        codes.REPEAT_RECEIPT,
        codes.REVERSAL,
        codes.REFUND,
        codes.END_OF_DAY,
        codes.SEND_OFFLINE,
        codes.SET_CLOCK,
        codes.INITIALISATION,
        codes.STATUS_ENQUIRY,
    }
)


def fields_of(request: Apdu) -> Fields:
    """Return the fields behind the positional head of a command. Raises ZvtError."""
    if request.command == codes.REGISTRATION:
        return decode_fields(request.data[terminal_messages.REGISTRATION_HEAD :])
    if request.command == codes.REPRINT_RECEIPTS:
        return Fields(())  # positional altogether
    if request.command in WITH_PASSWORD:
        return decode_fields(request.data[PASSWORD_SIZE:])
    return decode_fields(request.data)


def report(message: Apdu) -> Script[bool]:
    """Send a status information until it is taken; False when it is refused or unanswered."""
    for _ in range(PLEASE_WAIT_MAX):
        answer = yield Ask(message)
        if answer is None or answer.is_positive:
            return answer is not None
        if answer != refusal(codes.PLEASE_WAIT):
            return False
        yield Pause(PLEASE_WAIT_US)
    return False


def show(state: TerminalState, step: int) -> Script[None]:
    """Send an intermediate status to a register that asked for them."""
    if state.shows_steps:
        yield Ask(Apdu(codes.INTERMEDIATE_STATUS, bytes((step,))))


def complete(code: int = codes.APPROVED) -> Script[None]:
    """Hand the line back: done; `code` says what the terminal does next, if anything."""
    fields = encode_fields([(codes.RESULT, bytes((code,)))]) if code else b""
    yield Ask(Apdu(codes.COMPLETION, fields))


def abort(code: int, state: TerminalState | None = None) -> Script[None]:
    """Hand the line back: not done, because of `code`; of `state`, why, where it says so."""
    why = b"" if state is None else terminal_messages.why(state)
    yield Ask(Apdu(codes.ABORT, bytes((code,)) + why))


def complete_or_abort(code: int) -> Script[None]:
    """Hand the line back: done if `code` is 0."""
    yield from abort(code) if code else complete()
