# SPDX-License-Identifier: MIT
"""The offline handbook (R64) as one HTML page: lamp, sounds, button, alerts, and two flow charts.

What the agent shows for which alert is written down here a second time, for people; a test holds
both against each other.
"""

from __future__ import annotations

from typing import Final

from posminder.messages import sentence
from posminder.report.flow_svg import Box, draw
from posminder.report.frame import Section, render
from posminder.report.view_tables import Cell, Column, Table
from posminder.runbook_sentences import steps, whose

LAMPS: Final = ("off", "green", "green_blink", "yellow", "yellow_blink", "red_blink", "blue")
SOUNDS: Final = ("reminder", "alarm")
PRESSES: Final = ("short", "twice", "held", "long")

# The most urgent first: alert, lamp while it was not seen, sound.
ALERTS: Final = (
    ("journal_fault", "red_blink", "alarm"),
    ("sale_refused", "red_blink", "alarm"),
    ("not_signed_in", "red_blink", "alarm"),
    ("sale_not_signed_in", "red_blink", "alarm"),
    ("sign_in_refused", "red_blink", "alarm"),
    ("terminal_changed", "red_blink", "alarm"),
    ("settlement_open", "red_blink", "alarm"),
    ("settlement_mismatch", "red_blink", "alarm"),
    ("above_maximum", "red_blink", "alarm"),
    ("press_wanted", "yellow_blink", "none"),
    ("receipt_missing", "yellow_blink", "reminder"),
    ("sale_unknown", "yellow_blink", "reminder"),
    ("sign_in_due", "yellow_blink", "reminder"),
    ("closing_due", "yellow_blink", "reminder"),
    ("terminal_not_ready", "yellow_blink", "reminder"),
    ("offline_waiting", "yellow_blink", "reminder"),
    ("operator_missing", "yellow_blink", "reminder"),
    ("terminal_silent", "yellow_blink", "none"),
    ("out_of_hours", "yellow_blink", "none"),
    ("drill", "yellow_blink", "alarm"),
    ("printer_fault", "yellow_blink", "none"),
    ("two_settlers", "yellow_blink", "none"),
    ("batch_filling", "yellow_blink", "none"),
    ("case_opened", "yellow_blink", "none"),
    ("payout_returned", "yellow_blink", "none"),
    ("deposit_overdue", "yellow_blink", "none"),
    ("receipts_unprinted", "yellow", "none"),
    ("sale_incomplete", "yellow", "none"),
    ("holiday_ahead", "yellow_blink", "none"),
    ("journal_filling", "yellow_blink", "none"),
    ("clock_unset", "yellow", "none"),
    ("clock_differs", "yellow", "none"),
    ("journal_damaged", "yellow", "none"),
    ("update_failed", "yellow", "none"),
    ("supply_low", "yellow", "none"),
    ("account_change", "yellow", "none"),
    ("no_profile", "yellow", "none"),
    ("sounds_too_often", "yellow", "none"),
    ("uncommissioned", "yellow", "none"),
    ("calendar_ending", "yellow", "none"),
)

DAY: Final = (
    Box("flow.day.on", end=True),
    Box("flow.day.green", ask=True, aside="flow.day.wait", back="flow.day.green"),
    Box("flow.day.sell"),
    Box("flow.day.blinks", ask=True, aside="flow.day.act", leads="yes", back="flow.day.sell"),
    Box("flow.day.close"),
    Box("flow.day.settled", ask=True, aside="flow.day.open", back="flow.day.settled"),
    Box("flow.day.off", end=True),
)
COMMISSIONING: Final = (
    Box("flow.set.init", end=True),
    Box("flow.set.check", ask=True, aside="flow.set.correct", back="flow.set.check"),
    Box("flow.set.wire"),
    Box("flow.set.apply", ask=True, aside="flow.set.again", back="flow.set.apply"),
    Box("flow.set.status", ask=True, aside="flow.set.cable", back="flow.set.status"),
    Box("flow.set.try"),
    Box("flow.set.report", ask=True, aside="flow.set.stay", back="flow.set.try"),
    Box("flow.set.done", end=True),
)


def handbook(language: str) -> str:
    """Return the handbook as one self-contained page in `language`, one of messages.LANGUAGES."""

    def say(name: str) -> str:
        return sentence(language, name)

    charts = (("day", DAY), ("commissioning", COMMISSIONING))
    return render(
        "handbook.html.j2",
        language=language,
        title=say("handbook.title"),
        sub=say("handbook.sub"),
        sections=(
            _meanings(language, "lamp", LAMPS),
            _meanings(language, "sound", SOUNDS),
            _meanings(language, "button", PRESSES),
            _alerts(language),
            _rules(language, "rule", 6),
            _rules(language, "alone", 4),
        ),
        charts=[
            (name, say(f"handbook.{name}"), draw(boxes, language, say(f"handbook.{name}")))
            for name, boxes in charts
        ],
    )


def _columns(language: str, *names: str) -> tuple[Column, ...]:
    return tuple(Column(sentence(language, f"handbook.column.{name}")) for name in names)


def _meanings(language: str, what: str, names: tuple[str, ...]) -> Section:
    rows = tuple(
        (
            Cell(sentence(language, f"{what}.{name}"), shape=f"{what}-{name}"),
            Cell(sentence(language, f"means.{name}")),
        )
        for name in names
    )
    column = "press" if what == "button" else what
    table = Table(_columns(language, column, "means"), rows)
    return Section(what, sentence(language, f"handbook.{what}"), table=table)


def _rules(language: str, what: str, count: int) -> Section:
    """Return a section of `count` sentences, `handbook.<what>.1` and so on."""
    said = tuple(sentence(language, f"handbook.{what}.{each}") for each in range(1, count + 1))
    return Section(what, sentence(language, f"handbook.{what}"), sentences=said)


def _alerts(language: str) -> Section:
    rows = []
    for alert, lamp, sound in ALERTS:
        first, _, second = sentence(language, f"panel.{alert}").partition(" / ")
        rows.append(
            (
                Cell(sentence(language, f"alert.{alert}")),
                Cell(sentence(language, f"lamp.{lamp}"), shape=f"lamp-{lamp}"),
                Cell(sentence(language, f"sound.{sound}")),
                Cell(first, second),
                Cell(" ".join(steps(alert, language)), whose(alert, language)),
            )
        )
    columns = _columns(language, "alert", "lamp", "sound", "panel", "next")
    small = (sentence(language, "handbook.observe"),)
    title = sentence(language, "handbook.alerts")
    return Section("alerts", title, table=Table(columns, tuple(rows)), small=small)
