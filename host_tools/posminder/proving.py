# SPDX-License-Identifier: MIT
"""A proof of one record in the store: what `logs prove` writes and an evidence pack contains."""

from __future__ import annotations

from pathlib import Path

from posminder import seal_keys
from posminder.errors import EXIT_HELD, EXIT_INCOMPLETE, PosminderError
from posminder.store.store import Store
from posminder.verify import proof
from posminder.verify.stored import seal_of, stored
from posminder_formats import seals


class BlindingMissing(PosminderError):
    """Board {}'s blinding secret is not on this computer. Next: posminder logs --port PORT"""

    exit_code = EXIT_HELD


class NotProvable(PosminderError):
    """Record {} cannot be proved: no seal in the store covers it, or too much of its segment is
    missing. Next: posminder logs --port PORT, which has the board seal what is open"""

    exit_code = EXIT_INCOMPLETE


def prove(store: Store, board_id: str, seq: int, keys: Path | None = None) -> str:
    """Return the proof of a record in the store, by the blinding secret that fits its seal.

    `keys`: a file of the board's seal keys, if they are not this computer's. Raises
    BlindingMissing and NotProvable.
    """
    kept = seal_keys.load(keys or seal_keys.path_of(board_id))
    if kept is None:
        raise BlindingMissing(board_id)
    blindings = dict.fromkeys((kept.blinding, *(each.blinding for each in kept.later)))
    first, last = max(1, seq - seals.LEAVES_MAX), seq + seals.LEAVES_MAX
    reach = list(stored(store.stored(board_id, first, last)))
    for each in reach:
        seal = seal_of(each) if each.is_seal and each.seq > seq else None
        if seal is None:
            continue
        inside = {one.seq: one for one in reach if seal.first_seq <= one.seq <= seal.last_seq}
        for blinding in blindings:
            leaves = proof.mended_leaves(seal, inside, blinding)
            if leaves is None or seq not in inside:
                continue
            text = proof.make(board_id, inside[seq], each, leaves, blinding)
            if proof.check(text, "", None)[0].proved:
                return text
        break
    raise NotProvable(seq)
