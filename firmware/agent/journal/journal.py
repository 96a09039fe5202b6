# SPDX-License-Identifier: MIT
"""The journal as the rest of the agent sees it: records in, records back after a restart.

Owns what makes a ring of frames a journal: a record's common head, the STATE that each sector gets
as soon as no step is under way, and the LOSS and DAMAGE records that own up to what is gone. Time
is an argument; what policies keep in STATE is theirs.
"""

from agent import limits
from agent.errors import StorageFault
from agent.journal.export import Export
from agent.journal.flash import Flash
from agent.journal.ring import Ring
from agent.journal.room import Room
from agent.journal.sealer import Sealer
from posminder_formats import cbor, frames, records, seals
from posminder_formats._const import const

_STATE_FIELDS_MIN = const(4)

# What is worth a seal at once, as soon as no step is under way.
_SEALED_AT = (records.R_SETTLEMENT, records.R_SIGN_IN)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from agent.contracts import Region
    from agent.journal.flash import Cursor
    from agent.journal.key_slots import KeySlots


class Journal:
    """One board's journal. Call `open`, then `replay`, then `record` as often as need be.

    `snapshot` gives what STATE keeps for the policies: a flat row of integers and None, cut
    into as many records as it needs. It must not itself write records. `keys` is the region with
    the sealing keys of the board with this id; without it nothing is sealed.
    """

    def __init__(
        self,
        region: "Region",
        snapshot: "Callable[[], Iterable[int | None]]",
        keys: "Region | None" = None,
        board_id: bytes = b"",
    ) -> None:
        self.boot = 1  # counts starts that wrote a record
        self.records = 0  # written since this start
        self.ring = Ring(region)
        self.room = Room(self, self.ring)
        flash = None if keys is None else Flash(keys, self.ring.flash.window)
        self.sealer = None if flash is None else Sealer(flash, board_id)
        self._active_ms = 0  # when the last record was written, or sealing it failed
        self._seal_owed = False
        self._opened = False  # until then nothing is written: it could cover what is there
        self._snapshot = snapshot
        self._state_seq = 0  # the first record of the newest whole STATE, 0 if none was found
        self.state_owed = False  # the sector has no whole one yet, or one that lacks something
        self._in_step = False  # what a step writes belongs together: no STATE between
        self._replay_from = 0  # the sector number it is in
        self._lost_seq = 0  # LOSS records have owned up to here

    @property
    def last_seq(self) -> int:
        """Sequence number of the newest record, 0 before the first."""
        return self.ring.last_seq

    @property
    def first_seq(self) -> int:
        """Sequence number of the oldest record that can still be read."""
        return self.ring.first_seq

    @property
    def retries(self) -> int:
        """Places of flash that did not keep a record and were passed over, since the start."""
        return self.ring.retries

    @property
    def unsealed(self) -> "int | None":
        """How many records wait for a seal; None if none will come: there is no usable key."""
        sealer = self.sealer
        return sealer.tree.count if sealer is not None and sealer.active else None

    def open(self) -> int:
        """Recover after a restart; return how many torn bytes were found (BOOT's torn_bytes).

        Writes no record: policies have not been given back their state yet. Raises StorageFault
        if the part cannot be read.
        """
        torn_bytes = self.ring.open()
        self._opened = True
        number, found = self.ring.number, False
        for _ in range(limits.JOURNAL_STATE_SECTORS_MAX):
            if number < self.ring.oldest:
                break
            found = self._survey(number)
            if found:
                break
            number -= 1
        self.state_owed = self.state_owed or not found or number < self.ring.number
        self.room.look()
        if self.sealer is not None:
            self.sealer.recover(self.ring)
        return torn_bytes

    def replay(self, callback: "Callable[[int, list[object]], None]") -> None:
        """Call `callback(kind, record)` for the newest STATE and each record after it.

        `record` is the whole decoded array (records.HEAD fields first); a STATE comes as one
        record, its parts joined. `callback` must not write records. Without a readable STATE
        nearby it gets the records that are nearby.
        """
        joined: list[object] = []
        wanted = 0  # the next part of a STATE
        for cursor in self.ring.frames(self._replay_from):
            if cursor.seq < self._state_seq:
                continue
            record = self._decode(cursor)
            if record is None:
                continue
            if record[records.KIND] == records.R_STATE:
                values, _lost_seq, part, parts, _pulled_seq, _slip_bytes = _state(record)
                if part == 0:
                    joined, wanted = [], 0
                wanted = wanted + 1 if part == wanted else 0
                joined = joined + values
                if wanted != parts:
                    continue
                record[records.HEAD] = joined
            callback(_number(record[records.KIND]), record)

    def record(
        self, kind: int, fields: "Sequence[object]", mono_ms: int, wall_s: "int | None"
    ) -> int:
        """Write one record and return its sequence number: from then on it survives a power cut.

        Texts longer than JOURNAL_TEXT_BYTES_MAX are cut and end in an ellipsis. Raises
        StorageFault if flash keeps it nowhere or could not be opened, ValueError if `fields` do
        not fit `kind`.
        """
        if len(fields) != records.FIELD_COUNTS[kind]:
            raise ValueError
        if not self._opened:
            raise StorageFault
        return self._write_somewhere(kind, fields, mono_ms, wall_s)

    def begin_step(self) -> None:
        """Keep the records of one step of the duties together until `end_step`.

        The duties' state counts the whole step at once. A STATE between two of its records would
        be from before the step or after it, and a restart would miss the first ones or count
        the last ones twice. So a sector that begins meanwhile gets its STATE when the step ends;
        until then a restart takes the one of the sector before.
        """
        self._in_step = True

    def end_step(self, mono_ms: int, wall_s: "int | None") -> None:
        """Write the STATE of a sector that began during the step, if one did.

        Raises StorageFault if flash keeps it nowhere.
        """
        self._in_step = False
        if self._opened and (self.state_owed or self.ring.fresh):
            self._write_somewhere(None, (), mono_ms, wall_s)
        if self._seal_owed:
            self.seal(mono_ms, wall_s)

    def keys(self, entropy: "Callable[[int], bytes]") -> "KeySlots":
        """Return the sealing keys, made of `entropy` if there are none. Raises StorageFault."""
        sealer = self.sealer
        if sealer is None or not self._opened:
            raise StorageFault
        if sealer.slots.key is None:
            from agent.journal.new_keys import create

            create(sealer, self.ring, entropy(seals.HASH_BYTES), entropy(seals.BLINDING_BYTES))
        return sealer.slots

    def seal_due_ms(self) -> "int | None":
        """Return when what is open is to be sealed, None while nothing is."""
        sealer = self.sealer
        if sealer is None or sealer.slots.key is None or (sealer.active and not sealer.tree.count):
            return None
        return self._active_ms + (0 if self._seal_owed else limits.SEAL_AFTER_MS)

    def seal(self, mono_ms: int, wall_s: "int | None", nonce: "bytes | None" = None) -> int:
        """Seal what is open, with a host's nonce even if nothing is; return the seal's number.

        Returns 0 on a board without a key, and if the key did not allow it. Raises StorageFault.
        """
        self._active_ms, self._seal_owed = mono_ms, False
        sealer = self.sealer
        if sealer is None or sealer.slots.key is None or not self._opened:
            return 0
        if not sealer.active:
            sealer.recover(self.ring)
        if not sealer.active or not (sealer.tree.count or nonce):
            return 0
        return self._write_somewhere(records.R_SEAL, (nonce,), mono_ms, wall_s)

    def unprepared(self) -> bool:
        """Tell whether an erase waits for the serial lines to be idle."""
        return self.ring.unprepared()

    def prepare(self) -> bool:
        """Erase ahead if it is time; tell whether the serial lines were deaf meanwhile."""
        return self.ring.prepare() or (self.sealer is not None and self.sealer.slots.prepare())

    def export(self, since: int) -> Export:
        """Return a download of every record after number `since`, as the journal stands now."""
        return Export(self.ring, since)

    def _survey(self, number: int) -> bool:
        """Learn from sector `number` and those after it; tell whether a STATE is among them."""
        self._replay_from = number
        owned_up = []
        room = self.room
        room.slip_bytes = 0
        begun_seq = wanted = 0  # of the STATE under way: its first record, and the next part
        for cursor in self.ring.frames(number):
            record = self._decode(cursor)
            if record is None:
                continue
            self.boot = _number(record[records.BOOT]) + 1
            kind = record[records.KIND]
            if kind == records.R_STATE:
                _values, lost_seq, part, parts, room.pulled_seq, room.slip_bytes = _state(record)
                self._lost_seq = max(self._lost_seq, lost_seq)
                if part == 0:
                    begun_seq, wanted = cursor.seq, 0
                wanted = wanted + 1 if part == wanted else 0
                self.state_owed = wanted != parts
                if wanted == parts:
                    self._state_seq = begun_seq
            if kind == records.R_LOSS:
                self._lost_seq = max(self._lost_seq, _number(record[records.HEAD + 1]))
            if kind == records.R_DAMAGE:
                owned_up.append((record[records.HEAD], record[records.HEAD + 1]))
                room.damaged = room.damaged or _number(record[records.HEAD + 1]) > 0
            if kind == records.R_PULLED:
                room.pulled_seq, room.slip_bytes = _number(record[records.HEAD]), 0
                room.damaged = False
            if kind == records.R_SLIP:
                room.slip_bytes += cursor.size
        self.ring.damage = [found for found in self.ring.damage if found not in owned_up]
        return self._state_seq > 0

    def _decode(self, cursor: "Cursor") -> "list[object] | None":
        """Return the record under `cursor`, or None if it is none that this version can read."""
        window = self.ring.flash.window
        start = cursor.at + frames.HEAD_BYTES
        try:
            record = cbor.decode(window, start, start + frames.body_size(window, cursor.at))
        except cbor.CborError:
            return None
        return record if isinstance(record, list) and len(record) >= records.HEAD else None

    def _write_somewhere(
        self,
        kind: "int | None",
        fields: "Sequence[object]",
        mono_ms: int,
        wall_s: "int | None",
    ) -> int:
        """Write what is owed, then a record unless `kind` is None; begin sectors as it takes.

        Returns the record's sequence number, 0 without one.
        """
        for _ in range(limits.JOURNAL_SECTORS_MAX):
            if self._write_owed(mono_ms, wall_s):
                if kind is None:
                    return 0
                seq = self._write(kind, fields, mono_ms, wall_s)
                if seq:
                    return seq
            self.ring.begin_sector()
        raise StorageFault

    def _write_owed(self, mono_ms: int, wall_s: "int | None") -> bool:
        """Write the records that must come first; False if the sector has no room for them."""
        ring, sealer = self.ring, self.sealer
        if sealer is not None and sealer.owes_rekey:
            sealer.owes_rekey = not self._write(records.R_REKEY, sealer.begun(), mono_ms, wall_s)
            if sealer.owes_rekey:
                return False
        self.state_owed = self.state_owed or ring.fresh
        if self.state_owed and not self._in_step:
            parts, room = self._state_parts(), self.room
            for part in range(len(parts)):
                place = (self._lost_seq, part, len(parts), room.pulled_seq, room.slip_bytes)
                fields = (parts[part],) + place
                if not self._write(records.R_STATE, fields, mono_ms, wall_s):
                    return False
            self.state_owed = False
        if ring.first_seq - 1 > self._lost_seq:
            lost_seq = ring.first_seq - 1
            not_pulled = max(0, lost_seq - max(self._lost_seq, self.room.pulled_seq))
            lost = (self._lost_seq + 1, lost_seq, not_pulled)
            if not self._write(records.R_LOSS, lost, mono_ms, wall_s):
                return False
            self._lost_seq = lost_seq
        while ring.damage:
            if not self._write(records.R_DAMAGE, ring.damage[0], mono_ms, wall_s):
                return False
            if ring.damage.pop(0)[1]:
                self.room.damaged = True
        return True

    def _state_parts(self) -> "list[list[int | None]]":
        """Cut the duties' state into as few parts as fit a record each: most numbers are small.

        A sector begins with them: each part less is a program less for every sector.
        """
        parts: "list[list[int | None]]" = [[]]
        end = 0
        for value in self._snapshot():
            end = cbor.encode_into(self.ring.frame, end, value)
            if end > limits.JOURNAL_STATE_BYTES:
                parts.append([])
                end = cbor.encode_into(self.ring.frame, 0, value)
            parts[-1].append(value)
        return parts

    def _write(
        self, kind: int, fields: "Sequence[object]", mono_ms: int, wall_s: "int | None"
    ) -> int:
        """Write one record, a full segment's seal before it; 0 if the sector has no room."""
        sealer = self.sealer
        if sealer is not None and (kind == records.R_SEAL or sealer.is_full):
            seq = self._write_seal(
                sealer, fields[0] if kind == records.R_SEAL else None, mono_ms, wall_s
            )
            if kind == records.R_SEAL or not seq:
                return seq
        # Cut before the record is there: if memory ends behind it, its leaf is missing in the seal.
        stored = self.ring.frame[: self._encode(kind, fields, mono_ms, wall_s)]
        seq = self.ring.append(len(stored) - frames.HEAD_BYTES)
        if seq:
            self.records += 1
            self._active_ms = mono_ms
            self._seal_owed = self._seal_owed or kind in _SEALED_AT
            if kind == records.R_SLIP:
                self.room.slip_bytes += len(stored)
            if sealer is not None:
                sealer.take(seq, stored, kind, fields)
        return seq

    def _write_seal(self, sealer: Sealer, nonce: object, mono_ms: int, wall_s: "int | None") -> int:
        """Write the open segment's seal, then destroy its key; 0 if the sector has no room."""
        end = self._encode(records.R_SEAL, sealer.fields(nonce), mono_ms, wall_s)
        frames.finish_frame(self.ring.frame, end - frames.HEAD_BYTES, self.ring.last_seq + 1)
        stored = self.ring.frame[:end]
        sealer.sign(stored)
        sealer.active = False  # until the key has made its step, whatever ends it before
        seq = self.ring.append(end - frames.HEAD_BYTES)
        if seq:
            self.records += 1
            sealer.active = sealer.step(seq, stored)
        else:
            sealer.active = True
        return seq

    def _encode(
        self, kind: int, fields: "Sequence[object]", mono_ms: int, wall_s: "int | None"
    ) -> int:
        """Put a record's body into the ring's frame, item by item; return where it ends."""
        frame = self.ring.frame
        end = cbor.write_head(frame, frames.HEAD_BYTES, cbor.ARRAY, records.HEAD + len(fields))
        end = cbor.encode_into(frame, cbor.encode_into(frame, end, kind), self.boot)
        end = cbor.encode_into(frame, cbor.encode_into(frame, end, mono_ms), wall_s)
        for value in fields:
            if isinstance(value, str):
                end = cbor.write_text(frame, end, value, limits.JOURNAL_TEXT_BYTES_MAX)
            else:
                end = cbor.encode_into(frame, end, value)
        if end - frames.HEAD_BYTES > limits.JOURNAL_BODY_BYTES_MAX:
            raise ValueError
        return end


def _state(record: "list[object]") -> "tuple[list[object], int, int, int, int, int]":
    """Return a STATE record's fields; a foreign one is an empty one."""
    fields = record[records.HEAD :]
    if len(fields) < _STATE_FIELDS_MIN or not isinstance(fields[0], list):
        return [], 0, 0, 1, 0, 0
    while len(fields) < records.FIELD_COUNTS[records.R_STATE]:  # an older firmware's
        fields.append(0)
    numbers = [_number(each) for each in fields[1:]]
    return fields[0], numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]


def _number(value: object) -> int:
    """Return `value` where a record must hold a number; a foreign record there counts as 0."""
    return value if isinstance(value, int) else 0
