# SPDX-License-Identifier: MIT
"""Everything that can happen in a scenario: each function is an action, its docstring its help.

A deed acts on the shop from outside the board, at once; one that takes a duration undoes itself
after it. ACTIONS is the table of all; messages/scenarios.py tells what each looks like.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from posminder.scenarios import account_actions, clock_actions, settling_actions
from posminder.scenarios.action import ACTIONS, by
from posminder.scenarios.stage import Stage
from posminder.scenarios.values import (
    AMOUNT,
    DURATION,
    SETTINGS,
    SHARE,
    TID,
    choice,
    fields,
    number,
    optional,
)
from posminder.simulator import zvt_codes as codes
from posminder.simulator.flash_fault import FlashFault
from posminder.simulator.flash_fault import Kind as FlashKind
from posminder.simulator.scheduler import US_PER_MS, US_PER_S
from posminder.simulator.shop import CLOSING_PRESS_MS
from posminder.simulator.timeline import Who
from posminder.simulator.wire import Line

__all__ = ["ACTIONS", "account_actions", "clock_actions", "settling_actions"]

_BOOTED_US: Final = 10 * US_PER_S
_TRY_AGAIN_US: Final = 2 * US_PER_S
_SPELL: Final = optional(DURATION)
_PAPER: Final = choice("out", "in")
_LINE: Final = choice("terminal", "register")
_NOISE: Final = fields(line=_LINE, lose=SHARE, double=SHARE, flip=SHARE, split=SHARE)
_BYTES: Final = number(1, 100)
_ONCE: Final = fields(
    line=_LINE,
    towards=choice("board", "shop"),
    lose=_BYTES,
    double=_BYTES,
    flip=_BYTES,
    split=DURATION,
)
_FLASH: Final = fields(write=number(1, 1_000), kind=choice("cut", "weak", "fail", "misread"))
_CODE: Final = number(0, 255)
_VERIFICATIONS: Final = {"pin": (2, 1), "signature": (1, 1), "contactless": (0, 2)}  # 1F10, 1F12


# The cashier


@by(Who.CASHIER, AMOUNT)
def sell(stage: Stage, amount_minor: int) -> None:
    """Sell through the register."""
    stage.register.sell(amount_minor)


@by(Who.CASHIER, AMOUNT)
def sell_by_hand(stage: Stage, amount_minor: int) -> None:
    """Sell at the terminal itself, as soon as it is free."""
    if not stage.zvt.local_sale(amount_minor):
        stage.scheduler.after(_TRY_AGAIN_US, sell_by_hand, stage, amount_minor)


@by(Who.CASHIER)
def settle_by_hand(stage: Stage, _: None) -> None:
    """Settle from the terminal's own menu, as soon as it is free."""
    if not stage.zvt.local_settlement():
        stage.scheduler.after(_TRY_AGAIN_US, settle_by_hand, stage, None)


@by(Who.CASHIER)
def sign_in_by_hand(stage: Stage, _: None) -> None:
    """Sign in from the terminal's own menu, as soon as it is free."""
    if not stage.zvt.local_sign_in():
        stage.scheduler.after(_TRY_AGAIN_US, sign_in_by_hand, stage, None)


@by(Who.CASHIER, AMOUNT)
def refund(stage: Stage, amount_minor: int) -> None:
    """Give money back to a card through the register."""
    stage.zvt_register.refund(amount_minor)


@by(Who.CASHIER)
def reverse(stage: Stage, _: None) -> None:
    """Take back the last approved sale through the register."""
    stage.register.reverse_last()


@by(Who.CASHIER)
def repeat_receipt(stage: Stage, _: None) -> None:
    """Have the last receipt printed again."""
    stage.register.repeat_receipt()


@by(Who.CASHIER)
def register_settles(stage: Stage, _: None) -> None:
    """Run the end-of-day from the register."""
    stage.register.end_of_day()


@by(Who.CASHIER, optional(DURATION))
def hold_button(stage: Stage, duration_ms: int | None) -> None:
    """Hold the board's button: the shop closes. 2500ms, unless another time is given."""
    stage.press(CLOSING_PRESS_MS if duration_ms is None else duration_ms)


@by(Who.CASHIER)
def press_button(stage: Stage, _: None) -> None:
    """Press the board's button shortly: what is shown has been seen."""
    stage.press()


@by(Who.CASHIER)
def press_twice(stage: Stage, _: None) -> None:
    """Press the board's button twice in a row: no sound for a while."""
    stage.press_twice()


@by(Who.CASHIER, _PAPER)
def register_paper(stage: Stage, state: str) -> None:
    """Take the paper out of the register's printer, or put it in."""
    stage.zvt_register.printer.paper = state == "in"


@by(Who.CASHIER, number(1, 1_000))
def register_paper_ends(stage: Stage, lines: int) -> None:
    """Let the register printer's roll end after this many more lines."""
    stage.zvt_register.printer.lines_left = lines


