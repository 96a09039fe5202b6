# SPDX-License-Identifier: MIT
"""What `install` does at the counter, step by step: the line, the smallest sale, its void, a press.

The board is in mode observe and sends the terminal nothing: all that is heard is what register and
terminal say to each other. So the speed is found by listening while somebody sells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

import cbor2

from posminder import self_testing
from posminder.board_status import BoardStatus
from posminder.cli.connect import read_status
from posminder.cli.pulling import Line
from posminder.errors import EXIT_FINDING, EXIT_HELD, HashDiffers, PosminderError
from posminder.line_findings import Heard, finding, heard
from posminder.profile.compile import Compiled
from posminder.self_testing import Trial
from posminder.session import Session
from posminder.store.store import Store
from posminder.transaction import APPROVED
from posminder_formats import profile_fields, records

PROFILE: Final = "/profile"
SPEEDS: Final = (9600, 115200, 19200, 57600, 38400)  # bit/s, the likeliest first
LISTEN_S: Final = 60
SALE_S: Final = 300
_LOOK_S: Final = 2
_QUIET_S: Final = 10
_TRIES: Final = 6
_SALE, _REVERSAL = "sale", "reversal"


class LineBad(PosminderError):
    """{}"""

    exit_code = EXIT_FINDING


class NoSale(PosminderError):
    """The board saw no {} within {} minutes; nothing was accepted. Next: posminder install again;
    a sale that was not taken back is in the terminal's batch: void it by hand"""

    exit_code = EXIT_FINDING


class OtherTerminal(PosminderError):
    """The terminal says that it is {}, and the shop's file says {}; nothing was accepted. Next:
    look at the label and the terminal's slip: this board, or the file, is of another shop"""

    exit_code = EXIT_FINDING


class NotPressed(PosminderError):
    """Nobody pressed the board's button: nothing was accepted. Next: posminder install again, with
    the owner at the counter"""

    exit_code = EXIT_HELD


@dataclass(slots=True)
class Counter:
    """A board at its counter. `tell` says one of messages/install.py's sentences to people."""

    session: Session
    status: BoardStatus
    store: Store
    line: Line
    tell: Callable[..., None]

    def look(self) -> BoardStatus:
        """Let a moment pass, and return how the board is then."""
        self.session.pause(_LOOK_S)
        return read_status(self.session)

    def records(self, since: int, kind: int) -> Iterator[dict[str, Any]]:
        """Pull, and yield the words of each new record of a kind."""
        self.line.look()
        for record in self.store.records(self.status.id, since, kind):
            yield record.words()


def with_speed(profile: bytes, baud: int) -> Compiled:
    """Return a board's profile with another speed; with its own, the same bytes."""
    values: dict[int, object] = cbor2.loads(profile)
    return Compiled.of(values | {profile_fields.P_BAUD: baud})


def speed_of(profile: bytes) -> int:
    """Return the speed in a board's profile."""
    return int(cbor2.loads(profile)[profile_fields.P_BAUD])


def find_speed(counter: Counter) -> int:
    """Return the speed at which register and terminal are heard, left in force. Raises LineBad.

    The board's own is listened at first, then the usual ones. If none helps, its own is put back.
    """
    own = counter.session.download(PROFILE)
    first, noise = speed_of(own), False
    for baud in (first, *(each for each in SPEEDS if each != first)):
        if baud != first:  # what comes meanwhile, at the speed before, was no frame
            noise |= _switch(counter, own, baud)
        counter.tell("listen", baud=baud, seconds=LISTEN_S)
        found = _listen(counter)
        what = finding(found)
        if found.terminal and found.register:
            if what != "good":
                counter.tell(f"line.{what}")
            return baud
        if found.anything or not found.fitted:
            break  # one side is heard whole: the speed is right, the other cable is not
        noise |= what == "garbage"
    if baud != first:
        noise |= _switch(counter, own, first)
    raise LineBad(finding(replace(found, noise=noise)))


def _switch(counter: Counter, own: bytes, baud: int) -> bool:
    """Put the profile with another speed into force; return whether bytes came meanwhile.

    The board takes it once the lines were quiet for a moment: people are asked to let them be.
    """
    came = False

    def busy() -> None:
        nonlocal came
        if not came:
            came = True
            counter.tell("rest")

    profile = with_speed(own, baud)
    counter.session.upload(PROFILE, profile.data)
    if counter.session.commit(PROFILE, profile.data, None, busy) != profile.sha256:
        raise HashDiffers
    return came


def _listen(counter: Counter) -> Heard:
    """Return what came while somebody sold: until both sides were heard, or the time is over."""
    before = read_status(counter.session).lines
    found = heard(before, before)
    for _ in range(LISTEN_S // _LOOK_S):
        found = heard(before, counter.look().lines)
        if (found.terminal and found.register) or not found.fitted:
            break
    return found


def sale_and_void(counter: Counter, since: int) -> dict[str, Any]:
    """Wait for an approved sale and its void in the journal; return the sale. Raises NoSale."""
    counter.tell("sell", minutes=SALE_S // 60)
    sale = _approved(counter, since, _SALE)
    if sale is None:
        raise NoSale(_SALE, SALE_S // 60)
    counter.tell("sold", trace=sale["trace"] or "?", minutes=SALE_S // 60)
    if _approved(counter, since, _REVERSAL) is None:
        raise NoSale("void", SALE_S // 60)
    counter.tell("voided")
    return sale


def _approved(counter: Counter, since: int, kind: str) -> dict[str, Any] | None:
    for _ in range(SALE_S // _LOOK_S):
        for words in counter.records(since, records.R_SALE):
            if words["transaction"] == kind and words["result"] == APPROVED:
                return words
        counter.session.pause(_LOOK_S)
    return None


def check_terminal(counter: Counter, wanted: str) -> str | None:
    """Return the id that the terminal told, None if it told none. Raises OtherTerminal."""
    terminal = read_status(counter.session).terminal
    told = None if terminal is None else terminal.tid
    if told is not None and told != wanted:
        raise OtherTerminal(told, wanted)
    counter.tell("terminal" if told else "terminal_untold", tid=told or wanted)
    return told


def accepted(counter: Counter) -> Trial:
    """Have the board try its parts while the owner presses its button. Raises NotPressed."""
    asked = False

    def told(now: Trial) -> None:
        nonlocal asked
        if now.wants_press and not asked:
            asked = True
            counter.tell("press")

    for _ in range(_TRIES):
        found = self_testing.run(counter.session, True, told)
        button = next((each.state for each in found.parts if each.part == "button"), None)
        if button == "good":
            return found
        if button != "skipped":  # it was, where register and terminal still spoke of the void
            break
        counter.session.pause(_QUIET_S)
    raise NotPressed
