# SPDX-License-Identifier: MIT
"""What an own command says to a MIS terminal, and what its reply means.

A dialect that has no question for something is asked what comes nearest: its last payment, which
shows that the line lives, and by "nothing there" that the batch is empty; else its totals stay
untold. A settlement is never repeated because nobody acknowledged it.
"""

from agent import events
from agent.terminals.exchange import dialog, own
from agent.terminals.mis import framing, messages
from agent.terminals.mis.watch import BROKEN
from posminder_formats import mis_dialect as m

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from agent.terminals.exchange.framing import Framer
    from agent.terminals.link import Report, Sink
    from agent.terminals.mis.messages import Dialect

# An own command: which functions of a dialect serve it, the best first.
_OWN = (
    (events.CHECK_STATUS, (m.FN_STATUS, m.FN_QUERY_LAST)),
    (events.REGISTER, (m.FN_STATUS, m.FN_QUERY_LAST)),
    (events.SIGN_IN, (m.FN_SIGN_IN,)),
    (events.READ_TOTALS, (m.FN_TOTALS, m.FN_QUERY_LAST)),
    (events.SETTLE, (m.FN_SETTLE,)),
    (events.QUERY_LAST, (m.FN_QUERY_LAST,)),
    (events.REPEAT_RECEIPT, (m.FN_REPRINT,)),
)
# Results that are not about what was asked for: nothing was done, nothing was told.
_NO_ANSWER = (events.KEY_MISSING, 0x9C, 0x83, 0xA1, messages.NOT_UNDERSTOOD)