@by(Who.CASHIER, number(1, 1_000))
def terminal_paper_ends(stage: Stage, lines: int) -> None:
    """Let the terminal's own roll end after this many more lines."""
    stage.terminal.printer.lines_left = lines


@by(Who.CASHIER, _PAPER)
def terminal_paper(stage: Stage, state: str) -> None:
    """Take the paper out of the terminal's own printer, or put it in."""
    stage.terminal.printer.paper = state == "in"


@by(Who.CASHIER, choice(*codes.RECEIPT_WISHES))
def receipts_wanted(stage: Stage, copies: str) -> None:
    """Set the register to want no receipts, one copy or both; it registers again to say so."""
    stage.zvt_register.receipt_wishes = codes.RECEIPT_WISHES[copies]
    stage.zvt_register.start()


# Mains and cables


@by(Who.SHOP, _SPELL)
def cut_power(stage: Stage, duration_ms: int | None) -> None:
    """Take the board's power away, for a time or until give_power."""
    stage.world.cut_power()
    if duration_ms is not None:
        stage.scheduler.after(duration_ms * US_PER_MS, stage.world.start)


@by(Who.SHOP)
def give_power(stage: Stage, _: None) -> None:
    """Give the board its power back."""
    stage.world.start()


@by(Who.SHOP)
def restart_board(stage: Stage, _: None) -> None:
    """Take the board's power away and give it back at once."""
    stage.world.restart()


@by(Who.SHOP, _SPELL)
def breaker(stage: Stage, duration_ms: int | None) -> None:
    """Throw the shop's breaker: board and terminal lose their power, for a time or for good."""
    cut_power(stage, duration_ms)
    terminal_off(stage, duration_ms)


@by(Who.SHOP, _SPELL)
def terminal_off(stage: Stage, duration_ms: int | None) -> None:
    """Switch the terminal off, for a time or until terminal_on."""
    stage.terminal.power_off()
    if duration_ms is not None:
        stage.scheduler.after(duration_ms * US_PER_MS, stage.terminal.power_on)


@by(Who.SHOP, optional(choice("keys_lost")))
def terminal_on(stage: Stage, state: str | None) -> None:
    """Switch the terminal on; it may have lost its keys meanwhile."""
    stage.terminal.power_on(needs_initialisation=state == "keys_lost")


@by(Who.SHOP, _SPELL)
def unplug_terminal(stage: Stage, duration_ms: int | None) -> None:
    """Pull the terminal's plug out of the board, for a time or until plug_terminal."""
    _unplug(stage, stage.world.terminal_line, duration_ms)


@by(Who.SHOP)
def plug_terminal(stage: Stage, _: None) -> None:
    """Put the terminal's plug back."""
    stage.world.terminal_line.unplugged = False


@by(Who.SHOP, _SPELL)
def unplug_register(stage: Stage, duration_ms: int | None) -> None:
    """Pull the register's plug out of the board, for a time or until plug_register."""
    _unplug(stage, stage.world.register_line, duration_ms)


@by(Who.SHOP)
def plug_register(stage: Stage, _: None) -> None:
    """Put the register's plug back."""
    stage.world.register_line.unplugged = False


@by(Who.SHOP, _NOISE)
def noise(stage: Stage, faults: dict[str, Any]) -> None:
    """Let a line lose, double, turn over or hold back a share of its bytes, from now on."""
    rates = {name: rate for name, rate in faults.items() if name != "line"}
    line = _line(stage, faults)
    line.faults = replace(line.faults, **rates)


@by(Who.SHOP, _ONCE)
def next_bytes(stage: Stage, faults: dict[str, Any]) -> None:
    """Let a line lose, double, turn over or hold back its next bytes in one direction, once."""
    line = _line(stage, faults)
    wire = line.from_board if faults.get("towards") == "shop" else line.to_board
    for name in ("lose", "double", "flip"):
        setattr(wire.next_bytes, name, faults.get(name, 0))
    wire.next_bytes.split_us = faults.get("split", 0) * US_PER_MS


@by(Who.SHOP, _FLASH)
def flash_fault(stage: Stage, fault: dict[str, Any]) -> None:
    """Let the board's nth write to flash from now on be torn by a power cut, or go wrong."""
    kind = FlashKind[str(fault.get("kind", "cut")).upper()]
    stage.world.plan_flash_fault(FlashFault(kind, int(fault.get("write", 1))))


# The terminal and its acquirer


@by(Who.SHOP, TID)
def exchange_terminal(stage: Stage, tid: str) -> None:
    """Put another terminal with this TID in its place; the register registers with it."""
    stage.terminal.exchange(tid)
    if stage.shop.register is not None:
        stage.scheduler.after(_BOOTED_US, stage.register.start)


@by(Who.TECHNICIAN, choice("settled_elsewhere", "called_in", "lost", "never_existed"))
def swap_terminal(stage: Stage, fate: str) -> None:
    """Apply the profile with the new terminal's TID, and say what became of the old batch."""
    tid = stage.terminal.tid
    stage.technician.swap(stage.profile_with({"terminal": {"tid": tid}}), fate)


