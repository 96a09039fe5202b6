# SPDX-License-Identifier: MIT
"""A visit at the counter, step by step: each can be done again, and says what came of it.

A step that was done is not done twice after a cable came out: `Visit.done` remembers it. What asks
people, and shows, is the command's.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final

import cbor2

from posminder import bundle_files, site_files, ticket_files
from posminder.board_sheet import sheet_of
from posminder.board_status import BoardStatus
from posminder.cli.pulling import Line
from posminder.cli.shop import StoredShop
from posminder.deposits import Awaited, from_file
from posminder.errors import FileNotFound, PosminderError
from posminder.messages import sentence
from posminder.money import amount_text
from posminder.profile.check import check
from posminder.profile.compile import Compiled, compile_profile
from posminder.profile.difference import Change, differences
from posminder.report.placing import place
from posminder.report.unprinted import unprinted
from posminder.session import Session
from posminder.updating import Plan
from posminder_formats import profile_fields, version

PROFILE: Final = "/profile"


@dataclass(frozen=True, slots=True)
class Step:
    """What came of one step: `state` is a word of messages/visit.py, `values` fill its sentence."""

    name: str
    state: str
    values: dict[str, Any] = field(default_factory=dict)
    owed: bool = False  # somebody has to do something about it


@dataclass(slots=True)
class Visit:
    """What was done so far, by the step's name."""

    done: dict[str, Step] = field(default_factory=dict)

    def take(self, name: str, step: Callable[[], Step]) -> None:
        """Do a step, unless it was done before a cable came out."""
        if name not in self.done:
            self.done[name] = step()


def pull(line: Line) -> Step:
    """Bring the store up to date, with a checkpoint. Raises as Line.pull."""
    done = line.pull()
    gaps = sum(not gap.admitted for gap in done.gaps)
    state = "gaps" if gaps else "done"
    values = {"new": done.new, "last": done.last_seq, "gaps": gaps}
    return Step("pull", state, values, owed=bool(gaps))


def set_clock(session: Session) -> Step:
    """Set the board's clock by this computer's. Needs a lease."""
    before, now = session.clock(), datetime.now(UTC)
    session.set_clock(now)
    if before is None:
        return Step("clock", "was_unset")
    return Step("clock", "done", {"seconds": round((now - before).total_seconds())})


@dataclass(frozen=True, slots=True)
class Newer:
    """A profile that the site's file makes by now, and what it changes on the board."""

    compiled: Compiled
    changes: tuple[Change, ...]
    sheet: str  # name and version of its sheet, empty without one


def newer_profile(session: Session, status: BoardStatus, language: str) -> Step | Newer:
    """Compile the board's site anew with the newest sheet here; a Step where nothing is to do.

    Needs a lease. The terminal's password is the board's own where its variable is not set here.
    """
    held = sheet_of(session)
    newer = None if held is None else held.newer_here(date.today())
    file = site_files.find(status.id)
    if file is None or status.profile_hash is None:
        if newer is None:
            return Step("sheet", "no_site" if file is None else "no_profile")
        values = {"id": newer.id, "version": newer.version, "day": newer.valid_from}
        return Step("sheet", "newer_no_site", values, owed=True)
    checked = check(file, os.environ, password_later=True, newest_sheet=True)
    if checked.profile is None:
        return Step("sheet", "refused", {"file": str(file)}, owed=True)
    if checked.profile.site.id != status.site:
        return Step("sheet", "other_site", {"file": str(file)}, owed=True)
    board = session.download(PROFILE)
    password = checked.password or cbor2.loads(board)[profile_fields.P_ZVT_PASSWORD].hex()
    sha256 = checked.layer.sheet_sha256 or b""
    compiled = compile_profile(checked.profile, password, datetime.now(UTC).year, sha256)
    changes = differences(board, compiled.data, language)
    if not changes:
        return Step("sheet", "newest")
    sheet = checked.profile.sheet
    return Newer(compiled, changes, "" if sheet is None else f"{sheet.id} {sheet.version}")


def newer_version(status: BoardStatus) -> Step | Plan:
    """Find the newest signed bundle here for the board; a Step where there is nothing to do.

    Raises BundleDamaged, NoBundleFile of what lies here.
    """
    found = bundle_files.newest(status.board)
    plan = None if found is None else Plan(status, found)
    if plan is not None and plan.is_newer:
        new, last = plan.found.bundle.version, status.update
        if last is not None and (last.state, last.to_version) == ("failed", new):
            # Sent again it would fall back again.
            return Step("firmware", "fell_back", {"old": status.firmware, "new": new}, owed=True)
        return plan
    values = {"board": status.firmware, "program": version.FIRMWARE}
    same = status.firmware == version.FIRMWARE or plan is not None
    return Step("firmware", "same" if same else "other", values, owed=not same)


def owed(session: Session, status: BoardStatus, shop: StoredShop) -> list[Step]:
    """Return what the shop still owes, by what the board and its pulled records say."""
    batch = status.batch
    found: list[Step] = []
    if batch is not None and batch.count:
        values = {"count": batch.count, "total_minor": batch.total_minor}
        found.append(Step("batch", "open", values | {"currency": batch.currency}))
    if status.alerts:
        names = [each.alert for each in status.alerts]
        found.append(Step("alerts", "stand", {"alerts": names}, owed=True))
    without = len(list(unprinted(place(shop.records, shop.site))))
    if without:
        found.append(Step("receipts", "unprinted", {"count": without}, owed=True))
    found += _deposits(session)
    found += _tickets(status.id)
    return found


def _deposits(session: Session) -> Iterator[Step]:
    try:
        yield from deposits_step(from_file(session.download("/deposits")), date.today())
    except FileNotFound:
        return


def deposits_step(awaited: Sequence[Awaited], today: date) -> Iterator[Step]:
    """Yield what waits for its money, if anything does."""
    if awaited:
        late = [each for each in awaited if each.returned or (each.due and each.due < today)]
        values = {"count": len(awaited), "late": len(late)}
        yield Step("deposits", "late" if late else "awaited", values, owed=bool(late))


def _tickets(board_id: str) -> list[Step]:
    today = date.today()
    try:
        kept = ticket_files.kept()
    except PosminderError as error:
        return [Step("tickets", "damaged", {"error": str(error)}, owed=True)]
    over = [
        t.board_id.hex() for t in kept if t.last_day and t.last_day < ticket_files.day_of(today)
    ]
    if not over:
        return []
    return [Step("tickets", "over", {"boards": over}, owed=True)]


def said(step: Step, language: str) -> str:
    """Return what came of a step as people read it."""
    words = dict(step.values)
    if "total_minor" in words:
        words["total"] = amount_text(words["total_minor"], words["currency"], language)
    if "alerts" in words:
        names = (sentence(language, f"alert.{each}") for each in words["alerts"])
        words["alerts"] = ", ".join(names)
    if "boards" in words:
        words["boards"] = ", ".join(words["boards"])
    return sentence(language, f"visit.{step.name}.{step.state}", **words)


def to_json(step: Step) -> dict[str, Any]:
    """Return a step as `--json` prints it."""
    dates = (date, datetime)
    plain = {k: str(v) if isinstance(v, dates) else v for k, v in step.values.items()}
    return {"step": step.name, "state": step.state, "owed": step.owed, "values": plain}
