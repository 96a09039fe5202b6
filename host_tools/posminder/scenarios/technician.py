# SPDX-License-Identifier: MIT
"""The technician of a played shop: does over the real host line what `posminder` does.

Comes with a profile, sets the clock unless he forgets it, and pulls the journal in the end.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any, Final

from posminder import journal_file
from posminder.journal_file import Record
from posminder.person import Person
from posminder.profile.compile import Compiled
from posminder.session import Session
from posminder.simulator.host_pipe import HostPipe
from posminder.simulator.shop import Shop
from posminder_formats import record_words

FATES: Final = {word: number for number, word in record_words.VALUES["fate"].items()}


@dataclass(frozen=True, slots=True)
class Pulled:
    """What came from the board: the journal's bytes and records, and its alerts that stand."""

    export: bytes
    records: tuple[Record, ...]
    standing: frozenset[tuple[str, Any]]  # (alert, subject)


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a technician keeps what he must not lose.

    `key` finds or makes the key of a board by its id; `keep_site` is told which profile a board
    has got.
    """

    key: Callable[[str], bytes]
    keep_site: Callable[[str, Compiled], None]


def seeded_desk(seed: int) -> Desk:
    """Return a desk for a play that nobody takes part in: one key from `seed`, nothing kept."""
    return Desk(lambda _: Random(f"key/{seed}").randbytes(32), lambda board_id, profile: None)


class Technician:
    """Talks to the board of `shop`, with the keys of `desk`."""

    def __init__(self, shop: Shop, desk: Desk) -> None:
        self._shop = shop
        self._desk = desk
        self.board_id = ""  # known once he has spoken to it
        self._key = b""
        self._pulled = Pulled(b"", (), frozenset())  # on all his visits
        self.account_text = b""  # what people read of the change of account under way

    def commission(self, profile: Compiled, *, sets_clock: bool) -> None:
        """Give a new board its key, the time and `profile`."""
        with self.session() as session:
            self.board_id = session.hello().id.hex()
            self._key = self._desk.key(self.board_id)
            session.commission(self._key)
        if sets_clock:
            self.set_clock()
        self.apply(profile)

    def set_clock(self) -> None:
        """Set the board's clock to the shop's time."""
        with self.lease() as session:
            session.set_clock(datetime.fromtimestamp(self._shop.scheduler.wall_s, UTC))

    def apply(self, profile: Compiled) -> None:
        """Put `profile` into force. Raises ProfileRefused, HashDiffers, ProtocolError."""
        with self.lease() as session:
            session.upload("/profile", profile.data)
            session.commit("/profile", profile.data)
        self._desk.keep_site(self.board_id, profile)

    def swap(self, profile: Compiled, fate: str) -> None:
        """Put `profile` into force, which names the new terminal, and confirm that terminal."""
        self.apply(profile)
        with self.lease() as session:
            epoch = json.loads(session.download("/status"))["terminal"]["epoch"]
            session.confirm_terminal(epoch, FATES[fate])

    def enrol(self, who: str, role: int, by: str | None) -> None:
        """Let a person in with his PIN; `by` vouches, None for the first."""
        with self.lease() as session:
            vouches = None if by is None else self._person(by)
            session.enrol(self._person(who), role, vouches)

    def sign(self, who: str, deed: int, value: int) -> None:
        """Let a person put his name to `deed` of a change of account, over `account_text`.

        Raises what Session.deed raises.
        """
        with self.session() as session:
            session.deed(self._person(who), deed, value, self.account_text)

    def _person(self, who: str) -> Person:
        """Return the person as he types his PIN at this host."""
        return Person.with_pin(who, f"{who} 2846", bytes.fromhex(self.board_id))

    def pull(self) -> Pulled:
        """Pull what is new, and return the journal of all visits, and what stands now.

        The board must have power.
        """
        before = self._pulled
        since = before.records[-1].seq if before.records else 0
        with self.lease() as session:
            status = json.loads(session.download("/status"))
            export = session.download(f"/journal/since/{since}")
            new = journal_file.read(export, "the board", since)
            if new:
                session.acknowledge(new[-1].seq, 0)
        standing = frozenset((each["alert"], each["subject"]) for each in status["alerts"])
        records = before.records + new
        self._pulled = Pulled(before.export + export, records, standing)
        return self._pulled

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Take the host line for a conversation, and give it back to whoever had it."""
        line = self._shop.world.host_line
        had_it = line.received
        try:
            yield Session(HostPipe(self._shop.world))
        finally:
            line.received = had_it

    @contextmanager
    def lease(self) -> Iterator[Session]:
        """Take the host line and the board's lease, and give both back."""
        with self.session() as session:
            session.unlock(self._key)
            yield session
            session.lock()
