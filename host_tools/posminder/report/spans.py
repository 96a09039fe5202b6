# SPDX-License-Identifier: MIT
"""What lasts: alerts from raised to cleared, sign-in states, silent lines, the board without power.

Looks at records from before the day too: what stood in the evening still stands in the morning.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from posminder.report.placing import Placed
from posminder_formats import records as r
from posminder_formats.record_words import ALERTS


@dataclass(slots=True)
class AlertSpan:
    """One alert about one subject. `ended` None: it stands. `ended_by`: cleared,
    restart, or crowded_out: the board shows it no more. `seen_by`: the approval it was seen with,
    None where a button was pressed, by nobody in particular."""

    alert: str
    subject: object
    raised: Placed
    seen: Placed | None = None
    seen_by: Placed | None = None
    escalated: Placed | None = None
    ended: Placed | None = None
    ended_by: str | None = None


@dataclass(slots=True)
class Span:
    """A state that lasted. `began` is the record that says so; `ended` None: to the end."""

    state: str
    began: Placed
    ended: Placed | None = None


@dataclass(frozen=True, slots=True)
class PowerGap:
    """A boot, and the last record before it: the board lost power somewhere between."""

    boot: Placed
    last_before: Placed | None


class _Alerts:
    def __init__(self) -> None:
        self.found: list[AlertSpan] = []
        self._standing: dict[tuple[str, object], AlertSpan] = {}
        self._restarted: dict[tuple[str, object], Placed] = {}
        self._named: Placed | None = None  # who just put his name to having seen one

    def take(self, each: Placed) -> None:
        """Look at one record."""
        if each.kind == r.R_BOOT:
            # The desk's memory went with the power. What still holds is raised again.
            self._restarted = dict.fromkeys(self._standing, each) | self._restarted
        if each.kind == r.R_ALERT:
            self._alert(each, each.record.words())
        else:
            self._named = each if each.kind == r.R_APPROVAL else None

    def _alert(self, each: Placed, words: dict[str, object]) -> None:
        key = (str(words.get("alert")), words.get("subject"))
        state = words.get("state")
        if state == "raised":
            self._restarted.pop(key, None)
            if key not in self._standing:
                self._standing[key] = AlertSpan(*key, raised=each)
                self.found.append(self._standing[key])
        elif state == "cleared":
            for known in [k for k in self._standing if k[0] == key[0] and key[1] in (None, k[1])]:
                self._end(known, each, "cleared")
        elif key in self._standing and state == "crowded_out":
            self._end(key, each, "crowded_out")
        elif key in self._standing and state == "seen":
            span = self._standing[key]
            if span.seen is None:
                span.seen, span.seen_by = each, self._name(key[0])
        elif key in self._standing and state == "escalated":
            self._standing[key].escalated = self._standing[key].escalated or each

    def _name(self, alert: str) -> Placed | None:
        """Return the approval that an alert was seen by, None for a press: nobody in particular."""
        words = {} if self._named is None else self._named.record.words()
        known = words.get("deed") == "acknowledge" and words.get("outcome") == "accepted"
        return self._named if known and ALERTS.get(words["value"]) == alert else None

    def _end(self, key: tuple[str, object], each: Placed, how: str) -> None:
        span = self._standing.pop(key)
        span.ended, span.ended_by = each, how
        self._restarted.pop(key, None)

    def close(self) -> list[AlertSpan]:
        """Return all spans: what was not raised again after a restart ended with it."""
        for key, boot in list(self._restarted.items()):
            self._end(key, boot, "restart")
        return self.found


def alerts(placed: Iterable[Placed]) -> list[AlertSpan]:
    """Return every alert in `placed`, in the order they were raised."""
    collector = _Alerts()
    for each in placed:
        collector.take(each)
    return collector.close()


def sign_in(placed: Iterable[Placed]) -> list[Span]:
    """Return the terminal's sign-in states; a boot makes it unknown until it is asked."""
    found: list[Span] = []
    for each in placed:
        if each.kind == r.R_SIGN_IN:
            state = str(each.record.words().get("state"))
        elif each.kind == r.R_BOOT:
            state = "unknown"
        else:
            continue
        if found:
            found[-1].ended = each
        found.append(Span(state, each))
    return found


def silences(placed: Iterable[Placed], line: str = "terminal") -> list[Span]:
    """Return the times in which `line` was silent."""
    found: list[Span] = []
    for each in placed:
        if each.kind != r.R_LINE or each.record.words().get("line") != line:
            continue
        if found and found[-1].ended is None:
            found[-1].ended = each
        if each.record.words().get("state") == "silent":
            found.append(Span("silent", each))
    return found


def power(placed: Iterable[Placed]) -> list[PowerGap]:
    """Return every boot with the record before it."""
    found = []
    last: Placed | None = None
    for each in placed:
        if each.kind == r.R_BOOT:
            found.append(PowerGap(each, last))
        last = each
    return found
