# SPDX-License-Identifier: MIT
"""Draws how long alerts took, kind by kind, on an axis from a second to a week. Integers only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from markupsafe import Markup

from posminder.report import words as coded
from posminder.report.drawing import Drawing, svg
from posminder.report.month import is_resolved, seconds
from posminder.report.spans import AlertSpan
from posminder.report.speech import Speech

_LEFT: Final = 300
_RIGHT: Final = 1090
_TOP: Final = 32
_ROW: Final = 30
_TICKS: Final = (
    ("s1", 1),
    ("s10", 10),
    ("m1", 60),
    ("m10", 600),
    ("h1", 3_600),
    ("h8", 28_800),
    ("d1", 86_400),
    ("d7", 604_800),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of alert over a month. Times ascending, seconds."""

    alert: str
    raised: int
    seen: int
    resolved: int
    unknown: int
    standing: int
    to_seen_s: tuple[int, ...]
    to_resolved_s: tuple[int, ...]


def kinds(alerts: Sequence[AlertSpan]) -> tuple[Kind, ...]:
    """Return the alerts by kind, the most frequent first."""
    found: dict[str, list[AlertSpan]] = {}
    for each in alerts:
        found.setdefault(each.alert, []).append(each)
    return tuple(sorted((_kind(*each) for each in found.items()), key=_order))


def _order(kind: Kind) -> tuple[int, str]:
    return -kind.raised, kind.alert


def _kind(alert: str, of: Sequence[AlertSpan]) -> Kind:
    ends = [is_resolved(each) for each in of]
    seen = [seconds(each.raised, each.seen) for each in of]
    solved = [
        seconds(each.raised, each.ended) for each, end in zip(of, ends, strict=True) if end is True
    ]
    return Kind(
        alert,
        len(of),
        sum(each.seen is not None for each in of),
        ends.count(True),
        ends.count(None),
        ends.count(False),
        tuple(sorted(each for each in seen if each is not None)),
        tuple(sorted(each for each in solved if each is not None)),
    )


def median(found: Sequence[int]) -> int | None:
    """Return the lower median of ascending numbers, None of none."""
    return found[(len(found) - 1) // 2] if found else None


def draw(found: Sequence[Kind], say: Speech) -> Markup:
    """Return a row a kind: a bar from the fastest to the slowest, marks at the medians."""
    ink = Drawing()
    bottom = _TOP + _ROW * len(found)
    for name, at_s in _TICKS:
        ink.line(_x(at_s), _TOP - 6, _x(at_s), bottom, "hour")
        ink.text(_x(at_s), _TOP - 14, say(f"month.axis.{name}"), "small", "middle")
    for index, kind in enumerate(found):
        top = _TOP + index * _ROW
        middle = top + _ROW // 2
        ink.line(0, top, _RIGHT, top, "rule")
        ink.text(0, middle + 4, coded.alert_text(say.language, kind.alert), "strip")
        if kind.to_resolved_s:
            first, last = kind.to_resolved_s[0], kind.to_resolved_s[-1]
            ink.bar(_x(first), _x(last), middle - 4, 8, "span-took")
        if (seen := median(kind.to_seen_s)) is not None:
            ink.use("eye", _x(seen), middle, say("month.alerts.to_seen"))
        if (solved := median(kind.to_resolved_s)) is not None:
            ink.use("check", _x(solved), middle, say("month.alerts.to_resolved"))
    ink.line(0, bottom, _RIGHT, bottom, "rule")
    return svg(ink, bottom + 6, say("month.alerts.label"))


def legend(found: Sequence[Kind], say: Speech) -> tuple[tuple[str, str], ...]:
    """Return (shape, text) rows for the marks that there are."""
    rows = (
        (any(each.to_resolved_s for each in found), "took", say("month.alerts.span")),
        (any(each.to_seen_s for each in found), "eye", say("month.alerts.to_seen")),
        (any(each.to_resolved_s for each in found), "check", say("month.alerts.to_resolved")),
    )
    return tuple((shape, text) for there, shape, text in rows if there)


def _x(at_s: int) -> int:
    """Return where a span of time ends: between two ticks in proportion, outside on the edge."""
    width = (_RIGHT - _LEFT) // (len(_TICKS) - 1)
    for index, ((_, low), (_, high)) in enumerate(pairwise(_TICKS)):
        if at_s <= high:
            inside = max(0, at_s - low) * width // (high - low)
            return _LEFT + index * width + inside
    return _LEFT + width * (len(_TICKS) - 1)
