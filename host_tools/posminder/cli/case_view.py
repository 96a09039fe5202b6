# SPDX-License-Identifier: MIT
"""How a case is shown, to people and to programs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from posminder import output
from posminder.evidence.case import (
    PAPERS,
    Answered,
    Attached,
    Case,
    Event,
    Lacking,
    Made,
    Moved,
    Opened,
    Tied,
)
from posminder.messages import sentence, word

_COLUMNS = ("case", "state", "request", "by", ">left", "asked_by", "sale", "papers")


def show_list(cases: Iterable[Case], today: date, language: str) -> None:
    """Print one line a case."""
    heads = [
        (">" if name.startswith(">") else "") + sentence(language, f"case.column.{name.strip('>')}")
        for name in _COLUMNS
    ]
    output.table(heads, [_row(each, today, language) for each in cases])


def tell(case: Case, language: str, *, as_json: bool) -> None:
    """Print a case as it is now."""
    today = date.today()
    if as_json:
        output.json_line(to_json(case, today))
    else:
        show(case, today, language)


def show(case: Case, today: date, language: str) -> None:
    """Print a case with all that was done."""
    opened = case.opened
    state = word(language, "case", case.state)
    request = word(language, "request", opened.request)
    title = sentence(language, "case.title", number=case.number, request=request, state=state)
    output.say(title, style="bold")
    told = {
        "asked_by": opened.asked_by,
        "contact": opened.contact,
        "reference": opened.reference,
        "received": opened.received,
        "by": f"{opened.answer_by}  {_left(case, today, language)}",
        "counted": counted_text(case, language),
        "reason": " ".join(each for each in (opened.reason_code, opened.reason) if each),
        "rrn": opened.rrn,
        "sale": _sale(case, language),
        "answer": case.answer,
    }
    for name, value in told.items():
        if value:
            output.row(f"{sentence(language, f'case.column.{name}')}: ", str(value))
    there = {each.paper for each in case.papers}
    for paper in PAPERS:
        if paper == "correspondence" and paper not in there:
            continue  # nobody asks for it
        name = sentence(language, f"evidence.attach.{paper}")
        output.row(f"{name}: ", _paper(case, paper, language))
    for each in (opened, *case.later):
        at = datetime.fromtimestamp(each.at_s).astimezone().isoformat(" ", "seconds")
        output.row(f"  {at}  {each.by}  ", event_text(each, language))


def counted_text(case: Case, language: str) -> str:
    """Return how the last day was counted."""
    opened = case.opened
    return sentence(
        language,
        f"case.counted.{opened.rule}",
        days=opened.days,
        calendar=opened.calendar,
        received=opened.received,
    )


def event_text(event: Event, language: str) -> str:
    """Return what was done, in a sentence."""
    told = event.model_dump()
    match event:
        case Opened():
            told["request"] = word(language, "request", event.request)
        case Attached():
            told["paper"] = sentence(language, f"evidence.attach.{event.paper}")
            told["looked"] = sentence(language, "case.looked") if event.masked else ""
        case Lacking():
            told["paper"] = sentence(language, f"evidence.attach.{event.paper}")
        case Moved():
            told["state"] = word(language, "case", event.state)
            told["why"] = f" ({event.why})" if event.why else ""
        case Tied() | Answered() | Made():
            pass
    return sentence(language, f"case.did.{event.event}", **told)


def to_json(case: Case, today: date) -> dict[str, Any]:
    """Return a case as every `--json` prints it. Keys are only ever added."""
    opened, sale = case.opened, case.sale
    head = opened.model_dump(mode="json", exclude={"event", "at_s", "by"})
    return head | {
        "state": case.state,
        "days_left": case.days_left(today),
        "overdue": case.is_overdue(today),
        "board": None if sale is None else sale.board,
        "seq": None if sale is None else sale.seq,
        "answer": case.answer or None,
        "papers": [
            each.model_dump(include={"paper", "file", "name", "sha256", "size", "masked"})
            for each in case.papers
        ],
        "lacking": case.lacking,
        "history": [each.model_dump(mode="json") for each in (opened, *case.later)],
    }


def _row(case: Case, today: date, language: str) -> tuple[object, ...]:
    opened = case.opened
    return (
        case.number,
        word(language, "case", case.state),
        word(language, "request", opened.request),
        opened.answer_by,
        _left(case, today, language),
        opened.asked_by or "–",
        _sale(case, language),
        len(case.papers),
    )


def _left(case: Case, today: date, language: str) -> str:
    if not case.is_waiting:
        return "–"
    days = case.days_left(today)
    name = "overdue" if days < 0 else "today" if days == 0 else "left"
    return sentence(language, f"case.{name}", days=abs(days))


def _sale(case: Case, language: str) -> str:
    sale = case.sale
    if sale is None:
        return sentence(language, "case.no_sale")
    return sentence(language, "case.sale", named=sale.named, board=sale.board, seq=sale.seq)


def _paper(case: Case, paper: str, language: str) -> str:
    files = [each.file for each in case.papers if each.paper == paper]
    if files:
        return ", ".join(files)
    why = case.lacking.get(paper)
    if why is not None:
        return sentence(language, "case.lacking", why=why)
    return sentence(language, "case.not_attached")
