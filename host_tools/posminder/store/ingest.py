# SPDX-License-Identifier: MIT
"""Journal bytes into the store: what is whole, checked, inserted at once, and every gap named.

Gets the bytes from a callable, so that a line, a file and a test are the same to it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from posminder.errors import PosminderError
from posminder.journal_file import parse
from posminder.store.store import Store
from posminder_formats import frames, records

Download = Callable[[str, bytearray], bytes]
"""Returns a file by its path, and fills the buffer on the way: after a break it holds what came."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers `first`..`last` are missing.

    `admitted`: a LOSS record of the board says so. `damaged`: they came, and their bytes read as
    nothing any more.
    """

    first: int
    last: int
    admitted: bool
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class Ingested:
    """What one import did. `known` records were in the store already, byte for byte.

    `damage_behind`: the number before the first damaged bytes, None where there were none.
    """

    new: int
    known: int
    last_seq: int
    gaps: tuple[Gap, ...]
    damage_behind: int | None = None


def ingest(store: Store, board_id: str, data: bytes, name: str, since: int = 0) -> Ingested:
    """Import journal bytes called `name` in messages, which begin behind record `since`.

    What is whole in them is imported, all of it or nothing. Raises JournalForeign,
    RecordUnreadable, StoreConflict.
    """
    found = parse(data, name, since)
    new = store.insert(board_id, found.records, found.damaged)
    known = len(found.records) - new
    gaps = find_gaps(store, board_id)
    return Ingested(new, known, store.last_seq(board_id), gaps, found.damage_behind)


def pull(store: Store, board_id: str, download: Download) -> Ingested:
    """Fetch what the store lacks and import it.

    When the line breaks, the whole frames that came are imported before the error goes on, so
    that the next pull continues behind them.
    """
    since = store.last_seq(board_id)
    path = f"/journal/since/{since}"
    received = bytearray()
    try:
        data = download(path, received)
    except PosminderError:
        ingest(store, board_id, _whole_units(received), path, since)
        raise
    return ingest(store, board_id, data, path, since)


def _whole_units(data: bytearray) -> bytes:
    """Return `data` without the unit that was cut off at its end, if any."""
    for kind, offset, size in frames.scan(data):
        if kind == frames.DAMAGE and offset + size == len(data):
            return bytes(data[:offset])
    return bytes(data)


def find_gaps(store: Store, board_id: str) -> tuple[Gap, ...]:
    """Return every run of missing numbers and why they are missing, as far as anything says so."""
    losses = [
        (record.fields.get("first_seq"), record.fields.get("last_seq"))
        for record in store.records(board_id, kind=records.R_LOSS)
    ]
    spans = [(a, b) for a, b in losses if isinstance(a, int) and isinstance(b, int)]
    damaged = store.damaged(board_id)
    return tuple(
        Gap(
            first,
            last,
            any(a <= first and last <= b for a, b in spans),
            damaged.issuperset(range(first, last + 1)),
        )
        for first, last in store.gaps(board_id)
    )
