# SPDX-License-Identifier: MIT
"""Cases on this computer: a folder each in POSMINDER_HOME/cases, with case.jsonl and papers/.

A line of case.jsonl is one event; lines are only ever added, each in one write. A paper is copied
in under a name of ours, so that no name of anybody's reaches a disk.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from posminder.errors import EXIT_INTEGRITY, PosminderError, UsageError
from posminder.evidence.case import Attached, Case, Event, Opened, of_events
from posminder.home import home

EVENTS: Final = "case.jsonl"
PAPERS: Final = "papers"
PAPERS_MAX: Final = 40

_BYTES_MAX: Final = 4 << 20  # of all events
_NUMBER: Final = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z-]{0,30}[0-9A-Za-z])?")
_EVENT: Final[TypeAdapter[Event]] = TypeAdapter(Event)


class NoCase(UsageError):
    """There is no case {} on this computer. Next: posminder case list --all"""


class CaseThere(UsageError):
    """There is a case {} already. Next: posminder case show {}"""


class CaseNumberRefused(UsageError):
    """ "{}" is no number of a case: 1 to 32 letters, digits and hyphens, such as 2026-001"""


class CaseDamaged(PosminderError):
    """{}:{} is no event of a case; nothing was changed. Next: take the folder from a backup"""

    exit_code = EXIT_INTEGRITY


class CaseFull(UsageError):
    """Case {} has all that a case can hold; nothing was kept."""


def folder() -> Path:
    """Return the folder of the cases; it need not be there."""
    return home() / "cases"


def folder_of(number: str) -> Path:
    """Return the folder of one case. Raises CaseNumberRefused."""
    if _NUMBER.fullmatch(number) is None:
        raise CaseNumberRefused(number)
    return folder() / number


def next_number(today: date) -> str:
    """Return the next free number of the year, such as 2026-001."""
    head = f"{today.year}-"
    taken = [each.name.removeprefix(head) for each in _folders() if each.name.startswith(head)]
    return f"{head}{max((int(each) for each in taken if each.isdecimal()), default=0) + 1:03}"


def open_case(opened: Opened) -> Case:
    """Begin a case. Raises CaseThere, CaseNumberRefused."""
    path = folder_of(opened.number)
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        path.mkdir(mode=0o700)
    except FileExistsError as error:
        raise CaseThere(opened.number, opened.number) from error
    return _append(Case(opened), opened)


def add(case: Case, event: Event) -> Case:
    """Add one event to a case, and return it with that. Raises CaseFull."""
    return _append(Case(case.opened, (*case.later, event)), event)


def load(number: str) -> Case:
    """Return a case. Raises NoCase, CaseNumberRefused, CaseDamaged."""
    path = folder_of(number) / EVENTS
    try:
        with path.open("rb") as file:
            data = file.read(_BYTES_MAX + 1)
    except FileNotFoundError as error:
        raise NoCase(number) from error
    events: list[Event] = []
    for at, line in enumerate(data.split(b"\n")[:-1], 1):
        try:
            events.append(_EVENT.validate_json(line))
        except ValidationError as error:
            raise CaseDamaged(path, at) from error
    torn = not data.endswith(b"\n") or len(data) > _BYTES_MAX
    try:
        case = of_events(events)
    except ValueError as error:
        raise CaseDamaged(path, 1) from error
    if torn or case.number != number:
        raise CaseDamaged(path, len(events) + torn)
    return case


def load_all() -> Iterator[Case]:
    """Yield every case on this computer. Raises CaseDamaged."""
    return (load(each.name) for each in _folders() if (each / EVENTS).is_file())


def keep_paper(case: Case, data: bytes, ending: str, event: Attached) -> Case:
    """Copy a paper in and say so. Raises CaseFull."""
    papers = folder_of(case.number) / PAPERS
    papers.mkdir(exist_ok=True, mode=0o700)
    for at in range(len(case.papers) + 1, PAPERS_MAX + 1):
        name = f"{at:02}-{event.paper}.{ending}"
        if any(papers.glob(f"{at:02}-*")):
            continue
        with (papers / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        return add(case, event.model_copy(update={"file": name}))
    raise CaseFull(case.number)


def papers_of(case: Case) -> dict[str, bytes | None]:
    """Return the papers of a case by their names, None for one that cannot be read."""
    found: dict[str, bytes | None] = {}
    for each in case.papers:
        try:
            found[each.file] = (folder_of(case.number) / PAPERS / each.file).read_bytes()
        except OSError:
            found[each.file] = None
    return found


def _folders() -> list[Path]:
    if not folder().is_dir():
        return []
    return sorted(each for each in folder().iterdir() if _NUMBER.fullmatch(each.name))


def _append(case: Case, event: Event) -> Case:
    path = folder_of(case.number) / EVENTS
    line = json.dumps(event.model_dump(mode="json"), ensure_ascii=False).encode() + b"\n"
    if path.is_file() and path.stat().st_size + len(line) > _BYTES_MAX:
        raise CaseFull(case.number)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
        os.fsync(handle)
    finally:
        os.close(handle)
    return case
