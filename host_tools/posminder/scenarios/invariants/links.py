# SPDX-License-Identifier: MIT
"""What a board does and claims, its link can do and show (posminder_formats.capabilities)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.journal_file import Record
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import capabilities as c
from posminder_formats import profile_fields as f

# record, its word, that word's value: one of these is needed for it
_NEEDS: Final[tuple[tuple[str, str, str, int], ...]] = (
    ("intent", "command", "check_status", c.STATUS),
    ("intent", "command", "sign_in", c.SIGN_IN),
    ("intent", "command", "read_totals", c.TOTALS),
    ("intent", "command", "settle", c.SETTLE),
    ("intent", "command", "query_last", c.NEWEST_SALE),
    ("intent", "command", "send_offline", c.SEND_OFFLINE),
    ("intent", "command", "diagnose", c.DIAGNOSE),
    ("intent", "command", "repeat_receipt", c.DUPLICATE),
    ("sale", "seen", "on_line", c.SALES),
    ("sale", "acquirer_line", "off_line", c.OFFLINE),
    ("receipt", "state", "delivered", c.RECEIPTS),
    ("receipt", "state", "refused", c.RECEIPTS),
    ("receipt", "state", "missing", c.RECEIPTS),
    ("receipt", "state", "stopped", c.RECEIPTS),
    ("receipt", "state", "duplicate", c.RECEIPTS | c.DUPLICATE),
    ("receipt", "state", "impossible", c.PRINTER),
    ("settlement", "state", "seen", c.OTHERS_SETTLE),
    ("alert", "alert", "receipt_missing", c.RECEIPTS | c.PRINTER),
    ("alert", "alert", "printer_fault", c.PRINTER),
    ("alert", "alert", "offline_waiting", c.OFFLINE),
)
_STEP_MS: Final = 2_000  # one step of the board, with its writes
# Of a sale's record, what holds each key field.
_FIELDS: Final = (
    ("amount_minor", c.AMOUNT),
    ("trace", c.TRACE),
    ("terminal_time", c.TERMINAL_CLOCK),
    ("auth_id", c.AUTHORISATION),
)


def link_can_it(evidence: Evidence) -> Iterator[Violation]:
    """Nothing is done, seen or alerted about that this link can neither do nor show."""
    can = _link(evidence)[0]
    for record in evidence.records:
        words = record.words()
        for name, field, value, needed in _NEEDS:
            if record.name == name and words.get(field) == value and not can & needed:
                sentence = f"{field} {value}: this link can neither do nor show it"
                yield Violation("link_can_it", sentence, record.seq)


def incomplete_told(evidence: Evidence) -> Iterator[Violation]:
    """A record that lacks what its link tells of every such sale is an alert, and no other is."""
    stands, owed = False, None
    for record in evidence.records:
        words = record.words()
        if record.name == "boot":
            stands, owed = False, None  # power may have gone between the record and its alert
        elif owed is not None and record.mono_ms > owed.mono_ms + _STEP_MS:
            yield Violation("incomplete_told", "it lacks a key field, and nobody is told", owed.seq)
            owed = None
        if record.name == "sale" and not stands and _lacks(evidence, record):
            owed = record
        elif record.name == "alert" and words["alert"] == "sale_incomplete":
            if words["state"] == "raised" and owed is None:
                yield Violation("incomplete_told", "no record lacks anything", record.seq)
            stands, owed = words["state"] not in ("cleared", "crowded_out"), None


def _lacks(evidence: Evidence, sale: Record) -> bool:
    words = sale.words()
    if words["result"] != 0:
        return False
    _can, of_sale, of_reversal = _link(evidence)
    told = of_reversal if words["transaction"] == "reversal" else of_sale
    return any(told & bit and words.get(name) is None for name, bit in _FIELDS)


def _link(evidence: Evidence) -> tuple[int, int, int]:
    driver = evidence.profile.get(f.P_DRIVER, f.DRIVER_ZVT)
    return c.of(driver, evidence.profile.get(f.P_WIRING, f.WIRING_IN_LINE))
