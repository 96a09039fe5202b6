# SPDX-License-Identifier: MIT
"""Draws a day as one SVG: a time axis, and under it a strip for each thing worth watching.

Nothing is told by colour alone: every mark has a shape of its own, every span a pattern or a
word. Integers only, one unit a CSS pixel; the page scales the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from markupsafe import Markup

from posminder.messages import sentence, word
from posminder.money import amount_text
from posminder.report.batches import Try
from posminder.report.day import Day
from posminder.report.drawing import Drawing, svg
from posminder.report.sales import DUPLICATE, NONE_OWED, NOT_VISIBLE, Transaction
from posminder.report.site import clock_text
from posminder.report.spans import AlertSpan
from posminder.report.words import alert_text, settlement_word, try_shape

_LEFT: Final = 132
_RIGHT: Final = 1096
_TOP: Final = 34
_UP: Final = 92  # the tallest sale
_DOWN: Final = 30  # the tallest refund
_LANE: Final = 20
_HOUR_S: Final = 3600
_LATIN_PX: Final = 6
_WIDE_PX: Final = 12
_FIRST_WIDE: Final = 0x1100

_SIGN_IN_LOOKS: Final = {"signed_in": "good", "needed": "bad", "failed": "bad"}


class Axis:
    """The part of the day that is shown: whole hours, from what happened and when it is open."""

    def __init__(self, day: Day) -> None:
        moments = [each.at_s for each in day.placed]
        moments += [second for span in day.site.opening(day.date) for second in span]
        if not moments:
            moments = [day.begins_s + 4 * _HOUR_S, day.begins_s + 16 * _HOUR_S]
        first = max(day.begins_s, min(moments))
        last = min(day.ends_s, max(*moments, first))
        self.first_s = first // _HOUR_S * _HOUR_S
        self.last_s = max(self.first_s + 2 * _HOUR_S, -(-(last + 1) // _HOUR_S) * _HOUR_S)
        self.end_s = max((each.at_s for each in day.placed), default=self.first_s)

    def x(self, at_s: int) -> int:
        """Return where `at_s` is; what lies outside is put onto the edge."""
        inside = min(max(at_s, self.first_s), self.last_s) - self.first_s
        return _LEFT + inside * (_RIGHT - _LEFT) // (self.last_s - self.first_s)

    def hours(self) -> Iterable[tuple[int, bool]]:
        """Yield (second, whether it is labelled) of every full hour shown."""
        span = (self.last_s - self.first_s) // _HOUR_S
        for index in range(span + 1):
            yield self.first_s + index * _HOUR_S, span <= 16 or index % 2 == 0


class _Chart:
    """One day's strips, each drawn at the `y` the one before it left."""

    def __init__(self, day: Day, language: str) -> None:
        self.day = day
        self.language = language
        self.axis = Axis(day)
        self.ink = Drawing()
        self.y = _TOP

    def say(self, name: str, **values: object) -> str:
        """Return a message in the chart's language."""
        return sentence(self.language, name, **values)

    def draw(self) -> None:
        """Draw all strips."""
        self._sign_in()
        self._sales()
        self._receipts()
        self._settlement()
        self._alerts()
        self._line()
        self._power()

    def _strip(self, name: str, height: int, label_at: int | None = None) -> int:
        """Begin a strip: its label and a rule above it. Return its upper edge."""
        top = self.y
        self.ink.line(0, top, _RIGHT, top, "rule")
        at = top + (height // 2 if label_at is None else label_at) + 4
        self.ink.text(0, at, self.say(name), "strip")
        self.y = top + height
        return top

    def _known(self, y: int) -> None:
        """Draw the rule of a strip as far as the journal reaches."""
        first_s = min((each.at_s for each in self.day.placed), default=self.axis.first_s)
        self.ink.line(self.axis.x(first_s), y, self.axis.x(self.axis.end_s), y, "base")

    def _sign_in(self) -> None:
        top = self._strip("chart.sign_in", 34)
        self.ink.bar(_LEFT, _RIGHT, top + 11, 12, "span-unknown")
        for span in self.day.sign_ins:
            ends_s = self.axis.end_s if span.ended is None else span.ended.at_s
            x1, x2 = self.axis.x(span.began.at_s), self.axis.x(ends_s)
            told = word(self.language, "sign_in", span.state)
            title = f"{clock_text(span.began.at_s)} {told}"
            look = _SIGN_IN_LOOKS.get(span.state)
            if look is not None:
                self.ink.bar(x1, x2, top + 11, 12, f"span-{look}", title)

    def _sales(self) -> None:
        if not self.day.transactions:
            self._known(self._strip("chart.sales", 32) + 16)
            return
        refunds = any(_takes_back(each) for each in self.day.approved)
        down = _DOWN + 10 if refunds else 12
        top = self._strip("chart.sales", _UP + 18 + down, _UP - 8)
        base = top + 14 + _UP
        most = max((abs(_minor(each)) for each in self.day.approved), default=0)
        if most:
            self.ink.line(_LEFT, base - _UP, _RIGHT, base - _UP, "scale")
            text = amount_text(most, self.day.site.currency)
            self.ink.text(_LEFT - 8, base - _UP + 4, text, "small", "end")
        self.ink.line(_LEFT, base, _RIGHT, base, "base")
        for each in self.day.transactions:
            self._sale(each, base, most)
        if refunds:
            self.ink.text(_LEFT - 8, base + 20, self.say("chart.taken_back"), "small", "end")

    def _sale(self, each: Transaction, base: int, most: int) -> None:
        x = self.axis.x(each.placed.at_s)
        title = self._sale_title(each)
        if not each.approved:
            self.ink.use("declined", x, base, title)
        elif _takes_back(each):
            height = max(4, _minor(each) * _DOWN // max(1, most))
            self.ink.add("rect", "tick-back", title, x=x - 2, y=base + 2, width=4, height=height)
        else:
            height = max(4, _minor(each) * _UP // max(1, most))
            self.ink.add("rect", "tick", title, x=x - 2, y=base - height, width=4, height=height)

    def _sale_title(self, each: Transaction) -> str:
        words = each.words
        kind = word(self.language, "transaction", str(words["transaction"]))
        amount = amount_text(words["amount_minor"], words["currency"])
        number = words["trace"] if words["receipt_no"] is None else words["receipt_no"]
        return f"{clock_text(each.placed.at_s)} {kind} {amount} · {number or '–'}"

    def _receipts(self) -> None:
        late = any(not each.receipt.at_first_print for each in self.day.transactions)
        top = self._strip("chart.receipts", 42 if late else 30)
        row = top + (31 if late else 15)  # what was not printed stands above the crowd
        for each in self.day.transactions:
            receipt = each.receipt
            if receipt.state in (NONE_OWED, NOT_VISIBLE):
                continue
            x = self.axis.x(each.placed.at_s)
            title = self._sale_title(each)
            if receipt.at_first_print:
                self.ink.use("dot", x, row, title)
                continue
            self.ink.use("missing", x, top + 13, title)
            if receipt.state == DUPLICATE and receipt.ended is not None:
                ended = self.axis.x(receipt.ended.at_s)
                self.ink.use("ring", max(ended, x + 14), top + 13, title)

    def _settlement(self) -> None:
        top = self._strip("chart.settlement", 38)
        shown: list[tuple[int, str]] = []
        for each in self.day.tries:
            ended_s = (each.ended or each.begun).at_s
            x1, x2 = self.axis.x(each.begun.at_s), self.axis.x(ended_s)
            told = f"{clock_text(ended_s)} {settlement_word(self.language, each.state)}"
            self.ink.bar(x1, x2, top + 16, 6, "span-work", told)
            self.ink.use(try_shape(each.state), x2, top + 19, told)
            shown.append((x2, _try_text(each, self.language)))
        if shown:
            x = min(at for at, _ in shown[-3:]) - 14
            self._beside(x, shown[-1][0] + 14, top + 23, shown[-1][1])

    def _beside(self, before: int, after: int, y: int, text: str) -> None:
        """Write `text` where there is room: left of a mark, else right of it."""
        if before - _wide(text) > _LEFT:
            self.ink.text(before, y, text, "label", "end")
        else:
            self.ink.text(after, y, text, "label")

    def _alerts(self) -> None:
        placed: list[tuple[AlertSpan, int, int]] = []  # with its lane, and where its text begins
        free: list[int] = []  # where each lane is free again
        for each in self.day.alarms:
            first, last = self._extent(each)
            need = _wide(alert_text(self.language, each.alert, each.subject)) + 14
            on_left = last + need > _RIGHT
            left, right = (first - need, last) if on_left else (first, last + need)
            lane = next((i for i, end in enumerate(free) if end + 8 <= left), len(free))
            free[lane : lane + 1] = [right]
            placed.append((each, lane, first if on_left else last))
        top = self._strip("chart.alerts", max(32, len(free) * _LANE + 12), 12)
        for each, lane, text_at in placed:
            self._alert(each, top + 11 + lane * _LANE, text_at)
        if not placed:
            self._known(top + 16)

    def _extent(self, each: AlertSpan) -> tuple[int, int]:
        """Return from where to where an alert's bar and marks reach."""
        ended_s = self.axis.end_s if each.ended is None else each.ended.at_s
        x1, x2 = self.axis.x(each.raised.at_s), self.axis.x(ended_s)
        marks = [self.axis.x(mark.at_s) for mark in (each.seen, each.escalated) if mark]
        return min([x1, *(mark - 6 for mark in marks)]), max([x2, *(mark + 6 for mark in marks)])

    def _alert(self, each: AlertSpan, y: int, text_at: int) -> None:
        text = alert_text(self.language, each.alert, each.subject)
        ended_s = self.axis.end_s if each.ended is None else each.ended.at_s
        x1, x2 = self.axis.x(each.raised.at_s), self.axis.x(ended_s)
        css = "span-alert-open" if each.ended is None else "span-alert"
        self.ink.bar(x1, x2, y, 10, css, f"{clock_text(each.raised.at_s)} {text}")
        if each.escalated is not None:
            at = self.axis.x(each.escalated.at_s)
            self.ink.use("bang", at, y + 5, self.say("chart.escalated"))
        if each.seen is not None:
            self.ink.use("eye", self.axis.x(each.seen.at_s), y + 5, self.say("chart.seen"))
        on_left = text_at < x2
        at = text_at - 7 if on_left else text_at + 7
        self.ink.text(at, y + 9, text, "label", "end" if on_left else "start")

    def _line(self) -> None:
        top = self._strip("chart.line", 28)
        self._known(top + 14)
        for span in self.day.silences:
            ended_s = self.axis.end_s if span.ended is None else span.ended.at_s
            x1, x2 = self.axis.x(span.began.at_s), self.axis.x(ended_s)
            title = f"{clock_text(span.began.at_s)} {self.say('chart.silent')}"
            self.ink.bar(x1, x2, top + 8, 12, "span-bad", title)

    def _power(self) -> None:
        top = self._strip("chart.power", 30)
        self._known(top + 15)
        for gap in self.day.power:
            x = self.axis.x(gap.boot.at_s)
            if gap.last_before is not None:
                x1 = self.axis.x(gap.last_before.at_s)
                self.ink.bar(x1, x, top + 9, 12, "span-off", self.say("chart.off"))
            title = f"{clock_text(gap.boot.at_s)} {self.say('chart.boot')}"
            self.ink.use("boot", x, top + 15, title)


def _frame(chart: _Chart, drawn: Drawing) -> None:
    """Draw what lies behind the strips: opening hours and the hours of the axis."""
    axis, bottom = chart.axis, chart.y
    for open_s, close_s in chart.day.site.opening(chart.day.date):
        x1, x2 = axis.x(open_s), axis.x(close_s)
        drawn.add("rect", "open", x=x1, y=_TOP, width=x2 - x1, height=bottom - _TOP)
    for at_s, labelled in axis.hours():
        drawn.line(axis.x(at_s), _TOP - 4, axis.x(at_s), bottom, "hour")
        if labelled:
            drawn.text(axis.x(at_s), _TOP - 12, f"{at_s // _HOUR_S % 24:02}:00", "small", "middle")
    drawn.line(0, bottom, _RIGHT, bottom, "rule")
    if chart.day.site.latest_min is not None:
        at_s = chart.day.site.at_minute(chart.day.date, chart.day.site.latest_min)
        text = chart.say("chart.latest", time=clock_text(at_s)[:5])
        drawn.line(axis.x(at_s), _TOP, axis.x(at_s), bottom + 3, "latest")
        drawn.text(min(axis.x(at_s) + 4, _RIGHT), bottom + 15, text, "small", "end")


def draw(day: Day, language: str) -> Markup:
    """Return the day's timeline as one SVG element. It needs the page's shapes and styles."""
    chart = _Chart(day, language)
    chart.draw()
    behind = Drawing()
    _frame(chart, behind)
    label = sentence(
        language,
        "chart.label",
        date=date.isoformat(day.date),
        sales=len(day.transactions),
        alerts=len(day.alarms),
        tries=len(day.tries),
    )
    behind.parts += chart.ink.parts
    return svg(behind, chart.y + 20, label)


def _minor(each: Transaction) -> int:
    minor = each.words["amount_minor"]
    return minor if isinstance(minor, int) else 0


def _takes_back(each: Transaction) -> bool:
    return each.words["transaction"] in ("refund", "reversal")


def _try_text(each: Try, language: str) -> str:
    at_s = (each.ended or each.begun).at_s
    return f"{clock_text(at_s)[:5]} {settlement_word(language, each.state)}"


def _wide(text: str) -> int:
    """Return about how many pixels `text` takes as a label."""
    return sum(_WIDE_PX if ord(each) >= _FIRST_WIDE else _LATIN_PX for each in text)
