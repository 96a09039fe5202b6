# SPDX-License-Identifier: MIT
"""A driver of one question and one answer: in line between register and terminal, or alone.

Each byte is passed on before anyone looks at it. While an own command is out the line is ours: a
register that asks meanwhile gets its ACK from us, where the protocol has one, because its own waits
a few seconds only, and its command goes to the terminal when ours has ended; a register waits for
the reply for minutes. A protocol says what its messages mean: see what raises NotImplementedError.
Fulfils agent.terminals.link.TerminalDriver.
"""

from agent import events
from agent.terminals.exchange import framing
from agent.terminals.side import Side

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from agent.terminals.exchange.dialog import Times
    from agent.terminals.exchange.framing import Framer
    from agent.terminals.exchange.gate import Gate
    from agent.terminals.exchange.held import Held
    from agent.terminals.exchange.own import OwnCommand
    from agent.terminals.link import Counts, Report, Said

    class Watch(Protocol):
        """Follows one dialog between register and terminal at a time."""

        def open(self) -> bool:
            """Tell whether a dialog between register and terminal is under way."""

        def deadline_ms(self) -> int | None:
            """Return when the dialog counts as broken off, or None."""

        def on_deadline(self, now_ms: int) -> None:
            """Close a dialog that nobody has gone on with."""

        def break_off(self) -> None:
            """What was under way ends as unknown."""

        def from_register(self, text: "Framer | Held", now_ms: int) -> None:
            """Take what the register said."""

        def acknowledged(self, now_ms: int) -> None:
            """The terminal has acknowledged it."""

        def from_terminal(self, framer: "Framer", now_ms: int) -> None:
            """Take a message of the terminal."""


