# SPDX-License-Identifier: MIT
"""`posminder init`: a site's file by asking, or from options alone; then what to do with it.

Each answer is checked at once, the whole as `check` does it; a file is written only when it has no
errors. Without a terminal nothing is asked: an option, or what the template says.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from posminder import output
from posminder.cli import checklist
from posminder.cli.profile_file import LangOption, finding_to_json, language_of, show_findings
from posminder.errors import EXIT_USAGE, UsageError
from posminder.messages import sentence
from posminder.profile import check as profile_check
from posminder.profile.load import load, shipped_names
from posminder.profile.schema import schema
from posminder.profile.site_file import (
    QUESTIONS,
    SCHEMA_FILE,
    Question,
    answer_of,
    fault_of,
    questions,
    site_text,
)


def _option(name: str, help_: str) -> Any:
    return typer.Option(f"--{name}", help=help_)


def command(
    file: Annotated[Path, typer.Argument(metavar="[FILE]", help="The file to write.")] = Path(
        "shop.yaml"
    ),
    template: Annotated[str | None, _option("template", "A kind of shop.")] = None,
    acquirer: Annotated[str | None, _option("acquirer", "The acquirer's sheet.")] = None,
    id_: Annotated[str | None, _option("id", "The shop's id.")] = None,
    name: Annotated[str | None, _option("name", "The shop's name.")] = None,
    wiring: Annotated[str | None, _option("wiring", "in_line or beside.")] = None,
    tid: Annotated[str | None, _option("tid", "The terminal's id.")] = None,
    password_variable: Annotated[
        str | None, _option("password-variable", "Environment variable with the ZVT password.")
    ] = None,
    hours: Annotated[str | None, _option("hours", "mon-fri 08:00-20:00; sat 09:00-14:00.")] = None,
    latest: Annotated[str | None, _option("latest", "Settle at the latest, 20:45.")] = None,
    min_: Annotated[str | None, _option("min", "Totals below it wait, 5.00.")] = None,
    max_: Annotated[str | None, _option("max", "Totals above it wait, 8000.00.")] = None,
    owner: Annotated[str | None, _option("owner", "The owner's name.")] = None,
    supervisor: Annotated[str | None, _option("supervisor", "The supervisor's name.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Write a site's profile by asking, and print the commissioning checklist."""
    if file.exists() and not force:
        raise UsageError(f"{file} exists already. Name another file, or add --force")
    language = language_of(None, lang)
    shop = _layer("template", template, file, language)
    layers = (_layer("acquirer", acquirer, file, language, _currency_of(shop, file)), shop)
    given = {
        "id": id_,
        "name": name,
        "wiring": wiring,
        "tid": tid,
        "password_variable": password_variable,
        "hours": hours,
        "latest": latest,
        "min": min_,
        "max": max_,
        "owner": owner,
        "supervisor": supervisor,
    }
    below = _values_of(layers, file)
    answers = _answers(given, below, language)
    _write(file, site_text(layers, answers, date.today(), below), lang, as_json=as_json)


def _layer(
    folder: str, given: str | None, file: Path, language: str, fitting: str | None = None
) -> str:
    """Return the layer of this kind that was asked for, by option or at the terminal.

    Each is offered with its currency; the first with the `fitting` one is the default.
    """
    known = shipped_names(folder)
    if given is not None:
        return given if "/" in given else f"{folder}/{given}"
    if not sys.stdin.isatty():
        raise UsageError(f"--{folder} is missing: one of {', '.join(known)}, or a file of your own")
    currencies = {name: _currency_of(name, file) for name in known}
    offered = ", ".join(f"{name} ({currencies[name] or '?'})" for name in known)
    default = next((name for name in known if currencies[name] == fitting), known[0])
    question = f"{sentence(language, f'init.{folder}')}: {offered}"
    answer = str(typer.prompt(question, default=default, err=True))
    return answer if "/" in answer else f"{folder}/{answer}"


def _currency_of(name: str, file: Path) -> str | None:
    """Return the currency that a template or a sheet says, None where it says none."""
    values = load(file, f"extends: {json.dumps(name)}\n").values
    for part in (values.get("site"), values.get("sheet")):
        if isinstance(part, Mapping) and isinstance(part.get("currency"), str):
            return str(part["currency"])
    return None


def _values_of(layers: tuple[str, ...], file: Path) -> Mapping[str, Any]:
    """Return what the layers below the new file say already; exit with 2 when they have errors."""
    below = load(file, f"extends: {json.dumps(layers)}\n")
    if below.findings:
        show_findings(tuple(below.findings))
        raise typer.Exit(EXIT_USAGE)
    return below.values


def _answers(
    given: Mapping[str, str | None], values: Mapping[str, Any], language: str
) -> dict[str, str]:
    """Return an answer to every question. Raises UsageError for the options that are wrong."""
    answers: dict[str, str] = {}
    faults: list[str] = []
    asked = questions(values)
    for question in QUESTIONS:
        if question not in asked:
            if given[question.name] is not None:
                faults.append(
                    f"--{question.name.replace('_', '-')}: does nothing for this template"
                )
            continue
        default = answer_of(question, values)
        answer = given[question.name]
        if answer is None and sys.stdin.isatty():
            answers[question.name] = _ask(question, default, language)
            continue
        answers[question.name] = default if answer is None else answer
        if (fault := fault_of(question, answers[question.name])) is not None:
            faults.append(f"--{question.name.replace('_', '-')}: {fault}")
    if faults:
        raise UsageError("; ".join(faults))
    return answers


def _ask(question: Question, default: str, language: str) -> str:
    """Ask until the answer is one."""
    text = sentence(language, f"init.{question.name}")
    while True:
        answer = str(typer.prompt(text, default=default, err=True, show_default=bool(default)))
        if (fault := fault_of(question, answer)) is None:
            return answer
        output.note(fault)


def _write(file: Path, text: str, lang: str | None, *, as_json: bool) -> None:
    """Check the new file as `check` does, write it with its schema, say what comes next.

    A variable that is not set yet is the business of whoever applies the file.
    """
    checked = profile_check.check(file, os.environ, text=text, password_later=True)
    if not as_json:
        show_findings(checked.findings)
    if checked.profile is not None:
        output.write_file(file, text)
        schema_file = file.with_name(SCHEMA_FILE)
        content = json.dumps(schema("site"), ensure_ascii=False, indent=2) + "\n"
        output.write_file(schema_file, content)
    if as_json:
        found = [finding_to_json(each) for each in checked.findings]
        ok = checked.profile is not None
        output.json_line({"file": str(file), "ok": ok, "findings": found})
    if checked.profile is None:
        raise typer.Exit(EXIT_USAGE)
    if not as_json:
        language = language_of(checked.profile, lang)
        output.say(sentence(language, "init.written", file=file, schema=schema_file))
        checklist.show(checked.profile, file, language)
