# SPDX-License-Identifier: MIT
"""The ZVT terminal driver: joins the rooms and decides for every byte whose it is.

In line, each byte is passed on before anyone looks at it, unless the gate is armed (gate.py).
While an own command is out the line is ours: what the terminal says stays here, and a register
that speaks is told to wait (84 9C). The line goes back with the register's next frame, because a
terminal never speaks unasked: all that comes from it until then still belongs to us. Fulfils
agent.terminals.link.TerminalDriver.
"""

from agent import events, limits
from agent.terminals.side import Side
from agent.terminals.zvt import framing, messages
from agent.terminals.zvt.answer import Answer
from agent.terminals.zvt.framing import Framer
from agent.terminals.zvt.own import OwnCommand
from agent.terminals.zvt.slip_text import SlipText
from agent.terminals.zvt.watch import Watch
from posminder_formats import profile_fields

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.terminals.link import Counts, Report, Said, Sink
    from agent.terminals.zvt.gate import Gate as ArmedGate

_ENDS_OF_FRAMES = (framing.FRAME, framing.REPEAT, framing.BAD)


class ZvtDriver:
    """One ZVT terminal; see agent.terminals.link for what each method owes its caller.

    `wiring` is profile_fields.WIRING_*, `password` 3 bytes BCD, `currency` an ISO 4217 number.
    `idle_before_ms` is how long both lines must be silent before an own command begins;
    `keep_text` has the text of slips reported (SLIP_TEXT); `dialect` is the terminal's own ways,
    by messages.D_*.
    """

    def __init__(
        self,
        wiring: int,
        password: bytes,
        currency: int,
        idle_before_ms: int,
        to_terminal: "Sink",
        to_register: "Sink",
        report: "Report",
        keep_text: bool = False,
        dialect: "tuple[int, int, int]" = messages.PLAIN,
    ) -> None:
        self._in_line = wiring == profile_fields.WIRING_IN_LINE
        self._idle_before_ms = idle_before_ms
        self._terminal = Side(to_terminal, Framer(), limits.ZVT_T1_MS)
        self._register = Side(to_register, Framer(), limits.ZVT_T1_MS)
        text = SlipText(limits.SLIP_BYTES_MAX if keep_text else 0)
        self._watch = Watch(report, text)  # never at the same time as an own command
        self._delay = Answer(self._register, messages.PLEASE_WAIT)
        self._report = report
        self._gate: ArmedGate | None = None  # until it is closed for the first time
        wait_ms = limits.ZVT_IDLE_WAIT_MS + idle_before_ms
        ways = (password, currency, dialect)
        self._own = OwnCommand(ways, wait_ms, self._terminal.send, report, text)
        self._ours = False  # the line: from our first byte to the register's next frame
        self._active_ms = 0  # last byte that was not of our own dialog

    # Bytes --------------------------------------------------------------------------------------

    def from_terminal(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
        """Take received bytes: pass them on, unless the line is ours; then understand them."""
        if not self._ours:
            self._active_ms = now_ms
            if self._in_line:
                self._register.send(buffer, count)
        self._terminal_silence(now_ms)
        self._terminal.last_ms = now_ms
        framer: Framer = self._terminal.framer
        for i in range(count):
            status = framer.feed(buffer[i])
            if status != framing.MORE:
                self._terminal_said(status, now_ms)

    def from_register(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> None:
        """Take received bytes: pass them on, unless the line is ours; then understand them."""
        if not self._in_line:
            return
        self._active_ms = now_ms
        if self._own.gives_way():
            self._own.cancel()
        self._register_silence(now_ms)
        self._register.last_ms = now_ms
        first = self._keep(buffer, count, now_ms) if self._ours else 0
        if first == count:
            return
        if self._gate is not None and self._gate.watches(now_ms):
            self._sift(self._gate, buffer, first, count, now_ms)
            return
        passed = memoryview(buffer)[first:count] if first else buffer
        self._terminal.send(passed, count - first)
        framer: Framer = self._register.framer
        for i in range(first, count):
            status = framer.feed(buffer[i])
            if status != framing.MORE:
                self._register_said(status, now_ms)

    def _sift(
        self, gate: "ArmedGate", buffer: "bytes | bytearray", first: int, count: int, now_ms: int
    ) -> None:
        """Let the gate pass what is no sale; then understand it."""
        for i in range(first, count):
            status = gate.take(buffer[i], now_ms)
            if status != framing.MORE:
                self._register_said(status, now_ms)

    def _keep(self, buffer: "bytes | bytearray", count: int, now_ms: int) -> int:
        """Take the register's bytes as long as the line is ours; return how many those were."""
        framer: Framer = self._register.framer
        for i in range(count):
            if buffer[i] == framing.DLE and self._may_hand_back():
                self._ours = False
                return i
            status = framer.feed(buffer[i])
            if status != framing.MORE:
                self._delay.take(status, now_ms)
        return count

    def _may_hand_back(self) -> bool:
        return not (
            self._own.dialog.running()
            or self._delay.deadline_ms is not None
            or self._register.framer.mid_frame
            or self._terminal.framer.mid_frame
        )

    def _terminal_said(self, status: int, now_ms: int) -> None:
        framer: Framer = self._terminal.framer
        if status in (framing.FRAME, framing.REPEAT):
            self._own.alive()
            if self._ours and not self._own.dialog.running():
                self._wait_for_stragglers(now_ms)
        if self._ours:
            self._own.take(status, framer, now_ms)
        elif status == framing.FRAME:
            self._watch.from_terminal(framer, now_ms)
        elif status == framing.ACK:
            self._watch.acknowledged(True)
        if status in _ENDS_OF_FRAMES:
            framer.wipe()

    def _register_said(self, status: int, now_ms: int) -> None:
        framer: Framer = self._register.framer
        if status == framing.FRAME:
            self._watch.from_register(framer, now_ms)
        elif status == framing.ACK:
            self._watch.acknowledged(False)
        if status in _ENDS_OF_FRAMES:
            framer.wipe()

    def _terminal_silence(self, now_ms: int) -> None:
        if self._terminal.broke_off(now_ms) and self._ours:
            self._terminal.send(framing.NAK_BYTES, 1)

    def _register_silence(self, now_ms: int) -> None:
        if not self._register.broke_off(now_ms):
            return
        if self._ours:
            self._register.send(framing.NAK_BYTES, 1)
        elif self._gate is not None:
            self._gate.broke_off()

    # Time ---------------------------------------------------------------------------------------

    def deadline_ms(self) -> int | None:
        """Return when `on_deadline` wants to be called, or None."""
        earliest = self._own.dialog.deadline_ms()
        for due_ms in (
            self._watch.deadline_ms(),
            self._delay.deadline_ms,
            self._refusal_ms(),
            self._terminal.deadline_ms(),
            self._register.deadline_ms(),
            self._idle_at_ms() if self._own.queued() else None,
        ):
            if due_ms is not None and (earliest is None or due_ms < earliest):
                earliest = due_ms
        return earliest

    def on_deadline(self, now_ms: int) -> None:
        """Do what is due: break frames and dialogs off, repeat, begin the command that waits."""
        self._terminal_silence(now_ms)
        self._register_silence(now_ms)
        self._watch.on_deadline(now_ms)
        self._delay.on_deadline(now_ms)
        if self._gate is not None:
            self._gate.answer.on_deadline(now_ms)
        running = self._own.dialog.running()
        self._own.on_deadline(now_ms)
        if running and not self._own.dialog.running():
            self._wait_for_stragglers(now_ms)
        if self._own.queued() and self.idle(now_ms):
            self._ours = True
            self._own.begin(now_ms)

    def _refusal_ms(self) -> int | None:
        """Return until when the register may acknowledge a refusal, None where none is out."""
        return None if self._gate is None else self._gate.answer.deadline_ms

    def _wait_for_stragglers(self, now_ms: int) -> None:
        """Keep the next own command back: a late answer to the last must not be taken for its."""
        self._active_ms = now_ms + limits.ZVT_T3_MS

    def _idle_at_ms(self) -> int | None:
        """Return when an own command may begin if nothing more comes; None while that is open."""
        if (
            self._watch.open()
            or self._own.dialog.running()
            or self._delay.deadline_ms is not None
            or self._refusal_ms() is not None
            or self._terminal.framer.mid_frame
            or self._register.framer.mid_frame
        ):
            return None
        away_until_ms = max(self._own.away_until_ms, self._watch.away_until_ms)
        return max(self._active_ms + self._idle_before_ms, away_until_ms)

    # Own commands -------------------------------------------------------------------------------

    def request(self, command: int, now_ms: int, said: "Said" = None) -> bool:
        """Queue an own command; False: busy, none of ours, or registering in line.

        In line the register registers itself: doing it again would change who prints.
        """
        if command == events.REGISTER and self._in_line:
            return False
        return self._own.request(command, now_ms, said)

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
        """Take the copies that the register wanted before a restart (events.RECEIPT_WISHES)."""
        self._watch.usually_wanted = wanted

    def refuse_sales(self, cause: int, until_ms: int) -> None:
        """Refuse what the register sells from now on (link.TerminalDriver)."""
        if self._gate is None:
            if not cause:
                return
            # Imported here: few shops want it.
            from agent.terminals.zvt.gate import Gate

            self._gate = Gate(self._terminal, self._register, self._report)
        self._gate.arm(cause, until_ms)

    def reset(self, now_ms: int) -> None:
        """Forget both lines; what was under way ends as unknown. Counters go on."""
        for side in (self._terminal, self._register):
            side.framer.reset()
            side.last_ms = now_ms
        self._active_ms = now_ms
        self._ours = False
        self._delay.end()
        if self._gate is not None:
            self._gate.reset()
        self._watch.break_off()
        self._own.abandon()

    def let_go(self) -> None:
        """Send on a head that is held; what was said while the line was ours is said again."""
        if self._gate is not None:
            self._gate.let_go()

    # Health -------------------------------------------------------------------------------------

    @property
    def counters(self) -> "tuple[Counts, Counts]":
        """The terminal's line, then the register's (R34)."""
        return self._terminal.counts(), self._register.counts()

    @property
    def own_print_lines(self) -> int:
        """Print lines of the last own command: a slip that no printer of the shop has seen."""
        return self._own.lines
