# SPDX-License-Identifier: MIT
"""`posminder practice`: an incident to solve at a simulated counter, and a score (R17)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import typer

from posminder import output
from posminder.cli.profile_file import LangOption, language_of
from posminder.errors import EXIT_FINDING, UsageError
from posminder.messages import sentence
from posminder.messages.runbook import RUNBOOK
from posminder.money import amount_text
from posminder.practice.incidents import INCIDENTS, Incident
from posminder.practice.rehearsal import ACTS, WAIT_MIN_MAX, ActUnknown, Rehearsal, rehearsal
from posminder.practice.score import Score
from posminder.profile.values import did_you_mean
from posminder.runbook_sentences import steps
from posminder.scenarios import telling
from posminder.simulator.timeline import Moment

_DONE: Final = "done"
_LAMPS: Final = {"red": "red_blink"}  # as the handbook names what a counter shows
_SOUNDS: Final = {1: "reminder", 2: "alarm"}


class IncidentUnknown(UsageError):
    """There is no incident {}{}. Next: posminder practice --list"""


class ScriptWrong(UsageError):
    """{}:{}: {}"""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer: an act, and what stood behind it."""

    act: str
    more: str = ""


def command(
    incident: Annotated[
        str | None, typer.Argument(metavar="INCIDENT", help="Which one; --list names them.")
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="Name the incidents.")] = False,
    script: Annotated[
        Path | None, typer.Option("--script", help="Answers from a file, one a line.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Other cards; the same seed, the same shop.")] = 1,
    save: Annotated[
        Path | None, typer.Option("--save", help="Keep the result in this file, as JSON.")
    ] = None,
    lang: LangOption = None,
    as_json: output.JsonOption = False,
) -> None:
    """Solve an incident at a simulated counter, on the real firmware. Exit 1: unsolved, or harm."""
    language = language_of(None, lang)
    if list_ or incident is None:
        _list(language, as_json)
        return
    if incident not in INCIDENTS:
        raise IncidentUnknown(incident, did_you_mean(incident, list(INCIDENTS)))
    asked = _asked(language) if script is None else _written(script)
    score = _practise(INCIDENTS[incident], seed, language, asked, silent=as_json)
    if save is not None:
        output.write_file(save, output.json_text(score.to_json()) + "\n")
    if as_json:
        output.json_line(score.to_json())
    else:
        _show(score, language)
    if not score.solved or score.harms:
        raise typer.Exit(EXIT_FINDING)


def _list(language: str, as_json: bool) -> None:
    names = {name: sentence(language, f"practice.{name}") for name in INCIDENTS}
    if as_json:
        for name, title in names.items():
            output.json_line({"incident": name, "title": title})
        return
    for name, title in names.items():
        output.row(f"{name:20}", title)


