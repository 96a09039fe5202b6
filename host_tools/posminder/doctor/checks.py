# SPDX-License-Identifier: MIT
"""The checks of `posminder doctor`, in one table, the most urgent first.

Each is a small pure function: it returns a verdict, or None where the facts do not tell. Words are
in messages/doctor.py by the check's name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from posminder import ticket_files
from posminder.board_status import BoardStatus
from posminder.doctor import update_checks
from posminder.doctor.facts import Facts, Settings
from posminder.doctor.verdict import GOOD, State, Verdict
from posminder.doctor.wiring_check import wiring
from posminder.line_findings import spoilt, too_many
from posminder.messages import sentence
from posminder.wall_time import UTC_ONLY, offset_at
from posminder_formats import people, version
from posminder_formats import profile_fields as f

_DAY_S: Final = 86_400
_FILL_LOOK: Final = 50  # percent
_FILL_WRONG: Final = 80  # percent: from here the board raises its alert (STATUS.md)
_PULL_DAYS: Final = 7  # a week without a copy off the board
_TICKET_DAYS: Final = 7  # what is left when the office should be asked for another
_CALENDAR_DAYS: Final = 60
_STARTS_A_DAY: Final = 4  # opening, a breaker at noon, a visit, and one to spare
_FRAMES_MIN: Final = 100  # of fewer no share is made


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the table."""

    name: str
    judge: Callable[[Facts], Verdict | None]


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one check; `found` is None where all is well, and `cure` then too."""

    check: str
    state: State
    what: str
    found: str | None
    why: str
    cure: str | None


def lines(facts: Facts, language: str) -> Iterator[Line]:
    """Yield a line for each check that the facts can answer, in the table's order."""
    for check in CHECKS:
        verdict = check.judge(facts)
        if verdict is None:
            continue
        name, well = f"doctor.{check.name}", verdict.state == "good"
        yield Line(
            check.name,
            verdict.state,
            sentence(language, f"{name}.what"),
            None if well else sentence(language, f"{name}.found", **verdict.values),
            sentence(language, f"{name}.why"),
            None if well else sentence(language, f"{name}.cure"),
        )


def _when(bad: bool, state: State, /, **values: object) -> Verdict:
    return Verdict(state, values) if bad else GOOD


def _board(judge: Callable[[BoardStatus], Verdict | None]) -> Callable[[Facts], Verdict | None]:
    return lambda facts: None if facts.status is None else judge(facts.status)


def _shop(judge: Callable[[Settings], Verdict | None]) -> Callable[[Facts], Verdict | None]:
    return lambda facts: None if facts.profile is None else judge(facts.profile)


# The board, by its /status ----------------------------------------------------------------------


def _commissioned(board: BoardStatus) -> Verdict:
    return _when(not board.commissioned, "wrong")


def _profile(board: BoardStatus) -> Verdict:
    return _when(board.profile_hash is None, "wrong")


def _clock(board: BoardStatus) -> Verdict:
    return _when(board.clock == "unset" or not board.clock_trusted, "wrong")


def _alerts(board: BoardStatus) -> Verdict:
    return _when(bool(board.alerts), "wrong", count=len(board.alerts))


def _line(board: BoardStatus) -> Verdict | None:
    if board.terminal is None or board.terminal.line not in ("answering", "silent"):
        return None
    return _when(board.terminal.line == "silent", "wrong")


def _signed_in(board: BoardStatus) -> Verdict | None:
    if board.terminal is None or board.terminal.signed_in == "unknown":
        return None
    return _when(board.terminal.signed_in == "no", "wrong")


def _flash(board: BoardStatus) -> Verdict:
    return _when(board.journal.faults > 0, "wrong", count=board.journal.faults)


def _filling(board: BoardStatus) -> Verdict | None:
    percent = board.journal.fill_percent
    if percent is None:
        return None
    state: State = "wrong" if percent >= _FILL_WRONG else "look"
    return _when(percent >= _FILL_LOOK, state, percent=percent)


def _pulled(board: BoardStatus) -> Verdict | None:
    if board.journal.fill_percent is None:  # a board too old to tell who keeps what
        return None
    return _when(board.journal.pulled_seq == 0 and bool(board.journal.last_seq), "look")


def _line_quality(board: BoardStatus) -> Verdict | None:
    line = board.lines.terminal
    if line is None:
        return None
    bad = spoilt(line)
    all_ = line.frames + bad
    return _when(too_many(bad, all_), "look", bad=bad, all=all_) if all_ >= _FRAMES_MIN else None


def _terminal_clock(board: BoardStatus) -> Verdict | None:
    if board.terminal is None:
        return None
    return _when(any(each.alert == "clock_differs" for each in board.alerts), "look")


