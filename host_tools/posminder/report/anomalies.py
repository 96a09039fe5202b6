# SPDX-License-Identifier: MIT
"""What is unusual at a counter, by rules that anybody can check (R8, R78). Facts only.

A rule is a name, its limits and a function; every finding has the figures that made it one and the
records it rests on. There is no score, and nothing is learnt but medians.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from posminder.report.counter import HISTORY_MAX, HISTORY_MIN, CounterDay, counter_days, usual
from posminder.report.placing import Placed
from posminder.report.site import within
from posminder.report.whole import Whole
from posminder.transaction import APPROVED

TOTAL_TIMES: Final = 2
PAUSE_TIMES: Final = 2
PAUSE_S: Final = 2 * 3_600
BURST_TIMES: Final = 2
BURST_S: Final = 15 * 60
BURST_COUNT: Final = 10
DUPLICATE_S: Final = 5 * 60
CARD_S: Final = 60 * 60
CARD_COUNT: Final = 4
DECLINED_S: Final = 60 * 60
DECLINED_COUNT: Final = 5
OUTSIDE_S: Final = 30 * 60
_BACK: Final = ("refund", "reversal")

Values = Mapping[str, int | str]
"""Names end with what a figure is: `_minor` money, `_at` a local second, `_s` seconds."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a rule found, with its figures and the records it rests on."""

    rule: str
    date: date
    records: tuple[Placed, ...]
    values: Values


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: what it finds on day `index` of some; None: it could not judge that day."""

    name: str
    limits: Values
    find: Callable[[Sequence[CounterDay], int, Whole], Iterator[Finding] | None]


@dataclass(frozen=True, slots=True)
class Judged:
    """What a rule found, and on how many days it could and could not judge."""

    rule: Rule
    findings: tuple[Finding, ...]
    days: int
    not_judged: int


def judge(whole: Whole, first: date | None = None, last: date | None = None) -> tuple[Judged, ...]:
    """Return every rule's findings on the days from `first` to `last`; what was before is usual."""
    days = counter_days(whole)
    wanted = [index for index, day in enumerate(days) if within(day.date, first, last)]
    return tuple(_judged(rule, days, wanted, whole) for rule in RULES)


def _judged(rule: Rule, days: Sequence[CounterDay], wanted: Sequence[int], whole: Whole) -> Judged:
    found: list[Finding] = []
    could = 0
    for index in wanted:
        findings = rule.find(days, index, whole)
        if findings is not None:
            could += 1
            found += findings
    return Judged(rule, tuple(found), could, len(wanted) - could)


def _total(days: Sequence[CounterDay], index: int, _: Whole) -> Iterator[Finding] | None:
    day, known = days[index], usual(days, index, lambda each: each.total_minor)
    if known is None or not day.whole:
        return None
    usual_minor, count = known
    total_minor = day.total_minor
    far = total_minor > TOTAL_TIMES * usual_minor or total_minor * TOTAL_TIMES < usual_minor
    ends = (*day.transactions[:1], *day.transactions[1:][-1:])
    values = {"total_minor": total_minor, "usual_minor": usual_minor, "days": count}
    return iter((Finding("total", day.date, ends, values),) if far else ())


def _silence(days: Sequence[CounterDay], index: int, _: Whole) -> Iterator[Finding] | None:
    day, known = days[index], usual(days, index, lambda each: _long(each.longest_pause()))
    if known is None or not day.opening or not day.whole:
        return None
    usual_s, count = known
    from_at, to_at = day.longest_pause()
    pause_s = to_at - from_at
    seen = not any(began < to_at and ended > from_at for began, ended in day.blind)
    if not seen or pause_s < PAUSE_S or pause_s <= PAUSE_TIMES * usual_s:
        return iter(())
    beside = tuple(e for e in day.transactions if e.at_s in (from_at, to_at))
    values = {"from_at": from_at, "to_at": to_at, "pause_s": pause_s, "usual_s": usual_s}
    return iter((Finding("silence", day.date, beside, {**values, "days": count}),))


def _long(span: tuple[int, int]) -> int:
    return span[1] - span[0]


def _burst(days: Sequence[CounterDay], index: int, _: Whole) -> Iterator[Finding] | None:
    day, known = days[index], usual(days, index, lambda each: len(each.busiest(BURST_S)))
    if known is None:
        return None
    usual_count, count = known
    busy = day.busiest(BURST_S)
    if len(busy) < BURST_COUNT or len(busy) <= BURST_TIMES * usual_count:
        return iter(())
    values = {"count": len(busy), "from_at": busy[0].at_s, "usual": usual_count, "days": count}
    return iter((Finding("burst", day.date, busy, values),))


