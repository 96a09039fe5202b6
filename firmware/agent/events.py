# SPDX-License-Identifier: MIT
"""What terminals report and policies see: plain tuples whose first item is the kind.

    kind             further items
    BOOTED           ()
    DEADLINE         ()                                    a policy's own deadline has come
    CLOCK_CHANGED    ()                                    its time, or whether it is trusted
    BUTTON_SHORT     (alert that was shown and not seen | None,)
    BUTTON_HELD      ()                                    held for limits.BUTTON_HELD_MS
    BUTTON_LONG      ()                                    for BUTTON_LONG_MS, while the gate is
                                                           closed; else it is BUTTON_HELD
    LINE_ANSWERING   ()                                    the terminal's line lives
    LINE_SILENT      ()                                    asked, and no answer
    REGISTERED       (status byte | None, terminal id | None, currency | None)  seen or done: ZVT
                                                           06 00 completed; ISO 4217 number
    TERMINAL_STATUS  (status code,)                        ZVT 05 01's status, 0x00 is ready;
                                                           above 0xFF: STATUS_*
    SALE_STARTED     (transaction type, amount_minor | None, currency | None)
    SALE_STOPPED     (amount_minor | None,)                the register's, refused by the gate
    SALE_ENDED       (Transaction,)                        result known; refused at once: the
                                                           code of the refusal is its result
    SALE_FOUND       (Transaction,)                        asked for afterwards, not seen happening
    SALE_REVERSED    (receipt number,)                     by the reversal that was just reported
    SALE_UNKNOWN     (Transaction | None,)                 broke off; its result, if one was seen
    RECEIPT_ENDED    (state, lines, duplicate, copies, receipt number | None)  records' state;
                                                           duplicate: 0/1; copies: COPY_*, 0 where
                                                           nobody can tell which; of that sale, or
                                                           of the newest approved sale or refund
    RECEIPT_PRINTING (lines, receipt number | None)        of the slip under way, so many printed
    RECEIPT_TERMS    (copies | None, authentication | None, technology | None)  of the sale that
                                                           is approved next: which copies the
                                                           register wants, ZVT 1F10 and 1F12
    RECEIPT_WISHES   (copies | None,)                      COPY_*, which the register wants of
                                                           every payment: it registered anew
    SLIP_TEXT        (copies, receipt number | None, bytes, whole)  of a slip that was delivered,
                                                           card data cut; whole: 0/1; before its
                                                           RECEIPT_ENDED or COMMAND_ENDED
    SETTLEMENT_SEEN  (count | None, total_minor | None, result)  the register settled; 0: done,
                                                           NOT_BALANCED: done, totals differ
                                                           None: broken off, it may have settled
    CLOCK_SET        ()                                    a host's word; CLOCK_CHANGED follows
    CLOCK_TOLD       (YYMMDD, HHMMSS)                      the terminal passes its acquirer's time
                                                           on: ZVT 04 01
    TERMINAL_CLOCK   (YYMMDD, HHMMSS)                      its own, as its status tells: ZVT tag 34
    DIAGNOSED        ()                                    by the diagnosis duty, or by itself: what
                                                           does the terminal's status say now?
    SIGN_IN_SEEN     ()                                    the register had the terminal initialised
    KEYS_MISSING     ()                                    the answer to an own command said so
    BATCH_CLOSED     (state, business day | None, count | None, total_minor | None)  by the
                                                           settlement duty: settled, or left open on
                                                           purpose (outcome.py); the counter is shut
    CREDIT_TOLD      (deposit number, state, amount_minor | None, reason | None)  the host says what
                                                           came of a deposit; record credit's words
    TERMINAL_CHANGED ()                                    it was exchanged: what comes now is
                                                           the new one's
    TERMINAL_CONFIRMED (fate,)                             a person says so, and what became of the
                                                           old batch: records' number
    TOTALS_SEEN      (count | None, total_minor | None)    of the open batch, asked in passing
    TOTALS_REFUSED   ()                                    an own question for totals was refused
    ALERT_STANDS     (alert | None,)                       unseen, and first of all; None: none is
    JOURNAL_FAULTY   (flag,)                               1: the last record is not kept, 0: it is
    DEED             (person's id, role, deed, value, SHA-256 of its text, outcome)  as
                                                           posminder_formats.people has them;
                                                           outcome: 0, or PM_RC_* why not
    RELEASED         ()                                    a person let a held batch go
    SIGNED_OFF       ()                                    by the settlement duty: settling did it
    SETTLES_ITSELF   ()                                    the terminal, by a timer of its own
    ACQUIRER_LINE    (OFF_LINE | ON_LINE,)                 as the terminal says in a dialog; of the
                                                           sale under way, if there is one
    TERMINAL_STEP    (STEP_*,)                             what it does besides, in a dialog
    TERMINAL_ERROR   (about | None, code, extended | None, words | None)  why it failed, as it says:
                                                           ZVT 1F16, 1F17; about: an own command's
                                                           number, 0: a payment
    OFFLINE_SENT     ()                                    the register had the terminal send them
    COMMAND_ENDED    (command, outcome, code, detail)      own command; records' numbers; detail:
                                                           read_totals, settle: (count, total_minor)
                                                           query_last: Transaction | None
                                                           repeat_receipt: the same, as repeated
                                                           register: (status byte, terminal id)
                                                           others None

Transaction is a tuple with the indices T_*; card data in it is truncated already (first 6,
last 4), because it is cut where it is parsed.
"""

