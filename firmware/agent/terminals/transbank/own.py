# SPDX-License-Identifier: MIT
"""One own command at a time to a Transbank terminal, from the request to COMMAND_ENDED.

A poll is answered by a bare ACK: that says that the terminal lives in this mode, not that it has
keys. Whether it has is known from the first reply that says so: result 26.
"""

from agent import events, limits
from agent.terminals.transbank import dialog, framing, messages
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.link import Report, Sink
    from agent.terminals.transbank.framing import Framer

_NONE = const(0)


class OwnCommand:
    """Commands as agent.terminals.link has them; `wait_ms`: how long one waits for the line."""

    def __init__(self, wait_ms: int, to_terminal: "Sink", report: "Report") -> None:
        self.dialog = dialog.Dialog(wait_ms)
        self._to_terminal = to_terminal
        self._report = report
        self._frame = bytearray(limits.TRANSBANK_OWN_FRAME_BYTES_MAX)
        self._frame_bytes = 0
        self._line_answers: bool | None = None  # the terminal's line; None: not tried yet
        self._command = _NONE
        self._ends_with = 0  # the code of the reply that ends it, 0: an ACK
        self._code = 0
        self._detail: tuple[Any, ...] | None = None

    def request(self, command: int, now_ms: int) -> bool:
        """Queue a command of agent.events; False if one is under way or it is none of ours."""
        told = messages.own_command(command)
        if self.busy() or told is None:
            return False
        self._command, self._ends_with = command, told[1]
        self._frame_bytes = framing.encode(told[0], self._frame)
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

    def cancel(self) -> None:
        """Withdraw a command that is still queued."""
        self._act(self.dialog.on(dialog.WITHDRAWN, 0))

    def abandon(self) -> None:
        """End whatever is under way: as not sent if it was queued, else as unknown."""
        running = self.dialog.running()
        self.dialog = dialog.Dialog(self.dialog.wait_ms)
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
            self._take_message(framer, now_ms)
        elif status == framing.REPEAT:
            self._to_terminal(framing.ACK_BYTES, 1)
        elif status == framing.ACK:
            waited = self.dialog.state == dialog.OFFERED
            if waited and self._ends_with == 0:
                self._act(self.dialog.on(dialog.END, now_ms), False)
            else:
                self._act(self.dialog.on(dialog.ACK, now_ms))
        elif status == framing.NAK:
            self._act(self.dialog.again(now_ms))
        elif status == framing.BAD:
            self._to_terminal(framing.NAK_BYTES, 1)

    def _take_message(self, framer: "Framer", now_ms: int) -> None:
        buffer, end = framer.buffer, framer.count
        message = messages.code(buffer, end)
        event = dialog.NEWS
        if message == self._ends_with and self.busy():
            event = self._read(message, buffer, end)
        self._act(self.dialog.on(event, now_ms))

    def _read(self, message: int, buffer: bytearray, end: int) -> int:
        """Take a reply to our command; return whether it is the last: NEWS or END."""
        if message == messages.DETAIL_REPLY:
            # One message a sale, the oldest first; the last one is empty. Ours is the newest.
            if messages.result(buffer, end) == 0 and not messages.is_empty_detail(buffer, end):
                self._detail = messages.transaction(buffer, end, message)
                return dialog.NEWS
            return dialog.END
        self._code = messages.result(buffer, end)
        if message == messages.TOTALS_REPLY:
            self._detail = messages.totals(buffer, end)
        elif message == messages.LAST_SALE_REPLY and self._code == 0:
            self._detail = messages.transaction(buffer, end, message)
        return dialog.END

    def _act(self, action: int, answer: bool = True) -> None:
        if action in (dialog.SEND, dialog.RESEND):
            self._to_terminal(self._frame, self._frame_bytes)
        elif action == dialog.ACKNOWLEDGE:
            self._to_terminal(framing.ACK_BYTES, 1)
        elif action == dialog.FINISH:
            if answer:
                self._to_terminal(framing.ACK_BYTES, 1)
            done = self._code == 0
            self._end(
                events.DONE if done else events.REFUSED, self._code, self._detail if done else None
            )
        elif action == dialog.FINISH_UNKNOWN:
            self._end(events.UNKNOWN)
        elif action == dialog.FINISH_NOT_SENT:
            self._end(events.NOT_SENT)

    def _end(self, outcome: int, code: int = 0, detail: "tuple[Any, ...] | None" = None) -> None:
        command = self._command
        self._command = _NONE  # whoever hears of the end may request the next command
        self._report((events.COMMAND_ENDED, command, outcome, code, detail))
