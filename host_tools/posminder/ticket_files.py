# SPDX-License-Identifier: MIT
"""The tickets on this computer: one file a board, and the file in which the office hands them out.

Both are secret and readable by their owner only. A board has one ticket here: the newest taken.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from posminder.errors import EXIT_HELD, PosminderError, UsageError
from posminder.home import home, is_board_id, write_private
from posminder.ticket import Ticket
from posminder_formats import people
from posminder_formats.commands import KEY_BYTES

_EPOCH: Final = date(1970, 1, 1)
_FORM: Final = "posminder tickets 1"


class TicketMissing(PosminderError):
    """No ticket and no key for board {0} on this computer. Next: at the office, posminder office
    ticket {0} --person YOU --out FILE; here, posminder tickets take FILE. If this computer is the
    office's, --keep instead of --out FILE is all."""

    exit_code = EXIT_HELD


class TicketOver(PosminderError):
    """The ticket for board {0} ended on {1}. Next: at the office, posminder office ticket {0}
    --person YOU --out FILE; here, posminder tickets take FILE"""

    exit_code = EXIT_HELD


class TicketsDamaged(PosminderError):
    """{} holds no tickets. Next: have the office write it again: posminder office ticket"""

    exit_code = EXIT_HELD


def day_of(day: date) -> int:
    """Return a date as tickets have it: days since 1970."""
    return (day - _EPOCH).days


def date_of(day: int) -> date:
    """Return the date of a ticket's day."""
    return _EPOCH + timedelta(days=day)


def path_of(board_id: str) -> Path:
    """Return where the ticket of a board lies. Raises UsageError for what is no board id."""
    if not is_board_id(board_id):
        raise UsageError(f"{board_id!r} is not a board id")
    return home() / "tickets" / f"{board_id}.json"


def hand_out(path: Path, tickets: Sequence[Ticket]) -> None:
    """Write the file that a technician takes along."""
    rows = [
        {
            "board": each.board_id.hex(),
            "role": each.role,
            "person": each.person,
            "first_day": each.first_day,
            "last_day": each.last_day,
            "secret": each.secret.hex(),
        }
        for each in tickets
    ]
    write_private(path, json.dumps({"form": _FORM, "tickets": rows}, indent=1) + "\n")


def read(path: Path) -> tuple[Ticket, ...]:
    """Return the tickets of a file. Raises TicketsDamaged, and UsageError for no file."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told["form"] != _FORM:
            raise TicketsDamaged(path)
        return tuple(_ticket(row) for row in told["tickets"])
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {path}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TicketsDamaged(path) from error


def take(tickets: Sequence[Ticket]) -> None:
    """Keep tickets on this computer, each in place of its board's older one."""
    for each in tickets:
        hand_out(path_of(each.board_id.hex()), (each,))


def kept() -> tuple[Ticket, ...]:
    """Return the tickets on this computer by board. Raises TicketsDamaged."""
    paths = sorted((home() / "tickets").glob("*.json"))
    return tuple(each for path in paths for each in read(path))


def find(board_id: str, today: date) -> Ticket:
    """Return the ticket for a board. Raises TicketMissing, TicketOver, TicketsDamaged."""
    path = path_of(board_id)
    if not path.is_file():
        raise TicketMissing(board_id)
    (ticket,) = read(path)
    if ticket.board_id.hex() != board_id:
        raise TicketsDamaged(path)
    if ticket.last_day < day_of(today):
        raise TicketOver(board_id, date_of(ticket.last_day))
    return ticket


def _ticket(row: dict[str, Any]) -> Ticket:
    ticket = Ticket(
        bytes.fromhex(row["board"]),
        row["role"],
        row["person"],
        row["first_day"],
        row["last_day"],
        bytes.fromhex(row["secret"]),
    )
    days = ticket.first_day, ticket.last_day
    well = all(type(each) is int for each in (ticket.role, *days)) and people.is_id(ticket.person)
    well = well and is_board_id(row["board"]) and len(ticket.secret) == KEY_BYTES
    # A last day of 0 is the key's own: none is handed out, and none is taken.
    if not well or not 0 < ticket.role <= people.OWNER or not 0 <= days[0] <= days[1] <= 0xFFFF:
        raise ValueError
    if days[1] == 0:
        raise ValueError
    return ticket