from posminder_formats._const import const

BOOTED = const(1)
DEADLINE = const(2)
CLOCK_CHANGED = const(4)
BUTTON_SHORT = const(5)
BUTTON_HELD = const(6)
BUTTON_LONG = const(7)
LINE_ANSWERING = const(10)
LINE_SILENT = const(11)
REGISTERED = const(12)
TERMINAL_STATUS = const(13)
SALE_STARTED = const(14)
SALE_ENDED = const(15)
SALE_UNKNOWN = const(16)
RECEIPT_ENDED = const(17)
SETTLEMENT_SEEN = const(18)
SALE_FOUND = const(19)
COMMAND_ENDED = const(20)
BATCH_CLOSED = const(21)
SALE_REVERSED = const(22)
TOTALS_REFUSED = const(23)
TOTALS_SEEN = const(24)
JOURNAL_FAULTY = const(30)
ALERT_STANDS = const(37)
SIGNED_OFF = const(31)
ACQUIRER_LINE = const(32)
OFFLINE_SENT = const(33)
SETTLES_ITSELF = const(34)
TERMINAL_STEP = const(35)
TERMINAL_ERROR = const(36)
SIGN_IN_SEEN = const(40)
KEYS_MISSING = const(41)
CLOCK_SET = const(42)
CLOCK_TOLD = const(43)
DIAGNOSED = const(44)
TERMINAL_CLOCK = const(45)
RECEIPT_PRINTING = const(50)
RECEIPT_TERMS = const(51)
RECEIPT_WISHES = const(52)
SLIP_TEXT = const(53)
SALE_STOPPED = const(54)
DEED = const(80)
RELEASED = const(81)
CREDIT_TOLD = const(100)
TERMINAL_CHANGED = const(60)
TERMINAL_CONFIRMED = const(61)

# Transaction
T_TYPE = const(0)  # one of TYPE_*
T_RESULT = const(1)  # 0 approved, else the terminal's result code
T_AMOUNT_MINOR = const(2)
T_CURRENCY = const(3)  # ISO 4217 number
T_TRACE = const(4)
T_RECEIPT_NO = const(5)
T_CARD_TYPE = const(6)
T_CARD_NAME = const(7)  # text
T_CARD_MASKED = const(8)  # text such as "476173******0119": never more
T_TERMINAL_DATE = const(9)  # MMDD as an integer
T_TERMINAL_TIME = const(10)  # HHMMSS as an integer
T_AUTH_ID = const(11)  # authorisation attribute as text (ZVT BMP 3B), None when not told
T_BATCH = const(12)  # the batch number; stands only in a link's that can tell one

