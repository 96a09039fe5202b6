# SPDX-License-Identifier: MIT
"""Which transaction a pack is of, named as a clerk has it from the acquirer or from a slip.

A trace, receipt or authorisation number; BATCH/STAN; an RRN, which only the text of a slip can
hold; `#N`, record N. Where a terminal speaks nothing a sale is what somebody announced: record N.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from posminder.journal_file import Record
from posminder.slip_text import slips
from posminder.transaction import KINDS, RRN, Life, begins_epoch, find
from posminder_formats import records as r

_BATCH: Final = re.compile(r"([0-9]{1,9})/([0-9]{1,9})")


def lives(found: Sequence[Record], wanted: str) -> list[Life]:
    """Return the transactions that `wanted` may mean, newest first. `found`: a board's records."""
    if wanted.startswith("#") and wanted[1:].isdecimal():
        return _of_record(found, int(wanted[1:]))
    told = [each for each in found if each.kind in KINDS]
    batch = _BATCH.fullmatch(wanted)
    if batch is not None:
        number = int(batch[1])
        return [each for each in find(told, batch[2]) if each.sale.fields.get("batch_no") == number]
    named = find(told, wanted)
    if named or RRN.fullmatch(wanted) is None:
        return named
    return _on_a_slip(told, wanted)


def _of_record(found: Sequence[Record], seq: int) -> list[Life]:
    record = next((each for each in found if each.seq == seq), None)
    if record is None:
        return []
    if is_announced(record):
        return [_announced(found, record)]
    for name in ("trace", "receipt_no"):
        if record.kind == r.R_SALE and isinstance(record.fields.get(name), int):
            told = (each for each in found if each.kind in KINDS)
            return [each for each in find(told, record.fields[name]) if each.sale.seq == seq]
    return []


def _on_a_slip(told: Sequence[Record], rrn: str) -> list[Life]:
    """Return the sales on whose captured slip the number stands."""
    traces = {
        each.records[0].fields.get("trace")
        for each in slips(told)
        if rrn.casefold() in each.text.casefold()
    }
    found = [life for trace in traces - {None} for life in find(told, int(str(trace)))]
    shown = [each for each in found if stands_on_slip(each, rrn)]
    return sorted(shown, key=lambda each: -each.sale.seq)


def stands_on_slip(life: Life, number: str) -> tuple[Record, ...]:
    """Return the records of the slip text that a number stands in; none: it stands in none."""
    for slip in slips(life.after):
        if number and number.casefold() in slip.text.casefold():
            return slip.records
    return ()


def is_announced(record: Record) -> bool:
    """Tell whether somebody announced a sale at a terminal that speaks nothing."""
    return record.kind == r.R_ATTESTED and record.words().get("what") == "sale"


def _announced(found: Sequence[Record], sale: Record) -> Life:
    """Return what people said around a sale that nobody saw: till the next one is announced."""
    before = [each for each in found if each.seq < sale.seq]
    behind = [each for each in found if each.seq > sale.seq]
    after: list[Record] = []
    for each in behind:
        if is_announced(each) or begins_epoch(each):
            break
        receipt = each.kind == r.R_ATTESTED and each.words().get("what") == "receipt"
        if receipt or each.words().get("alert") == "receipt_missing":
            after.append(each)
    day = sale.fields.get("business_day")
    settled = (
        each
        for each in behind
        if each.kind == r.R_SETTLEMENT
        and each.words().get("state") == "attested"
        and each.fields.get("business_day") == day
    )
    end = next(settled, None)
    last = next((each for each in reversed(before) if each.kind == r.R_SIGN_IN), None)
    return Life(sale, last, None, tuple(after), () if end is None else (end,))