@by(Who.TERMINAL, optional(choice("sells_on", "unseen")))
def lose_keys(stage: Stage, manner: str | None) -> None:
    """Let the terminal need a sign-in; some sell all the same, some say they are ready (unseen)."""
    stage.terminal.needs_initialisation = manner != "unseen"
    if manner is not None:
        stage.zvt.switches.keys_missing = manner == "unseen"
        stage.zvt.switches.sells_unsigned = manner == "sells_on"


@by(Who.TERMINAL, _CODE)
def refuse_sign_ins(stage: Stage, code: int) -> None:
    """Let the terminal refuse to be signed in by command, with this code; 0: it allows it again."""
    stage.zvt.switches.refuse_sign_in_code = code


@by(Who.TERMINAL, DURATION)
def terminal_clock_steps(stage: Stage, ahead_ms: int) -> None:
    """Put the terminal's clock this far ahead."""
    stage.terminal.step_clock(ahead_ms // 1_000)


@by(Who.TERMINAL)
def demand_settlement(stage: Stage, _: None) -> None:
    """Let the terminal refuse every sale until it is settled."""
    stage.terminal.demand_settlement()


@by(Who.TERMINAL, DURATION)
def answer_late(stage: Stage, delay_ms: int) -> None:
    """Let the terminal take this long, from now on, before it answers a command."""
    stage.terminal.switches.answer_delay_us = delay_ms * US_PER_MS


@by(Who.TERMINAL, DURATION)
def print_slowly(stage: Stage, delay_ms: int) -> None:
    """Let the terminal take this long, from now on, before each line that it prints."""
    stage.zvt.switches.print_delay_us = delay_ms * US_PER_MS


@by(Who.TERMINAL, DURATION)
def pause_between_copies(stage: Stage, delay_ms: int) -> None:
    """Let the terminal wait this long, from now on, before it prints the second copy."""
    stage.zvt.switches.copy_delay_us = delay_ms * US_PER_MS


@by(Who.TERMINAL, choice("pin", "signature", "contactless"))
def cards_verified_by(stage: Stage, manner: str) -> None:
    """Let the terminal tell how cardholders are verified, from now on; contactless: by nothing."""
    stage.zvt.switches.verification = _VERIFICATIONS[manner]


@by(Who.TERMINAL, AMOUNT)
def totals_differ(stage: Stage, more_minor: int) -> None:
    """Let settlements report this much more than the totals that were asked for before."""
    stage.zvt.switches.settlement_error_minor = more_minor


@by(Who.SHOP)
def lose_settlement_answer(stage: Stage, _: None) -> None:
    """Let the answer to the next settlement be lost on the line: the batch is settled."""
    stage.terminal.switches.drop_next_settlement = True


@by(Who.ACQUIRER, choice("down", "up"))
def acquirer(stage: Stage, state: str) -> None:
    """Cut the terminal's connection to its acquirer, or mend it."""
    stage.shop.acquirer.down = state == "down"


@by(Who.ACQUIRER, number(1, 20))
def refuse_settlements(stage: Stage, times: int) -> None:
    """Let the acquirer refuse the next so many settlements."""
    stage.terminal.switches.refuse_settlements = times


@by(Who.ACQUIRER, _CODE)
def acquirer_declines(stage: Stage, code: int) -> None:
    """Let the acquirer decline every sale with this result code; 0: it approves again."""
    stage.shop.acquirer.decline_code = code


# The board's clock, and the technician


@by(Who.SHOP)
def clock_chip_forgets(stage: Stage, _: None) -> None:
    """Let the board's clock chip lose the time: the next start finds it unset."""
    stage.world.rtc_error_s = None


@by(Who.SHOP, DURATION)
def clock_chip_steps(stage: Stage, ahead_ms: int) -> None:
    """Put the board's clock chip this far ahead: the next start believes it."""
    stage.world.rtc_error_s = (stage.world.rtc_error_s or 0) + ahead_ms // 1_000


@by(Who.TECHNICIAN)
def set_clock(stage: Stage, _: None) -> None:
    """Set the board's clock to the right time."""
    stage.technician.set_clock()


@by(Who.TECHNICIAN)
def pull_journal(stage: Stage, _: None) -> None:
    """Pull what is new in the journal, before the ring goes round; waits for no power."""
    if stage.world.powered:
        stage.technician.pull()


@by(Who.TECHNICIAN, SETTINGS)
def apply_profile(stage: Stage, settings: dict[str, Any]) -> None:
    """Apply the profile again with these settings laid over the scenario's own."""
    stage.technician.apply(stage.profile_with(settings))


def _line(stage: Stage, faults: dict[str, Any]) -> Line:
    named = {"terminal": stage.world.terminal_line, "register": stage.world.register_line}
    return named[faults.get("line", "terminal")]


def _unplug(stage: Stage, line: Line, duration_ms: int | None) -> None:
    line.unplugged = True
    if duration_ms is not None:
        stage.scheduler.after(duration_ms * US_PER_MS, setattr, line, "unplugged", False)
