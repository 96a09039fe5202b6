# SPDX-License-Identifier: MIT
"""What the simulated terminal says, built from its truth: completions and status information.

Which fields go into which message follows PA00P015. Decides nothing and waits
for nothing.
"""

from __future__ import annotations

import time
from typing import Final

from posminder.simulator import zvt_codes as codes
from posminder.simulator.terminal_state import TerminalState
from posminder.simulator.terminal_truth import Batch, Sale, SaleState
from posminder.simulator.zvt_messages import (
    Apdu,
    Tlv,
    ZvtError,
    encode_bcd,
    encode_card_digits,
    encode_fields,
    encode_length_digits,
    encode_tlv,
)

SOFTWARE_VERSION: Final = b"SIM 1.0"
_INITIALISATION_NECESSARY: Final = 0x01
_DIAGNOSIS_NECESSARY: Final = 0x02
_WITHOUT_VERSION: Final = 0x02
_MORE_TLV: Final = 0x04
_CONFIG_END: Final = 4  # behind password and configuration byte
REGISTRATION_HEAD: Final = 6  # and behind the currency, which may be absent with all that follows


def currency(state: TerminalState) -> bytes:
    """Return the terminal's currency as a field value."""
    return encode_bcd(state.currency, 2)


def registration_error(state: TerminalState, data: bytes) -> int | None:
    """Return the error code a registration earns, None if it is good. Raises ZvtError."""
    if len(data) < _CONFIG_END:
        raise ZvtError("registration without configuration byte")
    given = data[_CONFIG_END:REGISTRATION_HEAD]
    wrong = given and given != currency(state)
    return codes.WRONG_CURRENCY_AT_REGISTRATION if wrong else None


def registration_completion(state: TerminalState) -> Apdu:
    """Return 06 0F with status byte, terminal id and currency."""
    status = 0
    if codes.STATUS_INITIALISE in state.locks:
        status |= _INITIALISATION_NECESSARY
    if codes.STATUS_DIAGNOSE in state.locks:
        status |= _DIAGNOSIS_NECESSARY
    fields = [
        (codes.STATUS_BYTE, bytes((status,))),
        (codes.TERMINAL_ID, bytes.fromhex(state.tid)),
        (codes.CURRENCY, currency(state)),
    ]
    if state.takes_blocks:
        served = Tlv(codes.TAG_COMMAND, codes.PRINT_BLOCK.to_bytes(2, "big"))
        fields.append((codes.TLV_CONTAINER, Tlv(codes.TAG_COMMANDS, (served,)).encode()))
    return Apdu(codes.COMPLETION, encode_fields(fields))


def status_completion(state: TerminalState, service: int) -> Apdu:
    """Return the positional completion of a status enquiry."""
    body = b""
    if not service & _WITHOUT_VERSION:
        version = SOFTWARE_VERSION
        if state.switches.blanks_in_version:
            version = b"  " + version + b"  "
        body += encode_length_digits(len(version), 3) + version
    lock = codes.LOCK_BITS.get(state.status, 0) if state.speaks_tlv else 0
    told_as_lock = bool(lock and state.switches.tells_locks)
    body += bytes((codes.STATUS_READY if told_as_lock else state.status,))
    objects: list[Tlv] = [Tlv(codes.TAG_LOCKS, bytes((lock, 0)))] if told_as_lock else []
    if service & _MORE_TLV and state.speaks_tlv:
        day, clock = _date(state.clock_s, "%Y%m%d"), _date(state.clock_s, "%H%M%S")
        objects += (
            Tlv(codes.TAG_TERMINAL_ID, bytes.fromhex(state.tid)),
            Tlv(codes.TAG_CLOCK, (Tlv(codes.TAG_DATE, day), Tlv(codes.TAG_TIME, clock))),
            _device(state),
        )
    if objects:
        body += encode_fields([(codes.TLV_CONTAINER, encode_tlv(objects))])
    return Apdu(codes.COMPLETION, body)


def _device(state: TerminalState) -> Tlv:
    told = bytes((state.switches.device_state,))
    objects = (Tlv(codes.TAG_DEVICE_NAME, b"SIM"), Tlv(codes.TAG_DEVICE_STATE, told))
    return Tlv(codes.TAG_DEVICE, objects)


def set_register_clock(state: TerminalState) -> Apdu:
    """Return 04 01, the acquirer's date and time for the register."""
    fields = (
        (codes.YEAR_DATE, _date(state.clock_s, "%y%m%d")),
        (codes.TIME, _date(state.clock_s, "%H%M%S")),
    )
    return Apdu(codes.SET_REGISTER_CLOCK, encode_fields(fields))