class OwnCommand(own.OwnCommand):
    """One command at a time. `on_terminal` takes the TID of a reply, if it has one."""

    def __init__(
        self,
        dialect: "Dialect",
        currency: int,
        times: "dialog.Times",
        to_terminal: "Sink",
        report: "Report",
        on_terminal: "Callable[[str | None], None]",
    ) -> None:
        super().__init__(times, m.BODY_BYTES_MAX, to_terminal, report)
        self._dialect = dialect
        self._currency = currency
        self._on_terminal = on_terminal
        self._function = 0  # the dialect's that serves the command
        self._body = bytearray(m.BODY_BYTES_MAX)
        self._echo = 0  # a number that grows: a reply to an earlier command has another one
        self._echo_at = 0
        self._echo_width = 0
        self._outcome_told = events.DONE
        self.void_trace: int | None = None  # watch's
        self.unprinted = False  # the terminal has said so, and no status was asked since
        self._refusal = bytearray(m.BODY_BYTES_MAX + 5)
        self._refusal_bytes = 0
        if dialect.refusal:
            self._refusal_bytes = framing.encode(dialect.refusal, self._refusal)

    def _prepare(self, command: int) -> int:
        for asked, functions in _OWN:
            if asked == command:
                for function in functions:
                    request = self._dialect.request(function)
                    if request is not None:
                        return self._write(request, command)
        return 0

    def _write(self, request: "list[object]", command: int) -> int:
        """Write the frame of a request, its echo with a number of its own; return its length."""
        function, body, at, width = request
        count = len(body)  # type: ignore[arg-type]
        self._body[:count] = body  # type: ignore[call-overload]
        self._function, self._echo_at, self._echo_width = function, at, width  # type: ignore[assignment]
        self._echo += 1
        number = self._echo
        for place in range(self._echo_at + self._echo_width - 1, self._echo_at - 1, -1):
            self._body[place] = 0x30 + number % 10
            number //= 10
        self.dialog.once = command == events.SETTLE
        return framing.encode(memoryview(self._body)[:count], self._frame)

    def _read(self, framer: "Framer") -> int:
        buffer, end, dialect = framer.buffer, framer.count, self._dialect
        function = dialect.function(buffer, end)
        if function == m.FN_RELAY:
            self._refuse_relay()
            return dialog.NEWS
        meaning, command = dialect.meaning(buffer, end), self._command
        kind = messages.transaction_type(function)
        # The last payment may be told as what it was, and a late reply to it is the same answer.
        last = command == events.QUERY_LAST and kind is not None
        if meaning is None or not (last or function in (None, self._function)):
            return dialog.NEWS  # how far it is, or the answer to something else
        if not (last or dialect.echoes(buffer, end, self._body, self._echo_at, self._echo_width)):
            return dialog.NEWS
        code = dialect.result(buffer, end)
        self._on_terminal(dialect.terminal_id(buffer, end))
        self._code = code
        self._outcome_told = events.DONE if code == 0 else events.REFUSED
        if command in (events.CHECK_STATUS, events.REGISTER):
            self._read_status(code)
        elif command == events.SETTLE:
            self._read_settled(meaning, dialect.totals(buffer, end))
        elif command == events.READ_TOTALS:
            told = dialect.totals(buffer, end) if self._function == m.FN_TOTALS else (None, None)
            self._read_totals(meaning, told)
        elif command in (events.QUERY_LAST, events.REPEAT_RECEIPT) and meaning != m.RES_NOTHING:
            if kind is None:
                kind = self._kind_of(dialect.number(buffer, end, m.F_TRACE))
            if kind is None:
                self._outcome_told, self._code = events.UNKNOWN, 0
                return dialog.END
            told = dialect.transaction(buffer, end, kind, None, self._currency)
            known = code == 0 or (code not in _NO_ANSWER and told[events.T_TRACE] is not None)
            if known and command == events.QUERY_LAST:
                self._told(0, told)  # a declined payment is an answer as well
            elif known:
                self._detail = told
        return dialog.END

    def _kind_of(self, trace: int | None) -> int | None:
        """Return of what kind a last payment is that does not say so; None: it may be a void."""
        if self.void_trace == BROKEN:
            return None
        void = trace is not None and trace == self.void_trace
        return events.TYPE_REVERSAL if void else events.TYPE_SALE

    def asks_last(self) -> bool:
        """Tell whether the last payment is being asked for."""
        return self._command == events.QUERY_LAST

    def _told(self, code: int, detail: "tuple[object, ...] | None") -> None:
        self._outcome_told, self._code, self._detail = events.DONE, code, detail

    def _read_status(self, code: int) -> None:
        """Whatever it answers, it lives; some results say more."""
        if self._command == events.REGISTER:
            self._told(0, None)
        elif self.unprinted and code == 0:
            # No dialect known has a word for the printer: what a payment said of it counts once.
            self.unprinted = False
            self._told(events.STATUS_PRINTER, None)
        else:
            self._told(code if code in (events.KEY_MISSING, events.STATUS_PRINTER) else 0, None)

    def _read_settled(self, meaning: int, told: "tuple[int | None, int | None]") -> None:
        if meaning == m.RES_NOTHING:
            told = (0, 0)
        elif meaning == m.RES_DUPLICATE:  # perhaps the first one went through
            self._outcome_told, self._code = events.UNKNOWN, 0
            return
        elif meaning not in (m.RES_APPROVED, m.RES_NOT_PRINTED, m.RES_NOT_BALANCED):
            return
        self._told(self._code, None if told == (None, None) else told)

    def _read_totals(self, meaning: int, told: "tuple[int | None, int | None]") -> None:
        if meaning == m.RES_NOTHING:
            told = (0, 0)
        elif self._code in _NO_ANSWER or (self._code and self._function == m.FN_TOTALS):
            return
        self._told(0, told)

    def _outcome(self) -> int:
        return self._outcome_told

    def _refuse_relay(self) -> None:
        """Say that there is no line to the acquirer here, in the dialect's words if it has any."""
        self._report((events.TERMINAL_STATUS, events.STATUS_WANTS_RELAY))
        if self._refusal_bytes:
            self._to_terminal(self._refusal, self._refusal_bytes)