def _parts(board: BoardStatus) -> Verdict | None:
    if board.health is None:  # it can tell nothing of itself
        return None
    failed = [part for part, count in board.health.faults.items() if count]
    return _when(bool(failed), "look", parts=", ".join(failed))


def _starts(board: BoardStatus) -> Verdict | None:
    if board.starts_today is None:
        return None
    return _when(board.starts_today > _STARTS_A_DAY, "look", count=board.starts_today)


def _busy(board: BoardStatus) -> Verdict:
    return _when(board.events_dropped > 0, "look", count=board.events_dropped)


def _sealed(board: BoardStatus) -> Verdict | None:
    if not board.commissioned:  # no key yet, and that is said
        return None
    return _when(board.journal.unsealed is None, "look")


def _settlement(facts: Facts) -> Verdict | None:
    board = facts.status
    if board is None or board.batch is None or board.wall_s is None or not board.clock_trusted:
        return None
    batch = board.batch
    if batch.count is None or batch.capture == "acquirer":  # then sales clear without it
        return None
    if batch.count == 0 or batch.since_s is None:
        return GOOD
    settings = facts.profile or {}
    offsets = tuple((int(a), int(b)) for a, b in settings.get(f.P_UTC_OFFSETS, ())) or UTC_ONLY
    begins_s = int(settings.get(f.P_DAY_STARTS_MIN, 0)) * 60

    def day(at_s: int) -> int:
        return (at_s + offset_at(at_s, offsets) - begins_s) // _DAY_S

    if facts.profile is None:  # no shop's days are known: a whole day is one everywhere
        late = board.wall_s - batch.since_s >= _DAY_S
    else:
        late = day(batch.since_s) < day(board.wall_s)
    return _when(late, "look", count=batch.count)


def _firmware(facts: Facts) -> Verdict | None:
    if facts.status is None:
        return None
    other = facts.status.firmware != version.FIRMWARE or facts.protocol not in (
        None,
        version.HOST_LINE,
    )
    return _when(other, "look", board=facts.status.firmware, program=version.FIRMWARE)


# The board's records and keys on this computer ---------------------------------------------------


def _records_here(facts: Facts) -> Verdict | None:
    if facts.status is None or not facts.status.journal.last_seq:
        return None
    if facts.status.journal.fill_percent is not None and not facts.status.journal.pulled_seq:
        return None  # nobody has them, and that is said
    missing = facts.status.journal.last_seq - facts.computer.newest_seq
    if not facts.computer.newest_seq:
        return Verdict("look", {"count": missing})
    now_s, newest_s = facts.status.wall_s, facts.computer.newest_s
    if now_s is None or newest_s is None:  # how old the copy is cannot be known
        return None
    long = now_s - newest_s > _PULL_DAYS * _DAY_S
    return _when(missing > 0 and long, "look", count=missing)


def _watchdog(facts: Facts) -> Verdict | None:
    count = facts.computer.watchdog_boots
    return None if count is None else _when(count > 0, "look", count=count)


def _seal_keys(facts: Facts) -> Verdict | None:
    if facts.status is None or not facts.status.commissioned:
        return None
    return _when(not facts.computer.seals, "look")


def _first_key(facts: Facts) -> Verdict | None:
    seals = facts.computer.seals
    lacking = [each.board_id for each in seals if each.first is None and not each.later]
    return _when(bool(lacking), "look", boards=", ".join(lacking)) if seals else None


def _first_key_locked(facts: Facts) -> Verdict | None:
    plain = []
    for each in facts.computer.seals:
        boxes = [later.first for later in each.later] + ([each.first] if each.first else [])
        plain += [each.board_id] if any("plain" in box for box in boxes) else []
    return _when(bool(plain), "look", boards=", ".join(plain)) if facts.computer.seals else None


def _company(facts: Facts) -> Verdict:
    return _when(not facts.computer.company, "look")


def _office(facts: Facts) -> Verdict:
    return _when(not facts.computer.office, "look")


def _files(facts: Facts) -> Verdict:
    return _when(bool(facts.computer.damaged), "wrong", error=" ".join(facts.computer.damaged))


def _plain_key(facts: Facts) -> Verdict:
    boards = facts.computer.plain_keys
    return _when(bool(boards), "look", boards=", ".join(boards))


def _access(facts: Facts) -> Verdict | None:
    if facts.status is None or not facts.status.commissioned:
        return None
    return _when(not facts.computer.plain_keys and not facts.computer.tickets, "look")


def _ticket(facts: Facts) -> Verdict | None:
    # Where the key lies here, no ticket is asked for.
    mine = [t for t in facts.computer.tickets if t.board_id.hex() not in facts.computer.plain_keys]
    if not mine:
        return None
    first = min(mine, key=lambda each: each.last_day)
    last = ticket_files.date_of(first.last_day)
    state: State = "wrong" if last < facts.today else "look"
    soon = last < facts.today + timedelta(days=_TICKET_DAYS)
    return _when(soon, state, board=first.board_id.hex(), last=last)