class ExchangeDriver:
    """One terminal; see agent.terminals.link for what each method owes its caller.

    `idle_before_ms` is how long both lines must be silent before an own command begins, and
    `late_ms` how much longer after one that had no answer: a late reply to it must not be taken
    for the next one's.
    """

    def __init__(
        self,
        idle_before_ms: int,
        late_ms: int,
        times: "Times",
        terminal: Side,
        register: Side,
        report: "Report",
    ) -> None:
        self._idle_before_ms = idle_before_ms
        self._late_ms = late_ms
        self._times = times
        self._acknowledges = times.ack_ms > 0
        self._terminal = terminal
        self._register = register
        self._report = report
        # As a result has shown since the start; that the terminal lives tells nothing of it.
        self._has_keys: bool | None = None
        self._tid: object = None
        self._watch: Watch
        self._held: Held
        self._own: OwnCommand
        self._gate: Gate | None = None  # until it is closed for the first time
        self._keeping = False  # the register's frame began while the line was ours
        self._active_ms = 0  # last byte that was not of our own dialog

    # A protocol's

    def _for_us(self, framer: "Framer") -> bool:
        """Tell whether a register's command asks only whether the terminal lives, which we know."""
        return False

    def _for_watch_too(self, framer: "Framer") -> bool:
        """Tell whether what came while the line is ours may answer a register that gave up."""
        raise NotImplementedError

    def _make_gate(self) -> "Gate":
        """Return the gate that refuses its register's sales."""
        raise NotImplementedError

    # Bytes --------------------------------------------------------------------------------------

    def from_terminal(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
        """Take received bytes: pass them on, unless the line is ours; then understand them."""
        kept = self._own.dialog.running() or self._held.open()
        if not kept:
            self._active_ms = now_ms
            self._register.send(buffer, count)
        self._terminal.broke_off(now_ms)
        self._terminal.last_ms = now_ms
        framer = self._terminal.framer
        for i in range(count):
            ours = self._own.dialog.running()
            sent = self._held.open()
            status = framer.feed(buffer[i])
            if status != framing.MORE:
                self._terminal_said(status, ours, now_ms)
            # An ACK to a command that was kept is not for the register: it has had ours.
            if kept and not ours and not (sent and status == framing.ACK):
                self._active_ms = now_ms
                self._register.send(memoryview(buffer)[i : i + 1], 1)
        self._hand_over(now_ms)

    def from_register(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
        """Take received bytes: pass them on, unless the line is ours; then understand them."""
        self._active_ms = now_ms
        if self._register.broke_off(now_ms) and self._gate is not None:
            self._gate.broke_off()
        self._register.last_ms = now_ms
        gate = self._gate
        if gate is not None and gate.watches(now_ms):
            for i in range(count):
                kept = self._keeps()
                self._register_said(gate.take(buffer[i], kept, now_ms), kept, now_ms)
        else:
            kept = self._keeps()
            if not kept:
                self._terminal.send(buffer, count)
            framer = self._register.framer
            for i in range(count):
                self._register_said(framer.feed(buffer[i]), kept, now_ms)
        self._hand_over(now_ms)

    def _keeps(self) -> bool:
        """Tell whether the register's next byte stays here: all of a frame does, or none of it."""
        if not self._register.framer.mid_frame:
            self._keeping = self._own.dialog.running() or self._held.open()
        return self._keeping

    def _register_said(self, status: int, kept: bool, now_ms: int) -> None:
        if status == framing.MORE:
            return
        framer = self._register.framer
        if kept:
            self._keep(status, framer)
        elif status == framing.FRAME:
            self._watch.from_register(framer, now_ms)
        if status in (framing.FRAME, framing.REPEAT, framing.BAD):
            framer.wipe()

    def _keep(self, status: int, framer: "Framer") -> None:
        """Take what a register says while the line is ours: its command waits here."""
        if status == framing.FRAME:
            taken = self._for_us(framer) or self._held.keep(framer)
            self._answer(self._register, taken)
        elif status == framing.REPEAT:
            self._answer(self._register, True)
        elif status == framing.BAD:
            self._answer(self._register, False)

    def _answer(self, side: Side, taken: bool) -> None:
        if self._acknowledges:
            side.send(framing.ACK_BYTES if taken else framing.NAK_BYTES, 1)

    def _terminal_said(self, status: int, ours: bool, now_ms: int) -> None:
        framer = self._terminal.framer
        if status in (framing.FRAME, framing.REPEAT, framing.ACK):
            self._own.hear(True)
        if ours:
            if status == framing.FRAME and self._for_watch_too(framer):
                self._watch.from_terminal(framer, now_ms)
            self._own.take(status, framer, now_ms)
            self._active_ms = now_ms
        elif status == framing.FRAME:
            self._held.end()  # its ACK was lost
            self._watch.from_terminal(framer, now_ms)
        elif status == framing.ACK:
            self._held.end()
            self._watch.acknowledged(now_ms)
        elif status == framing.NAK:
            self._held.again(now_ms)
        if status in (framing.FRAME, framing.REPEAT, framing.BAD):
            framer.wipe()

    def _hand_over(self, now_ms: int) -> None:
        """Our command has ended: the register's, if it gave one meanwhile, goes out."""
        if self._held.waits() and not self._own.dialog.running():
            self._watch.from_register(self._held, now_ms)
            self._held.send(now_ms)

    # Time ---------------------------------------------------------------------------------------

    def deadline_ms(self) -> int | None:
        """Return when `on_deadline` wants to be called, or None."""
        earliest = self._own.dialog.deadline_ms()
        for due_ms in (
            self._watch.deadline_ms(),
            self._held.deadline_ms,
            self._terminal.deadline_ms(),
            self._register.deadline_ms(),
            self._answer_ms(),
            self._idle_at_ms() if self._own.queued() else None,
        ):
            if due_ms is not None and (earliest is None or due_ms < earliest):
                earliest = due_ms
        return earliest

    def on_deadline(self, now_ms: int) -> None:
        """Do what is due: break frames and dialogs off, repeat, begin the command that waits."""
        ours = self._own.dialog.running()
        if self._terminal.broke_off(now_ms) and ours:
            self._answer(self._terminal, False)
        if self._register.broke_off(now_ms):
            if ours or self._held.open():
                self._answer(self._register, False)
            elif self._gate is not None:
                self._gate.broke_off()
        if self._gate is not None:
            self._gate.on_deadline(now_ms)
        self._watch.on_deadline(now_ms)
        self._held.on_deadline(now_ms)
        self._own.on_deadline(now_ms)
        if ours and not self._own.dialog.running():
            self._active_ms = now_ms + self._late_ms
        self._hand_over(now_ms)
        if self._own.queued() and self.idle(now_ms):
            self._own.begin(now_ms)

    def _answer_ms(self) -> int | None:
        """Return until when the register may acknowledge a refusal, None where none is out."""
        return None if self._gate is None else self._gate.deadline_ms

    def _idle_at_ms(self) -> int | None:
        """Return when an own command may begin if nothing more comes; None while that is open."""
        if (
            self._watch.open()
            or self._own.dialog.running()
            or self._held.open()
            or self._answer_ms() is not None
            or self._terminal.framer.mid_frame
            or self._register.framer.mid_frame
        ):
            return None
        return self._active_ms + self._idle_before_ms

    # Own commands -------------------------------------------------------------------------------

    def request(self, command: int, now_ms: int, said: "Said" = None) -> bool:
        """Queue an own command; False: busy, or this terminal knows none like it."""
        return self._own.request(command, now_ms)

    def cancel(self) -> None:
        """Withdraw a command that has not begun."""
        self._own.cancel()

    def busy(self) -> bool:
        """Tell whether an own command waits or runs."""
        return self._own.busy()

    def idle(self, now_ms: int) -> bool:
        """Tell whether an own command could begin now."""
        idle_at_ms = self._idle_at_ms()
        return idle_at_ms is not None and now_ms >= idle_at_ms

    def recall(self, wanted: int | None) -> None:
        """Do nothing: a register wishes no receipts here."""

    def refuse_sales(self, cause: int, until_ms: int) -> None:
        """Refuse what the register sells from now on (link.TerminalDriver)."""
        if self._gate is None:
            if not cause:
                return
            self._gate = self._make_gate()
        self._gate.arm(cause, until_ms)

    def let_go(self) -> None:
        """Send what waits here: a held command, whose register has its ACK, or a held frame."""
        if self._gate is not None:
            self._gate.let_go()
        if self._held.waits():
            self._held.send(0)

    def reset(self, now_ms: int) -> None:
        """Forget both lines; what was under way ends as unknown. Counters go on."""
        for side in (self._terminal, self._register):
            side.framer.reset()
            side.last_ms = now_ms
        self._active_ms = now_ms
        self._held.end()
        if self._gate is not None:
            self._gate.reset()
        self._watch.break_off()
        self._own.abandon()

    def _tell(self, event: "tuple[object, ...]") -> None:
        """Report an event, and learn from results whether the terminal has its keys."""
        kind = event[0]
        result: object = None
        if kind == events.SALE_ENDED:
            result = event[1][events.T_RESULT]  # type: ignore[index]
        elif kind == events.SETTLEMENT_SEEN:
            result = event[3]
        elif kind == events.SIGN_IN_SEEN:
            result = 0
        elif kind == events.KEYS_MISSING:
            result = events.KEY_MISSING
        elif kind == events.REGISTERED:
            if self._tid not in (None, event[2]):
                self._has_keys = None  # of another terminal
            self._tid = event[2]
        elif kind == events.COMMAND_ENDED:
            command, outcome, code = event[1:4]
            if command == events.CHECK_STATUS and outcome == events.DONE:
                if code == events.KEY_MISSING or (code == 0 and self._has_keys is False):
                    event = event[:3] + (events.STATUS_INITIALISE, None)
                elif code == 0 and self._has_keys is None:
                    event = event[:3] + (events.STATUS_UNTOLD, None)
                result = code or None
            elif command in (events.SIGN_IN, events.SETTLE) and outcome == events.DONE:
                result = 0
            elif outcome == events.REFUSED:
                result = code or None
        if result == 0:
            self._has_keys = True
        elif result == events.KEY_MISSING:
            self._has_keys = False
        self._report(event)

    @property
    def counters(self) -> "tuple[Counts, Counts]":
        """The terminal's line, then the register's (R34)."""
        return self._terminal.counts(), self._register.counts()