# Why the gate is closed: the profile's bits, the record gate's field "cause", the alert's subject.
GATE_SIGN_IN = const(1)
GATE_OVERDUE = const(2)

# What a terminal says of its line to the acquirer (record sale's field "acquirer_line").
OFF_LINE = const(1)
ON_LINE = const(2)

# What a terminal does besides: states of the record line.
STEP_REVERSING = const(4)  # it takes back what nobody answered for
STEP_SERVICE = const(5)  # somebody works in its service menu

TYPE_SALE = const(1)
TYPE_REFUND = const(2)
TYPE_REVERSAL = const(3)

# Own commands (records COMMANDS), their reasons and outcomes (records STATES).
CHECK_STATUS = const(1)
SIGN_IN = const(2)
READ_TOTALS = const(3)
SETTLE = const(4)
QUERY_LAST = const(5)
REGISTER = const(6)
SEND_OFFLINE = const(7)
DIAGNOSE = const(8)
SET_CLOCK = const(9)
REPEAT_RECEIPT = const(10)
SHOW_TEXT = const(11)

DONE = const(1)
REFUSED = const(2)
UNKNOWN = const(3)
NOT_SENT = const(4)

STATUS_READY = const(0x00)
STATUS_INITIALISE = const(0x51)
STATUS_CLOCK = const(0x62)  # its date or time is wrong
STATUS_DIAGNOSE = const(0xC2)
STATUS_KEYLESS = const(0x102)  # says that it is ready, and its device state that keys lack (1F43)
STATUS_TAMPERED = const(0x103)  # its device state says fraud
STATUS_WANTS_RELAY = const(0x104)  # asks its register to pass its acquirer's traffic on
STATUS_UNTOLD = const(0x106)  # it lives; whether it has its keys nothing has shown yet
NOT_BALANCED = const(0x105)  # of a settlement: done, and the acquirer has other totals
STATUS_PRINTER = const(0xCC)  # not ready: the only word that ZVT has for paper and printer
KEY_MISSING = const(0x85)  # as a result
STATUS_SETTLE = const(0xF0)  # reconciliation required
# Also as a result: it sells no more until it is settled (the second: memory, the third: file full).
DEMANDS_SETTLEMENT = (STATUS_SETTLE, 0xB1, 0x6A)

RECEIPT_DELIVERED = const(1)
RECEIPT_REFUSED = const(2)
RECEIPT_MISSING = const(3)
RECEIPT_DUPLICATE = const(4)
RECEIPT_NOT_VISIBLE = const(5)
RECEIPT_STOPPED = const(6)
RECEIPT_NOT_WANTED = const(7)
RECEIPT_IMPOSSIBLE = const(8)
RECEIPT_NOT_NEEDED = const(9)
RECEIPT_ELECTRONIC = const(10)
RECEIPT_NONE_GIVEN = const(11)

# Of a part of a slip's text.
SLIP_GOES_ON = const(1)
SLIP_WHOLE = const(2)
SLIP_CUT = const(3)
SLIP_DAY_FULL = const(4)

# Copies of a receipt, as bits (records' copy).
COPY_MERCHANT = const(1)
COPY_CUSTOMER = const(2)
COPY_BOTH = const(3)
COPY_SETTLEMENT = const(4)  # of a slip's text: no receipt, but the settlement's slip
COPY_CUSTOMERS_FIRST = const(4)  # of wishes: the merchant's copy comes second


class Now:
    """One instant, as every policy sees it. Built by clock.py, read by everyone."""

    def __init__(
        self,
        mono_ms: int,
        wall_s: int | None,
        local_s: int | None,
        trusted: bool,
        from_host: bool = False,
        from_terminal: bool = False,
    ) -> None:
        self.mono_ms = mono_ms  # monotonic since boot
        self.wall_s = wall_s  # seconds since 1970 UTC, None while unset
        self.local_s = local_s  # the shop's wall clock as seconds since 1970, None while unset
        self.trusted = trusted  # False: only the button may start anything
        self.from_host = from_host  # since boot: its word counts more than the terminal's
        self.from_terminal = from_terminal  # since boot: its acquirer's word, and nobody else's
