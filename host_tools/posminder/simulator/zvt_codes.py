# SPDX-License-Identifier: MIT
"""Numbers of the ZVT specification (PA00P015, revision 13): commands, codes, field lengths.

Data only. Knows neither how a field is found in a message nor what a terminal does about a code.
"""

from __future__ import annotations

from typing import Final

# Commands: class and instruction byte as one number. Cash register to terminal ...
REGISTRATION: Final = 0x0600
AUTHORISATION: Final = 0x0601
LOG_OFF: Final = 0x0602
SEND_TOTALS: Final = 0x0610
REPRINT_RECEIPTS: Final = 0x0612
REPEAT_RECEIPT: Final = 0x0620
REVERSAL: Final = 0x0630
REFUND: Final = 0x0631
END_OF_DAY: Final = 0x0650
SEND_OFFLINE: Final = 0x0651
DIAGNOSIS: Final = 0x0670
SET_CLOCK: Final = 0x0691
DISPLAY_TEXT: Final = 0x06E0
INITIALISATION: Final = 0x0693
ABORT_REQUEST: Final = 0x06B0
STATUS_ENQUIRY: Final = 0x0501
# ... and terminal to cash register.
SET_REGISTER_CLOCK: Final = 0x0401
STATUS_INFORMATION: Final = 0x040F
INTERMEDIATE_STATUS: Final = 0x04FF
COMPLETION: Final = 0x060F
ABORT: Final = 0x061E
PRINT_LINE: Final = 0x06D1
PRINT_BLOCK: Final = 0x06D3
MAKERS_OWN: Final = 0x0FA1

# Answers of either side: 80 00 takes, 84 xx refuses with an error code (84 00 takes as well).
POSITIVE: Final = 0x8000
NEGATIVE: Final = 0x8400

# Error, result and abort codes.
APPROVED: Final = 0x00
WRONG_CURRENCY_AT_REGISTRATION: Final = 0x1E
WRONG_PASSWORD: Final = 0x37  # left to the vendor by the specification; this is card complete's
TURNOVER_FULL: Final = 0x6A
NOT_REGISTERED: Final = 0x6B
ABORTED_BY_KEY: Final = 0x6C
WRONG_CURRENCY: Final = 0x6F
SETTLEMENT_IMPOSSIBLE: Final = 0x77
FUNCTION_IMPOSSIBLE: Final = 0x83
KEY_MISSING: Final = 0x85
PLEASE_WAIT: Final = 0x9C
RECEIVER_NOT_READY: Final = 0xA0
NO_CONNECTION: Final = 0xA3
ALREADY_REVERSED: Final = 0xB4
REVERSAL_IMPOSSIBLE: Final = 0xB5
AMOUNT_TOO_HIGH: Final = 0xC3
PRINTER_NOT_READY: Final = 0xCC
SETTLEMENT_REQUIRED: Final = 0xF0
UPLOAD_FAILED: Final = 0xFA

# Status codes of the status enquiry; those that are also abort codes stand above.
STATUS_READY: Final = 0x00
STATUS_INITIALISE: Final = 0x51
STATUS_CLOCK_WRONG: Final = 0x62
STATUS_MEMORY_FULL: Final = 0xB1
STATUS_DIAGNOSE: Final = 0xC2
STATUS_OUT_OF_ORDER: Final = 0xDF

# The same as bits of the first byte of a terminal's locks, tag 1F55.
LOCK_BITS: Final = {
    SETTLEMENT_REQUIRED: 0x80,
    STATUS_INITIALISE: 0x40,
    STATUS_DIAGNOSE: 0x20,
    STATUS_OUT_OF_ORDER: 0x08,
    PRINTER_NOT_READY: 0x04,
}

# Intermediate status.
WAITING_FOR_ACQUIRER: Final = 0x04
INSERT_CARD: Final = 0x0A
SENDING_ADVICES: Final = 0x06
AUTOMATIC_END_OF_DAY: Final = 0x0F
OFFLINE: Final = 0xF1
ONLINE: Final = 0xF2

# Configuration byte of the registration.
CONFIG_PAYMENT_RECEIPTS_BY_REGISTER: Final = 0x02
CONFIG_ADMIN_RECEIPTS_BY_REGISTER: Final = 0x04
CONFIG_INTERMEDIATE_STATUS: Final = 0x08
CONFIG_NO_AMOUNT_ENTRY: Final = 0x10
CONFIG_READY_MADE_LINES: Final = 0x80
CONFIG_AFTER_LOG_OFF: Final = 0x86

