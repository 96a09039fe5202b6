# SPDX-License-Identifier: MIT
"""The tables of money: settlement tries, receipts, transactions. Texts in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from posminder.messages import word
from posminder.report import words as coded
from posminder.report.batches import Totals, Try, net
from posminder.report.day import Day
from posminder.report.sales import NONE_OWED, NOT_VISIBLE, Receipt, Transaction
from posminder.report.speech import Speech
from posminder.terminal_code import result_text
from posminder.transaction import TAKES_THE_BATCH

__all__ = ["Say", "Table", "Transaction", "receipts", "sales", "settlement"]

_DASH: Final = "–"
_GRADES: Final = {"verified": "B", "mismatch": "B", "seen": "B", "refused": "B", "attested": "C"}
_GRADES_MORE: Final = {"nothing_to_settle": "B", "given_up": "B", "unknown": _DASH}


@dataclass(frozen=True, slots=True)
class Column:
    """A head. `look`: number (flush right), code (fixed width), mark, or empty."""

    name: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A text, with a quiet line under it and one of the page's shapes before it, if any."""

    text: str
    below: str = ""
    shape: str = ""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to tell: a phone leaves it out."""
        return self.text == _DASH and not self.below


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows; `foot` is a last row of sums. `compact`: a card a row on a phone."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    foot: tuple[Cell, ...] = field(default=())
    compact: bool = True


class Say(Speech):
    """Speaks of one day in one language."""

    def __init__(self, language: str, day: Day) -> None:
        super().__init__(language, day.site, day.date)
        self.day = day

    def settlement(self, state: str) -> str:
        """Return what became of a try."""
        return coded.settlement_word(self.language, state)


# Settlement ------------------------------------------------------------------------------------


def settlement(day: Day, say: Say) -> Table | None:
    """Return every try to settle, and those of later days that took this day's batch."""
    rows = [_try(each, say) for each in day.tries]
    if any(each.batch is None or each.batch.seq > day.placed[-1].seq for each in day.approved):
        rows += [_try(each, say) for each in _until_settled(day)]
    if not rows:
        return None
    names = ("time", "by", "before", "during", "after", "result", "evidence")
    looks = {"before": "number", "during": "number", "after": "number", "evidence": "mark"}
    columns = tuple(Column(say(f"settlement.{name}"), looks.get(name, "")) for name in names)
    return Table(columns, tuple(rows))


def _until_settled(day: Day) -> Iterator[Try]:
    """Yield the tries after the day, up to the first that took the batch."""
    for each in day.tries_after:
        yield each
        if each.state in TAKES_THE_BATCH:
            return


def _try(each: Try, say: Say) -> tuple[Cell, ...]:
    reason = word(say.language, "cause", each.reason) if each.reason else _DASH
    below = []
    if each.cause:
        below.append(word(say.language, "cause", each.cause))
    if each.code:
        below.append(say("settlement.code", code=result_text(say.language, each.code)))
    if each.given_up:
        below.append(say("settlement.given_up"))
    grade = (_GRADES | _GRADES_MORE).get(each.state, _DASH)
    ended = "" if each.ended is None else f"{_DASH} {say.time(each.ended)}"
    return (
        Cell(say.time(each.begun), ended),
        Cell(reason),
        _totals(each.totals.get("before_settlement"), say),
        _totals(each.totals.get("settlement"), say),
        _totals(each.totals.get("after_settlement"), say),
        Cell(
            say.settlement(each.state),
            say("report.and").join(below),
            coded.try_shape(each.state),
        ),
        Cell(grade),
    )


def _totals(totals: Totals | None, say: Say) -> Cell:
    if totals is None:
        return Cell(_DASH)
    count, minor = totals
    return Cell(say.money(minor), "?" if count is None else f"× {count}")


def settlement_sentences(day: Day, say: Say) -> Iterator[str]:
    """Yield what the board saw against what each settlement of the day says."""
    if not day.tries:
        yield say("settlement.none")
    for each in day.tries:
        if each.state not in ("verified", "mismatch", "seen") or each.ended is None:
            continue
        seen = net(sale for batch in day.batches if batch.end is each.ended for sale in batch.took)
        same = seen == each.counted
        yield say(
            "settlement.compare",
            seen=say.books(*seen),
            settled=say.books(*each.counted),
            judged=say("settlement.equal" if same else "settlement.differ"),
        )


