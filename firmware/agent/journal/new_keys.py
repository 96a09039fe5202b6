# SPDX-License-Identifier: MIT
"""A board's first sealing key, and another chain of keys in place of what there is (FORMAT.md).

Loaded only when it is asked for, once or never in a board's life: its code is not in the heap
else. A power cut at any moment leaves the old key or the new one.
"""

from hashlib import sha256

from agent import limits
from agent.errors import StorageFault
from agent.journal.sealer import fields_of, is_kind, stored_at
from posminder_formats import records, seals

TYPE_CHECKING = False
if TYPE_CHECKING:
    from agent.journal.journal import Journal
    from agent.journal.ring import Ring
    from agent.journal.sealer import Sealer


def create(sealer: "Sealer", ring: "Ring", key: bytes, blinding: bytes) -> None:
    """Take a board's first key; the newest records before it are in the first segment.

    Raises StorageFault if flash does not keep it, and where there are seals already: their key is
    lost, and a new one begins a chain of its own.
    """
    if newest_seal(ring) is not None:
        raise StorageFault
    first_seq = max(ring.first_seq, ring.last_seq - seals.LEAVES_MAX + 1)
    link = seals.first_link(sealer.board_id)
    if not sealer.slots.begin(0, key, blinding, link, first_seq):
        raise StorageFault
    sealer.recover(ring)


def newest_seal(ring: "Ring") -> "tuple[int, bytes] | None":
    """Return (epoch, link) that the next seal must have; None if no seal is where a start looks.

    Raises StorageFault.
    """
    found = None
    number = max(ring.oldest, ring.number - limits.SEAL_SECTORS_MAX + 1, 0)
    for cursor in ring.frames(number):
        stored = stored_at(ring.flash, cursor)
        if is_kind(stored, records.R_SEAL):
            fields = fields_of(bytes(stored))
            if fields and isinstance(fields[0], int):
                found = fields[0] + 1, seals.link(stored[: -seals.MAC_FIELD_BYTES])
    return found


def exchange(
    journal: "Journal", key: bytes, blinding: bytes, mono_ms: int, wall_s: "int | None"
) -> "int | None":
    """Have another key seal from now on; return the first epoch of its chain.

    The order is a record under the old key, if there is one that works; then the old blinding
    secret stays too. The next record is preceded by the first under the new key, which says so.
    None if no seal is found to go on from. Raises StorageFault.
    """
    sealer, ring = journal.sealer, journal.ring
    if sealer is None:
        raise StorageFault
    journal.seal(mono_ms, wall_s)
    slots = sealer.slots
    if slots.key is None:
        end = newest_seal(ring)
    else:
        end, blinding = (slots.epoch + sealer.active, slots.link), slots.blinding
    if end is None:
        return None
    epoch, state = end[0], records.REKEY_PLANNED if sealer.active else records.REKEY_LOST
    order = (state, epoch, sha256(key).digest(), None)
    journal.record(records.R_REKEY, order, mono_ms, wall_s)
    if sealer.active:
        sealer.next_chain = key, blinding
        journal.seal(mono_ms, wall_s)
        sealer.next_chain = None
    elif slots.begin(epoch, key, blinding, end[1], ring.last_seq + 1):
        sealer.recover(ring)
    if slots.chain != epoch:
        raise StorageFault
    return epoch
