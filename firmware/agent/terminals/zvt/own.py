# SPDX-License-Identifier: MIT
"""One own command at a time, from the request to COMMAND_ENDED.

Speaks to the terminal while the line is ours: acknowledges, answers, repeats, and reads the
outcome from what the terminal says. When that may be is the driver's business; the register does
not exist here. Every command of the terminal is answered 80 00 00, print lines of an own
end-of-day too: they are counted, because nobody else will ever see them.
"""

from agent import events, limits
from agent.terminals.zvt import dialog, enquiry, fields, framing, messages, reason
from posminder_formats._const import const

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from agent.terminals.link import Report, Said, Sink
    from agent.terminals.zvt.framing import Framer
    from agent.terminals.zvt.slip_text import SlipText

_NONE = const(0)
# Commands whose steps are no news: what the terminal does is what it was told to.
_NO_NEWS = (events.SETTLE, events.SIGN_IN, events.DIAGNOSE)
# Commands of a moment: what a register says meanwhile may have ended it.
_OF_A_MOMENT = (events.SET_CLOCK, events.SHOW_TEXT)
_MINUTE_MS = const(60000)


class OwnCommand:
    """`lines` is how many print lines the last command brought.

    `ways`: password, currency and dialect, as messages.own_command takes them.
    """

    def __init__(
        self,
        ways: "tuple[bytes, int, tuple[int, int, int]]",
        wait_ms: int,
        to_terminal: "Sink",
        report: "Report",
        text: "SlipText",
    ) -> None:
        self._text = text  # of the settlement's slip
        self.lines = 0
        self.dialog = dialog.Dialog(wait_ms)
        self._ways = ways
        self._to_terminal = to_terminal
        self._report = report
        self._frame = bytearray(limits.ZVT_OWN_FRAME_BYTES_MAX)
        self._frame_bytes = 0
        self._line_answers: bool | None = None  # the terminal's line; None: not tried yet
        self._command = _NONE
        self._to_say: Said = None  # as the command was requested
        self._text_until_ms = 0  # until when a text of ours stands at the terminal
        self._completes_texts = False  # a register that speaks meanwhile is told to wait
        self.away_until_ms = 0  # until when nothing is asked: it restarts, or stragglers come
        self._clear()

    def _clear(self) -> None:
        self.lines = 0
        self._outcome = events.UNKNOWN
        self._code = fields.RESULT_OK
        self._detail: tuple[Any, ...] | None = None
        self._t4_ms = limits.ZVT_T4_MS
        self._said = b""

    def request(self, command: int, now_ms: int, said: "Said" = None) -> bool:
        """Queue a command of agent.events; False if one is under way or it is none of ours."""
        if self.busy():
            return False
        if self._apdu(command) is None:
            if command != events.READ_TOTALS:
                return False
            # It has none to tell, whoever asks.
            self._report((events.COMMAND_ENDED, command, events.DONE, 0, (None, None)))
            return True
        if (command in _OF_A_MOMENT and said is None) or self._takes_time(command):
            return False
        self._clear()
        self._text.clear()
        self._command = command
        self._to_say = said
        self.dialog.on(dialog.REQUESTED, now_ms)
        return True

    def busy(self) -> bool:
        """Tell whether a command waits or runs: until its COMMAND_ENDED is reported."""
        return self._command != _NONE

    def queued(self) -> bool:
        """Tell whether a command waits for the line."""
        return self.dialog.state == dialog.QUEUED

    def gives_way(self) -> bool:
        """Tell whether the command that waits is not wanted once a register has spoken."""
        return self.queued() and self._command in _OF_A_MOMENT

    def begin(self, now_ms: int) -> None:
        """The line is idle and ours: send the command."""
        to_say = self._to_say
        if isinstance(to_say, tuple):
            self._said = messages.text_fields(to_say)
        elif to_say is not None:
            self._said = messages.clock_fields(to_say + now_ms // 1000)
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
        """Let the dialog's timers speak."""
        asked = self.dialog.running()
        action = self.dialog.expire(now_ms)
        if asked and action in (dialog.FINISH_NOT_SENT, dialog.FINISH_UNKNOWN):
            self._hear(False)
        self._act(action)

    # What the terminal says -----------------------------------------------------------------

    def alive(self) -> None:
        """A valid frame came from the terminal, whoever it was for."""
        self._hear(True)

    def take(self, status: int, framer: "Framer", now_ms: int) -> None:
        """Take what the terminal's framer said of a byte, while the line is ours."""
        if status == framing.FRAME:
            self._to_terminal(framing.ACK_BYTES, 1)
            self._take_message(framer, now_ms)
        elif status == framing.ACK:
            self._act(self.dialog.on(dialog.ACK, now_ms))
        elif status == framing.NAK:
            self._act(self.dialog.again(now_ms))
        elif status == framing.REPEAT:
            self._to_terminal(framing.ACK_BYTES, 1)
            if self.dialog.state in (dialog.ANSWERED, dialog.LEAVING):
                self._act(self.dialog.again(now_ms))  # it has not seen our answer either
        elif status in (framing.BAD, framing.BROKEN) and not framer.mid_frame:
            self._to_terminal(framing.NAK_BYTES, 1)

    def _take_message(self, framer: "Framer", now_ms: int) -> None:
        buffer = framer.buffer
        start = messages.body(buffer, framer.length)
        if start < 0:
            return  # acknowledged as a frame; what it wants cannot be told
        end = framer.count
        control = messages.control(buffer, end)
        if buffer[0] == messages.POSITIVE_CLASS or control == messages.POSITIVE_EXCEPTION:
            action = self.dialog.on(dialog.POSITIVE, now_ms)
            if action == dialog.SERVE and self._command == events.SHOW_TEXT:
                self._shown(now_ms)
        elif buffer[0] == messages.NEGATIVE_CLASS:
            action = self.dialog.on(dialog.NEGATIVE, now_ms)
            if action == dialog.FINISH_REFUSED:  # else it is of an older command, or out of turn
                self._code = buffer[1]
        elif control in (messages.COMPLETION, messages.ABORT):
            action = self.dialog.on(dialog.END, now_ms)
            if action == dialog.PACIFY and now_ms < self._text_until_ms:
                self._completes_texts = True
            if action == dialog.ANSWER_END:
                self._read_end(control, buffer, start, end)
                if fields.leaves(self._code):
                    self.away_until_ms = now_ms + limits.ZVT_AWAY_MS
        else:
            action = self.dialog.on(dialog.NEWS, now_ms)
            if action == dialog.ANSWER:
                self._read_news(control, framer, start, now_ms)
        # Out of turn, or from a busy terminal, to an older command perhaps: more may follow.
        busy = action == dialog.FINISH_REFUSED and self._code == fields.PLEASE_WAIT
        if busy or action == dialog.NOTHING:
            self.away_until_ms = max(self.away_until_ms, now_ms + limits.ZVT_T3_MS)
        self._act(action, control)

    def _takes_time(self, command: int) -> bool:
        return command == events.SHOW_TEXT and self._completes_texts

    def _shown(self, now_ms: int) -> None:
        """A text is taken with 80 00, and no more need come (as ecrterm has it).

        Nothing of ours follows while it stands there: a terminal that does complete it then is
        answered, its completion is taken for no other command's, and it is shown no further text:
        it lets a register wait for so long.
        """
        self.dialog = dialog.Dialog(self.dialog.wait_ms)
        self._text_until_ms = now_ms + limits.ZVT_DISPLAY_S * 1000 + limits.ZVT_T3_MS
        self.away_until_ms = self._text_until_ms
        self._end(events.DONE)

    def _read_news(self, control: int, framer: "Framer", start: int, now_ms: int) -> None:
        buffer, end = framer.buffer, framer.count
        if control == messages.INTERMEDIATE_STATUS:
            minutes = fields.new_timeout_minutes(buffer, start, end)
            if minutes:
                self._t4_ms = minutes * _MINUTE_MS
            self.dialog.extend(self._t4_ms, now_ms)
            step = fields.told_step(buffer, start, end)
            if step is not None and self._command not in _NO_NEWS:
                self._report(step)
        elif control == messages.STATUS_INFORMATION:
            self.dialog.extend(self._t4_ms, now_ms)
            self._read_status(buffer, start, end)
        elif control in (messages.PRINT_LINE, messages.PRINT_BLOCK):
            self.lines += 1
            if self._command == events.SETTLE:
                self._text.take(control, buffer, start, end, framer.length > end)
        elif control == messages.SET_CLOCK:
            told = fields.told_clock(buffer, start, end)
            if told is not None:
                self._report(told)

    def _read_status(self, buffer: bytearray, start: int, end: int) -> None:
        if self._command in (events.QUERY_LAST, events.REPEAT_RECEIPT):  # a sale's result
            self._detail = fields.transaction(buffer, start, end, None)
            return
        self._code = fields.coded(buffer, start, end, fields.RESULT) or fields.RESULT_OK
        self._tell_reason(buffer, start, end)
        if self._command in (events.READ_TOTALS, events.SETTLE):
            self._detail = fields.totals(buffer, start, end)

    def _tell_reason(self, buffer: bytearray, start: int, end: int) -> None:
        """Report why it failed, where the terminal says more than its code."""
        why = reason.told(buffer, start, end, self._command, self._code)
        if why is not None:
            self._report(why)

    def _read_end(self, control: int, buffer: bytearray, start: int, end: int) -> None:
        """Decide the outcome: from the completion, and the status information before it."""
        self._outcome = events.DONE
        if control == messages.ABORT:
            self._outcome = events.REFUSED
            told = buffer[start] if start < end else fields.RESULT_OK
            self._code = told or self._code or fields.SYSTEM_ERROR
            self._tell_reason(buffer, start + 1, end)
        elif self._command == events.CHECK_STATUS:
            status = enquiry.status(buffer, start, end)
            self._code = status or fields.RESULT_OK
            clock = enquiry.told_clock(buffer, start, end)
            if clock is not None:
                self._report(clock)
            if status is None:
                self._outcome = events.UNKNOWN
        elif self._command == events.REGISTER:
            self._detail = fields.registration(buffer, start, end)
        elif self._command == events.READ_TOTALS and self._detail is None and not self._code:
            self._outcome = events.UNKNOWN  # completed, and no totals were told
        elif self._command == events.REPEAT_RECEIPT and self.lines:
            self._outcome = events.UNKNOWN  # its lines came to us, and no printer saw them
        elif self._command != events.QUERY_LAST:
            self._code = self._code or fields.completion_code(buffer, start, end)
            if self._code != fields.RESULT_OK and not fields.leaves(self._code):
                self._outcome = events.REFUSED

    # What we do -----------------------------------------------------------------------------

    def _act(self, action: int, control: int = 0) -> None:
        if action == dialog.SEND:
            self._send(self._apdu(self._command) or b"")
        elif action == dialog.RESEND:
            self._to_terminal(self._frame, self._frame_bytes)
        elif action in (dialog.ANSWER, dialog.ANSWER_END, dialog.PACIFY):
            needs_register = control in messages.NEEDS_REGISTER
            self._send(messages.NOT_POSSIBLE if needs_register else messages.POSITIVE)
        elif action == dialog.FINISH:
            self._end(self._outcome, self._code, self._detail)
        elif action == dialog.FINISH_REFUSED:
            self._end(events.REFUSED, self._code)
        elif action == dialog.FINISH_UNKNOWN:
            self._end(events.UNKNOWN)
        elif action == dialog.FINISH_NOT_SENT:
            self._end(events.NOT_SENT)

    def _apdu(self, command: int) -> bytes | None:
        return messages.own_command(command, *self._ways, self._said)

    def _send(self, apdu: bytes) -> None:
        self._frame_bytes = framing.encode(apdu, self._frame)
        self._to_terminal(self._frame, self._frame_bytes)

    def _end(
        self, outcome: int, code: int = fields.RESULT_OK, detail: "tuple[Any, ...] | None" = None
    ) -> None:
        command = self._command
        if outcome == events.DONE and command == events.REGISTER and detail is not None:
            self._report((events.REGISTERED,) + detail)
        slip = self._text.event(events.COPY_SETTLEMENT, None)
        if slip is not None and command == events.SETTLE and outcome == events.DONE:
            self._report(slip)
        self._command = _NONE  # whoever hears of the end may request the next command
        self._report((events.COMMAND_ENDED, command, outcome, code, detail))

    def _hear(self, answering: bool) -> None:
        if self._line_answers != answering:
            self._line_answers = answering
            self._report((events.LINE_ANSWERING if answering else events.LINE_SILENT,))
