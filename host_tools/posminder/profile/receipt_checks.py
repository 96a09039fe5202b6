# SPDX-License-Identifier: MIT
"""Receipts held against how the terminal prints and what it tells (R57 to R59)."""

from __future__ import annotations

from collections.abc import Iterator

from posminder.profile.findings import Finding
from posminder.profile.subject import Subject


def check_receipts(subject: Subject) -> Iterator[Finding]:
    """Yield every setting of receipts that would do nothing."""
    receipts = subject.profile.receipts
    if receipts.cvm_limit is not None and receipts.need != "when_signature_needed":
        sentence = (
            "does nothing but with need: when_signature_needed: write that, or take the limit out"
        )
        yield subject.finding(("receipts", "cvm_limit"), sentence, against=("receipts", "need"))
    if receipts.keep_slip != "none":
        yield from _slip_text(subject)
    elif receipts.slip_charset != "auto":
        sentence = "does nothing while no slip's text is kept: write keep_slip, or take it out"
        path = ("receipts", "slip_charset")
        yield subject.finding(path, sentence, against=("receipts", "keep_slip"))
    if receipts.auto_duplicate == "once":
        yield from _duplicate(subject)
        if receipts.need in ("electronic", "none"):
            sentence = f"repeats receipts that need: {receipts.need} says this shop does not print"
            path = ("receipts", "auto_duplicate")
            yield subject.finding(path, sentence, against=("receipts", "need"))


def _slip_text(subject: Subject) -> Iterator[Finding]:
    terminal, path = subject.profile.terminal, ("receipts", "keep_slip")
    if terminal.driver != "zvt" or terminal.wiring != "in_line":
        sentence = "works only in line with a register and a ZVT terminal: take it out"
        yield subject.finding(path, sentence, against=("terminal", "wiring"))
    elif terminal.zvt.config == "receipts_on_terminal":
        sentence = (
            "does nothing where the terminal prints itself: its slips stay in it; take it out"
        )
        yield subject.finding(path, sentence, against=("terminal", "zvt", "config"))


def _duplicate(subject: Subject) -> Iterator[Finding]:
    terminal, path = subject.profile.terminal, ("receipts", "auto_duplicate")
    if terminal.driver == "attended":
        sentence = (
            "does nothing beside an attended terminal: nobody can tell it to print; take it out"
        )
        yield subject.finding(path, sentence, against=("terminal", "driver"))
    elif terminal.wiring == "in_line" and terminal.zvt.config == "receipts_to_register":
        sentence = (
            "cannot work where the register prints: lines that the board asks for come to the "
            "board, and no register takes lines it did not ask for; off, or "
            "terminal: {zvt: {config: receipts_on_terminal}}"
        )
        yield subject.finding(path, sentence, against=("terminal", "zvt", "config"))
