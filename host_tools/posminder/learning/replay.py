# SPDX-License-Identifier: MIT
"""A dialect held against a recorded line: is each exchange read as what was done?

The reader is the simulated terminal's, which shares nothing with what drafted the dialect.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from posminder.learning.record import Exchange, Record
from posminder.simulator.mis_speech import Speech


@dataclass(frozen=True, slots=True)
class Held:
    """One exchange. `wrong`: what is read otherwise than it was, empty if nothing is."""

    step: str
    wrong: tuple[str, ...]


def replay(settings: Mapping[str, Any], record: Record) -> Iterator[Held]:
    """Yield what becomes of each exchange. `settings`: those below `dialect`, checked."""
    speech = Speech(settings)
    for each in record.exchanges:
        yield Held(each.step, tuple(_wrong(speech, each, record.amount_minor)))


def _wrong(speech: Speech, exchange: Exchange, amount_minor: int) -> Iterator[str]:
    try:
        asked, told = speech.read(exchange.command), speech.read(exchange.reply)
    except (IndexError, ValueError):  # it is built otherwise than the dialect says
        yield "body"
        return
    if asked.get("function") != exchange.step:
        yield "command"
    if told.get("function") not in (exchange.step, None):
        yield "reply"
    if speech.meaning(str(told.get("result"))) != "approved":
        yield "result"
    if exchange.step == "sale":
        if asked.get("amount") != amount_minor:
            yield "amount"
        if told.get("amount") not in (amount_minor, None):
            yield "reply_amount"
