# SPDX-License-Identifier: MIT
"""What a sealed journal must keep, told apart from how it keeps it: the oracle of the cut tests.

A `Life` is one start of a board on the flash of its two regions, journal and configuration: it
opens, replays, writes and seals, and every acknowledged frame is noted. `verify` reads the flash as
a host would, with cbor2 instead of our decoder and seals worked out from FORMAT.md alone.

What is asked of a journal's tests, and where it is; a seeded sample in each, all of it in
tests/bench/journal_faults.py:

- a cut at every operation, in five torn variants, round the ring, and again in the life after it,
  with other bytes on retry; boards broken on purpose: test_journal_cuts
- a step of the sealing keys, torn in every part of what it programs by itself: test_key_pages
- an error and a misread at every call, what is read back differs, stuck bits, one and two flipped
  bits, numbers near their end, a download broken off while records are added: test_journal_faults
- memory that ends at every call, and heaps too small for a start or what follows:
  test_journal_memory
- a clock unset, set back, set ten years on, in the middle of a segment: WALLS, in every life here
- a full ring that nobody downloads: dual/test_room, dual/test_journal
- planted card data: emulator/test_card_data, emulator/test_card_data_of_other_lines
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from hashlib import sha256
from typing import Final

import cbor2

from agent.journal.journal import Journal
from agent.journal.sealer import Sealer
from posminder_formats import frames, records
from tests.support.nor import NorRegion
from tests.support.sealed_journal import BLINDING, BOARD, FIRST, leaf, root

SECTORS: Final = 4
CONFIG_SECTORS: Final = 8
PREPARE_EVERY: Final = 9
STATE_VALUES: Final = 45  # of a snapshot, large ones: three records of a STATE, cuts between them
STATE_BASE: Final = 1 << 60
KEY_RUN: Final = 8  # bytes: so many of an old key, from a multiple on, must not be left
WALLS: Final = (1_700_000_000, None, 1_699_000_000, 2_015_000_000)  # unset, back, ten years on
_KEY_SECTOR: Final = 6
_MAC_BYTES: Final = 34  # with its CBOR head

_keys = [FIRST]


def key_of(epoch: int) -> bytes:
    """Return the key that seals segment `epoch`."""
    while len(_keys) <= epoch:
        _keys.append(hmac.digest(_keys[-1], b"next", "sha256"))
    return _keys[epoch]


class Shared(NorRegion):
    """One of a board's two regions: operations, reads and cuts are counted over both."""

    other: Shared
    watch: Callable[[Shared, int, bytes, bytes], None] | None = None
    """Called before each operation with the region, the place, old bytes and new ones."""

    def _operate(self, offset: int, old: bytes, new: bytes) -> None:
        if self.watch is not None:
            self.watch(self, offset, old, new)
        super()._operate(offset, old, new)
        self.other.operations = self.operations

    def read(self, offset: int, buffer: bytearray | memoryview) -> None:
        """As NorRegion."""
        try:
            super().read(offset, buffer)
        finally:
            self.other.reads = self.reads


class Flashes:
    """The flash of one board, under one start of it."""

    def __init__(self, journal: bytes | None = None, config: bytes | None = None) -> None:
        self.journal, self.config = Shared(SECTORS, journal), Shared(CONFIG_SECTORS, config)
        self.journal.other, self.config.other = self.config, self.journal

    def images(self) -> tuple[bytes, bytes]:
        """Return what both hold."""
        return bytes(self.journal.memory), bytes(self.config.memory)

    def again(self) -> Flashes:
        """Return the same bytes under a new start, without faults."""
        return Flashes(*self.images())

    def set(self, **faults: object) -> None:
        """Set NorRegion's faults, in both regions."""
        for region in (self.journal, self.config):
            for name, value in faults.items():
                setattr(region, name, value)


class Kept(dict[int, bytes]):
    """Every acknowledged frame by sequence number, over all lives of one flash."""

    in_doubt: bytes | None = None
    """The frame that power was cut in: it may be there or not."""

    def copy(self) -> Kept:
        """Return the same, to go another way from here."""
        found = Kept(self)
        found.in_doubt = self.in_doubt
        return found


