# SPDX-License-Identifier: MIT
"""Draws the way from what was sold to what is on the account, each step a bar. Integers only."""

from __future__ import annotations

from typing import Final

from markupsafe import Markup

from posminder.money_pages.deposits import Flow
from posminder.report.drawing import WIDTH, Drawing, svg
from posminder.report.speech import Speech

_TOP: Final = 30
_HEIGHT: Final = 220
_BAR: Final = 84
_GROUNDED: Final = ("sold", "expected", "credited")


def draw(flow: Flow, say: Speech) -> Markup:
    """Return the steps as one SVG element."""
    ink, bars, foot = Drawing(), _bars(flow), _foot(flow)
    ends = [end for _, start, stop in bars for end in (start, stop)]
    high, low = max(ends), foot if foot else min(0, *ends)
    span = max(1, high - low)

    def y(minor: int) -> int:
        return _TOP + (high - max(minor, low)) * _HEIGHT // span

    step = WIDTH // len(bars)
    ink.line(0, y(low if foot else 0), WIDTH, y(low if foot else 0), "base")
    for index, (name, start, stop) in enumerate(bars):
        x = index * step + (step - _BAR) // 2
        top, bottom = min(y(start), y(stop)), max(y(start), y(stop))
        label = say(f"deposits_page.flow.{name}")
        size = {"x": x, "y": top, "width": _BAR, "height": max(2, bottom - top), "rx": 2}
        ink.add("rect", f"flow-{name}", f"{label} {say.money(stop - start)}", **size)
        if foot and name in _GROUNDED:
            ink.line(x - 6, bottom - 12, x + _BAR + 6, bottom - 20, "cut")
        if index + 1 < len(bars):
            ink.line(x + _BAR, y(stop), x + step, y(stop), "scale")
        told = say.amount(stop - start).replace("-", "−")
        ink.text(x + _BAR // 2, top - 8, told, "label", "middle")
        ink.text(x + _BAR // 2, _TOP + _HEIGHT + 22, label, "strip", "middle")
    return svg(ink, _TOP + _HEIGHT + 32, say("deposits_page.flow.label"))


def is_cut(flow: Flow) -> bool:
    """Return whether the bars do not begin at nought, since nothing would be seen of the steps."""
    return _foot(flow) > 0


def _foot(flow: Flow) -> int:
    ends = [stop for _, _, stop in _bars(flow)]
    high, low = max(ends), min(ends)
    return low - (high - low) if low * 2 > high and low > high - low else 0


def _bars(flow: Flow) -> list[tuple[str, int, int]]:
    """Return name, where it begins, and where it ends, in minor units."""
    bars = [("sold", 0, flow.sold_minor)]
    at = flow.sold_minor
    steps = (
        ("refunds", -flow.refunds_minor),
        ("fees", -flow.fees_minor),
        ("other", -flow.other_minor),
    )
    for name, change in steps:
        bars.append((name, at, at + change))
        at += change
    sums = flow.books
    bars.append(("expected", 0, sums.expected_minor))
    at = sums.credited_minor
    bars.append(("credited", 0, at))
    for name, change in (("open", sums.open_minor), ("difference", sums.difference_minor)):
        bars.append((name, at, at + change))
        at += change
    return bars
