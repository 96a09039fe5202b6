# SPDX-License-Identifier: MIT
"""When the money comes, in sentences: a batch settled today, the next long closure, who asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from posminder.messages import sentence
from posminder.profile.bank_days import BankDays, due_day
from posminder.profile.link_rules import known
from posminder.profile.model import Profile
from posminder.profile.values import clock_text

_DAY = timedelta(days=1)


def deposit_sentences(profile: Profile, language: str, today: date) -> Iterator[str]:
    """Yield what is expected of the acquirer's bank, none where the sheet names no cycle."""
    deposit = profile.deposit
    if deposit is None:
        return

    def say(name: str, /, **values: object) -> str:
        return sentence(language, f"check.{name}", **values)

    bank = None if profile.calendar is None else BankDays.of(profile.calendar)
    until = "24:00" if profile.cut_over is None else clock_text(profile.cut_over)
    credited = due_day(deposit.cycle, bank, today)
    yield say("credited" if credited else "credited_unknown", until=until, day=today, due=credited)
    if bank is not None and deposit.cycle.startswith("T"):
        yield say("bank_days", until=bank.last)
        yield from _closure(deposit.cycle, bank, language, today)
    if "settle" in known(profile):  # else no board learns what was settled
        yield say("watched" if deposit.watch else "not_watched", by=clock_text(deposit.by))


def _closure(cycle: str, bank: BankDays, language: str, today: date) -> Iterator[str]:
    """Say by when to settle before the next long closure, and when later money comes."""
    closure = bank.next_closure(today)
    if closure is None:
        return
    close_by = closure.first - _DAY
    while close_by >= today and (due_day(cycle, bank, close_by) or closure.first) >= closure.first:
        close_by -= _DAY
    due = due_day(cycle, bank, close_by + _DAY)
    yield sentence(
        language,
        "check.closure" if due else "check.closure_unknown",
        first=closure.first,
        last=closure.last,
        close_by=close_by,
        due=due,
    )
