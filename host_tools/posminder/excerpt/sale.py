# SPDX-License-Identifier: MIT
"""What belongs to one sale outside its batch: words about it, what took it back, who was there.

By the rules of transaction.py, which is given the records that are picked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TypeGuard

from posminder.excerpt import batch
from posminder.excerpt.numbers import Numbers
from posminder.journal_file import Record
from posminder.store import mentions as m
from posminder.store.reader import FOREVER, Reader
from posminder.transaction import APPROVED, DOUBT, KINDS, is_alike, takes_back
from posminder_formats import records as r

_DIGITS_MAX: Final = 18  # what SQLite's integers hold of any digits


def bearing(reader: Reader, number: str) -> list[Record]:
    """Return the records that the life of every sale with this number needs, ascending."""
    wanted = Numbers()
    ends = reader.edges()
    if ends is None:
        return []
    for sale in _sales(reader, number):
        wanted.add(batch.back(reader, sale.seq), batch.on(reader, sale.seq, ends[1]))
        _add_before(reader, sale, wanted)
        add_later(reader, sale, sale.seq, wanted)
    batch.add_epochs(reader, wanted)
    return [each for run in wanted.runs() for each in reader.between(*run) if each.kind in KINDS]


def _sales(reader: Reader, number: str) -> Iterator[Record]:
    """Yield every sale that may bear what a person typed: digits, or an authorisation."""
    digits = number.lstrip("0") or "0"
    if number.isascii() and number.isdigit() and len(digits) <= _DIGITS_MAX:
        for what in (m.SALE_TRACE, m.SALE_RECEIPT):
            yield from reader.bearing(what, int(digits))
    yield from reader.bearing(m.SALE_AUTH, number.casefold())


def _add_before(reader: Reader, sale: Record, wanted: Numbers) -> None:
    """Want its start, a doubt before it had numbers, who was signed in, and what it takes back."""
    for kind in (r.R_SIGN_IN, r.R_OPERATOR):
        wanted.add_first(reader.before(sale.seq, kind))
    last = next(reader.before(sale.seq, r.R_SALE), None)
    wanted.add(1 if last is None else last.seq, sale.seq)
    _add_named(reader, sale, wanted)


def add_later(reader: Reader, sale: Record, above: int, wanted: Numbers) -> None:
    """Want what comes above a number and is about the sale, until another one bears its trace."""
    trace, receipt_no = sale.fields.get("trace"), sale.fields.get("receipt_no")
    stop = _next_of_trace(reader, sale)
    if stop < FOREVER:
        wanted.add(stop)
    if _is_number(trace):
        for each in reader.bearing(m.ABOUT_TRACE, trace, above, stop):
            wanted.add(each.seq)
        for each in reader.bearing(m.ABOUT_TRACE, trace, sale.seq, stop):
            if each.kind == r.R_ALERT and each.words().get("state") == "raised":
                _add_alert(reader, each, stop, wanted)
    if _is_number(receipt_no):
        for each in reader.bearing(m.ABOUT_RECEIPT, receipt_no, above, stop):
            wanted.add(each.seq)
    _add_counters(reader, sale, above, wanted)


def _next_of_trace(reader: Reader, sale: Record) -> int:
    trace = sale.fields.get("trace")
    if not _is_number(trace):
        return FOREVER
    for each in reader.bearing(m.SALE_TRACE, trace, sale.seq):
        if not takes_back(each, sale):
            return each.seq
    return FOREVER


def _add_alert(reader: Reader, raised: Record, stop: int, wanted: Numbers) -> None:
    """Want the end of an alert about the sale; of a doubt, all that was asked meanwhile."""
    ended = stop
    for each in reader.bearing(m.ALERT, raised.fields["alert"], raised.seq, stop):
        same = each.fields["subject"] in (None, raised.fields["subject"])
        if each.words().get("state") == "cleared" and same:
            ended = each.seq
            break
    if raised.words().get("alert") == DOUBT:
        wanted.add(raised.seq, ended)
    elif ended < FOREVER:
        wanted.add(ended)


def _add_counters(reader: Reader, sale: Record, above: int, wanted: Numbers) -> None:
    """Want reversals and refunds that may be of the sale, and what they are of if not."""
    found: dict[int, Record] = {}
    for name in ("trace", "receipt_no"):
        number = sale.fields.get(name)
        if _is_number(number):
            for each in reader.bearing(m.REVERSAL, number, above):
                found[each.seq] = each
    amount = sale.fields.get("amount_minor")
    if _is_number(amount):
        for each in reader.bearing(m.COUNTER, amount, above):
            if is_alike(each, sale):
                found[each.seq] = each
    for each in found.values():
        wanted.add(each.seq)
        _add_named(reader, each, wanted)
        _add_alike(reader, each, sale, wanted)


def _add_named(reader: Reader, counter: Record, wanted: Numbers) -> None:
    """Want the nearest sale whose number a reversal names."""
    for what, name in ((m.SALE_TRACE, "trace"), (m.SALE_RECEIPT, "receipt_no")):
        number = counter.fields.get(name)
        if _is_number(number):
            bearing = reader.bearing_before(what, number, counter.seq)
            named = (e for e in bearing if _approved(e) and takes_back(counter, e))
            wanted.add_first(named)


def _add_alike(reader: Reader, counter: Record, sale: Record, wanted: Numbers) -> None:
    """Want the nearest sale to which a counter is alike: `sale`, or one behind it."""
    between = reader.before(counter.seq, r.R_SALE, sale.seq)
    wanted.add_first(e for e in between if _approved(e) and is_alike(counter, e))


def _approved(sale: Record) -> bool:
    return bool(sale.fields.get("result") == APPROVED)


def _is_number(value: object) -> TypeGuard[int]:
    return type(value) is int and abs(value) < FOREVER