def _duplicate(days: Sequence[CounterDay], index: int, _: Whole) -> Iterator[Finding]:
    """Yield sales like one shortly before, to the same card or to none known; no reversed ones."""
    day = days[index]
    back = [e for e in day.approved if e.record.words().get("transaction") == "reversal"]
    sales = [
        e
        for e in day.sales
        if e.record.fields.get("amount_minor") and not any(_names(each, e) for each in back)
    ]
    for at, each in enumerate(sales):
        for before in reversed(sales[:at]):
            if each.at_s - before.at_s > DUPLICATE_S:
                break
            if _key(before, "amount_minor", "card_masked") == _key(
                each, "amount_minor", "card_masked"
            ):
                values = {
                    "amount_minor": each.record.fields.get("amount_minor") or 0,
                    "first_at": before.at_s,
                    "then_at": each.at_s,
                    "apart_s": each.at_s - before.at_s,
                    "card": each.record.fields.get("card_masked") or "",
                }
                yield Finding("duplicate", day.date, (before, each), values)
                break


def _names(reversal: Placed, sale: Placed) -> bool:
    """Tell whether a reversal bears the numbers of a sale."""
    return reversal.seq > sale.seq and any(
        reversal.record.fields.get(name) is not None
        and reversal.record.fields[name] == sale.record.fields.get(name)
        for name in ("trace", "receipt_no")
    )


def _key(each: Placed, *names: str) -> tuple[Any, ...]:
    return tuple(each.record.fields.get(name) for name in names)


def _card(days: Sequence[CounterDay], index: int, _: Whole) -> Iterator[Finding]:
    day = days[index]
    by_card: dict[str, list[Placed]] = {}
    for each in day.transactions:
        if (card := each.record.fields.get("card_masked")) is not None:
            by_card.setdefault(str(card), []).append(each)
    for card, used in by_card.items():
        for run in _runs(used, CARD_S, CARD_COUNT):
            yield Finding("card", day.date, run, {"card": card, **_span(run)})


def _declined(days: Sequence[CounterDay], index: int, _: Whole) -> Iterator[Finding]:
    day = days[index]
    refused = [e for e in day.transactions if e.record.fields.get("result") != APPROVED]
    for run in _runs(refused, DECLINED_S, DECLINED_COUNT):
        yield Finding("declined", day.date, run, _span(run))


def _runs(ordered: Sequence[Placed], within_s: int, count_min: int) -> Iterator[tuple[Placed, ...]]:
    """Yield runs of at least so many within so many seconds, none of which share a record."""
    first = 0
    while first < len(ordered):
        last = first
        while last + 1 < len(ordered) and ordered[last + 1].at_s - ordered[first].at_s <= within_s:
            last += 1
        if last - first + 1 >= count_min:
            yield tuple(ordered[first : last + 1])
            first = last
        first += 1


def _span(run: Sequence[Placed]) -> dict[str, int]:
    return {"count": len(run), "from_at": run[0].at_s, "to_at": run[-1].at_s}


def _void(days: Sequence[CounterDay], index: int, whole: Whole) -> Iterator[Finding]:
    day = days[index]
    ends = [batch.end for batch in whole.closing(day.date).batches if batch.state != "stranded"]
    for each in day.approved:
        kind = str(each.record.words().get("transaction"))
        after = [end for end in ends if end.seq < each.seq]
        of_day = [end for end in after if whole.site.business_day(end.at_s) == day.date]
        if kind in _BACK and of_day:
            values = {
                "kind": kind,
                "amount_minor": each.record.fields.get("amount_minor") or 0,
                "back_at": each.at_s,
                "settled_at": of_day[-1].at_s,
            }
            yield Finding("void", day.date, (of_day[-1], each), values)


def _outside(days: Sequence[CounterDay], index: int, whole: Whole) -> Iterator[Finding] | None:
    day = days[index]
    if whole.site.hours is None:
        return None
    out = tuple(
        e
        for e in day.approved
        if not any(a - OUTSIDE_S <= e.at_s <= b + OUTSIDE_S for a, b in day.opening)
    )
    total = sum(e.record.fields.get("amount_minor") or 0 for e in out)
    values = {**_span(out), "total_minor": total} if out else {}
    return iter((Finding("outside", day.date, out, values),) if out else ())


_USUAL: Final = {"days_min": HISTORY_MIN, "days_max": HISTORY_MAX}
RULES: Final = (
    Rule("total", {"times": TOTAL_TIMES, **_USUAL}, _total),
    Rule("silence", {"pause_s": PAUSE_S, "times": PAUSE_TIMES, **_USUAL}, _silence),
    Rule(
        "burst",
        {"count": BURST_COUNT, "within_s": BURST_S, "times": BURST_TIMES, **_USUAL},
        _burst,
    ),
    Rule("duplicate", {"within_s": DUPLICATE_S}, _duplicate),
    Rule("card", {"count": CARD_COUNT, "within_s": CARD_S}, _card),
    Rule("declined", {"count": DECLINED_COUNT, "within_s": DECLINED_S}, _declined),
    Rule("void", {}, _void),
    Rule("outside", {"outside_s": OUTSIDE_S}, _outside),
)
