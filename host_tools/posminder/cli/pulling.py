# SPDX-License-Identifier: MIT
"""From a board on a port into the store: what logs does once and `logs --follow` again and again.

`follow` outlives what happens to a cable and a board: whatever it meets after it was connected
once is said and waited out. What the store holds decides what is asked for next, so that no
record comes twice and none is missed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, NoReturn

from posminder import checkpoints, errors, output, seal_keys, timestamps
from posminder.board_status import BoardStatus
from posminder.cli.connect import LINE_BROKE, connect, read_status, remember_site, unlock
from posminder.session import Session
from posminder.store.ingest import Ingested, pull
from posminder.store.store import Store
from posminder.verify.finding import Verdict
from posminder.verify.stored import seal_of, stored
from posminder.verify.walk import Known, verify
from posminder_formats import commands, records
from posminder_formats.seals import LEAVES_MAX, link

# A broken line, and what comes of one: a lease ends with a restart, hence AccessDenied; a file that
# changed under a download is refused or arrives damaged.
PASSING: Final = (
    *LINE_BROKE,
    errors.AccessDenied,
    errors.RequestRefused,
    errors.TransferCorrupt,
)


_STAMPED_MAX: Final = 8  # checkpoints a pull: an authority that was away is caught up with slowly


class OtherBoard(errors.PosminderError):
    """The board on this port is {} ({}), not {}. Next: leave out --board, or add --no-pull"""

    exit_code = errors.EXIT_USAGE


class Line:
    """An unlocked board on a port, whose new records go into the store."""

    def __init__(self, session: Session, store: Store, status: BoardStatus) -> None:
        self.board_id = status.id
        self.contradicts = False  # what came contradicts its seals
        self._session = session
        self._store = store
        self._acknowledged = status.journal.pulled_seq

    def pull(self) -> Ingested:
        """Have the board seal over a nonce, then fetch what the store lacks, showing how far it is.

        Raises as store.ingest.pull.
        """
        nonce = secrets.token_bytes(commands.NONCE_BYTES)
        sealed = self._seal(nonce)
        with output.progress("journal") as progress:
            done = self._pull(progress)
        if sealed is not None:
            self._keep_checkpoint(sealed, nonce)
            self._have_stamped()
        self._acknowledge(done)
        return done

    def status(self) -> BoardStatus:
        """Return what the board says of itself now."""
        return read_status(self._session)

    def _acknowledge(self, done: Ingested) -> None:
        """Let the board overwrite what is stored here, unless its seals contradict it."""
        since, last = self._acknowledged, done.last_seq
        if last <= since:
            return
        kept = seal_keys.load(seal_keys.path_of(self.board_id))
        reach = self._store.stored(self.board_id, max(1, since - 2 * LEAVES_MAX), last)
        known = Known(
            bytes.fromhex(self.board_id), None if kept is None else kept.blinding, None, {}
        )
        if verify(stored(reach), known).verdict is Verdict.TAMPERED:
            self.contradicts = True
            output.note(
                "Not acknowledged: the records contradict their seals, and the board keeps them. "
                "Next: posminder logs verify",
                style="yellow",
            )
            return
        damaged = sum(1 for seq in self._store.damaged(self.board_id) if since < seq <= last)
        try:
            self._session.acknowledge(last, damaged)
        except errors.CommandNotSupported:  # older firmware overwrites without being told
            pass
        self._acknowledged = last

    def _seal(self, nonce: bytes) -> int | None:
        """Return the number of the board's new seal, None of a board that does not seal."""
        try:
            if seal_keys.load(seal_keys.path_of(self.board_id)) is None:
                told = self._session.seal_keys()
                seal_keys.keep(self.board_id, told.blinding, told.first)
            return self._session.seal(nonce)
        except errors.CommandNotSupported:
            why = "its firmware is too old"
        except errors.RequestRefused:
            why = "its storage does not let it"
        output.note(f"The board does not seal its journal: {why}.", style="yellow")
        return None

    def _keep_checkpoint(self, seq: int, nonce: bytes) -> None:
        """Remember the seal that answered the nonce, if it has come and is one."""
        for record in stored(self._store.stored(self.board_id, seq, seq)):
            seal = seal_of(record)
            if seal is not None and seal.nonce == nonce:
                kept = self._store.checkpoints(self.board_id)
                before = kept[-1].digest() if kept else checkpoints.NONE_BEFORE
                at_s, core = int(time.time()), link(seal.core)
                point = checkpoints.sign(self.board_id, seq, at_s, nonce, core, before)
                self._store.add_checkpoint(point)
                return
        output.note("The board's seal is not over this computer's nonce.", style="yellow")

    def _have_stamped(self) -> None:
        """Have a time-stamp authority vouch for checkpoints, the newest first, if one is named.

        What it does not give today is asked for at the next pull; a pull never fails of it.
        """
        try:
            url = timestamps.authority_url()
            if url is None:
                return
            bare = [each for each in self._store.checkpoints(self.board_id) if each.token is None]
            for each in bare[: -_STAMPED_MAX - 1 : -1]:
                reply = timestamps.ask(url, each.message())
                self._store.add_token(self.board_id, each.seq, reply)
        except (timestamps.AuthorityFailed, timestamps.AuthorityUnusable) as error:
            said = str(error).rstrip(".")
            output.note(f"{said}. Tried again at the next pull.", style="yellow")

    def look(self) -> Ingested:
        """Do the same without a word: most looks find nothing.

        Each word to the board is a record too, so only so many new ones are worth one.
        """
        done = self._pull(None)
        if done.last_seq - self._acknowledged >= LEAVES_MAX:
            self._acknowledge(done)
        return done

    def _pull(self, progress: Callable[[int, int | None], None] | None) -> Ingested:
        def download(path: str, received: bytearray) -> bytes:
            return self._session.download(path, progress, received=received)

        known = self._store.last_seq(self.board_id)
        done = pull(self._store, self.board_id, download)
        if any(self._store.records(self.board_id, known, records.R_PROFILE)):
            remember_site(self._session, self._store, read_status(self._session))
        return done


@contextmanager
def line_to(store: Store, port: str | None, board: str | None) -> Iterator[Line]:
    """Connect to the board at `port` and unlock it; `board`, an id or a site, must be its name.

    Raises OtherBoard, and what connect and unlock raise.
    """
    with connect(port) as (session, status):
        if board not in (None, status.id, status.site):
            raise OtherBoard(status.id, status.site or "no profile", board)
        unlock(session, status)
        remember_site(session, store, status)
        yield Line(session, store, status)


def follow(
    store: Store,
    port: str | None,
    board: str | None,
    every_s: float,
    show: Callable[[str], None],
) -> NoReturn:
    """Call `show` with the board's id after each look, until KeyboardInterrupt.

    Raises what comes before the first records have come; later only what waiting does not cure,
    such as a key that is not the board's.
    """
    said: str | None = None
    board_id: str | None = None
    while True:
        try:
            with line_to(store, port, board_id or board) as line:
                line.pull()
                while True:
                    board_id = line.board_id
                    if said is not None:
                        output.note(f"Board {board_id} answers again.")
                        said = None
                    show(board_id)
                    time.sleep(every_s)
                    line.look()
        except (*PASSING, OtherBoard) as error:
            if board_id is None:
                raise
            show(board_id)  # what came before the line broke is in the store
            if str(error) != said:
                said = str(error)
                output.note(f"{said.rstrip('.')}. Keeps trying; Ctrl-C ends it.", style="yellow")
            time.sleep(every_s)
