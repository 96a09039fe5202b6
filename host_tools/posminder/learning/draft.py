# SPDX-License-Identifier: MIT
"""A dialect's file from what was heard, and what of it is kept for a replay.

What could not be told stands in the file as a comment that begins with `# unknown`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from posminder.errors import UsageError
from posminder.learning.fields import Finder, Found
from posminder.learning.masking import mask_field
from posminder.learning.record import STEPS, Exchange, Record
from posminder.learning.shape import Shape, guess

# In the order of the shipped dialects' files.
_FIELDS: Final = (
    "type",
    "result",
    "echo",
    "amount",
    "total",
    "count",
    "trace",
    "old_trace",
    "receipt",
    "auth",
    "date",
    "time",
    "card",
    "card_name",
    "tid",
)
_MEANINGS: Final = (
    "not_printed, sign_in_again, settle_first, not_balanced, duplicate, no_paper, acquirer_silent, "
    "busy, no_right, nothing"
)


class NoShape(UsageError):
    """No way was found in which all bodies are built: {} exchanges. Nothing was written. Record
    again, and do nothing at the terminal besides what is asked."""


def shape_of(record: Record) -> Shape:
    """Return how the record's bodies are built. Raises NoShape."""
    bodies = [body for each in record.exchanges for body in (each.command, each.reply)]
    shape = guess(bodies)
    if shape is None:
        raise NoShape(len(record.exchanges))
    return shape


def without_secrets(record: Record, shape: Shape) -> Record:
    """Return the record without fields that may be PIN blocks, keys or check codes."""
    return replace(record, exchanges=tuple(_cleaned(record.exchanges, shape)))


def _cleaned(exchanges: Iterable[Exchange], shape: Shape) -> Iterator[Exchange]:
    for each in exchanges:
        both = []
        for body in (each.command, each.reply):
            out = bytearray(body)
            for _, start, end in shape.leaves(body) or ():
                out[start:end] = mask_field(body[start:end])
            both.append(bytes(out))
        yield replace(each, command=both[0], reply=both[1])


def draft(record: Record, shape: Shape, name: str, recorded: date) -> str:
    """Return the text of a dialect's file. `name`: a-z, 0-9 and -, at most 32."""
    found = Finder(record, shape).find()
    lines = [
        "# EXPERIMENTAL: drafted from a recorded line, by what could be recognised. Hold each line",
        "# against the acquirer's interface document, fill in what is unknown, then:",
        "# posminder dialect check FILE --replay RECORD",
        "schema: 1",
        "dialect:",
        f"  name: {name}",
        f'  source: "recorded by posminder learn on {recorded.isoformat()}; no document was read"',
        "  frame:",
        f"    acknowledge: {'ack_nak' if record.acknowledged else 'none'}",
        "    byte_gap_ms: 500            # unknown",
        "    reply_wait_s: 60            # unknown",
        *_body(shape, found),
        "  fields:",
        *_fields(found),
        "  types:",
        *_types(record, found),
    ]
    if found.sends:
        lines.append(f"  sends: {_list(found.sends)}  # alike in every command")
    if found.adds:
        lines.append(
            "  adds:                         # of one command each; fixed, or only that day"
        )
        lines += [f"    {step}: {_list(each)}" for step, each in found.adds.items()]
    lines.append("  results:")
    if found.approved is None:
        lines.append("    # unknown: approved")
    else:
        lines.append(f"    approved: {_list([found.approved])}")
    lines.append(f"    # unknown: {_MEANINGS}")
    return "\n".join(lines) + "\n"


def _body(shape: Shape, found: Found) -> Iterator[str]:
    yield "  body:"
    if shape.header_bytes:
        yield f"    header: {json.dumps(found.header)}"
    yield f"    tags: {'text' if shape.text_tags else 'hex'}"
    yield f"    tag_bytes: {shape.tag_bytes}"
    yield f"    length: {shape.length}"
    if shape.length != "ber":
        yield f"    length_bytes: {shape.length_bytes}"
    if shape.separator is not None:
        yield f'    separator: "{shape.separator:02X}"'
    if shape.containers:
        yield f"    containers: {_list([shape.place(each) for each in shape.containers])}"


def _fields(found: Found) -> Iterator[str]:
    for name in _FIELDS:
        if (place := found.fields.get(name)) is None:
            yield f"    # unknown: {name}"
        else:
            doubt = found.doubts.get(name)
            yield f"    {name}: {json.dumps(place)}{f'  # unknown: {doubt}' if doubt else ''}"


def _types(record: Record, found: Found) -> Iterator[str]:
    for step in STEPS:
        if (code := found.types.get(step)) is not None:
            between = record.of(step)
            news = between.news if between else 0
            also = f"  # unknown: {news} more frames between command and reply" if news else ""
            yield f"    {step}: {_list([code])}{also}"
        else:
            yield f"    # unknown: {step}"
    yield "    # unknown: refund, status, relay"


def _list(values: Sequence[str]) -> str:
    return json.dumps(values)