# The profile: the board's own where this computer knows it, or the one in FILE -------------------


def _profile_known(facts: Facts) -> Verdict | None:
    if facts.status is None or facts.status.profile_hash is None:
        return None
    return _when(facts.profile is None, "look")


def _same_profile(facts: Facts) -> Verdict | None:
    if facts.status is None or facts.status.profile_hash is None or facts.file_hash is None:
        return None
    return _when(facts.status.profile_hash != facts.file_hash, "look")


def _sheet(facts: Facts) -> Verdict | None:
    if facts.sheet is None or facts.sheet.id is None:
        return None
    newer = facts.sheet.newer_here(facts.today)
    if newer is None:
        return GOOD
    here = {"id": newer.id, "version": newer.version, "day": newer.valid_from}
    return Verdict("look", here | {"board": facts.sheet.version})


def _mode(facts: Facts) -> Verdict | None:
    if facts.status is not None and facts.status.mode is not None:
        return _when(facts.status.mode == "observe", "look")
    if facts.profile is None:
        return None
    return _when(facts.profile.get(f.P_MODE) == f.MODE_OBSERVE, "look")


def _approver(shop: Settings) -> Verdict | None:
    unlimited = next(row[5] for row in f.FIELDS if row[0] == f.P_SETTLE_MAX_MINOR)
    limited = shop.get(f.P_SETTLE_MAX_MINOR, unlimited) != unlimited
    if not limited or shop.get(f.P_ABOVE_MAX) != f.ABOVE_MAX_HOLD:
        return None
    roles = {role for _, role in shop.get(f.P_PEOPLE, ())}
    return _when(not roles & {people.SUPERVISOR, people.OWNER}, "look")


def _password(shop: Settings) -> Verdict | None:
    if shop.get(f.P_DRIVER) != f.DRIVER_ZVT or f.P_ZVT_PASSWORD not in shop:
        return None
    return _when(not any(shop[f.P_ZVT_PASSWORD]), "look")


def _calendar(facts: Facts) -> Verdict | None:
    if facts.profile is None:
        return None
    _, last_day, _ = facts.profile.get(f.P_BANK_DAYS, (0, 0, ()))
    if not last_day:
        return None
    last = ticket_files.date_of(last_day)
    return _when(last <= facts.today + timedelta(days=_CALENDAR_DAYS), "look", last=last)


def _deposits(shop: Settings) -> Verdict | None:
    if not shop.get(f.P_DEPOSIT_CYCLE):
        return None
    return _when(not shop.get(f.P_DEPOSIT_WATCH), "info")


def _slips(shop: Settings) -> Verdict | None:
    if shop.get(f.P_DRIVER) == f.DRIVER_ATTENDED:  # nobody sees a slip there
        return None
    return _when(shop.get(f.P_KEEP_SLIP) == f.KEEP_NONE, "info")


CHECKS: Final = (
    Check("commissioned", _board(_commissioned)),
    Check("profile", _board(_profile)),
    Check("clock", _board(_clock)),
    Check("alerts", _board(_alerts)),
    Check("line", _board(_line)),
    Check("signed_in", _board(_signed_in)),
    Check("flash", _board(_flash)),
    Check("fell_back", update_checks.fell_back),
    Check("settlement", _settlement),
    Check("filling", _board(_filling)),
    Check("pulled", _board(_pulled)),
    Check("records_here", _records_here),
    Check("terminal_clock", _board(_terminal_clock)),
    Check("wiring", _board(wiring)),
    Check("line_quality", _board(_line_quality)),
    Check("watchdog", _watchdog),
    Check("starts", _board(_starts)),
    Check("parts", _board(_parts)),
    Check("busy", _board(_busy)),
    Check("sheet", _sheet),
    Check("mode", _mode),
    Check("same_profile", _same_profile),
    Check("profile_known", _profile_known),
    Check("approver", _shop(_approver)),
    Check("password", _shop(_password)),
    Check("calendar", _calendar),
    Check("files", _files),
    Check("access", _access),
    Check("ticket", _ticket),
    Check("plain_key", _plain_key),
    Check("sealed", _board(_sealed)),
    Check("seal_keys", _seal_keys),
    Check("first_key", _first_key),
    Check("first_key_locked", _first_key_locked),
    Check("company", _company),
    Check("office", _office),
    Check("update", update_checks.older_than_here),
    Check("release_key", update_checks.release_key),
    Check("firmware", _firmware),
    Check("deposits", _shop(_deposits)),
    Check("slips", _shop(_slips)),
)
