# SPDX-License-Identifier: MIT
"""The change of the settlement account: one order, two people, one text. By the journal alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from posminder.scenarios.invariants.duties import business_day
from posminder.scenarios.invariants.evidence import Evidence, Violation
from posminder_formats import profile_fields as f

_WATCHED: Final = ("probed", "watched")
# deed: the stages it may be taken in
_FROM: Final = {
    "plan_account": ("none",),
    "hand_over_account": ("planned",),
    "approve_account": ("handed_over",),
    "effect_account": ("approved",),
    "probe_account": ("effective",),
    "deposit_account": ("probed",),
    "stray_account": ("effective", *_WATCHED),
    "close_account": ("watched",),
    "close_account_early": ("watched",),
    "cancel_account": ("planned", "handed_over", "approved"),
}


@dataclass(slots=True)
class _Change:
    """Where a change stands, as its accepted steps tell."""

    stage: str = "none"
    text: Any = None
    planned_day: int = 0
    since_day: int = 0
    deposits: int = 0
    approved_by: set[str] = field(default_factory=set)


def account_in_order(evidence: Evidence) -> Iterator[Violation]:
    """Each step of a change of account follows the one before; two people approved one text.

    Nothing takes effect before its day, nothing is closed before the credits were seen and the old
    account was held open, and no technician or cashier decides any of it.
    """
    change = _Change()
    for record in evidence.of("approval", outcome="accepted"):
        words = record.words()
        if words["deed"] in _FROM:
            for sentence in _wrong(change, words, _day(evidence, record.wall_s), evidence.profile):
                yield Violation("account_in_order", sentence, record.seq)
            _follow(change, words, _day(evidence, record.wall_s))


def _day(evidence: Evidence, wall_s: int | None) -> int | None:
    return None if wall_s is None else business_day(evidence, wall_s)


def _wrong(change: _Change, words: dict[str, Any], day: int | None, profile: Any) -> Iterator[str]:
    deed, who = words["deed"], words["person"]
    if change.stage not in _FROM[deed]:
        yield f"{deed} while it was {change.stage}"
    if words["role"] not in ("owner", "supervisor"):
        yield f"{deed} by a {words['role']}"
    if deed not in ("plan_account", "hand_over_account") and words["text_hash"] != change.text:
        yield f"{deed} over another text"
    if deed == "approve_account" and who in change.approved_by:
        yield f"{who} approves twice"
    if deed == "effect_account":
        if len(change.approved_by) < profile.get(f.P_ACCOUNT_APPROVALS, 2):
            yield "takes effect with too few people's word"
        if day is None or day < change.planned_day:
            yield "takes effect before its day"
    if deed == "close_account" and (
        day is None or day < change.since_day + profile.get(f.P_ACCOUNT_HOLD_DAYS, 0)
    ):
        yield "is closed before the old account was held open long enough"
    if deed.startswith("close") and change.deposits < profile.get(f.P_ACCOUNT_WATCH, 1):
        yield "is closed before its credits were seen"


def _follow(change: _Change, words: dict[str, Any], day: int | None) -> None:
    deed = words["deed"]
    change.stage = words["stage"]
    if deed == "plan_account":
        change.planned_day, change.deposits = words["value"], 0
    if deed in ("plan_account", "hand_over_account"):
        change.text, change.approved_by = words["text_hash"], set()
    elif deed == "approve_account":
        change.approved_by.add(words["person"])
    elif deed == "effect_account":
        change.since_day = day or 0
    elif deed == "deposit_account":
        change.deposits += 1