# Receipts --------------------------------------------------------------------------------------


def receipts(day: Day, say: Say) -> Table | None:
    """Return the receipts that were not delivered at first print."""
    rows = tuple(
        _receipt_row(each, say)
        for each in day.transactions
        if each.receipt.state not in (NONE_OWED, NOT_VISIBLE) and not each.receipt.at_first_print
    )
    names = ("number", "trace", "amount", "first", "reminded", "ended")
    looks = {"number": "number", "trace": "number", "amount": "number"}
    columns = tuple(Column(say(f"receipts.{name}"), looks.get(name, "")) for name in names)
    return Table(columns, rows) if rows else None


def _receipt_row(each: Transaction, say: Say) -> tuple[Cell, ...]:
    receipt, words = each.receipt, each.words
    first = _DASH if receipt.first is None else coded.receipt_word(say.language, receipt.first)
    ended = "" if receipt.ended is None else say.time(receipt.ended)
    return (
        Cell(_plain(words["receipt_no"])),
        Cell(_plain(words["trace"])),
        Cell(say.money(words["amount_minor"], words["currency"])),
        Cell(first, "" if receipt.first_at is None else say.time(receipt.first_at)),
        Cell(_DASH if receipt.reminded is None else say.time(receipt.reminded)),
        Cell(coded.receipt_word(say.language, receipt.state), ended, _receipt_shape(receipt)),
    )


def _receipt_shape(receipt: Receipt) -> str:
    if receipt.at_first_print:
        return "dot" if receipt.state != NONE_OWED else ""
    return {"duplicate": "ring", "owed": "missing", "delivered": "dot"}.get(receipt.state, "")


# Transactions ----------------------------------------------------------------------------------


def sales(day: Day, say: Say) -> Table | None:
    """Return every transaction of the day, and the approved ones' net sum."""
    if not day.transactions:
        return None
    columns = (
        Column(say("sales.time"), "code"),
        Column(say("receipts.trace"), "number"),
        Column(say("receipts.number"), "number"),
        Column(say("sales.type")),
        Column(say("receipts.amount"), "number"),
        Column(say("sales.card")),
        Column(say("sales.result")),
        Column(say("sales.receipt")),
        Column(say("sales.batch"), "code"),
    )
    count, minor = net([each.placed for each in day.approved])
    blank = Cell("")
    total = (Cell(say("sales.total")), blank, blank, Cell(f"× {count}"), Cell(say.money(minor)))
    foot = (*total, blank, blank, blank, blank)
    rows = tuple(_sale_row(each, say) for each in day.transactions)
    return Table(columns, rows, foot, compact=False)


def _sale_row(each: Transaction, say: Say) -> tuple[Cell, ...]:
    words = each.words
    minor = words["amount_minor"]
    if minor is not None and words["transaction"] in ("refund", "reversal"):
        minor = -minor  # so that the column adds up to its sum
    asked = " †" if words["seen"] == "asked" else ""
    declined = say("sales.not_approved", code=result_text(say.language, words["result"]))
    state = each.receipt.state
    return (
        Cell(say.time(each.placed) + asked),
        Cell(_plain(words["trace"])),
        Cell(_plain(words["receipt_no"])),
        Cell(word(say.language, "transaction", str(words["transaction"]))),
        Cell(say.money(minor, words["currency"])),
        Cell(_plain(words["card_name"]), _plain(words["card_masked"], "")),
        Cell(say("sales.approved") if each.approved else declined),
        Cell(coded.receipt_word(say.language, state), shape=_receipt_shape(each.receipt)),
        _batch(each, say),
    )


def _batch(each: Transaction, say: Say) -> Cell:
    if not each.approved:
        return Cell(_DASH)
    if each.batch is None:
        return Cell(say("sales.open"), shape="cross")
    state = str(each.batch.record.words()["state"])
    shape = "check" if state in ("verified", "nothing_to_settle") else "ring"
    return Cell(say.time(each.batch), shape="cross" if state == "mismatch" else shape)


def _plain(value: object, otherwise: str = _DASH) -> str:
    return otherwise if value in (None, "") else str(value)
