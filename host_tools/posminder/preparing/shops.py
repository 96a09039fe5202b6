# SPDX-License-Identifier: MIT
"""A list of shops (CSV or xlsx) as site files: each line answers what `init` would ask.

The heads are the questions' names, in English or Chinese; a column that is not there leaves what
the template says. One fault and there is no shop: every finding has file, line and column, and the
column is the cell's number, as a spreadsheet counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from posminder.messages import LANGUAGES, sentence
from posminder.profile.check import Checked, check
from posminder.profile.findings import Finding, Severity, Spot, dotted, errors_in
from posminder.profile.load import load
from posminder.profile.site_file import QUESTIONS, answer_of, fault_of, questions, site_text
from posminder.profile.values import did_you_mean
from posminder.statements.cells import FILE_BYTES_MAX, Broken, Line, lines

SHOPS_MAX: Final = 1000
_SEPARATORS: Final = ",;\t"
_NAMES: Final = tuple(each.name for each in QUESTIONS)


@dataclass(frozen=True, slots=True)
class Shop:
    """One line of the list: its site file's text, and the digest of what was answered."""

    site: str
    line: int
    text: str
    answered: str
    checked: Checked


@dataclass(frozen=True, slots=True)
class _Row:
    spot: Spot
    cells: Mapping[str, tuple[int, str]]  # question's name: the cell's number, its text


def read(
    path: Path, layers: tuple[str, ...], folder: Path, environment: Mapping[str, str], today: date
) -> tuple[tuple[Shop, ...], tuple[Finding, ...]]:
    """Return the shops of the list at `path`, their files to lie in `folder`; or what is wrong.

    Warnings stand beside shops, errors instead of them.
    """
    name = str(path)
    below = load(folder / "shop.yaml", f"extends: {json.dumps(layers)}\n")
    if below.findings:
        found = (f"of the template or sheet: {each.sentence}" for each in below.findings)
        return (), tuple(Finding(Spot(name, 1, 1), "", each) for each in found)
    try:
        rows, findings = _rows(name, path.read_bytes()[: FILE_BYTES_MAX + 1])
    except OSError as error:
        rows, findings = [], [Finding(Spot(name, 1, 1), "", f"cannot be read: {error.strerror}")]
    except Broken as broken:
        spot = Spot(name, broken.line, broken.column)
        rows, findings = [], [Finding(spot, "", broken.sentence)]
    shops: list[Shop] = []
    for row in rows:
        answers, wrong = _answers(row, below.values)
        findings += wrong
        if not wrong:
            shop = _shop(row, layers, answers, below.values, folder, environment, today)
            shops.append(shop)
            findings += _in_list(shop.checked, row)
    findings += _twice(rows, ("id", "tid"))
    findings = _said_once(findings)
    return (() if errors_in(findings) else tuple(shops)), tuple(findings)


