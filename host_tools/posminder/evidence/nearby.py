# SPDX-License-Identifier: MIT
"""What lay around the sale: the same card or amount within minutes, and what went wrong then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.evidence.material import NEAR_S, Material, Teller
from posminder.evidence.model import INFERRED, SEEN, Part, Row, Table
from posminder.explain import telling
from posminder.messages import word
from posminder.report import words as coded
from posminder.report.placing import Placed
from posminder.transaction import APPROVED
from posminder_formats import records as r

_DASH: Final = "–"
_SIGNS: Final = (
    *(r.R_BOOT, r.R_LINE, r.R_CLOCK, r.R_FAULT, r.R_LOSS, r.R_DAMAGE, r.R_LEFT_OUT),
    *(r.R_TERMINAL_ERROR, r.R_APPROVAL, r.R_GATE, r.R_PROFILE, r.R_UPDATE, r.R_OFFLINE),
    *(r.R_TERMINAL_CHANGED, r.R_SELF_TEST, r.R_REKEY),
)


def like_it(it: Material, tell: Teller) -> Part:
    """Return the other transactions of the same card or amount within ten minutes."""
    title = tell.both("evidence.part.nearby", minutes=NEAR_S // 60)
    if it.announced:
        why = tell.text("not_available", why=tell.text("missing.announced"))
        return Part("nearby", title, sentences=(tell.row((why,), ""),))
    rows = tuple(_like(it, tell, each) for each in alike(it))
    if not rows:
        around = [each.seq for each in _around(it)]
        said = tell.text("none_nearby", first=around[0], last=around[-1], minutes=NEAR_S // 60)
        return Part("nearby", title, sentences=(tell.row((said,), INFERRED),))
    names = ("time", "type", "result", "amount", "card", "trace", "grade", "records")
    heads = tuple(tell.both(f"evidence.column.{name}") for name in names)
    return Part("nearby", title, table=Table(heads, rows))


def alike(it: Material) -> list[Placed]:
    """Return them: of another card only what has the same amount."""
    return [
        each
        for each in _around(it)
        if each.kind == r.R_SALE
        and each.seq != it.sale.seq
        and (_same(it, each, "card_masked") or _same(it, each, "amount_minor"))
    ]


def same_card(it: Material, each: Placed) -> bool:
    """Tell whether a transaction was made with what may be the same card."""
    return _same(it, each, "card_masked")


def _same(it: Material, each: Placed, field: str) -> bool:
    own = it.life.sale.fields.get(field)
    return own is not None and each.record.fields.get(field) == own


def _around(it: Material) -> list[Placed]:
    return [each for each in it.whole.placed if abs(each.at_s - it.sale.at_s) <= NEAR_S]


def _like(it: Material, tell: Teller, each: Placed) -> Row:
    words = each.record.words()
    approved = words.get("result") == APPROVED
    grade = tell.dated(each)
    cells = (
        tell.when(each),
        word(it.language, "transaction", str(words.get("transaction"))),
        tell.text("step.approved" if approved else "step.declined"),
        tell.say.money(words.get("amount_minor"), words.get("currency")),
        tell.text("card.same" if same_card(it, each) else "card.other"),
        str(words.get("trace", _DASH)),
        grade,
        f"#{each.seq}",
    )
    return tell.row(cells, grade, (each,))


def incidents(it: Material, tell: Teller) -> Part:
    """Return what went wrong from ten minutes before the sale to ten behind its last print."""
    first_s = it.sale.at_s - NEAR_S
    ends = [it.at[each.seq].at_s for each in it.life.after]
    last_s = max([it.sale.at_s, *ends]) + NEAR_S
    rows = (*_standing(it, tell, first_s, last_s), *_signs(it, tell, first_s, last_s))
    title = tell.both("evidence.part.incidents")
    if not rows:
        around = [each.seq for each in it.whole.placed if first_s <= each.at_s <= last_s]
        said = tell.text("no_incident", first=around[0], last=around[-1])
        rows = (tell.row((said,), INFERRED),)
    return Part("incidents", title, sentences=rows)


def _standing(it: Material, tell: Teller, first_s: int, last_s: int) -> Iterator[Row]:
    """Yield alerts and silences that touch the window, also those begun before it."""
    for alert in it.whole.alerts:
        ends_s = last_s if alert.ended is None else alert.ended.at_s
        if alert.raised.at_s <= last_s and ends_s >= first_s:
            ended = tell.text("stands") if alert.ended is None else tell.when(alert.ended)
            name = coded.alert_text(it.language, alert.alert, alert.subject)
            said = tell.text("alert", name=name, raised=tell.when(alert.raised), ended=ended)
            records = [each for each in (alert.raised, alert.seen, alert.ended) if each is not None]
            yield tell.row((said,), SEEN, records)
    for span in it.whole.silences:
        ends_s = last_s if span.ended is None else span.ended.at_s
        if span.began.at_s <= last_s and ends_s >= first_s:
            ended = tell.text("stands") if span.ended is None else tell.when(span.ended)
            said = tell.text("silence", began=tell.when(span.began), ended=ended)
            yield tell.row((said,), SEEN, [span.began, *([span.ended] if span.ended else [])])


def _signs(it: Material, tell: Teller, first_s: int, last_s: int) -> Iterator[Row]:
    for each in it.whole.placed:
        if each.kind in _SIGNS and first_s <= each.at_s <= last_s and not _is_silence(each):
            said = tell.text("sign", time=tell.when(each), text=telling.told(each, tell.say))
            yield tell.row((said,), tell.dated(each), (each,))


def _is_silence(each: Placed) -> bool:
    words = each.record.words()
    return words.get("line") == "terminal" and words.get("state") in ("silent", "answering")