# Field numbers (BMP).
SERVICE_BYTE: Final = 0x03
AMOUNT: Final = 0x04
TLV_CONTAINER: Final = 0x06
TRACE: Final = 0x0B
TIME: Final = 0x0C
DATE: Final = 0x0D
STATUS_BYTE: Final = 0x19
PAN: Final = 0x22
TRACK_2: Final = 0x23
RESULT: Final = 0x27
TERMINAL_ID: Final = 0x29
ORIGINAL_TRACE: Final = 0x37
AUTHORISATION_ATTRIBUTE: Final = 0x3B
CURRENCY: Final = 0x49
SINGLE_TOTALS: Final = 0x60
RECEIPT_NO: Final = 0x87
CARD_TYPE: Final = 0x8A
CARD_NAME: Final = 0x8B
YEAR_DATE: Final = 0xAA

DISPLAY_SECONDS: Final = 0xF0
TEXT_LINES: Final = range(0xF1, 0xF9)
FIXED_LENGTHS: Final[dict[int, int]] = {
    **dict.fromkeys((0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x8A, 0x8C, 0xA0, 0xD0, 0xD2, 0xD3), 1),
    **dict.fromkeys((0x72, 0x73, 0x74, 0x75, 0xE0, 0xE9, 0xEA), 1),
    **dict.fromkeys((0xF0, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD), 1),
    **dict.fromkeys((0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87), 2),
    **dict.fromkeys((0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA), 3),
    **dict.fromkeys((0x29, 0x70, 0x71), 4),
    0xBA: 5,
    0x04: 6,
    **dict.fromkeys((0x3B, 0xEB), 8),
    0x2A: 15,
}
"""Field number to length in bytes."""

LENGTH_DIGITS: Final[dict[int, int]] = {
    **dict.fromkeys((0x22, 0x23, 0x2D, 0x4C, 0x8B, 0xA7, 0xD1), 2),
    **dict.fromkeys(range(0xE1, 0xE9), 2),
    **dict.fromkeys(range(0xF1, 0xF9), 2),
    **dict.fromkeys((0x24, 0x2E, 0x3C, 0x60, 0x9A, 0xAF), 3),
}
"""Field number to how many Fx digits its length has (LLVAR, LLLVAR)."""

# TLV tags.
TAG_TEXT: Final = 0x07
TAG_DIAGNOSIS: Final = 0x1B
TAG_ATTRIBUTE: Final = 0x09
TAG_COMMAND: Final = 0x0A
TAG_TEXT_LINES: Final = 0x25
TAG_COMMANDS: Final = 0x26  # those the register can serve
TAG_RECEIPT_KIND: Final = 0x1F01
TAG_RECEIPT_WISHES: Final = 0x1F04
TAG_RECEIPT_TYPE: Final = 0x1F07
TAG_DATE: Final = 0x1F0E
TAG_TIME: Final = 0x1F0F
TAG_AUTHENTICATION: Final = 0x1F10  # how the cardholder was: 01 signature, 02 on-line PIN
TAG_TECHNOLOGY: Final = 0x1F12  # 01 chip, 02 contactless
TAG_ERROR: Final = 0x1F16  # the terminal's own code, and its words, for what went wrong
TAG_ERROR_TEXT: Final = 0x1F17
TAG_TERMINAL_ID: Final = 0x1F44
TAG_CLOCK: Final = 0x34
TAG_LOCKS: Final = 0x1F55
TAG_DEVICE: Final = 0xE4
TAG_DEVICE_NAME: Final = 0x1F40
TAG_DEVICE_STATE: Final = 0x1F43  # 00 ready, 01 initialisation, 02 no keys, 03 fraud

RECEIPT_KIND_SETTLEMENT: Final = b"\x04"
# Receipt wishes for an approved payment.
WANTS_CUSTOMERS: Final = 0x80
WANTS_MERCHANTS: Final = 0x20
CUSTOMERS_FIRST: Final = 0x08
RECEIPT_WISHES: Final = {
    "none": 0,
    "merchant_copy": WANTS_MERCHANTS,
    "customer_copy": WANTS_CUSTOMERS,
    "both": WANTS_MERCHANTS | WANTS_CUSTOMERS,
}
