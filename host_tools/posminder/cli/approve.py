# SPDX-License-Identifier: MIT
"""`posminder approve` and `posminder ack`: what a person decides with his name (R2, R43, R84)."""

from __future__ import annotations

from typing import Annotated

import typer

from posminder import board_status, output
from posminder.cli import secrets_typed
from posminder.cli.connect import connect
from posminder.cli.named import AsOption, Said, spoken, spoken_language
from posminder.cli.profile_file import LangOption
from posminder.messages import sentence, word
from posminder.money import amount_text
from posminder_formats import people, records

app = typer.Typer(help="Decide what only some may decide.", no_args_is_help=True)


@app.callback()
def approve() -> None:
    """Decide what only some may decide."""


@app.command("above-max")
def above_max(who: AsOption, port: output.PortOption = None, lang: LangOption = None) -> None:
    """Let a batch that is held above the maximum be settled: supervisor or owner, with his PIN."""
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        batch, held = status.batch, status.settlement
        if batch is None or held is None or held.state != "held":
            raise Said(sentence(language, "refused.nothing"))
        count, total_minor, currency = batch.count or 0, batch.total_minor or 0, batch.currency or 0
        total = amount_text(total_minor, currency, language)
        output.say(sentence(language, "approve.above_max", count=count, total=total))
        text = people.above_max_text(count, total_minor, currency)
        person = secrets_typed.person(who, status.id, language)
        with spoken(language):
            session.deed(person, people.SETTLE_ABOVE_MAX, total_minor, text)
    output.say(sentence(language, "approve.released", id=who))


@app.command("gate")
def gate(who: AsOption, port: output.PortOption = None, lang: LangOption = None) -> None:
    """Let a few sales through a closed gate for a while: supervisor or owner, with his PIN."""
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        if status.gate is None or status.gate.cause is None:
            raise Said(sentence(language, "refused.nothing"))
        cause = word(language, "gate", status.gate.cause)
        output.say(sentence(language, "approve.gate", cause=cause))
        person = secrets_typed.person(who, status.id, language)
        with spoken(language):
            session.deed(person, people.OVERRIDE_GATE, 0, people.gate_text())
        left = board_status.parse(session.download("/status")).gate
    count = 0 if left is None else left.sales_left
    output.say(sentence(language, "approve.gate_open", id=who, count=count))


def operator(who: AsOption, port: output.PortOption = None, lang: LangOption = None) -> None:
    """Say, with name and PIN, that you have signed in at the terminal as its operator."""
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        if status.terminal is None or status.terminal.operator is None:
            raise Said(sentence(language, "refused.nothing"))
        person = secrets_typed.person(who, status.id, language)
        with spoken(language):
            session.deed(person, people.OPERATOR, 0, people.operator_text())
    output.say(sentence(language, "approve.operator", id=who))


def acknowledge(
    who: AsOption,
    alert: Annotated[
        str | None,
        typer.Argument(metavar="[ALERT]", help="Its name in status. Default: the worst unseen."),
    ] = None,
    port: output.PortOption = None,
    lang: LangOption = None,
) -> None:
    """Say that an alert was seen, with name and PIN; the button says it for nobody."""
    if alert is not None and (not alert or alert not in records.ALERT_WORDS):
        known = ", ".join(filter(None, records.ALERT_WORDS))
        raise typer.BadParameter(f"use one of {known}", param_hint="ALERT")
    with connect(port) as (session, status):
        language = spoken_language(status.id, lang)
        unseen = [each.alert for each in status.alerts if not each.seen]
        if not unseen or alert not in (None, *unseen):
            raise Said(sentence(language, "refused.nothing"))
        named = alert or unseen[0]
        number = records.ALERT_WORDS.index(named)
        output.say(sentence(language, f"alert.{named}"), style="bold")
        person = secrets_typed.person(who, status.id, language)
        with spoken(language):
            session.deed(person, people.ACKNOWLEDGE, number, people.acknowledge_text(number))
    output.say(sentence(language, "approve.acknowledged", id=who))
