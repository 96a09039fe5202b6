# SPDX-License-Identifier: MIT
"""Was the terminal signed in when it sold, and who worked at it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from posminder.evidence.material import Material, Teller
from posminder.evidence.model import ATTESTED, Line
from posminder.messages import word
from posminder.wall_time import span_text

_UNSIGNED: Final = ("needed", "failed", "refused")
_SIGNED: Final = ("signed_in", "due", "attested")


def sign_in_lines(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield the state before the sale, since when, and the operator."""
    record = it.life.sign_in
    if record is None:
        yield tell.missing("sign_in", "no_sign_in")
        yield tell.missing("session_age", "no_sign_in")
    else:
        at = it.at[record.seq]
        state = str(record.words().get("state"))
        shown = tell.text("sign_in", state=word(it.language, "sign_in", state), time=tell.when(at))
        if state in _UNSIGNED and it.approved:
            shown = tell.text("sold_unsigned", told=shown)
        yield tell.line("sign_in", shown, tell.dated(at), (at, it.sale))
        if state in _SIGNED:
            age = span_text(max(0, it.sale.at_s - at.at_s), it.language)
            yield tell.line("session_age", age, tell.dated(at), (at, it.sale))
        else:
            yield tell.missing("session_age", "not_signed_in")
    yield tell.missing("sign_in_batch", "not_on_the_line")
    yield _operator(it, tell)


def _operator(it: Material, tell: Teller) -> Line:
    said = it.life.operator
    if said is None:
        return tell.missing("operator", "no_operator")
    at = it.at[said.seq]
    who = said.words().get("person")
    name = "operator" if who else "operator_button"
    return tell.line("operator", tell.text(name, id=who, time=tell.when(at)), ATTESTED, (at,))
