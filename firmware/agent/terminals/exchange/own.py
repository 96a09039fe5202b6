# SPDX-License-Identifier: MIT
"""One own command at a time, from the request to COMMAND_ENDED; what it says is a protocol's."""

from agent import events
from agent.terminals.exchange import dialog, framing
from agent.terminals.exchange.held import FRAME_BYTES
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.exchange.framing import Framer
    from agent.terminals.link import Report, Sink

_NONE = const(0)


class OwnCommand:
    """Commands as agent.terminals.link has them; `bytes_max`: of the longest text of ours."""

    def __init__(
        self, times: dialog.Times, bytes_max: int, to_terminal: "Sink", report: "Report"
    ) -> None:
        self.dialog = dialog.Dialog(times)
        self._times = times
        self._to_terminal = to_terminal
        self._report = report
        self._frame = bytearray(bytes_max + FRAME_BYTES)
        self._frame_bytes = 0
        self._line_answers: bool | None = None  # the terminal's line; None: not tried yet
        self._command = _NONE
        self._ack_is_all = False  # no reply follows
        self._code = 0
        self._detail: tuple[Any, ...] | None = None

    # A protocol's

    def _prepare(self, command: int) -> int:
        """Write the frame of a command; return its length, 0 for a command it has not."""
        raise NotImplementedError

    def _read(self, framer: "Framer") -> int:
        """Take a message, keep code and detail; return whether it is the last: NEWS or END."""
        raise NotImplementedError

    def _outcome(self) -> int:
        """Return what the last message says came of it: records' outcome."""
        return events.DONE if self._code == 0 else events.REFUSED

    # Everybody's

    def request(self, command: int, now_ms: int) -> bool:
        """Queue a command of agent.events; False if one is under way or it is none of ours."""
        if self.busy():
            return False
        self._frame_bytes = self._prepare(command)
        if not self._frame_bytes:
            return False
        self._command = command
        self._code, self._detail = 0, None
        self.dialog.on(dialog.REQUESTED, now_ms)
        return True

    def busy(self) -> bool:
        """Tell whether a command waits or runs: until its COMMAND_ENDED is reported."""
        return self._command != _NONE

    def queued(self) -> bool:
        """Tell whether a command waits for the line."""
        return self.dialog.state == dialog.QUEUED

    def begin(self, now_ms: int) -> None:
        """The line is idle and ours: send the command."""
        self._act(self.dialog.on(dialog.LINE_IDLE, now_ms))
        if not self._times.ack_ms:
            self.dialog.on(dialog.ACK, now_ms)

    def cancel(self) -> None:
        """Withdraw a command that is still queued."""
        self._act(self.dialog.on(dialog.WITHDRAWN, 0))

    def abandon(self) -> None:
        """End whatever is under way: as not sent if it was queued, else as unknown."""
        running = self.dialog.running()
        self.dialog = dialog.Dialog(self._times)
        if self.busy():
            self._end(events.UNKNOWN if running else events.NOT_SENT)

    def on_deadline(self, now_ms: int) -> None:
        """Let the dialog's timer speak."""
        asked = self.dialog.running()
        action = self.dialog.expire(now_ms)
        if asked and action == dialog.FINISH_UNKNOWN:
            self.hear(False)
        self._act(action)

    def hear(self, answering: bool) -> None:
        """Report that the terminal's line lives or is silent, when that changes."""
        if self._line_answers != answering:
            self._line_answers = answering
            self._report((events.LINE_ANSWERING if answering else events.LINE_SILENT,))

    def take(self, status: int, framer: "Framer", now_ms: int) -> None:
        """Take what the terminal's framer said of a byte, while the line is ours."""
        if status == framing.FRAME:
            event = self._read(framer) if self.busy() else dialog.NEWS
            self._act(self.dialog.on(event, now_ms))
        elif status == framing.REPEAT:
            self._answer(framing.ACK_BYTES)
        elif status == framing.ACK:
            if self._ack_is_all and self.dialog.state == dialog.OFFERED:
                self._act(self.dialog.on(dialog.END, now_ms), False)
            else:
                self._act(self.dialog.on(dialog.ACK, now_ms))
        elif status == framing.NAK:
            self._act(self.dialog.again(now_ms))
        elif status == framing.BAD:
            self._answer(framing.NAK_BYTES)

    def _answer(self, byte: bytes) -> None:
        """Acknowledge or refuse a frame, where the protocol does."""
        if self._times.ack_ms:
            self._to_terminal(byte, 1)

    def _act(self, action: int, answer: bool = True) -> None:
        if action in (dialog.SEND, dialog.RESEND):
            self._to_terminal(self._frame, self._frame_bytes)
        elif action == dialog.ACKNOWLEDGE:
            self._answer(framing.ACK_BYTES)
        elif action == dialog.FINISH:
            if answer:
                self._answer(framing.ACK_BYTES)
            outcome = self._outcome()
            self._end(outcome, self._code, self._detail if outcome == events.DONE else None)
        elif action == dialog.FINISH_UNKNOWN:
            self._end(events.UNKNOWN)
        elif action == dialog.FINISH_NOT_SENT:
            self._end(events.NOT_SENT)

    def _end(self, outcome: int, code: int = 0, detail: "tuple[Any, ...] | None" = None) -> None:
        command = self._command
        self._command = _NONE  # whoever hears of the end may request the next command
        self._report((events.COMMAND_ENDED, command, outcome, code, detail))
