# SPDX-License-Identifier: MIT
"""What people read and put their names to when the settlement account changes (R43, R44).

One text for both languages, UTF-8, lines in a fixed order and ended by LF, so that everybody signs
the same bytes. Accounts stand in it as masks; a text with a whole number is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from posminder.errors import UsageError
from posminder.profile.card_numbers import WHOLE_NUMBER, blot

VALUE_CHARACTERS_MAX: Final = 200
_TITLE: Final = "posminder settlement account change 1 / 结算卡变更"
_OLD: Final = "old account 原结算卡"
_NEW: Final = "new account 新结算卡"


@dataclass(frozen=True, slots=True)
class Side:
    """One account: its mask, where it is kept, in whose name."""

    masked: str
    bank: str
    holder: str
    more: str = "-"  # of the old one: its class, and in use since when


def plan_text(
    board_id: str, site: str, old: Side, new: Side, effective: date, planned_by: str
) -> bytes:
    """Return the plan. Raises UsageError for a value that cannot stand in it."""
    rows = (
        ("board 守护盒", board_id),
        ("site 站点", site),
        (_OLD, old.masked),
        ("old bank 原开户行", old.bank),
        ("old holder 原户名", old.holder),
        ("old class, since 原账户类别, 启用日", old.more),
        (_NEW, new.masked),
        ("new bank 新开户行", new.bank),
        ("new holder 新户名", new.holder),
        ("effective 生效日", effective.isoformat()),
        ("planned by 计划人", planned_by),
    )
    return f"{_TITLE}\n".encode() + _lines(rows)


def handover_text(plan: bytes, giver: str, taker: str, papers: Sequence[str]) -> bytes:
    """Return the plan with who handed it to whom, and which papers they checked."""
    rows = [("handed over by 移交人", giver), ("handed over to 接收人", taker)]
    rows += [("paper checked 已核对材料", paper) for paper in papers]
    return plan + _lines(rows)


def masks_of(text: bytes) -> tuple[str, str] | None:
    """Return the masks of old and new account in a text that begins with a plan, None in others."""
    rows = dict(
        line.split(": ", 1) for line in text.decode(errors="replace").splitlines() if ": " in line
    )
    return (rows[_OLD], rows[_NEW]) if _OLD in rows and _NEW in rows else None


def _lines(rows: Sequence[tuple[str, str]]) -> bytes:
    return "".join(f"{label}: {_checked(label, value)}\n" for label, value in rows).encode()


def _checked(label: str, value: str) -> str:
    value = value.strip()
    if not value or not value.isprintable() or len(value) > VALUE_CHARACTERS_MAX:
        raise UsageError(f"{label}: write one line of at most {VALUE_CHARACTERS_MAX} characters")
    if blot(value)[1]:
        raise UsageError(f"{label} {WHOLE_NUMBER}")
    return value
