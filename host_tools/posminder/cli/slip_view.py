# SPDX-License-Identifier: MIT
"""How the commands show the text of a slip: said to be no original, then line by line."""

from __future__ import annotations

from posminder import output
from posminder.messages import sentence, word
from posminder.slip_text import GRADE, Slip


def slip_heading(slip: Slip, language: str) -> str:
    """Return whose slip it is, what its text is worth, and what of it lacks."""
    return sentence(
        language,
        "slip.heading",
        copy=word(language, "copy", slip.copy),
        state=word(language, "slip", slip.state),
        grade=GRADE,
    )


def show_slip(slip: Slip, language: str) -> None:
    """Print a slip's heading and its lines."""
    output.say(slip_heading(slip, language))
    for line in slip.lines:
        output.say(f"  | {line}")


def slip_json(slip: Slip) -> dict[str, object]:
    """Return a slip as JSON shows it; it is what passed the board, no signed original."""
    return {
        "seq": [record.seq for record in slip.records],
        "copy": slip.copy,
        "state": slip.state,
        "grade": GRADE,
        "signed_original": False,
        "text": slip.text,
    }
