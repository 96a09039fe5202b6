# SPDX-License-Identifier: MIT
"""What a store's records of one board are worth, held against the board's seals.

`logs verify`, the watch and a backup's check ask the same here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from posminder.checkpoints import Checkpoint
from posminder.seal_keys import Kept
from posminder.store.store import Store
from posminder.verify.finding import Outcome
from posminder.verify.parallel import verify_all
from posminder.verify.stored import Stored, stored
from posminder.verify.walk import Known
from posminder_formats import records


def outcome_of(
    path: Path,
    board_id: str,
    known: Known,
    progress: Callable[[int, int | None], None] | None = None,
) -> Outcome:
    """Verify all records of a board in the store at `path`."""
    with Store(path) as store:
        seals, rekeys = (
            store.numbers(board_id, kind) for kind in (records.R_SEAL, records.R_REKEY)
        )
    read = partial(stored_between, path, board_id)
    return verify_all(read, seals, known, progress, rekeys=rekeys)


def known_of(
    board_id: str, kept: Kept | None, company: Path | None, points: tuple[Checkpoint, ...]
) -> Known:
    """Return what a journal is held against: keys, unlocked with `company`, and checkpoints."""
    return Known(
        bytes.fromhex(board_id),
        None if kept is None else kept.blinding,
        None if kept is None else kept.first_key(company),
        {each.seq: each.nonce for each in points},
        {each.seq: each.link for each in points},
        {} if kept is None else kept.chains(company),
    )


def stored_between(path: Path, board_id: str, first: int, last: int) -> Iterator[Stored]:
    """Yield the records of these numbers as their board stored them; in any process."""
    with Store(path) as store:
        yield from stored(store.stored(board_id, first, last))