class Life:
    """One start of a board on `flashes`. Nothing that `kept` holds may ever be missing."""

    def __init__(self, flashes: Flashes, kept: Kept) -> None:
        self.kept = kept
        self.flashes = flashes
        self.journal = Journal(
            flashes.journal, lambda: [STATE_BASE + len(kept)] * STATE_VALUES, flashes.config, BOARD
        )
        ring = self.journal.ring
        append = ring.append

        def noted(body_size: int) -> int:
            seq = ring.last_seq + 1
            size = frames.finish_frame(ring.frame, body_size, seq)
            kept.in_doubt = bytes(ring.frame[:size])
            if append(body_size):
                assert seq not in kept, f"number {seq} is given twice"
                kept[seq] = kept.in_doubt
                kept.in_doubt = None
                return seq
            return 0

        ring.append = noted  # type: ignore[method-assign]  # noted on the way, nothing changed

    @property
    def sealer(self) -> Sealer:
        """The journal's."""
        assert self.journal.sealer is not None
        return self.journal.sealer

    def open(self) -> None:
        """Recover, and have a key."""
        self.journal.open()
        self.journal.replay(_state_is_whole)
        self.have_key()

    def have_key(self) -> None:
        """Make the first key if there is none."""
        self.journal.keys(lambda count: FIRST if count == len(FIRST) else BLINDING)

    def write(self, count: int, tag: int) -> None:
        """Write `count` records whose bytes depend on `tag`; seal and erase ahead now and then."""
        for i in range(count):
            texts = (chr(65 + tag % 26) * (i % 20 + 1), "476173******0119")
            fields = (1, 0, 1000 * tag + i, 978, i, i, 6, *texts, 1224, 101500, 1, None, None, None)
            wall_s = WALLS[i // 7 % len(WALLS)]
            self.journal.begin_step()
            self.journal.record(records.R_SALE, fields, 60_000 * i, wall_s)
            self.journal.end_step(60_000 * i, wall_s)
            if i % 3 == tag % 3:
                nonce = bytes([tag % 256]) * 16 if i % 5 == 0 else None
                self.journal.seal(60_000 * i + 900, wall_s, nonce)
            if i % PREPARE_EVERY == 0:
                self.journal.prepare()


def _state_is_whole(kind: int, record: list[object]) -> None:
    """Assert that a STATE comes back as one snapshot, never as pieces of two."""
    if kind == records.R_STATE:
        values = record[records.HEAD]
        assert isinstance(values, list)
        assert len(values) == STATE_VALUES
        assert len(set(values)) == 1, "pieces of two snapshots"


def stored(frame: bytes | bytearray) -> bytes:
    """Return head and body of a frame."""
    return bytes(frame[: frames.HEAD_BYTES + frames.body_size(frame, 0)])


def exported(journal: Journal) -> tuple[dict[int, bytes], int]:
    """Return ({seq: frame}, runs of damage) of everything a host would download."""
    export = journal.export(0)
    data = bytearray(export.size)
    assert export.read(0, data) == export.size
    found: dict[int, bytes] = {}
    damage = 0
    for kind, offset, size in frames.scan(data):
        damage += kind == frames.DAMAGE
        if kind == frames.FRAME:
            frame = bytes(data[offset : offset + size])
            cbor2.loads(stored(frame)[frames.HEAD_BYTES :])
            found.setdefault(frames.seq_at(data, offset), frame)
    return found, damage


def verify(life: Life) -> None:
    """Assert that nothing acknowledged is missing, changed or out of order, and that seals hold.

    Afterwards a frame in doubt counts as kept if it was found: from now on it must stay.
    """
    kept, journal = life.kept, life.journal
    found, damage = exported(journal)
    assert damage == 0, "torn bytes were left for a host to stumble over"
    assert sorted(found) == list(range(journal.first_seq, journal.last_seq + 1)), "a gap"
    acknowledged = max(kept, default=0)
    assert acknowledged <= journal.last_seq <= acknowledged + 1, "lost, or more than one too many"
    if journal.last_seq > acknowledged:
        assert found[journal.last_seq] == kept.in_doubt, "a record that nobody wrote"
        kept[journal.last_seq] = found[journal.last_seq]
    kept.in_doubt = None
    for seq in found:
        assert found[seq] == kept[seq], f"record {seq} reads differently"
    _verify_reach(journal, kept)
    verify_seals(life, found)


def _verify_reach(journal: Journal, kept: Kept) -> None:
    """Assert that no more than the oldest sector and the one erased ahead are gone."""
    room = (SECTORS - 2) * (4096 - frames.HEADER_BYTES - 3 * frames.FRAME_BYTES_MAX)
    reach = sum(len(kept[seq]) for seq in range(journal.first_seq, journal.last_seq + 1))
    given_up = journal.first_seq > min(kept, default=1)
    assert not given_up or reach >= room, "more was given up than a wrap needs"


def verify_seals(life: Life, found: dict[int, bytes]) -> None:
    """Assert that every seal of `found` holds, the key is the next one, and no old one is left."""
    leaves: dict[int, bytes] = {}
    epoch = link = None
    for seq in sorted(found):
        frame = stored(found[seq])
        record = cbor2.loads(frame[frames.HEAD_BYTES :])
        if record[records.KIND] != records.R_SEAL:
            leaves[seq] = leaf(seq, frame[frames.HEAD_BYTES :])
            continue
        number, first, count, said_root, said_link = record[records.HEAD : records.HEAD + 5]
        assert epoch is None or number == epoch + 1, f"epoch {number} behind {epoch}"
        assert first + count == seq, f"seal {number} does not end its segment"
        core = frame[:-_MAC_BYTES]
        assert record[-1] == hmac.digest(key_of(number), BOARD + core, "sha256"), f"MAC of {number}"
        assert link is None or said_link == link, f"link of {number}"
        if number == 0:
            assert said_link == sha256(b"posminder seal 1" + BOARD).digest()
        if all(each in leaves for each in range(first, first + count)):
            assert said_root == root([leaves[each] for each in range(first, first + count)])
        else:
            assert first < life.journal.first_seq, f"records of segment {number} are missing"
        epoch, link = number, sha256(b"\2" + core).digest()
    sealer = life.sealer
    now = sealer.slots.epoch
    assert sealer.active, "sealing has ended"
    assert epoch is None or now == epoch + 1, f"seal {epoch}, but the key is {now}"
    assert sealer.slots.key == key_of(now), "a key that nobody can know"
    assert not old_keys_left(life.flashes, now), f"an old key is left before {now}"


def old_keys_left(flashes: Flashes, epoch: int) -> list[int]:
    """Return the epochs before `epoch` of which a part of the key can be read in flash."""
    image = bytes(flashes.config.memory)[_KEY_SECTOR * 4096 :]
    runs = {image[at : at + KEY_RUN] for at in range(0, len(image), 4)}
    return [
        old
        for old in range(epoch)
        if any(key_of(old)[at : at + KEY_RUN] in runs for at in range(0, 32, KEY_RUN))
    ]
