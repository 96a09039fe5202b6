# SPDX-License-Identifier: MIT
"""From `--port` or nothing to an open session with one board that answers.

A board is picked by itself only when exactly one answers; what answers on a port is asked, never
guessed from the port's name.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Final

from serial.tools import list_ports

from posminder import board_status, home, output, ticket_files
from posminder.board_status import BoardStatus
from posminder.conversation import Waiting
from posminder.errors import (
    EXIT_NO_BOARD,
    AtPrompt,
    BoardBusy,
    BoardGone,
    BoardNotFound,
    NoAnswer,
    PosminderError,
    ProtocolError,
    Uncommissioned,
)
from posminder.messages import LANGUAGES, sentence, word
from posminder.session import Session
from posminder.store.store import Store
from posminder.transport.serial_port import SerialPort
from posminder_formats.commands import WAITS_LEASE
from posminder_formats.record_words import VALUES
from posminder_formats.version import HOST_LINE

# A board answers a hello within milliseconds; anything else on a port is not waited for.
_PROBE_TIMEOUT_S: Final = 0.5
_PROBE_RETRIES: Final = 1


class NoBoard(PosminderError):
    """No board answers on {}. Plug one in, or name its port with --port."""

    exit_code = EXIT_NO_BOARD


# What a reset, a pulled cable or a busy port looks like from here.
LINE_BROKE: Final = (NoBoard, BoardNotFound, BoardBusy, BoardGone, NoAnswer, ProtocolError)


class SeveralBoards(PosminderError):
    """Several boards answer: {}. Name one with --port."""

    exit_code = EXIT_NO_BOARD


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found on a port: a board's status, or why there is none."""

    port: str
    status: BoardStatus | None
    problem: str
    at_prompt: bool = False  # a board that does not run its agent


@contextmanager
def connect(port: str | None) -> Iterator[tuple[Session, BoardStatus]]:
    """Open a session with the board at `port`, or with the only board there is.

    A board that stands at its prompt is made to start its agent. Raises NoBoard, SeveralBoards, and
    what session and transport raise.
    """
    with Session(SerialPort(port or _only_port())) as session:
        try:
            status = read_status(session)
        except AtPrompt:
            output.note("A MicroPython prompt answers, not the agent: starting it.", style="yellow")
            session.revive()
            status = read_status(session)
        yield session, status


def read_status(session: Session) -> BoardStatus:
    """Return the board's /status. Raises ProtocolError for a board newer than this program."""
    protocol = session.hello().protocol
    if protocol > HOST_LINE:
        raise ProtocolError(
            f"it speaks host line version {protocol}, this program {HOST_LINE}: update posminder"
        )
    return board_status.parse(session.download("/status"))


def usb_ports() -> list[str]:
    """Return the serial ports that are on USB, as a board is, ascending."""
    return sorted(port.device for port in list_ports.comports() if port.vid is not None)


def probe(port: str) -> Answer:
    """Ask what is on `port`, briefly."""
    try:
        with Session(SerialPort(port), _PROBE_TIMEOUT_S, _PROBE_RETRIES) as session:
            return Answer(port, read_status(session), "")
    except PosminderError as error:
        return Answer(port, None, str(error), isinstance(error, AtPrompt))


def revived(port: str) -> BoardStatus | None:
    """Return the status of a board that stood at its prompt, None if its agent does not start."""
    try:
        with connect(port) as (_, status):
            return status
    except PosminderError:
        return None


def tell_waits(language: str) -> Waiting:
    """Return what says to whoever sits here that the board waits for somebody's press."""

    def tell(what: int, left_s: int) -> None:
        kind = VALUES["change"].get(what, str(what))
        name = "waits.lease" if what == WAITS_LEASE else "waits.change"
        about = word(language, "consent", kind)
        output.note(sentence(language, name, about=about, seconds=left_s), style="bold yellow")

    return tell


def unlock(session: Session, status: BoardStatus, language: str = LANGUAGES[0]) -> int:
    """Take the lease with this computer's ticket for the board, or its key; return idle seconds.

    Raises Uncommissioned, TicketMissing, TicketOver, and what Session.unlock raises.
    """
    if not status.commissioned:
        raise Uncommissioned
    if home.key_path(status.id).is_file():
        return session.unlock(home.load_key(status.id))
    ticket = ticket_files.find(status.id, date.today())
    return session.unlock(ticket, tell_waits(language))


def remember_site(session: Session, store: Store, status: BoardStatus) -> None:
    """Keep in the store what is needed to read this board's records. Needs a lease."""
    known = store.site(status.id)
    if status.profile_hash is None or (known and known.profile_hash == status.profile_hash):
        return
    store.set_site(status.id, session.download("/profile"), status.profile_hash)


def _only_port() -> str:
    ports = usb_ports()
    if len(ports) == 1:
        return ports[0]  # whatever is wrong with it, the session says it better than a probe
    answering = [answer.port for answer in map(probe, ports) if answer.status is not None]
    if not answering:
        raise NoBoard(", ".join(ports) or "any USB port")
    if len(answering) > 1:
        raise SeveralBoards(", ".join(answering))
    return answering[0]
