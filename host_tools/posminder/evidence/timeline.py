# SPDX-License-Identifier: MIT
"""Page 2's lower half: from the amount to the account, each step with its clock and its grade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.evidence.deposit_lines import Deposit
from posminder.evidence.material import Material, Teller
from posminder.evidence.model import Part, Row, Table
from posminder.evidence.receipt_lines import print_state
from posminder.journal_file import Record
from posminder.messages import word
from posminder.report.placing import Placed
from posminder.wall_time import span_text
from posminder_formats import records as r

_DASH: Final = "–"


def timeline(it: Material, tell: Teller, deposit: Deposit) -> Part:
    """Return the steps in their order; one that was not seen says why."""
    names = ("step", "utc", "local", "clock", "set", "grade", "records")
    heads = tuple(tell.both(f"evidence.column.{name}") for name in names)
    rows = (*_seen(it, tell), *_money(tell, deposit))
    return Part("timeline", tell.both("evidence.part.timeline"), table=Table(heads, rows))


def _seen(it: Material, tell: Teller) -> Iterator[Row]:
    life = it.life
    if life.started is not None:
        yield _row(it, tell, "entered", it.at[life.started.seq])
    else:
        yield _none(tell, "entered", "announced" if it.announced else "no_start")
    yield _none(tell, "card_read", "announced" if it.announced else "not_on_the_line")
    result = "announced" if it.announced else "approved" if it.approved else "declined"
    yield _row(it, tell, result, it.sale)
    prints = [each for each in life.after if each.kind in (r.R_RECEIPT, r.R_ATTESTED)]
    for each in prints:
        yield _row(it, tell, "printed", it.at[each.seq])
    if not prints:
        yield _none(tell, "printed", "announced" if it.announced else "no_print")
    for counter in life.counters:
        yield _row(it, tell, "taken_back", it.at[counter.record.seq])
    end = it.whole.ends.get(it.sale.seq)
    if end is None and life.settlement:
        end = it.at[life.settlement[-1].seq]
    if end is None:
        yield _none(tell, "settled", "not_settled" if it.approved else "no_batch")
    else:
        yield _row(it, tell, "settled", end)


def _money(tell: Teller, deposit: Deposit) -> Iterator[Row]:
    """Yield the days on which money moves; the board sees none of them."""
    for step, day, why, grade in deposit.days:
        name = tell.text(f"step.{step}")
        if day is None:
            reason = tell.text("not_available", why=why)
            yield tell.row((name, _DASH, reason, _DASH, _DASH, _DASH, _DASH), "")
        else:
            yield tell.row((name, _DASH, day.isoformat(), _DASH, _DASH, grade, _DASH), grade)


def _row(it: Material, tell: Teller, step: str, each: Placed) -> Row:
    name = tell.text(f"step.{step}")
    more = _MORE.get(step)
    if more is not None:
        name = tell.text("step_more", step=name, more=more(it, each.record))
    grade = tell.dated(each)
    clock = it.view.clock(each.record)
    cells = (
        name,
        tell.utc(each),
        tell.when(each),
        word(it.language, "clock", clock),
        _set(it, tell, each),
        grade,
        f"#{each.seq}",
    )
    return tell.row(cells, grade, (each,))


def _settled(it: Material, record: Record) -> str:
    return word(it.language, "settlement", str(record.words().get("state")))


def _kind(it: Material, record: Record) -> str:
    return word(it.language, "transaction", str(record.words().get("transaction")))


_MORE: Final = {"printed": print_state, "taken_back": _kind, "settled": _settled}


def _set(it: Material, tell: Teller, each: Placed) -> str:
    """Return when the board's clock was last set before this, and by what."""
    last = it.last_set(each.record)
    if last is None:
        return tell.text("not_set_in_boot")
    source = word(it.language, "clock", str(last.words()["source"]))
    wall_s = last.fields.get("new_wall_s")
    if each.record.wall_s is None or not isinstance(wall_s, int):
        return source
    ago = span_text(max(0, each.record.wall_s - wall_s), it.language)
    return tell.text("set_ago", ago=ago, source=source)


def _none(tell: Teller, step: str, why: str) -> Row:
    reason = tell.text("not_available", why=tell.text(f"missing.{why}"))
    cells = (tell.text(f"step.{step}"), _DASH, reason, _DASH, _DASH, _DASH, _DASH)
    return tell.row(cells, "")