def information(state: TerminalState, last: Sale | Batch) -> Apdu:
    """Return the status information of a sale or a settlement, when it is asked for again."""
    if isinstance(last, Batch):
        return settlement_information(state, last)
    return payment_information(state, last)


def payment_information(state: TerminalState, sale: Sale) -> Apdu:
    """Return 04 0F of a payment; one that was taken back says so."""
    result = codes.ALREADY_REVERSED if sale.state is SaleState.REVERSED else sale.result
    card = sale.card
    shown = card.pan if state.switches.plant_card_data else card.masked
    fields = [
        (codes.RESULT, bytes((result,))),
        (codes.AMOUNT, encode_bcd(sale.amount_minor, 6)),
        (codes.TRACE, encode_bcd(sale.trace, 3)),
        (codes.TIME, _date(sale.terminal_s, "%H%M%S")),
        (codes.DATE, _date(sale.terminal_s, "%m%d")),
        (codes.PAN, encode_card_digits(shown)),
        (codes.TERMINAL_ID, bytes.fromhex(state.tid)),
        (codes.CURRENCY, currency(state)),
        (codes.RECEIPT_NO, encode_bcd(sale.receipt_no, 2)),
        (codes.CARD_TYPE, bytes((card.kind,))),
        (codes.CARD_NAME, card.name.encode("ascii") + b"\0"),
    ]
    if sale.auth_id:
        fields.append((codes.AUTHORISATION_ATTRIBUTE, sale.auth_id.encode("ascii").ljust(8, b"\0")))
    if sale.original_trace is not None:
        fields.append((codes.ORIGINAL_TRACE, encode_bcd(sale.original_trace, 3)))
    if state.switches.verification is not None and state.speaks_tlv:
        authentication, technology = state.switches.verification
        objects = (
            Tlv(codes.TAG_AUTHENTICATION, bytes((authentication,))),
            Tlv(codes.TAG_TECHNOLOGY, bytes((technology,))),
        )
        fields.append((codes.TLV_CONTAINER, encode_tlv(objects)))
    if state.switches.plant_card_data:
        fields.append((codes.TRACK_2, encode_card_digits(f"{card.pan}D4912201")))
    return Apdu(codes.STATUS_INFORMATION, encode_fields(fields))


def why(state: TerminalState) -> bytes:
    """Return the field that says why an order was not carried out, nothing where it says none."""
    if state.switches.tells_why is None or not state.speaks_tlv:
        return b""
    code, text = state.switches.tells_why
    objects = (
        Tlv(codes.TAG_ERROR, code.to_bytes(2, "big")),
        Tlv(codes.TAG_ERROR_TEXT, text.encode("ascii")),
    )
    return encode_fields([(codes.TLV_CONTAINER, encode_tlv(objects))])


def totals_information(state: TerminalState, batch: Batch) -> Apdu:
    """Return 04 0F of the open batch."""
    fields = _totals(batch, state.switches.totals_error_minor)
    return Apdu(codes.STATUS_INFORMATION, encode_fields(fields))


def settlement_information(state: TerminalState, batch: Batch) -> Apdu:
    """Return 04 0F of a settled batch, with the terminal's time and date of settling."""
    fields = (
        *_totals(batch, state.switches.settlement_error_minor),
        (codes.TIME, _date(batch.terminal_s, "%H%M%S")),
        (codes.DATE, _date(batch.terminal_s, "%m%d")),
    )
    return Apdu(codes.STATUS_INFORMATION, encode_fields(fields))


def lock_abort_code(lock: int) -> int:
    """Return the abort code for a standing lock: its own where the specification has one."""
    if lock == codes.STATUS_MEMORY_FULL:
        return codes.TURNOVER_FULL
    own = (codes.SETTLEMENT_REQUIRED, codes.STATUS_DIAGNOSE)
    return lock if lock in own else codes.FUNCTION_IMPOSSIBLE


def _totals(batch: Batch, error_minor: int) -> tuple[tuple[int, bytes], ...]:
    single = encode_bcd(batch.receipt_from, 2) + encode_bcd(batch.receipt_to, 2)
    for group in batch.groups:
        single += bytes((group.count,)) + encode_bcd(group.total_minor, 6)
    return (
        (codes.RESULT, bytes((codes.APPROVED,))),
        (codes.AMOUNT, encode_bcd(max(0, batch.total_minor + error_minor), 6)),
        (codes.SINGLE_TOTALS, single),
    )


def _date(clock_s: int, layout: str) -> bytes:
    return bytes.fromhex(time.strftime(layout, time.gmtime(clock_s)))
