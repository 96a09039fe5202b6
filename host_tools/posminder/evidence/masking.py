# SPDX-License-Identifier: MIT
"""The last wall against card data: whatever a slip, a case or a foreign board brings, blotted out.

A board cuts card numbers where it reads them. What people type, and records that no board of ours
wrote, may hold one nevertheless; of it only an `x` a digit is printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from posminder.evidence.model import Asked, Line, Pack, Part, Row, SlipText
from posminder.profile.card_numbers import blot

_NAMES: Final = ("mid", "verify", "seal", "profile_hash", "rows")  # digits, and no card's


def masked(pack: Pack) -> Pack:
    """Return the pack without a whole card or account number in any text."""
    groups = tuple(replace(each, lines=in_lines(each.lines)) for each in pack.form.groups)
    form = replace(pack.form, groups=groups, ticks=_ticks(pack.form.ticks))
    return replace(
        pack,
        form=form,
        prints=_part(pack.prints),
        slips=tuple(_slip(each) for each in pack.slips),
        timeline=_part(pack.timeline),
        claim=text(pack.claim),
        asked=tuple(_asked(each) for each in pack.asked),
        parts=tuple(_part(each) for each in pack.parts),
        checklist=_ticks(pack.checklist),
        facts=in_json(pack.facts),
    )


def text(found: str) -> str:
    """Return a text without a whole number."""
    return blot(found)[0]


def in_json(value: Any) -> Any:
    """Return a JSON value without a whole number in any of its texts."""
    if isinstance(value, dict):
        return {key: in_json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [in_json(each) for each in value]
    return text(value) if isinstance(value, str) else value


def in_lines(found: Iterable[Line]) -> tuple[Line, ...]:
    """Return lines without a whole number in any value, but of those that are no card's."""
    return tuple(
        each if each.key in _NAMES else replace(each, value=text(each.value)) for each in found
    )


def _part(part: Part) -> Part:
    table = part.table
    if table is not None:
        table = replace(table, rows=tuple(_row(each) for each in table.rows))
    sentences = tuple(_row(each) for each in part.sentences)
    return replace(part, lines=in_lines(part.lines), table=table, sentences=sentences)


def _ticks(ticks: Iterable[tuple[bool, str]]) -> tuple[tuple[bool, str], ...]:
    return tuple((done, text(each)) for done, each in ticks)


def _row(row: Row) -> Row:
    return replace(row, cells=tuple(text(each) for each in row.cells))


def _slip(slip: SlipText) -> SlipText:
    """Return a slip; a number may run over a line's end, so its text is looked at as one."""
    whole = text(" ".join(slip.text))  # of the same length
    lines = []
    for each in slip.text:
        lines.append(whole[: len(each)])
        whole = whole[len(each) + 1 :]
    return replace(slip, text=tuple(lines))


def _asked(asked: Asked) -> Asked:
    label, other = asked.what
    return replace(asked, what=(text(label), text(other)), answer=text(asked.answer))
