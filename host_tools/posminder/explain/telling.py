# SPDX-License-Identifier: MIT
"""Every record as one sentence: `record.<kind>`, more exactly `record.<kind>.<state>` where there
is one. A kind without a sentence, such as a newer board's, is told by its fields.
"""

from __future__ import annotations

from typing import Any, Final

from posminder.messages import MESSAGES
from posminder.report import words as coded
from posminder.report.placing import Placed
from posminder.report.speech import Speech
from posminder.slip_text import slip_line
from posminder.wall_time import day_text, local_text
from posminder_formats import record_words

_DASH: Final = "–"
_HASH_SHOWN: Final = 16
# The field that picks the more exact sentence.
_TELLING: Final = ("state", "outcome", "press", "result", "part")
# Coded fields whose words stand in another group of messages.words than their own name.
_GROUPS: Final = {
    ("approval", "outcome"): "approval",
    ("boot", "reason"): "boot",
    ("clock", "source"): "clock",
    ("clock_seen", "source"): "clock",
    ("lease", "state"): "lease",
    ("profile", "change"): "consent",
    ("line", "state"): "line",
    ("line", "line"): "side",
    ("terminal_error", "about"): "about",
    ("offline", "state"): "offline",
    ("person", "state"): "person",
    ("receipt", "state"): "receipt",
    ("rekey", "state"): "rekey",
    ("update", "state"): "update",
    ("settlement", "state"): "settlement",
    ("slip", "state"): "slip",
    ("terminal_changed", "state"): "exchange",
    ("sign_in", "state"): "sign_in",
    ("intent", "reason"): "cause",
    ("credit", "state"): "credit",
    ("fault", "part"): "fault",
    ("fault", "error"): "board_part",
    ("measured", "state"): "measured",
    ("gate", "cause"): "gate",
    ("self_test", "part"): "board_part",
    ("credit", "reason"): "returned",
}


def told(each: Placed, say: Speech) -> str:
    """Return what a record says."""
    name = each.record.name
    words = each.record.words()
    for field in _TELLING:
        if f"record.{name}.{words.get(field)}" in MESSAGES:
            name = f"{name}.{words[field]}"
            break
    if f"record.{name}" not in MESSAGES:
        return say("record.other", kind=name, fields=_fields(words))
    return say(f"record.{name}", **_values(each, words, say))


def is_other(each: Placed) -> bool:
    """Return whether nothing here knows what this record's kind means."""
    return f"record.{each.record.name}" not in MESSAGES


def _fields(words: dict[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in words.items() if value is not None)


def _values(each: Placed, words: dict[str, Any], say: Speech) -> dict[str, str]:
    """Return every field of the record's kind as a text, also those that an old board left out."""
    names = record_words.KINDS[each.kind][1]
    values = {name: _value(each, name, words, say) for name in names}
    values["books"] = say.books(words.get("count"), words.get("total_minor"))
    values["because"] = say.bracketed(words.get("cause"))
    return values


def _value(each: Placed, name: str, words: dict[str, Any], say: Speech) -> str:
    value = words.get(name)
    if value is None:
        return _DASH
    if name == "text":
        return slip_line(each.record)
    if name == "alert":
        return coded.alert_text(say.language, str(value), words.get("subject"))
    if name.endswith("_minor"):
        return say.money(value, words.get("currency"))
    if name.endswith("_wall_s") and isinstance(value, int):
        return local_text(value, say.site.utc_offsets)
    if name in ("business_day", "due_day") and isinstance(value, int):
        return day_text(value)
    if name.endswith("_hash") or isinstance(value, list):
        return str(value)[:_HASH_SHOWN]
    return say.word(_GROUPS.get((each.record.name, name), name), value)
