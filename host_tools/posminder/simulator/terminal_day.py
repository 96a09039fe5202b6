# SPDX-License-Identifier: MIT
"""The terminal's day: totals and end of day, initialisation, diagnosis and clock.

Scripts (PA00P015, chapters on 06 10, 06 50, 06 93, 06 70 and 06 91).
"""

from __future__ import annotations

import calendar
import time

from posminder.simulator import terminal_messages
from posminder.simulator import zvt_codes as codes
from posminder.simulator.dialogue import Ask, Pause, Script
from posminder.simulator.terminal_print import print_admin, print_itself
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.terminal_steps import (
    abort,
    complete,
    complete_or_abort,
    fields_of,
    report,
    show,
)
from posminder.simulator.zvt_messages import Apdu


def tell_totals(state: TerminalState, _request: Apdu) -> Script[None]:
    """Serve 06 10."""
    batch = state.count_batch()
    if not batch.count and state.switches.empty_batch_code:
        yield from abort(state.switches.empty_batch_code)
        return
    yield from report(terminal_messages.totals_information(state, batch))
    yield from complete()


def settle(state: TerminalState, _request: Apdu) -> Script[None]:
    """Serve 06 50."""
    switches = state.switches
    if not state.open_batch and switches.empty_batch_code:
        yield from abort(switches.empty_batch_code)
        return
    yield from show(state, codes.SENDING_ADVICES if state.held else codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.settlement_us())
    if switches.refuse_settlements:
        switches.refuse_settlements -= 1
        yield from abort(switches.refused_settlement_code, state)
        return
    batch = state.settle()
    if batch is None:
        yield from abort(switches.acquirer_down_code, state)
        return
    if switches.drop_next_settlement:
        switches.drop_next_settlement = False
        return
    # The batch is settled whatever becomes of its report (settling is not undone by paper).
    yield from report(terminal_messages.settlement_information(state, batch))
    yield from print_admin(state, state.receipts.settlement(batch))
    yield from complete(switches.leaves_after_settling)
    state.leaves = bool(switches.leaves_after_settling)


def settle_by_hand(state: TerminalState) -> Script[None]:
    """Settle from the terminal's own menu: nothing of it appears on the line."""
    yield Pause(state.acquirer.settlement_us())
    batch = state.settle()
    if batch is not None:
        yield from print_itself(state, state.receipts.settlement(batch))


def send_offline(state: TerminalState, _request: Apdu) -> Script[None]:
    """Serve 06 51."""
    if state.held:
        yield from show(state, codes.SENDING_ADVICES)
        yield Pause(state.acquirer.settlement_us())
    yield from complete_or_abort(codes.APPROVED if state.upload() else codes.UPLOAD_FAILED)


def upload_by_itself(state: TerminalState) -> Script[None]:
    """Send what was approved off-line, unasked: nothing of it appears on the line."""
    yield Pause(state.acquirer.settlement_us())
    state.upload()


def settle_by_itself(state: TerminalState) -> Script[None]:
    """Run the end of day whose time has come, before the command that was just taken."""
    if state.switches.settles_by_itself:
        state.switches.settles_by_itself = False
        yield from show(state, codes.AUTOMATIC_END_OF_DAY)
        yield Pause(state.acquirer.settlement_us())
        state.settle()


def sign_in_by_hand(state: TerminalState) -> Script[None]:
    """Sign in from the terminal's own menu: nothing of it appears on the line."""
    yield Pause(state.acquirer.sign_in_us())
    state.sign_in()


def initialise(state: TerminalState, _request: Apdu) -> Script[None]:
    """Serve 06 93."""
    if state.switches.refuse_sign_in_code:
        yield from abort(state.switches.refuse_sign_in_code)
        return
    yield from show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.sign_in_us())
    if state.sign_in():
        yield from complete()
    else:
        yield from abort(codes.NO_CONNECTION)


def diagnose(state: TerminalState, _request: Apdu) -> Script[None]:
    """Serve 06 70: the acquirer sets the clock, and through it the register's."""
    yield from show(state, codes.WAITING_FOR_ACQUIRER)
    yield Pause(state.acquirer.sign_in_us())
    if state.acquirer.down:
        yield from abort(codes.NO_CONNECTION)
        return
    state.locks.discard(codes.STATUS_DIAGNOSE)
    state.set_clock(state.clock_s - state.clock_error_s + state.acquirer.clock_error_s)
    if not state.switches.keeps_time_to_itself:
        yield Ask(terminal_messages.set_register_clock(state))
    yield from complete()


def set_clock(state: TerminalState, request: Apdu) -> Script[None]:
    """Serve 06 91."""
    fields = fields_of(request)
    date = fields.number(codes.YEAR_DATE)
    clock = fields.number(codes.TIME)
    try:
        parsed = time.strptime(f"{date:06d}{clock:06d}", "%y%m%d%H%M%S")
    except (TypeError, ValueError):  # TypeError: a field is absent
        yield from abort(codes.FUNCTION_IMPOSSIBLE)
        return
    state.set_clock(calendar.timegm(parsed))
    yield from complete()
