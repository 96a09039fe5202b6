# SPDX-License-Identifier: MIT
"""Page 2's upper half: every print of the receipt, and the slips as they were captured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from posminder.evidence.material import Material, Teller
from posminder.evidence.model import SEEN, Line, SlipText
from posminder.journal_file import Record
from posminder.messages import word
from posminder.slip_text import Slip, slips
from posminder_formats import records as r

_PRINTED: Final = {"delivered": "first", "duplicate": "duplicate"}


def receipt_line(it: Material, tell: Teller) -> Line:
    """Return how the receipt ended, for the form."""
    found = _prints(it)
    if not found:
        return tell.missing("receipt", "announced" if it.announced else "no_print")
    last = found[-1]
    at = it.at[last.seq]
    shown = tell.text("print", state=print_state(it, last), time=tell.when(at))
    return tell.line("receipt", shown, tell.dated(at), (at,))


def print_lines(it: Material, tell: Teller) -> Iterator[Line]:
    """Yield every word of the journal on a print of this receipt, and the reminders of it."""
    found = _prints(it)
    for each in found:
        at = it.at[each.seq]
        shown = tell.text("print", state=print_state(it, each), time=tell.when(at))
        yield tell.line("print", shown, tell.dated(at), (at,))
    if not found:
        yield tell.missing("print", "announced" if it.announced else "no_print")
    for each in it.life.after:
        words = each.words()
        if words.get("alert") == "receipt_missing":
            at = it.at[each.seq]
            state = word(it.language, "alert_state", str(words.get("state")))
            shown = tell.text("reminder", state=state, time=tell.when(at))
            yield tell.line("reminder", shown, tell.dated(at), (at,))


def slip_texts(it: Material, tell: Teller) -> tuple[SlipText, ...]:
    """Return the captured slips, each said to be no original."""
    return tuple(_slip(it, tell, each) for each in slips(it.life.after))


def receipt_file(found: Sequence[SlipText], tell: Teller) -> str:
    """Return receipt.txt: the slips in fixed width, or why there are none."""
    if not found:
        return tell.text("not_available", why=tell.text(_no_slip(tell.material))) + "\n"
    parts = [f"[{each.heading}]\n\n" + "\n".join(each.text) for each in found]
    return "\n\n".join([tell.text("slip_is_not"), *parts]) + "\n"


def no_slip(it: Material, tell: Teller) -> str:
    """Return why no slip's text is here."""
    return tell.text("not_available", why=tell.text(_no_slip(it)))


def _no_slip(it: Material) -> str:
    return "missing.announced" if it.announced else "missing.no_slip"


def _prints(it: Material) -> list[Record]:
    said = r.R_ATTESTED if it.announced else r.R_RECEIPT
    return [each for each in it.life.after if each.kind == said]


def print_state(it: Material, record: Record) -> str:
    """Return how a print ended, and of which copy."""
    words = record.words()
    if record.kind == r.R_ATTESTED:
        return word(it.language, "print", "attested")
    state = word(it.language, "receipt", str(words.get("state")))
    copy = words.get("copy")
    if copy not in ("merchant", "customer", "both"):
        return state
    return f"{state} ({word(it.language, 'copy', str(copy))})"


def _slip(it: Material, tell: Teller, slip: Slip) -> SlipText:
    heading = tell.text(
        "slip_heading",
        copy=word(it.language, "copy", slip.copy),
        which=word(it.language, "print", _which(it, slip)),
        state=word(it.language, "slip", slip.state),
        time=tell.when(it.at[slip.records[0].seq]),
        grade=SEEN,
    )
    lines = tuple(slip.lines)
    return SlipText(heading, lines, tuple(each.seq for each in slip.records))


def _which(it: Material, slip: Slip) -> str:
    """Return which print a slip's text is of: by the nearest record of a print that ended."""
    seq = slip.records[-1].seq
    ended = [each for each in _prints(it) if each.words().get("state") in _PRINTED]
    if not ended:
        return "unknown"
    nearest = min(ended, key=lambda each: abs(each.seq - seq))
    return _PRINTED[str(nearest.words()["state"])]
