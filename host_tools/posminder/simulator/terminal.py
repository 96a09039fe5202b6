# SPDX-License-Identifier: MIT
"""A simulated attended card terminal on one end of a serial line, speaking ZVT.

Owns power and which dialogue runs; what is said stands in the scripts, what is remembered in the
state. A scenario bends it through `switches`, `locks`, `printer`, `acquirer` and the power
methods, and holds other accounts against `truth`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Final

from posminder.simulator import terminal_day as day
from posminder.simulator import terminal_payments as payments
from posminder.simulator import terminal_scripts as scripts
from posminder.simulator import zvt_codes as codes
from posminder.simulator.acquirer import Acquirer
from posminder.simulator.dialogue import Dialogue, Script
from posminder.simulator.printer import Printer
from posminder.simulator.scheduler import US_PER_S, LineEnd, Scheduler, Timer
from posminder.simulator.terminal_state import Switches, TerminalState
from posminder.simulator.terminal_truth import TerminalTruth
from posminder.simulator.zvt_frames import BAUD, LinkCounters, SerialLink
from posminder.simulator.zvt_messages import Apdu, ZvtError, refusal

T3_US: Final = 5 * US_PER_S
BOOT_US: Final = 4 * US_PER_S
AWAY_US: Final = 60 * US_PER_S  # of a terminal that updates itself or restarts after settling
BATCH_LIMIT: Final = 250  # a count in field 60 is one byte; a terminal settles before it is full


class Terminal:
    """Powered and ready from the start. `zone_s` is how far the shop's clock is ahead of UTC."""

    def __init__(
        self,
        scheduler: Scheduler,
        line: LineEnd,
        acquirer: Acquirer,
        rng: random.Random,
        *,
        tid: str = "29001234",
        password: str = "123456",
        currency: int = 978,
        zone_s: int = 3600,
        batch_limit: int = BATCH_LIMIT,
        baud: int = BAUD,
    ) -> None:
        if not 1 <= batch_limit <= BATCH_LIMIT:
            raise ValueError(f"batch limit {batch_limit} is not in 1..{BATCH_LIMIT}")
        self.acquirer = acquirer
        self.state = TerminalState(
            scheduler,
            acquirer,
            rng,
            tid=tid,
            password=password,
            currency=currency,
            zone_s=zone_s,
            batch_limit=batch_limit,
        )
        self._scheduler = scheduler
        self._link = SerialLink(scheduler, line, self._received, baud=baud)
        self._dialogue: Dialogue | None = None
        self._running: Apdu | None = None
        self._boot: Timer | None = None
        self._powered = True

    @property
    def switches(self) -> Switches:
        """What a scenario may bend."""
        return self.state.switches

    @property
    def truth(self) -> TerminalTruth:
        """What really happened."""
        return self.state.truth

    @property
    def printer(self) -> Printer:
        """The terminal's own printer."""
        return self.state.printer

    @property
    def link_counters(self) -> LinkCounters:
        """What the terminal's side of the line saw go wrong."""
        return self._link.counters

    @property
    def locks(self) -> set[int]:
        """Status codes that stand against most commands until they are cured; a scenario adds them.

        F0 and B1 (end of day required, turnover file full: payments abort with 6A) go with the
        next end of day, 51 with an initialisation, C2 with a diagnosis, 62 with a diagnosis or a
        set clock; DF (out of order) only with the scenario.
        """
        return self.state.locks

    @property
    def needs_initialisation(self) -> bool:
        """The terminal is not signed in (status 51)."""
        return codes.STATUS_INITIALISE in self.state.locks

    @needs_initialisation.setter
    def needs_initialisation(self, needed: bool) -> None:
        """Sign the terminal off, or on without its acquirer."""
        if needed:
            self.state.locks.add(codes.STATUS_INITIALISE)
        else:
            self.state.locks.discard(codes.STATUS_INITIALISE)

    @property
    def powered(self) -> bool:
        """Whether it is switched on."""
        return self._powered

    @property
    def idle(self) -> bool:
        """Powered, booted, and no dialogue or local sale is running."""
        return self._powered and self._boot is None and self._dialogue is None

    @property
    def tid(self) -> str:
        """Its terminal id."""
        return self.state.tid

    def demand_settlement(self) -> None:
        """Refuse every sale until it is settled."""
        self.state.locks.add(codes.SETTLEMENT_REQUIRED)

    def step_clock(self, ahead_s: int) -> None:
        """Put its clock this far ahead."""
        self.state.clock_error_s += ahead_s

    def local_sale(self, amount_minor: int) -> bool:
        """Start a sale at the terminal itself; it prints itself and the line hears nothing.

        Returns False, and does nothing, while busy, locked, or registered without local start.
        The cashier presses on without paper: such a sale stands and leaves no receipt.
        """
        return self._by_hand(codes.AUTHORISATION, payments.sale_of, amount_minor)

    def local_refund(self, amount_minor: int) -> bool:
        """Start a refund at the terminal itself, as `local_sale`; False, too, above C3's bound."""
        return self._by_hand(codes.REFUND, payments.refund_of, amount_minor)

    def local_reversal(self, receipt_no: int) -> bool:
        """Reverse a sale of the open batch at the terminal itself, as `local_sale`.

        Returns False, too, when there is none of this number to reverse.
        """
        return self._by_hand(codes.REVERSAL, payments.reversal_of, receipt_no)

    def local_settlement(self) -> bool:
        """Start the end of day from the terminal's own menu; False, and nothing, while busy."""
        return self._menu(day.settle_by_hand)

    def upload(self) -> bool:
        """Let it send what it approved off-line, by itself; False, and nothing, while busy."""
        return self._menu(day.upload_by_itself)

    def local_sign_in(self) -> bool:
        """Start the sign-in from the terminal's own menu; False, and nothing, while busy."""
        return self._menu(day.sign_in_by_hand)

    def _menu(self, script: Callable[[TerminalState], Script[None]]) -> bool:
        if not self.idle:
            return False
        self._run(script(self.state))
        return True

    def _by_hand(
        self,
        command: int,
        payment_of: Callable[[TerminalState, int], payments.Payment | int],
        asked: int,
    ) -> bool:
        locked = self.state.lock_against(command) is not None
        if not self.idle or locked or not self.state.starts_locally:
            return False
        payment = payment_of(self.state, asked)
        if isinstance(payment, int):
            return False
        self._run(payments.by_hand(self.state, payment))
        return True

    def power_off(self) -> None:
        """Cut the power, in the middle of whatever runs.

        What the register had not answered for is taken back; a batch was handed over or was not.
        """
        self._powered = False
        self._link.close()
        if self._boot is not None:
            self._boot.cancel()
            self._boot = None
        if self._dialogue is not None:
            self._dialogue.stop()
            self._ended()
        self.printer.tear_off()
        self.state.reverse_pending_sale()

    def power_on(self, *, needs_initialisation: bool = False) -> None:
        """Start up; the line is heard after a few seconds. Registration and batch are kept."""
        self._powered = True
        self.needs_initialisation = self.needs_initialisation or needs_initialisation
        self._boot = self._scheduler.after(BOOT_US, self._booted)

    def exchange(self, tid: str) -> None:
        """Let another terminal stand in its place, signed in, with books and numbers of its own."""
        self.power_off()
        self.state.exchange(tid)
        self.power_on()

    def _booted(self) -> None:
        self._boot = None
        self._link.open()

    def _run(self, script: Script[None], running: Apdu | None = None) -> None:
        self._running = running
        self._dialogue = Dialogue(self._scheduler, self._link, script, self._ended, t3_us=T3_US)
        self._dialogue.start()

    def _ended(self) -> None:
        self._dialogue = None
        self._running = None
        if self.state.leaves:
            self.state.leaves = False
            self.power_off()
            self._boot = self._scheduler.after(AWAY_US, self.power_on)

    def _received(self, message: bytes) -> None:
        try:
            apdu = Apdu.decode(message)
        except ZvtError:
            self._say(refusal(codes.FUNCTION_IMPOSSIBLE))
            return
        if apdu.is_answer:
            if self._dialogue is not None:
                self._dialogue.answer(apdu)
            return
        self.truth.commands.append((self._scheduler.now_us, apdu.command))
        if self._dialogue is None:
            self._run(scripts.serve(self.state, apdu), apdu)
        else:
            self._interrupted(self._dialogue, apdu)

    def _interrupted(self, dialogue: Dialogue, apdu: Apdu) -> None:
        """Meet a command while the terminal is master (or sells locally)."""
        if apdu.command == codes.ABORT_REQUEST:
            if not dialogue.abort(apdu):
                self._say(refusal(codes.FUNCTION_IMPOSSIBLE))
        elif apdu != self._running:
            # The running command once more is a repeat by someone who missed our ACK.
            self._say(refusal(codes.PLEASE_WAIT))

    def _say(self, apdu: Apdu) -> None:
        self._link.send(apdu.encode())