def _written(path: Path) -> Iterator[_Answer]:
    """Yield the answers of a script: an act a line, `#` begins a remark. Raises ScriptWrong."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        said = line.partition("#")[0].split()
        if not said:
            continue
        answer = _Answer(said[0], " ".join(said[1:]))
        wrong = _wrong(answer)
        if wrong is not None:
            raise ScriptWrong(path, number, wrong)
        yield answer


def _asked(language: str) -> Iterator[_Answer]:
    """Yield what is typed, until `done` or the end of input; what is no act is asked again."""
    output.note(sentence(language, "practice.help"))
    for name in (*ACTS, _DONE):
        output.note(f"  {name:8} {sentence(language, f'act.{name}')}")
    while True:
        line = sys.stdin.readline()
        said = line.split()
        if not line or said[:1] == [_DONE]:
            return
        if not said:
            continue
        answer = _Answer(said[0], " ".join(said[1:]))
        wrong = _wrong(answer)
        if wrong is None:
            yield answer
        else:
            output.note(wrong)


def _wrong(answer: _Answer) -> str | None:
    """Return what is wrong with an answer, None if nothing is."""
    if answer.act not in (*ACTS, _DONE):
        return str(ActUnknown(answer.act, did_you_mean(answer.act, list(ACTS)), ", ".join(ACTS)))
    if answer.act == "wait" and answer.more and not _minutes(answer):
        return f"wait: write the minutes, 1 to {WAIT_MIN_MAX}"
    if answer.act == "runbook" and answer.more and answer.more not in RUNBOOK:
        return f"runbook: there is no alert {answer.more}{did_you_mean(answer.more, list(RUNBOOK))}"
    return None


def _minutes(answer: _Answer) -> int:
    """Return the minutes to wait, 0 for what is no number of them."""
    given = answer.more or "1"
    minutes = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
    return minutes if minutes <= WAIT_MIN_MAX else 0


def _practise(
    incident: Incident, seed: int, language: str, answers: Iterator[_Answer], *, silent: bool
) -> Score:
    currency = 0

    def tell(moment: Moment) -> None:
        if not silent:
            said = telling.words(moment, language, currency)
            output.row("  ", f"{telling.actor(moment, language)} {said}")

    def say(text: str, style: str = "") -> None:
        if not silent:
            output.say(text, style)

    with rehearsal(incident, seed, language, tell) as it:
        currency = it.currency
        say(sentence(language, f"practice.{incident.name}"), "bold")
        say(sentence(language, f"practice.{incident.name}.task"))
        while not it.over:
            for line in _view(it, language):
                say(line)
            output.flush()
            answer = next(answers, None)
            if answer is None or answer.act == _DONE:
                break
            it.do(answer.act, _minutes(answer) if answer.act == "wait" else 1)
            for line in _told(it, answer, language):
                say(line)
        return it.finish()


def _view(it: Rehearsal, language: str) -> Iterator[str]:
    """Yield what is to be seen and heard at the counter."""
    view = it.view()
    yield ""
    lamp = sentence(language, f"lamp.{_LAMPS.get(view.lamp, view.lamp)}")
    yield sentence(language, "practice.lamp", lamp=lamp)
    panel = " / ".join(view.panel)
    yield sentence(language, "practice.panel" if panel else "practice.panel_dark", text=panel)
    for pattern in view.sounds:
        sound = sentence(language, f"sound.{_SOUNDS.get(pattern, 'reminder')}")
        yield sentence(language, "practice.sound", sound=sound)
    if view.register is not None:
        state, minor = view.register
        yield sentence(
            language,
            "practice.register",
            amount=amount_text(minor, it.currency, language),
            state=sentence(language, f"practice.register.{state}"),
        )
    clock = f"{view.now_s // 3600 % 24:02}:{view.now_s // 60 % 60:02}:{view.now_s % 60:02}"
    yield sentence(language, "practice.now", time=clock)


def _told(it: Rehearsal, answer: _Answer, language: str) -> Iterator[str]:
    """Yield what somebody learns who looks, asks or reads."""
    if answer.act == "look":
        yield from _terminal(it, language)
    elif answer.act == "owner":
        yield sentence(language, "practice.owner")
    elif answer.act == "runbook" and answer.more:
        for number, step in enumerate(steps(answer.more, language), 1):
            yield f"{number}. {step}"
    elif answer.act == "runbook":
        yield sentence(language, "practice.runbook", alerts=", ".join(RUNBOOK))


def _terminal(it: Rehearsal, language: str) -> Iterator[str]:
    seen = it.terminal()
    yield sentence(language, f"practice.terminal.{seen.state}")
    if seen.last is not None and seen.state != "off":
        yield sentence(
            language,
            "practice.terminal.last",
            receipt_no=seen.last.receipt_no,
            amount=amount_text(seen.last.amount_minor, it.currency, language),
            state=sentence(language, f"practice.sale.{seen.last.state}"),
            count=seen.open_count,
            total=amount_text(seen.open_minor, it.currency, language),
        )


def _show(score: Score, language: str) -> None:
    solved = "practice.solved" if score.solved else "practice.unsolved"
    output.say(sentence(language, solved, points=score.points), "bold")
    right = "practice.no_right" if score.right_s is None else "practice.right"
    proof = " ".join(f"#{seq}" for seq in score.records)
    output.say(sentence(language, right, seconds=score.right_s, limit=score.limit_s, records=proof))
    for each in score.harms:
        records = " ".join(f"#{seq}" for seq in each.records)
        harm = sentence(language, f"harm.{each.name}")
        output.say(sentence(language, "practice.harm", harm=harm, records=records), "red")
    if not score.harms:
        output.say(sentence(language, "practice.no_harm"))
    output.note(sentence(language, "practice.how"))
