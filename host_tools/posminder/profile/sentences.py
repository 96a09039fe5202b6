# SPDX-License-Identifier: MIT
"""A profile said in sentences: what the board will do, for the technician to read back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from posminder.messages import sentence
from posminder.profile.model import Profile
from posminder.profile.values import DAY_NAMES, Range, clock_text


def sentences(profile: Profile, language: str) -> tuple[str, ...]:
    """Return what a board with `profile` will do, one sentence each, in `language`."""
    return tuple(_sentences(profile, language))


def _sentences(profile: Profile, language: str) -> Iterator[str]:
    def say(name: str, /, **values: object) -> str:
        return sentence(language, f"check.{name}", **values)

    site, terminal = profile.site, profile.terminal
    yield say("site", name=site.name, id=site.id, timezone=site.timezone, currency=site.currency)
    yield say("terminal", tid=terminal.tid, baud=terminal.zvt.baud)
    yield say(terminal.wiring)
    yield say("hours", hours=_hours(profile.week(), language))
    yield say("settle", latest=clock_text(profile.settle.latest))
    yield say("sign_in", minutes=profile.sign_in.before_opening)
    if terminal.wiring == "in_line":
        yield say("receipt", seconds=profile.receipts.missing_after_s)
    yield say("idle", seconds=profile.idle_before_s)
    yield say(profile.mode)


def _hours(week: tuple[tuple[Range, ...], ...], language: str) -> str:
    """Return `Mon-Sat 08:00-20:00; Sun closed`."""
    parts = []
    for ranges, group in groupby(range(7), key=lambda day: week[day]):
        days = list(group)
        names = [sentence(language, f"day.{DAY_NAMES[day]}") for day in (days[0], days[-1])]
        label = names[0] if len(days) == 1 else "-".join(names)
        hours = ", ".join(map(str, ranges)) or sentence(language, "closed")
        parts.append(f"{label} {hours}")
    return "; ".join(parts)