def _said_once(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings by place; a warning of the layers below is every shop's, and said once."""
    known: set[tuple[str, str]] = set()
    kept = []
    for each in sorted(findings, key=lambda each: (each.spot.line, each.spot.column)):
        what = (each.path, each.sentence)
        if each.severity is Severity.ERROR or what not in known:
            kept.append(each)
        known.add(what)
    return kept


def _rows(name: str, raw: bytes) -> tuple[list[_Row], list[Finding]]:
    encoding, separator = _form(raw)
    places: dict[str, int] | None = None
    rows: list[_Row] = []
    findings: list[Finding] = []
    for line in lines(raw, encoding, separator):
        if places is None:
            places, findings = _heads(name, line)
            continue
        if len(rows) == SHOPS_MAX:
            raise Broken(line.number, 1, f"has more than {SHOPS_MAX} shops: split it")
        cells = {
            question: (at + 1, line.cells[at] if at < len(line.cells) else "")
            for question, at in places.items()
        }
        rows.append(_Row(Spot(name, line.number, 1), cells))
    if not rows and not findings:
        findings.append(Finding(Spot(name, 1, 1), "", "names no shop below its heads"))
    return ([], findings) if findings else (rows, [])


def _form(raw: bytes) -> tuple[str, str]:
    """Return encoding and separator: UTF-8 unless it is none, then what Excel writes in China."""
    try:
        text, encoding = raw.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = raw.decode("gb18030", errors="replace"), "gb18030"
    first = next((line for line in text.splitlines() if line.strip()), "")
    return encoding, max(_SEPARATORS, key=first.count)


def head(name: str, language: str) -> str:
    """Return what a question's column is called."""
    return name if language == LANGUAGES[0] else sentence(language, f"prepare.column.{name}")


def _heads(name: str, line: Line) -> tuple[dict[str, int], list[Finding]]:
    known = {head(each, language).casefold(): each for each in _NAMES for language in LANGUAGES}
    places: dict[str, int] = {}
    findings = []
    for at, text in enumerate(line.cells):
        question = known.get(text.casefold())
        spot = Spot(name, line.number, at + 1)
        if question is None and text:
            near = did_you_mean(text, list(known)) or f"; known are {', '.join(_NAMES)}"
            findings.append(Finding(spot, "", f'has a head that is none: "{text}"{near}'))
        elif question in places:
            findings.append(Finding(spot, "", f'has the head "{text}" twice'))
        elif question is not None:
            places[question] = at
    if "id" not in places:
        sentence_ = "has no column id: its first line names the columns, and each shop has an id"
        findings.append(Finding(Spot(name, line.number, 1), "", sentence_))
    return places, findings


def _answers(row: _Row, below: Mapping[str, Any]) -> tuple[dict[str, str], list[Finding]]:
    asked = questions(below)
    answers: dict[str, str] = {}
    findings: list[Finding] = []
    for question in QUESTIONS:
        column, text = row.cells.get(question.name, (1, ""))
        if question not in asked:
            if text:
                wrong = "does nothing for this template: leave it empty"
                findings.append(_finding(row, column, question.name, wrong))
            continue
        answers[question.name] = text or answer_of(question, below)
        if (fault := fault_of(question, answers[question.name])) is not None:
            findings.append(_finding(row, column, question.name, fault))
    return answers, findings


def _shop(
    row: _Row,
    layers: tuple[str, ...],
    answers: dict[str, str],
    below: Mapping[str, Any],
    folder: Path,
    environment: Mapping[str, str],
    today: date,
) -> Shop:
    text = site_text(layers, answers, today, below)
    checked = check(folder / f"{answers['id']}.yaml", environment, today, text)
    answered = sha256(json.dumps([layers, answers], sort_keys=True).encode()).hexdigest()
    return Shop(answers["id"], row.spot.line, text, answered, checked)


def _in_list(checked: Checked, row: _Row) -> Iterator[Finding]:
    """Yield what `check` says of a shop's file, at the cell of the list that it comes from."""
    for found in checked.findings:
        question = next((q for q in QUESTIONS if found.path.startswith(dotted(q.path))), None)
        column = row.cells.get(question.name, (1, ""))[0] if question else 1
        about = found.path or "profile"
        yield _finding(row, column, about, found.sentence, found)


def _finding(row: _Row, column: int, about: str, wrong: str, of: Finding | None = None) -> Finding:
    spot = Spot(row.spot.file, row.spot.line, column)
    return Finding(spot, about, wrong) if of is None else Finding(spot, about, wrong, of.severity)


def _twice(rows: Sequence[_Row], names: tuple[str, ...]) -> Iterator[Finding]:
    """Yield what must be there once and is there again: two shops with one id or one terminal."""
    for name in names:
        seen: dict[str, Spot] = {}
        for row in rows:
            column, text = row.cells.get(name, (1, ""))
            spot = Spot(row.spot.file, row.spot.line, column)
            if text in seen:
                yield Finding(spot, name, f'"{text}" is there already', against=seen[text])
            elif text:
                seen[text] = spot
