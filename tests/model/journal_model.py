# SPDX-License-Identifier: MIT
"""What a journal must keep, told apart from how it keeps it: the oracle of the cut tests.

A `Life` is one start of the board: it opens, replays, writes records and notes each frame that
was acknowledged. `verify` reads the flash as a host would, with cbor2 instead of our decoder.
"""

from __future__ import annotations

from typing import Final

import cbor2

from agent.journal.journal import Journal
from posminder_formats import frames, records
from tests.support.nor import NorRegion, PowerCut

SECTORS: Final = 4
PREPARE_EVERY: Final = 9
STATE_VALUES: Final = 45  # of a snapshot: three records of a STATE, with cuts between them


class Kept(dict[int, bytes]):
    """Every acknowledged frame by sequence number, over all lives of one flash."""

    in_doubt: bytes | None = None
    """The frame that power was cut in: it may be there or not."""


class Life:
    """One start of a board on `region`. Nothing that `kept` holds may ever be missing."""

    def __init__(self, region: NorRegion, kept: Kept) -> None:
        self.kept = kept
        self.journal = Journal(region, lambda: [len(kept)] * STATE_VALUES)
        ring = self.journal._ring
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

    def open(self) -> None:
        """Recover, and settle whether the frame in doubt is there."""
        self.journal.open()
        self.journal.replay(_state_is_whole)

    def write(self, count: int, tag: int) -> None:
        """Write `count` records whose bytes depend on `tag`, erasing ahead now and then."""
        for i in range(count):
            texts = (chr(65 + tag % 26) * 20, "476173******0119")
            fields = (1, 0, 1000 * tag + i, 978, i, i, 6, *texts, 1224, 101500, 1, None, None)
            self.journal.record(records.R_SALE, fields, 60_000 * i, 1_700_000_000 + tag)
            if i % PREPARE_EVERY == 0:
                self.journal.prepare()


def _state_is_whole(kind: int, record: list[object]) -> None:
    """Assert that a STATE comes back as one snapshot, never as pieces of two."""
    if kind == records.R_STATE:
        values = record[records.HEAD]
        assert isinstance(values, list)
        assert len(values) == STATE_VALUES
        assert len(set(values)) == 1, "pieces of two snapshots"


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
            start = offset + frames.HEAD_BYTES
            cbor2.loads(data[start : start + frames.body_size(data, offset)])
            found.setdefault(frames.seq_at(data, offset), bytes(data[offset : offset + size]))
    return found, damage


def verify(life: Life) -> None:
    """Assert that nothing acknowledged is missing, changed or out of order.

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


def _verify_reach(journal: Journal, kept: Kept) -> None:
    """Assert that no more than the oldest sector and the one erased ahead are gone."""
    room = (SECTORS - 2) * (4096 - frames.HEADER_BYTES - 3 * frames.FRAME_BYTES_MAX)
    reach = sum(len(kept[seq]) for seq in range(journal.first_seq, journal.last_seq + 1))
    assert journal.first_seq == 1 or reach >= room, "more was given up than a wrap needs"


def reopened(region: NorRegion, kept: Kept) -> tuple[NorRegion, Life]:
    """Start the board anew on what flash holds, verify, and return it without faults."""
    region = NorRegion(region.sector_count, bytes(region.memory))
    life = Life(region, kept)
    life.open()
    verify(life)
    return region, life


def cut(region: NorRegion, kept: Kept, count: int, tag: int) -> bool:
    """Live until `region.cut_at` cuts the power; tell whether it did."""
    life = Life(region, kept)
    try:
        life.open()
        verify(life)
        life.write(count, tag)
    except PowerCut:
        return True
    return False
