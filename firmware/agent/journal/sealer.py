# SPDX-License-Identifier: MIT
"""The open segment: what a seal over it would say, and the key that will make it.

Knows leaves, chain and key; journal.py writes the records. While `active` is False nothing is
sealed: there is no key, or a step was interrupted and `recover` must look again.
"""

from hashlib import sha256

from agent import limits
from agent.journal import recovery
from agent.journal.key_slots import KeySlots
from posminder_formats import cbor, frames, records, seals
from posminder_formats._const import const

_KEY_SECTOR = const(6)  # of the configuration region, and the one behind it
_NO_MAC = bytes(seals.HASH_BYTES)

_RESULT = const(1)  # of a sale's fields
_AMOUNT = const(2)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from agent.journal.flash import Cursor, Flash
    from agent.journal.ring import Ring


class Sealer:
    """Seals one board's journal; `flash` is the configuration region."""

    def __init__(self, flash: "Flash", board_id: bytes) -> None:
        self.active = False
        self.slots = KeySlots(flash, _KEY_SECTOR)
        self.first_seq = 1  # of the open segment
        self.tree = seals.Tree()  # of its leaves
        self.next_chain: "tuple[bytes, bytes] | None" = None  # key, blinding: of the next segment
        self.owes_rekey = False  # the segment is a chain's first, and no record of it says so yet
        self.board_id = board_id
        self._sales = 0
        self._total_minor = 0

    @property
    def is_full(self) -> bool:
        """Tell whether the segment must be sealed before another record."""
        return self.active and self.tree.count >= seals.LEAVES_MAX

    def recover(self, ring: "Ring") -> None:
        """Load the key and work out the open segment from the newest sectors.

        A seal whose step is not noted is one that power was cut behind: the step is done now.
        Raises StorageFault if a part cannot be read.
        """
        self.active = False
        self.slots.load()
        if self.slots.key is None and self.slots.next_key is None:
            return
        newest = max(ring.number, 0)
        number = recovery.holder(ring.flash, ring.oldest, newest, self.slots.first_seq)
        if newest - number >= limits.SEAL_SECTORS_MAX:
            return  # nothing was sealed for long, and why is not to be found out at a start
        for _ in range(limits.JOURNAL_READS_MAX):
            missing = self._survey(ring, number)
            if missing < 0:
                return  # flash did not take the step
            if not missing:
                break  # else read again: what was misread once would be unreadable in the seal
        self.active = self.slots.key is not None

    def take(self, seq: int, stored: memoryview, kind: int, own: "Sequence[object]") -> None:
        """Count a record with its `own` fields that was written, head and body as `stored`."""
        if not self.active:
            return
        self.active = False  # and stays so if memory ends here
        self._add(seq, stored)
        if kind == records.R_SALE and own[_RESULT] == 0:
            self._count_sale(own[_AMOUNT])
        self.active = True

    def fields(self, nonce: object) -> "tuple[object, ...]":
        """Return what a seal over the open segment says; its MAC is `sign`'s."""
        tree = self.tree
        return (
            self.slots.epoch,
            self.first_seq,
            tree.count,
            tree.root(),
            self.slots.link,
            tree.xor,
            self._sales,
            self._total_minor,
            nonce,
            _NO_MAC,
        )

    def begun(self) -> "tuple[object, ...]":
        """Return what the first record under the first key of a chain says."""
        slots = self.slots
        return records.REKEY_BEGUN, slots.epoch, sha256(slots.key or b"").digest(), slots.link

    def sign(self, stored: memoryview) -> None:
        """Put the MAC into a seal; `stored` is its frame's head and body."""
        key = self.slots.key
        if key is not None:
            core = stored[: -seals.MAC_FIELD_BYTES]
            stored[-seals.HASH_BYTES :] = seals.mac(key, self.board_id, core)

    def step(self, seq: int, stored: memoryview) -> bool:
        """Seal `seq` is in flash: destroy its key, begin the next segment; False if it failed."""
        link, chain = seals.link(stored[: -seals.MAC_FIELD_BYTES]), self.next_chain
        self.next_chain = None
        if chain is None:
            done = self.slots.step(link, seq + 1)
        else:
            done = self.slots.begin(self.slots.epoch + 1, chain[0], chain[1], link, seq + 1)
        if done:
            self._begin(seq + 1)
            self.owes_rekey = chain is not None
        return done

    def _survey(self, ring: "Ring", number: int) -> int:
        """Count what is open from sector `number` on, and do a step that is not noted.

        Return how many records did not read, -1 if the step failed.
        """
        slots = self.slots
        self._begin(max(slots.first_seq, ring.last_seq - seals.LEAVES_MAX + 1))
        self.owes_rekey = slots.epoch == slots.chain > 0
        expected, missing = max(slots.first_seq, ring.first_seq), 0
        for cursor in ring.frames(number):
            if cursor.seq < slots.first_seq:
                continue
            missing += cursor.seq - expected
            expected = cursor.seq + 1
            stored = stored_at(ring.flash, cursor)
            if not is_kind(stored, records.R_SEAL):
                if is_kind(stored, records.R_REKEY):
                    self.owes_rekey = False
                if cursor.seq >= self.first_seq:
                    self._take_stored(cursor.seq, bytes(stored))
            elif self._is_due(bytes(stored)) and not self.step(cursor.seq, stored):
                return -1
        return missing + ring.last_seq + 1 - expected

    def _begin(self, first_seq: int) -> None:
        self.first_seq = first_seq
        self.tree.restart()
        self._sales = self._total_minor = 0

    def _add(self, seq: int, stored: "memoryview | bytes") -> None:
        while self.first_seq + self.tree.count < seq:
            self.tree.add(seals.UNREADABLE)
        self.tree.take(self.slots.blinding, seq, stored)

    def _take_stored(self, seq: int, stored: bytes) -> None:
        self._add(seq, stored)
        if frames.body_size(stored, 0) > 1 and stored[frames.HEAD_BYTES + 1] == records.R_SALE:
            fields = fields_of(stored)
            if len(fields) > _AMOUNT and fields[_RESULT] == 0:
                self._count_sale(fields[_AMOUNT])

    def _count_sale(self, amount_minor: object) -> None:
        self._sales += 1
        if isinstance(amount_minor, int):
            self._total_minor += amount_minor

    def _is_due(self, stored: bytes) -> bool:
        """Tell whether this seal is of the segment that counts as open."""
        fields = fields_of(stored)
        return len(fields) > 0 and fields[0] == self.slots.epoch


def stored_at(flash: "Flash", cursor: "Cursor") -> memoryview:
    """Return head and body of the frame under `cursor`: valid until flash is read again."""
    end = cursor.at + frames.HEAD_BYTES + frames.body_size(flash.window, cursor.at)
    return memoryview(flash.window)[cursor.at : end]


def fields_of(stored: bytes) -> "list[object]":
    """Return a record's fields, none of what is no record."""
    try:
        record = cbor.decode(stored, frames.HEAD_BYTES)
    except cbor.CborError:
        return []
    return record[records.HEAD :] if isinstance(record, list) else []


def is_kind(stored: memoryview, kind: int) -> bool:
    """Tell by the first bytes of the body: an array, and in it the kind, 24..255."""
    at = frames.HEAD_BYTES
    return len(stored) > at + 2 and stored[at + 1] == 0x18 and stored[at + 2] == kind
